# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.asset_type import AssetType, check_asset_type
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.asset_archive import AssetArchive
    from ..models.asset_source import AssetSource


T = TypeVar("T", bound="Asset")


@_attrs_define
class Asset:
    """One file, or one entry of an archive.

    Attributes:
        type_ (AssetType | str): What the file holds; `report` is the report of a test tool, `pcap` captured packets,
            `file` anything else.
            Contract: one of "log", "trace", "video", "screenshot", "pcap", "report", "file"; or a word that the vendor adds
            later.
        name (str): What to show the file as, and to save it as.
            Contract: at least 1 character.
        url (str): Where to download it, with the key and the account; the answer may be a redirect.
            Contract: format uri.
        source (AssetSource): What the file comes from.
        content_type (str | Unset): Media type of the file as far as the vendor can tell; missing where it cannot.
            Contract: at least 1 character.
        archive (AssetArchive | Unset): Where the file stands in the ZIP archive that `url` downloads; missing for a
            file on its own.
    """

    type_: AssetType | str
    name: str
    url: str
    source: AssetSource
    content_type: str | Unset = UNSET
    archive: AssetArchive | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_: str
        if isinstance(self.type_, str):
            type_ = self.type_
        else:
            type_ = self.type_

        name = self.name

        url = self.url

        source = self.source.to_dict()

        content_type = self.content_type

        archive: dict[str, Any] | Unset = UNSET
        if not isinstance(self.archive, Unset):
            archive = self.archive.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "name": name,
                "url": url,
                "source": source,
            }
        )
        if content_type is not UNSET:
            field_dict["contentType"] = content_type
        if archive is not UNSET:
            field_dict["archive"] = archive

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.asset_archive import AssetArchive  # noqa: PLC0415
        from ..models.asset_source import AssetSource  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_type_(data: object) -> AssetType | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_any_asset_type_type_0 = check_asset_type(data)

                return componentsschemas_any_asset_type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AssetType | str, data)

        type_ = _parse_type_(d.pop("type"))

        name = d.pop("name")

        url = d.pop("url")

        source = AssetSource.from_dict(d.pop("source"))

        content_type = d.pop("contentType", UNSET)

        _archive = d.pop("archive", UNSET)
        archive: AssetArchive | Unset
        if isinstance(_archive, Unset):
            archive = UNSET
        else:
            archive = AssetArchive.from_dict(_archive)

        asset = cls(
            type_=type_,
            name=name,
            url=url,
            source=source,
            content_type=content_type,
            archive=archive,
        )

        asset.additional_properties = d
        return asset

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
