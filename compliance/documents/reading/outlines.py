"""Whether the fonts inside a paper are ours: each glyph with the outline that it must have.

A font could give the letters of one word the outlines of another. So each glyph that is
shown is drawn from the font inside and from our own file, and both must be the same line
by line. Programs that bend outlines while they are shown are not in our subsets at all.
"""

from __future__ import annotations

import functools
import itertools
import struct
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

import uharfbuzz

from compliance.documents.reading.document import Document
from compliance.documents.reading.embedded import Face
from compliance.documents.reading.values import Ref, UnreadableError
from compliance.documents.render.assets import font_names
from compliance.documents.render.typefaces import names

TABLES: Final = {
    "OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "post", "name", "gasp", "vhea",
    "vmtx",
}  # fmt: skip
"""Tables of a subset of ours; neither pictures nor programs nor variations."""
MAX_FONT: Final = 32 * 1024 * 1024
_HEADS: Final = {b"\0\1\0\0", b"true"}
_ADVANCE: Final = 1.01
"""How far a width may be from that in our file: both are rounded."""
_MORE, _WORDS, _MOVED = 0x20, 0x01, 0x02
_NOT_OURS: Final = 0x0100 | 0x08 | 0x40 | 0x80 | 0x0800
"""Parts of a glyph with instructions, or scaled, which not all readers draw alike."""


def check_faces(
    document: Document, faces: list[Face], right: dict[str, dict[int, str]]
) -> list[str]:
    """Find the file of each font, and say what is wrong with fonts.

    Args:
        document: holds the fonts.
        faces: fonts with the glyphs that pages show.
        right: what glyphs mean in the paper that was made here, by the files of fonts.
    """
    found: dict[str, None] = {}
    programs: dict[Ref, Any] = {}
    for face in faces:
        try:
            if face.program not in programs:
                programs[face.program] = _opened(document.data(face.program))
            face.file = _file_of(face, programs[face.program])
            for fault in _check(face, programs[face.program], right.get(face.file, {})):
                found.setdefault(f"The font {_named(face)} {fault}.")
        except UnreadableError as error:
            found.setdefault(f"The font {_named(face)} is none of ours: {error}.")
    return list(found)


def _named(face: Face) -> str:
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in face.name[:40])


def _file_of(face: Face, program: Any) -> str:
    """Our font file with the same outlines; the one whose name fits best is tried first."""
    known = names()
    files = sorted(
        known, key=lambda file: (known[file] != face.name, not face.name.startswith(known[file]))
    )
    for file in files:
        own = _own(file)
        if program.face.upem == own.face.upem and all(
            _outline(program, glyph) == _drawn_here(file, glyph) for glyph in sorted(face.used)
        ):
            return file
    raise UnreadableError("its letters are drawn otherwise")


def _check(face: Face, program: Any, right: dict[int, str]) -> Iterator[str]:
    own, shown = _own(face.file), sorted(face.used)
    scale = 1000 / own.face.upem
    for glyph in shown:
        natural = own.get_glyph_h_advance(glyph)
        wide = abs(face.widths[glyph] - natural * scale) > _ADVANCE
        if wide or program.get_glyph_h_advance(glyph) != natural:
            yield "has other widths than ours"
            break
    for glyph in shown:
        text = face.texts.get(glyph, "")
        if text != right.get(glyph, "") and not _means(face.file, glyph, text):
            yield f"says that a sign reads “{text[:12]}”, which it does not"
            break


@functools.cache
def _own(file: str) -> Any:
    blob = uharfbuzz.Blob.from_file_path(str(font_names()[file]))
    return uharfbuzz.Font(uharfbuzz.Face(blob))


@functools.cache
def _signs(file: str) -> dict[int, set[str]]:
    """Characters by the glyph that our font has for them."""
    own, found = _own(file), dict[int, set[str]]()
    for code in own.face.unicodes:
        found.setdefault(own.get_nominal_glyph(code), set()).add(chr(code))
    return found


