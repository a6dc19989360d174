"""What all tests share."""

from pathlib import Path

import generate
import pytest

ROOT = Path(__file__).resolve().parents[1]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Stop the run before any test when a generated package is stale."""
    a_worker = hasattr(session.config, "workerinput")
    if not a_worker and (complaint := generate.freshness(ROOT)):
        pytest.exit(complaint, returncode=1)
