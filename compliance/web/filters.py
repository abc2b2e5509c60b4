"""How templates print dates, moments and counts."""

from __future__ import annotations

from flask import Flask

from compliance.documents.dossier.words import capital, count, day, moment, size_text


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
