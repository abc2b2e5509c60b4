"""An assessment as it reads for one entry after the launch.

The fields of the entry are questions that are answered, beside all others. So conditions,
statements and papers see what was recorded of it as they see any other answer.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

from compliance.assessment.assessment import Assessment
from compliance.assessment.conclusions import Outcome
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.findings import Standing
from compliance.assessment.journal.state import Given, LogEntry
from compliance.checklist.after_launch import AfterLaunchFile, EntryKind
from compliance.checklist.hanging import Moved
from compliance.errors import fail


class AboutEntry(Assessment):
    """An assessment together with what one of its entries says."""

    def __init__(self, whole: Assessment, entry: LogEntry) -> None:
        """Take the entry beside the answers.

        Args:
            whole: the assessment.
            entry: one of its entries.
        """
        state = replace(whole.state, answers={**whole.state.answers, **_given(entry)})
        super().__init__(whole.catalogue.with_entries, state)
        self.whole, self.entry = whole, entry
        fields = frozenset(known.id for known in declared(whole).fields)
        moved = Moved(questions=fields)
        self._facts = AnswerFacts(self.catalogue, state.answers, whole.facts, moved)

    @property
    def kind(self) -> EntryKind | None:
        """Its kind; nothing where the edition does not know it."""
        return declared(self.whole).kind(self.entry.made.sort)

    def standing(self, day: datetime.date) -> Standing:
        """The findings, on which no entry has a say."""
        return self.whole.standing(day)

    def conclusions(self) -> list[Outcome]:
        """The conclusions, on which no entry has a say."""
        return self.whole.conclusions()


def declared(assessment: Assessment) -> AfterLaunchFile:
    """What the edition of an assessment has recorded after a launch.

    Raises:
        ConformityError: ``entry.none`` where it has nothing recorded.
    """
    file = assessment.catalogue.after_launch
    if file is None:
        raise fail(
            assessment.place,
            "entry.none",
            "These checklists have nothing recorded after the launch.",
            "Follow an edition that does.",
        )
    return file


def about(assessment: Assessment, number: str) -> AboutEntry:
    """The assessment as it reads for the entry with a number.

    Raises:
        ConformityError: ``entry.unknown``.
    """
    entry = assessment.state.entries.get(number)
    if entry is None:
        numbers = ", ".join(assessment.state.entries)
        raise fail(
            number,
            "entry.unknown",
            "There is no entry with this number.",
            f"Entries: {numbers}." if numbers else "Nothing is recorded yet.",
        )
    return assessment.kept((about, number), lambda: AboutEntry(assessment, entry))


def entries(assessment: Assessment) -> Iterator[AboutEntry]:
    """The assessment for each of its entries, in the order of recording."""
    if assessment.catalogue.after_launch is not None:
        for number in assessment.state.entries:
            yield about(assessment, number)


def _given(entry: LogEntry) -> dict[str, Given]:
    """The fields of an entry as answers, each by whoever said it last."""
    found: dict[str, Given] = {}
    for known, value in entry.values.items():
        by, at, seq = entry.by, entry.at, entry.seq
        for change in entry.changes:
            if known in change.data.values:
                by, at, seq = change.by, change.at, change.seq
        found[known] = Given(known, "given", value, "", by, at, seq)
    return found
