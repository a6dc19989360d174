"""Docstrings begin with the word that a reader would search for."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RIDDLE = re.compile(r"(Return|Yield|Say|Tell) (what|how|where|when|which|why)\b")


def docstrings(node: ast.AST) -> Iterator[str]:
    """Find the docstrings in a module; expressions, of which most of it consists, have none."""
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield ast.get_docstring(node) or ""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from docstrings(child)


def test_no_docstring_begins_with_a_riddle() -> None:
    texts = [
        (path.relative_to(ROOT), text)
        for folder in ("overlays", "scripts", "tests")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for text in docstrings(ast.parse(path.read_text("utf-8")))
    ]

    assert len(texts) > 1_000
    assert [each for each in texts if RIDDLE.match(each[1])] == []
