"""``conformity check``."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.assessment.verdict import Status
from compliance.checklist.base import ROLES
from compliance.checklist.conditions import Truth
from compliance.cli.common import (
    as_of_option,
    day_or_today,
    folder_argument,
    heading,
    printable,
    show_json,
    status_text,
    wrapped,
)
from compliance.cli.roles import role_option
from compliance.language.words import counted
from compliance.law.provision import outermost

if TYPE_CHECKING:
    from compliance.assessment.findings import Finding, Standing
    from compliance.checklist.catalogue import Catalogue

GAPS = 1
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
    from compliance.assessment.roles import held_roles
    from compliance.cli.roles import known_role
    from compliance.services.assess.open import open_assessment

    assessment = open_assessment(folder)
    standing = assessment.standing(day_or_today(as_of))
    catalogue = assessment.catalogue
    held = held_roles(assessment.facts)
    role = None if role is None else known_role(catalogue, role)
    if form == "json":
        from compliance.views import reports

        show_json(reports.check(assessment, standing.as_of, role))
    else:
        _as_text(catalogue, standing, held, role, everything=everything)
    ctx.exit(0 if standing.all_met else GAPS)


def _as_text(
    catalogue: Catalogue,
    standing: Standing,
    held: dict[str, Truth],
    role: str | None,
    *,
    everything: bool,
) -> None:
    from compliance.cli.roles import show_by_role

    click.echo(heading(f"Findings as of {standing.as_of}"))
    for status, count in standing.counts().items():
        if count:
            click.echo(f"  {count:>4}  {status_text(status)}")
    severities = count_severities(standing)
    if severities:
        shown = ", ".join(f"{count} {name}" for name, count in severities.items())
        click.echo(f"  Gaps: {shown}")
    _binding(standing)
    show_by_role(catalogue, standing.findings, held)
    for notice in standing.notices:
        click.echo(wrapped(f"note: {notice}", "    ", "  "))
    for conclusion, truth in standing.alerts:
        words = "holds" if truth is Truth.YES else "is not ruled out yet"
        click.echo(wrapped(f"! {conclusion.title}: {words}", "    ", "  "))
    article = ""
    if role is not None:
        label = catalogue.label(ROLES, role)
        click.echo(wrapped(f"Listed: only what binds the role {label}.", "  "))
    for finding in standing.findings:
        if not finding.gaps and not everything:
            continue
        if role is not None and role not in finding.requirement.roles:
            continue
        head = outermost(finding.requirement.provisions[0])
        if head != article:
            article = head
            click.echo("\n" + heading(catalogue.outline.title(head)))
        _show(catalogue, finding, held, standing.as_of)
    _open_facts(catalogue, standing)
    waiting = standing.unreviewed()
    if waiting:
        verb = "waits" if len(waiting) == 1 else "wait"
        number = counted(len(waiting), "answered requirement")
        click.echo(f"\n{number} {verb} for a review.")
    if standing.all_met:
        click.echo("\n" + wrapped(_all_met(len(waiting))))


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


def _later(finding: Finding, as_of: datetime.date) -> str:
    """From when a finding binds, where it is not certain that it does; else nothing."""
    from compliance.views.starts import since

    truth = finding.binds(as_of).value
    if truth == "yes":
        return ""
    days = since(finding.starts, datetime.date.isoformat)
    return f"Binds from {days}{'; until then for preparation' if truth == 'no' else ''}."


def _binding(standing: Standing) -> None:
    """How much of what applies is in application on the day already."""
    applying = [item for item in standing.findings if item.applies is Truth.YES]
    by_truth: dict[str, list[Finding]] = {"yes": [], "unknown": [], "no": []}
    for item in applying:
        by_truth[item.binds(standing.as_of).value].append(item)
    if len(by_truth["yes"]) == len(applying):
        return
    texts = []
    for truth, words in BINDING.items():
        found = by_truth[truth]
        if found or truth == "yes":
            number = counted(len(found), "requirement")
            texts.append(f"{number} {words} ({sum(item.is_open for item in found)} open)")
    click.echo(wrapped(f"On this day {', '.join(texts)}.", "    ", "  "))


def _show(
    catalogue: Catalogue,
    finding: Finding,
    held: dict[str, Truth],
    as_of: datetime.date,
) -> None:
    from compliance.cli.roles import role_names

    place = catalogue.outline.get(finding.requirement.provisions[0]).printed
    title = f"{status_text(finding.status)}  {finding.requirement.title}"
    click.echo(wrapped(f"{title} ({place}, {finding.requirement.id})", "    ", "  "))
    if len(finding.requirement.roles) > 1:
        names = role_names(catalogue, finding.requirement, held)
        click.echo(wrapped(f"as {names}", "      ", "    "))
    later = _later(finding, as_of) if finding.gaps else ""
    if later:
        click.echo(wrapped(later, "      ", "    "))
    unanswered = finding.status is Status.NOT_ASSESSED and len(finding.gaps) == 1
    for gap in () if unanswered else finding.gaps:
        click.echo(wrapped(f"{gap.severity}: {printable(gap.text)}", "      ", "    "))
        click.echo(wrapped(f"→ {printable(gap.remedy)}", "      "))
    if finding.assignment is not None:
        due = f", due {finding.assignment.due}" if finding.assignment.due else ""
        owner = printable(finding.assignment.owner)
        click.echo(wrapped(f"owner: {owner}{due}", "      "))


def _open_facts(catalogue: Catalogue, standing: Standing) -> None:
    pairs = (
        ("Open questions about operator and system", standing.open_facts),
        ("Answers that are only placeholders", standing.placeholder_facts),
    )
    for title, facts in pairs:
        if facts:
            click.echo("\n" + heading(f"{title}: {len(facts)}"))
        for fact in facts:
            click.echo(wrapped(f"{fact}: {catalogue.questions[fact].ask}", "    ", "  "))


def count_severities(standing: Standing) -> dict[str, int]:
    """Number of gaps by severity, most serious first."""
    found: dict[str, int] = {}
    for gap in standing.gaps():
        found[gap.severity] = found.get(gap.severity, 0) + 1
    return found
