"""How the cells of exported workbooks look: what is to be filled in stands out."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any, Final

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

INK, DEEP, WASH, LINE = "17242A", "0B3C49", "EEF3F4", "B7C4C8"
FREE: Final = "FFF9EC"


@functools.cache
def _styles() -> dict[str, Any]:
    side = Side(style="thin", color=LINE)
    return {
        "wrap": Alignment(vertical="top", wrap_text=True),
        "indent": Alignment(vertical="top", wrap_text=True, indent=2),
        "line": Border(bottom=side),
        "box": Border(left=side, right=side, top=side, bottom=side),
        "white": Font(bold=True, color="FFFFFF"),
        "bold": Font(bold=True, color=INK),
        "title": Font(bold=True, size=14, color=DEEP),
        "deep": PatternFill("solid", fgColor=DEEP),
        "free": PatternFill("solid", fgColor=FREE),
        "open": Protection(locked=False),
        "link": Font(underline="single", color="0B4F63"),
    }


def wrapped(cell: Any) -> None:
    """A cell to read."""
    cell.alignment, cell.border = _styles()["wrap"], _styles()["line"]


def indented(cell: Any) -> None:
    """A question that follows up another."""
    cell.alignment = _styles()["indent"]


def field(cell: Any, *, text: bool = True) -> None:
    """A cell to fill in; as text, what is typed stays as it is."""
    styles = _styles()
    cell.alignment, cell.border = styles["wrap"], styles["box"]
    cell.fill, cell.protection = styles["free"], styles["open"]
    if text:
        cell.number_format = "@"


def heading(cell: Any) -> None:
    """The heading of a column."""
    styles = _styles()
    cell.font, cell.fill, cell.alignment = styles["white"], styles["deep"], styles["wrap"]


def title(cell: Any) -> None:
    """The title of a sheet."""
    cell.font = _styles()["title"]


def bold(cell: Any) -> None:
    """A name beside a field."""
    cell.font = _styles()["bold"]


def link(cell: Any, sheet: str, text: str) -> None:
    """A way to another sheet."""
    cell.value, cell.data_type = text, "s"
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!B4", display=text)
    cell.font = _styles()["link"]


def widths(sheet: Any, columns: Iterable[int]) -> None:
    """Widths of the first columns."""
    for at, width in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width


def landscape(sheet: Any) -> None:
    """Print across, as wide as the paper."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def protect(sheet: Any) -> None:
    """Keep slips of the hand from what is not to be filled in; there is no password."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