def _means(file: str, glyph: int, text: str) -> bool:
    """Whether a glyph of our font stands for a text, alone or as a joined form of it."""
    if not text:
        return False
    signs = _signs(file).get(glyph, set())
    if text in signs or any(unicodedata.normalize("NFKC", sign) == text for sign in signs):
        return True
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(_own(file), buffer)
    return [info.codepoint for info in buffer.glyph_infos or []] == [glyph]


# Outlines.


class _Lines:
    """Takes down how a glyph is drawn."""

    def __init__(self) -> None:
        self.drawn: list[Any] = []

    def __call__(self, *step: Any) -> None:
        self.drawn.append(step)


def _functions() -> Any:
    made = uharfbuzz.DrawFuncs()
    made.set_move_to_func(lambda x, y, lines: lines("m", x, y))
    made.set_line_to_func(lambda x, y, lines: lines("l", x, y))
    made.set_quadratic_to_func(lambda a, b, x, y, lines: lines("q", a, b, x, y))
    made.set_cubic_to_func(lambda a, b, c, d, x, y, lines: lines("c", a, b, c, d, x, y))
    made.set_close_path_func(lambda lines: lines("h"))
    return made


@functools.cache
def _draw_functions() -> Any:
    return _functions()


@functools.lru_cache(maxsize=20_000)
def _drawn_here(file: str, glyph: int) -> list[Any]:
    return _outline(_own(file), glyph)


def _outline(font: Any, glyph: int) -> list[Any]:
    lines = _Lines()
    font.draw_glyph(glyph, _draw_functions(), lines)
    return lines.drawn


# The file of a font.


def _opened(data: bytes) -> Any:
    """A font that is built as our subsets are.

    Raises:
        UnreadableError: it has pictures or programs, or is built in another way.
    """
    tables = _tables(data)
    _no_programs(tables)
    try:
        return uharfbuzz.Font(uharfbuzz.Face(data))
    except (RuntimeError, ValueError, TypeError):
        raise UnreadableError("it cannot be opened") from None


def _tables(data: bytes) -> dict[str, bytes]:
    built = len(data) <= MAX_FONT and data[:4] in _HEADS and len(data) >= 12  # noqa: PLR2004
    count = int.from_bytes(data[4:6]) if built else 0
    found: dict[str, bytes] = {}
    for at in range(12, 12 + 16 * count, 16):
        row = data[at : at + 16]
        if len(row) != 16:  # noqa: PLR2004 - a row of the table
            raise UnreadableError("it is damaged")
        tag, (_, start, length) = row[:4].decode("latin-1").strip(), struct.unpack(">III", row[4:])
        if tag in found or start + length > len(data):
            raise UnreadableError("it is damaged")
        found[tag] = data[start : start + length]
    if not {"glyf", "head", "hmtx", "loca", "maxp"} <= found.keys() <= TABLES:
        raise UnreadableError("it holds more or less than a font of ours")
    return found


def _no_programs(tables: dict[str, bytes]) -> None:
    """Whether no glyph has instructions that move its points, or parts that are scaled."""
    glyphs, wide = tables["glyf"], tables["head"][50:52] == b"\0\1"
    step, form = (4, "I") if wide else (2, "H")
    raw = tables["loca"]
    places = struct.unpack(f">{len(raw) // step}{form}", raw[: len(raw) // step * step])
    factor = 1 if wide else 2
    for start, end in itertools.pairwise(places):
        if start != end and not _plain(glyphs[start * factor : end * factor]):
            raise UnreadableError("it has programs or scales that bend its outlines")


def _plain(glyph: bytes) -> bool:
    try:
        (contours,) = struct.unpack(">h", glyph[:2])
        if contours >= 0:
            at = 10 + 2 * contours
            return struct.unpack(">H", glyph[at : at + 2]) == (0,)
        at, flags = 10, _MORE
        while flags & _MORE:
            (flags,) = struct.unpack(">H", glyph[at : at + 2])
            at += 4 + (4 if flags & _WORDS else 2)
            if flags & _NOT_OURS or not flags & _MOVED:
                return False
    except struct.error:
        return False
    return True
