"""``conformity incident``: recording, listing, changing, and the papers about an entry."""

from __future__ import annotations

import json

import pytest

from tests.after_launch_pack import AFTER
from tests.builders import write_pack
from tests.cli.packs import CHANGES

DAY = ("--as-of", "2025-05-22")
SAID = ("--set", "day=2025-05-20", "--set", "aware=2025-05-21")


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    """The small pack with what is recorded after the launch."""
    return write_pack(tmp_path_factory.mktemp("packs"), {**CHANGES, **AFTER})


@pytest.fixture
def made(program, done):
    said = program("incident", "new", done, "--title", "Shuttle flew out", *SAID, *DAY)
    assert said.status == 0, said.err
    return done


def test_a_new_entry_says_what_is_due_and_that_the_shortest_limit_may_apply(program, done):
    said = program("incident", "new", done, "--title", "Shuttle flew out", *SAID, *DAY)
    words = " ".join(said.out.split())
    assert "Recorded MI-0001: Mishap, Shuttle flew out" in words
    assert "May apply: running" in words
    assert "the shortest limit that may is shown" in words
    assert "23 May 2025: 2 days from 21 May 2025" in words
    assert "Not stated: Harm." in words


def test_everything_that_is_wrong_is_said_at_once(program, done):
    said = program("incident", "new", done, "--set", "harm=flood", "--set", "rumour=x", *DAY)
    assert said.status == 2
    for code in ("answer.not-an-option", "entry.unknown", "answer.too-short"):
        assert f"[{code}]" in said.err
    assert "3 problems." in said.err
    assert "Nothing is recorded" in program("incident", "list", done).out


def test_a_file_fills_an_entry_and_what_is_typed_counts_before_it(program, done, tmp_path):
    file = tmp_path / "mishap.yaml"
    file.write_text(
        'kind: repair\ntitle: "From the file"\nday: 2025-05-20\nwhat: "Mended."\n', "utf-8"
    )
    said = program("incident", "new", done, "--file", file, "--set", "title=Typed", *DAY)
    assert "Recorded RE-0001: Repair, Typed" in said.out
    shown = program("incident", "show", done, "RE-0001", *DAY).out
    assert "What happened: Mended." in shown


def test_a_change_is_kept_with_its_author_and_what_stood_there_before(program, made):
    told = "whom=authority; what=first; on=2025-05-22"
    changed = program("incident", "change", made, "MI-0001", "--set", "harm=small",
                      "--told", told, "--reason", "Looked at it", *DAY)  # fmt: skip
    assert changed.status == 0, changed.err
    program("incident", "change", made, "MI-0001", "--set", "aware=2025-05-22", *DAY)
    shown = program("incident", "show", made, "MI-0001", *DAY).out
    words = " ".join(shown.split())
    assert "Report of the mishap: Done. On 22 May 2025." in words
    assert "Looked at it" in words
    assert "Known since: 22 May 2025 (before: 21 May 2025)" in words
    assert program("incident", "change", made, "MI-0001", "--set", "harm=small").status == 2


def test_machines_read_the_same_by_the_schema(program, made):
    found = json.loads(program("incident", "list", made, "--format", "json", *DAY).out)
    (entry,) = found["entries"]
    assert (entry["number"], entry["kind"], entry["state"]) == ("MI-0001", "mishap", "open")
    assert entry["clocks"][0]["last"] == "2025-05-23"
    assert entry["values"]["entry.aware"] == "2025-05-21"
    schema = json.loads(program("schema", "incidents").out)
    assert set(found) == set(schema["required"])
    one = json.loads(program("incident", "show", made, "MI-0001", "--format", "json", *DAY).out)
    assert one["entries"] == found["entries"]


def test_limits_stand_among_the_deadlines_and_in_the_calendar(program, made, tmp_path):
    said = program("deadlines", made, "--ics", tmp_path / "days.ics", *DAY)
    assert "2025-05-23  MI-0001: Report of the mishap" in said.out
    assert "MI-0001" in (tmp_path / "days.ics").read_text("utf-8")


def test_the_papers_about_an_entry_are_listed_with_their_day_and_written(program, made, tmp_path):
    listed = " ".join(program("documents", made, *DAY).out.split())
    assert "First report of a mishap (MI-0001) [mishap-first.mi-0001]: Draft only" in listed
    assert "23 May 2025" in listed
    found = json.loads(program("documents", made, "--format", "json", *DAY).out)
    days = {one["id"]: (one["entry"], one["due_on"]) for one in found["documents"]}
    assert days["mishap-report.mi-0001"] == ("MI-0001", "2025-05-23")
    out = tmp_path / "out"
    program("incident", "change", made, "MI-0001", "--set", "harm=grave", *DAY)
    first = program("incident", "report", made, "MI-0001", "-o", out, *DAY)
    assert "mishap-first.mi-0001.pdf (First report of a mishap (MI-0001), final)" in first.out
    whole = program("incident", "report", made, "MI-0001", "--complete", "-o", out, *DAY)
    assert "mishap-report.mi-0001.pdf" in whole.out
    assert "draft, 1 open" in whole.out
    assert sorted(path.name for path in out.iterdir()) == [
        "mishap-first.mi-0001.pdf",
        "mishap-report.mi-0001.pdf",
    ]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", "MI-0009"), "entry.unknown"),
        (("report", "MI-0009", "-o", "x"), "entry.unknown"),
        (("change", "MI-0001", "--told", "the authority"), "answer.file"),
    ],
)
def test_what_is_not_there_or_cannot_be_read_is_refused_in_words(program, made, arguments, code):
    command, *rest = arguments
    said = program("incident", command, made, *rest)
    assert (said.status, f"[{code}]" in said.err) == (2, True)


def test_an_entry_of_which_no_paper_speaks_has_none_to_write(program, made, tmp_path):
    program("incident", "new", made, "--kind", "repair", "--title", "Guard")
    said = program("incident", "report", made, "RE-0001", "-o", tmp_path / "x")
    assert "[entry.no-paper]" in said.err


def test_kinds_and_fields_are_listed(program, done):
    said = program("incident", "fields", done).out
    assert "Mishap [mishap]" in said
    assert "harm: What harm did it do? (grave, small)" in said
