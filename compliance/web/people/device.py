"""Browsers on which somebody signed in before.

Such a browser keeps a cookie that says so, signed, for each account by itself. It lets
nobody in: it only keeps attempts made with it apart from those of strangers
(:mod:`compliance.web.people.throttle`).
"""

from __future__ import annotations

import secrets
from typing import Any, Final

from flask import Response, request
from itsdangerous import BadData, URLSafeTimedSerializer

from compliance.web.people.identity import settings
from compliance.web.server.security import cookie_name

LASTS: Final = 180 * 24 * 3600
"""Seconds after which a browser is a stranger again."""
MOST: Final = 5
"""Accounts that one browser is known for."""
LONGEST: Final = 2_000


def device_of(login: str) -> str:
    """What names this browser for an account; empty where nobody of it signed in here."""
    return _known().get(login, "")


def remember(response: Response, login: str) -> None:
    """Have this browser keep that the account was let in here."""
    known = _known()
    number = known.pop(login, "") or secrets.token_urlsafe(12)
    kept = dict([*known.items(), (login, number)][-MOST:])
    response.set_cookie(
        _name(),
        _signer().dumps(kept),
        max_age=LASTS,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=settings().secure_cookies,
    )


def _known() -> dict[str, str]:
    """Accounts of this browser, each with what names the browser for it."""
    text = request.cookies.get(_name(), "")
    if not text or len(text) > LONGEST:
        return {}
    try:
        found: Any = _signer().loads(text, max_age=LASTS)
    except BadData:
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(login): str(number) for login, number in found.items()}


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret, salt="known browser")


def _name() -> str:
    return f"{cookie_name(settings())}-known"
