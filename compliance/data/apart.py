"""Work on somebody else's file in a process of its own, with limits.

A library that takes a foreign file apart may need far more time and memory than the file
is long, and what it does cannot be interrupted. In a process of its own it can: it is
ended when its time is over, and where the system has such limits its memory is bounded
too. Whatever it does, nobody else waits for it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any, Final, ParamSpec, TypeVar

from compliance.errors import ConformityError, Problem, ProblemsError, fail

Given = ParamSpec("Given")
Result = TypeVar("Result")

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
    _room: threading.Semaphore = field(init=False)
    _door: threading.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        """Make the room, and the place before its door."""
        object.__setattr__(self, "_room", threading.Semaphore(self.at_once))
        object.__setattr__(self, "_door", threading.Semaphore(self.at_once + self.waiting))

    def run(
        self, place: str, work: Callable[Given, Result], *args: Given.args, **kw: Given.kwargs
    ) -> Result:
        """Call ``work`` in a process of its own and give back what it gives.

        Args:
            place: the file, for messages.
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
            call = (work, args, kw, self.seconds, self.megabytes)
            process = context.Process(target=_inside, args=(theirs, call), daemon=True)
            with ours:
                try:
                    process.start()
                except OSError as error:
                    raise _no_room(place, error) from None
                finally:
                    theirs.close()  # the process has its own end of it
                result: Result = self._answer(place, ours, process)
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

    def _answer(self, place: str, ours: Connection, process: Any) -> Any:
        try:
            said: tuple[str, Any] = ours.recv() if ours.poll(self.seconds) else ("late", None)
        except (EOFError, OSError):  # it ended without a word, or was killed
            said = "died", None
        finally:
            process.kill()
            process.join()
            process.close()
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


def _inside(pipe: Connection, call: tuple[Any, ...]) -> None:
    """Runs in the process of its own."""
    work, args, kw, seconds, megabytes = call
    with pipe, contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        _bound(seconds, megabytes)
        try:
            pipe.send(("done", work(*args, **kw)))
        except ConformityError as error:
            pipe.send(("refused", tuple(error.problems)))
        except MemoryError:
            pipe.send(("memory", None))
        except Exception as error:  # noqa: BLE001 - raised again where somebody waits
            # The text of an error may hold what stands in the file.
            pipe.send(("failed", type(error).__name__))


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


def _busy(place: str) -> ConformityError:
    message = "Other files of this kind are being read at this moment."
    return fail(place, LIMITS, message, "Try again in a minute.")


def _no_room(place: str, error: OSError) -> ConformityError:
    return ConformityError(
        Problem(
            place,
            LIMITS,
            f"The machine has no room for another process: {error.strerror or error}.",
            "Try again a little later.",
        )
    )
