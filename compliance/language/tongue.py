"""A language of papers: their words, and how days and numbers are written in it.

English is written by the program itself. What other languages make of days, numbers and
names of countries is taken from CLDR, by Babel, which is loaded only where one is used.
"""

from __future__ import annotations

import datetime
import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from compliance.data.shipped import shipped_folder
from compliance.errors import ConformityError, fail
from compliance.language.furniture import FURNITURE
from compliance.language.typesetting import first_of_month, typeset
from compliance.language.words import day as english_day
from compliance.language.words import plain_number

CODE: Final = "en"
"""The language in which checklists and program are written."""
PAPER: Final = "en-GB"
"""What papers of it name as their language."""
FOLDER: Final = "locale"


@dataclass(frozen=True, eq=False)
class Tongue:
    """A language in which papers are written."""

    code: str
    texts: Mapping[str, str]
    """The words of papers themselves, by id."""

    @property
    def english(self) -> bool:
        """Whether it is the one in which everything is written first."""
        return self.code == CODE

    @property
    def tag(self) -> str:
        """What a paper names as its language."""
        return PAPER if self.english else self.code

    def say(self, known: str, **slots: object) -> str:
        """A text of papers, with what stands in its slots."""
        text = self.texts[known]
        return text.format(**slots) if slots else text

    def day(self, date: datetime.date | None) -> str:
        """A day with the name of its month."""
        if date is None or self.english:
            return english_day(date)
        from babel.dates import format_date  # noqa: PLC0415 - only for papers of other languages

        return first_of_month(self.code, format_date(date, "long", self.code))

    def number(self, value: float) -> str:
        """A number with every digit that was given."""
        if self.english:
            return plain_number(value)
        from babel.numbers import format_decimal  # noqa: PLC0415 - as above

        exact: Any = value if isinstance(value, int) else plain_number(value)
        return format_decimal(
            exact, locale=self.code, decimal_quantization=False, group_separator=False
        )

    def country(self, code: str, english: str) -> str:
        """The name of a country.

        Args:
            code: by ISO 3166.
            english: its name where CLDR has none in this language.
        """
        if self.english:
            return english
        from babel import Locale  # noqa: PLC0415 - as above

        names = Locale.parse(_OF_THE_UNION.get(self.code, self.code)).territories
        return str(names.get(code.upper(), english))

    def listed(self, items: list[str]) -> str:
        """Several texts in one line."""
        return self.say("mark.list").join(items)

    def sentence(self, text: str) -> str:
        """A sentence part as a sentence."""
        stop = "" if text.endswith((".", "?", "!", "。")) else self.say("mark.stop")
        return text[:1].upper() + text[1:] + stop if text else ""


_OF_THE_UNION: Final = {"pt": "pt_PT"}
"""Where CLDR means the language as it is spoken elsewhere."""
ENGLISH: Final = Tongue(CODE, FURNITURE)


def names() -> str:
    """What writes days, numbers and names of countries in other languages, with its version."""
    import babel  # noqa: PLC0415 - as above

    return f"Babel {babel.__version__}"


def name_of(code: str) -> str:
    """What a language calls itself, with a capital letter; its code where CLDR lacks it.

    >>> name_of("de"), name_of("en")
    ('Deutsch', 'English')
    """
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - as above

    try:
        name = Locale.parse(code).get_display_name() or code
    except (UnknownLocaleError, ValueError):
        return code
    return name[:1].upper() + name[1:]


def english_name(code: str) -> str:
    """What a language is called in English.

    >>> english_name("de"), english_name("ga")
    ('German', 'Irish')
    """
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - as above

    try:
        return Locale.parse(code).get_display_name(CODE) or code
    except (UnknownLocaleError, ValueError):
        return code


def furniture_file(code: str) -> Path:
    """Where the words of papers lie in a language."""
    return shipped_folder("templates") / FOLDER / f"{code}.json"


@functools.cache
def tongue(code: str) -> Tongue:
    """A language by its code, or by the tag that papers name.

    Texts that it lacks are English: whether it is complete is asked where it is offered.

    Raises:
        ConformityError: ``language.unknown``; ``language.file`` for a broken file.
    """
    if code in {CODE, PAPER}:
        return ENGLISH
    path = furniture_file(code)
    if not (code.isalnum() and path.is_file()):
        raise fail(
            code,
            "language.unknown",
            "Papers are not written in this language.",
            f"There are: {', '.join(tongues())}.",
        )
    found = {known: typeset(code, text) for known, (_, text) in read_texts(path).items()}
    return Tongue(code, {**FURNITURE, **found})


def tongues() -> tuple[str, ...]:
    """Codes of the languages for which the words of papers are there, English first."""
    try:
        folder = shipped_folder("templates") / FOLDER
    except ConformityError:
        return (CODE,)
    return (CODE, *sorted(path.stem for path in folder.glob("*.json")))


def read_texts(path: Path) -> dict[str, tuple[str, str]]:
    """A file of translations: id to the digest of the English text and the text.

    Raises:
        ConformityError: ``language.file`` where it is not written as it has to be.
    """
    try:
        value = json.loads(path.read_bytes())
        texts = {known: (entry["of"], entry["text"]) for known, entry in value["texts"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        texts = None
    if texts is None or not all(isinstance(part, str) for both in texts.values() for part in both):
        raise fail(
            f"{path.parent.name}/{path.name}",
            "language.file",
            "This is not written as a file of translations.",
            "Write it with: conformity checklists translate LANG FILE",
        )
    return texts
