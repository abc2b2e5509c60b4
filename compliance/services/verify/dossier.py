"""Verifying: an assessment folder, a dossier alone, or both against each other.

Everything works offline. A dossier carries its whole journal and the record its
pages were made from; so the chain, the record and the findings can be computed
again from the PDF alone.
"""

from __future__ import annotations

from pathlib import Path

from compliance.assessment.journal.chain import Reading
from compliance.documents.dossier.reading import Embedded
from compliance.errors import Problem, ProblemsError
from compliance.language.words import counted
from compliance.services.verify.folder import verify_folder
from compliance.services.verify.pdf import verify_pdf
from compliance.services.verify.result import Verification
from compliance.storage.folder.journal import JOURNAL


def verify(targets: list[Path]) -> Verification:
    """Verify folders and dossiers; a dossier and a folder also against each other.

    Raises:
        ConformityError: a target is neither, or cannot be read at all.
    """
    result = Verification()
    dossiers: list[tuple[Path, Embedded]] = []
    folders: list[tuple[Path, Reading]] = []
    for target in targets:
        if target.is_dir():
            folders.append((target, verify_folder(target, result)))
        else:
            dossiers.append((target, verify_pdf(target, result)))
    newer = [item for item in result.problems if item.code == "assessment.newer"]
    if newer:
        # What this version cannot read it can neither confirm nor call changed.
        raise ProblemsError(newer)
    for pdf, embedded in dossiers:
        for folder, reading in folders:
            _compare(pdf, embedded, folder, reading, result)
    return result


def _compare(
    pdf: Path,
    embedded: Embedded,
    folder: Path,
    reading: Reading,
    result: Verification,
) -> None:
    """Compare the journal a dossier carries with the journal of a folder."""
    lines = embedded.journal.splitlines(keepends=True)
    mine = [record.line() for record in reading.records]
    same = sum(1 for one, other in zip(lines, mine, strict=False) if one == other)
    first_other = next(
        (
            at
            for at, (one, other) in enumerate(zip(lines, mine, strict=False), 1)
            if one != other
        ),
        0,
    )
    if first_other:
        message = f"Record {first_other} differs between {pdf.name} and {folder.name}."
        code = "journal.broken-chain"
    elif len(mine) < len(lines):
        missing = len(lines) - len(mine)
        message = (
            f"{counted(missing, 'record')} that {pdf.name} carries "
            f"{'is' if missing == 1 else 'are'} missing at the end of "
            f"{folder.name} (record {len(mine) + 1} onwards)."
        )
        code = "journal.truncated"
    else:
        later = len(mine) - same
        more = (
            f"with {counted(later, 'later record')}" if later else "and has the same head"
        )
        result.checked.append(f"{folder.name} continues the journal of {pdf.name} {more}")
        return
    result.problems.append(
        Problem(
            f"{folder.name}/{JOURNAL}",
            code,
            message,
            "Restore the journal from a copy.",
        )
    )
