"""Making a paper again from the journal inside it, and comparing the two.

Equal input gives equal bytes, with the same program and the same libraries. So a paper
can be made again by anybody: where all of that is the same, every byte must be the same;
where only libraries differ, lines and pages may break elsewhere, but every part must say
the same words, and each of them must be seen in our typefaces where it is read.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from compliance import __version__
from compliance.assessment.assessment import Assessment
from compliance.data.digests import sha256
from compliance.documents.dossier.chapters.quotes import TITLE
from compliance.documents.dossier.issue import RECORD_NAME, make_dossier
from compliance.documents.dossier.reading import PROPERTIES, Embedded
from compliance.documents.reading.container import scan
from compliance.documents.reading.differences import (
    Difference,
    May,
    differing_looks,
    differing_words,
)
from compliance.documents.reading.document import Document
from compliance.documents.reading.inside import attached_files, pick
from compliance.documents.reading.properties import Said, differing, said_in
from compliance.documents.reading.seen import Sight
from compliance.documents.reading.sights import differing_sights
from compliance.documents.reading.values import UnreadableError
from compliance.documents.reading.words import Contents, Words, words_of
from compliance.documents.render.maker import creator
from compliance.errors import ConformityError, Problem
from compliance.language.words import counted, listed, quoted
from compliance.law.official.text import OfficialText
from compliance.services.official_law.quote import official_quotes
from compliance.services.verify.record import Claim, stand_in
from compliance.services.verify.result import ASK, Verification

PAGES: Final = "dossier.pages-changed"
NAMED: Final = 240
"""Most characters of what a file names as what made it; ours are about 180."""
Make = Callable[..., bytes]


@dataclass(frozen=True)
class Again:
    """A paper as it was made again here."""

    content: bytes
    record: str
    """Name of the file inside it that its pages show."""
    tool: str
    """Version of the program that made the other one, as that says."""
    quoted: bool = True
    """Whether all that it quotes is at hand here."""
    source: str = "its journal"
    """What it was made from, in words."""


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
    quoted = source.claim.quoted is None or source.text is not None
    compare(name, embedded, Again(content, RECORD_NAME, source.claim.tool, quoted), result)


def compare(name: str, embedded: Embedded, again: Again, result: Verification) -> None:
    """Compare a paper with the same one made here.

    Args:
        name: of the file.
        embedded: the paper as it was read.
        again: the same paper as it was made here.
        result: takes what is found.
    """
    content = again.content
    if content == embedded.issued:
        result.checked.append(
            f"{name}: made again here from {again.source}, all {counted(embedded.pages, 'page')} "
            f"are the same to the last byte ({len(content)} bytes, SHA-256 {sha256(content)})"
        )
        return
    made = _read_again(content, again.record)
    _compare(name, embedded, made, _Sameness.of(embedded, again, made), result)


def _made(embedded: Embedded, source: Source, make: Make) -> bytes:
    claim, assessment = source.claim, source.assessment
    quoter = None
    text = source.text or stand_in(claim.quoted, assessment.catalogue.pack.pack)
    if text is not None:
        quoter = functools.partial(official_quotes, assessment.catalogue, text=text)
    return make(assessment, embedded.journal, claim.as_of, claim.tool, quoter=quoter)


@dataclass(frozen=True)
class _Again:
    """A paper that was made again here, read back."""

    document: Document
    words: Words
    contents: Contents
    record: bytes

    @functools.cached_property
    def sight(self) -> Sight:
        """The paper as its readers see it.

        Raises:
            UnreadableError: the libraries of this machine draw as none before them.
        """
        return Sight(self.document)


def _read_again(content: bytes, name: str) -> _Again:
    document, contents = scan(content).document, Contents()
    record = pick(attached_files(document), name)
    return _Again(document, words_of(document, contents), contents, record)


@dataclass(frozen=True)
class _Sameness:
    """What is the same here as where a paper was made."""

    program: bool
    made: str
    """How it was made, and what is here, in words."""
    looks: str
    """Why pages cannot be compared by how they look; empty where they can."""
    properties: list[str]
    """Names of those that are others than they must be."""
    may: May

    @classmethod
    def of(cls, embedded: Embedded, again: Again, made: _Again) -> _Sameness:
        """Compare what the two papers say they were made with."""
        theirs, ours = embedded.said, said_in(made.document)
        quoted = again.quoted
        mine = embedded.files[again.record]
        how = (
            f"it was made with {_named(theirs, 'Creator')}, {_named(theirs, 'Producer')}; here is "
            f"“{creator(__version__)}”, “{ours.get('Producer')}”"
        )
        looks = "" if theirs.get("Producer") == ours.get("Producer") else how
        return cls(
            # A version may go on under its number: the digits behind it tell.
            program=again.tool == __version__ and theirs.get("Creator") == ours.get("Creator"),
            made=how,
            looks=looks if quoted else "the official text that it quotes is not imported here",
            properties=differing(theirs, ours),
            may=May() if quoted else May(TITLE, (sha256(mine), sha256(made.record))),
        )


def _named(said: Said, name: str) -> str:
    """What a stranger's file names as what made it; it may name anything."""
    return quoted(said.get(name), NAMED) if said.get(name) else "nothing that it names"


