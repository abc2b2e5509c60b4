"""Headings and properties of a PDF: its bookmarks, or else lines numbered like headings."""

from __future__ import annotations

import contextlib
import datetime
import io
import logging
import re
from collections.abc import Iterator
from typing import Any, Final

from compliance.adapters.json_file import damaged, too_large
from compliance.adapters.outlines import MAX_HEADINGS, Heading, Outline
from compliance.adapters.values import line
from compliance.errors import ConformityError

MAX_PAGES: Final = 2_000
MAX_READ: Final = 300
"""Pages whose text is looked at where there are no bookmarks."""
MAX_LEVELS: Final = 12
_NUMBERED: Final = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s{1,8}(\S.{1,90})")
_NO_HEADING: Final = re.compile(r"[.;:,。；]$|\.{4,}|\s\d{1,4}$|^\d")
"""How a line ends that is a sentence, or begins and ends that stands in a list of contents."""
_BY_NUMBER: Final = "a line that is numbered like a heading; the file marks none"


def outline_of_pdf(content: bytes, place: str) -> Outline:
    """The headings of a PDF with their pages.

    Args:
        content: the file.
        place: what messages call it.

    Raises:
        ConformityError: ``adapter.damaged`` or ``adapter.too-large``.
    """
    import pypdf  # noqa: PLC0415 - slow to import, used only here

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # this process does nothing else
    try:
        return _read(pypdf.PdfReader(io.BytesIO(content), strict=False), place)
    except (MemoryError, ConformityError):
        raise
    except Exception as error:  # noqa: BLE001 - its reader raises almost anything
        raise damaged(place, f"It cannot be read ({type(error).__name__}).") from None


def _read(reader: Any, place: str) -> Outline:
    if reader.is_encrypted:
        raise damaged(place, "It is encrypted.")
    pages = len(reader.pages)
    if pages > MAX_PAGES:
        raise too_large(place, f"It has {pages} pages; {MAX_PAGES} are accepted.")
    marked = tuple(_marked(reader))
    headings = marked or tuple(_numbered(reader, min(pages, MAX_READ)))
    return _told(reader, headings, pages, has_marks=bool(marked))


def _told(reader: Any, headings: tuple[Heading, ...], pages: int, *, has_marks: bool) -> Outline:
    known = reader.metadata or {}
    notes = []
    if not headings:
        notes.append("It has no bookmarks and no line that is numbered like a heading.")
    elif not has_marks and pages > MAX_READ:
        notes.append(f"It has no bookmarks; headings were looked for on {MAX_READ} pages.")
    return Outline(
        "PDF",
        headings,
        title=line(known.get("/Title")) or next((one.title for one in headings), ""),
        day=_day(reader),
        author=line(known.get("/Author")),
        language=line(str(reader.root_object.get("/Lang", "")), 20),
        pages=pages,
        notes=tuple(notes),
    )


def _day(reader: Any) -> datetime.date | None:
    known = reader.metadata
    for name in ("modification_date", "creation_date"):
        with contextlib.suppress(Exception):  # a day that no calendar has
            found = getattr(known, name, None)
            if isinstance(found, datetime.datetime):
                return found.date()
    return None


def _marked(reader: Any) -> Iterator[Heading]:
    """Bookmarks, which carry the headings and their pages."""
    waiting: list[tuple[Any, int]] = [(one, 1) for one in reversed(reader.outline[:MAX_HEADINGS])]
    found = 0
    while waiting and found < MAX_HEADINGS:
        one, level = waiting.pop()
        if isinstance(one, list):
            if level < MAX_LEVELS:
                waiting += [(inner, level + 1) for inner in reversed(one[:MAX_HEADINGS])]
            continue
        title = line(one.title)
        page = reader.get_destination_page_number(one)
        if title:
            found += 1
            yield Heading(title, level, page=page + 1 if page is not None and page >= 0 else None)


def _numbered(reader: Any, pages: int) -> Iterator[Heading]:
    """Lines that begin with a number like 3.2 and are no sentence."""
    found = 0
    for number in range(pages):
        for raw in reader.pages[number].extract_text().splitlines()[:2_000]:
            told = _NUMBERED.fullmatch(raw.strip()[:200])
            if told is None or _NO_HEADING.search(told[2]) or not told[2][0].isalpha():
                continue
            found += 1
            if found > MAX_HEADINGS:
                return
            yield Heading(line(raw), told[1].count(".") + 1, page=number + 1, sure=_BY_NUMBER)
