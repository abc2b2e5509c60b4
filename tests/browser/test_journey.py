"""Whole ways through the questionnaire, as a compliance officer goes them."""

from __future__ import annotations

import io
import re

import pypdf
from playwright.sync_api import expect

from tests.builders import ANN, BEN, conformity
from tests.services.helpers import records_of

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def begin(officer, title):
    officer.open("/")
    officer.follow("Begin an assessment")
    officer.write("Name of the assessment", title)
    officer.press("Begin")
    officer.told(f"The assessment “{title}” has begun.")
    officer.name = officer.page.url.rstrip("/").rsplit("/", 1)[-1]


def answer_facts(officer):
    """One question of each type, from the first to the last fact."""
    page = officer.page
    officer.follow("Begin with the next open question")
    officer.at("What is its name?")
    page.get_by_role("textbox", name="What is its name?").fill("Loom 3")
    officer.save()
    officer.told("Saved: name")
    officer.at("Where is the maker established?")
    page.get_by_role("radio", name="China").check()
    officer.save()
    officer.at("Is the use listed?")
    page.get_by_role("radio", name="Yes", exact=True).check()
    officer.save()
    officer.at("Which uses?")
    page.get_by_role("checkbox", name="None of these").check()
    officer.save()
    officer.at("How many?")
    page.get_by_role("textbox", name="How many?").fill("3")
    officer.save()
    officer.at("Since when?")
    page.get_by_label("Since when?").fill("2029-05-01")
    officer.save()
    officer.at("What does it do?")
    page.get_by_role("textbox", name="What does it do?").fill("It weaves\ncloth.")
    officer.save()
    fill_parts(officer)
    officer.at("Attach the plan.")


def fill_parts(officer):
    """The repeated group: a row, another, one removed again."""
    page = officer.page
    officer.at("Which parts has it?")
    first = page.get_by_role("group", name="Part 1", exact=True)
    first.get_by_label("name").fill("Shuttle")
    first.get_by_label("made").select_option(label="The maker")
    officer.press("Add another: part")
    second = page.get_by_role("group", name="Part 2", exact=True)
    second.get_by_label("name").fill("Motor")
    second.get_by_label("made").select_option(label="Others")
    officer.press("Add another: part")
    third = page.get_by_role("group", name="Part 3", exact=True)
    third.get_by_label("name").fill("Frame")
    third.get_by_label("made").select_option(label="Others")
    third.get_by_label("weight").fill("12.5")
    second.get_by_label("Remove this entry when saving").check()
    officer.save()


def attach_plan(officer):
    """Answer the question for a file, and look at the preview."""
    page = officer.page
    officer.follow("Attach a file: it answers this question")
    page.get_by_label("Files (at most").set_input_files(
        {"name": "plan.png", "mimeType": "image/png", "buffer": PNG}
    )
    page.get_by_label("Day on which it was made").fill("2025-05-01")
    officer.press("Attach")
    officer.told("EV-0001 was added.")
    officer.at("Attach the plan.")
    officer.follow("EV-0001 plan.png")
    image = page.get_by_alt_text("Content of plan.png")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.naturalWidth") == 1
    plan = officer.fetch("Download the file")
    assert plan.suggested_filename == "plan.png"
    assert plan.path().read_bytes() == PNG


def answer_requirements(officer):
    page = officer.page
    officer.ask("risk.list")
    page.get_by_role("radio", name="Some of them").check()
    officer.write("Explanation", "Register R-1 is not finished.")
    officer.save()
    officer.at("How is it kept?")
    page.get_by_text("I cannot answer this").click()
    officer.write("Not known yet", "Ben could know.")
    officer.press("Record as not known yet")
    officer.at("Which risks?")
    officer.ask("stop")
    page.get_by_text("I cannot answer this").click()
    officer.press("Record as not applicable")
    officer.refused("“Not applicable” needs a reason.")
    officer.write("Not applicable: the reason", "It has no moving part.")
    officer.press("Record as not applicable")
    officer.told("Saved: ")
    officer.ask("stop")
    officer.sees("It has no moving part.")
    officer.ask("tell")
    page.get_by_role("radio", name="Yes", exact=True).check()
    officer.save()


