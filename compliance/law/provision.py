"""How a law numbers its provisions: a small grammar, given as data of the pack.

An id names a place in the law level by level: a kind with its number, then the parts
inside, joined by dots. The grammar says how each level is written in ids and how it is
printed, so that ``art-14.4.e`` is "Article 14(4)(e)" in one law and ``6-1-1702.1.a`` is
"6-1-1702(1)(a)" in another.

Both are texts with slots. A slot of an id says which signs stand there; the slot at the
same place of the print says how they are shown. What stands in square brackets may be
absent, in both.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Final, NamedTuple

from pydantic import Field, model_validator

from compliance.errors import fail
from compliance.law.base import LawModel

SIGNS: Final = {
    "number": "[1-9][0-9]{0,4}",
    "letter": "[a-z]{1,2}",
    "capital": "[A-Z]{1,2}",
    "roman": "[ivxlcdm]{1,12}|[IVXLCDM]{1,12}",
    "any": "[A-Za-z0-9-]{1,24}",
}
"""Slots of ids, and the signs that may stand there."""
SHOWN: Final = frozenset({*SIGNS, "ordinal"})
"""Slots of the print: as the id has it, or turned into that numbering."""
MOST_SLOTS: Final = 4
_ID: Final = re.compile(r"[A-Za-z0-9-]{1,24}(?:\.[A-Za-z0-9-]{1,12}){0,6}")
_TEMPLATE: Final = re.compile(r"(?:[^{}\[\]]|\{[a-z]+\}|\[(?:[^{}\[\]]|\{[a-z]+\})+\])+")
_TOKEN: Final = re.compile(r"\{([a-z]+)\}|([^{}\[\]])")
_CHUNK: Final = re.compile(r"\[([^\[\]]+)\]|([^\[\]]+)")
_RUN: Final = re.compile(r"[0-9]+|[^0-9]+")
_NUMERALS: Final = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")
_VALUES: Final = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
_ROMAN: Final = dict(zip(_NUMERALS, _VALUES, strict=True))
MOST_ROMAN: Final = 3999

SortKey = tuple[tuple[tuple[int, int, str], ...], ...]
"""Sorts ids in the order of the law."""


def slots(template: str) -> tuple[str, ...]:
    """Names of the slots of a template.

    Raises:
        ValueError: brackets are nested, empty or not closed.
    """
    if _TEMPLATE.fullmatch(template) is None:
        msg = f"{template or 'the text'}: slots and brackets are not written well"
        raise ValueError(msg)
    return tuple(name for name, _ in _TOKEN.findall(template) if name)


class Form(LawModel):
    """How one level of a citation is written in ids, and how it is printed."""

    written: Annotated[str, Field(max_length=60)]
    """In ids, such as ``sub-{number}``."""
    printed: Annotated[str, Field(max_length=60)]
    """In citations, such as ``, {ordinal} subparagraph``."""
    name: str = ""
    """What others call it in ``after``."""
    after: tuple[str, ...] = ()
    """Names of what it stands directly in; without them it stands anywhere."""
    silent: bool = False
    """Left out of a citation as soon as something inside it is cited."""
    full: Annotated[str, Field(max_length=60)] = ""
    """Printed instead, where the silent level before it has to be named."""

    @model_validator(mode="after")
    def _slots(self) -> Form:
        count = len(slots(self.written))
        if count > MOST_SLOTS or not set(slots(self.written)) <= set(SIGNS):
            msg = f"{self.written}: at most {MOST_SLOTS} slots, of {', '.join(SIGNS)}"
            raise ValueError(msg)
        for text in (self.printed, self.full):
            shown = slots(text) if text else ()
            if text and (len(shown) != count or not set(shown) <= SHOWN):
                msg = f"{text}: as many slots as {self.written}, of "
                raise ValueError(msg + ", ".join(sorted(SHOWN)))
        return self


class Kind(Form):
    """A kind of provisions that stand by themselves: articles, sections, annexes."""

    explanations: str = ""
    """Heading under which provisions are gathered that only explain the law, such as
    recitals; they bind nobody and have no date. Empty for what binds."""


class Grammar(LawModel):
    """How a law is cited.

    Where a law says nothing of its own: ids as they are, what lies inside in brackets.
    """

    unit: str = "provision"
    """What a law calls the provisions under which duties are listed ("article")."""
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1, max_length=20)] = (
        Kind.model_construct(written="{any}", printed="{any}"),
    )
    """In the order in which the law has them."""
    parts: Annotated[tuple[Form, ...], Field(max_length=40)] = (
        Form.model_construct(written="{any}", printed="({any})"),
    )
    """What lies inside; the first form that fits counts."""
    ordinals: tuple[str, ...] = ()
    """Words for first, second and so on; a number beyond them stands as it is."""

    @model_validator(mode="after")
    def _named(self) -> Grammar:
        names = {form.name for form in (*self.kinds, *self.parts)} - {""}
        unknown = sorted({name for form in self.parts for name in form.after} - names)
        if unknown:
            msg = f"after names {', '.join(unknown)}, which nothing is called"
            raise ValueError(msg)
        return self


class Level(NamedTuple):
    """One level of an id as it was read."""

    form: Form
    printed: str
    full: str
    """As it is printed where silent levels are named."""
    key: tuple[tuple[int, int, str], ...]
    """Sorts it among its like."""


class Citations:
    """Reads, prints and sorts the ids of one law."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self._kinds = [(kind, _pattern(kind.written)) for kind in grammar.kinds]
        self._parts = [(form, _pattern(form.written)) for form in grammar.parts]
        # The levels of a law are few, and each is met in many of its ids.
        self._level = functools.lru_cache(2048)(self._read_level)
        self.levels = functools.lru_cache(4096)(self._read)
        """The levels of an id; none where it is not written like one of this law."""

    def _read(self, provision: str) -> tuple[Level, ...]:
        if not is_provision_id(provision):
            return ()
        found: list[Level] = []
        for text in provision.split("."):
            level = self._level(found[-1].form.name if found else None, text)
            if level is None:
                return ()
            found.append(level)
        return tuple(found)

    def _read_level(self, inside: str | None, text: str) -> Level | None:
        """The first form that fits inside what has this name; nowhere, a kind."""
        for at, (form, pattern) in enumerate(self._kinds if inside is None else self._parts):
            match = pattern.fullmatch(text)
            if match is not None and (not form.after or inside in form.after):
                values = match.groups()
                printed = self._filled(form.printed, values)
                full = self._filled(form.full, values) if form.full else printed
                key = _level_key(form, values)
                return Level(form, printed, full, ((at, 0, ""), *key) if inside is None else key)
        return None

    def fits(self, provision: str) -> bool:
        """Whether ``provision`` is written like one of this law (it may not exist)."""
        return bool(self.levels(provision))

    def cite(self, provision: str, *, full: bool = False) -> str:
        """A provision as it is cited.

        Args:
            provision: the id.
            full: name silent levels too; for what would be cited like another one.

        Raises:
            ConformityError: ``law.bad-provision``.
        """
        levels = self.levels(provision)
        if not levels:
            written = ", ".join(kind.written for kind in self.grammar.kinds)
            raise fail(
                provision or "provision",
                "law.bad-provision",
                "This is not written like a provision of this law.",
                f"Ids begin with {written}; what lies inside follows after dots.",
            )
        if full:
            return "".join(level.full for level in levels)
        *above, last = levels
        said = [level.printed for level in above if not level.form.silent]
        return "".join(said) + last.printed

    def _filled(self, template: str, values: Sequence[str | None]) -> str:
        text, left = "", iter(values)
        for optional, always in _CHUNK.findall(template):
            tokens = _TOKEN.findall(optional or always)
            shown = [self._shown(name, next(left)) if name else sign for name, sign in tokens]
            text += "" if None in shown else "".join(map(str, shown))
        return text

    def _shown(self, name: str, value: str | None) -> str | None:
        if value is not None and value.isdecimal():
            if name == "ordinal":
                words = self.grammar.ordinals
                return words[int(value) - 1] if 0 < int(value) <= len(words) else value
            if name == "roman":
                return roman(int(value))
        return value

    def sort_key(self, provision: str) -> SortKey:
        """Key that sorts ids in the order of the law; what is no id comes last."""
        levels = self.levels(provision)
        if not levels:
            return (((len(self._kinds), 0, ""), *_natural(provision)),)
        return tuple(level.key for level in levels)

    def explanations(self, provision: str) -> str:
        """Heading under which what only explains the law is gathered, or nothing."""
        levels = self.levels(provision)
        kind = levels[0].form if levels else None
        return kind.explanations if isinstance(kind, Kind) else ""


