"""`specmock serve --reload` serves each edit that can be served, and survives all others."""

import copy
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import specmock
import yaml
from specmock.cli import Seen, renew

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1"},
    "servers": [{"url": "https://pets.example/v1"}],
    "security": [{"token": []}],
    "x-mock": {"keys": {"demo": "accepted"}},
    "paths": {
        "/pets/{id}": {
            "get": {
                "operationId": "get_pet",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
                ],
                "responses": {
                    "200": {
                        "description": "ok",
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Pet"},
                                "examples": {"one": {"value": {"name": "Ada"}}},
                            }
                        },
                    },
                    "404": {"description": "none"},
                },
            }
        }
    },
    "components": {
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "Pet": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string", "pattern": "^[A-Z]"}},
            }
        },
    },
}
JUNK: list[Any] = [
    *(None, 5, -1, True, "", "x", [], [1], {}, {"a": {}}, ["x"], float("inf"), {"allOf": 5}),
    *({"$ref": "#/nowhere"}, {"$ref": 5}, {"$ref": "./missing.yaml"}, {"type": 5}),
    *({"$ref": "https://example.com/x.yaml"}, {"pattern": "(", "required": True}),
]
TEXTS = ["", "openapi: [", "\x00", "- 1", "a: &a [*a]", "{" * 5_000, "openapi: 2.0", "\ufeff", "?"]


def places(node: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    members = node if isinstance(node, dict) else range(len(node) if isinstance(node, list) else 0)
    for step in members:
        item = node[step]
        yield (*above, step)
        yield from places(item, (*above, step))


def edited(random: Random) -> str:
    """Write the document with junk in one or two places."""
    found = copy.deepcopy(DOCUMENT)
    for _ in range(random.choice((1, 2))):
        *above, last = random.choice(list(places(found)))
        node: Any = found
        for step in above:
            node = node[step]
        node[last] = copy.deepcopy(random.choice(JUNK))
    return yaml.safe_dump(found)


def write(path: Path, text: str, time: int) -> None:
    """Write a file as an editor would at a time of its own."""
    path.write_bytes(text.encode("utf-8"))
    os.utime(path, (time, time))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_no_edit_ends_it_and_the_next_good_one_is_served(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "pets.yaml"
    write(path, yaml.safe_dump(DOCUMENT), 1)
    site = specmock.Site([specmock.Mock(path)])
    specs: list[tuple[str | None, Path]] = [(None, path)]
    seen: Seen = {path: {path: (0, 0)}}
    random = Random(seed)  # noqa: S311 - no secrets
    edits = [*TEXTS, *(edited(random) for _ in range(18))]

    for number, text in enumerate(edits):
        write(path, text, 10 + 2 * number)
        renew(site, specs, specmock.Settings(), seen)
        good = {**DOCUMENT, "info": {"title": f"Pets {number}", "version": "1"}}
        write(path, yaml.safe_dump(good), 11 + 2 * number)
        renew(site, specs, specmock.Settings(), seen)

        assert site.mocks["pets"].document.root["info"]["title"] == f"Pets {number}", text


def test_files_that_a_document_refers_to_are_watched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, part = tmp_path / "pets.yaml", tmp_path / "parts.yaml"
    document = copy.deepcopy(DOCUMENT)
    document["components"]["schemas"]["Pet"] = {"$ref": "./parts.yaml#/Pet"}
    write(path, yaml.safe_dump(document), 1)
    write(part, "Pet: {type: object, properties: {name: {type: string}}}", 1)
    site = specmock.Site([specmock.Mock(path)])
    seen: Seen = {path: {path: (0, 0)}}
    renew(site, [(None, path)], specmock.Settings(), seen)
    served = []

    for time, text in enumerate(["Pet: {type: integer}", "Pet: [", "Pet: {type: boolean}"], 2):
        write(part, text, time)
        renew(site, [(None, path)], specmock.Settings(), seen)
        file = site.mocks["pets"].document.files.get("parts.yaml")
        served.append(file and file.text)

    assert served == ["Pet: {type: integer}", None, "Pet: {type: boolean}"]
    assert "get_pet gets 501" in capsys.readouterr().err


def test_a_document_that_is_gone_for_a_while_is_served_when_it_is_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pets.yaml"
    write(path, yaml.safe_dump(DOCUMENT), 1)
    site = specmock.Site([first := specmock.Mock(path)])
    seen: Seen = {path: {path: (0, 0)}}

    path.unlink()
    seen[path] = {path: (1, 1)}
    renew(site, [(None, path)], specmock.Settings(), seen)
    assert site.mocks["pets"] is first
    assert "the old one stays" in capsys.readouterr().err
    write(path, yaml.safe_dump(DOCUMENT), 2)
    renew(site, [(None, path)], specmock.Settings(), seen)

    assert site.mocks["pets"] is not first
