# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.case_run_request import CaseRunRequest
from ...models.error_body import ErrorBody
from ...models.project_run_request import ProjectRunRequest
from ...models.project_run_triggered import ProjectRunTriggered
from ...models.rate_limit_body import RateLimitBody
from ...models.run_triggered import RunTriggered
from ...models.suite_run_request import SuiteRunRequest
from ...models.suite_run_triggered import SuiteRunTriggered
from ...types import Response


def _get_kwargs(
    *,
    body: CaseRunRequest | ProjectRunRequest | SuiteRunRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/trigger",
    }

    if isinstance(body, CaseRunRequest):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, SuiteRunRequest):
        _kwargs["json"] = body.to_dict()
    else:
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | ProjectRunTriggered | RunTriggered | SuiteRunTriggered | RateLimitBody | None:
    if response.status_code == 201:

        def _parse_response_201(
            data: object,
        ) -> ProjectRunTriggered | RunTriggered | SuiteRunTriggered:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_trigger_answer_type_0 = RunTriggered.from_dict(data)

                return componentsschemas_trigger_answer_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_trigger_answer_type_1 = SuiteRunTriggered.from_dict(data)

                return componentsschemas_trigger_answer_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_trigger_answer_type_2 = ProjectRunTriggered.from_dict(data)

            return componentsschemas_trigger_answer_type_2

        response_201 = _parse_response_201(response.json())

        return response_201

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
) -> Response[ErrorBody | ProjectRunTriggered | RunTriggered | SuiteRunTriggered | RateLimitBody]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: CaseRunRequest | ProjectRunRequest | SuiteRunRequest,
) -> Response[ErrorBody | ProjectRunTriggered | RunTriggered | SuiteRunTriggered | RateLimitBody]:
    """Start the runs of one test case, one suite or one project.

     Answers at once, while the runs are queued: ask `get_run` until they have ended. A test case answers
    one run, a suite one suite run with runs in it, a project several runs without a common id. Each
    call starts new runs, so after a lost answer look into the dashboard before starting again. A 404
    means that no test case, suite or project has the id.

    Contract:
    - POST /api/v1/trigger
    - key: `Authorization: Bearer <key>`, or `X-API-Key: <key>`
    - at most 30 requests in 60 s for each key (how long to wait: $response.body#/retry_after), of this
    operation
    - 400: A parameter or the body breaks a rule of this document.
    - 401: The key is missing or not known.
    - 403: The key is good, but what was asked for belongs to somebody else.
    - 404: No test case, suite, project or run has this id.
    - 429: The key has sent more requests to this operation than its limit allows. Wait `retry_after`
    seconds, then ask again.
    - 500: The vendor failed. Ask again after a while; a start may have happened all the same.

    Args:
        body (CaseRunRequest | ProjectRunRequest | SuiteRunRequest): What to run, by exactly one
            of `test_case_id`, `test_suite_id` and `project_id`, and how.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | ProjectRunTriggered | RunTriggered | SuiteRunTriggered | RateLimitBody]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: CaseRunRequest | ProjectRunRequest | SuiteRunRequest,
) -> ErrorBody | ProjectRunTriggered | RunTriggered | SuiteRunTriggered | RateLimitBody | None:
    """Start the runs of one test case, one suite or one project.

     Answers at once, while the runs are queued: ask `get_run` until they have ended. A test case answers
    one run, a suite one suite run with runs in it, a project several runs without a common id. Each
    call starts new runs, so after a lost answer look into the dashboard before starting again. A 404
    means that no test case, suite or project has the id.

    Contract:
    - POST /api/v1/trigger
    - key: `Authorization: Bearer <key>`, or `X-API-Key: <key>`
    - at most 30 requests in 60 s for each key (how long to wait: $response.body#/retry_after), of this
    operation
    - 400: A parameter or the body breaks a rule of this document.
    - 401: The key is missing or not known.
    - 403: The key is good, but what was asked for belongs to somebody else.
    - 404: No test case, suite, project or run has this id.
    - 429: The key has sent more requests to this operation than its limit allows. Wait `retry_after`
    seconds, then ask again.
    - 500: The vendor failed. Ask again after a while; a start may have happened all the same.

    Args:
        body (CaseRunRequest | ProjectRunRequest | SuiteRunRequest): What to run, by exactly one
            of `test_case_id`, `test_suite_id` and `project_id`, and how.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | ProjectRunTriggered | RunTriggered | SuiteRunTriggered | RateLimitBody
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: CaseRunRequest | ProjectRunRequest | SuiteRunRequest,
) -> Response[ErrorBody | ProjectRunTriggered | RunTriggered | SuiteRunTriggered | RateLimitBody]:
    """Start the runs of one test case, one suite or one project.

     Answers at once, while the runs are queued: ask `get_run` until they have ended. A test case answers
    one run, a suite one suite run with runs in it, a project several runs without a common id. Each
    call starts new runs, so after a lost answer look into the dashboard before starting again. A 404
    means that no test case, suite or project has the id.

    Contract:
    - POST /api/v1/trigger
    - key: `Authorization: Bearer <key>`, or `X-API-Key: <key>`
    - at most 30 requests in 60 s for each key (how long to wait: $response.body#/retry_after), of this
    operation
    - 400: A parameter or the body breaks a rule of this document.
    - 401: The key is missing or not known.
    - 403: The key is good, but what was asked for belongs to somebody else.
    - 404: No test case, suite, project or run has this id.
    - 429: The key has sent more requests to this operation than its limit allows. Wait `retry_after`
    seconds, then ask again.
    - 500: The vendor failed. Ask again after a while; a start may have happened all the same.

    Args:
        body (CaseRunRequest | ProjectRunRequest | SuiteRunRequest): What to run, by exactly one
            of `test_case_id`, `test_suite_id` and `project_id`, and how.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | ProjectRunTriggered | RunTriggered | SuiteRunTriggered | RateLimitBody]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: CaseRunRequest | ProjectRunRequest | SuiteRunRequest,
) -> ErrorBody | ProjectRunTriggered | RunTriggered | SuiteRunTriggered | RateLimitBody | None:
    """Start the runs of one test case, one suite or one project.

     Answers at once, while the runs are queued: ask `get_run` until they have ended. A test case answers
    one run, a suite one suite run with runs in it, a project several runs without a common id. Each
    call starts new runs, so after a lost answer look into the dashboard before starting again. A 404
    means that no test case, suite or project has the id.

    Contract:
    - POST /api/v1/trigger
    - key: `Authorization: Bearer <key>`, or `X-API-Key: <key>`
    - at most 30 requests in 60 s for each key (how long to wait: $response.body#/retry_after), of this
    operation
    - 400: A parameter or the body breaks a rule of this document.
    - 401: The key is missing or not known.
    - 403: The key is good, but what was asked for belongs to somebody else.
    - 404: No test case, suite, project or run has this id.
    - 429: The key has sent more requests to this operation than its limit allows. Wait `retry_after`
    seconds, then ask again.
    - 500: The vendor failed. Ask again after a while; a start may have happened all the same.

    Args:
        body (CaseRunRequest | ProjectRunRequest | SuiteRunRequest): What to run, by exactly one
            of `test_case_id`, `test_suite_id` and `project_id`, and how.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | ProjectRunTriggered | RunTriggered | SuiteRunTriggered | RateLimitBody
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
