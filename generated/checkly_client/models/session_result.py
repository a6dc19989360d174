# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.check_type import CheckType, check_check_type
from ..models.result_type import ResultType, check_result_type
from ..models.session_status import SessionStatus, check_session_status
from ..types import UNSET, Unset

T = TypeVar("T", bound="SessionResult")


@_attrs_define
class SessionResult:
    """The outcome of one attempt of one check.

    Attributes:
        test_session_result_id (UUID): What names the result for its details and assets.
        test_session_result_link (str): Page of the result in the vendor's web application, for people.
            Contract: format uri.
        check_type (CheckType | str): What the check does, by the vendor's name for it, as BROWSER or TCP. The vendor
            adds kinds: expect a word that is not in the list.
            Contract: one of "AGENTIC", "API", "BROWSER", "HEARTBEAT", "ICMP", "MULTI_STEP", "TCP", "PLAYWRIGHT", "URL",
            "DNS", "SSL", "GRPC", "TRACEROUTE"; or a word that the vendor adds later.
        error_group_ids (list[UUID]): Groups of like errors that this attempt ran into.
        status (SessionStatus | str): RUNNING until everything has ended; PASSED when no check failed; FAILED when at
            least one did; CANCELLED when a run was cancelled. Treat a word that is none of these as not ended.
            Contract: one of "RUNNING" (not ended), "FAILED" (ended: failure), "PASSED" (ended: success), "CANCELLED"
            (ended: canceled); or a word that the vendor adds later.
        has_errors (bool): True where the check itself broke.
        has_failures (bool): True where the check ran and an assertion did not hold.
        is_degraded (bool): True where the check is degraded; it may still have passed.
        aborted (bool): True where the run was stopped before its end.
        check_id (None | Unset | UUID): The check that ran; it may be null.
        name (str | Unset): What the check is called.
        run_location (str | Unset): Region or private location that the check ran in.
        result_type (ResultType | str | Unset): FINAL counts for the session; ATTEMPT was followed by a retry; PENDING
            has not ended.
            Contract: one of "FINAL", "ATTEMPT", "PENDING"; or a word that the vendor adds later.
        response_time (float | None | Unset): Milliseconds that count for the check: of its request, connection or
            resolution for the protocol kinds, of the whole run for browser, multi-step, Playwright and agentic checks. Null
            until it has ended. The whole run is `stoppedAt` minus `startedAt`.
        started_at (datetime.datetime | None | Unset): When this attempt started; null before.
        stopped_at (datetime.datetime | None | Unset): When this attempt ended; null before.
    """

    test_session_result_id: UUID
    test_session_result_link: str
    check_type: CheckType | str
    error_group_ids: list[UUID]
    status: SessionStatus | str
    has_errors: bool
    has_failures: bool
    is_degraded: bool
    aborted: bool
    check_id: None | Unset | UUID = UNSET
    name: str | Unset = UNSET
    run_location: str | Unset = UNSET
    result_type: ResultType | str | Unset = UNSET
    response_time: float | None | Unset = UNSET
    started_at: datetime.datetime | None | Unset = UNSET
    stopped_at: datetime.datetime | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        test_session_result_id = str(self.test_session_result_id)

        test_session_result_link = self.test_session_result_link

        check_type: str
        if isinstance(self.check_type, str):
            check_type = self.check_type
        else:
            check_type = self.check_type

        error_group_ids = []
        for error_group_ids_item_data in self.error_group_ids:
            error_group_ids_item = str(error_group_ids_item_data)
            error_group_ids.append(error_group_ids_item)

        status: str
        if isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        has_errors = self.has_errors

        has_failures = self.has_failures

        is_degraded = self.is_degraded

        aborted = self.aborted

        check_id: None | str | Unset
        if isinstance(self.check_id, Unset):
            check_id = UNSET
        elif isinstance(self.check_id, UUID):
            check_id = str(self.check_id)
        else:
            check_id = self.check_id

        name = self.name

        run_location = self.run_location

        result_type: str | Unset
        if isinstance(self.result_type, Unset):
            result_type = UNSET
        elif isinstance(self.result_type, str):
            result_type = self.result_type
        else:
            result_type = self.result_type

        response_time: float | None | Unset
        if isinstance(self.response_time, Unset):
            response_time = UNSET
        else:
            response_time = self.response_time

        started_at: None | str | Unset
        if isinstance(self.started_at, Unset):
            started_at = UNSET
        elif isinstance(self.started_at, datetime.datetime):
            started_at = self.started_at.isoformat()
        else:
            started_at = self.started_at

        stopped_at: None | str | Unset
        if isinstance(self.stopped_at, Unset):
            stopped_at = UNSET
        elif isinstance(self.stopped_at, datetime.datetime):
            stopped_at = self.stopped_at.isoformat()
        else:
            stopped_at = self.stopped_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "testSessionResultId": test_session_result_id,
                "testSessionResultLink": test_session_result_link,
                "checkType": check_type,
                "errorGroupIds": error_group_ids,
                "status": status,
                "hasErrors": has_errors,
                "hasFailures": has_failures,
                "isDegraded": is_degraded,
                "aborted": aborted,
            }
        )
        if check_id is not UNSET:
            field_dict["checkId"] = check_id
        if name is not UNSET:
            field_dict["name"] = name
        if run_location is not UNSET:
            field_dict["runLocation"] = run_location
        if result_type is not UNSET:
            field_dict["resultType"] = result_type
        if response_time is not UNSET:
            field_dict["responseTime"] = response_time
        if started_at is not UNSET:
            field_dict["startedAt"] = started_at
        if stopped_at is not UNSET:
            field_dict["stoppedAt"] = stopped_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        test_session_result_id = UUID(d.pop("testSessionResultId"))

        test_session_result_link = d.pop("testSessionResultLink")

        def _parse_check_type(data: object) -> CheckType | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_any_check_type_type_0 = check_check_type(data)

                return componentsschemas_any_check_type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CheckType | str, data)

        check_type = _parse_check_type(d.pop("checkType"))

        error_group_ids = []
        _error_group_ids = d.pop("errorGroupIds")
        for error_group_ids_item_data in _error_group_ids:
            error_group_ids_item = UUID(error_group_ids_item_data)

            error_group_ids.append(error_group_ids_item)

        def _parse_status(data: object) -> SessionStatus | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_any_session_status_type_0 = check_session_status(data)

                return componentsschemas_any_session_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(SessionStatus | str, data)

        status = _parse_status(d.pop("status"))

        has_errors = d.pop("hasErrors")

        has_failures = d.pop("hasFailures")

        is_degraded = d.pop("isDegraded")

        aborted = d.pop("aborted")

        def _parse_check_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                check_id_type_0 = UUID(data)

                return check_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        check_id = _parse_check_id(d.pop("checkId", UNSET))

        name = d.pop("name", UNSET)

        run_location = d.pop("runLocation", UNSET)

        def _parse_result_type(data: object) -> ResultType | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_any_result_type_type_0 = check_result_type(data)

                return componentsschemas_any_result_type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ResultType | str | Unset, data)

        result_type = _parse_result_type(d.pop("resultType", UNSET))

        def _parse_response_time(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        response_time = _parse_response_time(d.pop("responseTime", UNSET))

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

        started_at = _parse_started_at(d.pop("startedAt", UNSET))

        def _parse_stopped_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                stopped_at_type_0 = datetime.datetime.fromisoformat(data)

                return stopped_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        stopped_at = _parse_stopped_at(d.pop("stoppedAt", UNSET))

        session_result = cls(
            test_session_result_id=test_session_result_id,
            test_session_result_link=test_session_result_link,
            check_type=check_type,
            error_group_ids=error_group_ids,
            status=status,
            has_errors=has_errors,
            has_failures=has_failures,
            is_degraded=is_degraded,
            aborted=aborted,
            check_id=check_id,
            name=name,
            run_location=run_location,
            result_type=result_type,
            response_time=response_time,
            started_at=started_at,
            stopped_at=stopped_at,
        )

        session_result.additional_properties = d
        return session_result

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
