"""Coverage of the law by the checklists, as lines and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compliance.checklist.lint.readings import second_reading
from compliance.cli.common import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from compliance.checklist.catalogue import Catalogue
    from compliance.checklist.coverage import Covered

STATES = ("mapped", "excluded", "hole")
SHOWN = 3


def _by_part(catalogue: Catalogue, found: Sequence[Covered]) -> dict[str, dict[str, int]]:
    """Number of provisions by part of the law and state."""
    counts: dict[str, dict[str, int]] = {}
    for item in found:
        part = catalogue.outline.part(item.provision)
        tally = counts.setdefault(part, dict.fromkeys(STATES, 0))
        tally[item.state] += 1
    return counts


def coverage_lines(
    catalogue: Catalogue, found: Sequence[Covered], *, everything: bool
) -> Iterator[str]:
    """Counts by part, every hole (or every provision), and the sums."""
    for title, tally in _by_part(catalogue, found).items():
        numbers = [f"{tally[state]:>4} {state}" for state in STATES]
        yield wrapped(f"{', '.join(numbers)}  {title}", " " * 40, "  ")
    for item in found:
        if everything or item.state == "hole":
            provision = catalogue.outline.get(item.provision)
            by = ", ".join((*item.requirements, *item.conclusions)[:SHOWN])
            reason = f"{item.exclusion.reason}: {item.exclusion.note}" if item.exclusion else ""
            text = f"{item.state:<8} {item.provision} ({provision.heading}) {by or reason}"
            yield wrapped(text, " " * 11, "  ")
    readings = second_reading(catalogue)
    yield (
        f"Read a second time: {len(found) - len(readings.unread)} of {len(found)} "
        f"provisions, {len(readings.settled)} differences settled."
    )
    holes = sum(item.state == "hole" for item in found)
    yield f"{len(found)} provisions, {holes} without mapping or reason."


def coverage_json(catalogue: Catalogue, found: Sequence[Covered]) -> dict[str, Any]:
    """Every provision with what covers it; keys are documented in the reference."""
    readings = second_reading(catalogue)
    return {
        "pack": catalogue.pack.pack,
        "edition": catalogue.edition.id,
        "provisions": len(found),
        "holes": sum(item.state == "hole" for item in found),
        "read_twice": len(found) - len(readings.unread),
        "differences_settled": len(readings.settled),
        "parts": [{"part": title, **tally} for title, tally in _by_part(catalogue, found).items()],
        "coverage": [
            {
                "provision": item.provision,
                "heading": catalogue.outline.get(item.provision).heading,
                "part": catalogue.outline.part(item.provision),
                "state": item.state,
                "requirements": list(item.requirements),
                "conclusions": list(item.conclusions),
                "reason": item.exclusion.reason if item.exclusion else None,
                "note": item.exclusion.note if item.exclusion else None,
            }
            for item in found
        ],
    }
