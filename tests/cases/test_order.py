"""In which order the shipped questions come, for five kinds of organisation.

Each begins with an empty folder and answers what is asked, one question after the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from compliance.assessment.answers import parse_answer
from compliance.assessment.assessment import Assessment
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.journal.state import State
from compliance.checklist.conditions import Truth
from tests.builders import ANN, begin_record, given

if TYPE_CHECKING:
    from compliance.checklist.catalogue import Catalogue
    from compliance.checklist.questions import Question

SOON = 25
"""Questions within which role, scope and class are to be settled."""
HIRING = {"purpose.areas": ["employment"], "purpose.employment-uses": ["recruitment"]}
EVERYBODY: dict[str, Any] = {
    "operator.established-in": "de",
    "market.supplied-in-union": "yes",
    "market.member-states": ["de"],
    "market.status": "on-market",
    "system.infers": "yes",
    "system.autonomy": "yes",
    "system.outputs": ["predictions"],
    "system.base-model": "third-party-hosted",
    "system.model-general-purpose": "yes",
    "system.processes-personal-data": "yes",
    "system.profiling": "yes",
    "deployer.decisions": "significant",
}
WHO: dict[str, dict[str, Any]] = {
    "model provider": {
        "operator.established-in": "cn",
        "operator.activities": ["develops", "supplies-model-only"],
        "system.base-model": "own",
        "gpai.distribution": ["weights-public"],
        "gpai.outputs": ["text"],
    },
    "hospital": {"operator.activities": ["uses"], **HIRING},
    "importer": {"operator.activities": ["imports"], **HIRING},
    "bank": {
        "operator.activities": ["uses"],
        "operator.financial-institution": "yes",
        "purpose.areas": ["essential-services"],
        "purpose.essential-services-uses": ["creditworthiness"],
    },
    "renamer": {
        "operator.activities": ["distributes", "rebrands", "modifies"],
        "operator.purpose-changed": "yes",
        "system.interacts-with-people": "yes",
        "system.generates-content": ["text"],
        **HIRING,
    },
}
BUILDS = ["system.trains-models", "system.keeps-learning", "system.model-licence"]


def some_answer(catalogue: Catalogue, question: Question, known: dict[str, Any]) -> Any:
    if question.id in known:
        return known[question.id]
    match question.type:
        case "yes-no":
            return "no"
        case "text":
            return "word " * max(question.min_words, 3)  # type: ignore[union-attr] # by type
        case "number":
            return 1
        case "date":
            return "2026-09-01"
        case "group":
            fields = catalogue.fields(question)
            return [{field.id: some_answer(catalogue, field, {}) for field in fields}]
        case "choices":
            options = catalogue.options(question)
            return [options[0].id] if question.at_least else []  # type: ignore[union-attr] # by type
    ids = [option.id for option in catalogue.options(question)]
    return next((word for word in ("none", "unchanged", "no") if word in ids), ids[0])


def settled(facts: AnswerFacts) -> bool:
    names = [name for name in facts.catalogue.conclusions if name.startswith("role.")]
    names += ["scope.in-scope", "high-risk", "exempt.article-6-3", "prohibited.any"]
    return all(facts.holds(name) is not Truth.UNKNOWN for name in names)


def walk(catalogue: Catalogue, who: str) -> tuple[list[str], int]:
    """The facts asked, and after how many of them role, scope and class were settled."""
    state = State(begin_record(catalogue), ANN, "")
    asked: list[str] = []
    soon = 0
    while True:
        if not soon and settled(AnswerFacts(catalogue, state.answers)):
            soon = len(asked)
        item = Assessment(catalogue, state).agenda.next_open(asked[-1] if asked else "")
        if item is None or item.requirement or not item.certain:
            return asked, soon
        known = item.question.id
        raw = some_answer(catalogue, item.question, EVERYBODY | WHO[who])
        state.answers[known] = given(known, parse_answer(catalogue, item.question, raw))
        asked.append(known)


@pytest.mark.parametrize("who", WHO)
def test_role_scope_and_class_are_settled_soon(shipped: Catalogue, who: str):
    asked, soon = walk(shipped, who)
    assert 0 < soon <= SOON, asked
    names = ("operator.name", "operator.address", "system.description")
    assert all(asked.index(name) >= soon for name in names if name in asked)


@pytest.mark.parametrize("who", ["hospital", "importer", "bank"])
def test_who_only_uses_or_passes_on_is_not_asked_how_the_system_is_made(
    shipped: Catalogue, who: str
):
    asked, _ = walk(shipped, who)
    assert set(BUILDS) & set(asked) == set()


def test_who_changes_a_system_is_asked_how_it_is_made(shipped: Catalogue):
    asked, _ = walk(shipped, "renamer")
    assert set(BUILDS) <= set(asked)


def test_a_supplier_of_a_model_alone_is_asked_nothing_about_a_system(shipped: Catalogue):
    asked, _ = walk(shipped, "model provider")
    heads = ("purpose.", "practices.", "products.", "transparency.", "article-6-3.")
    assert [known for known in asked if known.startswith(heads)] == []
    assert {"system.infers", "system.name", "system.generates-content"} & set(asked) == set()
    assert "gpai.public-parts" in asked
