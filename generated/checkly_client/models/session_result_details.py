# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.check_type import CheckType, check_check_type
from ..models.result_type import ResultType, check_result_type
from ..models.session_status import SessionStatus, check_session_status
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.agentic_check_result import AgenticCheckResult
    from ..models.api_check_result import ApiCheckResult
    from ..models.browser_check_result import BrowserCheckResult
    from ..models.multi_step_check_result import MultiStepCheckResult
    from ..models.playwright_check_result import PlaywrightCheckResult


T = TypeVar("T", bound="SessionResultDetails")


@_attrs_define
class SessionResultDetails:
    """A result with what the check left behind; the object of its kind of check is filled.

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
        id (UUID): The same as `testSessionResultId`.
        is_cancelled (bool): True where this run was cancelled.
        over_max_response_time (bool): True where the response time is above the check's maximum.
        attempts (int): How many times the check has run so far.
            Contract: at least 0.
        trace_id (None | str): Trace of the run for OpenTelemetry; it may be null.
        created_at (datetime.datetime): When the vendor stored the result.
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
        private_location_id (None | Unset | UUID): The private location that the check ran in; it may be null.
        file_path (None | str | Unset): File that defines the check in its repository; it may be null.
        sequence_id (None | Unset | UUID): What names the run in the list and in `cancel_session`; it may be null.
        schedule_error (None | str | Unset): Why the check could not be started; it may be null.
        updated_at (datetime.datetime | None | Unset): When the vendor last changed the result; it may be null.
        api_check_result (ApiCheckResult | None | Unset): What a check of requests left behind; null for the other
            kinds.
        browser_check_result (BrowserCheckResult | None | Unset): What a browser check left behind; null for the other
            kinds.
        multi_step_check_result (MultiStepCheckResult | None | Unset): What a multi-step check left behind; null for the
            other kinds.
        playwright_check_result (None | PlaywrightCheckResult | Unset): What a suite of Playwright left behind; null for
            the other kinds.
        agentic_check_result (AgenticCheckResult | None | Unset): What an agentic check left behind; null for the other
            kinds.
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
    id: UUID
    is_cancelled: bool
    over_max_response_time: bool
    attempts: int
    trace_id: None | str
    created_at: datetime.datetime
    check_id: None | Unset | UUID = UNSET
    name: str | Unset = UNSET
    run_location: str | Unset = UNSET
    result_type: ResultType | str | Unset = UNSET
    response_time: float | None | Unset = UNSET
    started_at: datetime.datetime | None | Unset = UNSET
    stopped_at: datetime.datetime | None | Unset = UNSET
    private_location_id: None | Unset | UUID = UNSET
    file_path: None | str | Unset = UNSET
    sequence_id: None | Unset | UUID = UNSET
    schedule_error: None | str | Unset = UNSET
    updated_at: datetime.datetime | None | Unset = UNSET
    api_check_result: ApiCheckResult | None | Unset = UNSET
    browser_check_result: BrowserCheckResult | None | Unset = UNSET
    multi_step_check_result: MultiStepCheckResult | None | Unset = UNSET
    playwright_check_result: None | PlaywrightCheckResult | Unset = UNSET
    agentic_check_result: AgenticCheckResult | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.agentic_check_result import AgenticCheckResult  # noqa: PLC0415
        from ..models.api_check_result import ApiCheckResult  # noqa: PLC0415
        from ..models.browser_check_result import BrowserCheckResult  # noqa: PLC0415
        from ..models.multi_step_check_result import MultiStepCheckResult  # noqa: PLC0415
        from ..models.playwright_check_result import PlaywrightCheckResult  # noqa: PLC0415

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

        id = str(self.id)

        is_cancelled = self.is_cancelled

        over_max_response_time = self.over_max_response_time

        attempts = self.attempts

        trace_id: None | str
        trace_id = self.trace_id

        created_at = self.created_at.isoformat()

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

        private_location_id: None | str | Unset
        if isinstance(self.private_location_id, Unset):
            private_location_id = UNSET
        elif isinstance(self.private_location_id, UUID):
            private_location_id = str(self.private_location_id)
        else:
            private_location_id = self.private_location_id

        file_path: None | str | Unset
        if isinstance(self.file_path, Unset):
            file_path = UNSET
        else:
            file_path = self.file_path

        sequence_id: None | str | Unset
        if isinstance(self.sequence_id, Unset):
            sequence_id = UNSET
        elif isinstance(self.sequence_id, UUID):
            sequence_id = str(self.sequence_id)
        else:
            sequence_id = self.sequence_id

        schedule_error: None | str | Unset
        if isinstance(self.schedule_error, Unset):
            schedule_error = UNSET
        else:
            schedule_error = self.schedule_error

        updated_at: None | str | Unset
        if isinstance(self.updated_at, Unset):
            updated_at = UNSET
        elif isinstance(self.updated_at, datetime.datetime):
            updated_at = self.updated_at.isoformat()
        else:
            updated_at = self.updated_at

        api_check_result: dict[str, Any] | None | Unset
        if isinstance(self.api_check_result, Unset):
            api_check_result = UNSET
        elif isinstance(self.api_check_result, ApiCheckResult):
            api_check_result = self.api_check_result.to_dict()
        else:
            api_check_result = self.api_check_result

        browser_check_result: dict[str, Any] | None | Unset
        if isinstance(self.browser_check_result, Unset):
            browser_check_result = UNSET
        elif isinstance(self.browser_check_result, BrowserCheckResult):
            browser_check_result = self.browser_check_result.to_dict()
        else:
            browser_check_result = self.browser_check_result

        multi_step_check_result: dict[str, Any] | None | Unset
        if isinstance(self.multi_step_check_result, Unset):
            multi_step_check_result = UNSET
        elif isinstance(self.multi_step_check_result, MultiStepCheckResult):
            multi_step_check_result = self.multi_step_check_result.to_dict()
        else:
            multi_step_check_result = self.multi_step_check_result

        playwright_check_result: dict[str, Any] | None | Unset
        if isinstance(self.playwright_check_result, Unset):
            playwright_check_result = UNSET
        elif isinstance(self.playwright_check_result, PlaywrightCheckResult):
            playwright_check_result = self.playwright_check_result.to_dict()
        else:
            playwright_check_result = self.playwright_check_result

        agentic_check_result: dict[str, Any] | None | Unset
        if isinstance(self.agentic_check_result, Unset):
            agentic_check_result = UNSET
        elif isinstance(self.agentic_check_result, AgenticCheckResult):
            agentic_check_result = self.agentic_check_result.to_dict()
        else:
            agentic_check_result = self.agentic_check_result

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
                "id": id,
                "isCancelled": is_cancelled,
                "overMaxResponseTime": over_max_response_time,
                "attempts": attempts,
                "traceId": trace_id,
                "created_at": created_at,
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
        if private_location_id is not UNSET:
            field_dict["privateLocationId"] = private_location_id
        if file_path is not UNSET:
            field_dict["filePath"] = file_path
        if sequence_id is not UNSET:
            field_dict["sequenceId"] = sequence_id
        if schedule_error is not UNSET:
            field_dict["scheduleError"] = schedule_error
        if updated_at is not UNSET:
            field_dict["updated_at"] = updated_at
        if api_check_result is not UNSET:
            field_dict["apiCheckResult"] = api_check_result
        if browser_check_result is not UNSET:
            field_dict["browserCheckResult"] = browser_check_result
        if multi_step_check_result is not UNSET:
            field_dict["multiStepCheckResult"] = multi_step_check_result
        if playwright_check_result is not UNSET:
            field_dict["playwrightCheckResult"] = playwright_check_result
        if agentic_check_result is not UNSET:
            field_dict["agenticCheckResult"] = agentic_check_result

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agentic_check_result import AgenticCheckResult  # noqa: PLC0415
        from ..models.api_check_result import ApiCheckResult  # noqa: PLC0415
        from ..models.browser_check_result import BrowserCheckResult  # noqa: PLC0415
        from ..models.multi_step_check_result import MultiStepCheckResult  # noqa: PLC0415
        from ..models.playwright_check_result import PlaywrightCheckResult  # noqa: PLC0415

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

        id = UUID(d.pop("id"))

        is_cancelled = d.pop("isCancelled")

        over_max_response_time = d.pop("overMaxResponseTime")

        attempts = d.pop("attempts")

        def _parse_trace_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        trace_id = _parse_trace_id(d.pop("traceId"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

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

        def _parse_private_location_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                private_location_id_type_0 = UUID(data)

                return private_location_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        private_location_id = _parse_private_location_id(d.pop("privateLocationId", UNSET))

        def _parse_file_path(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        file_path = _parse_file_path(d.pop("filePath", UNSET))

        def _parse_sequence_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sequence_id_type_0 = UUID(data)

                return sequence_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        sequence_id = _parse_sequence_id(d.pop("sequenceId", UNSET))

        def _parse_schedule_error(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        schedule_error = _parse_schedule_error(d.pop("scheduleError", UNSET))

        def _parse_updated_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                updated_at_type_0 = datetime.datetime.fromisoformat(data)

                return updated_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        updated_at = _parse_updated_at(d.pop("updated_at", UNSET))

        def _parse_api_check_result(data: object) -> ApiCheckResult | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                api_check_result_type_0 = ApiCheckResult.from_dict(data)

                return api_check_result_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ApiCheckResult | None | Unset, data)

        api_check_result = _parse_api_check_result(d.pop("apiCheckResult", UNSET))

        def _parse_browser_check_result(data: object) -> BrowserCheckResult | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                browser_check_result_type_0 = BrowserCheckResult.from_dict(data)

                return browser_check_result_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(BrowserCheckResult | None | Unset, data)

        browser_check_result = _parse_browser_check_result(d.pop("browserCheckResult", UNSET))

        def _parse_multi_step_check_result(data: object) -> MultiStepCheckResult | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                multi_step_check_result_type_0 = MultiStepCheckResult.from_dict(data)

                return multi_step_check_result_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MultiStepCheckResult | None | Unset, data)

        multi_step_check_result = _parse_multi_step_check_result(
            d.pop("multiStepCheckResult", UNSET)
        )

        def _parse_playwright_check_result(data: object) -> None | PlaywrightCheckResult | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                playwright_check_result_type_0 = PlaywrightCheckResult.from_dict(data)

                return playwright_check_result_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PlaywrightCheckResult | Unset, data)

        playwright_check_result = _parse_playwright_check_result(
            d.pop("playwrightCheckResult", UNSET)
        )

        def _parse_agentic_check_result(data: object) -> AgenticCheckResult | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                agentic_check_result_type_0 = AgenticCheckResult.from_dict(data)

                return agentic_check_result_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AgenticCheckResult | None | Unset, data)

        agentic_check_result = _parse_agentic_check_result(d.pop("agenticCheckResult", UNSET))

        session_result_details = cls(
            test_session_result_id=test_session_result_id,
            test_session_result_link=test_session_result_link,
            check_type=check_type,
            error_group_ids=error_group_ids,
            status=status,
            has_errors=has_errors,
            has_failures=has_failures,
            is_degraded=is_degraded,
            aborted=aborted,
            id=id,
            is_cancelled=is_cancelled,
            over_max_response_time=over_max_response_time,
            attempts=attempts,
            trace_id=trace_id,
            created_at=created_at,
            check_id=check_id,
            name=name,
            run_location=run_location,
            result_type=result_type,
            response_time=response_time,
            started_at=started_at,
            stopped_at=stopped_at,
            private_location_id=private_location_id,
            file_path=file_path,
            sequence_id=sequence_id,
            schedule_error=schedule_error,
            updated_at=updated_at,
            api_check_result=api_check_result,
            browser_check_result=browser_check_result,
            multi_step_check_result=multi_step_check_result,
            playwright_check_result=playwright_check_result,
            agentic_check_result=agentic_check_result,
        )

        session_result_details.additional_properties = d
        return session_result_details

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
