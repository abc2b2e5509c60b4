"""Impact ratios as the rules of New York City on bias audits of hiring tools define them.

They are a local law of that city (Local Law 144, 6 RCNY 5-300 and following); no law that
an assessment here follows asks for them. A selection rate is the share of those who are
selected; a scoring rate the share of those with a score above the median of all. The impact
ratio of a category is its rate over that of the category with the highest one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from compliance.measure import figures as said
from compliance.measure.figures import Figure
from compliance.measure.shares import Share, katz
from compliance.measure.table import Chosen, Table, Tallies, Tally

FEW: Final = 0.02
"""Categories below this share of the data may be left out of the ratio, with a reason."""
LOCAL: Final = (
    "Impact ratios follow a local law of New York City (Local Law 144, 6 RCNY 5-300 and "
    "following), for hiring there. It is no law of Europe, and neither is the rule of thumb of "
    "four fifths, which comes from an authority of the United States: no ratio shows that "
    "nobody is discriminated against."
)


def audit(table: Table, chosen: Chosen) -> tuple[list[Figure], list[str]]:
    """Impact ratios of the categories of each column, and where the columns cross."""
    found: list[Figure] = []
    notes = [LOCAL]
    if chosen.above is not None:
        notes.append(f"The median of all scores is {chosen.above:g}; a score counts above it.")
    kinds = [(name, table.groups(chosen, at)) for at, name in enumerate(chosen.groups)]
    if len(chosen.groups) > 1:
        kinds.append((" × ".join(chosen.groups), table.crossed(chosen)))
    whole = table.tallies(chosen, lambda _: "").get("", Tally()).rows
    for column, tallies in kinds:
        few = _few(tallies, whole)
        found += _ratios(column, tallies, few if chosen.left_out else set())
        notes += _left_out(column, tallies, few, chosen)
    return found, notes


def _few(tallies: Tallies, whole: int) -> set[str]:
    """Categories that are few of all the data, those of whom something is not stated included."""
    return {name for name, tally in tallies.items() if name and tally.rows < FEW * whole}


def _ratios(column: str, tallies: Tallies, out: set[str]) -> Iterator[Figure]:
    rates = {
        name: Share(tally.favourable, tally.rows)
        for name, tally in tallies.items()
        if name and tally.rows and name not in out
    }
    top = max(rates, key=lambda name: (rates[name].part / rates[name].whole, name), default="")
    if not top or not rates[top].part:
        return
    highest = rates[top].part / rates[top].whole
    for name, rate in rates.items():
        low, high = (katz(rate, rates[top]) if name != top else None) or (None, None)
        value = rate.part / rate.whole / highest
        yield Figure(
            "impact-ratio", "impact ratio", f"{column}: {name}", round(value, said.DIGITS),
            said.rounded(low), said.rounded(high), whole=rate.whole, against=top,
        )  # fmt: skip


def _left_out(column: str, tallies: Tallies, few: set[str], chosen: Chosen) -> Iterator[str]:
    if not few:
        return
    named = ", ".join(f"{name} ({tallies[name].rows})" for name in sorted(few))
    if chosen.left_out:
        yield f"{column}: left out of the impact ratio: {named}. Reason given: {chosen.left_out}"
    else:
        yield (
            f"{column}: below two of a hundred: {named}. Those rules let an independent auditor "
            "leave them out of the impact ratio, with a reason; they are in it here."
        )
