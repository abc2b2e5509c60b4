"""A finding as it is said: how a requirement stands, what is missing, who mends it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from compliance.assessment.assessment import Assessment
from compliance.assessment.evidence_check import EvidenceLine
from compliance.assessment.findings import Finding, Turned, most_serious_first
from compliance.assessment.journal.state import Given
from compliance.assessment.reviews import WORDS, barred
from compliance.assessment.roles import held_roles, roles_shown
from compliance.assessment.starts import Start
from compliance.assessment.verdict import Status
from compliance.checklist.base import ROLES, THEMES
from compliance.checklist.conditions import Truth
from compliance.data.persons import is_among, same_person
from compliance.language.words import day
from compliance.law.provision import outermost
from compliance.views.marks import APPLIES, GROUND, SEVERITY, STATUS, WANT, Mark


@dataclass(frozen=True)
class GapView:
    """What is missing, and how to mend it."""

    mark: Mark
    text: str
    remedy: str
    ground: str = ""
    """Whose demand it is, where the law itself does not ask for it; otherwise empty."""


@dataclass(frozen=True)
class WantedView:
    """What a person still owes: an answer, a confirmation, evidence."""

    mark: Mark
    about: str
    """Id of the question; of the requirement where it is evidence."""
    text: str
    remedy: str


@dataclass(frozen=True)
class ReviewView:
    """How the review of a requirement stands."""

    state: str
    """A key of ``reviews.WORDS``."""
    word: str
    required: bool
    """Whether the requirement binds and asks for a review."""
    missing: bool
    """Whether it lacks the review that it requires."""
    waits_for: str
    """Who has to act before it has one, ``author`` or ``reviewer``; empty where nobody."""
    by: str
    """Who gave the last review; empty while nobody did."""
    at: str
    comment: str
    shared: bool
    """Whether it was given on the record of the organisation."""

    @property
    def counts(self) -> bool:
        """Whether an approval exists that fits what is there now."""
        return self.state == "approved"

    @property
    def changed(self) -> bool:
        """Whether what was reviewed is no longer what is there."""
        return self.state in {"void", "again"}


@dataclass(frozen=True)
class FindingView:
    """How one requirement stands on a day."""

    id: str
    title: str
    asks: str
    article: str
    """The article or annex it stands in, as a heading."""
    provisions: tuple[str, ...]
    """The provisions, by id."""
    laws: tuple[tuple[str, str], ...]
    """Each provision as it is cited, with our heading."""
    theme: str
    theme_title: str
    role_ids: tuple[str, ...]
    """Every role that it names."""
    roles: tuple[str, ...]
    """Those of them that are or may be held, in words."""
    mark: Mark
    open: bool
    in_scope: bool
    unsettled: bool
    """Whether nothing is said about it yet but that it may apply."""
    untouched: bool
    """Whether nobody said anything about it yet, whether or not it is known to apply."""
    applies: Mark
    because: str
    not_begun: str
    """Why nothing is asked about it yet although it binds; empty otherwise."""
    starts: tuple[Start, ...]
    binds: str
    """Whether it binds on the day: ``yes``, ``no``, or ``unknown`` where a reading of
    the law or an open answer decides."""
    answers: tuple[tuple[str, Given | None], ...] = field(repr=False)
    """The question and the follow-ups that arise, by id, with their answers."""
    evidence: tuple[EvidenceLine, ...] = field(repr=False)
    wanted: tuple[WantedView, ...]
    gaps: tuple[GapView, ...]
    """Most serious first."""
    deciding: tuple[tuple[str, str], ...]
    """Questions that decide whether it applies, while that is open: id and wording."""
    owner: str
    """Who mends the gaps; empty where nobody was named."""
    due: datetime.date | None
    overdue: bool
    cause: str
    """What its gaps come from, as somebody declared it; empty where nobody did."""
    review: ReviewView
    barred: frozenset[str]
    """Who answered, or entered the answer, and so cannot approve it."""

    @property
    def answer(self) -> Given | None:
        """The answer to the question itself."""
        return self.answers[0][1]

    @property
    def lacking(self) -> tuple[GapView | WantedView, ...]:
        """Gaps, then what is wanted."""
        return (*self.gaps, *self.wanted)

    @property
    def wants(self) -> tuple[Mark, ...]:
        """The kinds of what is wanted, each once."""
        return tuple(dict.fromkeys(item.mark for item in self.wanted))

    @property
    def severities(self) -> tuple[Mark, ...]:
        """The severities among the gaps, each once."""
        return tuple(dict.fromkeys(gap.mark for gap in self.gaps))

    def since(self, show: Callable[[datetime.date], str] = day) -> str:
        """From when it binds, as the end of "binds from ...".

        Args:
            show: how a day is written (in full on paper, by numbers in the terminal).
        """
        texts: dict[str, None] = {}
        for start in self.starts:
            text = show(start.on)
            if start.event:
                text = f"{start.event}, not before {text}"
            hangs_on = [
                *(["one reading of the law"] if start.readings else []),
                *([] if start.sure else ["if open answers turn out so"]),
            ]
            texts[text + (f" ({', '.join(hangs_on)})" if hangs_on else "")] = None
        return " or ".join(texts)

    def answered_by(self, person: str) -> bool:
        """Whether a person gave or entered the answer."""
        return self.answer is not None and is_among(person, self.answer.authors)

    def own(self, person: str) -> bool:
        """Whether a person answered, and so cannot approve it."""
        return is_among(person, self.barred)

    def owned_by(self, person: str) -> bool:
        """Whether it is a person who is to mend the gaps."""
        return same_person(self.owner, person)


def view_findings(assessment: Assessment, as_of: datetime.date) -> tuple[FindingView, ...]:
    """Every requirement of the edition on a day, in the order of the law.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    return assessment.kept((view_findings, as_of), lambda: _views(assessment, as_of))


