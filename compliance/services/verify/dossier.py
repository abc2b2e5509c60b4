"""Verifying: an assessment, a dossier alone, or both against each other.

Everything works offline. A dossier carries its whole journal and the record its
pages were made from; so the chain, the record and the findings can be computed
again from the PDF alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from compliance.assessment.journal.chain import Reading
from compliance.assessment.journal.records import JOURNAL
from compliance.data.apart import Apart
from compliance.documents.dossier.reading import Embedded
from compliance.errors import Problem, ProblemsError
from compliance.language.words import counted
from compliance.services.verify.binder import verify_binder
from compliance.services.verify.pdf import verify_pdf
from compliance.services.verify.result import Verification
from compliance.storage.locate import binder_at
from compliance.storage.workspace import Binder

APART: Final = Apart(seconds=180, megabytes=2048)
"""Where a server verifies dossiers, one at a time: a large one takes half a minute."""


def verify(
    targets: Sequence[Path], assessments: Sequence[Binder] = (), *, apart: bool = False
) -> Verification:
    """Verify dossiers and assessments; one of either also against each other.

    Args:
        targets: dossiers, and folders of assessments, as a person named them.
        assessments: more assessments.
        apart: whether dossiers are read in a process of its own, with limits: for a
            server, to which strangers send them.

    Raises:
        ConformityError: a target is neither, or cannot be read at all; ``file.limits``.
    """
    result = Verification()
    dossiers: list[tuple[Path, Embedded]] = []
    journals: list[tuple[str, Reading]] = []
    everything: list[Path | Binder] = [*targets, *assessments]
    for target in everything:
        if isinstance(target, Path) and not target.is_dir():
            one, embedded = (
                APART.run(target.name, _verify_alone, target) if apart else _verify_alone(target)
            )
            result.take(one)
            dossiers.append((target, embedded))
            continue
        binder = binder_at(target) if isinstance(target, Path) else target
        journals.append((binder.name, verify_binder(binder, result)))
    newer = [item for item in result.problems if item.code == "assessment.newer"]
    if newer:
        # What this version cannot read it can neither confirm nor call changed.
        raise ProblemsError(newer)
    for pdf, embedded in dossiers:
        for name, reading in journals:
            _compare(pdf, embedded, name, reading, result)
    return result


def _verify_alone(target: Path) -> tuple[Verification, Embedded]:
    """What comes of a dossier alone, and what is embedded in it."""
    result = Verification()
    return result, verify_pdf(target, result)


def _compare(
    pdf: Path, embedded: Embedded, name: str, reading: Reading, result: Verification
) -> None:
    """Compare the journal a dossier carries with that of an assessment."""
    lines = embedded.journal.splitlines(keepends=True)
    mine = [record.line() for record in reading.records]
    same = sum(1 for one, other in zip(lines, mine, strict=False) if one == other)
    first_other = next(
        (at for at, (one, other) in enumerate(zip(lines, mine, strict=False), 1) if one != other), 0
    )
    if first_other:
        message = f"Record {first_other} differs between {pdf.name} and {name}."
        code = "journal.broken-chain"
    elif len(mine) < len(lines):
        missing = len(lines) - len(mine)
        message = (
            f"{counted(missing, 'record')} that {pdf.name} carries "
            f"{'is' if missing == 1 else 'are'} missing at the end of "
            f"{name} (record {len(mine) + 1} onwards)."
        )
        code = "journal.truncated"
    else:
        later = len(mine) - same
        more = f"with {counted(later, 'later record')}" if later else "and has the same head"
        result.checked.append(f"{name} continues the journal of {pdf.name} {more}")
        return
    result.problems.append(
        Problem(f"{name}/{JOURNAL}", code, message, "Restore the journal from a copy.")
    )
