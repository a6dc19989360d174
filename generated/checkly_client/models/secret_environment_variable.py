# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SecretEnvironmentVariable")


@_attrs_define
class SecretEnvironmentVariable:
    """
    Attributes:
        key (str): Name of the variable.
        secret (Literal[True]): A secret.
        value (Any | Unset): Any value.
        locked (bool | Unset): Whether the value is locked.
    """

    key: str
    secret: Literal[True]
    value: Any | Unset = UNSET
    locked: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        key = self.key

        secret = self.secret

        value = self.value

        locked = self.locked

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "key": key,
                "secret": secret,
            }
        )
        if value is not UNSET:
            field_dict["value"] = value
        if locked is not UNSET:
            field_dict["locked"] = locked

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        key = d.pop("key")

        secret = cast(Literal[True], d.pop("secret"))
        if secret != True:
            raise ValueError(f"secret must match const True, got '{secret}'")

        value = d.pop("value", UNSET)

        locked = d.pop("locked", UNSET)

        secret_environment_variable = cls(
            key=key,
            secret=secret,
            value=value,
            locked=locked,
        )

        secret_environment_variable.additional_properties = d
        return secret_environment_variable

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
