"""Provision ids and how they are printed.

An id names a place in the Act: ``art-14.4.e`` is printed "Article 14(4)(e)",
``annex-4.2.b`` "Annex IV, point 2(b)", ``rec-53`` "Recital 53". Parts named
``sub-2`` are unnumbered subparagraphs and are printed in words.
"""

from __future__ import annotations

import re
from typing import Final

from compliance.errors import fail

_ID: Final = re.compile(
    r"(?:art-[1-9][0-9]{0,2}[a-z]?|annex-[1-9][0-9]?|rec-[1-9][0-9]{0,2}"
    r"|chp-[1-9][0-9]?(?:\.sec-[1-9][0-9]?)?)(?:\.[A-Za-z0-9-]{1,12}){0,6}"
)
_ROMAN: Final = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_SUB: Final = re.compile(r"sub-([0-9]+)")
_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth")


def roman(number: int) -> str:
    """Roman numeral of a small number.

    >>> roman(14), roman(9)
    ('XIV', 'IX')
    """
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text, number = text + letters, number - value
    return text


def is_provision_id(text: str) -> bool:
    """Whether ``text`` is written like a provision id (it may still not exist)."""
    return _ID.fullmatch(text) is not None


def format_provision(provision: str, *, full: bool = False) -> str:
    """Print a provision id as lawyers cite it.

    >>> format_provision("art-14.4.e")
    'Article 14(4)(e)'
    >>> format_provision("art-6.3.sub-3")
    'Article 6(3), third subparagraph'
    >>> format_provision("annex-3.4.a")
    'Annex III, point 4(a)'
    >>> format_provision("art-43.1.sub-2.a", full=True)
    'Article 43(1), second subparagraph, point (a)'

    Args:
        provision: the id.
        full: name a subparagraph also where a letter follows; for letters that
            stand in several subparagraphs.

    Raises:
        ConformityError: ``law.bad-provision``.
    """
    if not is_provision_id(provision):
        raise fail(
            provision or "provision",
            "law.bad-provision",
            "This is not written like a provision.",
            "Write for example art-14.4.e, annex-4.2.b or rec-53.",
        )
    head, *parts = provision.split(".")
    kind, number = head.split("-", 1)
    if kind == "art":
        return f"Article {number}" + _parts(parts, full=full)
    if kind == "annex":
        return f"Annex {roman(int(number))}" + _annex_parts(parts)
    if kind == "rec":
        return f"Recital {number}"
    section = "".join(f", Section {part[4:]}" for part in parts)
    return f"Chapter {roman(int(number))}{section}"


def _parts(parts: list[str], *, full: bool = False) -> str:
    text = ""
    for at, part in enumerate(parts):
        sub = _SUB.fullmatch(part)
        if part == "tail":
            text += ", closing words"
        elif part.startswith("-"):
            text += f", item {part[1:]}"
        elif sub is None:
            # A letter after a subparagraph is cited without it: Article 6(3)(a)
            named = full and at > 0 and _SUB.fullmatch(parts[at - 1])
            text += f", point ({part})" if named else f"({part})"
        elif part != parts[-1] and not full:
            continue
        else:
            text += f", {_ordinal(int(sub.group(1)))} subparagraph"
    return text


def _ordinal(number: int) -> str:
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else f"{number}th"


def _annex_parts(parts: list[str]) -> str:
    text = ""
    section = re.fullmatch(r"([A-Z])|(?:sec-|s)([0-9]+)", parts[0]) if parts else None
    if section:
        text, parts = f", Section {section[1] or section[2]}", parts[1:]
    if not parts:
        return text
    if _SUB.fullmatch(parts[0]) or parts[0].startswith("-"):
        return text + _parts(parts)
    return f"{text}, point {parts[0]}{_parts(parts[1:])}"


def sort_key(provision: str) -> tuple[tuple[int, int, str], ...]:
    """Key that sorts ids in the order of the law (Article 9 before Article 10).

    >>> sorted(["art-10.2", "art-9", "annex-3", "art-5.1.ba", "art-5.1.b"],
    ...        key=sort_key)
    ['art-5.1.b', 'art-5.1.ba', 'art-9', 'art-10.2', 'annex-3']
    """
    kinds = {"rec": 0, "chp": 1, "art": 2, "annex": 3}
    head, *parts = provision.split(".")
    kind, _, number = head.partition("-")
    return (
        (kinds.get(kind, 9), 0, ""),
        _part_key(number),
        *(_part_key(part) for part in parts),
    )


def _part_key(part: str) -> tuple[int, int, str]:
    match = re.match(r"(?:sub-|sec-)?([0-9]+)(.*)", part)
    if match:
        return (0, int(match.group(1)), match.group(2))
    return (1, len(part) if len(part) > 1 and not part.isalpha() else 0, part)


def is_within(provision: str, scope: str) -> bool:
    """Whether ``provision`` is ``scope`` itself or lies inside it.

    >>> is_within("art-14.4.e", "art-14"), is_within("art-14", "art-1")
    (True, False)
    """
    return provision == scope or provision.startswith(scope + ".")


def cite(provision: str) -> str:
    """A provision as it is printed; what is not the id of a provision stays as written."""
    return format_provision(provision) if is_provision_id(provision) else provision


def article_of(provision: str) -> str:
    """The article or annex in which a provision lies."""
    return provision.split(".", maxsplit=1)[0]
