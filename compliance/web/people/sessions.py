"""Sessions: who signed in, until when it holds, and how it ends for good.

The session is a signed cookie; it holds who signed in and when, never more. A session
ends after a time without use, after a longest time, when the person signs out, and when
the number of the account is raised.
"""

from __future__ import annotations

import datetime
import json
import secrets
import threading
from pathlib import Path
from typing import Any, Final

from flask import session

from compliance.data.files import write_atomically
from compliance.errors import ConformityError
from compliance.services.accounts.people import FOLDER, Account, People
from compliance.web.server.settings import Settings

WHO: Final = "who"
NAMED: Final = "named"
"""Login that a proxy named when the session began."""
ENDED: Final = "ended-sessions.json"
REFRESH: Final = 60
"""Seconds after which the last use is written into the cookie again."""
HOUR: Final = 3600.0


class Ended:
    """Sessions that were signed out, kept until they would have ended by themselves."""

    def __init__(self, workspace: Path) -> None:
        self._path = workspace / FOLDER / ENDED
        self._lock = threading.Lock()
        self._seen: tuple[int, ...] = ()
        self._known: dict[str, float] = {}

    def has(self, number: str) -> bool:
        """Whether this session was signed out."""
        with self._lock:
            self._refresh()
            return number in self._known

    def add(self, number: str, until: float, now: float) -> None:
        """Remember that a session was signed out."""
        with self._lock:
            self._refresh()
            self._known[number] = until
            self._known = {key: end for key, end in self._known.items() if end > now}
            content = json.dumps(self._known).encode("ascii")
            try:
                write_atomically(self._path, content, private=True)
            except ConformityError:
                return  # it holds until the server stops

    def _refresh(self) -> None:
        try:
            found = self._path.stat()
            seen = (found.st_mtime_ns, found.st_size, found.st_ino)
            if seen == self._seen:
                return
            value: Any = json.loads(self._path.read_bytes())
            self._known |= {str(key): float(end) for key, end in value.items()}
            self._seen = seen
        except (OSError, ValueError, TypeError, AttributeError):
            return


def begin(account: Account, at: datetime.datetime) -> None:
    """Begin a session; nothing of what was in the cookie before stays."""
    session.clear()
    moment = int(at.timestamp())
    session[WHO] = {
        "login": account.login,
        "epoch": account.epoch,
        "at": moment,
        "seen": moment,
        "id": secrets.token_urlsafe(12),
    }


def end(ended: Ended, settings: Settings, at: datetime.datetime) -> None:
    """End this session; a copy of its cookie is worth nothing any more."""
    held = session.get(WHO)
    if isinstance(held, dict) and "id" in held:
        now = at.timestamp()
        ended.add(str(held["id"]), now + settings.lifetime_hours * HOUR, now)
    session.clear()


def current(
    people: People, ended: Ended, settings: Settings, at: datetime.datetime
) -> Account | None:
    """The account of this session, if the session still holds.

    Raises:
        ConformityError: ``people.file``.
    """
    held = session.get(WHO)
    if not isinstance(held, dict):
        return None
    account = people.find(str(held.get("login", "")))
    now = int(at.timestamp())
    if account is None or not _holds(held, account, settings, now) or ended.has(held["id"]):
        # The token of open forms stays, so that what was typed can be sent again.
        session.pop(WHO)
        return None
    if now - held["seen"] > REFRESH:
        session[WHO] = {**held, "seen": now}
    return account


def _holds(held: dict[str, Any], account: Account, settings: Settings, now: int) -> bool:
    try:
        idle, age = now - held["seen"], now - held["at"]
        return bool(
            held["epoch"] == account.epoch
            and isinstance(held["id"], str)
            and not account.disabled
            and idle <= settings.idle_hours * HOUR
            and age <= settings.lifetime_hours * HOUR
        )
    except (KeyError, TypeError):
        return False


def follow(login: str) -> None:
    """Keep the session of the person a proxy names apart from those of others."""
    if session.get(NAMED) != login:
        session.clear()
        session[NAMED] = login
