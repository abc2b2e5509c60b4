"""Review of the languages of an edition: what is missing, out of date, foreign or torn."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.documents import SLOT
from compliance.checklist.locale.files import (
    CITATIONS,
    Entries,
    Language,
    languages_folder,
    languages_of,
    mark,
    read_glossary,
    read_language,
)
from compliance.checklist.locale.needed import SHARED, all_shared_texts, own_texts
from compliance.errors import ConformityError, Problem
from compliance.language.furniture import FURNITURE
from compliance.language.tongue import CODE, furniture_file, read_texts, tongues
from compliance.law.outline import cited
from compliance.law.provision import Citations, Grammar

TEXT: Final = "language.text"
AGAIN: Final = "Translate it again: conformity checklists texts lists what is open."
FURNITURE_SLOT: Final = re.compile(r"\{([a-z]+)\}")

_SPACES: Final = " \t\n"
"""Not the spaces that hold a sign to what stands before it, as in French."""


def review_languages(catalogue: Catalogue, root: Path | None = None) -> list[Problem]:
    """What is wrong with the languages of an edition.

    Args:
        catalogue: the edition.
        root: folder with packs; the shipped ones by default.
    """
    problems: list[Problem] = []
    texts = functools.cache(lambda documents: all_shared_texts(catalogue, documents))
    for code in languages_of(catalogue, root):
        try:
            language = read_language(catalogue, code, root)
            read_glossary(language.folder)
        except ConformityError as error:
            problems += error.problems
            continue
        problems += _language(catalogue, language, texts)
        problems += _strangers(catalogue, languages_folder(catalogue, root) / code)
    return problems


def review_furniture() -> list[Problem]:
    """What is wrong with the words of papers themselves, in every language."""
    problems: list[Problem] = []
    for code in tongues():
        if code == CODE:
            continue
        path = furniture_file(code)
        place = f"templates/{path.parent.name}/{path.name}"
        try:
            problems += _entries(place, dict(FURNITURE), read_texts(path), FURNITURE_SLOT)
        except ConformityError as error:
            problems += error.problems
    return problems


def _language(
    catalogue: Catalogue, language: Language, texts: Callable[[tuple[str, ...]], dict[str, str]]
) -> Iterator[Problem]:
    place = f"{catalogue.pack.pack}/{catalogue.edition.id}/locale/{language.code}"
    documents = tuple(sorted(name for name in language.files if name in catalogue.documents))
    for name in documents:
        own = own_texts(catalogue.documents[name])
        yield from _entries(f"{place}/{name}.json", own, language.files[name], SLOT)
    shared = texts(documents)
    yield from _entries(f"{place}/{SHARED}.json", shared, language.files.get(SHARED, {}), SLOT)
    if language.grammar is None:
        message = "It is not said how the law is cited in this language."
        hint = "Write it as docs/reference/checklists.md says."
        yield Problem(f"{place}/{CITATIONS}.json", TEXT, message, hint)
        return
    for message, hint in _citations(language.grammar, tuple(catalogue.outline.ids())):
        yield Problem(f"{place}/{CITATIONS}.json", TEXT, message, hint)


@functools.lru_cache(64)
def _citations(grammar: Grammar, provisions: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """What is wrong with how a language cites a law, which several editions may share."""
    printed = cited(provisions, Citations(grammar))
    for known in provisions:
        if known not in printed:
            return ((f"Its forms fit no {known}, which the law has.", "Add a form for it."),)
    return tuple(
        (f"{number} provisions are cited as {citation}.", "Tell them apart.")
        for citation, number in Counter(printed.values()).items()
        if number > 1
    )


def _strangers(catalogue: Catalogue, folder: Path) -> Iterator[Problem]:
    """Files that belong to no document."""
    known = {*catalogue.documents, SHARED, CITATIONS, "glossary"}
    for path in sorted(folder.iterdir()):
        if path.suffix != ".json" or path.stem not in known:
            place = f"{catalogue.pack.pack}/{catalogue.edition.id}/locale/{folder.name}"
            message = "The file belongs to no document of the edition."
            yield Problem(f"{place}/{path.name}", TEXT, message, "Rename it, or take it away.")


def _entries(
    place: str, wanted: Mapping[str, str], given: Entries, slot: re.Pattern[str]
) -> Iterator[Problem]:
    for known, english in wanted.items():
        of, text = given.get(known, ("", ""))
        if known not in given:
            yield Problem(place, TEXT, f"{known} is not translated.", AGAIN)
        elif of != mark(english):
            yield Problem(place, TEXT, f"{known}: the English text is another one now.", AGAIN)
        else:
            for message in torn(english, text, slot):
                yield Problem(place, TEXT, f"{known}: {message}", AGAIN)
    for known in sorted(set(given) - set(wanted)):
        yield Problem(place, TEXT, f"{known} is no text that is printed.", "Take it away.")


def torn(english: str, text: str, slot: re.Pattern[str] = SLOT) -> Iterable[str]:
    """In what a translation is not of one form with its text: slots, paragraphs, edges."""

    def inside(line: str) -> set[str]:
        return set(slot.findall(line))

    slots, wanted = inside(text), inside(english)
    if slots != wanted:
        names = ", ".join(sorted(slots ^ wanted))
        yield f"it has not the same slots as the English text ({names})."
    lines = [line for line in text.splitlines() if line]
    before = [line for line in english.splitlines() if line]
    if len(lines) != len(before):
        yield f"it has {len(lines)} paragraphs, the English text has {len(before)}."
    elif slots == wanted and list(map(inside, lines)) != list(map(inside, before)):
        yield "a slot stands in another paragraph than in the English text."
    if not text.strip():
        yield "it is empty."
    elif text != text.strip(_SPACES) and english == english.strip():
        yield "it begins or ends with a space."
    if not text.count("{") == text.count("}") == len(slot.findall(text)):
        yield "a bracket { or } belongs to no slot."
