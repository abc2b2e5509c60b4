"""Review of markets: the question that names them, and the states that it offers."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.questions import ChoicesQuestion
from compliance.errors import Problem

FILE = "file:markets"


def review_markets(catalogue: Catalogue) -> Iterator[Problem]:
    """What is wrong with the markets of an edition."""
    markets = catalogue.markets
    if markets is None:
        return
    question = catalogue.facts.get(markets.fact)
    if not isinstance(question, ChoicesQuestion):
        yield Problem(
            catalogue.place(FILE, "fact"),
            "checklist.unknown-fact",
            f"{markets.fact} is no fact in which several states are chosen.",
            "Name the fact in which the states of supply are chosen.",
        )
        return
    known = {word.id for word in catalogue.words(question.options_from or "")}
    listed = [market.country for market in markets.markets]
    for at, country in enumerate(listed):
        if country not in known or country in listed[:at]:
            yield Problem(
                catalogue.place(FILE, "markets", at),
                "checklist.unknown-word",
                f"{country} is no country of the vocabulary, or stands twice.",
                "Correct the code.",
            )
    for option in catalogue.options(question):
        if option.id not in listed:
            yield Problem(
                catalogue.place(FILE, "markets"),
                "checklist.unknown-word",
                f"{option.label} can be chosen and is not among the markets.",
                "Add it, with its languages.",
            )
