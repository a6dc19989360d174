# Generated from specs/checkly.yaml by `make generate`. Do not edit.
"""A client library for accessing Checkly"""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
