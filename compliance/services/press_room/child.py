"""The process that lays out dossiers, as the server holds it."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import time
from typing import Any, Final

from compliance.services.press_room.orders import Order

PATIENCE: Final = 5.0
"""Seconds in which it ends by itself once its pipe is closed."""


def begin(pipe: Any, *, keep: bool) -> None:
    """Runs in the process: loads what is heavy, and works."""
    for name in ("SIGINT", "SIGBREAK"):  # Ctrl-C is for the server, which ends us
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    from compliance.services.press_room.bench import work  # noqa: PLC0415 - not in the server

    work(pipe, keep=keep)


class Child:
    """One process, from its start to its end.

    Args:
        keep: whether it keeps pages on disk from one dossier to the next.

    Raises:
        OSError: the system refuses another process.
    """

    def __init__(self, *, keep: bool) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        # No daemon, for it has processes of its own; a closed pipe ends it all the same.
        self._process = context.Process(
            target=begin, args=(theirs,), kwargs={"keep": keep}, daemon=False
        )
        try:
            self._process.start()
        except BaseException:
            self.pipe.close()
            raise
        finally:
            theirs.close()  # the process has its own end of it
        self.finished = 0
        """Orders that it finished."""
        self.memory = 0
        """Most bytes that it had in memory, as it said last."""
        self.heard = time.monotonic()
        """When it said something, or was told something."""

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def tell(self, order: Order) -> None:
        """Hand an order over.

        Raises:
            OSError: the process is gone.
        """
        self.heard = time.monotonic()
        self.pipe.send(order)

    def listen(self) -> list[Any]:
        """What it says now; empty where it is gone."""
        try:
            words: list[Any] = list(self.pipe.recv())
        except (EOFError, OSError):
            return []
        self.heard = time.monotonic()
        return words

    def is_gone(self) -> bool:
        """Whether the process ended, and all it said was heard.

        Its pipe alone does not say it: processes that it copied hold that open a while.
        """
        if self._process.is_alive():
            return False
        try:
            return not self.pipe.poll()
        except OSError:
            return True

    def end(self, *, at_once: bool = False) -> int | None:
        """Close the pipe and see the process end.

        Args:
            at_once: in the middle of its work too.

        Returns:
            Its exit status.
        """
        self.pipe.close()
        ways = [] if at_once else [lambda: None]
        for way in (*ways, self._process.terminate, self._process.kill):
            with contextlib.suppress(OSError):
                way()
            self._process.join(PATIENCE)
            if not self._process.is_alive():
                break
        status = self._process.exitcode
        with contextlib.suppress(ValueError):  # still there: the system takes its time
            self._process.close()
        return status
