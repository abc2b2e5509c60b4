"""Verifying: an assessment folder, a dossier alone, or both against each other.

Everything works offline. A dossier carries its whole journal and the record its
pages were made from; so the chain, the record and the findings can be computed
again from the PDF alone.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from compliance.assessment.chain import Reading, read_lines
from compliance.assessment.locker import Locker
from compliance.assessment.state import State, fold
from compliance.assessment.store import ANCHOR, JOURNAL, FolderStore
from compliance.checklist.loader import load_catalogue
from compliance.dossier.issue import make_record
from compliance.dossier.reading import Embedded, read_dossier
from compliance.errors import ConformityError, Problem, fail
from compliance.services.open_assessment import open_store

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Verification:
    """What was checked, what was found, and what could not be checked."""

    checked: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def intact(self) -> bool:
        """Whether nothing was found changed."""
        return not self.problems


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
            folders.append((target, _verify_folder(target, result)))
        else:
            dossiers.append((target, _verify_pdf(target, result)))
    for pdf, embedded in dossiers:
        for folder, reading in folders:
            _compare(pdf, embedded, folder, reading, result)
    return result


def _verify_folder(folder: Path, result: Verification) -> Reading:
    store = open_store(folder)
    with store.locked():
        content = store.path.read_bytes()
        anchor = store.anchor()
    reading = read_lines(content, f"{folder.name}/{JOURNAL}")
    result.problems += reading.problems
    count = len(reading.records)
    if reading.tail:
        result.problems.append(
            Problem(
                f"{folder.name}/{JOURNAL}:{count + 1}",
                "journal.torn",
                f"Record {count + 1} is incomplete: bytes are missing at the end.",
                "If it was being written, it was never acknowledged; the next answer "
                "sets it aside. Otherwise restore the journal from a copy.",
            )
        )
    _check_anchor(folder, reading, store, anchor is not None, result)
    if reading.records and not reading.problems:
        result.checked.append(
            f"{folder.name}: {count} records chained, head {reading.head}"
        )
    if reading.records:
        _check_evidence(folder, fold(reading.records), result)
    elif not reading.problems:
        result.problems.append(
            Problem(
                f"{folder.name}/{JOURNAL}",
                "journal.truncated",
                "The journal is empty.",
                "Restore it from a copy.",
            )
        )
    return reading


def _check_anchor(
    folder: Path,
    reading: Reading,
    store: FolderStore,
    readable: bool,  # noqa: FBT001 - a finding, not a switch
    result: Verification,
) -> None:
    anchor = store.anchor()
    if not readable or anchor is None:
        result.notes.append(
            f"{folder.name}: {ANCHOR} is missing or unreadable; records cut off the "
            "end would only show against a dossier."
        )
        return
    count = len(reading.records)
    if anchor.seq > count and not reading.problems:
        result.problems.append(
            Problem(
                f"{folder.name}/{JOURNAL}:{count}",
                "journal.truncated",
                f"{anchor.seq - count} acknowledged records are missing at the end "
                f"(record {count + 1} onwards).",
                "Restore the journal from a copy.",
            )
        )
    elif 0 < anchor.seq <= count and reading.records[anchor.seq - 1].hash != anchor.head:
        result.problems.append(
            Problem(
                f"{folder.name}/{ANCHOR}",
                "journal.broken-chain",
                f"{ANCHOR} names another hash for record {anchor.seq}.",
                "Compare the head with the one printed in a dossier.",
            )
        )


def _check_evidence(folder: Path, state: State, result: Verification) -> None:
    problems = Locker(folder).check(state.evidence.values())
    result.problems += [
        Problem(f"{folder.name}: {item.place}", item.code, item.message, item.hint)
        for item in problems
    ]
    if not problems:
        result.checked.append(
            f"{folder.name}: {len(state.evidence)} pieces of evidence have their "
            "recorded SHA-256"
        )


def _verify_pdf(path: Path, result: Verification) -> Embedded:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise fail(
            str(path), "file.missing", "There is no such file.", "Check the path."
        ) from None
    except OSError as error:
        raise fail(
            str(path), "file.unreadable", f"Cannot be read: {error.strerror}.", ""
        ) from None
    embedded = read_dossier(content)
    reading = read_lines(embedded.journal, f"{path.name}: journal.jsonl")
    result.problems += reading.problems
    if reading.tail:
        result.problems.append(
            Problem(
                f"{path.name}: journal.jsonl",
                "journal.truncated",
                "The embedded journal ends in the middle of a record.",
                "Ask for the original dossier.",
            )
        )
    _check_heads(path, embedded, reading, result)
    if not reading.problems and reading.records:
        _check_record(path, embedded, reading, result)
    return embedded


def _check_heads(
    path: Path, embedded: Embedded, reading: Reading, result: Verification
) -> None:
    printed = embedded.printed_head
    if not printed:
        result.problems.append(
            Problem(
                path.name,
                "dossier.record-changed",
                "The pages print no journal head.",
                "Ask for the original dossier.",
            )
        )
    elif printed != reading.head:
        result.problems.append(
            Problem(
                path.name,
                "journal.truncated",
                f"The pages print the head {printed}, the embedded journal ends at "
                f"record {len(reading.records)} with {reading.head}.",
                "Records were cut off or replaced; ask for the original dossier.",
            )
        )
    else:
        result.checked.append(
            f"{path.name}: {len(reading.records)} embedded records chained up to the "
            f"head printed on its pages, {printed}"
        )


def _check_record(
    path: Path, embedded: Embedded, reading: Reading, result: Verification
) -> None:
    """Compute the record again from the embedded journal and compare."""
    try:
        claimed = json.loads(embedded.record)
        as_of = datetime.date.fromisoformat(claimed["as_of"])
        tool = str(claimed["tool_version"])
    except (ValueError, KeyError, TypeError):
        result.problems.append(
            Problem(
                f"{path.name}: assessment.json",
                "dossier.record-changed",
                "The embedded record cannot be read.",
                "Ask for the original dossier.",
            )
        )
        return
    state = fold(reading.records)
    try:
        catalogue = load_catalogue(state.begin.pack, state.begin.edition)
    except ConformityError as error:
        result.notes.append(
            f"{path.name}: the findings were not computed again: {error}"
        )
        return
    if claimed.get("edition_digest") != catalogue.digest:
        result.notes.append(
            f"{path.name}: made with another revision of the checklists than the one "
            "installed; the findings were not computed again."
        )
        _compare_parts(path, claimed, state, result)
        return
    again = make_record(catalogue, state, as_of, tool)
    if again == embedded.record:
        result.checked.append(
            f"{path.name}: answers, findings and evidence register follow from its "
            "journal"
        )
        return
    for name in _differences(claimed, json.loads(again)):
        result.problems.append(
            Problem(
                f"{path.name}: assessment.json",
                "dossier.record-changed",
                f"{name} does not follow from the journal.",
                "Ask for the original dossier.",
            )
        )


def _compare_parts(
    path: Path, claimed: dict[str, Any], state: State, result: Verification
) -> None:
    """Without the same checklists, at least compare what needs none."""
    journal = claimed.get("journal")
    head = journal.get("head") if isinstance(journal, dict) else None
    if head != state.head:
        result.problems.append(
            Problem(
                f"{path.name}: assessment.json",
                "dossier.record-changed",
                "The record names another journal head.",
                "Ask for the original dossier.",
            )
        )


def _differences(claimed: Any, computed: Any, path: str = "") -> list[str]:
    """Paths at which two JSON values differ, the first twenty."""
    if isinstance(claimed, dict) and isinstance(computed, dict):
        found: list[str] = []
        for key in sorted(set(claimed) | set(computed)):
            below = f"{path}.{key}" if path else str(key)
            if key not in claimed or key not in computed:
                found.append(below)
            else:
                found += _differences(claimed[key], computed[key], below)
        return found[:20]
    if isinstance(claimed, list) and isinstance(computed, list):
        found = []
        for at in range(max(len(claimed), len(computed))):
            name = f"{path}[{_item_name(claimed, computed, at)}]"
            if at >= len(claimed) or at >= len(computed):
                found.append(name)
            else:
                found += _differences(claimed[at], computed[at], name)
        return found[:20]
    return [] if claimed == computed else [path or "the record"]


def _item_name(claimed: list[Any], computed: list[Any], at: int) -> str:
    for items in (claimed, computed):
        if at < len(items) and isinstance(items[at], dict):
            for key in ("id", "question", "evidence"):
                if key in items[at]:
                    return str(items[at][key])
    return str(at)


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
    same = sum(
        1 for one, other in zip(lines, mine, strict=False) if one == other
    )
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
            f"{missing} records that {pdf.name} carries are missing at the end of "
            f"{folder.name} (record {len(mine) + 1} onwards)."
        )
        code = "journal.truncated"
    else:
        later = len(mine) - same
        result.checked.append(
            f"{folder.name} continues the journal of {pdf.name}"
            + (f" with {later} later records" if later else " and has the same head")
        )
        return
    result.problems.append(
        Problem(
            f"{folder.name}/{JOURNAL}", code, message, "Restore the journal from a copy."
        )
    )
