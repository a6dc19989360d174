# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CIContext")


@_attrs_define
class CIContext:
    """The change and the CI job that the run is for; the vendor's dashboard shows it, and nothing of it changes what runs.

    Attributes:
        source (str | Unset): The CI system, as `github-actions` or `jenkins`.
        pr_number (str | Unset): The pull request, by its number as a text.
        pr_url (str | Unset): Page of the pull request.
        sha (str | Unset): Git hash of the tested commit.
        branch (str | Unset): Git branch of the tested commit.
        repository (str | Unset): Owner and name of the repository, as `org/repo`.
    """

    source: str | Unset = UNSET
    pr_number: str | Unset = UNSET
    pr_url: str | Unset = UNSET
    sha: str | Unset = UNSET
    branch: str | Unset = UNSET
    repository: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        source = self.source

        pr_number = self.pr_number

        pr_url = self.pr_url

        sha = self.sha

        branch = self.branch

        repository = self.repository

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if source is not UNSET:
            field_dict["source"] = source
        if pr_number is not UNSET:
            field_dict["pr_number"] = pr_number
        if pr_url is not UNSET:
            field_dict["pr_url"] = pr_url
        if sha is not UNSET:
            field_dict["sha"] = sha
        if branch is not UNSET:
            field_dict["branch"] = branch
        if repository is not UNSET:
            field_dict["repository"] = repository

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        source = d.pop("source", UNSET)

        pr_number = d.pop("pr_number", UNSET)

        pr_url = d.pop("pr_url", UNSET)

        sha = d.pop("sha", UNSET)

        branch = d.pop("branch", UNSET)

        repository = d.pop("repository", UNSET)

        ci_context = cls(
            source=source,
            pr_number=pr_number,
            pr_url=pr_url,
            sha=sha,
            branch=branch,
            repository=repository,
        )

        ci_context.additional_properties = d
        return ci_context

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
