"""Between the value of an answer and what stands in a cell, without loss."""

from __future__ import annotations

import datetime
import difflib
import re
from dataclasses import dataclass
from typing import Any, Final

from compliance.adapters.tables.style import Style, UnclearError, read_day
from compliance.adapters.tables.values import are_countries, country_names, named_options
from compliance.assessment.answers import find_option, says_none
from compliance.checklist.answer_text import NONE
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.questions import (
    ChoiceQuestion,
    ChoicesQuestion,
    DateQuestion,
    GroupQuestion,
    NumberQuestion,
    Question,
    TextQuestion,
    YesNoQuestion,
)
from compliance.checklist.texts import describe
from compliance.errors import fail
from compliance.language.words import plain_number
from compliance.services.exchange.sheet import ERASE_WORD, guard

_LONG_WHOLE: Final = re.compile(r"[-+]?[0-9]{17,309}")
LISTED: Final = 15
"""More options than this are not repeated beside the question."""
MAX_CELL: Final = 32_767
"""Most characters of a cell, counted as Excel counts (UTF-16)."""
EXACT_WHOLE: Final = 10**15
"""From here on a cell no longer keeps every digit of a whole number."""


@dataclass(frozen=True)
class Column:
    """What one answer, or one field of an entry, may be."""

    id: str
    title: str
    kind: str
    """Type of the question."""
    how: str
    words: tuple[str, ...] = ()
    """The options, as they are written."""
    optional: bool = False


def option_words(catalogue: Catalogue, question: Question) -> dict[str, str]:
    """Option id to the word that stands for it: its label, or its id if that is safer."""
    options = catalogue.options(question)
    words = {}
    for option in options:
        label = option.label
        plain = "\n" not in label and label.casefold() not in {ERASE_WORD, NONE.casefold()}
        good = plain and find_option(options, label) == option.id
        words[option.id] = label if good else option.id
    return words


def to_cell(catalogue: Catalogue, question: Question, value: Any) -> Any:
    """What stands in the cell of a value: text, number or day."""
    match question:
        case ChoiceQuestion() | YesNoQuestion():
            return option_words(catalogue, question).get(str(value), str(value))
        case ChoicesQuestion():
            words = option_words(catalogue, question)
            chosen = value if isinstance(value, list) else [value]
            return "\n".join(words.get(str(item), str(item)) for item in chosen) or (
                _none_word(catalogue, question)
            )
        case DateQuestion():
            try:
                return datetime.date.fromisoformat(str(value))
            except ValueError:
                return str(value)
        case NumberQuestion():
            return value
        case _:
            return guard(str(value))


def _none_word(catalogue: Catalogue, question: Question) -> str:
    taken = find_option(catalogue.options(question), NONE)
    return "-none-" if taken else NONE


def escape(text: str) -> str:
    r"""Write what a workbook cannot hold, or what would look like an escape, as an escape.

    >>> escape("_x0041_"), escape("_x005F_x0041_ \uffff")
    ('_x005F_x0041_', '_x005F_x005F_x005F_x0041_ _xFFFF_')
    """
    text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return re.sub("[\x00-\x08\x0b-\x1f\ufffe\uffff]", lambda sign: f"_x{ord(sign[0]):04X}_", text)


