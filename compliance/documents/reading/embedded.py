"""Fonts as pages use them: what each glyph means, how wide it is, and how it is shown."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from compliance.documents.reading.document import Document
from compliance.documents.reading.drawn import MAX_FONTS, UNKNOWN
from compliance.documents.reading.values import Ref, UnreadableError, Value
from compliance.documents.render.typefaces import to_unicode

MAX_GLYPHS: Final = 1 << 16
MAX_KEPT: Final = 200_000
"""How many strings are remembered."""
FORWARD: Final = 450
"""Most that letters stand further apart than they are wide, in thousandths of the size."""
BACK: Final = 330
"""Most that they stand closer."""
ACCENTS: Final = 4_000
"""The same where an accent is put on a letter."""
_PAIR: Final = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]{4,})>\n")
_KEYS: Final = {
    "font": {"Type", "Subtype", "BaseFont", "Encoding", "DescendantFonts", "ToUnicode"},
    "child": {
        "Type", "Subtype", "BaseFont", "CIDToGIDMap", "CIDSystemInfo", "W", "FontDescriptor",
    },
    "descriptor": {
        "Type", "FontName", "FontFamily", "Flags", "FontBBox", "ItalicAngle", "Ascent",
        "Descent", "CapHeight", "StemV", "FontFile2",
    },
}  # fmt: skip
"""All that this program writes about a font."""
_SYSTEM: Final = {"Registry": b"Adobe", "Ordering": b"Identity", "Supplement": 0}
_OTHER: Final = "a font is not described as this program describes fonts"


class Shown(NamedTuple):
    """A string that is shown; lengths in thousandths of the size."""

    text: str
    start: float
    """Where its first glyph stands, from where it was begun."""
    end: float


class Face:
    """A font that pages use."""

    def __init__(self, name: str, program: Ref) -> None:
        """Set up a font without glyphs.

        Args:
            name: as the paper names it, without the letters of a subset.
            program: the file of the font.
        """
        self.name, self.program = name, program
        self.file = ""
        """Our font file with the same outlines; empty until that is known."""
        self.widths: dict[int, float] = {}
        self.texts: dict[int, str] = {}
        self.used: set[int] = set()
        """Glyphs that pages show."""
        self._runs: dict[bytes, tuple[str, float]] = {}

    def show(self, shown: bytes, *, started: bool, risen: bool) -> Shown:
        """Go along a string.

        Args:
            shown: hexadecimal codes, and numbers between them.
            started: whether something was shown before it in the same place.
            risen: whether it stands higher or lower than its line.

        Raises:
            UnreadableError: letters are moved to where they do not belong.
        """
        texts: list[str] = []
        pen = gap = start = 0.0
        first, runs = not started, self._runs
        lead, _, rest = shown.replace(b">0<", b"").partition(b"<")
        gap = _number(lead)
        for part in rest.split(b"<") if rest else ():
            codes, _, number = part.partition(b">")
            text, width = runs.get(codes) or self._run(codes)
            if gap:
                if first:
                    start = -gap
                elif not -FORWARD <= gap <= BACK:
                    _bounded(gap, [*texts[-1:], text])
            first = first and not codes
            pen += width - gap
            gap = _number(number) if number else 0.0
            texts.append(text)
        if risen:
            _bounded(0.0, texts or [""])
        if not -FORWARD <= gap <= BACK:
            _bounded(gap, texts[-1:])
        return Shown("".join(texts), start, pen - gap)

    def _run(self, codes: bytes) -> tuple[str, float]:
        """What a string without numbers says, and how wide it is."""
        data = bytes.fromhex(codes.decode("ascii")) if len(codes) % 4 == 0 else b""
        if len(data) * 2 != len(codes):
            raise UnreadableError("text is shown in half of a code")
        glyphs = [int.from_bytes(data[at : at + 2]) for at in range(0, len(data), 2)]
        missing = [glyph for glyph in glyphs if glyph not in self.widths]
        if missing:
            raise UnreadableError(f"glyph {missing[0]} of {self.name[:40]} has no width")
        self.used.update(glyphs)
        text = "".join(self.texts.get(glyph, UNKNOWN) for glyph in glyphs)
        known = text, sum(self.widths[glyph] for glyph in glyphs)
        if len(self._runs) < MAX_KEPT:
            self._runs[codes] = known
        return known


def _number(text: bytes) -> float:
    """A number between strings; none is 0."""
    try:
        return float(text) if text else 0.0
    except ValueError:
        if not text.strip():
            return 0.0
        raise UnreadableError("a number of a page is none") from None


def _bounded(gap: float, texts: list[str]) -> None:
    """Only accents are moved far from where letters stand one after the other."""
    accents = any(unicodedata.category(sign)[0] == "M" for text in texts for sign in text)
    if not accents or abs(gap) > ACCENTS:
        raise UnreadableError("letters of a word are moved away from where they belong")


class Faces:
    """Fonts of a document, each read once."""

    def __init__(self, document: Document) -> None:
        """Take a document."""
        self._document = document
        self.read: dict[Ref, Face] = {}

    def face(self, value: Value) -> Face:
        """A font by its reference.

        Raises:
            UnreadableError: it is not described as this program describes fonts.
        """
        if not isinstance(value, Ref):
            raise UnreadableError("text is shown in a font that is not there")
        if value not in self.read:
            if len(self.read) > MAX_FONTS:
                raise UnreadableError("it has more fonts than are accepted")
            self.read[value] = self._read(value)
        return self.read[value]

    def _read(self, value: Value) -> Face:
        document = self._document
        font = document.dictionary(value)
        children = document.array(font.get("DescendantFonts"))
        child = document.dictionary(children[0] if len(children) == 1 else None)
        descriptor = document.dictionary(child.get("FontDescriptor"))
        parts = {"font": font, "child": child, "descriptor": descriptor}
        name = str(font.get("BaseFont"))
        as_written = (
            all(parts[part].keys() == keys for part, keys in _KEYS.items())
            and font["Subtype"] == "Type0"
            and font["Encoding"] == "Identity-H"
            and child["Subtype"] == "CIDFontType2"
            and child["CIDToGIDMap"] == "Identity"
            and document.resolve(child["CIDSystemInfo"]) == _SYSTEM
            and name == child["BaseFont"] == descriptor["FontName"]
            and isinstance(descriptor["FontFile2"], Ref)
        )
        if not as_written:
            raise UnreadableError(_OTHER)
        face = Face(name.partition("+")[2] or name, descriptor["FontFile2"])
        face.widths = _widths(document, document.array(child["W"]))
        face.texts = _texts(document.data(font["ToUnicode"]))
        return face


def _widths(document: Document, row: list[Value]) -> dict[int, float]:
    """Widths by glyph, from pairs of a first glyph and a list."""
    found: dict[int, float] = {}
    if len(row) % 2:
        raise UnreadableError(_OTHER)
    for first, widths in zip(row[::2], row[1::2], strict=True):
        listed = document.resolve(widths)
        if type(first) is not int or not isinstance(listed, list) or len(found) > MAX_GLYPHS:
            raise UnreadableError(_OTHER)
        for glyph, width in enumerate(listed, first):
            if not isinstance(width, int | float) or glyph in found:
                raise UnreadableError(_OTHER)
            found[glyph] = float(width)
    return found


def _texts(data: bytes) -> dict[int, str]:
    """Texts by glyph, from a table in the very form in which this program writes it."""
    found: dict[int, str] = {}
    for code, digits in _PAIR.findall(data.partition(b"endcodespacerange")[2]):
        try:
            found[int(code, 16)] = bytes.fromhex(digits.decode("ascii")).decode("utf-16-be")
        except (ValueError, UnicodeDecodeError):
            raise UnreadableError(_OTHER) from None
    if to_unicode({glyph: (0, text) for glyph, text in found.items()}) != data:
        raise UnreadableError("a font says in another form than this program what its glyphs mean")
    return found
