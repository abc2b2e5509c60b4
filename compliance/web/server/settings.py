"""What a server is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from compliance.assessment.journal.store import MAX_EVIDENCE

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
"""Names under which a browser on the same machine may call the server."""
FORM_BYTES: Final = 4 * 1024 * 1024
"""Most bytes of the text fields of one form."""
FORM_FIELDS: Final = 20_000
"""Most fields of one form."""
UPLOAD_BYTES: Final = MAX_EVIDENCE + 1024 * 1024
"""Most bytes of one request: the largest piece of evidence and its form."""
IDLE_HOURS: Final = 12.0
LIFETIME_HOURS: Final = 7 * 24.0


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
    """Whether the pages are never shown without accounts, as on any address that other
    machines reach. With accounts in the workspace people always sign in."""
    author: str = ""
    """Who is writing in single-user mode; asked on the first page while empty."""
    remember_in: Path | None = None
    """Folder of the user's settings in which the author is remembered."""
    proxy_header: str = ""
    """Header in which a trusted reverse proxy names the person signed in."""
    proxies: tuple[str, ...] = ()
    """Addresses or networks of the reverse proxies that are believed."""
    secure_cookies: bool = False
    """Whether cookies are sent over HTTPS only (behind a proxy that speaks it)."""
    idle_hours: float = IDLE_HOURS
    """Hours without use after which a person must sign in again."""
    lifetime_hours: float = LIFETIME_HOURS
    """Hours after which a person must sign in again in any case."""
    keep_pages: bool = False
    """Whether pages of dossiers are kept in the cache of the account, and laid out after
    an answer before anybody asks for them."""

    @property
    def single(self) -> bool:
        """Whether one person may use the pages without signing in."""
        return not self.accounts and not self.proxy_header
