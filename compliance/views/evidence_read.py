"""What was found in a file that was read, as every face tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from compliance.assessment.assessment import Assessment
from compliance.assessment.evidence_read import why_void
from compliance.assessment.journal.records import Check, Figure
from compliance.assessment.journal.state import HeldEvidence
from compliance.language.words import capital
from compliance.views.marks import Mark
from compliance.views.source import evidence_of

OUTCOME: Final = {
    "passed": Mark("passed", "Passed", "✓"),
    "failed": Mark("failed", "Failed", "×"),
    "unknown": Mark("unknown", "Not said", "?"),
}
"""How something that was looked at came out."""


@dataclass(frozen=True)
class CheckView:
    """Something that was looked at in a file."""

    mark: Mark
    title: str
    said: str


@dataclass(frozen=True)
class FigureView:
    """A figure of a file, in words."""

    name: str
    value: str
    """With its interval and its unit."""
    counted: str
    """Over how many; empty where that is not said."""
    place: str


@dataclass(frozen=True)
class ReadView:
    """What was found in a file."""

    format: str
    reader: str
    """Adapter and its version."""
    checks: tuple[CheckView, ...]
    figures: tuple[FigureView, ...]
    void: str
    """Why it shows nothing about this system; empty while it may."""
    waiting: int
    """How many questions have something of it to confirm."""
    source: str
    """What it is called as a source."""

    @property
    def failed(self) -> tuple[CheckView, ...]:
        """What came out badly."""
        return tuple(check for check in self.checks if check.mark.key == "failed")


def view_read(assessment: Assessment, held: HeldEvidence) -> ReadView | None:
    """What was found in a file of the locker; nothing where it was never read."""
    read = held.read
    if read is None:
        return None
    number, waiting, title = held.data.evidence, 0, ""
    for item in assessment.waiting():
        for given in item.answers:
            if given.source and evidence_of(given.source, assessment.state.evidence) == number:
                waiting, title = waiting + 1, given.source.title
    return ReadView(
        read.format,
        f"{read.reader} {read.version}",
        tuple(view_check(assessment, check) for check in read.checks),
        tuple(map(view_figure, read.figures)),
        why_void(held),
        waiting,
        title,
    )


def view_check(assessment: Assessment, check: Check) -> CheckView:
    """Something that was looked at, as the edition calls it."""
    return CheckView(
        OUTCOME[check.outcome], capital(check_title(assessment, check.check)), check.said
    )


def check_title(assessment: Assessment, known: str) -> str:
    """What a check is called; its id where the edition does not name it."""
    items = assessment.catalogue.reading_items
    named: dict[str, str] = {}
    if items is not None:
        named.update(items.checks.items())
    return named.get(known, known.replace("-", " "))


def view_figure(figure: Figure) -> FigureView:
    """A figure in words."""
    value = f"{figure.value:.6g}{f' {figure.unit}' if figure.unit else ''}"
    if figure.low is not None and figure.high is not None:
        value += f" ({figure.low:.4g} to {figure.high:.4g})"
    counted = "" if figure.whole is None else str(figure.whole)
    if figure.part is not None and figure.whole is not None:
        counted = f"{figure.part} of {figure.whole}"
    name = ", ".join(filter(None, (figure.name, figure.of)))
    return FigureView(name, value, counted, figure.place)
