"""Mocks that break their spec in one place, and whether they are found out."""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, Final
from urllib.parse import quote, unquote

import httpx
import specmock
from attrs import define, evolve, frozen
from refusals import forbidden
from spec_edits import Edit, edited, operations, optional, schemas, without
from specmock import HttpRequest
from specmock.contract import (
    ClientUnderTest,
    client_under_test,
    documented_requests,
    linked_requests,
)
from specmock.openapi import Pointer
from vendors import SETTINGS

from specs import SPECS

LOOKS: Final = 6
ID_NAMES: Final = ("id", "testSessionId", "test_id", "suite_run_id")
CONSTRAINTS: Final = ("format", "pattern", "minLength", "maxLength", "minimum", "maximum")
MORE_CONSTRAINTS: Final = ("minItems", "maxItems", "enum", "const", "additionalProperties", "type")

Change = Callable[[HttpRequest | httpx.Request, httpx.Response], httpx.Response]


@frozen
class Spoilt:
    """A mock that breaks its spec in one place."""

    kind: str
    what: str
    edit: Edit | None = None
    change: Callable[[], Change] | None = None
    settings: specmock.Settings = SETTINGS


@define(eq=False)
class Spoiler(httpx.BaseTransport):
    """Changes the answers of a mock on their way out."""

    inner: specmock.MockTransport
    change: Change

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self.inner.handle_request(request)
        response.read()
        return self.change(request, response)


def spoilt(name: str) -> Iterator[Spoilt]:
    """Make the spoilt mocks of a vendor: ignored constraints, wrong answers, broken polling."""
    document = specmock.load(SPECS[name])
    requested = _requested(document)
    for pointer, schema in schemas(document.root):
        if pointer[:3] in requested or pointer[0] == "paths" or pointer[1] == "parameters":
            yield from _ignoring(pointer, schema)
    for pointer, operation in operations(document.root):
        yield from _ignoring_all(pointer, operation)
    yield _edited("keys", ("x-mock",), "takes any key", "keys")
    for operation in _true(name).operations.values():
        yield from _misspoken(operation)
    yield from _misled()


def _requested(document: specmock.Document) -> set[tuple[Any, ...]]:
    """Collect the components that requests are made of."""
    found: set[tuple[Any, ...]] = set()
    todo = [each.get("requestBody") for _, each in operations(document.root)]
    while todo:
        for reference in _references(todo.pop()):
            pointer = tuple(reference.split("/")[1:])
            if pointer not in found and pointer[1] == "schemas":
                found.add(pointer)
                todo.append(document.at(pointer))
    return found


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for key, each in node.items():
            if key != "examples":
                yield from _references(each)
    elif isinstance(node, list):
        for each in node:
            yield from _references(each)


def _edited(kind: str, pointer: Pointer, what: str, key: str) -> Spoilt:
    edit = without(kind, pointer, key)
    return Spoilt(kind, edit.what.replace(f"{key} dropped", what), edit)


def _ignoring(pointer: Pointer, schema: Any) -> Iterator[Spoilt]:
    for keyword in (*CONSTRAINTS, *MORE_CONSTRAINTS):
        is_said_twice = keyword == "type" and {"enum", "const", "required"} & schema.keys()
        if keyword in schema and not is_said_twice:
            yield _edited("constraints", pointer, f"ignores {keyword}", keyword)
    for name in schema.get("required", ()):
        edit = optional("constraints", pointer, name)
        yield Spoilt(edit.kind, edit.what.replace("becomes optional", "is not needed"), edit)


def _ignoring_all(pointer: Pointer, operation: Any) -> Iterator[Spoilt]:
    edit = edited("keys", pointer, "needs no key", lambda node: node.update(security=[]))
    yield Spoilt(edit.kind, edit.what, edit)
    if "x-exactly-one-of" in operation:
        what = "ignores x-exactly-one-of"
        yield _edited("constraints", pointer, what, "x-exactly-one-of")
    if "requestBody" in operation:
        body = (*pointer, "requestBody")
        yield _edited("constraints", body, "needs no body", "required")
    for index, parameter in enumerate(operation.get("parameters", ())):
        if parameter.get("required") and parameter["in"] == "query":
            where = (*pointer, "parameters", index)
            yield _edited("constraints", where, "is not needed", "required")


