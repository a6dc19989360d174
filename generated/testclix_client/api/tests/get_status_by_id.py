# Generated from specs/testclix.yaml by `make generate`. Do not edit.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.scenario_status import ScenarioStatus
from ...types import Response


def _get_kwargs(
    test_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/api/status/{test_id}".format(
            test_id=quote(str(test_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | ScenarioStatus | None:
    if response.status_code == 200:
        response_200 = ScenarioStatus.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = ErrorBody.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorBody.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ErrorBody.from_dict(response.json())

        return response_404

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | ScenarioStatus]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    test_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[ErrorBody | ScenarioStatus]:
    """Get the status of one test.

     After `execute_by_id`, ask again until the status is neither queued nor processing. The status is
    the test's and not the run's: right after a start it may still be that of the run before, and pass
    may follow a run that failed below the test's threshold. A 404 means that no test of the workspace
    has the id. No rate limit is documented.

    Contract:
    - GET /v1/api/status/{test_id}
    - key: `x-api-key: <key>`
    - 401: The request has no key in the header `x-api-key`.
    - 403: The key is not known, or may not read this workspace.
    - 404: No test of the workspace has this id.

    Args:
        test_id (str): The test, by its id in the vendor's web application; it may hold `&`, which
            a client has to encode.
            Contract: at least 1 character.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | ScenarioStatus]
    """

    kwargs = _get_kwargs(
        test_id=test_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    test_id: str,
    *,
    client: AuthenticatedClient,
) -> ErrorBody | ScenarioStatus | None:
    """Get the status of one test.

     After `execute_by_id`, ask again until the status is neither queued nor processing. The status is
    the test's and not the run's: right after a start it may still be that of the run before, and pass
    may follow a run that failed below the test's threshold. A 404 means that no test of the workspace
    has the id. No rate limit is documented.

    Contract:
    - GET /v1/api/status/{test_id}
    - key: `x-api-key: <key>`
    - 401: The request has no key in the header `x-api-key`.
    - 403: The key is not known, or may not read this workspace.
    - 404: No test of the workspace has this id.

    Args:
        test_id (str): The test, by its id in the vendor's web application; it may hold `&`, which
            a client has to encode.
            Contract: at least 1 character.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | ScenarioStatus
    """

    return sync_detailed(
        test_id=test_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    test_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[ErrorBody | ScenarioStatus]:
    """Get the status of one test.

     After `execute_by_id`, ask again until the status is neither queued nor processing. The status is
    the test's and not the run's: right after a start it may still be that of the run before, and pass
    may follow a run that failed below the test's threshold. A 404 means that no test of the workspace
    has the id. No rate limit is documented.

    Contract:
    - GET /v1/api/status/{test_id}
    - key: `x-api-key: <key>`
    - 401: The request has no key in the header `x-api-key`.
    - 403: The key is not known, or may not read this workspace.
    - 404: No test of the workspace has this id.

    Args:
        test_id (str): The test, by its id in the vendor's web application; it may hold `&`, which
            a client has to encode.
            Contract: at least 1 character.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | ScenarioStatus]
    """

    kwargs = _get_kwargs(
        test_id=test_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    test_id: str,
    *,
    client: AuthenticatedClient,
) -> ErrorBody | ScenarioStatus | None:
    """Get the status of one test.

     After `execute_by_id`, ask again until the status is neither queued nor processing. The status is
    the test's and not the run's: right after a start it may still be that of the run before, and pass
    may follow a run that failed below the test's threshold. A 404 means that no test of the workspace
    has the id. No rate limit is documented.

    Contract:
    - GET /v1/api/status/{test_id}
    - key: `x-api-key: <key>`
    - 401: The request has no key in the header `x-api-key`.
    - 403: The key is not known, or may not read this workspace.
    - 404: No test of the workspace has this id.

    Args:
        test_id (str): The test, by its id in the vendor's web application; it may hold `&`, which
            a client has to encode.
            Contract: at least 1 character.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | ScenarioStatus
    """

    return (
        await asyncio_detailed(
            test_id=test_id,
            client=client,
        )
    ).parsed
