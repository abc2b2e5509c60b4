"""Fonts of a bound paper: one subset of each, over the glyphs of all its sheets."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import uharfbuzz

from compliance.data.cache import Cache
from compliance.documents.render.extra import extras
from compliance.documents.render.sheet import Face, Sheet
from compliance.documents.render.syntax import string
from compliance.documents.render.writer import Writer
from compliance.errors import fail

NAMES: Final = {
    "IBMPlexSans-Regular.ttf": "Dossier-Sans",
    "IBMPlexSans-SemiBold.ttf": "Dossier-Sans-Semi-Bold",
    "IBMPlexSans-Bold.ttf": "Dossier-Sans-Bold",
    "IBMPlexSans-Italic.ttf": "Dossier-Sans-Italic",
    "IBMPlexMono-Regular.ttf": "Dossier-Mono",
    "IBMPlexMono-SemiBold.ttf": "Dossier-Mono-Semi-Bold",
    "IBMPlexSansSC-Regular.ttf": "Dossier-Chinese",
}
"""Our font files, by the names under which papers have them."""


def names() -> dict[str, str]:
    """Every font file, also those that were added, by the names that papers have for them."""
    return NAMES | {font.name: font.family.replace(" ", "-") for font in extras()}


NOTHING: Final = "\u200b"
"""What a glyph stands for whose text the glyph before it has: Thai writes one sign as two
glyphs. PDF/A wants a text for each of them."""
_SYMBOLIC: Final = 4
_NOT_NEEDED: Final = (b"GSUB", b"GPOS", b"GDEF", b"BASE", b"DSIG", b"STAT", b"name")
"""Tables that only shaping needs, which is done."""


@dataclass
class Used:
    """A font of the paper: its face, and the glyphs used so far."""

    face: Face
    glyphs: dict[int, tuple[int, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A short text that was shaped: glyphs with kerning after each, and its width."""

    glyphs: tuple[tuple[int, int], ...]
    width: int
    """In thousandths of the size."""


class Typefaces:
    """Gathers what sheets use, shapes short texts, and writes the fonts."""

    def __init__(self, files: dict[str, Path], cache: Cache | None) -> None:
        """Use our fonts.

        Args:
            files: font files by the SHA-256 of their content.
            cache: where subsets are kept.
        """
        self._files, self._cache = files, cache
        self._by_name = {path.name: digest for digest, path in files.items()}
        self._by_name |= {font.name: font.digest for font in extras()}
        self._opened: dict[str, Any] = {}
        self._shaped: dict[tuple[str, str], Line] = {}
        self._used: dict[str, Used] = {}

    def gather(self, sheet: Sheet) -> None:
        """Add what a sheet uses; sheets come in the order of the paper.

        Raises:
            ConformityError: ``dossier.renderer``, for a font of the machine.
        """
        for key, face in sheet.faces().items():
            if face.digest not in self._files:
                raise _foreign(face.name)
            used = self._used.setdefault(key, Used(face))
            for glyph, (width, text) in face.glyphs.items():
                known = used.glyphs.get(int(glyph))
                if known is None or (not known[1] and text):
                    used.glyphs[int(glyph)] = (width, text)

    def key(self, file: str) -> str:
        """The key of one of our font files, whether a sheet uses it or not."""
        digest = self._by_name[file]
        for key, used in self._used.items():
            if used.face.digest == digest:
                return key
        key, name = f"F{len(self._used)}", names()[file]
        extents = self._font(digest).get_font_extents("ltr")
        scale = 1000 / self._font(digest).face.upem
        ascent, descent = round(extents.ascender * scale), round(extents.descender * scale)
        family = name.split("-Semi")[0].split("-Bold")[0].replace("-", " ")
        self._used[key] = Used(Face(name, family, digest, _SYMBOLIC, ascent, descent, {}))
        return key

    def _font(self, digest: str) -> Any:
        if digest not in self._opened:
            blob = uharfbuzz.Blob.from_file_path(str(self._files[digest]))
            self._opened[digest] = uharfbuzz.Font(uharfbuzz.Face(blob))
        return self._opened[digest]

    def has(self, key: str, character: str) -> bool:
        """Whether a font has a glyph for a character."""
        font = self._font(self._used[key].face.digest)
        return bool(font.get_nominal_glyph(ord(character)))

    def shape(self, key: str, text: str) -> Line:
        """Shape a short text, whose glyphs are in the paper from then on."""
        if (key, text) not in self._shaped:
            self._shaped[key, text] = self._shape(self._used[key], text)
        return self._shaped[key, text]

    def _shape(self, used: Used, text: str) -> Line:
        font = self._font(used.face.digest)
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(font, buffer)
        scale = 1000 / font.face.upem
        infos, places = buffer.glyph_infos or [], buffer.glyph_positions or []
        clusters = [info.cluster for info in infos] + [len(text)]
        found = []
        for at, (info, place) in enumerate(zip(infos, places, strict=True)):
            natural = round(font.get_glyph_h_advance(info.codepoint) * scale)
            piece = text[clusters[at] : clusters[at + 1]]
            if not used.glyphs.get(info.codepoint, (0, ""))[1]:
                used.glyphs[info.codepoint] = (natural, piece)
            found.append((info.codepoint, natural - round(place.x_advance * scale)))
        width = sum(used.glyphs[glyph][0] - kern for glyph, kern in found)
        return Line(tuple(found), width)

    def write(self, writer: Writer) -> str:
        """Write every font, and return the dictionary over them."""
        glyphs: dict[str, set[int]] = {}
        for used in self._used.values():
            glyphs.setdefault(used.face.digest, set()).update(used.glyphs)
        programs = {
            digest: self._program(writer, digest, wanted) for digest, wanted in glyphs.items()
        }
        entries = []
        for key in sorted(self._used):
            used = self._used[key]
            number = self._write_one(writer, used, programs[used.face.digest])
            entries.append(f"/{key} {number} 0 R")
        return f"<<{''.join(entries)}>>"

    def _program(self, writer: Writer, digest: str, glyphs: set[int]) -> int:
        """A subset of a font file, over all faces that use it."""
        parts = ["font", digest, sorted(glyphs), uharfbuzz.__version__, zlib.ZLIB_RUNTIME_VERSION]
        key = sha256(json.dumps(parts).encode()).hexdigest()
        kept = None if self._cache is None else self._cache.get(key)
        if kept is None:
            subset = _subset(self._font(digest).face, glyphs)
            kept = b"%d\n" % len(subset) + zlib.compress(subset, 9)
            if self._cache is not None:
                self._cache.put(key, kept)
        length, data = kept.split(b"\n", 1)
        return writer.stream(f"/Length1 {int(length)}", data, packed=True)

    def _write_one(self, writer: Writer, used: Used, program: int) -> int:
        face = used.face
        font = self._font(face.digest)
        scale = 1000 / font.face.upem
        extents = font.get_font_extents("ltr")
        low, high = round(extents.descender * scale), round(extents.ascender * scale)
        name = f"/{_tag(used)}+{face.name}"
        descriptor = writer.add(
            f"<</Type/FontDescriptor/FontName{name}/FontFamily{string(face.family)}"
            f"/Flags {face.flags}/FontBBox[0 {low} 1000 {high}]/ItalicAngle 0"
            f"/Ascent {face.ascent}/Descent {face.descent}/CapHeight 700/StemV 80"
            f"/FontFile2 {program} 0 R>>"
        )
        child = writer.add(
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont{name}/CIDToGIDMap/Identity"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            f"/W[{_widths(used.glyphs)}]/FontDescriptor {descriptor} 0 R>>"
        )
        texts = writer.stream("", to_unicode(used.glyphs))
        return writer.add(
            f"<</Type/Font/Subtype/Type0/BaseFont{name}/Encoding/Identity-H"
            f"/DescendantFonts[{child} 0 R]/ToUnicode {texts} 0 R>>"
        )


