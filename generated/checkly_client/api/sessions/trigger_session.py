# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.session import Session
from ...models.session_request import SessionRequest
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: SessionRequest,
    x_checkly_account: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_checkly_account, Unset):
        headers["x-checkly-account"] = x_checkly_account

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/test-sessions/trigger",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | Session | None:
    if response.status_code == 201:
        response_201 = Session.from_dict(response.json())

        return response_201

    if response.status_code == 400:
        response_400 = ErrorBody.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorBody.from_dict(response.json())

        return response_401

    if response.status_code == 402:
        response_402 = ErrorBody.from_dict(response.json())

        return response_402

    if response.status_code == 403:
        response_403 = ErrorBody.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ErrorBody.from_dict(response.json())

        return response_404

    if response.status_code == 429:
        response_429 = ErrorBody.from_dict(response.json())

        return response_429

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | Session]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: SessionRequest,
    x_checkly_account: str | Unset = UNSET,
) -> Response[ErrorBody | Session]:
    """Start a test session.

     Answers at once, while the checks still run: wait with `await_session_completion`, or read the
    session with `get_session` until it is no longer RUNNING. Without a target every eligible check of
    the account runs; a target that matches no check answers 404. Test sessions send no alerts. After a
    lost answer, look for the session by its name with `list_sessions` before starting another one: each
    call starts a session of its own.

    Contract:
    - POST /v1/test-sessions/trigger
    - key: `Authorization: Bearer <key>`
    - at most 600 requests in 60 s for each account, of all operations together
    - 400: A parameter or the body breaks a rule of this document; `message` says which.
    - 401: The key is missing or not known.
    - 402: The plan of the account does not cover this; a larger plan is needed.
    - 403: The key is good, but may not do this in this account.
    - 404: Nothing has this id in this account; for a start, no check matches the target.
    - 429: The account has sent more requests than its limit allows. Wait, then ask again; no header is
    documented that says for how long.

    Args:
        x_checkly_account (str | Unset): The account that the request is about, a UUID from
            Checkly's account settings, General. Send it with each request: a key alone does not say
            which account is meant.
            Contract: matches ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$.
        body (SessionRequest): A session to start; only its name and its place are required.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | Session]
    """

    kwargs = _get_kwargs(
        body=body,
        x_checkly_account=x_checkly_account,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: SessionRequest,
    x_checkly_account: str | Unset = UNSET,
) -> ErrorBody | Session | None:
    """Start a test session.

     Answers at once, while the checks still run: wait with `await_session_completion`, or read the
    session with `get_session` until it is no longer RUNNING. Without a target every eligible check of
    the account runs; a target that matches no check answers 404. Test sessions send no alerts. After a
    lost answer, look for the session by its name with `list_sessions` before starting another one: each
    call starts a session of its own.

    Contract:
    - POST /v1/test-sessions/trigger
    - key: `Authorization: Bearer <key>`
    - at most 600 requests in 60 s for each account, of all operations together
    - 400: A parameter or the body breaks a rule of this document; `message` says which.
    - 401: The key is missing or not known.
    - 402: The plan of the account does not cover this; a larger plan is needed.
    - 403: The key is good, but may not do this in this account.
    - 404: Nothing has this id in this account; for a start, no check matches the target.
    - 429: The account has sent more requests than its limit allows. Wait, then ask again; no header is
    documented that says for how long.

    Args:
        x_checkly_account (str | Unset): The account that the request is about, a UUID from
            Checkly's account settings, General. Send it with each request: a key alone does not say
            which account is meant.
            Contract: matches ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$.
        body (SessionRequest): A session to start; only its name and its place are required.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | Session
    """

    return sync_detailed(
        client=client,
        body=body,
        x_checkly_account=x_checkly_account,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: SessionRequest,
    x_checkly_account: str | Unset = UNSET,
) -> Response[ErrorBody | Session]:
    """Start a test session.

     Answers at once, while the checks still run: wait with `await_session_completion`, or read the
    session with `get_session` until it is no longer RUNNING. Without a target every eligible check of
    the account runs; a target that matches no check answers 404. Test sessions send no alerts. After a
    lost answer, look for the session by its name with `list_sessions` before starting another one: each
    call starts a session of its own.

    Contract:
    - POST /v1/test-sessions/trigger
    - key: `Authorization: Bearer <key>`
    - at most 600 requests in 60 s for each account, of all operations together
    - 400: A parameter or the body breaks a rule of this document; `message` says which.
    - 401: The key is missing or not known.
    - 402: The plan of the account does not cover this; a larger plan is needed.
    - 403: The key is good, but may not do this in this account.
    - 404: Nothing has this id in this account; for a start, no check matches the target.
    - 429: The account has sent more requests than its limit allows. Wait, then ask again; no header is
    documented that says for how long.

    Args:
        x_checkly_account (str | Unset): The account that the request is about, a UUID from
            Checkly's account settings, General. Send it with each request: a key alone does not say
            which account is meant.
            Contract: matches ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$.
        body (SessionRequest): A session to start; only its name and its place are required.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | Session]
    """

    kwargs = _get_kwargs(
        body=body,
        x_checkly_account=x_checkly_account,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: SessionRequest,
    x_checkly_account: str | Unset = UNSET,
) -> ErrorBody | Session | None:
    """Start a test session.

     Answers at once, while the checks still run: wait with `await_session_completion`, or read the
    session with `get_session` until it is no longer RUNNING. Without a target every eligible check of
    the account runs; a target that matches no check answers 404. Test sessions send no alerts. After a
    lost answer, look for the session by its name with `list_sessions` before starting another one: each
    call starts a session of its own.

    Contract:
    - POST /v1/test-sessions/trigger
    - key: `Authorization: Bearer <key>`
    - at most 600 requests in 60 s for each account, of all operations together
    - 400: A parameter or the body breaks a rule of this document; `message` says which.
    - 401: The key is missing or not known.
    - 402: The plan of the account does not cover this; a larger plan is needed.
    - 403: The key is good, but may not do this in this account.
    - 404: Nothing has this id in this account; for a start, no check matches the target.
    - 429: The account has sent more requests than its limit allows. Wait, then ask again; no header is
    documented that says for how long.

    Args:
        x_checkly_account (str | Unset): The account that the request is about, a UUID from
            Checkly's account settings, General. Send it with each request: a key alone does not say
            which account is meant.
            Contract: matches ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$.
        body (SessionRequest): A session to start; only its name and its place are required.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | Session
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            x_checkly_account=x_checkly_account,
        )
    ).parsed
