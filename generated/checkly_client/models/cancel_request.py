# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="CancelRequest")


@_attrs_define
class CancelRequest:
    """What to cancel; empty for everything that still runs. Contract: no other properties.

    Attributes:
        sequence_id (list[UUID] | Unset): The runs to cancel, by the sequence ids that the list shows under `running`;
            without it all that still run.
            Contract: at least 1 item.
    """

    sequence_id: list[UUID] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        sequence_id: list[str] | Unset = UNSET
        if not isinstance(self.sequence_id, Unset):
            sequence_id = []
            for sequence_id_item_data in self.sequence_id:
                sequence_id_item = str(sequence_id_item_data)
                sequence_id.append(sequence_id_item)

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if sequence_id is not UNSET:
            field_dict["sequenceId"] = sequence_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _sequence_id = d.pop("sequenceId", UNSET)
        sequence_id: list[UUID] | Unset = UNSET
        if _sequence_id is not UNSET:
            sequence_id = []
            for sequence_id_item_data in _sequence_id:
                sequence_id_item = UUID(sequence_id_item_data)

                sequence_id.append(sequence_id_item)

        cancel_request = cls(
            sequence_id=sequence_id,
        )

        return cancel_request
