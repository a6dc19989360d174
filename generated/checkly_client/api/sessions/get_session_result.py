# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.session_result_details import SessionResultDetails
from ...types import UNSET, Response, Unset


def _get_kwargs(
    test_session_id: UUID,
    test_session_result_id: UUID,
    *,
    x_checkly_account: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_checkly_account, Unset):
        headers["x-checkly-account"] = x_checkly_account

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/test-sessions/{test_session_id}/results/{test_session_result_id}".format(
            test_session_id=quote(str(test_session_id), safe=""),
            test_session_result_id=quote(str(test_session_result_id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | SessionResultDetails | None:
    if response.status_code == 200:
        response_200 = SessionResultDetails.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorBody.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorBody.from_dict(response.json())

        return response_401

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
) -> Response[ErrorBody | SessionResultDetails]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    test_session_id: UUID,
    test_session_result_id: UUID,
    *,
    client: AuthenticatedClient,
    x_checkly_account: str | Unset = UNSET,
) -> Response[ErrorBody | SessionResultDetails]:
    """Get one result of a test session in detail.

     Tells why a check failed: its errors, assertions, steps and log. Which of the objects
    `apiCheckResult`, `browserCheckResult`, `multiStepCheckResult`, `playwrightCheckResult` and
    `agenticCheckResult` is filled depends on `checkType`; the others are null or missing. Ids of
    results are in `get_session`; a sequence id is not one of them. Read it once the result is no longer
    RUNNING: before, the details are incomplete.

    Contract:
    - GET /v1/test-sessions/{testSessionId}/results/{testSessionResultId}
    - key: `Authorization: Bearer <key>`
    - at most 600 requests in 60 s for each account, of all operations together
    - 400: A parameter or the body breaks a rule of this document; `message` says which.
    - 401: The key is missing or not known.
    - 403: The key is good, but may not do this in this account.
    - 404: Nothing has this id in this account; for a start, no check matches the target.
    - 429: The account has sent more requests than its limit allows. Wait, then ask again; no header is
    documented that says for how long.

    Args:
        test_session_id (UUID): The session, by the `testSessionId` that its start answered, or
            the `id` of a list entry.
        test_session_result_id (UUID): The result, by its `testSessionResultId` in the session;
            its sequence id is another one.
        x_checkly_account (str | Unset): The account that the request is about, a UUID from
            Checkly's account settings, General. Send it with each request: a key alone does not say
            which account is meant.
            Contract: matches ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | SessionResultDetails]
    """

    kwargs = _get_kwargs(
        test_session_id=test_session_id,
        test_session_result_id=test_session_result_id,
        x_checkly_account=x_checkly_account,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    test_session_id: UUID,
    test_session_result_id: UUID,
    *,
    client: AuthenticatedClient,
    x_checkly_account: str | Unset = UNSET,
) -> ErrorBody | SessionResultDetails | None:
    """Get one result of a test session in detail.

     Tells why a check failed: its errors, assertions, steps and log. Which of the objects
    `apiCheckResult`, `browserCheckResult`, `multiStepCheckResult`, `playwrightCheckResult` and
    `agenticCheckResult` is filled depends on `checkType`; the others are null or missing. Ids of
    results are in `get_session`; a sequence id is not one of them. Read it once the result is no longer
    RUNNING: before, the details are incomplete.

    Contract:
    - GET /v1/test-sessions/{testSessionId}/results/{testSessionResultId}
    - key: `Authorization: Bearer <key>`
    - at most 600 requests in 60 s for each account, of all operations together
    - 400: A parameter or the body breaks a rule of this document; `message` says which.
    - 401: The key is missing or not known.
    - 403: The key is good, but may not do this in this account.
    - 404: Nothing has this id in this account; for a start, no check matches the target.
    - 429: The account has sent more requests than its limit allows. Wait, then ask again; no header is
    documented that says for how long.

    Args:
        test_session_id (UUID): The session, by the `testSessionId` that its start answered, or
            the `id` of a list entry.
        test_session_result_id (UUID): The result, by its `testSessionResultId` in the session;
            its sequence id is another one.
        x_checkly_account (str | Unset): The account that the request is about, a UUID from
            Checkly's account settings, General. Send it with each request: a key alone does not say
            which account is meant.
            Contract: matches ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | SessionResultDetails
    """

    return sync_detailed(
        test_session_id=test_session_id,
        test_session_result_id=test_session_result_id,
        client=client,
        x_checkly_account=x_checkly_account,
    ).parsed


