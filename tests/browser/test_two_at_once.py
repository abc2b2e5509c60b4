"""Two browsers and a terminal on one assessment: nothing is lost, nothing merged."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import expect

from tests.browser import pack
from tests.browser.people import serving
from tests.builders import ANN, BEN
from tests.cli.packs import Screen
from tests.services.helpers import answers_of, records_of, verified

EACH = 200
SHARED = 100
"""Questions that both browsers answer."""

ANSWER_ALL = """
    async ([first, count, by]) => {
        const page = async (answer) =>
            new DOMParser().parseFromString(await answer.text(), "text/html");
        const ids = [...Array(count).keys()].map(
            (at) => `many.${String(first + at).padStart(3, "0")}`);
        // Every form is opened before the first is sent: each rests on an old state.
        const forms = new Map();
        for (const id of ids)
            forms.set(id, (await page(await fetch(id))).querySelector("#answer"));
        window.opened = true;
        while (!window.go) await new Promise((on) => setTimeout(on, 20));
        const kept = [], conflicts = [], lost = [];
        for (const id of ids) {
            const body = new FormData(forms.get(id));
            body.set("value", `${by} ${id}`);
            body.set("action", "save");
            const answer = await fetch(id, { method: "POST", body });
            const shown = (await page(answer)).querySelector("main").textContent;
            if (answer.redirected) kept.push(id);
            else if (shown.includes("Somebody else answered this question meanwhile"))
                conflicts.push([id, shown]);
            else lost.push([id, shown]);
        }
        window.result = { kept, conflicts, lost };
    }
