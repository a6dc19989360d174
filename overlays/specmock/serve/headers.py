"""Headers of a request, from a socket or in process."""


def add_header(headers: dict[str, str], name: str, text: str) -> None:
    """Add a header; one that is repeated is one with a list, as RFC 9110, 5.3 says."""
    if name in headers:
        text = f"{headers[name]}{'; ' if name == 'cookie' else ', '}{text}"
    headers[name] = text
