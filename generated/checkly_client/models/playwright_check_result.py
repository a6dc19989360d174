# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.undescribed_object import UndescribedObject


T = TypeVar("T", bound="PlaywrightCheckResult")


@_attrs_define
class PlaywrightCheckResult:
    """What a suite of Playwright did, and what went wrong.

    Attributes:
        job_log (Any | Unset): The log of the run, of any shape; null or missing where none was uploaded.
        job_assets (list[str] | None | Unset): Addresses of the files that the run left behind;
            `list_session_result_assets` tells more of them.
        pcap_data_url (None | str | Unset): Address of the captured network packets; null where none were captured.
        playwright_test_videos (list[str] | Unset): Signed addresses of the videos.
        playwright_test_traces (list[str] | Unset): Signed addresses of the traces, for Playwright's trace viewer.
        playwright_test_json_report_file (str | Unset): Signed address of the report of Playwright as JSON.
        errors (list[Any] | None | Unset): What went wrong, in the order in which it happened; of any shape.
        playwright_trace_files (list[UndescribedObject] | None | Unset): The traces of the suite, for Playwright's trace
            viewer.
    """

    job_log: Any | Unset = UNSET
    job_assets: list[str] | None | Unset = UNSET
    pcap_data_url: None | str | Unset = UNSET
    playwright_test_videos: list[str] | Unset = UNSET
    playwright_test_traces: list[str] | Unset = UNSET
    playwright_test_json_report_file: str | Unset = UNSET
    errors: list[Any] | None | Unset = UNSET
    playwright_trace_files: list[UndescribedObject] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        job_log = self.job_log

        job_assets: list[str] | None | Unset
        if isinstance(self.job_assets, Unset):
            job_assets = UNSET
        elif isinstance(self.job_assets, list):
            job_assets = self.job_assets

        else:
            job_assets = self.job_assets

        pcap_data_url: None | str | Unset
        if isinstance(self.pcap_data_url, Unset):
            pcap_data_url = UNSET
        else:
            pcap_data_url = self.pcap_data_url

        playwright_test_videos: list[str] | Unset = UNSET
        if not isinstance(self.playwright_test_videos, Unset):
            playwright_test_videos = self.playwright_test_videos

        playwright_test_traces: list[str] | Unset = UNSET
        if not isinstance(self.playwright_test_traces, Unset):
            playwright_test_traces = self.playwright_test_traces

        playwright_test_json_report_file = self.playwright_test_json_report_file

        errors: list[Any] | None | Unset
        if isinstance(self.errors, Unset):
            errors = UNSET
        elif isinstance(self.errors, list):
            errors = self.errors

        else:
            errors = self.errors

        playwright_trace_files: list[dict[str, Any]] | None | Unset
        if isinstance(self.playwright_trace_files, Unset):
            playwright_trace_files = UNSET
        elif isinstance(self.playwright_trace_files, list):
            playwright_trace_files = []
            for playwright_trace_files_type_0_item_data in self.playwright_trace_files:
                playwright_trace_files_type_0_item = (
                    playwright_trace_files_type_0_item_data.to_dict()
                )
                playwright_trace_files.append(playwright_trace_files_type_0_item)

        else:
            playwright_trace_files = self.playwright_trace_files

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if job_log is not UNSET:
            field_dict["jobLog"] = job_log
        if job_assets is not UNSET:
            field_dict["jobAssets"] = job_assets
        if pcap_data_url is not UNSET:
            field_dict["pcapDataUrl"] = pcap_data_url
        if playwright_test_videos is not UNSET:
            field_dict["playwrightTestVideos"] = playwright_test_videos
        if playwright_test_traces is not UNSET:
            field_dict["playwrightTestTraces"] = playwright_test_traces
        if playwright_test_json_report_file is not UNSET:
            field_dict["playwrightTestJsonReportFile"] = playwright_test_json_report_file
        if errors is not UNSET:
            field_dict["errors"] = errors
        if playwright_trace_files is not UNSET:
            field_dict["playwrightTraceFiles"] = playwright_trace_files

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.undescribed_object import UndescribedObject  # noqa: PLC0415

        d = dict(src_dict)
        job_log = d.pop("jobLog", UNSET)

        def _parse_job_assets(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                job_assets_type_0 = cast(list[str], data)

                return job_assets_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        job_assets = _parse_job_assets(d.pop("jobAssets", UNSET))

        def _parse_pcap_data_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        pcap_data_url = _parse_pcap_data_url(d.pop("pcapDataUrl", UNSET))

        playwright_test_videos = cast(list[str], d.pop("playwrightTestVideos", UNSET))

        playwright_test_traces = cast(list[str], d.pop("playwrightTestTraces", UNSET))

        playwright_test_json_report_file = d.pop("playwrightTestJsonReportFile", UNSET)

        def _parse_errors(data: object) -> list[Any] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                errors_type_0 = cast(list[Any], data)

                return errors_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Any] | None | Unset, data)

        errors = _parse_errors(d.pop("errors", UNSET))

        def _parse_playwright_trace_files(data: object) -> list[UndescribedObject] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                playwright_trace_files_type_0 = []
                _playwright_trace_files_type_0 = data
                for playwright_trace_files_type_0_item_data in _playwright_trace_files_type_0:
                    playwright_trace_files_type_0_item = UndescribedObject.from_dict(
                        playwright_trace_files_type_0_item_data
                    )

                    playwright_trace_files_type_0.append(playwright_trace_files_type_0_item)

                return playwright_trace_files_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[UndescribedObject] | None | Unset, data)

        playwright_trace_files = _parse_playwright_trace_files(d.pop("playwrightTraceFiles", UNSET))

        playwright_check_result = cls(
            job_log=job_log,
            job_assets=job_assets,
            pcap_data_url=pcap_data_url,
            playwright_test_videos=playwright_test_videos,
            playwright_test_traces=playwright_test_traces,
            playwright_test_json_report_file=playwright_test_json_report_file,
            errors=errors,
            playwright_trace_files=playwright_trace_files,
        )

        playwright_check_result.additional_properties = d
        return playwright_check_result

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
