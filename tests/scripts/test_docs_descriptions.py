"""Whole OpenAPI descriptions are pages like any other, whatever their syntax and version."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import docs_check
import pytest
import yaml
from pages.known_pages import Library, compared, library, read_page
from specmock.openapi import loads
from text_edits import edit

pytestmark = pytest.mark.slow  # many cases

PAGES = Path(__file__).with_name("pages")
STOPS = "/v1/parcels/{parcelId}/stops"


@pytest.fixture
def known(tmp_path: Path) -> Library:
    """The invented pages with a description of the parcels as a further source."""
    shutil.copytree(PAGES / "specs", tmp_path / "specs")
    sources = tmp_path / "specs" / "pages" / "sources.yaml"
    entry = "  - {page: https://api.parcels.example/openapi.json, spec: parcels, reader: openapi, "
    sources.write_text(f"{sources.read_text('utf-8')}{entry}facts: whole.yaml}}\n", "utf-8")
    return library(tmp_path)


def description() -> dict[str, object]:
    """The fragment of the page's Markdown, which is a whole description of one operation."""
    text = (PAGES / "parcels.md").read_text("utf-8")
    start = text.index("openapi: 3.0.0")
    parsed: dict[str, object] = yaml.safe_load(text[start : text.index("````", start)])
    return parsed


def newer(node: object) -> object:
    """Write OpenAPI 3.0 as 3.1."""
    if isinstance(node, list):
        return [newer(item) for item in node]
    if not isinstance(node, dict):
        return node
    changed = {key: newer(value) for key, value in node.items()}
    if changed.pop("nullable", False) is True:
        changed["type"] = [changed["type"], "null"]
    if changed.get("openapi"):
        changed["openapi"] = "3.1.0"
    return changed


