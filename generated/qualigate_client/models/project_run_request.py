# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.viewport_preset import ViewportPreset, check_viewport_preset
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.ci_context import CIContext


T = TypeVar("T", bound="ProjectRunRequest")


@_attrs_define
class ProjectRunRequest:
    """Starts a run of each test case in the project; they have no id in common.

    Attributes:
        project_id (UUID): The project to run, by its id in the dashboard.
        browser_type (str | Unset): The browser engine that opens the pages, as `chromium`.
            Contract: default "chromium".
        viewport_preset (ViewportPreset | Unset): A usual size of the window by name; `viewportWidth` and
            `viewportHeight` give one in pixels.
            Contract: default "desktop"; one of "desktop", "tablet", "mobile".
        viewport_width (float | Unset): Width of the window in pixels.
        viewport_height (float | Unset): Height of the window in pixels.
        context (CIContext | Unset): The change and the CI job that the run is for; the vendor's dashboard shows it, and
            nothing of it changes what runs.
    """

    project_id: UUID
    browser_type: str | Unset = UNSET
    viewport_preset: ViewportPreset | Unset = UNSET
    viewport_width: float | Unset = UNSET
    viewport_height: float | Unset = UNSET
    context: CIContext | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        project_id = str(self.project_id)

        browser_type = self.browser_type

        viewport_preset: str | Unset = UNSET
        if not isinstance(self.viewport_preset, Unset):
            viewport_preset = self.viewport_preset

        viewport_width = self.viewport_width

        viewport_height = self.viewport_height

        context: dict[str, Any] | Unset = UNSET
        if not isinstance(self.context, Unset):
            context = self.context.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "project_id": project_id,
            }
        )
        if browser_type is not UNSET:
            field_dict["browserType"] = browser_type
        if viewport_preset is not UNSET:
            field_dict["viewportPreset"] = viewport_preset
        if viewport_width is not UNSET:
            field_dict["viewportWidth"] = viewport_width
        if viewport_height is not UNSET:
            field_dict["viewportHeight"] = viewport_height
        if context is not UNSET:
            field_dict["context"] = context

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.ci_context import CIContext  # noqa: PLC0415

        d = dict(src_dict)
        project_id = UUID(d.pop("project_id"))

        browser_type = d.pop("browserType", UNSET)

        _viewport_preset = d.pop("viewportPreset", UNSET)
        viewport_preset: ViewportPreset | Unset
        if isinstance(_viewport_preset, Unset):
            viewport_preset = UNSET
        else:
            viewport_preset = check_viewport_preset(_viewport_preset)

        viewport_width = d.pop("viewportWidth", UNSET)

        viewport_height = d.pop("viewportHeight", UNSET)

        _context = d.pop("context", UNSET)
        context: CIContext | Unset
        if isinstance(_context, Unset):
            context = UNSET
        else:
            context = CIContext.from_dict(_context)

        project_run_request = cls(
            project_id=project_id,
            browser_type=browser_type,
            viewport_preset=viewport_preset,
            viewport_width=viewport_width,
            viewport_height=viewport_height,
            context=context,
        )

        project_run_request.additional_properties = d
        return project_run_request

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
