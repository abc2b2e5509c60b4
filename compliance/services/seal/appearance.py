"""What a seal shows on the page, in our own font and no larger than its field.

The picture tells whose certificate was used, when, and what the signer adds. It claims
nothing about the rank of the signature: that follows from the certificate and from
lists which are not on the paper.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import uharfbuzz
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.font.opentype import GlyphAccumulator
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from compliance.documents.render.glyphs import CHINESE, fonts_folder, legible, needs_chinese

LATIN: Final = "IBMPlexSans-Regular.ttf"
MARGIN: Final = 4.0
LEADING: Final = 1.28
SIZES: Final = (8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5, 4.0)
"""Sizes of the text in points; the largest is taken at which everything has room."""
CUT: Final = "…"
INK: Final = b"0.11 0.14 0.2 rg"
HOLDER: Final = 1.4
"""How much larger the name of the holder is than the rest."""


@dataclass(frozen=True)
class Line:
    """A paragraph of the picture."""

    text: str
    scale: float = 1.0


@dataclass
class _Fonts:
    """Our fonts as this picture uses them."""

    writer: BasePdfFileWriter
    characters: frozenset[str]
    """All that is written with them."""
    engines: dict[str, Any] = field(default_factory=dict)

    def shape(self, text: str) -> list[tuple[str, bytes, float]]:
        """Pieces of a line, each in one font: name, operators, width at size 1."""
        pieces: list[list[str]] = []
        for character in text:
            name = CHINESE if needs_chinese(character) else LATIN
            if pieces and pieces[-1][0] == name:
                pieces[-1][1] += character
            else:
                pieces.append([name, character])
        return [self._piece(name, part) for name, part in pieces]

    def _piece(self, name: str, text: str) -> tuple[str, bytes, float]:
        if name not in self.engines:
            font = io.BytesIO(_reduced(name, self.characters))
            self.engines[name] = GlyphAccumulator(self.writer, font, font_size=1)
        shaped = self.engines[name].shape(text)
        return self.resource(name), shaped.graphics_ops, shaped.x_advance

    def width(self, text: str) -> float:
        """Width of a line at size 1."""
        return sum(width for _, _, width in self.shape(text))

    @staticmethod
    def resource(name: str) -> str:
        return "/C" if name == CHINESE else "/L"

    def resources(self) -> generic.DictionaryObject:
        found = {
            generic.pdf_name(self.resource(name)): engine.as_resource()
            for name, engine in self.engines.items()
        }
        fonts = generic.DictionaryObject(found)
        return generic.DictionaryObject({generic.pdf_name("/Font"): fonts})


def _reduced(name: str, characters: frozenset[str]) -> bytes:
    """A font with the characters that are needed, which is taken apart in no time."""
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(ord(character) for character in characters)
    blob = uharfbuzz.Blob.from_file_path(str(fonts_folder() / name))
    content: bytes = uharfbuzz.subset(uharfbuzz.Face(blob), wanted).blob.data
    return content


def draw(
    writer: BasePdfFileWriter, width: float, height: float, lines: list[Line]
) -> generic.IndirectObject:
    """Draw paragraphs as the picture of a field.

    Args:
        writer: of the file that is being sealed.
        width: of the field, in points.
        height: of the field.
        lines: from the top down; what has no room even in the smallest size is cut.

    Returns:
        The picture, an object of the file.
    """
    lines = [Line(legible(line.text, ours=True), line.scale) for line in lines]
    fonts = _Fonts(writer, frozenset(CUT).union(*(line.text for line in lines)))
    rows = _fitted(fonts, lines, width - 2 * MARGIN, height - 2 * MARGIN)
    content = [b"q", INK, b"BT"]
    y = height - MARGIN
    for text, size in rows:
        y -= size * LEADING
        content += _row(fonts, text, size, y + size * (LEADING - 1))
    picture = generic.StreamObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/XObject"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/Form"),
            generic.pdf_name("/BBox"): generic.ArrayObject(
                [generic.FloatObject(f"{number:.3f}") for number in (0, 0, width, height)]
            ),
            generic.pdf_name("/Resources"): fonts.resources(),
        },
        stream_data=b"\n".join([*content, b"ET", b"Q"]),
    )
    for engine in fonts.engines.values():
        engine.prepare_write()
    picture.compress()
    return writer.add_object(picture)


def _row(fonts: _Fonts, text: str, size: float, y: float) -> Iterator[bytes]:
    """Operators for one row of text."""
    x = MARGIN
    for name, operators, width in fonts.shape(text):
        place = f"{name} {size:.2f} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm "
        yield place.encode("ascii") + operators
        x += width * size


def _fitted(
    fonts: _Fonts, lines: list[Line], width: float, height: float
) -> list[tuple[str, float]]:
    """Rows with their sizes, in the largest size at which they have room."""
    rows: list[tuple[str, float]] = []
    for size in SIZES:
        rows = [
            (row, size * line.scale)
            for line in lines
            for row in _wrapped(fonts, line.text, width / (size * line.scale))
        ]
        if sum(one for _, one in rows) * LEADING <= height:
            return rows
    while len(rows) > 1 and sum(one for _, one in rows) * LEADING > height:
        rows.pop()
    text, size = rows[-1]
    return [*rows[:-1], (text + CUT, size)]


def _wrapped(fonts: _Fonts, text: str, width: float) -> Iterator[str]:
    """Rows of a text, broken between words, and within a word that is too wide."""
    row = ""
    for word in text.split():
        longer = f"{row} {word}" if row else word
        if fonts.width(longer) <= width:
            row = longer
            continue
        if row:
            yield row
        row = word
        while fonts.width(row) > width and len(row) > 1:
            fits = next(
                (at for at in range(len(row) - 1, 1, -1) if fonts.width(row[:at]) <= width), 1
            )
            yield row[:fits]
            row = row[fits:]
    if row:
        yield row
