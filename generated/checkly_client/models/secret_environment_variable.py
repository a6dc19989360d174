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
    """A variable whose value is not shown again once it is sent.

    Attributes:
        key (str): The name under which a check reads the variable.
            Contract: at least 1 character.
        value (Any): What a check reads, of any type; keep it out of logs.
        secret (Literal[True]): Always true here; it tells a secret from a plain variable.
        locked (bool | Unset): Show the value in the vendor's web application as a password is shown.
            Contract: default false.
    """

    key: str
    value: Any
    secret: Literal[True]
    locked: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        key = self.key

        value = self.value

        secret = self.secret

        locked = self.locked

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "key": key,
                "value": value,
                "secret": secret,
            }
        )
        if locked is not UNSET:
            field_dict["locked"] = locked

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        key = d.pop("key")

        value = d.pop("value")

        secret = cast(Literal[True], d.pop("secret"))
        if secret != True:
            raise ValueError(f"secret must match const True, got '{secret}'")

        locked = d.pop("locked", UNSET)

        secret_environment_variable = cls(
            key=key,
            value=value,
            secret=secret,
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
