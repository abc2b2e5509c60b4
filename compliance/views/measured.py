"""A measure as every face says it: what was counted, tables of figures, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from compliance.language.words import counted
from compliance.measure.figures import Figure, told
from compliance.measure.result import FAIRNESS, MARKING
from compliance.measure.table import Chosen

DIFFERENCE, RATIO, CHANCE = "selection-rate-difference", "selection-rate-ratio", "selection-rate-p"
ERRORS: Final = ("tpr", "fpr", "ppv", "accuracy")
WIDEST: Final = (
    "demographic-parity-difference", "demographic-parity-ratio", "equalised-odds-difference",
)  # fmt: skip
COMMON: Final = (
    "mantel-haenszel-difference", "mantel-haenszel-ratio", "standardised-difference",
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A table of figures."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class MeasureView:
    """Everything that is said of a measure."""

    counted: tuple[str, ...]
    """What was counted, and what its values mean, in sentences."""
    sheets: tuple[Sheet, ...]
    held: tuple[str, ...]
    notes: tuple[str, ...]


def view_measure(
    value: dict[str, Any], figures: Sequence[Figure], chosen: Chosen | None
) -> MeasureView:
    """A measure in words.

    Args:
        value: the measure as it is archived.
        figures: what came out.
        chosen: which columns count, where groups were compared.
    """
    if value["measure"] == MARKING:
        sheets = _marking(figures)
    else:
        sheets = _fairness(figures, chosen) if chosen is not None else _oversight(figures)
    return MeasureView(
        tuple(_counted(value, chosen)),
        tuple(sheet for sheet in sheets if sheet.rows),
        tuple(value["held"]),
        (*_silent(value), *value["notes"]),
    )


def all_figures(figures: Sequence[Figure]) -> Sheet:
    """Every figure in a row of its own."""
    return Sheet(
        "All figures",
        ("Figure", "Of", "Against", "Value", "Low", "High", "Part", "Whole"),
        tuple(
            (
                one.id, one.of, one.against, f"{one.value:g}",
                *("" if end is None else f"{end:g}" for end in (one.low, one.high)),
                *("" if number is None else str(number) for number in (one.part, one.whole)),
            )
            for one in figures
        ),
    )  # fmt: skip


def _counted(value: dict[str, Any], chosen: Chosen | None) -> Iterator[str]:
    source = value["input"]
    word = "sample" if value["measure"] == MARKING else "row"
    yield f"{source['name']}: {counted(source['rows'], word)}, SHA-256 {source['sha256']}"
    if value["measure"] != FAIRNESS or chosen is None:
        return
    if chosen.above is not None:
        yield f"Counted as favourable: {chosen.score} above {chosen.above:g}, the median of all."
    else:
        yield f"Counted as favourable: {chosen.decision} is {_or(chosen.favourable)}."
    if chosen.label:
        yield (
            f"Counted as positive: {chosen.label} is {_or(chosen.positive)}; a decision says so "
            f"where it is {_or(chosen.predicted)}."
        )


def _or(values: Sequence[str]) -> str:
    return " or ".join(f"“{value}”" for value in values)


class _Found:
    """Figures by id and by what they are of."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self._known: dict[tuple[str, str], Figure] = {}
        for one in figures:
            self._known.setdefault((one.id, one.of), one)

    def told(self, known: str, of: str) -> str:
        one = self._known.get((known, of))
        return "" if one is None else told(one)

    def get(self, known: str, of: str) -> Figure | None:
        return self._known.get((known, of))


def _fairness(figures: Sequence[Figure], chosen: Chosen) -> Iterator[Sheet]:
    found = _Found(figures)
    columns = [*chosen.groups]
    if len(chosen.groups) > 1:
        columns.append(" × ".join(chosen.groups))
    for column in columns:
        ofs = [
            one.of
            for one in figures
            if one.id == "selection-rate" and one.of.startswith(f"{column}: ")
        ]
        against = next((one.against for one in figures if one.id == DIFFERENCE
                        and one.of in ofs), "")  # fmt: skip
        yield _rates(found, column, ofs, against)
        if chosen.label and column in chosen.groups:
            yield _errors(found, column, ofs)
        if chosen.stratum and column in chosen.groups:
            yield _strata(figures, column, chosen.stratum)
        if chosen.bias_audit:
            yield _impact(found, column, ofs)
    yield _widest(figures)


