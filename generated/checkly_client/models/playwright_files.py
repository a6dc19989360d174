# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PlaywrightFiles")


@_attrs_define
class PlaywrightFiles:
    """What a run with Playwright leaves behind; the addresses are signed.

    Attributes:
        playwright_test_videos (list[str] | Unset): Signed addresses of the videos.
        playwright_test_traces (list[str] | Unset): Signed addresses of the traces, for Playwright's trace viewer.
        playwright_test_json_report_file (str | Unset): Signed address of the report of Playwright as JSON.
    """

    playwright_test_videos: list[str] | Unset = UNSET
    playwright_test_traces: list[str] | Unset = UNSET
    playwright_test_json_report_file: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        playwright_test_videos: list[str] | Unset = UNSET
        if not isinstance(self.playwright_test_videos, Unset):
            playwright_test_videos = self.playwright_test_videos

        playwright_test_traces: list[str] | Unset = UNSET
        if not isinstance(self.playwright_test_traces, Unset):
            playwright_test_traces = self.playwright_test_traces

        playwright_test_json_report_file = self.playwright_test_json_report_file

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if playwright_test_videos is not UNSET:
            field_dict["playwrightTestVideos"] = playwright_test_videos
        if playwright_test_traces is not UNSET:
            field_dict["playwrightTestTraces"] = playwright_test_traces
        if playwright_test_json_report_file is not UNSET:
            field_dict["playwrightTestJsonReportFile"] = playwright_test_json_report_file

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        playwright_test_videos = cast(list[str], d.pop("playwrightTestVideos", UNSET))

        playwright_test_traces = cast(list[str], d.pop("playwrightTestTraces", UNSET))

        playwright_test_json_report_file = d.pop("playwrightTestJsonReportFile", UNSET)

        playwright_files = cls(
            playwright_test_videos=playwright_test_videos,
            playwright_test_traces=playwright_test_traces,
            playwright_test_json_report_file=playwright_test_json_report_file,
        )

        playwright_files.additional_properties = d
        return playwright_files

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
