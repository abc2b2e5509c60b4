"""Frozen editions and migration lines: nothing changes its meaning unsaid."""

from __future__ import annotations

import json

import pytest

from compliance.checklist.editions.fingerprint import fingerprint
from compliance.checklist.editions.release import read_release
from compliance.checklist.loader import find_edition, load_catalogue
from compliance.errors import ConformityError
from compliance.services.editions.authoring import freeze_checklists, review_checklists
from tests.builders import EDITION, ROOT, write_pack
from tests.editions import ADDED, DATE, EDITS, LINES, SECOND, declare, edit, write_two

ABOUT, STOP = "facts/about.yaml", "requirements/art-2/art-2.2.yaml"


def problems(root):
    return review_checklists(root)[1]


def shown(root):
    return [f"{item.code} {item.message}" for item in problems(root)]


def first(root, *, released=False):
    """The mini pack with one frozen edition."""
    write_pack(root)
    declare(root / "mini", {EDITION: "2030-01-01"}, released=released)
    freeze_checklists(root, "mini", EDITION)
    return root / "mini" / EDITION


# One edition, held to what it was frozen as.


def test_a_frozen_edition_that_nobody_touched_has_no_problem(tmp_path):
    first(tmp_path, released=True)
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (ABOUT, "id: fact.note", "id: fact.remark", "fact.note: it was dropped"),
        (ABOUT, "How many?", "How many in the Union?", "fact.count: its wording"),
        (ABOUT, "id: b,", "id: bb,", "fact.uses: its options"),
        (ABOUT, "maximum: 10", "maximum: 9", "fact.count: the rule"),
        (ABOUT, "id: fact.listed, type: yes-no", "id: fact.listed, type: text", "type"),
        (STOP, "severity: blocker", "severity: minor", "stop: the rule"),
        (STOP, "severity: major", "severity: minor", "stop: the rule"),
        (STOP, "{holds: abroad}", "{holds: listed}", "stop: the rule"),
        (STOP, "can stop the machine", "should stop the machine", "stop: its wording"),
        ("conclusions/scope.yaml", "includes: c", "includes: b", "conclusion:bound"),
        ("law/timeline.yaml", "2030-02-01", "2030-02-02", "date:general: the rule"),
        ("vocabularies/words.yaml", "groups: [eu]", "groups: [eea]", "countries"),
        ("routes.yaml", "{holds: listed}", "{holds: abroad}", "route:listed"),
    ],
)
def test_what_an_edition_means_cannot_change_once_it_is_frozen(file, old, new, says, tmp_path):
    folder = first(tmp_path)
    edit(folder / file, (old, new))
    found = [item for item in problems(tmp_path) if item.code.endswith("meaning")]
    assert any(says in item.message for item in found), found
    assert all("freeze" in item.hint for item in found)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (STOP, "A red button.", "A large red button."),
        (STOP, "Build a button.", "Build a button that people reach."),
        (STOP, "Stop control", "Control to stop"),
        (ABOUT, 'label: "name"', 'label: "name of the machine"'),
        (STOP, 'asks: "People can stop', 'asks: "People can\n      stop'),
        ("conclusions/scope.yaml", "It is listed.", "The use is listed."),
    ],
)
def test_titles_examples_remedies_and_line_breaks_stay_free(file, old, new, tmp_path):
    folder = first(tmp_path, released=True)
    edit(folder / file, (old, new))
    assert problems(tmp_path) == []


def test_ids_can_be_added_until_the_edition_is_released(tmp_path):
    folder = first(tmp_path)
    (folder / "requirements/art-2/log.yaml").write_text(*ADDED.values())
    assert problems(tmp_path) == []
    declare(tmp_path / "mini", {EDITION: "2030-01-01"}, released=True)
    assert shown(tmp_path) == [
        "checklist.changed-meaning log: it was added since edition 1.2030-01-01 was frozen."
    ]


def test_an_edition_that_is_not_released_can_be_frozen_again(tmp_path):
    folder = first(tmp_path)
    edit(folder / ABOUT, ("How many?", "How many in the Union?"))
    assert problems(tmp_path)
    freeze_checklists(tmp_path, "mini", EDITION)
    assert problems(tmp_path) == []


