"""The geometry of a page: one place for the style sheets and for what is drawn around."""

from __future__ import annotations

from typing import Final

MM: Final = 72 / 25.4
"""Points in a millimetre."""
LEFT: Final = 22
RIGHT: Final = 17
TOP: Final = 22
BOTTOM: Final = 19
"""Margins of framed pages, in millimetres."""


def page_style() -> str:
    """The style sheet that gives pages these margins."""
    return f"@page{{size:A4;margin:{TOP}mm {RIGHT}mm {BOTTOM}mm {LEFT}mm}}"
