# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CIConfig")


@_attrs_define
class CIConfig:
    """What starts runs of the project, and which suite they are of.

    Attributes:
        provider (None | str | Unset): The CI system, as `github-actions`.
        trigger_on (list[str] | None | Unset): Events that start a run, as `push` and `pull_request`.
        branches (list[str] | None | Unset): Git branches on which these events count.
        test_suite_id (None | Unset | UUID): The suite that is run, as `trigger_run` takes it.
    """

    provider: None | str | Unset = UNSET
    trigger_on: list[str] | None | Unset = UNSET
    branches: list[str] | None | Unset = UNSET
    test_suite_id: None | Unset | UUID = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        provider: None | str | Unset
        if isinstance(self.provider, Unset):
            provider = UNSET
        else:
            provider = self.provider

        trigger_on: list[str] | None | Unset
        if isinstance(self.trigger_on, Unset):
            trigger_on = UNSET
        elif isinstance(self.trigger_on, list):
            trigger_on = self.trigger_on

        else:
            trigger_on = self.trigger_on

        branches: list[str] | None | Unset
        if isinstance(self.branches, Unset):
            branches = UNSET
        elif isinstance(self.branches, list):
            branches = self.branches

        else:
            branches = self.branches

        test_suite_id: None | str | Unset
        if isinstance(self.test_suite_id, Unset):
            test_suite_id = UNSET
        elif isinstance(self.test_suite_id, UUID):
            test_suite_id = str(self.test_suite_id)
        else:
            test_suite_id = self.test_suite_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if provider is not UNSET:
            field_dict["provider"] = provider
        if trigger_on is not UNSET:
            field_dict["trigger_on"] = trigger_on
        if branches is not UNSET:
            field_dict["branches"] = branches
        if test_suite_id is not UNSET:
            field_dict["test_suite_id"] = test_suite_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_provider(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        provider = _parse_provider(d.pop("provider", UNSET))

        def _parse_trigger_on(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                trigger_on_type_0 = cast(list[str], data)

                return trigger_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        trigger_on = _parse_trigger_on(d.pop("trigger_on", UNSET))

        def _parse_branches(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                branches_type_0 = cast(list[str], data)

                return branches_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        branches = _parse_branches(d.pop("branches", UNSET))

        def _parse_test_suite_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                test_suite_id_type_0 = UUID(data)

                return test_suite_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        test_suite_id = _parse_test_suite_id(d.pop("test_suite_id", UNSET))

        ci_config = cls(
            provider=provider,
            trigger_on=trigger_on,
            branches=branches,
            test_suite_id=test_suite_id,
        )

        ci_config.additional_properties = d
        return ci_config

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
