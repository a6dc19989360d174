# Generated from specs/checkly.yaml by `make generate`. Do not edit.
"""Contains all the data models used in inputs/outputs"""

from .backoff_retry_strategy import BackoffRetryStrategy
from .backoff_type import BackoffType
from .cancel_request import CancelRequest
from .check_type import CheckType
from .ended_session import EndedSession
from .error_body import ErrorBody
from .invoker import Invoker
from .plain_environment_variable import PlainEnvironmentVariable
from .provider import Provider
from .result_type import ResultType
from .retry_reason import RetryReason
from .secret_environment_variable import SecretEnvironmentVariable
from .session import Session
from .session_fields import SessionFields
from .session_metadata import SessionMetadata
from .session_page import SessionPage
from .session_request import SessionRequest
from .session_result import SessionResult
from .session_status import SessionStatus
from .session_summary import SessionSummary
from .single_retry_strategy import SingleRetryStrategy
from .target import Target

__all__ = (
    "BackoffRetryStrategy",
    "BackoffType",
    "CancelRequest",
    "CheckType",
    "EndedSession",
    "ErrorBody",
    "Invoker",
    "PlainEnvironmentVariable",
    "Provider",
    "ResultType",
    "RetryReason",
    "SecretEnvironmentVariable",
    "Session",
    "SessionFields",
    "SessionMetadata",
    "SessionPage",
    "SessionRequest",
    "SessionResult",
    "SessionStatus",
    "SessionSummary",
    "SingleRetryStrategy",
    "Target",
)
