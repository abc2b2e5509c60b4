"""What all chapters are composed from, and the lookups they share."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from compliance.assessment.assessment import Assessment
from compliance.assessment.conclusions import Outcome
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.findings import Finding, Standing
from compliance.assessment.journal.state import State
from compliance.assessment.roles import held_roles, roles_shown
from compliance.assessment.what_if import Change
from compliance.checklist.answer_text import value_text
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Missing, Truth
from compliance.checklist.model import Requirement
from compliance.checklist.texts import fact_label
from compliance.documents.declaration import Declaration
from compliance.documents.dossier.quoted import QuotedLaw
from compliance.documents.dossier.words import capital
from compliance.law.provision import cite, is_provision_id

SYSTEM_NAME = "system.name"
MODEL_NAME = "system.model-name"
OPERATOR_NAME = "operator.name"
IDENTITY = (
    SYSTEM_NAME,
    "system.type",
    "system.version",
    "system.reference",
    OPERATOR_NAME,
    "operator.name-local",
    "operator.established-in",
    "representative.name",
)
"""Facts that identify system and operator on the cover, where a pack has them. Where
a model is assessed by itself, its name stands in the place of the name of a system."""


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

    @property
    def changes(self) -> list[Change]:
        """Single answers that would turn a conclusion."""
        return self.assessment.changes()

    def stated(self, fact: str) -> str:
        """The value of a fact in words; empty where it has none."""
        if fact not in self.catalogue.questions:
            return ""
        value = self.facts.value(fact)
        if isinstance(value, Missing):
            return ""
        return value_text(self.catalogue, fact, value)

    def label(self, fact: str) -> str:
        """Name of a fact at the start of a line."""
        return capital(fact_label(self.catalogue, fact))

    @cached_property
    def name_fact(self) -> str:
        """The fact that names what is assessed: a system, or a model by itself.

        The questions decide: the name of a system is not asked where there is none.
        """
        questions, facts = self.catalogue.questions, self.facts
        if (
            MODEL_NAME in questions
            and SYSTEM_NAME in questions
            and facts.relevance(SYSTEM_NAME) is Truth.NO
            and facts.relevance(MODEL_NAME) is Truth.YES
        ):
            return MODEL_NAME
        return SYSTEM_NAME

    @property
    def subject(self) -> str:
        """What is assessed, in one word: ``system`` or ``model``."""
        return "model" if self.name_fact == MODEL_NAME else "system"

    @property
    def system(self) -> str:
        """Name of the system or model, or of the assessment while nobody stated it."""
        return self.stated(self.name_fact) or self.state.begin.name

    @property
    def law(self) -> str:
        """Name of the law with its number, unless the name has it."""
        law = self.catalogue.law
        return law.name if law.number in law.name else f"{law.name} ({law.number})"

    def cite(self, provisions: Iterable[str]) -> str:
        """Provisions as they are printed, in the order given."""
        printed = self.catalogue.outline.printed
        return ", ".join(
            printed(provision) if is_provision_id(provision) else provision
            for provision in provisions
        )

    def heading(self, provision: str) -> str:
        """Our heading of a provision; empty where the outline has none."""
        outline = self.catalogue.outline
        return outline.get(provision).heading if provision in outline else ""

    def article_title(self, article: str) -> str:
        """Number and heading of an article or annex."""
        heading, printed = self.heading(article), cite(article)
        return f"{printed}: {heading}" if heading else printed

    def word(self, vocabulary: str, word: str) -> str:
        """Label of a word of a vocabulary, with a capital."""
        return capital(self.catalogue.label(vocabulary, word))

    @cached_property
    def held(self) -> dict[str, Truth]:
        """Every role, and whether the operator holds it."""
        return held_roles(self.facts)

    def role_names(self, requirement: Requirement) -> str:
        """Roles under which a requirement is listed, in words."""
        shown = roles_shown(requirement, self.held)
        return ", ".join(self.word("roles", role) for role in shown)

    def shown_findings(self) -> tuple[Finding, ...]:
        """Findings that get a block of their own: all that may bind."""
        return tuple(
            finding
            for finding in self.standing.findings
            if finding.status.value != "out-of-scope"
        )
