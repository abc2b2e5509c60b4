"""How templates print dates, moments and counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from compliance.dossier.words import capital, count, day, moment, size_text

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """Give templates the words of the dossier."""
    app.jinja_env.filters.update(
        day=day, moment=moment, capital=capital, size=size_text, counted=counted
    )


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "gap"), counted(0, "gap")
    ('1 gap', 'no gaps')
    """
    return count(number, one, many)
