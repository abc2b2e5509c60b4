"""Coverage of the law by the checklists, as lines and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from compliance.cli.common import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compliance.views.checklist import Coverage

SHOWN = 3


def coverage_lines(found: Coverage, *, everything: bool) -> Iterator[str]:
    """Counts by part, every hole (or every provision), and the sums."""
    for title, tally in found.parts.items():
        numbers = [f"{number:>4} {state}" for state, number in tally.items()]
        yield wrapped(f"{', '.join(numbers)}  {title}", " " * 40, "  ")
    for item in found.provisions:
        if everything or item.state == "hole":
            by = ", ".join((*item.requirements, *item.conclusions)[:SHOWN])
            reason = f"{item.reason}: {item.note}" if item.reason else ""
            text = f"{item.state:<8} {item.provision} ({item.heading}) {by or reason}"
            yield wrapped(text, " " * 11, "  ")
    total = len(found.provisions)
    yield (
        f"Read a second time: {found.read_twice} of {total} "
        f"provisions, {found.settled} differences settled."
    )
    yield f"{total} provisions, {found.holes} without mapping or reason."


def coverage_json(found: Coverage) -> dict[str, Any]:
    """Every provision with what covers it; keys are documented in the reference."""
    return {
        "pack": found.pack,
        "edition": found.edition,
        "provisions": len(found.provisions),
        "holes": found.holes,
        "read_twice": found.read_twice,
        "differences_settled": found.settled,
        "parts": [{"part": title, **tally} for title, tally in found.parts.items()],
        "coverage": [asdict(item) for item in found.provisions],
    }
