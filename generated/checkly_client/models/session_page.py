# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.session_summary import SessionSummary


T = TypeVar("T", bound="SessionPage")


@_attrs_define
class SessionPage:
    """A page of the list.

    Attributes:
        length (int): How many sessions this page has; not how many there are.
            Contract: at least 0.
        entries (list[SessionSummary]): The sessions that the filters let through.
        next_id (None | str | Unset): Where the next page starts, to be sent as `nextId`; null on the last page.
    """

    length: int
    entries: list[SessionSummary]
    next_id: None | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        length = self.length

        entries = []
        for entries_item_data in self.entries:
            entries_item = entries_item_data.to_dict()
            entries.append(entries_item)

        next_id: None | str | Unset
        if isinstance(self.next_id, Unset):
            next_id = UNSET
        else:
            next_id = self.next_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "length": length,
                "entries": entries,
            }
        )
        if next_id is not UNSET:
            field_dict["nextId"] = next_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.session_summary import SessionSummary  # noqa: PLC0415

        d = dict(src_dict)
        length = d.pop("length")

        entries = []
        _entries = d.pop("entries")
        for entries_item_data in _entries:
            entries_item = SessionSummary.from_dict(entries_item_data)

            entries.append(entries_item)

        def _parse_next_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        next_id = _parse_next_id(d.pop("nextId", UNSET))

        session_page = cls(
            length=length,
            entries=entries,
            next_id=next_id,
        )

        session_page.additional_properties = d
        return session_page

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
