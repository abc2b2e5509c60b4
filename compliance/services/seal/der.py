"""Whether bytes are written in the one way that DER allows.

What a signature covers cannot be changed. Around it, in the container of a signature,
stand lengths and numbers that other rules of encoding let somebody write in several
ways: those are refused here, so that each byte of a container has one possible value.
"""

from __future__ import annotations

from typing import Final

BOOLEAN: Final = 0x01
INTEGER: Final = 0x02
NULL: Final = 0x05
CONSTRUCTED: Final = 0x20
SEQUENCE: Final = 0x30
SET: Final = 0x31
UNIVERSAL: Final = 0x40
"""Tags below this are of types that all formats share."""
LONG: Final = 0x80
HIGH_TAG: Final = 0x1F
ALL_ONES: Final = 0xFF
DEEPEST: Final = 48
LONGEST: Final = 4
"""Most bytes of a length."""


class NotDerError(ValueError):
    """The bytes are not DER."""


def whole_length(content: bytes) -> int:
    """How many bytes the value has that stands at the beginning, with its head.

    Raises:
        NotDerError: there is none, or it ends after the bytes do.
    """
    start, end = _value(content, 0, len(content))
    del start
    return end


def check(content: bytes) -> None:
    """Check one value that takes up all bytes, and everything inside it.

    Raises:
        NotDerError: something is not written as DER.
    """
    if whole_length(content) != len(content):
        msg = "something follows the value"
        raise NotDerError(msg)
    waiting = [(0, len(content), 0)]
    while waiting:
        at, limit, depth = waiting.pop()
        if depth > DEEPEST:
            msg = "nested too deeply"
            raise NotDerError(msg)
        while at < limit:
            start, end = _value(content, at, limit)
            if content[at] & CONSTRUCTED:
                if content[at] < UNIVERSAL and content[at] not in {SEQUENCE, SET}:
                    msg = "a text or number is written in parts"
                    raise NotDerError(msg)
                waiting.append((start, end, depth + 1))
            else:
                _check_simple(content[at], content[start:end])
            at = end


def _value(content: bytes, at: int, limit: int) -> tuple[int, int]:
    """Where the content of a value begins and ends."""
    start = _after_tag(content, at, limit)
    if start >= limit:
        msg = "a length is missing"
        raise NotDerError(msg)
    length = content[start]
    start += 1
    if length & LONG:
        count = length ^ LONG
        digits = content[start : start + count]
        length = int.from_bytes(digits, "big")
        start += count
        if not 0 < count <= LONGEST or len(digits) < count or not digits[0] or length < LONG:
            msg = "a length is not written in its shortest form"
            raise NotDerError(msg)
    if start + length > limit:
        msg = "a value is longer than what holds it"
        raise NotDerError(msg)
    return start, start + length


def _after_tag(content: bytes, at: int, limit: int) -> int:
    if at < limit and content[at] & HIGH_TAG == HIGH_TAG:
        msg = "a tag of a kind that no signature uses"
        raise NotDerError(msg)
    return at + 1


def _check_simple(tag: int, value: bytes) -> None:
    """Check a value of a universal type that has no parts."""
    if tag == BOOLEAN:
        right = value in {b"\x00", b"\xff"}
    elif tag == INTEGER:
        right = bool(value) and not _has_spare_byte(value)
    elif tag == NULL:
        right = not value
    else:
        right = True
    if not right:
        msg = "a value is not written in its shortest form"
        raise NotDerError(msg)


def _has_spare_byte(value: bytes) -> bool:
    """Whether a number has a first byte that says nothing."""
    if len(value) == 1:
        return False
    negative = bool(value[1] & LONG)
    return (value[0] == 0 and not negative) or (value[0] == ALL_ONES and negative)
