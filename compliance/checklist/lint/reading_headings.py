"""Review of the headings under which documents answer questions."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.reading_headings import HeadingFile, HeadingWords
from compliance.errors import Problem
from compliance.language.plain import plain

FILE = "file:headings"
CODE = "checklist.reading-headings"
At = tuple[str | int, ...]


def review_reading_headings(catalogue: Catalogue) -> Iterator[Problem]:
    """Everything that is wrong with the words of headings."""
    declared = catalogue.headings
    if declared is None:
        return
    kinds = {word.id for word in catalogue.words(EVIDENCE_KINDS)}
    for outer, part in enumerate(declared.parts):
        for kind in part.kinds:
            if kind not in kinds:
                place = catalogue.place(FILE, "parts", outer, "kinds")
                message = f"There is no kind of evidence {kind}."
                yield Problem(place, CODE, message, "Correct it.")
        named = [one.question for one in part.headings]
        for inner, one in enumerate(part.headings):
            at: At = ("parts", outer, "headings", inner)
            if one.question in named[:inner]:
                message = f"{one.question} stands here twice."
                yield Problem(catalogue.place(FILE, *at), CODE, message, "Put its words together.")
            yield from _one(catalogue, declared, one, at)


def _one(
    catalogue: Catalogue, declared: HeadingFile, one: HeadingWords, at: At
) -> Iterator[Problem]:
    if one.question not in catalogue.questions:
        message = f"{one.question} is no requirement and no question."
        yield Problem(catalogue.place(FILE, *at, "question"), CODE, message, "Correct it.")
    place = catalogue.place(FILE, *at, "words")
    for language in declared.languages:
        if not one.words.get(language):
            message = f"{one.question} has no words in {language}."
            yield Problem(place, CODE, message, "Add what such a heading is called there.")
    for language, words in one.words.items():
        if language not in declared.languages:
            message = f"{language} is none of the languages of the file."
            yield Problem(place, CODE, message, "Name it under languages, or leave it out.")
        for word in words:
            if not plain(word):
                yield Problem(place, CODE, f"“{word}” has no letter.", "Write a word.")
