"""Taking several files in at once: everything is checked first, then all come in or none."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from compliance.assessment.journal.records import Evidence
from compliance.assessment.journal.store import Blobs, require_size
from compliance.data.digests import sha256_of_stream
from compliance.data.files import cannot_read
from compliance.errors import ConformityError, Problem, ProblemsError, fail
from compliance.language.words import counted
from compliance.services.assess.attach_evidence import piece_of, require_file
from compliance.services.assess.evidence_said import Said, check_said
from compliance.services.assess.keep_evidence import Kept, OnHeld, check_held, keep_evidence
from compliance.storage.opened import OpenAssessment

MOST_FILES: Final = 500
"""Most files that are taken in at once."""
PASSED_OVER: Final = frozenset({"thumbs.db", "desktop.ini"})
"""What systems leave in folders, and nobody means."""


@dataclass(frozen=True)
class Brought:
    """A file that somebody brings, with what is said about it."""

    name: str
    """Its name, and what it is called in an error."""
    open: Callable[[], AbstractContextManager[IO[bytes]]]
    """Opens it, to be read from its beginning."""
    said: Said


def brought_from(path: Path, said: Said) -> Brought:
    """A file of this machine."""

    def opened() -> AbstractContextManager[IO[bytes]]:
        require_file(path)
        try:
            return path.open("rb")
        except OSError as error:
            raise cannot_read(path, error) from None

    return Brought(str(path), opened, said)


def files_of(paths: Iterable[Path], place: str = "") -> list[Path]:
    """The files that are named, and those in the folders that are named, in their order.

    What begins with a dot, and links that lead out of a folder, are passed over there.

    Args:
        paths: of files and folders.
        place: the assessment, which is no evidence of itself.

    Raises:
        ConformityError: ``file.*``; ``usage.arguments`` where there are too many or none.
    """
    found: dict[Path, None] = {}
    named = list(paths)
    for path in named:
        if path.is_dir():
            _refuse_own(path, place)
            found.update(dict.fromkeys(_inside(path)))
        else:
            found[path] = None
        if len(found) > MOST_FILES:
            message = f"There are more than {MOST_FILES} files."
            raise fail(str(path), "usage.arguments", message, "Take them in in several steps.")
    if not found:
        where = str(named[0]) if named else "FILE"
        raise fail(where, "usage.arguments", "There is no file in it.", "Name at least one.")
    return list(found)


def _refuse_own(folder: Path, place: str) -> None:
    """Refuse a folder in which the assessment lies, or that lies in it."""
    named, own = folder.resolve(), Path(place).resolve()
    if place and (named.is_relative_to(own) or own.is_relative_to(named)):
        message = "The assessment itself lies in this folder."
        hint = "Name the files, or a folder beside the assessment."
        raise fail(str(folder), "file.unreadable", message, hint)


def _inside(folder: Path) -> Iterable[Path]:
    root = folder.resolve()
    try:
        for path in sorted(folder.rglob("*")):
            below = path.relative_to(folder).parts
            hidden = any(part.startswith((".", "~$")) for part in below)
            if hidden or path.name.casefold() in PASSED_OVER or not path.is_file():
                continue
            if path.resolve().is_relative_to(root):
                yield path
    except OSError as error:
        raise cannot_read(folder, error) from None


def attach_many(
    assessment: OpenAssessment,
    brought: Sequence[Brought],
    *,
    by: str,
    at: datetime.datetime,
    on_held: OnHeld = "merge",
    progress: Callable[[int, int], None] | None = None,
) -> list[Kept]:
    """Copy files into the locker and record all of them in one step.

    Args:
        assessment: the open assessment.
        brought: the files.
        by: who attaches them.
        at: when.
        on_held: what to do with bytes that are held already.
        progress: called with the number of files copied, and of all.

    Raises:
        ConformityError: everything that is wrong with any of them; nothing is recorded then.
    """
    checked = check_all(assessment, brought, at)
    refuse_held(assessment, checked, on_held)
    pieces = take_all(assessment.blobs, checked, progress)
    return keep_evidence(assessment, pieces, by=by, at=at, on_held=on_held)


@dataclass(frozen=True)
class Checked:
    """A file that can be taken in."""

    brought: Brought
    said: Said
    piece: Evidence
    """What it will be recorded as, with the digest that it had when it was looked at."""


def check_all(
    assessment: OpenAssessment, brought: Sequence[Brought], at: datetime.datetime
) -> list[Checked]:
    """Look at every file and at what is said about it; nothing is copied.

    Raises:
        ConformityError: everything that is wrong with any of them.
    """
    checked: list[Checked] = []
    problems: list[Problem] = []
    for one in brought:
        try:
            said = check_said(assessment, one.name, one.said, at)
            digest, size = _digest_of(one)
            name = one.name.replace("\\", "/").rpartition("/")[2]
            checked.append(Checked(one, said, piece_of(said, name, digest, size)))
        except ConformityError as error:
            problems += error.problems
    if problems:
        raise _several(problems, len(brought))
    return checked


def refuse_held(assessment: OpenAssessment, checked: Sequence[Checked], on_held: OnHeld) -> None:
    """Refuse bytes that are held already before anything is copied.

    Raises:
        ConformityError: ``evidence.held`` for every one of them.
    """
    if on_held == "refuse":
        check_held(assessment, [one.piece for one in checked])


def take_all(
    blobs: Blobs, checked: Sequence[Checked], progress: Callable[[int, int], None] | None = None
) -> list[Evidence]:
    """Copy files into the locker; what is to be recorded of them.

    Raises:
        ConformityError: ``file.write-failed``; ``evidence.changed`` where a file is another
            one than it was when it was looked at.
    """
    pieces = []
    for number, one in enumerate(checked, 1):
        with one.brought.open() as stream:
            digest, size = blobs.put(stream, one.brought.name)
        if digest != one.piece.sha256:
            message = "The file changed while it was taken in."
            raise fail(one.brought.name, "evidence.changed", message, "Take it in again.")
        pieces.append(one.piece.model_copy(update={"size": size}))
        if progress is not None:
            progress(number, len(checked))
    return pieces


def _digest_of(brought: Brought) -> tuple[str, int]:
    """SHA-256 and size of a file."""
    with brought.open() as stream:
        size = stream.seek(0, 2)
        require_size(brought.name, size)
        stream.seek(0)
        return sha256_of_stream(stream), size


def _several(problems: Sequence[Problem], files: int) -> ProblemsError:
    """All problems; with many files it is said that none of them was taken in."""
    if files == 1:
        return ProblemsError(problems)
    last = problems[-1]
    hint = f"{last.hint} None of the {counted(files, 'file')} was taken in.".strip()
    return ProblemsError([*problems[:-1], Problem(last.place, last.code, last.message, hint)])
