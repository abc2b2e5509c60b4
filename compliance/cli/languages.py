"""``conformity languages``: in which languages papers can be issued, and who confirmed them."""

from __future__ import annotations

from pathlib import Path

import click

from compliance.cli.common import (
    by_option,
    find_author,
    folder_argument,
    heading,
    printable,
    show_json,
    wrapped,
)
from compliance.services.clock import now


class _Listing(click.Group):
    """A group that lists where a folder is named instead of a command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the line; what is no command of the group is the folder to list."""
        named = args[:1]
        if named and named[0] not in self.commands and not named[0].startswith("-"):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Listing, short_help="List and confirm languages of papers.")
def languages() -> None:
    """List in which languages the papers of DIR can be issued, and confirm their wording.

    conformity languages DIR lists them.
    """


@languages.command(name="list")
@folder_argument
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def list_(folder: Path, form: str) -> None:
    """List for each document of DIR its languages, and how each stands.

    A paper in another language is called a working translation until a person of the
    company confirms its wording, and again once that changes.
    """
    from compliance.services.assess.open import open_assessment
    from compliance.services.languages import view_languages

    assessment = open_assessment(folder)
    assessment.require_system()
    views = view_languages(assessment)
    if form == "json":
        from compliance.views import reports

        show_json(reports.languages(assessment, views))
        return
    click.echo(heading("Languages of papers"))
    for known, found in views.items():
        others = [view for view in found if view.state != "written"]
        if not others:
            continue
        title = assessment.catalogue.documents[known].title
        click.echo("\n" + wrapped(printable(f"{title} [{known}]"), "    ", ""))
        for view in others:
            text = f"{view.code}  {view.name}: {view.said}"
            click.echo(wrapped(printable(text), "        ", "    "))
    click.echo("\nAll others are there in English only.")
    click.echo(f"Issue one with: conformity issue {folder} DOCUMENT --lang LANG -o FOLDER")


@languages.command()
@folder_argument
@click.argument("language", metavar="LANG")
@click.argument("document", metavar="DOCUMENT")
@by_option
def confirm(folder: Path, language: str, document: str, by: str | None) -> None:
    """Confirm for the company the wording of DOCUMENT in LANG, as it is now.

    Read the paper in that language first. The journal keeps who confirmed which texts; with
    other texts the paper is called a working translation again.
    """
    from compliance.services.assess.open import open_assessment
    from compliance.services.languages import confirm_language

    assessment = open_assessment(folder)
    view = confirm_language(assessment, language, document, by=find_author(by), at=now())
    click.echo(printable(f"{document} in {view.name}: {view.said}"))
