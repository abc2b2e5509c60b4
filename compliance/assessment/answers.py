"""From what a person or a file says to a typed answer, or a clear refusal."""

from __future__ import annotations

import datetime
import math
import re
import sys
from typing import Any, Final

from compliance.checklist.answer_text import NONE
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.questions import (
    ChoiceQuestion,
    ChoicesQuestion,
    DateQuestion,
    FileQuestion,
    GroupQuestion,
    NumberQuestion,
    Option,
    Question,
    TextQuestion,
    YesNoQuestion,
)
from compliance.data.typed import clean_text, parse_date
from compliance.errors import ConformityError, Problem, ProblemsError, fail
from compliance.language.words import plain_number

MAX_NUMBER: Final = sys.float_info.max
MAX_EXACT: Final = 2**53
"""From here on floating point no longer tells neighbouring whole numbers apart."""
MAX_DIGITS: Final = 20
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?")
NONE_WORDS: Final = frozenset({NONE.casefold(), "none", "no", "-none-"})
"""What people and files write for "none of these", unless an option is called so."""
_YES_NO: Final = {"yes": "yes", "y": "yes", "no": "no", "n": "no"}


def parse_answer(catalogue: Catalogue, question: Question, raw: Any) -> Any:
    """Turn raw input into the JSON value of an answer.

    Args:
        catalogue: where vocabularies and options come from.
        question: what was asked.
        raw: text as typed, or a value read from YAML or JSON.

    Returns:
        Option id, list of option ids, text, number, ``YYYY-MM-DD``, or a list of
        rows (field id to value) for a repeated group.

    Raises:
        ConformityError: one problem for each thing that does not fit.
    """
    match question:
        case ChoiceQuestion() | YesNoQuestion():
            return _option(catalogue, question, raw)
        case ChoicesQuestion():
            return _options(catalogue, question, raw)
        case TextQuestion():
            return _text(question, raw)
        case NumberQuestion():
            return _number(question, raw)
        case DateQuestion():
            return _date(question, raw)
        case GroupQuestion():
            return _rows(catalogue, question, raw)
        case FileQuestion():
            raise fail(
                question.id,
                "answer.wrong-type",
                "This question is answered by attaching a file.",
                f"Use: conformity evidence add DIR FILE --kind {question.kind} "
                f"--supports {question.id}",
            )


def _wrong(question: Question, message: str, hint: str) -> ConformityError:
    return fail(question.id, "answer.wrong-type", message, hint)


def _option(catalogue: Catalogue, question: Question, raw: Any) -> str:
    options = catalogue.options(question)
    raw = _unquoted(raw)
    if not isinstance(raw, str):
        raise _wrong(question, "An option is expected.", _names(options))
    if option := find_option(options, raw):
        return option
    names = _names(options)
    if isinstance(question, ChoicesQuestion) and not question.at_least:
        names = f"{names[:-1]}; or none."
    raise fail(
        question.id, "answer.not-an-option", f"“{raw.strip()[:60]}” is none of the options.", names
    )


def _unquoted(raw: Any) -> Any:
    """The word that was written where YAML read a truth value."""
    return ("yes" if raw else "no") if isinstance(raw, bool) else raw


def find_option(options: tuple[Option, ...], text: str) -> str:
    """Id of the option that a text names, by id or label; empty where it names none."""
    text = text.strip()
    ids = [option.id for option in options]
    if text in ids:
        return text
    low = text.casefold()
    if {"yes", "no"} <= set(ids) and low in _YES_NO:
        return _YES_NO[low]
    named = (o.id for o in options if low in {o.id.casefold(), o.label.casefold()})
    return next(named, "")


def _names(options: tuple[Any, ...]) -> str:
    shown = ", ".join(option.id for option in options[:12])
    more = "" if len(options) <= 12 else f", and {len(options) - 12} more"  # noqa: PLR2004 - a screen line
    return f"Options: {shown}{more}."


def says_none(options: tuple[Option, ...], text: str) -> bool:
    """Whether a text says that none of the options fits, in whatever writing."""
    return text.strip().casefold() in NONE_WORDS and not find_option(options, text)


def _options(catalogue: Catalogue, question: ChoicesQuestion, raw: Any) -> list[str]:
    """The options chosen; none only where that was said, and never beside another."""
    options = catalogue.options(question)
    raw = _unquoted(raw)
    if isinstance(raw, str):
        if not raw.strip():
            raise _nothing(question)
        raw = raw.split(",")
    if not isinstance(raw, list | tuple):
        raise _wrong(question, "Several options are expected.", "Write: a, b, c")
    said = [_unquoted(item) for item in raw]
    left = [item for item in said if not (isinstance(item, str) and says_none(options, item))]
    none = len(left) < len(said)
    chosen = {_option(catalogue, question, item) for item in left}
    if none and chosen:
        raise _excluded(question, NONE)
    for option in options:
        if option.alone and option.id in chosen and len(chosen) > 1:
            raise _excluded(question, option.label)
    if len(chosen) < question.at_least:
        raise fail(
            question.id, "answer.too-short", f"At least {question.at_least} must be chosen.", ""
        )
    return [option.id for option in options if option.id in chosen]


