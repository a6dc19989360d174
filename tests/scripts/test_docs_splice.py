"""Splices change what they are meant to change, and leave every other byte of a spec alone."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pages.edit.splice import EditError, Editor

INVENTED = sorted(Path(__file__).with_name("pages").glob("specs/*.yaml"))
OURS = sorted((Path(__file__).resolve().parents[2] / "specs").glob("*.yaml"))
TEXT = """\
# A comment.
top:
  - name: one   # kept
    in: query
  - name: two
    in: path

map:
  first: {a: 1, "b": [x, y]}

  second:
    deep: >-
      folded
      text
    last: 'q'

  third: null
"""


def pointers(node: Any, pointer: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    entries = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in entries:
        yield (*pointer, key)
        if isinstance(value, dict | list):
            yield from pointers(value, (*pointer, key))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "tried"),
    [
        *((path, 30) for path in INVENTED),
        *((path, 5) for path in OURS),
        *(pytest.param(path, 60, marks=pytest.mark.thorough) for path in OURS),
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else str(value),
)
def test_what_is_removed_and_added_again_is_as_it_was(path: Path, tried: int) -> None:
    text = path.read_text("utf-8")
    whole = Editor(path, text).root
    chosen = random.Random(7).sample(list(pointers(whole)), tried)  # noqa: S311 - no secret
    same = done = 0
    for pointer in chosen:
        editor = Editor(path, text)
        holder, value = editor.at(pointer[:-1]), editor.at(pointer)
        if len(holder) == 1:
            continue
        done += 1
        editor.remove(pointer)
        if isinstance(holder, dict):
            names = list(holder)
            index = names.index(pointer[-1])
            editor.add(
                pointer[:-1],
                str(pointer[-1]),
                value,
                after=names[index - 1] if index else "",
                before="" if index else names[1],
            )
        else:
            editor.append(pointer[:-1], value, int(pointer[-1]))
        same += editor.text == text
        assert editor.root == whole, pointer

    assert same * 2 >= done > tried / 3  # the rest is written in another style by hand


@pytest.mark.parametrize(
    ("operation", "arguments", "old", "new"),
    [
        ("set", (("map", "first", "a"), 2), "a: 1", "a: 2"),
        ("set", (("map", "third"), "yes"), "third: null", 'third: "yes"'),
        (
            "set",
            (("map", "second", "deep"), "flat"),
            "deep: >-\n      folded\n      text\n",
            "deep: flat\n",
        ),
        ("rename", (("map", "first"), "1st"), "first:", "1st:"),
        ("rename", (("map", "first", "b"), "on"), '"b":', '"on":'),
        ("append", (("map", "first", "b"), "z"), "[x, y]", "[x, y, z]"),
        ("append", (("map", "first", "b"), "w", 0), "[x, y]", "[w, x, y]"),
        ("remove", (("map", "first", "a"),), "{a: 1, ", "{"),
        ("remove", (("top", 0, "name"),), "- name: one   # kept\n    in: query", "- in: query"),
        ("remove", (("top", 1),), "  - name: two\n    in: path\n", ""),
        ("add", (("map",), "200", 1), "  third: null\n", '  third: null\n\n  "200": 1\n'),
        ("add", (("map", "first"), "c", True), '"b": [x, y]}', '"b": [x, y], c: true}'),
    ],
)
def test_a_splice_is_minimal(
    operation: str, arguments: tuple[Any, ...], old: str, new: str
) -> None:
    editor = Editor("x.yaml", TEXT)

    getattr(editor, operation)(*arguments)

    assert editor.text == TEXT.replace(old, new, 1)


def test_an_entry_stands_where_it_is_wanted() -> None:
    editor = Editor("x.yaml", TEXT)

    editor.add(("top", 0), "required", value=True, after="in")
    editor.add(("top", 1), "id", value=7, before="name")
    editor.add(
        ("map",), "new", {"type": "object", "properties": {"a": {"type": "string"}}}, after="first"
    )

    assert "    in: query\n    required: true\n" in editor.text
    assert "  - id: 7\n    name: two\n" in editor.text
    block = "  new:\n    type: object\n    properties:\n      a: {type: string}\n"
    assert f"[x, y]}}\n\n{block}\n  second:" in editor.text


def test_the_last_entry_takes_its_holder_along() -> None:
    editor = Editor("x.yaml", "a: {b: {c: 1}}\nd: 2\n")

    editor.remove(("a", "b", "c"))

    assert editor.text == "d: 2\n"


def test_a_flow_that_grows_too_long_becomes_a_block() -> None:
    editor = Editor("x.yaml", "a: {b: 1}\nd: 2\n")

    editor.add(("a",), "c", "x" * 140)

    assert editor.text == f"a:\n  b: 1\n  c: {'x' * 140}\nd: 2\n"


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("add", (("map",), "first", 1)),
        ("add", (("nothing",), "a", 1)),
        ("append", (("map",), 1)),
        ("rename", (("map", "first"), "second")),
        ("set", (("map", "nothing"), 1)),
    ],
)
def test_what_cannot_be_spliced_leaves_the_text_as_it_was(
    operation: str, arguments: tuple[Any, ...]
) -> None:
    editor = Editor("x.yaml", TEXT)

    with pytest.raises(EditError):
        getattr(editor, operation)(*arguments)

    assert editor.text == TEXT
