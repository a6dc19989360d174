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
    """A session in short. Its results are named by sequence ids only; `get_session` shows them.

    Attributes:
        id (UUID): The session, as `testSessionId` of the other requests.
        account_id (UUID): The account that the session belongs to.
        name (str): What the session was called when it was started.
        provider (str): How the session was started, as `API` or `GITHUB`.
        region (str): Public region or private location that the session ran in.
        started_at (datetime.datetime): When the session was started.
        created_at (datetime.datetime): When the vendor stored the session; `from` and `to` filter by it.
        status (SessionStatus | str | Unset): RUNNING until everything has ended; PASSED when no check failed; FAILED
            when at least one did; CANCELLED when a run was cancelled. Treat a word that is none of these as not ended.
            Contract: one of "RUNNING" (not ended), "FAILED" (ended: failure), "PASSED" (ended: success), "CANCELLED"
            (ended: canceled); or a word that the vendor adds later.
        project_id (None | Unset | UUID): The project of the command line tool that the checks belong to; it may be
            null.
        running (list[UUID] | None | Unset): Runs that have not ended, by sequence ids. They are neither ids of checks
            nor of results; `cancel_session` takes them to stop a part.
        passed (list[UUID] | None | Unset): Runs that passed, by sequence ids, which are neither ids of checks nor of
            results.
        failed (list[UUID] | None | Unset): Runs that failed, by sequence ids, which are neither ids of checks nor of
            results; to learn why, read the session and then its failed results.
        cancelled (list[UUID] | Unset): Runs that were cancelled, by sequence ids, which are neither ids of checks nor
            of results.
            Contract: default [].
        error_group_ids (list[UUID] | None | Unset): Groups of like errors that checks of the session ran into;
            `errorGroupId` filters by one.
        private_location_id (None | Unset | UUID): The private location that the session ran in; it may be null.
        invoker (Invoker | None | Unset): Who started the session; it may be null.
        repo_url (None | str | Unset): Address of the repository with the tested code.
        commit_id (None | str | Unset): Git hash of the tested commit.
        commit_owner (None | str | Unset): Who wrote the tested commit; `users` filters by it.
        commit_message (None | str | Unset): Message of the tested commit.
        branch_name (None | str | Unset): Git branch of the tested commit; `branches` filters by it.
        environment (None | str | Unset): What was tested, in a word, as `staging`.
        stopped_at (datetime.datetime | None | Unset): When the session ended; null while it runs.
        updated_at (datetime.datetime | None | Unset): When the vendor last changed the entry; it may be null.
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
    cancelled: list[UUID] | Unset = UNSET
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
            for running_type_0_item_data in self.running:
                running_type_0_item = str(running_type_0_item_data)
                running.append(running_type_0_item)

        else:
            running = self.running

        passed: list[str] | None | Unset
        if isinstance(self.passed, Unset):
            passed = UNSET
        elif isinstance(self.passed, list):
            passed = []
            for passed_type_0_item_data in self.passed:
                passed_type_0_item = str(passed_type_0_item_data)
                passed.append(passed_type_0_item)

        else:
            passed = self.passed

        failed: list[str] | None | Unset
        if isinstance(self.failed, Unset):
            failed = UNSET
        elif isinstance(self.failed, list):
            failed = []
            for failed_type_0_item_data in self.failed:
                failed_type_0_item = str(failed_type_0_item_data)
                failed.append(failed_type_0_item)

        else:
            failed = self.failed

        cancelled: list[str] | Unset = UNSET
        if not isinstance(self.cancelled, Unset):
            cancelled = []
            for cancelled_item_data in self.cancelled:
                cancelled_item = str(cancelled_item_data)
                cancelled.append(cancelled_item)

        error_group_ids: list[str] | None | Unset
        if isinstance(self.error_group_ids, Unset):
            error_group_ids = UNSET
        elif isinstance(self.error_group_ids, list):
            error_group_ids = []
            for error_group_ids_type_0_item_data in self.error_group_ids:
                error_group_ids_type_0_item = str(error_group_ids_type_0_item_data)
                error_group_ids.append(error_group_ids_type_0_item)

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
                running_type_0 = []
                _running_type_0 = data
                for running_type_0_item_data in _running_type_0:
                    running_type_0_item = UUID(running_type_0_item_data)

                    running_type_0.append(running_type_0_item)

                return running_type_0
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
                passed_type_0 = []
                _passed_type_0 = data
                for passed_type_0_item_data in _passed_type_0:
                    passed_type_0_item = UUID(passed_type_0_item_data)

                    passed_type_0.append(passed_type_0_item)

                return passed_type_0
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
                failed_type_0 = []
                _failed_type_0 = data
                for failed_type_0_item_data in _failed_type_0:
                    failed_type_0_item = UUID(failed_type_0_item_data)

                    failed_type_0.append(failed_type_0_item)

                return failed_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[UUID] | None | Unset, data)

        failed = _parse_failed(d.pop("failed", UNSET))

        _cancelled = d.pop("cancelled", UNSET)
        cancelled: list[UUID] | Unset = UNSET
        if _cancelled is not UNSET:
            cancelled = []
            for cancelled_item_data in _cancelled:
                cancelled_item = UUID(cancelled_item_data)

                cancelled.append(cancelled_item)

        def _parse_error_group_ids(data: object) -> list[UUID] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                error_group_ids_type_0 = []
                _error_group_ids_type_0 = data
                for error_group_ids_type_0_item_data in _error_group_ids_type_0:
                    error_group_ids_type_0_item = UUID(error_group_ids_type_0_item_data)

                    error_group_ids_type_0.append(error_group_ids_type_0_item)

                return error_group_ids_type_0
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
