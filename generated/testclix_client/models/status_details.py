# Generated from specs/testclix.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.status_word import StatusWord, check_status_word
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.status_groups import StatusGroups


T = TypeVar("T", bound="StatusDetails")


@_attrs_define
class StatusDetails:
    """How the workspace is, and which tests are behind that.

    Attributes:
        status (StatusWord | str): Where the test stands. Never run so far: not recorded, recorded, not executed, valid.
            Under way: queued waits for a run before it, processing is being executed. Ended: pass; error, once enough of
            its recent runs have failed; acknowledged, an error that somebody has confirmed. Treat a word that is none of
            these as not ended.
            Contract: one of "not recorded" (never ran), "recorded" (never ran), "not executed" (never ran), "valid" (never
            ran), "queued" (not ended), "processing" (not ended), "pass" (ended: success), "error" (ended: failure),
            "acknowledged" (ended: failure); or a word that the vendor adds later.
        tests (None | StatusGroups | Unset): The tests by where they stand; null or missing where the answer does not
            tell.
    """

    status: StatusWord | str
    tests: None | StatusGroups | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.status_groups import StatusGroups  # noqa: PLC0415

        status: str
        if isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        tests: dict[str, Any] | None | Unset
        if isinstance(self.tests, Unset):
            tests = UNSET
        elif isinstance(self.tests, StatusGroups):
            tests = self.tests.to_dict()
        else:
            tests = self.tests

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "status": status,
            }
        )
        if tests is not UNSET:
            field_dict["tests"] = tests

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.status_groups import StatusGroups  # noqa: PLC0415

        d = dict(src_dict)

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

        def _parse_tests(data: object) -> None | StatusGroups | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                tests_type_0 = StatusGroups.from_dict(data)

                return tests_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StatusGroups | Unset, data)

        tests = _parse_tests(d.pop("tests", UNSET))

        status_details = cls(
            status=status,
            tests=tests,
        )

        status_details.additional_properties = d
        return status_details

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
