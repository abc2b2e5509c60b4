"""The room of a server in which dossiers are printed.

One process lays out and prints; one thread of the server waits for it and for orders.
Dossiers that somebody asked for come first, one after the other. What an answer changed
is laid out in between, a little after the last answer, so that printing is quick when it
is asked for; if that fails, nobody is disturbed.
"""

from __future__ import annotations

import atexit
import contextlib
import datetime
import logging
import multiprocessing
import threading
import time
from collections import OrderedDict, deque
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Final

from compliance.errors import Problem
from compliance.services.issue_dossier import kept_sheets
from compliance.services.press_room.child import Child
from compliance.services.press_room.orders import (
    DONE,
    RUNNING,
    WAITING,
    Job,
    Order,
    Wanted,
    died,
    not_begun,
    place_of,
    stopped,
)
from compliance.storage.workspace import Binder

MOST_READY: Final = 16
"""Assessments that wait to be got ready; the one that waits longest is forgotten."""
TRIES: Final = 2
"""How often an order is handed over that no process began."""
LOOK: Final = 1.0
"""Seconds between two looks whether the process still runs."""

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """Bounds of the process."""

    pause: float = 3.0
    """Seconds after the last answer until an assessment is got ready."""
    idle: float = 600.0
    """Seconds without an order after which it ends."""
    silence: float = 900.0
    """Seconds for one fragment, after which it is ended."""
    memory: int = 512 * 1024 * 1024
    """Bytes; once it had more, another takes its place."""
    orders: int = 200
    """Orders after which another takes its place."""


