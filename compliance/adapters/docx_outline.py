"""Headings and properties of a Word document."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from compliance.adapters.json_file import damaged, too_large
from compliance.adapters.outlines import MAX_HEADINGS, Heading, Outline
from compliance.adapters.values import line
from compliance.data.archive import Archive
from compliance.errors import ConformityError

_STYLE: Final = re.compile(
    r"(?:heading|überschrift|标题|titre|rubrik|kop)\s?([1-9])", re.IGNORECASE
)
_TITLE: Final = "title"
MAX_PARAGRAPHS: Final = 100_000


def outline_of_word(content: bytes, place: str) -> Outline:
    """The headings of a Word document: what has a style of headings, or a level in its outline.

    Args:
        content: the file.
        place: what messages call it.

    Raises:
        ConformityError: ``adapter.damaged`` or ``adapter.too-large``.
    """
    import docx  # noqa: PLC0415 - slow to import, used only here

    try:
        Archive(content, place)  # bounds, before anything is unpacked
    except ConformityError as error:
        first = error.problems[0]
        wrong = too_large if first.code.endswith("too-large") else damaged
        raise wrong(place, first.message) from None
    try:
        document = docx.Document(io.BytesIO(content))
        headings = tuple(_headings(document))
        properties = document.core_properties
        moment = properties.modified or properties.created
        return Outline(
            "Word document",
            headings,
            title=line(properties.title) or next((one.title for one in headings), ""),
            version=line(properties.version, 100),
            day=moment.date() if moment else None,
            author=line(properties.author),
            language=line(properties.language, 20),
            notes=() if headings else ("It has no heading that is marked as one.",),
        )
    except (MemoryError, ConformityError):
        raise
    except Exception as error:  # noqa: BLE001 - its reader raises almost anything
        raise damaged(place, f"It cannot be read ({type(error).__name__}).") from None


def _headings(document: Any) -> Iterator[Heading]:
    found = 0
    for number, paragraph in enumerate(document.paragraphs):
        if number >= MAX_PARAGRAPHS or found >= MAX_HEADINGS:
            return
        level = _level(paragraph)
        title = line(paragraph.text[:1_000]) if level else ""
        if level and title:
            found += 1
            yield Heading(title, level)


def _level(paragraph: Any) -> int:
    """Its level as a heading; 0 where it is none."""
    style = paragraph.style
    for _ in range(8):  # a style may rest on another
        if style is None:
            break
        told = _STYLE.fullmatch(style.name or "")
        if told:
            return int(told[1])
        if (style.name or "").casefold() == _TITLE:
            return 1
        style = style.base_style
    properties = paragraph._p.pPr  # noqa: SLF001 - the library has no other way to the level
    levels = [] if properties is None else properties.xpath("./w:outlineLvl/@w:val")
    known = levels[0] if levels else ""
    return int(known) + 1 if known.isdecimal() and len(known) == 1 and known != "9" else 0
