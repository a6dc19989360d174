# Generated from specs/testclix.yaml by `make generate`. Do not edit.
"""Contains all the data models used in inputs/outputs"""

from .error_body import ErrorBody
from .overall_status import OverallStatus
from .scenario_status import ScenarioStatus
from .status_details import StatusDetails
from .status_group import StatusGroup
from .status_groups import StatusGroups
from .status_word import StatusWord

__all__ = (
    "ErrorBody",
    "OverallStatus",
    "ScenarioStatus",
    "StatusDetails",
    "StatusGroup",
    "StatusGroups",
    "StatusWord",
)
