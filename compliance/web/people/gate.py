"""Before any page runs: is the server meant, who is asking, is the form one of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from compliance.errors import ConformityError
from compliance.services.accounts.people import People
from compliance.services.clock import now
from compliance.web.people import kept_form, sessions
from compliance.web.people.asking import ENDED, ask_login, ask_name
from compliance.web.people.identity import Person, alone, of_account, settings
from compliance.web.people.sessions import Ended
from compliance.web.people.throttle import Throttle
from compliance.web.server.forwarded import LOOPBACK, PEER, networks, within
from compliance.web.server.security import csrf
from compliance.web.server.settings import FORM_BYTES, FORM_FIELDS, Settings

STATIC: Final = frozenset({"static", "static_fonts"})
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
WITHOUT_PERSON: Final = frozenset({"login.form", "login.sign_in", "who.form", "who.name"})
"""Places that somebody reaches who is not known yet."""
WITH_OLD_PASSWORD: Final = frozenset({"account.index", "account.password", "login.sign_out"})
"""Places open to somebody who must choose a password first."""
FOR_READERS: Final = frozenset(
    {"login.sign_in", "login.sign_out", "account.password", "account.others"}
    | {"who.name", "verify.check"}
)
"""Forms that change nothing in an assessment; all others need more than reading."""
FORM_SLACK: Final = 64 * 1024


@dataclass
class Gate:
    """What the server keeps in mind about people."""

    settings: Settings
    people: People
    ended: Ended
    author: str
    throttle: Throttle = field(default_factory=Throttle)
    _had_accounts: bool = False

    def mode(self) -> str:
        """``single``, ``accounts`` or ``proxy``.

        Once there were accounts it never goes back: a file that vanishes must not open
        the pages to everybody.

        Raises:
            ConformityError: ``people.file``; nobody is let in then.
        """
        if self.settings.proxy_header:
            return "proxy"
        self._had_accounts = self._had_accounts or bool(self.people.read())
        opened = self.settings.single and not self._had_accounts
        return "single" if opened else "accounts"


def install(app: Flask, settings: Settings) -> None:
    """Put the guard before every page."""
    app.extensions["conformity-gate"] = Gate(
        settings, People(settings.workspace), Ended(settings.workspace), settings.author
    )
    app.before_request(admit)


def gate() -> Gate:
    """What the server keeps in mind about people."""
    found: Gate = current_app.extensions["conformity-gate"]
    return found


def admit() -> ResponseReturnValue | None:
    """Let a request through to its page, or answer it."""
    g.person = None
    if not kept_form.known_host(request.environ.get("HTTP_HOST", ""), settings().hosts):
        raise SecurityError
    if request.endpoint in STATIC:
        return None
    if (request.content_length or 0) > FORM_BYTES + FORM_SLACK and not _sends_files():
        abort(413, "file")
    g.mode = gate().mode()
    g.person = _identify(g.mode)
    if request.method not in SAFE:
        _bound_form()
        if request.endpoint:
            if kept_form.from_elsewhere(settings().hosts):
                raise CSRFError
            csrf.protect()
    return _ask_who(g.mode) or _limit()


def _identify(mode: str) -> Person | None:
    """Who is asking; nobody where it is not known."""
    if mode == "single":
        return alone(gate().author)
    if mode == "proxy":
        return _named_by_proxy()
    account = sessions.current(gate().people, gate().ended, settings(), now())
    return None if account is None else of_account(account, has_password=True)


def _named_by_proxy() -> Person:
    """The person that the proxy names; nobody else is let in at all."""
    trusted = networks((*LOOPBACK, *settings().proxies))
    if not within(str(request.environ.get(PEER, "")), trusted):
        abort(403, "proxy")
    header = request.headers.get(settings().proxy_header, "")
    account = gate().people.named(as_text(header)) if header.strip() else None
    if account is None or account.disabled:
        abort(403, "stranger")
    sessions.follow(account.login)
    return of_account(account, has_password=False)


def as_text(value: str) -> str:
    """A header as the proxy meant it: names beyond ASCII come as UTF-8."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _sends_files() -> bool:
    """Whether large files are taken: not from strangers.

    Whoever is let in to no page at all is a stranger too.
    """
    try:
        mode = gate().mode()
        known = _identify(mode) is not None
    except (HTTPException, ConformityError):
        return False
    # A page of a strange site can send a form here, but not our cookie with it.
    return known and (mode != "single" or "csrf_token" in session)


def _bound_form() -> None:
    """Refuse a form with too many fields before it is taken apart.

    The other way of sending forms, with files, has bounds of its own.
    """
    if request.mimetype != "application/x-www-form-urlencoded":
        return
    if (request.content_length or 0) > FORM_BYTES:
        abort(413)
    if request.get_data().count(b"&") >= FORM_FIELDS:
        abort(413)


def _ask_who(mode: str) -> ResponseReturnValue | None:
    """Ask who it is, where that is not known yet."""
    person: Person | None = g.person
    if (person is not None and person.name) or request.endpoint in WITHOUT_PERSON:
        return None
    if request.method in SAFE:
        path = request.full_path if request.query_string else request.path
        page = "who.form" if mode == "single" else "login.form"
        return redirect(url_for(page, next=None if path == "/" else path), code=303)
    kept = kept_form.kept_form()
    if mode == "single":
        return ask_name("", kept=kept), 403
    return ask_login(kept=kept, lead=ENDED), 403


def _limit() -> ResponseReturnValue | None:
    """Keep people to what they may do at all, whatever a page does by itself."""
    person: Person | None = g.person
    if person is None:
        return None
    if person.must_change and request.endpoint not in WITH_OLD_PASSWORD:
        return redirect(url_for("account.index"), code=303)
    changes = request.method not in SAFE and request.endpoint not in FOR_READERS
    if changes and not person.may("discuss") and not person.manages:
        abort(403)
    return None
