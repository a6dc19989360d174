# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
from http import HTTPStatus
from typing import Any
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.project_config import ProjectConfig
from ...types import UNSET, Response


def _get_kwargs(
    *,
    project_id: UUID,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_project_id = str(project_id)
    params["project_id"] = json_project_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/ci-config",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | ProjectConfig | None:
    if response.status_code == 200:
        response_200 = ProjectConfig.from_dict(response.json())

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

    if response.status_code == 500:
        response_500 = ErrorBody.from_dict(response.json())

        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | ProjectConfig]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    project_id: UUID,
) -> Response[ErrorBody | ProjectConfig]:
    """Get the CI configuration of one project.

     Tells which suite the project's CI runs, on which events and branches. It changes nothing and starts
    nothing. No limit is documented for it.

    Contract:
    - GET /api/v1/ci-config
    - key: `Authorization: Bearer <key>`, or `X-API-Key: <key>`
    - 400: A parameter or the body breaks a rule of this document.
    - 401: The key is missing or not known.
    - 403: The key is good, but what was asked for belongs to somebody else.
    - 404: No test case, suite, project or run has this id.
    - 500: The vendor failed. Ask again after a while; a start may have happened all the same.

    Args:
        project_id (UUID): The project to read, by its id in the dashboard.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | ProjectConfig]
    """

    kwargs = _get_kwargs(
        project_id=project_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    project_id: UUID,
) -> ErrorBody | ProjectConfig | None:
    """Get the CI configuration of one project.

     Tells which suite the project's CI runs, on which events and branches. It changes nothing and starts
    nothing. No limit is documented for it.

    Contract:
    - GET /api/v1/ci-config
    - key: `Authorization: Bearer <key>`, or `X-API-Key: <key>`
    - 400: A parameter or the body breaks a rule of this document.
    - 401: The key is missing or not known.
    - 403: The key is good, but what was asked for belongs to somebody else.
    - 404: No test case, suite, project or run has this id.
    - 500: The vendor failed. Ask again after a while; a start may have happened all the same.

    Args:
        project_id (UUID): The project to read, by its id in the dashboard.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | ProjectConfig
    """

    return sync_detailed(
        client=client,
        project_id=project_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    project_id: UUID,
) -> Response[ErrorBody | ProjectConfig]:
    """Get the CI configuration of one project.

     Tells which suite the project's CI runs, on which events and branches. It changes nothing and starts
    nothing. No limit is documented for it.

    Contract:
    - GET /api/v1/ci-config
    - key: `Authorization: Bearer <key>`, or `X-API-Key: <key>`
    - 400: A parameter or the body breaks a rule of this document.
    - 401: The key is missing or not known.
    - 403: The key is good, but what was asked for belongs to somebody else.
    - 404: No test case, suite, project or run has this id.
    - 500: The vendor failed. Ask again after a while; a start may have happened all the same.

    Args:
        project_id (UUID): The project to read, by its id in the dashboard.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | ProjectConfig]
    """

    kwargs = _get_kwargs(
        project_id=project_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    project_id: UUID,
) -> ErrorBody | ProjectConfig | None:
    """Get the CI configuration of one project.

     Tells which suite the project's CI runs, on which events and branches. It changes nothing and starts
    nothing. No limit is documented for it.

    Contract:
    - GET /api/v1/ci-config
    - key: `Authorization: Bearer <key>`, or `X-API-Key: <key>`
    - 400: A parameter or the body breaks a rule of this document.
    - 401: The key is missing or not known.
    - 403: The key is good, but what was asked for belongs to somebody else.
    - 404: No test case, suite, project or run has this id.
    - 500: The vendor failed. Ask again after a while; a start may have happened all the same.

    Args:
        project_id (UUID): The project to read, by its id in the dashboard.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | ProjectConfig
    """

    return (
        await asyncio_detailed(
            client=client,
            project_id=project_id,
        )
    ).parsed
