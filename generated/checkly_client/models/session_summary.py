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
    from ..models.invoker import Invoker


T = TypeVar("T", bound="SessionSummary")


@_attrs_define
class SessionSummary:
    """A session as the list tells it.

    Attributes:
        id (UUID): Id of the session.
        account_id (UUID): Id of the account.
        name (str): Name of the session.
        provider (str): Where the session comes from.
        region (str): Where the session ran.
        started_at (datetime.datetime): When the session started.
        created_at (datetime.datetime): When the session was created.
        status (SessionStatus | str | Unset): A status of today, or one that the vendor adds later.
        project_id (None | Unset | UUID): Id of the project.
        running (list[UUID] | None | Unset): Ids.
        passed (list[UUID] | None | Unset): Ids.
        failed (list[UUID] | None | Unset): Ids.
        cancelled (list[UUID] | None | Unset): Ids.
        error_group_ids (list[UUID] | None | Unset): Ids.
        private_location_id (None | Unset | UUID): Id of the private location.
        invoker (Invoker | None | Unset): Who started the session.
        repo_url (None | str | Unset): Address of the repository.
        commit_id (None | str | Unset): Git commit.
        commit_owner (None | str | Unset): Author of the commit.
        commit_message (None | str | Unset): Message of the commit.
        branch_name (None | str | Unset): Git branch.
        environment (None | str | Unset): Name of the environment.
        stopped_at (datetime.datetime | None | Unset): When the session ended.
        updated_at (datetime.datetime | None | Unset): When the entry was last changed.
    """

    id: UUID
    account_id: UUID
    name: str
    provider: str
    region: str
    started_at: datetime.datetime
    created_at: datetime.datetime
    status: SessionStatus | str | Unset = UNSET
    project_id: None | Unset | UUID = UNSET
    running: list[UUID] | None | Unset = UNSET
    passed: list[UUID] | None | Unset = UNSET
    failed: list[UUID] | None | Unset = UNSET
    cancelled: list[UUID] | None | Unset = UNSET
    error_group_ids: list[UUID] | None | Unset = UNSET
    private_location_id: None | Unset | UUID = UNSET
    invoker: Invoker | None | Unset = UNSET
    repo_url: None | str | Unset = UNSET
    commit_id: None | str | Unset = UNSET
    commit_owner: None | str | Unset = UNSET
    commit_message: None | str | Unset = UNSET
    branch_name: None | str | Unset = UNSET
    environment: None | str | Unset = UNSET
    stopped_at: datetime.datetime | None | Unset = UNSET
    updated_at: datetime.datetime | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.invoker import Invoker  # noqa: PLC0415

        id = str(self.id)

        account_id = str(self.account_id)

        name = self.name

        provider = self.provider

        region = self.region

        started_at = self.started_at.isoformat()

        created_at = self.created_at.isoformat()

        status: str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        elif isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        project_id: None | str | Unset
        if isinstance(self.project_id, Unset):
            project_id = UNSET
        elif isinstance(self.project_id, UUID):
            project_id = str(self.project_id)
        else:
            project_id = self.project_id

        running: list[str] | None | Unset
        if isinstance(self.running, Unset):
            running = UNSET
        elif isinstance(self.running, list):
            running = []
            for componentsschemas_check_ids_type_0_item_data in self.running:
                componentsschemas_check_ids_type_0_item = str(
                    componentsschemas_check_ids_type_0_item_data
                )
                running.append(componentsschemas_check_ids_type_0_item)

        else:
            running = self.running

        passed: list[str] | None | Unset
        if isinstance(self.passed, Unset):
            passed = UNSET
        elif isinstance(self.passed, list):
            passed = []
            for componentsschemas_check_ids_type_0_item_data in self.passed:
                componentsschemas_check_ids_type_0_item = str(
                    componentsschemas_check_ids_type_0_item_data
                )
                passed.append(componentsschemas_check_ids_type_0_item)

        else:
            passed = self.passed

        failed: list[str] | None | Unset
        if isinstance(self.failed, Unset):
            failed = UNSET
        elif isinstance(self.failed, list):
            failed = []
            for componentsschemas_check_ids_type_0_item_data in self.failed:
                componentsschemas_check_ids_type_0_item = str(
                    componentsschemas_check_ids_type_0_item_data
                )
                failed.append(componentsschemas_check_ids_type_0_item)

        else:
            failed = self.failed

        cancelled: list[str] | None | Unset
        if isinstance(self.cancelled, Unset):
            cancelled = UNSET
        elif isinstance(self.cancelled, list):
            cancelled = []
            for componentsschemas_check_ids_type_0_item_data in self.cancelled:
                componentsschemas_check_ids_type_0_item = str(
                    componentsschemas_check_ids_type_0_item_data
                )
                cancelled.append(componentsschemas_check_ids_type_0_item)

        else:
            cancelled = self.cancelled

        error_group_ids: list[str] | None | Unset
        if isinstance(self.error_group_ids, Unset):
            error_group_ids = UNSET
        elif isinstance(self.error_group_ids, list):
            error_group_ids = []
            for componentsschemas_check_ids_type_0_item_data in self.error_group_ids:
                componentsschemas_check_ids_type_0_item = str(
                    componentsschemas_check_ids_type_0_item_data
                )
                error_group_ids.append(componentsschemas_check_ids_type_0_item)

        else:
            error_group_ids = self.error_group_ids

        private_location_id: None | str | Unset
        if isinstance(self.private_location_id, Unset):
            private_location_id = UNSET
        elif isinstance(self.private_location_id, UUID):
            private_location_id = str(self.private_location_id)
        else:
            private_location_id = self.private_location_id

        invoker: dict[str, Any] | None | Unset
        if isinstance(self.invoker, Unset):
            invoker = UNSET
        elif isinstance(self.invoker, Invoker):
            invoker = self.invoker.to_dict()
        else:
            invoker = self.invoker

        repo_url: None | str | Unset
        if isinstance(self.repo_url, Unset):
            repo_url = UNSET
        else:
            repo_url = self.repo_url

        commit_id: None | str | Unset
        if isinstance(self.commit_id, Unset):
            commit_id = UNSET
        else:
            commit_id = self.commit_id

        commit_owner: None | str | Unset
        if isinstance(self.commit_owner, Unset):
            commit_owner = UNSET
        else:
            commit_owner = self.commit_owner

        commit_message: None | str | Unset
        if isinstance(self.commit_message, Unset):
            commit_message = UNSET
        else:
            commit_message = self.commit_message

        branch_name: None | str | Unset
        if isinstance(self.branch_name, Unset):
            branch_name = UNSET
        else:
            branch_name = self.branch_name

        environment: None | str | Unset
        if isinstance(self.environment, Unset):
            environment = UNSET
        else:
            environment = self.environment

        stopped_at: None | str | Unset
        if isinstance(self.stopped_at, Unset):
            stopped_at = UNSET
        elif isinstance(self.stopped_at, datetime.datetime):
            stopped_at = self.stopped_at.isoformat()
        else:
            stopped_at = self.stopped_at

        updated_at: None | str | Unset
        if isinstance(self.updated_at, Unset):
            updated_at = UNSET
        elif isinstance(self.updated_at, datetime.datetime):
            updated_at = self.updated_at.isoformat()
        else:
            updated_at = self.updated_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "accountId": account_id,
                "name": name,
                "provider": provider,
                "region": region,
                "startedAt": started_at,
                "created_at": created_at,
            }
        )
        if status is not UNSET:
            field_dict["status"] = status
        if project_id is not UNSET:
            field_dict["projectId"] = project_id
        if running is not UNSET:
            field_dict["running"] = running
        if passed is not UNSET:
            field_dict["passed"] = passed
        if failed is not UNSET:
            field_dict["failed"] = failed
        if cancelled is not UNSET:
            field_dict["cancelled"] = cancelled
        if error_group_ids is not UNSET:
            field_dict["errorGroupIds"] = error_group_ids
        if private_location_id is not UNSET:
            field_dict["privateLocationId"] = private_location_id
        if invoker is not UNSET:
            field_dict["invoker"] = invoker
        if repo_url is not UNSET:
            field_dict["repoUrl"] = repo_url
        if commit_id is not UNSET:
            field_dict["commitId"] = commit_id
        if commit_owner is not UNSET:
            field_dict["commitOwner"] = commit_owner
        if commit_message is not UNSET:
            field_dict["commitMessage"] = commit_message
        if branch_name is not UNSET:
            field_dict["branchName"] = branch_name
        if environment is not UNSET:
            field_dict["environment"] = environment
        if stopped_at is not UNSET:
            field_dict["stoppedAt"] = stopped_at
        if updated_at is not UNSET:
            field_dict["updated_at"] = updated_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.invoker import Invoker  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        account_id = UUID(d.pop("accountId"))

        name = d.pop("name")

        provider = d.pop("provider")

        region = d.pop("region")

        started_at = datetime.datetime.fromisoformat(d.pop("startedAt"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_status(data: object) -> SessionStatus | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_any_session_status_type_0 = check_session_status(data)

                return componentsschemas_any_session_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(SessionStatus | str | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_project_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                project_id_type_0 = UUID(data)

                return project_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        project_id = _parse_project_id(d.pop("projectId", UNSET))

        def _parse_running(data: object) -> list[UUID] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                componentsschemas_check_ids_type_0 = []
                _componentsschemas_check_ids_type_0 = data
                for (
                    componentsschemas_check_ids_type_0_item_data
                ) in _componentsschemas_check_ids_type_0:
                    componentsschemas_check_ids_type_0_item = UUID(
                        componentsschemas_check_ids_type_0_item_data
                    )

                    componentsschemas_check_ids_type_0.append(
                        componentsschemas_check_ids_type_0_item
                    )

                return componentsschemas_check_ids_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[UUID] | None | Unset, data)

        running = _parse_running(d.pop("running", UNSET))

        def _parse_passed(data: object) -> list[UUID] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                componentsschemas_check_ids_type_0 = []
                _componentsschemas_check_ids_type_0 = data
                for (
                    componentsschemas_check_ids_type_0_item_data
                ) in _componentsschemas_check_ids_type_0:
                    componentsschemas_check_ids_type_0_item = UUID(
                        componentsschemas_check_ids_type_0_item_data
                    )

                    componentsschemas_check_ids_type_0.append(
                        componentsschemas_check_ids_type_0_item
                    )

                return componentsschemas_check_ids_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[UUID] | None | Unset, data)

        passed = _parse_passed(d.pop("passed", UNSET))

        def _parse_failed(data: object) -> list[UUID] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                componentsschemas_check_ids_type_0 = []
                _componentsschemas_check_ids_type_0 = data
                for (
                    componentsschemas_check_ids_type_0_item_data
                ) in _componentsschemas_check_ids_type_0:
                    componentsschemas_check_ids_type_0_item = UUID(
                        componentsschemas_check_ids_type_0_item_data
                    )

                    componentsschemas_check_ids_type_0.append(
                        componentsschemas_check_ids_type_0_item
                    )

                return componentsschemas_check_ids_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[UUID] | None | Unset, data)

        failed = _parse_failed(d.pop("failed", UNSET))

        def _parse_cancelled(data: object) -> list[UUID] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                componentsschemas_check_ids_type_0 = []
                _componentsschemas_check_ids_type_0 = data
                for (
                    componentsschemas_check_ids_type_0_item_data
                ) in _componentsschemas_check_ids_type_0:
                    componentsschemas_check_ids_type_0_item = UUID(
                        componentsschemas_check_ids_type_0_item_data
                    )

                    componentsschemas_check_ids_type_0.append(
                        componentsschemas_check_ids_type_0_item
                    )

                return componentsschemas_check_ids_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[UUID] | None | Unset, data)

        cancelled = _parse_cancelled(d.pop("cancelled", UNSET))

        def _parse_error_group_ids(data: object) -> list[UUID] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                componentsschemas_check_ids_type_0 = []
                _componentsschemas_check_ids_type_0 = data
                for (
                    componentsschemas_check_ids_type_0_item_data
                ) in _componentsschemas_check_ids_type_0:
                    componentsschemas_check_ids_type_0_item = UUID(
                        componentsschemas_check_ids_type_0_item_data
                    )

                    componentsschemas_check_ids_type_0.append(
                        componentsschemas_check_ids_type_0_item
                    )

                return componentsschemas_check_ids_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[UUID] | None | Unset, data)

        error_group_ids = _parse_error_group_ids(d.pop("errorGroupIds", UNSET))

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

        def _parse_invoker(data: object) -> Invoker | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                invoker_type_0 = Invoker.from_dict(data)

                return invoker_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Invoker | None | Unset, data)

        invoker = _parse_invoker(d.pop("invoker", UNSET))

        def _parse_repo_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        repo_url = _parse_repo_url(d.pop("repoUrl", UNSET))

        def _parse_commit_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        commit_id = _parse_commit_id(d.pop("commitId", UNSET))

        def _parse_commit_owner(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        commit_owner = _parse_commit_owner(d.pop("commitOwner", UNSET))

        def _parse_commit_message(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        commit_message = _parse_commit_message(d.pop("commitMessage", UNSET))

        def _parse_branch_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        branch_name = _parse_branch_name(d.pop("branchName", UNSET))

        def _parse_environment(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        environment = _parse_environment(d.pop("environment", UNSET))

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

        session_summary = cls(
            id=id,
            account_id=account_id,
            name=name,
            provider=provider,
            region=region,
            started_at=started_at,
            created_at=created_at,
            status=status,
            project_id=project_id,
            running=running,
            passed=passed,
            failed=failed,
            cancelled=cancelled,
            error_group_ids=error_group_ids,
            private_location_id=private_location_id,
            invoker=invoker,
            repo_url=repo_url,
            commit_id=commit_id,
            commit_owner=commit_owner,
            commit_message=commit_message,
            branch_name=branch_name,
            environment=environment,
            stopped_at=stopped_at,
            updated_at=updated_at,
        )

        session_summary.additional_properties = d
        return session_summary

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
