"""Say in one line how to install an optional part of the distribution that is missing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

NAME: Final = "testruns"  # of the distribution; it is registered at no index


class MissingExtraError(ImportError):
    """A module that an extra brings is not installed; the text says how to install it."""


@contextmanager
def needed(extra: str) -> Iterator[None]:
    """Turn a module that is not found into MissingExtraError, with an install line that works."""
    try:
        yield
    except ModuleNotFoundError as error:
        missing = str(error.name).partition(".")[0]
        if missing in {"specmock", "testruns"}:
            raise
        text = f"{missing} is missing: {install_line(extra)}"
        raise MissingExtraError(text, name=missing) from None


def install_line(extra: str) -> str:
    """Tell the command that installs an extra from where the distribution came from (PEP 610)."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        recorded = distribution(NAME).read_text("direct_url.json")
    except PackageNotFoundError:
        recorded = None
    origin: dict[str, Any] = json.loads(recorded) if recorded else {}
    url = origin.get("url", f"<where {NAME} was installed from>")
    if vcs := origin.get("vcs_info"):
        url = f"{vcs['vcs']}+{url}@{vcs['commit_id']}"
    return f"pip install '{NAME}[{extra}] @ {url}'"


def installed_version() -> str:
    """Read the version of the distribution; "unknown" where it runs uninstalled."""
    # Here, since it takes longer to load than all that most users of this module need.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(NAME)
    except PackageNotFoundError:
        return "unknown"
