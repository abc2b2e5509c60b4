"""Beginning an assessment in an empty folder."""

from __future__ import annotations

import contextlib
import datetime
import secrets
from pathlib import Path

from compliance.assessment.answers import clean_text
from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import Begin, timestamp
from compliance.checklist.base import Scope
from compliance.checklist.loader import load_catalogue
from compliance.errors import ConformityError, fail
from compliance.storage.folder.blobs import FOLDER, Locker
from compliance.storage.folder.journal import ANCHOR, JOURNAL, LOCK, FolderStore
from compliance.storage.opened import OpenAssessment

MAX_NAME = 120


def fresh_id(kind: str, at: datetime.datetime) -> str:
    """A short id that no other journal has: ``CA-20261124-3F09AC``.

    Args:
        kind: ``CA`` for an assessment, ``CO`` for an organisation.
        at: when it begins.
    """
    return f"{kind}-{at:%Y%m%d}-{secrets.token_hex(3).upper()}"


def begin_assessment(
    folder: Path,
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
        folder: a folder that does not exist yet, or is empty.
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
        raise fail(str(folder), "assessment.name", "The name is empty.", "Give --name.")
    catalogue = load_catalogue(pack)
    _refuse_used(folder)
    store = FolderStore(folder)
    try:
        store.create()
    except FileExistsError:
        raise _exists(folder, "It holds an assessment.") from None
    except OSError as error:
        raise fail(
            str(folder),
            "file.write-failed",
            f"The folder cannot be written: {error.strerror}.",
            "Choose another folder.",
        ) from None
    begin = Begin(
        assessment=assessment_id,
        name=name,
        pack=catalogue.pack.pack,
        edition=catalogue.edition.id,
        edition_digest=catalogue.digest,
        scope=scope,
    )
    try:
        store.append(None, timestamp(at), by, begin)
    except ConformityError:
        _take_back(folder)
        raise
    return OpenAssessment(catalogue, fold(store.read()), folder, store, Locker(folder))


def abandon(assessment: OpenAssessment) -> None:
    """Take back an assessment that holds nothing but its first record.

    For a beginning that failed half way (an answers file with mistakes): the
    corrected command can then use the same folder. With more than the first record
    nothing is removed.
    """
    if assessment.state.seq == 1:
        _take_back(assessment.folder)


def _take_back(folder: Path) -> None:
    for name in (JOURNAL, ANCHOR, LOCK):
        (folder / name).unlink(missing_ok=True)
    for left in (folder / FOLDER, folder):
        with contextlib.suppress(OSError):
            left.rmdir()


def _refuse_used(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise _exists(folder, "This is a file, not a folder.")
    if folder.is_dir() and any(folder.iterdir()):
        raise _exists(folder, "The folder is not empty.")


def _exists(folder: Path, message: str) -> Exception:
    return fail(
        str(folder), "assessment.exists", message, "Name a folder that is new or empty."
    )
