"""Sentences on a field state limits, defaults and formats only where their wording is certain."""

from typing import Any

import pytest
from pages.sentences import stated, unit

CERTAIN: dict[str, tuple[str, dict[str, Any]]] = {
    "At most 50 characters.": ("string", {"maxLength": 50}),
    "Maximum length: 1,255.": ("string", {"maxLength": 1255}),
    "Between 3 and 200 characters.": ("string", {"minLength": 3, "maxLength": 200}),
    "Page size, between 1 and 100. Defaults to 20.": (
        "integer",
        {"minimum": 1, "maximum": 100, "default": 20},
    ),
    "The maximum is 30 seconds.": ("number", {"maximum": 30}),
    "Up to 10 tags.": ("string[]", {"maxItems": 10}),
    "Created, in ISO 8601.": ("string", {"format": "date-time"}),
    "A UUID.": ("string", {"format": "uuid"}),
    "Default is `false`.": ("boolean", {"default": False}),
    "Default: desktop": ("string", {"default": "desktop"}),
}
UNCERTAIN = {
    "Defaults to the project's.": "string",
    "At most 9, if the lamp is old.": "integer",
    "Retried at most 3 times": "integer",
    "Usually between 1 and 5.": "integer",
    "The UUID that a run was started with, as text": "string",
    "Default is 20.": "string[]",
    "Up to 10 tags.": "string",
    "Since version 1.2 at most 5 runs.": "integer",
}


@pytest.mark.parametrize("text", CERTAIN)
def test_a_certain_wording_states_keywords(text: str) -> None:
    kind, aspects = CERTAIN[text]

    assert stated(text, kind) == aspects


@pytest.mark.parametrize("text", UNCERTAIN)
def test_any_other_wording_states_nothing(text: str) -> None:
    assert stated(text, UNCERTAIN[text]) == {}


def test_a_unit_is_named() -> None:
    assert unit("How long it took, in milliseconds.") == "milliseconds"
    assert unit("How long it took.") == ""
