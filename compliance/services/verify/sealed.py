"""Verifying what was added to a paper after it was issued: seals, and nothing else.

A seal is a later revision behind the file as it was issued, which it leaves untouched.
Whatever else stands there may change how the pages look.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from compliance.documents.dossier.reading import NOT_AS_ISSUED, Embedded
from compliance.errors import Problem
from compliance.language.words import counted, moment, quoted
from compliance.services.seal.report import Seal, SealReport, read_seals
from compliance.services.verify.result import ASK, Verification


@dataclass(frozen=True)
class Trust:
    """Whose seals are trusted, and at which moment that is asked."""

    at: datetime.datetime
    certificates: tuple[bytes, ...] = ()
    """Of signers or of issuers, in DER."""


def check_later(
    name: str, content: bytes, embedded: Embedded, trust: Trust | None, result: Verification
) -> None:
    """Judge the bytes behind the end of what was issued.

    Args:
        name: of the file.
        content: all of it.
        embedded: what was issued.
        trust: whose seals are trusted; ``None`` where nobody will ask for seals.
        result: takes what is found.
    """
    if not embedded.later:
        return
    added = content[len(embedded.issued) :]
    if b"startxref" not in added:
        much = counted(embedded.later, "byte")
        stand = "stands" if embedded.later == 1 else "stand"
        message = f"{much} {stand} behind its end; this program writes nothing there."
        result.problems.append(Problem(name, NOT_AS_ISSUED, message, ASK))
        return
    if b"/ByteRange" not in added or trust is None:
        message = (
            "It has a later revision: something was added to it after it was issued, and no "
            "seal covers that. Readers show what was added."
        )
        result.problems.append(Problem(name, NOT_AS_ISSUED, message, ASK))
        return
    report = read_seals(content, trust.certificates, at=trust.at, place=name)
    if not report.read:
        result.not_compared += report.notes
        result.unjudged.append(name)
        return
    _take(name, embedded, report, result)


def _take(name: str, embedded: Embedded, report: SealReport, result: Verification) -> None:
    result.problems += report.problems
    result.notes += report.notes
    if report.base_end != len(embedded.issued):
        message = "Its seal does not begin where the file ends as it was issued."
        result.problems.append(Problem(name, NOT_AS_ISSUED, message, ASK))
    elif not report.problems:
        result.checked += [f"{name}: {_said(seal)}" for seal in report.seals]


def _said(seal: Seal) -> str:
    """One seal that is whole, in a sentence: whose, when, what it covers, who vouches."""
    who = ", ".join(quoted(name) for name in (seal.signer, seal.organisation) if name)
    when = f", {moment(seal.at.isoformat())} by their own clock" if seal.at else ""
    stamped = (
        f", time stamp of {quoted(seal.stamped_by)} {moment(seal.stamped.isoformat())}"
        if seal.stamped
        else ""
    )
    rests = {
        None: "whether to trust it was not asked (--trust)",
        True: "it rests on a certificate that is trusted",
        False: "it rests on no certificate that is trusted",
    }[seal.trusted]
    return (
        f"sealed at {quoted(seal.label or seal.field)} with a certificate of {who} (issued by "
        f"{quoted(seal.issuer)}){when}{stamped}; the seal covers the first {seal.covers} bytes; "
        f"{rests}"
    )
