"""Composition: a filled summary becomes a paper, by a template that computes nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from compliance.assessment.verdict import Status
from compliance.data.digests import sha256
from compliance.documents.direction import directed
from compliance.documents.dossier.summary.said import (
    Bar,
    Lane,
    Listing,
    Plot,
    Summary,
    Theme,
    Timeline,
    next_quarter,
)
from compliance.documents.figures import Figure, Tally, qr_code, tally
from compliance.documents.papers.carried import embed_of, frame_of, proof_of, properties_of
from compliance.documents.papers.filled import content_of
from compliance.documents.plots import Plotted, lane, plotted
from compliance.documents.render.glyphs import legible
from compliance.documents.render.paper import Fragment, Paper
from compliance.language.tongue import ENGLISH
from compliance.language.words import counted, day
from compliance.views.marks import STATUS

STYLES: Final = ("css/fonts", "papers/css/paper", "dossier/css/summary")
"""Style sheets of the summary: the family of papers, and a little of its own."""
REST: Final = "rest"
"""The piece in which all flows that would not fill pages of its own."""
ACROSS: Final = 30
LABEL: Final = 30.0
TEXT_WIDTH: Final = 168.0
QUARTERS: Final = ("January", "April", "July", "October")


@dataclass(frozen=True)
class Section:
    """A part under a heading."""

    id: str
    title: str
    content: Any
    piece: str
    """With which others it flows; each piece begins a page."""
    number: int = 0


def compose_summary(summary: Summary) -> Paper:
    """The paper of a filled summary.

    It depends on nothing else, so that whoever has the paper can make it again.
    """
    summary = Summary.model_validate(summary.model_dump(mode="json"))
    content = content_of(summary)
    found = tuple(_sections(summary, sha256(content)))
    sections = tuple(replace(one, number=at) for at, one in enumerate(found, start=1))
    return Paper(
        fragments=tuple(_fragments(summary, sections)),
        frame=frame_of(summary, summary.note),
        embeds=(embed_of(summary, content),),
        properties=properties_of(summary),
        styles=STYLES,
    )


def _fragments(summary: Summary, sections: tuple[Section, ...]) -> Iterator[Fragment]:
    """The cover, then each piece; of a few sections all stands under the cover."""
    pieces = [(piece, tuple(group)) for piece, group in groupby(sections, lambda one: one.piece)]
    if len(pieces) == 1:
        cover = _cover(summary, ())
        yield replace(cover, html=cover.html + _fragment(summary, *pieces[0]).html)
        return
    yield _cover(summary, sections)
    for piece, group in pieces:
        yield _fragment(summary, piece, group)


def _render(name: str, **values: Any) -> str:
    from compliance.documents.render.html import environment  # noqa: PLC0415 - heavy

    template = environment("dossier").get_template(f"summary/{name}.html.j2")
    return directed(legible(template.render(**values)))


def _cover(summary: Summary, sections: tuple[Section, ...]) -> Fragment:
    bars = tuple((bar, drawn_bar(bar)) for bar in summary.bars)
    return Fragment("cover", _render("cover", d=summary, bars=bars, sections=sections), opens=True)


def _fragment(summary: Summary, piece: str, sections: tuple[Section, ...]) -> Fragment:
    html = "".join(
        _render(one.id.partition("-")[0], d=summary, s=one, c=one.content) for one in sections
    )
    return Fragment(piece, html)


def _sections(summary: Summary, digest: str) -> Iterator[Section]:
    """Those that have something to say; what would leave pages half empty shares them."""
    short = summary.time is None and not summary.themes and not summary.gaps
    yield Section("decision", "Decision", None, REST if short else "decision")
    if summary.time is not None:
        yield Section("time", "Time", _time(summary.time, summary), "time")
    for theme in summary.themes:
        yield Section(f"theme-{theme.id}", theme.title, _theme(theme), REST)
    if summary.gaps:
        yield Section("gaps", "Gaps", summary.gaps, REST)
    code = qr_code(summary.head, f"QR code of the journal head {summary.head}")
    proof = proof_of(summary, digest, code)
    yield Section("papers", "Papers, and how to check them", proof, REST)


def drawn_bar(bar: Bar) -> Tally:
    """The squares of a bar; alike ones beside each other, what is open last."""
    order = list(STATUS)
    states = sorted(map(Status, bar.marks), key=order.index)
    return tally([STATUS[state] for state in states], ACROSS)


@dataclass(frozen=True)
class TimeContent:
    """A timeline: the quarters over it, and its lanes drawn."""

    quarters: tuple[str, ...]
    lanes: tuple[tuple[str, Figure], ...]
    listings: tuple[Listing, ...]
    supply: str
    today: str


def _time(time: Timeline, summary: Summary) -> TimeContent:
    quarters, at = [], time.start
    while at < time.end:
        name = QUARTERS[(at.month - 1) // 3]
        quarters.append(f"{name} {at.year}" if at.month == 1 or at == time.start else name)
        at = next_quarter(at)
    lines = summary.as_of, time.supply
    return TimeContent(
        tuple(quarters),
        tuple((one.label, _lane(one, time, lines)) for one in time.lanes),
        summary.days,
        day(time.supply),
        day(summary.as_of),
    )


def _lane(one: Lane, time: Timeline, lines: tuple[datetime.date, datetime.date | None]) -> Figure:
    alerts = sum(item.alert for item in one.days)
    words = f"{one.label}: {counted(len(one.days), 'day')}, {alerts} of them with something open."
    days = [(item.on, item.alert) for item in one.days]
    return lane(days, (time.start, time.end), lines, words, TEXT_WIDTH - LABEL)


@dataclass(frozen=True)
class ThemeContent:
    """A theme with what is drawn of it."""

    theme: Theme
    bar: Tally
    plots: tuple[tuple[Plot, Plotted], ...]


def _theme(theme: Theme) -> ThemeContent:
    plots = tuple(
        (plot, plotted(plot.drawing, [one.head for one in plot.rows], ENGLISH))
        for plot in theme.plots
    )
    return ThemeContent(theme, drawn_bar(theme.bar), plots)
