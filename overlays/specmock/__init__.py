"""Mock servers from OpenAPI specs."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .extras import installed_version, needed

if TYPE_CHECKING:
    from specmock.engine.clock import Clock, RealClock, VirtualClock
    from specmock.engine.faults import Step
    from specmock.engine.journal import Entry
    from specmock.engine.mock import Mock
    from specmock.engine.settings import Settings
    from specmock.openapi import (
        CONNECTION_FAULTS,
        Document,
        DocumentError,
        HttpRequest,
        HttpResponse,
        load,
        loads,
    )
    from specmock.serve.httpx_transport import MockTransport
    from specmock.serve.server import Endpoint, bundled_specs, serving
    from specmock.serve.site import Site

__all__ = [
    "CONNECTION_FAULTS",
    "Clock",
    "Document",
    "DocumentError",
    "Endpoint",
    "Entry",
    "HttpRequest",
    "HttpResponse",
    "Mock",
    "MockTransport",
    "RealClock",
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
    **dict.fromkeys(("Clock", "RealClock", "VirtualClock"), "engine.clock"),
    **dict.fromkeys(("Document", "DocumentError", "load", "loads"), "openapi"),
    **dict.fromkeys(("CONNECTION_FAULTS", "HttpRequest", "HttpResponse"), "openapi"),
    "Entry": "engine.journal",
    "Mock": "engine.mock",
    **dict.fromkeys(("Endpoint", "bundled_specs", "serving"), "serve.server"),
    "MockTransport": "serve.httpx_transport",
    "Settings": "engine.settings",
    "Site": "serve.site",
    "Step": "engine.faults",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return installed_version()
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with needed("mock"):
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
