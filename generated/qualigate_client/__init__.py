# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
"""A client library for accessing Qualigate"""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
