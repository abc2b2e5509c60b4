"""The contingency table: what is counted of rows, and kept in their place.

Every figure follows from it, so that it can be computed again without the rows and the
persons in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

NO_BIN: Final = -1
MISSING: Final = frozenset({"", "na", "n/a", "nan", "null"})
"""What stands in a cell where nothing is stated, in small letters."""
NOT_STATED: Final = "(not stated)"
BINS: Final = 10


@dataclass(frozen=True)
class Chosen:
    """Which columns count, and which of their values mean what."""

    groups: tuple[str, ...]
    """Columns that say to which group a person belongs."""
    decision: str = ""
    label: str = ""
    """What was true, where that is known."""
    score: str = ""
    stratum: str = ""
    reference: tuple[str, ...] = ()
    """Group that others are held against, one a column; the largest where none is named."""
    favourable: tuple[str, ...] = ()
    """Decisions that are good for the person."""
    predicted: tuple[str, ...] = ()
    """Decisions that say what a positive label says."""
    positive: tuple[str, ...] = ()
    """Labels that count as positive."""
    missing: tuple[str, ...] = ()
    """Further values that mean that nothing is stated."""
    bins: int = BINS
    low: float = 0.0
    high: float = 1.0
    """From which to which score the bins run."""
    bias_audit: bool = False
    """Whether impact ratios are computed as the rules of New York City define them."""
    above: float | None = None
    """There, where scores are audited: the median, above which a score counts."""
    sums: int = 0
    """Rows of a counted table that summed all others up, and were left out."""
    left_out: str = ""
    """There, why groups below two of a hundred are left out of the impact ratio."""

    def as_json(self) -> dict[str, Any]:
        """As it is archived: what was chosen, and nothing else."""
        usual = asdict(Chosen(()))
        return {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in asdict(self).items()
            if value != usual[key] or key == "groups"
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Chosen:
        """As it was archived.

        Raises:
            TypeError: it names something else.
        """
        known: dict[str, Any] = {
            key: tuple(item) if isinstance(item, list) else item for key, item in value.items()
        }
        return cls(**known)

    def is_missing(self, text: str) -> bool:
        """Whether a cell says that nothing is stated."""
        return text.lower() in MISSING or text in self.missing

    def bins_of(self, scores: Sequence[float]) -> list[int]:
        """The bins of scores that lie in the range; the last one holds its upper end."""
        low, wide, last = self.low, (self.high - self.low) / self.bins, self.bins - 1
        found = [int((score - low) / wide) for score in scores]
        return [min(at, last) for at in found] if max(found, default=0) > last else found

    def edges(self, at: int) -> tuple[float, float]:
        """Lower and upper end of a bin."""
        wide = (self.high - self.low) / self.bins
        return self.low + at * wide, self.low + (at + 1) * wide


@dataclass(frozen=True)
class Cell:
    """How many rows say the same."""

    groups: tuple[str, ...]
    """Group in each of the columns; empty where it is not stated."""
    stratum: str
    label: str
    decision: str
    bin: int
    count: int
    scores: float = 0.0
    """Sum of their scores."""

    @property
    def row(self) -> list[Any]:
        """As it is archived."""
        return [
            *self.groups, self.stratum, self.label, self.decision,
            self.bin, self.count, self.scores,
        ]  # fmt: skip

    @classmethod
    def of(cls, row: list[Any]) -> Cell:
        """As it was archived.

        Raises:
            ValueError: it is written otherwise.
        """
        *words, at, count, scores = row
        good = all(isinstance(word, str) for word in words) and _counts(at) and _counts(count)
        if not good or count < 0 or isinstance(scores, bool):
            raise ValueError(row)
        *groups, stratum, label, decision = words
        return cls(tuple(groups), stratum, label, decision, at, count, float(scores))


def _counts(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@dataclass
class Tally:
    """What is counted of the rows of one group."""

    rows: int = 0
    favourable: int = 0
    true_positive: int = 0
    false_positive: int = 0
    false_negative: int = 0
    true_negative: int = 0

    @property
    def labelled(self) -> int:
        """Rows of which it is known what was true."""
        return self.true_positive + self.false_positive + self.false_negative + self.true_negative

    @property
    def positive(self) -> int:
        """Rows with a positive label."""
        return self.true_positive + self.false_negative

    def take(self, cell: Cell, chosen: Chosen) -> None:
        """Count a cell; one without a decision counts nowhere."""
        if chosen.is_missing(cell.decision):
            return
        self.rows += cell.count
        if cell.decision in chosen.favourable:
            self.favourable += cell.count
        if not chosen.label or chosen.is_missing(cell.label):
            return
        said, true = cell.decision in chosen.predicted, cell.label in chosen.positive
        if said and true:
            self.true_positive += cell.count
        elif said:
            self.false_positive += cell.count
        elif true:
            self.false_negative += cell.count
        else:
            self.true_negative += cell.count


Tallies = dict[str, Tally]
JOIN: Final = ", "


@dataclass(frozen=True)
class Table:
    """All cells, in an order of their own."""

    cells: tuple[Cell, ...]
    empty: int = 0
    """Lines of the file that hold nothing."""
    names: tuple[str, ...] = field(default=())

    @property
    def rows(self) -> int:
        """Rows that were counted."""
        return sum(cell.count for cell in self.cells)

    def tallies(self, chosen: Chosen, name: Callable[[Cell], str]) -> Tallies:
        """What is counted of each group, by its name, in the order of the names."""
        found: Tallies = {}
        for cell in self.cells:
            found.setdefault(name(cell), Tally()).take(cell, chosen)
        return {key: found[key] for key in sorted(found)}

    def groups(self, chosen: Chosen, at: int) -> Tallies:
        """What is counted of each group of a column; ``""`` of whom nothing is stated."""
        return self.tallies(chosen, lambda cell: cell.groups[at])

    def crossed(self, chosen: Chosen) -> Tallies:
        """What is counted where groups of all columns cross, of whom all are stated."""
        whole = Table(tuple(cell for cell in self.cells if all(cell.groups)))
        return whole.tallies(chosen, lambda cell: JOIN.join(cell.groups))

    def strata(self, chosen: Chosen, at: int) -> dict[str, Tallies]:
        """What is counted of each group of a column in each stratum that is stated."""
        found: dict[str, list[Cell]] = {}
        for cell in self.cells:
            if cell.stratum:
                found.setdefault(cell.stratum, []).append(cell)
        return {key: Table(tuple(found[key])).groups(chosen, at) for key in sorted(found)}


def ordered(cells: Iterable[Cell]) -> Table:
    """A table of cells in the one order in which it is archived."""
    return Table(tuple(sorted(cells, key=_order)))


def _order(cell: Cell) -> tuple[Any, ...]:
    return cell.groups, cell.stratum, cell.label, cell.decision, cell.bin


def binned(table: Table, chosen: Chosen, at: int) -> Iterator[tuple[str, int, int, int, float]]:
    """Of each group of a column and bin of scores: rows, positive labels, sum of scores."""
    found: dict[tuple[str, int], list[float]] = {}
    for cell in table.cells:
        if cell.bin == NO_BIN or not cell.groups[at] or chosen.is_missing(cell.label):
            continue
        sums = found.setdefault((cell.groups[at], cell.bin), [0, 0, 0.0])
        sums[0] += cell.count
        sums[1] += cell.count * (cell.label in chosen.positive)
        sums[2] += cell.scores
    for (group, number), (rows, positive, scores) in sorted(found.items()):
        yield group, number, int(rows), int(positive), scores
