"""The whole Act: no provision forgotten, no duty of an operator left out unseen."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from compliance.checklist.coverage import cover
from compliance.checklist.lint.edition import review
from compliance.checklist.lint.readings import second_reading
from compliance.checklist.loader import load_catalogue
from compliance.data.yaml_lines import read_yaml
from compliance.law.provision import is_within
from tests.builders import beside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compliance.checklist.catalogue import Catalogue

REVIEWED_FILE = Path(__file__).parent / "shall_reviewed.yaml"
REVIEWED: dict[str, str] = read_yaml(REVIEWED_FILE, REVIEWED_FILE.name).value["reviewed"]
OPERATOR = re.compile(
    r"\b(providers?|deployers?|importers?|distributors?|authorised representatives?|"
    r"product manufacturers?|operators?)\b",
    re.IGNORECASE,
)
HEADINGS = {"art-75b"}
"""Cited as a whole, which maps the heading only; the exclusion speaks of its points."""
SHALL = re.compile(r"\bshall\b")
SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z])")


def says_shall(text: str) -> bool:
    """Whether one sentence names an operator and says "shall"."""
    return any(OPERATOR.search(part) and SHALL.search(part) for part in SENTENCE.split(text))


def duties(node: dict[str, Any], inherited: bool = False) -> Iterator[str]:
    """Ids that may hold a duty of an operator: the sentence, and the points under it."""
    found = inherited or says_shall(node.get("text") or "")
    if found:
        yield node["id"]
    for child in node.get("children", []):
        yield from duties(child, found)


def listed() -> list[str]:
    text = Path(__file__).with_name("shall_candidates.txt").read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


@pytest.fixture(scope="module")
def candidates(shipped: Catalogue) -> list[str]:
    assert len(listed()) > 300
    return [shipped.outline.canonical(known) for known in listed()]


def test_the_list_of_sentences_that_bind_is_that_of_the_act():
    law = json.loads(beside("law", "ai_act_en.json").read_text("utf-8"))
    assert listed() == [known for article in law["articles"] for known in duties(article)]


def test_a_sentence_counts_only_with_operator_and_shall_together():
    assert says_shall("Providers of systems shall keep logs.")
    assert says_shall("The logs shall be kept by the deployer.")
    assert not says_shall("Providers may keep logs. The Commission shall report.")
    node = {
        "id": "a",
        "text": "The importer shall:",
        "children": [{"id": "b", "text": "check the marking;"}],
    }
    assert list(duties(node)) == ["a", "b"]


def test_the_coverage_has_no_hole(shipped: Catalogue):
    assert [item.provision for item in cover(shipped) if item.state == "hole"] == []


def test_every_exclusion_says_why_in_a_sentence(shipped: Catalogue):
    assert len(shipped.exclusions) > 100
    for exclusion in shipped.exclusions:
        assert exclusion.reason
        assert len(exclusion.note.split()) >= 2, exclusion.provisions
        assert exclusion.note.endswith("."), exclusion.provisions


def test_no_exclusion_names_what_a_requirement_cites_as_its_own(shipped: Catalogue):
    outline = shipped.outline
    cited = {
        outline.canonical(provision): requirement.id
        for requirement in shipped.requirements.values()
        for provision in requirement.provisions
    }
    both = {
        provision: cited[provision]
        for exclusion in shipped.exclusions
        for provision in map(outline.canonical, exclusion.provisions)
        if provision in cited
    }
    assert set(both) <= HEADINGS, both


def test_no_provision_is_excluded_twice_and_each_exists(shipped: Catalogue):
    named = [scope for item in shipped.exclusions for scope in item.provisions]
    assert [scope for scope, count in Counter(named).items() if count > 1] == []
    assert [scope for scope in named if scope not in shipped.outline] == []


def test_every_sentence_that_binds_an_operator_is_mapped_or_reviewed(
    shipped: Catalogue, candidates: list[str]
):
    by_id = {item.provision: item for item in cover(shipped)}
    unseen = [
        known
        for known in candidates
        if by_id[known].state != "mapped" and not any(is_within(known, scope) for scope in REVIEWED)
    ]
    assert unseen == []


def test_the_reviewed_list_holds_nothing_superfluous(shipped: Catalogue, candidates: list[str]):
    by_id = {item.provision: item for item in cover(shipped)}
    open_ones = {known for known in candidates if by_id[known].state != "mapped"}
    idle = [scope for scope in REVIEWED if not any(is_within(one, scope) for one in open_ones)]
    assert idle == []
    assert all(reason.endswith(".") for reason in REVIEWED.values())


def test_every_role_has_requirements(shipped: Catalogue):
    counts = Counter(
        role for requirement in shipped.requirements.values() for role in requirement.roles
    )
    roles = {word.id for word in shipped.vocabularies["roles"].words}
    assert set(counts) == roles
    assert counts["provider"] > counts["deployer"] > counts["importer"] > 5


def test_loading_review_and_coverage_are_quick():
    """Measured as processor time, so that other work on the machine does not count."""
    start = time.process_time()
    catalogue = load_catalogue()
    assert review(catalogue) == []
    assert cover(catalogue)
    assert time.process_time() - start < 4


def test_every_provision_was_read_a_second_time(shipped: Catalogue):
    reading = second_reading(shipped)
    assert reading.unread == ()
    assert all(item.decision and item.difference for item in reading.settled)
