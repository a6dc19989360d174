# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.suite_state import SuiteState, check_suite_state
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.case_result import CaseResult


T = TypeVar("T", bound="ResultsReport")


@_attrs_define
class ResultsReport:
    """How several runs went, together and one by one.

    Attributes:
        total_tests (int): How many runs the report is about.
            Contract: at least 0.
        passed_tests (int): How many of them have passed so far.
            Contract: at least 0.
        failed_tests (int): How many of them have ended so far without passing.
            Contract: at least 0.
        status (str | SuiteState): Where the runs together stand: pending before they start, running, then completed or
            passed where all have ended (the counters beside it tell how), failed, error where it broke, timeout where it
            took too long, or canceled. Treat a word that is none of these as not ended.
            Contract: one of "pending" (not ended), "running" (not ended), "completed" (ended: see the counters), "passed"
            (ended: see the counters), "failed" (ended: failure), "error" (ended: error), "timeout" (ended: timeout),
            "canceled" (ended: canceled); or a word that the vendor adds later.
        suite_run_id (None | Unset | UUID): The suite run that was asked for; null or missing where runs were.
        suite_name (None | str | Unset): What the suite is called; null or missing where runs were asked for.
        results (list[CaseResult] | None | Unset): The runs one by one; the list may be shorter than `total_tests`.
    """

    total_tests: int
    passed_tests: int
    failed_tests: int
    status: str | SuiteState
    suite_run_id: None | Unset | UUID = UNSET
    suite_name: None | str | Unset = UNSET
    results: list[CaseResult] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total_tests = self.total_tests

        passed_tests = self.passed_tests

        failed_tests = self.failed_tests

        status: str
        if isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        suite_run_id: None | str | Unset
        if isinstance(self.suite_run_id, Unset):
            suite_run_id = UNSET
        elif isinstance(self.suite_run_id, UUID):
            suite_run_id = str(self.suite_run_id)
        else:
            suite_run_id = self.suite_run_id

        suite_name: None | str | Unset
        if isinstance(self.suite_name, Unset):
            suite_name = UNSET
        else:
            suite_name = self.suite_name

        results: list[dict[str, Any]] | None | Unset
        if isinstance(self.results, Unset):
            results = UNSET
        elif isinstance(self.results, list):
            results = []
            for results_type_0_item_data in self.results:
                results_type_0_item = results_type_0_item_data.to_dict()
                results.append(results_type_0_item)

        else:
            results = self.results

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "total_tests": total_tests,
                "passed_tests": passed_tests,
                "failed_tests": failed_tests,
                "status": status,
            }
        )
        if suite_run_id is not UNSET:
            field_dict["suite_run_id"] = suite_run_id
        if suite_name is not UNSET:
            field_dict["suite_name"] = suite_name
        if results is not UNSET:
            field_dict["results"] = results

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.case_result import CaseResult  # noqa: PLC0415

        d = dict(src_dict)
        total_tests = d.pop("total_tests")

        passed_tests = d.pop("passed_tests")

        failed_tests = d.pop("failed_tests")

        def _parse_status(data: object) -> str | SuiteState:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                componentsschemas_any_suite_state_type_0 = check_suite_state(data)

                return componentsschemas_any_suite_state_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(str | SuiteState, data)

        status = _parse_status(d.pop("status"))

        def _parse_suite_run_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                suite_run_id_type_0 = UUID(data)

                return suite_run_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        suite_run_id = _parse_suite_run_id(d.pop("suite_run_id", UNSET))

        def _parse_suite_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        suite_name = _parse_suite_name(d.pop("suite_name", UNSET))

        def _parse_results(data: object) -> list[CaseResult] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                results_type_0 = []
                _results_type_0 = data
                for results_type_0_item_data in _results_type_0:
                    results_type_0_item = CaseResult.from_dict(results_type_0_item_data)

                    results_type_0.append(results_type_0_item)

                return results_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[CaseResult] | None | Unset, data)

        results = _parse_results(d.pop("results", UNSET))

        results_report = cls(
            total_tests=total_tests,
            passed_tests=passed_tests,
            failed_tests=failed_tests,
            status=status,
            suite_run_id=suite_run_id,
            suite_name=suite_name,
            results=results,
        )

        results_report.additional_properties = d
        return results_report

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
