# Generated from specs/testclix.yaml by `make generate`. Do not edit.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.status_details import StatusDetails
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/api/status/details",
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | StatusDetails | None:
    if response.status_code == 200:
        response_200 = StatusDetails.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = ErrorBody.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorBody.from_dict(response.json())

        return response_403

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | StatusDetails]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[ErrorBody | StatusDetails]:
    """Get the overall status and the tests behind it, grouped by status.

     Tells which tests are behind the overall status. What an item of a group holds is not documented, so
    to judge one test ask `get_status_by_id`. No rate limit is documented.

    Contract:
    - GET /v1/api/status/details
    - key: `x-api-key: <key>`
    - 401: The request has no key in the header `x-api-key`.
    - 403: The key is not known, or may not read this workspace.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | StatusDetails]
    """

    kwargs = _get_kwargs()

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
) -> ErrorBody | StatusDetails | None:
    """Get the overall status and the tests behind it, grouped by status.

     Tells which tests are behind the overall status. What an item of a group holds is not documented, so
    to judge one test ask `get_status_by_id`. No rate limit is documented.

    Contract:
    - GET /v1/api/status/details
    - key: `x-api-key: <key>`
    - 401: The request has no key in the header `x-api-key`.
    - 403: The key is not known, or may not read this workspace.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | StatusDetails
    """

    return sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[ErrorBody | StatusDetails]:
    """Get the overall status and the tests behind it, grouped by status.

     Tells which tests are behind the overall status. What an item of a group holds is not documented, so
    to judge one test ask `get_status_by_id`. No rate limit is documented.

    Contract:
    - GET /v1/api/status/details
    - key: `x-api-key: <key>`
    - 401: The request has no key in the header `x-api-key`.
    - 403: The key is not known, or may not read this workspace.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | StatusDetails]
    """

    kwargs = _get_kwargs()

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
) -> ErrorBody | StatusDetails | None:
    """Get the overall status and the tests behind it, grouped by status.

     Tells which tests are behind the overall status. What an item of a group holds is not documented, so
    to judge one test ask `get_status_by_id`. No rate limit is documented.

    Contract:
    - GET /v1/api/status/details
    - key: `x-api-key: <key>`
    - 401: The request has no key in the header `x-api-key`.
    - 403: The key is not known, or may not read this workspace.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | StatusDetails
    """

    return (
        await asyncio_detailed(
            client=client,
        )
    ).parsed
