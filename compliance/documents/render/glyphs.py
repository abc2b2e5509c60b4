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
from compliance.documents.render.extra import ASCII, Extra, extra_for, extras, missing

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


def _ours(character: str) -> bool:
    if character in _SPACES:
        return True
    if _is_hidden(character):
        return False
    return ord(character) in _latin() or ord(character) in _characters(CHINESE)


def seen(text: str) -> str:
    """The text with a visible mark for each character that nobody sees."""
    return _marked(text, {one for one in set(text) - _SPACES if _is_hidden(one)})


def _printable(character: str) -> bool:
    if _ours(character):
        return True
    hidden = unicodedata.category(character) in _HIDDEN
    return not hidden and extra_for(ord(character)) is not None


def extras_in(text: str) -> tuple[Extra, ...]:
    """Added fonts that a text needs, in their order."""
    found = {extra_for(ord(sign)) for sign in set(text) if ord(sign) > ASCII and not _ours(sign)}
    return tuple(font for font in extras() if font in found)


def lacking(text: str) -> tuple[str, ...]:
    """Fonts that could be added for what a text has and cannot be printed, by name."""
    return missing([text], filter(_printable, set(text)))


def legible(text: str, *, ours: bool = False) -> str:
    r"""The text with a visible mark for each character that cannot be printed.

    Args:
        text: what is to be printed.
        ours: whether only our own fonts are there.

    >>> legible("a\u202eb")
    'a‹U+202E›b'
    """
    can = _ours if ours else _printable
    return _marked(text, {one for one in set(text) if not can(one)})


def _marked(text: str, characters: set[str]) -> str:
    marks = {ord(one): f"‹U+{ord(one):04X}›" for one in sorted(characters)}
    return text.translate(marks) if marks else text


def needs_chinese(text: str) -> bool:
    """Whether the text has characters that only the Chinese font can print."""
    rest = {ord(character) for character in set(text)} - _latin()
    return bool(rest & _characters(CHINESE)) if rest - {9, 10} else False
