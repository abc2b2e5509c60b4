"""``conformity check``."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import (
    as_of_option,
    day_or_today,
    folder_argument,
    heading,
    mark_text,
    printable,
    role_option,
    show_json,
    wrapped,
)
from compliance.language.words import counted

if TYPE_CHECKING:
    from compliance.views.finding import FindingView
    from compliance.views.standing import StandingView

GAPS = 1
DECIDING = 5
"""Most questions shown on which undetermined requirements hang."""
BINDING = {
    "yes": "in application",
    "unknown": "only in one reading of the law or if open answers turn out so",
    "no": "in application later",
}


@click.command(short_help="Show findings and gaps; exit 0, 1 or 2.")
@folder_argument
@as_of_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--all", "everything", is_flag=True, help="List what is met too.")
@role_option
@click.pass_context
def check(
    ctx: click.Context,
    folder: Path,
    as_of: datetime.date | None,
    form: str,
    role: str | None,
    *,
    everything: bool,
) -> None:
    """Show the findings for DIR.

    Exit status: 0 when everything that applies is met, 1 while something is open,
    2 when the input cannot be used. There is no option that changes a verdict: with
    --role only the list is shorter.
    """
    from compliance.services.assess.open import open_assessment
    from compliance.views.finding import view_findings
    from compliance.views.standing import known_role, role_words, view_standing

    assessment, day = open_assessment(folder), day_or_today(as_of)
    role = None if role is None else known_role(assessment.catalogue, role)
    standing = view_standing(assessment, day, outside=True)
    if form == "json":
        from compliance.views import reports

        show_json(reports.check(assessment, day, role))
    else:
        lines = [
            line for line in view_findings(assessment, day) if role is None or role in line.role_ids
        ]
        title = "" if role is None else role_words(assessment.catalogue)[role]
        _as_text(standing, lines, title, everything=everything)
    ctx.exit(0 if standing.all_met else GAPS)


def _as_text(
    standing: StandingView, lines: list[FindingView], role: str, *, everything: bool
) -> None:
    click.echo(heading(f"Findings as of {standing.as_of}"))
    _head(standing)
    if role:
        click.echo(wrapped(f"Listed: only what binds the role {role}.", "  "))
    article = ""
    for line in lines:
        if line.applies.key == "unknown" and not everything:
            continue  # the questions that decide stand above, once for all
        if not (line.lacking or line.not_begun or everything):
            continue
        if line.article != article:
            article = line.article
            click.echo("\n" + heading(article))
        _show(line)
    pairs = (
        ("Open questions about operator and system", standing.open_facts),
        ("Answers that are only placeholders", standing.placeholders),
        ("Answers to confirm about operator and system", standing.to_confirm),
    )
    for title, facts in pairs:
        if facts:
            click.echo("\n" + heading(f"{title}: {len(facts)}"))
        for known, ask in facts:
            click.echo(wrapped(f"{known}: {ask}", "    ", "  "))
    if standing.waiting:
        verb = "waits" if standing.waiting == 1 else "wait"
        click.echo(f"\n{counted(standing.waiting, 'answered requirement')} {verb} for a review.")
    if standing.returned:
        verb = "was" if standing.returned == 1 else "were"
        answers = counted(standing.returned, "answered requirement")
        click.echo(f"\n{answers} {verb} returned to the author.")
    if standing.all_met:
        click.echo("\n" + wrapped(_all_met(standing.unreviewed)))


def _head(standing: StandingView) -> None:
    """How many there are of each, and what warns."""
    for count in standing.counts:
        click.echo(f"  {count.number:>4}  {mark_text(count.mark)}")
    owed = ", ".join(f"{count.number} {count.mark.word.lower()}" for count in standing.wants)
    click.echo(f"  Still owed: {owed}")
    gaps = [f"{count.number} {count.mark.key}" for count in standing.gaps if count.number]
    click.echo(f"  Gaps that the answers show: {', '.join(gaps) or 'none'}")
    for cause, items in standing.causes:
        text = f"{counted(len(items), 'open requirement')} from one cause, “{cause}”: "
        names = ", ".join(known for known, _ in items)
        click.echo(wrapped(printable(f"{text}{names}"), "    ", "  "))
    _deciding(standing)
    binding = [
        f"{counted(part.number, 'requirement')} {BINDING[part.binds]} ({part.open} open)"
        for part in standing.binding
    ]
    if binding:
        click.echo(wrapped(f"On this day {', '.join(binding)}.", "    ", "  "))
    since = [
        f"{on} ({counted(number, 'requirement')}, {still} open)"
        for on, number, still in standing.since
    ]
    if since:
        click.echo(wrapped(f"In application since {', '.join(since)}.", "    ", "  "))
    for role in standing.roles:
        if role.held:
            parts = ", ".join(f"{count.number} {count.mark.word}" for count in role.counts)
            line = f"{role.title}: {counted(role.number, 'requirement')} ({parts})"
            click.echo(wrapped(line, "      ", "  "))
    undetermined = [role.title for role in standing.roles if not role.held]
    if undetermined:
        line = f"Roles not determined yet: {', '.join(undetermined)}"
        click.echo(wrapped(line, "      ", "  "))
    for notice in standing.notices:
        click.echo(wrapped(f"note: {notice}", "    ", "  "))
    from compliance.views.standing import alert_lines

    for line in alert_lines(standing.alerts):
        click.echo(wrapped(f"! {line}", "    ", "  "))


def _deciding(standing: StandingView) -> None:
    """The few answers on which the undetermined requirements hang."""
    if not standing.undetermined:
        return
    number = counted(standing.undetermined, "requirement")
    verb = "applies" if standing.undetermined == 1 else "apply"
    click.echo(f"  It is open whether {number} {verb}. What decides it:")
    for item in standing.deciding[:DECIDING]:
        click.echo(wrapped(f"{item.id}: {item.ask} ({item.said})", "      ", "    "))
    rest = len(standing.deciding) - DECIDING
    if rest > 0:
        click.echo(f"    and {counted(rest, 'further question')}")


def _all_met(waiting: int) -> str:
    """The last line where nothing is open; reviews are not findings, yet are missing."""
    if not waiting:
        return "Everything that applies is met."
    reviews = counted(waiting, "required review")
    return (
        f"Everything that applies is met by the answers, but {reviews} "
        f"{'is' if waiting == 1 else 'are'} missing. Exit status 0 speaks of findings, "
        "not of reviews."
    )


def _show(line: FindingView) -> None:
    title = f"{mark_text(line.mark)}  {line.title} ({line.laws[0][0]}, {line.id})"
    click.echo(wrapped(title, "    ", "  "))
    if len(line.role_ids) > 1:
        click.echo(wrapped(f"as {', '.join(line.roles)}", "      ", "    "))
    if line.lacking and line.binds != "yes":
        until = "; until then for preparation" if line.binds == "no" else ""
        later = f"Binds from {line.since(datetime.date.isoformat)}{until}."
        click.echo(wrapped(later, "      ", "    "))
    if line.not_begun:
        click.echo(wrapped(f"{printable(line.not_begun)}.", "      ", "    "))
    unanswered = line.mark.key == "not-assessed" and len(line.gaps) == 1
    for gap in () if unanswered else line.gaps:
        said = f"{gap.mark.key}, {gap.ground}" if gap.ground else gap.mark.key
        click.echo(wrapped(f"{said}: {printable(gap.text)}", "      ", "    "))
        click.echo(wrapped(f"→ {printable(gap.remedy)}", "      "))
    unanswered = line.mark.key == "not-assessed" and line.answer is None
    for want in () if unanswered else line.wanted:
        text = f"{want.mark.word.lower()}: {printable(want.text)}"
        click.echo(wrapped(text, "      ", "    "))
        click.echo(wrapped(f"→ {printable(want.remedy)}", "      "))
    for known, ask in line.deciding:
        click.echo(wrapped(f"decided by {known}: {printable(ask)}", "      ", "    "))
    if line.owner:
        due = f", due {line.due}" if line.due else ""
        click.echo(wrapped(f"owner: {printable(line.owner)}{due}", "      "))
