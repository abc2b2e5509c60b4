"""Legal cases are published as data, and the results of any tool are counted."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from compliance.cli.checklists.scores import score_json
from compliance.data.yaml_lines import read_yaml
from compliance.errors import ConformityError
from compliance.services.benchmark.model import RegressionSet, ResultOfCase, json_schemas
from compliance.services.benchmark.publish import build_set, to_json
from compliance.services.benchmark.score import ALL, read_results, read_set, score
from compliance.services.benchmark.solve import solve
from tests.builders import ROOT, beside, load_mini

CASES = ROOT / "tests" / "cases"
SCHEMA = ROOT / "docs" / "reference" / "regression-set.schema.json"

ABOUT = """
set:
  title: "Small cases"
  licence: "Free"
  notice: ["Invented."]
  questions:
    - {id: listed, title: "Listed?", conclusion: listed, "yes": listed, "no": unlisted}
  labels:
    is_listed: {holds: [listed]}
    is_not_listed: {fails: [listed]}
"""
MINI_CASES = """
starts:
  used: {fact.listed: "yes", fact.country: cn}
cases:
  - case: "A listed machine binds its maker"
    start: used
    facts: {fact.uses: [a]}
    expect:
      holds: [listed, bound, abroad]
      asked: [art-2.1]
      applies: {risk.list: "yes"}
      routes: [listed]
      dates: {art-2.2: [2030-03-01, 2031-03-01]}
  - case: "Nothing is known without an answer"
    facts: {}
    expect: {undetermined: [listed], maybe_asked: [art-2.1]}
  - case: "The start is cleared"
    start: used
    facts: {fact.listed: "no"}
    expect: {fails: [listed, bound], not_asked: [art-2.1], routes: []}
"""
BLIND = """
cases:
  - {id: X-1, label: is_listed, facts: {fact.listed: "yes"}, remarks: "hard"}
  - {id: X-2, label: is_not_listed, facts: {fact.listed: "no"}}
  - {id: X-3, label: something_else, facts: {fact.listed: "no"}}
