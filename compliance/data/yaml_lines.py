"""YAML that remembers its lines and refuses what could mislead.

The reader builds plain Python values from the event stream: no object is
constructed, no alias is followed (so a file cannot grow while it is read), a
key that stands twice is an error, and only ``true``/``false`` are booleans, so
that ``no`` never becomes ``False`` (the words of YAML 1.2's core schema).
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from compliance.data.files import read_bytes
from compliance.data.yaml_file import Path_, YamlFile
from compliance.errors import Problem, ProblemsError, fail

MAX_BYTES: Final = 4_000_000
MAX_DEPTH: Final = 60
MAX_PROBLEMS: Final = 200

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,16})(?:\.[0-9]{1,30})?(?:[eE][-+]?[0-9]{1,3})?")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YES_NO = frozenset({"yes", "no", "on", "off", "y", "n"})


class _Builder:
    """Turns events into values; collects problems instead of stopping."""

    def __init__(self, name: str, *, quoted_yes_no: bool) -> None:
        self.file = YamlFile(name, None)
        self.problems: list[Problem] = []
        self._quoted_yes_no = quoted_yes_no

    def problem(self, line: int, code: str, message: str, hint: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            place = f"{self.file.name}:{line}"
            self.problems.append(Problem(place, code, message, hint))

    def node(self, event: Any, events: Iterator[Any], path: Path_, depth: int) -> Any:
        line = event.start_mark.line + 1
        self.file.lines[path] = line
        if depth > MAX_DEPTH:
            raise fail(
                f"{self.file.name}:{line}",
                "yaml.too-large",
                f"Nested more than {MAX_DEPTH} levels deep.",
                "Flatten the file.",
            )
        if event.anchor is not None or (event.tag is not None and event.tag != "!"):
            alias = isinstance(event, yaml.AliasEvent)
            self.problem(
                line,
                "yaml.alias",
                f"Alias *{event.anchor} is not accepted."
                if alias
                else "Anchors (&) and tags (!) are not accepted.",
                "Write the value out." if alias else "Write a plain value.",
            )
            if alias:
                return None
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event, line)
        if kind is yaml.MappingStartEvent:
            return self._mapping(events, path, depth)
        items: list[Any] = []
        for item in events:
            if type(item) is yaml.SequenceEndEvent:
                break
            items.append(self.node(item, events, (*path, len(items)), depth + 1))
        return items

    def _mapping(self, events: Iterator[Any], path: Path_, depth: int) -> Any:
        found: dict[str, Any] = {}
        for key_event in events:
            if type(key_event) is yaml.MappingEndEvent:
                break
            line = key_event.start_mark.line + 1
            if type(key_event) is yaml.ScalarEvent:
                key = str(key_event.value)
            else:
                self.problem(line, "yaml.syntax", "A key must be a plain word.", "Name the key.")
                self.node(key_event, events, path, depth + 1)
                key = f"?{line}"
            at = (*path, key)
            earlier = self.file.lines.get(at)
            value = self.node(next(events), events, at, depth + 1)
            if key in found:
                self.problem(
                    line,
                    "yaml.duplicate-key",
                    f"Key {key!r} stands here and on line {earlier}.",
                    "Keep one of them.",
                )
            else:
                self.file.lines[at] = line
                found[key] = value
        return found

    def _scalar(self, event: Any, line: int) -> Any:
        text = str(event.value)
        if event.style:  # libyaml says "" for plain, the Python parser None
            return text
        if self._quoted_yes_no and text.lower() in _YES_NO:
            self.problem(
                line,
                "yaml.unquoted-boolean",
                f"{text} without quotation marks is read differently by other tools.",
                f'Write "{text}".',
            )
            return text
        return self._plain(text, line)

    def _plain(self, text: str, line: int) -> Any:
        if text in {"", "~", "null"}:
            return None
        if text in {"true", "false"}:
            return text == "true"
        if _INT.fullmatch(text):
            return int(text)
        date = _DATE.fullmatch(text)
        if date:
            try:
                return datetime.date(*(int(part) for part in date.groups()))
            except ValueError:
                self.problem(
                    line,
                    "answer.impossible-date",
                    f"{text} is not a day of the calendar.",
                    "Correct the date.",
                )
                return text
        number = float(text) if _FLOAT.fullmatch(text) else math.inf
        return number if math.isfinite(number) else text


def parse_yaml(text: str, name: str, *, quoted_yes_no: bool = False) -> YamlFile:
    """Read one YAML document.

    Args:
        text: the document.
        name: file name for messages.
        quoted_yes_no: report yes/no words that are not quoted (checklists).

    Raises:
        ConformityError: ``yaml.syntax``, ``yaml.duplicate-key``, ``yaml.alias``,
            ``yaml.too-large`` or ``yaml.unquoted-boolean``, all at once where
            the document could be read to its end.
    """
    if len(text) > MAX_BYTES:
        raise fail(
            f"{name}:1", "yaml.too-large", f"More than {MAX_BYTES} characters.", "Split the file."
        )
    builder = _Builder(name, quoted_yes_no=quoted_yes_no)
    try:
        _read_document(builder, text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = 1 if mark is None else mark.line + 1
        reason = str(getattr(error, "problem", None) or "cannot be read as YAML")
        if "nesting depth" in reason:  # the parser's own bound, from PyYAML 6.0.4 on
            message, code = f"Nested more than {MAX_DEPTH} levels deep.", "yaml.too-large"
            builder.problem(line, code, message, "Flatten the file.")
        else:
            message = f"Not valid YAML: {reason}."
            builder.problem(line, "yaml.syntax", message, "Correct it.")
    if builder.problems:
        raise ProblemsError(builder.problems)
    return builder.file


def _read_document(builder: _Builder, text: str) -> None:
    events = iter(yaml.parse(text, Loader=_LOADER))
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if builder.file.lines:
                mark: Any = event.start_mark
                builder.problem(
                    mark.line + 1, "yaml.syntax", "A second document begins.", "Keep one."
                )
                return
            builder.file.value = builder.node(next(events), events, (), 0)


def read_text(path: Path, limit: int = MAX_BYTES) -> str:
    """Read a UTF-8 text file of bounded size.

    Raises:
        ConformityError: ``file.missing``, ``file.unreadable``, ``file.too-large``
            or ``file.not-utf8``.
    """
    content = read_bytes(path, limit, "Split the file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise fail(
            str(path),
            "file.not-utf8",
            f"Byte {error.start} is not UTF-8.",
            "Save the file as UTF-8.",
        ) from None


def read_yaml(path: Path, name: str = "", *, quoted_yes_no: bool = False) -> YamlFile:
    """Read a YAML file; see :func:`parse_yaml` and :func:`read_text`."""
    return parse_yaml(read_text(path), name or str(path), quoted_yes_no=quoted_yes_no)
