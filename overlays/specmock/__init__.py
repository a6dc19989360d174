"""Mock servers from OpenAPI specs."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

# Imported when asked for: pytest imports this package for its plugin in every run of whoever has
# testruns installed, and the extra `mock` may be missing there.
_HOMES = {
    **dict.fromkeys(("Clock", "RealClock", "VirtualClock"), "_clock"),
    **dict.fromkeys(("Document", "DocumentError", "load", "loads"), "_document"),
    **dict.fromkeys(("FAULTS", "Request", "Response"), "_messages"),
    **dict.fromkeys(("Entry", "Mock"), "_mock"),
    **dict.fromkeys(("Endpoint", "bundled_specs", "serving"), "_serving"),
    "MockTransport": "_transport",
    "Settings": "_runs",
    "Site": "_site",
    "Step": "_plans",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