def test_a_released_edition_is_never_frozen_anew(tmp_path):
    folder = first(tmp_path, released=True)
    before = (folder / "release.json").read_bytes()
    edit(folder / ABOUT, ("How many?", "How many in the Union?"))
    with pytest.raises(ConformityError) as refused:
        freeze_checklists(tmp_path, "mini", EDITION)
    assert refused.value.code == "checklist.changed-meaning"
    assert (folder / "release.json").read_bytes() == before


def test_other_words_for_the_same_are_taken_in_with_a_reason(tmp_path):
    folder = first(tmp_path, released=True)
    edit(folder / ABOUT, ("How many?", "How many are there?"))
    freeze_checklists(tmp_path, "mini", EDITION, ("fact.count",), "Says the same.")
    assert problems(tmp_path) == []
    release = read_release(folder)
    assert [(item.id, item.reason) for item in release.reworded] == [
        ("fact.count", "Says the same.")
    ]
    edit(folder / ABOUT, ("maximum: 10", "maximum: 9"))
    with pytest.raises(ConformityError):  # a rule is not a matter of words
        freeze_checklists(tmp_path, "mini", EDITION, ("fact.count",), "Says the same.")


def test_a_rewording_needs_a_reason_and_an_id_of_the_edition(tmp_path):
    first(tmp_path, released=True)
    for ids, reason, code in (
        (("fact.count",), " ", "usage.arguments"),
        ((), "Why", "usage.arguments"),
        (("fact.cuont",), "Why", "checklist.unknown-id"),
    ):
        with pytest.raises(ConformityError) as refused:
            freeze_checklists(tmp_path, "mini", EDITION, ids, reason)
        assert refused.value.code == code


def test_a_released_edition_must_have_been_frozen(tmp_path):
    folder = first(tmp_path, released=True)
    (folder / "release.json").unlink()
    assert "never frozen" in shown(tmp_path)[0]


@pytest.mark.parametrize(
    "content", ["", "[]", '{"format": 2}', '{"format":1,"pack":"x","edition":"y","ids":7}']
)
def test_a_damaged_release_file_is_one_clear_problem(content, tmp_path):
    folder = first(tmp_path)
    (folder / "release.json").write_text(content)
    assert [item.code for item in problems(tmp_path)] == ["checklist.schema"]


def test_the_file_lists_one_id_a_line_and_can_be_read_back(tmp_path):
    folder = first(tmp_path)
    lines = (folder / "release.json").read_text("utf-8").splitlines()
    catalogue = load_catalogue("mini", EDITION, tmp_path)
    assert read_release(folder).entries() == fingerprint(catalogue)
    assert sum('"stop"' in line for line in lines) == 1
    assert json.loads("\n".join(lines))["ids"]["stop"].startswith("requirement choice ")


def test_freezing_changes_no_digest(tmp_path):
    write_pack(tmp_path)
    before = load_catalogue("mini", EDITION, tmp_path).digest
    freeze_checklists(tmp_path, "mini", EDITION)
    assert load_catalogue("mini", EDITION, tmp_path).digest == before


# Two editions, and the lines between them.


def test_the_example_of_two_editions_passes_the_lint():
    loaded, found = review_checklists(ROOT / "examples" / "two-editions" / "checklists")
    assert found == []
    assert [item.edition.id for item in loaded] == ["1.2030-01-01", "2.2031-01-01"]


def test_a_later_edition_that_says_what_it_changed_has_no_problem(tmp_path):
    write_two(tmp_path, added=ADDED)
    assert shown(tmp_path) == []


def test_a_renamed_fact_is_no_change_of_the_rules_that_test_it(tmp_path):
    write_two(tmp_path)
    assert "conclusion:abroad" not in LINES
    assert shown(tmp_path) == []


@pytest.mark.parametrize(
    ("gone", "says"),
    [
        ("fact.country, to", "fact.country of edition 1.2030-01-01 is gone"),
        ("dropped, id: fact.note", "fact.note of edition 1.2030-01-01 is gone"),
        ("meaning, id: stop", "stop: its wording is another one"),
        ("law.reading", "law.reading: its wording is another one"),
    ],
)
def test_without_its_line_a_change_is_refused(gone, says, tmp_path):
    kept = [line for line in LINES.splitlines() if gone not in line]
    write_two(tmp_path, "\n".join(kept))
    found = [item for item in problems(tmp_path) if item.code.endswith("meaning")]
    assert any(says in item.message for item in found), found


