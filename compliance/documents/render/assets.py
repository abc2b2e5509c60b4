"""Style sheets and fonts of papers."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from compliance.data.program import texts_digest
from compliance.data.shipped import shipped_folder
from compliance.documents.render.extra import Extra, extras
from compliance.documents.render.glyphs import CHINESE, extras_in, fonts_folder, needs_chinese
from compliance.documents.render.page import PAPERS, Margins
from compliance.documents.render.sheet import FORMAT
from compliance.documents.render.versions import versions

CHINESE_STYLE: Final = "css/chinese"
"""Style sheet of the Chinese font, which is large: only where the text needs it."""
EXTRA: Final = "extra/"
"""Before the name of an added font, where its style sheet is meant."""
LAST: Final = "Dossier Chinese"
DECLARES: Final = "@font-face"
"""Stands in style sheets that say what a family is, and not which ones are used."""
_FALLBACK: Final = re.compile(r'"Dossier Chinese"(?=[;},])')
PRESS: Final = texts_digest([(Path(__file__).parent, "render", ".py")])
"""The source that lays out: a sheet of another working copy may look otherwise, and the
paper names the program that made all of it."""


def font_files() -> dict[str, Path]:
    """Every font file, ours and those that were added, by the SHA-256 of its content."""
    return {**{font.digest: font.path for font in extras()}, **own_files()}


def font_names() -> dict[str, Path]:
    """The same by name."""
    return {
        **{font.name: font.path for font in extras()},
        **{path.name: path for path in own_files().values()},
    }


@functools.cache
def own_files() -> dict[str, Path]:
    """Our font files by the SHA-256 of their content."""
    return {
        sha256(path.read_bytes()).hexdigest(): path for path in sorted(fonts_folder().glob("*.ttf"))
    }


@dataclass(frozen=True)
class Assets:
    """What decides, beside its text, how a fragment looks."""

    styles: tuple[str, ...]
    """Names of style sheets below the templates, in order."""
    language: str
    margins: Margins = PAPERS

    def for_text(self, html: str) -> Assets:
        """The assets with the Chinese font and added ones, where a fragment needs them."""
        chinese = [CHINESE_STYLE] if needs_chinese(html) else []
        added = (f"{EXTRA}{font.name}" for font in extras_in(html))
        more = [style for style in (*chinese, *added) if style not in self.styles]
        return replace(self, styles=(*self.styles, *more)) if more else self

    def _extras(self) -> list[Extra]:
        return [font for font in extras() if f"{EXTRA}{font.name}" in self.styles]

    def texts(self) -> list[str]:
        """The style sheets themselves."""
        folder = shipped_folder("templates")
        ours = [name for name in self.styles if not name.startswith(EXTRA)]
        read = [(folder / f"{name}.css").read_text(encoding="utf-8") for name in ours]
        added = self._extras()
        if added:  # after the Chinese font, wherever that stands in a list
            families = ",".join(f'"{name}"' for name in (LAST, *(font.family for font in added)))
            read = [text if DECLARES in text else _FALLBACK.sub(families, text) for text in read]
        return [self.margins.style(), *(font.style for font in added), *read]

    def fonts(self) -> dict[str, bytes]:
        """Font files by the address under which style sheets name them."""
        ours = {
            f"/fonts/{path.name}": path.read_bytes()
            for path in own_files().values()
            if CHINESE_STYLE in self.styles or path.name != CHINESE
        }
        return ours | {f"/fonts/{font.name}": font.path.read_bytes() for font in self._extras()}

    def digest(self) -> str:
        """Of everything but the fragment that decides the bytes of its sheet."""
        return _digest(self)


@functools.cache
def _digest(assets: Assets) -> str:
    parts = [
        FORMAT, PRESS, assets.language, assets.texts(), sorted(font_files()), versions()
    ]  # fmt: skip
    return sha256(json.dumps(parts).encode()).hexdigest()
