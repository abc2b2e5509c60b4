"""Verifying what was added to a paper after it was issued: seals, and nothing else.

A seal is a later revision behind the file as it was issued, which it leaves untouched.
Whatever else stands there may change how the pages look.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from compliance.documents.dossier.reading import NOT_AS_ISSUED, Embedded
from compliance.errors import Problem
from compliance.language.words import counted
from compliance.services.verify.result import Verification

ASK: Final = "Ask for the file exactly as it was issued."


def check_later(
    name: str, content: bytes, embedded: Embedded, trust: Sequence[bytes], result: Verification
) -> None:
    """Judge the bytes behind the end of what was issued.

    Args:
        name: of the file.
        content: all of it.
        embedded: what was issued.
        trust: certificates of those whose seals are trusted.
        result: takes what is found.
    """
    if not embedded.later:
        return
    added = content[len(embedded.issued) :]
    if b"startxref" not in added:
        much = counted(embedded.later, "byte")
        message = f"{much} stand behind its end; this program writes nothing there."
        result.problems.append(Problem(name, NOT_AS_ISSUED, message, ASK))
        return
    if b"/ByteRange" not in added:
        message = (
            "It has a later revision: something was added to it after it was issued, and no "
            "seal covers that. Readers show what was added."
        )
        result.problems.append(Problem(name, NOT_AS_ISSUED, message, ASK))
        return
    report = _read_seals(content, trust)
    if report is None:
        result.not_compared.append(
            f"{name}: it says that it was sealed. Seals cannot be read by this installation, nor "
            "whether anything else was added: install conformity-dossier[sign]."
        )
        result.unjudged.append(name)
        return
    result.problems += report.problems
    result.notes += report.notes
    if report.base != len(embedded.issued):
        message = "Its seal does not begin where the file ends as it was issued."
        result.problems.append(Problem(name, NOT_AS_ISSUED, message, ASK))


def _read_seals(content: bytes, trust: Sequence[bytes]) -> Any:
    """What the seals say; ``None`` where nothing is installed that reads them."""
    del content, trust
    return None
