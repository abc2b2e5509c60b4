"""Facts, conclusions and requirements as a checklist declares them."""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from compliance.checklist.base import Id, Model, Scope, Text
from compliance.checklist.conditions import All, Condition, FactTest
from compliance.checklist.gaps import GapRule, OptionGap
from compliance.checklist.questions import ChoiceQuestion, Guidance, Option, Question

Meaning = Literal["met", "partly-met", "not-met"]
"""What choosing an option says about the requirement it answers."""


class Section(Model):
    """A part of the questionnaire, with its place in the order."""

    id: Id
    title: Text
    order: int
    intro: str = ""
    late: bool = False
    """Asked after the requirements (what only the last step needs)."""


class DerivedNumber(Model):
    """A number that follows from others by multiplication (an estimate).

    Conditions test it like an answered number; it is unknown while one of the numbers
    it follows from is.
    """

    id: Id
    label: Text
    unit: str = ""
    factor: float
    of: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Number facts that are multiplied with each other and with ``factor``."""
    provisions: tuple[str, ...] = ()
    note: Text
    """How the estimate works and how far it carries."""


class FactFile(Model):
    """A file under ``facts/``: questions about operator, system, model, market."""

    section: Section
    facts: Annotated[tuple[Question, ...], Field(min_length=1)]
    derived: tuple[DerivedNumber, ...] = ()

    @model_validator(mode="after")
    def _labelled(self) -> FactFile:
        bare = [fact.id for fact in self.facts if not fact.label]
        if bare:
            msg = f"facts need a label: {', '.join(bare)}"
            raise ValueError(msg)
        return self


class Conclusion(Model):
    """Something that follows from answers by a rule with provisions."""

    id: Id
    title: Text
    """Names the conclusion in a few words ("High-risk under Annex III, 4(a)")."""
    holds_text: Text
    """A sentence for when it holds."""
    fails_text: Text
    """A sentence for when it does not hold."""
    provisions: tuple[str, ...] = ()
    group: Id
    """Heading it is shown under, of the vocabulary ``conclusion-groups``."""
    headline: bool = False
    """Among the few that say in short what a system is and what follows."""
    alert: bool = False
    """True where its holding forbids or stops something (a prohibited practice)."""
    effect: str = ""
    """What follows for the operator."""
    notice: str = ""
    """What everybody has to know who reads findings while it holds, such as that
    duties do not bind yet."""
    when: Condition


class ConclusionFile(Model):
    """A file under ``conclusions/``."""

    conclusions: Annotated[tuple[Conclusion, ...], Field(min_length=1)]


class EvidenceRequest(Model):
    """A kind of evidence that shows a requirement."""

    kind: Id
    required: bool = True
    only_for: tuple[Id, ...] = ()
    """Options of the question with which it is required; with the others, which say that
    there is no such document, it would be the same gap twice. All where none is named."""
    max_age_days: Annotated[int, Field(ge=1)] | None = None
    """Older evidence, counted from the day it was collected, no longer counts."""
    note: Text
    """What it must show."""


class Period(Model):
    """A time limit counted from a day that an answer names: a retention, a notice.

    Also the day itself where no length is given, such as the end of a certificate.
    """

    title: Text
    """What ends or is due then, as the title of a deadline."""
    after: Id
    """The question for the day from which the period runs."""
    years: Annotated[int, Field(ge=0)] = 0
    days: Annotated[int, Field(ge=0)] = 0


class Review(Model):
    """Whether a second person must look at the answer."""

    required: bool = True
    not_by_author: bool = True


class NotApplicable(Model):
    """Whether "not applicable" is an acceptable answer, and when it fits."""

    fits: Text


class MainOption(Option):
    """One possible answer of a main question, and what it says of the requirement."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"means": {"const": "met"}}},
            "else": {"required": ["gap"], "properties": {"gap": {"type": "object"}}},
        }
    )

    means: Meaning
    gap: OptionGap | None = None
    """Needed unless the option means met, where it can be an observation."""

    @model_validator(mode="after")
    def _leads_somewhere(self) -> MainOption:
        if self.means != "met" and self.gap is None:
            raise PydanticCustomError(
                "checklist.no-remedy", "An option that does not mean met needs a gap with a remedy"
            )
        if self.means == "not-met" and self.gap is not None and self.gap.rests_on == "advice":
            raise PydanticCustomError(
                "checklist.severity", "What the law asks for is not unmet for want of advice"
            )
        return self


