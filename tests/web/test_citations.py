"""Every page cites a provision in the same way, also one that another looks like."""

from __future__ import annotations

import pytest

from tests.builders import ANN, MINI, load_mini
from tests.web.helpers_sign import machine

OUTLINE, RISK, SCOPE = (
    "law/outline/all.yaml",
    "requirements/art-2/art-2.1.yaml",
    "conclusions/scope.yaml",
)
SECOND = "art-2.sub-2.1"
FULL = "Article 2, subparagraph 2(1)"
"""As :data:`SECOND` is cited: without its subparagraph it would be Article 2(1) too."""


@pytest.fixture
def room(tmp_path):
    changes = {
        OUTLINE: MINI[OUTLINE].replace("  art-2.2:", f"  {SECOND}: Look again\n  art-2.2:"),
        RISK: MINI[RISK].replace("provisions: [art-2.1]", f"provisions: [{SECOND}]"),
        SCOPE: MINI[SCOPE].replace("provisions: [art-1.1]", f"provisions: [{SECOND}]"),
    }
    return machine(tmp_path / "w", load_mini(tmp_path / "packs", changes))


@pytest.mark.parametrize(
    "page", ["findings/", "findings/risk.list", "review/", "classification/", "q/risk.list"]
)
def test_a_provision_is_cited_alike_on_every_page(room, page: str):
    room.record("fact.listed", "yes", by=ANN)
    text = room.text(f"/a/machine/{page}")
    assert FULL in text
    assert "Article 2(1)" not in text


def test_the_page_of_a_provision_is_found_by_its_citation_too(room):
    for place in (SECOND, FULL):
        assert f"{FULL}: Look again" in room.text(f"/a/machine/law/{place}")


def test_the_page_of_a_provision_says_in_which_reading_a_date_holds(room):
    text = room.text("/a/machine/law/art-2.2")
    assert "1 March 2031 : Listed use, by the purpose Only in the reading “It waits”." in text


def test_the_page_of_a_provision_says_what_must_happen_first(tmp_path):
    event = '    event: "the first sale"\n'
    changes = {
        "law/timeline.yaml": MINI["law/timeline.yaml"].replace(
            "    reading: late\n", f"    reading: late\n{event}"
        )
    }
    room = machine(tmp_path / "w", load_mini(tmp_path / "packs", changes))
    text = room.text("/a/machine/law/art-2.2")
    assert "by the purpose Not before this day, and from the first sale on. Only in" in text
