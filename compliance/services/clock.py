"""The only clock of the program; the faces read it and hand moments and days on."""

from __future__ import annotations

import datetime


def now() -> datetime.datetime:
    """The present moment in UTC, as records are dated."""
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def today() -> datetime.date:
    """The present day where this computer is, as people count days and time limits."""
    return now().astimezone().date()
