"""A form that was not taken is shown again, so that nothing typed is lost.

It happens when the session ended while a form was open, or when its token is no longer
valid. What was typed is shown, and can be sent again from a page of ours, but only where
the browser says that the form stood on one: a form of a strange site is never repeated.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from flask import render_template, request

HIDDEN: Final = frozenset({"action", "seen", "there", "next", "basis"})
"""Fields that a person did not type."""
NAMES: Final = {"value": "answer"}
"""Fields that are called otherwise on pages."""
LONGEST_PATH: Final = 2_000
UNSAFE_CHARACTERS: Final = frozenset("\\\x7f")


@dataclass(frozen=True)
class Kept:
    """A form that was not taken."""

    target: str
    """Path it goes to."""
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()
    """Names of files; a browser does not give them away twice."""

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What a person typed, with the name of each field."""
        return [
            (NAMES.get(key, key).replace("-", " "), value)
            for key, value in self.fields
            if value.strip() and key not in HIDDEN
        ]

    @property
    def json(self) -> str:
        """The form in one hidden field."""
        return json.dumps([self.target, self.fields], ensure_ascii=False)


def kept_form() -> Kept:
    """The form of this request. Passwords are never kept."""
    fields = tuple(
        (key, value)
        for key, values in request.form.lists()
        if key != "csrf_token" and "password" not in key
        for value in values
    )
    files = tuple(item.filename for item in request.files.values() if item.filename)
    target = request.full_path if request.query_string else request.path
    return Kept(target, fields, files)


def read_kept(text: str) -> Kept | None:
    """The form in a hidden field of a page of ours."""
    try:
        target, fields = json.loads(text)
        pairs = tuple((str(key), str(value)) for key, value in fields)
    except (ValueError, TypeError, RecursionError):
        return None
    path = local_path(str(target))
    return Kept(path, pairs) if path else None


def local_path(text: str) -> str:
    r"""A path of this server; empty for anything that could lead elsewhere.

    >>> local_path("/a/cv/q/x?next=section:y")
    '/a/cv/q/x?next=section:y'
    >>> [local_path(text) for text in ("//evil.example", "/\\evil.example", "a")]
    ['', '', '']
    """
    odd = any(item <= " " or item in UNSAFE_CHARACTERS for item in text)
    if odd or len(text) > LONGEST_PATH or not text.startswith("/") or text[:2] == "//":
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else text


def from_own_page() -> bool:
    """Whether the browser says that this form stood on a page of this server."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        return site == "same-origin"
    place = _origin()
    return bool(place) and place == request.host


def from_elsewhere(hosts: tuple[str, ...]) -> bool:
    """Whether the browser says that this form stood on a page of somebody else.

    Where a browser says nothing, the token of the form alone decides.

    Args:
        hosts: names under which this server answers.
    """
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        return site not in {"same-origin", "none"}
    return "Origin" in request.headers and not known_host(_origin(), hosts)


def _origin() -> str:
    """Name and port of the server on whose page this form stood, as the browser says."""
    try:
        return urlsplit(request.headers.get("Origin", "")).netloc
    except ValueError:
        return ""


def known_host(value: str, names: tuple[str, ...]) -> bool:
    """Whether a Host header is one of the names, on whatever port.

    A page elsewhere that has its own name point here calls under that name: this is
    where it ends.

    >>> known_host("[::1]:8471", ("::1",)), known_host("me.evil.example", ("me",))
    (True, False)
    """
    name, colon, port = value.rpartition(":")
    if not colon or "]" in port:
        name, port = value, ""
    if port and not (port.isascii() and port.isdigit()):
        return False
    if name.startswith("[") and name.endswith("]"):
        name = name[1:-1]
    return bool(name) and name.lower() in {item.lower() for item in names}


def page(heading: str, lead: str, kept: Kept, *, send: bool) -> str:
    """Show a form that was not taken; ``send`` offers to send it again."""
    return render_template("again.html.j2", heading=heading, lead=lead, kept=kept, send=send)
