"""Bodies of the type multipart/form-data."""

from collections.abc import Mapping
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from .document import Pointer
from .schemas import Schemas
from .styles import form_field


def multipart(
    body: bytes, content_type: str, schemas: Schemas, schema: Pointer, encoding: Mapping[str, Any]
) -> Any:
    """Return a multipart body as an object, a file as text of a character a byte.

    Raises ValueError for what is none.
    """
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
        name: form_field(name, texts, schemas, schema, encoding) for name, texts in fields.items()
    }
