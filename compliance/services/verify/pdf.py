"""Verifying a dossier alone: its container, its journal, its record, its pages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from compliance import __version__
from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.chain import Reading, read_lines
from compliance.assessment.journal.fold import fold
from compliance.checklist.catalogue import Catalogue
from compliance.data.files import read_bytes
from compliance.documents.dossier.issue import JOURNAL_NAME, make_dossier
from compliance.documents.dossier.reading import (
    MAX_BYTES,
    PROPERTIES,
    Embedded,
    contradictions,
    read_paper,
)
from compliance.documents.render.maker import creator, version_named
from compliance.documents.render.press import Press
from compliance.errors import ConformityError, Problem
from compliance.language.words import counted, quoted
from compliance.services.assess.open import followed
from compliance.services.editions.load import Editions
from compliance.services.verify.again import Make, Source, check_again
from compliance.services.verify.paper import Print, Said, check_paper
from compliance.services.verify.record import (
    CHANGED,
    Claim,
    check_parts,
    check_quoted,
    check_record,
    read_claim,
    text_quoted,
)
from compliance.services.verify.result import ASK, Verification
from compliance.services.verify.said import check_said
from compliance.services.verify.sealed import Trust, check_later
from compliance.services.verify.sign_off import verify_sign_offs
from compliance.services.verify.times import check_times


@dataclass(frozen=True)
class Makers:
    """What makes papers again."""

    dossier: Make
    paper: Print
    """Prints any other paper."""


HERE: Final = Makers(make_dossier, lambda paper: Press().print(paper))


def verify_pdf(
    path: Path,
    result: Verification,
    *,
    trust: Trust | None = None,
    make: Makers | None = HERE,
    name: str = "",
) -> bytes | Said | None:
    """Verify a paper into ``result``: a dossier, or a document that the law asks for.

    Args:
        path: the file.
        result: takes what is found.
        trust: whose seals are trusted.
        make: makes papers; ``None`` where pages shall not be compared.
        name: how messages call it; the name of the file where empty.

    Returns:
        The journal inside a dossier, or what the pages of another paper say; nothing where
        that cannot be read.

    Raises:
        ConformityError: ``file.missing``, ``file.unreadable``, ``file.too-large`` or
            ``dossier.not-a-dossier``.
    """
    name, content = name or path.name, read_bytes(path, MAX_BYTES)
    embedded = read_paper(content)
    _check_container(name, content, embedded, trust, result)
    if not embedded.is_dossier:
        return check_paper(name, embedded, None if make is None else make.paper, result)
    reading = read_lines(embedded.journal, f"{name}: {JOURNAL_NAME}")
    result.problems += reading.problems
    if reading.tail:
        result.problems.append(
            Problem(
                f"{name}: {JOURNAL_NAME}",
                "journal.truncated",
                "The embedded journal ends in the middle of a record.",
                "Ask for the original dossier.",
            )
        )
    _check_head(name, embedded, reading, result)
    if reading.problems or not reading.records:
        result.not_compared.append(
            f"{name}: its record and its pages were not compared with its journal, which is not "
            "whole."
        )
    else:
        _check_content(name, embedded, reading, None if make is None else make.dossier, result)
    if reading.head:
        result.notes.append(
            f"{name}: whoever rewrites a file as a whole can write another journal into it. "
            f"Compare its head with one that reached you by another way: {reading.head}"
        )
    return embedded.journal


def _check_container(
    name: str, content: bytes, embedded: Embedded, trust: Trust | None, result: Verification
) -> None:
    """The file itself: nothing added, nothing changed, nothing contradicts itself."""
    faults = [*embedded.faults, *contradictions(embedded.said)]
    result.problems += [Problem(name, fault.code, fault.message, ASK) for fault in faults]
    check_later(name, content, embedded, trust, result)
    if not faults:
        size = f"{len(embedded.issued)} bytes"
        result.checked.append(
            f"{name}: the file has the form in which this program writes, to the last of its "
            f"{size}; its files are the same by every way to them, its properties agree, and "
            "it carries no notes, scripts or links out of it"
        )


def _check_head(name: str, embedded: Embedded, reading: Reading, result: Verification) -> None:
    """The head that the properties name against the last record of the journal."""
    named = embedded.said.head
    if not named:
        message = "Its properties name no journal head."
        result.problems.append(Problem(name, PROPERTIES, message, ASK))
    elif named != reading.head:
        result.problems.append(
            Problem(
                name,
                "journal.truncated",
                f"Its properties name the head {named}; the embedded journal ends at "
                f"record {len(reading.records)} with {reading.head}.",
                "Records were cut off or replaced; ask for the original dossier.",
            )
        )
    elif not reading.problems:
        result.checked.append(
            f"{name}: {counted(len(reading.records), 'embedded record')} chained up to the "
            f"head that its properties name, {named}"
        )


def _check_content(
    name: str, embedded: Embedded, reading: Reading, make: Make | None, result: Verification
) -> None:
    """Compute the record again, and make the pages again, and compare both."""
    claim = read_claim(name, embedded.record, result)
    if claim is None:
        return
    _check_program(name, embedded, claim, result)
    check_times(reading.records, f"{name}: {JOURNAL_NAME}", result)
    found = Verification()
    _compute_again(name, embedded, reading, claim, make, found)
    if claim.tool != __version__ or embedded.said.get("Creator") != creator(__version__):
        _leave_unjudged(name, embedded, found)
    result.take(found)


def _leave_unjudged(name: str, embedded: Embedded, found: Verification) -> None:
    """Another program may write another record of the same journal: that is no change."""
    records = [item for item in found.problems if item.code == CHANGED]
    if not records:
        return
    found.problems = [item for item in found.problems if item.code != CHANGED]
    found.unjudged.append(name)
    found.not_compared.append(
        f"{name}: whether its record follows from its journal cannot be said here: it was made "
        f"with {quoted(embedded.said.get('Creator'))}; here is “{creator(__version__)}”. Verify it "
        "with that program. This one records otherwise:"
    )
    found.not_compared += [f"{item.place}: {item.message}" for item in records]


def _compute_again(
    name: str,
    embedded: Embedded,
    reading: Reading,
    claim: Claim,
    make: Make | None,
    result: Verification,
) -> None:
    """The record and the pages that follow from the journal, by the checklists named."""
    state = fold(reading.records)
    try:
        catalogue = followed(state)
    except ConformityError as error:
        result.not_compared.append(
            f"{name}: its findings were not computed again, nor its pages compared: {error}"
        )
        result.not_recomputed.append(name)
        check_parts(name, claim, state, result)
        return
    assessment = Assessment(catalogue, state)
    _check_said(name, reading, catalogue, result)
    verify_sign_offs(reading.records, catalogue, f"{name}: {JOURNAL_NAME}", result)
    if claim.edition_digest != catalogue.digest:
        result.not_compared.append(
            f"{name}: made with another revision of the checklists than the one "
            "installed; answers and evidence were compared, but its findings could not "
            "be computed again, nor its pages compared."
        )
        result.not_recomputed.append(name)
        check_parts(name, claim, state, result)
        return
    if not check_record(name, embedded.record, claim, assessment, result):
        return
    text = None
    if claim.quoted is not None:
        text = text_quoted(claim.quoted, catalogue.pack.pack)
        check_quoted(name, claim, text, assessment, result)
    if make is not None:
        before = len(result.checked)
        check_again(name, embedded, Source(assessment, claim, text), result, make=make)
        if len(result.checked) > before:
            result.made_again.append(name)


def _check_said(name: str, reading: Reading, catalogue: Catalogue, result: Verification) -> None:
    """Hold each record of the journal inside against the checklists it was written under."""
    installed = Editions()

    def load(pack: str, edition: str) -> Catalogue:
        known = (catalogue.pack.pack, catalogue.edition.id)
        return catalogue if (pack, edition) == known else installed.load(pack, edition)

    check_said(reading.records, load, f"{name}: {JOURNAL_NAME}", result)


def _check_program(name: str, embedded: Embedded, claim: Claim, result: Verification) -> None:
    """The program that the properties name against the one that the record names."""
    if version_named(embedded.said.get("Creator")) != claim.tool:
        message = "Its properties name another program than the record inside it."
        result.problems.append(Problem(name, PROPERTIES, message, ASK))
