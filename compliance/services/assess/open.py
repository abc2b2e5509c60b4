"""Opening an assessment: its journal, and the checklists that it follows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.state import State
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import list_packs, load_catalogue
from compliance.errors import ConformityError, fail
from compliance.storage.locate import binder_at
from compliance.storage.opened import OpenAssessment
from compliance.storage.workspace import Binder


def open_assessment(
    folder: Path, load: Callable[[str, str], Catalogue] | None = None
) -> OpenAssessment:
    """Open the assessment that a person named, as :func:`open_binder` does."""
    return open_binder(binder_at(folder), load)


def open_binder(
    binder: Binder, load: Callable[[str, str], Catalogue] | None = None
) -> OpenAssessment:
    """Open an assessment with the edition of the checklists that it follows.

    Args:
        binder: what keeps it.
        load: gives the checklists of a pack and edition; a server that has several
            assessments open reads them once.

    Raises:
        ConformityError: the binder holds none, the journal cannot be trusted, or
            the checklists cannot be loaded.
    """
    store = binder.store()
    state = fold(store.read())
    return OpenAssessment(followed(state, load), state, binder, store)


def followed(state: State, load: Callable[[str, str], Catalogue] | None = None) -> Catalogue:
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


def find_head(assessment: OpenAssessment, text: str) -> str:
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
