"""The house style of the specs: which values stand in one line, and how scalars are quoted."""

import json
import re
from typing import Any, Final

import yaml
from specmock.openapi import plain_value

WIDTH: Final = 140
_INLINE_CHILDREN: Final = ("items", "additionalProperties")
_OLD_READER: Final[Any] = yaml.resolver.Resolver()


def scalar(value: Any, *, in_flow: bool = True) -> str:
    """Write a scalar, quoted where readers of YAML 1.1 and 1.2 would take it for another."""
    if not isinstance(value, str):
        return json.dumps(value)
    special = r"[,\[\]{}]|: |:$| #|^[-?:,\[\]{}#&*!|>'\"%@`]|^\s|\s$|[\n\t\\]|^$"
    plain = special if in_flow else special.replace(r"[,\[\]{}]|", "", 1)
    if re.search(plain, value) or _is_other(value):
        return json.dumps(value, ensure_ascii=False)
    return value


def _is_other(text: str) -> bool:
    try:
        if plain_value(text) != text:
            return True
    except ValueError:
        return True
    tag = _OLD_READER.resolve(yaml.ScalarNode, text, (True, False))
    return tag != "tag:yaml.org,2002:str" or re.fullmatch(r"[-+]?0[0-7]+", text) is not None


def inline(value: Any) -> str:
    """Write a value in flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(k)}: {inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return scalar(value)


def is_inline(value: Any) -> bool:
    """Decide if a value stands in one line, if it is not too long for that."""
    if isinstance(value, dict):
        return all(
            _is_leaf(inner) or (key in _INLINE_CHILDREN and is_inline(inner))
            for key, inner in value.items()
        )
    return _is_leaf(value) or (isinstance(value, list) and all(map(_is_requirement, value)))


def _is_leaf(value: Any) -> bool:
    if isinstance(value, list):
        return all(_is_leaf(item) and not isinstance(item, dict) for item in value)
    return not isinstance(value, dict) or not value


def _is_requirement(value: Any) -> bool:
    """Recognise an alternative of `security`: names with lists."""
    return isinstance(value, dict) and all(isinstance(inner, list) for inner in value.values())


def entry(key: str, value: Any, indent: int, *, block: bool = False) -> list[str]:
    """Write an entry of a block mapping as lines."""
    head = " " * indent + scalar(key, in_flow=False) + ":"
    if not isinstance(value, dict | list):
        return [f"{head} {scalar(value, in_flow=False)}"]
    line = f"{head} {inline(value)}"
    if not value or (is_inline(value) and len(line) <= WIDTH and not block):
        return [line]
    return [head, *body(value, indent + 2)]


def body(value: Any, indent: int) -> list[str]:
    """Write the entries of a mapping, or the items of a list, as lines."""
    if isinstance(value, dict):
        return [line for key, inner in value.items() for line in entry(key, inner, indent)]
    return [line for inner in value for line in item(inner, indent)]


def item(value: Any, indent: int) -> list[str]:
    """Write an item of a block list as lines."""
    line = " " * indent + "- " + inline(value)
    if not isinstance(value, dict | list):
        return [" " * indent + "- " + scalar(value, in_flow=False)]
    if not value or (is_inline(value) and len(line) <= WIDTH):
        return [line]
    first, *rest = body(value, indent + 2)
    return [" " * indent + "- " + first.lstrip(), *rest]