def _nothing(question: ChoicesQuestion) -> ConformityError:
    hint = "Choose at least one." if question.at_least else f"Say “{NONE}” if no option fits."
    return fail(question.id, "answer.too-short", "Nothing is chosen.", hint)


def _excluded(question: ChoicesQuestion, label: str) -> ConformityError:
    return fail(
        question.id,
        "answer.none-and-more",
        f"“{label}” is chosen together with something else.",
        "Choose one or the other.",
    )


def _text(question: TextQuestion, raw: Any) -> str:
    if isinstance(raw, float):
        raise _wrong(
            question,
            f"Text is expected; as a number it may have lost digits ({raw}).",
            'Put it in quotation marks: "3.10".',
        )
    if isinstance(raw, int | datetime.date) and not isinstance(raw, bool):
        raw = str(raw)
    if not isinstance(raw, str):
        raise _wrong(question, "Text is expected.", "Write one text.")
    text = clean_text(question.id, raw, question.max_characters)
    if not text:
        raise fail(question.id, "answer.too-short", "The text is empty.", "Write an answer.")
    if question.lines == "one" and "\n" in text:
        raise _wrong(question, "One line is expected.", "Write it on one line.")
    return text


def _number(question: NumberQuestion, raw: Any) -> int | float:
    if isinstance(raw, str):
        raw = _read_number(question, raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise _wrong(question, "A number is expected.", "Write for example 0.93.")
    if abs(raw) > MAX_NUMBER or math.isnan(raw):
        raise _wrong(question, "The number is not finite.", "Write a number.")
    if question.whole and raw != int(raw):
        raise _wrong(question, "A whole number is expected.", "")
    low, high = question.minimum, question.maximum
    if (low is not None and raw < low) or (high is not None and raw > high):
        unit = f" (in {question.unit})" if question.unit else ""
        message = f"{plain_number(raw)} is not {_bounds(low, high)}{unit}."
        raise fail(question.id, "answer.out-of-range", message, "")
    exact = isinstance(raw, int) or (raw == int(raw) and abs(raw) < MAX_EXACT)
    return int(raw) if exact else raw


def _bounds(low: float | None, high: float | None) -> str:
    if low is None:
        return f"at most {plain_number(high or 0)}"
    if high is None:
        return f"at least {plain_number(low)}"
    return f"from {plain_number(low)} to {plain_number(high)}"


def _read_number(question: NumberQuestion, text: str) -> int | float:
    """Digits as typed; whole numbers without the rounding of floating point."""
    digits = text.strip().replace("\u00a0", "").replace(" ", "")
    if not _NUMBER.fullmatch(digits):
        raise _wrong(question, f"“{text[:40]}” is not a number.", "Write for example 0.93.")
    whole = digits.lstrip("+-").isdecimal() and len(digits) < MAX_DIGITS
    return int(digits) if whole else float(digits)


def _date(question: DateQuestion, raw: Any) -> str:
    day = parse_date(question.id, raw)
    early, late = question.earliest, question.latest
    if (early and day < early) or (late and day > late):
        raise fail(
            question.id,
            "answer.impossible-date",
            f"{day} lies outside {early or 'any day'} to {late or 'any day'}.",
            "Check the year.",
        )
    return day.isoformat()


def _rows(catalogue: Catalogue, question: GroupQuestion, raw: Any) -> list[Any]:
    if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
        columns = ", ".join(field.id for field in question.fields)
        raise _wrong(
            question, "A list of entries is expected.", f"Each entry has the keys: {columns}."
        )
    if not question.at_least <= len(raw) <= question.at_most:
        raise fail(
            question.id,
            "answer.out-of-range",
            f"{len(raw)} entries; {question.at_least} to {question.at_most} expected.",
            "",
        )
    problems: list[Problem] = []
    rows = [_row(catalogue, question, row, at, problems) for at, row in enumerate(raw)]
    if problems:
        raise ProblemsError(problems)
    return rows


def _row(
    catalogue: Catalogue,
    question: GroupQuestion,
    row: dict[str, Any],
    at: int,
    problems: list[Problem],
) -> dict[str, Any]:
    known = {field.id: field for field in question.fields}
    found: dict[str, Any] = {}
    place = f"{question.id}[{at + 1}]"
    problems.extend(
        Problem(
            place,
            "answer.unknown-question",
            f"There is no column {key}.",
            f"Columns: {', '.join(known)}.",
        )
        for key in row
        if key not in known
    )
    for field in question.fields:
        raw = row.get(field.id)
        if raw is None or raw == "":
            if not field.optional:
                problems.append(
                    Problem(
                        f"{place}.{field.id}",
                        "answer.too-short",
                        "The entry lacks this column.",
                        "Fill it in.",
                    )
                )
            continue
        try:
            found[field.id] = parse_answer(catalogue, field, raw)
        except ConformityError as error:
            problems.extend(
                Problem(f"{place}.{problem.place}", problem.code, problem.message, problem.hint)
                for problem in error.problems
            )
    return found
