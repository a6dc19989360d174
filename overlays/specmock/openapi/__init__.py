"""Read OpenAPI documents: what a document says, without a server and without state.

The API of this package is provisional: names may still change before the first release.
"""

from .bodies import example_errors
from .document import (
    METHODS,
    PARSER,
    Document,
    DocumentError,
    Pointer,
    load,
    loads,
    plain_value,
    pointer_of,
    reference_to,
    value_at,
)
from .messages import (
    CONNECTION_FAULTS,
    GARBAGE,
    HTML,
    REASON,
    UNDOCUMENTED,
    Answer,
    ConnectionFault,
    HttpRequest,
    HttpResponse,
    Later,
    header_text,
    is_xml,
    json_response,
    problem,
)
from .operations import (
    DocumentedResponse,
    Link,
    Media,
    Operation,
    RateLimit,
    Route,
    Router,
    Scheme,
    operations_of,
)
from .requests import OperationCall, read_body, read_parameters
from .samples import sample
from .schemas import LIMIT_KEYWORDS, UUID_PATTERN, Schemas
from .styles import Parameter, query_pairs

__all__ = [
    "CONNECTION_FAULTS",
    "GARBAGE",
    "HTML",
    "LIMIT_KEYWORDS",
    "METHODS",
    "PARSER",
    "REASON",
    "UNDOCUMENTED",
    "UUID_PATTERN",
    "Answer",
    "ConnectionFault",
    "Document",
    "DocumentError",
    "DocumentedResponse",
    "HttpRequest",
    "HttpResponse",
    "Later",
    "Link",
    "Media",
    "Operation",
    "OperationCall",
    "Parameter",
    "Pointer",
    "RateLimit",
    "Route",
    "Router",
    "Schemas",
    "Scheme",
    "example_errors",
    "header_text",
    "is_xml",
    "json_response",
    "load",
    "loads",
    "operations_of",
    "plain_value",
    "pointer_of",
    "problem",
    "query_pairs",
    "read_body",
    "read_parameters",
    "reference_to",
    "sample",
    "value_at",
]
