"""Archived measures: recognised, read, computed again."""

from __future__ import annotations

import json
from typing import Any, Final

from compliance.errors import Problem, fail
from compliance.language.words import counted
from compliance.measure.result import ABOUT, METHODS, again, differing

MAX_FILE: Final = 32 << 20
"""Most bytes of an archived measure."""
HEAD: Final = 64 << 10
_FIRST: Final = 200
_MARK: Final = f'"about":"{ABOUT}"'.encode()
PARTS: Final = ("measure", "method", "version", "made", "input", "table", "thresholds",
                "figures", "held", "notes")  # fmt: skip


def may_be_measure(name: str, head: bytes) -> bool:
    """Whether a file is an archived measure, by its name and first bytes."""
    return name.lower().endswith(".json") and _MARK in head[:_FIRST].replace(b": ", b":")


def read_measure(name: str, content: bytes) -> dict[str, Any] | None:
    """An archived measure; nothing where the file is something else.

    Raises:
        ConformityError: ``measure.result`` where it says that it is one, and is not whole.
    """
    if len(content) > MAX_FILE or not may_be_measure(f"{name}.json", content):
        return None
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or value.get("measure") not in METHODS:
        return None
    method = METHODS[value["measure"]][0]
    if value.get("method") != method:
        return None
    missing = [part for part in PARTS if part not in value]
    if missing:
        raise fail(name, "measure.result", f"It lacks {', '.join(missing)}.", _ASK)
    return value


_ASK: Final = "Measure the data again with: conformity measure"


def compute_again(name: str, value: dict[str, Any]) -> tuple[list[Problem], str, str]:
    """Compute an archived measure again from its table.

    Args:
        name: how messages call the file.
        value: what it holds.

    Returns:
        What does not follow from its table; what was found in order, in a sentence; and why
        it could not be computed again. One of the three is there.
    """
    method, version = METHODS[value["measure"]]
    if "shared" in value:
        return [], "", (
            f"{name}: a copy for others, in which small cells are left out; its figures follow "
            f"from the file with SHA-256 {value['shared'].get('of', '?')}."
        )  # fmt: skip
    if value["version"] != version:
        return [], "", (
            f"{name}: measured by version {value['version']} of {method}; here is version "
            f"{version}, so its figures were not computed again."
        )  # fmt: skip
    try:
        differences = differing(value, again(value))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ZeroDivisionError):
        problem = Problem(name, "measure.differs", "Its table is not written as a measure is.", "")
        return [problem], "", ""
    if differences:
        more = f" And {len(differences) - 3} more." if len(differences) > 3 else ""  # noqa: PLR2004
        message = f"{' '.join(differences[:3])}{more}"
        hint = "Ask for the file as it was written, or measure the data again."
        return [Problem(name, "measure.differs", message, hint)], "", ""
    figures = counted(len(value["figures"]), "figure")
    rows = value["input"].get("rows", "?")
    return [], (
        f"{name}: all {figures} follow from the table of {rows} rows that is archived in it"
    ), ""  # fmt: skip