def _views(assessment: Assessment, as_of: datetime.date) -> tuple[FindingView, ...]:
    standing, held = assessment.standing(as_of), held_roles(assessment.facts)
    return tuple(_view(assessment, item, held, as_of) for item in standing.findings)


def view_finding(assessment: Assessment, as_of: datetime.date, known: str) -> FindingView | None:
    """One requirement on a day, or nothing where the edition has none of this id.

    Raises:
        ConformityError: ``organisation.no-findings``.
    """
    found = (i for i in assessment.standing(as_of).findings if i.requirement.id == known)
    finding = next(found, None)
    if finding is None:
        return None
    return _view(assessment, finding, held_roles(assessment.facts), as_of)


@dataclass(frozen=True)
class TurnedView:
    """A requirement as it was and as it is; a side is missing where it is new or gone."""

    id: str
    title: str
    before: Mark | None
    after: Mark | None


def view_turn(turned: Turned) -> TurnedView:
    """What became of a requirement, of which at least one finding is given."""
    sides = turned.before, turned.after
    shown = next(item.requirement for item in reversed(sides) if item is not None)
    marks = [None if item is None else STATUS[item.status] for item in sides]
    return TurnedView(shown.id, shown.title, *marks)


def _view(
    assessment: Assessment, item: Finding, held: dict[str, Truth], as_of: datetime.date
) -> FindingView:
    catalogue, requirement = assessment.catalogue, item.requirement
    outline, assigned = catalogue.outline, item.assignment
    places = [outline.get(provision) for provision in requirement.provisions]
    follow_ups = ((question.id, given) for question, given in item.follow_ups)
    return FindingView(
        id=requirement.id,
        title=requirement.title,
        asks=requirement.asks,
        article=outline.title(outermost(requirement.provisions[0])),
        provisions=tuple(requirement.provisions),
        laws=tuple((place.printed, place.heading) for place in places),
        theme=requirement.theme,
        theme_title=catalogue.label(THEMES, requirement.theme),
        role_ids=tuple(requirement.roles),
        roles=tuple(catalogue.label(ROLES, role) for role in roles_shown(requirement, held)),
        mark=STATUS[item.status],
        open=item.is_open,
        in_scope=item.in_scope,
        unsettled=item.status is Status.UNDETERMINED and item.answer is None and assigned is None,
        untouched=_untouched(assessment, item),
        applies=APPLIES[item.applies],
        because=item.applies_because,
        not_begun=item.not_begun and f"{item.not_begun}; the gap stands there",
        starts=item.starts,
        binds=item.binds(as_of).value,
        answers=((requirement.id, item.answer), *follow_ups),
        evidence=item.evidence,
        wanted=tuple(
            WantedView(WANT[one.want], one.about, one.text, one.remedy) for one in item.wanted
        ),
        deciding=tuple((known, catalogue.questions[known].ask) for known in item.deciding),
        gaps=tuple(
            GapView(SEVERITY[gap.severity], gap.text, gap.remedy, GROUND[gap.ground])
            for gap in most_serious_first(item.gaps)
        ),
        owner="" if assigned is None else assigned.owner,
        due=item.due,
        overdue=item.overdue(as_of),
        cause=item.cause,
        review=_review(item),
        barred=barred(requirement, item.answer.authors if item.answer else frozenset()),
    )


def _untouched(assessment: Assessment, item: Finding) -> bool:
    """Whether an open requirement has no answer, evidence, review, owner or doubtful answer."""
    said = [item.answer, item.review, item.assignment, *(given for _, given in item.follow_ups)]
    waiting = item.requirement.id in assessment.state.unconfirmed
    held = any(line.held for line in item.evidence)
    nobody = item.status in {Status.UNDETERMINED, Status.NOT_ASSESSED}
    return nobody and not held and not waiting and all(one is None for one in said)


def _review(item: Finding) -> ReviewView:
    given = item.review
    return ReviewView(
        state=item.review_state,
        word=WORDS[item.review_state],
        required=item.applies is Truth.YES and item.requirement.review.required,
        missing=item.lacks_review,
        waits_for=item.waits_for,
        by="" if given is None else given.by,
        at="" if given is None else given.at,
        comment="" if given is None else given.data.comment,
        shared=given is not None and given.data.origin is not None,
    )
