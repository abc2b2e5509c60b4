"""Commands of the questionnaire that only show something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from compliance.cli import ask_screen

if TYPE_CHECKING:
    from compliance.assessment.session import Agenda, Item
    from compliance.services.open_assessment import Assessment


def tell(assessment: Assessment, agenda: Agenda, item: Item, name: str) -> None:
    """Show what a command asks for."""
    match name:
        case "help":
            ask_screen.show_help()
        case "law":
            ask_screen.show_law(assessment.catalogue, item)
        case "provisions":
            ask_screen.show_provisions(assessment.catalogue, item)
        case "options":
            ask_screen.show_options(assessment.catalogue, item)
        case "list":
            ask_screen.show_progress(agenda)
        case "open":
            ask_screen.show_open(agenda)
        case "save":
            click.echo(f"Saved: every answer is in {assessment.folder}.")
        case "draft" | "edit":
            click.echo("Only long texts have drafts and an editor.")
        case _:
            click.echo(f"There is no command :{name}. :help lists them.")