"""


def write_cases(root: Path, **changes: str) -> Path:
    files = {"about": ABOUT, "own": MINI_CASES, "blind/one": BLIND, **changes}
    for name, text in files.items():
        path = root / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def mini(tmp_path_factory):
    return load_mini(tmp_path_factory.mktemp("packs"))


@pytest.fixture
def small(mini, tmp_path):
    return build_set(mini, write_cases(tmp_path / "cases"))


@pytest.fixture(scope="module")
def published(shipped) -> RegressionSet:
    return build_set(shipped, CASES)


def named(cases: RegressionSet, start: str):
    (found,) = (case for case in cases.cases if start in (case.sentence, case.reference))
    return found


# --- What is published


def test_every_case_file_is_in_the_set_with_every_case(published):
    files = {
        path.relative_to(CASES).as_posix().removesuffix(".yaml"): content["cases"]
        for path in CASES.rglob("*.yaml")
        if "cases" in (content := read_yaml(path, path.name).value)
    }
    assert {group.id: group.cases for group in published.groups} == {
        name: len(cases) for name, cases in files.items()
    }
    assert len({case.id for case in published.cases}) == len(published.cases)
    assert all(case.question for case in published.cases if case.class_)


def test_the_set_follows_its_schema_and_the_schema_is_the_one_of_the_code(published):
    written = json.loads(SCHEMA.read_text("utf-8"))
    assert written == json.loads(json.dumps(json_schemas())), (
        "write it again: conformity checklists schema --of cases > docs/reference/"
        "regression-set.schema.json"
    )
    jsonschema.validate(json.loads(to_json(published)), written["regression-set"])


def test_a_case_can_be_read_without_this_program(published):
    value = json.loads(to_json(published))
    for case in value["cases"]:
        for known, fact in case["facts"].items():
            assert value["facts"][known]["ask"]
            assert fact["words"]
        named = [
            known
            for key in ("holds", "fails", "undetermined")
            for known in case["expect"].get(key, [])
        ]
        assert not set(named) - set(value["conclusions"])
        assert not set(case["expect"].get("requirements", {})) - set(value["requirements"])
        assert not set(case["expect"].get("routes", [])) - set(value["routes"])
    assert value["conclusions"]["high-risk"]["printed"]
    assert value["law"]["state"] == "2026-07-27"


def test_the_texts_of_examples_stay_outside(published):
    folder = beside("cases")
    ours = [(case.sentence, case.note, case.differs) for case in published.cases]
    content = " ".join(" ".join(text.split()) for texts in ours for text in texts)
    for path in folder.glob("*_dev.json"):
        for item in json.loads(path.read_text("utf-8")):
            text = item.get("description") or item.get("description_full") or ""
            words = text.split()
            for at in range(len(words) - 7):
                assert " ".join(words[at : at + 8]) not in content


def test_equal_cases_give_equal_bytes_and_are_read_back(small, mini, tmp_path):
    path = tmp_path / "set.json"
    path.write_bytes(to_json(small))
    assert read_set(path) == small
    again = build_set(mini, write_cases(tmp_path / "again"))
    assert to_json(again) == to_json(small)


def test_answers_begin_with_those_of_the_start_and_a_null_leaves_one_open(mini, tmp_path):
    text = MINI_CASES.replace('fact.listed: "no"}', "fact.listed: null}").replace(
        "fails: [listed, bound], not_asked: [art-2.1], routes: []", "holds: [abroad]"
    )
    found = build_set(mini, write_cases(tmp_path, own=text))
    first, last = named(found, "A listed machine binds its maker"), found.cases[-1]
    assert {known: fact.value for known, fact in first.facts.items()} == {
        "fact.listed": "yes",
        "fact.country": "cn",
        "fact.uses": ["a"],
    }
    assert first.facts["fact.country"].words == "China"
    assert set(last.facts) == {"fact.country"}


def test_answers_given_for_a_whole_file_belong_to_every_case(mini, tmp_path):
    text = "given: {fact.country: fr}\n" + MINI_CASES
    found = build_set(mini, write_cases(tmp_path, own=text))
    first = named(found, "A listed machine binds its maker")
    second = named(found, "Nothing is known without an answer")
    assert first.facts["fact.country"].value == "cn"  # its own start says otherwise
    assert second.facts["fact.country"].value == "fr"


def test_a_case_without_expectations_gets_them_from_its_label(small):
    first, second = named(small, "X-1"), named(small, "X-2")
    assert (first.class_, first.expect.holds, first.from_label) == ("listed", ("listed",), True)
    assert second.class_ == "unlisted"
    unknown = named(small, "X-3")
    assert (unknown.class_, unknown.label) == ("", "something_else")


@pytest.mark.parametrize(
    ("name", "text", "named_there"),
    [
        ("own", "cases:\n  - {facts: {fact.lost: 1}}\n", "own.yaml:2"),
        ("own", "cases:\n  - {facts: {fact.listed: maybe}}\n", "own.yaml:2"),
        ("own", "cases:\n  - {case: x}\n", "own.yaml:2"),
        ("own", "cases:\n  - {start: lost, facts: {}}\n", "own.yaml:2"),
        ("own", "cases:\n  - {facts: {}, expect: {holds: [lost]}}\n", "own.yaml:2"),
        ("own", "cases:\n  - {facts: {}, expect: {hold: [listed]}}\n", "own.yaml:2"),
        ("own", "cases:\n  - {id: a, facts: {}}\n  - {id: a, facts: {}}\n", "own/a"),
        ("about", "set: {title: x}\n", "about.yaml"),
        ("about", "other: 1\n", "key `set`"),
    ],
)
def test_a_wrong_case_file_is_named_with_its_line(mini, tmp_path, name, text, named_there):
    with pytest.raises(ConformityError) as caught:
        build_set(mini, write_cases(tmp_path, **{name: text}))
    assert any(named_there in str(problem) for problem in caught.value.problems)


def test_a_folder_without_cases_is_refused(mini, tmp_path):
    for folder in (tmp_path, tmp_path / "lost"):
        with pytest.raises(ConformityError) as caught:
            build_set(mini, folder)
        assert caught.value.code in {"cases.form", "file.missing"}


# --- What is counted


def test_our_own_results_are_those_of_the_tests(published, shipped):
    """Everything the case files expect is found, apart from cases encoded blind."""
    found = score(published, solve(shipped, published))
    sighted = [item for item in found.differences if not item.case.from_label]
    assert [(item.case.id, item.about, item.said) for item in sighted] == []
    kinds = {"conclusions", "provisions", "requirements", "routes", "dates", "numbers"}
    assert set(found.further) == kinds
    assert sum(counts.total() for counts in found.further.values()) > 1000


def test_our_own_results_on_the_small_cases_are_all_right(small, mini):
    found = score(small, solve(mini, small))
    assert found.all_right, found.differences
    (every, blind, own) = found.classes
    assert (every.group, every.cases, every.exact) == (ALL, 5, 5)
    assert (own.cases, blind.cases) == (3, 2)


def tally_of(cases: RegressionSet, **classes: str):
    """The row of all groups for classes said, by sentence or number of the case."""
    results = {
        named(cases, key.replace("_", "-") if key[0] == "X" else SENTENCES[key]).id: (
            ResultOfCase(class_=said)
        )
        for key, said in classes.items()
    }
    return score(cases, results).classes[0]


SENTENCES = {
    "listed": "A listed machine binds its maker",
    "open": "Nothing is known without an answer",
    "cleared": "The start is cleared",
}


def test_each_kind_of_mistake_is_counted_among_the_cases_in_which_it_is_possible(small):
    found = tally_of(
        small, listed="unlisted", X_1="listed", X_2="listed", cleared="undetermined", open="listed"
    )
    assert (found.cases, found.exact) == (5, 1)
    assert found.false("unlisted") == (1, 2)
    assert found.false("listed") == (1, 2)
    assert found.undetermined == (1, 4)
    assert found.decided == (1, 1)
    assert (found.unanswered, found.other) == (0, 0)


def test_what_is_not_said_is_never_right(small):
    found = score(small, {})
    every = found.classes[0]
    assert (every.exact, every.unanswered) == (0, 5)
    for counts in found.further.values():
        assert counts["not said"] == counts.total() > 0
    assert not any(item.said for item in found.differences)


def test_a_class_that_answers_another_question_is_counted_as_such(small):
    assert tally_of(small, listed="prohibited").other == 1


def test_a_class_answers_the_conclusion_of_its_question(small):
    case = named(small, "X-1")
    found = score(small, {case.id: ResultOfCase(class_="listed")})
    assert found.further["conclusions"]["right"] == 1
    other = score(small, {case.id: ResultOfCase(class_="listed", fails=("listed",))})
    assert other.further["conclusions"]["wrong"] == 1


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"routes": []}, "routes"),
        ({"dates": {"art-2.2": ["2030-03-01"]}}, "dates"),
        ({"provisions": {"art-2.1": "no"}}, "provisions"),
        ({"requirements": {"risk.list": "unknown"}}, "requirements"),
        ({"holds": ["listed", "bound"], "fails": ["abroad"]}, "conclusions"),
    ],
)
def test_a_wrong_detail_is_counted_and_listed(small, mini, change, kind):
    case = named(small, "A listed machine binds its maker")
    results = solve(mini, small)
    right = results[case.id].model_dump(mode="json", by_alias=True)
    results[case.id] = ResultOfCase.model_validate({**right, **change})
    found = score(small, results)
    assert found.further[kind]["wrong"] == 1
    (difference,) = found.differences
    assert difference.case == case


def test_results_are_read_as_the_reference_says(small, tmp_path):
    path = tmp_path / "results.json"
    case = named(small, "X-1").id
    path.write_text(json.dumps({case: {"class": "listed", "holds": ["listed"]}}))
    (result,) = read_results(path, small).values()
    assert (result.class_, result.holds) == ("listed", ("listed",))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"lost": {}}',
        '{"CASE": []}',
        '{"CASE": {"klass": "listed"}}',
        '{"CASE": {"class": 1}}',
        '{"CASE": {"holds": "listed"}}',
        '{"CASE": {"holds": ["a"], "fails": ["a"]}}',
        '{"CASE": {"provisions": {"art-1": "maybe"}}}',
        '{"CASE": {"dates": {"art-1": ["soon"]}}}',
        "[" * 100_000,
    ],
)
def test_results_in_another_form_are_refused(small, tmp_path, content):
    path = tmp_path / "results.json"
    path.write_text(content.replace("CASE", named(small, "X-1").id), encoding="utf-8")
    with pytest.raises(ConformityError) as caught:
        read_results(path, small)
    assert {problem.code for problem in caught.value.problems} == {"cases.form"}


def test_a_missing_file_is_named(small, tmp_path):
    with pytest.raises(ConformityError) as caught:
        read_results(tmp_path / "lost.json", small)
    assert caught.value.code == "file.missing"


def test_every_key_of_a_score_and_of_the_set_is_documented(published, shipped):
    folder = ROOT / "docs" / "reference"
    words = {
        page: set(re.findall(r"`([a-z_]+)`", (folder / page).read_text("utf-8")))
        for page in ("json-output.md", "regression-set.md")
    }
    value = score_json(published, score(published, {}))
    value["further"] = list(value["further"].values())
    assert not keys(value) - words["json-output.md"]
    schema = json_schemas()
    names = {
        name
        for part in schema.values()
        for item in (part, *part.get("$defs", {}).values())
        for name in item.get("properties", {})
    }
    assert not names - words["regression-set.md"]


def keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(keys(item) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(keys(item) for item in value))
    return set()
