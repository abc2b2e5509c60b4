"""Review of what files may propose: questions, columns and options that are named."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.questions import FileQuestion, GroupQuestion, Question
from compliance.checklist.reading_items import ItemUse
from compliance.errors import Problem

FILE = "file:items"
HINT = "See docs/reference/adapters.md."


def review_reading_items(catalogue: Catalogue) -> Iterator[Problem]:
    """What is wrong with ``reading/items.yaml`` of an edition."""
    file = catalogue.reading_items
    if file is None:
        return
    about = file.about
    for known in (*about.models, *about.beside, *about.versions):
        if known not in catalogue.questions:
            yield _problem(catalogue, f"There is no question {known}.", "about")
    kinds = catalogue.vocabularies[EVIDENCE_KINDS].ids()
    for known in file.kinds.values():
        if known not in kinds:
            yield _problem(catalogue, f"{known} is no kind of evidence.", "kinds")
    seen: set[str] = set()
    for at, use in enumerate(file.uses):
        question = catalogue.questions.get(use.question)
        if question is None:
            yield _problem(catalogue, f"There is no question {use.question}.", "uses", at)
            continue
        for known in use.evidence:
            if known not in kinds:
                yield _problem(catalogue, f"{known} is no kind of evidence.", "uses", at)
        for message in _use(catalogue, use, question):
            yield _problem(catalogue, f"{use.question}: {message}", "uses", at)
        if use.question in seen and not use.columns:
            message = f"{use.question} is named twice; of one file one answer is proposed."
            yield _problem(catalogue, message, "uses", at)
        seen.add(use.question)


def _problem(catalogue: Catalogue, message: str, *path: str | int) -> Problem:
    return Problem(catalogue.place(FILE, *path), "checklist.reading-items", message, HINT)


def _use(catalogue: Catalogue, use: ItemUse, question: Question) -> Iterator[str]:
    if isinstance(question, FileQuestion):
        yield "a file answers it, nothing can be proposed."
        return
    if isinstance(question, GroupQuestion) != bool(use.columns):
        yield "a table is filled by columns, everything else by says."
        return
    if use.units and question.type != "number":
        yield "units are for numbers."
    yield from _options(catalogue, question, use.options)
    columns = {part.id: part for part in catalogue.fields(question)}
    for column in use.columns:
        if column not in columns:
            yield f"there is no column {column}."
    for column, options in use.cells.items():
        if column in columns:
            yield from _options(catalogue, columns[column], options)


def _options(catalogue: Catalogue, question: Question, named: dict[str, str]) -> Iterator[str]:
    known = {option.id for option in catalogue.options(question)}
    if named and not known:
        yield "options are for choices."
    for said, option in named.items():
        if known and option not in known:
            yield f"“{said}” stands for {option}, which is no option."
        if said != said.casefold():
            yield f"“{said}” is written in lower case."
