# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="GitHubJob")


@_attrs_define
class GitHubJob:
    """The job of GitHub Actions that the session belongs to, by the values of GitHub's own variables.

    Attributes:
        reporting (bool): Report the outcome to GitHub.
        repository (None | str | Unset): Owner and name of the repository, as `org/repo` (GITHUB_REPOSITORY).
        sha (None | str | Unset): Hash of the commit that started the workflow (GITHUB_SHA).
        run_id (None | str | Unset): Number of the workflow run (GITHUB_RUN_ID).
        run_attempt (None | str | Unset): Count of the run's attempts, from 1 (GITHUB_RUN_ATTEMPT).
        workflow (None | str | Unset): Name of the workflow (GITHUB_WORKFLOW).
        job (None | str | Unset): Name of the job in the workflow (GITHUB_JOB).
        event_name (None | str | Unset): Event that started the workflow, as `push` (GITHUB_EVENT_NAME).
        ref (None | str | Unset): Full name of the branch or tag, as `refs/heads/main` (GITHUB_REF).
        head_ref (None | str | Unset): Branch of a pull request (GITHUB_HEAD_REF).
        base_ref (None | str | Unset): Branch that a pull request goes to (GITHUB_BASE_REF).
        server_url (None | str | Unset): Address of the GitHub server (GITHUB_SERVER_URL).
    """

    reporting: bool
    repository: None | str | Unset = UNSET
    sha: None | str | Unset = UNSET
    run_id: None | str | Unset = UNSET
    run_attempt: None | str | Unset = UNSET
    workflow: None | str | Unset = UNSET
    job: None | str | Unset = UNSET
    event_name: None | str | Unset = UNSET
    ref: None | str | Unset = UNSET
    head_ref: None | str | Unset = UNSET
    base_ref: None | str | Unset = UNSET
    server_url: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        reporting = self.reporting

        repository: None | str | Unset
        if isinstance(self.repository, Unset):
            repository = UNSET
        else:
            repository = self.repository

        sha: None | str | Unset
        if isinstance(self.sha, Unset):
            sha = UNSET
        else:
            sha = self.sha

        run_id: None | str | Unset
        if isinstance(self.run_id, Unset):
            run_id = UNSET
        else:
            run_id = self.run_id

        run_attempt: None | str | Unset
        if isinstance(self.run_attempt, Unset):
            run_attempt = UNSET
        else:
            run_attempt = self.run_attempt

        workflow: None | str | Unset
        if isinstance(self.workflow, Unset):
            workflow = UNSET
        else:
            workflow = self.workflow

        job: None | str | Unset
        if isinstance(self.job, Unset):
            job = UNSET
        else:
            job = self.job

        event_name: None | str | Unset
        if isinstance(self.event_name, Unset):
            event_name = UNSET
        else:
            event_name = self.event_name

        ref: None | str | Unset
        if isinstance(self.ref, Unset):
            ref = UNSET
        else:
            ref = self.ref

        head_ref: None | str | Unset
        if isinstance(self.head_ref, Unset):
            head_ref = UNSET
        else:
            head_ref = self.head_ref

        base_ref: None | str | Unset
        if isinstance(self.base_ref, Unset):
            base_ref = UNSET
        else:
            base_ref = self.base_ref

        server_url: None | str | Unset
        if isinstance(self.server_url, Unset):
            server_url = UNSET
        else:
            server_url = self.server_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "reporting": reporting,
            }
        )
        if repository is not UNSET:
            field_dict["repository"] = repository
        if sha is not UNSET:
            field_dict["sha"] = sha
        if run_id is not UNSET:
            field_dict["runId"] = run_id
        if run_attempt is not UNSET:
            field_dict["runAttempt"] = run_attempt
        if workflow is not UNSET:
            field_dict["workflow"] = workflow
        if job is not UNSET:
            field_dict["job"] = job
        if event_name is not UNSET:
            field_dict["eventName"] = event_name
        if ref is not UNSET:
            field_dict["ref"] = ref
        if head_ref is not UNSET:
            field_dict["headRef"] = head_ref
        if base_ref is not UNSET:
            field_dict["baseRef"] = base_ref
        if server_url is not UNSET:
            field_dict["serverUrl"] = server_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reporting = d.pop("reporting")

        def _parse_repository(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        repository = _parse_repository(d.pop("repository", UNSET))

        def _parse_sha(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        sha = _parse_sha(d.pop("sha", UNSET))

        def _parse_run_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        run_id = _parse_run_id(d.pop("runId", UNSET))

        def _parse_run_attempt(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        run_attempt = _parse_run_attempt(d.pop("runAttempt", UNSET))

        def _parse_workflow(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        workflow = _parse_workflow(d.pop("workflow", UNSET))

        def _parse_job(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        job = _parse_job(d.pop("job", UNSET))

        def _parse_event_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        event_name = _parse_event_name(d.pop("eventName", UNSET))

        def _parse_ref(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        ref = _parse_ref(d.pop("ref", UNSET))

        def _parse_head_ref(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        head_ref = _parse_head_ref(d.pop("headRef", UNSET))

        def _parse_base_ref(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        base_ref = _parse_base_ref(d.pop("baseRef", UNSET))

        def _parse_server_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        server_url = _parse_server_url(d.pop("serverUrl", UNSET))

        git_hub_job = cls(
            reporting=reporting,
            repository=repository,
            sha=sha,
            run_id=run_id,
            run_attempt=run_attempt,
            workflow=workflow,
            job=job,
            event_name=event_name,
            ref=ref,
            head_ref=head_ref,
            base_ref=base_ref,
            server_url=server_url,
        )

        git_hub_job.additional_properties = d
        return git_hub_job

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
