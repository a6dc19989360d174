# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
"""Contains all the data models used in inputs/outputs"""

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
