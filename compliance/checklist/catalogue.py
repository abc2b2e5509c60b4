"""The catalogue: one edition of a pack, loaded and ready to look things up in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from compliance.checklist.after_launch import AfterLaunchFile
from compliance.checklist.base import CONCLUSION_GROUPS, INTERNAL, PLACEHOLDERS
from compliance.checklist.claims import ClaimsFile
from compliance.checklist.declared import Declared, sort_declared
from compliance.checklist.documents import DocumentFile
from compliance.checklist.editions.migration import MigrationFile
from compliance.checklist.letters import LetterFile
from compliance.checklist.markets import MarketFile
from compliance.checklist.model import (
    Conclusion,
    DerivedNumber,
    DossierFile,
    Edition,
    PackFile,
    Requirement,
    RouteRule,
    Section,
    Vocabulary,
    WaitRule,
    Word,
)
from compliance.checklist.questions import (
    ChoiceQuestion,
    ChoicesQuestion,
    GroupQuestion,
    Option,
    Question,
)
from compliance.checklist.reading_headings import HeadingFile
from compliance.checklist.reading_items import ReadingItems
from compliance.checklist.reading_kinds import EvidenceWords
from compliance.checklist.reading_tables import TableFile
from compliance.checklist.supply import SupplyFile
from compliance.data.yaml_file import Placing
from compliance.errors import fail
from compliance.language.tongue import ENGLISH, Tongue
from compliance.law.outline import Outline
from compliance.law.readings import Exclusion, ReadingFile
from compliance.law.timeline import LawState, Timeline

if TYPE_CHECKING:
    from compliance.checklist.hanging import Hanging


@dataclass(frozen=True)
class Source:
    """Where something is declared: a file and the path inside it."""

    file: Placing
    path: tuple[str | int, ...]

    def place(self, *below: str | int) -> str:
        """``file:line`` of the declaration or of a part of it."""
        return self.file.place((*self.path, *below))


@dataclass
class Catalogue:
    """Everything one edition declares, by id. Treat it as immutable."""

    pack: PackFile
    edition: Edition
    law: LawState
    outline: Outline
    timeline: Timeline
    digest: str
    """SHA-256 over all files of the edition: names exactly what was asked."""
    vocabularies: dict[str, Vocabulary] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    section_of: dict[str, str] = field(default_factory=dict)
    """Fact id to the id of its section."""
    facts: dict[str, Question] = field(default_factory=dict)
    derived: dict[str, DerivedNumber] = field(default_factory=dict)
    """Numbers that follow from facts by multiplication."""
    conclusions: dict[str, Conclusion] = field(default_factory=dict)
    requirements: dict[str, Requirement] = field(default_factory=dict)
    routes: tuple[RouteRule, ...] = ()
    waits: tuple[WaitRule, ...] = ()
    documents: dict[str, DocumentFile] = field(default_factory=dict)
    """In their order."""
    dossier: DossierFile = field(default_factory=DossierFile)
    supply: SupplyFile | None = None
    """The first supply, for which duties wait."""
    after_launch: AfterLaunchFile | None = None
    """What is recorded once something is supplied."""
    markets: MarketFile | None = None
    """Languages and authorities of the states in which systems are supplied."""
    letters: LetterFile | None = None
    """The letter that covers what is handed over, by whom it is for."""
    claims: ClaimsFile | None = None
    """Tables that state figures, which measured ones are held against."""
    migration: MigrationFile | None = None
    """What became of the ids of the edition before."""
    reading_items: ReadingItems | None = None
    headings: HeadingFile | None = None
    """Where documents answer what is asked."""
    """What files of others may propose to which question."""
    evidence_words: EvidenceWords | None = None
    """By what words kinds of evidence are recognised."""
    tables: TableFile | None = None
    """How tables of others name what table questions ask for."""
    exclusions: tuple[Exclusion, ...] = ()
    """Provisions that ask nothing of an operator, each with the reason."""
    readings: tuple[ReadingFile, ...] = ()
    """Second readings of the mapping by somebody who had not seen it."""
    sources: dict[str, Source] = field(default_factory=dict)
    """Id to where it is declared; conclusions as ``conclusion:<id>``."""
    tongue: Tongue = ENGLISH
    """The language of its texts, as far as papers print them."""

    def place(self, known: str, *below: str | int) -> str:
        """``file:line`` of a declaration, or the id where it is not known."""
        source = self.sources.get(known)
        return known if source is None else source.place(*below)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question by id: facts, main questions and follow-ups, in order."""
        found: dict[str, Question] = dict(self.facts)
        for requirement in self.requirements.values():
            found[requirement.id] = requirement.main()
            for follow_up in requirement.follow_ups:
                found[follow_up.id] = follow_up
        return found

    @cached_property
    def with_entries(self) -> Catalogue:
        """The same, where the fields of entries after the launch are questions, too."""
        if self.after_launch is None:
            return self
        fields = {known.id: known for known in self.after_launch.fields}
        return replace(self, facts={**self.facts, **fields})

    @cached_property
    def requirement_of(self) -> dict[str, str]:
        """Question id (main or follow-up) to the id of its requirement."""
        found: dict[str, str] = {}
        for requirement in self.requirements.values():
            found[requirement.id] = requirement.id
            found.update((follow_up.id, requirement.id) for follow_up in requirement.follow_ups)
        return found

    @cached_property
    def organisation_wide(self) -> frozenset[str]:
        """Ids of the questions that are answered once for the organisation."""
        found = {known for known, fact in self.facts.items() if fact.scope == "organisation"}
        for requirement in self.requirements.values():
            if requirement.scope == "organisation":
                found.add(requirement.id)
                found.update(follow_up.id for follow_up in requirement.follow_ups)
        return frozenset(found)

    @cached_property
    def ordered_requirements(self) -> list[Requirement]:
        """Requirements in the order of the law, then as declared."""
        return sorted(
            self.requirements.values(),
            key=lambda requirement: self.outline.order(requirement.provisions[0]),
        )

    @cached_property
    def declaration(self) -> DocumentFile | None:
        """The document that vouches for requirements; nothing where there is none."""
        return next((one for one in self.documents.values() if one.vouches), None)

    @cached_property
    def declared(self) -> dict[str, Declared]:
        """How each requirement stands towards the declaration; nothing where there is none."""
        if self.declaration is None:
            return {}
        canonical = self.outline.canonical
        return sort_declared(self.declaration, self.requirements.values(), canonical)

    @cached_property
    def shown_conclusions(self) -> list[Conclusion]:
        """Conclusions that people are shown, under their headings in their order."""
        words = self.words(CONCLUSION_GROUPS)
        order = {word.id: at for at, word in enumerate(words)}
        shown = [item for item in self.conclusions.values() if self.is_shown(item)]
        return sorted(shown, key=lambda item: order.get(item.group, len(order)))

    def is_shown(self, conclusion: Conclusion) -> bool:
        """Whether people are shown a conclusion; if not, it only serves others."""
        return conclusion.group not in self.words_in(CONCLUSION_GROUPS, INTERNAL)

    def question(self, known: str) -> Question:
        """Look a question up.

        Raises:
            ConformityError: ``answer.unknown-question`` with near matches.
        """
        found = self.questions.get(known)
        if found is None:
            raise fail(
                known or "question",
                "answer.unknown-question",
                "There is no question with this id.",
                _near(known, self.questions),
            )
        return found

    def requirement(self, known: str) -> Requirement:
        """Look a requirement up.

        Raises:
            ConformityError: ``checklist.unknown-id`` with near matches.
        """
        found = self.requirements.get(known)
        if found is None:
            raise fail(
                known or "requirement",
                "checklist.unknown-id",
                "There is no requirement with this id.",
                _near(known, self.requirements),
            )
        return found

    def options(self, question: Question) -> tuple[Option, ...]:
        """The options of a choice, from the question or its vocabulary."""
        if not isinstance(question, ChoiceQuestion | ChoicesQuestion):
            if question.type == "yes-no":
                return self._yes_no
            return ()
        if question.options_from is None:
            return question.options
        drawn = question.options_from, question.options_group
        if drawn not in self._drawn:
            self._drawn[drawn] = self._draw(*drawn)
        return self._drawn[drawn]

    @cached_property
    def _yes_no(self) -> tuple[Option, ...]:
        if self.tongue.english:
            return YES_NO
        return tuple(
            option.model_copy(update={"label": self.tongue.say(f"answer.{option.id}")})
            for option in YES_NO
        )

    def _draw(self, vocabulary: str, group: str | None) -> tuple[Option, ...]:
        return tuple(
            Option.model_construct(id=word.id, label=word.label, groups=word.groups, note=word.note)
            for word in self.words(vocabulary)
            if group in (None, *word.groups)
        )

    @cached_property
    def _drawn(self) -> dict[tuple[str, str | None], tuple[Option, ...]]:
        """Options that were drawn from vocabularies so far, by vocabulary and group."""
        return {}

    def offers_none(self, question: Question) -> bool:
        """Whether "none of these" is an answer besides the options.

        It is none where something must be chosen, or where an option says it itself.
        """
        if not isinstance(question, ChoicesQuestion) or question.at_least:
            return False
        return not any(option.alone for option in self.options(question))

    @cached_property
    def placeholders(self) -> tuple[str, ...]:
        """Stand-ins for an answer, as people write them."""
        return tuple(word.label for word in self.words(PLACEHOLDERS))

    @cached_property
    def paper_texts(self) -> dict[str, dict[str, dict[str, str]]]:
        """What papers may say, by document and file, as far as it was looked up."""
        return {}

    @cached_property
    def hanging(self) -> Hanging:
        """What hangs on each answer."""
        from compliance.checklist.hanging import Hanging  # noqa: PLC0415 - it knows catalogues

        return Hanging(self)

    @cached_property
    def _groups(self) -> dict[tuple[str, str], frozenset[str]]:
        found: dict[tuple[str, str], set[str]] = {}
        for known, question in self.questions.items():
            for option in self.options(question):
                for name in option.groups:
                    found.setdefault((known, name), set()).add(option.id)
        return {key: frozenset(ids) for key, ids in found.items()}

    def group(self, fact: str, name: str) -> frozenset[str]:
        """Option ids of a question that belong to a named group."""
        return self._groups.get((fact, name), frozenset())

    def words(self, vocabulary: str) -> tuple[Word, ...]:
        """The words of a vocabulary; none where the edition does not declare it."""
        known = self.vocabularies.get(vocabulary)
        return () if known is None else known.words

    def words_in(self, vocabulary: str, group: str) -> list[str]:
        """Ids of the words of a vocabulary that belong to a named group."""
        return [word.id for word in self.words(vocabulary) if group in word.groups]

    def label(self, vocabulary: str, word: str) -> str:
        """Label of a word of a vocabulary; the word itself if it has none."""
        known = self.vocabularies.get(vocabulary)
        return word if known is None else known.label(word)

    def option_label(self, question: Question, option: str) -> str:
        """Label of an option; its id if the question lacks it."""
        for known in self.options(question):
            if known.id == option:
                return known.label
        return option

    def fields(self, question: Question) -> tuple[Question, ...]:
        """The columns of a repeated group."""
        return question.fields if isinstance(question, GroupQuestion) else ()


YES_NO = tuple(
    Option.model_construct(id=known, label=label) for known, label in (("yes", "Yes"), ("no", "No"))
)


def _near(known: str, among: Iterable[str]) -> str:
    import difflib  # noqa: PLC0415 - only needed for a message

    close = difflib.get_close_matches(known, list(among), n=3, cutoff=0.5)
    return f"Did you mean {', '.join(close)}?" if close else ""
