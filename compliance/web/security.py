"""What protects the server: who may call it, and what pages may do in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import request
from flask_wtf.csrf import CSRFProtect

if TYPE_CHECKING:
    from flask import Flask, Response

    from compliance.web.settings import Settings

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
"""Pages load nothing from elsewhere and run no script that stands inside a page."""

csrf: Final = CSRFProtect()


def protect(app: Flask, settings: Settings) -> None:
    """Set up cookies, form tokens, accepted hosts and headers."""
    app.config.update(
        SECRET_KEY=settings.secret,
        SESSION_COOKIE_NAME="conformity",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        # A rebinding page calls under its own name: only names we know are answered.
        TRUSTED_HOSTS=list(settings.hosts),
        # A form left open over the weekend must still save; the session limits it.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    csrf.init_app(app)
    app.after_request(_headers)


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if request.endpoint not in {"static", "static_fonts"}:
        # What stands on a page may be confidential, and must never be an old state.
        headers["Cache-Control"] = "no-store"
    return response
