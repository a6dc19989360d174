"""What the environment and the caller say of the network, told by name where it cannot be."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from typing import Any, TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from ._httpx import InvalidURL, Request
from .errors import NetworkSetupError

T = TypeVar("T")

PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
EXCEPTIONS = ("NO_PROXY",)
CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
KEY_LOG = "SSLKEYLOGFILE"  # where OpenSSL writes the keys of connections, for those who debug
IPV6 = re.compile(r"^\[([0-9A-Fa-f:.]+)\]$")
SCHEMES = {"http", "https", "socks5", "socks5h"}

WRITING = RLock()  # of NO_PROXY


def made(make: Callable[[], T], verify_ssl: Any, httpx_args: Mapping[str, Any]) -> T:
    """Make what httpx makes of proxies, certificates and SOCKS, or tell why it cannot.

    Raises NetworkSetupError, which names the variable or the argument, and of a proxy no value.
    """
    try:
        with _without_ranges():
            return make()
    except ImportError as error:
        socks = [name for name in variables(*PROXIES) if os.environ[name].startswith("socks")]
        named = _of(httpx_args, "proxy", "proxies", "mounts") or socks
        problem = (
            f"{_either(named or PROXIES)} names a SOCKS proxy, which needs socksio: "
            "pip install 'httpx[socks]'"
            if error.name in {None, "socksio"}
            else f"httpx_args: {error.name} is not installed"  # as for HTTP/2
        )
    except OSError as error:  # that of ssl is one
        if error.filename and error.filename == os.environ.get(KEY_LOG):
            problem = f"{KEY_LOG}={error.filename} cannot be written: {error.strerror}"
        else:
            named = [f"verify_ssl={verify_ssl}"] * isinstance(verify_ssl, str)
            named = named or _of(httpx_args, "cert", "verify")
            named = named or [f"{name}={os.environ[name]}" for name in variables(*CERTIFICATES)]
            why = error.strerror or getattr(error, "reason", "") or type(error).__name__
            problem = f"{_either(named or CERTIFICATES)}: the certificates cannot be read: {why}"
    except (InvalidURL, ValueError):  # whose text may hold the password of a proxy
        wrong = [name for name in variables(*PROXIES) if not _is_proxy(name)]
        wrong = wrong or _of(httpx_args, "proxy", "proxies", "mounts")
        excepted = variables(*EXCEPTIONS)
        problem = (
            f"{_either(excepted)} holds what is no name of a host"
            if excepted and not wrong
            else f"{_either(wrong or PROXIES)} is no address of a proxy, as http://host:port"
        )
    except (AttributeError, TypeError) as error:
        if not httpx_args:
            raise
        problem = (
            f"httpx_args ({_either(httpx_args)}): httpx does not take them: {type(error).__name__}"
        )
    raise NetworkSetupError(problem)  # out here, since the frames of the error hold passwords


def _of(httpx_args: Mapping[str, Any], *names: str) -> list[str]:
    return [f"httpx_args[{name!r}]" for name in names if httpx_args.get(name) is not None]


def variables(*names: str) -> list[str]:
    """List the variables that are set, each also in lower case."""
    return [each for name in names for each in (name, name.lower()) if os.environ.get(each)]


def ranges() -> list[str]:
    """List what NO_PROXY excepts by ranges of addresses, which httpx does not obey."""
    return [each for _, each in _exceptions() if "/" in each and "://" not in each]


def _exceptions() -> Iterator[tuple[str, str]]:
    for name in variables(*EXCEPTIONS):
        for each in os.environ[name].split(","):
            yield name, each.strip()


@contextmanager
def _without_ranges() -> Iterator[None]:
    """Write IPv6 in NO_PROXY as httpx reads it meanwhile: without brackets, and no range."""
    before = {name: os.environ[name] for name in variables(*EXCEPTIONS)}
    kept: dict[str, list[str]] = {name: [] for name in before}
    for name, each in _exceptions():
        if not ("/" in each and each.count(":") > 1 and "://" not in each):
            kept[name].append(IPV6.sub(r"\1", each))
    written = {name: ",".join(each) for name, each in kept.items()}
    if written == before:
        yield
        return
    with WRITING:
        os.environ.update(written)
        try:
            yield
        finally:
            os.environ.update(before)


def _is_proxy(name: str) -> bool:
    address = os.environ[name]
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        return parts.scheme in SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _either(names: Any) -> str:
    return " or ".join(dict.fromkeys(names))


def proxy_for(request: Request) -> str:
    """Name the host and port of the proxy that the environment names for a request, if it does."""
    proxies, host = getproxies(), request.url.host
    address = proxies.get(request.url.scheme) or proxies.get("all") or ""
    if not address or proxy_bypass(f"{host}:{request.url.port}" if request.url.port else host):
        return ""
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        return parts.netloc.rpartition("@")[2] if parts.port or parts.hostname else ""
    except ValueError:  # whose text may hold the password
        return ""
