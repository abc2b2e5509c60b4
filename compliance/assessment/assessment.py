"""The assessment: what was recorded under one edition, and what follows from it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from compliance.assessment.agenda import Agenda, build_agenda
from compliance.assessment.conclusions import Outcome, outcomes
from compliance.assessment.facts import AnswerFacts, OrganisationFacts
from compliance.assessment.findings import Standing, state_standing
from compliance.assessment.journal.fold import apply, fold
from compliance.assessment.journal.records import Record
from compliance.assessment.journal.state import Given, Proposal, State
from compliance.assessment.proposals import acceptable, waiting, whole
from compliance.assessment.what_if import Change, changes
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.questions import Question
from compliance.errors import ConformityError, Problem, fail

Worked = TypeVar("Worked")


@dataclass(frozen=True)
class Asked:
    """A question with the answer that counts at present."""

    question: Question
    given: Given | None
    problem: Problem | None
    """Why it cannot be answered here; nothing where it can."""


class Assessment:
    """What was recorded about a system, under one edition of the checklists.

    What follows from it (facts, agenda, findings of a day) is computed when it is asked
    for and kept until the next record is taken.
    """

    def __init__(self, catalogue: Catalogue, state: State) -> None:
        self.catalogue = catalogue
        self.state = state
        self._forget()

    def _forget(self) -> None:
        self._facts: AnswerFacts | None = None
        self._agenda: Agenda | None = None
        self._standing: Standing | None = None
        self._conclusions: list[Outcome] | None = None
        self._changes: list[Change] | None = None
        self._waiting: tuple[Proposal, ...] | None = None
        self._kept: dict[Hashable, Any] = {}

    def kept(self, asked: Hashable, work_out: Callable[[], Worked]) -> Worked:
        """What somebody works out of it, kept until the next record is taken.

        Args:
            asked: names what it is, with all on which it depends besides.
            work_out: works it out the first time.
        """
        if asked not in self._kept:
            self._kept[asked] = work_out()
        found: Worked = self._kept[asked]
        return found

    @classmethod
    def of(cls, catalogue: Catalogue, records: Iterable[Record]) -> Assessment:
        """The assessment that a journal tells of.

        Raises:
            ConformityError: ``journal.unreadable`` where it does not begin with one.
        """
        return cls(catalogue, fold(records))

    @property
    def head(self) -> str:
        """Hash of the last record seen."""
        return self.state.head

    @property
    def place(self) -> str:
        """What it is called in an error."""
        return self.state.begin.name

    def take(self, records: Iterable[Record]) -> None:
        """Take further records into the state, in their order."""
        for record in records:
            apply(self.state, record)
        self._forget()

    @property
    def facts(self) -> AnswerFacts:
        """The answers as conditions see them."""
        if self._facts is None:
            self._facts = self._see(self.state.answers)
        return self._facts

    def snapshot(self) -> AnswerFacts:
        """The answers as they stand now, kept from those that come later."""
        return self._see(dict(self.state.answers))

    def _see(self, answers: Mapping[str, Given]) -> AnswerFacts:
        kind = OrganisationFacts if self.state.is_organisation else AnswerFacts
        return kind(self.catalogue, answers)

    @property
    def agenda(self) -> Agenda:
        """The questions that arise, in the order in which they are asked."""
        if self._agenda is None:
            self._agenda = build_agenda(self.facts, self.state)
        return self._agenda

    def standing(self, day: datetime.date) -> Standing:
        """The findings of every requirement on a day; those of the last day are kept.

        Raises:
            ConformityError: ``organisation.no-findings``.
        """
        self.require_system()
        if self._standing is None or self._standing.as_of != day:
            self._standing = state_standing(self.facts, self.state, day)
        return self._standing

    def conclusions(self) -> list[Outcome]:
        """Every conclusion that is shown, with the answers it rests on.

        Raises:
            ConformityError: ``organisation.no-findings``.
        """
        self.require_system()
        if self._conclusions is None:
            self._conclusions = outcomes(self.facts)
        return self._conclusions

    def changes(self) -> list[Change]:
        """Single answers that would turn one of the chief conclusions.

        Raises:
            ConformityError: ``organisation.no-findings``.
        """
        if self._changes is None:
            chief = [
                outcome.conclusion.id
                for outcome in self.conclusions()
                if outcome.conclusion.headline
            ]
            self._changes = changes(self.facts, chief)
        return self._changes

    def question(self, known: str) -> Asked:
        """A question of the edition, its answer, and whether it is asked here.

        Raises:
            ConformityError: ``answer.unknown-question``.
        """
        question = self.catalogue.question(known)
        return Asked(question, self.state.answers.get(known), self.scope_problem(known))

    def proposed(self, known: str, source: str = "") -> Given | None:
        """What waits at a question, if it is one thing that the question accepts as it is.

        Args:
            known: the question.
            source: title of the source that is meant, where several say something.
        """
        state = self.state
        waits, present = state.unconfirmed.get(known), state.answers.get(known)
        return acceptable(self.catalogue, waits, present, source)

    def suggested(self, known: str, source: str = "") -> Given | None:
        """What a form begins with where somebody changes what a source says.

        It may lack cells that the question wants, or hold what it does not accept.

        Args:
            known: the question.
            source: title of the source that is meant, where several say something.
        """
        waits = self.state.unconfirmed.get(known)
        given = None if waits is None else waits.of(source)
        if given is None:
            return None
        return replace(given, value=whole(given, self.state.answers.get(known)), adds=())

    def waiting(self) -> tuple[Proposal, ...]:
        """What somebody has to confirm or change, as far as its questions arise."""
        if self._waiting is None:
            self._waiting = waiting(self.facts, self.state)
        return self._waiting

    def scope_problem(self, known: str) -> Problem | None:
        """Why a question cannot be answered here: it is asked of each system."""
        if not self.state.is_organisation or known in self.catalogue.organisation_wide:
            return None
        return Problem(
            known,
            "organisation.one-system",
            "This is asked of each system, not of the organisation.",
            "Record it in the assessment of the system.",
        )

    def require_in_scope(self, known: str) -> None:
        """Refuse, for an organisation, what is asked of one system.

        Raises:
            ConformityError: ``organisation.one-system``.
        """
        problem = self.scope_problem(known)
        if problem is not None:
            raise ConformityError(problem)

    def require_system(self) -> None:
        """Refuse an organisation where findings about a system are asked for.

        Raises:
            ConformityError: ``organisation.no-findings``.
        """
        if self.state.is_organisation:
            raise fail(
                self.place,
                "organisation.no-findings",
                "This is the record of an organisation; whether it meets the law shows "
                "in the assessments of its systems.",
                "Look at the assessment of a system.",
            )
