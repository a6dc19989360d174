# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.git_hub_job import GitHubJob


T = TypeVar("T", bound="SessionMetadata")


@_attrs_define
class SessionMetadata:
    """What was tested and by whom, shown beside the session; nothing of it changes what runs.

    Attributes:
        environment (str | Unset): What was tested, in a word, as `staging`.
            Contract: at least 1 character.
        repo_url (None | str | Unset): Address of the repository with the tested code.
        commit_id (None | str | Unset): Git hash of the tested commit.
        commit_owner (None | str | Unset): Who wrote the tested commit; `users` of the list filters by it.
        commit_message (None | str | Unset): Message of the tested commit.
        branch_name (None | str | Unset): Git branch of the tested commit; `branches` of the list filters by it.
        github (GitHubJob | Unset): The job of GitHub Actions that the session belongs to, by the values of GitHub's own
            variables.
    """

    environment: str | Unset = UNSET
    repo_url: None | str | Unset = UNSET
    commit_id: None | str | Unset = UNSET
    commit_owner: None | str | Unset = UNSET
    commit_message: None | str | Unset = UNSET
    branch_name: None | str | Unset = UNSET
    github: GitHubJob | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        environment = self.environment

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

        github: dict[str, Any] | Unset = UNSET
        if not isinstance(self.github, Unset):
            github = self.github.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if environment is not UNSET:
            field_dict["environment"] = environment
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
        if github is not UNSET:
            field_dict["github"] = github

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.git_hub_job import GitHubJob  # noqa: PLC0415

        d = dict(src_dict)
        environment = d.pop("environment", UNSET)

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

        _github = d.pop("github", UNSET)
        github: GitHubJob | Unset
        if isinstance(_github, Unset):
            github = UNSET
        else:
            github = GitHubJob.from_dict(_github)

        session_metadata = cls(
            environment=environment,
            repo_url=repo_url,
            commit_id=commit_id,
            commit_owner=commit_owner,
            commit_message=commit_message,
            branch_name=branch_name,
            github=github,
        )

        session_metadata.additional_properties = d
        return session_metadata

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