def _foreign(name: str) -> Exception:
    return fail(
        "dossier",
        "dossier.renderer",
        f"Text was set in a font of this machine: {name}.",
        "Please report this; a paper must not depend on the machine.",
    )


def _tag(used: Used) -> str:
    """Six letters before the name of a subset, which follow from what is in it."""
    digest = sha256(f"{used.face.digest}{sorted(used.glyphs)}".encode()).digest()
    return "".join(chr(65 + byte % 26) for byte in digest[:6])


def _widths(glyphs: dict[int, tuple[int, str]]) -> str:
    runs: list[tuple[int, list[int]]] = []
    previous = None
    for glyph in sorted(glyphs):
        if previous is None or glyph != previous + 1:
            runs.append((glyph, []))
        runs[-1][1].append(glyphs[glyph][0])
        previous = glyph
    return "".join(f"{start}[{' '.join(map(str, row))}]" for start, row in runs)


def _subset(face: Any, glyphs: set[int]) -> bytes:
    """The glyphs under the numbers they have in the whole font."""
    wanted = uharfbuzz.SubsetInput()
    wanted.sets(uharfbuzz.SubsetInputSets.GLYPH_INDEX).update({0, *glyphs})
    dropped = {int.from_bytes(tag, "big") for tag in _NOT_NEEDED}
    wanted.sets(uharfbuzz.SubsetInputSets.DROP_TABLE_TAG).update(dropped)
    flags = uharfbuzz.SubsetFlags
    wanted.flags = (
        flags.RETAIN_GIDS | flags.NO_HINTING | flags.DESUBROUTINIZE | flags.NOTDEF_OUTLINE
    )
    return bytes(uharfbuzz.subset(face, wanted).blob.data)


def to_unicode(glyphs: dict[int, tuple[int, str]]) -> bytes:
    """What says of each glyph, given with its width, for which text it stands."""
    items = [(glyph, text or NOTHING) for glyph, (_, text) in sorted(glyphs.items())]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo",
        "<< /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <ffff>",
        "endcodespacerange",
    ]
    for at in range(0, len(items), 100):
        lines += _characters(items[at : at + 100])
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode()


def _characters(batch: Sequence[tuple[int, str]]) -> list[str]:
    """At most a hundred glyphs with the text they stand for."""
    rows = [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in batch]
    return [f"{len(batch)} beginbfchar", *rows, "endbfchar"]
