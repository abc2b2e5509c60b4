"""How the pages of EUR-Lex are laid out: blocks, rows, running text, the head.

Helpers of :mod:`compliance.law.xhtml`; they know classes and tags, not the law.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from compliance.data.markup import Element
from compliance.law.pieces import Parsed, clean

PASSED_OVER: Final = frozenset({"modref", "arrow", "hd-table", "hd-date", "reference"})
BLOCK_TAGS: Final = frozenset({"p", "div", "table", "ul", "ol", "hr"})
_FILE: Final = re.compile(r"(?<!\d)3(\d{4})[A-Z](\d{4})(?!\d)|L_(\d{4})(\d{5})(?!\d)")


def classes_of(element: Element) -> set[str]:
    """The classes of an element, without the prefix of the Official Journal."""
    names = element.attributes.get("class", "").split()
    return {name.removeprefix("oj-") for name in names}


def is_section(classes: set[str]) -> bool:
    """Whether an element is the heading of a part of an annex."""
    return any(name.startswith(("ti-grseq-", "title-gr-seq-level-")) for name in classes)


def has_blocks(element: Element) -> bool:
    """Whether there are blocks anywhere inside an element."""
    return any(part.tag in BLOCK_TAGS for part in element.walk() if part is not element)


def split(element: Element) -> Iterator[Element | list[Element | str]]:
    """Blocks inside an element; running text between them as lists of its parts."""
    run: list[Element | str] = []
    for part in element.content:
        if isinstance(part, Element) and (part.tag in BLOCK_TAGS or has_blocks(part)):
            if run:
                yield run
            run = []
            yield part
        else:
            run.append(part)
    if run:
        yield run


def number_of(element: Element) -> Element | None:
    """The number that a consolidated page sets before a paragraph."""
    return next((part for part in element if "no-parag" in classes_of(part)), None)


def rows(element: Element) -> Iterator[list[Element]]:
    """Cells of each row of a table or grid, not of those nested in it."""
    if element.tag != "table":
        columns = [part for part in element if part.tag == "div"]
        for at in range(0, len(columns) - 1, 2):
            yield columns[at : at + 2]
        return
    waiting = list(element)
    for part in waiting:
        if part.tag == "tr":
            yield [cell for cell in part if cell.tag in {"td", "th"}]
        elif part.tag in {"tbody", "thead", "tfoot"}:
            waiting.extend(part)


def runs(element: Element) -> Iterator[str]:
    """The running text of an element, piece by piece; notes as ``NUL number NUL``."""
    for part in element.content:
        if isinstance(part, str):
            yield part
        elif part.tag == "br":
            yield " "
        elif (classes := classes_of(part)) & PASSED_OVER:
            continue
        elif call := note_call(part, classes):
            yield f"\x00{call}\x00"
        elif part.tag in {"sup", "sub"} or classes & {"super", "superscript"}:
            yield ("_" if part.tag == "sub" else "^") + part.text()
        else:
            yield from runs(part)


def note_call(element: Element, classes: set[str]) -> str:
    """The number of the footnote that a link calls, or nothing."""
    link = element.tag == "a" and element.attributes.get("href", "").startswith("#")
    if not link and "note-tag" not in classes:
        return ""
    number = clean(element.text()).strip("() ")
    return number if re.fullmatch(r"[0-9]{1,4}", number) else ""


def particulars(parsed: Parsed, root: Element, place: str) -> None:
    """What page and file name say about act, date and language."""
    page = root.first("html") or root
    parsed.language = page.attributes.get("lang", page.attributes.get("xml:lang", ""))
    parts = (part for element in root.walk() for part in element.content)
    text = clean(" ".join(part for part in parts if isinstance(part, str))[:200_000])
    head = re.search(
        r"\b0(\d{4})[A-Z](\d{4})\s*[—–-]\s*([A-Z]{2})\s*[—–-]\s*(\d\d)\.(\d\d)\.(\d{4})",
        text,
    )
    named = re.search(r"0(\d{4})[A-Z](\d{4})-(\d{4})(\d\d)(\d\d)", f"{place} {text[:2000]}")
    if head:
        parsed.act = (int(head[1]), int(head[2]))
        parsed.date = f"{head[6]}-{head[5]}-{head[4]}"
        parsed.language = parsed.language or head[3]
    elif named:
        parsed.act = (int(named[1]), int(named[2]))
        parsed.date = "-".join(named.groups()[2:])
    else:
        _journal(parsed, root, place)
    parsed.language = parsed.language.lower()[:2]
    if parsed.date and not parsed.source:
        parsed.source = f"EUR-Lex, consolidated text of {parsed.date}"


def _journal(parsed: Parsed, root: Element, place: str) -> None:
    """The number and day that the head of the Official Journal prints."""
    heads = {
        name: clean(part.text())
        for part in root.walk()
        for name in classes_of(part) & {"hd-date", "hd-oj", "hd-lg"}
    }
    day = re.search(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", heads.get("hd-date", ""))
    number = re.search(r"\b(\d{4})/(\d{1,5})\b", heads.get("hd-oj", ""))
    number = number or _FILE.search(place)
    if day:
        parsed.published = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    if number:
        year, current = [group for group in number.groups() if group]
        parsed.act = (int(year), int(current))
        parsed.source = f"OJ L, {int(year)}/{int(current)}"
    parsed.language = parsed.language or heads.get("hd-lg", "")
