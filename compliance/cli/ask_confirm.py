"""Earlier answers to questions that changed with a later edition, while asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from compliance.services.confirm_answer import earlier_answer

if TYPE_CHECKING:
    from compliance.assessment.session import Item
    from compliance.assessment.state import Given
    from compliance.services.open_assessment import Assessment


def earlier(assessment: Assessment, item: Item) -> Given | None:
    """An answer to what the question asked before, if it still accepts it."""
    return earlier_answer(assessment, item.question.id)


def kept(assessment: Assessment, item: Item) -> str:
    """Nothing was typed: an earlier answer is kept only by saying so."""
    if item.question.id not in assessment.state.unconfirmed:
        return "next"
    click.echo("The earlier answer does not count yet: :confirm keeps it.")
    return "again"


def nothing() -> str:
    """There is nothing to confirm."""
    click.echo("There is no earlier answer that could be confirmed as it is.")
    return "again"
