# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.backoff_retry_strategy import BackoffRetryStrategy
    from ..models.plain_environment_variable import PlainEnvironmentVariable
    from ..models.secret_environment_variable import SecretEnvironmentVariable
    from ..models.session_metadata import SessionMetadata
    from ..models.single_retry_strategy import SingleRetryStrategy
    from ..models.target import Target


T = TypeVar("T", bound="SessionRequest")


@_attrs_define
class SessionRequest:
    """A session to start; only its name and its place are required.

    Attributes:
        name (str): What the session is called in the vendor's web application and in the list.
            Contract: at least 1 character.
        run_location (str): Where the checks run: the code of a public region, as `eu-west-1`, or the slug of a private
            location.
            Contract: at least 1 character.
        target (Target | Unset): Which checks run. Without it, or with an empty one, every eligible check of the account
            does.
        environment_variables (list[PlainEnvironmentVariable | SecretEnvironmentVariable] | Unset): Variables that the
            checks see in this session, in addition to their own or instead of them.
            Contract: at most 50 items.
        retry_strategy (BackoffRetryStrategy | None | SingleRetryStrategy | Unset): When and how often a check that
            failed runs again in this session; null for what is set up with the check.
        refresh_cache (bool | Unset): Leave caches aside and install the dependencies from scratch, which takes longer.
            Contract: default false.
        metadata (SessionMetadata | Unset): What was tested and by whom, shown beside the session; nothing of it changes
            what runs.
    """

    name: str
    run_location: str
    target: Target | Unset = UNSET
    environment_variables: list[PlainEnvironmentVariable | SecretEnvironmentVariable] | Unset = (
        UNSET
    )
    retry_strategy: BackoffRetryStrategy | None | SingleRetryStrategy | Unset = UNSET
    refresh_cache: bool | Unset = UNSET
    metadata: SessionMetadata | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.backoff_retry_strategy import BackoffRetryStrategy  # noqa: PLC0415
        from ..models.secret_environment_variable import SecretEnvironmentVariable  # noqa: PLC0415
        from ..models.single_retry_strategy import SingleRetryStrategy  # noqa: PLC0415

        name = self.name

        run_location = self.run_location

        target: dict[str, Any] | Unset = UNSET
        if not isinstance(self.target, Unset):
            target = self.target.to_dict()

        environment_variables: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.environment_variables, Unset):
            environment_variables = []
            for environment_variables_item_data in self.environment_variables:
                environment_variables_item: dict[str, Any]
                if isinstance(environment_variables_item_data, SecretEnvironmentVariable):
                    environment_variables_item = environment_variables_item_data.to_dict()
                else:
                    environment_variables_item = environment_variables_item_data.to_dict()

                environment_variables.append(environment_variables_item)

        retry_strategy: dict[str, Any] | None | Unset
        if isinstance(self.retry_strategy, Unset):
            retry_strategy = UNSET
        elif isinstance(self.retry_strategy, BackoffRetryStrategy):
            retry_strategy = self.retry_strategy.to_dict()
        elif isinstance(self.retry_strategy, SingleRetryStrategy):
            retry_strategy = self.retry_strategy.to_dict()
        else:
            retry_strategy = self.retry_strategy

        refresh_cache = self.refresh_cache

        metadata: dict[str, Any] | Unset = UNSET
        if not isinstance(self.metadata, Unset):
            metadata = self.metadata.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "runLocation": run_location,
            }
        )
        if target is not UNSET:
            field_dict["target"] = target
        if environment_variables is not UNSET:
            field_dict["environmentVariables"] = environment_variables
        if retry_strategy is not UNSET:
            field_dict["retryStrategy"] = retry_strategy
        if refresh_cache is not UNSET:
            field_dict["refreshCache"] = refresh_cache
        if metadata is not UNSET:
            field_dict["metadata"] = metadata

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.backoff_retry_strategy import BackoffRetryStrategy  # noqa: PLC0415
        from ..models.plain_environment_variable import PlainEnvironmentVariable  # noqa: PLC0415
        from ..models.secret_environment_variable import SecretEnvironmentVariable  # noqa: PLC0415
        from ..models.session_metadata import SessionMetadata  # noqa: PLC0415
        from ..models.single_retry_strategy import SingleRetryStrategy  # noqa: PLC0415
        from ..models.target import Target  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        run_location = d.pop("runLocation")

        _target = d.pop("target", UNSET)
        target: Target | Unset
        if isinstance(_target, Unset):
            target = UNSET
        else:
            target = Target.from_dict(_target)

        _environment_variables = d.pop("environmentVariables", UNSET)
        environment_variables: (
            list[PlainEnvironmentVariable | SecretEnvironmentVariable] | Unset
        ) = UNSET
        if _environment_variables is not UNSET:
            environment_variables = []
            for environment_variables_item_data in _environment_variables:

                def _parse_environment_variables_item(
                    data: object,
                ) -> PlainEnvironmentVariable | SecretEnvironmentVariable:
                    try:
                        if not isinstance(data, dict):
                            raise TypeError()
                        componentsschemas_environment_variable_type_0 = (
                            SecretEnvironmentVariable.from_dict(data)
                        )

                        return componentsschemas_environment_variable_type_0
                    except (TypeError, ValueError, AttributeError, KeyError):
                        pass
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_environment_variable_type_1 = (
                        PlainEnvironmentVariable.from_dict(data)
                    )

                    return componentsschemas_environment_variable_type_1

                environment_variables_item = _parse_environment_variables_item(
                    environment_variables_item_data
                )

                environment_variables.append(environment_variables_item)

        def _parse_retry_strategy(
            data: object,
        ) -> BackoffRetryStrategy | None | SingleRetryStrategy | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_retry_strategy_type_0 = BackoffRetryStrategy.from_dict(data)

                return componentsschemas_retry_strategy_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_retry_strategy_type_1 = SingleRetryStrategy.from_dict(data)

                return componentsschemas_retry_strategy_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(BackoffRetryStrategy | None | SingleRetryStrategy | Unset, data)

        retry_strategy = _parse_retry_strategy(d.pop("retryStrategy", UNSET))

        refresh_cache = d.pop("refreshCache", UNSET)

        _metadata = d.pop("metadata", UNSET)
        metadata: SessionMetadata | Unset
        if isinstance(_metadata, Unset):
            metadata = UNSET
        else:
            metadata = SessionMetadata.from_dict(_metadata)

        session_request = cls(
            name=name,
            run_location=run_location,
            target=target,
            environment_variables=environment_variables,
            retry_strategy=retry_strategy,
            refresh_cache=refresh_cache,
            metadata=metadata,
        )

        session_request.additional_properties = d
        return session_request

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
