"""Documents are read as YAML 1.2, and each part of them knows its line."""

import pickle
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from specmock.openapi import Document, DocumentError, load, loads, pointer_of, reference_to

from specs import SPECS

TEXT = """\
openapi: 3.1.0
paths:
  /a/{b}:
    get:
      tags: [one, two]
      responses:
        "200": {$ref: "#/components/responses/Fine"}
components:
  responses:
    Fine: &fine
      description: >-
        Two
        lines.
    Better: *fine
    Lost: {$ref: "#/components/responses/Nowhere"}
    Round: {$ref: "#/components/responses/About"}
    About: {$ref: "#/components/responses/Round"}
    Path: {$ref: "#/paths/~1a~1%7Bb%7D/get/tags/1"}
    Abroad: {$ref: "other.yaml#/x"}
"""
RESPONSES = ("components", "responses")


@pytest.fixture(scope="module")
def document() -> Document:
    return loads(TEXT, "a.yaml")


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ((), 1),
        (("openapi",), 1),
        (("paths", "/a/{b}", "get", "tags"), 5),
        (("paths", "/a/{b}", "get", "tags", 1), 5),
        (("paths", "/a/{b}", "get", "responses", "200", "$ref"), 7),
        (("paths", "/a/{b}", "get", "responses", 200), 7),
        ((*RESPONSES, "Better"), 14),
        ((*RESPONSES, "Better", "description"), 11),
        ((*RESPONSES, "Fine", "content", "text/plain"), 10),
        (("paths", "/a/{b}", "get", "tags", 2), 5),
        (("info",), 1),
    ],
)
def test_a_part_has_the_line_of_its_key(
    document: Document, pointer: tuple[str | int, ...], line: int
) -> None:
    """The line of a part is that of its key, or of the nearest part around it."""
    assert document.line(pointer) == line


def test_references_are_followed(document: Document) -> None:
    """References are followed, with their escapes; what is not one stays as it is."""
    responses = document.root["components"]["responses"]
    operation = document.root["paths"]["/a/{b}"]["get"]

    assert document.resolve(operation["responses"]["200"]) is responses["Fine"]
    assert document.resolve(responses["Path"]) == "two"
    assert document.resolve(operation) is operation
    assert document.resolve({"$ref": {"type": "string"}}) == {"$ref": {"type": "string"}}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Lost", "a.yaml:15: $ref #/components/responses/Nowhere leads nowhere"),
        ("Round", "a.yaml:16: $ref #/components/responses/About leads back to itself"),
        ("Abroad", "a.yaml:19: $ref other.yaml#/x leads nowhere"),
    ],
)
def test_a_reference_to_nothing_is_an_error_with_its_line(
    document: Document, name: str, message: str
) -> None:
    """A reference that leads to nothing is an error that has its line."""
    with pytest.raises(DocumentError) as caught:
        document.resolve(document.root["components"]["responses"][name])

    assert str(caught.value) == message


def test_a_pointer_and_its_reference_are_one() -> None:
    """A pointer and its reference are two forms of the same."""
    pointer = ("paths", "/a~b/{c d}", "get", "0")

    assert reference_to(pointer) == "#/paths/~1a~0b~1%7Bc%20d%7D/get/0"
    assert pointer_of(reference_to(pointer)) == pointer
    assert pointer_of("#") == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("off", "off"),
        ("017", 17),
        ("0o17", 15),
        ("0x1F", 31),
        ("-3", -3),
        ("+1", 1),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("2.", 2.0),
        ("3.1.0", "3.1.0"),
        ("2026-01-02", "2026-01-02"),
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
        ("'017'", "017"),
        ('"null"', "null"),
        ("!!str 17", "17"),
        ("[*here]", ["there"]),
    ],
)
def test_a_scalar_means_what_yaml_1_2_says(text: str, value: Any) -> None:
    """A scalar means what it means in the core schema of YAML 1.2."""
    got = loads(f"anchor: &here there\nvalue: {text}\n", "a.yaml").root["value"]

    assert got == value
    assert type(got) is type(value)


def test_json_is_read_with_its_lines() -> None:
    """JSON is read too, with its escapes and its lines."""
    text = '{\n\t"a":1,\n\t"b":["\\ud83d\\ude00","\\\\ud83d\\\\ude00","\\/"]\n}'
    document = loads(text, "a.json")

    assert document.root == {"a": 1, "b": ["😀", "\\ud83d\\ude00", "/"]}
    assert document.line(("b", 0)) == 3


