"""Work on somebody else's file in a process of its own, with limits.

A library that takes a foreign file apart may need far more time and memory than the file
is long, and what it does cannot be interrupted. In a process of its own it can: it is
ended when its time is over, and where the system has such limits its memory is bounded
too. Whatever it does, nobody else waits for it.
"""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from typing import Any, Final, ParamSpec, TypeVar

from compliance.errors import ConformityError, Problem, ProblemsError, fail

Given = ParamSpec("Given")
Result = TypeVar("Result")
Progress = Callable[[int, int], None]

LIMITS: Final = "file.limits"
_HINT: Final = "Use the file as it was issued or exported, without other content."


@dataclass(frozen=True)
class Apart:
    """A place for work of one kind, in processes of their own.

    Whoever finds it full is refused at once, so that a crowd of such files never takes
    the threads that everybody else needs.
    """

    seconds: float
    """After this time the work is ended."""
    megabytes: int
    """Most memory of a process, where the system can bound it."""
    at_once: int = 1
    """Processes at the same time."""
    waiting: int = 1
    """Who may wait for one to end."""
    gently: bool = False
    """Whether others go first on a busy machine, where the system has such ranks."""
    _room: threading.Semaphore = field(init=False)
    _door: threading.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        """Make the room, and the place before its door."""
        object.__setattr__(self, "_room", threading.Semaphore(self.at_once))
        object.__setattr__(self, "_door", threading.Semaphore(self.at_once + self.waiting))

    def within(self, seconds: float) -> Apart:
        """The same place, shared with everybody there, for work of another length."""
        other = replace(self, seconds=seconds)
        object.__setattr__(other, "_room", self._room)
        object.__setattr__(other, "_door", self._door)
        return other

    def run(
        self, place: str, work: Callable[Given, Result], *args: Given.args, **kw: Given.kwargs
    ) -> Result:
        """Call ``work`` in a process of its own and give back what it gives.

        As :meth:`watched`, where nobody watches.
        """
        return self.watched(place, None, work, *args, **kw)

    def watched(
        self,
        place: str,
        progress: Progress | None,
        work: Callable[Given, Result],
        *args: Given.args,
        **kw: Given.kwargs,
    ) -> Result:
        """Call ``work`` in a process of its own and give back what it gives.

        Args:
            place: the file, for messages.
            progress: called with what the work reports of how far it is.
            work: a function of a module; what it takes and gives is sent over a pipe.
            args: what it takes.
            kw: what it takes by name.

        Raises:
            ConformityError: what ``work`` raises; ``file.limits`` where it needed too
                much, where too many of its kind are at work, or where the machine has
                no room for a process.
        """
        with self._turn(place):
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe(duplex=False)
            call = (work, args, kw, self.seconds, self.megabytes, self.gently)
            # No daemon: it may share its work out among processes of its own.
            process = context.Process(target=_inside, args=(theirs, call))
            with ours:
                try:
                    process.start()
                    _running.add(process)
                except OSError as error:
                    raise BusyError(no_room(place, LIMITS, error)) from None
                finally:
                    theirs.close()  # the process has its own end of it
                result: Result = self._answer(place, ours, process, progress)
                return result

    @contextlib.contextmanager
    def _turn(self, place: str) -> Iterator[None]:
        if not self._door.acquire(blocking=False):
            raise _busy(place)
        try:
            if not self._room.acquire(timeout=self.seconds):
                raise _busy(place)
            try:
                yield
            finally:
                self._room.release()
        finally:
            self._door.release()

    def _answer(self, place: str, ours: Connection, process: Any, progress: Progress | None) -> Any:
        try:
            said = self._last_word(ours, progress)
        except (EOFError, OSError):  # it ended without a word, or was killed
            said = "died", None
        finally:
            _running.discard(process)
            _end(process)
        word, value = said
        match word:
            case "done":
                return value
            case "refused":
                raise ProblemsError(value)
            case "late":
                raise _too_much(place, f"more than {self.seconds:.0f} seconds")
            case "memory" | "died":
                raise _too_much(place, "more memory or time than is given to it")
        raise RuntimeError(value)

    def _last_word(self, ours: Connection, progress: Progress | None) -> tuple[str, Any]:
        """What the process says at its end; on the way it may say how far it is."""
        ends = time.monotonic() + self.seconds
        while ours.poll(max(0.0, ends - time.monotonic())):
            word, value = ours.recv()
            if word != "progress":
                return word, value
            if progress is not None:
                progress(*value)
        return "late", None


_running: set[Any] = set()
"""Processes that somebody waits for."""


def _end(process: Any) -> None:
    """End a process, and with it those that it started, where the system has such groups."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(OSError):  # it ended, or has not made its group yet
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()
    process.close()


@atexit.register
def _end_all() -> None:
    """Nobody waits any more: the program ends."""
    while _running:
        _end(_running.pop())


_listener: Connection | None = None
"""In a process of its own: whoever waits for it."""


def report(done: int, total: int) -> None:
    """Say how far the work is, to whoever waits for it; anywhere else nobody hears it."""
    if _listener is not None:
        _listener.send(("progress", (done, total)))


def _inside(pipe: Connection, call: tuple[Any, ...]) -> None:
    """Runs in the process of its own."""
    global _listener  # noqa: PLW0603 - a process has one
    work, args, kw, seconds, megabytes, gently = call
    _listener = pipe
    if hasattr(os, "setsid"):
        os.setsid()
    with pipe, contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        _bound(seconds, megabytes)
        if gently:
            _step_back()
        try:
            pipe.send(("done", work(*args, **kw)))
        except ConformityError as error:
            pipe.send(("refused", tuple(error.problems)))
        except MemoryError:
            pipe.send(("memory", None))
        except Exception as error:  # noqa: BLE001 - raised again where somebody waits
            # The text of an error may hold what stands in the file.
            pipe.send(("failed", type(error).__name__))


def _step_back() -> None:
    """Let every other process go first, where the system has ranks of that kind."""
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(10)


def _bound(seconds: float, megabytes: int) -> None:
    """Bound the memory and the time of this process, where the system can."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    wanted = {
        resource.RLIMIT_AS: megabytes << 20,
        resource.RLIMIT_CPU: int(seconds) + 1,
        resource.RLIMIT_CORE: 0,
    }
    for which, most in wanted.items():
        _, highest = resource.getrlimit(which)
        if highest != resource.RLIM_INFINITY:
            most = min(most, highest)  # noqa: PLW2901 - nobody may raise what was set
        with contextlib.suppress(ValueError, OSError):  # some systems refuse single limits
            resource.setrlimit(which, (most, highest))


def _too_much(place: str, what: str) -> ConformityError:
    return fail(place, LIMITS, f"Reading it needs {what}.", _HINT)


class BusyError(ConformityError):
    """There is no room for the work now; it has not begun."""


def _busy(place: str) -> BusyError:
    message = "Other files of this kind are being read at this moment."
    return BusyError(Problem(place, LIMITS, message, "Try again in a minute."))


def no_room(place: str, code: str, error: OSError) -> Problem:
    """The system refused a process."""
    message = f"The machine has no room for another process: {error.strerror or error}."
    return Problem(place, code, message, "Try again a little later.")
