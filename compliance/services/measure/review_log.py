"""From a log of reviews to counts: what persons did with what a system put to them."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

from compliance.errors import Problem, ProblemsError
from compliance.measure.oversight import Counts, Reviewer
from compliance.measure.result import Input
from compliance.measure.table import MISSING
from compliance.services.measure.rows import Progress, Rows, open_rows

COLUMNS: Final = {
    "case_id": "number of the case",
    "ai_output_at": "when the system put out its result",
    "event": "decision, stop_test, or what needs two persons",
    "ai_output": "what the system put out",
    "reviewer_id": "who reviewed it",
    "reviewed_at": "when",
    "final_outcome": "what came of it",
    "action": "confirm or override",
    "reason": "why it was overridden",
    "ground_truth": "what would have been right",
    "drill": "1 where the output was seeded",
    "second_reviewer_id": "who confirmed it a second time",
    "second_reviewed_at": "when",
}
"""Columns of a log, as they are called where nobody says otherwise."""
NEEDED: Final = ("case_id", "ai_output", "final_outcome")
TRAINING: Final = ("reviewer_id", "trained_on", "valid_until")
DECISION: Final = "decision"
STOP: Final = "stop_test"
NAMED: Final = 50
"""Cases that are named of those that break a rule."""
FLOOR: Final = 5.0
"""Seconds under which nobody has reviewed anything, where no other floor is given."""
MAX_REVIEWERS: Final = 500
YES: Final = frozenset({"1", "true", "yes", "ja", "是"})
Training = dict[str, list[tuple[datetime.date, datetime.date]]]


@dataclass(frozen=True)
class LogChosen:
    """What is looked at in a log."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Usual name of a column to the one that the file has."""
    floor: float = FLOOR
    months: int = 0
    """For how many months a log has to be kept; nought where nobody said."""
    two_persons: tuple[str, ...] = ()
    """Events that need two persons; those with any second reviewer, where none is named."""
    encoding: str = ""


