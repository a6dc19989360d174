"""The seam to the generated clients: one call, one answer or one typed failure."""

import json
import re
import socket
import ssl
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Any, Protocol, TypeVar, overload

from attrs import define, field, frozen

from . import _httpx as httpx
from ._answer import Answer
from ._httpx import Request, Response
from ._network import proxy_for
from .errors import Fault, RequestFailed


class UnsendableError(ValueError):
    """What a request should hold cannot be written down: nothing was sent."""


A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")

PATIENCE = 30.0  # seconds that an answer may take after the deadline of a wait

LONGEST = 86400.0  # seconds; a socket takes no endless timeout
LARGEST = 2**25  # bytes of an answer, decompressed; one about 10,000 tests has some 5 million
PAGE = 20_000  # bytes of a page that are searched for words
# What is cut off in the middle ends there: looking on for its end takes seconds in a hostile page.
MARKUP = re.compile(r"(?is)<(script|style|head)\b.*?(?:</\1>|\Z)|<[^<>]*>")
# Of OpenSSL: the other side speaks no TLS, or no version of it that is allowed here.
NO_PROTOCOL = frozenset(
    {"WRONG_VERSION_NUMBER", "UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION"}
)
CODINGS = frozenset({"identity", "gzip", "x-gzip", "deflate"})

# How long, in seconds, a transport may hold a request back to pace it: to the deadline at most.
PACE = "testruns.pace"
# The operation of the spec that a request is of, by its generated module.
OPERATION = "testruns.operation"

# Nothing can have started: there was no connection to send the request on.
NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


class Endpoint(Protocol):
    """A generated endpoint module: the request that is neither sync nor async."""

    def _get_kwargs(self, *args: Any, **kwargs: Any) -> dict[str, Any]: ...

    def _parse_response(self, *, client: Any, response: Response) -> Any: ...


class Client(Protocol):
    """What the seam uses of a generated client."""

    token: str

    def get_httpx_client(self) -> httpx.Client: ...

    def get_async_httpx_client(self) -> httpx.AsyncClient: ...


@frozen(eq=False)
class Reply:
    """What came back: an answer or the failure.

    `parsed` is the generated model of the answer, None where it does not parse as `misfit` tells;
    `unread` is told of the fields that could not be read, none of which a verdict rests on.
    """

    parsed: Any = None
    response: Response | None = field(default=None, repr=False)
    failure: RequestFailed | None = None
    misfit: str = ""
    unread: list[str] = field(factory=list)

    @overload
    def model(self, one: type[A], /) -> A: ...

    @overload
    def model(self, one: type[A], two: type[B], /) -> A | B: ...

    @overload
    def model(self, one: type[A], two: type[B], three: type[C], /) -> A | B | C: ...

    def model(self, *models: type[Any]) -> Any:
        """Answer as one of the models; RequestFailed where it is none of them."""
        if self.failure is not None:
            raise self.failure
        if not isinstance(self.parsed, models):
            raise self.unreadable()
        return self.parsed

    def answer(self) -> Answer:
        """Read the answer field by field, also one that does not parse; RequestFailed without it."""
        if self.failure is not None:
            raise self.failure
        body = None if self.response is None else _json(self.response)
        if body is None:
            raise self.unreadable()
        return Answer(body, self.unreadable, unread=self.unread)

    @property
    def raw(self) -> Any:
        """The generated model of the answer, or the JSON of one that does not parse."""
        return self.answer().fields if self.parsed is None else self.parsed

    @property
    def notes(self) -> tuple[str, ...]:
        """What of the answer could not be read."""
        return tuple(self.unread) or ((self.misfit,) if self.misfit else ())

    def complaint(self) -> str:
        """Tell in a line what of the answer could not be read; empty where all could."""
        if self.response is None or not self.notes:
            return ""
        told = "; ".join(self.notes[:5]) + ("; …" if self.notes[5:] else "")
        return f"{_name(self.response.request)}: {told}; the rest was read"

    def accept(self, *faults: Fault) -> None:
        """Raise the failure, if there is one of another kind than these."""
        if self.failure is not None and self.failure.fault not in faults:
            raise self.failure

    def unreadable(self, message: str = "") -> RequestFailed:
        """Failure of an answer that does not say what it should."""
        return _failed(Fault.UNREADABLE, self.response, message=message)


