# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="JobFiles")


@_attrs_define
class JobFiles:
    """What any kind of check leaves behind.

    Attributes:
        job_log (Any | Unset): The log of the run, of any shape; null or missing where none was uploaded.
        job_assets (list[str] | None | Unset): Addresses of the files that the run left behind;
            `list_session_result_assets` tells more of them.
        pcap_data_url (None | str | Unset): Address of the captured network packets; null where none were captured.
    """

    job_log: Any | Unset = UNSET
    job_assets: list[str] | None | Unset = UNSET
    pcap_data_url: None | str | Unset = UNSET
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

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if job_log is not UNSET:
            field_dict["jobLog"] = job_log
        if job_assets is not UNSET:
            field_dict["jobAssets"] = job_assets
        if pcap_data_url is not UNSET:
            field_dict["pcapDataUrl"] = pcap_data_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
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

        job_files = cls(
            job_log=job_log,
            job_assets=job_assets,
            pcap_data_url=pcap_data_url,
        )

        job_files.additional_properties = d
        return job_files

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
