"""Verifying: an assessment, a dossier alone, or both against each other.

Everything works offline. A dossier carries its whole journal and the record its
pages were made from; so the chain, the record and the findings can be computed
again from the PDF alone.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from compliance.assessment.journal.chain import Reading, read_lines
from compliance.assessment.journal.records import JOURNAL
from compliance.data.apart import LIMITS, Apart, BusyError, report
from compliance.documents.dossier.issue import JOURNAL_NAME, make_dossier
from compliance.documents.render.press import Press
from compliance.errors import ConformityError, Problem, ProblemsError
from compliance.language.words import counted
from compliance.services.issue_dossier import kept_sheets
from compliance.services.verify.binder import verify_binder
from compliance.services.verify.measured import is_measure, verify_measure
from compliance.services.verify.pack import is_pack, verify_pack
from compliance.services.verify.paper import Said, check_filled
from compliance.services.verify.pdf import Makers, verify_pdf
from compliance.services.verify.result import Verification
from compliance.services.verify.sealed import Trust
from compliance.storage.locate import binder_at
from compliance.storage.workspace import Binder

HERE: Final = Apart(seconds=900, megabytes=4096)
"""Where a person verifies dossiers: making a very long one again takes minutes."""
SERVED: Final = Apart(seconds=180, megabytes=2048, at_once=2, waiting=2, gently=True)
"""Where a server verifies dossiers, to which strangers send them."""
ALONE: Final = 60.0
"""Seconds that are given to a dossier once more, where making it again took too long."""
OF_THE_FILE: Final = frozenset(
    {"journal.broken-chain", "journal.truncated", "journal.torn", "journal.unreadable"}
)
"""Codes of what is wrong with a journal as a file, which is said of each of them."""
Progress = Callable[[int, int], None]
Carried = bytes | list[tuple[str, Said]] | None
"""The journal of a dossier, or what the pages of other papers say, by their names."""


def verify(
    targets: Sequence[Path],
    assessments: Sequence[Binder] = (),
    *,
    trust: Trust | None = None,
    served: bool = False,
    keep: bool = True,
    progress: Progress | None = None,
) -> Verification:
    """Verify dossiers and assessments; one of either also against each other.

    Whatever a dossier holds, it is read in a process of its own, with limits.

    Args:
        targets: dossiers, and folders of assessments, as a person named them.
        assessments: more assessments.
        trust: whose seals are trusted, and the present moment.
        served: whether a server verifies for others: a few dossiers at once, each with
            narrower limits.
        keep: use pages that were laid out on this machine before, and keep those that are
            laid out now; only where nobody but this account can write to them.
        progress: called with steps done and their total, while a dossier is made again.

    Raises:
        ConformityError: a target is neither, or cannot be read at all; ``file.limits``.
    """
    papers: list[tuple[str, Carried]] = []
    journals: list[tuple[str, Reading]] = []
    found: list[_Found] = []
    everything: list[Path | Binder] = [*targets, *assessments]
    for target in everything:
        if isinstance(target, Path) and not target.is_dir():
            wish = Wish(trust, keep=keep, workers=1 if served else 0)
            one, carried = _apart(target, wish, SERVED if served else HERE, progress)
            papers.append((target.name, carried))
            found.append(_Found(f"{target.name}: {JOURNAL_NAME}", one, dossier=True))
            continue
        binder = binder_at(target) if isinstance(target, Path) else target
        one = Verification()
        journals.append((binder.name, verify_binder(binder, one)))
        found.append(_Found(f"{binder.name}/{JOURNAL}", one, dossier=False))
    result = _together(found)
    newer = [item for item in result.problems if item.code == "assessment.newer"]
    if newer:
        # What this version cannot read it can neither confirm nor call changed.
        raise ProblemsError(newer)
    for paper, carried in papers:
        for name, reading in journals:
            if isinstance(carried, list):
                for place, document in carried:
                    check_filled(place, document, name, reading.records, result)
            elif carried is not None:
                _compare(paper, carried, name, reading, result)
    _papers_of_dossiers(papers, result)
    return result


def _papers_of_dossiers(papers: Sequence[tuple[str, Carried]], result: Verification) -> None:
    """Hold papers without a journal to those of the dossiers beside them."""
    for name, journal in papers:
        if not isinstance(journal, bytes):
            continue
        reading = read_lines(journal, name)
        if reading.problems:
            continue  # said already
        for _, carried in papers:
            for place, document in carried if isinstance(carried, list) else ():
                check_filled(place, document, name, reading.records, result)


@dataclass(frozen=True)
class Wish:
    """How a dossier shall be verified."""

    trust: Trust | None = None
    keep: bool = True
    workers: int = 0
    pages: bool = True
    """Whether it shall be made again, to compare its pages."""


def _apart(
    target: Path, wish: Wish, place: Apart, progress: Progress | None
) -> tuple[Verification, Carried]:
    """Verify a paper in a process of its own.

    Where that takes too long, it may be the making again: then all but that is done.
    """
    name = target.name
    try:
        return place.watched(name, progress, _alone, target, wish)
    except BusyError:
        raise
    except ConformityError as error:
        if error.code != LIMITS:
            raise
    result, carried = place.within(ALONE).run(name, _alone, target, replace(wish, pages=False))
    result.not_compared.append(
        f"{name}: its pages were not compared: making it again took more than "
        f"{place.seconds:.0f} seconds, or more memory than is given to it."
    )
    return result, carried


def _alone(target: Path, wish: Wish) -> tuple[Verification, Carried]:
    """What comes of a paper alone, and what it carries."""
    result = Verification()
    make = _maker(wish) if wish.pages else None
    if is_pack(target):
        return result, verify_pack(target, result, trust=wish.trust, make=make)
    if is_measure(target):
        verify_measure(target, result)
        return result, None
    carried = verify_pdf(target, result, trust=wish.trust, make=make)
    if carried is None or isinstance(carried, bytes):
        return result, carried
    return result, [(target.name, carried)]


def _maker(wish: Wish) -> Makers:
    """Makes papers again, with the pages that are kept for this account alone."""
    cache = kept_sheets(keep=wish.keep)
    if cache is not None and not cache.is_private():
        cache = None  # whoever can write there could have written what is to be found
    press = Press(cache, workers=wish.workers)
    return Makers(
        functools.partial(make_dossier, progress=report, press=press),
        functools.partial(press.print, progress=report),
    )


@dataclass(frozen=True)
class _Found:
    """What came of one target."""

    journal: str
    """The place of its journal, with which messages about that begin."""
    one: Verification
    dossier: bool

    def problems(self) -> dict[tuple[str, str, str], Problem]:
        """Problems of what its journal says, by what is said and of which record."""
        return {
            (item.place.removeprefix(self.journal), item.code, item.message): item
            for item in self.one.problems
            if item.place.startswith(self.journal) and item.code not in OF_THE_FILE
        }

    def notes(self) -> dict[str, str]:
        """Notes on its journal, by what they say."""
        return {
            line.removeprefix(self.journal): line
            for line in self.one.notes
            if line.startswith(self.journal)
        }


def _together(found: Sequence[_Found]) -> Verification:
    """All that was found; what a folder's journal says is not said again of a dossier's."""
    folders = [each for each in found if not each.dossier]
    problems = {key for each in folders for key in each.problems()}
    notes = {key for each in folders for key in each.notes()}
    result = Verification()
    for each in found:
        if each.dossier:
            again = [item for key, item in each.problems().items() if key in problems]
            each.one.problems = [item for item in each.one.problems if item not in again]
            told = {line for key, line in each.notes().items() if key in notes}
            each.one.notes = [line for line in each.one.notes if line not in told]
        result.take(each.one)
    return result


def _compare(pdf: str, journal: bytes, name: str, reading: Reading, result: Verification) -> None:
    """Compare the journal a dossier carries with that of an assessment."""
    lines = journal.splitlines(keepends=True)
    mine = [record.line() for record in reading.records]
    same = sum(1 for one, other in zip(lines, mine, strict=False) if one == other)
    first_other = next(
        (at for at, (one, other) in enumerate(zip(lines, mine, strict=False), 1) if one != other), 0
    )
    if first_other:
        message = f"Record {first_other} differs between {pdf} and {name}."
        code = "journal.broken-chain"
    elif len(mine) < len(lines):
        missing = len(lines) - len(mine)
        message = (
            f"{counted(missing, 'record')} that {pdf} carries "
            f"{'is' if missing == 1 else 'are'} missing at the end of "
            f"{name} (record {len(mine) + 1} onwards)."
        )
        code = "journal.truncated"
    else:
        later = len(mine) - same
        more = f"with {counted(later, 'later record')}" if later else "and has the same head"
        result.checked.append(f"{name} continues the journal of {pdf} {more}")
        return
    result.problems.append(
        Problem(f"{name}/{JOURNAL}", code, message, "Restore the journal from a copy.")
    )
