"""The HTTP server: waitress as it comes, with bounds for strangers.

Waitress takes in the whole body of a request before a page runs, in memory first and in
a temporary file from then on. A body that is larger than any may be is refused by its
head alone; everything below that the pages judge (`compliance.web.people.gate`).

Connections that send a little now and then are ended (:class:`Channel`), and one address
has only so many of them: whoever wants to hold all places has to have many addresses.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from flask import Flask
from waitress import create_server
from waitress.channel import HTTPChannel

from compliance.web.server.forwarded import Network, believed, networks, within
from compliance.web.server.settings import UPLOAD_BYTES

OPTIONS: Final[dict[str, Any]] = {
    "threads": 8,  # pages that are made at the same time; one may wait for a dossier
    "connection_limit": 200,  # file descriptors: three a connection, 1,024 a process
    "channel_timeout": 60,  # seconds without a byte after which a connection is closed
    "cleanup_interval": 5,  # seconds between two looks at that
    "recv_bytes": 64 * 1024,  # fewer turns for a large file
    "inbuf_overflow": 64 * 1024,  # in memory at most 13 MB for all connections together
    "max_request_header_size": 64 * 1024,
    "max_request_body_size": UPLOAD_BYTES,
    "clear_untrusted_proxy_headers": False,  # the application does, for several proxies
    "log_socket_errors": False,  # strangers who hang up are not worth a line
    "asyncore_use_poll": True,  # select fails where there are many open files
    "ident": None,  # says nothing of the program and its version
}
"""What waitress is told, and why."""


HEAD_SECONDS: Final = 15.0
"""In which the head of a request must have come, from its first byte or the connection."""
GRACE_SECONDS: Final = 60.0
"""In which the body of a request may come however slowly."""
LEAST_RATE: Final = 1024.0
"""Bytes a second that must have come on average after that."""
FROM_ONE_ADDRESS: Final = 64
"""Connections of one address at the same time; an office behind one shares them. A proxy
that is believed brings everybody, so that its are not counted."""


class Channel(HTTPChannel):  # type: ignore[misc] # waitress has no types
    """A connection that is ended when its request comes too slowly.

    Args:
        proxies: whose connections are not counted by address.
        server: of waitress.
        sock: the connection.
        addr: where it comes from.
        args: more that channels of waitress are given.
        kw: the same, by name.
    """

    def __init__(
        self, proxies: Sequence[Network], server: Any, sock: Any, addr: Any, *args: Any, **kw: Any
    ) -> None:
        super().__init__(server, sock, addr, *args, **kw)
        self.began: float | None = time.monotonic()
        """When the request that is coming began; nothing while one is answered, or
        none is expected soon."""
        self.got = 0
        """Bytes of it that have come."""
        if not within(str(addr[0]), proxies):
            others = [one for one in server.active_channels.values() if one.addr[0] == addr[0]]
            self.will_close = len(others) > FROM_ONE_ADDRESS

    def received(self, data: bytes) -> bool:
        """Take in what has come, and note since when the request at hand is coming."""
        taken: bool = super().received(data)
        if self.request is None:
            self.began, self.got = None, 0
        else:
            self.began = self.began or time.monotonic()
            self.got += len(data)
        return taken

    def readable(self) -> bool:
        """Whether more is read; asked each second, so that here the slow are found."""
        if self.began is not None and self._is_slow(time.monotonic() - self.began):
            self.will_close = True
        ready: bool = super().readable()
        return ready

    def _is_slow(self, seconds: float) -> bool:
        if self.request is None or not self.request.headers_finished:
            return seconds > HEAD_SECONDS
        return seconds > GRACE_SECONDS and self.got < LEAST_RATE * (seconds - GRACE_SECONDS)


class Discreet(logging.Filter):
    """Keeps addresses of pages and texts of errors out of the log of waitress."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Leave out what could name somebody, unless whoever runs the server asks."""
        if not os.environ.get("CONFORMITY_DEBUG"):
            kind = record.exc_info[0] if record.exc_info else None
            text = str(record.msg).partition("%")[0].strip()
            record.msg = f"{text}: {kind.__name__}" if kind else text
            record.args, record.exc_info = None, None
        return True


def make_server(app: Flask, host: str, port: int, **changes: Any) -> Any:
    """A server that listens.

    Args:
        app: the pages.
        host: the address to listen on.
        port: the port; 0 takes any that is free.
        changes: options of waitress that differ from ``OPTIONS``.

    Raises:
        OSError: the address or the port cannot be used.
    """
    logging.getLogger("waitress").filters[:] = [Discreet()]
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    # Bound here: waitress leaves its socket open where the address cannot be used.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.create_server((host, port), family=family)
    server = create_server(app, sockets=[bound], **OPTIONS | changes)
    proxies = networks(believed(app.extensions["conformity-settings"]))
    server.channel_class = partial(Channel, proxies)
    return server
