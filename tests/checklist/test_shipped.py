"""What the shipped edition promises: guidance, dates, remedies, nothing hidden."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from compliance.assessment.facts import AnswerFacts
from compliance.assessment.journal.state import Given
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth, evaluate, leaves
from compliance.checklist.lint.edition import located_conditions
from compliance.checklist.loader import find_edition
from compliance.checklist.questions import Question
from compliance.data.yaml_lines import read_yaml
from compliance.services.editions.authoring import FILES, json_schemas
from tests.builders import ROOT, given

MAY_BE_MISSING = {"exclusions", "readings", "migrations"}
SCHEMA = ROOT / "docs" / "reference" / "checklist.schema.json"
PACK, _, FOLDER = find_edition("eu-ai-act")


def kind_of(path: Path) -> str:
    """The kind of a file of an edition, by where it lies."""
    parts = path.relative_to(FOLDER.parent).parts
    if len(parts) == 1:
        return "pack"
    if parts[1] == "law" and len(parts) > 3:
        return parts[2]
    return path.stem if parts[1] in {"law", "reading"} or len(parts) == 2 else parts[1]


def shipped_files() -> list[Path]:
    outline = FOLDER / "law" / "outline"
    files = [FOLDER.parent / "pack.yaml", *sorted(FOLDER.rglob("*.yaml"))]
    return [path for path in files if outline not in path.parents]


def as_json(value: Any) -> Any:
    """YAML dates as JSON knows them."""
    return json.loads(json.dumps(value, default=str))


def test_the_schema_for_editors_is_the_one_of_the_code():
    written = json.loads(SCHEMA.read_text("utf-8"))
    assert written == json_schemas(), (
        "write it again: conformity checklists schema > docs/reference/checklist.schema.json"
    )


@pytest.mark.parametrize("kind", FILES)
def test_every_shipped_file_follows_its_schema(kind: str):
    schema = json_schemas()[kind]
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    files = [path for path in shipped_files() if kind_of(path) == kind]
    assert files or kind in MAY_BE_MISSING
    for path in files:
        value = as_json(read_yaml(path, path.name, quoted_yes_no=True).value)
        errors = [f"{path.name}: {error.message}" for error in validator.iter_errors(value)]
        assert errors == []


def test_every_shipped_file_has_a_kind():
    kinds = {kind_of(path) for path in shipped_files()}
    assert kinds | MAY_BE_MISSING == set(FILES)


def test_the_schema_refuses_what_the_model_refuses():
    validator = jsonschema.Draft202012Validator(json_schemas()["conclusions"])
    good = {
        "conclusions": [
            {
                "id": "x",
                "title": "X",
                "holds_text": "Yes.",
                "fails_text": "No.",
                "group": "scope",
                "when": {"fact": "a", "is": "b"},
            }
        ]
    }
    assert validator.is_valid(good)
    for key, value in {"id": "Big Words", "colour": "red", "when": {"fact": 1}}.items():
        assert not validator.is_valid({"conclusions": [{**good["conclusions"][0], key: value}]})


def test_there_are_at_least_120_questions_of_requirements(shipped: Catalogue):
    follow_ups = sum(len(item.follow_ups) for item in shipped.requirements.values())
    assert len(shipped.requirements) + follow_ups >= 120


def test_every_requirement_helps_to_answer_it(shipped: Catalogue):
    for requirement in shipped.requirements.values():
        assert len(requirement.guidance.good_answer.split()) >= 5, requirement.id
        assert len(requirement.guidance.example.split()) >= 5, requirement.id
        assert requirement.question.why, requirement.id


def test_every_requirement_has_a_date_on_every_route_it_can_take(shipped: Catalogue):
    routes = [rule.route for rule in shipped.routes]
    for requirement in shipped.requirements.values():
        for provision in requirement.provisions:
            known = shipped.outline.canonical(provision)
            if known.startswith("rec-"):
                continue
            for route in routes:
                assert shipped.timeline.rules_for(known, [route]), requirement.id


def test_no_requirement_cites_a_provision_that_was_deleted(shipped: Catalogue):
    for item in (*shipped.requirements.values(), *shipped.conclusions.values()):
        for provision in item.provisions:
            assert not shipped.outline.get(provision).deleted, (item.id, provision)


def test_every_fact_is_used_somewhere(shipped: Catalogue):
    """A question whose answer nobody reads wastes the time of whoever answers it."""
    used = {
        leaf.fact
        for _, _, condition in located_conditions(shipped)
        for leaf in leaves(condition)
        if hasattr(leaf, "fact")
    }
    used |= {question.fact for question in shipped.timeline.open_questions}
    assert shipped.declaration is not None
    for point in shipped.declaration.points:
        used |= {*point.facts, *point.optional_facts}
    unread = [
        known
        for known, question in shipped.facts.items()
        if known not in used and question.type in {"yes-no", "choice"}
    ]
    assert unread == []


# --- a missing answer never hides a requirement --------------------------------------


def some_value(catalogue: Catalogue, question: Question, rng: random.Random) -> Any:
    """A possible answer; the first options, and those at borders, are favoured."""
    options = [option.id for option in catalogue.options(question)]
    match question.type:
        case "choice" | "yes-no":
            return options[0] if rng.random() < 0.5 else rng.choice(options)
        case "choices":
            return [known for known in options if rng.random() < 0.35]
        case "number":
            return rng.choice([0, 1, 29, 30, 100])
        case "date":
            return rng.choice(
                ["2024-01-15", "2025-08-01", "2026-05-18", "2027-12-01", "2028-09-01"]
            )
        case _:
            return "some text"


def full_assignment(catalogue: Catalogue, rng: random.Random) -> dict[str, Given]:
    """An answer to every fact that arises, found by answering until none is open."""
    answers: dict[str, Given] = {}
    while True:
        facts = AnswerFacts(catalogue, answers)
        fresh = {
            known: given(known, some_value(catalogue, question, rng))
            for known, question in catalogue.facts.items()
            if known not in answers and facts.relevance(known) is Truth.YES
        }
        if not fresh:
            return answers
        answers |= fresh


def picture(catalogue: Catalogue, answers: dict[str, Given]) -> dict[str, Truth]:
    """Truth of everything that a condition decides."""
    facts = AnswerFacts(catalogue, answers)
    found = {f"requirement {known}": facts.applies(known) for known in catalogue.requirements}
    found |= {f"conclusion {known}": facts.holds(known) for known in catalogue.conclusions}
    found |= {f"question {known}": facts.relevance(known) for known in catalogue.facts}
    found |= {f"route {rule.route}": evaluate(rule.when, facts) for rule in catalogue.routes}
    return found


def turned(before: dict[str, Truth], after: dict[str, Truth]) -> dict[str, str]:
    """What was decided before and is decided otherwise after."""
    return {
        name: f"{truth.value} became {after[name].value}"
        for name, truth in before.items()
        if after[name] is not truth and after[name] is not Truth.UNKNOWN
    }


@settings(max_examples=15)
@forall(seed=st.integers(0, 2**32))
def test_leaving_any_one_question_open_hides_nothing(shipped: Catalogue, seed: int):
    rng = random.Random(seed)  # noqa: S311
    answers = full_assignment(shipped, rng)
    before = picture(shipped, answers)
    assert Truth.UNKNOWN not in before.values()
    for left_open in rng.sample(sorted(answers), min(len(answers), 40)):
        less = {known: item for known, item in answers.items() if known != left_open}
        assert turned(before, picture(shipped, less)) == {}, f"without {left_open}"
        unknown = {**answers, left_open: given(left_open, state="unknown")}
        assert turned(before, picture(shipped, unknown)) == {}, left_open


@settings(max_examples=60)
@forall(seed=st.integers(0, 2**32))
def test_leaving_any_set_of_questions_open_hides_nothing(shipped, seed: int):
    rng = random.Random(seed)  # noqa: S311
    answers = full_assignment(shipped, rng)
    before = picture(shipped, answers)
    share = rng.random()
    kept = {known: item for known, item in answers.items() if rng.random() < share}
    middle = picture(shipped, kept)
    assert turned(before, middle) == {}
    fewer = {known: item for known, item in kept.items() if rng.random() < 0.5}
    assert turned(middle, picture(shipped, fewer)) == {}


def test_with_no_answer_at_all_no_requirement_is_ruled_out(shipped: Catalogue):
    facts = AnswerFacts(shipped, {})
    assert {facts.applies(known) for known in shipped.requirements} <= {Truth.YES, Truth.UNKNOWN}


def test_member_states_are_offered_and_no_other_country(shipped: Catalogue):
    question = shipped.facts["market.member-states"]
    offered = {option.id for option in shipped.options(question)}
    assert offered == shipped.group("operator.established-in", "eu")
    assert len(offered) == 27
