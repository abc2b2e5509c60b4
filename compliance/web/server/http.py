"""The HTTP server: waitress as it comes, with bounds for strangers.

Waitress takes in the whole body of a request before a page runs, in memory first and in
a temporary file from then on. A body that is larger than any may be is refused by its
head alone; everything below that the pages judge (`compliance.web.people.gate`). Against
connections that send a little now and then, a server on a network has its reverse proxy.
"""

from __future__ import annotations

import logging
import os
import socket
from typing import Any, Final

from flask import Flask
from waitress import create_server

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
    return create_server(app, sockets=[bound], **OPTIONS | changes)
