"""Prepare a spec for the generator, which reads less of it than others do, and sends too much.

It takes descriptions from schemas, operations and `info` only, ignores limits, keys, rate limits
and errors, and has the client send a default that the vendor would assume anyway. So what it
drops is written into the descriptions, behind a mark at the beginning of a line of its own.
"""

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lint.model import MARK
from lint.places import Place, mapping, sequence, walk
from spec_module import credential
from specmock.openapi import pointer_of, value_at

BEARER: Final = "`Authorization: Bearer <key>`"
# Formats that a generated annotation shows by its type.
TYPED_FORMATS: Final = ("uuid", "date-time", "date", "binary")
LIMITS: Final = {
    "imum": ("", ""),
    "Length": ("character", "characters"),
    "Items": ("item", "items"),
    "Properties": ("property", "properties"),
}
OTHERS: Final = {
    "exclusiveMinimum": "above",
    "exclusiveMaximum": "below",
    "multipleOf": "a multiple of",
    "pattern": "matches",
    "format": "format",
}
ENDS: Final = {"counted": "see the counters"}  # other ends are named as users know them
DEEPEST: Final = 4  # lists in lists and choices in choices; a schema may refer to itself


def prepared(spec: dict[str, Any], package: str) -> dict[str, Any]:
    """Copy a spec, and write into the copy what its package shall tell."""
    root = copy.deepcopy(spec)
    for place in list(walk(root, "document")):
        if place.kind == "parameter":
            described(place.node)
        if place.kind == "schema":
            facts = "; ".join(schema_facts(spec, value_at(spec, place.pointer)))
            place.node.pop("default", None)
            before = " " if has_class(place.node) else "\n"
            tell(place.node, f"{before}{MARK} {facts}." if facts else "")
        elif place.kind == "operation":
            facts = "\n".join(f"- {fact}" for fact in operation_facts(spec, place))
            tell(place.node, f"\n\n{MARK}\n{facts}")
    info = root["info"]
    info["description"] = "\n\n".join(
        [
            f"Client of {info['title']}. {info.get('summary', '')}".strip(),
            *filter(None, [info.get("description")]),
            "\n".join(usage(spec, package)),
        ]
    )
    return root


def described(parameter: dict[str, Any]) -> None:
    """Copy the description of a parameter to its schema."""
    schema, text = parameter.get("schema"), parameter.get("description")
    if isinstance(schema, dict) and text:
        schema["description"] = text


def tell(node: dict[str, Any], text: str) -> None:
    """Add a text to a description."""
    if told := f"{node.get('description') or ''}{text}".strip():
        node["description"] = told


def schema_facts(
    spec: dict[str, Any], schema: dict[str, Any], of: str = "", depth: int = 0
) -> Iterator[str]:
    """Default, words, limits and format of a value, and of the items in it."""
    about = f"{of}: " if of else ""
    if "default" in schema:
        yield f"{about}default {written(schema['default'])}"
    if "enum" in schema:
        cycle = mapping(schema.get("x-lifecycle"))
        yield f"{about}one of {', '.join(word(each, cycle) for each in schema['enum'])}"
    for noun, units in LIMITS.items():
        if limit := span(schema.get(f"min{noun}"), schema.get(f"max{noun}"), *units):
            yield f"{about}{limit}"
    for keyword, words in OTHERS.items():
        if keyword in schema and schema[keyword] not in TYPED_FORMATS:
            yield f"{about}{words} {schema[keyword]}"
    if schema.get("uniqueItems") is True:
        yield f"{about}no item twice"
    if False in (schema.get("additionalProperties"), schema.get("unevaluatedProperties")):
        yield f"{about}no other properties"
    if depth == DEEPEST:
        return
    items = resolved(spec, schema.get("items"))
    if not has_class(items):
        named = f"each item of {of}" if of else "each item"
        yield from schema_facts(spec, items, named, depth + 1)
    for keyword in ("allOf", "anyOf", "oneOf"):
        branches = [resolved(spec, branch) for branch in sequence(schema.get(keyword))]
        for branch in branches:
            if not has_class(branch):
                yield from schema_facts(spec, branch, of, depth + 1)
        admits_any = any(branch.keys() <= {"type", "description"} for branch in branches)
        if keyword != "allOf" and admits_any and any("enum" in branch for branch in branches):
            yield f"{about}or a word that the vendor adds later"


def operation_facts(spec: dict[str, Any], place: Place) -> Iterator[str]:
    """Method and path, key, rate limit, exactly-one rule and errors of an operation."""
    operation = place.node
    yield f"{str(place.pointer[-1]).upper()} {place.pointer[-2]}"
    if ways := [way for way, _ in keys(spec, operation)]:
        yield f"key: {', or '.join(ways)}"
    limits = {"this operation": operation, "all operations together": spec}
    for scope, node in limits.items():
        if limit := node.get("x-rate-limit"):
            yield f"at most {rate(limit)}, of {scope}"
            break
    if names := operation.get("x-exactly-one-of"):
        yield f"exactly one of {' and '.join(f'`{name}`' for name in names)} must be sent"
    for status, response in mapping(operation.get("responses")).items():
        if not str(status).startswith("2"):
            yield f"{status}: {resolved(spec, response).get('description', '')}"


