"""The desk: assessments of a workspace that are open, one lock for each.

Reading an assessment takes a third of a second and some megabytes; so those used last
stay open between requests and only take in what others appended meanwhile. A lock keeps
two requests from reading and folding the same assessment at once; the journal has its
own lock against other programs.
"""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from compliance.errors import ConformityError, fail
from compliance.services.assess.open import open_binder
from compliance.services.editions.load import Editions
from compliance.services.share.take_over import TakenOver, plan_take_over
from compliance.storage.opened import OpenAssessment
from compliance.storage.workspace import Binder, Cover, Workspace

RECORDED: Final = 500
MOST_OPEN: Final = 32
"""Assessments that stay open while nobody uses them."""


@dataclass
class Opened:
    """An open assessment with what was computed for its present head."""

    name: str
    assessment: OpenAssessment
    lock: threading.RLock = field(default_factory=threading.RLock)
    recorded: deque[str] = field(default_factory=lambda: deque(maxlen=RECORDED))
    """Forms that were recorded lately, so that a late draft of one is not kept."""
    users: int = 0
    """Requests that use it now, or wait for it; changed under the lock of the desk."""
    kept: bool = False
    """Whether somebody worked on it."""
    _waiting: tuple[tuple[str, str], TakenOver] | None = None

    def waiting(self, organisation: OpenAssessment) -> TakenOver:
        """What the organisation answered and this assessment lacks, or has otherwise.

        Raises:
            ConformityError: the two do not fit together.
        """
        key = (self.assessment.head, organisation.head)
        if self._waiting is None or self._waiting[0] != key:
            self._waiting = (key, plan_take_over(organisation, self.assessment))
        return self._waiting[1]


class Desk:
    """Opens assessments of one workspace by the name of their binder.

    Args:
        workspace: what holds them.
        only: the one that is shown; empty for all.
        changed: told of an assessment whose head became another one: by the page that
            ends, or by others since somebody looked at it here.
    """

    def __init__(
        self, workspace: Workspace, only: str = "", changed: Callable[[Binder], None] | None = None
    ) -> None:
        self.workspace = workspace
        self.only = only
        self._changed = changed
        self._lock = threading.Lock()
        self._open: OrderedDict[str, Opened] = OrderedDict()
        """The one used last stands at the end."""
        self.editions = Editions()
        self.catalogue = self.editions.load
        """The checklists of an edition, read once for all assessments."""

    def names(self) -> list[str]:
        """Names of the assessments there are, in order of the alphabet.

        Raises:
            ConformityError: ``file.unreadable``.
        """
        if self.only:
            return [self.only]
        return sorted(self.workspace.names(), key=str.casefold)

    def covers(self) -> list[Cover]:
        """What is told of them without opening them, in the same order.

        Raises:
            ConformityError: ``file.unreadable``.
        """
        if self.only:
            return [self.workspace.binder(self.only).cover()]
        return sorted(self.workspace.covers(), key=lambda cover: cover.name.casefold())

    def binder(self, name: str) -> Binder:
        """What keeps an assessment; never one outside the workspace.

        Raises:
            ConformityError: ``assessment.not-a-folder``.
        """
        binder = self.workspace.binder(name)
        known = binder.exists() if name in self._open else name in self.names()
        if not known:
            raise fail(
                name[:120] or "assessment",
                "assessment.not-a-folder",
                "The workspace has no assessment of this name.",
                "Choose one from the workspace.",
            )
        return binder

    @contextlib.contextmanager
    def open(self, name: str, *, keep: bool = True) -> Iterator[Opened]:
        """An assessment, up to date, for one request alone.

        Args:
            name: of its binder.
            keep: whether it stays open afterwards, as one that somebody works on.

        Raises:
            ConformityError: there is none, or its journal cannot be trusted.
        """
        binder = self.binder(name)
        opened = self._begin(name, binder)
        try:
            with opened.lock:
                before = opened.assessment.head
                try:
                    yield self._refreshed(opened, binder)
                finally:
                    self._look_whether_changed(opened, before)
        finally:
            self._end(opened, keep=keep)

    def close(self, name: str) -> None:
        """Forget an assessment; the next request opens it again."""
        with self._lock:
            self._open.pop(name, None)

    def _begin(self, name: str, binder: Binder) -> Opened:
        """The open assessment; from now on it is not put away until :meth:`_end`."""
        with self._lock:
            known = self._open.get(name)
            if known is not None:
                known.users += 1
                return known
        fresh = Opened(name, open_binder(binder, self.catalogue))
        with self._lock:
            opened = self._open.setdefault(name, fresh)
            opened.users += 1
            return opened

    def _refreshed(self, opened: Opened, binder: Binder) -> Opened:
        """The assessment with what others recorded meanwhile."""
        name = opened.name
        try:
            opened.assessment.refresh()
        except ConformityError as error:
            self.close(name)
            if error.code != "assessment.migrated":
                raise
            # It follows another edition meanwhile: read anew, it asks its questions.
            # Lock and users go on, so that others still wait for this request.
            opened.assessment = open_binder(binder, self.catalogue)
            with self._lock:
                self._open[name] = opened
        return opened

    def _look_whether_changed(self, opened: Opened, before: str) -> None:
        """The one place that every record of a page passes: tell of it."""
        assessment = opened.assessment
        changed = assessment.head != before and not assessment.state.is_organisation
        if changed and self._changed is not None:
            self._changed(assessment.binder)

    def _end(self, opened: Opened, *, keep: bool) -> None:
        """Put away what nobody uses and nobody used for longest."""
        name = opened.name
        with self._lock:
            opened.users -= 1
            if self._open.get(name) is not opened:
                return  # closed meanwhile
            if keep:
                opened.kept = True
                self._open.move_to_end(name)
            elif not (opened.kept or opened.users):
                del self._open[name]
            idle = [known for known, item in self._open.items() if not item.users]
            for known in idle[: max(len(self._open) - MOST_OPEN, 0)]:
                del self._open[known]
