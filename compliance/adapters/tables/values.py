"""What a cell of somebody else's table says to a field, as the field takes it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from compliance.adapters.tables.style import Style, UnclearError, read_day, read_number
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.questions import (
    ChoiceQuestion,
    ChoicesQuestion,
    DateQuestion,
    NumberQuestion,
    Option,
    Question,
    TextQuestion,
    YesNoQuestion,
)
from compliance.checklist.reading_tables import FieldWords, TableFile
from compliance.language.headers import plain_header, without_brackets
from compliance.language.words import plain_number

NAMES: Final = ("en", "de", "zh", "zh_Hant")
"""Languages in which the names of countries are known."""
SHOWN: Final = 8
"""Options that are named where a cell holds none of them."""
EMPTY: Final = frozenset({"", "-", "–", "—", "n a", "na", "k a", "无", "無", "tbd", "n v"})
_PARTS: Final = ",;/、，；\n"


@dataclass(frozen=True)
class Read:
    """What a cell says to a field, and what was made of it in reading."""

    value: Any
    how: str = ""
    """Said where the cell holds more or something else: “yes, pseudonymised” is yes."""


def is_empty(value: object) -> bool:
    """Whether a cell says nothing; a dash is how tables write that."""
    return value is None or (
        isinstance(value, str) and (not value.strip() or value.strip() in {"-", "–", "—", "/"})
    )


class Values:
    """Reads the cells of one table.

    Args:
        catalogue: with the options, and the words that others write for them.
        style: how the table writes numbers and days.
    """

    def __init__(self, catalogue: Catalogue, style: Style) -> None:
        self.catalogue, self.style = catalogue, style
        self.words = catalogue.tables or TableFile.model_construct(options={}, tables=())
        self._known: dict[int, dict[str, str]] = {}

    def read(self, field: Question, value: object, words: FieldWords, *, share: bool) -> Read:
        """What a cell says to a field.

        Args:
            field: a column of a table question.
            value: of the cell, never empty.
            words: what others write for the field.
            share: whether the cell shows a number in percent.

        Raises:
            UnclearError: why it says nothing to the field.
        """
        match field:
            case NumberQuestion():
                return self._number(field, value, share=share)
            case DateQuestion():
                day, number = read_day(value, self.style)
                how = f"{value} is the number of a day in a spreadsheet" if number else ""
                return Read(day.isoformat(), how)
            case ChoiceQuestion() | YesNoQuestion():
                return self._option(field, value, words)
            case ChoicesQuestion():
                return self._options(field, value, words)
            case TextQuestion():
                return Read(_text(field, value, share=share))
        raise UnclearError("Nothing of a table fits there.")

    def _number(self, field: NumberQuestion, value: object, *, share: bool) -> Read:
        hundred = "%" in field.unit
        if isinstance(value, bool | datetime.date | datetime.time):
            raise UnclearError("It is no number.")
        if isinstance(value, int | float):
            return Read(_rounded(value * 100) if share and hundred else value)
        text = str(value)
        number, percent, rest = read_number(text, self.style, whole=field.whole)
        if percent and not hundred:
            number = _rounded(number / 100)
        how = f"“{text[:60]}” is read as {plain_number(number)}" if rest else ""
        return Read(number, how)

    def _option(self, field: Question, value: object, words: FieldWords) -> Read:
        if isinstance(value, bool):
            value = "yes" if value else "no"
        text = str(value).strip()
        known = self._options_of(field, words)
        for said in (plain_header(text), without_brackets(text)):
            if said in known:
                return Read(known[said])
        option = _leading(text, known)
        if option:
            return Read(option, f"“{text[:60]}” is read as {option}")
        raise UnclearError(f"“{text[:60]}” is none of the options: {self._named(field)}")

    def _options(self, field: Question, value: object, words: FieldWords) -> Read:
        known, chosen, loose = self._options_of(field, words), [], []
        text = str(value).strip()
        if plain_header(text) in known:
            return Read([known[plain_header(text)]])
        for sign in _PARTS[1:]:
            text = text.replace(sign, ",")
        for part in filter(None, (piece.strip() for piece in text.split(","))):
            option = known.get(plain_header(part)) or known.get(without_brackets(part), "")
            if not option:
                option = _leading(part, known)
                loose.append(part)
            if not option:
                raise UnclearError(f"“{part[:60]}” is none of the options: {self._named(field)}")
            chosen.append(option)
        how = f"“{str(value)[:60]}” is read as {', '.join(dict.fromkeys(chosen))}" if loose else ""
        return Read(list(dict.fromkeys(chosen)), how)

    def _options_of(self, field: Question, words: FieldWords) -> dict[str, str]:
        """What people write, made alike, to the id of the option that it names."""
        if id(field) in self._known:
            return self._known[id(field)]
        found: dict[str, str] = {}
        options = self.catalogue.options(field)
        countries = are_countries(self.catalogue, field)
        for option in options:
            said = [*words.options.get(option.id, ()), *self.words.options.get(option.id, ())]
            if countries:
                said += country_names(option.id)
            for text in (option.id, option.label, *said):
                found.setdefault(plain_header(text), option.id)
        self._known[id(field)] = found
        return found

    def _named(self, field: Question) -> str:
        """Options by the words that people see."""
        return named_options(self.catalogue.options(field))


def are_countries(catalogue: Catalogue, field: Question) -> bool:
    """Whether the options of a choice are countries."""
    source = getattr(field, "options_from", None)
    vocabulary = catalogue.vocabularies.get(source or "")
    return vocabulary is not None and vocabulary.territories


def named_options(options: Iterable[Option]) -> str:
    """The labels of options, the first of many."""
    labels = [option.label for option in options]
    more = f" and {len(labels) - SHOWN} more" if len(labels) > SHOWN else ""
    return ", ".join(labels[:SHOWN]) + f"{more}."


def _leading(text: str, known: dict[str, str]) -> str:
    """The option whose words a text begins with: the longest of them."""
    said = plain_header(text)
    fits = [
        word
        for word in known
        if word and said.startswith(word) and (said[len(word)] == " " or not word.isascii())
    ]
    best = max(fits, key=len, default="")
    return known[best] if best else ""


@cache
def country_names(code: str) -> tuple[str, ...]:
    """What a country is called in the languages of those who keep such tables."""
    from babel import Locale  # noqa: PLC0415 - only where countries are asked for

    if len(code) != 2:  # noqa: PLR2004 - ISO 3166
        return ()
    names = (Locale.parse(name).territories.get(code.upper(), "") for name in NAMES)
    return tuple(filter(None, names))


def _rounded(number: float) -> float:
    """Without the traces that binary fractions leave: 0.07 of a hundred is 7."""
    found = float(f"{number:.12g}")
    return int(found) if found == int(found) else found


def _text(field: TextQuestion, value: object, *, share: bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int | float):
        return f"{plain_number(_rounded(value * 100))} %" if share else plain_number(value)
    text = str(value).strip()
    return " ".join(text.split()) if field.lines == "one" else text
