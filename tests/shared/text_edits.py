"""Edits of text that fail where there is nothing to edit, so that no test of an edit is one of none."""

from pathlib import Path


def edited(text: str, *changes: tuple[str, str]) -> str:
    """Replace pieces of a text, each wherever it stands."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def edit(path: Path, *changes: tuple[str, str]) -> None:
    """Replace pieces of a file, each wherever it stands."""
    path.write_text(edited(path.read_text("utf-8"), *changes), "utf-8")
