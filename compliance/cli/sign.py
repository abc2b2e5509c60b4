"""``conformity sign``: signing an assessment off, and taking that back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import by_option, find_author, folder_argument, printable, wrapped
from compliance.errors import fail
from compliance.services.clock import now

if TYPE_CHECKING:
    from compliance.storage.opened import OpenAssessment


@click.command(short_help="Sign an assessment off, or take that back.")
@folder_argument
@click.option("--function", default="", help="In what function you sign.")
@click.option("--comment", default="", help="What you state with it.")
@click.option("--withdraw", metavar="REASON", help="Take the last sign-off back.")
@by_option
def sign(folder: Path, function: str, comment: str, withdraw: str | None, by: str | None) -> None:
    """Sign the assessment in DIR off as it stands now.

    Who answered a requirement that another person has to review cannot sign. The
    sign-off no longer holds once an answer, the evidence, a review or the checklists
    change; `conformity status` shows what changed. It alters no finding.
    """
    from compliance.services.assess.open import open_assessment
    from compliance.services.assess.sign_off import sign_off, withdraw_sign_off

    if withdraw is not None and (function or comment):
        raise fail(
            "--withdraw",
            "usage.arguments",
            "--withdraw takes a sign-off back; --function and --comment give one.",
            "Use one or the other.",
        )
    assessment = open_assessment(folder)
    author = find_author(by)
    if withdraw is not None:
        withdraw_sign_off(assessment, withdraw, by=author, at=now())
        click.echo("The sign-off was taken back.")
        return
    seen = assessment.head
    sign_off(assessment, function=function, comment=comment, by=author, at=now())
    click.echo(f"Signed off by {printable(author)}. State signed: head {seen}")


MARGIN = " " * 12
SHOWN = 10


def show_sign_off(assessment: OpenAssessment) -> None:
    """Print who signed an assessment off and, where that is void, because of what."""
    from compliance.services.assess.sign_off import changes_since
    from compliance.views.sign_off import view_sign_off

    signed = view_sign_off(assessment)
    last = signed.last
    said = f": {last.signatory}, {last.at}" if last else ""
    click.echo(wrapped(printable(f"Sign-off    {signed.word}{said}"), MARGIN, ""))
    for text in (signed.sentence if last and not signed.holds else "", signed.revised):
        if text:
            click.echo(wrapped(text, MARGIN))
    changes = changes_since(assessment, signed.touches)
    for item in changes[:SHOWN]:
        line = f"{item.at} {printable(item.by)}: {printable(item.text)}"
        click.echo(wrapped(line, f"{MARGIN}  ", MARGIN))
    if len(changes) > SHOWN:
        click.echo(wrapped(f"and {len(changes) - SHOWN} more records", MARGIN))
