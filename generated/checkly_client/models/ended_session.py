# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.ended_status import EndedStatus, check_ended_status
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.session_metadata import SessionMetadata
    from ..models.session_result import SessionResult


T = TypeVar("T", bound="EndedSession")


@_attrs_define
class EndedSession:
    """A session that has ended, with all its results.

    Attributes:
        test_session_id (UUID): What names the session in all other requests.
        test_session_link (str): Page of the session in the vendor's web application, for people.
            Contract: format uri.
        name (str): What the session was called when it was started.
        error_group_ids (list[UUID]): Groups of like errors that checks of the session ran into; `errorGroupId` of the
            list filters by one.
        started_at (datetime.datetime): When the session was started.
        time_elapsed (float): Milliseconds from the start to the end, or to now while the session runs.
        status (EndedStatus | str): How the session ended: PASSED when no check failed, FAILED when at least one did,
            CANCELLED when a run was cancelled.
            Contract: one of "FAILED" (ended: failure), "PASSED" (ended: success), "CANCELLED" (ended: canceled); or a word
            that the vendor adds later.
        stopped_at (datetime.datetime): When the session ended.
        metadata (SessionMetadata | Unset): What was tested and by whom, shown beside the session; nothing of it changes
            what runs.
        results (list[SessionResult] | Unset): The results so far, one for each attempt of each check; those of type
            FINAL count.
    """

    test_session_id: UUID
    test_session_link: str
    name: str
    error_group_ids: list[UUID]
    started_at: datetime.datetime
    time_elapsed: float
    status: EndedStatus | str
    stopped_at: datetime.datetime
    metadata: SessionMetadata | Unset = UNSET
    results: list[SessionResult] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        test_session_id = str(self.test_session_id)

        test_session_link = self.test_session_link

        name = self.name

        error_group_ids = []
        for error_group_ids_item_data in self.error_group_ids:
            error_group_ids_item = str(error_group_ids_item_data)
            error_group_ids.append(error_group_ids_item)

        started_at = self.started_at.isoformat()

        time_elapsed = self.time_elapsed

        status: str
        if isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        stopped_at = self.stopped_at.isoformat()

        metadata: dict[str, Any] | Unset = UNSET
        if not isinstance(self.metadata, Unset):
            metadata = self.metadata.to_dict()

        results: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.results, Unset):
            results = []
            for results_item_data in self.results:
                results_item = results_item_data.to_dict()
                results.append(results_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "testSessionId": test_session_id,
                "testSessionLink": test_session_link,
                "name": name,
                "errorGroupIds": error_group_ids,
                "startedAt": started_at,
                "timeElapsed": time_elapsed,
                "status": status,
                "stoppedAt": stopped_at,
            }
        )
        if metadata is not UNSET:
            field_dict["metadata"] = metadata
        if results is not UNSET:
            field_dict["results"] = results

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.session_metadata import SessionMetadata  # noqa: PLC0415
        from ..models.session_result import SessionResult  # noqa: PLC0415

        d = dict(src_dict)
        test_session_id = UUID(d.pop("testSessionId"))

        test_session_link = d.pop("testSessionLink")

        name = d.pop("name")

        error_group_ids = []
        _error_group_ids = d.pop("errorGroupIds")
        for error_group_ids_item_data in _error_group_ids:
            error_group_ids_item = UUID(error_group_ids_item_data)

            error_group_ids.append(error_group_ids_item)

        started_at = datetime.datetime.fromisoformat(d.pop("startedAt"))

        time_elapsed = d.pop("timeElapsed")

        def _parse_status(data: object) -> EndedStatus | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_any_ended_status_type_0 = check_ended_status(data)

                return componentsschemas_any_ended_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(EndedStatus | str, data)

        status = _parse_status(d.pop("status"))

        stopped_at = datetime.datetime.fromisoformat(d.pop("stoppedAt"))

        _metadata = d.pop("metadata", UNSET)
        metadata: SessionMetadata | Unset
        if isinstance(_metadata, Unset):
            metadata = UNSET
        else:
            metadata = SessionMetadata.from_dict(_metadata)

        _results = d.pop("results", UNSET)
        results: list[SessionResult] | Unset = UNSET
        if _results is not UNSET:
            results = []
            for results_item_data in _results:
                results_item = SessionResult.from_dict(results_item_data)

                results.append(results_item)

        ended_session = cls(
            test_session_id=test_session_id,
            test_session_link=test_session_link,
            name=name,
            error_group_ids=error_group_ids,
            started_at=started_at,
            time_elapsed=time_elapsed,
            status=status,
            stopped_at=stopped_at,
            metadata=metadata,
            results=results,
        )

        ended_session.additional_properties = d
        return ended_session

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
