"""``conformity review|assign|note|history``: what people do around answers."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from compliance.cli.common import Day, by_option, find_author, folder_argument, printable, wrapped
from compliance.language.words import counted
from compliance.services.clock import now


@click.command(short_help="Approve or return a requirement.")
@folder_argument
@click.argument("requirement", metavar="ID")
@click.option("--approve/--return", "approve", required=True, help="The decision.")
@click.option("--comment", default="", help="What was looked at, or is missing.")
@by_option
def review(folder: Path, requirement: str, comment: str, by: str | None, *, approve: bool) -> None:
    """Review the requirement ID as it stands now.

    The approval no longer counts once an answer or its evidence changes.
    """
    from compliance.services.assess.follow_up import review_requirement
    from compliance.services.assess.open import open_assessment

    assessment = open_assessment(folder)
    review_requirement(
        assessment, requirement, approve=approve, comment=comment, by=find_author(by), at=now()
    )
    click.echo(f"{'Approved' if approve else 'Returned'}: {requirement}")


@click.command(short_help="Say who mends the gaps of a requirement.")
@folder_argument
@click.argument("requirement", metavar="ID")
@click.option("--owner", required=True, help="Name and function.")
@click.option("--due", type=Day(), metavar="DATE", help="By when.")
@click.option("--cause", default="", metavar="TEXT", help="What the gaps come from.")
@by_option
def assign(
    folder: Path,
    requirement: str,
    owner: str,
    due: datetime.date | None,
    cause: str,
    by: str | None,
) -> None:
    """Say who mends the gaps of the requirement ID, and by when.

    Requirements whose gaps come from one cause are shown together: give each of them
    --cause in the same words.
    """
    from compliance.services.assess.follow_up import assign_owner
    from compliance.services.assess.open import open_assessment

    assessment = open_assessment(folder)
    assign_owner(assessment, requirement, owner, due, by=find_author(by), at=now(), cause=cause)
    click.echo(f"{requirement}: {printable(owner)}{f', due {due}' if due else ''}")


@click.command(short_help="Leave a remark on a question.")
@folder_argument
@click.argument("question", metavar="ID")
@click.argument("text")
@by_option
def note(folder: Path, question: str, text: str, by: str | None) -> None:
    """Leave a remark on the question ID; it is not part of the answer."""
    from compliance.services.assess.follow_up import add_note
    from compliance.services.assess.open import open_assessment

    assessment = open_assessment(folder)
    add_note(assessment, question, text, by=find_author(by), at=now())
    click.echo(f"Noted on {question}.")


@click.command(short_help="Show who answered what, and when.")
@folder_argument
@click.argument("question", metavar="[ID]", required=False)
def history(folder: Path, question: str | None) -> None:
    """Show the journal of DIR in words, or only what concerns the question ID."""
    from compliance.services.assess.open import open_assessment
    from compliance.services.look.history import record_text, records_about

    assessment = open_assessment(folder)
    records = assessment.store.read()
    if question is not None:
        records = records_about(records, question)
        if not records:
            assessment.catalogue.question(question)
    for record in records:
        text, _ = record_text(assessment.catalogue, record)
        click.echo(f"{record.seq:>5}  {record.at}  {printable(record.by)}")
        click.echo(wrapped(printable(text), "       "))
    click.echo(f"{counted(len(records), 'record')}. Head {assessment.head}")