def _misspoken(operation: Any) -> Iterator[Spoilt]:
    """Make mocks whose answers to an operation are wrong."""

    def only(change: Callable[[httpx.Response], httpx.Response]) -> Callable[[], Change]:
        def changed(request: Any, response: httpx.Response) -> httpx.Response:
            path = request.url.raw_path.decode().partition("?")[0]
            found = request.method == operation.method and _fits(operation.path, path)
            return change(response) if found else response

        return lambda: changed

    name = operation.id
    yield Spoilt("answers", f"{name}: code 299", change=only(_recoded))
    if not operation.success.media:
        return
    yield Spoilt("answers", f"{name}: plain text", change=only(_as_text))
    yield Spoilt(
        "answers", f"{name}: a list", change=only(lambda r: _edited_json(r, lambda v: [v]))
    )
    yield Spoilt("answers", f"{name}: nothing in it", change=only(_emptied))
    yield Spoilt("answers", f"{name}: an error of another shape", change=only(_misshapen))


def _fits(template: str, path: str) -> bool:
    segments = list(zip(template.split("/"), path.split("/"), strict=False))
    return template.count("/") == path.count("/") and all(
        left == right or (left.startswith("{") and right not in {"details", "trigger"})
        for left, right in segments
    )


def _edited_json(response: httpx.Response, edit: Callable[[Any], Any]) -> httpx.Response:
    if response.status_code >= 300 or not response.content:
        return response
    return httpx.Response(response.status_code, json=edit(response.json()))


def _recoded(response: httpx.Response) -> httpx.Response:
    status = 299 if response.status_code < 300 else response.status_code
    return httpx.Response(status, headers=_kind(response), content=response.content)


def _as_text(response: httpx.Response) -> httpx.Response:
    headers = {"content-type": "text/plain"}
    return httpx.Response(response.status_code, headers=headers, content=response.content)


def _emptied(response: httpx.Response) -> httpx.Response:
    status = response.status_code
    return httpx.Response(status, headers=_kind(response)) if status < 300 else response


def _misshapen(response: httpx.Response) -> httpx.Response:
    if response.status_code < 400:
        return response
    return httpx.Response(response.status_code, json={"problem": "unknown"})


def _kind(response: httpx.Response) -> dict[str, str]:
    kind = response.headers.get("content-type")
    return {"content-type": kind} if kind else {}


def _misled() -> Iterator[Spoilt]:
    """Make mocks that lie about runs."""
    yield Spoilt("runs", "an unknown id is a run", settings=specmock.Settings(any_id=True, seed=1))
    yield Spoilt("runs", "a run is gone at the second look", change=_second(_gone))
    yield Spoilt("runs", "a run changes its id", change=_second(_renamed))
    yield Spoilt("runs", "a run that ended goes on", change=_later(_restarted))
    yield Spoilt("runs", "a run never ends", change=_later(_restarted, first=0))
    yield Spoilt("runs", "a run is in a state of no lifecycle", change=_second(_unheard))
    yield Spoilt("runs", "a counter is one too high", change=_second(_miscounted))


def _second(spoil: Callable[[httpx.Response], httpx.Response]) -> Callable[[], Change]:
    """Spoil all looks at a thing but the first."""

    def fresh() -> Change:
        seen: set[str] = set()

        def changed(request: Any, response: httpx.Response) -> httpx.Response:
            target = f"{request.method} {request.url.raw_path.decode()}"
            if target not in seen:
                seen.add(target)
                return response
            return spoil(response) if request.method == "GET" else response

        return changed

    return fresh


def _later(
    spoil: Callable[[httpx.Response], httpx.Response], first: int = 4
) -> Callable[[], Change]:
    """Spoil the looks at a thing after the first few."""

    def fresh() -> Change:
        looks: dict[str, int] = {}

        def changed(request: Any, response: httpx.Response) -> httpx.Response:
            target = f"{request.method} {request.url.raw_path.decode()}"
            looks[target] = looks.get(target, 0) + 1
            is_later = request.method == "GET" and looks[target] > first
            return spoil(response) if is_later else response

        return changed

    return fresh


