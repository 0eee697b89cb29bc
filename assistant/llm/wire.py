"""HTTP under one deadline: to the service that is set and to no other host.

HTTP clients bound the wait for each byte, so that a server that trickles them holds them for ever.
Here the seconds a request is given are those until all of its answer is there: name look-up,
connecting, the handshake, sending and every read are given only what is left of them.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore2
import httpx2

__all__ = [
    "AddressRefused",
    "BoundedTransport",
    "UnknownName",
    "addresses_of",
    "proxy_for",
    "try_connection",
]

_LARGEST = 4_000_000  # bytes of one answer
_SLICE = 4096  # bytes sent at a time, so that a deadline holds between them
_KEPT_OPEN = 2.0  # seconds a connection waits for the next request: servers drop theirs after 5

# What a request says of this machine; the client's own headers tell system and versions.
_HEADERS = frozenset({b"host", b"accept", b"authorization", b"content-type", b"content-length"})


class AddressRefused(Exception):
    """A request to another host than the one that is set."""


class UnknownName(httpcore2.ConnectError):
    """No address belongs to the host's name."""


class _Until(float):
    """Seconds left when it was made; knows the moment itself, which httpcore passes through."""

    moment: float

    def __new__(cls, moment: float) -> _Until:
        made = super().__new__(cls, max(moment - time.monotonic(), 0.001))
        made.moment = moment
        return made


def _left(timeout: float | None, error: type[Exception]) -> float | None:
    if not isinstance(timeout, _Until):
        return timeout
    left = timeout.moment - time.monotonic()
    if left <= 0:
        raise error("the deadline has passed")
    return left


class _Stream(httpcore2.NetworkStream):
    """A connection whose every read and write ends by the deadline of its request."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for at in range(0, len(buffer), _SLICE):
            self._inner.write(buffer[at : at + _SLICE], _left(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = _left(timeout, httpcore2.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the library's own
        return self._inner.get_extra_info(info)


class _Backend(httpcore2.NetworkBackend):
    """Connects to each address of a name in turn, all of them together in time."""

    def __init__(self) -> None:
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        addresses = _resolved(host, port, _left(timeout, httpcore2.ConnectTimeout))
        failure: Exception = httpcore2.ConnectError("no address")
        for tried, address in enumerate(addresses):
            left = _left(timeout, httpcore2.ConnectTimeout)
            share = left / (len(addresses) - tried) if left is not None else None
            try:
                made = self._inner.connect_tcp(address, port, share, local_address, socket_options)
                return _Stream(made)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure


def _resolved(host: str, port: int, seconds: float | None) -> list[str]:
    """The addresses of a host. The system's look-up knows no time limit, so it is left behind."""
    found: list[str] = []
    failed: list[OSError] = []

    def look_up() -> None:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(info[4][0]) for info in infos))
        except (OSError, UnicodeError) as error:
            failed.append(error if isinstance(error, OSError) else socket.gaierror(str(error)))

    if _is_address(host):
        return [host]
    thread = threading.Thread(target=look_up, daemon=True, name="planqa-look-up")
    thread.start()
    thread.join(seconds)
    if failed:
        raise UnknownName("the name is not known") from failed[0]
    if not found:
        raise httpcore2.ConnectTimeout("the name was not looked up in time")
    return found


class _Body(httpx2.SyncByteStream):
    """An answer's bytes, up to the most that one may have."""

    def __init__(self, inner: Iterable[bytes]) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        read = 0
        with _translated():
            for part in self._inner:
                read += len(part)
                if read > _LARGEST:
                    raise httpx2.DecodingError("the answer is too large")
                yield part

    def close(self) -> None:
        if hasattr(self._inner, "close"):
            self._inner.close()


class BoundedTransport(httpx2.BaseTransport):
    """Sends requests to one host, each done by the moment its read timeout says.

    Args:
        url: the base URL of the service; requests elsewhere raise AddressRefused.
        proxy: URL of the proxy in between; "" for none.
    """

    def __init__(self, url: str, proxy: str = "") -> None:
        self._origin = _origin(httpx2.URL(url))
        options: dict[str, Any] = {
            "ssl_context": httpcore2.default_ssl_context(),
            "keepalive_expiry": _KEPT_OPEN,
            "max_connections": 100,
            "max_keepalive_connections": 20,
            "network_backend": _Backend(),
        }
        self._pool = httpcore2.ConnectionPool(**options) if not proxy else _proxied(proxy, options)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The response, its body still to be read; raises what httpx raises."""
        if _origin(request.url) != self._origin:
            raise AddressRefused
        if not isinstance(request.stream, httpx2.SyncByteStream):
            raise TypeError("expected a synchronous request")
        seconds = request.extensions.get("timeout", {}).get("read") or 60.0
        until = _Until(time.monotonic() + seconds)
        url = request.url
        core = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=[pair for pair in request.headers.raw if pair[0].lower() in _HEADERS],
            content=request.stream,
            extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), until)},
        )
        with _translated():
            response = self._pool.handle_request(core)
        if not isinstance(response.stream, Iterable):
            raise TypeError("expected a synchronous response")
        return httpx2.Response(
            response.status, headers=response.headers, stream=_Body(response.stream)
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


def _proxied(proxy: str, options: dict[str, Any]) -> httpcore2.ConnectionPool:
    found = httpx2.Proxy(proxy)
    return httpcore2.HTTPProxy(str(found.url), proxy_auth=found.raw_auth, **options)


@contextmanager
def _translated() -> Iterator[None]:
    """Raise the HTTP client's own errors, which have the same names."""
    try:
        yield
    except (
        *(httpcore2.TimeoutException, httpcore2.NetworkError),
        *(httpcore2.ProtocolError, httpcore2.ProxyError),
    ) as error:
        names = (kind.__name__ for kind in type(error).__mro__)
        named = next(getattr(httpx2, name) for name in names if hasattr(httpx2, name))
        raise named(type(error).__name__) from error


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def addresses_of(url: str, seconds: float) -> list[str]:
    """The addresses of a URL's host; raises what httpx raises."""
    _, host, port = _origin(httpx2.URL(url))
    with _translated():
        return _resolved(host, port or 0, seconds)


def try_connection(url: str, seconds: float) -> None:
    """Connect to a URL's host and hang up; raises what httpx raises."""
    _, host, port = _origin(httpx2.URL(url))
    with _translated():
        _Backend().connect_tcp(host, port or 0, _Until(time.monotonic() + seconds)).close()


def proxy_for(url: str) -> str:
    """The proxy that the system's settings name for a URL; "" for none, and for this machine."""
    parsed = httpx2.URL(url)
    host = parsed.host
    if host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback):
        return ""
    if urllib.request.proxy_bypass(f"{host}:{_origin(parsed)[2]}"):
        return ""
    found = urllib.request.getproxies()
    proxy = found.get(parsed.scheme) or found.get("all") or ""
    return proxy if proxy.startswith(("http://", "https://")) or not proxy else f"http://{proxy}"
