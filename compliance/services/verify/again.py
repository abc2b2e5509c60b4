"""Making a paper again from the journal inside it, and comparing the two.

Equal input gives equal bytes, with the same program and the same libraries. So a paper
can be made again by anybody: where all of that is the same, every byte must be the same;
where only libraries differ, lines and pages may break elsewhere, but every part must say
the same words.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from compliance import __version__
from compliance.assessment.assessment import Assessment
from compliance.data.digests import sha256
from compliance.documents.dossier.issue import make_dossier
from compliance.documents.dossier.reading import PROPERTIES, Embedded
from compliance.documents.reading.container import scan
from compliance.documents.reading.differences import Difference, differing_looks, differing_words
from compliance.documents.reading.document import Document
from compliance.documents.reading.properties import Said, differing, said_in
from compliance.documents.reading.values import UnreadableError
from compliance.documents.reading.words import Contents, words_of
from compliance.errors import ConformityError, Problem
from compliance.language.words import counted, listed
from compliance.law.official.text import OfficialText
from compliance.services.official_law.quote import official_quotes
from compliance.services.verify.record import Claim
from compliance.services.verify.result import Verification

PAGES: Final = "dossier.pages-changed"
ASK: Final = "Ask for the file exactly as it was issued."
Make = Callable[..., bytes]


@dataclass(frozen=True)
class Source:
    """What a paper is made from."""

    assessment: Assessment
    claim: Claim
    text: OfficialText | None
    """The official text that is quoted, where it is imported here."""


def check_again(
    name: str,
    embedded: Embedded,
    source: Source,
    result: Verification,
    *,
    make: Make = make_dossier,
) -> None:
    """Make a paper again and compare.

    Args:
        name: of the file.
        embedded: the paper as it was read.
        source: what it says it was made from.
        result: takes what is found.
        make: makes a paper.
    """
    try:
        content = _made(embedded, source, make)
    except ConformityError as error:
        result.not_compared.append(
            f"{name}: its pages were not compared, for it could not be made again here: {error}"
        )
        return
    if content == embedded.issued:
        result.checked.append(
            f"{name}: made again here from its journal, all {counted(embedded.pages, 'page')} "
            f"are the same to the last byte ({len(content)} bytes, SHA-256 {sha256(content)})"
        )
        return
    made = scan(content).document
    _compare(name, embedded, made, _Sameness.of(embedded, source, said_in(made)), result)


def _made(embedded: Embedded, source: Source, make: Make) -> bytes:
    claim, assessment = source.claim, source.assessment
    quoter = None
    if source.text is not None:
        quoter = functools.partial(official_quotes, assessment.catalogue, text=source.text)
    return make(assessment, embedded.journal, claim.as_of, claim.tool, quoter=quoter)


@dataclass(frozen=True)
class _Sameness:
    """What is the same here as where a paper was made."""

    program: bool
    libraries: bool
    quoted: bool
    """Whether all that it quotes could be quoted again."""
    theirs: str
    """How it says it was made."""
    ours: str
    properties: list[str]
    """Names of those that are others than they must be."""
    hide: Callable[[str], str]

    @classmethod
    def of(cls, embedded: Embedded, source: Source, said: Said) -> _Sameness:
        """Compare what the properties of the two papers say."""
        theirs, ours = embedded.said, said
        return cls(
            source.claim.tool == __version__ and theirs.get("Creator") == ours.get("Creator"),
            theirs.get("Producer") == ours.get("Producer"),
            source.claim.quoted is None or source.text is not None,
            f"{theirs.get('Creator')}, {theirs.get('Producer')}",
            f"conformity {__version__}, {ours.get('Producer')}",
            differing(theirs, ours),
            str,
        )


def _compare(
    name: str, embedded: Embedded, made: Document, same: _Sameness, result: Verification
) -> None:
    """Tell in what a paper differs that is not the same to the last byte."""
    try:
        contents = Contents()
        must = words_of(made, contents)
        claimed = words_of(embedded.document, contents.bounded())
    except UnreadableError as error:
        message = f"Its pages cannot be followed by their structure: {error}."
        result.problems.append(Problem(name, PAGES, message, ASK))
        return
    words = differing_words(claimed, must, same.hide)
    if not same.program:
        _other_program(name, words, same, result)
        return
    looks = _looks(embedded, made) if same.libraries else []
    result.problems += [_problem(name, item) for item in [*looks, *words]]
    if same.properties:
        message = f"Other properties follow from its journal: {listed(same.properties)}."
        result.problems.append(Problem(name, PROPERTIES, message, ASK))
    if not words:
        result.checked.append(f"{name}: every part says the words that follow from its journal")
    if not same.libraries:
        result.not_compared.append(
            f"{name}: how its pages look was not compared, only their words: it was made with "
            f"{same.theirs}; here is {same.ours}."
        )
        return
    if not looks:
        result.checked.append(f"{name}: every page is drawn as it follows from its journal")
    if not (looks or words or same.properties or embedded.faults):
        message = (
            "It is not the same to the last byte as the paper that follows from its journal, "
            "although it says it was made by the same program with the same libraries. Its words "
            "and its pages are the same."
        )
        result.problems.append(Problem(name, PAGES, message, ASK))


def _other_program(
    name: str, words: list[Difference], same: _Sameness, result: Verification
) -> None:
    """Another version may put things in other words: that is no change by anybody."""
    why = f"it was made with {same.theirs}; here is {same.ours}"
    words = [*words, *(Difference("", f"Another {item}.") for item in same.properties)]
    if not words:
        result.checked.append(f"{name}: every part says the words that follow from its journal")
        result.not_compared.append(f"{name}: how its pages look was not compared: {why}.")
        return
    result.not_compared.append(
        f"{name}: whether its pages follow from its journal cannot be said here: {why}. Verify "
        "it with that version. These parts read otherwise than this version writes them:"
    )
    result.not_compared += [
        f"{name}{': ' if item.place else ''}{item.place}: {item.message}" for item in words
    ]


def _looks(embedded: Embedded, made: Document) -> list[Difference]:
    """Pages that are drawn otherwise than here, where all that makes them is the same."""
    try:
        return differing_looks(embedded.document, made)
    except UnreadableError as error:
        return [Difference("", f"Not all of its pages can be read: {error}.")]


def _problem(name: str, item: Difference) -> Problem:
    return Problem(f"{name}: {item.place}" if item.place else name, PAGES, item.message, ASK)
