"""What the generator drops is written into the descriptions that it keeps."""

from copy import deepcopy
from typing import Any

import pytest
from generator_input import prepared

OPERATION = {"responses": {"200": {"description": "Well."}}}
SPEC = {
    "info": {"title": "Toys", "summary": "Toys to rent."},
    "security": [{"cookie": []}, {"basic": []}, {"key": [], "bearer": []}],
    "paths": {"/toys": {"get": OPERATION}},
    "components": {
        "securitySchemes": {
            "basic": {"type": "http", "scheme": "basic"},
            "bearer": {"type": "http", "scheme": "bearer"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "login": {"type": "oauth2", "flows": {}},
        },
        "schemas": {
            "Size": {"type": "string", "enum": ["big", "small"]},
            "Loop": {"type": "array", "items": {"$ref": "#/components/schemas/Loop"}},
        },
    },
}


def described(schema: dict[str, Any]) -> Any:
    """The description of a schema, as the generator gets it."""
    spec: Any = deepcopy(SPEC)
    spec["components"]["schemas"]["Toy"] = schema
    return prepared(spec, "toys_client")["components"]["schemas"]["Toy"].get("description")


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ({"type": "integer"}, None),
        ({"description": "A toy."}, "A toy."),
        ({"description": "A toy.", "default": "é"}, 'A toy.\nContract: default "é".'),
        ({"exclusiveMinimum": 0, "exclusiveMaximum": 9}, "Contract: above 0; below 9."),
        ({"multipleOf": 0.5, "minimum": 0}, "Contract: at least 0; a multiple of 0.5."),
        ({"maxLength": 1}, "Contract: at most 1 character."),
        ({"format": "uri"}, "Contract: format uri."),
        ({"format": "uuid"}, None),
        (
            {"type": "array", "minItems": 2, "uniqueItems": True, "items": {"maximum": 9}},
            "Contract: at least 2 items; no item twice; each item: at most 9.",
        ),
        ({"type": "object", "minProperties": 1}, "Contract: at least 1 property."),
        (
            {"anyOf": [{"$ref": "#/components/schemas/Size"}, {"type": "string"}]},
            'Contract: one of "big", "small"; or a word that the vendor adds later.',
        ),
        ({"items": {"$ref": "#/components/schemas/Size"}}, 'Contract: each item: one of "big", "small".'),
        ({"items": {"$ref": "#/components/schemas/Loop"}}, None),
        ({"anyOf": [{"$ref": "#/components/schemas/Nope"}, {"minimum": 1}]}, "Contract: at least 1."),
        ({"oneOf": [{"type": "object", "properties": {"a": {"minLength": 1}}}]}, None),
    ],
    ids=str,
)
def test_the_facts_of_a_schema_follow_its_description(
    schema: dict[str, Any], told: str | None
) -> None:
    before = deepcopy(schema)

    assert described(schema) == told
    assert schema == before


def test_a_default_is_told_and_not_sent() -> None:
    spec: Any = deepcopy(SPEC)
    spec["components"]["schemas"]["Toy"] = {"type": "integer", "default": 3}

    toy = prepared(spec, "toys_client")["components"]["schemas"]["Toy"]

    assert toy == {"type": "integer", "description": "Contract: default 3."}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            {},
            "key: `session` in the cookie, or `Authorization: Basic <key>`,"
            " or `X-Key: <key>` with `Authorization: Bearer <key>`",
        ),
        ({"security": [{"login": []}]}, "key: oauth2"),
        (
            {"x-rate-limit": {"limit": 9, "window": 1, "scope": ["operation", "key", "region"]}},
            "at most 9 requests in 1 s for each key and region, of this operation",
        ),
        (
            {"x-rate-limit": {"limit": 9, "window": 1, "scope": ["operation"], "retry-after": "$x"}},
            "at most 9 requests in 1 s (how long to wait: $x), of this operation",
        ),
        ({"responses": {"404": {"description": "No toy."}}}, "404: No toy."),
    ],
    ids=["ways of a key", "oauth2", "scopes", "retry-after", "error"],
)
def test_the_facts_of_an_operation_follow_its_description(more: dict[str, Any], told: str) -> None:
    spec: Any = deepcopy(SPEC)
    spec["paths"]["/toys"]["get"] = {**OPERATION, **more, "description": "List toys."}

    text = prepared(spec, "toys_client")["paths"]["/toys"]["get"]["description"]

    assert text.startswith("List toys.\n\nContract:\n- GET /toys\n")
    assert f"\n- {told}" in text


COOKIE: list[Any] = [{"cookie": []}]


@pytest.mark.parametrize(
    ("security", "made", "carried"),
    [
        ([], "client = Client(spec.BASE_URL)", ""),
        (COOKIE, "client = Client(spec.BASE_URL)", ""),
        ([{"cookie": []}, {"basic": []}], "AuthenticatedClient(", "Authorization: Basic <key>"),
        ([{"bearer": []}], "AuthenticatedClient(", "Authorization: Bearer <key>"),
    ],
)
def test_a_package_tells_how_its_client_is_made(
    security: list[Any], made: str, carried: str
) -> None:
    spec: Any = {**SPEC, "security": security}

    text = prepared(spec, "toys_client")["info"]["description"]

    assert text.startswith("Client of Toys. Toys to rent.\n\n")
    assert made in text
    assert (f"Its requests carry `{carried}`." in text) == bool(carried)
    assert ("where the vendor does not look" in text) == carried.endswith("Basic <key>")
    assert ("The vendor looks for `session` in the cookie:" in text) == (security == COOKIE)
