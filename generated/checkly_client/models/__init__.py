# Generated from specs/checkly.yaml by `make generate`. Do not edit.
"""Contains all the data models used in inputs/outputs"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .agentic_check_result import AgenticCheckResult
    from .api_check_result import ApiCheckResult
    from .asset import Asset
    from .asset_archive import AssetArchive
    from .asset_manifest import AssetManifest
    from .asset_scope import AssetScope
    from .asset_source import AssetSource
    from .asset_type import AssetType
    from .backoff_retry_strategy import BackoffRetryStrategy
    from .backoff_type import BackoffType
    from .browser_check_result import BrowserCheckResult
    from .cancel_request import CancelRequest
    from .check_type import CheckType
    from .ended_session import EndedSession
    from .ended_status import EndedStatus
    from .error_body import ErrorBody
    from .git_hub_job import GitHubJob
    from .invoker import Invoker
    from .job_files import JobFiles
    from .multi_step_check_result import MultiStepCheckResult
    from .plain_environment_variable import PlainEnvironmentVariable
    from .playwright_check_result import PlaywrightCheckResult
    from .playwright_files import PlaywrightFiles
    from .provider import Provider
    from .received_response import ReceivedResponse
    from .result_type import ResultType
    from .retry_reason import RetryReason
    from .script_run import ScriptRun
    from .secret_environment_variable import SecretEnvironmentVariable
    from .sent_request import SentRequest
    from .session import Session
    from .session_fields import SessionFields
    from .session_metadata import SessionMetadata
    from .session_page import SessionPage
    from .session_request import SessionRequest
    from .session_result import SessionResult
    from .session_result_details import SessionResultDetails
    from .session_status import SessionStatus
    from .session_summary import SessionSummary
    from .single_retry_strategy import SingleRetryStrategy
    from .target import Target
    from .trace_summary import TraceSummary
    from .undescribed_object import UndescribedObject

__all__ = (
    "AgenticCheckResult",
    "ApiCheckResult",
    "Asset",
    "AssetArchive",
    "AssetManifest",
    "AssetScope",
    "AssetSource",
    "AssetType",
    "BackoffRetryStrategy",
    "BackoffType",
    "BrowserCheckResult",
    "CancelRequest",
    "CheckType",
    "EndedSession",
    "EndedStatus",
    "ErrorBody",
    "GitHubJob",
    "Invoker",
    "JobFiles",
    "MultiStepCheckResult",
    "PlainEnvironmentVariable",
    "PlaywrightCheckResult",
    "PlaywrightFiles",
    "Provider",
    "ReceivedResponse",
    "ResultType",
    "RetryReason",
    "ScriptRun",
    "SecretEnvironmentVariable",
    "SentRequest",
    "Session",
    "SessionFields",
    "SessionMetadata",
    "SessionPage",
    "SessionRequest",
    "SessionResult",
    "SessionResultDetails",
    "SessionStatus",
    "SessionSummary",
    "SingleRetryStrategy",
    "Target",
    "TraceSummary",
    "UndescribedObject",
)

_MODULES = {
    "AgenticCheckResult": ".agentic_check_result",
    "ApiCheckResult": ".api_check_result",
    "Asset": ".asset",
    "AssetArchive": ".asset_archive",
    "AssetManifest": ".asset_manifest",
    "AssetScope": ".asset_scope",
    "AssetSource": ".asset_source",
    "AssetType": ".asset_type",
    "BackoffRetryStrategy": ".backoff_retry_strategy",
    "BackoffType": ".backoff_type",
    "BrowserCheckResult": ".browser_check_result",
    "CancelRequest": ".cancel_request",
    "CheckType": ".check_type",
    "EndedSession": ".ended_session",
    "EndedStatus": ".ended_status",
    "ErrorBody": ".error_body",
    "GitHubJob": ".git_hub_job",
    "Invoker": ".invoker",
    "JobFiles": ".job_files",
    "MultiStepCheckResult": ".multi_step_check_result",
    "PlainEnvironmentVariable": ".plain_environment_variable",
    "PlaywrightCheckResult": ".playwright_check_result",
    "PlaywrightFiles": ".playwright_files",
    "Provider": ".provider",
    "ReceivedResponse": ".received_response",
    "ResultType": ".result_type",
    "RetryReason": ".retry_reason",
    "ScriptRun": ".script_run",
    "SecretEnvironmentVariable": ".secret_environment_variable",
    "SentRequest": ".sent_request",
    "Session": ".session",
    "SessionFields": ".session_fields",
    "SessionMetadata": ".session_metadata",
    "SessionPage": ".session_page",
    "SessionRequest": ".session_request",
    "SessionResult": ".session_result",
    "SessionResultDetails": ".session_result_details",
    "SessionStatus": ".session_status",
    "SessionSummary": ".session_summary",
    "SingleRetryStrategy": ".single_retry_strategy",
    "Target": ".target",
    "TraceSummary": ".trace_summary",
    "UndescribedObject": ".undescribed_object",
}


def __getattr__(name: str) -> Any:
    # On demand, since few of the models are needed at a time.
    if name in _MODULES:
        return getattr(import_module(_MODULES[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
