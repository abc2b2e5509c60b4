"""What is organisation-wide is said in the checklists, and reviewed."""

from __future__ import annotations

import pytest

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.lint.edition import review
from tests.builders import MINI, load_mini

RISK = "requirements/art-2/art-2.1.yaml"
ABOUT = "facts/about.yaml"
WORDS = "vocabularies/words.yaml"
WIDE = MINI[RISK].replace("    provisions:", "    scope: organisation\n    provisions:", 1)


def problems(tmp_path, changes):
    return [(item.code, item.place) for item in review(load_mini(tmp_path, changes))]


def test_follow_ups_share_the_scope_of_their_requirement(tmp_path):
    catalogue = load_mini(tmp_path, {RISK: WIDE})
    assert not review(catalogue)
    assert catalogue.organisation_wide == {
        "risk.list", "risk.list.how", "risk.list.rows", "risk.list.extra",
    }  # fmt: skip
    assert "tell" not in catalogue.organisation_wide


def test_a_follow_up_with_a_scope_of_its_own_is_reported(tmp_path):
    text = MINI[RISK].replace(
        "- id: risk.list.how\n", "- id: risk.list.how\n        scope: organisation\n"
    )
    ((code, place),) = problems(tmp_path, {RISK: text})
    assert code == "checklist.scope"
    line = int(place.rpartition(":")[2])
    assert "risk.list.how" in text.split("\n")[line - 1]


def test_a_column_with_a_scope_of_its_own_is_reported(tmp_path):
    text = MINI[RISK].replace(
        "{id: weight, type: number,", "{id: weight, scope: organisation, type: number,"
    )
    assert [code for code, _ in problems(tmp_path, {RISK: text})] == ["checklist.scope"]


@pytest.mark.parametrize(
    "condition",
    [
        "{fact: fact.listed, is: 'yes'}",
        "{holds: bound}",
        "{all: [{fact: risk.list, any_of: ['yes', partly]}, {not: {holds: listed}}]}",
    ],
)
def test_a_follow_up_that_the_organisation_could_never_answer_is_reported(tmp_path, condition):
    text = WIDE.replace(
        'ask: "How is it kept?"', f'ask: "How is it kept?"\n        ask_when: {condition}'
    )
    assert text != WIDE
    found = review(load_mini(tmp_path, {RISK: text}))
    assert [item.code for item in found] == ["checklist.scope"]
    assert "fact.listed" in found[0].message


def test_whether_an_organisation_wide_requirement_applies_may_rest_on_a_system(tmp_path):
    assert "{holds: bound}" in WIDE
    assert not problems(tmp_path, {RISK: WIDE})


def test_a_follow_up_may_rest_on_an_organisation_wide_fact(tmp_path):
    text = WIDE.replace(
        'ask: "How is it kept?"', 'ask: "How is it kept?"\n        ask_when: {holds: listed}'
    )
    assert text != WIDE
    about = MINI[ABOUT].replace("{id: fact.listed,", "{id: fact.listed, scope: organisation,")
    assert not problems(tmp_path, {RISK: text, ABOUT: about})


def test_a_role_that_rests_on_no_conclusion_there_is_is_reported(tmp_path):
    text = MINI[WORDS].replace('label: "Maker"}', 'label: "Maker", conclusion: makes}')
    ((code, place),) = problems(tmp_path, {WORDS: text})
    assert code == "checklist.unknown-conclusion"
    assert place.endswith(f"{WORDS}:3")


# --- The shipped checklists

PER_SYSTEM = {
    "quality.specifications", "quality.resources", "representative.task-verify",
    "representative.task-keep", "representative.task-register",
}  # fmt: skip
"""Requirements of a provider under Articles 17, 22 and 54 that each system answers: what
they ask for exists once for each system."""


def under(shipped: Catalogue, *articles: str) -> dict[str, str]:
    """Requirement ids to scopes, of what stands under articles; not seen from the
    representative, who holds a mandate of each provider."""
    return {
        item.id: item.scope
        for item in shipped.requirements.values()
        if item.provisions[0].split(".")[0] in articles
        and item.roles != ("authorised-representative",)
    }


def test_duties_of_the_organisation_are_organisation_wide(shipped):
    found = under(shipped, "art-4", "art-17", "art-22", "art-54")
    assert {known for known, scope in found.items() if scope == "system"} == PER_SYSTEM
    assert len(found) > 30


def test_of_monitoring_and_incidents_only_the_common_procedure_is_shared(shipped):
    found = under(shipped, "art-72", "art-73")
    shared = {known for known, scope in found.items() if scope == "organisation"}
    assert shared == {"incident.deadlines", "incident.investigation"}
    assert {"quality.market-monitoring", "quality.incident-reporting"} <= (
        shipped.organisation_wide
    )


def test_who_the_organisation_is_is_shared_and_what_it_does_with_a_system_is_not(shipped):
    wide = shipped.organisation_wide
    assert {
        "operator.name", "operator.address", "operator.contact", "operator.size",
        "operator.established-in", "representative.name",
    } <= wide  # fmt: skip
    assert "operator.activities" not in wide
    assert not {known for known in wide if known.startswith(("system.", "market."))}


def test_every_role_says_by_which_conclusion_it_is_held(shipped):
    words = shipped.vocabularies["roles"].words
    assert [word.id for word in words if word.conclusion is None] == []
