# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.run_state import RunState, check_run_state
from ..types import UNSET, Unset

T = TypeVar("T", bound="CaseResult")


@_attrs_define
class CaseResult:
    """How one run went.

    Attributes:
        test_run_id (UUID): The run, for `get_run`.
        status (RunState | str): Where the run stands: pending before it starts, running, then passed, failed where a
            check in it did not hold, error where it broke, timeout where it took too long, or canceled. Treat a word that
            is none of these as not ended.
            Contract: one of "pending" (not ended), "running" (not ended), "passed" (ended: success), "failed" (ended:
            failure), "error" (ended: error), "timeout" (ended: timeout), "canceled" (ended: canceled); or a word that the
            vendor adds later.
        test_case_name (None | str | Unset): What the test case is called.
        duration_ms (float | None | Unset): Milliseconds from start to end; null before the end.
        error_message (None | str | Unset): Why the run did not pass; null or missing where it did or has not ended.
        dashboard_url (None | str | Unset): Page of the run in the vendor's dashboard, for people.
    """

    test_run_id: UUID
    status: RunState | str
    test_case_name: None | str | Unset = UNSET
    duration_ms: float | None | Unset = UNSET
    error_message: None | str | Unset = UNSET
    dashboard_url: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        test_run_id = str(self.test_run_id)

        status: str
        if isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        test_case_name: None | str | Unset
        if isinstance(self.test_case_name, Unset):
            test_case_name = UNSET
        else:
            test_case_name = self.test_case_name

        duration_ms: float | None | Unset
        if isinstance(self.duration_ms, Unset):
            duration_ms = UNSET
        else:
            duration_ms = self.duration_ms

        error_message: None | str | Unset
        if isinstance(self.error_message, Unset):
            error_message = UNSET
        else:
            error_message = self.error_message

        dashboard_url: None | str | Unset
        if isinstance(self.dashboard_url, Unset):
            dashboard_url = UNSET
        else:
            dashboard_url = self.dashboard_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "test_run_id": test_run_id,
                "status": status,
            }
        )
        if test_case_name is not UNSET:
            field_dict["test_case_name"] = test_case_name
        if duration_ms is not UNSET:
            field_dict["duration_ms"] = duration_ms
        if error_message is not UNSET:
            field_dict["error_message"] = error_message
        if dashboard_url is not UNSET:
            field_dict["dashboard_url"] = dashboard_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        test_run_id = UUID(d.pop("test_run_id"))

        def _parse_status(data: object) -> RunState | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_any_run_state_type_0 = check_run_state(data)

                return componentsschemas_any_run_state_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(RunState | str, data)

        status = _parse_status(d.pop("status"))

        def _parse_test_case_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        test_case_name = _parse_test_case_name(d.pop("test_case_name", UNSET))

        def _parse_duration_ms(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        duration_ms = _parse_duration_ms(d.pop("duration_ms", UNSET))

        def _parse_error_message(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        error_message = _parse_error_message(d.pop("error_message", UNSET))

        def _parse_dashboard_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        dashboard_url = _parse_dashboard_url(d.pop("dashboard_url", UNSET))

        case_result = cls(
            test_run_id=test_run_id,
            status=status,
            test_case_name=test_case_name,
            duration_ms=duration_ms,
            error_message=error_message,
            dashboard_url=dashboard_url,
        )

        case_result.additional_properties = d
        return case_result

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
