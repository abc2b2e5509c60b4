"""Verifying the record inside a dossier: it must follow from the journal beside it."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.state import State
from compliance.data.digests import canonical_json
from compliance.documents.dossier.issue import build_record
from compliance.documents.dossier.quoted import provisions_shown, quoted_record
from compliance.errors import ConformityError, Problem
from compliance.language.words import plain, quoted
from compliance.law.official.text import OfficialText
from compliance.services.official_law.quote import load_official, official_quotes
from compliance.services.verify.result import Verification
from compliance.views.reports import from_the_journal_alone

CHANGED = "dossier.record-changed"
ASK = "Ask for the original dossier."
LONGEST = 160
"""Most characters of what a stranger's file says that are repeated."""


@dataclass(frozen=True)
class Claim:
    """What a record says of itself."""

    value: dict[str, Any]
    as_of: datetime.date
    tool: str

    @property
    def edition_digest(self) -> str:
        """Digest of the checklists it says it was made with."""
        checklists = self.value.get("checklists")
        return str(checklists.get("digest")) if isinstance(checklists, dict) else ""

    @property
    def quoted(self) -> Any:
        """What it says of the official text quoted, where one is."""
        return self.value.get("quoted_law")


def read_claim(name: str, record: bytes, result: Verification) -> Claim | None:
    """Read a record; what is wrong with its form goes into ``result``."""
    try:
        value = json.loads(record)
        claim = Claim(
            value, datetime.date.fromisoformat(value["as_of"]), str(value["tool_version"])
        )
        canonical = canonical_json(value)
    except (ValueError, KeyError, TypeError, RecursionError):
        result.problems.append(_changed(name, "The embedded record cannot be read."))
        return None
    if canonical != record:
        message = (
            "The embedded record is not written as this toolkit writes it: other "
            "spaces, another order, or keys that stand twice."
        )
        result.problems.append(_changed(name, message))
    return claim


def check_record(
    name: str, record: bytes, claim: Claim, assessment: Assessment, result: Verification
) -> bool:
    """Compare the record of a dossier with the one computed from its journal.

    Returns:
        Whether it could be computed again.
    """
    try:
        again = build_record(assessment, claim.as_of, claim.tool, claim.quoted)
    except Exception as error:  # noqa: BLE001 - a forged journal may hold any value
        problem = Problem(
            f"{name}: journal.jsonl",
            CHANGED,
            f"The embedded journal holds answers that no question accepts "
            f"({type(error).__name__}).",
            ASK,
        )
        result.problems.append(problem)
        return False
    if again == record:
        result.checked.append(
            f"{name}: answers, findings and evidence register follow from its journal"
        )
        return True
    for path in differences(claim.value, json.loads(again)):
        result.problems.append(_not_from_journal(name, path))
    return True


def check_parts(name: str, claim: Claim, state: State, result: Verification) -> None:
    """Compare what follows from the journal without any checklists."""
    computed = from_the_journal_alone(state)
    same = True
    for key, value in computed.items():
        for path in differences(_only_known(claim.value.get(key), value), value, key):
            same = False
            result.problems.append(_not_from_journal(name, path))
    if same:
        result.checked.append(f"{name}: answers and evidence register follow from its journal")


def _only_known(claimed: Any, computed: Any) -> Any:
    """Drop from what is claimed the keys that need checklists to compute."""
    if isinstance(claimed, dict) and isinstance(computed, dict):
        return {key: _only_known(claimed[key], computed[key]) for key in claimed if key in computed}
    if isinstance(claimed, list) and isinstance(computed, list) and computed:
        last = len(computed) - 1
        return [_only_known(item, computed[min(at, last)]) for at, item in enumerate(claimed)]
    return claimed


def _changed(name: str, message: str) -> Problem:
    return Problem(f"{name}: assessment.json", CHANGED, message, ASK)


def _not_from_journal(name: str, path: str) -> Problem:
    return _changed(name, f"{plain(path, LONGEST)} does not follow from the journal.")


def differences(claimed: Any, computed: Any, path: str = "") -> list[str]:
    """Paths at which two JSON values differ, the first twenty."""
    if isinstance(claimed, dict) and isinstance(computed, dict):
        found: list[str] = []
        for key in sorted(set(claimed) | set(computed)):
            below = f"{path}.{key}" if path else str(key)
            if key not in claimed or key not in computed:
                found.append(below)
            else:
                found += differences(claimed[key], computed[key], below)
        return found[:20]
    if isinstance(claimed, list) and isinstance(computed, list):
        found = []
        for at in range(max(len(claimed), len(computed))):
            name = f"{path}[{_item_name(claimed, computed, at)}]"
            if at >= len(claimed) or at >= len(computed):
                found.append(name)
            else:
                found += differences(claimed[at], computed[at], name)
        return found[:20]
    return [] if claimed == computed else [path or "the record"]


def _item_name(claimed: list[Any], computed: list[Any], at: int) -> str:
    for items in (claimed, computed):
        if at < len(items) and isinstance(items[at], dict):
            for key in ("id", "question", "evidence"):
                if key in items[at]:
                    return str(items[at][key])
    return str(at)


def text_quoted(claimed: Any, pack: str) -> OfficialText | None:
    """The official text that a record says is quoted, where it is imported here.

    Who imports may name source and day; the digest of the files is what counts.
    """
    digest = claimed.get("digest") if isinstance(claimed, dict) else None
    try:
        text = load_official(pack)
    except ConformityError:
        return None
    if text is None or text.digest != digest:
        return None
    try:
        day = datetime.date.fromisoformat(claimed["date"])
        named = {"source": str(claimed["source"]), "date": day}
    except (KeyError, TypeError, ValueError):
        named = {}
    return text.model_copy(update=named)


def stand_in(claimed: Any, pack: str) -> OfficialText | None:
    """A text without a word in the place of one that is not imported here.

    With it a paper can be made again in which only the wording is missing.
    """
    try:
        return OfficialText(
            pack=pack,
            source=str(claimed["source"]),
            date=datetime.date.fromisoformat(claimed["date"]),
            digest=str(claimed["digest"]),
            files={},
            imported_at=datetime.datetime.min.replace(tzinfo=datetime.UTC),
            language=str(claimed["language"]),
            provisions={},
        )
    except (KeyError, TypeError, ValueError):
        return None


def check_quoted(
    name: str, claim: Claim, text: OfficialText | None, assessment: Assessment, result: Verification
) -> None:
    """Compare what a record says about quoted law with the text imported here.

    Without that text nothing is compared, and a note says so.
    """
    claimed = claim.quoted
    digest = claimed.get("digest") if isinstance(claimed, dict) else None
    if text is None:
        result.not_compared.append(
            f"{name}: it quotes an official text (imported files SHA-256 {plain(str(digest), 64)}) "
            "that is not the one imported here; its wording was not compared."
        )
        return
    shown = provisions_shown(assessment, claim.as_of)
    quotes = official_quotes(assessment.catalogue, shown, text=text)
    if quotes and quoted_record(quotes) == claimed:
        result.checked.append(
            f"{name}: it quotes the official text imported here, {quoted(text.source, LONGEST)}, "
            f"text of {text.date}, SHA-256 {digest}"
        )
        return
    message = "What it says about the official text quoted does not follow from that text."
    result.problems.append(_changed(name, message))
