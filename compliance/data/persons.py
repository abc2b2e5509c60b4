"""Who is who: whether two names, as people wrote them, mean one person.

A journal keeps a name exactly as it was written. Only where two are compared is the
writing left aside: capitals, wide letters, characters that nobody sees, blanks, and what
the person does, which stands behind the first comma.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from compliance.data.letters import normal

AFTER_NAME: Final = re.compile(r"[,;、，；]")
"""Signs after which no name follows but what the person does."""
_UNSEEN: Final = frozenset(
    {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0}
    | {*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
)
"""Characters that take no place or show nothing although Unicode calls them letters,
marks or signs: joiners, fillers, selectors of variants."""


def parts_of(author: str) -> list[str]:
    """The name and, where it is said, what the person does.

    >>> parts_of("Li Na, compliance officer"), parts_of("Li Na")
    (['Li Na', 'compliance officer'], ['Li Na'])
    """
    return [part.strip() for part in AFTER_NAME.split(author, maxsplit=1)]


@functools.lru_cache(1024)
def name_key(author: str) -> str:
    r"""What of a name tells people apart; empty where nothing of it can be seen.

    Blanks are left out altogether: there are dozens of them, some of which count as
    letters, and Chinese names are written with and without.

    >>> name_key("Li Na, compliance officer"), name_key(" LI\u200b  \uff2eA")
    ('lina', 'lina')
    """
    name = normal("NFKC", AFTER_NAME.split(author, maxsplit=1)[0])
    name = normal("NFKC", name.casefold())
    return "".join(filter(_is_seen, name))


def same_person(one: str, other: str) -> bool:
    """Whether two authors are one person, however each is written.

    Two people of one name are one person here: they write their names differently.
    """
    key = name_key(one)
    if not key:  # nobody is let in under such a name; a journal may hold it all the same
        return bool(one) and one == other
    return key == name_key(other)


def is_among(person: str, people: Iterable[str]) -> bool:
    """Whether a person is one of several."""
    return any(same_person(person, one) for one in people)


def _is_seen(character: str) -> bool:
    if character.isspace():
        return False
    return unicodedata.category(character) not in {"Cf", "Cc"} and ord(character) not in _UNSEEN
