"""``conformity sign``: signing an assessment off, and taking that back."""

from __future__ import annotations

from pathlib import Path

import click

from compliance.cli.common import by_option, find_author, folder_argument, printable
from compliance.errors import fail
from compliance.services.clock import now


@click.command(short_help="Sign an assessment off, or take that back.")
@folder_argument
@click.option("--function", default="", help="In what function you sign.")
@click.option("--comment", default="", help="What you state with it.")
@click.option("--withdraw", metavar="REASON", help="Take the last sign-off back.")
@by_option
def sign(
    folder: Path, function: str, comment: str, withdraw: str | None, by: str | None
) -> None:
    """Sign the assessment in DIR off as it stands now.

    Who answered a requirement that another person has to review cannot sign. The
    sign-off no longer holds once an answer, the evidence, a review or the checklists
    change; `conformity status` shows what changed. It alters no finding.
    """
    from compliance.services.open_assessment import open_assessment  # noqa: PLC0415
    from compliance.services.sign_off import (  # noqa: PLC0415
        sign_off,
        withdraw_sign_off,
    )

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
