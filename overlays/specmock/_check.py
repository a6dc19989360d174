"""What a document lacks for a good mock."""

from collections.abc import Iterator
from pathlib import Path

from ._document import DocumentError, Pointer
from ._mock import Mock


def findings(path: Path) -> list[DocumentError]:
    """Return what a mock of a document cannot do well, with file and line."""
    try:
        mock = Mock(path)
    except DocumentError as error:
        return [error]
    return sorted(_findings(mock), key=lambda finding: finding.line)


def _findings(mock: Mock) -> Iterator[DocumentError]:
    document = mock.document

    def finding(pointer: Pointer, reason: str) -> DocumentError:
        return DocumentError(document.path, document.line(pointer), reason)

    del finding
    yield from ()
