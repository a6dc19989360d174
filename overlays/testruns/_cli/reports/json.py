"""The JSON document."""

import time
from collections.abc import Sequence
from typing import Any

from attrs import asdict

from testruns._cli.outcomes import MEANINGS, Exit
from testruns._cli.view.rows import Row


def document(rows: Sequence[Row], code: Exit, began: float) -> dict[str, Any]:
    """Build the JSON document of all runs."""
    return {
        "testruns": 1,
        "exit_code": int(code),
        "meaning": MEANINGS[code],
        "began": round(began, 3),
        "seconds": round(time.time() - began, 3),
        "total": len(rows),
        "passed": sum(each.exit_code == Exit.PASSED for each in rows),
        "runs": [asdict(each) for each in rows],
    }
