"""The specs as a readable reference: Markdown for the documentation site."""

from collections.abc import Iterator, Sequence
from typing import Any

from specmock.openapi import METHODS, Document

# Limits of a value, as they are called where it is described.
_LIMITS = (
    ("minimum", "at least {}"),
    ("maximum", "at most {}"),
    ("exclusiveMinimum", "more than {}"),
    ("exclusiveMaximum", "less than {}"),
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("minItems", "at least {} items"),
    ("maxItems", "at most {} items"),
    ("pattern", "matches `{}`"),
    ("default", "default `{}`"),
)


def lines(document: Document, name: str) -> Iterator[str]:
    """Yield the lines of Markdown: what holds for all, the operations, the schemas."""
    return _Reference(document, name).lines()


class _Reference:
    """A document, written for people who call its operations."""

    def __init__(self, document: Document, name: str) -> None:
        self.root: Any = document.root
        self.name = name

    def lines(self) -> Iterator[str]:
        info = self.root["info"]
        yield from (f"## {info['title']}", "", info.get("description", ""), "")
        servers = ", ".join(f"`{server['url']}`" for server in self.root.get("servers", ()))
        yield from (f"Server: {servers}. Import: `{self.name}_client`.", "")
        for scheme in self.root.get("components", {}).get("securitySchemes", {}).values():
            yield from (f"- {_key(scheme)} {_line(scheme)}".rstrip(), "")
        if limit := self.root.get("x-rate-limit"):
            yield from (f"- {_rate(limit)}", "")
        for path, item in self.root["paths"].items():
            for method in METHODS:
                if method in item:
                    shared = item.get("parameters", ())
                    yield from self._operation(f"{method.upper()} {path}", item[method], shared)
        yield from ("### Schemas", "")
        for name, schema in self.root.get("components", {}).get("schemas", {}).items():
            yield from self._schema(name, schema)

    def _operation(self, label: str, node: Any, shared: Sequence[Any]) -> Iterator[str]:
        yield from (f"### `{label}`", "")
        yield from (f"`{node.get('operationId', '')}`: {_line(node, 'summary')}", "")
        yield from (node.get("description", ""), "")
        if limit := node.get("x-rate-limit"):
            yield from (_rate(limit), "")
        if fields := node.get("x-exactly-one-of"):
            yield from (f"Exactly one of {', '.join(f'`{each}`' for each in fields)}.", "")
        rows: list[tuple[str, ...]] = []
        for each in map(self._at, (*shared, *node.get("parameters", ()))):
            need = ", required" if each.get("required") else ""
            schema = each.get("schema", {})
            kind, meaning = self._value(schema, each)
            rows.append((f"`{each['name']}`", f"{kind}, {each['in']}{need}", meaning))
        yield from _table(("parameter", "type, place", "meaning"), rows)
        body = self._at(node.get("requestBody", {}))
        for media, content in body.get("content", {}).items():
            need = "required" if body.get("required") else "optional"
            kind = self._type(content.get("schema", {}))
            yield from (f"Body, {need}, `{media}`: {kind}. {_line(body)}".rstrip(), "")
        rows = []
        for status, answer in node.get("responses", {}).items():
            at = self._at(answer)
            kinds = [self._type(each.get("schema", {})) for each in at.get("content", {}).values()]
            rows.append((str(status), ", ".join(dict.fromkeys(kinds)), _line(at)))
        yield from _table(("answer", "type", "meaning"), rows)

    def _schema(self, name: str, schema: Any) -> Iterator[str]:
        yield from (f"({self._target(name)})=", "", f"#### {name}", "")
        fields, required = self._fields(schema)
        kind, meaning = self._value(schema, {})
        yield from (f"{kind}. {meaning}".strip() if not fields else meaning, "")
        rows = []
        for field, each in fields.items():
            kind, meaning = self._value(each, {})
            need = ", required" if field in required else ""
            rows.append((f"`{field}`", f"{kind}{need}", meaning))
        yield from _table(("field", "type", "meaning"), rows)

    def _fields(self, schema: Any) -> tuple[dict[str, Any], set[str]]:
        """The properties of an object, those that `allOf` brings included."""
        fields = dict(schema.get("properties", {}))
        required = set(schema.get("required", ()))
        for part in map(self._at, schema.get("allOf", ())):
            more, needed = self._fields(part)
            fields = {**more, **fields}
            required |= needed
        return fields, required

    def _value(self, schema: Any, beside: Any) -> tuple[str, str]:
        """Type and meaning of a value: its description, its words and its limits."""
        told = [_line(beside) or _line(schema)]
        if isinstance(schema.get("enum"), list):
            told.append(f"One of {', '.join(f'`{word}`' for word in schema['enum'])}.")
        limits = [text.format(schema[key]) for key, text in _LIMITS if key in schema]
        told.append(f"{', '.join(limits).capitalize() if limits else ''}".rstrip())
        told += ["Deprecated."] if schema.get("deprecated") or beside.get("deprecated") else []
        return self._type(schema), " ".join(filter(None, told))

    def _type(self, schema: Any) -> str:
        if not isinstance(schema, dict):
            return "anything"
        if isinstance(reference := schema.get("$ref"), str):
            name = reference.rpartition("/")[2]
            return f"[{name}](#{self._target(name)})"
        for keyword in ("oneOf", "anyOf", "allOf"):
            if keyword in schema and "properties" not in schema:
                joined = " and " if keyword == "allOf" else " or "
                return joined.join(dict.fromkeys(map(self._type, schema[keyword])))
        kind = schema.get("type", "object" if "properties" in schema else "anything")
        kinds = kind if isinstance(kind, list) else [kind]
        if "array" in kinds:
            items = self._type(schema.get("items", {}))
            kinds = [f"array of {items}" if each == "array" else each for each in kinds]
        written = " or ".join(map(str, kinds))
        return f"{written} ({schema['format']})" if "format" in schema else written

    def _at(self, node: Any) -> Any:
        """Follow a reference of the document."""
        while isinstance(node, dict) and isinstance(reference := node.get("$ref"), str):
            node = self.root
            for step in reference.removeprefix("#/").split("/"):
                node = node[step.replace("~1", "/").replace("~0", "~")]
        return node

    def _target(self, name: str) -> str:
        return f"{self.name}-{name}".lower()


def _line(node: Any, *keys: str) -> str:
    """The first text of a node on one line."""
    texts = (node.get(key) for key in (*keys, "description"))
    return " ".join(str(next(filter(None, texts), "")).split())


def _key(scheme: Any) -> str:
    if scheme.get("type") == "apiKey":
        return f"A key as `{scheme['name']}` in the {scheme['in']}."
    return f"`Authorization: {str(scheme.get('scheme', '')).capitalize()} …`."


def _rate(limit: Any) -> str:
    each = f" for each {', '.join(limit['scope'])}" if limit.get("scope") else ""
    return f"Rate limit: {limit['limit']} requests in {limit['window']} s{each}."


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table of Markdown, none without rows."""
    if rows:
        yield f"| {' | '.join(header)} |"
        yield f"|{' --- |' * len(header)}"
        for row in rows:
            yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
        yield ""
