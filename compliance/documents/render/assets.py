"""Style sheets and fonts of papers."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from compliance.data.program import texts_digest
from compliance.data.shipped import shipped_folder
from compliance.documents.render.glyphs import CHINESE, fonts_folder, needs_chinese
from compliance.documents.render.page import PAPERS, Margins
from compliance.documents.render.sheet import FORMAT
from compliance.documents.render.versions import versions

CHINESE_STYLE: Final = "css/chinese"
"""Style sheet of the Chinese font, which is large: only where the text needs it."""
PRESS: Final = texts_digest([(Path(__file__).parent, "render", ".py")])
"""The source that lays out: a sheet of another working copy may look otherwise, and the
paper names the program that made all of it."""


@functools.cache
def font_files() -> dict[str, Path]:
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
        """The assets with the Chinese font, where a fragment needs it."""
        if CHINESE_STYLE in self.styles or not needs_chinese(html):
            return self
        return replace(self, styles=(*self.styles, CHINESE_STYLE))

    def texts(self) -> list[str]:
        """The style sheets themselves."""
        folder = shipped_folder("templates")
        read = [(folder / f"{name}.css").read_text(encoding="utf-8") for name in self.styles]
        return [self.margins.style(), *read]

    def fonts(self) -> dict[str, bytes]:
        """Font files by the address under which style sheets name them."""
        return {
            f"/fonts/{path.name}": path.read_bytes()
            for path in font_files().values()
            if CHINESE_STYLE in self.styles or path.name != CHINESE
        }

    def digest(self) -> str:
        """Of everything but the fragment that decides the bytes of its sheet."""
        return _digest(self)


@functools.cache
def _digest(assets: Assets) -> str:
    parts = [
        FORMAT, PRESS, assets.language, assets.texts(), sorted(font_files()), versions()
    ]  # fmt: skip
    return sha256(json.dumps(parts).encode()).hexdigest()
