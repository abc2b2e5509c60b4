"""The HTTP server: waitress, with bounds for strangers and clear words when it refuses.

Waitress takes in the whole body of a request before a page runs. So the head decides how
much may come: strangers send no more than a login form. What is refused is answered at
once; then the connection is drained for a while, because a browser that is still sending
sees the answer only when its connection is not cut.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Mapping
from typing import Any, Final

from flask import Flask, render_template
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher

from compliance.web.people.gate import most_bytes
from compliance.web.server.errors import MESSAGES
from compliance.web.server.security import HEADERS, POLICY
from compliance.web.server.settings import FORM_BYTES, UPLOAD_BYTES

THREADS: Final = 8
CONNECTIONS: Final = 200
IDLE_SECONDS: Final = 60
HEAD_SECONDS: Final = 20
"""The head of a request must be complete after this time."""
BODY_SECONDS: Final = 60
SLOWEST: Final = 4 * 1024
"""Bytes a second that a body must bring after its first minute, on the average."""
DRAIN_SECONDS: Final = 30
DRAIN_BYTES: Final = 4 * 1024**3
PIECE: Final = 64 * 1024
TOO_LARGE: Final = 413
STATUSES: Final = (400, TOO_LARGE, 431, 500, 501)


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


class _Limited:
    """The settings of waitress with another bound for the body."""

    def __init__(self, adj: Any, most: int) -> None:
        self._adj = adj
        self.max_request_body_size = most

    def __getattr__(self, name: str) -> Any:
        return getattr(self._adj, name)


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """A request; its head says how large its body may be."""

    adj: Any
    channel: Channel | None = None

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head, and decide how much may follow."""
        super().parse_header(header_plus)
        large = self.chunked or self.content_length > FORM_BYTES
        if large and self.channel is not None:
            self.adj = _Limited(self.adj, self.channel.most(self.headers))

    def received(self, data: bytes) -> int:
        """Take in a piece."""
        taken: int = super().received(data)
        if self.error is not None:
            # Otherwise waitress asks for the body of a request that it refused.
            self.expect_continue = False
        return taken


class Refusal(ErrorTask):  # type: ignore[misc]
    """The answer to a request that no page sees."""

    def execute(self) -> None:
        """Answer with a page like all others."""
        self.channel.refused = True
        error = self.request.error
        stranger = self.request.adj.max_request_body_size < UPLOAD_BYTES
        known = (error.code, stranger and error.code == TOO_LARGE)
        body = self.channel.server.refusals.get(known, b"")
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(
            [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Security-Policy", POLICY),
                ("Cache-Control", "no-store"),
                ("X-Frame-Options", "DENY"),
                *HEADERS.items(),
            ]
        )
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that may not be slow for ever, and is closed gently."""

    error_task_class = Refusal
    refused = False
    begun = 0.0
    """When the first piece of the present request came."""
    drained = -1
    """Bytes thrown away after a refusal; -1 before."""

    def parser_class(self, adj: Any) -> Parser:
        """A new request."""
        parser = Parser(adj)
        parser.channel = self
        self.begun = self.last_activity
        return parser

    def most(self, headers: Mapping[str, str]) -> int:
        """Most bytes of a body with this head."""
        return most_bytes(self.server.pages, headers, self.addr[0])

    def too_slow(self, now: float) -> bool:
        """Whether this connection keeps others waiting for no good reason."""
        if self.drained >= 0:
            return now - self.begun > DRAIN_SECONDS
        request = self.request
        if request is None:
            return False
        taken = now - self.begun
        if not request.headers_finished:
            return taken > HEAD_SECONDS
        received: int = request.body_bytes_received
        return taken > BODY_SECONDS + received / SLOWEST

    def readable(self) -> bool:
        """Whether more is wanted."""
        if self.drained >= 0:
            closing: bool = self.will_close
            return not closing
        return bool(super().readable())

    def handle_read(self) -> None:
        """Take in a piece, or throw it away after a refusal."""
        if self.drained < 0:
            super().handle_read()
            return
        try:
            piece = self.recv(PIECE)
        except OSError:
            piece = b""
            self.handle_close()
        self.drained += len(piece)
        if self.drained > DRAIN_BYTES:
            self.will_close = True

    def handle_write(self) -> None:
        """Send what waits; after a refusal keep listening for a while."""
        waiting = self.refused and self.close_when_flushed and not self.will_close
        if waiting and self.drained < 0:
            self._flush_exception(self._flush_some)
            if not self.total_outbufs_len and self.connected:
                self._begin_draining()
            return
        super().handle_write()

    def _begin_draining(self) -> None:
        self.drained, self.begun = 0, self.last_activity
        self.close_when_flushed = False
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.will_close = True


class Server(TcpWSGIServer):  # type: ignore[misc]
    """The server of one application."""

    channel_class = Channel
    pages: Flask
    refusals: dict[tuple[int, bool], bytes]
    """Pages by status, and whether a stranger asked."""

    def maintenance(self, now: float) -> None:
        """Close connections without use, and those that are too slow."""
        super().maintenance(now)
        for channel in list(self.active_channels.values()):
            if channel.too_slow(now):
                channel.will_close = True


def make_server(app: Flask, host: str, port: int) -> Server:
    """A server that listens.

    Raises:
        OSError: the address or the port cannot be used.
    """
    adj = Adjustments(
        host=f"[{host}]" if ":" in host else host,
        port=port,
        threads=THREADS,
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=5,
        recv_bytes=PIECE,
        max_request_header_size=64 * 1024,
        max_request_body_size=UPLOAD_BYTES,
        clear_untrusted_proxy_headers=False,  # the application does, for several proxies
        log_socket_errors=False,
        asyncore_use_poll=True,
        ident=None,
    )
    logging.getLogger("waitress").filters[:] = [Discreet()]
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    # Bound here: waitress leaves its socket open where the address cannot be used.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.create_server((host, port), family=family, backlog=adj.backlog)
    dispatcher = ThreadedTaskDispatcher()
    server = Server(
        app,
        {},
        _start=False,
        _sock=bound,
        dispatcher=dispatcher,
        adj=adj,
        sockinfo=(family, socket.SOCK_STREAM, None, bound.getsockname()),
        bind_socket=False,
    )
    server.pages, server.refusals = app, _refusals(app)
    dispatcher.set_thread_count(adj.threads)
    server.accept_connections()
    return server


def _refusals(app: Flask) -> dict[tuple[int, bool], bytes]:
    """Pages for what is refused before a page runs, made once."""
    kinds = {(status, False): MESSAGES.get(status, MESSAGES[400]) for status in STATUSES}
    kinds[TOO_LARGE, True] = (
        "This is too large",
        "Large files are taken only from people who are signed in, and whose browser "
        "sends the cookie of this server. Go back, open the page again, and send it then.",
    )
    with app.test_request_context("/"):
        return {
            (status, stranger): render_template(
                "error.html.j2", heading=title, remedy=remedy, problems=(), status=status
            ).encode("utf-8")
            for (status, stranger), (title, remedy) in kinds.items()
        }
