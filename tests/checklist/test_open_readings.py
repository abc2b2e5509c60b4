"""What is wrong with open questions of the law and waits is found before anybody asks."""

from __future__ import annotations

import pytest

from compliance.checklist.lint.edition import review
from tests.builders import MINI, load_mini

TIMELINE, ROUTES, FACTS = "law/timeline.yaml", "routes.yaml", "facts/law.yaml"
WAITS = """waits:
  - {id: later, roles: [ROLE], until: UNTIL, when: {fact: fact.listed, is: "yes"}}
"""


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "said"),
    [
        (
            TIMELINE,
            "id: literal, title",
            "id: late, title",
            "checklist.duplicate-id",
            "called late",
        ),
        (TIMELINE, "reading: late", "reading: never", "checklist.unknown-word", "reading never"),
        (TIMELINE, "fact: law.reading", "fact: law.none", "checklist.unknown-fact", "law.none"),
        (TIMELINE, "[art-2]\n    fact", "[art-9]\n    fact", "law.unknown-provision", "art-9"),
        (FACTS, "id: late,", "id: later,", "checklist.impossible-value", "exactly the readings"),
    ],
)
def test_a_reading_that_nobody_could_choose_is_named(tmp_path, file, old, new, code, said):
    assert old in MINI[file]
    problems = review(load_mini(tmp_path, {file: MINI[file].replace(old, new)}))
    assert any(item.code == code and said in item.message for item in problems), problems


@pytest.mark.parametrize(
    ("role", "until", "code"),
    [
        ("maker", "art-3", ""),
        ("baker", "art-3", "checklist.unknown-word"),
        ("maker", "art-9", "law.unknown-provision"),
    ],
)
def test_a_wait_names_a_role_and_a_provision_that_exist(tmp_path, role, until, code):
    waits = WAITS.replace("ROLE", role).replace("UNTIL", until)
    problems = review(load_mini(tmp_path, {ROUTES: MINI[ROUTES] + waits}))
    assert {item.code for item in problems} == ({code} if code else set())
