"""``conformity schema``."""

from __future__ import annotations

import json

import click

from compliance.views import reports


@click.command(short_help="Print the JSON Schema of an output.")
@click.argument("name", type=click.Choice(list(reports.SCHEMAS)))
def schema(name: str) -> None:
    """Print the JSON Schema of what NAME stands for.

    A command with --format json; a line of the journal; the record inside a dossier
    (assessment.json).
    """
    click.echo(json.dumps(reports.schema(name), ensure_ascii=False, indent=2))
