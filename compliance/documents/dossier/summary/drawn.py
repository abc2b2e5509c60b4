"""Tables of answers that a summary draws: their rows as answered, and the numbers in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.model import DrawnTable
from compliance.checklist.questions import GroupQuestion
from compliance.documents.dossier.summary.said import Plot, Row
from compliance.documents.measured import cells_of, drawn_of, names_of
from compliance.language.words import capital
from compliance.views.finding import FindingView


def plots_of(catalogue: Catalogue, findings: Iterable[FindingView]) -> tuple[Plot, ...]:
    """The tables of some requirements that the edition draws, as far as they are answered."""
    answers = {known: given for item in findings for known, given in item.answers}
    found = []
    for table in catalogue.dossier.drawn:
        question, given = catalogue.questions[table.question], answers.get(table.question)
        if given is None or given.state != "given" or not isinstance(question, GroupQuestion):
            continue
        entries = [entry for entry in given.value or [] if isinstance(entry, dict)]
        plot = _plot(catalogue, question, table, entries)
        if plot is not None:
            found.append(plot)
    return tuple(found)


def _plot(
    catalogue: Catalogue, question: GroupQuestion, table: DrawnTable, entries: list[dict[str, Any]]
) -> Plot | None:
    """A table with the columns that its drawing is about; nothing where nothing is drawn."""
    names = names_of(question)
    rows = [cells_of(catalogue, question, entry) for entry in entries]
    drawing = drawn_of(table.value, table.beside, names, rows, bar=table.bar)
    if drawing is None:
        return None
    shown = [known for known in (table.value, table.beside) if known is not None]
    return Plot(
        caption=capital(question.label or question.ask),
        columns=(names[table.label], *(names[known] for known in shown)),
        rows=tuple(
            Row(head=row.get(table.label, "–"), cells=tuple(row.get(known, "–") for known in shown))
            for row in rows
        ),
        drawing=drawing,
    )
