"""Figures that are stated, held against figures that were measured.

A row of a table and a measured figure are held against each other only where the row names
what the figure measures, and whom it is of; what is not sure to be the same is left alone.
A figure is contradicted where it lies outside of the interval of the measured one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from compliance.assessment.evidence_read import why_void
from compliance.assessment.gaps import Gap
from compliance.assessment.journal.records import Figure
from compliance.assessment.journal.state import Given, HeldEvidence
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.claims import Claim, ClaimsFile
from compliance.checklist.questions import Question
from compliance.language.measures import read_limit, read_measure

_WORD: Final = re.compile(r"[^\W_]+")
_DECIMALS: Final = re.compile(r"\d+(?:[.,](\d+))?")
OVERALL: Final = frozenset({"", "all", "all reviews", "log"})
"""What a figure is of that is of everybody."""
PERCENT: Final = frozenset({"%", "percent", "per cent", "of 100"})
AGAINST: Final = " against "
NAMED: Final = 5
"""Rows that a gap names."""
Words = tuple[str, ...]


@dataclass(frozen=True)
class Stated:
    """A figure that an answer states."""

    value: float
    half: float
    """Half a unit of its last digit."""


def contradicted(
    catalogue: Catalogue,
    requirement: str,
    follow_ups: Iterable[tuple[Question, Given | None]],
    evidence: Iterable[HeldEvidence],
) -> list[Gap]:
    """A gap for each question whose figures the measured ones contradict.

    Args:
        catalogue: the checklists, which say which tables state figures.
        requirement: id of the requirement.
        follow_ups: its follow-up questions that arise, with their answers.
        evidence: evidence that counts and supports the requirement or one of these.
    """
    claims = catalogue.claims
    held = [one for one in evidence if one.read and one.read.figures and not why_void(one)]
    if claims is None or not held:
        return []
    found = []
    for question, given in follow_ups:
        claim = claims.of(question.id)
        rows = given.value if given is not None and isinstance(given.value, list) else []
        if claim is None or not rows:
            continue
        lines = list(_lines(claims, claim, rows, held))
        if lines:
            gap = claims.contradicted
            more = f" (and {len(lines) - NAMED} more)" if len(lines) > NAMED else ""
            text = f"{gap.says.rstrip('.')}: {'; '.join(lines[:NAMED])}{more}."
            found.append(Gap(requirement, gap.severity, text, gap.remedy, gap.rests_on))
    return found


def _lines(
    claims: ClaimsFile,
    claim: Claim,
    rows: Iterable[Mapping[str, Any]],
    held: Iterable[HeldEvidence],
) -> Iterator[str]:
    pool = [(figure, one.data.evidence) for one in held if one.read for figure in one.read.figures]
    known = _known_names(claims, (figure for figure, _ in pool))
    plain = {word for one in (*claims.everybody, *claims.plain) for word in _words(one)}
    plain |= {word for figure, _ in pool for word in _words(figure.of.rpartition(": ")[0])}
    for row in rows:
        said = " ".join(str(row.get(column, "")) for column in claim.names)
        stated = read_stated(str(row.get(claim.stated, "")))
        if stated is None:
            continue
        meant = _meant(_words(said), known, plain, [figure for figure, _ in pool])
        against = [(figure, number) for figure, number in pool if figure in meant]
        if against and all(contradicts(stated, figure) for figure, _ in against):
            figure, number = against[-1]
            label = str(row.get(claim.names[0], ""))
            yield f"{label}: stated {row.get(claim.stated)}, measured {told(figure)}, {number}"


def _known_names(claims: ClaimsFile, figures: Iterable[Figure]) -> dict[Words, str]:
    """The words of every name of the figures at hand, to the name under which it is held.

    What a figure is called else, its differences and ratios are called, too.
    """
    names = {figure.name for figure in figures}
    found = {_words(name): name for name in names}
    for one in claims.names:
        for name in names & {one.figure, f"difference in {one.figure}", f"ratio in {one.figure}"}:
            kind = name.removesuffix(one.figure).split(" ", maxsplit=1)[0]
            for also in one.also:
                forms = (f"{kind} in {also}", f"{kind} of {also}", f"{also} {kind}")
                found |= {_words(form): name for form in (forms if kind else (also,))}
    return found


def _meant(
    said: Words, known: Mapping[Words, str], plain: set[str], figures: Iterable[Figure]
) -> list[Figure]:
    """The figures that a row names: their name, their group, and nothing else.

    Whatever else a row says (a language, a subset, another group) may be what was not
    measured: then it is left alone.
    """
    names = [words for words in known if _within(words, said)]
    if not names:
        return []
    name = known[max(names, key=len)]
    left = {*said} - plain - {word for words, one in known.items() if one == name for word in words}
    same = [figure for figure in figures if figure.name == name]
    return [one for one in same if _is_of(one, {*said}, left)]


def _is_of(figure: Figure, said: set[str], left: set[str]) -> bool:
    """Whether a figure is of the group that a row names, and the row names nothing else."""
    _, named, against_ = figure.of.partition(AGAINST)
    group, against = _group(figure), {*_words(named + against_)}
    if not group and figure.of not in OVERALL:
        return False
    return group <= said and not left - group - against


def _group(figure: Figure) -> frozenset[str]:
    """The words of the group that a figure is of, without what it is held against."""
    if figure.of in OVERALL:
        return frozenset()
    group = figure.of.partition(AGAINST)[0].rpartition(": ")[2]
    return frozenset(_words(group))


def _words(text: str) -> Words:
    return tuple(_WORD.findall(text.casefold()))


def _within(part: Words, whole: Words) -> bool:
    """Whether words stand in others one after the other."""
    wide = len(part)
    return any(whole[at : at + wide] == part for at in range(len(whole) - wide + 1))


def read_stated(text: str) -> Stated | None:
    """The one figure that a text states, or the one in front of its interval, as a share.

    >>> read_stated("45 %"), read_stated("0.30 (0.28 to 0.33)")
    (Stated(value=0.45, half=0.005), Stated(value=0.3, half=0.005))
    >>> read_stated("between 0.2 and 0.4")
    """
    measure, limit = read_measure(text), read_limit(text)
    found = measure or limit
    if found is None:
        return None
    scale = 100 if found.percent else 1
    first = _DECIMALS.search(text)
    digits = len(first[1] or "") if first else 0
    return Stated(found.value / scale, 0.5 * 10**-digits / scale)


def contradicts(stated: Stated, figure: Figure) -> bool:
    """Whether a figure that is stated lies outside of what was measured.

    What differs in nothing but its sign is not held for a contradiction: people write a
    shortfall as they like.
    """
    scale = 100 if figure.unit in PERCENT else 1
    if figure.unit and scale == 1:
        return False  # seconds may be stated in minutes
    low = (figure.value if figure.low is None else figure.low) / scale
    high = (figure.value if figure.high is None else figure.high) / scale

    def outside(value: float, half: float) -> bool:
        return value + half + 1e-9 < low or value - half - 1e-9 > high

    ways = [(stated.value, stated.half)]
    if scale > 1:
        ways.append((stated.value / scale, stated.half / scale))
    if figure.value < 0:
        ways += [(-value, half) for value, half in ways]
    return all(outside(value, half) for value, half in ways)


def told(figure: Figure) -> str:
    """A measured figure with its interval and number of cases.

    >>> told(Figure(name="selection rate", value=0.3, low=0.25, high=0.36, whole=400))
    '0.300 (0.250 to 0.360; n = 400)'
    """
    ends = "" if figure.low is None or figure.high is None else (
        f"{figure.low:.3f} to {figure.high:.3f}"
    )  # fmt: skip
    number = "" if figure.whole is None else f"n = {figure.whole}"
    inside = "; ".join(filter(None, (ends, number)))
    return f"{figure.value:.3f}{f' ({inside})' if inside else ''}"
