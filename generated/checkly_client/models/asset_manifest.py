# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.asset import Asset


T = TypeVar("T", bound="AssetManifest")


@_attrs_define
class AssetManifest:
    """The files of one result.

    Attributes:
        assets (list[Asset]): The files; empty where the result left none behind or the filters let none through.
        truncated (bool | Unset): True where an archive has more entries than the answer may list.
        entries_returned (int | Unset): How many entries of archives the answer lists where it is truncated.
            Contract: at least 0.
        entries_total (int | Unset): How many entries of archives there are where the answer is truncated.
            Contract: at least 0.
    """

    assets: list[Asset]
    truncated: bool | Unset = UNSET
    entries_returned: int | Unset = UNSET
    entries_total: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        assets = []
        for assets_item_data in self.assets:
            assets_item = assets_item_data.to_dict()
            assets.append(assets_item)

        truncated = self.truncated

        entries_returned = self.entries_returned

        entries_total = self.entries_total

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "assets": assets,
            }
        )
        if truncated is not UNSET:
            field_dict["truncated"] = truncated
        if entries_returned is not UNSET:
            field_dict["entriesReturned"] = entries_returned
        if entries_total is not UNSET:
            field_dict["entriesTotal"] = entries_total

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.asset import Asset  # noqa: PLC0415

        d = dict(src_dict)
        assets = []
        _assets = d.pop("assets")
        for assets_item_data in _assets:
            assets_item = Asset.from_dict(assets_item_data)

            assets.append(assets_item)

        truncated = d.pop("truncated", UNSET)

        entries_returned = d.pop("entriesReturned", UNSET)

        entries_total = d.pop("entriesTotal", UNSET)

        asset_manifest = cls(
            assets=assets,
            truncated=truncated,
            entries_returned=entries_returned,
            entries_total=entries_total,
        )

        asset_manifest.additional_properties = d
        return asset_manifest

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
