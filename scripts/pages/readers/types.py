"""Words for types, as vendors' pages use them."""

import re
from typing import Any, Final

_WORDS: Final = {
    **{word: (word, None) for word in ("string", "number", "integer", "boolean", "object")},
    **dict.fromkeys(("str", "text", "enum", "char"), ("string", None)),
    **dict.fromkeys(("int", "long", "int32", "int64"), ("integer", None)),
    **dict.fromkeys(("float", "double", "decimal"), ("number", None)),
    **dict.fromkeys(("bool", "flag"), ("boolean", None)),
    **dict.fromkeys(("map", "dict", "json", "hash"), ("object", None)),
    **dict.fromkeys(("uuid", "guid"), ("string", "uuid")),
    **dict.fromkeys(("datetime", "timestamp", "date-time", "iso 8601"), ("string", "date-time")),
    "date": ("string", "date"),
    "email": ("string", "email"),
    **dict.fromkeys(("url", "uri"), ("string", "uri")),
    "any": ("any", None),
}


def type_of(text: str) -> dict[str, Any] | None:
    """Read a type as aspects (type, format, nullable); None for words that are no type.

    Examples: `UUID`, `string | null`, `array of strings`, `string[]`, `integer (nullable)`.
    """
    word = text.strip().lower().replace("`", "")
    aspects: dict[str, Any] = {}
    nullable = re.compile(r"\s*(?:\||,|or)\s*null(?:able)?\b|\bnullable\s+|\s*\(nullable\)|\?$")
    if nullable.search(word):
        aspects["nullable"] = True
        word = nullable.sub("", word).strip()
    depth = 0
    while found := re.fullmatch(
        r"(?:array|list)(?: of |<)(.+?)(?:s|>)?|(.+)\[\]|\[(\w+)\]|(array|list)", word
    ):
        word = next(filter(None, found.groups()))
        word, depth = ("any" if word in ("array", "list") else word), depth + 1
    if found := re.fullmatch(r"(\w+)\s*[<(]([\w-]+)[>)]", word):
        word = found[2] if found[2] in _WORDS and found[1] in ("string", "str") else found[1]
    kinds = [part.strip() for part in re.split(r"\s*\|\s*|\s+or\s+", word)]
    if not all(kind in _WORDS for kind in kinds):
        return None
    forms = {_WORDS[kind][1] for kind in kinds} - {None}
    bare = sorted({_WORDS[kind][0] for kind in kinds})
    aspects["type"] = " | ".join(bare) + "[]" * depth
    if len(forms) == 1 and len(bare) == 1:
        aspects["format"] = forms.pop()
    return aspects
