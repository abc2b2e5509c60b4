"""Pages behind the real server: what only a socket shows."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from compliance.web.server.http import make_server
from tests.web.conftest import PASSWORD, TOKEN

QUESTION = "/a/looms/q/fact.name"


@contextlib.contextmanager
def serve(app: Flask, **changes: Any) -> Iterator[Any]:
    """Serve pages until the block ends, with some options of the server changed."""
    made = make_server(app, "127.0.0.1", 0, **changes)
    made.adj.asyncore_loop_timeout = 0.1
    thread = threading.Thread(target=made.run, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.task_dispatcher.shutdown()
        made.asyncore.close_all(made._map)
        thread.join(10)


def ask(port: int, head: str, body: bytes = b"", wait: float = 10) -> bytes:
    """Send bytes as they are, and read until the server closes."""
    with socket.create_connection(("127.0.0.1", port), wait) as line:
        line.sendall(head.replace("\n", "\r\n").encode("latin-1") + body)
        line.shutdown(socket.SHUT_WR)
        return read(line)


def read(line: socket.socket) -> bytes:
    found = b""
    with contextlib.suppress(ConnectionError):
        while piece := line.recv(65536):
            found += piece
    return found


def cookie_of(port: int, login: str = "") -> tuple[str, str]:
    """A cookie with the token of a form; signed in where a login is given."""
    answer, text = call(port, "GET", "/login" if login else QUESTION)
    token = TOKEN.search(text)[1]
    cookie = _cookies(answer)
    if not login:
        return cookie, token
    body = urlencode({"csrf_token": token, "login": login, "password": PASSWORD})
    kind = "application/x-www-form-urlencoded"
    head = {"Cookie": cookie, "Content-Type": kind}
    answer, _ = call(port, "POST", "/login", body, head)
    assert answer.status == 303
    return _cookies(answer), token


def _cookies(answer: http.client.HTTPResponse) -> str:
    """Every cookie that an answer sets, as a browser sends them back."""
    return "; ".join(line.partition(";")[0] for line in answer.headers.get_all("Set-Cookie"))


def call(port: int, *request) -> tuple[http.client.HTTPResponse, str]:
    """One request over a connection of its own, answered with text."""
    answer, content = fetch(port, *reversed(request[:2]), *request[2:])
    return answer, content.decode()


def fetch(port: int, path: str, verb: str = "GET", *more) -> tuple[http.client.HTTPResponse, bytes]:
    """One request over a connection of its own, answered with bytes."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with contextlib.closing(line):
        line.request(verb, path, *more)
        answer = line.getresponse()
        return answer, answer.read()
