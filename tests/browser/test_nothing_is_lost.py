"""What somebody typed is kept: through mistakes, reloads, closed tabs and other buttons."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.services.helpers import records_of


@pytest.fixture
def officer(come, begun, script):
    visitor = come(script=script)
    visitor.name = begun
    return visitor


@pytest.fixture
def writer(come, begun):
    """Somebody whose browser runs scripts."""
    visitor = come()
    visitor.name = begun
    return visitor


def field(visitor, name):
    return visitor.page.locator(f"[name='{name}']")


def test_wrong_input_is_shown_with_a_summary_that_leads_to_the_field(officer):
    officer.ask("fact.count")
    officer.page.get_by_role("textbox", name="How many?").fill("eleven")
    officer.save()
    officer.refused("eleven")
    expect(officer.page).to_have_title("Error: How many? – Test – Conformity")
    box = officer.page.get_by_role("textbox", name="How many?")
    expect(box).to_have_value("eleven")
    expect(box).to_have_attribute("aria-invalid", "true")
    officer.page.get_by_role("alert").get_by_role("link").click()
    expect(box).to_be_focused()
    officer.page.get_by_role("textbox", name="How many?").fill("11")
    officer.save()
    officer.refused("10")
    officer.page.get_by_role("textbox", name="How many?").fill("10")
    officer.save()
    officer.told("Saved")


def test_a_wrong_cell_of_a_group_is_linked_and_every_other_cell_kept(officer):
    officer.ask("fact.parts")
    first = officer.page.get_by_role("group", name="Part 1", exact=True)
    first.get_by_label("name").fill("Shuttle")
    first.get_by_label("made").select_option(label="The maker")
    officer.press("Add another: part")
    expect(field(officer, "row-1-name")).to_be_in_viewport()
    second = officer.page.get_by_role("group", name="Part 2", exact=True)
    second.get_by_label("name").fill("Motor")
    second.get_by_label("weight").fill("heavy")
    officer.save()
    summary = officer.page.get_by_role("alert")
    links = summary.get_by_role("link")
    expect(links).to_have_count(2)  # no maker, no number: both at once
    expect(links.first).to_contain_text("Part 2, ")
    links.last.click()
    expect(
        officer.page.locator("[name='row-1-weight'], [name='row-1-made']").and_(
            officer.page.locator(":focus")
        )
    ).to_have_count(1)
    for name, value in {
        "row-0-name": "Shuttle",
        "row-0-made": "self",
        "row-1-name": "Motor",
        "row-1-weight": "heavy",
    }.items():
        expect(field(officer, name)).to_have_value(value)


def test_what_was_refused_is_found_again_after_going_away(officer):
    officer.ask("fact.count")
    field(officer, "value").fill("eleven")
    officer.save()
    officer.refused("eleven")
    officer.open("")
    officer.ask("fact.count")
    officer.sees("This is your draft")
    expect(field(officer, "value")).to_have_value("eleven")
    officer.press("Discard the draft")
    expect(field(officer, "value")).to_have_value("")


def test_the_button_back_of_the_browser_and_the_link_back_show_what_was_recorded(officer):
    officer.ask("fact.name")
    field(officer, "value").fill("Loom")
    officer.save()
    officer.at("Where is the maker established?")
    officer.follow("Back to the question before")
    officer.at("What is its name?")
    expect(field(officer, "value")).to_have_value("Loom")
    officer.page.go_back()
    officer.at("Where is the maker established?")
    officer.page.reload()
    officer.at("Where is the maker established?")


def test_a_reason_for_not_knowing_is_kept_when_another_field_is_refused(officer):
    officer.ask("fact.count")
    field(officer, "value").fill("eleven")
    officer.page.get_by_text("I cannot answer this").click()
    field(officer, "unknown-reason").fill("Ben could know.")
    officer.save()
    officer.refused("eleven")
    expect(field(officer, "unknown-reason")).to_have_value("Ben could know.")
    expect(field(officer, "unknown-reason")).to_be_visible()


def test_a_recorded_reason_for_not_knowing_stands_in_its_field_again(officer):
    officer.ask("risk.list")
    officer.page.get_by_text("I cannot answer this").click()
    field(officer, "unknown-reason").fill("Ben could know.")
    officer.press("Record as not known yet")
    officer.told("Saved")
    officer.ask("risk.list")
    expect(field(officer, "unknown-reason")).to_have_value("Ben could know.")
    expect(field(officer, "explanation")).to_have_value("")
    officer.press("Record as not known yet")
    officer.told("Unchanged")


def test_a_refused_not_applicable_shows_its_mistake_at_its_own_field(officer):
    officer.ask("stop")
    officer.page.get_by_text("I cannot answer this").click()
    officer.press("Record as not applicable")
    officer.refused("needs a reason")
    expect(field(officer, "not-applicable-reason")).to_be_visible()
    officer.page.get_by_role("alert").get_by_role("link").click()
    expect(field(officer, "not-applicable-reason")).to_be_focused()


def test_a_remark_takes_nothing_from_an_answer_that_is_not_saved_yet(officer):
    officer.ask("fact.story")
    field(officer, "value").fill("It weaves")
    officer.write("Remark for colleagues", "Is this enough?")
    officer.press("Add the remark")
    officer.told("Your remark was added.")
    officer.sees("Is this enough?")
    expect(field(officer, "value")).to_have_value("It weaves")
    expect(field(officer, "note")).to_have_value("")


def test_an_empty_remark_is_refused_at_its_field(officer):
    officer.ask("fact.story")
    officer.press("Add the remark")
    officer.refused("The note is empty.")
    officer.page.get_by_role("alert").get_by_role("link").click()
    expect(field(officer, "note")).to_be_focused()


def test_a_remark_that_was_typed_is_not_lost_by_saving_the_answer(officer):
    officer.ask("fact.story")
    field(officer, "value").fill("It weaves")
    officer.write("Remark for colleagues", "Is this enough?")
    officer.save()
    officer.ask("fact.story")
    officer.sees("Is this enough?")


def test_skipping_keeps_what_was_typed(officer):
    officer.ask("fact.story")
    field(officer, "value").fill("It weaves")
    officer.press("Skip for now")
    officer.at("Which parts has it?")
    officer.ask("fact.story")
    officer.sees("This is your draft")
    expect(field(officer, "value")).to_have_value("It weaves")


def test_skipping_without_typing_leaves_no_draft(officer):
    officer.ask("fact.story")
    officer.press("Skip for now")
    officer.ask("fact.story")
    expect(officer.page.get_by_text("This is your draft")).to_have_count(0)


def test_an_optional_question_that_was_skipped_is_not_put_forward_again(officer):
    officer.ask("fact.plan")
    officer.press("Skip for now")
    officer.ask("fact.story")
    field(officer, "value").fill("It weaves cloth all day.")
    officer.save()
    expect(officer.page.get_by_text("Attach the plan.")).to_have_count(0)


def test_enter_in_a_row_saves_and_adds_no_row(officer):
    officer.ask("fact.parts")
    first = officer.page.get_by_role("group", name="Part 1", exact=True)
    first.get_by_label("made").select_option(label="The maker")
    first.get_by_label("name").fill("Shuttle")
    first.get_by_label("name").press("Enter")
    officer.told("Saved")


def test_a_reload_after_adding_a_row_sends_nothing_twice_and_keeps_the_rows(officer):
    officer.ask("fact.parts")
    field(officer, "row-0-name").fill("Shuttle")
    officer.press("Add another: part")
    officer.page.reload()
    expect(field(officer, "row-0-name")).to_have_value("Shuttle")
    expect(officer.page.get_by_role("group", name="Part 2", exact=True)).to_be_visible()


def test_after_a_change_from_a_section_one_returns_to_it_through_mistakes(officer):
    officer.ask("fact.parts")
    officer.open("q/fact.parts?next=section:about")
    field(officer, "row-0-name").fill("Shuttle")
    officer.press("Add another: part")
    officer.save()
    officer.refused("Part 1, made: ")
    field(officer, "row-0-made").select_option("self")
    officer.save()
    officer.at("The machine")


def test_a_draft_is_kept_while_typing_and_found_after_the_tab_was_closed(writer, come):
    writer.ask("fact.story")
    with writer.page.expect_response(lambda answer: answer.url.endswith("/draft")):
        field(writer, "value").type("It weaves")
    expect(writer.page.get_by_text("Draft kept, not recorded yet.")).to_be_visible()
    again = come()
    again.name = writer.name
    writer.page.close()
    again.ask("fact.story")
    again.sees("This is your draft")
    expect(field(again, "value")).to_have_value("It weaves")


def test_what_was_typed_a_moment_before_the_tab_was_closed_is_kept(writer):
    writer.ask("fact.story")
    field(writer, "value").type("It weaves")
    again = writer.page.context.new_page()
    writer.page.close(run_before_unload=True)
    story = f"{writer.base}/a/{writer.name}/q/fact.story"
    for _ in range(20):
        again.goto(story)
        if again.get_by_text("This is your draft").count():
            break
        again.wait_for_timeout(100)
    expect(again.locator("[name=value]")).to_have_value("It weaves")


@pytest.mark.parametrize("size", [70_000, 900_000])
def test_a_long_text_is_kept_while_typing(writer, size):
    writer.ask("fact.story")
    with writer.page.expect_response(lambda answer: answer.url.endswith("/draft")):
        field(writer, "value").fill("x" * size)
    expect(writer.page.get_by_text("Draft kept, not recorded yet.")).to_be_visible()
    writer.ask("fact.story")
    expect(field(writer, "value")).to_have_value("x" * size)


def test_a_draft_under_way_while_the_answer_is_saved_does_not_come_back(writer):
    writer.ask("fact.story")
    field(writer, "value").fill("It weaves")
    writer.page.route("**/draft", lambda _route: None)
    with writer.page.expect_request("**/draft"):
        pass
    form = writer.page.evaluate("() => [...new FormData(document.querySelector('#answer'))]")
    writer.save()
    writer.told("Saved")
    writer.page.unroute("**/draft")
    answer = writer.page.request.post(
        f"{writer.base}/a/{writer.name}/q/fact.story/draft", form=dict(form)
    )
    assert answer.status == 200
    writer.ask("fact.story")
    expect(writer.page.get_by_text("This is your draft")).to_have_count(0)


def test_a_remark_being_typed_is_part_of_the_draft(writer):
    writer.ask("fact.story")
    with writer.page.expect_response(lambda answer: answer.url.endswith("/draft")):
        field(writer, "note").type("Ask Ben")
    writer.page.reload()
    expect(field(writer, "note")).to_have_value("Ask Ben")


def test_a_server_that_is_away_is_said_while_typing(writer):
    writer.expected = ("Failed to load resource",)
    writer.ask("fact.story")
    writer.page.route("**/draft", lambda route: route.abort())
    field(writer, "value").type("It weaves")
    expect(writer.page.get_by_text("The draft could not be kept.")).to_be_visible()


def test_a_draft_is_no_record(writer, server):
    writer.ask("fact.story")
    with writer.page.expect_response(lambda answer: answer.url.endswith("/draft")):
        field(writer, "value").type("It weaves")
    assert len(records_of(server.workspace / writer.name)) == 1


def test_days_in_the_wrong_order_are_refused_at_their_form(officer):
    officer.open("history/differences?from=2031-02-01&to=2031-01-01")
    officer.refused("2031-02-01 is after 2031-01-01.")
    expect(field(officer, "from")).to_have_value("2031-02-01")
