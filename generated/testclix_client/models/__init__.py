# Generated from specs/testclix.yaml by `make generate`. Do not edit.
"""Contains all the data models used in inputs/outputs"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_MODULES = {
    "ErrorBody": ".error_body",
    "OverallStatus": ".overall_status",
    "ScenarioStatus": ".scenario_status",
    "StatusDetails": ".status_details",
    "StatusGroup": ".status_group",
    "StatusGroups": ".status_groups",
    "StatusWord": ".status_word",
}


def __getattr__(name: str) -> Any:
    # On demand, since few of the models are needed at a time.
    if name in _MODULES:
        return getattr(import_module(_MODULES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
