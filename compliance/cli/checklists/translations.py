"""``conformity checklists texts|translate``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import pack_option
from compliance.errors import fail
from compliance.language.words import counted

if TYPE_CHECKING:
    from compliance.services.editions.translations import ToTranslate


@click.command()
@click.argument("language", metavar="LANG")
@click.argument("documents", metavar="[DOCUMENT]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Also what is translated and up to date.")
@click.option("--translation", is_flag=True, help="Print the translations, not the English.")
@pack_option
def texts(
    language: str, documents: tuple[str, ...], pack: str | None, *, every: bool, translation: bool
) -> None:
    """Print what is to be translated into LANG for papers, as JSON.

    For each DOCUMENT: its own texts, those that it shares with others, and the words of
    papers themselves; by default of every document of which the language has a file.
    Replace each English text and take the file in with: conformity checklists translate
    """
    from compliance.services.editions.load import load_edition
    from compliance.services.editions.translations import documents_in, texts_in

    catalogue = load_edition(pack)
    named = documents or documents_in(catalogue, language)
    found = texts_in(catalogue, language, named)
    shown = [one for one in found if every or not one.current]
    value: dict[str, dict[str, str]] = {}
    for one in shown:
        value.setdefault(one.file, {})[one.known] = one.text if translation else one.english
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
    _summary(language, found)


def _summary(language: str, found: list[ToTranslate]) -> None:
    """How far it is, where it disturbs no file that the output goes to."""
    current = sum(one.current for one in found)
    stale = sum(bool(one.text) and not one.current for one in found)
    text = f"{language}: {current} of {counted(len(found), 'text')} translated, {stale} out of date"
    click.echo(text, err=True)


@click.command()
@click.argument("language", metavar="LANG")
@click.argument(
    "file", metavar="[FILE.json]", required=False, type=click.Path(path_type=Path, exists=True)
)
@click.option(
    "--still",
    multiple=True,
    metavar="FILE:ID",
    help="The translation of this text still fits its changed English text (repeatable).",
)
@pack_option
def translate(language: str, file: Path | None, still: tuple[str, ...], pack: str | None) -> None:
    """Take translations into LANG from FILE.json into the checklists.

    The file holds {"declaration": {"ID": "TEXT"}, "shared": {...}, "papers": {...}}, as
    conformity checklists texts prints it, with the texts in the language.
    """
    from compliance.services.editions.load import load_edition
    from compliance.services.editions.translations import still_fit, take_translations

    catalogue = load_edition(pack)
    if (file is None) == (not still):
        raise fail("FILE.json", "usage.arguments", "Name a file, or texts with --still.", "")
    if file is None:
        number, written = still_fit(catalogue, language, still)
    else:
        number, written = take_translations(catalogue, language, file)
    for path in written:
        click.echo(f"Wrote {path}")
    click.echo(f"{counted(number, 'text')} recorded.")
