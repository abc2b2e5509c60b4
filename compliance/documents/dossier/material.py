"""What all chapters are composed from, and the lookups they share."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from compliance.assessment.assessment import Assessment
from compliance.assessment.conclusions import Outcome
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.findings import Standing
from compliance.assessment.journal.state import State
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.checklist.texts import fact_label
from compliance.documents.declaration import Declaration
from compliance.documents.dossier.quoted import QuotedLaw
from compliance.documents.dossier.waiting import Waiting, waiting
from compliance.language.words import capital
from compliance.views.finding import FindingView, view_findings
from compliance.views.marks import APPLIES
from compliance.views.subject import SubjectView, stated, view_subject


@dataclass(frozen=True)
class Attached:
    """A file inside the PDF, as the pages list it."""

    name: str
    description: str
    size: int
    digest: str


@dataclass(frozen=True)
class Material:
    """An assessment on a day, with everything that follows from it."""

    assessment: Assessment
    as_of: datetime.date
    declaration: Declaration
    attached: tuple[Attached, ...]
    tool_version: str
    quoted: QuotedLaw | None = None
    """The official text of what is shown, where that was asked for."""

    @property
    def facts(self) -> AnswerFacts:
        """The answers as conditions see them."""
        return self.assessment.facts

    @property
    def catalogue(self) -> Catalogue:
        return self.assessment.catalogue

    @property
    def state(self) -> State:
        return self.assessment.state

    @property
    def standing(self) -> Standing:
        return self.assessment.standing(self.as_of)

    @property
    def outcomes(self) -> list[Outcome]:
        return self.assessment.conclusions()

    def stated(self, fact: str) -> str:
        """The value of a fact in words; empty where it has none.

        Also where it is still open whether its question arises: somebody stated it.
        """
        return stated(self.assessment, fact)

    def label(self, fact: str) -> str:
        """Name of a fact at the start of a line."""
        return capital(fact_label(self.catalogue, fact))

    @cached_property
    def _subject(self) -> SubjectView:
        return view_subject(self.assessment)

    @property
    def name_fact(self) -> str:
        """The fact that names what is assessed."""
        return self._subject.fact

    @property
    def subject(self) -> str:
        """What is assessed, in one word, such as ``system`` or ``model``."""
        return self._subject.word

    @property
    def system(self) -> str:
        """Name of what is assessed, or of the assessment while nobody stated it."""
        return self._subject.name

    @property
    def operator(self) -> str:
        """Name of who answers for it, where it is stated."""
        return self._subject.operator

    @property
    def identity(self) -> list[str]:
        """Facts that identify what is assessed and who answers for it.

        Where another subject stands in, its name takes the place of the first one's.
        """
        dossier = self.catalogue.dossier
        if not dossier.cover:
            return [self.name_fact, dossier.operator or ""]
        first = dossier.subjects[0].fact if dossier.subjects else ""
        return [self.name_fact if fact == first else fact for fact in dossier.cover]

    @property
    def law(self) -> str:
        """Name of the law with its number, unless the name has it."""
        law = self.catalogue.law
        return law.name if law.number in law.name else f"{law.name} ({law.number})"

    def cite(self, provisions: Iterable[str]) -> str:
        """Provisions as they are printed, in the order given."""
        return self.catalogue.outline.printed(*provisions)

    def word(self, vocabulary: str, word: str) -> str:
        """Label of a word of a vocabulary, with a capital."""
        return capital(self.catalogue.label(vocabulary, word))

    @property
    def findings(self) -> tuple[FindingView, ...]:
        """Every requirement as it is said, in the order of the law."""
        return view_findings(self.assessment, self.as_of)

    @cached_property
    def shown_findings(self) -> tuple[FindingView, ...]:
        """Findings that get a block of their own: on all that anybody said something about."""
        return tuple(item for item in self.findings if self.shows(item))

    @cached_property
    def shown(self) -> frozenset[str]:
        """Ids of the requirements whose findings get one."""
        return frozenset(item.id for item in self.shown_findings)

    @staticmethod
    def shows(item: FindingView) -> bool:
        """Whether a finding gets a block of its own."""
        return item.in_scope and not item.untouched

    @cached_property
    def unassessed(self) -> tuple[FindingView, ...]:
        """Requirements that apply and about which nobody said anything yet."""
        yes = APPLIES[Truth.YES]
        return tuple(item for item in self.findings if item.untouched and item.applies is yes)

    @cached_property
    def waiting(self) -> Waiting:
        """What decides whether the undetermined requirements bind."""
        return waiting(self.assessment, self.standing)

    def place_of(self, item: FindingView) -> str:
        """Where the block of a finding stands; empty where it has none."""
        return f"#req-{item.id}" if self.shows(item) else ""
