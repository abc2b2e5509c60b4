"""A record or a journal that was changed inside a dossier is named by ``verify``.

What stands in the PDF is replaced after reading, which is fast; that it is found in
the PDF as well is shown by ``test_dossier_pages.py``.
"""

from __future__ import annotations

import dataclasses
import functools
import json

import pytest

from compliance.assessment.journal.chain import read_lines
from compliance.assessment.journal.records import Answer
from compliance.checklist.loader import load_catalogue
from compliance.data.digests import canonical_json
from compliance.documents.dossier.issue import JOURNAL_NAME, RECORD_NAME
from compliance.documents.dossier.reading import read_dossier
from compliance.services.assess import open as open_assessment
from compliance.services.verify import pdf as verify_pdf
from tests.builders import BEN, TODAY, chain
from tests.services.helpers import codes, messages, verified

LATER = TODAY.replace(year=TODAY.year + 2)


@pytest.fixture(scope="module")
def embedded(issued):
    return read_dossier(issued.pdf.read_bytes())


@pytest.fixture
def verified_with(issued, embedded, monkeypatch):
    """Verify the dossier as if something else were inside it."""
    load = functools.partial(load_catalogue, root=issued.packs)
    monkeypatch.setattr(open_assessment, "load_catalogue", load)

    def run(**files):
        names = {"record": RECORD_NAME, "journal": JOURNAL_NAME}
        inside = {names[key]: content for key, content in files.items()}
        other = dataclasses.replace(embedded, files={**embedded.files, **inside})
        monkeypatch.setattr(verify_pdf, "read_paper", lambda _: other)
        return verified(issued.pdf, pages=False)

    return run


def test_a_dossier_with_nothing_replaced_is_intact(verified_with):
    assert verified_with().intact


# --- The record inside


def changed_record(embedded, change):
    value = json.loads(embedded.record)
    change(value)
    return canonical_json(value)


def set_status(value):
    (finding,) = (item for item in value["findings"] if item["id"] == "tell")
    assert finding["status"] == "not-met"
    finding["status"] = "met"


def set_answer(value):
    (answer,) = (item for item in value["answers"] if item["question"] == "tell")
    answer["value"] = "yes"


def drop_gap(value):
    (finding,) = (item for item in value["findings"] if item["id"] == "tell")
    assert finding["gaps"]
    finding["gaps"] = []


def set_digest_of_evidence(value):
    value["evidence"][0]["sha256"] = "0" * 64


def drop_evidence(value):
    value["evidence"] = []


def set_author(value):
    value["answers"][0]["by"] = "Somebody"


def set_day(value):
    value["as_of"] = LATER.isoformat()


def add_key(value):
    value["certified"] = True


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (set_status, "findings[tell].status"),
        (set_answer, "answers[tell].value"),
        (drop_gap, "findings[tell].gaps"),
        (set_digest_of_evidence, "evidence[EV-0001].sha256"),
        (drop_evidence, "evidence[EV-0001]"),
        (set_author, ".by does not follow"),
        (set_day, "findings[risk.list].evidence"),
        (add_key, "certified"),
    ],
)
def test_a_changed_record_is_named_with_the_place_of_the_change(
    verified_with, embedded, change, named
):
    result = verified_with(record=changed_record(embedded, change))
    assert codes(result) == {"dossier.record-changed"}
    assert named in messages(result)


def indented(content):
    return json.dumps(json.loads(content), indent=1, ensure_ascii=False).encode()


def doubled_key(content):
    """A reader that takes the first of two equal keys sees another status."""
    return content.replace(b'"status":"not-met"', b'"status":"met","status":"not-met"', 1)


@pytest.mark.parametrize(
    "change",
    [
        indented,
        doubled_key,
        lambda content: content + b"\n",
        lambda content: content[:-1],
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff",
        b'{"as_of":1,"tool_version":1}',
        b"[" * 100_000,
        lambda content: content.replace(b'"as_of":"2030-06-01"', b'"as_of":"soon"'),
    ],
)
def test_a_record_in_another_form_is_named(verified_with, embedded, change):
    before = embedded.record
    after = change(before) if callable(change) else change
    assert after != before
    result = verified_with(record=after)
    assert "dossier.record-changed" in codes(result)


def test_answers_are_compared_even_if_other_checklists_are_claimed(verified_with, embedded):
    """Claiming an unknown revision does not switch the comparison off."""

    def change(value):
        value["checklists"]["digest"] = "0" * 64
        set_answer(value)

    result = verified_with(record=changed_record(embedded, change))
    assert any("another revision of the checklists" in line for line in result.not_compared)
    assert "answers[tell].value" in messages(result)


def test_the_claim_of_other_checklists_is_said_and_not_passed_over(verified_with, embedded):
    def change(value):
        value["checklists"]["digest"] = "0" * 64

    result = verified_with(record=changed_record(embedded, change))
    assert any("another revision of the checklists" in line for line in result.not_compared)
    assert not any("findings" in line for line in result.checked)


# --- The journal inside


def test_a_journal_of_another_history_is_named_against_the_head_of_the_properties(
    verified_with, embedded
):
    records = read_lines(embedded.journal, "x").records
    forged = chain(*(item.data for item in records), by=BEN)
    content = b"".join(item.line() for item in forged)
    result = verified_with(journal=content)
    assert codes(result) == {"journal.truncated", "dossier.record-changed"}
    assert "Its properties name the head" in messages(result)
    assert forged[-1].hash in messages(result)


@pytest.mark.parametrize("removed", [1, 3, 7])
def test_records_cut_off_the_journal_inside_are_named(verified_with, embedded, removed):
    lines = embedded.journal.splitlines(keepends=True)
    content = b"".join(lines[:-removed])
    result = verified_with(journal=content)
    assert "journal.truncated" in codes(result)
    assert f"ends at record {len(lines) - removed} " in messages(result)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda content: content.replace(b"Ask again.", b"Ask never."), "broken-chain"),
        (lambda content: content[:-1], "truncated"),
        (lambda content: content[:-50], "truncated"),
        (b"", "truncated"),
        (b"\n", "unreadable"),
        (lambda content: content.replace(b"\n", b"\r\n"), "broken-chain"),
        (lambda content: content.replace(b'"no"', b'"\\ud800"'), "unreadable"),
    ],
)
def test_a_changed_journal_inside_is_named(verified_with, embedded, change, code):
    before = embedded.journal
    after = change(before) if callable(change) else change
    assert after != before
    result = verified_with(journal=after)
    assert f"journal.{code}" in codes(result)


@pytest.mark.parametrize("value", [None, 7, [], {"a": 1}, "lost", "yes", 1e300], ids=repr)
@pytest.mark.parametrize("question", ["fact.uses", "fact.count", "risk.list", "lost.id"])
def test_a_forged_journal_with_impossible_values_is_named_without_a_crash(
    verified_with, embedded, question, value
):
    records = read_lines(embedded.journal, "x").records
    data = [item.data for item in records] + [Answer(question=question, value=value)]
    content = b"".join(item.line() for item in chain(*data))
    result = verified_with(journal=content)
    assert "journal.truncated" in codes(result)
