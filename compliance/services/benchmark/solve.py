"""What the installed checklists make of a regression set: our own results."""

from __future__ import annotations

import datetime

from compliance.assessment.answers import parse_answer
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.journal.state import Given
from compliance.assessment.starts import dates_of
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Missing, Truth, evaluate
from compliance.errors import ConformityError, Problem, ProblemsError
from compliance.law.provision import is_within
from compliance.services.benchmark.model import CaseOfSet, RegressionSet, ResultOfCase, Word


def solve(catalogue: Catalogue, cases: RegressionSet) -> dict[str, ResultOfCase]:
    """Evaluate the facts of every case, without a look at what is expected.

    Args:
        catalogue: the edition to evaluate with.
        cases: the set; its lists of conclusions and provisions say what to report.

    Raises:
        ConformityError: facts that these checklists do not know.
    """
    found: dict[str, ResultOfCase] = {}
    problems: list[Problem] = []
    for case in cases.cases:
        try:
            found[case.id] = _solve_one(catalogue, cases, case)
        except ConformityError as error:
            problems.extend(error.problems)
    if problems:
        raise ProblemsError(problems)
    return found


def _solve_one(catalogue: Catalogue, cases: RegressionSet, case: CaseOfSet) -> ResultOfCase:
    facts = AnswerFacts(catalogue, _answers(catalogue, case))
    truths = {
        known: facts.holds(known) for known in cases.conclusions if known in catalogue.conclusions
    }
    routes = [rule.route for rule in catalogue.routes if evaluate(rule.when, facts) is Truth.YES]
    expect = case.expect
    values = {known: facts.value(known) for known in expect.numbers}
    return ResultOfCase(
        class_=_class(cases, case, truths),
        holds=_with(truths, Truth.YES),
        fails=_with(truths, Truth.NO),
        undetermined=_with(truths, Truth.UNKNOWN),
        provisions={known: _asked(facts, known) for known in expect.provisions},
        requirements={
            known: facts.applies(known).value
            for known in expect.requirements
            if known in catalogue.requirements
        },
        routes=tuple(sorted(routes)),
        dates={known: _dates(facts, known) for known in expect.dates},
        numbers={
            known: float(value)  # type: ignore[arg-type] # derived numbers are numbers
            for known, value in values.items()
            if not isinstance(value, Missing)
        },
    )


def _answers(catalogue: Catalogue, case: CaseOfSet) -> dict[str, Given]:
    found = {}
    for known, fact in case.facts.items():
        value = parse_answer(catalogue, catalogue.question(known), fact.value)
        found[known] = Given(known, "given", value, "", "", "", 0)
    return found


def _class(cases: RegressionSet, case: CaseOfSet, truths: dict[str, Truth]) -> str:
    for asked in cases.questions:
        if asked.id == case.question:
            words = {Truth.YES: asked.yes, Truth.NO: asked.no}
            truth = truths.get(asked.conclusion, Truth.UNKNOWN)
            return words.get(truth, "undetermined")
    return ""


def _with(truths: dict[str, Truth], wanted: Truth) -> tuple[str, ...]:
    return tuple(known for known, truth in truths.items() if truth is wanted)


def _asked(facts: AnswerFacts, provision: str) -> Word:
    """Whether some requirement on a provision applies."""
    catalogue = facts.catalogue
    truths = {
        facts.applies(requirement.id)
        for requirement in catalogue.requirements.values()
        if is_within(catalogue.outline.canonical(requirement.provisions[0]), provision)
    }
    if Truth.YES in truths:
        return "yes"
    return "unknown" if Truth.UNKNOWN in truths else "no"


def _dates(facts: AnswerFacts, provision: str) -> tuple[datetime.date, ...]:
    """Days from which the first applicable requirement on a provision applies."""
    catalogue = facts.catalogue
    for requirement in catalogue.ordered_requirements:
        first = catalogue.outline.canonical(requirement.provisions[0])
        if is_within(first, provision) and facts.applies(requirement.id) is Truth.YES:
            return tuple(start.on for start in dates_of(facts)[requirement.id])
    return ()
