"""What a form says about files that are attached."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Final

from werkzeug.datastructures import MultiDict

from compliance.data.typed import parse_date
from compliance.errors import ConformityError, Problem, ProblemsError
from compliance.services.assess.evidence_said import Said

OUTSIDE: Final = {"yes": True, "no": False}
"""What is said about whether a file is not for outside; its kind decides otherwise."""
DAYS: Final = ("collected", "expires", "covers_from", "covers_to")
LINES: Final = ("note", "owner", "version", "address")
TYPED: Final = ("kind", *DAYS, *LINES, "inside", "sha256", "title", "for", "link")
"""Fields that stand in the form again where something is wrong with it."""

Form = MultiDict[str, str]


def typed_in(form: Form) -> dict[str, str]:
    """What was typed."""
    return {key: form.get(key, "") for key in TYPED}


def said_in(form: Form) -> Said:
    """What a form says about all of its files.

    Raises:
        ConformityError: every day that is none.
    """
    problems: list[Problem] = []
    days: dict[str, datetime.date | None] = {}
    for key in DAYS:
        try:
            days[key] = parse_date(key, form[key]) if form.get(key) else None
        except ConformityError as error:
            problems.extend(error.problems)
    if problems:
        raise ProblemsError(problems)
    return Said(
        kind=form.get("kind", ""),
        supports=tuple(form.getlist("supports")),
        inside=OUTSIDE.get(form.get("inside", "")),
        collected=days["collected"],
        expires=days["expires"],
        covers_from=days["covers_from"],
        covers_to=days["covers_to"],
        **{key: form.get(key, "") for key in LINES},
    )


def said_of(form: Form, said: Said, number: int) -> Said:
    """What it says about one of several files: kind and links of its own, where it has them."""
    if f"kind-{number}" not in form:
        return said
    supports = tuple(form.getlist(f"supports-{number}"))
    return replace(said, kind=form[f"kind-{number}"], supports=supports)
