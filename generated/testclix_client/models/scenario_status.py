# Generated from specs/testclix.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.status_word import StatusWord, check_status_word

T = TypeVar("T", bound="ScenarioStatus")


@_attrs_define
class ScenarioStatus:
    """Where one test stands.

    Attributes:
        test_id (str): The test, the same as the `test_id` that was asked for.
        status (StatusWord | str): Where the test stands. Never run so far: not recorded, recorded, not executed, valid.
            Under way: queued waits for a run before it, processing is being executed. Ended: pass; error, once enough of
            its recent runs have failed; acknowledged, an error that somebody has confirmed. Treat a word that is none of
            these as not ended.
            Contract: one of "not recorded" (never ran), "recorded" (never ran), "not executed" (never ran), "valid" (never
            ran), "queued" (not ended), "processing" (not ended), "pass" (ended: success), "error" (ended: failure),
            "acknowledged" (ended: failure); or a word that the vendor adds later.
    """

    test_id: str
    status: StatusWord | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        test_id = self.test_id

        status: str
        if isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "test_id": test_id,
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        test_id = d.pop("test_id")

        def _parse_status(data: object) -> StatusWord | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_any_status_word_type_0 = check_status_word(data)

                return componentsschemas_any_status_word_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(StatusWord | str, data)

        status = _parse_status(d.pop("status"))

        scenario_status = cls(
            test_id=test_id,
            status=status,
        )

        scenario_status.additional_properties = d
        return scenario_status

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
