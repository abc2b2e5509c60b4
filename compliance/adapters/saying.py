"""What a file says, gathered item by item; what it leaves empty is not said."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from compliance.adapters.base import Said
from compliance.adapters.items import ITEMS
from compliance.adapters.values import MAX_WORDS, paragraphs, text, words


class Sayer:
    """Takes what an adapter found and keeps what is there, in the shape of its item."""

    def __init__(self) -> None:
        self._said: list[Said] = []
        self._seen: set[str] = set()

    def text(self, item: str, value: Any, place: str, sure: str = "") -> None:
        """A text, or several as lines of one."""
        self._say(item, paragraphs(value), place, sure)

    def several(self, item: str, value: Any, place: str, sure: str = "") -> None:
        """A list of short texts."""
        self._say(item, words(value), place, sure)

    def day(self, item: str, value: datetime.date | None, place: str, sure: str = "") -> None:
        """A day."""
        self._say(item, value.isoformat() if value else "", place, sure)

    def rows(self, item: str, rows: Sequence[tuple[Mapping[str, Any], str]]) -> None:
        """Rows of fields with the place of each; fields that are empty are left out."""
        known = ITEMS[item].fields
        kept = [(row, at) for raw, at in rows[:MAX_WORDS] if (row := _row(raw, known))]
        if kept and item not in self._seen:
            self._seen.add(item)
            places = tuple(at for _, at in kept)
            self._said.append(Said(item, [row for row, _ in kept], places[0], places))

    def _say(self, item: str, value: Any, place: str, sure: str) -> None:
        if value and item not in self._seen:
            self._seen.add(item)
            self._said.append(Said(item, value, place[:1_000], sure=text(sure, 300)))

    def said(self) -> tuple[Said, ...]:
        """Everything, in the order in which it was found; the first word on an item counts."""
        return tuple(self._said)


def _row(raw: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    found = {
        name: value if isinstance(value, float | int) else text(value, 4_000)
        for name, value in raw.items()
        if name in known and value is not None and not isinstance(value, bool)
    }
    return {name: value for name, value in found.items() if value != ""}