def rate(limit: Mapping[str, Any]) -> str:
    """Write a rate limit: "30 requests in 60 s for each key"."""
    per = " and ".join(each for each in limit["scope"] if each != "operation")
    where = f" (how long to wait: {limit['retry-after']})" if "retry-after" in limit else ""
    each = f" for each {per}" if per else ""
    return f"{limit['limit']} requests in {limit['window']} s{each}{where}"


def usage(spec: dict[str, Any], package: str) -> Iterator[str]:
    """How to make a client by hand, and what its requests then carry."""
    operations = [place.node for place in walk(spec, "document") if place.kind == "operation"]
    ways = dict(way for operation in operations for way in keys(spec, operation))
    sent = next((way for way, in_header in ways.items() if in_header), "")
    yield f"Make a client with the facts in `{package}.spec`:\n"
    if not sent:
        yield f"    from {package} import Client, spec\n"
        yield "    client = Client(spec.BASE_URL)"
        if ways:
            yield f"\nIts requests carry no key. The vendor looks for {', or '.join(ways)}:"
            yield "add it by `httpx_args`, which has `params` and `cookies`."
        return
    yield f"    from {package} import AuthenticatedClient, spec\n"
    yield "    client = AuthenticatedClient("
    yield "        spec.BASE_URL,"
    yield "        token=key,"
    yield "        prefix=spec.AUTH_PREFIX,"
    yield "        auth_header_name=spec.AUTH_HEADER,"
    yield "    )\n"
    yield f"Its requests carry {sent}."
    if others := [way for way in ways if way != sent]:
        yield f"The vendor takes {', or '.join(others)} as well."
    if sent != BEARER:
        yield f"Without `prefix` and `auth_header_name` they would carry {BEARER},"
        yield "where the vendor does not look for a key."
    for name, description in shared_headers(spec, operations).items():
        yield f'\nGive the header `{name}` once, by `headers={{"{name}": ...}}` of the client,'
        yield f"or in each call. {description}"


def shared_headers(spec: dict[str, Any], operations: list[dict[str, Any]]) -> dict[str, str]:
    """Headers that all operations take, with their descriptions."""
    taken = [
        {
            parameter["name"]: str(parameter.get("description", ""))
            for node in sequence(operation.get("parameters"))
            if (parameter := resolved(spec, node)).get("in") == "header"
        }
        for operation in operations
    ]
    first = taken[0] if taken else {}
    return {name: text for name, text in first.items() if all(name in each for each in taken)}


def keys(spec: dict[str, Any], operation: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Ways to send a key, as a request carries it, and whether that is one header."""
    schemes = mapping(mapping(spec.get("components")).get("securitySchemes"))
    for requirement in sequence(operation.get("security", spec.get("security"))):
        parts = [resolved(spec, schemes.get(name)) for name in requirement]
        shown = []
        for scheme in parts:
            header, before = credential(scheme) or ("", "")
            where = f"`{scheme.get('name')}` in the {scheme.get('in')}"
            other = where if scheme.get("type") == "apiKey" else str(scheme.get("type"))
            shown.append(f"`{header}: {f'{before} <key>'.strip()}`" if header else other)
        if shown:
            yield " with ".join(shown), len(parts) == 1 and credential(parts[0]) is not None


def word(value: Any, cycle: Mapping[str, Any]) -> str:
    """Write a word of an enum, a state with what it means."""
    if not cycle:
        return written(value)
    if value in cycle["terminal"]:
        end = cycle["terminal"][value]
        return f"{written(value)} (ended: {ENDS.get(end, end)})"
    never = value in cycle.get("idle", ())
    return f"{written(value)} ({'never ran' if never else 'not ended'})"


def span(low: Any, high: Any, one: str, many: str) -> str:
    """Write a lower and an upper limit: "at least 1 character", "1 to 30"."""
    if low is not None and high is not None:
        return f"{low} to {high} {many}".strip()
    if low is None and high is None:
        return ""
    how, limit = ("at most", high) if low is None else ("at least", low)
    return f"{how} {limit} {one if limit == 1 else many}".strip()


def written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def has_class(schema: dict[str, Any]) -> bool:
    """Whether a schema has a class of its own, whose docstring tells its facts."""
    types = schema.get("type")
    return "object" in (types if isinstance(types, list) else [types]) or bool(
        {"properties", "additionalProperties", "allOf", "oneOf"} & schema.keys()
    )


def resolved(spec: dict[str, Any], node: Any) -> dict[str, Any]:
    """Resolve a `$ref` to an object; an empty one if it leads nowhere."""
    followed: set[str] = set()
    while isinstance(reference := mapping(node).get("$ref"), str) and reference not in followed:
        followed.add(reference)
        try:
            node = value_at(spec, pointer_of(reference))
        except LookupError:
            return {}
    return mapping(node)
