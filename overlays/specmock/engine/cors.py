"""Requests of pages of other sites (CORS), and of methods that a path does not have."""

from specmock.openapi import HttpRequest, HttpResponse, Route, header_text, problem


def is_preflight(request: HttpRequest) -> bool:
    """Tell whether a browser asks what a page of another site may send; it sends no key then."""
    return request.method == "OPTIONS" and "access-control-request-method" in request.headers


def without_operation(request: HttpRequest, route: Route) -> HttpResponse:
    """Answer a method that a path has no operation for: 405, or what the path knows."""
    documented = {*route.methods}
    known = documented | {"OPTIONS"} | ({"HEAD"} if "GET" in documented else set())
    methods = ", ".join(sorted(known))
    if request.method == "OPTIONS":
        wanted = request.headers.get("access-control-request-headers", "*")
        headers = {"allow": methods, "access-control-allow-methods": methods}
        return HttpResponse(204, {**headers, "access-control-allow-headers": header_text(wanted)})
    response = problem(405, f"the document has no {request.method} here")
    response.headers["allow"] = methods
    return response


def allow_origin(request: HttpRequest, response: HttpResponse) -> None:
    """Let the page that asked read an answer, with cookies as well: so its origin is named."""
    origin = request.headers.get("origin")
    if origin is None:
        return
    names = [name for name in response.headers if not name.startswith("access-control-")]
    response.headers["access-control-expose-headers"] = ", ".join(names) or "*"
    response.headers["access-control-allow-origin"] = header_text(origin)
    response.headers["access-control-allow-credentials"] = "true"
    vary = response.headers.get("vary")
    response.headers["vary"] = f"{vary}, origin" if vary else "origin"
