"""Schemas in the style of the specs, made of what a page lists, of its samples, or of OpenAPI."""

import re
from typing import Any, Final

from attrs import Factory, define
from lint.model import FORMATS
from lint.places import snake_case
from specmock.openapi import LIMIT_KEYWORDS, UUID_PATTERN, Document, DocumentError

from pages import sentences
from pages.facts import Facts, Place

MARK: Final = "x-undescribed"
_TEXTS: Final = ("description", "title", "summary", "example", "examples", "externalDocs", MARK)
_GENERIC: Final = (
    "Type",
    "Page",
    "Request",
    "Response",
    "Status",
    "Result",
    "Item",
    "Data",
    "Client",
)
_COPIED: Final = ("format", "const", *LIMIT_KEYWORDS, "pattern", "uniqueItems")
_DEEPEST: Final = 8
_UUID: Final = "550e8400-e29b-41d4-a716-446655440000"


@define
class Builder:
    """Builds schemas for one spec, and collects the components that they need."""

    root: dict[str, Any]
    owner: str  # the prefix of a name that would say too little
    is_answer: bool
    is_header: bool = False
    branch: int = 0  # how many alternatives deep: there a constant tells one from the others
    components: dict[str, Any] = Factory(dict)
    guesses: list[str] = Factory(list)

    # From what a page lists and from its samples.

    def from_facts(self, page: Facts, place: Place) -> dict[str, Any]:
        """Build the schema of a place and of all that is nested in it."""
        aspects = {name: stated.value for name, stated in page.stated.get(place, {}).items()}
        told = self._told(page, place, aspects)
        aspects |= told
        kind, seen_form, saw_null = _kind(aspects)
        is_listed = "type" in aspects
        nullable = bool(aspects.get("nullable")) or (not is_listed and (self.is_answer or saw_null))
        depth = kind.count("[]")
        prefix = place.name + "[]" * depth
        children = [
            one
            for one in page.stated
            if (one.operation, one.where) == (place.operation, place.where)
            and one.name.startswith(f"{prefix}.")
            and "." not in one.name.removeprefix(f"{prefix}.")
        ]
        bare = kind.replace("[]", "")
        leaf = place.leaf
        schema: dict[str, Any]
        if children or bare == "object":
            names = {child.leaf: child for child in children}
            properties = {
                name: self.from_facts(page, child) for name, child in names.items() if name != "*"
            }
            schema = {"type": "object"}
            required = [
                name
                for name, child in names.items()
                if "required" in page.stated[child] and page.stated[child]["required"].value is True
            ]
            if required:
                schema["required"] = required
            if properties:
                schema["properties"] = properties
            schema = self.named(leaf if not depth else _singular(leaf), schema)
        elif isinstance(words := aspects.get("enum"), tuple):
            schema = self.enum(
                leaf if not depth else _singular(leaf), [str(word) for word in words]
            )
        else:
            schema = {"type": bare} if bare and bare != "any" else {}
            if " | " in bare:
                schema = {"type": bare.split(" | ")}
            form = aspects.get("format") or seen_form
            if form in FORMATS:
                schema["format"] = form
            limits = {name: value for name, value in aspects.items() if name in LIMIT_KEYWORDS}
            schema.update({k: v for k, v in limits.items() if not (depth and k.endswith("Items"))})
        for _ in range(depth):
            schema = {"type": "array", "items": schema}
            schema.update(
                {k: aspects[k] for k in ("minItems", "maxItems") if k in aspects and depth}
            )
        if "default" in aspects:
            value = aspects["default"]
            self.default(schema, list(value) if isinstance(value, tuple) else value)
        if aspects.get("deprecated") is True:
            schema["deprecated"] = True
        if told and "$ref" not in schema:
            schema["x-source"] = {"inferred": f"a sentence on it states {', '.join(told)}"}
        return self.finished(schema, nullable=nullable)

    def _told(self, page: Facts, place: Place, aspects: dict[str, Any]) -> dict[str, Any]:
        """Aspects that only the sentences on a field state."""
        texts = [page.said.get(one.digest, "") for one in page.sentences if one.near == str(place)]
        kind = str(aspects.get("type", ""))
        found: dict[str, Any] = {}
        for text in texts:
            stated = sentences.stated(text, kind)
            found |= {name: value for name, value in stated.items() if name not in aspects}
            if kind in ("integer", "number") and (unit := sentences.unit(text)):
                self.guesses.append(f"{place}: say in its description that it is in {unit}")
        if found:
            shown = ", ".join(f"{name} {value}" for name, value in found.items())
            self.guesses.append(f"{place}: {shown} stands in a sentence")
        return found

    # From OpenAPI.

    def from_node(self, document: Document, node: Any, name: str, depth: int = 0) -> dict[str, Any]:
        """Convert a schema of OpenAPI 3.0 or 3.1, with all that it refers to; texts stay behind."""
        try:
            node = document.resolve(node)
        except DocumentError:
            node = {}
        if depth > _DEEPEST or not isinstance(node, dict):
            return self.finished({}, nullable=False)
        types = node.get("type", [])
        types = [types] if isinstance(types, str) else list(types)
        nullable = "null" in types or node.get("nullable") is True or None in node.get("enum", ())
        types = [one for one in types if one != "null"]
        parts = [document.resolve(part) for part in node.get("allOf", ())]
        if parts:
            merged = _merged([*parts, {k: v for k, v in node.items() if k != "allOf"}])
            return self.from_node(document, merged, name, depth + 1)
        for keyword in ("oneOf", "anyOf"):
            if keyword not in node:
                continue
            branches = [document.resolve(part) for part in node[keyword]]
            real = [part for part in branches if not _is_null(part)]
            nullable = nullable or len(real) < len(branches)
            if len(real) == 1:
                only = self.from_node(document, real[0], name, depth + 1)
                return self.finished(only, nullable=nullable)
            names = [_branch(part, name, index) for index, part in enumerate(real)]
            self.branch += 1
            parts = [
                self.from_node(document, part, of, depth + 1)
                for part, of in zip(real, names, strict=True)
            ]
            self.branch -= 1
            choice = {keyword: [_unmarked(part) for part in parts]}
            return self.finished(self.named(name, choice), nullable=nullable)
        schema: dict[str, Any]
        if "properties" in node or types == ["object"]:
            schema = {"type": "object"}
            inner = node.get("properties", {})
            if required := [one for one in node.get("required", ()) if one in inner]:
                schema["required"] = required
            if inner:
                schema["properties"] = {
                    key: self.from_node(document, child, key, depth + 1)
                    for key, child in inner.items()
                }
            extra = node.get("additionalProperties")
            if isinstance(extra, dict):
                of = self.from_node(document, extra, _singular(name), depth + 1)
                schema["additionalProperties"] = _unmarked(of)
            elif extra is False and not self.is_answer:
                schema["additionalProperties"] = False
            schema = self.named(name, schema)
        elif types == ["array"] or "items" in node:
            of = self.from_node(document, node.get("items", {}), _singular(name), depth + 1)
            schema = {"type": "array", "items": _unmarked(of)}
            schema.update({key: node[key] for key in ("minItems", "maxItems") if key in node})
            if isinstance(node.get("default"), list):
                schema["default"] = node["default"]
        elif words := [word for word in node.get("enum", ()) if word is not None]:
            if len(words) == 1 and (self.branch or not self.is_answer):
                schema = {"type": types[0] if types else "string", "const": words[0]}
            else:
                schema = self.enum(name, words, types[0] if types else "string")
        else:
            schema = {"type": types[0] if len(types) == 1 else types} if types else {}
            schema.update({key: node[key] for key in _COPIED if key in node})
            for limit in ("minimum", "maximum"):
                exclusive = f"exclusive{limit.capitalize()}"
                if schema.get(exclusive) is True and limit in schema:  # OpenAPI 3.0
                    schema[exclusive] = schema.pop(limit)
                elif isinstance(schema.get(exclusive), bool):
                    del schema[exclusive]
            if schema.get("format") not in (None, *FORMATS):
                self.guesses.append(f"the format {schema.pop('format')} of {name} is left out")
        if "default" in node and "default" not in schema and node["default"] is not None:
            self.default(schema, node["default"])
        if node.get("deprecated") is True:
            schema["deprecated"] = True
        return self.finished(schema, nullable=nullable)

    # Shapes of the house.

    def finished(self, schema: dict[str, Any], *, nullable: bool) -> dict[str, Any]:
        """Add null and the mark of a node without a description."""
        schema = _unmarked(schema)
        if self.is_header and schema.get("format") == "uuid":
            schema = {
                "type": "string",
                "pattern": f"^{UUID_PATTERN.pattern}$",
                "x-source": {
                    "inferred": "the page says uuid; a generated client cannot send a header of that type"
                },
            }
        if nullable:
            if "$ref" in schema:
                rest = {key: value for key, value in schema.items() if key != "$ref"}
                schema = {"anyOf": [{"$ref": schema["$ref"]}, {"type": "null"}], **rest}
            elif isinstance(schema.get("type"), str) and "const" not in schema:
                schema = {**schema, "type": [schema["type"], "null"]}
            elif isinstance(schema.get("type"), list) and "null" not in schema["type"]:
                schema = {**schema, "type": [*schema["type"], "null"]}
            elif {"type": "null"} not in schema.get("anyOf", [{"type": "null"}]):
                schema = {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
        return schema if "$ref" in schema else {**schema, MARK: True}

    def default(self, schema: dict[str, Any], value: Any) -> None:
        """State a default; beside a reference it belongs to the target, if that is new."""
        if "$ref" not in schema:
            schema["default"] = value
            return
        target = self.components.get(schema["$ref"].rpartition("/")[2])
        if target is None:
            self.guesses.append(f"the default {value!r} is left out beside {schema['$ref']}")
        else:
            target["default"] = value

    def enum(self, name: str, words: list[Any], kind: str = "string") -> dict[str, Any]:
        """Name an enum; in an answer, an open one that admits what the vendor adds later."""
        schema = self.named(name, {"type": kind, "enum": words})
        if not self.is_answer or kind != "string":
            return schema
        open_one = {"anyOf": [schema, {"type": "string"}]}
        own = schema["$ref"].rpartition("/")[2]
        return self.named(f"Any{own}", open_one)

    def named(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        """Make a component of a schema, or reuse one that is the same but for its texts."""
        existing = {**self.root.get("components", {}).get("schemas", {}), **self.components}
        for known, other in existing.items():
            if _bare(other) == _bare(schema) and not known.endswith(("Fields", "Options")):
                return {"$ref": f"#/components/schemas/{known}"}
        title = camel(name)
        own = {snake_case(key) for key in schema.get("properties", {})}
        if (
            not title
            or title[0].isdigit()
            or title in _GENERIC
            or title in existing
            or title.startswith("Test")
            or snake_case(title).endswith("_test")
            or snake_case(title) in own
        ):
            title = f"{self.owner}{title}"
        whole, number = title, 1
        while whole in existing or whole.startswith("Test"):
            number += 1
            whole = f"{'Vendor' if title.startswith('Test') else ''}{title}{number}"
        self.components[whole] = {**schema, MARK: True}
        return {"$ref": f"#/components/schemas/{whole}"}


def made_up(schema: Any, root: dict[str, Any], depth: int = 0) -> Any:
    """Make up a value that fits a schema: of an object, what is required."""
    while isinstance(schema, dict) and "$ref" in schema:
        schema = root["components"]["schemas"].get(schema["$ref"].rpartition("/")[2], {})
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return None
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    if schema.get("enum"):
        return schema["enum"][0]
    for key in ("anyOf", "oneOf"):
        if schema.get(key):
            return made_up(schema[key][0], root, depth + 1)
    if "allOf" in schema:
        whole: dict[str, Any] = {}
        for part in schema["allOf"]:
            value = made_up(part, root, depth + 1)
            whole.update(value if isinstance(value, dict) else {})
        return whole
    kind = schema.get("type", "object" if "properties" in schema else "string")
    kind = next((one for one in kind if one != "null"), "null") if isinstance(kind, list) else kind
    match kind:
        case "object":
            inner = schema.get("properties", {})
            return {
                name: made_up(inner.get(name), root, depth + 1)
                for name in schema.get("required", ())
            }
        case "array":
            least = schema.get("minItems", 0)
            return [made_up(schema.get("items"), root, depth + 1) for _ in range(least)]
        case "integer" | "number":
            low = schema.get(
                "minimum",
                schema.get("exclusiveMinimum", 0) + 1 if "exclusiveMinimum" in schema else 1,
            )
            return min(low, schema.get("maximum", low))
        case "boolean":
            return True
        case "null":
            return None
    forms = {
        "uuid": _UUID,
        "date-time": "2026-01-28T10:30:00Z",
        "date": "2026-01-28",
        "uri": "https://example.com/",
        "email": "somebody@example.com",
    }
    if "pattern" in schema and UUID_PATTERN.pattern in schema["pattern"]:
        return _UUID
    text = forms.get(schema.get("format", ""), "example")
    return text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength", 10**6)]


def camel(text: str) -> str:
    """Write words or a snake_case name in CamelCase."""
    return "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", text))