class MainQuestion(Model):
    """The question that a requirement stands or falls by."""

    ask: Text
    why: str = ""
    options: Annotated[tuple[MainOption, ...], Field(min_length=2)]
    not_applicable: NotApplicable | None = None

    def claiming(self) -> tuple[str, ...]:
        """Ids of the options that claim that the requirement is met or partly met."""
        return tuple(option.id for option in self.options if option.means != "not-met")

    @model_validator(mode="after")
    def _can_be_met(self) -> MainQuestion:
        if not any(option.means == "met" for option in self.options):
            msg = "no option means 'met'"
            raise ValueError(msg)
        return self


class Demand(Model):
    """An act that can be done in one way only, such as an application or a procedure.

    Requirements that demand the same act of different addressees, or by different ways,
    may not bind together.
    """

    act: Id
    to: Id


class Requirement(Model):
    """What the law asks of a role, and how it is shown."""

    id: Id
    revision: Annotated[int, Field(ge=1)] = 1
    title: Text
    asks: Text
    """What the law asks, in our own words."""
    provisions: Annotated[tuple[str, ...], Field(min_length=1)]
    """Where the law asks it; the first one gives its place in the dossier."""
    roles: Annotated[tuple[Id, ...], Field(min_length=1)]
    stages: tuple[Id, ...] = ()
    theme: Id = ""
    """Subject under which it is gathered, where the pack gathers by subject."""
    scope: Scope = "system"
    """``organisation`` where one answer holds for all systems; whether it applies is
    still decided for each."""
    applies_when: Condition
    begun_when: Condition | None = None
    """Of a duty inside another one, such as the parts and the notification of an
    assessment: when the answer to that other one says that it has been begun. Until
    then the duty binds all the same, and nothing is asked about it."""
    demands: Demand | None = None
    """Which one act it is that it demands, and of whom or by which way."""
    question: MainQuestion
    guidance: Guidance
    follow_ups: tuple[Question, ...] = ()
    evidence: tuple[EvidenceRequest, ...] = ()
    gaps: tuple[GapRule, ...] = ()
    """Besides those that stand on the options of the question."""
    periods: tuple[Period, ...] = ()
    """Time limits of the duty, from days that answers name."""
    review: Review = Review.model_construct()

    @field_validator("follow_ups")
    @classmethod
    def _asked_when_claimed(
        cls, follow_ups: tuple[Question, ...], info: ValidationInfo
    ) -> tuple[Question, ...]:
        """Put the usual condition on follow-ups that name none."""
        if not {"id", "question"} <= info.data.keys():
            return follow_ups  # wrong themselves, and reported
        claimed = FactTest(fact=info.data["id"], any_of=info.data["question"].claiming())
        return tuple(
            question.model_copy(update={"ask_when": question.ask_when or claimed})
            for question in follow_ups
        )

    @cached_property
    def arises_when(self) -> Condition:
        """When its questions arise: it applies, and what it is part of has been begun."""
        if self.begun_when is None:
            return self.applies_when
        return All.model_construct(all=(self.applies_when, self.begun_when))

    def main(self) -> ChoiceQuestion:
        """The main question in the form of every other question."""
        fits = self.question.not_applicable
        return ChoiceQuestion.model_construct(  # of parts that were checked already
            id=self.id,
            type="choice",
            ask=self.question.ask,
            label=self.title,
            why=self.question.why,
            guidance=self.guidance,
            provisions=self.provisions,
            options=self.question.options,
            not_applicable="" if fits is None else fits.fits,
            scope=self.scope,
        )


class RequirementFile(Model):
    """A file under ``requirements/``: the requirements of one provision."""

    requirements: Annotated[tuple[Requirement, ...], Field(min_length=1)]


class Word(Model):
    """An entry of a vocabulary."""

    id: Id
    label: Text
    groups: tuple[Id, ...] = ()
    note: str = ""
    conclusion: Id | None = None
    """Of a role: the conclusion that says whether the operator holds it."""


