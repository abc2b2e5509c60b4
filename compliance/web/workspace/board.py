"""The board of a workspace: how each assessment stands, worked out beside the pages.

What was worked out before is shown at once. The rest is worked out by one thread, one
assessment after the other, while the page already shows the names.
"""

from __future__ import annotations

import datetime
import queue
import threading
from typing import Final

from compliance.errors import ConformityError, Problem
from compliance.services.look.summaries import Entry, SummaryStore, entry, work_out
from compliance.storage.workspace import Cover, Stamp
from compliance.web.workspace.desk import Desk

PATIENCE: Final = 0.25
"""Seconds a page waits for what is quickly worked out."""


class Board:
    """Summaries of the assessments on a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        # A server for one assessment leaves nothing in the workspace around it.
        self._store = SummaryStore(None if desk.only else desk.workspace)
        self._failed: dict[str, tuple[Stamp | None, tuple[Problem, ...]]] = {}
        self._stamps: dict[str, Stamp] = {}
        self._work: queue.SimpleQueue[tuple[str, datetime.date]] = queue.SimpleQueue()
        self._asked: set[str] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def entries(self, day: datetime.date, patience: float = PATIENCE) -> list[Entry]:
        """Every assessment, with its summary where it is known by now.

        Args:
            day: the day on which findings and dates count.
            patience: seconds to wait for those that are not known yet.
        """
        found = [self._entry(cover, day) for cover in self._desk.covers()]
        waiting = [entry.name for entry in found if entry.pending]
        if not waiting:
            return found
        for name in waiting:
            self._ask(name, day)
        self._wait(waiting, patience)
        return [
            self._entry(self._cover(entry.name), day) if entry.pending else entry for entry in found
        ]

    def _cover(self, name: str) -> Cover:
        return self._desk.workspace.binder(name).cover()

    def _entry(self, cover: Cover, day: datetime.date) -> Entry:
        name, stamp = cover.name, cover.stamp
        failed = self._failed.get(name)
        if failed is not None and failed[0] == stamp:
            return entry(cover, None, failed[1])
        return entry(cover, self._store.find(name, stamp, day) if stamp else None)

    def _ask(self, name: str, day: datetime.date) -> None:
        with self._changed:
            if name in self._asked:
                return
            self._asked.add(name)
            self._work.put((name, day))
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()

    def _wait(self, names: list[str], patience: float) -> None:
        wanted = set(names)
        with self._changed:
            self._changed.wait_for(lambda: not self._asked & wanted, patience)

    def _run(self) -> None:
        """Work through what was asked for, then end."""
        while True:
            with self._changed:
                if self._work.empty():
                    self._thread = None
                    return
                name, day = self._work.get()
            try:
                self._work_out(name, day)
            finally:
                with self._changed:
                    self._asked.discard(name)
                    self._changed.notify_all()

    def _work_out(self, name: str, day: datetime.date) -> None:
        # The stamp is taken first: what changes meanwhile is worked out again.
        stamp = self._cover(name).stamp
        earlier = self._stamps.get(name)
        if stamp and earlier and earlier.size == stamp.size and earlier != stamp:
            # Records are only added: an equal size after a change means that somebody
            # changed what stood there, so it is read again from the beginning.
            self._desk.close(name)
        if stamp is not None:
            self._stamps[name] = stamp
        try:
            with self._desk.open(name, keep=False) as found:
                work_out(self._store, stamp, found.assessment, day)
        except ConformityError as error:
            self._failed[name] = (stamp, tuple(error.problems))
        except Exception as error:  # noqa: BLE001 - one assessment must not hide the others
            self._failed[name] = (stamp, (_unexpected(name, error),))


def _unexpected(name: str, error: Exception) -> Problem:
    return Problem(
        name,
        "internal.unexpected",
        f"It could not be worked out how it stands ({type(error).__name__}).",
        "Open the assessment; nothing recorded is lost.",
    )
