"""Addresses of documents that lie in a system of the user, and are only named here."""

from __future__ import annotations

import unicodedata
from typing import Final
from urllib.parse import urlsplit

from compliance.errors import fail

MAX_ADDRESS: Final = 2_000
SCHEMES: Final = ("https", "http")


def is_address(text: str) -> bool:
    """Whether a text is a web address that a link may lead to.

    >>> is_address("https://docs.example.org/d/17?v=3"), is_address("javascript:alert(1)")
    (True, False)
    >>> is_address("https://ann:secret@docs.example.org/d"), is_address("https:///d")
    (False, False)
    """
    if len(text) > MAX_ADDRESS or any(unicodedata.category(one)[0] in "CZ" for one in text):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(host) and parts.password is None


def clean_address(place: str, text: str) -> str:
    """An address as it is recorded.

    Raises:
        ConformityError: ``evidence.address``.
    """
    if is_address(text.strip()):
        return text.strip()
    raise fail(
        place,
        "evidence.address",
        "This is no web address that a link may lead to.",
        "Write it whole, beginning with https://, without spaces and without a password.",
    )
