"""Values in the syntax of PDF, read strictly and within bounds.

Only what this program writes itself is understood: plain strings with three escapes,
hexadecimal strings, direct numbers, references of generation 0. Everything else is an
error, for whoever reads by these rules wants to know of every byte that is not ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeAlias

MAX_DEPTH: Final = 40
"""How deep values may stand inside each other."""


class UnreadableError(Exception):
    """A file, or a part of it, that is not as it must be; the text says how."""


class Ref(NamedTuple):
    """A reference to an object by its number."""

    number: int
    generation: int = 0


class Name(str):
    """A name, without its slash."""

    __slots__ = ()


@dataclass(frozen=True, eq=False)
class Stream:
    """A stream: its dictionary and its bytes as they stand in the file."""

    head: dict[str, Any]
    raw: bytes


Value: TypeAlias = Any
"""``None``, a truth value, a number, bytes (a string), a name, a reference, a list, or a
dictionary by names."""

_TOKEN: Final = re.compile(
    rb"[\n ]*+(?:"
    rb"(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|<(?P<hex>[0-9A-Fa-f]*+)>"
    rb"|\((?P<text>(?:[^()\\]++|\\[()\\])*+)\)"
    rb"|/(?P<name>[^\0-\x20()<>\[\]{}/%\x7f-\xff]++)"
    rb"|(?P<ref>[1-9][0-9]{0,9}) 0 R(?![0-9A-Za-z])"
    rb"|(?P<number>[+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})(?![0-9.]))"
    rb"|(?P<word>true|false|null)(?![0-9A-Za-z])"
    rb")"
)
_ESCAPED: Final = re.compile(rb"\\([()\\])")
_HEXED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_WORDS: Final = {b"true": True, b"false": False, b"null": None}
_CLOSES: Final = {b">>": b"<<", b"]": b"["}


def parse(content: bytes, start: int = 0) -> tuple[Value, int]:
    """Read one value.

    Args:
        content: bytes that hold it.
        start: where it begins.

    Returns:
        The value, and where it ends.

    Raises:
        UnreadableError: it is no value as this program writes values.
    """
    stack: list[tuple[bytes, list[Value]]] = []
    at = start
    while True:
        found = _TOKEN.match(content, at)
        if found is None:
            raise UnreadableError(f"at byte {at} stands no value")
        at = found.end()
        kind = found.lastgroup or "hex"
        if kind == "open":
            stack.append((found[kind], []))
            if len(stack) > MAX_DEPTH:
                raise UnreadableError("values are nested too deeply")
            continue
        text = found[kind]
        value = _closed(text, stack, at) if kind == "close" else _plain(kind, text)
        if not stack:
            return value, at
        stack[-1][1].append(value)


def _unhexed(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


def _closed(token: bytes, stack: list[tuple[bytes, list[Value]]], at: int) -> Value:
    if not stack or stack[-1][0] != _CLOSES[token]:
        raise UnreadableError(f"at byte {at} something is closed that was not opened")
    _, items = stack.pop()
    if token == b"]":
        return items
    keys, values = items[::2], items[1::2]
    if len(keys) != len(values) or not all(isinstance(key, Name) for key in keys):
        raise UnreadableError(f"the dictionary before byte {at} is not one")
    made = dict(zip(map(str, keys), values, strict=True))
    if len(made) != len(keys):
        raise UnreadableError(f"the dictionary before byte {at} has a key twice")
    return made


def _plain(kind: str, text: bytes) -> Value:
    match kind:
        case "ref":
            return Ref(int(text))
        case "number":
            return float(text) if b"." in text else int(text)
        case "name":
            return Name(_HEXED.sub(_unhexed, text).decode("latin-1"))
        case "text":
            return _ESCAPED.sub(rb"\1", text) if b"\\" in text else text
        case "hex":
            return bytes.fromhex((text + b"0" * (len(text) % 2)).decode("ascii"))
    return _WORDS[text]


def text_of(value: Value) -> str:
    """A text string as text; empty where the value is none."""
    if not isinstance(value, bytes):
        return ""
    if value.startswith(b"\xfe\xff"):
        return value[2:].decode("utf-16-be", "replace")
    if value.startswith(b"\xff\xfe"):
        return value[2:].decode("utf-16-le", "replace")
    if value.startswith(b"\xef\xbb\xbf"):
        return value[3:].decode("utf-8", "replace")
    return value.decode("latin-1")
