"""From when something binds, in words."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable

from compliance.assessment.starts import Start


def since(starts: Iterable[Start], show: Callable[[datetime.date], str]) -> str:
    """From when something binds, as the end of "binds from ...".

    Args:
        starts: the possible days, earliest first.
        show: how a day is written (in full on paper, by numbers in the terminal).
    """
    texts: dict[str, None] = {}
    for start in starts:
        text = show(start.on)
        if start.event:
            text = f"{start.event}, not before {text}"
        hangs_on = [
            *(["one reading of the law"] if start.rule.reading else []),
            *([] if start.sure else ["if open answers turn out so"]),
        ]
        texts[text + (f" ({', '.join(hangs_on)})" if hangs_on else "")] = None
    return " or ".join(texts)
