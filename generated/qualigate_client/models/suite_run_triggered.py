# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.suite_state import SuiteState, check_suite_state
from ..types import UNSET, Unset

T = TypeVar("T", bound="SuiteRunTriggered")


@_attrs_define
class SuiteRunTriggered:
    """The suite run of a suite was queued.

    Attributes:
        suite_run_id (UUID): The suite run, for `get_run` and `get_results`.
        success (bool | None | Unset): True where the runs were queued.
        message (None | str | Unset): What happened, for people.
        test_count (int | None | Unset): How many runs were queued.
            Contract: at least 0.
        status (str | SuiteState | Unset): Where the runs together stand: pending before they start, running, then
            completed or passed where all have ended (the counters beside it tell how), failed, error where it broke,
            timeout where it took too long, or canceled. Treat a word that is none of these as not ended.
            Contract: one of "pending" (not ended), "running" (not ended), "completed" (ended: see the counters), "passed"
            (ended: see the counters), "failed" (ended: failure), "error" (ended: error), "timeout" (ended: timeout),
            "canceled" (ended: canceled); or a word that the vendor adds later.
    """

    suite_run_id: UUID
    success: bool | None | Unset = UNSET
    message: None | str | Unset = UNSET
    test_count: int | None | Unset = UNSET
    status: str | SuiteState | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        suite_run_id = str(self.suite_run_id)

        success: bool | None | Unset
        if isinstance(self.success, Unset):
            success = UNSET
        else:
            success = self.success

        message: None | str | Unset
        if isinstance(self.message, Unset):
            message = UNSET
        else:
            message = self.message

        test_count: int | None | Unset
        if isinstance(self.test_count, Unset):
            test_count = UNSET
        else:
            test_count = self.test_count

        status: str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        elif isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "suite_run_id": suite_run_id,
            }
        )
        if success is not UNSET:
            field_dict["success"] = success
        if message is not UNSET:
            field_dict["message"] = message
        if test_count is not UNSET:
            field_dict["test_count"] = test_count
        if status is not UNSET:
            field_dict["status"] = status

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        suite_run_id = UUID(d.pop("suite_run_id"))

        def _parse_success(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        success = _parse_success(d.pop("success", UNSET))

        def _parse_message(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        message = _parse_message(d.pop("message", UNSET))

        def _parse_test_count(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        test_count = _parse_test_count(d.pop("test_count", UNSET))

        def _parse_status(data: object) -> str | SuiteState | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_any_suite_state_type_0 = check_suite_state(data)

                return componentsschemas_any_suite_state_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(str | SuiteState | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        suite_run_triggered = cls(
            suite_run_id=suite_run_id,
            success=success,
            message=message,
            test_count=test_count,
            status=status,
        )

        suite_run_triggered.additional_properties = d
        return suite_run_triggered

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