def _gone(response: httpx.Response) -> httpx.Response:
    body = {"statusCode": 404, "error": "Not Found", "message": "Nothing was found"}
    return httpx.Response(404, json=body) if response.status_code < 300 else response


def _renamed(response: httpx.Response) -> httpx.Response:
    digits = str.maketrans("0123456789", "1234567890")
    return _edited_json(
        response,
        lambda value: {
            key: each.translate(digits) if key in ID_NAMES else each for key, each in value.items()
        },
    )


def _restarted(response: httpx.Response) -> httpx.Response:
    return _with_state(response, {"PASSED": "RUNNING", "pass": "processing"} | RUNNING)


RUNNING: Final = dict.fromkeys(("passed", "failed", "completed"), "running")


def _unheard(response: httpx.Response) -> httpx.Response:
    return _edited_json(response, lambda value: {**value, "status": "unheard of"})


def _with_state(response: httpx.Response, words: dict[str, str]) -> httpx.Response:
    return _edited_json(
        response,
        lambda value: {**value, "status": words.get(value.get("status"), value.get("status"))},
    )


def _miscounted(response: httpx.Response) -> httpx.Response:
    return _edited_json(response, _counted_up)


def _counted_up(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    counters = {"passed_tests", "length", "count"}
    return {
        key: each + 9 if key in counters and isinstance(each, int) else _counted_up(each)
        for key, each in value.items()
    }


# Judging


@cache
def _true(name: str) -> ClientUnderTest:
    mock = specmock.Mock(SPECS[name], SETTINGS, specmock.VirtualClock())
    return client_under_test(f"{name}_client", SPECS[name], specmock.MockTransport(mock))


@cache
def _forbidden(name: str) -> list[tuple[str, HttpRequest]]:
    return list(forbidden(_true(name), specmock.Mock(SPECS[name]).key))


def suspicion(name: str, mutant: Spoilt, cases: Iterable[HttpRequest] = ()) -> str | None:
    """Judge a mock by the true spec only: the first thing that is wrong, or None.

    The cases are requests that the spec allows, beside those that it shows.
    """
    document = specmock.load(SPECS[name])
    key = specmock.Mock(document).key
    if mutant.edit is not None:
        document = specmock.loads(json.dumps(mutant.edit.of(document.root)), SPECS[name])
    mock = specmock.Mock(document, mutant.settings, specmock.VirtualClock())
    transport = specmock.MockTransport(mock)
    network: Any = Spoiler(transport, mutant.change()) if mutant.change else transport
    client = client_under_test(f"{name}_client", SPECS[name], network)
    return (
        _refuses(name, client, key)
        or _accepts(client, mock, key, cases)
        or _polls(name, client, mock, key)
        or (_knows_no_other(client, key) if mutant.settings != SETTINGS else None)
    )


def _refuses(name: str, client: ClientUnderTest, key: str) -> str | None:
    for what, request in [*_forbidden(name), *_with_wrong_keys(client, key)]:
        response = client.send(request)
        if response.status_code < 400 or response.status_code == 404:
            return f"{what}: is not refused, but answered with {response.status_code}"
        if found := client.answer_differences(request, response):
            return f"{what}: {found[0]}"
    return None


def _with_wrong_keys(client: ClientUnderTest, key: str) -> Iterator[tuple[str, HttpRequest]]:
    for operation in client.operations.values():
        _, request = next(iter(documented_requests(operation, client.schemas, f"not-{key}")))
        yield f"{operation.id}: a wrong key", request


def _accepts(
    client: ClientUnderTest, mock: specmock.Mock, key: str, cases: Iterable[HttpRequest]
) -> str | None:
    for request in cases:
        response = client.send(request)
        if response.status_code >= 300 and response.status_code not in {404, 408}:
            return f"{request.method} {request.path} {request.body!r}: is refused"
        if found := client.answer_differences(request, response):
            return f"{request.method} {request.path}: {found[0]}"
    for operation in client.operations.values():
        for what, request in documented_requests(operation, client.schemas, key):
            response = client.send(request)
            if response.status_code >= 300 and response.status_code != 408:
                return f"{operation.id} {what}: is refused with {response.status_code}"
            if found := client.answer_differences(request, response):
                return f"{operation.id} {what}: {found[0]}"
            if response.content and (found := _miscount(operation, response.json())):
                return f"{operation.id} {what}: {found}"
        for status in operation.answers:
            mock.plan(operation=operation.id, status=int(status))
            response = client.send(request)
            if response.status_code != int(status):
                return f"{operation.id}: cannot answer {status}"
            if found := client.answer_differences(request, response):
                return f"{operation.id}: {found[0]}"
    return None


def _polls(name: str, client: ClientUnderTest, mock: specmock.Mock, key: str) -> str | None:
    """Follow the links of each trigger, and look until the run has ended."""
    mock.reset()
    for starter in _true_mock(name).starters:
        operation = client.operations[starter]
        for what, request in documented_requests(operation, client.schemas, key):
            answer = client.send(request)
            links = (client.operations, client.schemas, operation, answer.status_code)
            for link, look in linked_requests(*links, answer.json(), key):
                if look.method == "GET" and (found := _watched(client, look)):
                    return f"{starter} {what} → {link}: {found}"
    return None


@cache
def _true_mock(name: str) -> specmock.Mock:
    return specmock.Mock(SPECS[name])


def _watched(client: ClientUnderTest, look: HttpRequest) -> str | None:
    words: list[str] = []
    for _ in range(LOOKS):
        response = client.send(look)
        if response.status_code == 408:
            continue
        if response.status_code >= 300:
            return f"a run that was started answers {response.status_code}"
        value = response.json()
        if not all(each in unquote(look.path + look.query) for each in _ids(value)):
            return "the answer is about another run"
        words.append(value["status"])
    known = _lifecycles(client)
    for lifecycle in known:
        if set(words) <= {*lifecycle["next"], *lifecycle["terminal"]}:
            ends = [word for word in words if word in lifecycle["terminal"]]
            if len(set(ends)) != 1:
                return f"a run ends in {' then '.join(dict.fromkeys(ends)) or 'nothing'}"
            if words[words.index(ends[0]) :] != ends:
                return f"a run that had ended goes on: {', '.join(words)}"
            return None
    return f"a run is in states of no lifecycle: {', '.join(words)}"


def _ids(value: Any) -> list[Any]:
    return [value[name] for name in ID_NAMES if name in value]


def _miscount(operation: Any, value: Any) -> list[str]:
    """Check the counters of an answer against what they count."""
    counts = operation.aggregate.get("counts", {})
    wrong = []
    if {"total_tests", "passed_tests", "failed_tests"} <= counts.keys() & value.keys():
        known = (value["passed_tests"] or 0) + (value["failed_tests"] or 0)
        wrong += ["more runs ended than there are"] if known > value["total_tests"] else []
    for name, what in counts.items():
        if what == "page" and value[name] != len(value[operation.aggregate["list"]["field"]]):
            wrong.append(f"{name} is not the number of what is listed")
    if groups := operation.aggregate.get("groups"):
        for group in (value[groups["field"]] or {}).values():
            if group[groups["count"]] != len(group[groups["items"]]):
                wrong.append("the count of a group is not the number of its items")
    return wrong


def _lifecycles(client: ClientUnderTest) -> list[Any]:
    components = client.document.root["components"]["schemas"].values()
    return [each["x-lifecycle"] for each in components if "x-lifecycle" in each]


def _knows_no_other(client: ClientUnderTest, key: str) -> str | None:
    """Ask for ids that nothing has named, of a mock that is not told that any id is one."""
    other = "00000000-0000-4000-8000-00000000cafe"
    for operation in client.operations.values():
        for _, request in documented_requests(operation, client.schemas, key):
            for each in _placeholders(operation):
                text = quote(each, safe="")
                path, query = (part.replace(text, other) for part in (request.path, request.query))
                asked = evolve(request, path=path, query=query)
                if asked != request and client.send(asked).status_code != 404:
                    return f"{operation.id}: an id that nothing has named is there"
    return None


def _placeholders(operation: Any) -> list[str]:
    values = [value for each in operation.parameters for value in each.examples.values()]
    return [value for value in values if isinstance(value, str) and len(value) > 24]
