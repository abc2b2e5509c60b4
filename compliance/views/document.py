"""The documents of a law as they are said: due or not and why, for whom, and what they lack."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from compliance.assessment.about_entry import AboutEntry
from compliance.assessment.about_entry import about as about_entry
from compliance.assessment.assessment import Assessment
from compliance.assessment.documents import DocumentStanding, kept_until, state_documents
from compliance.assessment.points import Lack
from compliance.assessment.roles import held_roles
from compliance.checklist.base import ADDRESSEES, ROLES
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.checklist.documents import DocumentFile
from compliance.checklist.texts import fact_label
from compliance.errors import fail
from compliance.language.words import capital, day, listed, sentence
from compliance.views.clock import ClockView, view_clocks
from compliance.views.declaration import view_declaration
from compliance.views.finding import FindingView, view_findings
from compliance.views.market import MarketView, view_markets

STATES: Final = {
    "ready": "Ready",
    "draft": "Draft only",
    "unsure": "Not decided whether it is owed",
    "not-owed": "Not owed",
}


@dataclass(frozen=True)
class LackView:
    """One thing that keeps a document a draft."""

    text: str
    """What is open, for whoever has to mend it."""
    outside: str
    """The same for whoever is shown the draft: what is open, and no more."""
    question: str
    """The question that mends it; empty where none does."""
    about: str = ""
    """Title of the point that lacks it; empty where it is not one of a point."""
    entry: str = ""
    """Number of the entry in which it is mended; empty where it is mended elsewhere."""
    what: str = ""
    """What the point lacks, for whoever is shown the draft; empty as above."""


@dataclass(frozen=True)
class DocumentView:
    """A document on a day, in words."""

    id: str
    document: str
    """Id of its file in the edition."""
    title: str
    called: str
    basis: str
    """Law and provisions, as cited."""
    owner: str
    """Whose document it is."""
    state: str
    """A key of ``STATES``."""
    because: str
    due: str
    from_: str
    """From when the duty that it serves binds, in words; empty where nothing says it."""
    to: tuple[tuple[str, str], ...]
    """Who may have it: id and words."""
    language: str
    markets: tuple[MarketView, ...]
    """The states whose languages decide on its own, where they do."""
    kept: str
    form: str
    """What the law leaves open about its form and content."""
    working_copy: bool
    """Whether it may be had as a file for text programs, to negotiate or adapt."""
    lacks: tuple[LackView, ...]
    points: tuple[Lack, ...] = field(repr=False)
    """What its points lack, each with the place of the point."""
    entry: str = ""
    """Number of the entry after the launch that it is about; empty where it is about none."""
    due_on: datetime.date | None = None
    """The last day for it, where it is known."""
    report: str = ""
    """Of documents about one thing: ``initial`` or ``complete``."""

    @property
    def word(self) -> str:
        """Its state, in words."""
        return STATES[self.state]

    @property
    def owed(self) -> bool:
        """Whether it is, or may be, to be drawn up."""
        return self.state != "not-owed"


def view_documents(assessment: Assessment, as_of: datetime.date) -> tuple[DocumentView, ...]:
    """Every document of the edition on a day, in its order.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    asked = view_documents, as_of
    return assessment.kept(asked, lambda: tuple(_views(assessment, as_of)))


def view_document(assessment: Assessment, known: str, as_of: datetime.date) -> DocumentView:
    """One of them.

    Raises:
        ConformityError: ``document.unknown``.
    """
    views = {item.id: item for item in view_documents(assessment, as_of)}
    if known not in views:
        raise fail(
            known,
            "document.unknown",
            "These checklists have no such document.",
            f"They have: {', '.join(views) or 'none'}.",
        )
    return views[known]


def _views(assessment: Assessment, as_of: datetime.date) -> Iterator[DocumentView]:
    findings = {item.id: item for item in view_findings(assessment, as_of)}
    for standing in state_documents(assessment, as_of):
        if standing.entry:
            yield _view(about_entry(assessment, standing.entry), standing, findings, as_of)
        else:
            yield _view(assessment, standing, findings, as_of)