def _pattern(template: str) -> re.Pattern[str]:
    """What matches an id's level: one group a slot."""
    text = ""
    for optional, always in _CHUNK.findall(template):
        chunk = "".join(
            f"({SIGNS[name]})" if name else re.escape(sign)
            for name, sign in _TOKEN.findall(optional or always)
        )
        text += f"(?:{chunk})?" if optional else chunk
    return re.compile(text)


def _level_key(form: Form, values: Sequence[str | None]) -> tuple[tuple[int, int, str], ...]:
    """Numbers by value, then letters; words without a number close the list."""
    found: list[tuple[int, int, str]] = []
    for name, value in zip(slots(form.written), values, strict=True):
        if value is not None:
            found += [(0, from_roman(value), "")] if name == "roman" else _natural(value)
    return tuple(found) or ((2, 0, form.written),)


@functools.lru_cache(4096)
def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    return tuple(
        (0, int(run), "") if run.isdecimal() else (1, 0, run) for run in _RUN.findall(text)
    )


def roman(number: int) -> str:
    """Roman numeral of a number; a number beyond 3999 stays as it is.

    >>> roman(14), roman(9), roman(1949)
    ('XIV', 'IX', 'MCMXLIX')
    """
    if number > MOST_ROMAN:
        return str(number)
    text = ""
    for letters, value in _ROMAN.items():
        while number >= value:
            text, number = text + letters.upper(), number - value
    return text


def from_roman(numeral: str) -> int:
    """Value of a Roman numeral in large or small letters.

    >>> from_roman("XIV"), from_roman("ix"), from_roman("i")
    (14, 9, 1)
    """
    values = [_ROMAN[letter] for letter in numeral.lower()]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def is_provision_id(text: str) -> bool:
    """Whether ``text`` has the form that ids of every law share: levels and dots."""
    return _ID.fullmatch(text) is not None


def is_within(provision: str, scope: str) -> bool:
    """Whether ``provision`` is ``scope`` itself or lies inside it.

    >>> is_within("art-14.4.e", "art-14"), is_within("art-14", "art-1")
    (True, False)
    """
    return provision == scope or provision.startswith(scope + ".")


def around(provision: str) -> Iterator[str]:
    """A provision and everything that it lies inside, the narrowest first.

    >>> list(around("art-14.4.e"))
    ['art-14.4.e', 'art-14.4', 'art-14']
    """
    while provision:
        yield provision
        provision = provision.rpartition(".")[0]


def outermost(provision: str) -> str:
    """The article, section or annex in which a provision lies.

    >>> outermost("art-14.4.e"), outermost("6-1-1702.1.a")
    ('art-14', '6-1-1702')
    """
    return provision.split(".", maxsplit=1)[0]
