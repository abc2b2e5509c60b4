"""From ready values to one HTML text: Jinja2 with everything escaped.

User text is only ever inserted by autoescaping templates; a value that a template
names and the composition lacks is an error. Nothing here reads user files.
"""

from __future__ import annotations

import functools
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from compliance.data.shipped import shipped_folder
from compliance.documents.dossier.parts import Chapter, Dossier, groups_of_four
from compliance.documents.render.glyphs import legible, needs_chinese

LANGUAGE: Final = "en-GB"
STYLES: Final = ("fonts", "page", "text", "tables", "marks", "cover", "blocks")
"""Style sheets of every dossier, in order."""
DRAFT_STYLE: Final = "draft"
QUOTED_STYLE: Final = "quoted"
CHINESE_STYLE: Final = "chinese"


@functools.cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(shipped_folder("templates") / "dossier"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def render_chapter(chapter: Chapter) -> str:
    """One chapter as a piece of HTML, by its own template."""
    template = _environment().get_template(f"chapters/{chapter.template}.html.j2")
    return template.render(chapter=chapter, c=chapter.content)


def render_html(dossier: Dossier) -> str:
    """The whole dossier as one HTML document.

    Characters that our fonts lack are replaced by visible marks; the Chinese font
    is loaded only where the text needs it.
    """
    from markupsafe import Markup  # noqa: PLC0415 - comes with Jinja2

    body = legible("".join(render_chapter(chapter) for chapter in dossier.chapters))
    frame = dossier.frame
    styles = list(STYLES)
    if frame.draft:
        styles.append(DRAFT_STYLE)
    if any(chapter.template == QUOTED_STYLE for chapter in dossier.chapters):
        styles.append(QUOTED_STYLE)
    if needs_chinese(body + frame.system + frame.title):
        styles.append(CHINESE_STYLE)
    page = (
        _environment()
        .get_template("page.html.j2")
        .render(
            language=LANGUAGE,
            frame=frame,
            short_head=groups_of_four(frame.head),
            styles=styles,
            body=Markup(body),  # noqa: S704 - rendered by our own autoescaping templates
        )
    )
    return legible(page)
