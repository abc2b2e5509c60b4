"""How a sign-off stands, in lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from compliance.cli.common import printable, wrapped

if TYPE_CHECKING:
    from compliance.services.open_assessment import Assessment

MARGIN = " " * 12
SHOWN = 10


def show_sign_off(assessment: Assessment) -> None:
    """Print who signed an assessment off and, where that is void, because of what."""
    from compliance.services.sign_off import changes_since, sign_off_state  # noqa: PLC0415

    standing = sign_off_state(assessment)
    given = standing.given
    text = f"Sign-off    {standing.word}"
    if given is not None:
        function = f", {given.data.function}" if given.data.function else ""
        text += f": {printable(given.by + function)}, {given.at}"
    click.echo(wrapped(text, MARGIN, ""))
    if standing.state == "own":
        click.echo(wrapped("The signatory answered what another has to review.", MARGIN))
    if standing.other_checklists:
        click.echo(wrapped("The checklists were revised after they were signed.", MARGIN))
    changes = changes_since(assessment, standing)
    for item in changes[:SHOWN]:
        line = f"{item.at} {printable(item.by)}: {printable(item.text)}"
        click.echo(wrapped(line, f"{MARGIN}  ", MARGIN))
    if len(changes) > SHOWN:
        click.echo(wrapped(f"and {len(changes) - SHOWN} more records", MARGIN))
