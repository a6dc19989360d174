"""Headers of a request, from a socket or in process, and answers that have nothing else."""

from typing import Final

WITHOUT_BODY: Final = frozenset({204, 304})


def add_header(headers: dict[str, str], name: str, text: str) -> None:
    """Add a header; one that is repeated is one with a list, as RFC 9110, 5.3 says."""
    if name in headers:
        text = f"{headers[name]}{'; ' if name == 'cookie' else ', '}{text}"
    headers[name] = text


def without_body(method: str, status: int) -> bool:
    """Tell whether an answer has no body (RFC 9110, 6.4.1)."""
    return method == "HEAD" or status in WITHOUT_BODY
