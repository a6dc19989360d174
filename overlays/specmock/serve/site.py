"""Several mocks at one address, each under its prefix, and the page and calls to steer them."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from attrs import asdict

from specmock.engine.faults import step_from
from specmock.engine.mock import Mock
from specmock.openapi import Answer, HttpRequest, HttpResponse, json_response, problem, query_pairs

ADMIN: Final = "/_specmock"
_HERE: Final = Path(__file__).parent
_LIVE_LIMIT: Final = 200
_STATIC: Final = {
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
}


class Site:
    """Mocks by name; a request for `/name/…` goes to the mock of that name."""

    def __init__(self, mocks: Iterable[Mock], *, by_name: bool = True) -> None:
        """Put mocks side by side; raise ValueError for two of one name or of two clocks.

        One that is alone need not be reached by its name, which may be a path of its document; the
        root is then the document's as well.
        """
        self._by_name = by_name
        self.mocks: dict[str, Mock] = {}
        for mock in mocks:
            if mock.name in self.mocks:
                hint = f"name one of them, as in other={mock.document.path}"
                raise ValueError(f"two documents are named {mock.name}: {hint}")
            self.mocks[mock.name] = mock
        clocks = {id(mock.clock): mock.clock for mock in self.mocks.values()}
        if len(clocks) != 1:
            raise ValueError("the mocks of a site share one clock")
        self.clock = clocks.popitem()[1]
        self._mounts: dict[str, list[tuple[str, Mock]]] = {}  # by the first segment of a path
        self._mount()

    @property
    def max_body(self) -> int:
        """The size of the largest body that one of the mocks takes."""
        return max(mock.settings.max_body for mock in self.mocks.values())

    def handle(self, request: HttpRequest, client: str | None = None) -> Answer:
        """Answer by the mock that is asked, or as the site itself."""
        if self.is_own(request):
            return self._administer(request, client)
        found = self.routed(request)
        if found is None:
            return problem(404, f"no mock is named so; these are: {', '.join(self.mocks)}")
        mock, routed = found
        return mock.handle(routed)

    def is_own(self, request: HttpRequest) -> bool:
        """Tell whether a request is for the site itself, and for none of its mocks."""
        has_page = self._by_name or len(self.mocks) > 1
        is_page = request.path == "/" and has_page
        return is_page or f"{request.path}/".startswith(f"{ADMIN}/")

    def routed(self, request: HttpRequest) -> tuple[Mock, HttpRequest] | None:
        """Find the mock that is asked, and the request as this one gets it."""
        _, first, *_ = [*request.path.split("/", 2), ""]
        found = self._found(request.path, first)
        if found is None:
            return None
        mock, path = found
        base = request.path.removesuffix(path)
        return mock, HttpRequest(
            request.method, path, request.query, request.headers, request.body, base
        )

    def replace(self, mock: Mock) -> None:
        """Put a mock in the place of the one of its name."""
        self.mocks[mock.name] = mock
        self._mount()

    def paths(self, mock: Mock) -> list[str]:
        """List the paths under which a mock is: its name, its servers' paths, alone the root."""
        return [
            path or "/"
            for mounts in self._mounts.values()
            for path, mounted in mounts
            if mounted is mock
        ]

    def _mount(self) -> None:
        """Mount each mock at its name, then at the paths of its servers where these are its own.

        The longer path comes first. A mock that is alone is at the root as well.
        """
        bases = [(path, mock) for mock in self.mocks.values() for path in _server_paths(mock)]
        if len(self.mocks) == 1:
            bases += [("", mock) for mock in self.mocks.values()]
        own = dict(bases)
        shared = {path for path, mock in bases if own[path] is not mock}
        names = self.mocks.items() if self._by_name or len(self.mocks) > 1 else ()
        mounts = [("/" + quote(name), mock) for name, mock in names]
        longest_first = sorted(own.items(), key=lambda item: -len(item[0]))
        mounts += [item for item in longest_first if item[0] not in shared]
        found: dict[str, list[tuple[str, Mock]]] = {}
        for path, mock in dict.fromkeys(mounts):
            found.setdefault(path.partition("/")[2].partition("/")[0], []).append((path, mock))
        self._mounts = found
        # The first segments of documents' own paths, which a mount at the root may have to serve.
        at_root = {mock.name: mock for _, mock in found.get("", [])}.values()
        firsts = {
            operation.path.split("/", 2)[1]
            for mock in at_root
            for operation in mock.operations.values()
        }
        self._shared = set(found) if any("{" in each for each in firsts) else firsts

    def _found(self, path: str, first: str) -> tuple[Mock, str] | None:
        mounts = self._mounts.get(first) or self._mounts.get(quote(unquote(first)), [])
        if len(mounts) == 1 and first and first not in self._shared:
            base, mock = mounts[0]
            if path.startswith(f"{base}/"):
                return mock, path[len(base) :]
        mounts = [*mounts, *self._mounts.get("", [])] if "" in self._mounts else mounts
        fitting = [
            (mock, path[len(base) :] or "/")
            for base, mock in mounts
            if path == base or path.startswith(f"{base}/")
        ]
        if len(fitting) < 2:
            return fitting[0] if fitting else None
        return next((found for found in fitting if found[0].serves(found[1])), fitting[0])

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
        except RecursionError:
            return problem(400, "the body is nested too deeply")
        except (ValueError, TypeError, LookupError) as error:
            return problem(400, str(error.args[0] if error.args else error))

    def _answer(self, verb: str, given: dict[str, Any], query: Mapping[str, str]) -> HttpResponse:
        match verb:
            case "GET /":
                return _page("start.html")
            case "GET /openapi.yaml":
                text = (_HERE / "steering.yaml").read_bytes()
                return HttpResponse(200, {"content-type": "application/yaml"}, text)
            case "GET /health":
                mocks = {
                    name: {**_about(mock), "paths": self.paths(mock)}
                    for name, mock in self.mocks.items()
                }
                return json_response(200, {"status": "ok", "mocks": mocks})
            case "GET /journal":
                return json_response(200, self._journal(query))
            case "GET /runs":
                limit = _limit(query)
                return json_response(
                    200, {mock.name: _newest(mock.runs(limit), limit) for mock in self._of(query)}
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
                self.clock.advance(_seconds(given))
                return json_response(200, {"now": self.clock.now()})
            case "POST /reset":
                for mock in self._of(given):
                    mock.forget()
                if "mock" not in given:  # the clock is that of all
                    self.clock.reset()
                return HttpResponse(204)
        _, _, path = verb.partition(" /")
        kind, _, name = path.partition("/")
        return self._file(kind, name) or problem(404, f"there is no {verb}")

    def _file(self, kind: str, name: str) -> HttpResponse | None:
        if kind == "specs" and name in self.mocks:
            text = self.mocks[name].document.text
            return HttpResponse(200, {"content-type": "application/yaml"}, text.encode())
        if kind == "reference" and (name in self.mocks or not name):
            return _page("reference.html")
        if kind == "static" and name in _STATIC and (found := find_spec("swagger_ui")):
            content = Path(str(found.origin)).with_name("static").joinpath(name).read_bytes()
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
        return [asdict(entry) for entry in entries[-_limit(query) :]]

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


def _seconds(given: Mapping[str, Any]) -> float:
    seconds = given.get("advance")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise TypeError("advance is a number of seconds")
    return float(seconds)


def _limit(query: Mapping[str, str]) -> int:
    text = query.get("limit", str(_LIVE_LIMIT))
    if not text.isdecimal() or int(text) < 1:
        raise ValueError("limit is a number from 1")
    return int(text)


def _server_paths(mock: Mock) -> list[str]:
    """Read the paths of a document's servers, with the defaults of their variables."""
    found = []
    servers = mock.document.root.get("servers")
    for server in servers if isinstance(servers, list) else ():
        if not isinstance(server, dict) or not isinstance(server.get("url"), str):
            continue
        url, variables = server["url"], server.get("variables")
        for name, facts in variables.items() if isinstance(variables, dict) else ():
            default = facts.get("default") if isinstance(facts, dict) else None
            url = url.replace(f"{{{name}}}", str(default))
        with suppress(ValueError):  # no address
            path = urlsplit(url).path.rstrip("/")
            found += [path] if path.startswith("/") and path != ADMIN else []
    return found


def _newest(runs: list[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    return sorted(runs, key=lambda run: float(run["created"]))[-limit:]


def _page(name: str) -> HttpResponse:
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'self' 'unsafe-inline' data:",
    }
    return HttpResponse(200, headers, (_HERE / "pages" / name).read_bytes())


def _about(mock: Mock) -> dict[str, Any]:
    info = mock.document.root.get("info")
    title = info.get("title") if isinstance(info, dict) else None
    return {
        "title": title if isinstance(title, str) else mock.name,
        "key": mock.key,
        "operations": [
            {"id": each.id, "method": each.method, "path": each.path}
            for each in mock.operations.values()
        ],
        "resources": [each.to_dict() for each in mock.resources],
        "outcomes": mock.outcomes,
        "starters": mock.starters,
    }


def _is_local(headers: Mapping[str, str], client: str | None) -> bool:
    """Tell whether a request comes from this machine, and from no page but the site's own.

    Pages of other origins use the mocks (CORS) and do not steer them, those of other local ports
    included: they may run what others wrote.
    """
    if client is None:  # in process
        return True
    host, origin = headers.get("host", "localhost"), headers.get("origin")
    try:
        is_near = ip_address(client.partition("%")[0]).is_loopback
        is_asked_here = _is_loopback(urlsplit(f"//{host}").hostname or "")
    except ValueError:
        return False
    return is_near and is_asked_here and origin in {None, f"http://{host}"}


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
