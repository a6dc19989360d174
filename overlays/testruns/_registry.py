"""The vendors, found beside this module instead of listed."""

import sys
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._vendor import Vendor


def vendor_names() -> tuple[str, ...]:
    """List the vendors, each a module of `testruns` beside a generated client package."""
    return _found(tuple(sys.modules[__name__.rpartition(".")[0]].__path__))


@cache
def _found(path: tuple[str, ...]) -> tuple[str, ...]:
    public = (each.name for each in iter_modules(path) if not each.name.startswith("_"))
    return tuple(sorted(name for name in public if find_spec(f"{name}_client")))


def vendor(name: str) -> "Vendor[Any, Any, Any]":
    """Load what is known of a vendor: how its runs are started, watched and, if so, canceled."""
    if name not in vendor_names():
        raise ValueError(f"no vendor is called {name!r}; there are {', '.join(vendor_names())}")
    found: Vendor[Any, Any, Any] = import_module(f"testruns.{name}").VENDOR
    return found
