# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.trace_summary import TraceSummary
    from ..models.undescribed_object import UndescribedObject


T = TypeVar("T", bound="BrowserCheckResult")


@_attrs_define
class BrowserCheckResult:
    """What a script in a browser did, and what went wrong.

    Attributes:
        job_log (Any | Unset): The log of the run, of any shape; null or missing where none was uploaded.
        job_assets (list[str] | None | Unset): Addresses of the files that the run left behind;
            `list_session_result_assets` tells more of them.
        pcap_data_url (None | str | Unset): Address of the captured network packets; null where none were captured.
        playwright_test_videos (list[str] | Unset): Signed addresses of the videos.
        playwright_test_traces (list[str] | Unset): Signed addresses of the traces, for Playwright's trace viewer.
        playwright_test_json_report_file (str | Unset): Signed address of the report of Playwright as JSON.
        errors (list[Any] | Unset): What went wrong, in the order in which it happened; of any shape.
        start_time (float | Unset): When the script started; the vendor does not name the unit.
        end_time (float | Unset): When the script ended; the vendor does not name the unit.
        runtime_version (str | Unset): Version of the runtime that ran the script, as `2024.02`.
        type_ (str | Unset): The tool that drove the browser, as `PLAYWRIGHT`.
        trace_summary (TraceSummary | Unset): What the traces of the run show in numbers; the vendor does not describe
            the fields, and all that come are kept.
        pages (list[UndescribedObject] | Unset): The pages that the script opened, with what was measured on them.
    """

    job_log: Any | Unset = UNSET
    job_assets: list[str] | None | Unset = UNSET
    pcap_data_url: None | str | Unset = UNSET
    playwright_test_videos: list[str] | Unset = UNSET
    playwright_test_traces: list[str] | Unset = UNSET
    playwright_test_json_report_file: str | Unset = UNSET
    errors: list[Any] | Unset = UNSET
    start_time: float | Unset = UNSET
    end_time: float | Unset = UNSET
    runtime_version: str | Unset = UNSET
    type_: str | Unset = UNSET
    trace_summary: TraceSummary | Unset = UNSET
    pages: list[UndescribedObject] | Unset = UNSET
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

        errors: list[Any] | Unset = UNSET
        if not isinstance(self.errors, Unset):
            errors = self.errors

        start_time = self.start_time

        end_time = self.end_time

        runtime_version = self.runtime_version

        type_ = self.type_

        trace_summary: dict[str, Any] | Unset = UNSET
        if not isinstance(self.trace_summary, Unset):
            trace_summary = self.trace_summary.to_dict()

        pages: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.pages, Unset):
            pages = []
            for pages_item_data in self.pages:
                pages_item = pages_item_data.to_dict()
                pages.append(pages_item)

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
        if start_time is not UNSET:
            field_dict["startTime"] = start_time
        if end_time is not UNSET:
            field_dict["endTime"] = end_time
        if runtime_version is not UNSET:
            field_dict["runtimeVersion"] = runtime_version
        if type_ is not UNSET:
            field_dict["type"] = type_
        if trace_summary is not UNSET:
            field_dict["traceSummary"] = trace_summary
        if pages is not UNSET:
            field_dict["pages"] = pages

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.trace_summary import TraceSummary  # noqa: PLC0415
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

        errors = cast(list[Any], d.pop("errors", UNSET))

        start_time = d.pop("startTime", UNSET)

        end_time = d.pop("endTime", UNSET)

        runtime_version = d.pop("runtimeVersion", UNSET)

        type_ = d.pop("type", UNSET)

        _trace_summary = d.pop("traceSummary", UNSET)
        trace_summary: TraceSummary | Unset
        if isinstance(_trace_summary, Unset):
            trace_summary = UNSET
        else:
            trace_summary = TraceSummary.from_dict(_trace_summary)

        _pages = d.pop("pages", UNSET)
        pages: list[UndescribedObject] | Unset = UNSET
        if _pages is not UNSET:
            pages = []
            for pages_item_data in _pages:
                pages_item = UndescribedObject.from_dict(pages_item_data)

                pages.append(pages_item)

        browser_check_result = cls(
            job_log=job_log,
            job_assets=job_assets,
            pcap_data_url=pcap_data_url,
            playwright_test_videos=playwright_test_videos,
            playwright_test_traces=playwright_test_traces,
            playwright_test_json_report_file=playwright_test_json_report_file,
            errors=errors,
            start_time=start_time,
            end_time=end_time,
            runtime_version=runtime_version,
            type_=type_,
            trace_summary=trace_summary,
            pages=pages,
        )

        browser_check_result.additional_properties = d
        return browser_check_result

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
