"""An assessment together with what keeps it."""

from __future__ import annotations

from compliance.assessment.agenda import Item
from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.records import Migrated, Record
from compliance.assessment.journal.state import State
from compliance.assessment.journal.store import Store
from compliance.checklist.catalogue import Catalogue
from compliance.errors import fail
from compliance.storage.workspace import Binder


class OpenAssessment(Assessment):
    """An open assessment. Call :meth:`refresh` to see what others wrote.

    Args:
        catalogue: the edition of the checklists that it follows.
        state: where it stands.
        binder: what keeps it.
        store: its journal, from which the state was read.
    """

    def __init__(self, catalogue: Catalogue, state: State, binder: Binder, store: Store) -> None:
        super().__init__(catalogue, state)
        self.binder = binder
        self.store = store
        self.blobs = binder.blobs()
        self.scratch = binder.scratch()

    @property
    def place(self) -> str:
        """What it is called in an error."""
        return self.binder.place

    def refresh(self) -> list[Record]:
        """Take in what others appended meanwhile; returns those records.

        Raises:
            ConformityError: ``assessment.migrated`` when somebody took the assessment
                over to another edition: the questions at hand are not its any more.
        """
        fresh = self.store.read(self.state.seq)
        for record in fresh:
            if isinstance(record.data, Migrated):
                raise fail(
                    self.place,
                    "assessment.migrated",
                    f"{record.by} migrated the assessment to edition "
                    f"{record.data.edition} meanwhile.",
                    "Give the command again; everything recorded is safe.",
                )
        if fresh:
            self.take(fresh)
        return fresh

    def upcoming(self, after: str = "") -> Item | None:
        """The next question to put forward after one, which is not offered again itself."""
        return self.agenda.next_open(after, self.scratch.passed_over() | {after})

    def pass_over(self, known: str) -> None:
        """Do not put an optional question forward again; others come back.

        Raises:
            ConformityError: ``file.write-failed``.
        """
        if self.catalogue.questions[known].optional:
            self.scratch.pass_over(known)
