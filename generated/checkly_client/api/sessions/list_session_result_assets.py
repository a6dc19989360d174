# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.asset_manifest import AssetManifest
from ...models.asset_type import AssetType
from ...models.error_body import ErrorBody
from ...types import UNSET, Response, Unset


def _get_kwargs(
    test_session_id: UUID,
    test_session_result_id: UUID,
    *,
    type_: list[AssetType] | Unset = UNSET,
    name: str | Unset = UNSET,
    x_checkly_account: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_checkly_account, Unset):
        headers["x-checkly-account"] = x_checkly_account

    params: dict[str, Any] = {}

    json_type_: list[str] | Unset = UNSET
    if not isinstance(type_, Unset):
        json_type_ = []
        for type_item_data in type_:
            type_item: str = type_item_data
            json_type_.append(type_item)

    params["type"] = json_type_

    params["name"] = name

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/test-sessions/{test_session_id}/results/{test_session_result_id}/assets".format(
            test_session_id=quote(str(test_session_id), safe=""),
            test_session_result_id=quote(str(test_session_result_id), safe=""),
        ),
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> AssetManifest | ErrorBody | None:
    if response.status_code == 200:
        response_200 = AssetManifest.from_dict(response.json())

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
) -> Response[AssetManifest | ErrorBody]:
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
    type_: list[AssetType] | Unset = UNSET,
    name: str | Unset = UNSET,
    x_checkly_account: str | Unset = UNSET,
) -> Response[AssetManifest | ErrorBody]:
    """List the files that a result left behind, such as traces, videos and logs.

     Files appear when the check has run; a result that is RUNNING may have none yet. Downloading one
    takes the same key and account as this request. Entries of an archive are listed one by one; where
    there are too many, `truncated` is true and the counters beside it say how many are left out.

    Contract:
    - GET /v1/test-sessions/{testSessionId}/results/{testSessionResultId}/assets
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
        type_ (list[AssetType] | Unset): Only files of one of these kinds.
            Contract: each item: one of "log", "trace", "video", "screenshot", "pcap", "report",
            "file".
        name (str | Unset): Only files whose name, or whose path in its archive, matches this glob
            pattern, such as `*.zip`; upper and lower case are the same, and an empty pattern lets all
            through.
            Contract: at most 200 characters.
        x_checkly_account (str | Unset): The account that the request is about, a UUID from
            Checkly's account settings, General. Send it with each request: a key alone does not say
            which account is meant.
            Contract: matches ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AssetManifest | ErrorBody]
    """

    kwargs = _get_kwargs(
        test_session_id=test_session_id,
        test_session_result_id=test_session_result_id,
        type_=type_,
        name=name,
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
    type_: list[AssetType] | Unset = UNSET,
    name: str | Unset = UNSET,
    x_checkly_account: str | Unset = UNSET,
) -> AssetManifest | ErrorBody | None:
    """List the files that a result left behind, such as traces, videos and logs.

     Files appear when the check has run; a result that is RUNNING may have none yet. Downloading one
    takes the same key and account as this request. Entries of an archive are listed one by one; where
    there are too many, `truncated` is true and the counters beside it say how many are left out.

    Contract:
    - GET /v1/test-sessions/{testSessionId}/results/{testSessionResultId}/assets
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
        type_ (list[AssetType] | Unset): Only files of one of these kinds.
            Contract: each item: one of "log", "trace", "video", "screenshot", "pcap", "report",
            "file".
        name (str | Unset): Only files whose name, or whose path in its archive, matches this glob
            pattern, such as `*.zip`; upper and lower case are the same, and an empty pattern lets all
            through.
            Contract: at most 200 characters.
        x_checkly_account (str | Unset): The account that the request is about, a UUID from
            Checkly's account settings, General. Send it with each request: a key alone does not say
            which account is meant.
            Contract: matches ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AssetManifest | ErrorBody
    """

    return sync_detailed(
        test_session_id=test_session_id,
        test_session_result_id=test_session_result_id,
        client=client,
        type_=type_,
        name=name,
        x_checkly_account=x_checkly_account,
    ).parsed


async def asyncio_detailed(
    test_session_id: UUID,
    test_session_result_id: UUID,
    *,
    client: AuthenticatedClient,
    type_: list[AssetType] | Unset = UNSET,
    name: str | Unset = UNSET,
    x_checkly_account: str | Unset = UNSET,
) -> Response[AssetManifest | ErrorBody]:
    """List the files that a result left behind, such as traces, videos and logs.

     Files appear when the check has run; a result that is RUNNING may have none yet. Downloading one
    takes the same key and account as this request. Entries of an archive are listed one by one; where
    there are too many, `truncated` is true and the counters beside it say how many are left out.

    Contract:
    - GET /v1/test-sessions/{testSessionId}/results/{testSessionResultId}/assets
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
        type_ (list[AssetType] | Unset): Only files of one of these kinds.
            Contract: each item: one of "log", "trace", "video", "screenshot", "pcap", "report",
            "file".
        name (str | Unset): Only files whose name, or whose path in its archive, matches this glob
            pattern, such as `*.zip`; upper and lower case are the same, and an empty pattern lets all
            through.
            Contract: at most 200 characters.
        x_checkly_account (str | Unset): The account that the request is about, a UUID from
            Checkly's account settings, General. Send it with each request: a key alone does not say
            which account is meant.
            Contract: matches ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AssetManifest | ErrorBody]
    """

    kwargs = _get_kwargs(
        test_session_id=test_session_id,
        test_session_result_id=test_session_result_id,
        type_=type_,
        name=name,
        x_checkly_account=x_checkly_account,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    test_session_id: UUID,
    test_session_result_id: UUID,
    *,
    client: AuthenticatedClient,
    type_: list[AssetType] | Unset = UNSET,
    name: str | Unset = UNSET,
    x_checkly_account: str | Unset = UNSET,
) -> AssetManifest | ErrorBody | None:
    """List the files that a result left behind, such as traces, videos and logs.

     Files appear when the check has run; a result that is RUNNING may have none yet. Downloading one
    takes the same key and account as this request. Entries of an archive are listed one by one; where
    there are too many, `truncated` is true and the counters beside it say how many are left out.

    Contract:
    - GET /v1/test-sessions/{testSessionId}/results/{testSessionResultId}/assets
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
        type_ (list[AssetType] | Unset): Only files of one of these kinds.
            Contract: each item: one of "log", "trace", "video", "screenshot", "pcap", "report",
            "file".
        name (str | Unset): Only files whose name, or whose path in its archive, matches this glob
            pattern, such as `*.zip`; upper and lower case are the same, and an empty pattern lets all
            through.
            Contract: at most 200 characters.
        x_checkly_account (str | Unset): The account that the request is about, a UUID from
            Checkly's account settings, General. Send it with each request: a key alone does not say
            which account is meant.
            Contract: matches ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AssetManifest | ErrorBody
    """

    return (
        await asyncio_detailed(
            test_session_id=test_session_id,
            test_session_result_id=test_session_result_id,
            client=client,
            type_=type_,
            name=name,
            x_checkly_account=x_checkly_account,
        )
    ).parsed