def _name(of: str) -> str:
    return of.partition(": ")[2]


def _rates(found: _Found, column: str, ofs: Sequence[str], against: str) -> Sheet:
    held = f", held against {against}" if against else ""
    rows = []
    for of in ofs:
        rate = found.get("selection-rate", of)
        assert rate is not None  # noqa: S101 - the names come from these figures
        seen = found.get("smallest-seen", of)
        rows.append((
            _name(of), str(rate.whole), told(rate), found.told(DIFFERENCE, of),
            found.told(RATIO, of), found.told(CHANCE, of),
            "" if seen is None else f"{seen.value:.3f}",
        ))  # fmt: skip
    heads = ("Group", "n", "Selection rate", "Difference", "Ratio", "Exact p", "Would be seen from")
    return Sheet(f"{column}: selection rates{held}", heads, tuple(rows))


def _errors(found: _Found, column: str, ofs: Sequence[str]) -> Sheet:
    heads = ("Group", "True positive rate", "False positive rate", "Predictive value", "Accuracy")
    rows = tuple((_name(of), *(found.told(known, of) for known in ERRORS)) for of in ofs)
    return Sheet(f"{column}: where decisions err", heads, rows)


def _strata(figures: Sequence[Figure], column: str, stratum: str) -> Sheet:
    start = f"{column}: "
    rows = tuple(
        (one.of[len(start) :].replace(f", {stratum}: ", ", "), one.name, told(one))
        for one in figures
        if one.of.startswith(start) and (one.id in COMMON or one.id == "stratum-difference")
    )
    return Sheet(f"{column}: like against like, within {stratum}", ("Group", "What", "Value"), rows)


def _impact(found: _Found, column: str, ofs: Sequence[str]) -> Sheet:
    rows = tuple(
        (_name(of), found.told("impact-ratio", of)) for of in ofs if found.told("impact-ratio", of)
    )
    title = f"{column}: impact ratios (local law of New York City)"
    return Sheet(title, ("Group", "Impact ratio"), rows)


def _widest(figures: Sequence[Figure]) -> Sheet:
    rows = tuple((one.of, one.against, one.name, told(one)) for one in figures if one.id in WIDEST)
    return Sheet("Widest distances", ("Group", "Against", "What", "Value"), rows)


def _oversight(figures: Sequence[Figure]) -> Iterator[Sheet]:
    parts = ("reviewer ", "month ")
    whole = [one for one in figures if not one.of.startswith(parts)]
    yield Sheet(
        "Oversight",
        ("Figure", "k of n", "Value"),
        tuple((one.name, _of(one), told(one)) for one in whole),
    )
    rates = [one for one in figures if one.of.startswith("reviewer ")]
    found = _Found(rates)
    yield Sheet(
        "Overrides by reviewer",
        ("Reviewer", "k of n", "Rate", "Difference from all others", "Exact p"),
        tuple(
            (
                one.of.partition(" ")[2], _of(one), told(one),
                found.told("override-rate-difference", one.of),
                found.told("override-rate-p", one.of),
            )
            for one in rates
            if one.id == "override-rate"
        ),
    )  # fmt: skip
    months = [one for one in figures if one.of.startswith("month ")]
    yield Sheet(
        "Overrides over time",
        ("Month", "k of n", "Rate"),
        tuple((one.of.partition(" ")[2], _of(one), told(one)) for one in months),
    )


def _marking(figures: Sequence[Figure]) -> Iterator[Sheet]:
    rows = tuple((one.name, one.of, _of(one), told(one)) for one in figures)
    yield Sheet("Marks on generated content", ("Figure", "Of", "k of n", "Share"), rows)


def _silent(value: dict[str, Any]) -> Iterator[str]:
    """Samples that do not say that they were generated, each with the reason."""
    if value["measure"] != MARKING:
        return
    table = value["table"]
    yield from (f"{one['name']}: {one['why']}" for one in table["silent"])
    if table["left"]:
        yield f"and {counted(table['left'], 'more sample', 'more samples')}"


def _of(one: Figure) -> str:
    if one.whole is None:
        return ""
    return str(one.whole) if one.part is None else f"{one.part} of {one.whole}"
