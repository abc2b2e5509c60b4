"""Coverage: every provision is mapped, left out with a reason, or named as a hole."""

from __future__ import annotations

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.coverage import cover
from compliance.checklist.lint.edition import review
from compliance.checklist.lint.readings import second_reading
from tests.builders import MINI, load_mini

EXCLUSIONS = """
exclusions:
  - {provisions: [art-3], reason: final-provisions, note: "Dates only."}
  - {provisions: [art-3.1], reason: information-only, note: "The general date."}
"""


def states(catalogue: Catalogue) -> dict[str, str]:
    return {item.provision: item.state for item in cover(catalogue)}


def test_a_provision_is_mapped_excluded_or_a_hole(tmp_path):
    assert states(load_mini(tmp_path, {"law/exclusions.yaml": EXCLUSIONS})) == {
        "art-1": "mapped",
        "art-1.1": "mapped",
        "art-2": "mapped",
        "art-2.1": "mapped",
        "art-2.2": "mapped",
        "art-2.3": "mapped",
        "art-2.4": "hole",
        "art-3": "excluded",
        "art-3.1": "excluded",
        "annex-1": "hole",
    }


def test_the_most_specific_exclusion_gives_the_reason(tmp_path):
    catalogue = load_mini(tmp_path, {"law/exclusions.yaml": EXCLUSIONS})
    by_id = {item.provision: item for item in cover(catalogue)}
    assert by_id["art-3.1"].exclusion.reason == "information-only"
    assert by_id["art-3"].exclusion.reason == "final-provisions"


def test_an_article_cited_as_a_whole_does_not_map_its_paragraphs(tmp_path):
    name = "requirements/art-2/art-2.3.yaml"
    text = MINI[name].replace("[art-2.3]", "[art-2]")
    found = states(load_mini(tmp_path, {name: text}))
    assert found["art-2"] == "mapped"
    assert found["art-2.3"] == "hole"
    assert found["art-2.4"] == "hole"


def test_a_paragraph_cited_as_a_whole_maps_its_points(shipped: Catalogue):
    by_id = {item.provision: item for item in cover(shipped)}
    assert "risk.measures" in by_id["art-9.2.d"].requirements
    assert by_id["art-9.2"].state == "mapped"


def test_every_provision_but_recitals_is_accounted_for(shipped: Catalogue):
    found = [item.provision for item in cover(shipped)]
    expected = [known for known in shipped.outline.ids() if not known.startswith("rec-")]
    assert found == expected


def test_what_a_requirement_cites_is_never_a_hole(shipped: Catalogue):
    found = states(shipped)
    for requirement in shipped.requirements.values():
        for cited in requirement.provisions:
            known = shipped.outline.canonical(cited)
            assert known.startswith("rec-") or found[known] == "mapped"


def test_the_requirements_for_high_risk_systems_are_mapped_in_full(shipped: Catalogue):
    """Articles 8 to 15: the heart of the Act, without a hole."""
    scopes = tuple(f"art-{number}." for number in range(8, 16))
    holes = [
        item.provision
        for item in cover(shipped)
        if item.state == "hole"
        and item.provision.startswith(scopes)
        and not shipped.outline.get(item.provision).deleted
    ]
    assert set(holes) <= {"art-11.3", "art-15.2"}, "those two are for the Commission"


READING = """
read_on: 2026-11-24
agrees: [art-1.1, art-2]
settled:
  - {provisions: [art-2.3], difference: "A wider duty.", decision: "Kept: see the title."}
"""


def test_a_second_reading_counts_what_it_names_and_the_heading_above(tmp_path):
    found = second_reading(load_mini(tmp_path, {"law/readings/one.yaml": READING}))
    # art-1 is read because everything inside it is; art-2.3 is settled, not agreed.
    assert found.agreed == ("art-1", "art-1.1", "art-2", "art-2.1", "art-2.2", "art-2.4")
    assert [item.provisions for item in found.settled] == [("art-2.3",)]
    assert found.unread == ("art-3", "art-3.1", "annex-1")


def test_a_second_reading_of_a_provision_that_does_not_exist_is_a_problem(tmp_path):
    text = READING.replace("art-1.1", "art-1.9")
    problems = review(load_mini(tmp_path, {"law/readings/one.yaml": text}))
    assert [(item.code, "art-1.9" in item.message) for item in problems] == [
        ("law.unknown-provision", True)
    ]
