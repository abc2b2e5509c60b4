"""An edition with a document in another language, and whether that is there at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.locale import parts
from compliance.checklist.locale.files import Entries, Language, mark
from compliance.checklist.locale.needed import LAW, SHARED, drawn, needed_by
from compliance.checklist.model import Requirement, Vocabulary
from compliance.checklist.questions import Question
from compliance.data.digests import canonical_json, sha256
from compliance.language.tongue import Tongue, tongue
from compliance.language.typesetting import typeset
from compliance.law.provision import Citations

CITED: Final = "citations"


@dataclass(frozen=True)
class Translation:
    """A document in another language, as far as it is there."""

    catalogue: Catalogue
    language: Language
    document: str

    @cached_property
    def needed(self) -> dict[str, dict[str, str]]:
        """Every text that may be printed: file, id, English."""
        return needed_by(self.catalogue, self.document)

    @property
    def given(self) -> Mapping[str, Entries]:
        """What is there: file, id, digest of the English and text."""
        return self.language.files

    @cached_property
    def lacking(self) -> tuple[str, ...]:
        """What is missing or out of date, as ``file:id``; complete where there is nothing."""
        found = [
            f"{name}:{known}"
            for name, texts in self.needed.items()
            for known, english in texts.items()
            if self.given.get(name, {}).get(known, ("", ""))[0] != mark(english)
        ]
        return (*found, *([] if self.language.grammar else [CITED]))

    @cached_property
    def texts(self) -> dict[str, str]:
        """The texts of the edition in this language, by id."""
        return {
            known: typeset(self.language.code, self.given[name][known][1])
            for name in (self.document, SHARED)
            for known in self.needed[name]
            if known in self.given.get(name, {})
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 over every text that may be printed: names what somebody confirms."""
        grammar = self.language.grammar
        said = {
            name: {known: self.given.get(name, {}).get(known, ("", ""))[1] for known in texts}
            for name, texts in self.needed.items()
        }
        cited = None if grammar is None else grammar.model_dump(mode="json")
        return sha256(canonical_json([self.language.code, self.document, said, cited]))

    @cached_property
    def tongue(self) -> Tongue:
        """The language of the paper itself."""
        return tongue(self.language.code)

    def edition(self) -> Catalogue:
        """The edition with all in it that the document prints, in this language."""
        return _translated(self.catalogue, self)


def _translated(catalogue: Catalogue, translation: Translation) -> Catalogue:
    texts, what = translation.texts, drawn(catalogue, catalogue.documents[translation.document])

    grammar = translation.language.grammar
    outline = (
        catalogue.outline if grammar is None else catalogue.outline.cited_by(Citations(grammar))
    )

    def get(known: str, english: str) -> str:
        return texts.get(known, english)

    def asked(question: Question) -> Question:
        if question.id in what.labels:
            question = parts.named(question, get)
        return parts.answered(question, get) if question.id in what.values else question

    def wanted(item: Requirement) -> Requirement:
        found = tuple(asked(one) for one in item.follow_ups)
        item = item if found == item.follow_ups else item.model_copy(update={"follow_ups": found})
        if item.id not in what.requirements:  # named where it is open: by its provision
            return item.model_copy(update={"title": outline.printed(item.provisions[0])})
        return parts.requirement(item, get, told=item.id in what.told)

    file = catalogue.documents[translation.document]
    rules = tuple(parts.rule(rule, get) for rule in catalogue.timeline.rules)
    return replace(
        catalogue,
        law=catalogue.law.model_copy(update={"number": get(LAW, catalogue.law.number)}),
        outline=outline,
        timeline=catalogue.timeline.model_copy(update={"rules": rules})
        if what.dates
        else catalogue.timeline,
        vocabularies=_vocabularies(catalogue, texts, translation.tongue),
        facts={known: asked(fact) for known, fact in catalogue.facts.items()},
        requirements={known: wanted(item) for known, item in catalogue.requirements.items()},
        conclusions={
            known: parts.conclusion(item, get) if item.group in what.groups else item
            for known, item in catalogue.conclusions.items()
        },
        documents={**catalogue.documents, file.id: parts.document(file, get)},
        tongue=translation.tongue,
    )


def _vocabularies(
    catalogue: Catalogue, texts: Mapping[str, str], spoken: Tongue
) -> dict[str, Vocabulary]:
    """Vocabularies whose words have other labels; those nobody reads stay as they are."""
    found = dict(catalogue.vocabularies)
    for known, vocabulary in catalogue.vocabularies.items():
        labels = {
            word.id: spoken.country(word.id, word.label)
            if vocabulary.is_country(word.id)
            else texts.get(f"word.{known}.{word.id}", word.label)
            for word in vocabulary.words
        }
        words = tuple(
            word
            if labels[word.id] == word.label
            else word.model_copy(update={"label": labels[word.id]})
            for word in vocabulary.words
        )
        found[known] = vocabulary.model_copy(update={"words": words})
    return found
