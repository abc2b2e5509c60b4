"""Answers of an organisation beside those of an assessment, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compliance.checklist.answer_text import short_answer
from compliance.cli.common import printable

if TYPE_CHECKING:
    from compliance.assessment.sharing import Shared
    from compliance.assessment.state import Given
    from compliance.checklist.catalogue import Catalogue
    from compliance.services.take_over import TakenOver

LONGEST = 160


def said(catalogue: Catalogue, given: Given) -> str:
    """An answer with who gave it and when, short enough for a line."""
    text = short_answer(catalogue, given.question, given.state, given.value)
    text = " ".join(text.split())
    if given.explanation:
        text = f"{text} ({' '.join(given.explanation.split())})"
    if len(text) > LONGEST:
        text = text[:LONGEST].rstrip() + " ..."
    return printable(f"“{text}” by {given.by}, {given.at[:10]}")


def taken_line(catalogue: Catalogue, shared: Shared) -> str:
    """An answer that is taken over, with what it replaces."""
    line = f"{shared.question}: {said(catalogue, shared.theirs)}"
    if shared.mine is not None:
        line += f"; until now {said(catalogue, shared.mine)}"
    return line


def kept_line(catalogue: Catalogue, shared: Shared) -> str:
    """An answer that differs here and stays."""
    here = "" if shared.mine is None else said(catalogue, shared.mine)
    return (
        f"{shared.question} stays as answered here: {here}; the organisation: "
        f"{said(catalogue, shared.theirs)}. To replace it: --replace {shared.question}"
    )


def summary_line(taken: TakenOver, *, done: bool) -> str:
    """How much was, or would be, taken over."""
    parts = [
        f"{count} {one if count == 1 else many}"
        for count, one, many in (
            (len(taken.answers), "answer", "answers"),
            (len(taken.evidence), "piece of evidence", "pieces of evidence"),
            (len(taken.reviews), "review", "reviews"),
        )
        if count
    ]
    line = f"{'Took over' if done else 'Would take over'} {', '.join(parts)}."
    if not parts:
        line = "Nothing to take over."
    if taken.withdrawn:
        line += f" Withdrawn: {len(taken.withdrawn)}."
    if taken.kept:
        line += f" Answered differently here: {len(taken.kept)}."
    return line


def origin_line(given: Given, *, organisation: bool = False) -> str:
    """Where an answer was taken over from, and by whom; empty for one given here.

    Args:
        given: the answer.
        organisation: whether it stands in the record of an organisation, which began
            with the answers of an assessment.
    """
    if given.origin is None:
        return ""
    taken_by, taken_at = given.taken
    return printable(
        f"From {'an assessment' if organisation else 'the organisation'} "
        f"({given.origin.journal}), by {given.by}, {given.at}; "
        f"taken over by {taken_by}, {taken_at}."
    )
