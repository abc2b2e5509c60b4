"""Which characters our fonts can print, and a visible mark for the others.

A character without a glyph would pull in whatever font the machine has: the PDF
would differ between machines and lose its archive conformance. It is printed as
``‹U+1F600›`` instead; the record inside the PDF keeps the text as it was given.
Invisible characters that steer direction or joining get the mark too, so that
nobody can hide or turn words with them.
"""

from __future__ import annotations

import functools
import unicodedata
from pathlib import Path
from typing import Final

from compliance.data.shipped import shipped_folder

LATIN: Final = (
    "IBMPlexSans-Regular.ttf",
    "IBMPlexSans-Italic.ttf",
    "IBMPlexSans-SemiBold.ttf",
    "IBMPlexSans-Bold.ttf",
)
CHINESE: Final = "IBMPlexSansSC-Regular.ttf"
_SPACES: Final = frozenset("\n\t ")
_HIDDEN: Final = frozenset({"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


def fonts_folder() -> Path:
    """Where the fonts lie that the dossier is set in."""
    return shipped_folder("templates") / "fonts"


@functools.cache
def _characters(name: str) -> frozenset[int]:
    import uharfbuzz  # noqa: PLC0415 - only papers need it

    blob = uharfbuzz.Blob.from_file_path(str(fonts_folder() / name))
    return frozenset(uharfbuzz.Face(blob).unicodes)


@functools.cache
def _latin() -> frozenset[int]:
    """Code points that every weight of the main font has."""
    return frozenset.intersection(*(_characters(name) for name in LATIN))


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in _HIDDEN


def _printable(character: str) -> bool:
    if character in _SPACES:
        return True
    if _is_hidden(character):
        return False
    return ord(character) in _latin() or ord(character) in _characters(CHINESE)


def seen(text: str) -> str:
    """The text with a visible mark for each character that nobody sees."""
    return _marked(text, {one for one in set(text) - _SPACES if _is_hidden(one)})


def legible(text: str) -> str:
    r"""The text with a visible mark for each character that cannot be printed.

    >>> legible("a\u202eb")
    'a‹U+202E›b'
    """
    return _marked(text, {one for one in set(text) if not _printable(one)})


def _marked(text: str, characters: set[str]) -> str:
    marks = {ord(one): f"‹U+{ord(one):04X}›" for one in sorted(characters)}
    return text.translate(marks) if marks else text


def needs_chinese(text: str) -> bool:
    """Whether the text has characters that only the Chinese font can print."""
    rest = {ord(character) for character in set(text)} - _latin()
    return bool(rest & _characters(CHINESE)) if rest - {9, 10} else False
