"""Reads Formex, the XML of the Official Journal, and of consolidated texts.

An act comes as one file for its articles and recitals and one for each annex,
with two files of particulars beside them; a consolidated text has all in one.
Quoted passages of other acts (``QUOT.S``) are never taken for provisions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from compliance.data.markup import Element, contents, first, read_xml, text_of
from compliance.errors import fail
from compliance.law.official.pieces import (
    Parsed,
    Piece,
    annex_id,
    article_id,
    clean,
    section_heading,
)

PARTICULARS: Final = frozenset({"DOC", "PUBLICATION"})
ROOTS: Final = PARTICULARS | {"ACT", "ANNEX", "CONS.ACT", "CONS.ANNEX"}
_BLOCKS: Final = frozenset(
    {"P", "LIST", "NP", "QUOT.S", "GR.SEQ", "PARAG", "ALINEA", "SUBDIV", "TBL", "DLIST"}
)
_SILENT: Final = frozenset({"TI.ART", "STI.ART", "TITLE", "NO.PARAG", "NO.P"})


def read_formex(content: bytes, place: str) -> Parsed:
    """Read one Formex file.

    Raises:
        ConformityError: ``markup.syntax``, ``markup.unsafe``, or
            ``law.import-format`` where the XML is something else.
    """
    root = read_xml(content, place)
    if root.tag not in ROOTS:
        raise fail(
            place,
            "law.import-format",
            f"This XML is not a legal text in Formex (it begins with <{clean(root.tag)}>).",
            "Take the files of the format “Formex” from EUR-Lex, or the HTML page.",
        )
    reader = _Reader(Parsed(place), root)
    reader.particulars(root)
    if root.tag not in PARTICULARS:
        for element in _provisions(root):
            reader.provision(element)
    return reader.parsed


def _provisions(element: Element) -> Iterator[Element]:
    """Recitals, articles and annexes that are the act's own, in order."""
    if element.tag in {"CONSID", "ARTICLE", "ANNEX", "CONS.ANNEX"}:
        yield element
    elif element.tag != "QUOT.S":
        for part in element:
            yield from _provisions(part)


