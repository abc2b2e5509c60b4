"""What the content of a page draws as text, by the mark that it stands in.

Text is taken from between the operators that show it, by the tables of its fonts; where
on the page it lies is not looked at, so nothing is guessed from the look of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from compliance.documents.reading.document import Document
from compliance.documents.reading.values import MAX_DEPTH, UnreadableError, Value, text_of

UNKNOWN: Final = "\ufffd"
"""Stands for a glyph of which the file does not say what character it is."""
MAX_FONTS: Final = 500
MAX_OPEN: Final = 1000
"""How many marks, or kept states, may be open within each other."""
_BLANK: Final = rb"\0\t\n\f\r "
_TOKEN: Final = re.compile(
    rb"(?P<path>(?:[+-]?[0-9.]++[\n ]++){1,8}+(?:re|rg|RG|cm|Tm|Td|m|l|c|w|J|j|M)(?=[\n ]))"
    rb"|[\0\t\n\f\r ]++|%[^\r\n]*+"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|<(?P<hex>[0-9A-Fa-f\0\t\n\f\r ]*+)>"
    rb"|\((?P<text>(?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*+\))*+)\)"
    rb"|/(?P<name>[^\0-\x20()<>\[\]{}/%]*+)"
    rb"|(?P<number>[+-]?(?:[0-9]++\.?[0-9]*+|\.[0-9]++))"
    rb"|(?P<word>[A-Za-z'\"][A-Za-z0-9*]*+)",
    re.DOTALL,
)
_INVISIBLE: Final = {3, 7}
"""Ways of drawing text in which nothing of it is seen."""
_PAIR: Final = re.compile(rb"<([0-9A-Fa-f]{1,8})>\s*<([0-9A-Fa-f]{1,64})>")
_RANGE: Final = re.compile(rb"<([0-9A-Fa-f]{1,8})>\s*<([0-9A-Fa-f]{1,8})>\s*<([0-9A-Fa-f]{1,64})>")
MAX_CODES: Final = 1 << 18


@dataclass
class Drawn:
    """The text of one content, by what it is marked as."""

    marks: dict[int, list[str]] = field(default_factory=dict)
    """By the number of the mark that the structure of the document refers to."""
    artifacts: list[str] = field(default_factory=list)
    """What belongs to no reading: heads, feet, rows repeated on a later page."""
    loose: list[str] = field(default_factory=list)
    """What stands in no mark at all, is not seen, or says of itself what it reads."""


@dataclass(frozen=True)
class Font:
    """How the codes of a font are read."""

    table: dict[int, str]
    width: int
    """Bytes of a code."""

    def text(self, codes: bytes) -> str:
        """What codes say; a mark where that is not known."""
        steps = range(0, len(codes), self.width)
        known = (int.from_bytes(codes[at : at + self.width]) for at in steps)
        return "".join(self.table.get(code, UNKNOWN) for code in known)


PLAIN: Final = Font({code: chr(code) for code in range(256)}, 1)
"""A font that no program like this one uses; nearly all of them are read like this."""


class Fonts:
    """Fonts of a document, each read once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._fonts: dict[Any, Font] = {}

    def font(self, resources: dict[str, Value], name: str) -> Font:
        """A font by the name that a content gives it."""
        reference = self._document.dictionary(resources.get("Font")).get(name)
        key = reference if isinstance(reference, tuple) else id(reference)
        if key not in self._fonts:
            if len(self._fonts) > MAX_FONTS:
                raise UnreadableError("it has more fonts than are accepted")
            self._fonts[key] = self._read(self._document.dictionary(reference))
        return self._fonts[key]

    def _read(self, font: dict[str, Value]) -> Font:
        composed, unicode = font.get("Subtype") == "Type0", font.get("ToUnicode")
        if unicode is None:
            return Font({}, 2) if composed else PLAIN
        return Font(_table(self._document.data(unicode)), 2 if composed else 1)


def _table(data: bytes) -> dict[int, str]:
    """Codes with their text, from blocks that list one after the other or ranges."""
    table: dict[int, str] = {}
    for block in _blocks(data, b"bfchar"):
        table.update((int(code, 16), _utf16(text)) for code, text in _PAIR.findall(block))
    left = MAX_CODES
    for block in _blocks(data, b"bfrange"):
        for low, high, text in _RANGE.findall(block):
            first, last, start = int(low, 16), int(high, 16), _utf16(text)
            left -= last - first + 1
            if left < 0 or last < first:
                raise UnreadableError("a font says of too many codes what they mean")
            for code in range(first, last + 1):
                step = chr(min(ord(start[-1]) + code - first, 0x10FFFF)) if start else ""
                table[code] = start[:-1] + step
    return table


def _blocks(data: bytes, kind: bytes) -> Iterator[bytes]:
    for piece in data.split(b"begin" + kind)[1:]:
        yield piece.partition(b"end" + kind)[0]


def _utf16(digits: bytes) -> str:
    return bytes.fromhex((digits + b"0" * (-len(digits) % 4)).decode("ascii")).decode(
        "utf-16-be", "replace"
    )


def drawn(data: bytes, resources: dict[str, Value], fonts: Fonts, document: Document) -> Drawn:
    """Take the text out of a content.

    Args:
        data: the content of a page, unpacked.
        resources: what it may name.
        fonts: tables of fonts.
        document: what resources refer to.

    Raises:
        UnreadableError: it is not written as contents are.
    """
    return _Reader(resources, fonts, document).read(data)


