"""What follows from the answers: role, scope and class, why, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from flask import Blueprint, request

from compliance.assessment.conclusions import Outcome
from compliance.assessment.what_if import alterations
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.texts import fact_label
from compliance.documents.dossier.parts import Mark
from compliance.documents.dossier.words import ALERT, HOLDS, WOULD
from compliance.law.provision import format_provision
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
        first = catalogue.vocabularies["conclusion-groups"].words[0].id
        groups: dict[str, Group] = {}
        for item in outcomes:
            if everything or item.truth.value != "no":
                title = catalogue.label("conclusion-groups", item.conclusion.group)
                group = groups.setdefault(title, Group())
                unknown = item.truth.value == "unknown"
                lines = group.undecided if unknown else group.settled
                lines.append(_line(catalogue, item))
        return show_in(
            found,
            "classification",
            "classification",
            headlines=[
                _line(catalogue, item)
                for item in outcomes
                if item.conclusion.headline and item.truth.value == "yes"
            ],
            outside=[
                _line(catalogue, item)
                for item in outcomes
                if item.conclusion.headline
                and item.conclusion.group == first
                and item.truth.value == "no"
            ],
            undecided=sum(item.truth.value == "unknown" for item in outcomes),
            groups=groups,
            everything=everything,
            turns=alterations(outcomes, found.assessment.changes()),
            would=WOULD,
        )


def _line(catalogue: Catalogue, item: Outcome) -> Line:
    conclusion = item.conclusion
    holds = item.truth.value == "yes"
    return Line(
        conclusion.title,
        ALERT if conclusion.alert and holds else HOLDS[item.truth],
        ", ".join(format_provision(place) for place in conclusion.provisions),
        item.text,
        item.reason,
        conclusion.effect if holds else "",
        tuple((fact, fact_label(catalogue, fact)) for fact in item.missing[:MANY]),
    )
