"""Bodies: from the bytes to the values that their schemas speak of, by media type."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from .document import Pointer
from .messages import HttpRequest, is_xml
from .operations import Media
from .schemas import Schemas
from .styles import query_pairs, typed


def parse_body(media: Media, request: HttpRequest, schemas: Schemas) -> Any:
    """Parse a body by its media type; ValueError for what is not of it."""
    content_type = request.headers.get("content-type", "")
    charset = re.search(r"charset=\"?([\w-]+)", content_type) if ";" in content_type else None
    if charset and charset[1].lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise ValueError(charset[1])
    kind = content_type.partition(";")[0].strip().lower() or media.type
    if "json" in kind:
        return _JSON.decode(request.body.decode())
    if kind == "application/x-www-form-urlencoded":
        return _form(request.body, schemas, media.schema or (), media.encoding)
    if kind == "multipart/form-data":
        return _multipart(request.body, content_type, schemas, media.schema or (), media.encoding)
    if is_xml(kind):
        from .xml import read_xml  # few documents need it

        return read_xml(request.body, schemas, media.schema)
    return request.body.decode("utf-8" if kind.startswith("text/") else "latin-1")


def example_errors(schemas: Schemas, media: Media, value: Any) -> list[str]:
    """Validate an example of a body, which may be written as it is sent (XML in a string)."""
    if media.schema is None:
        return []
    is_written = isinstance(value, str) and is_xml(media.type)
    if is_written and "string" not in schemas.types(media.schema):
        from .xml import read_xml

        try:
            value = read_xml(value.encode(), schemas, media.schema)
        except ValueError as error:
            return [f": {error}"]
    return schemas.errors(media.schema, value)


def _form(body: bytes, schemas: Schemas, schema: Pointer, encoding: Mapping[str, Any]) -> Any:
    """Decode a urlencoded body to an object."""
    pairs = query_pairs(body.decode())
    value: dict[str, Any] = {}
    for name in dict.fromkeys(key for key, _ in pairs):
        value[name] = _form_field(
            name, [v for k, v in pairs if k == name], schemas, schema, encoding
        )
    return value


def _form_field(
    name: str, texts: list[str], schemas: Schemas, schema: Pointer, encoding: Mapping[str, Any]
) -> Any:
    """Decode the value of one field of a form."""
    where = schemas.property(schema, name)
    types = schemas.types(where) if where else frozenset({"string"})
    if where and "array" in types:
        items = schemas.property(where, "")
        of = schemas.types(items) if items else frozenset({"string"})
        if encoding.get(name, {}).get("explode", True) is False:
            texts = texts[0].split(",")
        return [_item(text, of) for text in texts]
    return _item(texts[0], types) if len(texts) == 1 else texts


def _item(text: str, types: frozenset[str]) -> Any:
    if "object" not in types or "string" in types:
        return typed(text, types)
    try:
        return json.loads(text)
    except ValueError:
        return text


def _multipart(
    body: bytes, content_type: str, schemas: Schemas, schema: Pointer, encoding: Mapping[str, Any]
) -> Any:
    """Decode a multipart body to an object, a file to text of a character a byte.

    Raises ValueError for what is none.
    """
    # Imported when needed: the two take as long as all other imports together.
    from email.parser import BytesParser
    from email.policy import HTTP

    head = f"content-type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    if not message.is_multipart():
        boundary = message.get_boundary()
        if boundary is None or body.strip() != f"--{boundary}--".encode():
            raise ValueError("no parts")
        return {}
    fields: dict[str, list[str]] = {}
    for part in message.iter_parts():
        name = str(part.get_param("name", "", header="content-disposition"))
        content: Any = part.get_payload(decode=True) or b""
        where = schemas.property(schema, name)
        is_text = part.get_filename() is None and not (
            where and schemas.has_format(where, "binary")
        )
        fields.setdefault(name, []).append(content.decode("utf-8" if is_text else "latin-1"))
    return {
        name: _form_field(name, texts, schemas, schema, encoding) for name, texts in fields.items()
    }


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is not in JSON")


_JSON: Final = json.JSONDecoder(parse_constant=_no_number)