@define(eq=False)
class Call:
    """A request to make: a generated endpoint module, its arguments, and how to read the reply.

    `refs` are the runs it tells about, `about` is the id that a 404 is about; `hold` is how long
    the vendor may keep the answer back, in seconds; an `extra` call adds to what is known
    already, so nothing hangs on it, and no transport holds it back to pace it. Made again, it is
    sent to the same address.
    """

    endpoint: Endpoint
    arguments: Mapping[str, Any] = field(repr=False)
    read: Callable[[Reply], Any] = field(repr=False)
    refs: tuple[Any, ...] = ()
    about: str = ""
    hold: float = 0.0
    extra: bool = False
    built: dict[str, Any] | None = field(init=False, default=None, repr=False)
    # The last answer and its model: while a run goes on, most answers are the same.
    last: tuple[int, bytes, Any] | None = field(init=False, default=None, repr=False)


def understood(call: Call, reply: Reply) -> Any:
    """Read a reply as its call does; RequestFailed where it cannot be read."""
    try:
        found = call.read(reply)
        return list(found) if isinstance(found, Iterator) else found
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise reply.unreadable() from error


def address_problem(text: str) -> str | None:
    """Name the defect of a base address; with a password, requests would go without the key."""
    if not text.lower().startswith(("http://", "https://")):
        return "http:// or https:// is missing"
    if "?" in text or "#" in text:
        return "a query or a fragment stands in it"
    try:
        url = httpx.URL(text)
        is_whole = bool(url.host) and not re.search(r"\s", text) and (url.port or 1) <= 65_535
        has_user = bool(url.userinfo)
    except (httpx.InvalidURL, ValueError):
        is_whole = has_user = False
    if not is_whole:
        return "its host or its port is wrong"
    return "a user or a password stands in it" if has_user else None


def ask(client: Client, call: Call, within: float) -> Reply:
    """Make a call, in at most `within` seconds unless its headers trickle: httpx cannot tell."""
    http = client.get_httpx_client()
    request, end = _request(http, call, within), time.monotonic() + within
    try:
        response = http.send(request, stream=True, follow_redirects=False)
        try:
            response.stream = _Body(response, end)
            response.read()
        finally:
            response.close()
    except (httpx.RequestError, httpx.StreamError) as error:
        return _lost(client, request, error)
    return _reply(client, call, response)


async def ask_async(
    client: Client, call: Call, within: float, http: httpx.AsyncClient | None = None
) -> Reply:
    """Make a call, in at most `within` seconds, on asyncio or trio; `http` is that of the loop."""
    import anyio

    http = http or client.get_async_httpx_client()
    request, end = _request(http, call, within), time.monotonic() + within
    body: _Body | None = None
    with anyio.move_on_after(within) as scope:
        try:
            response = await http.send(request, stream=True, follow_redirects=False)
            try:
                response.stream = body = _Body(response, end, scope.cancel)
                await response.aread()
            finally:
                await response.aclose()
        except (httpx.RequestError, httpx.StreamError) as error:
            return _lost(client, request, error)
        return _reply(client, call, response)
    failure = body.failure if body else None
    return _lost(client, request, failure or _took_too_long(request))


def _request(http: httpx.Client | httpx.AsyncClient, call: Call, within: float) -> Request:
    limits = http.timeout.as_dict()
    limits["read"] = None if limits["read"] is None else limits["read"] + call.hold
    end = min(max(0.001, within), LONGEST)
    bounded = {name: end if limit is None else min(limit, end) for name, limit in limits.items()}
    extensions = {"timeout": bounded, PACE: 0.0 if call.extra else max(0.0, within - PATIENCE)}
    extensions[OPERATION] = getattr(call.endpoint, "__name__", "")
    parts = call.built or call.endpoint._get_kwargs(**call.arguments)
    headers = parts.get("headers", {}) | {"accept-encoding": "gzip"}
    try:
        request = http.build_request(**parts | {"headers": headers}, extensions=extensions)
    except (RecursionError, TypeError, ValueError) as error:
        raise UnsendableError(f"the request cannot be written: {error}") from error
    if call.built is None and not http.params:
        # httpx parses an address three times, which is a third of what a look costs.
        call.built = {**parts, "url": request.url, "params": None}
    return request


