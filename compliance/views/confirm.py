"""What waits to be confirmed, as every face lists it: by source, in the order of the questions."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.rows import Standing
from compliance.assessment.journal.state import Given, Proposal
from compliance.assessment.journal.waiting import WAITS
from compliance.assessment.proposals import whole
from compliance.checklist.answer_text import full_value
from compliance.checklist.questions import GroupQuestion
from compliance.language.words import capital, counted
from compliance.views.answer import AnswerView, view_answer
from compliance.views.source import SourceView, evidence_of, view_source


@dataclass(frozen=True)
class ProposedView:
    """One thing that is proposed, with what says it."""

    answer: AnswerView
    source: SourceView | None


@dataclass(frozen=True)
class RowView:
    """A row that a source adds to a table, or says otherwise."""

    at: int
    """Its place among the rows of the source."""
    how: str
    """``new``, ``changed`` or ``stands``."""
    cells: tuple[tuple[str, str, str], ...]
    """Column, what the source says, and what stands there if that is something else."""

    @property
    def text(self) -> str:
        """The row in a line."""
        return "; ".join(
            f"{column}: {says}" + (f" (now: {now})" if now else "")
            for column, says, now in self.cells
        )


@dataclass(frozen=True)
class ConfirmView:
    """What waits at a question."""

    id: str
    ask: str
    reason: str
    """Why somebody has to confirm it."""
    source: SourceView
    """What said it; of several the last."""
    said: tuple[ProposedView, ...]
    """Several where sources differ; nothing where a file answered it."""
    keeps: bool
    """Whether it can be confirmed as it is."""
    since: str
    present: AnswerView | None = None
    """The answer that stands beside it."""
    others: tuple[str, ...] = ()
    """Titles of other sources that say something else."""
    rows: tuple[RowView, ...] = ()
    """Of a table to which rows are added, those rows."""
    lacks: tuple[str, ...] = ()
    """Columns that somebody has to fill in before it can be confirmed."""
    evidence: str = ""
    """Number of the evidence that says it; empty for other sources."""

    @property
    def short(self) -> str:
        """What is proposed, in a few words."""
        return " / ".join(item.answer.short for item in self.said)

    @property
    def news(self) -> str:
        """Of added rows, how many are new and how many say something else."""
        found = {how: sum(row.how == how for row in self.rows) for how in ("new", "changed")}
        return ", ".join(
            f"{counted(number, 'row')} {how}" for how, number in found.items() if number
        )


@dataclass(frozen=True)
class SourceGroup:
    """What waits of one source."""

    source: SourceView
    items: tuple[ConfirmView, ...]

    @property
    def confirmable(self) -> int:
        """How much of it can be confirmed as it is."""
        return sum(item.keeps for item in self.items)

    @property
    def evidence(self) -> str:
        """Number of the evidence that it is; empty for other sources."""
        return self.items[0].evidence


@dataclass(frozen=True)
class ToConfirm:
    """Everything that waits."""

    groups: tuple[SourceGroup, ...]
    later: int
    """Kept for questions that do not arise, or not yet."""

    @property
    def number(self) -> int:
        """How many questions wait."""
        return len({item.id for group in self.groups for item in group.items})


def view_to_confirm(assessment: Assessment, today: datetime.date | None = None) -> ToConfirm:
    """What waits in an assessment, by source.

    Args:
        assessment: the assessment.
        today: the day on which somebody looks, for the age of what was read.
    """
    waiting = assessment.waiting()
    groups: dict[str, list[ConfirmView]] = {}
    for item in waiting:
        for title in item.titles:
            view = view_proposal(assessment, item, today, title if item.answers else "")
            groups.setdefault(title, []).append(view)
    return ToConfirm(
        tuple(SourceGroup(items[0].source, tuple(items)) for items in groups.values()),
        len(assessment.state.unconfirmed) - len(waiting),
    )


def view_proposal(
    assessment: Assessment, proposal: Proposal, today: datetime.date | None = None, title: str = ""
) -> ConfirmView:
    """What waits at one question.

    Args:
        assessment: in which it waits.
        proposal: what waits.
        today: the day on which somebody looks.
        title: of the source that is meant; all that say something where none is.
    """
    known, state = proposal.question, assessment.state
    question, present = assessment.catalogue.questions.get(known), state.answers.get(known)
    meant = proposal.of(title)
    answers = proposal.answers if meant is None else (meant,)
    source = proposal.source if meant is None else meant.source or proposal.source
    several = len(proposal.titles) > 1
    reason = WAITS[source.kind] if title and several else proposal.reason
    return ConfirmView(
        known,
        question.ask if question else known,
        reason,
        view_source(source, today),
        tuple(
            ProposedView(
                view_answer(assessment, known, given),
                view_source(given.source, today) if given.source else None,
            )
            for given in answers
        ),
        assessment.proposed(known, title) is not None,
        proposal.at,
        view_answer(assessment, known, present) if present else None,
        tuple(other for other in proposal.titles if title and other != title),
        _rows(assessment, meant, present) if meant else (),
        _lacks(assessment, meant, present) if meant else (),
        evidence_of(source, state.evidence),
    )


def _rows(assessment: Assessment, given: Given, present: Given | None) -> tuple[RowView, ...]:
    """The rows that are added, each beside the one that stands."""
    question = assessment.catalogue.questions.get(given.question)
    if not given.adds or not isinstance(question, GroupQuestion):
        return ()
    standing = Standing(present.value if present else None, given.adds)
    found: list[RowView] = []
    for number, row in enumerate(given.value):
        at = standing.place(row)
        stands = standing.rows[at] if at >= 0 else {}
        cells = [
            (
                capital(part.label or part.ask),
                full_value(assessment.catalogue, part, row[part.id]),
                full_value(assessment.catalogue, part, stands[part.id])
                if part.id in stands and stands[part.id] != row[part.id]
                else "",
            )
            for part in question.fields
            if part.id in row
        ]
        same = bool(stands) and all(stands.get(key) == cell for key, cell in row.items())
        how = "stands" if same else "changed" if stands else "new"
        found.append(RowView(number, how, tuple(cells)))
    return tuple(found)


def _lacks(assessment: Assessment, given: Given, present: Given | None) -> tuple[str, ...]:
    """Columns of a table that have to be filled in, and are not in every row."""
    question = assessment.catalogue.questions.get(given.question)
    value = whole(given, present)
    if not isinstance(question, GroupQuestion) or not isinstance(value, list):
        return ()
    rows = [row for row in value if isinstance(row, dict)]
    return tuple(
        capital(part.label or part.ask)
        for part in question.fields
        if not part.optional and any(row.get(part.id) in (None, "") for row in rows)
    )
