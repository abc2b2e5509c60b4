"""Text that runs from right to left: its elements say so, however people mixed scripts.

A name in Hebrew or Arabic script that ends in a digit or a full stop is read in the wrong
order where its element runs from left to right. Which way a text runs is told by its first
letter that has a direction, as browsers do for ``dir="auto"``.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

_TEXT: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)([^<>]*)>([^<]+)(?=<(/?)([a-z][a-z0-9]*))")
_LEFT, _RIGHT = frozenset({"L"}), frozenset({"R", "AL"})
_SILENT: Final = frozenset({"title"})
"""Elements that hold text alone, which nobody sees."""


def from_right(text: str) -> bool:
    """Whether a text runs from right to left.

    >>> from_right("3. שלום"), from_right("Name: שלום")
    (True, False)
    """
    for sign in text:
        way = unicodedata.bidirectional(sign)
        if way in _LEFT:
            return False
        if way in _RIGHT:
            return True
    return False


def directed(markup: str) -> str:
    """Markup in which what runs from right to left says so.

    >>> directed("<p>שלום 1.</p>")
    '<p dir="rtl">שלום 1.</p>'
    >>> directed("<p><b>Name:</b> שלום 1.</p>")
    '<p><b>Name:</b> <span dir="rtl">שלום 1.</span></p>'

    Args:
        markup: well-formed, as templates write it.
    """
    if not any(unicodedata.bidirectional(sign) in _RIGHT for sign in set(markup)):
        return markup
    return _TEXT.sub(_turned, markup)


def _turned(found: re.Match[str]) -> str:
    closes, name, attributes, text, next_closes, next_name = found.groups()
    if (name in _SILENT and not closes) or not from_right(html.unescape(text)):
        return found[0]
    if not closes and next_closes and next_name == name:
        return f'<{name}{attributes} dir="rtl">{text}'
    said = text.strip()
    before, _, after = text.partition(said)
    return f'<{closes}{name}{attributes}>{before}<span dir="rtl">{said}</span>{after}'
