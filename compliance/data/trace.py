"""Where an unexpected error happened, for a log that names nothing of what was typed."""

from __future__ import annotations

import logging
import os
import traceback
from typing import Final

SHOWN: Final = 6
"""How many of the innermost places are named."""


def log_unexpected(logger: logging.Logger, doing: str, error: Exception) -> None:
    """Write where an unexpected error happened, without names, answers or addresses.

    The text of an error can hold what somebody typed: it is left out, unless whoever
    runs the program asks for it.

    Args:
        logger: where it is written.
        doing: what was done meanwhile.
        error: what was raised.
    """
    if os.environ.get("CONFORMITY_DEBUG"):
        logger.error("%s", doing, exc_info=error)
        return
    frames = traceback.extract_tb(error.__traceback__)[-SHOWN:]
    places = [
        f"{'/'.join(frame.filename.replace(os.sep, '/').split('/')[-3:])}:{frame.lineno}"
        for frame in reversed(frames)
    ]
    logger.error("%s: %s at %s", doing, type(error).__name__, " < ".join(places))
