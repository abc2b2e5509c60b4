"""Review of an edition before use: every reference and rule that can be wrong.

Reports all problems at once, each with file and line. Loading has already
checked the form of every file; this looks at what holds between them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

from compliance.checklist.base import (
    CONCLUSION_GROUPS,
    EVIDENCE_KINDS,
    ROLES,
    STAGES,
    THEMES,
    WORD_GROUPS,
)
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Condition, FactTest, Holds, leaves
from compliance.checklist.lint.after_launch import review_after_launch
from compliance.checklist.lint.claims import review_claims
from compliance.checklist.lint.conditions import review_condition
from compliance.checklist.lint.declaration import review_declared
from compliance.checklist.lint.demands import review_demands
from compliance.checklist.lint.documents import (
    document_conditions,
    document_provisions,
    review_documents,
)
from compliance.checklist.lint.letters import letter_conditions, letter_provisions, review_letters
from compliance.checklist.lint.markets import review_markets
from compliance.checklist.lint.open_readings import review_open_readings
from compliance.checklist.lint.reading_headings import review_reading_headings
from compliance.checklist.lint.reading_items import review_reading_items
from compliance.checklist.lint.reading_kinds import review_reading_kinds
from compliance.checklist.lint.readings import review_readings
from compliance.checklist.lint.scopes import review_scopes
from compliance.checklist.lint.supply import review_supply
from compliance.checklist.lint.tables import review_tables
from compliance.checklist.model import Requirement
from compliance.checklist.questions import GroupQuestion
from compliance.errors import ConformityError, Problem
from compliance.law.official.importers import IMPORTERS
from compliance.law.provision import is_within
from compliance.law.timeline import ANY_ROUTE

Located = tuple[str, tuple[str | int, ...], "Condition"]


def review(catalogue: Catalogue) -> list[Problem]:
    """Everything that is wrong with an edition, in the order of its files."""
    problems: list[Problem] = []
    widened = {f"document:{one.id}" for one in catalogue.documents.values() if one.about}
    for known, path, condition in located_conditions(catalogue):
        asked = catalogue.with_entries if known in widened else catalogue
        problems += review_condition(asked, known, path, condition)
    problems += _provisions(catalogue)
    problems += _words(catalogue)
    problems += _word_groups(catalogue)
    problems += _dossier(catalogue)
    problems += _importer(catalogue)
    problems += review_scopes(catalogue)
    problems += _cycles(catalogue)
    problems += _dates(catalogue)
    problems += review_documents(catalogue)
    problems += review_declared(catalogue)
    problems += _derived(catalogue)
    problems += review_readings(catalogue)
    problems += review_demands(catalogue)
    problems += review_open_readings(catalogue)
    problems += review_start(catalogue)
    problems += review_supply(catalogue)
    problems += review_after_launch(catalogue)
    problems += review_markets(catalogue)
    problems += review_reading_headings(catalogue)
    problems += review_reading_items(catalogue)
    problems += review_letters(catalogue)
    problems += review_tables(catalogue)
    problems += review_claims(catalogue)
    problems += review_dates(catalogue)
    problems += review_reading_kinds(catalogue)
    for requirement in catalogue.requirements.values():
        problems += _requirement(catalogue, requirement)
    return sorted(set(problems))


def located_conditions(catalogue: Catalogue) -> Iterator[Located]:
    """Every condition of an edition with the id and path where it stands."""
    for known, question in catalogue.questions.items():
        if question.ask_when is not None:
            yield known, ("ask_when",), question.ask_when
    for conclusion in catalogue.conclusions.values():
        yield f"conclusion:{conclusion.id}", ("when",), conclusion.when
    for requirement in catalogue.requirements.values():
        yield requirement.id, ("applies_when",), requirement.applies_when
        if requirement.begun_when is not None:
            yield requirement.id, ("begun_when",), requirement.begun_when
        for at, gap in enumerate(requirement.gaps):
            yield requirement.id, ("gaps", at, "when"), gap.when
    for at, route in enumerate(catalogue.routes):
        yield "file:routes", ("routes", at, "when"), route.when
    for at, wait in enumerate(catalogue.waits):
        yield "file:routes", ("waits", at, "when"), wait.when
    if catalogue.supply is not None:
        yield "file:supply", ("not_yet",), catalogue.supply.not_yet
    if catalogue.reading_items is not None:
        for at, condition in catalogue.reading_items.conditions():
            yield "file:items", ("uses", at, "when"), condition
    yield from document_conditions(catalogue)
    yield from letter_conditions(catalogue)


def _provisions(catalogue: Catalogue) -> list[Problem]:
    problems: list[Problem] = []

    def check(known: str, path: tuple[str | int, ...], ids: Iterable[str]) -> None:
        for provision in ids:
            try:
                catalogue.outline.get(provision)
            except ConformityError as error:
                cause = error.problems[0]
                place = catalogue.place(known, *path)
                problems.append(
                    Problem(place, cause.code, f"{provision}: {cause.message}", cause.hint)
                )

    for known, question in catalogue.facts.items():
        check(known, ("provisions",), question.provisions)
    for conclusion in catalogue.conclusions.values():
        check(f"conclusion:{conclusion.id}", ("provisions",), conclusion.provisions)
    for requirement in catalogue.requirements.values():
        check(requirement.id, ("provisions",), requirement.provisions)
        for follow_up in requirement.follow_ups:
            check(follow_up.id, ("provisions",), follow_up.provisions)
    dated = catalogue.timeline.rules if "file:timeline" in catalogue.sources else ()
    for at, rule in enumerate(dated):
        ids = (*rule.provisions, *rule.exceptions, *rule.basis)
        check("file:timeline", ("rules", at), ids)
    for known, path, named in (*document_provisions(catalogue), *letter_provisions(catalogue)):
        check(known, path, named)
    return problems


def _words(catalogue: Catalogue) -> list[Problem]:
    problems: list[Problem] = []

    def check(vocabulary: str, known: str, key: str, words: Iterable[str]) -> None:
        declared = catalogue.vocabularies.get(vocabulary)
        ids = declared.ids() if declared else frozenset()
        hint = f"Words: {', '.join(sorted(ids))}."
        if declared is None:
            hint = f"Declare the vocabulary {vocabulary} under vocabularies/."
        problems.extend(
            Problem(
                catalogue.place(known, key),
                "checklist.unknown-word",
                f"{word} is not in the vocabulary {vocabulary}.",
                hint,
            )
            for word in words
            if word not in ids
        )

    for requirement in catalogue.requirements.values():
        check(ROLES, requirement.id, "roles", requirement.roles)
        check(STAGES, requirement.id, "stages", requirement.stages)
        check(THEMES, requirement.id, "theme", filter(None, [requirement.theme]))
        kinds = [request.kind for request in requirement.evidence]
        check(EVIDENCE_KINDS, requirement.id, "evidence", kinds)
    for conclusion in catalogue.conclusions.values():
        known = f"conclusion:{conclusion.id}"
        check(CONCLUSION_GROUPS, known, "group", [conclusion.group])
    for known, question in catalogue.questions.items():
        if question.type == "file":
            check(EVIDENCE_KINDS, known, "kind", [question.kind])
    return problems


def _word_groups(catalogue: Catalogue) -> Iterator[Problem]:
    """Groups of words that the program goes by, written otherwise than it knows them."""
    for vocabulary, groups in WORD_GROUPS.items():
        for at, word in enumerate(catalogue.words(vocabulary)):
            for group in set(word.groups) - groups:
                yield Problem(
                    catalogue.place(f"vocabulary:{vocabulary}", "words", at),
                    "checklist.unknown-word",
                    f"{group} is no group of words of the vocabulary {vocabulary}.",
                    f"Groups: {', '.join(sorted(groups))}.",
                )


def _dossier(catalogue: Catalogue) -> Iterator[Problem]:
    """Facts that the dossier names which nobody declares."""
    dossier = catalogue.dossier
    named: dict[tuple[str | int, ...], str | None] = {("operator",): dossier.operator}
    for at, item in enumerate(dossier.subjects):
        named[("subjects", at)] = item.fact
        named |= {("subjects", at, "line", to): fact for to, fact in enumerate(item.line)}
    named |= {("cover", at): fact for at, fact in enumerate(dossier.cover)}
    named |= {("signatories", at): fact for at, fact in enumerate(dossier.signatories)}
    for path, fact in named.items():
        if fact is not None and fact not in catalogue.facts:
            yield _no_fact(catalogue.place("file:dossier", *path), fact)
    yield from _drawn(catalogue)


def _drawn(catalogue: Catalogue) -> Iterator[Problem]:
    """Tables that the summary draws which nobody asks, or which lack a column named."""
    for at, item in enumerate(catalogue.dossier.drawn):
        question = catalogue.questions.get(item.question)
        if not isinstance(question, GroupQuestion):
            yield Problem(
                catalogue.place("file:dossier", "drawn", at, "question"),
                "checklist.unknown-fact",
                f"{item.question} asks for no table.",
                "Name a question of the type group.",
            )
            continue
        columns = {field.id for field in question.fields}
        for key in ("label", "value", "beside"):
            named = getattr(item, key)
            if named is not None and named not in columns:
                yield Problem(
                    catalogue.place("file:dossier", "drawn", at, key),
                    "checklist.unknown-fact",
                    f"{item.question} has no column {named}.",
                    f"It has: {', '.join(sorted(columns))}.",
                )


def _no_fact(place: str, fact: str) -> Problem:
    return Problem(
        place,
        "checklist.unknown-fact",
        f"There is no fact {fact}.",
        "Declare it under facts/, or correct the name.",
    )


def _importer(catalogue: Catalogue) -> Iterator[Problem]:
    law = catalogue.law
    if law.importer and law.importer not in IMPORTERS:
        yield Problem(
            catalogue.place("file:law", "importer"),
            "checklist.unknown-word",
            f"There is no importer {law.importer}.",
            f"Importers: {', '.join(IMPORTERS)}.",
        )


def _cycles(catalogue: Catalogue) -> list[Problem]:
    """Circles among questions (through ``ask_when``) and conclusions."""
    needs: dict[str, list[str]] = {}
    for known, question in catalogue.questions.items():
        needs[known] = _names(question.ask_when)
    for conclusion in catalogue.conclusions.values():
        needs[f"conclusion:{conclusion.id}"] = _names(conclusion.when)
    for number in catalogue.derived.values():
        needs[number.id] = list(number.of)
    done: set[str] = set()
    problems: list[Problem] = []

    def visit(known: str, way: tuple[str, ...]) -> None:
        if known in way:
            circle = " → ".join((*way[way.index(known) :], known))
            problems.append(
                Problem(
                    catalogue.place(known),
                    "checklist.cycle",
                    f"These depend on each other: {circle}.",
                    "Break the circle.",
                )
            )
            return
        if known in done:
            return
        for needed in needs.get(known, []):
            visit(needed, (*way, known))
        done.add(known)

    for known in needs:
        visit(known, ())
    return problems


def _names(condition: Condition | None) -> list[str]:
    if condition is None:
        return []
    return [
        leaf.fact if isinstance(leaf, FactTest) else f"conclusion:{leaf.holds}"
        for leaf in leaves(condition)
        if isinstance(leaf, FactTest | Holds)
    ]


def _dates(catalogue: Catalogue) -> list[Problem]:
    timeline = catalogue.timeline
    declared = {route.id for route in timeline.routes} | {ANY_ROUTE}
    problems = [
        Problem(
            catalogue.place("file:timeline", "rules", at, "route"),
            "checklist.unknown-word",
            f"There is no route {rule.route}.",
            f"Routes: {', '.join(sorted(declared))}.",
        )
        for at, rule in enumerate(timeline.rules)
        if rule.route not in declared
    ]
    problems += [
        Problem(
            catalogue.place("file:routes", "routes", at),
            "checklist.unknown-word",
            f"There is no route {rule.route}.",
            f"Routes: {', '.join(sorted(declared))}.",
        )
        for at, rule in enumerate(catalogue.routes)
        if rule.route not in declared
    ]
    routes = {ANY_ROUTE, *(rule.route for rule in catalogue.routes)}
    rules = [rule for rule in timeline.rules if rule.route in routes]
    dated = functools.cache(lambda scope: any(rule.matches(scope) for rule in rules))
    for requirement in catalogue.requirements.values():
        for provision in requirement.provisions:
            scope = catalogue.outline.canonical(provision)
            if catalogue.outline.explanations(scope):
                continue  # it applies to nobody
            if not dated(scope):
                problems.append(
                    Problem(
                        catalogue.place(requirement.id, "provisions"),
                        "law.no-date",
                        f"No rule of the timeline dates {provision}.",
                        "Add a rule to law/timeline.yaml.",
                    )
                )
    return problems


def _derived(catalogue: Catalogue) -> list[Problem]:
    """Derived numbers multiply number facts, and nothing else."""
    return [
        Problem(
            catalogue.place(number.id, "of", at),
            "checklist.unknown-fact",
            f"{fact} is not a fact that is a number.",
            "Name facts of type number.",
        )
        for number in catalogue.derived.values()
        for at, fact in enumerate(number.of)
        if fact not in catalogue.facts or catalogue.facts[fact].type != "number"
    ]


def _requirement(catalogue: Catalogue, requirement: Requirement) -> list[Problem]:
    """Gap rules that belong on an option, and follow-ups named after something else."""
    problems = [
        Problem(
            catalogue.place(requirement.id, "gaps", at),
            "checklist.schema",
            f"{requirement.id}: this gap rule looks at nothing but the option chosen.",
            "Write it as the gap of that option.",
        )
        for at, rule in enumerate(requirement.gaps)
        if all(
            isinstance(leaf, FactTest) and leaf.fact == requirement.id for leaf in leaves(rule.when)
        )
    ]
    options = {option.id for option in requirement.question.options}
    problems += [
        Problem(
            catalogue.place(requirement.id, "evidence", at),
            "checklist.impossible-value",
            f"{requirement.id} never has the value {option}.",
            f"Options: {', '.join(sorted(options))}.",
        )
        for at, request in enumerate(requirement.evidence)
        for option in request.only_for
        if option not in options
    ]
    problems += [
        Problem(
            catalogue.place(follow_up.id),
            "checklist.schema",
            f"The id of a follow-up begins with the id of its requirement, {requirement.id}.",
            f"Rename {follow_up.id}.",
        )
        for follow_up in requirement.follow_ups
        if not is_within(follow_up.id, requirement.id)
    ]
    return problems


def review_dates(catalogue: Catalogue) -> Iterator[Problem]:
    """Periods and events that run from a question which asks for no day."""
    for requirement in catalogue.requirements.values():
        for at, period in enumerate(requirement.periods):
            place = catalogue.place(requirement.id, "periods", at)
            yield from _asks_for_a_day(catalogue, place, period.after)
    for at, rule in enumerate(catalogue.timeline.rules):
        if rule.event_fact:
            place = catalogue.place("file:timeline", "rules", at)
            yield from _asks_for_a_day(catalogue, place, rule.event_fact)


def _asks_for_a_day(catalogue: Catalogue, place: str, known: str) -> Iterator[Problem]:
    question = catalogue.questions.get(known)
    if question is None:
        yield Problem(
            place,
            "checklist.unknown-fact",
            f"A day is counted from {known}, which is not a question of this edition.",
            "Name a question of type date.",
        )
    elif question.type != "date":
        yield Problem(
            place,
            "checklist.impossible-test",
            f"A day is counted from {known}, a question of type {question.type}.",
            "Name a question of type date.",
        )


UNFIT = ("group", "file")


def review_start(catalogue: Catalogue) -> Iterator[Problem]:
    """What is wrong with ``start`` of the edition in ``pack.yaml``."""
    place = f"{catalogue.pack.pack}/pack.yaml"
    for known in catalogue.edition.start:
        fact = catalogue.facts.get(known)
        if fact is None:
            yield Problem(
                place,
                "checklist.unknown-fact",
                f"start names {known}, which is not a fact of edition {catalogue.edition.id}.",
                "Name a question that stands under facts/.",
            )
        elif fact.type in UNFIT:
            yield Problem(
                place,
                "checklist.impossible-test",
                f"start names {known}, a question of type {fact.type}.",
                "Tables and files are answered later; name another fact.",
            )
