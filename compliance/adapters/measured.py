"""Figures that ``conformity measure`` computed and archived: read as what they are.

Before anything is read, all figures are computed again from the table in the file; what
does not follow from it is a failed check.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from compliance.adapters.base import About, Foreign, Reading, Said
from compliance.adapters.items import MARKED
from compliance.assessment.journal.records import Check, Figure
from compliance.errors import fail
from compliance.measure.archive import compute_again, may_be_measure, read_measure
from compliance.measure.result import FAIRNESS, MARKING

KINDS: Final = {FAIRNESS: "fairness-evaluation", MARKING: MARKED}
OTHER_KIND: Final = "oversight-evaluation"
FORMATS: Final = {
    FAIRNESS: "figures on groups of persons, measured by conformity",
    MARKING: "figures on marks of generated content, measured by conformity",
}
OTHER_FORMAT: Final = "figures on human oversight, measured by conformity"
GROUPS: Final = (
    "selection-rate", "selection-rate-difference", "selection-rate-ratio", "impact-ratio",
    "tpr", "fpr", "ppv", "accuracy",
)  # fmt: skip
"""Figures of a group that are proposed for tables; all of them are recorded."""
ITEMS: Final = {FAIRNESS: "groups", MARKING: "results"}
ALL: Final = "all"
BETTER: Final[Mapping[str, Literal["higher", "lower"]]] = {
    "accuracy": "higher", "correct-override": "higher", "over-reliance": "lower",
    "under-reliance": "lower", "drill-detection": "higher", "team-accuracy": "higher",
    "under-floor": "lower", "without-reason": "lower", "second-confirmation": "higher",
    "trained": "higher", "marked": "higher", "mark-whole": "higher", "mark-telling": "higher",
}  # fmt: skip


class Measured:
    """Reads archived measures."""

    id = "measured"
    version = "1"
    title = "figures measured by conformity"

    def recognise(self, file: Foreign) -> bool:
        """Whether it may be one, by its name and its first bytes."""
        return may_be_measure(file.name, file.head)

    def read(self, file: Foreign, about: About) -> Reading:
        """All figures, with those that belong into tables as rows.

        Raises:
            ConformityError: ``adapter.damaged`` or ``measure.result``.
        """
        value = read_measure(file.name, file.path.read_bytes())
        if value is None:
            raise fail(file.name, "measure.result", "It holds no measure.", "")
        return read_value(file.name, value, about)


def read_value(name: str, value: dict[str, Any], about: About) -> Reading:
    """What an archived measure says.

    Args:
        name: of the file.
        value: what it holds.
        about: what is known of the system.
    """
    measure, day = str(value["measure"]), _day(value)
    checks = tuple(_checks(name, value, day, about))
    if checks[0].outcome == "failed":
        # What does not follow from its own table says nothing that could be proposed.
        return Reading(
            format=FORMATS.get(measure, OTHER_FORMAT),
            checks=checks,
            day=day,
            kind=KINDS.get(measure, OTHER_KIND),
            notes=("No figure was taken from it.",),
        )
    rows, places = _rows(value)
    said = [Said(ITEMS.get(measure, "oversight"), rows, "/figures", tuple(places))] if rows else []
    said.append(Said("test.data", value["input"]["name"], "/input/name"))
    said.append(Said("test.method", f"{value['method']}, version {value['version']}", "/method"))
    if day is not None:
        said.append(Said("test.date", day.isoformat(), "/made"))
    return Reading(
        format=FORMATS.get(measure, OTHER_FORMAT),
        said=tuple(said),
        checks=checks,
        figures=tuple(_figures(value)),
        day=day,
        kind=KINDS.get(measure, OTHER_KIND),
        notes=tuple(str(note) for note in value["notes"]),
    )


def _checks(
    name: str, value: dict[str, Any], day: datetime.date | None, about: About
) -> Iterator[Check]:
    problems, fine, left = compute_again(name, value)
    if problems:
        yield Check(check="computed-again", outcome="failed", said=problems[0].message)
    else:
        outcome = "passed" if fine else "unknown"
        yield Check(check="computed-again", outcome=outcome, said=fine or left)
    if day is None:
        yield Check(check="dated", outcome="unknown", said="It does not say when it was measured.")
    elif about.today is not None and day > about.today + datetime.timedelta(days=1):
        said = f"It says it was measured on {day}, in the future."
        yield Check(check="dated", outcome="failed", said=said)
    else:
        yield Check(check="dated", outcome="passed", said=f"Measured on {day}.")


def _day(value: dict[str, Any]) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(value["made"]))
    except ValueError:
        return None


def _figures(value: dict[str, Any]) -> Iterator[Figure]:
    for at, one in enumerate(value["figures"]):
        against = f" against {one['against']}" if one.get("against") else ""
        yield Figure(
            name=one["name"],
            of=f"{one['of']}{against}"[:300],
            value=one["value"],
            low=one.get("low"),
            high=one.get("high"),
            part=one.get("part"),
            whole=one.get("whole"),
            unit=one.get("unit", ""),
            better=BETTER.get(one["id"], ""),
            place=f"/figures/{at}",
        )


def _rows(value: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """Figures as rows of a table, and where each stands."""
    rows, places = [], []
    for at, one in enumerate(value["figures"]):
        row = _ROWS.get(value["measure"], _oversight)(one)
        if row is not None:
            row |= {key: one[key] for key in ("value", "low", "high") if key in one}
            if "whole" in one:
                row["n"] = one["whole"]
            rows.append(row)
            places.append(f"/figures/{at}")
    return rows, places


def _group(one: dict[str, Any]) -> dict[str, Any] | None:
    attribute, colon, group = str(one["of"]).partition(": ")
    if one["id"] not in GROUPS or not colon or " × " in attribute:
        return None
    against = one.get("against", "")
    row = {"attribute": attribute, "group": group, "metric": one["name"]}
    if against:
        row |= {"group": f"{group} against {against}", "reference": against}
    return row


def _oversight(one: dict[str, Any]) -> dict[str, Any] | None:
    if not str(one["of"]).startswith(ALL):
        return None
    return {"metric": one["name"], "people": one["of"], "unit": one.get("unit", "")}


def _marks(one: dict[str, Any]) -> dict[str, Any] | None:
    return {"metric": one["name"], "task": one["of"], "direction": "higher"}


_ROWS: Final = {FAIRNESS: _group, MARKING: _marks}

ADAPTER: Final = Measured()
