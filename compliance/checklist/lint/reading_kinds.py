"""Review of the words by which files of evidence are recognised."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.reading_kinds import EvidenceWords, KindWords
from compliance.errors import Problem
from compliance.language.plain import plain

FILE = "file:kinds"
CODE = "checklist.reading-kinds"


def review_reading_kinds(catalogue: Catalogue) -> Iterator[Problem]:
    """Everything that is wrong with the words of kinds of evidence."""
    declared = catalogue.evidence_words
    if declared is None:
        return
    if declared.version is not None and declared.version not in catalogue.facts:
        message = f"{declared.version} is no fact."
        hint = "Name the fact in which the version is named."
        yield Problem(catalogue.place(FILE, "version"), CODE, message, hint)
    yield from _kinds(catalogue, declared)
    seen: dict[str, str] = {}
    for at, one in enumerate(declared.kinds):
        yield from _languages(catalogue, declared, one, at)
        for word in (*_words(one), *one.inside):
            place = catalogue.place(FILE, "kinds", at)
            if not plain(word):
                yield Problem(place, CODE, f"“{word}” has no letter.", "Write a word.")
            elif seen.setdefault(plain(word), one.kind) != one.kind:
                message = f"“{word}” stands for {one.kind} and for {seen[plain(word)]}."
                yield Problem(place, CODE, message, "A word stands for one kind.")


def _words(one: KindWords) -> Iterator[str]:
    for words in one.words.values():
        yield from words


def _kinds(catalogue: Catalogue, declared: EvidenceWords) -> Iterator[Problem]:
    """Every kind but the last one, which is for everything else, has its words once."""
    known = [word.id for word in catalogue.words(EVIDENCE_KINDS)]
    named = [one.kind for one in declared.kinds]
    for at, kind in enumerate(named):
        place = catalogue.place(FILE, "kinds", at, "kind")
        if kind not in known:
            yield Problem(place, CODE, f"There is no kind of evidence {kind}.", "Correct it.")
        elif kind in named[:at]:
            yield Problem(place, CODE, f"{kind} stands here twice.", "Put its words together.")
    for kind in known[:-1]:
        if kind not in named:
            message = f"The kind {kind} has no words."
            yield Problem(catalogue.place(FILE), CODE, message, "Add what people call it.")


def _languages(
    catalogue: Catalogue, declared: EvidenceWords, one: KindWords, at: int
) -> Iterator[Problem]:
    place = catalogue.place(FILE, "kinds", at, "words")
    for language in declared.languages:
        if not one.words.get(language):
            message = f"{one.kind} has no words in {language}."
            yield Problem(place, CODE, message, "Add what people call it in that language.")
    for language in one.words:
        if language not in declared.languages:
            message = f"{language} is none of the languages of the file."
            yield Problem(place, CODE, message, "Name it under languages, or leave it out.")
