# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.session_status import SessionStatus, check_session_status
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.session_metadata import SessionMetadata
    from ..models.session_result import SessionResult


T = TypeVar("T", bound="SessionFields")


@_attrs_define
class SessionFields:
    """
    Attributes:
        test_session_id (UUID): Id of the session.
        test_session_link (str): Page of the session in the vendor's web application.
        name (str): Name of the session.
        status (SessionStatus | str): A status of today, or one that the vendor adds later.
        error_group_ids (list[UUID]): Ids of the error groups that the session ran into.
        started_at (datetime.datetime): When the session started.
        time_elapsed (float): Milliseconds since the start.
        metadata (SessionMetadata | Unset): Where the session comes from.
        results (list[SessionResult] | Unset): The results so far; of a check that was retried there are several.
    """

    test_session_id: UUID
    test_session_link: str
    name: str
    status: SessionStatus | str
    error_group_ids: list[UUID]
    started_at: datetime.datetime
    time_elapsed: float
    metadata: SessionMetadata | Unset = UNSET
    results: list[SessionResult] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        test_session_id = str(self.test_session_id)

        test_session_link = self.test_session_link

        name = self.name

        status: str
        if isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        error_group_ids = []
        for error_group_ids_item_data in self.error_group_ids:
            error_group_ids_item = str(error_group_ids_item_data)
            error_group_ids.append(error_group_ids_item)

        started_at = self.started_at.isoformat()

        time_elapsed = self.time_elapsed

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
                "status": status,
                "errorGroupIds": error_group_ids,
                "startedAt": started_at,
                "timeElapsed": time_elapsed,
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

        error_group_ids = []
        _error_group_ids = d.pop("errorGroupIds")
        for error_group_ids_item_data in _error_group_ids:
            error_group_ids_item = UUID(error_group_ids_item_data)

            error_group_ids.append(error_group_ids_item)

        started_at = datetime.datetime.fromisoformat(d.pop("startedAt"))

        time_elapsed = d.pop("timeElapsed")

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

        session_fields = cls(
            test_session_id=test_session_id,
            test_session_link=test_session_link,
            name=name,
            status=status,
            error_group_ids=error_group_ids,
            started_at=started_at,
            time_elapsed=time_elapsed,
            metadata=metadata,
            results=results,
        )

        session_fields.additional_properties = d
        return session_fields

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
