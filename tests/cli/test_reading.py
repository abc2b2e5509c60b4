"""Commands that only show: the law, the checklists, the deadlines."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import jsonschema
import pytest

from compliance.services.look.deadlines import calendar
from compliance.views.law import show_provision
from tests.builders import MINI, reopen

# --- the law


def test_a_provision_is_shown_with_its_place_dates_and_what_is_asked(program):
    out = program("law", "show", "art-2.1", "--pack", "mini").out
    for part in (
        "Article 2: Duties of makers",
        "Article 2(1): Keep a list of risks",
        "Mini Act No. 1, as it stands on 2030-01-01",
        "2031-03-01  Listed use, by the purpose\n              Only in the reading “It waits”.",
        "2030-03-01  Listed use, by the wording\n"
        "              Only in the reading “It does not wait”.",
        "risk.list: List of risks",
        "Only the Gazette is authentic.",
    ):
        assert part in out


def test_children_amendments_deletions_and_aliases_are_shown(program):
    out = program("law", "show", "art-2", "--pack", "mini").out
    assert [f"art-2.{n}: " in out for n in (1, 2, 3, 4)] == [True] * 4
    assert "Amended by" in program("law", "show", "art-2.3", "--pack", "mini").out
    assert "Deleted by" in program("law", "show", "art-2.4", "--pack", "mini").out
    alias = program("law", "show", "art-2.a", "--pack", "mini").out
    assert "Article 2(1): Keep a list of risks" in alias


def test_every_provision_of_the_shipped_law_can_be_shown(shipped):
    for known in shipped.outline.ids():
        assert show_provision(shipped, known).path[-1].id == known


def test_a_recital_is_shown_without_dates(program):
    said = program("law", "show", "rec-1", "--pack", "mini")
    assert said.status == 0
    assert "Why machines matter" in said.out
    assert "Applies from" not in said.out


def test_dates_say_on_each_day_what_applies_and_why(program):
    before = program("law", "dates", "--pack", "mini", "--as-of", "2030-01-31").out
    after = program("law", "dates", "--pack", "mini", "--as-of", "2030-02-01").out
    assert "2030-02-01  » Ahead    Everything" in before
    assert "2030-02-01  + Applies  Everything" in after
    assert "2031-03-01  » Ahead    Listed use, by the purpose" in after
    assert "Article 3(1); Gazette 2029, page 9" in after
    assert "Only in the reading “It does not wait”" in after
    assert "Open: Does Article 2 wait?" in after
    assert "It waits: The purpose." in after


# --- the checklists


def test_the_list_counts_the_requirements_of_each_article(program, small_catalogue):
    out = program("checklists", "list").out
    assert "mini: Mini law" in out
    assert "   3  Article 2: Duties of makers" in out
    assert "Limit: Boats are not covered." in out
    assert small_catalogue.digest in out


def test_everything_of_the_pack_can_be_shown(program, small_catalogue):
    known = [*small_catalogue.questions, *small_catalogue.conclusions]
    listed = program("checklists", "show", "--pack", "mini").out
    for name in known:
        said = program("checklists", "show", name, "--pack", "mini")
        assert (said.status, said.err) == (0, "")
        assert said.out.splitlines()[0].startswith(name)
        if name in small_catalogue.questions:
            assert f"{name}  " in listed


def test_a_requirement_is_shown_with_all_that_is_asked(program):
    out = program("checklists", "show", "risk.list", "--pack", "mini").out
    for part in (
        "Makers keep a list of risks.",
        "Law: Article 2(1) (Keep a list of risks)",
        "Applies when",
        "Good answer: Say where it is.",
        "risk.list.how",
        "column weight (number): Weight",
        "report (Report), required, at most 365 days old: The list",
        "There is no list. Make one.",
    ):
        assert part in out


# --- deadlines


@pytest.fixture
def dated(program, done):
    """An assessment with a deadline of every kind."""
    program("answer", done, "tell", "no")
    owner = "Zoë; from R&D, Ltd \\ 织机 " + "and a very long name " * 3
    program("assign", done, "tell", "--owner", owner, "--due", "2025-09-30")
    return done


def test_deadlines_of_the_law_of_evidence_of_people_and_of_plans(program, dated):
    said = program("deadlines", dated, "--as-of", "2025-06-01", "--past", "--format", "json")
    value = json.loads(said.out)["deadlines"]
    keys = ["on", "kind", "phase", "title", "detail", "about"]
    keys += ["still_open", "owners", "requirements"]
    assert all(list(item) == keys for item in value)
    needed = next(item["requirements"] for item in value if item["kind"] == "law")
    assert all(list(item) == ["id", "title", "open", "owner"] for item in needed)
    days = [item["on"] for item in value]
    assert days == sorted(days)
    found = {(item["kind"], item["on"]) for item in value}
    assert {
        ("gap", "2025-09-30"),
        ("evidence", "2026-05-01"),
        ("plan", "2029-05-01"),
        ("law", "2030-03-01"),
    } <= found


def test_what_is_overdue_is_always_listed_and_days_gone_by_only_with_past(program, dated):
    text = program("deadlines", dated, "--as-of", "2026-08-01").out
    assert "2025-09-30" in text
    assert "305 days ago, still open" in text
    assert "2026-05-01" not in text
    text = program("deadlines", dated, "--as-of", "2026-08-01", "--past").out
    assert "2026-05-01" in text
    assert "92 days ago)" in text


def test_a_deadline_counts_on_its_own_day(program, dated):
    text = program("deadlines", dated, "--as-of", "2025-09-30").out
    assert "2025-09-30" in text
    assert "(today)" in text


def unfold(content: bytes) -> list[tuple[str, str]]:
    """Parse a calendar as RFC 5545 says: unfold, split, undo the escapes."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")  # no character is cut in two
    text = content.decode("utf-8").replace("\r\n ", "")
    pairs = []
    for line in text.split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        for sign, plain in ((";", ";"), (",", ","), ("n", "\n")):
            value = value.replace("\\\\", "\0").replace(f"\\{sign}", plain)
            value = value.replace("\0", "\\\\")
        pairs.append((name, value.replace("\\\\", "\\")))
    return pairs


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_calendar_takes_the_first_and_the_last_day_there_is(program, done, day):
    program("answer", done, "tell", "no")
    program("assign", done, "tell", "--owner", "Zoë", "--due", day)
    said = program("deadlines", done, "--as-of", "2025-06-01", "--past", "--ics", "x.ics")
    assert said.status == 0
    starts = [value for name, value in unfold(Path("x.ics").read_bytes()) if "DTSTART" in name]
    assert day.replace("-", "") in starts


