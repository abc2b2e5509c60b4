"""The outline holds every provision of the Act, and finds them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from compliance.checklist.catalogue import Catalogue
from compliance.errors import ConformityError
from compliance.law.outline import load_outline
from compliance.law.provision import Citations, Grammar
from tests.builders import beside

PROVISIONS = Path(__file__).with_name("provisions_of_the_act.txt")


@pytest.fixture(scope="module")
def act() -> dict[str, Any]:
    """Ids of the Act with their marks, and other ids by which a place is cited."""
    text = PROVISIONS.read_text("utf-8")
    lines = [line.split() for line in text.splitlines() if not line.startswith("#")]
    return {
        "marks": {line[0]: line[1:] for line in lines if "=" not in line},
        "aliases": {line[0]: line[2] for line in lines if "=" in line},
    }


def nodes(act: dict[str, Any]) -> Iterator[dict[str, Any]]:
    def walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield node
        for child in node.get("children", []):
            yield from walk(child)

    for part in (*act["recitals"], *act["articles"], *act["annexes"]):
        yield from walk(part)


def test_the_provisions_of_these_tests_are_those_of_the_act(act):
    law = json.loads(beside("law", "ai_act_en.json").read_text("utf-8"))
    marks = {
        node["id"]: ["deleted"] * (node.get("status") == "deleted")
        + ["amended"] * ("amended" in node)
        for node in nodes(law)
    }
    assert act == {"marks": marks, "aliases": law["aliases"]}


def test_the_outline_has_exactly_the_provisions_of_the_act(act, shipped: Catalogue):
    assert len(act["marks"]) > 1500
    assert set(shipped.outline.ids()) == set(act["marks"])


def test_the_outline_marks_exactly_what_was_deleted_and_amended(act, shipped):
    outline = shipped.outline
    deleted = {known for known, marks in act["marks"].items() if "deleted" in marks}
    amended = {known for known, marks in act["marks"].items() if "amended" in marks}
    assert deleted
    assert amended
    assert {i for i in outline.ids() if outline.get(i).deleted} == deleted
    assert {i for i in outline.ids() if outline.get(i).amended} == amended


def test_usual_citations_lead_to_the_same_place_as_in_the_act(act, shipped):
    outline = shipped.outline
    assert {known: outline.canonical(known) for known in act["aliases"]} == (act["aliases"])


def test_every_usual_citation_leads_to_a_provision(shipped: Catalogue):
    aliases = shipped.outline._aliases
    assert aliases
    for known, target in aliases.items():
        assert target in shipped.outline.ids()
        assert known not in shipped.outline.ids()
        assert known in shipped.outline


def test_no_heading_is_longer_than_a_heading(shipped: Catalogue):
    for known in shipped.outline.ids():
        heading = shipped.outline.get(known).heading
        assert heading
        assert heading == heading.strip()
        assert len(heading.split()) <= 14, known


@pytest.mark.parametrize(
    ("known", "hint"),
    [
        ("art-14.4.z", "Under art-14.4 there are: art-14.4.a"),
        ("art-14.9.z", "Under art-14 there are: art-14.1"),
        ("annex-3.9", "Under annex-3 there are: annex-3.1"),
        ("art-999", ""),
    ],
)
def test_an_unknown_provision_is_refused_with_what_there_is(shipped, known, hint):
    with pytest.raises(ConformityError) as caught:
        shipped.outline.get(known)
    problem = caught.value.problems[0]
    assert problem.code == "law.unknown-provision"
    assert problem.hint.startswith(hint)
    assert known not in shipped.outline


def test_the_way_to_a_provision_goes_from_outside_inwards(shipped: Catalogue):
    assert [part.id for part in shipped.outline.path("art-6.3.a")] == [
        "art-6",
        "art-6.3",
        "art-6.3.sub-2",
        "art-6.3.sub-2.a",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("provisions:\n  art-1: x\n  nonsense: y\n", 3),
        ("provisions:\n  art-1:\n    heading: x\n    colour: red\n", 2),
        ("provisions:\n  art-1: {heading: x, deleted: perhaps}\n", 2),
        ("provisions:\n  art-1: {amended: true}\n", 2),
        ("provisions:\n  art-1: 7\n", 2),
        ("provisions: [art-1]\n", 1),
        ("aliases: [art-1]\n", 1),
        ("aliases:\n  art-1.a: art-1.b\n", 2),
        ("- art-1\n", 1),
    ],
)
def test_a_wrong_outline_is_reported_with_its_line(shipped, tmp_path, text, line):
    folder = tmp_path / "outline"
    folder.mkdir()
    (folder / "a.yaml").write_text(text)
    with pytest.raises(ConformityError) as caught:
        load_outline(folder, Citations(shipped.law.citations))
    (problem,) = caught.value.problems
    assert (problem.place, problem.code) == (f"outline/a.yaml:{line}", "law.bad-outline")


def test_the_problems_of_all_outline_files_are_reported_at_once(shipped, tmp_path):
    folder = tmp_path / "outline"
    folder.mkdir()
    (folder / "a.yaml").write_text("provisions:\n  art-1: x\n  bad: y\n")
    (folder / "b.yaml").write_text("provisions:\n  art-1: x\n  art-2: [x]\n")
    (folder / "c.yaml").write_text("provisions: {art-3: x, art-3: y}\n")
    (folder / "d.yaml").write_bytes(b"provisions: {art-4: \xff}\n")
    with pytest.raises(ConformityError) as caught:
        load_outline(folder, Citations(shipped.law.citations))
    found = [(problem.place, problem.code) for problem in caught.value.problems]
    places = [
        ("outline/a.yaml:3", "law.bad-outline"),
        ("outline/b.yaml:2", "law.bad-outline"),
        ("outline/b.yaml:3", "law.bad-outline"),
        ("outline/c.yaml:1", "yaml.duplicate-key"),
    ]
    assert [item for item in found if item in places] == places
    assert [code for _, code in found if code == "file.not-utf8"] == ["file.not-utf8"]


def test_an_outline_without_a_provision_is_refused(tmp_path):
    folder = tmp_path / "law" / "outline"
    with pytest.raises(ConformityError) as caught:
        load_outline(folder, Citations(Grammar()))
    (problem,) = caught.value.problems
    assert (problem.place, problem.code) == ("law/outline", "law.bad-outline")
