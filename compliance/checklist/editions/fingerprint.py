"""The fingerprint of an edition: for each id, what it means, as short digests.

Two digests stand for an id. ``words`` covers what a person who answers reads and
chooses from: question, note, options, unit, columns, and what the law asks. ``rules``
covers when it is asked and what follows from the answer. Titles, labels, reasons,
examples, remedies and the order of the questions belong to neither: they can be
improved at any time without another edition.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import All, Always, AnyOf, Condition, FactTest, Holds, Not
from compliance.checklist.declared import entries
from compliance.checklist.model import Requirement
from compliance.checklist.questions import Option, Question
from compliance.data.digests import canonical_json, sha256

DIGITS: Final = 12
_SPACES: Final = re.compile(r" {2,}")
KINDS: Final = (
    "fact",
    "derived",
    "requirement",
    "follow-up",
    "conclusion",
    "vocabulary",
    "date",
    "route",
    "declaration",
)
BOUNDS: Final = (
    "optional",
    "whole",
    "minimum",
    "maximum",
    "earliest",
    "latest",
    "min_words",
    "max_characters",
    "at_least",
    "at_most",
    "lines",
)
"""Which answers a question accepts, or takes for enough."""


class Entry(NamedTuple):
    """What one id of an edition means."""

    kind: str
    """One of :data:`KINDS`."""
    type: str = ""
    options: tuple[str, ...] = ()
    words: str = ""
    rules: str = ""

    def line(self) -> str:
        """The entry in a line: kind, type, digests, options; a dash for nothing."""
        parts = (self.kind, self.type, self.words, self.rules)
        return " ".join([*(part or "-" for part in parts), *self.options])

    @classmethod
    def read(cls, line: str) -> Entry:
        """Read what :meth:`line` wrote.

        Raises:
            ValueError: it is not such a line.
        """
        parts = ["" if part == "-" else part for part in line.split(" ")]
        kind, type_, words, rules, *options = parts
        if kind not in KINDS:
            msg = f"there is no kind {kind}"
            raise ValueError(msg)
        return cls(kind, type_, tuple(options), words, rules)


@dataclass(frozen=True)
class Back:
    """Present names read as those of the edition before.

    Without it a renamed fact would look like a change of every rule that tests it.
    """

    ids: Mapping[str, str] = field(default_factory=dict)
    """Present key to the earlier one."""
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Present question to its present options and what they were called."""

    def id(self, known: str, kind: str = "") -> str:
        """The earlier name of an id; ``kind`` as in ``conclusion:``."""
        return self.ids.get(f"{kind}{known}", f"{kind}{known}").removeprefix(kind)

    def option(self, question: str, value: Any) -> Any:
        """The earlier name of an option, or of each of several."""
        if isinstance(value, tuple | list):
            return [self.option(question, item) for item in value]
        if isinstance(value, datetime.date):
            return value.isoformat()
        return self.options.get(question, {}).get(value, value)


SAME: Final = Back()


def fingerprint(catalogue: Catalogue, back: Back = SAME) -> dict[str, Entry]:
    """Every id of an edition with what it means, by present key."""
    found: dict[str, Entry] = {}
    for known, question in catalogue.facts.items():
        found[known] = _question("fact", question, back)
    for number in catalogue.derived.values():
        of = [back.id(fact) for fact in number.of]
        found[number.id] = Entry(kind="derived", rules=_digest([number.factor, of, number.unit]))
    for conclusion in catalogue.conclusions.values():
        rules = [_condition(conclusion.when, back), conclusion.provisions, conclusion.alert]
        found[f"conclusion:{conclusion.id}"] = Entry(kind="conclusion", rules=_digest(rules))
    for requirement in catalogue.requirements.values():
        found[requirement.id] = _requirement(requirement, back)
        for follow_up in requirement.follow_ups:
            found[follow_up.id] = _question("follow-up", follow_up, back)
    for vocabulary in catalogue.vocabularies.values():
        key = f"vocabulary:{vocabulary.id}"
        ids = [back.option(key, word.id) for word in vocabulary.words]
        pairs = list(zip(ids, vocabulary.words, strict=True))
        found[key] = Entry(
            kind="vocabulary",
            options=tuple(word.id for word in vocabulary.words),
            words=_digest([[known, word.label, word.note] for known, word in pairs]),
            rules=_digest([[known, word.groups] for known, word in pairs]),
        )
    found.update(_law(catalogue, back))
    return found