async def asyncio_detailed(
    test_session_id: UUID,
    test_session_result_id: UUID,
    *,
    client: AuthenticatedClient,
    x_checkly_account: str | Unset = UNSET,
) -> Response[ErrorBody | SessionResultDetails]:
    """Get one result of a test session in detail.

     Tells why a check failed: its errors, assertions, steps and log. Which of the objects
    `apiCheckResult`, `browserCheckResult`, `multiStepCheckResult`, `playwrightCheckResult` and
    `agenticCheckResult` is filled depends on `checkType`; the others are null or missing. Ids of
    results are in `get_session`; a sequence id is not one of them. Read it once the result is no longer
    RUNNING: before, the details are incomplete.

    Contract:
    - GET /v1/test-sessions/{testSessionId}/results/{testSessionResultId}
    - key: `Authorization: Bearer <key>`
    - at most 600 requests in 60 s for each account, of all operations together
    - 400: A parameter or the body breaks a rule of this document; `message` says which.
    - 401: The key is missing or not known.
    - 403: The key is good, but may not do this in this account.
    - 404: Nothing has this id in this account; for a start, no check matches the target.
    - 429: The account has sent more requests than its limit allows. Wait, then ask again; no header is
    documented that says for how long.

    Args:
        test_session_id (UUID): The session, by the `testSessionId` that its start answered, or
            the `id` of a list entry.
        test_session_result_id (UUID): The result, by its `testSessionResultId` in the session;
            its sequence id is another one.
        x_checkly_account (str | Unset): The account that the request is about, a UUID from
            Checkly's account settings, General. Send it with each request: a key alone does not say
            which account is meant.
            Contract: matches ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | SessionResultDetails]
    """

    kwargs = _get_kwargs(
        test_session_id=test_session_id,
        test_session_result_id=test_session_result_id,
        x_checkly_account=x_checkly_account,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    test_session_id: UUID,
    test_session_result_id: UUID,
    *,
    client: AuthenticatedClient,
    x_checkly_account: str | Unset = UNSET,
) -> ErrorBody | SessionResultDetails | None:
    """Get one result of a test session in detail.

     Tells why a check failed: its errors, assertions, steps and log. Which of the objects
    `apiCheckResult`, `browserCheckResult`, `multiStepCheckResult`, `playwrightCheckResult` and
    `agenticCheckResult` is filled depends on `checkType`; the others are null or missing. Ids of
    results are in `get_session`; a sequence id is not one of them. Read it once the result is no longer
    RUNNING: before, the details are incomplete.

    Contract:
    - GET /v1/test-sessions/{testSessionId}/results/{testSessionResultId}
    - key: `Authorization: Bearer <key>`
    - at most 600 requests in 60 s for each account, of all operations together
    - 400: A parameter or the body breaks a rule of this document; `message` says which.
    - 401: The key is missing or not known.
    - 403: The key is good, but may not do this in this account.
    - 404: Nothing has this id in this account; for a start, no check matches the target.
    - 429: The account has sent more requests than its limit allows. Wait, then ask again; no header is
    documented that says for how long.

    Args:
        test_session_id (UUID): The session, by the `testSessionId` that its start answered, or
            the `id` of a list entry.
        test_session_result_id (UUID): The result, by its `testSessionResultId` in the session;
            its sequence id is another one.
        x_checkly_account (str | Unset): The account that the request is about, a UUID from
            Checkly's account settings, General. Send it with each request: a key alone does not say
            which account is meant.
            Contract: matches ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | SessionResultDetails
    """

    return (
        await asyncio_detailed(
            test_session_id=test_session_id,
            test_session_result_id=test_session_result_id,
            client=client,
            x_checkly_account=x_checkly_account,
        )
    ).parsed