FORMS = {
    "JSON": lambda document: json.dumps(document),
    "indented JSON": lambda document: json.dumps(document, indent=2),
    "JSON with control characters": lambda document: json.dumps(document).replace(
        "Parcels", "Par\x01cels\x0b"
    ),
    "JSON with comments": lambda document: (
        "// ours\n" + json.dumps(document, indent=1).replace(",", ", // and\n /* on it goes */")
    ),
    "JSON with trailing commas": lambda document: json.dumps(document, indent=1).replace(
        "\n}", ",\n}"
    ),
    "JSON in single quotes": lambda document: json.dumps(document, indent="\t").replace('"', "'"),
    "JSON with bare keys": lambda document: re.sub(r'"([a-z]\w*)":', r"\1:", json.dumps(document)),
    "YAML": lambda document: yaml.safe_dump(document, sort_keys=False),
    "YAML that begins otherwise": lambda document: yaml.safe_dump(document),
    "OpenAPI 3.2": lambda document: json.dumps({**newer(document), "openapi": "3.2.0"}),  # type: ignore[dict-item]
    "OpenAPI 3.1": lambda document: json.dumps(newer(document)),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_description_that_says_the_same_as_the_spec_has_no_drift(
    known: Library, form: object, tmp_path: Path
) -> None:
    path = tmp_path / "saved"
    path.write_text(form(description()), "utf-8")  # type: ignore[operator]

    source, page = read_page(known, path)

    assert source.reader == "openapi"
    assert [one for one in compared(known, source, page) if one.is_drift] == []


def test_operations_that_the_spec_does_not_cover_are_told_until_they_are_ignored(
    known: Library, tmp_path: Path
) -> None:
    document = description()
    document["paths"]["/v1/parcels"] = {"get": {"responses": {}}}  # type: ignore[index]
    document["paths"]["/v1/vans"] = {"get": {"responses": {}}}  # type: ignore[index]
    path = tmp_path / "saved"
    path.write_text(json.dumps(document), "utf-8")

    told = [one.what for one in compared(known, *read_page(known, path)) if not one.is_drift]

    assert told == [
        "GET /v1/parcels operation: the spec does not cover it",
        "not covered either: 1 operation of other paths",
    ]
    sources = tmp_path / "specs" / "pages" / "sources.yaml"
    text = sources.read_text("utf-8").replace(
        "whole.yaml", "whole.yaml, ignored: [GET /v1/parcels]"
    )
    sources.write_text(text, "utf-8")
    again = library(tmp_path)
    assert len(compared(again, *read_page(again, path))) == 1


CHANGES = {
    "description of a parameter": (
        "name: cursor",
        "description: Lasts a day.\n          name: cursor",
    ),
    "summary of the operation": ("operationId: get", "summary: Stops\n      operationId: get"),
    "deprecated operation": ("operationId: get", "deprecated: true\n      operationId: get"),
    "description of a field": (
        "late: {type: boolean}",
        "late: {type: boolean, description: Later than said.}",
    ),
    "media type of the answer": (
        "application/json:\n              schema:\n                $ref: '#/components/schemas/StopList'",
        "text/csv:\n              schema:\n                $ref: '#/components/schemas/StopList'",
    ),
    "header of an answer": (
        "description: Successful\n",
        "description: Successful\n          headers: {X-Next: {schema: {type: string}}}\n",
    ),
    "key in the query": (
        "type: http\n      scheme: bearer",
        "type: apiKey\n      in: query\n      name: Authorization",
    ),
    "security of the operation": ("operationId: get", "security: []\n      operationId: get"),
    "default of an array": (
        "type: array\n            items:\n              type: string\n              enum",
        "type: array\n            default: [MOVING]\n            items:\n              type: string\n              enum",
    ),
}


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(("old", "new"), CHANGES.values(), ids=CHANGES)
def test_what_only_a_fragment_says_is_compared(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "page.md"
    shutil.copy(PAGES / "parcels.md", path)
    assert docs_check.main(["--accept", str(path)], tmp_path) == 0
    edit(path, (old, new))

    assert docs_check.main([str(path)], tmp_path) == 1


@pytest.mark.parametrize("wrong", [{"type": "tuple", "items": [{}]}, {"items": [{}]}, 7])
def test_a_spot_of_another_shape_is_named_and_the_rest_is_read(
    known: Library, tmp_path: Path, wrong: object
) -> None:
    document = description()
    parameters = document["paths"][STOPS]["get"]["parameters"]  # type: ignore[index]
    parameters.append({"name": "odd", "in": "header", "schema": wrong})
    path = tmp_path / "saved"
    path.write_text(json.dumps(document), "utf-8")

    findings = compared(known, *read_page(known, path))

    assert ["schema" in one.what for one in findings if one.kind == "unread"] == [True]
    assert [one for one in findings if one.is_drift and "odd" not in one.what] == []


BAD_SPOTS = {
    "servers": (("servers",), "https://api.parcels.example"),
    "a server": (("servers", 0), "https://api.parcels.example"),
    "security": (("security",), "Bearer"),
    "a choice of security": (("security", 0), "Bearer"),
    "a security scheme": (("components", "securitySchemes", "Bearer"), "bearer"),
    "a rate limit": (("paths", STOPS, "get", "x-rate-limit"), "10 a minute"),
    "another path": (("paths", "/v1/parcels/odd"), ["get"]),
    "another operation": (("paths", "/v1/parcels/odd"), {"get": "list"}),
    "a parameter": (("paths", STOPS, "get", "parameters", 4), "cursor"),
    "where a parameter is sent": (("paths", STOPS, "get", "parameters", 4, "in"), "url"),
    "the reference of an answer": (
        ("paths", STOPS, "get", "responses", "404"),
        {"$ref": "#/components/responses/Lost"},
    ),
    "headers": (("paths", STOPS, "get", "responses", "200", "headers"), ["X-Next"]),
    "required": (("components", "schemas", "StopList", "required"), True),
    "a property": (("components", "schemas", "StopList", "properties", "total"), "integer"),
    "an enum": (("components", "schemas", "Problem", "properties", "reason", "enum"), "lost"),
}


@pytest.mark.parametrize(("pointer", "wrong"), BAD_SPOTS.values(), ids=BAD_SPOTS)
def test_a_bad_spot_is_named_and_silences_only_what_it_could_have_said(
    known: Library, tmp_path: Path, pointer: tuple[Any, ...], wrong: object
) -> None:
    document: Any = description()
    path = tmp_path / "saved"
    path.write_text(json.dumps(document, indent=1), "utf-8")
    assert docs_check.main(["--accept", str(path)], tmp_path) == 0
    document["paths"][STOPS]["get"]["parameters"][2]["schema"]["maximum"] = 50
    holder = document
    for step in pointer[:-1]:
        holder = holder[step]
    holder[pointer[-1]] = wrong
    path.write_text(json.dumps(document, indent=1), "utf-8")

    findings = compared(known, *read_page(known, path))

    written = loads(path.read_text("utf-8"), path)
    here = {written.line(pointer), written.line(pointer) + 1, written.line(pointer[:-1])}
    assert [one.edit for one in findings if one.is_drift] == ["set `maximum: 50`"]
    if wrong == {"get": "list"}:  # of what the spec does not cover, only the name is read
        assert [one.kind for one in findings if not one.is_drift] == ["uncovered"]
    else:
        assert {one.line for one in findings if one.kind == "unread"} & here


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    "text", ['{"info": {}, "swagger": "2.0", "paths": {}}', "info: {}\nswagger: '2.0'\npaths: {}\n"]
)
def test_a_description_of_another_version_is_refused_with_its_line_and_advice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    path = tmp_path / "old"
    path.write_text(text, "utf-8")

    assert docs_check.main([str(path)], tmp_path) == 2

    line = text[: text.index("swagger")].count("\n") + 1
    said = f"old:{line}: OpenAPI 2.0 (Swagger) is not read: convert it to 3.0 or 3.1 first\n"
    assert capsys.readouterr().out.endswith(said)


def test_a_path_without_content_holds_no_operation(known: Library, tmp_path: Path) -> None:
    document = description()
    document["paths"]["/v1/zz"] = None  # type: ignore[index]
    path = tmp_path / "saved"
    path.write_text(json.dumps(document), "utf-8")

    assert [one for one in compared(known, *read_page(known, path)) if one.is_drift] == []


@pytest.mark.usefixtures("known")
def test_what_only_prose_says_is_not_missed_in_a_description(tmp_path: Path) -> None:
    entry = "  - {page: https://docs.parcels.example/limits, spec: parcels, reader: prose, "
    sources = tmp_path / "specs" / "pages" / "sources.yaml"
    sources.write_text(f"{sources.read_text('utf-8')}{entry}facts: limits.yaml}}\n", "utf-8")
    limit = (
        "x-rate-limit:\n  limit: 6\n  window: 60\n  scope: [account]\n"
        "  x-source: https://docs.parcels.example/limits\n"
    )
    spec = tmp_path / "specs" / "parcels.yaml"
    edit(spec, ("\npaths:", f"\n{limit}\npaths:"))
    path = tmp_path / "saved"
    path.write_text(json.dumps(description()), "utf-8")
    again = library(tmp_path)
    assert "x-rate-limit" in again.specs["parcels"].root

    assert [one for one in compared(again, *read_page(again, path)) if one.is_drift] == []