def discuss_and_assign(officer):
    officer.ask("risk.list")
    officer.write("Remark for colleagues", "Ask the workshop.")
    officer.press("Add the remark")
    officer.told("Your remark was added.")
    officer.sees("Ask the workshop.")
    officer.open("findings/")
    officer.page.get_by_label("Open", exact=True).select_option(label="Gap: major")
    officer.press("Show")
    officer.follow("List of risks")
    officer.at("List of risks")
    officer.sees("The list is not complete.")
    officer.write("Who mends them", BEN)
    officer.page.get_by_label("By when").fill("2031-01-31")
    officer.press("Record the owner")
    officer.told("The owner was recorded.")


def review(reviewer):
    reviewer.open("findings/risk.list")
    reviewer.page.get_by_role("radio", name="Return to the author").check()
    reviewer.write("Comment", "Where is the rest?")
    reviewer.press("Record the review")
    reviewer.told("Returned to its author.")
    reviewer.sees(f"{BEN},")


def look_around(officer):
    page = officer.page
    officer.open("classification/")
    officer.sees("It is listed.")
    officer.open("deadlines/")
    officer.sees("31 January 2031")
    calendar = officer.fetch("Save them for a calendar (.ics)").path().read_text("utf-8")
    assert calendar.startswith("BEGIN:VCALENDAR")
    assert "DTSTART;VALUE=DATE:20310131" in calendar
    officer.open("history/")
    page.get_by_label("Person").select_option(BEN)
    officer.press("Show")
    officer.sees("1 record")
    officer.sees("Where is the rest?")
    officer.follow("Differences between two days")
    officer.press("Compare")
    officer.at("Differences between two days")
    officer.open("search/")
    page.get_by_role("searchbox").fill("workshop")
    officer.press("Search")
    officer.sees("1 question found.")
    officer.follow("Is there a list of risks?")
    officer.follow("Article 2(1)")
    officer.at("Article 2(1): Keep a list of risks")


def issue(officer, tmp_path, script):
    """Write the dossier, fetch it, and verify it in both faces."""
    page = officer.page
    officer.open("issue/")
    officer.press("Write the dossier as it stands today")
    download = page.get_by_role("link", name=re.compile("^Download the dossier"))
    for _ in range(60):
        if download.count():
            break
        page.wait_for_timeout(500)
        if not script:
            page.reload()  # with script the page does this itself
    with page.expect_download() as waiting:
        download.click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.read_bytes().startswith(b"%PDF-1.7")
    assert len(pypdf.PdfReader(io.BytesIO(file.read_bytes())).pages) > 3
    officer.open("/verify/")
    page.get_by_label("Dossier (PDF)").set_input_files(file)
    page.get_by_label("Also against an assessment").select_option(officer.name)
    officer.press("Verify")
    officer.sees("Nothing was found changed")
    return file


def test_an_assessment_from_its_beginning_to_a_verified_dossier(
    come, server, colleague, script, tmp_path
):
    officer = come(script=script)
    begin(officer, f"Loom 3 {'with' if script else 'without'} script")
    answer_facts(officer)
    attach_plan(officer)
    answer_requirements(officer)
    discuss_and_assign(officer)
    reviewer = come(colleague.base, script=script)
    reviewer.name = officer.name
    review(reviewer)
    look_around(officer)
    file = issue(officer, tmp_path, script)
    folder = server.workspace / officer.name
    done = conformity("verify", file, folder, home=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {item.by for item in records_of(folder)} == {ANN, BEN}


def test_what_was_recorded_stands_in_the_section_and_at_its_question(come, begun, script):
    officer = come(script=script)
    officer.name = begun
    officer.open("")
    answer_facts(officer)
    for question, text in {
        "fact.uses": "None of these",
        "fact.count": "3 machines",
        "fact.since": "1 May 2029",
        "fact.parts": "2. name: Frame; made: Others; weight: 12.5",
    }.items():
        officer.ask(question)
        expect(officer.page.get_by_role("region", name="Present answer")).to_contain_text(text)
    officer.open("section/about")
    for text in ("Loom 3", "China", "It weaves"):
        officer.sees(text)
    expect(officer.page.get_by_text("Motor")).to_have_count(0)
    officer.page.get_by_role("link", name=re.compile("^Change.+What is its name")).click()
    officer.write("What is its name?", "Loom 4")
    officer.save()
    officer.at("The machine")
    officer.sees("Loom 4")
