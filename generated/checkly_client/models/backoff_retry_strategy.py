# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.backoff_type import BackoffType, check_backoff_type
from ..models.retry_reason import RetryReason, check_retry_reason
from ..types import UNSET, Unset

T = TypeVar("T", bound="BackoffRetryStrategy")


@_attrs_define
class BackoffRetryStrategy:
    """Several retries with a pause before each.

    Attributes:
        type_ (BackoffType): How the pause from one retry to the next develops, by the usual name for it.
            Contract: one of "FIXED", "LINEAR", "EXPONENTIAL".
        max_retries (float | Unset): How many times a check may run again.
            Contract: default 2; 1 to 10.
        max_duration_seconds (float | Unset): Seconds after which no retry starts any more.
            Contract: default 600; 0 to 600.
        base_backoff_seconds (float | Unset): Seconds of the pause before the first retry.
            Contract: default 60.
        same_region (bool | Unset): Retry where the first attempt ran; false for any region.
            Contract: default true.
        only_on (list[RetryReason] | Unset): Retry for these reasons only; an empty list means any.
            Contract: each item: one of "NETWORK_ERROR".
    """

    type_: BackoffType
    max_retries: float | Unset = UNSET
    max_duration_seconds: float | Unset = UNSET
    base_backoff_seconds: float | Unset = UNSET
    same_region: bool | Unset = UNSET
    only_on: list[RetryReason] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_: str = self.type_

        max_retries = self.max_retries

        max_duration_seconds = self.max_duration_seconds

        base_backoff_seconds = self.base_backoff_seconds

        same_region = self.same_region

        only_on: list[str] | Unset = UNSET
        if not isinstance(self.only_on, Unset):
            only_on = []
            for only_on_item_data in self.only_on:
                only_on_item: str = only_on_item_data
                only_on.append(only_on_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
            }
        )
        if max_retries is not UNSET:
            field_dict["maxRetries"] = max_retries
        if max_duration_seconds is not UNSET:
            field_dict["maxDurationSeconds"] = max_duration_seconds
        if base_backoff_seconds is not UNSET:
            field_dict["baseBackoffSeconds"] = base_backoff_seconds
        if same_region is not UNSET:
            field_dict["sameRegion"] = same_region
        if only_on is not UNSET:
            field_dict["onlyOn"] = only_on

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = check_backoff_type(d.pop("type"))

        max_retries = d.pop("maxRetries", UNSET)

        max_duration_seconds = d.pop("maxDurationSeconds", UNSET)

        base_backoff_seconds = d.pop("baseBackoffSeconds", UNSET)

        same_region = d.pop("sameRegion", UNSET)

        _only_on = d.pop("onlyOn", UNSET)
        only_on: list[RetryReason] | Unset = UNSET
        if _only_on is not UNSET:
            only_on = []
            for only_on_item_data in _only_on:
                only_on_item = check_retry_reason(only_on_item_data)

                only_on.append(only_on_item)

        backoff_retry_strategy = cls(
            type_=type_,
            max_retries=max_retries,
            max_duration_seconds=max_duration_seconds,
            base_backoff_seconds=base_backoff_seconds,
            same_region=same_region,
            only_on=only_on,
        )

        backoff_retry_strategy.additional_properties = d
        return backoff_retry_strategy

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
