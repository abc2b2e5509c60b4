"""Review of letters: whom they are for, and what they draw on."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.checklist.base import ADDRESSEES
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Condition
from compliance.errors import Problem

FILE = "file:letters"
Path = tuple[str | int, ...]


def letter_conditions(catalogue: Catalogue) -> Iterator[tuple[str, Path, Condition]]:
    """Every condition of a letter with where it stands."""
    for at, letter in enumerate(catalogue.letters.letters if catalogue.letters else ()):
        if letter.when is not None:
            yield FILE, ("letters", at, "when"), letter.when


def letter_provisions(catalogue: Catalogue) -> Iterator[tuple[str, Path, list[str]]]:
    """Every provision that a letter names, with where."""
    for at, letter in enumerate(catalogue.letters.letters if catalogue.letters else ()):
        yield FILE, ("letters", at, "basis"), list(letter.basis)


def review_letters(catalogue: Catalogue) -> Iterator[Problem]:
    """What is wrong with the letters of an edition."""
    letters = catalogue.letters
    if letters is None:
        return
    known = {word.id for word in catalogue.words(ADDRESSEES)}
    always: set[str] = set()
    for at, letter in enumerate(letters.letters):
        for word in letter.to:
            if word not in known:
                yield Problem(
                    catalogue.place(FILE, "letters", at, "to"),
                    "checklist.unknown-word",
                    f"{word} is no word of the vocabulary {ADDRESSEES}.",
                    "Correct it, or add it to the vocabulary.",
                )
            if word in always:
                yield Problem(
                    catalogue.place(FILE, "letters", at),
                    "checklist.document",
                    f"It is never sent to {word}: an earlier letter is, in every case.",
                    "Put the letter for every case last.",
                )
        always |= set(letter.to) if letter.when is None else set()
    for path, fact in letters.asked():
        if fact not in catalogue.questions:
            yield Problem(
                catalogue.place(FILE, *path),
                "checklist.unknown-fact",
                f"{fact} is no question of this edition.",
                "Correct the id between the braces.",
            )
