"""``conformity schema``."""

from __future__ import annotations

import json

import click

NAMES = ("check", "classify", "deadlines", "journal", "record", "status")


@click.command(short_help="Print the JSON Schema of an output.")
@click.argument("name", type=click.Choice(NAMES))
def schema(name: str) -> None:
    """Print the JSON Schema of what NAME stands for.

    A command with --format json; a line of the journal; the record inside a dossier
    (assessment.json).
    """
    from compliance.views.reports import schema as make

    click.echo(json.dumps(make(name), ensure_ascii=False, indent=2))
