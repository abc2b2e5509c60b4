"""What is typed about an entry, or read from a file, as its fields.

A file is YAML or JSON::

    kind: incident
    title: "..."
    harm: [death]
    told:
      - {whom: authority, country: de, what: initial-report, on: YYYY-MM-DD}
    evidence: [EV-0003]
    linked: [IN-0001]
    reason: "why it is changed"

A field is called by its id, or by what stands behind the first dot of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from compliance.assessment.about_entry import declared
from compliance.assessment.assessment import Assessment
from compliance.data.yaml_lines import read_yaml
from compliance.errors import Problem, ProblemsError, fail

LISTS: Final = ("evidence", "linked")


@dataclass
class Typed:
    """What was typed about an entry, before anything of it is judged."""

    kind: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    evidence: list[str] | None = None
    linked: list[str] | None = None
    reason: str = ""


def read_entry(assessment: Assessment, path: Path) -> Typed:
    """Read a file about an entry.

    Raises:
        ConformityError: ``file.*``, ``yaml.*``, or ``answer.file`` for its form.
    """
    file = read_yaml(path, path.name)
    if not isinstance(file.value, dict):
        raise fail(path.name, "answer.file", "Fields with values are expected.", "title: ...")
    values = {str(known): value for known, value in file.value.items()}
    found = Typed(kind=str(values.pop("kind", "")), reason=str(values.pop("reason", "")))
    problems = []
    for name in LISTS:
        numbers = values.pop(name, None)
        if numbers is not None and not isinstance(numbers, list):
            place = file.place((name,))
            problems.append(Problem(place, "answer.file", "A list is expected.", "[EV-0001]"))
        elif numbers is not None:
            setattr(found, name, [str(number) for number in numbers])
    if problems:
        raise ProblemsError(problems)
    found.values = full_names(assessment, values)
    return found


def full_names(assessment: Assessment, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values under the ids of their fields; what is no name of one stays as it is."""
    short = {known.id.partition(".")[2]: known.id for known in declared(assessment).fields}
    return {short.get(known, known): value for known, value in values.items()}


def typed_fields(assessment: Assessment, texts: Iterable[str]) -> dict[str, Any]:
    """Fields from ``name=value``.

    Raises:
        ConformityError: ``answer.file`` for each that is written otherwise.
    """
    values, problems = _pairs(texts, "name=value")
    if problems:
        raise ProblemsError(problems)
    return full_names(assessment, values)


def add_told(
    assessment: Assessment, values: dict[str, Any], present: Mapping[str, Any], texts: Iterable[str]
) -> None:
    """Add to who was told, from ``whom=...; what=...; on=...``.

    Args:
        assessment: with the entry.
        values: what was typed, which takes the lines in.
        present: what the entry says so far.
        texts: one for each line.

    Raises:
        ConformityError: ``answer.file`` for each that is written otherwise.
    """
    table = declared(assessment).told.question
    rows: list[Any] = []
    problems: list[Problem] = []
    for text in texts:
        row, wrong = _pairs(text.split(";"), "whom=authority; what=notice; on=YYYY-MM-DD")
        rows.append(row)
        problems += wrong
    if problems:
        raise ProblemsError(problems)
    if rows:
        values[table] = [*(values.get(table) or present.get(table) or []), *rows]


def _pairs(texts: Iterable[str], example: str) -> tuple[dict[str, str], list[Problem]]:
    values: dict[str, str] = {}
    problems = []
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign:
            message = f"“{text.strip()[:60]}” is not written as a name with a value."
            problems.append(Problem("incident", "answer.file", message, f"Write: {example}"))
            continue
        values[name.strip()] = value.strip()
    return values, problems