class _Reader:
    def __init__(self, parsed: Parsed, root: Element) -> None:
        self.parsed = parsed
        self.notes = {note: str(number) for number, note in enumerate(root.iter("NOTE"), 1)}
        """Numbers of the footnotes as printed: also of those before Article 1."""

    def particulars(self, root: Element) -> None:
        """What the file says about act, date, language and publication."""
        parsed = self.parsed
        consolidated = first(root, "INFO.CONSLEG")
        if consolidated is not None:
            said = consolidated.get
            number = re.match(r"(\d{4})[A-Z]+(\d+)", said("CONSLEG.REF", ""))
            parsed.act = (int(number[1]), int(number[2])) if number else None
            parsed.date = _day(said("START.DATE") or said("CONSLEG.DATE") or "")
            parsed.source = f"EUR-Lex, consolidated text of {parsed.date}"
        else:
            self._journal(root)
        parsed.language = clean(_said(root, "LG.DOC", "LG.OJ")).lower()

    def _journal(self, root: Element) -> None:
        parsed = self.parsed
        number = first(root, "NO.DOC")
        year, current = _said(number, "YEAR"), _said(number, "NO.CURRENT")
        if year.isdecimal() and current.isdecimal():
            parsed.act = (int(year), int(current))
        series = first(root, "COLL")
        if series is not None and parsed.act:
            year_number = f"{parsed.act[0]}/{parsed.act[1]}"
            parsed.source = f"OJ {clean(text_of(series))}, {year_number}"
        above = first(root, "PUBLICATION.REF", "BIB.OJ", "BIB.INSTANCE")
        date = None if above is None else above.find("DATE")
        day = "" if date is None else _day(date.get("ISO", ""))
        if root.tag in PARTICULARS:
            parsed.published = day
        else:
            parsed.date = day

    def provision(self, element: Element) -> None:
        """A recital, an article or an annex."""
        match element.tag:
            case "CONSID":
                self._recital(element)
            case "ARTICLE":
                self._article(element)
            case _:
                self._annex(element)

    def _recital(self, element: Element) -> None:
        label = clean(_said(element, "NO.P"))
        digits = label.strip("().")
        if digits.isdecimal():
            point = first(element, "NP")
            pieces = self._point(element if point is None else point)
            self.parsed.add(f"rec-{int(digits)}", label, "", pieces)

    def _article(self, element: Element) -> None:
        heading = self._title(element, "TI.ART")
        known = article_id(heading)
        if not known:
            number = re.match(r"0*(\d+)([A-Za-z]?)", element.get("IDENTIFIER", ""))
            known = f"art-{number[1]}{number[2].lower()}" if number else ""
        title = self._title(element, "STI.ART").rstrip("`'")
        self.parsed.add(known, heading, title, self._blocks(element))

    def _title(self, element: Element, tag: str) -> str:
        found = element.find(tag)
        return "" if found is None else self._inline(found, everything=True)

    def _annex(self, element: Element) -> None:
        lines = self._title_lines(element)
        if lines:
            body = first(element, "CONTENTS")
            pieces = self._blocks(element if body is None else body)
            title = " ".join(lines[1:])
            self.parsed.add(annex_id(lines[0]), lines[0], title, pieces)

    def _title_lines(self, element: Element) -> list[str]:
        """The lines of a TITLE, each as printed."""
        lines: list[str] = []
        for part in element.iterfind("TITLE[1]/*"):
            inside = [item for item in part if item.tag in {"P", "NP"}]
            lines += [self._inline(item, everything=True) for item in inside or [part]]
        return [line for line in lines if line]

    def _section(self, element: Element) -> Piece:
        lines = self._title_lines(element)
        label, title = section_heading(lines[0]) if lines else ("", "")
        title = " ".join([title, *lines[1:]]).strip()
        return Piece("item", label=label, title=title, pieces=self._blocks(element))

    def _blocks(self, element: Element, *, after_list: bool = False) -> list[Piece]:
        """The pieces inside an element.

        Args:
            element: what holds text and blocks.
            after_list: whether a text after a list closes it (inside a
                subparagraph), rather than being a subparagraph of its own.
        """
        own = self._inline(element)
        pieces = [Piece("text", own)] if own else []
        for part in element:
            if part.tag in _SILENT or part.tag not in _BLOCKS:
                pieces += self._passed_over(part)
                continue
            fresh = self._block(part)
            closes = after_list and bool(pieces) and pieces[-1].kind == "item"
            if closes and fresh and fresh[0].kind == "text":
                fresh[0].closing = True
            pieces += fresh
        return pieces

    def _passed_over(self, part: Element) -> list[Piece]:
        """Blocks inside an element that is none itself (ITEM, CONTENTS, DIVISION)."""
        if part.tag in {"CONTENTS", "DIVISION", "GR.TBL", "TXT"}:
            return self._blocks(part)
        return []

    def _block(self, part: Element) -> list[Piece]:
        match part.tag:
            case "LIST":
                return [self._entry(item) for item in part if item.tag == "ITEM"]
            case "NP":
                return [self._numbered(part, "NO.P", self._point(part))]
            case "PARAG":
                return [self._numbered(part, "NO.PARAG", self._blocks(part))]
            case "GR.SEQ":
                return [self._section(part)]
            case "QUOT.S":
                return [Piece("quote", self._inline(part, everything=True))]
            case "TBL":
                return [Piece("text", self._inline(part, everything=True))]
            case _:
                return self._blocks(part, after_list=part.tag == "ALINEA")

    def _entry(self, item: Element) -> Piece:
        point = item.find("NP")
        if point is None:
            return Piece("item", label="—", pieces=self._blocks(item))
        return self._numbered(point, "NO.P", self._point(point))

    def _numbered(self, element: Element, tag: str, pieces: list[Piece]) -> Piece:
        return Piece("item", label=self._title(element, tag), pieces=pieces)

    def _point(self, element: Element) -> list[Piece]:
        """A numbered point: its text, then what follows."""
        pieces: list[Piece] = []
        for part in element:
            if part.tag == "TXT":
                pieces += self._blocks(part)
            elif part.tag in _BLOCKS:
                pieces += self._block(part)
        return pieces

    def _inline(self, element: Element, *, everything: bool = False) -> str:
        """Running text of an element, without the blocks inside it."""
        return clean("".join(self._runs(element, everything)))

    def _runs(self, element: Element, everything: bool) -> Iterator[str]:  # noqa: FBT001
        for part in contents(element):
            if isinstance(part, str):
                yield part
            elif part.tag == "NOTE":
                yield self._footnote(part)
            elif part.tag in {"QUOT.START", "QUOT.END"}:
                yield _sign(part.get("CODE", ""))
            elif part.tag == "FT":
                yield _grouped(text_of(part))
            elif part.tag == "HT" and part.get("TYPE") in {"SUP", "SUB"}:
                mark = "^" if part.get("TYPE") == "SUP" else "_"
                yield mark + text_of(part)
            elif everything or (part.tag not in _BLOCKS and part.tag not in _SILENT):
                yield from self._runs(part, everything)
                if part.tag in _BLOCKS or part.tag in _SILENT or part.tag == "CELL":
                    yield " "

    def _footnote(self, note: Element) -> str:
        number = self.notes[note]
        self.parsed.footnotes[number] = self._inline(note, everything=True)
        return f"[fn:{number}]"


def _said(element: Element | None, *tags: str) -> str:
    """The text of the first element with one of the tags; empty where there is none."""
    found = None if element is None else first(element, *tags)
    return "" if found is None else text_of(found)


def _day(text: str) -> str:
    """ISO date of "20240613"; empty where it is not a date."""
    match = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})", text.strip())
    return "-".join(match.groups()) if match else ""


def _sign(code: str) -> str:
    """The quotation mark of a hexadecimal code."""
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""


def _grouped(number: str) -> str:
    """A number as the Official Journal prints it, in groups of three.

    >>> _grouped("35000000"), _grouped("2019")
    ('35 000 000', '2019')
    """
    text = number.strip()
    if not text.isdecimal() or len(text) <= len("2019"):
        return number
    return f"{int(text):,}".replace(",", " ")
