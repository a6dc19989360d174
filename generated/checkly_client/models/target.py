# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Target")


@_attrs_define
class Target:
    """Which checks run. Without it, or with an empty one, every eligible check of the account does.

    Attributes:
        match_tags (list[list[str]] | Unset): Groups of tags: a check runs that has all tags of at least one group, so
            `[[a, b], [c]]` means a and b, or c.
            Contract: each item of each item: at least 1 character.
        check_id (list[UUID] | Unset): The checks to run, by their ids.
        allow_deactivated (bool | Unset): Run checks as well that are deactivated at present.
            Contract: default false.
    """

    match_tags: list[list[str]] | Unset = UNSET
    check_id: list[UUID] | Unset = UNSET
    allow_deactivated: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        match_tags: list[list[str]] | Unset = UNSET
        if not isinstance(self.match_tags, Unset):
            match_tags = []
            for match_tags_item_data in self.match_tags:
                match_tags_item = match_tags_item_data

                match_tags.append(match_tags_item)

        check_id: list[str] | Unset = UNSET
        if not isinstance(self.check_id, Unset):
            check_id = []
            for check_id_item_data in self.check_id:
                check_id_item = str(check_id_item_data)
                check_id.append(check_id_item)

        allow_deactivated = self.allow_deactivated

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if match_tags is not UNSET:
            field_dict["matchTags"] = match_tags
        if check_id is not UNSET:
            field_dict["checkId"] = check_id
        if allow_deactivated is not UNSET:
            field_dict["allowDeactivated"] = allow_deactivated

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _match_tags = d.pop("matchTags", UNSET)
        match_tags: list[list[str]] | Unset = UNSET
        if _match_tags is not UNSET:
            match_tags = []
            for match_tags_item_data in _match_tags:
                match_tags_item = cast(list[str], match_tags_item_data)

                match_tags.append(match_tags_item)

        _check_id = d.pop("checkId", UNSET)
        check_id: list[UUID] | Unset = UNSET
        if _check_id is not UNSET:
            check_id = []
            for check_id_item_data in _check_id:
                check_id_item = UUID(check_id_item_data)

                check_id.append(check_id_item)

        allow_deactivated = d.pop("allowDeactivated", UNSET)

        target = cls(
            match_tags=match_tags,
            check_id=check_id,
            allow_deactivated=allow_deactivated,
        )

        target.additional_properties = d
        return target

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
