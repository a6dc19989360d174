# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PlainEnvironmentVariable")


@_attrs_define
class PlainEnvironmentVariable:
    """A variable whose value anyone in the account may read.

    Attributes:
        key (str): The name under which a check reads the variable.
            Contract: at least 1 character.
        value (None | str): What a check reads; null for no value.
            Contract: at least 1 character.
        locked (bool | Unset): Show the value in the vendor's web application as a password is shown.
            Contract: default false.
        secret (bool | Unset): Always false here; a secret is the other kind of variable.
            Contract: default false.
    """

    key: str
    value: None | str
    locked: bool | Unset = UNSET
    secret: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        key = self.key

        value: None | str
        value = self.value

        locked = self.locked

        secret = self.secret

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "key": key,
                "value": value,
            }
        )
        if locked is not UNSET:
            field_dict["locked"] = locked
        if secret is not UNSET:
            field_dict["secret"] = secret

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        key = d.pop("key")

        def _parse_value(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        value = _parse_value(d.pop("value"))

        locked = d.pop("locked", UNSET)

        secret = d.pop("secret", UNSET)

        plain_environment_variable = cls(
            key=key,
            value=value,
            locked=locked,
            secret=secret,
        )

        plain_environment_variable.additional_properties = d
        return plain_environment_variable

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
