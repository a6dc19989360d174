# Generated from specs/testclix.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.status_group import StatusGroup


T = TypeVar("T", bound="StatusGroups")


@_attrs_define
class StatusGroups:
    """The tests by where they stand, a group for each status word.

    Attributes:
        error (StatusGroup | Unset): The tests that stand alike.
    """

    error: StatusGroup | Unset = UNSET
    additional_properties: dict[str, StatusGroup] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        error: dict[str, Any] | Unset = UNSET
        if not isinstance(self.error, Unset):
            error = self.error.to_dict()

        field_dict: dict[str, Any] = {}
        for prop_name, prop in self.additional_properties.items():
            field_dict[prop_name] = prop.to_dict()

        field_dict.update({})
        if error is not UNSET:
            field_dict["error"] = error

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.status_group import StatusGroup  # noqa: PLC0415

        d = dict(src_dict)
        _error = d.pop("error", UNSET)
        error: StatusGroup | Unset
        if isinstance(_error, Unset):
            error = UNSET
        else:
            error = StatusGroup.from_dict(_error)

        status_groups = cls(
            error=error,
        )

        additional_properties = {}
        for prop_name, prop_dict in d.items():
            additional_property = StatusGroup.from_dict(prop_dict)

            additional_properties[prop_name] = additional_property

        status_groups.additional_properties = additional_properties
        return status_groups

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> StatusGroup:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: StatusGroup) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
