# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ScriptRun")


@_attrs_define
class ScriptRun:
    """What the run of a script leaves behind.

    Attributes:
        errors (list[Any] | Unset): What went wrong, in the order in which it happened; of any shape.
        start_time (float | Unset): When the script started; the vendor does not name the unit.
        end_time (float | Unset): When the script ended; the vendor does not name the unit.
        runtime_version (str | Unset): Version of the runtime that ran the script, as `2024.02`.
    """

    errors: list[Any] | Unset = UNSET
    start_time: float | Unset = UNSET
    end_time: float | Unset = UNSET
    runtime_version: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        errors: list[Any] | Unset = UNSET
        if not isinstance(self.errors, Unset):
            errors = self.errors

        start_time = self.start_time

        end_time = self.end_time

        runtime_version = self.runtime_version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if errors is not UNSET:
            field_dict["errors"] = errors
        if start_time is not UNSET:
            field_dict["startTime"] = start_time
        if end_time is not UNSET:
            field_dict["endTime"] = end_time
        if runtime_version is not UNSET:
            field_dict["runtimeVersion"] = runtime_version

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        errors = cast(list[Any], d.pop("errors", UNSET))

        start_time = d.pop("startTime", UNSET)

        end_time = d.pop("endTime", UNSET)

        runtime_version = d.pop("runtimeVersion", UNSET)

        script_run = cls(
            errors=errors,
            start_time=start_time,
            end_time=end_time,
            runtime_version=runtime_version,
        )

        script_run.additional_properties = d
        return script_run

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
