"""Mock servers from OpenAPI specs."""

from ._clock import Clock, RealClock, VirtualClock
from ._document import Document, DocumentError, load, loads
from ._messages import FAULTS, Request, Response
from ._mock import Entry, Mock
from ._plans import Step
from ._runs import Settings
from ._serving import Endpoint, bundled_specs, serving
from ._site import Site
from ._transport import MockTransport

__all__ = [
    "FAULTS",
    "Clock",
    "Document",
    "DocumentError",
    "Endpoint",
    "Entry",
    "Mock",
    "MockTransport",
    "RealClock",
    "Request",
    "Response",
    "Settings",
    "Site",
    "Step",
    "VirtualClock",
    "bundled_specs",
    "load",
    "loads",
    "serving",
]