def _law(catalogue: Catalogue, back: Back) -> dict[str, Entry]:
    """Dates, routes and the declaration: what a released edition must keep too."""
    found: dict[str, Entry] = {}
    for rule in catalogue.timeline.rules:
        dated = [rule.provisions, rule.exceptions, rule.route, rule.from_.isoformat()]
        digest = _digest([*dated, rule.reading])
        found[f"date:{rule.id}"] = Entry(kind="date", rules=digest)
    routes: dict[str, list[Any]] = {}
    for route in catalogue.routes:
        routes.setdefault(route.route, []).append(_condition(route.when, back))
    for known, conditions in routes.items():
        found[f"route:{known}"] = Entry(kind="route", rules=_digest(conditions))
    for wait in catalogue.waits:
        later = [wait.roles, wait.provisions, wait.until, wait.event, _condition(wait.when, back)]
        found[f"wait:{wait.id}"] = Entry(kind="route", rules=_digest(later))
    declaration = catalogue.declaration
    if declaration is not None and declaration.vouches is not None:
        points = [
            [
                point.provision,
                [back.id(fact) for fact in point.facts],
                point.when and _condition(point.when, back),
                point.blocked_when and _condition(point.blocked_when, back),
                *[
                    [_condition(one.when, back), [back.id(fact) for fact in one.facts]]
                    for one in point.variants
                ],
            ]
            for point in declaration.points
        ]
        applies = _condition(declaration.applies_when, back)
        sides = [
            [kind, *sorted(item.provisions), *sorted(map(back.id, item.requirements))]
            for kind, _, item in entries(declaration.vouches)
        ]
        days = [item.from_its_day for item in declaration.vouches.attests]
        found["declaration:points"] = Entry(
            kind="declaration", rules=_digest([applies, declaration.role, sides, days, points])
        )
    return found


def _question(kind: str, question: Question, back: Back) -> Entry:
    options: tuple[Option, ...] = vars(question).get("options", ())
    return Entry(
        kind=kind,
        type=question.type,
        options=tuple(option.id for option in options),
        words=_digest(_words(question, back)),
        rules=_digest(
            [
                question.ask_when and _condition(question.ask_when, back),
                _bounds(question),
                [
                    [back.option(question.id, item.id), item.groups, *_implied(item)]
                    for item in options
                ],
            ]
        ),
    )


def _implied(option: Option) -> list[tuple[str, ...]]:
    """What an option implies; younger than frozen editions, which must not move."""
    return [option.implies] if option.implies else []


def _words(question: Question, back: Back) -> list[Any]:
    options: tuple[Option, ...] = vars(question).get("options", ())
    parts: list[Any] = [
        question.type,
        question.ask,
        question.help,
        [[back.option(question.id, o.id), o.label, o.note] for o in options],
    ]
    values = vars(question)
    parts += [str(values.get(name) or "") for name in ("options_from", "unit", "kind", "entry")]
    if values.get("options_group"):  # younger than frozen editions, which must not move
        parts.append(values["options_group"])
    fields: tuple[Question, ...] = values.get("fields", ())
    parts += [[part.id, *_words(part, SAME), _bounds(part)] for part in fields]
    return parts


def _bounds(question: Question) -> list[str]:
    values = vars(question)
    found = [f"{name}={values.get(name)}" for name in BOUNDS]
    return [*found, f"not_applicable={bool(question.not_applicable)}"]


def _requirement(requirement: Requirement, back: Back) -> Entry:
    main = requirement.main()
    known, begun = requirement.id, requirement.begun_when
    options = requirement.question.options
    return Entry(
        kind="requirement",
        type=main.type,
        options=tuple(option.id for option in options),
        words=_digest([requirement.asks, *_words(main, back)]),
        rules=_digest(
            [
                _condition(requirement.applies_when, back),
                requirement.provisions,
                [
                    [back.option(known, o.id), o.means, o.groups, o.gap and o.gap.severity]
                    for o in options
                ],
                bool(main.not_applicable),
                [
                    [
                        back.option(f"vocabulary:{EVIDENCE_KINDS}", request.kind),
                        request.required,
                        request.max_age_days,
                        *([list(request.only_for)] if request.only_for else []),
                    ]
                    for request in requirement.evidence
                ],
                [[_condition(gap.when, back), gap.severity] for gap in requirement.gaps],
                [requirement.review.required, requirement.review.not_by_author],
                # Only where there are some: editions frozen before keep their digests.
                *[[back.id(one.after), one.years, one.days] for one in requirement.periods],
                *([] if begun is None else [_condition(begun, back)]),
            ]
        ),
    )


def _condition(condition: Condition, back: Back) -> Any:
    """A condition as JSON, with the names of the edition before."""
    match condition:
        case All(all=parts):
            return {"all": [_condition(part, back) for part in parts]}
        case AnyOf(any=parts):
            return {"any": [_condition(part, back) for part in parts]}
        case Not(not_=part):
            return {"not": _condition(part, back)}
        case Holds(holds=known):
            return {"holds": back.id(known, "conclusion:")}
        case FactTest(fact=fact):
            return {"fact": back.id(fact), condition.test: back.option(fact, condition.operand)}
        case Always(always=always):
            return {"always": always}


def _digest(value: Any) -> str:
    """Digest of a JSON value; breaking a text elsewhere into lines changes nothing."""
    text = canonical_json(value).decode("utf-8").replace("\\n", " ")
    return sha256(_SPACES.sub(" ", text).encode("utf-8"))[:DIGITS]