def _kind(aspects: dict[str, Any]) -> tuple[str, str | None, bool]:
    """Type, format and null of a place, as it is listed or else as samples have it."""
    seen = aspects.get("seen", ())
    if "type" in aspects:
        return str(aspects["type"]), None, "null" in seen
    kinds = [str(one) for one in seen if one != "null"]
    kind = next((one for one in kinds if one != "[]"), kinds[0] if kinds else "")
    if "number" in kinds:
        kind = "number"
    form = re.search(r"<([\w-]+)>", kind)
    bare = re.sub(r"<[\w-]+>", "", kind)
    bare = "any[]" if bare == "[]" else bare
    return (
        bare or ("string" if "enum" in aspects else ""),
        form[1] if form else None,
        "null" in seen,
    )


def _singular(name: str) -> str:
    for end, one in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if (
            name.endswith(end)
            and not name.endswith(("ss", "us", "is"))
            and len(name) > len(end) + 1
        ):
            return name.removesuffix(end) + one
    return f"{name}Item"


def _unmarked(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != MARK}


def _bare(node: Any) -> Any:
    if isinstance(node, list):
        return [_bare(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: {name: _bare(one) for name, one in value.items()}
        if key == "properties"
        else _bare(value)
        for key, value in node.items()
        if key not in _TEXTS and not key.startswith("x-")
    }


def _is_null(node: Any) -> bool:
    keys = {key for key in node if key not in _TEXTS}
    return node.get("type") in ("null", ["null"]) or keys == {"nullable"}


def _merged(parts: list[dict[str, Any]]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for part in parts:
        for key, value in part.items():
            if key == "properties":
                whole.setdefault(key, {}).update(value)
            elif key == "required":
                whole[key] = [*dict.fromkeys([*whole.get(key, []), *value])]
            else:
                whole.setdefault(key, value)
    return whole


def _branch(part: dict[str, Any], name: str, index: int) -> str:
    """Name of an alternative, by its constant or its number."""
    for child in part.get("properties", {}).values():
        words = [child["const"]] if "const" in child else child.get("enum", [])
        if len(words) == 1:
            return f"{name}_{words[0]}"
    return f"{name}_{index + 1}"