class _Reader:
    """Goes through the operators of one content."""

    def __init__(self, resources: dict[str, Value], fonts: Fonts, document: Document) -> None:
        self._resources, self._fonts, self._document = resources, fonts, document
        self._found = Drawn()
        self._operands: list[Value] = []
        self._open: list[int] = []
        self._marks: list[tuple[str, int | None]] = []
        self._font = PLAIN
        self._mode = 0
        self._saved: list[tuple[Font, int]] = []
        self._text: list[str] = []

    def read(self, data: bytes) -> Drawn:
        at, end = 0, len(data)
        while at < end:
            token = _TOKEN.match(data, at)
            if token is None:
                raise UnreadableError(f"at byte {at} of a page nothing can be read")
            at = token.end()
            kind = token.lastgroup
            if kind == "path":  # most of a page; nothing of it is text
                self._operands.clear()
            elif kind == "word":
                self._operator(token["word"])
                self._operands.clear()
                self._open.clear()
            elif kind is not None:
                self._operand(kind, token[kind])
        self._flush()
        return self._found

    def _operand(self, kind: str, text: bytes) -> None:
        match kind:
            case "number":
                self._operands.append(float(text))
            case "hex":
                digits = text.translate(None, _BLANK_BYTES)
                self._operands.append(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()))
            case "text":
                self._operands.append(_unescaped(text))
            case "name":
                self._operands.append(text.decode("latin-1"))
            case "open":
                self._open.append(len(self._operands))
                if len(self._open) > MAX_DEPTH:
                    raise UnreadableError("values of a page are nested too deeply")
            case "close" if self._open:
                start = self._open.pop()
                items = self._operands[start:]
                del self._operands[start:]
                if text == b">>":
                    pairs = zip(items[::2], items[1::2], strict=False)
                    self._operands.append({str(key): value for key, value in pairs})
                else:
                    self._operands.append(items)

    def _operator(self, word: bytes) -> None:
        given = self._operands
        match word:
            case b"TJ" | b"Tj" | b"'" | b'"':
                if given:
                    self._show(given[-1])
            case b"Tf":
                name = str(given[0]) if given else ""
                self._font = self._fonts.font(self._resources, name)
            case b"Tr":
                self._flush()
                self._mode = int(given[-1]) if given and isinstance(given[-1], float) else 0
            case b"BDC" | b"BMC":
                self._flush()
                self._begin(given)
            case b"EMC":
                self._flush()
                if self._marks:
                    self._marks.pop()
            case b"ET":
                self._flush()
            case b"q":
                self._saved.append((self._font, self._mode))
                _bounded(self._saved)
            case b"Q" if self._saved:
                self._font, self._mode = self._saved.pop()
            case b"Do" if given:
                self._draw(str(given[-1]))
            case b"BI":
                raise UnreadableError("a page has an image within its content")

    def _begin(self, given: list[Value]) -> None:
        tag = str(given[0]) if given else ""
        more = given[1] if len(given) > 1 else {}
        if isinstance(more, str):
            named = self._document.dictionary(self._resources.get("Properties")).get(more)
            more = self._document.dictionary(named)
        if not isinstance(more, dict):
            more = {}
        number = more.get("MCID")
        self._marks.append((tag, int(number) if isinstance(number, int | float) else None))
        _bounded(self._marks)
        for key in ("ActualText", "Alt", "E"):
            if key in more:
                self._found.loose.append(text_of(more[key]))

    def _show(self, value: Value) -> None:
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, bytes):
                self._text.append(self._font.text(item))

    def _flush(self) -> None:
        """Put what was gathered to the mark that is open."""
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        self._document.count(len(text))
        number = next((at for _, at in reversed(self._marks) if at is not None), None)
        if self._mode in _INVISIBLE:
            self._found.loose.append(text)
        elif number is not None:
            self._found.marks.setdefault(number, []).append(text)
        elif any(tag == "Artifact" for tag, _ in self._marks):
            self._found.artifacts.append(text)
        else:
            self._found.loose.append(text)

    def _draw(self, name: str) -> None:
        """What is drawn from elsewhere; text in it stands in no mark of this page."""
        drawn_from = self._document.dictionary(self._resources.get("XObject")).get(name)
        head = self._document.dictionary(drawn_from)
        if head.get("Subtype") == "Form" and re.search(
            rb"\bT[jJ]\b|['\"]", self._document.data(drawn_from)
        ):
            self._found.loose.append(f"({name})")


def _bounded(opened: list[Any]) -> None:
    if len(opened) > MAX_OPEN:
        raise UnreadableError("a page opens more than it closes")


_BLANK_BYTES: Final = b"\0\t\n\f\r "
_ESCAPES: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_ESCAPE: Final = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)


def _unescaped(text: bytes) -> bytes:
    def plain(found: re.Match[bytes]) -> bytes:
        sign = found[1]
        if sign[:1].isdigit():
            return bytes([int(sign, 8) & 0xFF])
        return b"" if sign in {b"\n", b"\r", b"\r\n"} else _ESCAPES.get(sign, sign)

    return _ESCAPE.sub(plain, text) if b"\\" in text else text
