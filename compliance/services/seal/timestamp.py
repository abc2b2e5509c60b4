"""Time stamps from an authority, by RFC 3161, over HTTP."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from typing import Any, Final
from urllib.parse import urlsplit

from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper

from compliance.errors import ConformityError, fail

SECONDS: Final = 20.0
LARGEST: Final = 1 << 18
"""Most bytes of an answer."""
ROOM: Final = 1 << 14
"""Bytes kept free in the file for a stamp; its size is known only when it is there."""
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"


def failed(place: str, message: str) -> ConformityError:
    """The error for a stamp that was not to be had."""
    return fail(
        place,
        "seal.timestamp",
        message,
        "Try again, use another authority, or seal without --timestamp. Nothing was written.",
    )


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The authority that was named is asked, and no other."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing."""
        return


class WebStamper(TimeStamper):
    """Asks an authority on the web."""

    def __init__(self, url: str) -> None:
        """Name the authority.

        Args:
            url: its address, http or https.

        Raises:
            ConformityError: ``seal.timestamp``.
        """
        super().__init__()  # type: ignore[no-untyped-call]  # it has no annotations
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise failed(url[:200], "This is not the web address of a time-stamp authority.")
        self._url = url
        self._place = parts.netloc.rpartition("@")[2]

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send a request and read the answer, within bounds.

        Raises:
            ConformityError: ``seal.timestamp``.
        """
        headers = {"Content-Type": _QUERY, "Accept": _REPLY}
        asked = urllib.request.Request(self._url, req.dump(), headers)  # noqa: S310 - see above
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            with opener.open(asked, timeout=SECONDS) as answer:
                content = answer.read(LARGEST + 1)
                kind = answer.headers.get_content_type()
        except urllib.error.HTTPError as error:
            raise failed(self._place, f"The authority answered with status {error.code}.") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise failed(self._place, f"The authority cannot be reached: {reason}.") from None
        if kind != _REPLY or len(content) > LARGEST:
            raise failed(self._place, "What answered is no time-stamp authority.")
        return tsp.TimeStampResp.load(content)