def _read_limit(request: Request) -> float:
    limit: float = request.extensions["timeout"]["read"]
    return limit


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that is bounded: it takes as long as one read, goes to the `end`, and fits in memory.

    It decodes what is compressed, of which httpx would make any size. Awaited, it is canceled
    where it does not fit, since generators that are left are no way to stop on trio.
    """

    def __init__(
        self, response: Response, end: float, cancel: Callable[[], None] | None = None
    ) -> None:
        self.failure: Exception | None = None
        self._cancel = cancel or (lambda: None)
        self._stream: Any = response.stream
        self._request = response.request
        self._end = min(end, time.monotonic() + _read_limit(response.request))
        self._left = LARGEST
        self._coding = response.headers.pop("content-encoding", "identity").strip().lower()
        if self._coding != "identity":
            # 32: with the header of gzip or that of zlib
            self._decoder = zlib.decompressobj(zlib.MAX_WBITS | 32)

    def _checked(self, chunk: bytes) -> bytes:
        if time.monotonic() > self._end:
            raise _took_too_long(self._request)
        if self._coding not in CODINGS:
            raise httpx.DecodingError(f"it is coded as {self._coding}", request=self._request)
        if self._coding != "identity":
            try:
                chunk = self._decoder.decompress(chunk, self._left + 1)
            except zlib.error as error:
                raise httpx.DecodingError(str(error), request=self._request) from error
        self._left -= len(chunk)
        if self._left < 0:
            text = f"the answer has more than {LARGEST:,} bytes"
            raise httpx.DecodingError(text, request=self._request)
        return chunk

    def __iter__(self) -> Iterator[bytes]:
        return map(self._checked, self._stream)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            if self.failure is not None:
                continue
            try:
                checked = self._checked(chunk)
            except httpx.RequestError as failure:
                self.failure = failure
                self._cancel()
            else:
                yield checked
        if self.failure is not None:
            raise self.failure

    def close(self) -> None:
        self._stream.close()

    async def aclose(self) -> None:
        await self._stream.aclose()


def _took_too_long(request: Request) -> httpx.ReadTimeout:
    return httpx.ReadTimeout("the answer took too long", request=request)


def _lost(client: Client, request: Request, error: Exception) -> Reply:
    bare = _bare(request)
    if isinstance(error, httpx.RequestError):
        error.request = bare
    fault = Fault.UNSENT if isinstance(error, NOT_SENT) else Fault.LOST
    told = f"{type(error).__name__} {error}".strip()
    if fault is Fault.UNSENT and (proxy := proxy_for(request)):
        told += f"; the environment names the proxy {proxy}"
    if any(isinstance(each, ssl.SSLCertVerificationError) for each in _causes(error)):
        told += "; SSL_CERT_FILE may name a file of further authorities"
    message = _censored(told, client.token)
    failure = RequestFailed(_name(bare), fault, message=message, is_lasting=_is_lasting(error))
    failure.__cause__ = error
    return Reply(failure=failure)


def _reply(client: Client, call: Call, response: Response) -> Reply:
    if call.last and call.last[:2] == (response.status_code, response.content):
        return Reply(call.last[2], response)
    try:
        parsed = call.endpoint._parse_response(client=client, response=response)
        error = None
    except Exception as raised:  # noqa: BLE001 - whatever a parser raises, the answer is unusable
        parsed, error = None, raised
    # Not the whole has to be as documented: what decides is read field by field.
    is_known = error is None and (parsed is not None or not response.content)
    if response.is_success and (is_known or _json(response) is not None):
        misfit = "" if error is None else f"{type(error).__name__} {error}"[:200]
        if error is None:
            call.last = response.status_code, response.content, parsed
        return Reply(parsed, response, misfit=misfit)
    failure = _failed(_fault(response.status_code), response, client.token)
    failure.__cause__ = error
    return Reply(parsed, response, failure)


def _failed(
    fault: Fault, response: Response | None, key: str | None = None, message: str = ""
) -> RequestFailed:
    if response is None:
        return RequestFailed("the request", fault, message=message)
    response.request = _bare(response.request)
    return RequestFailed(
        _name(response.request),
        fault,
        message=message if key is None else _censored(_message(response), key),
        retry_after=_retry_after(response) if fault in (Fault.LIMITED, Fault.BROKEN) else None,
        response=response,
    )


def _censored(text: str, key: str) -> str:
    return text.replace(key, "[key]") if len(key) > 3 else text  # a shorter one is in any word


class Overdue(RequestFailed):
    """A request whose answer has not come within PATIENCE after the deadline."""

    def __init__(self) -> None:
        super().__init__("a request", Fault.LOST, message="the answer took too long")


def _bare(request: Request) -> Request:
    """Strip a request of its headers, which hold the key, and of its body, which is the user's."""
    return Request(request.method, request.url)


