# Generated from specs/testclix.yaml by `make generate`. Do not edit.
"""A client library for accessing TestCLIX"""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
