# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
"""Contains all the data models used in inputs/outputs"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .case_result import CaseResult
    from .case_run_request import CaseRunRequest
    from .ci_config import CIConfig
    from .ci_context import CIContext
    from .error_body import ErrorBody
    from .project_config import ProjectConfig
    from .project_run_request import ProjectRunRequest
    from .project_run_triggered import ProjectRunTriggered
    from .rate_limit_body import RateLimitBody
    from .results_report import ResultsReport
    from .run_options import RunOptions
    from .run_state import RunState
    from .run_status import RunStatus
    from .run_times import RunTimes
    from .run_triggered import RunTriggered
    from .suite_run_request import SuiteRunRequest
    from .suite_run_status import SuiteRunStatus
    from .suite_run_triggered import SuiteRunTriggered
    from .suite_state import SuiteState
    from .trigger_fields import TriggerFields
    from .viewport_preset import ViewportPreset

__all__ = (
    "CaseResult",
    "CaseRunRequest",
    "CIConfig",
    "CIContext",
    "ErrorBody",
    "ProjectConfig",
    "ProjectRunRequest",
    "ProjectRunTriggered",
    "RateLimitBody",
    "ResultsReport",
    "RunOptions",
    "RunState",
    "RunStatus",
    "RunTimes",
    "RunTriggered",
    "SuiteRunRequest",
    "SuiteRunStatus",
    "SuiteRunTriggered",
    "SuiteState",
    "TriggerFields",
    "ViewportPreset",
)

_MODULES = {
    "CaseResult": ".case_result",
    "CaseRunRequest": ".case_run_request",
    "CIConfig": ".ci_config",
    "CIContext": ".ci_context",
    "ErrorBody": ".error_body",
    "ProjectConfig": ".project_config",
    "ProjectRunRequest": ".project_run_request",
    "ProjectRunTriggered": ".project_run_triggered",
    "RateLimitBody": ".rate_limit_body",
    "ResultsReport": ".results_report",
    "RunOptions": ".run_options",
    "RunState": ".run_state",
    "RunStatus": ".run_status",
    "RunTimes": ".run_times",
    "RunTriggered": ".run_triggered",
    "SuiteRunRequest": ".suite_run_request",
    "SuiteRunStatus": ".suite_run_status",
    "SuiteRunTriggered": ".suite_run_triggered",
    "SuiteState": ".suite_state",
    "TriggerFields": ".trigger_fields",
    "ViewportPreset": ".viewport_preset",
}


def __getattr__(name: str) -> Any:
    # On demand, since few of the models are needed at a time.
    if name in _MODULES:
        return getattr(import_module(_MODULES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
