"""The cells of a worksheet: from its XML to texts, numbers, days and truth values."""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import dataclass
from typing import Final

from compliance.data.archive import damaged
from compliance.data.markup import Element
from compliance.errors import fail

MAX_CELLS: Final = 300_000
"""Most cells with content in one sheet."""
MAX_STRINGS: Final = 300_000
MAX_DEPTH: Final = 60
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_BUILT_IN_DAYS: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 59)}) - {
    *range(48, 50)
}
"""Numbers of the formats for days and times that every workbook has."""
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


@dataclass(frozen=True)
class Cell:
    """One cell. ``wrong`` is ``formula`` or ``error`` where it holds no plain value."""

    value: object
    """Text, whole number, number, day, moment, truth value, or nothing."""
    wrong: str = ""


def unescape(text: str) -> str:
    r"""Undo the escapes for characters that XML cannot hold.

    Escapes are UTF-16: two halves make one character, and a half on its own, which no
    page or file can hold, becomes the sign for a character that was lost.

    >>> unescape("a_x000D_b"), unescape("_x005F_x000D_")
    ('a\rb', '_x000D_')
    >>> unescape("_xD83D__xDE00_"), unescape("_xD800_")
    ('\U0001f600', '\ufffd')
    """
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def escape(text: str) -> str:
    r"""Write what XML cannot hold, or what would look like an escape, as an escape.

    >>> escape("_x0041_"), unescape(escape("_x005F_x0041_ \uffff"))
    ('_x005F_x0041_', '_x005F_x0041_ \uffff')
    """
    text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return re.sub(
        "[\x00-\x08\x0b-\x1f\ufffe\uffff]",
        lambda found: f"_x{ord(found[0]):04X}_",
        text,
    )


def day_formats(styles: Element) -> frozenset[int]:
    """Numbers of the cell formats that show a number as a day."""
    custom = {
        part.attributes.get("numFmtId", ""): part.attributes.get("formatCode", "")
        for part in styles.walk()
        if _local(part.tag) == "numFmt"
    }
    formats = next((part for part in styles.walk() if _local(part.tag) == "cellXfs"), None)
    found = set()
    for at, part in enumerate(formats or ()):
        number = part.attributes.get("numFmtId", "0")
        code = _LITERAL.sub("", custom.get(number, "")).lower()
        built_in = number.isdecimal() and int(number) in _BUILT_IN_DAYS
        if any(sign in code for sign in "dmyh") or (number not in custom and built_in):
            found.add(at)
    return frozenset(found)


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


class _Texts:
    """Collects the text of elements, leaving out phonetic readings."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.open: list[str] = []
        self.parts: list[str] = []

    def enter(self, tag: str) -> str:
        local = _local(tag)
        self.open.append(local)
        if len(self.open) > MAX_DEPTH:
            raise damaged(self.place, "It is nested too deeply.")
        return local

    def text(self, text: str) -> None:
        """A piece of text."""
        if self.open and self.open[-1] in {"t", "v", "f"} and "rPh" not in self.open:
            self.parts.append(text)

    def taken(self) -> str:
        found, self.parts = "".join(self.parts), []
        return found


class StringReader(_Texts):
    """The table of shared texts."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.found: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        del attributes
        self.enter(tag)

    def end(self, tag: str) -> None:
        """An element ends."""
        self.open.pop()
        if _local(tag) == "si":
            if len(self.found) >= MAX_STRINGS:
                raise _too_many(self.place)
            self.found.append(unescape(self.taken()))


class CellReader(_Texts):
    """The cells of one sheet."""

    def __init__(
        self, place: str, strings: list[str], days: frozenset[int], epoch: datetime.date
    ) -> None:
        super().__init__(place)
        self.strings, self.days, self.epoch = strings, days, epoch
        self.cells: dict[tuple[int, int], Cell] = {}
        self._row = self._column = 0
        self._kind, self._style, self._formula = "n", 0, False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        local = self.enter(tag)
        if local == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdecimal() else self._row + 1
            self._column = 0
        elif local == "c":
            self._place_of(attributes.get("r", ""))
            style = attributes.get("s", "0")
            self._style = int(style) if style.isdecimal() else 0
            self._kind, self._formula = attributes.get("t", "n"), False
            self.parts = []
        elif local == "f":
            self._formula = True

    def end(self, tag: str) -> None:
        """An element ends."""
        self.open.pop()
        local = _local(tag)
        if local == "f":
            self.parts = []
        elif local == "c":
            cell = self._cell(self.taken())
            if cell.value is None and not cell.wrong:
                return
            if len(self.cells) >= MAX_CELLS:
                raise _too_many(self.place)
            self.cells[self._row, self._column] = cell

    def _place_of(self, reference: str) -> None:
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            self._column += 1
            return
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        self._row, self._column = int(found[2]), column

    def _cell(self, raw: str) -> Cell:
        if self._formula:
            return Cell(None, "formula")
        match self._kind:
            case "s":
                number = int(raw) if raw.strip().isdecimal() else -1
                known = 0 <= number < len(self.strings)
                text = self.strings[number] if known else ""
                return Cell(text or None, "" if known else "error")
            case "inlineStr" | "str":
                return Cell(unescape(raw) or None)
            case "b":
                return Cell(raw.strip() == "1")
            case "e":
                return Cell(None, "error")
            case "d":
                return self._iso(raw)
            case _:
                return self._number(raw.strip())

    def _iso(self, raw: str) -> Cell:
        try:
            return Cell(_day_or_moment(datetime.datetime.fromisoformat(raw.strip())))
        except ValueError:
            return Cell(None, "error")

    def _number(self, raw: str) -> Cell:
        if not raw:
            return Cell(None)
        try:
            number = float(raw)
        except ValueError:
            return Cell(None, "error")
        if not math.isfinite(number):
            return Cell(None, "error")
        if self._style in self.days:
            return self._day(number)
        if re.fullmatch(r"-?[0-9]+", raw):
            return Cell(int(raw)) if len(raw) < 310 else Cell(None, "error")  # noqa: PLR2004
        return Cell(number)

    def _day(self, serial: float) -> Cell:
        start = datetime.datetime.combine(self.epoch, datetime.time())
        if self.epoch.year < 1904 and serial < 60:  # noqa: PLR2004
            # Excel counts a 29 February 1900 that never was: days before are one off.
            start += datetime.timedelta(days=1)
        try:
            seconds = round(serial * 86_400)
            return Cell(_day_or_moment(start + datetime.timedelta(seconds=seconds)))
        except OverflowError:
            return Cell(None, "error")


def _day_or_moment(moment: datetime.datetime) -> datetime.date:
    midnight = moment.time() == datetime.time()
    return moment.date() if midnight else moment.replace(tzinfo=None)


def _too_many(place: str) -> Exception:
    return fail(
        place,
        "exchange.too-large",
        "A sheet holds too many cells.",
        "Return only the exported sheets, without other content.",
    )
