"""``conformity sign``: signing an assessment off, and taking that back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import (
    by_option,
    find_author,
    folder_argument,
    heading,
    mark_text,
    printable,
    wrapped,
)
from compliance.errors import fail
from compliance.language.words import capital, number_of
from compliance.services.clock import now, today

if TYPE_CHECKING:
    from compliance.storage.opened import OpenAssessment


@click.command(short_help="Sign an assessment off, or take that back.")
@folder_argument
@click.option("--function", default="", help="In what function you sign.")
@click.option("--comment", default="", help="What you state with it.")
@click.option(
    "--open-duties",
    type=click.IntRange(min=0),
    metavar="NUMBER",
    help="Confirm that so many points are known to be open; --list shows them.",
)
@click.option("--list", "only_list", is_flag=True, help="List these points; nothing is signed.")
@click.option("--withdraw", metavar="REASON", help="Take the last sign-off back.")
@by_option
def sign(
    folder: Path,
    function: str,
    comment: str,
    open_duties: int | None,
    withdraw: str | None,
    by: str | None,
    *,
    only_list: bool,
) -> None:
    """Sign the assessment in DIR off as it stands now.

    Who answered a requirement that another person has to review cannot sign. The
    sign-off no longer holds once an answer, the evidence, a review or the checklists
    change; `conformity status` shows what changed. It alters no finding.

    Duties that a declaration does not vouch for may be open when it is signed. Whoever
    signs confirms the list of them with --open-duties; until then it is a draft.
    """
    from compliance.services.assess.open import open_assessment
    from compliance.services.assess.sign_off import withdraw_sign_off

    if withdraw is not None and (function or comment or open_duties is not None or only_list):
        raise fail(
            "--withdraw",
            "usage.arguments",
            "--withdraw takes a sign-off back; the other options give one.",
            "Use one or the other.",
        )
    assessment = open_assessment(folder)
    if only_list:
        _list_duties(assessment)
        return
    author = find_author(by)
    if withdraw is not None:
        withdraw_sign_off(assessment, withdraw, by=author, at=now())
        click.echo("The sign-off was taken back.")
        return
    _sign(assessment, function, comment, author, open_duties)


def _sign(
    assessment: OpenAssessment, function: str, comment: str, author: str, number: int | None
) -> None:
    from compliance.services.assess.sign_off import sign_off
    from compliance.views.declaration import view_declaration
    from compliance.views.sign_off import view_sign_off

    seen, day = assessment.head, today()
    confirmed = None if number is None else _confirmed(assessment, number)
    sign_off(
        assessment,
        function=function,
        comment=comment,
        by=author,
        at=now(),
        duties=confirmed,
        as_of=day,
    )
    signed = view_sign_off(assessment, day)
    click.echo(f"{signed.word} by {printable(author)}. State signed: head {seen}")
    if assessment.state.is_organisation:
        return
    view = view_declaration(assessment, day)
    for text in view.blockers:
        click.echo(wrapped(printable(text), "    ", "  "))
    if view.to_confirm:
        hint = f"Read them with --list; confirm them with --open-duties {view.number}."
        click.echo(wrapped(f"{capital(number_of(view.number, 'point'))} to confirm. {hint}", "  "))


def _confirmed(assessment: OpenAssessment, number: int) -> str:
    """The digest of the list that is confirmed by its number."""
    from compliance.views.declaration import view_declaration

    view = view_declaration(assessment, today())
    if view.number != number:
        raise fail(
            "--open-duties",
            "signing.duties",
            f"{capital(number_of(view.number, 'point'))} {'is' if view.number == 1 else 'are'} "
            "known to be open.",
            f"Read them: conformity sign {assessment.place} --list",
        )
    return view.digest


def _list_duties(assessment: OpenAssessment) -> None:
    """Print what would be known to be open at signature, and what bars the declaration."""
    from compliance.views.declaration import view_declaration

    view = view_declaration(assessment, today())
    click.echo(heading(f"Known to be open at signature: {view.number}"))
    for duty in view.duties:
        item = duty.finding
        title = f"{mark_text(item.mark)}  {item.title} ({item.laws[0][0]}, {item.id})"
        click.echo(wrapped(title, "    ", "  "))
        said = [duty.day, f"fine: {duty.fine}" if duty.fine else "", item.owner]
        click.echo(wrapped(printable(duty.text), "      "))
        click.echo(wrapped(printable("; ".join(filter(None, said))), "      "))
    for title in view.unreviewed:
        click.echo(wrapped(f"No look by a second person: {title}", "    ", "  "))
    for label in view.unanswered:
        click.echo(wrapped(f"No answer: {label}", "    ", "  "))
    if view.confirmed:
        click.echo(wrapped(f"Confirmed by {printable(view.confirmed)}."))
    if view.blockers:
        click.echo("\n" + heading("What makes it a draft" if view.owed else "What is open"))
    for text in view.blockers:
        click.echo(wrapped(printable(text), "    ", "  "))


MARGIN = " " * 12
SHOWN = 10


def show_sign_off(assessment: OpenAssessment) -> None:
    """Print who signed an assessment off and, where that is void, because of what."""
    from compliance.services.assess.sign_off import changes_since
    from compliance.views.sign_off import view_sign_off

    signed = view_sign_off(assessment, today())
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