def _name(request: Request) -> str:
    host, port = request.url.host, request.url.port
    place = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    return f"{request.method} {request.url.path} at {place}"


def _is_lasting(error: BaseException) -> bool:
    """Recognise a fault that a later try cannot cure: a certificate, an unknown host, an unknown protocol."""
    for each in _causes(error):
        if isinstance(each, ssl.SSLCertVerificationError | httpx.UnsupportedProtocol):
            return True
        if isinstance(each, ssl.SSLError) and getattr(each, "reason", "") in NO_PROTOCOL:
            return True
        if isinstance(each, socket.gaierror):
            return each.errno == socket.EAI_NONAME
    return False


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _fault(status: int) -> Fault:
    match status:
        case 404:
            return Fault.MISSING
        case 429:
            return Fault.LIMITED
        case 408 | 425:  # both ask to try again: RFC 9110, 15.5.9, and RFC 8470, 5.2
            return Fault.BROKEN
        case _ if status >= 500:
            return Fault.BROKEN
        case _ if status >= 300:
            return Fault.REFUSED
    return Fault.UNREADABLE


def _json(response: Response) -> dict[str, Any] | None:
    """Read the JSON object of an answer; None where it is none."""
    for whole in (None, float):  # Python refuses a number of 5,000 digits
        try:
            body = json.loads(response.content, parse_int=whole)
        except (ValueError, RecursionError):
            continue
        return body if isinstance(body, dict) else None
    return None


def _message(response: Response) -> str:
    """Words of the vendor: of its own error body, else where it redirects to, else the first line."""
    body = _json(response) or {}
    words = [body.get(key) for key in ("message", "error")]
    if "location" in response.headers:
        place = re.sub("//[^/]*@", "//", response.headers["location"].partition("?")[0])
        words.append(f"redirected to {place}")
    page = _text(response)
    if response.is_success and not page.lstrip().startswith("<"):
        page = ""  # a run that cannot be read, and no page about why
    words += [line.strip() for line in MARKUP.sub("\n", page).splitlines()]
    return next((word for word in words if isinstance(word, str) and word), "")[:500]


def _text(response: Response) -> str:
    """Decode the beginning of a body; one whose charset is no encoding of text as UTF-8."""
    beginning = response.content[:PAGE]
    try:
        return beginning.decode(response.charset_encoding or "utf-8", "replace")
    except (LookupError, ValueError):
        return beginning.decode("utf-8", "replace")


def _retry_after(response: Response) -> float | None:
    """Retry-After of an answer, in seconds: from its body, else its header (RFC 9110, 10.2.3)."""
    header = response.headers.get("retry-after")
    for value in ((_json(response) or {}).get("retry_after"), header):
        try:
            seconds = float(value)  # type: ignore[arg-type]  # what is no number raises
        except (TypeError, ValueError, OverflowError):
            continue
        if isfinite(seconds) and not isinstance(value, bool):
            return max(0.0, seconds)
    try:
        # The vendor's own clock where it tells it, so that ours may be wrong.
        now = response.headers.get("date")
        today = time.time() if now is None else parsedate_to_datetime(now).timestamp()
        return max(0.0, parsedate_to_datetime(header).timestamp() - today)
    except (TypeError, ValueError, OverflowError):
        return None
