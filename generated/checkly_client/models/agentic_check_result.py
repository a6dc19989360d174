# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.undescribed_object import UndescribedObject


T = TypeVar("T", bound="AgenticCheckResult")


@_attrs_define
class AgenticCheckResult:
    """What an agent did on a prompt, step by step, and what it found.

    Attributes:
        job_log (Any | Unset): The log of the run, of any shape; null or missing where none was uploaded.
        job_assets (list[str] | None | Unset): Addresses of the files that the run left behind;
            `list_session_result_assets` tells more of them.
        pcap_data_url (None | str | Unset): Address of the captured network packets; null where none were captured.
        summary (None | str | Unset): What the agent found, in a few words.
        prompt (None | str | Unset): What the agent was asked to do.
        assertions (list[UndescribedObject] | None | Unset): What the agent looked at and whether it was as wanted.
        suggestions (list[UndescribedObject] | None | Unset): What the agent proposes to change.
        steps (list[UndescribedObject] | None | Unset): What the agent did, in order.
        errors (list[Any] | None | Unset): What went wrong, in the order in which it happened; of any shape.
        artifact_manifest (None | UndescribedObject | Unset): The files that the agent left behind; null where there are
            none.
    """

    job_log: Any | Unset = UNSET
    job_assets: list[str] | None | Unset = UNSET
    pcap_data_url: None | str | Unset = UNSET
    summary: None | str | Unset = UNSET
    prompt: None | str | Unset = UNSET
    assertions: list[UndescribedObject] | None | Unset = UNSET
    suggestions: list[UndescribedObject] | None | Unset = UNSET
    steps: list[UndescribedObject] | None | Unset = UNSET
    errors: list[Any] | None | Unset = UNSET
    artifact_manifest: None | UndescribedObject | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.undescribed_object import UndescribedObject  # noqa: PLC0415

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

        summary: None | str | Unset
        if isinstance(self.summary, Unset):
            summary = UNSET
        else:
            summary = self.summary

        prompt: None | str | Unset
        if isinstance(self.prompt, Unset):
            prompt = UNSET
        else:
            prompt = self.prompt

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

        suggestions: list[dict[str, Any]] | None | Unset
        if isinstance(self.suggestions, Unset):
            suggestions = UNSET
        elif isinstance(self.suggestions, list):
            suggestions = []
            for suggestions_type_0_item_data in self.suggestions:
                suggestions_type_0_item = suggestions_type_0_item_data.to_dict()
                suggestions.append(suggestions_type_0_item)

        else:
            suggestions = self.suggestions

        steps: list[dict[str, Any]] | None | Unset
        if isinstance(self.steps, Unset):
            steps = UNSET
        elif isinstance(self.steps, list):
            steps = []
            for steps_type_0_item_data in self.steps:
                steps_type_0_item = steps_type_0_item_data.to_dict()
                steps.append(steps_type_0_item)

        else:
            steps = self.steps

        errors: list[Any] | None | Unset
        if isinstance(self.errors, Unset):
            errors = UNSET
        elif isinstance(self.errors, list):
            errors = self.errors

        else:
            errors = self.errors

        artifact_manifest: dict[str, Any] | None | Unset
        if isinstance(self.artifact_manifest, Unset):
            artifact_manifest = UNSET
        elif isinstance(self.artifact_manifest, UndescribedObject):
            artifact_manifest = self.artifact_manifest.to_dict()
        else:
            artifact_manifest = self.artifact_manifest

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if job_log is not UNSET:
            field_dict["jobLog"] = job_log
        if job_assets is not UNSET:
            field_dict["jobAssets"] = job_assets
        if pcap_data_url is not UNSET:
            field_dict["pcapDataUrl"] = pcap_data_url
        if summary is not UNSET:
            field_dict["summary"] = summary
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if assertions is not UNSET:
            field_dict["assertions"] = assertions
        if suggestions is not UNSET:
            field_dict["suggestions"] = suggestions
        if steps is not UNSET:
            field_dict["steps"] = steps
        if errors is not UNSET:
            field_dict["errors"] = errors
        if artifact_manifest is not UNSET:
            field_dict["artifactManifest"] = artifact_manifest

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
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

        def _parse_summary(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        summary = _parse_summary(d.pop("summary", UNSET))

        def _parse_prompt(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        prompt = _parse_prompt(d.pop("prompt", UNSET))

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

        def _parse_suggestions(data: object) -> list[UndescribedObject] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                suggestions_type_0 = []
                _suggestions_type_0 = data
                for suggestions_type_0_item_data in _suggestions_type_0:
                    suggestions_type_0_item = UndescribedObject.from_dict(
                        suggestions_type_0_item_data
                    )

                    suggestions_type_0.append(suggestions_type_0_item)

                return suggestions_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[UndescribedObject] | None | Unset, data)

        suggestions = _parse_suggestions(d.pop("suggestions", UNSET))

        def _parse_steps(data: object) -> list[UndescribedObject] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                steps_type_0 = []
                _steps_type_0 = data
                for steps_type_0_item_data in _steps_type_0:
                    steps_type_0_item = UndescribedObject.from_dict(steps_type_0_item_data)

                    steps_type_0.append(steps_type_0_item)

                return steps_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[UndescribedObject] | None | Unset, data)

        steps = _parse_steps(d.pop("steps", UNSET))

        def _parse_errors(data: object) -> list[Any] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                errors_type_0 = cast(list[Any], data)

                return errors_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Any] | None | Unset, data)

        errors = _parse_errors(d.pop("errors", UNSET))

        def _parse_artifact_manifest(data: object) -> None | UndescribedObject | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                artifact_manifest_type_0 = UndescribedObject.from_dict(data)

                return artifact_manifest_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UndescribedObject | Unset, data)

        artifact_manifest = _parse_artifact_manifest(d.pop("artifactManifest", UNSET))

        agentic_check_result = cls(
            job_log=job_log,
            job_assets=job_assets,
            pcap_data_url=pcap_data_url,
            summary=summary,
            prompt=prompt,
            assertions=assertions,
            suggestions=suggestions,
            steps=steps,
            errors=errors,
            artifact_manifest=artifact_manifest,
        )

        agentic_check_result.additional_properties = d
        return agentic_check_result

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
