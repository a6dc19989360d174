"""Several mocks at one address, each under its prefix, and the page and calls to steer them."""

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from importlib.util import find_spec
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from attrs import asdict

from specmock.engine.faults import step_from
from specmock.engine.mock import Mock
from specmock.openapi import Answer, HttpRequest, HttpResponse, json_response, problem, query_pairs

ADMIN: Final = "/_specmock"
_LIVE_LIMIT: Final = 200
_STATIC: Final = {
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
}


class Site:
    """Mocks by name; a request for `/name/…` goes to the mock of that name."""

    def __init__(self, mocks: Iterable[Mock]) -> None:
        """Put mocks side by side; raise ValueError for two of one name or of two clocks."""
        self.mocks: dict[str, Mock] = {}
        for mock in mocks:
            if mock.name in self.mocks:
                raise ValueError(f"two documents are named {mock.name}")
            self.mocks[mock.name] = mock
        clocks = {id(mock.clock): mock.clock for mock in self.mocks.values()}
        if len(clocks) != 1:
            raise ValueError("the mocks of a site share one clock")
        self.clock = clocks.popitem()[1]

    @property
    def max_body(self) -> int:
        """The size of the largest body that one of the mocks takes."""
        return max(mock.settings.max_body for mock in self.mocks.values())

    def handle(self, request: HttpRequest, client: str | None = None) -> Answer:
        """Answer by the mock that is asked, or as the site itself."""
        _, name, *rest = [*request.path.split("/", 2), ""]
        if request.path == "/" or f"/{name}" == ADMIN:
            return self._administer(request, client)
        mock = self.mocks.get(name)
        if mock is None:
            return problem(404, f"no mock is named so; these are: {', '.join(self.mocks)}")
        path = "/" + rest[0]
        return mock.handle(
            HttpRequest(request.method, path, request.query, request.headers, request.body)
        )

    def _administer(self, request: HttpRequest, client: str | None) -> HttpResponse:
        if not _is_local(request.headers, client):
            return problem(403, "only the machine itself may ask for this")
        query = dict(query_pairs(request.query))
        method = "GET" if request.method == "HEAD" else request.method
        verb = f"{method} {request.path.removeprefix(ADMIN).rstrip('/') or '/'}"
        try:
            given = json.loads(request.body) if request.body else {}
            if not isinstance(given, dict):
                return problem(400, "the body is no object")
            return self._answer(verb, given, query)
        except (ValueError, TypeError, LookupError) as error:
            return problem(400, str(error.args[0] if error.args else error))

    def _answer(self, verb: str, given: dict[str, Any], query: Mapping[str, str]) -> HttpResponse:
        match verb:
            case "GET /":
                return _page("start.html")
            case "GET /health":
                mocks = {name: _about(mock) for name, mock in self.mocks.items()}
                return json_response(200, {"status": "ok", "mocks": mocks})
            case "GET /journal":
                return json_response(200, self._journal(query))
            case "GET /runs":
                limit = int(query.get("limit", _LIVE_LIMIT))
                return json_response(
                    200, {mock.name: _newest(mock.runs(), limit) for mock in self._of(query)}
                )
            case "GET /resources":
                return json_response(
                    200,
                    {m.name: [each.to_dict() for each in m.resources] for m in self._of(query)},
                )
            case "POST /runs":
                self._add_run(given)
                return json_response(201, given)
            case "GET /plan":
                return json_response(
                    200, {m.name: [step.to_dict() for step in m.steps] for m in self._of(query)}
                )
            case "POST /plan":
                self._plan(given)
                return json_response(201, given)
            case "GET /clock":
                return json_response(200, {"now": self.clock.now()})
            case "POST /clock":
                self.clock.advance(float(given["advance"]))
                return json_response(200, {"now": self.clock.now()})
            case "POST /reset":
                for mock in self._of(given):
                    mock.reset()
                return HttpResponse(204)
        _, _, path = verb.partition(" /")
        kind, _, name = path.partition("/")
        return self._file(kind, name) or problem(404, f"there is no {verb}")

    def _file(self, kind: str, name: str) -> HttpResponse | None:
        if kind == "specs" and name in self.mocks:
            text = self.mocks[name].document.text
            return HttpResponse(200, {"content-type": "application/yaml"}, text.encode())
        if kind == "reference" and name in self.mocks:
            return _page("reference.html")
        if kind == "static" and name in _STATIC and find_spec("swagger_ui"):
            content = files("swagger_ui").joinpath("static", name).read_bytes()
            return HttpResponse(200, {"content-type": _STATIC[name]}, content)
        return None

    def _of(self, given: Mapping[str, Any]) -> list[Mock]:
        if "mock" not in given:
            return list(self.mocks.values())
        if given["mock"] not in self.mocks:
            raise ValueError(f"no mock is named {given['mock']}")
        return [self.mocks[given["mock"]]]

    def _journal(self, query: Mapping[str, str]) -> list[dict[str, Any]]:
        entries = [entry for mock in self._of(query) for entry in mock.journal]
        entries.sort(key=lambda entry: entry.time)
        return [asdict(entry) for entry in entries[-int(query.get("limit", _LIVE_LIMIT)) :]]

    def _add_run(self, given: dict[str, Any]) -> None:
        known = [mock for mock in self._of(given) if given.get("operation") in mock.operations]
        if len(known) != 1:
            raise ValueError("name an operation, and the mock that has it")
        known[0].add_run(given["operation"], given.get("state"), **given["parameters"])

    def _plan(self, given: dict[str, Any]) -> None:
        step = step_from({name: value for name, value in given.items() if name != "mock"})
        mocks = self._of(given)
        if step.operation and "mock" not in given:
            mocks = [mock for mock in mocks if step.operation in mock.operations]
        if len(mocks) != 1:
            raise ValueError("say which mock this is for")
        mocks[0].add(step)


def _newest(runs: list[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    return sorted(runs, key=lambda run: float(run["created"]))[-limit:]


def _page(name: str) -> HttpResponse:
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'self' 'unsafe-inline' data:",
    }
    return HttpResponse(200, headers, files("specmock.serve").joinpath("pages", name).read_bytes())


def _about(mock: Mock) -> dict[str, Any]:
    info = mock.document.root.get("info", {})
    return {
        "title": info.get("title", mock.name),
        "key": mock.key,
        "operations": [
            {"id": each.id, "method": each.method, "path": each.path}
            for each in mock.operations.values()
        ],
        "outcomes": mock.outcomes,
        "starters": mock.starters,
    }


def _is_local(headers: Mapping[str, str], client: str | None) -> bool:
    """Whether a request comes from this machine, and not by way of another site's page."""
    if client is not None and not ip_address(client.partition("%")[0]).is_loopback:
        return False
    origin = headers.get("origin")
    hosts = [urlsplit(f"//{headers.get('host', 'localhost')}").hostname]
    if origin is not None:
        hosts.append(urlsplit(origin).hostname)
    return client is None or all(_is_loopback(host or "") for host in hosts)


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
