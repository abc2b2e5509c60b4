"""From ready values to fragments of HTML: Jinja2 with everything escaped.

User text is only ever inserted by autoescaping templates; a value that a template
names and the composition lacks is an error. Nothing here reads user files.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from itertools import groupby
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from compliance.data.shipped import shipped_folder
from compliance.documents.direction import directed
from compliance.documents.dossier.parts import Chapter, Header, groups_of_four
from compliance.documents.render.compiled import Beside
from compliance.documents.render.glyphs import legible
from compliance.documents.render.paper import Fragment, Frame

STYLES: Final = ("css/fonts", "papers/css/paper", "dossier/css/proof")
"""Style sheets of a dossier, in order: it is of the family of papers."""
STATE: Final = "Draft"


@functools.cache
def environment(folder: str) -> Environment:
    """What renders the templates of a folder."""
    place = shipped_folder("templates") / folder
    return Environment(
        loader=FileSystemLoader(place),
        bytecode_cache=Beside(place),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def render_chapter(chapter: Chapter) -> str:
    """One chapter as a piece of well-formed HTML, by its own template.

    Characters that our fonts lack are replaced by visible marks.
    """
    template = environment("dossier").get_template(f"chapters/{chapter.template}.html.j2")
    return directed(legible(template.render(chapter=chapter, c=chapter.content)))


def render_fragments(chapters: Iterable[Chapter]) -> tuple[Fragment, ...]:
    """Chapters as the fragments in which they are printed, in order."""
    return tuple(
        _fragment(piece, list(group)) for piece, group in groupby(chapters, lambda one: one.piece)
    )


def _fragment(piece: str, chapters: list[Chapter]) -> Fragment:
    html = "".join(render_chapter(chapter) for chapter in chapters)
    return Fragment(piece, html, opens=chapters[0].opens)


def frame_of(header: Header) -> Frame:
    """What is drawn around every page of a dossier."""
    return Frame(
        left=header.system,
        foot=f"{header.assessment} · journal head {groups_of_four(header.head)}",
        state=STATE if header.draft else "",
        state_note=header.draft,
    )