def documents_about(
    assessment: Assessment, number: str, as_of: datetime.date
) -> tuple[DocumentView, ...]:
    """The documents about an entry after the launch.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    return tuple(view for view in view_documents(assessment, as_of) if view.entry == number)


def _view(
    assessment: Assessment,
    standing: DocumentStanding,
    findings: dict[str, FindingView],
    as_of: datetime.date,
) -> DocumentView:
    catalogue, file = assessment.catalogue, standing.file
    clock = _clock(assessment, standing, as_of)
    return DocumentView(
        id=standing.id,
        document=file.id,
        title=f"{file.title} ({standing.entry})" if standing.entry else file.title,
        called=file.called,
        basis=basis_of(catalogue, (*file.basis, *filter(None, [file.annex]))),
        owner=_owner(assessment, file),
        state=_state(standing),
        because=sentence(capital(standing.because)),
        due=file.due if clock is None else f"{file.due}. {clock.word}: {clock.text}".rstrip("."),
        from_=_from(standing, as_of),
        to=tuple((word, catalogue.label(ADDRESSEES, word)) for word in file.to),
        language=file.language,
        markets=view_markets(assessment) if file.market_languages else (),
        kept=_kept(assessment, standing),
        form=file.form_note,
        working_copy=file.working_copy,
        lacks=tuple(_lacks(assessment, standing, findings, as_of)),
        entry=standing.entry,
        due_on=None if clock is None or not clock.open else clock.by,
        report="" if file.about is None else file.about.report or "",
        points=standing.lacks,
    )


def _clock(
    assessment: Assessment, standing: DocumentStanding, as_of: datetime.date
) -> ClockView | None:
    """What says by when a document about an entry is due."""
    about = standing.file.about
    if about is None or not isinstance(assessment, AboutEntry):
        return None
    found = [clock for clock in view_clocks(assessment, as_of) if clock.id in about.duties]
    found.sort(key=lambda clock: (not clock.open, clock.by or datetime.date.max))
    return found[0] if found else None


def _owner(assessment: Assessment, file: DocumentFile) -> str:
    """Whose document it is; of several roles, those that are or may be held."""
    held = held_roles(assessment.facts)
    roles = [role for role in file.whose if held.get(role) is Truth.YES]
    roles = roles or [role for role in file.whose if held.get(role) is not Truth.NO]
    return listed([assessment.catalogue.label(ROLES, role) for role in roles or file.whose])


def basis_of(catalogue: Catalogue, provisions: tuple[str, ...]) -> str:
    """A law with the provisions that ask for something, as cited."""
    places = [catalogue.outline.printed(known) for known in provisions]
    if not catalogue.tongue.english:
        return f"{catalogue.law.number} · {catalogue.tongue.listed(places)}"
    return f"{catalogue.law.number} · {listed(places)}"


def _state(standing: DocumentStanding) -> str:
    if standing.applies is Truth.NO:
        return "not-owed"
    if standing.applies is Truth.UNKNOWN:
        return "unsure"
    return "draft" if standing.is_draft else "ready"


def _from(standing: DocumentStanding, as_of: datetime.date) -> str:
    on = standing.from_()
    if on is None:
        return ""
    if standing.binds(as_of) is Truth.YES:
        return f"binding since {day(on)}"
    return f"binding from {day(on)}" if on > as_of else f"may bind since {day(on)}"


def _kept(assessment: Assessment, standing: DocumentStanding) -> str:
    until = kept_until(assessment, standing.file)
    if until is not None:
        return f"until {day(until)} at least"
    requirement = assessment.catalogue.requirements.get(standing.file.kept or "")
    if requirement is None:
        return standing.file.kept_note
    period = requirement.periods[0]
    label = fact_label(assessment.catalogue, period.after)
    return f"{period.years} years from the {label}, which is not stated"


def _lacks(
    assessment: Assessment,
    standing: DocumentStanding,
    findings: dict[str, FindingView],
    as_of: datetime.date,
) -> Iterator[LackView]:
    if standing.applies is Truth.UNKNOWN:
        text = f"It is not determined whether this document is owed: {standing.because}"
        yield LackView(sentence(text), assessment.catalogue.tongue.say("open.owed"), "")
    elif standing.file.vouches is not None:
        yield from _vouched(assessment, as_of)
    for lack in standing.lacks:
        yield from _of_point(assessment.catalogue, lack, findings, standing.entry)


def _vouched(assessment: Assessment, as_of: datetime.date) -> Iterator[LackView]:
    """What a declaration vouches for and is open, and how each of it stands.

    In another language requirements are called by their provisions.
    """
    view, spoken = view_declaration(assessment, as_of), assessment.catalogue.tongue
    for text in view.general:
        yield LackView(text, text if spoken.english else spoken.say("open.else"), "")
    for duty in view.bars:
        title = duty.finding.title
        status = spoken.say(f"status.{duty.finding.mark.key}")
        outside = spoken.say("open.stands", title=capital(title), status=status)
        yield LackView(f"{title}: {duty.text}", outside, duty.finding.id)


def _of_point(
    catalogue: Catalogue, lack: Lack, findings: dict[str, FindingView], entry: str
) -> Iterator[LackView]:
    about, say = lack.point.title, catalogue.tongue.say

    def lacks(what: str, question: str = "", text: str = "", mended_in: str = "") -> LackView:
        outside = catalogue.tongue.sentence(say("open.of-point", point=about, what=what))
        return LackView(text or outside, outside, question, about, mended_in, what)

    for fact in lack.facts:
        label = fact_label(catalogue, fact)
        mine = entry if entry and fact in _fields(catalogue) else ""
        yield lacks(label, fact, f"{about}: {label} is not stated.", mine)
    if lack.undecided:
        yield lacks(say("open.point-undecided"))
    if lack.blocked:
        yield lacks(lack.point.blocked_text)
    for finding in lack.findings:
        view = findings[finding.requirement.id]
        why = view.lacking[0].text if view.lacking else f"{view.mark.word.lower()}."
        status = say(f"status.{view.mark.key}")
        what = say("open.requirement", title=view.title, status=status)
        yield lacks(what, view.id, f"{view.title}: {why}")


def _fields(catalogue: Catalogue) -> set[str]:
    """Fields of entries after the launch, which are no questions of the assessment."""
    file = catalogue.after_launch
    return set() if file is None else {known.id for known in file.fields}
