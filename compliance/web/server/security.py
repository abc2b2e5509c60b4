"""What protects the server: cookies, form tokens, and what pages may do in a browser."""

from __future__ import annotations

import hashlib
from typing import Final

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect

from compliance.web.server.settings import Settings

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
"""Pages load nothing from elsewhere and run no script that stands inside a page."""
FRAMED: Final = "default-src 'none'; img-src 'self'; object-src 'self'; frame-ancestors 'self'"
"""Files that a page of ours shows in a frame of its own."""
HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

csrf: Final = CSRFProtect()


def protect(app: Flask, settings: Settings) -> None:
    """Set up cookies, form tokens and headers."""
    app.config.update(
        SECRET_KEY=settings.secret,
        SESSION_COOKIE_NAME=cookie_name(settings),
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        # A form left open over the weekend must still save; the session limits it.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        # The guard asks for it, after it knows who is asking.
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    csrf.init_app(app)
    app.after_request(_headers)


def cookie_name(settings: Settings) -> str:
    """Name of the cookie: browsers keep those of all ports of a machine together."""
    number = hashlib.sha256(str(settings.workspace).encode("utf-8", "replace")).hexdigest()
    start = "__Host-" if settings.secure_cookies else ""
    return f"{start}conformity-{number[:8]}"


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    for name, value in HEADERS.items():
        headers[name] = value
    framed = "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    headers["X-Frame-Options"] = "SAMEORIGIN" if framed else "DENY"
    if request.endpoint not in {"static", "static_fonts"}:
        # What stands on a page may be confidential, and must never be an old state.
        headers["Cache-Control"] = "no-store"
    return response
