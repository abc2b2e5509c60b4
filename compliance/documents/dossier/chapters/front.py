"""The pages before the substance: cover, contents, summary, about this dossier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from compliance.assessment.conclusions import Outcome
from compliance.assessment.verdict import Status
from compliance.checklist.base import CLASS, CONCLUSION_GROUPS, SEVERITIES
from compliance.checklist.conditions import Truth
from compliance.documents.dossier.material import Material
from compliance.documents.dossier.parts import NOT_STATED, Chapter, Entrance, Line
from compliance.documents.dossier.sign_offs import cover_line
from compliance.documents.dossier.waiting import Waiting
from compliance.documents.figures import Figure, Tally, qr_code, tally
from compliance.language.words import capital, day, day_of, listed, moment, number_of, shortened
from compliance.views.answer import OPEN_WHETHER
from compliance.views.conclusion import Concluded, conclude
from compliance.views.marks import (
    ALERT,
    SEVERITY,
    STATUS,
    WANT,
    WANT_NOTES,
    Count,
    Mark,
    severity_counts,
    status_counts,
    want_counts,
)

COVER_ACROSS: Final = 40
COVER_CLASSES: Final = 3
COVER_TITLE: Final = 150
COVER_VALUE: Final = 130
"""Longer texts are cut on the cover; the chapters hold them in full."""


@dataclass(frozen=True)
class CoverContent:
    kicker: str
    title: str
    title_size: str
    """``large``, ``medium`` or ``small``, by its length."""
    subtitle: str
    draft: str
    """What a draft is called; empty where it is none."""
    tally: Tally | None
    """Of what is known to bind; nothing while that is nothing."""
    waiting: Waiting
    """What decides whether the rest binds."""
    wants: tuple[Count, ...]
    """What people still owe."""
    gaps: tuple[Count, ...]
    identity: tuple[Line, ...]
    head: str
    seq: str
    code: Figure
    """The head as a QR code."""
    brief: bool = False
    """Whether more follows on its page."""


def cover(material: Material) -> Chapter:
    """The cover: what was assessed, when, how it stands, and its head."""
    law, state = material.catalogue.law, material.state
    undetermined = STATUS[Status.UNDETERMINED]
    bound = [i for i in material.findings if i.in_scope and i.mark is not undetermined]
    content = CoverContent(
        kicker=f"Conformity dossier · the whole proof · {law.number}",
        title=shortened(material.system, COVER_TITLE),
        title_size=_title_size(material.system),
        subtitle=f"How the {material.subject} stands against the {law.short_name}, "
        f"requirement by requirement, on {day(material.standing.as_of)}",
        draft=material.declaration.view.stamp,
        tally=tally([item.mark for item in bound], COVER_ACROSS) if bound else None,
        waiting=material.waiting,
        wants=want_counts(material.standing.wants()),
        gaps=severity_counts(gap.severity for gap in material.standing.gaps()),
        identity=(*_identity(material), *_assessment(material)),
        head=state.head,
        seq=f"{number_of(state.seq, 'record')}, the last on {moment(state.changed_at)}",
        code=qr_code(state.head, f"QR code of the journal head {state.head}"),
    )
    return Chapter("cover", material.system, "cover", content, listed=False, opens=True)


def _identity(material: Material) -> list[Line]:
    """Facts that name system or model and operator; both names always have a line."""
    lines = []
    names = {material.name_fact, material.catalogue.dossier.operator}
    for fact in material.identity:
        value = material.stated(fact)
        if fact not in material.catalogue.questions:
            continue
        if value:
            open_ = material.facts.relevance(fact) is Truth.UNKNOWN
            text = shortened(value, COVER_VALUE) + (f" {OPEN_WHETHER}" if open_ else "")
            lines.append(Line(material.label(fact), text))
        elif fact in names:
            lines.append(Line(material.label(fact), NOT_STATED, missing=True))
    return lines


def _assessment(material: Material) -> list[Line]:
    begin = material.state.begin
    held = [item for item in _ordered(material.outcomes) if item.holds]
    groups = material.catalogue.words_in(CONCLUSION_GROUPS, CLASS)
    classes = [item for item in held if item.conclusion.group in groups]
    chief = [item for item in classes if item.conclusion.headline]
    titles = [item.conclusion.title for item in chief or classes or held]
    law = material.catalogue.law
    edition = f"{begin.pack}, edition {material.state.edition}, law as of {day(law.state)}"
    signed = cover_line(material)
    return [
        Line("Classification", listed(titles, COVER_CLASSES) or "Not determined yet"),
        Line("Assessment", f"{shortened(begin.name, COVER_VALUE)} ({begin.assessment})"),
        Line("Checklists", edition),
        Line("As of", day(material.standing.as_of)),
        *([replace(signed, text=shortened(signed.text, COVER_VALUE))] if signed else []),
    ]


def _title_size(title: str) -> str:
    sizes = ((30, "large"), (70, "medium"))
    return next((size for limit, size in sizes if len(title) <= limit), "small")


def _ordered(found: Iterable[Outcome]) -> list[Outcome]:
    """Conclusions that forbid something first, otherwise as declared."""
    return sorted(found, key=lambda item: not item.conclusion.alert)


@dataclass(frozen=True)
class ContentsContent:
    """The entries of the table of contents."""

    entries: tuple[Entrance, ...]


def contents(chapters: Iterable[Chapter]) -> Chapter:
    """The table of contents over the chapters given."""
    entries = tuple(
        Entrance(chapter.anchor, chapter.number, chapter.title, 2 if chapter.flows else 1)
        for chapter in chapters
        if chapter.listed
    )
    content = ContentsContent(entries)
    return Chapter("contents", "Contents", "contents", content, listed=False, shares="front")


@dataclass(frozen=True)
class SummaryContent:
    """The page for readers who read one page."""

    draft: bool
    owed: bool
    """Whether a declaration is owed at all."""
    notices: tuple[str, ...]
    blockers: tuple[str, ...]
    clear: tuple[str, str]
    """Where it is no draft: what to say of that, as a title and a sentence."""
    holding: tuple[Concluded, ...]
    undetermined: str
    waiting: Waiting


def summary(material: Material) -> Chapter:
    """What stands in the way, and what holds; the cover has the counts."""
    standing, found = material.standing, conclude(material.assessment)
    content = SummaryContent(
        draft=material.declaration.is_draft,
        owed=material.declaration.applies is not Truth.NO,
        notices=standing.notices,
        blockers=material.declaration.blockers,
        clear=_clear(material),
        holding=tuple(sorted(found.holding, key=lambda item: item.mark is not ALERT)),
        undetermined=f"{number_of(found.undecided, 'further conclusion')} "
        f"{'is' if found.undecided == 1 else 'are'} not determined yet."
        if found.undecided
        else "",
        waiting=material.waiting,
    )
    return Chapter("summary", "Summary", "summary", content, shares="front")


def _clear(material: Material) -> tuple[str, str]:
    """What a dossier that is no draft says of what is open."""
    view, file = material.declaration.view, material.catalogue.declaration
    if not view.number or file is None:
        text = "No finding is open, no answer is missing, and every required review was given."
        return "Nothing open", text
    return (
        f"The {file.called} can be issued",
        f"It vouches for nothing that is open. {capital(number_of(view.number, 'point'))} known to "
        f"be open at signature, confirmed by {view.confirmed}, have a page of their own.",
    )


@dataclass(frozen=True)
class AboutContent:
    subject: str
    """``system`` or ``model``."""
    law: str
    law_state: str
    edition: str
    edition_changed: str
    tool: str
    as_of: str
    statuses: tuple[Count, ...]
    severities: tuple[tuple[Mark, str], ...]
    wants: tuple[tuple[Mark, str], ...]
    limits: tuple[str, ...]
    authentic: str
    decided_by: str


def about(material: Material) -> Chapter:
    """What the dossier is, how findings come about, and what it does not decide."""
    catalogue, state = material.catalogue, material.state
    content = AboutContent(
        subject=material.subject,
        law=material.law,
        law_state=day(catalogue.law.state),
        edition=f"{state.begin.pack} {catalogue.edition.id}",
        edition_changed=_edition_changed(material),
        tool=material.tool_version,
        as_of=day(material.standing.as_of),
        statuses=status_counts((item.status for item in material.standing.findings), every=True),
        severities=_severities(material),
        wants=tuple((mark, WANT_NOTES[want]) for want, mark in WANT.items()),
        limits=catalogue.law.limits,
        authentic=catalogue.law.authentic,
        decided_by=catalogue.law.decided_by,
    )
    return Chapter("about", "About this dossier", "about", content, shares="law")


def _edition_changed(material: Material) -> str:
    """How the checklists differ from those with which the assessment was begun."""
    state = material.state
    texts = [
        f"Migrated from edition {move.data.from_edition} on {day_of(move.at)} by {move.by}."
        for move in state.moves
    ]
    waiting = material.assessment.waiting()
    if waiting:
        texts.append(f"Waiting to be confirmed: {number_of(len(waiting), 'answer')}.")
    if material.catalogue.digest != state.edition_digest:
        begun = "migrated" if state.moves else "begun"
        texts.append(f"The checklists differ from those with which the assessment was {begun}.")
    return " ".join(texts)


def _severities(material: Material) -> tuple[tuple[Mark, str], ...]:
    """What the severities mean; nothing where the edition does not say it."""
    notes = {word.id: word.note for word in material.catalogue.words(SEVERITIES)}
    found = tuple((mark, notes.get(key, "")) for key, mark in SEVERITY.items())
    return found if notes else ()