BOMB = "a0: &a0 [x, x]\n" + "".join(
    f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]\n" for number in range(1, 9)
)
CHAIN = "a0: &a0 [x]\n" + "".join(
    f"a{number}: &a{number} {'[' * 20}*a{number - 1}{']' * 20}\n" for number in range(1, 9)
)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\nb:\n  c: 1\n  c: 2\n", 4, "duplicate key 'c', first on line 3"),
        ("a:\n  200: x\n", 2, 'the key 200 is not a string: quote it, "200"'),
        ("a:\n  true: x\n", 2, 'the key true is not a string: quote it, "true"'),
        ("a: 1\n? [b]\n: c\n", 2, "a key must be a string"),
        ("a: &b {c: 1}\nd:\n  <<: *b\n", 3, "no merge key"),
        ("a: 1\nb: *c\n", 2, "an anchor that does not exist"),
        ("a: 1\nb: &c [*c]\n", 2, "an anchor that is still open"),
        (BOMB, 6, "aliases make the document too large"),
        (CHAIN, 6, "aliases make the document too large"),
        ("[\n" * 100_000, 101, "nested more than 100 levels deep"),
        ("a:\n  - .nan\n", 2, "JSON cannot hold the number .nan"),
        ("a: 1e999\n", 1, "JSON cannot hold the number 1e999"),
        (f"a: {'9' * 5000}\n", 1, "JSON cannot hold the number 999"),
        ("a: !!binary aGk=\n", 1, "has no meaning here"),
        ("a: !!python/object:object {}\n", 1, "has no meaning here"),
        ("a: b\n---\nc: d\n", 2, "a second document starts here"),
        ("a: 1\nb: [1\n", 3, "expected"),
        ("a: 1\nb: \x01\n", 2, "control characters are not allowed"),
        ("", 1, "an OpenAPI document is a mapping"),
        ("- a\n", 1, "an OpenAPI document is a mapping"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_what_cannot_be_used_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    """What cannot be used is refused with its line, however hostile."""
    with pytest.raises(DocumentError) as caught:
        loads(text, "a.yaml")

    assert caught.value.line == line
    assert reason in caught.value.reason


def test_a_file_is_utf_8(tmp_path: Path) -> None:
    """A file is UTF-8, with a byte order mark or without."""
    path = tmp_path / "a.yaml"

    path.write_bytes(b"\xef\xbb\xbfa: \xc3\xa9\n")
    assert load(path).root == {"a": "é"}

    path.write_bytes(b"a: 1\nb: \xff\n")
    with pytest.raises(DocumentError, match=r"a\.yaml:2: this is not UTF-8"):
        load(path)


@pytest.mark.parametrize("path", SPECS.values(), ids=SPECS)
def test_a_spec_means_what_the_generator_reads(path: Path) -> None:
    """Our specs mean to us what they mean to the generator's reader."""
    assert load(path).root == YAML(typ="safe").load(path)


def test_a_key_that_is_no_text_is_taken_for_one_where_that_will_do() -> None:
    assert loads("a:\n  200: x\n", "a.yaml", strict=False).root == {"a": {"200": "x"}}


def test_merge_keys_bring_in_what_is_not_written_out() -> None:
    text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  z: 3\nd: {'<<': 1}\n"

    document = loads(text, "a.yaml", strict=False)

    assert document.root["c"] == {"x": 1, "y": 1, "z": 3}
    assert [document.line(("c", key)) for key in "xyz"] == [1, 1, 5]
    assert document.root["d"] == {"<<": 1}


@pytest.mark.parametrize("value", ["1", "[1]", "null"])
def test_a_merge_key_takes_mappings_only(value: str) -> None:
    with pytest.raises(DocumentError, match="takes a mapping") as caught:
        loads(f"a: 1\nb: {{<<: {value}}}\n", "a.yaml", strict=False)

    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"a":\n' + "[" * 120 + "]" * 120 + "}", 2),
        ('{"a": 1,\n "b"": 1}', 2),
    ],
    ids=["deep", "broken"],
)
def test_broken_json_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(DocumentError) as caught:
        loads(text, "a.json", strict=False)

    assert caught.value.line == line


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ('{"a": 1,\n "a": 2}', 2, "duplicate key 'a', first on line 1: the last one counts"),
        ('{"a":\n 1e999}', "1e999", "JSON cannot hold the number 1e999: it is read as text"),
        ("b: 1\na: .nan\n", ".nan", "JSON cannot hold the number .nan: it is read as text"),
        ("b: 1\na: !!binary aGk=\n", "aGk=", "the tag tag:yaml.org,2002:binary has no meaning"),
        ("b: 1\na: !set {x: 1}\n", {"x": 1}, "the tag !set has no meaning here"),
    ],
    ids=["twice", "too large", "no number", "binary", "tag"],
)
def test_slips_of_other_peoples_documents_are_told_and_ones_own_refused(
    text: str, value: Any, reason: str
) -> None:
    document = loads(text, "a.yaml", strict=False)

    assert document.root["a"] == value
    assert str(document.slips[0]).startswith(f"a.yaml:2: {reason}")
    if not text.startswith("{"):
        with pytest.raises(DocumentError, match=r"^a\.yaml:2"):
            loads(text, "a.yaml")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_the_byte_order_mark_tells_the_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("title: Käse\n".encode(encoding))

    assert load(path).root == {"title": "Käse"}


def test_an_error_keeps_its_line_when_it_is_pickled() -> None:
    error = loads("openapi: 3.1.0\npaths:\n  a: 1\n", "bad.yaml").error(("paths", "a"), "bad")

    same = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own

    assert str(same) == str(error) == "bad.yaml:3: bad"
    assert "=3" in repr(error)
