"""Verifying a dossier alone: its journal, its printed head, its record."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.chain import Reading, read_lines
from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.state import State
from compliance.data.digests import canonical_json, sha256
from compliance.data.files import read_bytes
from compliance.documents.dossier.issue import build_record
from compliance.documents.dossier.quoted import provisions_shown, quoted_record
from compliance.documents.dossier.reading import MAX_BYTES, Embedded, read_dossier
from compliance.errors import ConformityError, Problem
from compliance.language.words import counted
from compliance.services.assess.open import followed
from compliance.services.official_law.quote import load_official, official_quotes
from compliance.services.verify.result import Verification
from compliance.services.verify.sign_off import verify_sign_offs
from compliance.views.reports import from_the_journal_alone


def verify_pdf(path: Path, result: Verification) -> Embedded:
    """Verify a dossier into ``result``; returns what is embedded in it.

    Raises:
        ConformityError: ``file.missing``, ``file.unreadable``, ``file.too-large`` or
            ``dossier.not-a-dossier``.
    """
    embedded = read_dossier(read_bytes(path, MAX_BYTES))
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


def _check_heads(path: Path, embedded: Embedded, reading: Reading, result: Verification) -> None:
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
    elif any(not printed.startswith(short) for short in embedded.footer_heads):
        result.problems.append(
            Problem(
                path.name,
                "dossier.record-changed",
                "The footers of some pages print another journal head than the cover.",
                "Pages of several dossiers were mixed; ask for the original dossier.",
            )
        )
    else:
        result.checked.append(
            f"{path.name}: {counted(len(reading.records), 'embedded record')} "
            "chained up to the "
            f"head printed on its pages, {printed}"
        )


def _check_record(path: Path, embedded: Embedded, reading: Reading, result: Verification) -> None:
    """Compute the record again from the embedded journal and compare."""
    try:
        claimed = json.loads(embedded.record)
        as_of = datetime.date.fromisoformat(claimed["as_of"])
        tool = str(claimed["tool_version"])
        canonical = canonical_json(claimed)
    except (ValueError, KeyError, TypeError, RecursionError):
        result.problems.append(
            Problem(
                f"{path.name}: assessment.json",
                "dossier.record-changed",
                "The embedded record cannot be read.",
                "Ask for the original dossier.",
            )
        )
        return
    if canonical != embedded.record:
        result.problems.append(
            Problem(
                f"{path.name}: assessment.json",
                "dossier.record-changed",
                "The embedded record is not written as this toolkit writes it: other "
                "spaces, another order, or keys that stand twice.",
                "Ask for the original dossier.",
            )
        )
    _check_printed(path, embedded, as_of, result)
    state = fold(reading.records)
    try:
        catalogue = followed(state)
    except ConformityError as error:
        result.notes.append(f"{path.name}: the findings were not computed again: {error}")
        result.not_recomputed.append(path.name)
        return
    assessment = Assessment(catalogue, state)
    verify_sign_offs(reading.records, catalogue, f"{path.name}: journal.jsonl", result)
    if _digest_claimed(claimed) != catalogue.digest:
        result.notes.append(
            f"{path.name}: made with another revision of the checklists than the one "
            "installed; answers and evidence were compared, but the findings could not "
            "be computed again."
        )
        result.not_recomputed.append(path.name)
        _compare_parts(path, claimed, state, result)
        return
    quoted = claimed.get("quoted_law")
    _compare_record(
        path, embedded, claimed, lambda: build_record(assessment, as_of, tool, quoted), result
    )
    if quoted is not None:
        check_quoted(path.name, quoted, assessment, as_of, result)


def _check_printed(
    path: Path, embedded: Embedded, as_of: datetime.date, result: Verification
) -> None:
    """The pages print the digest of the record, which binds its day among others."""
    digest = sha256(embedded.record)
    if digest in embedded.printed_digests:
        result.checked.append(
            f"{path.name}: the record is the one of its pages, as of {as_of}, SHA-256 {digest}"
        )
        return
    result.problems.append(
        Problem(
            f"{path.name}: assessment.json",
            "dossier.record-changed",
            f"The pages print another SHA-256 for the record than {digest}: its day or "
            "something else in it was changed after the pages were made.",
            "Ask for the original dossier.",
        )
    )


def _compare_record(
    path: Path,
    embedded: Embedded,
    claimed: dict[str, Any],
    compute: Callable[[], bytes],
    result: Verification,
) -> None:
    """Compare the record of a dossier with the one computed from its journal."""
    try:
        again = compute()
    except Exception as error:  # noqa: BLE001 - a forged journal may hold any value
        result.problems.append(
            Problem(
                f"{path.name}: journal.jsonl",
                "dossier.record-changed",
                "The embedded journal holds answers that no question accepts "
                f"({type(error).__name__}).",
                "Ask for the original dossier.",
            )
        )
        return
    if again == embedded.record:
        result.checked.append(
            f"{path.name}: answers, findings and evidence register follow from its journal"
        )
        return
    for name in _differences(claimed, json.loads(again)):
        result.problems.append(_not_from_journal(path, name))


def _digest_claimed(claimed: dict[str, Any]) -> str:
    checklists = claimed.get("checklists")
    return str(checklists.get("digest")) if isinstance(checklists, dict) else ""


def _compare_parts(path: Path, claimed: dict[str, Any], state: State, result: Verification) -> None:
    """Compare what follows from the journal without any checklists."""
    computed = from_the_journal_alone(state)
    same = True
    for key, value in computed.items():
        for name in _differences(_only_known(claimed.get(key), value), value, key):
            same = False
            result.problems.append(_not_from_journal(path, name))
    if same:
        result.checked.append(f"{path.name}: answers and evidence register follow from its journal")


def _only_known(claimed: Any, computed: Any) -> Any:
    """Drop from what is claimed the keys that need checklists to compute."""
    if isinstance(claimed, dict) and isinstance(computed, dict):
        return {key: _only_known(claimed[key], computed[key]) for key in claimed if key in computed}
    if isinstance(claimed, list) and isinstance(computed, list) and computed:
        last = len(computed) - 1
        return [_only_known(item, computed[min(at, last)]) for at, item in enumerate(claimed)]
    return claimed


def _not_from_journal(path: Path, name: str) -> Problem:
    return Problem(
        f"{path.name}: assessment.json",
        "dossier.record-changed",
        f"{name} does not follow from the journal.",
        "Ask for the original dossier.",
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


def check_quoted(
    name: str, claimed: Any, assessment: Assessment, as_of: datetime.date, result: Verification
) -> None:
    """Compare what a record says about quoted law with the text imported here.

    Without that text nothing is compared, and a note says so.
    """
    digest = claimed.get("digest") if isinstance(claimed, dict) else None
    try:
        text = load_official(assessment.catalogue.pack.pack)
    except ConformityError:
        text = None
    if text is None or text.digest != digest:
        result.notes.append(
            f"{name}: it quotes an official text (imported files SHA-256 {digest}) that "
            "is not the one imported here; its wording was not compared."
        )
        return
    # Who imports may name source and day; the digest of the files is what counts.
    try:
        named = {"source": str(claimed["source"]), "date": _day(claimed["date"])}
    except (KeyError, TypeError, ValueError):
        named = {}
    text = text.model_copy(update=named)
    shown = provisions_shown(assessment, as_of)
    quotes = official_quotes(assessment.catalogue, shown, text=text)
    if quotes and quoted_record(quotes) == claimed:
        result.checked.append(
            f"{name}: it quotes the official text imported here, {text.source}, text of "
            f"{text.date}, SHA-256 {digest}"
        )
        return
    result.problems.append(
        Problem(
            f"{name}: assessment.json",
            "dossier.record-changed",
            "What it says about the official text quoted does not follow from that text.",
            "Ask for the original dossier.",
        )
    )


def _day(text: Any) -> datetime.date:
    return datetime.date.fromisoformat(text)
