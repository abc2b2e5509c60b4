"""What is recorded after a launch is reviewed: a wrong name is reported with its line."""

from __future__ import annotations

import pytest

from compliance.checklist.lint.edition import review
from compliance.errors import ProblemsError
from tests.after_launch_pack import AFTER
from tests.builders import load_mini

FILE = "after_launch.yaml"
FIRST = "documents/mishap-first.yaml"
AFTER_LAUNCH = "checklist.after-launch"
WRONG = [
    ("prefix: RE", "prefix: MI", AFTER_LAUNCH, "same prefix"),
    ("  - {first: entry.day", "  - {first: entry.what", AFTER_LAUNCH, "entry.what"),
    ("named: {title: entry.title", "named: {title: entry.day", AFTER_LAUNCH, "type text"),
    ('on: "on"}', 'on: "whom"}', AFTER_LAUNCH, "no column whom"),
    ("    kinds: [mishap]\n    w", "    kinds: [flood]\n    w", AFTER_LAUNCH, "flood"),
    ("after: [entry.aware]\n        provisions: [art-2.3]\n      - id: other",
     "after: [entry.harm]\n        provisions: [art-2.3]\n      - id: other",
     AFTER_LAUNCH, "entry.harm"),
    ("is: grave}", "is: deep}", "checklist.impossible-value", "deep"),
    ("fact: entry.harm, is", "fact: entry.rumour, is", "checklist.unknown-fact", "entry.rumour"),
    ("by: [first, whole]", "by: [first, third]", "checklist.impossible-value", "third"),
    ("whom: authority, says", "whom: judge, says", "checklist.impossible-value", "judge"),
    ("fields: [entry.title, entry.day, entry.what, entry.closed]",
     "fields: [entry.title, entry.what, entry.closed]", AFTER_LAUNCH, "lacks entry.day"),
    ('label: "known since", ', "", AFTER_LAUNCH, "no label"),
    ("    provisions: [art-2.3]\n    fields", "    provisions: [art-9]\n    fields",
     "law.unknown-provision", "art-9"),
]  # fmt: skip


def problems(folder, file, old, new):
    assert AFTER[file].count(old) >= 1, old
    return review(load_mini(folder, {**AFTER, file: AFTER[file].replace(old, new, 1)}))


def test_the_small_pack_has_no_fault(tmp_path):
    assert review(load_mini(tmp_path, AFTER)) == []


@pytest.mark.parametrize(("old", "new", "code", "said"), WRONG)
def test_a_wrong_name_is_reported_with_its_line(tmp_path, old, new, code, said):
    found = problems(tmp_path, FILE, old, new)
    assert code in {one.code for one in found}
    assert any(said in one.message for one in found), [str(one) for one in found]
    assert all("after_launch.yaml:" in one.place for one in found if one.code == code)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("kind: mishap", "kind: flood", "checklist.document"),
        ("duties: [report]", "duties: [tell]", "checklist.document"),
        ("facts: [entry.harm]", "facts: [entry.rumour]", "checklist.unknown-fact"),
        ("about: {kind: mishap, duties: [report], report: initial}\n", "", "checklist.document"),
        (
            "about: {kind: mishap, duties: [report], report: initial}\n",
            "",
            "checklist.unknown-fact",
        ),
    ],
)
def test_a_paper_that_names_what_no_entry_has_is_reported(tmp_path, old, new, code):
    found = problems(tmp_path, FIRST, old, new)
    assert code in {one.code for one in found}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("        days: 2\n        after: [entry.aware]\n", "        days: 2\n", "counted from"),
        ("    by: [first, whole]\n", "", "whom to tell"),
        ("  - id: entry.harm\n", "  - id: fact.name\n", "declared already"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_loading(tmp_path, old, new, said):
    with pytest.raises(ProblemsError) as caught:
        problems(tmp_path, FILE, old, new)
    assert said in str(caught.value)
