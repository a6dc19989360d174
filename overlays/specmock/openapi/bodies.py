"""Bodies: between bytes and the values that schemas speak of, one codec a media type."""

import json
import re
import zlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote, urlencode

from attrs import frozen

from .media import Media, fits, kind_of, split_media_type
from .schemas import Schemas
from .styles import query_pairs, read_form, read_text, write_form

_BOUNDARY: Final = "specmock"
_LINES: Final = re.compile(
    r"application/(x-)?(ndjson|jsonl|jsonlines|json-lines|json-seq)|.*\+json-seq"
)
_RECORD: Final = "\x1e"  # begins each value of a JSON sequence (RFC 7464)


@frozen
class Codec:
    """How bodies of some media types are read and written.

    `read` takes the body, its content type, and the documented media type; it raises ValueError
    for what is not of the type. `write` takes a value that is not a text, which is sent as it is.
    """

    name: str
    takes: Callable[[str], bool]
    read: Callable[[bytes, str, Media, Schemas], Any]
    write: Callable[[Any, Media, Schemas], bytes]
    sends_text_as_it_is: bool = True


@lru_cache(maxsize=1024)
def codec_of(media_type: str) -> Codec:
    """Find the codec of a media type, in lower case and without parameters."""
    return next(codec for codec in CODECS if codec.takes(media_type))


def is_json(media_type: str) -> bool:
    """Tell whether bodies of a media type are one JSON value."""
    return media_type in {"application/json", "text/json"} or (
        media_type.endswith("+json") and not media_type.startswith("multipart/")
    )


def is_xml(media_type: str) -> bool:
    """Tell whether bodies of a media type are XML."""
    return media_type.endswith(("/xml", "+xml"))


def parse_body(media: Media, content_type: str, body: bytes, schemas: Schemas) -> Any:
    """Parse a body by its media type; ValueError for what is not of it."""
    kind = kind_of(content_type) or media.type
    return codec_of(kind).read(body, content_type or media.name, media, schemas)


def write_body(media: Media, content_type: str, value: Any, schemas: Schemas) -> tuple[str, bytes]:
    """Write a value in a media type; the content type to send with it, and the body."""
    codec = codec_of(kind_of(content_type))
    if codec.name == "multipart" and isinstance(value, dict):
        content_type = f"{content_type.partition(';')[0]}; boundary={_BOUNDARY}"
    if isinstance(value, str) and codec.sends_text_as_it_is:
        charset = "latin-1" if codec.name == "bytes" else "utf-8"
        return content_type, value.encode(charset, "replace")
    return content_type, codec.write(value, media, schemas)


def example_errors(schemas: Schemas, media: Media, value: Any) -> list[str]:
    """Validate an example of a body, which may be written as it is sent (XML in a string)."""
    if media.schema is None:
        return []
    types = schemas.types(media.schema)
    codec = codec_of(media.type)
    if isinstance(value, str) and "string" not in types and codec.sends_text_as_it_is:
        try:
            value = codec.read(value.encode(), media.name, media, schemas)
        except ValueError as error:
            return [f": {error}"]
    return body_errors(schemas, media, value)


def body_errors(schemas: Schemas, media: Media, value: Any) -> list[str]:
    """Validate the value of a body; of lines with the schema of one, each of them."""
    if media.schema is None:
        return []
    if isinstance(value, Lines):
        return [
            f"/{index}{error}"
            for index, each in enumerate(value)
            for error in schemas.errors(media.schema, each, media.hidden)
        ][:5]
    return schemas.errors(media.schema, value, media.hidden)


class Lines(list[Any]):
    """The values of a body of several, whose schema is that of one of them."""


def decompressed(body: bytes, codings: str, limit: int) -> bytes:
    """Undo the content codings of a body; OverflowError for one that grows beyond a limit.

    Raises LookupError for a coding that is not supported, ValueError for a broken body.
    """
    for coding in reversed([each.strip().lower() for each in codings.split(",") if each.strip()]):
        if coding == "identity":
            continue
        if coding not in {"gzip", "x-gzip", "deflate"}:
            raise LookupError(coding)
        body = _inflated(body, coding, limit)
    return body


def _inflated(body: bytes, coding: str, limit: int) -> bytes:
    widths = (zlib.MAX_WBITS, -zlib.MAX_WBITS) if coding == "deflate" else (zlib.MAX_WBITS | 16,)
    for width in widths:  # many send a bare stream as deflate
        reader = zlib.decompressobj(width)
        try:
            found = reader.decompress(body, limit + 1)
        except zlib.error as error:
            if width == widths[-1]:
                raise ValueError(f"is not {coding}") from error
            continue
        if len(found) > limit:
            raise OverflowError(coding)
        if not reader.eof:
            raise ValueError(f"the {coding} ends too early")
        return found
    raise ValueError(coding)


def _charset(content_type: str) -> str:
    return split_media_type(content_type)[1].get("charset", "utf-8")


def _text(body: bytes, content_type: str) -> str:
    try:
        return body.decode(_charset(content_type))
    except LookupError as error:
        raise ValueError(f"the charset {_charset(content_type)} is not known") from error


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is not in JSON")


_JSON: Final = json.JSONDecoder(parse_constant=_no_number)


