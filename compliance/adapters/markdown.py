"""Markdown of strangers: front matter, headings with their lines, and what stands under them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from compliance.adapters.yaml_part import read_part
from compliance.data.yaml_file import YamlFile

MAX_HEADINGS: Final = 2_000
_HEADING: Final = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*)")
_FENCE: Final = re.compile(r" {0,3}(```|~~~)")
_UNDER: Final = re.compile(r" {0,3}(=+|-{3,})[ \t]*")
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MARKS: Final = re.compile(r"[*_`]{1,3}")
_ADDRESS: Final = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,2000}\)")
_RULE: Final = "---"


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, up to the next heading."""

    level: int
    title: str
    line: int
    """Line of the heading, from 1."""
    body: str
    """What stands there, as it was written, without comments."""


@dataclass(frozen=True)
class Document:
    """A text in Markdown, taken apart."""

    front: YamlFile | None
    """What stands before it between two lines of three hyphens."""
    front_line: int
    """Line on which the front matter begins."""
    sections: tuple[Section, ...]
    """All sections in order; what stands before the first heading has level 0."""


def take_apart(text: str, place: str) -> Document:
    """Take a text in Markdown apart.

    Raises:
        ConformityError: ``adapter.damaged`` or ``adapter.too-large``, for its front matter.
    """
    lines = text.splitlines()
    front, begin = None, 0
    if lines and lines[0].rstrip() == _RULE:
        end = next((at for at, one in enumerate(lines[1:], 1) if one.rstrip() == _RULE), None)
        if end is not None:
            front = read_part("\n".join(lines[1:end]) + "\n", place)
            begin = end + 1
    return Document(front, 2, tuple(_sections(lines, begin)))


def _sections(lines: list[str], begin: int) -> Iterator[Section]:
    level, title, at, body = 0, "", begin + 1, list[str]()
    fence = ""
    found = 0
    for number, line in enumerate(lines[begin:], begin + 1):
        mark = _FENCE.match(line)
        if mark and (not fence or fence == mark[1]):
            fence = "" if fence else mark[1]
        heading = None if fence or mark else _heading(lines, number)
        if heading is None or found >= MAX_HEADINGS:
            body.append(line)
            continue
        found += 1
        yield Section(level, title, at, _body(body))
        level, title = heading
        at, body = number, []
    yield Section(level, title, at, _body(body))


def _heading(lines: list[str], number: int) -> tuple[int, str] | None:
    line = lines[number - 1]
    told = _HEADING.match(line)
    if told:
        return len(told[1]), plain(told[2].rstrip().rstrip("#"))
    below = lines[number] if number < len(lines) else ""
    if line.strip() and not line.startswith(("    ", "\t", "|", ">", "-", "*")):
        under = _UNDER.fullmatch(below)
        above = lines[number - 2].strip() if number > 1 else ""
        if under and not above:
            return (1 if under[1].startswith("=") else 2), plain(line)
    return None


def _body(lines: list[str]) -> str:
    text = "\n".join(lines)
    if lines and _UNDER.fullmatch(lines[0]):  # the line under a heading that is underlined
        text = "\n".join(lines[1:])
    return _COMMENT.sub("", text).strip()


def plain(text: str) -> str:
    """A line of Markdown without its signs.

    >>> plain("**Intended _uses_** of [the model](https://example.com)")
    'Intended uses of the model'
    """
    return " ".join(_MARKS.sub("", _ADDRESS.sub(r"\1", text[:2_000])).split())
