"""Strings, numbers, dates and names in the syntax of PDF."""

from __future__ import annotations

import datetime


def string(text: str) -> str:
    """A text string: as it is where it is plain ASCII, UTF-16 in hexadecimal elsewhere."""
    if text.isascii() and text.isprintable():
        return "(" + text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ")"
    return f"<feff{text.encode('utf-16-be').hex()}>"


def number(value: float) -> str:
    """A number with at most three digits after the point."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text


def numbers(*values: float) -> str:
    """Numbers with blanks between them."""
    return " ".join(number(value) for value in values)


def date(at: datetime.datetime) -> str:
    """A moment of universal time, as a string."""
    return at.astimezone(datetime.UTC).strftime("(D:%Y%m%d%H%M%SZ)")


def name(text: str) -> str:
    """A name, with what a name may not hold written as hexadecimal digits."""
    return "/" + "".join(
        character if character.isalnum() or character in "+-._" else f"#{ord(character):02x}"
        for character in text
    )
