"""Review of the words for tables of others: each names one column of a table that is asked."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.questions import GroupQuestion
from compliance.checklist.reading_tables import TableWords
from compliance.errors import Problem
from compliance.language.headers import plain_header

FILE = "file:tables"


def review_tables(catalogue: Catalogue) -> Iterator[Problem]:
    """What is wrong with the words for tables of others."""
    if catalogue.tables is None:
        return
    questions = catalogue.with_entries.questions
    seen: set[str] = set()
    for at, table in enumerate(catalogue.tables.tables):
        place = catalogue.place(FILE, "tables", at)
        question = questions.get(table.question)
        if not isinstance(question, GroupQuestion):
            yield Problem(
                place,
                "checklist.unknown-fact",
                f"{table.question} is no question that asks for a table.",
                "Name a question of the type group.",
            )
            continue
        if table.question in seen:
            yield Problem(
                place,
                "checklist.duplicate-id",
                f"{table.question} stands twice.",
                "Say all its words in one place.",
            )
        seen.add(table.question)
        yield from _fields(catalogue, question, table, at)


def _fields(
    catalogue: Catalogue, question: GroupQuestion, table: TableWords, at: int
) -> Iterator[Problem]:
    fields = {field.id: field for field in question.fields}
    named: dict[str, str] = {}
    for field in question.fields:
        named |= {plain_header(text): field.id for text in (field.id, field.label or field.ask)}
    for known in table.fields:
        place = catalogue.place(FILE, "tables", at, "fields", known)
        if known not in fields:
            yield Problem(
                place,
                "checklist.unknown-fact",
                f"{table.question} has no column {known}.",
                f"Columns: {', '.join(fields)}.",
            )
            continue
        words = table.of(known)
        for word in words.words:
            other = named.setdefault(plain_header(word), known)
            if other != known:
                yield Problem(
                    place,
                    "checklist.schema",
                    f"“{word}” names {known} and {other} of {table.question}.",
                    "Leave it to one of them.",
                )
        options = {option.id for option in catalogue.options(fields[known])}
        for option in set(words.options) - options:
            yield Problem(
                place,
                "checklist.unknown-fact",
                f"{known} of {table.question} has no option {option}.",
                f"Options: {', '.join(sorted(options)[:12])}.",
            )