class Vocabulary(Model):
    """A closed list of words: countries, kinds of evidence, roles, themes."""

    id: Id
    title: Text
    territories: bool = False
    """Whether its words are countries: those whose id is a code of ISO 3166 are not translated
    for papers of other languages, for CLDR has their names."""
    words: Annotated[tuple[Word, ...], Field(min_length=1)]

    def ids(self) -> frozenset[str]:
        """The ids of its words."""
        return frozenset(word.id for word in self.words)

    def is_country(self, word: str) -> bool:
        """Whether the id of a word is the code of a country."""
        return self.territories and len(word) == len("AT")

    def label(self, word: str) -> str:
        """Label of a word; the id itself if the list lacks it."""
        return next((known.label for known in self.words if known.id == word), word)


class VocabularyFile(Model):
    """A file under ``vocabularies/``."""

    vocabularies: Annotated[tuple[Vocabulary, ...], Field(min_length=1)]


class RouteRule(Model):
    """When a route of the timeline is the one a system takes."""

    route: Id
    when: Condition


class WaitRule(Model):
    """What binds only once something else does, or has happened, while a condition holds.

    While it is not known whether the condition holds, nothing waits: whoever plans by
    the earlier day is never late.
    """

    id: Id
    roles: tuple[Id, ...] = ()
    """Only what binds by these roles alone waits; whatever binds, where none is named."""
    provisions: tuple[str, ...] = ()
    """Scopes of what waits; all of them where none is named."""
    until: str = ""
    """Provision before which it does not bind."""
    event: str = ""
    """What must happen first."""
    when: Condition

    @model_validator(mode="after")
    def _waits_for_one_thing(self) -> WaitRule:
        if bool(self.until) == bool(self.event) or not (self.provisions or self.roles):
            msg = "a wait names provisions or roles, and either until or event"
            raise ValueError(msg)
        return self


class RouteFile(Model):
    """The file ``routes.yaml``."""

    routes: Annotated[tuple[RouteRule, ...], Field(min_length=1)]
    waits: tuple[WaitRule, ...] = ()


class Subject(Model):
    """The fact that names what is assessed, and what that is."""

    fact: Id
    word: Text
    """In one word: ``system``, ``model``."""
    line: tuple[Id, ...] = ()
    """Facts that stand behind the name under the title of a paper: version, reference."""


class DrawnTable(Model):
    """A table of answers that is drawn, row by row, in the summary and in papers."""

    question: Id
    """The group that asks it."""
    label: Id
    """The column that names a row."""
    value: Id
    """The column that is drawn: a number, or a text that begins with one."""
    beside: Id | None = None
    """The column with what it is held against: a target, a population, the value before."""
    bar: bool = False
    """Whether values are shares, drawn as bars from nought."""


class DossierFile(Model):
    """The file ``dossier.yaml``: which answers name what is assessed, and by whom."""

    subjects: tuple[Subject, ...] = ()
    """The first that arises names it; the others stand in where the first does not."""
    operator: Id | None = None
    """The fact that names who answers for it."""
    cover: tuple[Id, ...] = ()
    """Facts on the cover; the two names where none are listed."""
    signatories: tuple[Id, ...] = ()
    """Facts that name who seals a paper, in this order."""
    drawn: tuple[DrawnTable, ...] = ()
    """Tables that are drawn: in the summary on the page of the theme of their requirement."""


class Edition(Model):
    """One edition of a pack; once released it never changes."""

    id: Text
    law_state: datetime.date
    released: datetime.date | None = None
    start: tuple[Id, ...] = ()
    """Facts that are asked when an assessment begins, because most other questions
    depend on them."""


class PackFile(Model):
    """The file ``pack.yaml``: one law and its editions."""

    pack: Id
    title: Text
    usual: bool = False
    """Whether these checklists are meant where nobody names any."""
    editions: Annotated[tuple[Edition, ...], Field(min_length=1)]

    def in_order(self) -> list[Edition]:
        """Editions from the oldest to the newest state of the law, then as listed."""
        return sorted(self.editions, key=lambda item: item.law_state)

    def before(self, edition: str) -> Edition | None:
        """The edition before one; nothing for the first, and for an unknown one."""
        found = None
        for item in self.in_order():
            if item.id == edition:
                return found
            found = item
        return None

    def after(self, edition: str) -> list[Edition]:
        """Every later edition, the next one first; none for an unknown one."""
        ids = [item.id for item in self.in_order()]
        return self.in_order()[ids.index(edition) + 1 :] if edition in ids else []
