"""A file is read from its page, and what it says is confirmed or refused row by row."""

from __future__ import annotations

import io

import pytest

from tests.builders import ANN
from tests.services.reading_pack import attach, reading_pack, toy_file, toys
from tests.web.helpers_sign import machine

__all__ = ["toys"]
pytestmark = pytest.mark.usefixtures("toys")
CONFIRM = "/a/machine/confirm/"
ITEM = "/a/machine/evidence/EV-{:04}"
FAILED = {"check": "finished", "outcome": "failed", "said": "The run was <cancelled>."}
ROWS = [{"metric": name, "value": 1} for name in ("a", "b")]


@pytest.fixture
def room(tmp_path):
    return machine(tmp_path / "w", reading_pack(tmp_path / "packs"))


def held(room, tmp_path, name="run.json", **told):
    """Attach a file from elsewhere, so that nobody has read it yet; its page."""
    number = attach(room.assessment(), toy_file(tmp_path, name, **told))
    return f"/a/machine/evidence/{number}"


def read(room, page):
    return room.post(f"{page}/read", room.fields(page, f"{page}/read"))


def decide(room, **fields):
    shown = room.page(CONFIRM)
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    return room.post(CONFIRM, {"seen": seen, **fields})


def test_a_file_is_read_from_its_page_and_its_checks_stand_there(room, tmp_path):
    page = held(room, tmp_path, said={"model.name": "Loom"}, checks=[FAILED])
    assert "Read this file" in room.text(page)
    read(room, page)
    text = room.text(page)
    for part in (
        "What was found in it",
        "Results of a toy",
        "Reached its end",
        "Failed",
        "The run was <cancelled>.",
        "It counts no more than none",
        "Read it again",
    ):
        assert part in text or part.replace("It counts", "it counts") in text, part
    assert "<cancelled>" not in room.page(page)


def test_what_was_read_is_confirmed_by_source_beside_the_present_answer(room, tmp_path):
    room.record("fact.name", "Mine", by=ANN)
    page = held(room, tmp_path, said={"model.name": "Loom"}, model="Mine")
    read(room, page)
    assert "1 question to confirm" in room.text(page)
    text = room.text(CONFIRM)
    for part in ("run.json (EV-", "Loom", "Mine", "/model.name"):
        assert part in text, part
    assert "The present answer stands" in room.text("/a/machine/q/fact.name")
    title = room.state().unconfirmed["fact.name"].source.title
    decide(room, question="fact.name", of=title)
    given = room.state().answers["fact.name"]
    assert (given.value, given.source.title) == ("Loom", title)


def test_one_thing_or_all_of_a_file_is_refused_and_no_answer_changes(room, tmp_path):
    page = held(room, tmp_path, said={"model.name": "Loom", "model.size": "7", "results": ROWS})
    read(room, page)
    title = room.state().unconfirmed["fact.name"].source.title
    decide(room, refuse="fact.name", of=title)
    assert set(room.state().unconfirmed) == {"x.any", "x.table"}
    decide(room, **{"refuse-all": title, "of": title, "shown": ["x.any", "x.table"]})
    assert room.state().unconfirmed == {}
    assert room.state().answers.keys().isdisjoint({"fact.name", "x.any", "x.table"})


def test_rows_that_are_ticked_are_added_and_the_others_wait(room, tmp_path):
    page = held(room, tmp_path, said={"results": ROWS})
    read(room, page)
    assert "2 rows new" in room.text(CONFIRM)
    title = room.state().unconfirmed["x.table"].source.title
    fields = {"rows-of-x.table": "yes", "row-of-x.table": ["1"], "of": title}
    decide(room, question="x.table", **fields)
    assert [row["name"] for row in room.state().answers["x.table"].value] == ["b"]
    assert "x.table" in room.state().unconfirmed


def test_changing_puts_the_whole_table_into_the_form(room, tmp_path):
    room.record("x.table", [{"name": "own"}], by=ANN)
    page = held(room, tmp_path, said={"results": ROWS})
    read(room, page)
    form = room.page("/a/machine/q/x.table?from=source")
    for value in ('value="1"', "own", ">\na<", ">\nb<"):
        assert value in form, value


def test_a_file_of_no_known_format_says_so_and_stays_evidence(room, tmp_path):
    path = tmp_path / "odd.txt"
    path.write_text("nothing", "utf-8")
    page = f"/a/machine/evidence/{attach(room.assessment(), path)}"
    client = room.client
    client.post(f"{page}/read")
    assert "no file of a format that is known here" in client.get(page).text


def test_a_file_that_is_uploaded_is_read_at_once(room, tmp_path):
    path = toy_file(tmp_path, said={"model.name": "Loom"})
    fields = {"kind": "report", "supports": "risk.list"}
    file = (io.BytesIO(path.read_bytes()), "run.json")
    room.post("/a/machine/evidence/", {**fields, "file": file})
    assert room.state().unconfirmed["fact.name"].value == "Loom"


def test_who_only_reads_cannot_have_a_file_read(room, tmp_path):
    page = held(room, tmp_path, said={"model.name": "Loom"})
    room.as_person("Rea", "reader")
    assert "Read this file" not in room.text(page)
    assert room.post(f"{page}/read", {}).status_code == 403
    assert room.state().unconfirmed == {}
