"""Clients for the commands, and what the environment says of the network that stops them."""

import os
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from testruns._httpx import InvalidURL
from testruns._vendor import Vendor
from testruns._wire import address_problem

PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
EXCEPTIONS = ("NO_PROXY",)
CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
KEY_LOG = "SSLKEYLOGFILE"  # where OpenSSL writes the keys of connections, for those who debug
SCHEMES = {"http", "https", "socks5", "socks5h"}


class NetworkSetupError(Exception):
    """The environment says something of the network that cannot be; no value is shown."""


def client_of(vendor: Vendor[Any, Any, Any], *, awaited: bool = False) -> Any:
    """Make a client of a vendor, connections and all.

    Raises MissingKey, and NetworkSetupError which names the variable that stops it.
    """
    _drop_ranges()
    variable = f"{vendor.name.upper()}_BASE_URL"
    address = os.environ.get(variable, "").strip()
    if address and (problem := address_problem(address)):
        raise NetworkSetupError(f"{variable} is no web address: {problem}")
    try:
        client = vendor.client()
        # The proxies are read when the client of httpx is made, not when ours is.
        client.get_async_httpx_client() if awaited else client.get_httpx_client()
    except ImportError:
        socks = [name for name in variables(*PROXIES) if os.environ[name].startswith("socks")]
        raise NetworkSetupError(
            f"{_either(socks or PROXIES)} names a SOCKS proxy, which needs socksio: "
            "pip install 'httpx[socks]'"
        ) from None
    except (ssl.SSLError, OSError) as error:
        if isinstance(error, OSError) and error.filename == os.environ.get(KEY_LOG, ""):
            text = f"{KEY_LOG}={error.filename} cannot be written: {error.strerror}"
            raise NetworkSetupError(text) from None
        places = [f"{name}={os.environ[name]}" for name in variables(*CERTIFICATES)]
        why = error.strerror or getattr(error, "reason", "") or type(error).__name__
        text = f"{_either(places or CERTIFICATES)}: the certificates cannot be read: {why}"
        raise NetworkSetupError(text) from None
    except (InvalidURL, ValueError):  # whose text may hold the password of a proxy
        wrong = [name for name in variables(*PROXIES) if not _is_proxy(name)]
        if not wrong and (excepted := variables(*EXCEPTIONS)):
            raise NetworkSetupError(
                f"{_either(excepted)} holds what is no name of a host"
            ) from None
        text = f"{_either(wrong or PROXIES)} is no address of a proxy, as http://host:port"
        raise NetworkSetupError(text) from None
    return client


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


def _drop_ranges() -> None:
    """Leave out ranges of IPv6 addresses from NO_PROXY: httpx would take them for a port."""
    kept: dict[str, list[str]] = {name: [] for name in variables(*EXCEPTIONS)}
    for name, each in _exceptions():
        if not ("/" in each and each.count(":") > 1 and "://" not in each):
            kept[name].append(each)
    os.environ.update((name, ",".join(each)) for name, each in kept.items())


def _is_proxy(name: str) -> bool:
    address = os.environ[name]
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        return parts.scheme in SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _either(names: Any) -> str:
    return " or ".join(dict.fromkeys(names))
