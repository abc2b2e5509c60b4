"""Beginning an assessment, and taking that back."""

from __future__ import annotations

import datetime
import secrets

from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import Begin, timestamp
from compliance.assessment.journal.store import Entry
from compliance.checklist.base import Scope
from compliance.checklist.loader import load_catalogue
from compliance.data.typed import clean_text
from compliance.errors import ConformityError, fail
from compliance.storage.opened import OpenAssessment
from compliance.storage.workspace import Binder

MAX_NAME = 120


def fresh_id(kind: str, at: datetime.datetime) -> str:
    """A short id that no other journal has: ``CA-20261124-3F09AC``.

    Args:
        kind: ``CA`` for an assessment, ``CO`` for an organisation.
        at: when it begins.
    """
    return f"{kind}-{at:%Y%m%d}-{secrets.token_hex(3).upper()}"


def begin_assessment(
    binder: Binder,
    *,
    assessment_id: str,
    name: str,
    pack: str | None,
    by: str,
    at: datetime.datetime,
    scope: Scope = "system",
) -> OpenAssessment:
    """Begin an assessment.

    Args:
        binder: where it is to be kept; nothing has begun there.
        assessment_id: short unique id, printed in every dossier.
        name: what people call the assessment.
        pack: id of the checklists, newest edition; the usual ones where none.
        by: author of the first record.
        at: moment of the first record.
        scope: whether it is about one system, or about the organisation for all.

    Raises:
        ConformityError: ``assessment.exists``, ``assessment.name``,
            ``checklist.unknown-pack`` or ``file.write-failed``.
    """
    name = " ".join(clean_text("--name", name, MAX_NAME).split())
    if not name:
        raise fail(binder.place, "assessment.name", "The name is empty.", "Give --name.")
    catalogue = load_catalogue(pack)
    store = binder.create()
    begin = Begin(
        assessment=assessment_id,
        name=name,
        pack=catalogue.pack.pack,
        edition=catalogue.edition.id,
        edition_digest=catalogue.digest,
        scope=scope,
    )
    try:
        store.append(None, Entry(timestamp(at), by, begin))
    except ConformityError:
        binder.discard()
        raise
    return OpenAssessment(catalogue, fold(store.read()), binder, store)


def abandon(assessment: OpenAssessment) -> None:
    """Take back an assessment that holds nothing but its first record.

    For a beginning that failed half way (an answers file with mistakes): the
    corrected command can then use the same place. With more than the first record
    nothing is removed.
    """
    if assessment.state.seq == 1:
        assessment.binder.discard()