def cell_size(value: Any) -> int:
    """Characters that a value takes in a cell."""
    if not isinstance(value, str):
        return 0
    return max(len(value.encode("utf-16-le", "surrogatepass")) // 2, len(escape(value)))


def is_exact(number: float) -> bool:
    """Whether a cell keeps a number to its last digit; others travel as text.

    >>> is_exact(0.3), is_exact(0.1 + 0.2), is_exact(10**18 + 1)
    (True, False, False)
    """
    return abs(number) < EXACT_WHOLE and float(f"{number:.15g}") == number


def from_cell(catalogue: Catalogue, question: Question, value: Any) -> Any:
    """The raw answer in a cell, for the check of answers.

    Raises:
        ConformityError: ``answer.wrong-type`` for a cell whose content the program it
            was filled in with has turned into something else.
    """
    if isinstance(value, datetime.datetime):
        raise _turned(question, "a day with a time of day")
    if isinstance(value, datetime.time | datetime.timedelta):
        raise _turned(question, "a time")
    match question:
        case ChoiceQuestion() | YesNoQuestion():
            return _choice(catalogue, question, str(value) if type(value) is int else value)
        case DateQuestion() if isinstance(value, str):
            return _day(value)
        case ChoicesQuestion():
            return _choices(catalogue, question, value)
        case NumberQuestion():
            return _number(question, value)
        case TextQuestion() if isinstance(value, bool):
            raise _turned(question, "yes/no")
        case TextQuestion() if isinstance(value, datetime.date):
            raise _turned(question, "a date")
        case _:
            return value


def _day(text: str) -> Any:
    """A day as programs of many countries write it; what can be read in two ways stays.

    >>> _day("07.05.2027"), _day("2027年5月7日"), _day("31/12/2029")
    ('2027-05-07', '2027-05-07', '31/12/2029')
    """
    if "/" in text.strip()[:4]:  # day or month first: two countries read it otherwise
        return text
    try:
        return read_day(text, Style())[0].isoformat()
    except UnclearError:
        return text


def _choice(catalogue: Catalogue, question: Question, value: Any) -> Any:
    """The option of a cell; where it is none, the refusal names what the list of it shows."""
    options = catalogue.options(question)
    if not isinstance(value, str) or not value.strip() or find_option(options, value):
        return value
    words = option_words(catalogue, question)
    countries = options if are_countries(catalogue, question) else ()
    known = next((option.id for option in countries if _is_country(option.id, value)), "")
    if known:
        return known
    close = difflib.get_close_matches(value.strip(), list(words.values()), n=2, cutoff=0.5)
    near = f" Did you mean {' or '.join(close)}?" if close else ""
    raise fail(
        question.id,
        "answer.not-an-option",
        f"“{value.strip()[:60]}” is none of the options.",
        f"Options: {named_options(options)}{near}",
    )


def _is_country(code: str, text: str) -> bool:
    return text.strip().casefold() in {name.casefold() for name in country_names(code)}


def _turned(question: Question, what: str) -> Exception:
    return fail(
        question.id,
        "answer.wrong-type",
        f"The cell does not hold what was typed: the program turned it into {what}.",
        "Format the cell as text and type the answer again.",
    )


def _number(question: NumberQuestion, value: Any) -> Any:
    if isinstance(value, datetime.date):
        raise _turned(question, "a date")
    text = value.strip() if isinstance(value, str) else ""
    # Long whole numbers travel as text: a cell keeps fifteen digits of a number.
    return int(text) if _LONG_WHOLE.fullmatch(text) else value


def _choices(catalogue: Catalogue, question: ChoicesQuestion, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return list(value)
    if not isinstance(value, str):
        return [str(value)]
    options = catalogue.options(question)
    lines = [line.strip() for line in value.splitlines() if line.strip()]
    if len(lines) == 1 and not find_option(options, lines[0]):
        # Some write several on one line; that is clear where each part is an option.
        for sign in (";", ","):
            parts = [part.strip() for part in lines[0].split(sign)]
            if all(find_option(options, part) or says_none(options, part) for part in parts):
                return parts
    return lines


def column_of(catalogue: Catalogue, question: Question, *, inside: bool = False) -> Column:
    """What the answer to a question may be; ``inside`` for a field of an entry."""
    words = tuple(option_words(catalogue, question).values())
    return Column(
        id=question.id,
        title=(question.label or question.ask) if inside else question.ask,
        kind=question.type,
        how=_how(catalogue, question, words),
        words=words,
        optional=question.optional,
    )


def _how(catalogue: Catalogue, question: Question, words: tuple[str, ...]) -> str:
    parts = [_kind(catalogue, question, words)]
    if question.optional:
        parts.append("May stay empty.")
    if question.not_applicable:
        parts.append(f"“Not applicable” fits where: {question.not_applicable}")
    if question.ask_when is not None:
        parts.append(f"Only asked where {describe(catalogue, question.ask_when)}.")
    return "\n".join(parts)


def _kind(catalogue: Catalogue, question: Question, words: tuple[str, ...]) -> str:
    few = len(words) <= LISTED
    match question:
        case ChoiceQuestion() | YesNoQuestion():
            options = "\n".join(f"• {word}" for word in words)
            return f"One of these:\n{options}" if few else "One of the list."
        case ChoicesQuestion():
            options = "\n".join(f"• {word}" for word in words)
            offered = catalogue.offers_none(question)
            none = "" if not offered else f", or “{_none_word(catalogue, question)}”"
            start = f"Any number of these, one on each line{none}"
            return f"{start}:\n{options}" if few else f"{start}. They stand in the list."
        case NumberQuestion():
            return f"A number{_bounds(question)}."
        case DateQuestion():
            return "A day, written year-month-day."
        case TextQuestion():
            lines = "One line" if question.lines == "one" else "Text"
            return f"{lines}, up to {question.max_characters:,} characters."
        case GroupQuestion():
            return f"A table: one row for each {question.entry}."
        case _:
            return "Answered by attaching a file in the program; not here."


def _bounds(question: NumberQuestion) -> str:
    parts = [f" in {question.unit}"] if question.unit else []
    if question.minimum is not None:
        parts.append(f", at least {plain_number(question.minimum)}")
    if question.maximum is not None:
        parts.append(f", at most {plain_number(question.maximum)}")
    return "".join(parts) + (", without decimals" if question.whole else "")
