"""What a reverse proxy says about a request, believed only if it is one we know.

The peer of the connection is kept under a key of its own, since it decides whom we
believe. ``X-Forwarded-Host`` is never believed: a proxy passes the Host header on.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from compliance.web.server.settings import Settings

PEER: Final = "conformity.peer"
"""Address that opened the connection."""
HEADERS: Final = (
    "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_BY", "HTTP_X_FORWARDED_PREFIX",
    "HTTP_FORWARDED", "HTTP_X_REAL_IP",
)  # fmt: skip
LOOPBACK: Final = ("127.0.0.0/8", "::1/128")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def believed(settings: Settings) -> tuple[str, ...]:
    """Addresses and networks of the proxies that are believed; none without a proxy."""
    proxied = settings.proxy_header or settings.secure_cookies or settings.proxies
    return (*LOOPBACK, *settings.proxies) if proxied else ()


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Networks of addresses as written.

    Raises:
        ValueError: one is neither an address nor a network.
    """
    return tuple(ipaddress.ip_network(text) for text in texts)


def within(address: str, known: Sequence[Network]) -> bool:
    """Whether an address lies in one of the networks."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in network for network in known)


class Forwarded:
    """Reads what a known proxy says, and takes it away from everybody else."""

    def __init__(self, app: Callable[..., Any], proxies: Sequence[str]) -> None:
        self._app = app
        self._known = networks(proxies)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Pass a request on to the pages."""
        peer = str(environ.get("REMOTE_ADDR", ""))
        environ[PEER] = peer
        said = {name: str(environ.pop(name, "")) for name in HEADERS}
        if self._known and within(peer, self._known):
            # A proxy appends: only the last value is its own word.
            client = _last(said["HTTP_X_FORWARDED_FOR"]).strip("[]")
            if _is_address(client):
                environ["REMOTE_ADDR"] = client
            scheme = _last(said["HTTP_X_FORWARDED_PROTO"]).lower()
            if scheme in {"http", "https"}:
                environ["wsgi.url_scheme"] = scheme
        return self._app(environ, start_response)


def _last(value: str) -> str:
    return value.rpartition(",")[2].strip()


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
