# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.received_response import ReceivedResponse
    from ..models.sent_request import SentRequest
    from ..models.undescribed_object import UndescribedObject


T = TypeVar("T", bound="ApiCheckResult")


@_attrs_define
class ApiCheckResult:
    """A request, its answer, and what was asserted of it.

    Attributes:
        job_log (Any | Unset): The log of the run, of any shape; null or missing where none was uploaded.
        job_assets (list[str] | None | Unset): Addresses of the files that the run left behind;
            `list_session_result_assets` tells more of them.
        pcap_data_url (None | str | Unset): Address of the captured network packets; null where none were captured.
        assertions (list[UndescribedObject] | None | Unset): The assertions, those that held and those that did not.
        request (SentRequest | Unset): The request as the check sent it; the vendor does not describe the fields, and
            all that come are kept.
        response (ReceivedResponse | Unset): The answer that the check judged; the vendor does not describe the fields,
            and all that come are kept.
        request_error (None | str | Unset): Why no answer came; null where one did.
    """

    job_log: Any | Unset = UNSET
    job_assets: list[str] | None | Unset = UNSET
    pcap_data_url: None | str | Unset = UNSET
    assertions: list[UndescribedObject] | None | Unset = UNSET
    request: SentRequest | Unset = UNSET
    response: ReceivedResponse | Unset = UNSET
    request_error: None | str | Unset = UNSET
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

        assertions: list[dict[str, Any]] | None | Unset
        if isinstance(self.assertions, Unset):
            assertions = UNSET
        elif isinstance(self.assertions, list):
            assertions = []
            for assertions_type_0_item_data in self.assertions:
                assertions_type_0_item = assertions_type_0_item_data.to_dict()
                assertions.append(assertions_type_0_item)

        else:
            assertions = self.assertions

        request: dict[str, Any] | Unset = UNSET
        if not isinstance(self.request, Unset):
            request = self.request.to_dict()

        response: dict[str, Any] | Unset = UNSET
        if not isinstance(self.response, Unset):
            response = self.response.to_dict()

        request_error: None | str | Unset
        if isinstance(self.request_error, Unset):
            request_error = UNSET
        else:
            request_error = self.request_error

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if job_log is not UNSET:
            field_dict["jobLog"] = job_log
        if job_assets is not UNSET:
            field_dict["jobAssets"] = job_assets
        if pcap_data_url is not UNSET:
            field_dict["pcapDataUrl"] = pcap_data_url
        if assertions is not UNSET:
            field_dict["assertions"] = assertions
        if request is not UNSET:
            field_dict["request"] = request
        if response is not UNSET:
            field_dict["response"] = response
        if request_error is not UNSET:
            field_dict["requestError"] = request_error

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.received_response import ReceivedResponse  # noqa: PLC0415
        from ..models.sent_request import SentRequest  # noqa: PLC0415
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

        def _parse_assertions(data: object) -> list[UndescribedObject] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                assertions_type_0 = []
                _assertions_type_0 = data
                for assertions_type_0_item_data in _assertions_type_0:
                    assertions_type_0_item = UndescribedObject.from_dict(
                        assertions_type_0_item_data
                    )

                    assertions_type_0.append(assertions_type_0_item)

                return assertions_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[UndescribedObject] | None | Unset, data)

        assertions = _parse_assertions(d.pop("assertions", UNSET))

        _request = d.pop("request", UNSET)
        request: SentRequest | Unset
        if isinstance(_request, Unset):
            request = UNSET
        else:
            request = SentRequest.from_dict(_request)

        _response = d.pop("response", UNSET)
        response: ReceivedResponse | Unset
        if isinstance(_response, Unset):
            response = UNSET
        else:
            response = ReceivedResponse.from_dict(_response)

        def _parse_request_error(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        request_error = _parse_request_error(d.pop("requestError", UNSET))

        api_check_result = cls(
            job_log=job_log,
            job_assets=job_assets,
            pcap_data_url=pcap_data_url,
            assertions=assertions,
            request=request,
            response=response,
            request_error=request_error,
        )

        api_check_result.additional_properties = d
        return api_check_result

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