"""


@pytest.fixture
def crowd(come, tmp_path):
    """Ann and Ben, each with a browser and a server, on an assessment with 600 facts."""
    packs, workspace = pack.write(tmp_path / "packs", many=600), tmp_path / "workspace"
    workspace.mkdir()
    name = pack.begin(workspace, packs)
    with (
        serving(packs, workspace, tmp_path, ANN) as first,
        serving(packs, workspace, tmp_path, BEN) as second,
    ):
        visitors = [come(first.base), come(second.base)]
        for visitor in visitors:
            visitor.name = name
        yield packs, workspace / name, visitors


def wait_for(visitor, name):
    """The value of a script once it is there (the pages' own policy forbids eval)."""
    for _ in range(600):
        value = visitor.page.evaluate(f"() => {name}")
        if value is not None:
            return value
        visitor.page.wait_for_timeout(100)
    raise AssertionError(name)


def test_six_hundred_answers_are_all_kept_or_shown_as_conflicts(crowd, tmp_path):
    packs, folder, (ann, ben) = crowd
    starts = {"Ann": 0, "Ben": EACH - SHARED}
    for visitor, (by, first) in zip((ann, ben), starts.items(), strict=True):
        visitor.ask("many.000")
        visitor.page.evaluate(f"(given) => void ({ANSWER_ALL})(given)", [first, EACH, by])
        wait_for(visitor, "window.opened")
    begin = 2 * EACH - SHARED
    screen = Screen(packs, tmp_path, "ask", folder, "--at", f"many.{begin:03}")
    screen.until(f"What is {begin}?")
    for visitor in (ann, ben):
        visitor.page.evaluate("window.go = true")
    for at in range(begin, begin + EACH):
        screen.say(f"Terminal many.{at:03}", f"What is {at + 1}?")
    screen.say(":quit", "")
    screen.end()
    results = [wait_for(visitor, "window.result") for visitor in (ann, ben)]

    assert [result["lost"] for result in results] == [[], []]
    kept = [id_ for result in results for id_ in result["kept"]]
    conflicts = [item for result in results for item in result["conflicts"]]
    assert len(kept) + len(conflicts) + EACH == 3 * EACH
    assert sorted(id_ for id_, _ in conflicts) == [
        f"many.{at:03}" for at in range(EACH - SHARED, EACH)
    ]
    for id_, shown in conflicts:
        assert f"Ann {id_}" in shown
        assert f"Ben {id_}" in shown
    said = answers_of(folder)
    assert len(said) == begin + EACH
    assert all(len(values) == 1 for values in said.values())
    for by, result in zip(starts, results, strict=True):
        assert all(said[id_] == [f"{by} {id_}"] for id_ in result["kept"])
    authors = [item.by for item in records_of(folder)]
    changes = sum(one != other for one, other in itertools.pairwise(authors))
    assert changes > 20, "they did not write at the same time"
    assert verified(folder).intact


@pytest.fixture
def both(come, colleague, begun, script):
    """Ann and Ben before the same question of one assessment."""
    ann, ben = come(script=script), come(colleague.base, script=script)
    for visitor in (ann, ben):
        visitor.name = begun
        visitor.ask("risk.list")
        visitor.page.get_by_role("radio", name="Some of them").check()
    ann.write("Explanation", "Register R-1.")
    ben.write("Explanation", "Register R-2.")
    ann.save()
    ann.told("Saved")
    return ann, ben


def test_explanations_that_differ_are_both_shown_and_the_second_can_replace(both, server):
    _, ben = both
    ben.save()
    alert = ben.page.get_by_role("alert")
    expect(alert).to_contain_text("Somebody else answered this question meanwhile")
    expect(alert).to_contain_text("Register R-1.")
    expect(alert).to_contain_text("Register R-2.")
    assert len(records_of(server.workspace / ben.name)) == 2
    expect(ben.page.get_by_label("Explanation")).to_have_value("Register R-2.")
    ben.save()
    ben.told("Saved")
    ben.ask("risk.list")
    expect(ben.page.get_by_label("Explanation")).to_have_value("Register R-2.")
    assert len(records_of(server.workspace / ben.name)) == 3


def test_the_second_can_keep_what_the_first_answered(both, server):
    _, ben = both
    ben.save()
    ben.press("Keep theirs")
    expect(ben.page.get_by_label("Explanation")).to_have_value("Register R-1.")
    expect(ben.page.get_by_text("This is your draft")).to_have_count(0)
    assert len(records_of(server.workspace / ben.name)) == 2


def test_a_conflict_left_alone_is_met_again_with_what_was_typed(both):
    _, ben = both
    ben.save()
    ben.open("")
    ben.ask("risk.list")
    ben.sees("This is your draft")
    expect(ben.page.get_by_label("Explanation")).to_have_value("Register R-2.")
    ben.sees("Register R-1.")


def test_an_answer_of_another_is_noticed_after_a_mistake_was_corrected(come, colleague, begun):
    ann, ben = come(), come(colleague.base)
    for visitor in (ann, ben):
        visitor.name = begun
        visitor.ask("fact.count")
    ben.write("How many?", "eleven")
    ann.write("How many?", "3")
    ann.save()
    ann.told("Saved")
    ben.save()
    ben.refused("eleven")
    ben.write("How many?", "4")
    ben.save()
    expect(ben.page.get_by_role("alert")).to_contain_text("Somebody else answered")
    ben.sees("3 machines")
    ben.sees("4 machines")


def test_an_answer_of_another_is_noticed_when_a_draft_is_taken_up_again(come, colleague, begun):
    ann, ben = come(), come(colleague.base)
    for visitor in (ann, ben):
        visitor.name = begun
        visitor.ask("fact.story")
    ben.write("What does it do?", "It sews.")
    ben.press("Skip for now")
    ann.write("What does it do?", "It weaves.")
    ann.save()
    ann.told("Saved")
    ben.ask("fact.story")
    ben.sees("This is your draft")
    ben.save()
    expect(ben.page.get_by_role("alert")).to_contain_text("Somebody else answered")
    ben.sees("It sews.")
    ben.sees("It weaves.")


def test_rows_that_differ_are_shown_in_a_conflict(come, colleague, begun):
    ann, ben = come(), come(colleague.base)
    for visitor, part in ((ann, "Shuttle"), (ben, "Motor")):
        visitor.name = begun
        visitor.ask("fact.parts")
        first = visitor.page.get_by_role("group", name="Part 1", exact=True)
        first.get_by_label("name").fill(part)
        first.get_by_label("made").select_option(label="The maker")
    ann.save()
    ann.told("Saved")
    ben.save()
    alert = ben.page.get_by_role("alert")
    expect(alert).to_contain_text("name: Shuttle; made: The maker")
    expect(alert).to_contain_text("name: Motor; made: The maker")


def test_the_same_answer_by_two_is_no_conflict(come, colleague, begun):
    ann, ben = come(), come(colleague.base)
    for visitor in (ann, ben):
        visitor.name = begun
        visitor.ask("fact.count")
        visitor.write("How many?", "3")
    for visitor in (ann, ben):
        visitor.save()
    ben.told("Unchanged")
