"""Roles on the command line: choosing one, and findings under each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from compliance.assessment.roles import by_role, roles_shown
from compliance.checklist.base import ROLES
from compliance.checklist.conditions import Truth
from compliance.cli.common import status_text, wrapped
from compliance.errors import fail
from compliance.language.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from compliance.assessment.agenda import Agenda
    from compliance.assessment.findings import Finding
    from compliance.assessment.verdict import Status
    from compliance.checklist.catalogue import Catalogue
    from compliance.checklist.model import Requirement

role_option = click.option("--role", metavar="ROLE", help="Only what binds this role.")


def known_role(catalogue: Catalogue, role: str) -> str:
    """A role as the checklists name it, from its id or its label.

    Raises:
        ConformityError: ``usage.arguments`` with the roles there are.
    """
    words = catalogue.words(ROLES)
    low = role.strip().casefold()
    for word in words:
        if low in {word.id, word.label.casefold()}:
            return word.id
    names = ", ".join(word.id for word in words)
    raise fail("--role", "usage.arguments", f"There is no role {role[:60]}.", f"Roles: {names}.")


def role_names(catalogue: Catalogue, requirement: Requirement, held: dict[str, Truth]) -> str:
    """The roles under which a requirement is listed, in words."""
    shown = roles_shown(requirement, held)
    return ", ".join(catalogue.label(ROLES, role) for role in shown)


def show_by_role(catalogue: Catalogue, findings: Iterable[Finding], held: dict[str, Truth]) -> None:
    """How the requirements of each role stand; one that binds two is in both lines."""
    open_roles = []
    for role, items in by_role(findings, held).items():
        label = catalogue.label(ROLES, role)
        if held.get(role) is not Truth.YES:
            open_roles.append(label)
            continue
        counts: dict[Status, int] = {}
        for item in items:
            counts[item.status] = counts.get(item.status, 0) + 1
        parts = [f"{count} {status_text(status)[2:]}" for status, count in counts.items()]
        line = f"{label}: {counted(len(items), 'requirement')} ({', '.join(parts)})"
        click.echo(wrapped(line, "      ", "  "))
    if open_roles:
        line = f"Roles not determined yet: {', '.join(open_roles)}"
        click.echo(wrapped(line, "      ", "  "))


def show_answered_by_role(catalogue: Catalogue, agenda: Agenda, held: dict[str, Truth]) -> None:
    """How many requirements of each role are answered, of those that may bind."""
    total: dict[str, int] = {}
    answered: dict[str, int] = {}
    for item in agenda.items:
        if item.requirement != item.question.id:
            continue
        for role in roles_shown(catalogue.requirements[item.requirement], held):
            total[role] = total.get(role, 0) + 1
            answered[role] = answered.get(role, 0) + item.answered
    for role, count in total.items():
        if held.get(role) is Truth.YES:
            label = catalogue.label(ROLES, role)
            line = f"  {answered[role]:>4} of {count:<4} requirements as {label}"
            click.echo(wrapped(line, " " * 15, ""))
