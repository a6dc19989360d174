# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.asset_scope import AssetScope, check_asset_scope
from ..types import UNSET, Unset

T = TypeVar("T", bound="AssetSource")


@_attrs_define
class AssetSource:
    """What the file comes from.

    Attributes:
        type_ (AssetScope | str): Which kind of result the file belongs to, one of a scheduled check or one of a test
            session.
            Contract: one of "check-result", "test-session-result"; or a word that the vendor adds later.
        check_id (UUID | Unset): The check that left the file behind.
        check_name (str | Unset): What that check is called.
            Contract: at least 1 character.
        check_type (str | Unset): What that check does, in the words of a result's `checkType`.
            Contract: at least 1 character.
        result_id (UUID | Unset): The result that the file belongs to.
        test_session_id (UUID | Unset): The session of that result.
    """

    type_: AssetScope | str
    check_id: UUID | Unset = UNSET
    check_name: str | Unset = UNSET
    check_type: str | Unset = UNSET
    result_id: UUID | Unset = UNSET
    test_session_id: UUID | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_: str
        if isinstance(self.type_, str):
            type_ = self.type_
        else:
            type_ = self.type_

        check_id: str | Unset = UNSET
        if not isinstance(self.check_id, Unset):
            check_id = str(self.check_id)

        check_name = self.check_name

        check_type = self.check_type

        result_id: str | Unset = UNSET
        if not isinstance(self.result_id, Unset):
            result_id = str(self.result_id)

        test_session_id: str | Unset = UNSET
        if not isinstance(self.test_session_id, Unset):
            test_session_id = str(self.test_session_id)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
            }
        )
        if check_id is not UNSET:
            field_dict["checkId"] = check_id
        if check_name is not UNSET:
            field_dict["checkName"] = check_name
        if check_type is not UNSET:
            field_dict["checkType"] = check_type
        if result_id is not UNSET:
            field_dict["resultId"] = result_id
        if test_session_id is not UNSET:
            field_dict["testSessionId"] = test_session_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_type_(data: object) -> AssetScope | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_any_asset_scope_type_0 = check_asset_scope(data)

                return componentsschemas_any_asset_scope_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AssetScope | str, data)

        type_ = _parse_type_(d.pop("type"))

        _check_id = d.pop("checkId", UNSET)
        check_id: UUID | Unset
        if isinstance(_check_id, Unset):
            check_id = UNSET
        else:
            check_id = UUID(_check_id)

        check_name = d.pop("checkName", UNSET)

        check_type = d.pop("checkType", UNSET)

        _result_id = d.pop("resultId", UNSET)
        result_id: UUID | Unset
        if isinstance(_result_id, Unset):
            result_id = UNSET
        else:
            result_id = UUID(_result_id)

        _test_session_id = d.pop("testSessionId", UNSET)
        test_session_id: UUID | Unset
        if isinstance(_test_session_id, Unset):
            test_session_id = UNSET
        else:
            test_session_id = UUID(_test_session_id)

        asset_source = cls(
            type_=type_,
            check_id=check_id,
            check_name=check_name,
            check_type=check_type,
            result_id=result_id,
            test_session_id=test_session_id,
        )

        asset_source.additional_properties = d
        return asset_source

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
