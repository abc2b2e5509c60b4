"""Words, marks and numbers as the dossier prints them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from compliance.assessment.starts import Start
from compliance.assessment.verdict import Status
from compliance.checklist.conditions import Truth
from compliance.documents.dossier.parts import Cell, Count, Mark, Tally
from compliance.language.words import day_in_words

STATUS: Final = {
    Status.MET: Mark("met", "Met", "✓"),
    Status.PARTLY_MET: Mark("partly-met", "Partly met", "≈"),
    Status.NOT_MET: Mark("not-met", "Not met", "×"),
    Status.NOT_ASSESSED: Mark("not-assessed", "Not assessed", "…"),
    Status.UNDETERMINED: Mark("undetermined", "Undetermined", "?"),
    Status.NOT_APPLICABLE: Mark("not-applicable", "Not applicable", "–"),
    Status.OUT_OF_SCOPE: Mark("out-of-scope", "Out of scope", "/"),
}
"""Marks of findings, in the order in which counts are shown."""

STATUS_NOTES: Final = {
    Status.MET: "The answer says so, and nothing that was asked for is missing.",
    Status.PARTLY_MET: "Part of it is shown; a major or minor gap is open.",
    Status.NOT_MET: "The answer says that it is not met, or a blocker is open.",
    Status.NOT_ASSESSED: "It applies, and its question has no answer yet.",
    Status.UNDETERMINED: "Whether it applies depends on answers that are missing.",
    Status.NOT_APPLICABLE: "It applies to the operator, but its subject does not "
    "arise; the answer gives the reason.",
    Status.OUT_OF_SCOPE: "By the facts stated it does not bind this operator "
    "and system or model.",
}

SEVERITY: Final = {
    "blocker": Mark("blocker", "Blocker", "!!!"),
    "major": Mark("major", "Major", "!!"),
    "minor": Mark("minor", "Minor", "!"),
    "observation": Mark("observation", "Observation", "i"),
}
"""Marks of gaps, most serious first."""

HOLDS: Final = {
    Truth.YES: Mark("yes", "Holds", "+"),
    Truth.NO: Mark("no", "Does not hold", "–"),
    Truth.UNKNOWN: Mark("unknown", "Not determined", "?"),
}
ALERT: Final = Mark("alert", "Holds", "!")
"""A conclusion that holds and forbids or stops something."""
WOULD: Final = {
    Truth.YES: "would hold",
    Truth.NO: "would no longer hold",
    Truth.UNKNOWN: "would depend on further answers",
}
"""What would become of a conclusion if an answer were another."""

APPLIES: Final = {
    Truth.YES: Mark("yes", "Yes", "+"),
    Truth.NO: Mark("no", "No", "–"),
    Truth.UNKNOWN: Mark("unknown", "Not determined", "?"),
}

NOT_STATED: Final = "not stated"
SHORT_HEAD: Final = 16
_CELL: Final = 12


def day(date: datetime.date | None) -> str:
    """A date in words.

    >>> day(datetime.date(2027, 12, 2))
    '2 December 2027'
    """
    return "" if date is None else day_in_words(date)


def moment(timestamp: str) -> str:
    """A timestamp of the journal in words; other text stays as it is.

    >>> moment("2026-11-23T10:05:59Z")
    '23 November 2026, 10:05 UTC'
    """
    try:
        found = datetime.datetime.strptime(timestamp, "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007 - journals write UTC
    except ValueError:
        return timestamp
    return f"{day(found.date())}, {found:%H:%M} UTC"


def day_of(timestamp: str) -> str:
    """The day of a timestamp in words."""
    return moment(timestamp).partition(",")[0]


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> count(1, "gap"), count(2, "gap"), count(0, "person", "people")
    ('1 gap', '2 gaps', 'no people')
    """
    noun = one if number == 1 else many or f"{one}s"
    return f"{number or 'no'} {noun}"


def listed(items: Sequence[str], limit: int = 6) -> str:
    """Several texts in one line; what goes beyond the limit is counted.

    >>> listed(["a", "b", "c"], 2)
    'a; b; and 1 more'
    """
    shown = list(items[:limit])
    if len(items) > limit:
        shown.append(f"and {len(items) - limit} more")
    return "; ".join(shown)


def capital(text: str) -> str:
    """The text with a capital first letter, the rest as written."""
    return text[:1].upper() + text[1:]


def shortened(text: str, limit: int) -> str:
    """The text on one line, cut with an ellipsis where it is longer.

    >>> shortened("a very long name", 7)
    'a very…'
    """
    line = " ".join(text.split())
    return line if len(line) <= limit else line[:limit].rstrip() + "…"


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


def sentence(text: str) -> str:
    """A sentence part as a sentence."""
    if not text:
        return ""
    return capital(text) + ("" if text.endswith((".", "?", "!")) else ".")


def paragraphs(text: str) -> tuple[str, ...]:
    """Split a text at blank lines; single line ends stay inside."""
    parts = (part.strip("\n") for part in text.replace("\t", "    ").split("\n\n"))
    return tuple(part for part in parts if part.strip())


def size_text(size: int) -> str:
    """Size of a file as people read it, with the exact number of bytes.

    >>> size_text(900), size_text(1536)
    ('900 bytes', '1.5 KiB (1536 bytes)')
    """
    value, unit = float(size), "bytes"
    for larger in ("KiB", "MiB", "GiB"):
        if value < 1024:  # noqa: PLR2004 - binary units
            break
        value, unit = value / 1024, larger
    return f"{size} bytes" if unit == "bytes" else f"{value:.1f} {unit} ({size} bytes)"


def groups_of_four(digest: str) -> str:
    """The start of a digest in groups, for reading aloud."""
    short = digest[:SHORT_HEAD]
    return " ".join(short[at : at + 4] for at in range(0, len(short), 4))


def tally(statuses: Sequence[Status], across: int) -> Tally:
    """A map of requirements, one square each, ``across`` squares in a row."""
    cells = tuple(
        Cell(at % across * _CELL, at // across * _CELL, STATUS[status].key)
        for at, status in enumerate(statuses)
    )
    counts = status_counts(statuses)
    words = ", ".join(f"{item.number} {item.mark.word.lower()}" for item in counts)
    rows = max(1, -(-len(statuses) // across))
    return Tally(
        f"One square for each of {count(len(statuses), 'requirement')}: {words}."
        if words
        else "No requirements.",
        min(len(statuses), across) * _CELL or _CELL,
        rows * _CELL,
        cells,
        counts,
    )


def status_counts(statuses: Iterable[Status], *, every: bool = False) -> tuple[Count, ...]:
    """Number of requirements by status; those with none only if asked for."""
    found = list(statuses)
    return tuple(
        Count(mark, found.count(status), STATUS_NOTES[status])
        for status, mark in STATUS.items()
        if every or status in found
    )


def severity_counts(severities: Iterable[str]) -> tuple[Count, ...]:
    """Number of gaps by severity, every severity listed."""
    found = list(severities)
    return tuple(Count(mark, found.count(key)) for key, mark in SEVERITY.items())
