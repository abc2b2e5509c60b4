"""What a server is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from compliance.assessment.locker import MAX_BYTES

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
"""Names under which a browser on the same machine may call the server."""
FORM_BYTES: Final = 4 * 1024 * 1024
"""Most bytes of the text fields of one form."""
UPLOAD_BYTES: Final = MAX_BYTES + 1024 * 1024
"""Most bytes of one request: the largest piece of evidence and its form."""


@dataclass(frozen=True)
class Settings:
    """Everything the pages depend on besides the workspace itself."""

    workspace: Path
    only: str = ""
    """Folder of the one assessment to show; empty for every one of the workspace."""
    hosts: tuple[str, ...] = LOOPBACK
    """Values of the Host header that are answered; others are refused."""
    secret: bytes = b""
    """Signs sessions and form tokens."""
    accounts: bool = False
    """Whether people sign in. Without accounts everybody is the author below."""
    author: str = ""
    """Who is writing in single-user mode; asked on the first page while empty."""
    proxy_header: str = ""
    """Header in which a trusted reverse proxy names the person signed in."""
    secure_cookies: bool = False
    """Whether cookies are sent over HTTPS only (behind a proxy that speaks it)."""
