"""Opening an assessment: its store, its checklists, its state, its locker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from compliance.assessment.journal.fold import State, apply, fold
from compliance.assessment.journal.records import Migrated, Record
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import list_packs, load_catalogue
from compliance.errors import ConformityError, Problem, fail
from compliance.storage.folder.blobs import Locker
from compliance.storage.folder.journal import JOURNAL, FolderStore


@dataclass
class Assessment:
    """An open assessment. Call :meth:`refresh` to see what others wrote."""

    folder: Path
    store: FolderStore
    catalogue: Catalogue
    state: State
    locker: Locker

    @property
    def head(self) -> str:
        """Hash of the last record seen."""
        return self.state.head

    def scope_problem(self, known: str) -> Problem | None:
        """Why a question cannot be answered here: it is asked of each system."""
        wide = self.catalogue.organisation_wide
        if not self.state.is_organisation or known in wide:
            return None
        return Problem(
            known,
            "organisation.one-system",
            "This is asked of each system, not of the organisation.",
            "Record it in the assessment of the system.",
        )

    def require_in_scope(self, known: str) -> None:
        """Refuse, for an organisation, what is asked of one system.

        Raises:
            ConformityError: ``organisation.one-system``.
        """
        problem = self.scope_problem(known)
        if problem is not None:
            raise ConformityError(problem)

    def require_system(self) -> None:
        """Refuse an organisation where findings about a system are asked for.

        Raises:
            ConformityError: ``organisation.no-findings``.
        """
        if self.state.is_organisation:
            raise fail(
                str(self.folder),
                "organisation.no-findings",
                "This is the record of an organisation; whether it meets the law shows "
                "in the assessments of its systems.",
                "Look at the assessment of a system.",
            )

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
                    str(self.folder),
                    "assessment.migrated",
                    f"{record.by} migrated the assessment to edition "
                    f"{record.data.edition} meanwhile.",
                    "Give the command again; everything recorded is safe.",
                )
        for record in fresh:
            apply(self.state, record)
        return fresh


def is_assessment(folder: Path) -> bool:
    """Whether a folder holds an assessment."""
    return (folder / JOURNAL).is_file()


def open_store(folder: Path) -> FolderStore:
    """The store of an assessment.

    Raises:
        ConformityError: ``assessment.not-a-folder``.
    """
    if not folder.is_dir():
        raise fail(
            str(folder),
            "assessment.not-a-folder",
            "There is no such folder." if not folder.exists() else "This is a file.",
            f"Begin an assessment with: conformity new {folder}",
        )
    if not is_assessment(folder):
        inside = [path.parent for path in sorted(folder.glob(f"*/{JOURNAL}"))]
        names = ", ".join(path.name for path in inside[:8])
        raise fail(
            str(folder),
            "assessment.not-a-folder",
            f"The folder holds no assessment (no {JOURNAL}).",
            f"Inside it there are assessments: {names}."
            if inside
            else f"Begin one with: conformity new {folder / 'my-assessment'}",
        )
    return FolderStore(folder)


def open_assessment(
    folder: Path, load: Callable[[str, str], Catalogue] | None = None
) -> Assessment:
    """Open an assessment with the edition of the checklists it was begun with.

    Args:
        folder: the folder of the assessment.
        load: gives the checklists of a pack and edition; a server that has several
            assessments open reads them once.

    Raises:
        ConformityError: the folder holds none, the journal cannot be trusted, or
            the checklists cannot be loaded.
    """
    store = open_store(folder)
    records = store.read()
    state = fold(records)
    catalogue = followed(state, load)
    return Assessment(folder, store, catalogue, state, Locker(folder))


def followed(
    state: State, load: Callable[[str, str], Catalogue] | None = None
) -> Catalogue:
    """The edition of the checklists that an assessment follows now.

    Raises:
        ConformityError: ``assessment.newer`` when this installation has the checklists
            in other editions only, or ``checklist.unknown-pack``.
    """
    try:
        return (load or load_catalogue)(state.begin.pack, state.edition)
    except ConformityError as error:
        if error.code != "checklist.unknown-pack":
            raise
    editions = [
        item.id
        for known in list_packs()
        if known.pack == state.begin.pack
        for item in known.in_order()
    ]
    if not editions:
        return load_catalogue(state.begin.pack)  # says which packs there are
    raise fail(
        state.begin.pack,
        "assessment.newer",
        f"The assessment follows edition {state.edition} of the checklists; the newest "
        f"one installed is {editions[-1]}.",
        "Install the version of this program that has that edition.",
    )


MIN_HEAD = 8


def find_head(assessment: Assessment, text: str) -> str:
    """The full hash of a record from its first digits.

    Raises:
        ConformityError: ``usage.arguments`` when no record, or more than one, has a
            hash that begins so.
    """
    start = text.strip().lower()
    found = [
        record.hash
        for record in assessment.store.read()
        if len(start) >= MIN_HEAD and record.hash.startswith(start)
    ]
    if len(found) == 1:
        return found[0]
    raise fail(
        "--seen",
        "usage.arguments",
        f"No record of the journal has a hash that begins with {text[:64]}.",
        "Give the head that an answer or `conformity status` printed (8 digits or more).",
    )
