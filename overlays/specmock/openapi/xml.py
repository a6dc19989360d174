"""Bodies in XML, as the `xml` objects of their schemas have it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser, tostring

from .document import Pointer
from .schemas import Schemas
from .styles import read_text


class _Builder(TreeBuilder):
    def doctype(self, *_: object) -> None:  # without one there are no entities to expand
        raise ValueError("a document type is not taken")


def read_xml(body: bytes, schemas: Schemas, schema: Pointer | None) -> Any:
    """Parse an XML body by its schema; ValueError for what is not XML."""
    parser = XMLParser(target=_Builder())  # noqa: S314 - see above
    try:
        parser.feed(body)
        root = parser.close()
    except (ParseError, LookupError) as error:
        raise ValueError(str(error)) from error
    if schema is None or "string" in schemas.types(schema):
        return body.decode("utf-8", "replace")
    if _local(root) != _facts(schemas, schema).get("name", _local(root)):
        raise ValueError("the root has another name")
    return _value(root, schemas, schema)


def write_xml(value: Any, schemas: Schemas, schema: Pointer | None) -> bytes:
    """Write a value as XML by its schema."""
    *above, name = schemas.follow(schema) if schema else ("root",)
    name = str(name) if above == ["components", "schemas"] else "root"
    root = _element(name, value, schemas, schema)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _facts(schemas: Schemas, where: Pointer | None) -> Mapping[str, Any]:
    for pointer in (where, schemas.follow(where)) if where else ():
        node = schemas.at(pointer)
        if isinstance(node, dict) and isinstance(node.get("xml"), dict):
            facts: dict[str, Any] = node["xml"]
            texts = ("name", "namespace", "prefix")
            return {k: v for k, v in facts.items() if k not in texts or isinstance(v, str)}
    return {}


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _value(element: Element, schemas: Schemas, where: Pointer | None) -> Any:
    types = schemas.types(where) if where else frozenset({"string"})
    if where and "object" in types and (len(element) or "string" not in types):
        return dict(_members(element, schemas, where))
    if where and "array" in types and "string" not in types:
        items = schemas.property(where, "")
        return [_value(child, schemas, items) for child in element]
    return read_text(schemas, where, element.text or "")


def _members(element: Element, schemas: Schemas, where: Pointer) -> Iterator[tuple[str, Any]]:
    attributes = {name: text for name, text in element.items() if not name.startswith("{")}
    children: dict[str, list[Element]] = {}
    for child in element:
        children.setdefault(_local(child), []).append(child)
    for name, pointer in _properties(schemas, where).items():
        facts, types = _facts(schemas, pointer), schemas.types(pointer)
        tag = facts.get("name", name)
        if facts.get("attribute"):
            if tag in attributes:
                yield name, read_text(schemas, pointer, attributes.pop(tag))
        elif "array" in types and not facts.get("wrapped"):
            items = schemas.property(pointer, "")
            if found := children.pop(_facts(schemas, items).get("name", name), None):
                yield name, [_value(child, schemas, items) for child in found]
        elif found := children.pop(tag, None):
            values = [_value(child, schemas, pointer) for child in found]
            yield name, values if len(values) > 1 else values[0]
    yield from attributes.items()
    for name, found in children.items():
        yield name, found[0].text or ""


def _properties(schemas: Schemas, where: Pointer) -> dict[str, Pointer]:
    found: dict[str, Pointer] = {}
    for part in schemas.parts(where):
        node = schemas.at(part)
        for name in node.get("properties", ()) if isinstance(node, dict) else ():
            found.setdefault(name, (*part, "properties", name))
    return found


def _element(name: str, value: Any, schemas: Schemas, where: Pointer | None) -> Element:
    facts = _facts(schemas, where)
    name = re.sub(r"[^\w.-]|^(?=[\d.-])", "_", facts.get("name", name))
    element = Element(f"{{{facts['namespace']}}}{name}" if "namespace" in facts else name)
    if isinstance(value, list):
        items = schemas.property(where, "") if where else None
        element.extend(_element(name, item, schemas, items) for item in value)
    elif isinstance(value, dict):
        for key, item in value.items():
            _append(element, key, item, schemas, schemas.property(where, key) if where else None)
    elif value is not None:
        element.text = value if isinstance(value, str) else json.dumps(value)
    return element


def _append(
    element: Element, name: str, value: Any, schemas: Schemas, where: Pointer | None
) -> None:
    facts = _facts(schemas, where)
    if facts.get("attribute"):
        text = value if isinstance(value, str) else json.dumps(value)
        element.set(facts.get("name", name), text)
    elif isinstance(value, list) and not facts.get("wrapped"):
        items = schemas.property(where, "") if where else None
        element.extend(_element(name, item, schemas, items) for item in value)
    else:
        element.append(_element(name, value, schemas, where))