def test_options_that_are_gone_need_successors(tmp_path):
    lines = LINES.replace("map: {a: alpha, b: beta}", "map: {a: alpha}")
    write_two(tmp_path, lines)
    assert shown(tmp_path) == [
        f"checklist.changed-meaning fact.uses: it lacks options of edition {EDITION}."
    ]


def test_a_requirement_takes_its_follow_ups_along(tmp_path):
    lines = LINES.replace("change: meaning, id: stop", "change: dropped, id: stop")
    edits = {name: pairs for name, pairs in EDITS.items() if name != STOP}
    write_two(tmp_path, lines, edits)
    (tmp_path / "mini" / SECOND / STOP).unlink()
    assert "stop.tested" not in lines
    assert shown(tmp_path) == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{change: dropped, id: fact.nothing, reason: x}", "checklist.unknown-id"),
        ("{change: dropped, id: fact.name, reason: x}", "checklist.duplicate-id"),
        ("{change: dropped, id: fact.note, reason: x}", "checklist.duplicate-id"),
        ("{change: meaning, id: fact.note, reason: x}", "checklist.unknown-id"),
        ("{change: merged, id: fact.note, to: x, reason: x}", "checklist.unknown-id"),
        (
            "{change: options, id: law.reading, map: {literal: no-such}, reason: x}",
            "checklist.impossible-value",
        ),
        ("{change: moved, id: fact.note, reason: x}", "checklist.schema"),
        ("{change: dropped, id: fact.note}", "checklist.schema"),
        ("{change: split, id: fact.note, to: [a], reason: x}", "checklist.schema"),
    ],
)
def test_lines_that_cannot_be_right_are_named_with_their_place(line, code, tmp_path):
    write_two(tmp_path, f"{LINES}  - {line}\n")
    found = [item for item in problems(tmp_path) if item.code == code]
    assert found
    assert all(f"{SECOND}/migrations.yaml:" in item.place for item in found)


def test_two_ids_cannot_be_renamed_to_one(tmp_path):
    lines = LINES.replace(
        "{change: dropped, id: fact.note,", "{change: renamed, id: fact.note, to: maker.country,"
    )
    write_two(tmp_path, lines)
    assert any("Two ids become maker.country" in line for line in shown(tmp_path))


def test_lines_begin_at_the_edition_before(tmp_path):
    write_two(tmp_path, LINES.replace(EDITION, "0.2020"))
    assert [item.code for item in problems(tmp_path)] == ["checklist.unknown-pack"]


def test_the_first_edition_has_nothing_to_begin_at(tmp_path):
    write_pack(tmp_path, {"migrations.yaml": LINES})
    assert "this edition is the first one" in shown(tmp_path)[0]


def test_an_edition_with_a_successor_must_be_frozen(tmp_path):
    write_two(tmp_path)
    (tmp_path / "mini" / EDITION / "release.json").unlink()
    assert any("was not frozen" in line for line in shown(tmp_path))


def test_dates_may_move_from_edition_to_edition_without_a_line(tmp_path):
    write_two(tmp_path, edits={**EDITS, **DATE})
    assert shown(tmp_path) == []


def test_other_rules_need_a_line_of_their_own(tmp_path):
    edits = {
        **EDITS,
        "requirements/art-2/art-2.3.yaml": (("severity: major", "severity: blocker"),),
    }
    write_two(tmp_path, edits=edits)
    assert any(line.startswith("checklist.changed-meaning tell:") for line in shown(tmp_path))
    line = '  - {change: rules, id: tell, reason: "Taken more seriously."}\n'
    write_two(tmp_path / "again", LINES + line, edits=edits)
    assert shown(tmp_path / "again") == []


# The pack that is shipped.


def test_the_shipped_edition_is_frozen_as_it_stands():
    _, found = review_checklists()
    assert found == []
    _, _, folder = find_edition("eu-ai-act")
    assert read_release(folder) is not None, "run: conformity checklists freeze"
