"""From a table that somebody keeps to the entries of a table question, to be confirmed.

Nothing is recorded by looking: which question a sheet answers is guessed from its headers
and shown, which column fills which field is shown and can be corrected, and every row that
does not fit says why. What is then put forward is no answer before a person confirms it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Final

from openpyxl.utils import get_column_letter

from compliance.adapters.tables.match import Match, Matcher, heads
from compliance.adapters.tables.proposal import MappedColumn, TableFile, TableProposal, Wish
from compliance.adapters.tables.rows import Entries, read_entries, sheet_words
from compliance.adapters.tables.style import style_of
from compliance.adapters.tables.values import Values
from compliance.assessment.journal.records import Note, Proposed, Source
from compliance.checklist.conditions import Truth
from compliance.checklist.questions import GroupQuestion
from compliance.data.digests import sha256
from compliance.data.foreign_table import MAX_BYTES, may_hold_tables, read_tables, read_tables_apart
from compliance.data.workbook import Worksheet
from compliance.errors import fail
from compliance.language.headers import plain_header
from compliance.language.words import counted
from compliance.services.accounts.authors import clean_author
from compliance.services.assess.append import append_record
from compliance.services.assess.confirm import propose
from compliance.services.assess.table_habits import remember, remembered
from compliance.storage.opened import OpenAssessment

MAX_PLACE: Final = 1_000
MAX_REMARKS: Final = 200
"""Most comments of a table that become remarks."""
SINGLY: Final = 60
"""Most rows that are chosen one by one where they are confirmed."""
OFFERED: Final = 12
"""Guesses that are offered."""
SURE: Final = 9.0
"""A guess that is rated lower says too little to be shown: two fields of three are more."""
NEAR: Final = 3.0
"""How far below the best guess for its sheet one may be that lacks a field."""


# --- the file


def file_of_evidence(assessment: OpenAssessment, number: str, *, apart: bool = False) -> TableFile:
    """A file of the locker, with its tables.

    Raises:
        ConformityError: ``evidence.missing``, ``table.format`` or codes ``exchange.*``.
    """
    held = assessment.state.evidence.get(number)
    if held is None or held.withdrawn:
        raise fail(
            number,
            "evidence.missing",
            "There is no evidence with this number, or it was withdrawn.",
            "See: conformity evidence list DIR",
        )
    with assessment.blobs.open(held.data.sha256, number) as stream:
        content = stream.read(MAX_BYTES + 1)
    return file_of_content(content, held.data.name, number=number, apart=apart)


def file_of_content(
    content: bytes, name: str, *, number: str = "", apart: bool = False
) -> TableFile:
    """The bytes of a file, with its tables.

    Args:
        content: the bytes.
        name: its name.
        number: of the evidence that it is.
        apart: whether it is read in a process of its own.

    Raises:
        ConformityError: ``table.format`` or codes ``exchange.*``.
    """
    tables = (read_tables_apart if apart else read_tables)(content, name)
    return TableFile(name, sha256(content), tables, number)


def held_with_tables(assessment: OpenAssessment) -> list[tuple[str, str]]:
    """Number and name of evidence that may hold a table."""
    return [
        (number, held.data.name)
        for number, held in assessment.state.evidence.items()
        if held.data.held and not held.withdrawn and may_hold_tables(held.data.name)
    ]


# --- which question


def table_questions(assessment: OpenAssessment) -> list[str]:
    """Ids of the table questions that arise here, or may."""
    catalogue, facts = assessment.catalogue, assessment.facts
    found = []
    for known, question in catalogue.questions.items():
        requirement = catalogue.requirement_of.get(known)
        if not isinstance(question, GroupQuestion) or assessment.scope_problem(known) is not None:
            continue
        ruled_out = (
            facts.relevance(known) is Truth.NO
            if requirement is None
            else facts.applies(requirement) is Truth.NO
        )
        if not ruled_out:
            found.append(known)
    return found


def guess_questions(assessment: OpenAssessment, file: TableFile) -> list[Match]:
    """Which table questions the sheets of a file answer, the best guesses first.

    Hidden sheets are looked at last: people do not see them in their own program.
    """
    held = assessment.state.evidence.get(file.number)
    likely = () if held is None else held.data.supports
    matcher = Matcher(assessment.catalogue, table_questions(assessment))
    found = matcher.guesses(file.tables.sheets, file.name, likely)
    best: dict[int, float] = {}
    for match in found:
        best.setdefault(match.sheet, match.rating)
    sure = [
        match
        for match in found
        if match.rating >= SURE and (match.whole or match.rating >= best[match.sheet] - NEAR)
    ]
    return sorted(sure, key=lambda match: file.tables.sheets[match.sheet].hidden)[:OFFERED]


def best_sheet(assessment: OpenAssessment, file: TableFile, question: str) -> Match | None:
    """Where in a file the table for a question stands; nothing where no head fits."""
    found = Matcher(assessment.catalogue, [question]).guesses(file.tables.sheets, file.name)
    shown = [match for match in found if not file.tables.sheets[match.sheet].hidden]
    return next(iter(shown or found), None)


# --- what it says


def read_table(assessment: OpenAssessment, file: TableFile, wish: Wish) -> TableProposal:
    """What a sheet says to a question.

    Args:
        assessment: the open assessment.
        file: from :func:`file_of_evidence` or :func:`file_of_content`.
        wish: which question, which sheet, and what a person says of its columns.

    Raises:
        ConformityError: ``table.no-question``, ``table.no-head``, ``table.unknown-column``
            or ``organisation.one-system``.
    """
    question = group_question(assessment, wish.question)
    assessment.require_in_scope(question.id)
    sheet = file.tables.sheets[wish.sheet]
    matcher = Matcher(assessment.catalogue, [question.id])
    _check_fields(question, wish)
    match = _match(assessment, matcher, sheet, wish)
    texts = (cell.value for cell in sheet.cells.values() if isinstance(cell.value, str))
    values = Values(assessment.catalogue, style_of(texts))
    fixed = {known: text for known, text in wish.fixed.items() if known not in match.fields}
    words = matcher.words[question.id]
    entries = read_entries(assessment.catalogue, question, words, sheet, match, values, fixed)
    given = assessment.state.answers.get(question.id)
    present = given.value if given is not None and given.state == "given" else []
    unfilled = tuple(part.id for part in question.fields if part.id not in match.fields)
    return TableProposal(
        file=file,
        wish=wish,
        question=question,
        sheet=sheet,
        columns=_columns(question, match),
        unfilled=unfilled,
        missing=tuple(known for known in match.missing if not fixed.get(known)),
        entries=tuple(entries.entries),
        left_out=tuple(entries.left_out),
        present=tuple(present if isinstance(present, list) else []),
        head=match.head.first,
        place=_place(sheet, match, entries),
        remarks=_remarks(sheet, match, entries),
        learnt=_learnt(matcher, match, wish),
    )


def _learnt(matcher: Matcher, match: Match, wish: Wish) -> dict[str, str]:
    """What a person said of columns and their words do not say by themselves."""
    plain = matcher.match(wish.sheet, match.head, wish.question)
    by_words = {
        plain_header(match.head.shown(at)): plain.columns[at].field if at in plain.columns else ""
        for at in match.head.headers
    }
    return {
        header: known
        for header, known in wish.columns.items()
        if by_words.get(plain_header(header), "") != known
    }


def group_question(assessment: OpenAssessment, known: str) -> GroupQuestion:
    """The question of an id, if it asks for a table.

    Raises:
        ConformityError: ``answer.unknown-question`` or ``table.no-question``.
    """
    question = assessment.catalogue.question(known)
    if not isinstance(question, GroupQuestion):
        raise fail(
            known,
            "table.no-question",
            "This question does not ask for a table.",
            "Leave --question out to see which questions the columns fit.",
        )
    return question


def _check_fields(question: GroupQuestion, wish: Wish) -> None:
    fields = {part.id for part in question.fields}
    for known in (*wish.columns.values(), *wish.fixed):
        if known and known not in fields:
            listed = ", ".join(f"{part.id} ({part.label or part.ask})" for part in question.fields)
            raise fail(
                known,
                "table.unknown-column",
                f"The question has no column {known[:60]}.",
                f"Columns: {listed}.",
            )


def _match(assessment: OpenAssessment, matcher: Matcher, sheet: Worksheet, wish: Wish) -> Match:
    """The head and the mapping: of a row that was named, or of the one that fits best."""
    chosen = {plain_header(header): known for header, known in wish.columns.items()}
    before = remembered(assessment, wish.question)
    fields = {part.id for part in matcher.questions[wish.question].fields}
    before = {header: known for header, known in before.items() if not known or known in fields}
    found = [
        matcher.match(wish.sheet, head, wish.question, chosen, before)
        for head in heads(sheet)
        if wish.row in {0, head.first}
    ]
    # Where no word fits, the first full row is shown, for a person to say what it means.
    best = max(
        found,
        key=lambda match: (
            len(match.fields),
            0 if match.fields else len(match.head.headers),
            -match.head.first,
        ),
        default=None,
    )
    if best is None:
        raise fail(
            sheet_words(sheet).rstrip(", ") or "table",
            "table.no-head",
            "No row of it holds two headers or more.",
            "Name another sheet with --sheet NAME, or the row of the headers with --head ROW.",
        )
    headers = {plain_header(text) for texts in best.head.headers.values() for text in texts}
    for header in wish.columns:
        if plain_header(header) not in headers:
            listed = ", ".join(f"“{texts[0]}”" for texts in best.head.headers.values())
            raise fail(
                header,
                "table.unknown-column",
                f"The table has no column “{header[:60]}”.",
                f"Its columns: {listed[:500]}.",
            )
    return best


def _columns(question: GroupQuestion, match: Match) -> tuple[MappedColumn, ...]:
    titles = {part.id: part.label or part.ask for part in question.fields}
    found = []
    for at in sorted(match.head.headers):
        filling = match.columns.get(at)
        known = filling.field if filling else ""
        found.append(
            MappedColumn(
                letter=get_column_letter(at),
                header=match.head.shown(at),
                field=known,
                title=titles.get(known, ""),
                role=filling.role if filling else "",
                how=filling.how if filling else "",
            )
        )
    return tuple(found)


def _place(sheet: Worksheet, match: Match, entries: Entries) -> str:
    """Where the rows stand: the sheet and the area."""
    used = [at for at, filling in match.columns.items() if filling.field] or [1]
    first, last = get_column_letter(min(used)), get_column_letter(max(used))
    area = f"{first}{match.head.last + 1}:{last}{max(entries.last, match.head.last + 1)}"
    return f"{sheet_words(sheet)}{area}"[:MAX_PLACE]


def _remarks(sheet: Worksheet, match: Match, entries: Entries) -> tuple[tuple[str, str], ...]:
    """Comments on the cells of the table."""
    return tuple(
        (f"{sheet_words(sheet)}{get_column_letter(column)}{row}", text)
        for (row, column), text in sorted(sheet.comments.items())
        if match.head.first <= row <= entries.last
    )[:MAX_REMARKS]


# --- put forward


@dataclass(frozen=True)
class PutForward:
    """What was put before people."""

    rows: int
    remarks: int
    waits: bool
    """Whether the table waits now; not where the same does already."""


def put_forward(
    assessment: OpenAssessment,
    proposal: TableProposal,
    *,
    by: str,
    at: datetime.datetime,
    incomplete: bool = False,
) -> PutForward:
    """Put the rows of a table before people, with the file as their source.

    Args:
        assessment: the open assessment.
        proposal: from :func:`read_table`.
        by: who brings it in.
        at: when.
        incomplete: whether rows are put forward, too, of which cells are still to be filled
            in; such a table cannot be confirmed before somebody has.

    Raises:
        ConformityError: ``table.nothing`` where no row is left, ``answer.out-of-range``
            where there are too many, ``file.write-failed`` or a damaged journal.
    """
    value, question = proposal.value(incomplete=incomplete), proposal.question
    rows = len(proposal.rows(incomplete=incomplete))
    if not rows:
        raise _nothing(proposal)
    if len(value) > question.at_most:
        raise fail(
            question.id,
            "answer.out-of-range",
            f"{len(value):,} entries; {question.at_most:,} at most are accepted.",
            "Name the main ones here, and attach the whole table as evidence.",
        )
    source = Source(
        kind="file",
        title=proposal.file.title,
        address=proposal.file.digest,
        place=proposal.place,
        read=at.date(),
    )
    who = clean_author(by)
    waits = propose(assessment, _proposed(proposal, value, source, rows), by=who, at=at)
    remarks = _note(assessment, proposal, source, who, at)
    remember(assessment, question.id, proposal.learnt)
    return PutForward(rows, remarks, waits)


def _proposed(
    proposal: TableProposal, value: list[dict[str, Any]], source: Source, rows: int
) -> Proposed:
    """The rows, to be added and chosen one by one; of many the whole table."""
    known = proposal.question.id
    if proposal.wish.mode == "replace" or rows > SINGLY:
        return Proposed(question=known, value=value, source=source)
    fresh = [row for row in value if row not in proposal.present]
    if not fresh:
        fresh = value
    return Proposed(question=known, value=fresh, source=source, adds=proposal.named_by())


def _nothing(proposal: TableProposal) -> Exception:
    incomplete, refused = len(proposal.of("incomplete")), len(proposal.of("refused"))
    titles = {part.id: part.label or part.ask for part in proposal.question.fields}
    missing = ", ".join(titles[known] for known in proposal.missing)
    lacks = f" No column fills: {missing}." if missing else ""
    return fail(
        proposal.question.id,
        "table.nothing",
        f"No row is complete: {counted(incomplete, 'row')} to be completed, {refused} refused."
        f"{lacks}",
        "Map the columns otherwise, say what all rows have in common, or take the rows that "
        "are to be completed, too.",
    )


def _note(
    assessment: OpenAssessment,
    proposal: TableProposal,
    source: Source,
    by: str,
    at: datetime.datetime,
) -> int:
    """Keep comments on cells as remarks, each once."""
    known, number = proposal.question.id, 0
    there = {remark.text for remark in assessment.state.notes if remark.question == known}
    for place, text in proposal.remarks:
        said = f"{place}: {text}"
        if said in there:
            continue
        note = Note(question=known, text=said, source=source.model_copy(update={"place": place}))
        append_record(assessment, note, by=by, at=at)
        number += 1
    return number
