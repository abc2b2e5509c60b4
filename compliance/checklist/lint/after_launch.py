"""Review of what is recorded after a launch: fields, duties, limits, and whom they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from compliance.checklist.after_launch import AfterDuty, AfterLaunchFile
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Condition
from compliance.checklist.documents import slots
from compliance.checklist.lint.conditions import review_condition
from compliance.checklist.questions import (
    ChoiceQuestion,
    ChoicesQuestion,
    DateQuestion,
    FileQuestion,
    GroupQuestion,
    Question,
    TextQuestion,
)
from compliance.errors import ConformityError, Problem

Path = tuple[str | int, ...]
FILE = "file:after_launch"
CODE = "checklist.after-launch"


def review_after_launch(catalogue: Catalogue) -> Iterator[Problem]:
    """Everything that is wrong with the entries after a launch, and papers about them."""
    declared = catalogue.after_launch
    if declared is None:
        return
    widened = catalogue.with_entries
    for path, condition in _conditions(declared):
        yield from review_condition(widened, FILE, path, condition)
    for path, ids in _provisions(declared):
        yield from _unknown_provisions(catalogue, path, ids)
    fields = {known.id: known for known in declared.fields}
    yield from _fields(catalogue, declared, fields)
    yield from _kinds(catalogue, declared, fields)
    yield from _told(catalogue, declared, fields)
    for at, duty in enumerate(declared.duties):
        yield from _duty(widened, declared, duty, ("duties", at))
        for number, whom in enumerate(duty.to):
            path = ("duties", at, "to", number)
            wanted = set(slots(whom.says)) | ({whom.known_from} if whom.known_from else set())
            yield from _unknown(widened, path, wanted - set(widened.questions))


def _conditions(declared: AfterLaunchFile) -> Iterator[tuple[Path, Condition]]:
    for at, known in enumerate(declared.fields):
        if known.ask_when is not None:
            yield ("fields", at, "ask_when"), known.ask_when
    for at, duty in enumerate(declared.duties):
        yield ("duties", at, "when"), duty.when
        for number, whom in enumerate(duty.to):
            if whom.when is not None:
                yield ("duties", at, "to", number, "when"), whom.when
        for number, limit in enumerate(duty.limits):
            yield ("duties", at, "limits", number, "when"), limit.when
    for at, remark in enumerate(declared.remarks):
        yield ("remarks", at, "when"), remark.when


def _provisions(declared: AfterLaunchFile) -> Iterator[tuple[Path, tuple[str, ...]]]:
    for at, kind in enumerate(declared.kinds):
        yield ("kinds", at, "provisions"), kind.provisions
    for at, known in enumerate(declared.fields):
        yield ("fields", at, "provisions"), known.provisions
    for at, duty in enumerate(declared.duties):
        yield ("duties", at, "provisions"), duty.provisions
        for number, whom in enumerate(duty.to):
            yield ("duties", at, "to", number, "provisions"), whom.provisions
        for number, limit in enumerate(duty.limits):
            yield ("duties", at, "limits", number, "provisions"), limit.provisions
    for at, remark in enumerate(declared.remarks):
        yield ("remarks", at, "provisions"), remark.provisions


def _unknown_provisions(
    catalogue: Catalogue, path: Path, ids: tuple[str, ...]
) -> Iterator[Problem]:
    for known in ids:
        try:
            catalogue.outline.get(known)
        except ConformityError as error:
            cause = error.problems[0]
            message = f"{known}: {cause.message}"
            yield Problem(catalogue.place(FILE, *path), cause.code, message, cause.hint)


def _unknown(catalogue: Catalogue, path: Path, names: Iterable[str]) -> Iterator[Problem]:
    for known in sorted(names):
        yield Problem(
            catalogue.place(FILE, *path),
            "checklist.unknown-fact",
            f"There is no fact {known}.",
            "Correct the name, or declare it.",
        )


def _wrong(catalogue: Catalogue, path: Path, message: str, hint: str) -> Problem:
    return Problem(catalogue.place(FILE, *path), CODE, message, hint)


def _fields(
    catalogue: Catalogue, declared: AfterLaunchFile, fields: dict[str, Question]
) -> Iterator[Problem]:
    for at, known in enumerate(declared.fields):
        if isinstance(known, FileQuestion):
            yield _wrong(
                catalogue,
                ("fields", at),
                f"{known.id} asks for a file.",
                "Entries name evidence that was attached; ask for something else.",
            )
        if not known.label:
            yield _wrong(
                catalogue, ("fields", at), f"{known.id} has no label.", "Tables need a short name."
            )
    days: list[tuple[Path, str]] = [(("ahead", at), one) for at, one in enumerate(declared.ahead)]
    for at, pair in enumerate(declared.in_order):
        days += [(("in_order", at), pair.first), (("in_order", at), pair.then)]
    named = declared.named
    days += [(("named", "day"), named.day), (("named", "closed"), named.closed)]
    yield from _of_type(catalogue, fields, days, DateQuestion)
    yield from _of_type(catalogue, fields, [(("named", "title"), named.title)], TextQuestion)


def _of_type(
    catalogue: Catalogue,
    fields: dict[str, Question],
    wanted: Iterable[tuple[Path, str]],
    type_: type[Question],
) -> Iterator[Problem]:
    (word,) = get_args(type_.model_fields["type"].annotation)
    for path, known in wanted:
        if not isinstance(fields.get(known), type_):
            yield _wrong(
                catalogue,
                path,
                f"{known} is no field of the type {word}.",
                "Name a field of the type that is needed here.",
            )


def _kinds(
    catalogue: Catalogue, declared: AfterLaunchFile, fields: dict[str, Question]
) -> Iterator[Problem]:
    named = declared.named
    for at, kind in enumerate(declared.kinds):
        yield from _unknown(catalogue, ("kinds", at), set(kind.fields) - set(fields))
        missing = {named.title, named.day, named.closed} - set(kind.fields)
        if missing:
            yield _wrong(
                catalogue,
                ("kinds", at),
                f"{kind.id} lacks {', '.join(sorted(missing))}.",
                "Every kind has the fields under named.",
            )
    for what in ("id", "prefix"):
        seen = [getattr(kind, what) for kind in declared.kinds]
        if len(set(seen)) < len(seen):
            message = f"Two kinds have the same {what}."
            yield _wrong(catalogue, ("kinds",), message, "Give each its own.")


def _told(
    catalogue: Catalogue, declared: AfterLaunchFile, fields: dict[str, Question]
) -> Iterator[Problem]:
    told = declared.told
    table = fields.get(told.question)
    columns = {} if not isinstance(table, GroupQuestion) else {f.id: f for f in table.fields}
    needed: list[tuple[str, type[Question]]] = [
        (told.whom, ChoiceQuestion),
        (told.what, ChoiceQuestion),
        (told.on, DateQuestion),
    ]
    if told.country:
        needed.append((told.country, ChoiceQuestion))
    for column, type_ in needed:
        if not isinstance(columns.get(column), type_):
            yield _wrong(
                catalogue,
                ("told",),
                f"{told.question} has no column {column} of the type that is needed.",
                "Whom and what are choices, on is a day.",
            )


def _duty(
    catalogue: Catalogue, declared: AfterLaunchFile, duty: AfterDuty, path: Path
) -> Iterator[Problem]:
    fields = {known.id: known for known in declared.fields}
    for kind in duty.kinds:
        if declared.kind(kind) is None:
            yield _wrong(catalogue, path, f"There is no kind {kind}.", "Correct the name.")
    if duty.requirement is not None and duty.requirement not in catalogue.requirements:
        yield Problem(
            catalogue.place(FILE, *path),
            "checklist.unknown-id",
            f"There is no requirement {duty.requirement}.",
            "Correct the name.",
        )
    yield from _words(catalogue, declared, duty, path)
    days = [(path, day) for limit in duty.limits for day in (*limit.after, *limit.at_once_after)]
    yield from _of_type(catalogue, fields, days, DateQuestion)
    yield from _unknown(catalogue, path, set(duty.done_with) - set(fields))
    lands = [(path, whom.in_each) for whom in duty.to if whom.in_each]
    yield from _of_type(catalogue, fields, lands, ChoicesQuestion)


def _words(
    catalogue: Catalogue, declared: AfterLaunchFile, duty: AfterDuty, path: Path
) -> Iterator[Problem]:
    table = catalogue.questions.get(declared.told.question)
    if not isinstance(table, GroupQuestion):
        return  # said already
    columns = {part.id: part for part in table.fields}
    pairs = [(declared.told.whom, {one for whom in duty.to for one in (whom.whom, *whom.instead)})]
    pairs.append((declared.told.what, {*duty.by, *duty.follows}))
    for column, words in pairs:
        part = columns.get(column)
        options = set() if part is None else {one.id for one in catalogue.options(part)}
        for word in sorted(words - options):
            yield Problem(
                catalogue.place(FILE, *path),
                "checklist.impossible-value",
                f"The column {column} never has the value {word}.",
                f"Options: {', '.join(sorted(options)) or 'none'}.",
            )
