"""How templates print dates, moments and counts."""

from __future__ import annotations

from flask import Flask

from compliance.language.words import capital, day, moment, number_of, size_text


def install(app: Flask) -> None:
    """Give templates the words of every face."""
    app.jinja_env.filters.update(
        day=day, moment=moment, capital=capital, size=size_text, counted=number_of
    )
