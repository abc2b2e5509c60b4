"""What follows from the answers: role, scope and class, why, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from flask import Blueprint, request

from compliance.assessment.conclusions import Outcome
from compliance.assessment.what_if import alterations
from compliance.checklist.base import CONCLUSION_GROUPS
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.checklist.texts import fact_label
from compliance.views.marks import ALERT, HOLDS, WOULD, Mark
from compliance.web.common import opened, show_in

pages = Blueprint("classification", __name__, url_prefix="/a/<name>/classification")

MANY: Final = 8


@dataclass(frozen=True)
class Line:
    title: str
    mark: Mark
    provisions: str
    text: str
    reason: str
    effect: str
    missing: tuple[tuple[str, str], ...]
    """Questions to answer first: id and short name."""


@dataclass
class Group:
    settled: list[Line] = field(default_factory=list)
    undecided: list[Line] = field(default_factory=list)


@pages.get("/")
def index(name: str) -> str:
    everything = request.args.get("all") == "yes"
    with opened(name) as found:
        catalogue = found.assessment.catalogue
        outcomes = found.assessment.conclusions()
        # The first heading says whether the law applies at all: also when it does not.
        first = next((word.id for word in catalogue.words(CONCLUSION_GROUPS)), "")
        groups: dict[str, Group] = {}
        for item in outcomes:
            if everything or item.truth is not Truth.NO:
                title = catalogue.label(CONCLUSION_GROUPS, item.conclusion.group)
                group = groups.setdefault(title, Group())
                unknown = item.truth is Truth.UNKNOWN
                lines = group.undecided if unknown else group.settled
                lines.append(_line(catalogue, item))
        return show_in(
            found,
            "classification",
            "classification",
            headlines=[
                _line(catalogue, item)
                for item in outcomes
                if item.conclusion.headline and item.holds
            ],
            outside=[
                _line(catalogue, item)
                for item in outcomes
                if item.conclusion.headline
                and item.conclusion.group == first
                and item.truth is Truth.NO
            ],
            undecided=sum(item.truth is Truth.UNKNOWN for item in outcomes),
            groups=groups,
            everything=everything,
            turns=alterations(outcomes, found.assessment.changes()),
            would=WOULD,
        )


def _line(catalogue: Catalogue, item: Outcome) -> Line:
    conclusion = item.conclusion
    return Line(
        conclusion.title,
        ALERT if conclusion.alert and item.holds else HOLDS[item.truth],
        catalogue.outline.printed(*conclusion.provisions),
        item.text,
        item.reason,
        conclusion.effect if item.holds else "",
        tuple((fact, fact_label(catalogue, fact)) for fact in item.missing[:MANY]),
    )
