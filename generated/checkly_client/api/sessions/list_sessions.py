# Generated from specs/checkly.yaml by `make generate`. Do not edit.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_body import ErrorBody
from ...models.provider import Provider
from ...models.session_page import SessionPage
from ...models.session_status import SessionStatus
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    from_: int | Unset = UNSET,
    to: int | Unset = UNSET,
    limit: int | None | Unset = UNSET,
    statuses: list[SessionStatus] | Unset = UNSET,
    branches: list[str] | Unset = UNSET,
    users: list[str] | Unset = UNSET,
    providers: list[Provider] | Unset = UNSET,
    no_users: bool | Unset = UNSET,
    next_id: str | Unset = UNSET,
    text_search: str | Unset = UNSET,
    error_group_id: None | str | Unset = UNSET,
    x_checkly_account: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_checkly_account, Unset):
        headers["x-checkly-account"] = x_checkly_account

    params: dict[str, Any] = {}

    params["from"] = from_

    params["to"] = to

    json_limit: int | None | Unset
    if isinstance(limit, Unset):
        json_limit = UNSET
    else:
        json_limit = limit
    params["limit"] = json_limit

    json_statuses: list[str] | Unset = UNSET
    if not isinstance(statuses, Unset):
        json_statuses = []
        for statuses_item_data in statuses:
            statuses_item: str = statuses_item_data
            json_statuses.append(statuses_item)

    params["statuses"] = json_statuses

    json_branches: list[str] | Unset = UNSET
    if not isinstance(branches, Unset):
        json_branches = branches

    params["branches"] = json_branches

    json_users: list[str] | Unset = UNSET
    if not isinstance(users, Unset):
        json_users = users

    params["users"] = json_users

    json_providers: list[str] | Unset = UNSET
    if not isinstance(providers, Unset):
        json_providers = []
        for providers_item_data in providers:
            providers_item: str = providers_item_data
            json_providers.append(providers_item)

    params["providers"] = json_providers

    params["noUsers"] = no_users

    params["nextId"] = next_id

    params["textSearch"] = text_search

    json_error_group_id: None | str | Unset
    if isinstance(error_group_id, Unset):
        json_error_group_id = UNSET
    else:
        json_error_group_id = error_group_id
    params["errorGroupId"] = json_error_group_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/test-sessions",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | SessionPage | None:
    if response.status_code == 200:
        response_200 = SessionPage.from_dict(response.json())

        return response_200

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

    if response.status_code == 429:
        response_429 = ErrorBody.from_dict(response.json())

        return response_429

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | SessionPage]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    from_: int | Unset = UNSET,
    to: int | Unset = UNSET,
    limit: int | None | Unset = UNSET,
    statuses: list[SessionStatus] | Unset = UNSET,
    branches: list[str] | Unset = UNSET,
    users: list[str] | Unset = UNSET,
    providers: list[Provider] | Unset = UNSET,
    no_users: bool | Unset = UNSET,
    next_id: str | Unset = UNSET,
    text_search: str | Unset = UNSET,
    error_group_id: None | str | Unset = UNSET,
    x_checkly_account: str | Unset = UNSET,
) -> Response[ErrorBody | SessionPage]:
    """List test sessions, a page at a time.

     The newest sessions come first. All filters given must hold; a filter with several values lets a
    session through that has one of them. While `nextId` of an answer is not null, send it as `nextId`
    for the next page. An entry names the results by their sequence ids only: names, links and errors
    are in `get_session`.

    Contract:
    - GET /v1/test-sessions
    - key: `Authorization: Bearer <key>`
    - at most 600 requests in 60 s for each account, of all operations together
    - 400: A parameter or the body breaks a rule of this document; `message` says which.
    - 401: The key is missing or not known.
    - 402: The plan of the account does not cover this; a larger plan is needed.
    - 403: The key is good, but may not do this in this account.
    - 429: The account has sent more requests than its limit allows. Wait, then ask again; no header is
    documented that says for how long.

    Args:
        from_ (int | Unset): Only sessions created at or after this time, in Unix seconds.
        to (int | Unset): Only sessions created before this time, in Unix seconds.
        limit (int | None | Unset): Largest number of sessions on a page.
            Contract: default 20; at most 100.
        statuses (list[SessionStatus] | Unset): Only sessions with one of these statuses; all of
            them by default.
            Contract: default ["FAILED", "PASSED", "RUNNING", "CANCELLED"]; each item: one of
            "RUNNING" (not ended), "FAILED" (ended: failure), "PASSED" (ended: success), "CANCELLED"
            (ended: canceled).
        branches (list[str] | Unset): Only sessions of one of these Git branches; an empty list
            lets all through.
            Contract: default [].
        users (list[str] | Unset): Only sessions of one of these people, each a commit owner or
            the id of the user who started the session; an empty list lets all through.
            Contract: default [].
        providers (list[Provider] | Unset): Only sessions that were started in one of these ways;
            an empty list lets all through.
            Contract: default []; each item: one of "GITHUB", "VERCEL", "API", "TRIGGER",
            "PW_REPORTER".
        no_users (bool | Unset): With `users`, let through as well what has neither commit owner
            nor starting user.
            Contract: default false.
        next_id (str | Unset): Where the page starts, as the `nextId` of the page before has it;
            the first page without it.
            Contract: at least 1 character.
        text_search (str | Unset): Only sessions with this text in one of their text fields, such
            as the name or the commit.
            Contract: 3 to 200 characters.
        error_group_id (None | str | Unset): Only sessions that ran into this error group, one of
            the `errorGroupIds` of an entry.
            Contract: at least 1 character.
        x_checkly_account (str | Unset): The account that the request is about, a UUID from
            Checkly's account settings, General. Send it with each request: a key alone does not say
            which account is meant.
            Contract: matches ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | SessionPage]
    """

    kwargs = _get_kwargs(
        from_=from_,
        to=to,
        limit=limit,
        statuses=statuses,
        branches=branches,
        users=users,
        providers=providers,
        no_users=no_users,
        next_id=next_id,
        text_search=text_search,
        error_group_id=error_group_id,
        x_checkly_account=x_checkly_account,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    from_: int | Unset = UNSET,
    to: int | Unset = UNSET,
    limit: int | None | Unset = UNSET,
    statuses: list[SessionStatus] | Unset = UNSET,
    branches: list[str] | Unset = UNSET,
    users: list[str] | Unset = UNSET,
    providers: list[Provider] | Unset = UNSET,
    no_users: bool | Unset = UNSET,
    next_id: str | Unset = UNSET,
    text_search: str | Unset = UNSET,
    error_group_id: None | str | Unset = UNSET,
    x_checkly_account: str | Unset = UNSET,
) -> ErrorBody | SessionPage | None:
    """List test sessions, a page at a time.

     The newest sessions come first. All filters given must hold; a filter with several values lets a
    session through that has one of them. While `nextId` of an answer is not null, send it as `nextId`
    for the next page. An entry names the results by their sequence ids only: names, links and errors
    are in `get_session`.

    Contract:
    - GET /v1/test-sessions
    - key: `Authorization: Bearer <key>`
    - at most 600 requests in 60 s for each account, of all operations together
    - 400: A parameter or the body breaks a rule of this document; `message` says which.
    - 401: The key is missing or not known.
    - 402: The plan of the account does not cover this; a larger plan is needed.
    - 403: The key is good, but may not do this in this account.
    - 429: The account has sent more requests than its limit allows. Wait, then ask again; no header is
    documented that says for how long.

    Args:
        from_ (int | Unset): Only sessions created at or after this time, in Unix seconds.
        to (int | Unset): Only sessions created before this time, in Unix seconds.
        limit (int | None | Unset): Largest number of sessions on a page.
            Contract: default 20; at most 100.
        statuses (list[SessionStatus] | Unset): Only sessions with one of these statuses; all of
            them by default.
            Contract: default ["FAILED", "PASSED", "RUNNING", "CANCELLED"]; each item: one of
            "RUNNING" (not ended), "FAILED" (ended: failure), "PASSED" (ended: success), "CANCELLED"
            (ended: canceled).
        branches (list[str] | Unset): Only sessions of one of these Git branches; an empty list
            lets all through.
            Contract: default [].
        users (list[str] | Unset): Only sessions of one of these people, each a commit owner or
            the id of the user who started the session; an empty list lets all through.
            Contract: default [].
        providers (list[Provider] | Unset): Only sessions that were started in one of these ways;
            an empty list lets all through.
            Contract: default []; each item: one of "GITHUB", "VERCEL", "API", "TRIGGER",
            "PW_REPORTER".
        no_users (bool | Unset): With `users`, let through as well what has neither commit owner
            nor starting user.
            Contract: default false.
        next_id (str | Unset): Where the page starts, as the `nextId` of the page before has it;
            the first page without it.
            Contract: at least 1 character.
        text_search (str | Unset): Only sessions with this text in one of their text fields, such
            as the name or the commit.
            Contract: 3 to 200 characters.
        error_group_id (None | str | Unset): Only sessions that ran into this error group, one of
            the `errorGroupIds` of an entry.
            Contract: at least 1 character.
        x_checkly_account (str | Unset): The account that the request is about, a UUID from
            Checkly's account settings, General. Send it with each request: a key alone does not say
            which account is meant.
            Contract: matches ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | SessionPage
    """

    return sync_detailed(
        client=client,
        from_=from_,
        to=to,
        limit=limit,
        statuses=statuses,
        branches=branches,
        users=users,
        providers=providers,
        no_users=no_users,
        next_id=next_id,
        text_search=text_search,
        error_group_id=error_group_id,
        x_checkly_account=x_checkly_account,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    from_: int | Unset = UNSET,
    to: int | Unset = UNSET,
    limit: int | None | Unset = UNSET,
    statuses: list[SessionStatus] | Unset = UNSET,
    branches: list[str] | Unset = UNSET,
    users: list[str] | Unset = UNSET,
    providers: list[Provider] | Unset = UNSET,
    no_users: bool | Unset = UNSET,
    next_id: str | Unset = UNSET,
    text_search: str | Unset = UNSET,
    error_group_id: None | str | Unset = UNSET,
    x_checkly_account: str | Unset = UNSET,
) -> Response[ErrorBody | SessionPage]:
    """List test sessions, a page at a time.

     The newest sessions come first. All filters given must hold; a filter with several values lets a
    session through that has one of them. While `nextId` of an answer is not null, send it as `nextId`
    for the next page. An entry names the results by their sequence ids only: names, links and errors
    are in `get_session`.

    Contract:
    - GET /v1/test-sessions
    - key: `Authorization: Bearer <key>`
    - at most 600 requests in 60 s for each account, of all operations together
    - 400: A parameter or the body breaks a rule of this document; `message` says which.
    - 401: The key is missing or not known.
    - 402: The plan of the account does not cover this; a larger plan is needed.
    - 403: The key is good, but may not do this in this account.
    - 429: The account has sent more requests than its limit allows. Wait, then ask again; no header is
    documented that says for how long.

    Args:
        from_ (int | Unset): Only sessions created at or after this time, in Unix seconds.
        to (int | Unset): Only sessions created before this time, in Unix seconds.
        limit (int | None | Unset): Largest number of sessions on a page.
            Contract: default 20; at most 100.
        statuses (list[SessionStatus] | Unset): Only sessions with one of these statuses; all of
            them by default.
            Contract: default ["FAILED", "PASSED", "RUNNING", "CANCELLED"]; each item: one of
            "RUNNING" (not ended), "FAILED" (ended: failure), "PASSED" (ended: success), "CANCELLED"
            (ended: canceled).
        branches (list[str] | Unset): Only sessions of one of these Git branches; an empty list
            lets all through.
            Contract: default [].
        users (list[str] | Unset): Only sessions of one of these people, each a commit owner or
            the id of the user who started the session; an empty list lets all through.
            Contract: default [].
        providers (list[Provider] | Unset): Only sessions that were started in one of these ways;
            an empty list lets all through.
            Contract: default []; each item: one of "GITHUB", "VERCEL", "API", "TRIGGER",
            "PW_REPORTER".
        no_users (bool | Unset): With `users`, let through as well what has neither commit owner
            nor starting user.
            Contract: default false.
        next_id (str | Unset): Where the page starts, as the `nextId` of the page before has it;
            the first page without it.
            Contract: at least 1 character.
        text_search (str | Unset): Only sessions with this text in one of their text fields, such
            as the name or the commit.
            Contract: 3 to 200 characters.
        error_group_id (None | str | Unset): Only sessions that ran into this error group, one of
            the `errorGroupIds` of an entry.
            Contract: at least 1 character.
        x_checkly_account (str | Unset): The account that the request is about, a UUID from
            Checkly's account settings, General. Send it with each request: a key alone does not say
            which account is meant.
            Contract: matches ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | SessionPage]
    """

    kwargs = _get_kwargs(
        from_=from_,
        to=to,
        limit=limit,
        statuses=statuses,
        branches=branches,
        users=users,
        providers=providers,
        no_users=no_users,
        next_id=next_id,
        text_search=text_search,
        error_group_id=error_group_id,
        x_checkly_account=x_checkly_account,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    from_: int | Unset = UNSET,
    to: int | Unset = UNSET,
    limit: int | None | Unset = UNSET,
    statuses: list[SessionStatus] | Unset = UNSET,
    branches: list[str] | Unset = UNSET,
    users: list[str] | Unset = UNSET,
    providers: list[Provider] | Unset = UNSET,
    no_users: bool | Unset = UNSET,
    next_id: str | Unset = UNSET,
    text_search: str | Unset = UNSET,
    error_group_id: None | str | Unset = UNSET,
    x_checkly_account: str | Unset = UNSET,
) -> ErrorBody | SessionPage | None:
    """List test sessions, a page at a time.

     The newest sessions come first. All filters given must hold; a filter with several values lets a
    session through that has one of them. While `nextId` of an answer is not null, send it as `nextId`
    for the next page. An entry names the results by their sequence ids only: names, links and errors
    are in `get_session`.

    Contract:
    - GET /v1/test-sessions
    - key: `Authorization: Bearer <key>`
    - at most 600 requests in 60 s for each account, of all operations together
    - 400: A parameter or the body breaks a rule of this document; `message` says which.
    - 401: The key is missing or not known.
    - 402: The plan of the account does not cover this; a larger plan is needed.
    - 403: The key is good, but may not do this in this account.
    - 429: The account has sent more requests than its limit allows. Wait, then ask again; no header is
    documented that says for how long.

    Args:
        from_ (int | Unset): Only sessions created at or after this time, in Unix seconds.
        to (int | Unset): Only sessions created before this time, in Unix seconds.
        limit (int | None | Unset): Largest number of sessions on a page.
            Contract: default 20; at most 100.
        statuses (list[SessionStatus] | Unset): Only sessions with one of these statuses; all of
            them by default.
            Contract: default ["FAILED", "PASSED", "RUNNING", "CANCELLED"]; each item: one of
            "RUNNING" (not ended), "FAILED" (ended: failure), "PASSED" (ended: success), "CANCELLED"
            (ended: canceled).
        branches (list[str] | Unset): Only sessions of one of these Git branches; an empty list
            lets all through.
            Contract: default [].
        users (list[str] | Unset): Only sessions of one of these people, each a commit owner or
            the id of the user who started the session; an empty list lets all through.
            Contract: default [].
        providers (list[Provider] | Unset): Only sessions that were started in one of these ways;
            an empty list lets all through.
            Contract: default []; each item: one of "GITHUB", "VERCEL", "API", "TRIGGER",
            "PW_REPORTER".
        no_users (bool | Unset): With `users`, let through as well what has neither commit owner
            nor starting user.
            Contract: default false.
        next_id (str | Unset): Where the page starts, as the `nextId` of the page before has it;
            the first page without it.
            Contract: at least 1 character.
        text_search (str | Unset): Only sessions with this text in one of their text fields, such
            as the name or the commit.
            Contract: 3 to 200 characters.
        error_group_id (None | str | Unset): Only sessions that ran into this error group, one of
            the `errorGroupIds` of an entry.
            Contract: at least 1 character.
        x_checkly_account (str | Unset): The account that the request is about, a UUID from
            Checkly's account settings, General. Send it with each request: a key alone does not say
            which account is meant.
            Contract: matches ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | SessionPage
    """

    return (
        await asyncio_detailed(
            client=client,
            from_=from_,
            to=to,
            limit=limit,
            statuses=statuses,
            branches=branches,
            users=users,
            providers=providers,
            no_users=no_users,
            next_id=next_id,
            text_search=text_search,
            error_group_id=error_group_id,
            x_checkly_account=x_checkly_account,
        )
    ).parsed
