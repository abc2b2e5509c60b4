"""YAML of strangers: the same reader as for checklists, and what to do about a file of others."""

from __future__ import annotations

from typing import Final

from compliance.adapters.json_file import damaged, too_large
from compliance.data.yaml_file import YamlFile
from compliance.data.yaml_lines import parse_yaml
from compliance.errors import ConformityError

MAX_TEXT: Final = 2 << 20


def read_part(text: str, place: str) -> YamlFile:
    """Read a YAML text without aliases, tags or keys that stand twice.

    Raises:
        ConformityError: ``adapter.damaged`` or ``adapter.too-large``.
    """
    if len(text) > MAX_TEXT:
        raise too_large(place, f"Its YAML has more than {MAX_TEXT} characters.")
    try:
        return parse_yaml(text, place)
    except ConformityError as error:
        first = error.problems[0]
        wrong = too_large if first.code == "yaml.too-large" else damaged
        line = first.place.rsplit(":", 1)[-1]
        raise wrong(place, f"Line {line} of its YAML: {first.message}") from None
    except (ValueError, RecursionError):
        raise damaged(place, "Its YAML cannot be read.") from None


def text_of(content: bytes, place: str) -> str:
    """A text in UTF-8.

    Raises:
        ConformityError: ``adapter.damaged``.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise damaged(place, f"Byte {error.start} is not UTF-8.") from None
