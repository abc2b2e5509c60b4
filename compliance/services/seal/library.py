"""The library that signs: loaded when a seal is made or read, and only then.

It belongs to the extra ``sign``. Whoever never seals anything needs neither it nor the
time to load it, so modules of this room that use it are imported inside functions.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
from collections.abc import Iterator
from typing import Final

from compliance.errors import fail

EXTRA: Final = "pip install 'conformity-dossier[sign]'"
"""What installs the library."""
_NOISY: Final = ("pyhanko", "pyhanko_certvalidator", "fontTools")


def is_installed() -> bool:
    """Whether seals can be made and read here."""
    try:
        importlib.import_module("pyhanko.sign")
    except ImportError:
        return False
    return True


def require(place: str) -> None:
    """Refuse to go on without the library.

    Args:
        place: the file, for the message.

    Raises:
        ConformityError: ``seal.not-installed``.
    """
    if not is_installed():
        raise fail(
            place,
            "seal.not-installed",
            "What seals are made and read with is not installed.",
            f"Type: {EXTRA}",
        )


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep what libraries remark about a file away from the terminal.

    Whatever matters comes as an exception or is looked at here.
    """
    loggers = [logging.getLogger(name) for name in _NOISY]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