@dataclass
class _Counting:
    """What is counted row by row."""

    chosen: LogChosen
    rows: Rows
    has: frozenset[str]
    training: Training | None
    counted: Counter[str] = field(default_factory=Counter)
    seconds: Counter[float] = field(default_factory=Counter)
    stops: list[float] = field(default_factory=list)
    people: dict[str, Counter[str]] = field(default_factory=dict)
    months: dict[str, Counter[str]] = field(default_factory=dict)
    days: set[datetime.date] = field(default_factory=set)
    broken: dict[str, list[str]] = field(default_factory=dict)
    numbers: Counter[str] = field(default_factory=Counter)
    odd: Counter[str] = field(default_factory=Counter)

    def take(self, row: Mapping[str, str], line: int) -> None:
        """Count one row."""
        put_out = self._time(row, "ai_output_at", line)
        reviewed = self._time(row, "reviewed_at", line)
        moment = reviewed or put_out
        if moment is not None:
            self.days.add(moment.date())
        event = row.get("event", "") or DECISION
        if event == STOP:
            if put_out and reviewed:
                self.stops.append((reviewed - put_out).total_seconds())
            return
        if self._needs_two(row, event):
            self._second(row)
        if event != DECISION:
            return
        self.counted["decisions"] += 1
        tallies = [self._person(row)]
        if moment is not None:
            tallies.append(self.months.setdefault(f"{moment:%Y-%m}", Counter()))
        for tally in tallies:
            tally["decisions"] += 1
        self._judge(row, tallies, line)
        if put_out and reviewed:
            self._timed((reviewed - put_out).total_seconds(), tallies, line)
        if self.training is not None and row.get("reviewer_id") and reviewed:
            self._trained(row, reviewed.date())

    def _person(self, row: Mapping[str, str]) -> Counter[str]:
        name = row.get("reviewer_id", "")
        if not name and "reviewer_id" in self.has:
            self.odd["have no reviewer and count for none"] += 1
        return self.people.setdefault(name, Counter()) if name else Counter()

    def _judge(self, row: Mapping[str, str], tallies: list[Counter[str]], line: int) -> None:
        """Whether the output was overridden, and whether it was right."""
        output, final, truth = row["ai_output"], row["final_outcome"], row.get("ground_truth", "")
        changed, action = final != output, row.get("action", "")
        if not (output and final):
            self.rows.faults.add(line, "ai_output or final_outcome is empty.")
            return
        if action in {"confirm", "override"} and (action == "override") != changed:
            self.odd["say “confirm” or “override” against their outcome, which counts"] += 1
        if changed:
            self.counted["overridden"] += 1
            _add(tallies, "overridden")
            if "reason" in self.has and not row.get("reason"):
                self._breaks("without_reason", "Overrides without a reason", row)
        if not truth or truth.lower() in MISSING:
            return
        right = output == truth
        self.counted["judged"] += 1
        self.counted["right" if right else "wrong"] += 1
        self.counted["final_right"] += final == truth
        if right:
            self.counted["overridden_right"] += changed
            return
        self.counted["put_right"] += final == truth
        self.counted["accepted_wrong"] += not changed
        if row.get("drill", "").lower() in YES:
            self.counted["drills"] += 1
            self.counted["caught"] += changed

    def _timed(self, seconds: float, tallies: list[Counter[str]], line: int) -> None:
        if seconds < 0:
            self.rows.faults.add(line, "It was reviewed before the system put it out.")
            return
        self.seconds[round(seconds, 3)] += 1
        self.counted["timed"] += 1
        _add(tallies, "timed")
        if seconds < self.chosen.floor:
            self.counted["under_floor"] += 1
            _add(tallies, "under_floor")

    def _needs_two(self, row: Mapping[str, str], event: str) -> bool:
        if self.chosen.two_persons:
            return event in self.chosen.two_persons
        return event not in {DECISION, STOP} or bool(row.get("second_reviewer_id"))

    def _second(self, row: Mapping[str, str]) -> None:
        """Whether two distinct persons confirmed a case."""
        one, other = row.get("reviewer_id", ""), row.get("second_reviewer_id", "")
        self.counted["to_confirm"] += 1
        if one and other and one != other:
            self.counted["two_persons"] += 1
        else:
            self._names("Not confirmed by two distinct persons", row)

    def _trained(self, row: Mapping[str, str], day: datetime.date) -> None:
        self.counted["to_train"] += 1
        known = (self.training or {}).get(row["reviewer_id"], [])
        if any(start <= day <= end for start, end in known):
            self.counted["trained"] += 1
        else:
            self._names("Reviewed without valid training on the day", row)

    def _breaks(self, count: str, rule: str, row: Mapping[str, str]) -> None:
        self.counted[count] += 1
        self._names(rule, row)

    def _names(self, rule: str, row: Mapping[str, str]) -> None:
        self.numbers[rule] += 1
        first = self.broken.setdefault(rule, [])
        if len(first) < NAMED:
            first.append(row.get("case_id", "") or "?")

    def _time(self, row: Mapping[str, str], column: str, line: int) -> datetime.datetime | None:
        text = row.get(column, "")
        if not text:
            return None
        try:
            found = datetime.datetime.fromisoformat(text)
        except ValueError:
            self.rows.faults.add(line, f"{column}: {text[:40]!r} is no time of ISO 8601.")
            return None
        # What names no zone is compared with what names none; mixed logs are refused.
        return found if found.tzinfo is None else found.astimezone(datetime.UTC)

    def counts(self) -> Counts:
        """Everything that was counted."""
        known: dict[str, int] = {name: self.counted[name] for name in self._said()}
        days = sorted(self.days)
        gaps = [(b - a).days - 1 for a, b in pairwise(days)]
        return Counts(
            counted=known,
            seconds=tuple(sorted(self.seconds.items())),
            stops=tuple(self.stops),
            reviewers=_each(self.people),
            months=_each(self.months),
            days=tuple(one.isoformat() for one in (days[:1] + days[-1:] if days else [])),
            span=(days[-1] - days[0]).days + 1 if days else 0,
            gap=max(gaps, default=0),
            floor=self.chosen.floor,
            asked_days=round(self.chosen.months * 30.4375),
            cases={
                rule: {"number": self.numbers[rule], "first": first}
                for rule, first in self.broken.items()
            },
            left=tuple(self._left()),
        )

    def _said(self) -> Iterator[str]:
        """Counts of which the log says something."""
        yield from ("decisions", "overridden")
        if self.counted["judged"]:
            yield from ("judged", "right", "wrong", "final_right", "put_right",
                        "accepted_wrong", "overridden_right")  # fmt: skip
        if "drill" in self.has:
            yield from ("drills", "caught")
        if "reason" in self.has:
            yield "without_reason"
        if self.counted["timed"]:
            yield from ("timed", "under_floor")
        if self.counted["to_confirm"]:
            yield from ("to_confirm", "two_persons")
        if self.training is not None:
            yield from ("to_train", "trained")

    def _left(self) -> Iterator[str]:
        missing = [name for name in COLUMNS if name not in self.has]
        if missing:
            yield f"The log has no column for: {', '.join(missing)}."
        for odd, number in self.odd.items():
            yield f"{number} rows {odd}."
        if self.people:
            yield "Reviewers stand in the archived file as the log names them: see who may have it."


