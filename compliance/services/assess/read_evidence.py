"""Reading a file of the locker: what was looked at in it, and what it proposes.

Nothing that a file says is an answer: it waits beside the present one, with the digest of
the file and the place where it stands, until a person confirms or refuses it. What the file
says about itself (finished, complete, of the same model) is recorded with the evidence.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from compliance.adapters.base import About, Adapter, Foreign, Reading
from compliance.adapters.proposing import Draft, Drafts, NotTaken, draft
from compliance.adapters.registry import (
    HEAD,
    adapter_called,
    look_at,
    offered_adapters,
    read_apart,
    recognised,
    unknown_format,
)
from compliance.adapters.staging import staged, unpacked
from compliance.assessment.journal.records import EvidenceRead, Proposed, Source
from compliance.assessment.journal.state import HeldEvidence
from compliance.assessment.journal.store import Blobs
from compliance.data.archive import ZIP
from compliance.data.files import cannot_read
from compliance.errors import ConformityError, Problem, fail
from compliance.services.accounts.authors import clean_author
from compliance.services.assess.append import append_all, append_record
from compliance.services.assess.confirm import is_news
from compliance.storage.opened import OpenAssessment

MAX_TITLE: Final = 300
UNKNOWN: Final = "adapter.unknown-format"
PLAIN: Final = "document"
"""The adapter that knows every document with a title, whatever else it is."""
ELSEWHERE: Final = "evidence.elsewhere"


@dataclass(frozen=True)
class Found:
    """What reading one file came to."""

    evidence: str
    """Number of the evidence."""
    title: str
    """What the file is called as a source."""
    read: EvidenceRead
    new: bool
    """Whether something else was found in it than what was recorded before."""
    proposed: tuple[str, ...]
    """Questions at which something waits now that did not wait before."""
    known: tuple[str, ...]
    """Questions at which what it says stands, waits, or was decided on already."""
    left: tuple[NotTaken, ...]
    """What it says and the question does not accept."""
    withheld: dict[str, tuple[str, ...]]
    """Failed check to the questions to which nothing was proposed because of it."""
    notes: tuple[str, ...]
    others: tuple[str, ...]
    """Titles of other adapters that know such a file, too."""
    kind: str
    """Kind of evidence that such a file is; empty where it is not known."""
    day: datetime.date | None
    """Day on which what it says was made."""
    version: str
    """Version of the model or system that it speaks of."""


def source_title(held: HeldEvidence) -> str:
    """What a file of the locker is called as a source: “results.json (EV-0003)”.

    >>> from types import SimpleNamespace as N
    >>> source_title(N(data=N(name="results.json", evidence="EV-0003")))
    'results.json (EV-0003)'
    """
    number = f" ({held.data.evidence})"
    return held.data.name[: MAX_TITLE - len(number)] + number


def about_of(assessment: OpenAssessment, today: datetime.date) -> About:
    """What the answers say of the model and the versions that a file should speak of."""
    items = assessment.catalogue.reading_items
    if items is None:
        return About(today=today)
    models = _said(assessment, items.about.models)
    beside = _said(assessment, items.about.beside) if models else ()
    return About((*models, *beside), _said(assessment, items.about.versions), today)


def _said(assessment: OpenAssessment, questions: tuple[str, ...]) -> tuple[str, ...]:
    answers = assessment.state.answers
    given = (answers[known] for known in questions if known in answers)
    return tuple(str(item.value) for item in given if item.state == "given" and item.value)


@dataclass(frozen=True)
class Looked:
    """What an adapter read in a file, before anything of it is recorded."""

    held: HeldEvidence
    adapter: Adapter
    reading: Reading
    others: tuple[str, ...]
    """Titles of other adapters that know such a file, too."""


def read_evidence(
    assessment: OpenAssessment, number: str, *, by: str, at: datetime.datetime, adapter: str = ""
) -> Found:
    """Read a file of the locker and put before people what it proposes.

    What was recorded of it is recorded again only where something else was found; what
    was put forward once is not put forward again.

    Args:
        assessment: holds the file.
        number: of the evidence.
        by: who has it read.
        at: when; nothing can have been made after that day.
        adapter: id of the adapter; the first that knows the format by default.

    Raises:
        ConformityError: ``evidence.missing``, ``adapter.*``, ``file.limits``, or what
            recording raises.
    """
    assessment.refresh()
    held, about = counting(assessment, number), about_of(assessment, at.date())
    looked = look_into(assessment.blobs, held, about, adapter, passed_over(assessment, held))
    return record_reading(assessment, looked, by=by, at=at)


def passed_over(assessment: OpenAssessment, held: HeldEvidence) -> tuple[str, ...]:
    """Adapters that are not asked: nothing is asked of what a document says of itself.

    It is, where the edition proposes something from evidence of its kind.
    """
    items = assessment.catalogue.reading_items
    asked = items is not None and any(held.data.evidence_kind in use.evidence for use in items.uses)
    return () if asked else (PLAIN,)


def look_into(
    blobs: Blobs, held: HeldEvidence, about: About, adapter: str = "", without: Collection[str] = ()
) -> Looked:
    """Read a file of the locker in a process of its own; nothing is recorded.

    Args:
        blobs: the locker.
        held: the evidence.
        about: from :func:`about_of`.
        adapter: id of the adapter; the first that knows the format by default.
        without: ids of adapters that are not asked, from :func:`passed_over`.

    Raises:
        ConformityError: ``evidence.missing``, ``adapter.*`` or ``file.limits``.
    """
    with _file(blobs, held, adapter, without) as file:
        known = _known(file, adapter, without)
        reading = read_apart(known[0], file, about)
    return Looked(
        held, known[0], reading, tuple(other.title for other in known[1:] if other.id != PLAIN)
    )


def record_reading(
    assessment: OpenAssessment, looked: Looked, *, by: str, at: datetime.datetime
) -> Found:
    """Record what was read in a file, and put before people what it proposes.

    Args:
        assessment: holds the file.
        looked: from :func:`look_into`.
        by: who has it read.
        at: when.

    Raises:
        ConformityError: ``evidence.missing`` where it was withdrawn meanwhile, or what
            recording raises.
    """
    by, reading = clean_author(by), looked.reading
    assessment.refresh()
    held = counting(assessment, looked.held.data.evidence)
    read = EvidenceRead(
        evidence=held.data.evidence,
        reader=looked.adapter.id,
        version=looked.adapter.version,
        format=reading.format,
        checks=reading.checks,
        figures=reading.figures,
    )
    if new := held.read != read:
        append_record(assessment, read, by=by, at=at)
    answers, items = assessment.state.answers, assessment.catalogue.reading_items
    kind = held.data.evidence_kind
    drafts = draft(assessment.catalogue, assessment.facts, reading, answers, kind)
    proposed, standing, left = _put_forward(assessment, held, reading, drafts, by, at)
    return Found(
        held.data.evidence,
        source_title(held),
        read,
        new,
        proposed,
        standing,
        (*drafts.left, *left),
        {check: tuple(questions) for check, questions in drafts.withheld.items()},
        (*reading.notes, *(problem.message for problem in offered_adapters()[1])),
        looked.others,
        items.kinds.get(reading.kind, "") if items else "",
        reading.day,
        reading.version,
    )


def read_if_known(
    assessment: OpenAssessment, number: str, *, by: str, at: datetime.datetime
) -> tuple[Found | None, tuple[Problem, ...]]:
    """Read a file that was just taken in, if an adapter knows it.

    Whatever is wrong with it as a result or a description, it is evidence all the same.

    Returns:
        What was found, nothing where no adapter knows it; and what went wrong.
    """
    try:
        return read_evidence(assessment, number, by=by, at=at), ()
    except ConformityError as error:
        silent = {UNKNOWN, ELSEWHERE}
        return None, tuple(one for one in error.problems if one.code not in silent)


def counting(assessment: OpenAssessment, number: str) -> HeldEvidence:
    """The evidence of a number that counts.

    Raises:
        ConformityError: ``evidence.missing``, ``evidence.elsewhere``.
    """
    held = assessment.state.evidence.get(number)
    if held is None or held.withdrawn:
        raise fail(
            number,
            "evidence.missing",
            "It was withdrawn." if held else "There is no such evidence.",
            "`conformity evidence list DIR` lists what there is.",
        )
    if not held.data.held:
        raise fail(
            number,
            ELSEWHERE,
            "The file is not held here; only its address is known.",
            "Attach the file itself to have it read.",
        )
    return held


@contextlib.contextmanager
def _file(
    blobs: Blobs, held: HeldEvidence, wanted: str, without: Collection[str]
) -> Iterator[Foreign]:
    """The file, or the folder of the run that it holds packed.

    What no adapter knows by its name and first bytes is not copied.
    """
    data = held.data
    with contextlib.ExitStack() as stack:
        content = stack.enter_context(blobs.open(data.sha256, data.evidence))
        try:
            seen = Foreign(Path(data.name), data.name, content.read(HEAD))
            if not (wanted or _asked(seen, without) or seen.head.startswith(ZIP)):
                raise unknown_format(data.name)
            content.seek(0)
            path = stack.enter_context(staged(content, data.name))
            file = look_at(path, data.name)
            folder = None if wanted or _asked(file, without) else unpacked(path)
        except OSError as error:
            raise cannot_read(Path(data.name), error) from None
        yield file if folder is None else replace(file, path=folder, head=b"")


def _asked(file: Foreign, without: Collection[str]) -> tuple[Adapter, ...]:
    """Adapters that know a file, without those that are not asked."""
    return tuple(one for one in recognised(file) if one.id not in without)


def _known(file: Foreign, wanted: str, without: Collection[str]) -> tuple[Adapter, ...]:
    """Adapters that know a file, the one that reads it first."""
    if wanted:
        return (adapter_called(wanted),)
    found = _asked(file, without)
    if not found:
        raise unknown_format(file.name)
    return found


def _put_forward(
    assessment: OpenAssessment,
    held: HeldEvidence,
    reading: Reading,
    drafts: Drafts,
    by: str,
    at: datetime.datetime,
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[NotTaken, ...]]:
    """Put before people what is new: questions, those where it is known, and what is left."""
    new: dict[str, Proposed] = {}
    known: list[str] = []
    left: list[NotTaken] = []
    for one in drafts.taken:
        problem = assessment.scope_problem(one.question)
        if problem is not None:
            left.append(NotTaken(one.question, str(one.value)[:MAX_TITLE], one.place, str(problem)))
            continue
        proposal = _proposal(held, reading, one, at)
        if is_news(assessment, proposal):
            new[one.question] = proposal
        else:
            known.append(one.question)
    if new:
        append_all(assessment, list(new.values()), by=by, at=at)
    return tuple(new), tuple(known), tuple(left)


def _proposal(held: HeldEvidence, reading: Reading, one: Draft, at: datetime.datetime) -> Proposed:
    source = Source(
        kind="file",
        title=source_title(held),
        address=held.data.sha256,
        revision=reading.version[:MAX_TITLE],
        place=one.place,
        read=reading.day or at.date(),
        sure=one.sure,
    )
    return Proposed(question=one.question, value=one.value, source=source, adds=one.adds)
