"""Verifying sign-offs: each must name the state that stood right before it."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.records import Record, SignOff
from compliance.assessment.sign_off import sign_off_basis
from compliance.checklist.catalogue import Catalogue
from compliance.errors import Problem
from compliance.language.words import quoted
from compliance.services.verify.result import Verification


def has_sign_off(records: Sequence[Record]) -> bool:
    """Whether anybody ever signed."""
    return any(isinstance(record.data, SignOff) for record in records)


def verify_sign_offs(
    records: Sequence[Record], catalogue: Catalogue, place: str, result: Verification
) -> None:
    """Compute again what each sign-off was bound to, and compare.

    A sign-off given with other checklists than those at hand is noted, for what was
    signed cannot be computed again.
    """
    if not has_sign_off(records):
        return
    assessment = Assessment.of(catalogue, records[:1])
    heads = {records[0].hash}
    wrong, unknown, right = 0, 0, 0
    for record in records[1:]:
        data = record.data
        if isinstance(data, SignOff):
            if data.seen not in heads or (
                data.edition_digest == catalogue.digest and data.basis != sign_off_basis(assessment)
            ):
                wrong += 1
                result.problems.append(_wrong(place, record))
            elif data.edition_digest != catalogue.digest:
                unknown += 1
            else:
                right += 1
        assessment.take([record])
        heads.add(record.hash)
    if unknown:
        result.notes.append(
            f"{place}: {_given(unknown)} with another revision of the checklists; what "
            "was signed was not computed again."
        )
    if right and not wrong:
        result.checked.append(f"{place}: {_given(right)} to the state named in it")


def _given(number: int) -> str:
    return "1 sign-off was given" if number == 1 else f"{number} sign-offs were given"


def _wrong(place: str, record: Record) -> Problem:
    return Problem(
        f"{place}:{record.seq}",
        "signing.basis",
        f"The sign-off of {quoted(record.by)} names another state than the one before it.",
        "It was not written by this program; ask for it to be signed again.",
    )
