# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.suite_state import SuiteState, check_suite_state
from ..types import UNSET, Unset

T = TypeVar("T", bound="SuiteRunStatus")


@_attrs_define
class SuiteRunStatus:
    """A suite run as it stands; its counters tell how it went.

    Attributes:
        id (UUID): The suite run, the same as the `suite_run_id` that was asked for.
        status (str | SuiteState): Where the runs together stand: pending before they start, running, then completed or
            passed where all have ended (the counters beside it tell how), failed, error where it broke, timeout where it
            took too long, or canceled. Treat a word that is none of these as not ended.
            Contract: one of "pending" (not ended), "running" (not ended), "completed" (ended: see the counters), "passed"
            (ended: see the counters), "failed" (ended: failure), "error" (ended: error), "timeout" (ended: timeout),
            "canceled" (ended: canceled); or a word that the vendor adds later.
        total_tests (int): How many tests the suite run has; a test run lacks this field.
            Contract: at least 0.
        started_at (datetime.datetime | None | Unset): When the run started; null before.
        completed_at (datetime.datetime | None | Unset): When the run ended; null before.
        duration_ms (float | None | Unset): Milliseconds from start to end; null before the end.
        passed_tests (int | None | Unset): How many have passed so far.
            Contract: at least 0.
        failed_tests (int | None | Unset): How many have ended so far without passing.
            Contract: at least 0.
    """

    id: UUID
    status: str | SuiteState
    total_tests: int
    started_at: datetime.datetime | None | Unset = UNSET
    completed_at: datetime.datetime | None | Unset = UNSET
    duration_ms: float | None | Unset = UNSET
    passed_tests: int | None | Unset = UNSET
    failed_tests: int | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        status: str
        if isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        total_tests = self.total_tests

        started_at: None | str | Unset
        if isinstance(self.started_at, Unset):
            started_at = UNSET
        elif isinstance(self.started_at, datetime.datetime):
            started_at = self.started_at.isoformat()
        else:
            started_at = self.started_at

        completed_at: None | str | Unset
        if isinstance(self.completed_at, Unset):
            completed_at = UNSET
        elif isinstance(self.completed_at, datetime.datetime):
            completed_at = self.completed_at.isoformat()
        else:
            completed_at = self.completed_at

        duration_ms: float | None | Unset
        if isinstance(self.duration_ms, Unset):
            duration_ms = UNSET
        else:
            duration_ms = self.duration_ms

        passed_tests: int | None | Unset
        if isinstance(self.passed_tests, Unset):
            passed_tests = UNSET
        else:
            passed_tests = self.passed_tests

        failed_tests: int | None | Unset
        if isinstance(self.failed_tests, Unset):
            failed_tests = UNSET
        else:
            failed_tests = self.failed_tests

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "status": status,
                "total_tests": total_tests,
            }
        )
        if started_at is not UNSET:
            field_dict["started_at"] = started_at
        if completed_at is not UNSET:
            field_dict["completed_at"] = completed_at
        if duration_ms is not UNSET:
            field_dict["duration_ms"] = duration_ms
        if passed_tests is not UNSET:
            field_dict["passed_tests"] = passed_tests
        if failed_tests is not UNSET:
            field_dict["failed_tests"] = failed_tests

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        def _parse_status(data: object) -> str | SuiteState:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_any_suite_state_type_0 = check_suite_state(data)

                return componentsschemas_any_suite_state_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(str | SuiteState, data)

        status = _parse_status(d.pop("status"))

        total_tests = d.pop("total_tests")

        def _parse_started_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                started_at_type_0 = datetime.datetime.fromisoformat(data)

                return started_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        started_at = _parse_started_at(d.pop("started_at", UNSET))

        def _parse_completed_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                completed_at_type_0 = datetime.datetime.fromisoformat(data)

                return completed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        completed_at = _parse_completed_at(d.pop("completed_at", UNSET))

        def _parse_duration_ms(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        duration_ms = _parse_duration_ms(d.pop("duration_ms", UNSET))

        def _parse_passed_tests(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        passed_tests = _parse_passed_tests(d.pop("passed_tests", UNSET))

        def _parse_failed_tests(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        failed_tests = _parse_failed_tests(d.pop("failed_tests", UNSET))

        suite_run_status = cls(
            id=id,
            status=status,
            total_tests=total_tests,
            started_at=started_at,
            completed_at=completed_at,
            duration_ms=duration_ms,
            passed_tests=passed_tests,
            failed_tests=failed_tests,
        )

        suite_run_status.additional_properties = d
        return suite_run_status

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
