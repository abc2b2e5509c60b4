"""Tables as text of others: in which encoding, parted by which sign.

An encoding is stated by its mark, or shown by the text being whole in it. Where several
would fit, the one whose letters are those of a language is taken; which was taken is said,
for whoever reads the rows sees at once whether it was the right one.
"""

from __future__ import annotations

import codecs
import csv
import re
from dataclasses import dataclass
from typing import Final

from compliance.data.archive import damaged
from compliance.data.delimited import SIGNS, may_hold_too_many, rows_of
from compliance.data.workbook import LAST_ROW, MAX_CELLS, Cell, Worksheet
from compliance.errors import ConformityError, fail

MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
EASTERN: Final = (("gb18030", "GB 18030"), ("big5hkscs", "Big5"))
WESTERN: Final = ("cp1252", "Windows-1252")
MAX_ROWS: Final = 200_000
SAMPLE: Final = 40
"""Lines by which the sign between cells is chosen."""
_COMMON: Final = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发"
    "風險风险措施名称編編号编號說明说明數据数据類型类型影響影响評估评估系統系统結果结果日期負責责任"
    "測試测试訓練训练用途來源来源版本語言语言國家国家狀態状态備註备注高低無无是否個人个人模型"
)
"""Signs of nearly every Chinese text, in both ways of writing, and of tables of this field."""
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f]")
"""Signs that no text holds."""
_DIRECTIVE: Final = re.compile(r"sep=(.)\r?\n?")


@dataclass(frozen=True)
class Decoded:
    """A text, and the encoding that was taken for it."""

    text: str
    encoding: str
    guessed: bool = False
    """Whether nothing in the file says so."""


def decode(content: bytes, place: str) -> Decoded:
    """The text of a file of others.

    Raises:
        ConformityError: ``table.format`` where it is no text.
    """
    for mark, codec, name in MARKS:
        if content.startswith(mark):
            return Decoded(_whole(content, codec, place), name)
    if b"\0" in content[:4096]:
        return _unmarked_utf16(content, place)
    try:
        return Decoded(content.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return _guess(content)


def _whole(content: bytes, codec: str, place: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        raise damaged(place, "It is not encoded as its first bytes say.") from None


def _unmarked_utf16(content: bytes, place: str) -> Decoded:
    little = content[1:2] == b"\0"
    try:
        text = content.decode("utf-16-le" if little else "utf-16-be")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise _no_text(place)
    return Decoded(text, "UTF-16", guessed=True)


def _no_text(place: str) -> ConformityError:
    return fail(
        place,
        "table.format",
        "It is neither a table as text nor a workbook that is known here.",
        "Save it as CSV, as an Excel workbook (.xlsx) or as an OpenDocument (.ods).",
    )


def _guess(content: bytes) -> Decoded:
    """The encoding of a text that is not UTF-8 and does not say what it is.

    A text of a western language is nearly always whole in the eastern encodings, too, and
    comes to rare signs there; so eastern it is only where its signs are common ones.
    """
    found = []
    for codec, name in EASTERN:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        signs = _CHINESE.findall(text[:200_000])
        if signs:
            found.append((sum(sign in _COMMON for sign in signs) / len(signs), text, name))
    if found:
        share, text, name = max(found)
        if share >= 0.12:  # noqa: PLR2004 - running text has a third of them, chance below 2 percent
            return Decoded(text, name, guessed=True)
    return Decoded(content.decode(WESTERN[0], "replace"), WESTERN[1], guessed=True)


def read_text_table(content: bytes, place: str) -> tuple[Worksheet, Decoded, str]:
    """The rows of a table as text.

    Returns:
        The table, the text with its encoding, and the sign that parts its cells.

    Raises:
        ConformityError: ``table.format``, ``exchange.damaged`` or ``exchange.too-large``.
    """
    decoded = decode(content, place)
    text = decoded.text
    if _CONTROL.search(text[:100_000]):
        raise _no_text(place)
    directive = _DIRECTIVE.match(text[:8])
    if directive:
        text, sign = text[directive.end() :], directive[1]
    else:
        sign = sign_of(text) or ","
    if may_hold_too_many(text, sign):
        raise _too_large(place)
    sheet, cells, skipped = Worksheet(""), 0, 1 if directive else 0
    try:
        for number, row in enumerate(rows_of(text, sign, MAX_ROWS + 2), 1 + skipped):
            for column, value in enumerate(row, 1):
                if value.strip():
                    sheet.cells[number, column] = Cell(value.strip())
                    cells += 1
            if cells > MAX_CELLS or number > min(MAX_ROWS, LAST_ROW):
                raise _too_large(place)
    except csv.Error as error:
        raise damaged(place, f"It is no CSV: {error}.") from None
    return sheet, decoded, sign


def sign_of(text: str) -> str:
    r"""The sign that parts cells: the one that stands equally often in most lines.

    A title above the table may have none, or another one; so the first lines are looked at
    together.

    >>> sign_of("Register; as of May, June and July\na;b;c\n1,5;2;3\n2,5;2;3\n")
    ';'
    """
    lines = [line for line in text[:100_000].splitlines()[:SAMPLE] if line.strip()]
    best, sign = 0, ""
    for candidate in SIGNS:
        counts = [_unquoted(line).count(candidate) for line in lines] or [0]
        often = max(set(counts), key=lambda number: (counts.count(number) * (number > 0), number))
        weight = counts.count(often) * (1000 + often) if often else 0
        if weight > best:
            best, sign = weight, candidate
    return sign


def _unquoted(line: str) -> str:
    return "".join(line.split('"')[::2])


def _too_large(place: str) -> ConformityError:
    return fail(
        place,
        "exchange.too-large",
        f"It has more than {MAX_ROWS:,} rows or {MAX_CELLS:,} cells.",
        "Leave out what does not belong to the table.",
    )
