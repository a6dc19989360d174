"""Docstrings begin with the word that a reader would search for."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RIDDLE = re.compile(r"(Return|Yield|Say|Tell) (what|how|where|when|which|why)\b")


def test_no_docstring_begins_with_a_riddle() -> None:
    found = []
    for folder in ("overlays", "scripts", "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(
                    node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
                ):
                    text = ast.get_docstring(node) or ""
                    if RIDDLE.match(text):
                        found.append(f"{path.relative_to(ROOT)}: {text.splitlines()[0]}")

    assert found == []
