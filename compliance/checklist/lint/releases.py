"""Review of an edition against what came before: itself as frozen, and its forerunner.

Needs no network and no history of files: ``release.json`` of both editions says what
their ids meant.
"""

from __future__ import annotations

from pathlib import Path

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.editions.fingerprint import fingerprint
from compliance.checklist.editions.migration import Merged, OptionsChanged, Renamed, Split
from compliance.checklist.editions.release import RELEASE, frozen_problems, read_release
from compliance.checklist.editions.succession import Succession, succession
from compliance.errors import ConformityError, Problem

FREEZE = "Freeze it with: conformity checklists freeze"
FREE = ("date", "route", "declaration")
"""Kinds that may differ from edition to edition without a line: nobody answers them,
and ``conformity law impact`` shows what the difference does."""
HINTS = {
    "type": "Add a line `meaning` to migrations.yaml.",
    "options": "Add a line `options` to migrations.yaml with what became of them.",
    "words": "Add to migrations.yaml a line `reworded` if it asks the same in other "
    "words, or `meaning` if earlier answers have to be confirmed.",
    "rules": "Add a line `rules` to migrations.yaml, or `meaning` if earlier answers "
    "have to be confirmed.",
}
TEXTS = {
    "type": "its type is another one than in",
    "options": "it lacks options of",
    "words": "its wording is another one than in",
    "rules": "when it is asked, or what follows from it, differs from",
}


def review_release(catalogue: Catalogue, folder: Path) -> list[Problem]:
    """What an edition changed without saying so.

    Args:
        catalogue: the edition.
        folder: its folder; those of the other editions lie beside it.
    """
    try:
        own = read_release(folder)
        return [
            *_against_itself(catalogue, own and own.entries()),
            *_against_forerunner(catalogue, folder),
        ]
    except ConformityError as error:
        return list(error.problems)


def _against_itself(catalogue: Catalogue, frozen: object) -> list[Problem]:
    if isinstance(frozen, dict):
        return frozen_problems(catalogue, frozen, fingerprint(catalogue))
    if catalogue.edition.released is None:
        return []
    return [
        Problem(
            f"{catalogue.pack.pack}/{catalogue.edition.id}",
            "checklist.changed-meaning",
            f"The edition is released and was never frozen (no {RELEASE}).",
            FREEZE,
        )
    ]


def _against_forerunner(catalogue: Catalogue, folder: Path) -> list[Problem]:
    """Every difference from the edition before that no line speaks of."""
    forerunner = catalogue.pack.before(catalogue.edition.id)
    migration = catalogue.migration
    place = catalogue.place("file:migrations")
    if migration is not None and migration.from_ != (forerunner and forerunner.id):
        named = "the first one" if forerunner is None else f"after {forerunner.id}"
        return [
            Problem(
                place,
                "checklist.unknown-pack",
                f"The lines begin at edition {migration.from_}; this edition is {named}.",
                "Name the edition that pack.yaml lists before this one.",
            )
        ]
    if forerunner is None:
        return []
    before = read_release(folder.parent / forerunner.id)
    if before is None:
        return [
            Problem(
                f"{catalogue.pack.pack}/{forerunner.id}",
                "checklist.changed-meaning",
                f"Edition {catalogue.edition.id} follows, and this one was not frozen.",
                f"{FREEZE} --edition {forerunner.id}",
            )
        ]
    found = succession(before.entries(), catalogue)
    return [*_lines(catalogue, found), *_unstated(catalogue, found, forerunner.id)]


def _unstated(catalogue: Catalogue, found: Succession, earlier: str) -> list[Problem]:
    problems: list[Problem] = []
    for known, entry in found.before.items():
        if entry.kind in FREE or (known in found.moves and not found.same(known)):
            continue
        later = found.same(known)
        if not later:
            problems.append(
                Problem(
                    f"{catalogue.pack.pack}/{catalogue.edition.id}/migrations.yaml",
                    "checklist.changed-meaning",
                    f"{known} of edition {earlier} is gone.",
                    "Add a line to migrations.yaml: renamed, split, merged or dropped.",
                )
            )
            continue
        if later not in found.after:
            continue  # the line that names it is reported already
        problems += [
            Problem(
                catalogue.place(later),
                "checklist.changed-meaning",
                f"{later}: {TEXTS[part]} edition {earlier}.",
                HINTS[part],
            )
            for part in sorted(found.unstated(known, later))
        ]
    return problems


def _lines(catalogue: Catalogue, found: Succession) -> list[Problem]:
    """Lines that name what is not there, or contradict each other."""
    problems: list[Problem] = []
    moved: set[str] = set()
    taken: set[str] = set()
    changes = () if catalogue.migration is None else catalogue.migration.changes

    def report(at: int, code: str, message: str, hint: str) -> None:
        place = catalogue.place("file:migrations", "changes", at)
        problems.append(Problem(place, code, message, hint))

    for at, line in enumerate(changes):
        targets: tuple[str, ...] = ()
        if isinstance(line, Renamed | Merged):
            targets = (line.to,)
        elif isinstance(line, Split):
            targets = line.to
        moving = line.change in {"renamed", "split", "merged", "dropped"}
        known = found.before if moving else found.after
        if line.id not in known:
            which = "the edition before" if moving else "this edition"
            report(at, "checklist.unknown-id", f"{line.id} is not in {which}.", "Correct it.")
        for target in targets:
            if target not in found.after:
                message = f"{target} is not in this edition."
                report(at, "checklist.unknown-id", message, "Correct it.")
        if moving and line.id in moved:
            message = f"Two lines say where {line.id} went."
            report(at, "checklist.duplicate-id", message, "Leave one.")
        if moving and line.id in found.after and line.id not in targets:
            message = f"{line.id} is still in this edition."
            report(at, "checklist.duplicate-id", message, "Take the line or the id out.")
        same = set(targets) if isinstance(line, Renamed) else set()
        for target in same & taken:
            message = f"Two ids become {target}."
            report(at, "checklist.duplicate-id", message, "Use lines `merged`.")
        taken |= same
        moved |= {line.id} if moving else set()
        if isinstance(line, OptionsChanged) and line.id in found.after:
            for option in _strange(found, line):
                message = f"{line.id} has no option {option}."
                report(at, "checklist.impossible-value", message, "Correct the map.")
    return problems


def _strange(found: Succession, line: OptionsChanged) -> list[str]:
    """Options of a map that the earlier or the present question lacks."""
    earlier = found.origins().get(line.id, line.id)
    old = found.before[earlier].options if earlier in found.before else ()
    new = found.after[line.id].options
    strange = [option for option in line.map if option not in old]
    return strange + [option for option in line.map.values() if option and option not in new]
