# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.ci_config import CIConfig


T = TypeVar("T", bound="ProjectConfig")


@_attrs_define
class ProjectConfig:
    """A project and what its CI does.

    Attributes:
        project_id (None | Unset | UUID): The project that was asked for.
        project_name (None | str | Unset): What the project is called.
        ci_config (CIConfig | None | Unset): How the project's CI starts runs; null where none is set up.
    """

    project_id: None | Unset | UUID = UNSET
    project_name: None | str | Unset = UNSET
    ci_config: CIConfig | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.ci_config import CIConfig  # noqa: PLC0415

        project_id: None | str | Unset
        if isinstance(self.project_id, Unset):
            project_id = UNSET
        elif isinstance(self.project_id, UUID):
            project_id = str(self.project_id)
        else:
            project_id = self.project_id

        project_name: None | str | Unset
        if isinstance(self.project_name, Unset):
            project_name = UNSET
        else:
            project_name = self.project_name

        ci_config: dict[str, Any] | None | Unset
        if isinstance(self.ci_config, Unset):
            ci_config = UNSET
        elif isinstance(self.ci_config, CIConfig):
            ci_config = self.ci_config.to_dict()
        else:
            ci_config = self.ci_config

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if project_id is not UNSET:
            field_dict["project_id"] = project_id
        if project_name is not UNSET:
            field_dict["project_name"] = project_name
        if ci_config is not UNSET:
            field_dict["ci_config"] = ci_config

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.ci_config import CIConfig  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_project_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                project_id_type_0 = UUID(data)

                return project_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        project_id = _parse_project_id(d.pop("project_id", UNSET))

        def _parse_project_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        project_name = _parse_project_name(d.pop("project_name", UNSET))

        def _parse_ci_config(data: object) -> CIConfig | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                ci_config_type_0 = CIConfig.from_dict(data)

                return ci_config_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CIConfig | None | Unset, data)

        ci_config = _parse_ci_config(d.pop("ci_config", UNSET))

        project_config = cls(
            project_id=project_id,
            project_name=project_name,
            ci_config=ci_config,
        )

        project_config.additional_properties = d
        return project_config

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