class PressRoom:
    """Has dossiers written, and lays out ahead what answers changed.

    Args:
        keep: whether pages are kept on disk from one dossier to the next; without it
            nothing is got ready.
        limits: bounds of the process.
    """

    def __init__(self, *, keep: bool = False, limits: Limits | None = None) -> None:
        self._keep = kept_sheets(keep=keep) is not None
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        """The last one of each assessment, by its place."""
        self._asked: deque[Wanted] = deque()
        self._ready: OrderedDict[str, Wanted] = OrderedDict()
        """What is to be got ready, by the place of the assessment."""
        self._given: deque[Wanted] = deque()
        """What the process has, in order: at most one that is got ready and one dossier."""
        self._child: Child | None = None
        self._thread: threading.Thread | None = None
        self._bell: tuple[Connection, Connection] | None = None
        self._rung = self._closed = False

    def job_of(self, binder: Binder, *, papers: bool = False) -> Job | None:
        """The last dossier asked for of an assessment since the server started.

        Args:
            binder: of the assessment.
            papers: the last of its other papers instead.
        """
        with self._lock:
            return self._jobs.get(place_of(binder, papers=papers))

    def issue(self, binder: Binder, file: str, as_of: datetime.date) -> Job:
        """Have a dossier written; while one of the assessment is open, that one is returned.

        Args:
            binder: of the assessment.
            file: name that the dossier is kept under.
            as_of: day of the dossier.
        """
        return self.write(Order(binder, as_of, file))

    def write(self, order: Order) -> Job:
        """Have something written; while what stands before it in line is open, that one."""
        with self._lock:
            job = self._jobs.get(order.place)
            if job is not None and job.open:
                return job
            job = self._jobs[order.place] = Job(order.file)
            wanted = Wanted(order, job)
            self._asked.append(wanted)
            try:
                self._ring()
            except (OSError, RuntimeError) as error:  # what a thread raises that cannot start
                self._asked.remove(wanted)
                job.fail(not_begun(error))
        return job

    def get_ready(self, binder: Binder, as_of: datetime.date) -> None:
        """Something was recorded: lay out what it changed, once nothing more follows.

        Args:
            binder: of the assessment.
            as_of: day of the dossier that may be asked for.
        """
        if not self._keep:
            return
        due = time.monotonic() + self._limits.pause
        with self._lock:
            self._put_ready(Wanted(Order(binder, as_of), due=due))
            with contextlib.suppress(OSError, RuntimeError):
                self._ring()

    def close(self) -> None:
        """End the process and the thread, whatever they do."""
        with self._lock:
            self._closed = True
            thread = self._thread
            with contextlib.suppress(OSError):
                if thread is not None:
                    self._ring()
        if thread is not None:
            thread.join(10)
            atexit.unregister(self.close)

    def _put_ready(self, wanted: Wanted) -> None:
        place = wanted.order.binder.place
        self._ready[place] = wanted
        self._ready.move_to_end(place)
        if len(self._ready) > MOST_READY:
            self._ready.popitem(last=False)

    def _ring(self) -> None:
        """Have the thread look at the orders; called under the lock."""
        if self._bell is None:
            self._bell = multiprocessing.Pipe(duplex=False)
        if not self._closed and (self._thread is None or not self._thread.is_alive()):
            thread = threading.Thread(target=self._run, name="press room", daemon=True)
            thread.start()
            self._thread = thread
            # Before Python waits for processes that are no daemons.
            atexit.register(self.close)
        if not self._rung:
            self._bell[1].send_bytes(b".")
            self._rung = True

    # --- All below runs in the thread, which alone knows the process.

    def _run(self) -> None:
        while not self._closed:
            try:
                self._hand_over()
                self._wait()
                self._look_after()
            except Exception as error:  # noqa: BLE001 - whoever waits is told
                _log.error("the press room: %s", type(error).__name__)
                self._lost(stopped(type(error).__name__), at_once=True)
                time.sleep(LOOK)  # it may happen again
        self._dismiss(at_once=bool(self._given))

    def _hand_over(self) -> None:
        """Give the process what it can take."""
        wanted = self._choose()
        if wanted is None:
            return
        self._given.append(wanted)
        wanted.tries += 1
        if wanted.job is not None:
            wanted.job.state = RUNNING
        try:
            if self._child is None:
                self._child = Child(keep=self._keep)
            self._child.tell(wanted.order)
        except (OSError, RuntimeError) as error:
            self._lost(not_begun(error))

    def _choose(self) -> Wanted | None:
        """The next order, if the process can take one now."""
        with self._lock:
            if self._asked and all(known.job is None for known in self._given):
                # It overtakes what is only got ready, which stops at its next fragment.
                return self._asked.popleft()
            if self._given:
                return None
            now = time.monotonic()
            due = [place for place, known in self._ready.items() if known.due <= now]
            return self._ready.pop(due[0]) if due else None

    def _wait(self) -> None:
        """Wait until the process says something, or somebody rings, or time is up."""
        assert self._bell is not None  # noqa: S101 - rung before the thread began
        sources: list[Any] = [self._bell[0]]
        if self._child is not None:
            sources.append(self._child.pipe)
        heard = wait(sources, self._patience())
        if self._bell[0] in heard:
            with self._lock:
                self._bell[0].recv_bytes()
                self._rung = False
        if self._child is not None and self._child.pipe in heard:
            self._take_in(self._child, self._child.listen())

    def _patience(self) -> float | None:
        """Seconds until there is something to do without being told."""
        if self._given:
            return LOOK
        now = time.monotonic()
        with self._lock:
            if self._asked:  # the process ended before it looked at the order
                return 0.0
            times = [known.due - now for known in self._ready.values()]
        if self._child is not None:
            times.append(self._child.heard + self._limits.idle - now)
        return max(min(times), 0.0) if times else None

    def _take_in(self, child: Child, words: list[Any]) -> None:
        """What the process says of the order it has."""
        if not words:
            self._lost()
            return
        word, *rest = words
        wanted = self._given[0]
        if word == "begun":
            wanted.begun = True
        elif word == "progress":
            if wanted.job is not None:
                wanted.job.done, wanted.job.total = rest
        else:
            self._given.popleft()
            child.finished += 1
            child.memory = rest[-1]
            self._finish(wanted, word, rest[0])

    def _finish(self, wanted: Wanted, word: str, value: Any) -> None:
        if word == "stopped":
            with self._lock:
                if wanted.order.binder.place not in self._ready:  # else a newer one waits
                    self._put_ready(wanted)
        elif wanted.job is None:
            return
        elif word == "done":
            wanted.job.laid_out = value
            wanted.job.state = DONE
        else:
            wanted.job.fail(*value)

    def _look_after(self) -> None:
        """End a process that is gone, hangs, has nothing to do, or has grown."""
        child, limits = self._child, self._limits
        if child is None:
            return
        quiet = time.monotonic() - child.heard
        if child.is_gone():
            self._lost()
        elif self._given:
            if quiet > limits.silence:
                self._lost(stopped(f"nothing happened for {limits.silence:.0f} s"), at_once=True)
        elif quiet > limits.idle or child.finished >= limits.orders or child.memory > limits.memory:
            self._dismiss()

    def _lost(self, problem: Problem | None = None, *, at_once: bool = False) -> None:
        """The process ended, or is ended: say so to whoever waited for it."""
        status = self._dismiss(at_once=at_once)
        problem = problem or died(status)
        given, self._given = list(self._given), deque()
        for wanted in reversed(given):
            if wanted.job is None:
                _log.warning("Getting a dossier ready: %s", problem.message)
            elif wanted.begun or wanted.tries >= TRIES:
                wanted.job.fail(problem)
            else:  # it ended before it looked at the order
                wanted.job.state = WAITING
                with self._lock:
                    self._asked.appendleft(wanted)

    def _dismiss(self, *, at_once: bool = False) -> int | None:
        child, self._child = self._child, None
        return None if child is None else child.end(at_once=at_once)
