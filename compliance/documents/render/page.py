"""The geometry of a page: one place for the style sheets and for what is drawn around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MM: Final = 72 / 25.4
"""Points in a millimetre."""


@dataclass(frozen=True)
class Margins:
    """Margins of framed pages, in millimetres."""

    left: int
    right: int
    top: int
    bottom: int

    def style(self) -> str:
        """The style sheet that gives pages these margins."""
        around = f"{self.top}mm {self.right}mm {self.bottom}mm {self.left}mm"
        return f"@page{{size:A4;margin:{around}}}"


PAPERS: Final = Margins(left=24, right=18, top=24, bottom=22)
"""Of every paper of the family; its style sheets count on the width that they leave."""
