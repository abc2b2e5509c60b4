"""An assessment together with the place where it is kept."""

from __future__ import annotations

from pathlib import Path

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.records import Migrated, Record
from compliance.assessment.journal.state import State
from compliance.checklist.catalogue import Catalogue
from compliance.errors import fail
from compliance.storage.folder.blobs import Locker
from compliance.storage.folder.journal import FolderStore


class OpenAssessment(Assessment):
    """An open assessment. Call :meth:`refresh` to see what others wrote."""

    def __init__(
        self,
        catalogue: Catalogue,
        state: State,
        folder: Path,
        store: FolderStore,
        locker: Locker,
    ) -> None:
        super().__init__(catalogue, state)
        self.folder = folder
        self.store = store
        self.locker = locker

    @property
    def place(self) -> str:
        """What it is called in an error."""
        return str(self.folder)

    def refresh(self) -> list[Record]:
        """Take in what others appended meanwhile; returns those records.

        Raises:
            ConformityError: ``assessment.migrated`` when somebody took the assessment
                over to another edition: the questions at hand are not its any more.
        """
        fresh = self.store.read()[self.state.seq :]
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
