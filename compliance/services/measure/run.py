"""Measuring a file: counted, computed, and made into the one file that is archived."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compliance.data.digests import canonical_json
from compliance.errors import Problem, ProblemsError
from compliance.measure.result import (
    FAIRNESS,
    OVERSIGHT,
    Measured,
    archived,
    of_counts,
    of_table,
    table_json,
)
from compliance.measure.table import Chosen, Table
from compliance.measure.thresholds import Threshold, read_threshold
from compliance.services.measure.counted import CountColumns, read_counted
from compliance.services.measure.review_log import LogChosen, count_log
from compliance.services.measure.rows import Progress
from compliance.services.measure.tabulate import tabulate


@dataclass(frozen=True)
class Result:
    """A measure as it is shown, and as it is archived."""

    measured: Measured
    value: dict[str, Any]
    table: Table | None = None
    chosen: Chosen | None = None

    @property
    def content(self) -> bytes:
        """The file that is archived."""
        return canonical_json(self.value)


def read_thresholds(texts: Sequence[str]) -> list[Threshold]:
    """Limits as they were typed.

    Raises:
        ConformityError: ``measure.threshold``, for all of them at once.
    """
    found, problems = [], []
    for text in texts:
        one = read_threshold(text)
        if one is None:
            problems.append(
                Problem(
                    "--threshold",
                    "measure.threshold",
                    f"{text[:80]!r} is no limit with a reason.",
                    "Write for example: selection-rate-difference>=-0.05: agreed with the works "
                    "council",
                )
            )
        else:
            found.append(one)
    if problems:
        raise ProblemsError(problems)
    return found


def require_meant(thresholds: Sequence[Threshold], measured: Measured) -> None:
    """Refuse a limit for a figure that there is not.

    Raises:
        ConformityError: ``measure.threshold``.
    """
    known = sorted({figure.id for figure in measured.figures})
    problems = [
        Problem(
            "--threshold",
            "measure.threshold",
            f"No figure is called {one.metric}.",
            f"Figures: {', '.join(known)}.",
        )
        for one in thresholds
        if not any(one.meets(figure) for figure in measured.figures)
    ]
    if problems:
        raise ProblemsError(problems)


def measure_fairness(
    path: Path,
    chosen: Chosen,
    *,
    today: datetime.date,
    thresholds: Sequence[str] = (),
    counts: CountColumns | None = None,
    encoding: str = "",
    progress: Progress | None = None,
) -> Result:
    """Measure decisions on groups of persons.

    Args:
        path: the file of decisions.
        chosen: which columns count, and what their values mean.
        counts: columns of counts, where a row is a group and no decision.
        today: the day on which it is measured, which is archived.
        thresholds: limits, each with its reason.
        encoding: of the text.
        progress: called with bytes read and bytes in all.

    Raises:
        ConformityError: everything that is wrong with file and choice.
    """
    limits = read_thresholds(thresholds)
    if counts is None:
        table, chosen, whole = tabulate(path, chosen, encoding=encoding, progress=progress)
    else:
        table, chosen, whole = read_counted(path, chosen, counts, encoding)
    measured = of_table(table, chosen, limits)
    require_meant(limits, measured)
    kept = table_json(table, chosen)
    value = archived(FAIRNESS, [whole], kept, measured, limits, today.isoformat())
    return Result(measured, value, table, chosen)


def measure_oversight(
    path: Path,
    chosen: LogChosen,
    *,
    today: datetime.date,
    training: Path | None = None,
    thresholds: Sequence[str] = (),
    progress: Progress | None = None,
) -> Result:
    """Measure what persons did with what a system put to them.

    Args:
        path: the log of reviews.
        chosen: what is looked at in it.
        today: the day on which it is measured, which is archived.
        training: who was trained when, as CSV.
        thresholds: limits, each with its reason.
        progress: called with bytes read and bytes in all.

    Raises:
        ConformityError: everything that is wrong with the files.
    """
    limits = read_thresholds(thresholds)
    counts, inputs = count_log(path, chosen, training, progress)
    measured = of_counts(counts, limits)
    require_meant(limits, measured)
    kept = counts.as_json()
    return Result(measured, archived(OVERSIGHT, inputs, kept, measured, limits, today.isoformat()))
