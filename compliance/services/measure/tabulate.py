"""From rows of decisions to a contingency table, without holding the rows."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from pathlib import Path
from typing import Any, Final, cast

from compliance.errors import Problem, ProblemsError, fail
from compliance.measure.result import Input
from compliance.measure.table import NO_BIN, Cell, Chosen, Table, ordered
from compliance.services.measure.parquet import is_parquet, open_parquet
from compliance.services.measure.rows import Progress, Rows, open_rows

MAX_GROUPS: Final = 60
"""Most groups of a column, or strata; more are names or numbers of persons."""
MAX_VALUES: Final = 20
"""Most values of a decision or a label."""
MAX_CELLS: Final = 20_000
_LOOK: Final = 50
"""Pieces after which it is looked again whether there are too many."""
ABOVE: Final = "above the median"
BELOW: Final = "not above the median"
Key = tuple[str, ...]


class _Codes(dict[Key, int]):
    """A number for each key, given when it is first asked for."""

    def __missing__(self, key: Key) -> int:
        self[key] = number = len(self)
        return number


@dataclass
class _Counting:
    """Counts by what rows say in the columns that count, and sums of scores beside them."""

    chosen: Chosen
    rows: Rows
    counts: Counter[Any] = field(default_factory=Counter)
    """By words."""
    codes: _Codes = field(default_factory=_Codes)
    """Instead, where there are scores: a number for each combination of words."""
    slots: Counter[int] = field(default_factory=Counter)
    """There, rows by combination and bin: code times bins and one, plus the bin."""
    sums: list[float] = field(default_factory=list)
    """The sum of the scores of each slot."""

    @property
    def words(self) -> list[str]:
        """Columns of words, in the order of a key."""
        chosen = self.chosen
        named = (*chosen.groups, chosen.stratum, chosen.label, chosen.decision)
        return [one for one in named if one]

    def count(self) -> None:
        """Read all rows."""
        score = self.chosen.score
        places = [self.rows.find(one) for one in (*self.words, *([score] if score else []))]
        for at, piece in enumerate(self.rows.pieces(places)):
            if score:
                self._scored(piece.columns)
            else:
                self.counts.update(zip(*piece.columns, strict=True))
            if at % _LOOK == 0:
                self._bound()
        self._bound()

    def _scored(self, columns: list[Sequence[str]]) -> None:
        """Count rows in bins of their scores, and sum the scores of each bin."""
        chosen, words = self.chosen, columns[:-1]
        scores = _scores(columns[-1], chosen)
        if chosen.above is not None:
            middle = chosen.above
            sides = [_side(score, middle) for score in scores]
            self.counts.update(zip(*words, sides, strict=True))
            return
        known, bins = _binned(scores, chosen)
        # Words become numbers first: those are added and counted in a fraction of the time.
        wide, codes = chosen.bins + 1, map(self.codes.__getitem__, zip(*words, strict=True))
        slots = [code * wide + at for code, at in zip(codes, bins, strict=True)]
        sums = self.sums
        sums += [0.0] * (len(self.codes) * wide - len(sums))
        for slot, score in zip(slots, known, strict=True):
            sums[slot] += score
        self.slots.update(slots)

    def counted(self) -> Iterator[tuple[Key, int, int, float]]:
        """Words, bin, rows and sum of scores."""
        if not self.codes:
            for key, number in self.counts.items():
                yield key, NO_BIN, number, 0.0
            return
        wide, keys = self.chosen.bins + 1, list(self.codes)
        for slot, number in self.slots.items():
            code, at = divmod(slot, wide)
            yield keys[code], at if at < wide - 1 else NO_BIN, number, self.sums[slot]

    def _bound(self) -> None:
        """Refuse what has more groups than groups have.

        Raises:
            ConformityError: ``measure.too-many``.
        """
        known = list(self.codes or self.counts)
        problems = []
        for at, column in enumerate(self.words):
            values = {str(key[at]) for key in known}
            most = MAX_VALUES if column in {self.chosen.label, self.chosen.decision} else MAX_GROUPS
            if len(values) > most:
                shown = ", ".join(sorted(values)[:3])
                problems.append(
                    Problem(
                        f"{self.rows.name}: {column}",
                        "measure.too-many",
                        f"More than {most} different values ({shown}, …).",
                        "Name a column of groups, or put values together first.",
                    )
                )
        if len(known) > MAX_CELLS and not problems:
            problems.append(
                Problem(
                    self.rows.name,
                    "measure.too-many",
                    f"The columns cross in more than {MAX_CELLS} cells.",
                    "Name fewer columns of groups, or none for strata.",
                )
            )
        if problems:
            raise ProblemsError(problems)


def _side(score: float | None, middle: float) -> str:
    return "" if score is None else ABOVE if score > middle else BELOW


def _scores(texts: Sequence[str], chosen: Chosen) -> Sequence[float | None]:
    """The scores of a column; nothing where none stands, or one outside of the range."""
    try:
        found = list(map(float, texts))
    except ValueError:
        found = []
    apart = chosen.above is not None
    inside = found and (apart or (min(found) >= chosen.low and max(found) <= chosen.high))
    if inside and isfinite(sum(found)):
        return found
    numbers = [number_of(text) for text in texts]
    low, high = chosen.low, chosen.high
    return [one if one is not None and (apart or low <= one <= high) else None for one in numbers]


def _binned(scores: Sequence[float | None], chosen: Chosen) -> tuple[Sequence[float], list[int]]:
    """Scores and their bins; what is none counts nothing and stands behind the last bin."""
    try:
        return cast("Sequence[float]", scores), chosen.bins_of(cast("Sequence[float]", scores))
    except TypeError:  # some are none
        known = [0.0 if one is None else one for one in scores]
        bins = chosen.bins_of(known)
        none = chosen.bins
        return known, [none if one is None else at for one, at in zip(scores, bins, strict=True)]


def number_of(text: str) -> float | None:
    """A number as a table has it, with a point or a comma; nothing for anything else."""
    try:
        value = float(text)
    except ValueError:
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            return None
    return value if isfinite(value) else None


def tabulate(
    path: Path, chosen: Chosen, *, encoding: str = "", progress: Progress | None = None
) -> tuple[Table, Chosen, Input]:
    """Count a file of decisions.

    Args:
        path: CSV, or Parquet where pyarrow is installed.
        chosen: which columns count; what their values mean is filled in where it is plain.
        encoding: of the text.
        progress: called with bytes read and bytes in all.

    Raises:
        ConformityError: everything that is wrong with the file and the choice.
    """
    opened = open_parquet if is_parquet(path) else open_rows
    if chosen.bias_audit and chosen.score:
        chosen = replace(chosen, above=_median(path, chosen, encoding), decision=chosen.score)
    with opened(path, encoding, progress) as rows:
        _require(rows, chosen)
        counting = _Counting(_without_decision(chosen), rows)
        counting.count()
        rows.faults.refuse()
        whole = Input(path.name, rows.sha256, rows.rows)
        if not rows.rows:
            raise fail(path.name, "measure.file", "The file holds no rows.", "")
        table = replace(ordered(_cells(counting, chosen)), empty=rows.empty)
    _numbers(path, chosen, table, encoding)
    return table, _meaning(path.name, chosen, table), whole


def _without_decision(chosen: Chosen) -> Chosen:
    """Where scores are audited, the decision is whether one is above the median."""
    return replace(chosen, decision="") if chosen.above is not None else chosen


def _median(path: Path, chosen: Chosen, encoding: str) -> float:
    """The median of all scores of a file."""
    found = array("d")
    opened = open_parquet if is_parquet(path) else open_rows
    with opened(path, encoding, None) as rows:
        at = rows.find(chosen.score)
        for piece in rows.pieces([at]):
            scores = _scores(piece.columns[0], replace(chosen, above=0.0))
            found.extend(score for score in scores if score is not None)
    if not found:
        raise fail(f"{path.name}: {chosen.score}", "measure.values", "It holds no numbers.", "")
    values, half = sorted(found), len(found) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def _require(rows: Rows, chosen: Chosen) -> None:
    """Refuse columns that are missing or named twice, all at once."""
    named = [*chosen.groups, chosen.decision, chosen.label, chosen.stratum]
    if chosen.score != chosen.decision:
        named.append(chosen.score)
    named = [one for one in named if one]
    problems = [
        Problem(
            rows.name,
            "measure.column",
            f"There is no column {one}.",
            f"The file has: {', '.join(rows.columns[:40])}.",
        )
        for one in dict.fromkeys(named)
        if one not in rows.columns
    ]
    problems += [
        Problem(rows.name, "measure.column", f"The column {one} is named for two purposes.")
        for one in sorted({one for one in named if named.count(one) > 1})
    ]
    if problems:
        raise ProblemsError(problems)


def _cells(counting: _Counting, chosen: Chosen) -> list[Cell]:
    """Cells of what was counted, their words without spaces around them."""
    found: dict[tuple[Key, str, str, str, int], list[float]] = {}
    wide = len(chosen.groups)
    for key, at, number, scores in counting.counted():
        words = [word.strip() for word in key]
        groups = tuple("" if chosen.is_missing(one) else one for one in words[:wide])
        rest = iter(words[wide:])
        stratum = next(rest) if chosen.stratum else ""
        label = next(rest) if chosen.label else ""
        decision = next(rest, "")
        stratum = "" if chosen.is_missing(stratum) else stratum
        sums = found.setdefault((groups, stratum, label, decision, at), [0, 0.0])
        sums[0] += number
        sums[1] += scores
    return [Cell(*key, int(number), round(scores, 6)) for key, (number, scores) in found.items()]


def _numbers(path: Path, chosen: Chosen, table: Table, encoding: str) -> None:
    """Refuse scores that are no numbers, or lie outside of the range, by their lines."""
    if not chosen.score or chosen.above is not None:
        return
    if not any(cell.bin == NO_BIN for cell in table.cells):
        return
    opened = open_parquet if is_parquet(path) else open_rows
    with opened(path, encoding, None) as rows:
        for piece in rows.pieces([rows.find(chosen.score)]):
            for cell, line in zip(piece.columns[0], piece.lines, strict=True):
                text = cell.strip()
                score = number_of(text)
                if chosen.is_missing(text) or (
                    score is not None and chosen.low <= score <= chosen.high
                ):
                    continue
                rows.faults.add(
                    line,
                    f"{chosen.score}: {text[:40]!r} is no score from {chosen.low:g} to "
                    f"{chosen.high:g} (--score-range LOW:HIGH).",
                )
        rows.faults.refuse()


def _meaning(name: str, chosen: Chosen, table: Table) -> Chosen:
    """What values mean, filled in where it is plain.

    Raises:
        ConformityError: ``measure.values`` where nothing says which value is meant, or none
            of those named stands in the file.
    """
    if chosen.above is not None:
        return replace(chosen, favourable=(ABOVE,), predicted=(ABOVE,), decision=chosen.score)
    decisions = _values(chosen, (cell.decision for cell in table.cells))
    labels = _values(chosen, (cell.label for cell in table.cells))
    problems: list[Problem] = []

    def settle(named: Key, values: Sequence[str], column: str, option: str) -> Key:
        usual = tuple(one for one in values if one.casefold() in PLAIN)
        taken = named or usual
        unknown = [one for one in taken if one not in values]
        if unknown or (not taken and values):
            cause = (
                f"{', '.join(unknown)} does not stand in it." if unknown
                else "It is not plain which value is meant."
            )  # fmt: skip
            hint = f"Name it with {option}. Values: {', '.join(values[:MAX_VALUES])}."
            problems.append(Problem(f"{name}: {column}", "measure.values", cause, hint))
        return taken

    favourable = settle(chosen.favourable, decisions, chosen.decision, "--favourable")
    predicted = chosen.predicted
    if chosen.label:
        positive = settle(chosen.positive, labels, chosen.label, "--positive")
        same = tuple(one for one in positive if one in decisions)
        predicted = settle(predicted or same or favourable, decisions, chosen.decision,
                           "--predicted")  # fmt: skip
    else:
        positive = ()
    problems += _references(name, chosen, table)
    if problems:
        raise ProblemsError(problems)
    return replace(chosen, favourable=favourable, predicted=predicted, positive=positive)


PLAIN: Final = frozenset({"1", "1.0", "yes", "true", "ja", "是"})
"""Values that say that something is so."""


def _values(chosen: Chosen, texts: Iterable[str]) -> list[str]:
    return sorted({text for text in texts if text and not chosen.is_missing(text)})


def _references(name: str, chosen: Chosen, table: Table) -> list[Problem]:
    """Groups named for comparison that the file does not have."""
    problems = []
    if len(chosen.reference) > len(chosen.groups):
        message = "More reference groups are named than columns of groups."
        problems.append(Problem(name, "measure.values", message, "Name one a column, in order."))
    for at, (column, reference) in enumerate(zip(chosen.groups, chosen.reference, strict=False)):
        known = sorted({cell.groups[at] for cell in table.cells} - {""})
        if reference and reference not in known:
            message = f"There is no group {reference}."
            hint = f"Groups: {', '.join(known)}."
            problems.append(Problem(f"{name}: {column}", "measure.values", message, hint))
    return problems
