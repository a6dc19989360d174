# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
from http import HTTPStatus
from typing import Any
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.rate_limit_body import RateLimitBody
from ...models.results_report import ResultsReport
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    test_run_ids: str | Unset = UNSET,
    suite_run_id: UUID | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["test_run_ids"] = test_run_ids

    json_suite_run_id: str | Unset = UNSET
    if not isinstance(suite_run_id, Unset):
        json_suite_run_id = str(suite_run_id)
    params["suite_run_id"] = json_suite_run_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/results",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | RateLimitBody | ResultsReport | None:
    if response.status_code == 200:
        response_200 = ResultsReport.from_dict(response.json())

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
        response_429 = RateLimitBody.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = ErrorBody.from_dict(response.json())

        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | RateLimitBody | ResultsReport]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    test_run_ids: str | Unset = UNSET,
    suite_run_id: UUID | Unset = UNSET,
) -> Response[ErrorBody | RateLimitBody | ResultsReport]:
    """Get the results of many test runs or of one suite run, with their sums.

     Reads many runs in one request. The status of all together answers `failed` for a suite run that
    `get_run` calls `completed`, and may do so while other runs still go on: they have ended when
    `passed_tests` and `failed_tests` add up to `total_tests`. Exactly one of the two parameters must be
    sent.

    Contract:
    - GET /api/v1/results
    - key: `Authorization: Bearer <key>`, or `X-API-Key: <key>`
    - at most 30 requests in 60 s for each key (how long to wait: $response.body#/retry_after), of this
    operation
    - exactly one of `test_run_ids` and `suite_run_id` must be sent
    - 400: A parameter or the body breaks a rule of this document.
    - 401: The key is missing or not known.
    - 403: The key is good, but what was asked for belongs to somebody else.
    - 404: No test case, suite, project or run has this id.
    - 429: The key has sent more requests to this operation than its limit allows. Wait `retry_after`
    seconds, then ask again.
    - 500: The vendor failed. Ask again after a while; a start may have happened all the same.

    Args:
        test_run_ids (str | Unset): The test runs to read, by their ids joined by commas; not
            together with `suite_run_id`.
            Contract: at least 1 character.
        suite_run_id (UUID | Unset): The suite run whose runs to read; not together with
            `test_run_ids`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | RateLimitBody | ResultsReport]
    """

    kwargs = _get_kwargs(
        test_run_ids=test_run_ids,
        suite_run_id=suite_run_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    test_run_ids: str | Unset = UNSET,
    suite_run_id: UUID | Unset = UNSET,
) -> ErrorBody | RateLimitBody | ResultsReport | None:
    """Get the results of many test runs or of one suite run, with their sums.

     Reads many runs in one request. The status of all together answers `failed` for a suite run that
    `get_run` calls `completed`, and may do so while other runs still go on: they have ended when
    `passed_tests` and `failed_tests` add up to `total_tests`. Exactly one of the two parameters must be
    sent.

    Contract:
    - GET /api/v1/results
    - key: `Authorization: Bearer <key>`, or `X-API-Key: <key>`
    - at most 30 requests in 60 s for each key (how long to wait: $response.body#/retry_after), of this
    operation
    - exactly one of `test_run_ids` and `suite_run_id` must be sent
    - 400: A parameter or the body breaks a rule of this document.
    - 401: The key is missing or not known.
    - 403: The key is good, but what was asked for belongs to somebody else.
    - 404: No test case, suite, project or run has this id.
    - 429: The key has sent more requests to this operation than its limit allows. Wait `retry_after`
    seconds, then ask again.
    - 500: The vendor failed. Ask again after a while; a start may have happened all the same.

    Args:
        test_run_ids (str | Unset): The test runs to read, by their ids joined by commas; not
            together with `suite_run_id`.
            Contract: at least 1 character.
        suite_run_id (UUID | Unset): The suite run whose runs to read; not together with
            `test_run_ids`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | RateLimitBody | ResultsReport
    """

    return sync_detailed(
        client=client,
        test_run_ids=test_run_ids,
        suite_run_id=suite_run_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    test_run_ids: str | Unset = UNSET,
    suite_run_id: UUID | Unset = UNSET,
) -> Response[ErrorBody | RateLimitBody | ResultsReport]:
    """Get the results of many test runs or of one suite run, with their sums.

     Reads many runs in one request. The status of all together answers `failed` for a suite run that
    `get_run` calls `completed`, and may do so while other runs still go on: they have ended when
    `passed_tests` and `failed_tests` add up to `total_tests`. Exactly one of the two parameters must be
    sent.

    Contract:
    - GET /api/v1/results
    - key: `Authorization: Bearer <key>`, or `X-API-Key: <key>`
    - at most 30 requests in 60 s for each key (how long to wait: $response.body#/retry_after), of this
    operation
    - exactly one of `test_run_ids` and `suite_run_id` must be sent
    - 400: A parameter or the body breaks a rule of this document.
    - 401: The key is missing or not known.
    - 403: The key is good, but what was asked for belongs to somebody else.
    - 404: No test case, suite, project or run has this id.
    - 429: The key has sent more requests to this operation than its limit allows. Wait `retry_after`
    seconds, then ask again.
    - 500: The vendor failed. Ask again after a while; a start may have happened all the same.

    Args:
        test_run_ids (str | Unset): The test runs to read, by their ids joined by commas; not
            together with `suite_run_id`.
            Contract: at least 1 character.
        suite_run_id (UUID | Unset): The suite run whose runs to read; not together with
            `test_run_ids`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | RateLimitBody | ResultsReport]
    """

    kwargs = _get_kwargs(
        test_run_ids=test_run_ids,
        suite_run_id=suite_run_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    test_run_ids: str | Unset = UNSET,
    suite_run_id: UUID | Unset = UNSET,
) -> ErrorBody | RateLimitBody | ResultsReport | None:
    """Get the results of many test runs or of one suite run, with their sums.

     Reads many runs in one request. The status of all together answers `failed` for a suite run that
    `get_run` calls `completed`, and may do so while other runs still go on: they have ended when
    `passed_tests` and `failed_tests` add up to `total_tests`. Exactly one of the two parameters must be
    sent.

    Contract:
    - GET /api/v1/results
    - key: `Authorization: Bearer <key>`, or `X-API-Key: <key>`
    - at most 30 requests in 60 s for each key (how long to wait: $response.body#/retry_after), of this
    operation
    - exactly one of `test_run_ids` and `suite_run_id` must be sent
    - 400: A parameter or the body breaks a rule of this document.
    - 401: The key is missing or not known.
    - 403: The key is good, but what was asked for belongs to somebody else.
    - 404: No test case, suite, project or run has this id.
    - 429: The key has sent more requests to this operation than its limit allows. Wait `retry_after`
    seconds, then ask again.
    - 500: The vendor failed. Ask again after a while; a start may have happened all the same.

    Args:
        test_run_ids (str | Unset): The test runs to read, by their ids joined by commas; not
            together with `suite_run_id`.
            Contract: at least 1 character.
        suite_run_id (UUID | Unset): The suite run whose runs to read; not together with
            `test_run_ids`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | RateLimitBody | ResultsReport
    """

    return (
        await asyncio_detailed(
            client=client,
            test_run_ids=test_run_ids,
            suite_run_id=suite_run_id,
        )
    ).parsed
