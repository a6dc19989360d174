# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.run_state import RunState, check_run_state
from ..types import UNSET, Unset

T = TypeVar("T", bound="RunTriggered")


@_attrs_define
class RunTriggered:
    """The one run of a test case was queued.

    Attributes:
        test_run_id (UUID): The run, for `get_run` and `get_results`.
        success (bool | None | Unset): True where the runs were queued.
        message (None | str | Unset): What happened, for people.
        status (RunState | str | Unset): Where the run stands: pending before it starts, running, then passed, failed
            where a check in it did not hold, error where it broke, timeout where it took too long, or canceled. Treat a
            word that is none of these as not ended.
            Contract: one of "pending" (not ended), "running" (not ended), "passed" (ended: success), "failed" (ended:
            failure), "error" (ended: error), "timeout" (ended: timeout), "canceled" (ended: canceled); or a word that the
            vendor adds later.
    """

    test_run_id: UUID
    success: bool | None | Unset = UNSET
    message: None | str | Unset = UNSET
    status: RunState | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        test_run_id = str(self.test_run_id)

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
                "test_run_id": test_run_id,
            }
        )
        if success is not UNSET:
            field_dict["success"] = success
        if message is not UNSET:
            field_dict["message"] = message
        if status is not UNSET:
            field_dict["status"] = status

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        test_run_id = UUID(d.pop("test_run_id"))

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

        def _parse_status(data: object) -> RunState | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_any_run_state_type_0 = check_run_state(data)

                return componentsschemas_any_run_state_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(RunState | str | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        run_triggered = cls(
            test_run_id=test_run_id,
            success=success,
            message=message,
            status=status,
        )

        run_triggered.additional_properties = d
        return run_triggered

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