def test_the_calendar_file_says_the_same_as_the_list(program, dated, tmp_path):
    line = ["deadlines", dated, "--as-of", "2025-06-01"]
    items = json.loads(program(*line, "--format", "json").out)["deadlines"]
    said = program(*line, "--ics", "x.ics")
    assert said.out.splitlines()[-1] == "Wrote x.ics"
    pairs = unfold((tmp_path / "x.ics").read_bytes())
    assert pairs[0] == ("BEGIN", "VCALENDAR")
    assert pairs[-1] == ("END", "VCALENDAR")
    assert ("VERSION", "2.0") in pairs
    titles = [value for name, value in pairs if name == "SUMMARY"]
    details = [value for name, value in pairs if name == "DESCRIPTION"]
    starts = [value for name, value in pairs if name == "DTSTART;VALUE=DATE"]
    ends = [value for name, value in pairs if name == "DTEND;VALUE=DATE"]
    assert titles == [item["title"] for item in items]
    assert details == [f"{item['detail']} {item['owners']}".strip() for item in items]
    assert starts == [item["on"].replace("-", "") for item in items]
    for start, end in zip(starts, ends, strict=True):
        day = datetime.date.fromisoformat(start)
        assert datetime.date.fromisoformat(end) - day == datetime.timedelta(days=1)
    keys = [value for name, value in pairs if name == "UID"]
    assert len(keys) == len(set(keys)) == len(items)
    assert sum(pair == ("BEGIN", "VEVENT") for pair in pairs) == len(items)


def test_the_same_deadlines_give_the_same_bytes(program, dated, tmp_path):
    for name in ("one.ics", "two.ics"):
        program("deadlines", dated, "--as-of", "2025-06-01", "--ics", name)
    assert (tmp_path / "one.ics").read_bytes() == (tmp_path / "two.ics").read_bytes()


def test_a_calendar_without_deadlines_is_still_a_calendar(looms, small_catalogue):
    text = calendar(reopen(looms, small_catalogue), [])
    assert unfold(text.encode())[-1] == ("END", "VCALENDAR")


def test_the_mini_law_is_what_these_tests_think_it_is():
    assert "from: 2030-02-01" in MINI["law/timeline.yaml"]


# --- readings of the law


def test_readings_are_shown_with_what_each_changes_and_their_json_fits_its_schema(program, looms):
    program("answer", looms, "fact.listed", "yes")
    out = program("readings", looms, "--as-of", "2030-06-01").out
    assert "Does Article 2 wait?" in out
    assert "It waits (late)" in out
    assert "For it: The purpose." in out
    value = json.loads(program("readings", looms, "--format", "json").out)
    schema = json.loads(program("schema", "readings").out)
    jsonschema.Draft202012Validator(schema).validate(value)
    (question,) = value["open_questions"]
    assert question["chosen"] is None
    assert [item["id"] for item in question["readings"]] == ["literal", "late"]
    assert question["readings"][1]["first_days"][0]["from"] == "2031-03-01"


def test_gaps_of_one_cause_stand_together_in_the_check(program, done):
    program("answer", done, "risk.list", "no")
    program("answer", done, "tell", "no")
    for known in ("risk.list", "tell"):
        program("assign", done, known, "--owner", "Zoë", "--cause", "Nobody keeps files")
    said = program("check", done)
    assert "2 open requirements from one cause, “Nobody keeps files”" in said.out
    assert "One cause, “Nobody keeps files”, is named for this" in " ".join(said.out.split())
    found = json.loads(program("check", done, "--format", "json").out)["findings"]
    causes = {item["id"]: item["cause"] for item in found}
    assert causes["tell"] == "Nobody keeps files"
    assert "cause: Nobody keeps files" in program("history", done, "tell").out