def _read_json(body: bytes, content_type: str, _: Media, __: Schemas) -> Any:
    return _JSON.decode(_text(body, content_type))


def _write_json(value: Any, _: Media, __: Schemas) -> bytes:
    return json.dumps(value).encode()


def _read_lines(body: bytes, content_type: str, media: Media, schemas: Schemas) -> Any:
    text = _text(body, content_type)
    types = schemas.types(media.schema) if media.schema else frozenset({"string"})
    if "string" in types:
        return text
    values = [_JSON.decode(line) for line in re.split(f"[\n{_RECORD}]", text) if line.strip()]
    return values if "array" in types else Lines(values)


def _write_lines(value: Any, media: Media, _: Schemas) -> bytes:
    start = _RECORD if media.type.endswith("json-seq") else ""
    items = value if isinstance(value, list) else [value]
    return "".join(f"{start}{json.dumps(item)}\n" for item in items).encode()


def _read_text(body: bytes, content_type: str, media: Media, schemas: Schemas) -> Any:
    return read_text(schemas, media.schema, _text(body, content_type))


def _write_text(value: Any, _: Media, __: Schemas) -> bytes:
    return b"" if value is None else json.dumps(value).encode()


def _read_events(body: bytes, content_type: str, _: Media, __: Schemas) -> Any:
    return _text(body, content_type)


def _write_events(value: Any, _: Media, __: Schemas) -> bytes:
    """Write an event for each item, or one: a line `data:` and an empty line."""
    items = value if isinstance(value, list) else [value]
    texts = (item if isinstance(item, str) else json.dumps(item) for item in items)
    return "".join("data: " + text.replace("\n", "\ndata: ") + "\n\n" for text in texts).encode()


def _read_bytes(body: bytes, _: str, __: Media, ___: Schemas) -> Any:
    return body.decode("latin-1")  # a character a byte


def _read_xml(body: bytes, _: str, media: Media, schemas: Schemas) -> Any:
    from .xml import read_xml  # few documents need it

    return read_xml(body, schemas, media.schema)


def _write_xml(value: Any, media: Media, schemas: Schemas) -> bytes:
    from .xml import write_xml

    return write_xml(value, schemas, media.schema)


def _read_form(body: bytes, content_type: str, media: Media, schemas: Schemas) -> Any:
    pairs = query_pairs(_text(body, content_type))
    texts = [(name, unquote(raw.replace("+", " "))) for name, raw in pairs]
    return read_form(texts, schemas, media.schema, media.encoding)


def _write_form(value: Any, media: Media, _: Schemas) -> bytes:
    return urlencode(write_form(value, media.encoding) if isinstance(value, dict) else {}).encode()


def _read_multipart(body: bytes, content_type: str, media: Media, schemas: Schemas) -> Any:
    """Decode a multipart body to an object, a file to text of a character a byte."""
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
    fields: list[tuple[str, str]] = []
    for part in message.iter_parts():
        name = str(part.get_param("name", "", header="content-disposition"))
        content: Any = part.get_payload(decode=True) or b""
        where = schemas.member(media.schema, name) if media.schema else None
        is_text = part.get_filename() is None and not (
            where and schemas.has_format(where, "binary")
        )
        _check_part(name, part.get("content-type"), media.encoding.get(name))
        fields.append((name, content.decode("utf-8" if is_text else "latin-1")))
    return read_form(fields, schemas, media.schema, media.encoding)


def _check_part(name: str, content_type: Any, encoding: Any) -> None:
    """Raise ValueError for a part that says that it is of another type than documented."""
    wanted = encoding.get("contentType") if isinstance(encoding, Mapping) else None
    if not isinstance(wanted, str) or not content_type:
        return
    given = split_media_type(str(content_type))[0]
    if not any(fits(split_media_type(each)[0], given) for each in wanted.split(",")):
        raise ValueError(f"{name} is {given}, and {wanted} is documented")


def _write_multipart(value: Any, media: Media, schemas: Schemas) -> bytes:
    fields = write_form(value, media.encoding) if isinstance(value, dict) else []
    parts = []
    for name, text in fields:
        where = schemas.member(media.schema, name) if media.schema else None
        charset = "latin-1" if where and schemas.has_format(where, "binary") else "utf-8"
        head = f'--{_BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n'
        parts.append(head.encode() + text.encode(charset, "replace") + b"\r\n")
    return b"".join((*parts, f"--{_BOUNDARY}--\r\n".encode()))


CODECS: Final = (
    Codec("lines", lambda kind: bool(_LINES.fullmatch(kind)), _read_lines, _write_lines),
    Codec("JSON", is_json, _read_json, _write_json, sends_text_as_it_is=False),
    Codec("events", lambda kind: kind == "text/event-stream", _read_events, _write_events),
    Codec("form", lambda kind: kind.endswith("/x-www-form-urlencoded"), _read_form, _write_form),
    Codec(
        "multipart", lambda kind: kind.startswith("multipart/"), _read_multipart, _write_multipart
    ),
    Codec("XML", is_xml, _read_xml, _write_xml),
    Codec("text", lambda kind: kind.startswith("text/"), _read_text, _write_text),
    Codec("bytes", lambda _: True, _read_bytes, _write_text),
)
