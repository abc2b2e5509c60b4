"""The library that signs: loaded when a seal is made or read, and only then.

It belongs to the extra ``sign``. Whoever never seals anything needs neither it nor the
time to load it, so modules of this room that use it are imported inside functions.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Final, TypeVar

from compliance.errors import fail

Result = TypeVar("Result")

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


def wait_for(work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run what the library does asynchronously, and wait for what it gives.

    Whoever calls may be within a loop of its own, in which no other can run: then it is
    run in a thread.

    Args:
        work: begins it.
    """
    # They take long to load, and verifying a paper without seals needs neither.
    import asyncio  # noqa: PLC0415
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work())
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(work())).result()


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
