"""Freezing an edition: ``release.json`` keeps what each of its ids means.

The file is written by ``conformity checklists freeze`` and committed with the edition.
From then on the lint can tell, offline and without a history of files, that an id was
dropped or that it asks something else.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, Literal

from pydantic import ValidationError, field_validator

from compliance.checklist.base import Model, Text
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.editions.fingerprint import Entry, fingerprint
from compliance.data.files import write_atomically
from compliance.data.yaml_lines import read_text
from compliance.errors import Problem, ProblemsError, fail

RELEASE: Final = "release.json"


class Rewording(Model):
    """A question of a released edition that was put in other words."""

    id: Text
    reason: Text


class Release(Model):
    """The file ``release.json``."""

    format: Literal[1] = 1
    pack: Text
    edition: Text
    reworded: tuple[Rewording, ...] = ()
    """Rewordings after the release, each with its reason."""
    ids: dict[str, str]
    """Id to what it means, as :meth:`Entry.line` writes it."""

    @field_validator("ids")
    @classmethod
    def _readable(cls, value: dict[str, str]) -> dict[str, str]:
        for line in value.values():
            Entry.read(line)
        return value

    def entries(self) -> dict[str, Entry]:
        """What each id means."""
        return {known: Entry.read(line) for known, line in self.ids.items()}

    def content(self) -> bytes:
        """The file with one id a line, so that a change shows as one line."""
        value = self.model_dump(mode="json")
        value["ids"] = dict(sorted(self.ids.items()))
        text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
        return text.encode("utf-8")


def read_release(folder: Path) -> Release | None:
    """What an edition's folder says it was frozen as; nothing if it was not.

    Raises:
        ConformityError: ``checklist.schema`` when the file cannot be used.
    """
    path = folder / RELEASE
    if not path.exists():
        return None
    place = f"{folder.parent.name}/{folder.name}/{RELEASE}"
    try:
        return Release.model_validate(json.loads(read_text(path)))
    except (ValidationError, ValueError, RecursionError):
        raise fail(
            place,
            "checklist.schema",
            "This is not a file that `conformity checklists freeze` wrote.",
            "Take it from the release again.",
        ) from None


def freeze(
    catalogue: Catalogue, folder: Path, reworded: tuple[str, ...] = (), reason: str = ""
) -> Release:
    """Write ``release.json`` of an edition.

    An edition that ``pack.yaml`` calls released is not frozen anew; only the wording of
    ids named as reworded is taken over.

    Args:
        catalogue: the edition.
        folder: its folder.
        reworded: ids of a released edition whose words changed and whose meaning
            did not.
        reason: why they were reworded.

    Raises:
        ConformityError: ``checklist.changed-meaning`` for everything that differs in a
            released edition, ``checklist.unknown-id`` or ``file.write-failed``.
    """
    now = fingerprint(catalogue)
    present = read_release(folder)
    notes = () if present is None else present.reworded
    ids = now
    if catalogue.edition.released is not None and present is not None:
        ids = _reword(present, now, reworded)
        problems = frozen_problems(catalogue, ids, now)
        if problems:
            raise ProblemsError(problems)
        notes += tuple(Rewording(id=known, reason=reason) for known in reworded)
    elif reworded:
        raise fail(
            "--reworded",
            "usage.arguments",
            "The edition is not released; it is frozen as it stands.",
            "Leave --reworded out.",
        )
    release = Release(
        pack=catalogue.pack.pack,
        edition=catalogue.edition.id,
        reworded=notes,
        ids={known: entry.line() for known, entry in ids.items()},
    )
    write_atomically(folder / RELEASE, release.content())
    return release


def _reword(present: Release, now: dict[str, Entry], reworded: tuple[str, ...]) -> dict[str, Entry]:
    """What was frozen, with the present words of some ids."""
    ids = present.entries()
    for known in reworded:
        if known not in ids or known not in now:
            raise fail(
                known,
                "checklist.unknown-id",
                "The released edition has no such id.",
                "See: conformity checklists show",
            )
        ids[known] = ids[known]._replace(words=now[known].words)
    return ids


def frozen_problems(
    catalogue: Catalogue, frozen: dict[str, Entry], now: dict[str, Entry]
) -> list[Problem]:
    """What differs in an edition from what it was frozen as.

    An id may still be added while the edition is not released.
    """
    released = catalogue.edition.released is not None
    edition = catalogue.edition.id
    way_out = (
        "Put it back; a change belongs in a new edition with a line in migrations.yaml."
        if released
        else "Put it back, or freeze the edition again before it is released."
    )
    rewording = " Other words for the same: conformity checklists freeze --reworded ID."
    problems: list[Problem] = []

    def report(known: str, message: str, more: str = "") -> None:
        text = f"{known}: {message} since edition {edition} was frozen."
        place = catalogue.place(known)
        place = f"{catalogue.pack.pack}/{edition}/{RELEASE}" if place == known else place
        problems.append(Problem(place, "checklist.changed-meaning", text, way_out + more))

    for known, entry in frozen.items():
        new = now.get(known)
        if new is None:
            report(known, "it was dropped or renamed")
            continue
        for part, message in DIFFERENCES.items():
            if getattr(entry, part) != getattr(new, part):
                more = rewording if released and part == "words" else ""
                report(known, message, more)
                break
    if released:
        for known in now.keys() - frozen.keys():
            report(known, "it was added")
    return sorted(problems)


DIFFERENCES: Final = {
    "kind": "it became something else",
    "type": "its type changed",
    "options": "its options changed",
    "words": "its wording changed",
    "rules": "the rule when it is asked, or what follows from it, changed",
}
