"""Fonts that somebody added for scripts that ours lack, such as Hangul or Thai.

They lie in a folder of the user's and are used, and embedded, only where a text needs one.
A paper that was set in one names another program: made again where that font is missing it
looks otherwise, and nobody is said to have changed it.
"""

from __future__ import annotations

import functools
import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

FOLDER: Final = "CONFORMITY_FONTS"
"""Variable with the folder of added fonts."""
MOST: Final = 26
ASCII: Final = 0x7F
OUTLINES: Final = "glyf"
"""Table of the fonts that papers can hold: those with outlines of TrueType."""
SUGGESTED: Final = {
    "HANGUL": "Noto Sans KR",
    "HIRAGANA": "Noto Sans JP",
    "KATAKANA": "Noto Sans JP",
    "CJK": "Noto Sans SC, TC, HK, JP or KR, by the name's country",
    "THAI": "Noto Sans Thai",
    "DEVANAGARI": "Noto Sans Devanagari",
    "GEORGIAN": "Noto Sans Georgian",
    "ARMENIAN": "Noto Sans Armenian",
    "ARABIC": "Noto Sans Arabic",
    "HEBREW": "Noto Sans Hebrew",
}
"""First word of the name of a character to a font that has it, under a free licence."""


@dataclass(frozen=True)
class Extra:
    """A font that somebody added."""

    name: str
    """What it is called here: by its bytes, whatever the name of its file."""
    family: str
    path: Path
    digest: str
    characters: frozenset[int]

    @property
    def style(self) -> str:
        """The style sheet that declares it."""
        return (
            f'@font-face{{font-family:"{self.family}";src:url(/fonts/{self.name});font-weight:400}}'
        )


def folder() -> Path:
    """Where added fonts lie: ``CONFORMITY_FONTS``, or by the custom of the system."""
    named = os.environ.get(FOLDER)
    if named:
        return Path(named).expanduser()
    import platformdirs  # noqa: PLC0415 - only when something is looked up there

    return Path(platformdirs.user_data_dir("conformity-dossier", appauthor=False)) / "fonts"


@functools.cache
def extras() -> tuple[Extra, ...]:
    """Every added font that papers can hold, in the order of the names of their files."""
    found: list[Extra] = []
    try:
        paths = sorted(folder().glob("*.ttf"))
    except OSError:
        return ()
    for path in paths[:MOST]:
        read = _read(path)
        if read is not None:
            digest, characters = read
            family = f"Dossier Extra {chr(ord('A') + len(found))}"
            found.append(Extra(f"extra-{digest[:12]}.ttf", family, path, digest, characters))
    return tuple(found)


def _read(path: Path) -> tuple[str, frozenset[int]] | None:
    """Digest and characters of a font file; nothing where papers cannot hold it."""
    import uharfbuzz  # noqa: PLC0415 - only papers need it

    try:
        content = path.read_bytes()
        face = uharfbuzz.Face(uharfbuzz.Blob(content))
        characters = frozenset(face.unicodes)
    except (OSError, RuntimeError, ValueError):
        return None
    if OUTLINES not in face.table_tags or not characters:
        return None
    return sha256(content).hexdigest(), characters


def extra_for(character: int) -> Extra | None:
    """The added font in which a character is set that ours lack."""
    return next((font for font in extras() if character in font.characters), None)


def missing(texts: Iterable[str], printable: Iterable[str] = ()) -> tuple[str, ...]:
    """Fonts to add for what cannot be printed, by name.

    Args:
        texts: what is printed.
        printable: characters of it that can be.
    """
    left = {sign for text in texts for sign in text if ord(sign) > ASCII} - set(printable)
    words = {unicodedata.name(sign, "").partition(" ")[0] for sign in left}
    return tuple(dict.fromkeys(font for word, font in SUGGESTED.items() if word in words))