def _add(tallies: list[Counter[str]], key: str) -> None:
    for tally in tallies:
        tally[key] += 1


def _each(tallies: Mapping[str, Counter[str]]) -> dict[str, Reviewer]:
    keys = ("decisions", "overridden", "timed", "under_floor")
    return {name: Reviewer(*(one[key] for key in keys)) for name, one in sorted(tallies.items())}


def count_log(
    path: Path, chosen: LogChosen, training: Path | None = None, progress: Progress | None = None
) -> tuple[Counts, list[Input]]:
    """Count a log of reviews.

    Args:
        path: the log, as CSV.
        chosen: what is looked at.
        training: who was trained when, and until when that holds, as CSV.
        progress: called with bytes read and bytes in all.

    Raises:
        ConformityError: everything that is wrong with the files.
    """
    inputs, trained = [], None
    if training is not None:
        trained, whole = _training(training, chosen.encoding)
        inputs.append(whole)
    with open_rows(path, chosen.encoding, progress) as rows:
        places = _places(rows, chosen)
        counting = _Counting(chosen, rows, frozenset(places), trained)
        for row, line in _read(rows, places):
            try:
                counting.take(row, line)
            except TypeError:
                rows.faults.add(line, "Some times name a zone and others none.")
        rows.faults.refuse()
        inputs.insert(0, Input(path.name, rows.sha256, rows.rows))
    if len(counting.people) > MAX_REVIEWERS:
        message = f"More than {MAX_REVIEWERS} reviewers."
        raise ProblemsError([Problem(path.name, "measure.too-many", message)])
    return counting.counts(), inputs


def _read(rows: Rows, places: Mapping[str, int]) -> Iterator[tuple[dict[str, str], int]]:
    names = list(places)
    for piece in rows.pieces(list(places.values())):
        for *cells, line in zip(*piece.columns, piece.lines, strict=True):
            yield dict(zip(names, (cell.strip() for cell in cells), strict=True)), line


def _places(rows: Rows, chosen: LogChosen) -> dict[str, int]:
    """Where each column of the log stands that it has.

    Raises:
        ConformityError: ``measure.column``.
    """
    problems = [
        Problem(
            rows.name,
            "measure.column",
            f"A log has no column {usual}.",
            f"It has: {', '.join(COLUMNS)}.",
        )
        for usual in chosen.columns
        if usual not in COLUMNS
    ]
    named = {usual: chosen.columns.get(usual, usual) for usual in COLUMNS}
    for usual, column in named.items():
        if column not in rows.columns and (usual in NEEDED or usual in chosen.columns):
            cause = f"There is no column {column} ({COLUMNS[usual]})."
            hint = f"Say which it is: --column {usual}=NAME. Columns: {', '.join(rows.columns)}."
            problems.append(Problem(rows.name, "measure.column", cause, hint))
    if problems:
        raise ProblemsError(problems)
    return {
        usual: rows.columns.index(column)
        for usual, column in named.items()
        if column in rows.columns
    }


def _training(path: Path, encoding: str) -> tuple[Training, Input]:
    """Who was trained when, and until when that holds."""
    found: Training = {}
    with open_rows(path, encoding) as rows:
        places = {name: rows.find(name) for name in TRAINING}
        for row, line in _read(rows, places):
            days = [_day(rows, row[name], name, line) for name in TRAINING[1:]]
            if days[0] is not None and days[1] is not None:
                found.setdefault(row["reviewer_id"], []).append((days[0], days[1]))
        rows.faults.refuse()
        return found, Input(path.name, rows.sha256, rows.rows)


def _day(rows: Rows, text: str, column: str, line: int) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        rows.faults.add(line, f"{column}: {text[:40]!r} is no day (year-month-day).")
        return None