def _compare(
    name: str, embedded: Embedded, made: _Again, same: _Sameness, result: Verification
) -> None:
    """Tell in what a paper differs that is not the same to the last byte."""
    try:
        claimed = words_of(embedded.document, made.contents.bounded())
    except UnreadableError as error:
        message = f"Its pages cannot be followed by their structure: {error}."
        result.problems.append(Problem(name, PAGES, message, ASK))
        return
    words = differing_words(claimed, made.words, same.may)
    follows = same.program and not same.looks
    looks, why = _looks(embedded, made) if follows else _sights(embedded, claimed, made, same)
    if not same.program:
        _other_program(name, [*words, *looks], why, same, result)
        return
    result.problems += [_problem(name, item) for item in [*words, *looks]]
    if same.properties:
        message = f"Other properties follow from what it carries: {listed(same.properties)}."
        result.problems.append(Problem(name, PROPERTIES, message, ASK))
    if not words:
        result.checked.append(f"{name}: every part says the words that follow from what it carries")
    if same.looks:
        _seen(name, [*looks, *words], why, same.looks, result)
        return
    if not looks:
        result.checked.append(f"{name}: every page is drawn as it follows from what it carries")
    if not (looks or words or same.properties or embedded.faults):
        message = (
            "It is not the same to the last byte as the paper that follows from what it carries, "
            "although it says it was made by the same program with the same libraries. Its words "
            "and its pages are the same."
        )
        result.problems.append(Problem(name, PAGES, message, ASK))


def _other_program(
    name: str, found: list[Difference], why: str, same: _Sameness, result: Verification
) -> None:
    """Another version may put things in other words: that is no change by anybody."""
    found = [*found, *(Difference("", f"Another {item}.") for item in same.properties)]
    if not found:
        result.checked.append(f"{name}: every part says the words that follow from what it carries")
        _seen(name, [], why, same.made, result)
        return
    result.unjudged.append(name)
    result.not_compared.append(
        f"{name}: whether its pages follow from what it carries cannot be said here: {same.made}. "
        "Verify it with that version. This version writes otherwise:"
    )
    result.not_compared += [
        f"{name}{': ' if item.place else ''}{item.place}: {item.message}" for item in found
    ]


def _seen(name: str, found: list[Difference], why: str, made: str, result: Verification) -> None:
    """Say what was compared of how pages look where lines and pages may break elsewhere."""
    if why:
        result.not_compared.append(
            f"{name}: how its pages look was not compared, only their words: {why}; {made}."
        )
        return
    if not found:
        result.checked.append(
            f"{name}: all of it is seen where it is read, in the typefaces, sizes and colours that "
            "follow from what it carries, with nothing over it"
        )
    result.not_compared.append(f"{name}: where its lines and pages break was not compared: {made}.")


def _looks(embedded: Embedded, made: _Again) -> tuple[list[Difference], str]:
    """Pages that are drawn otherwise than here, where all that makes them is the same."""
    try:
        return differing_looks(embedded.document, made.document), ""
    except UnreadableError as error:
        return [Difference("", f"Not all of its pages can be read: {error}.")], ""


def _sights(
    embedded: Embedded, words: Words, made: _Again, same: _Sameness
) -> tuple[list[Difference], str]:
    """What is not seen as it is read, wherever lines and pages break; or why none can say."""
    try:
        sight = made.sight
    except UnreadableError as error:
        return [], f"what is drawn here cannot be followed ({error})"
    return differing_sights(embedded.document, words, sight, made.words, same.may), ""


def _problem(name: str, item: Difference) -> Problem:
    return Problem(f"{name}: {item.place}" if item.place else name, PAGES, item.message, ASK)
