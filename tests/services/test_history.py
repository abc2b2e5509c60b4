"""The journal in words: what was answered, and all that concerns one question."""

from __future__ import annotations

import datetime

import pytest

from compliance.assessment.journal.records import Answer, Evidence, EvidenceWithdrawn, Migrated
from compliance.services.assess.record_answer import (
    AnswerConflictError,
    build_answer,
    record_answer,
)
from compliance.services.look.compare_days import compare_days
from compliance.services.look.history import record_text, records_about
from tests.builders import AT, BEN, begin, begin_record, chain, reopen
from tests.services.helpers import record

TABLE = "risk.list.rows"
NONE = "0" * 64


def evidence(number: str, *supports: str) -> Evidence:
    return Evidence(
        evidence=number, sha256=NONE, size=1, name="x", evidence_kind="report", supports=supports
    )


def test_a_question_keeps_its_history_under_earlier_names(mini):
    records = chain(
        begin_record(mini),
        Answer(question="old.name", value="Loom"),
        evidence("EV-0001", "old.name"),
        evidence("EV-0002", "fact.country"),
        Migrated(
            from_edition="1",
            from_digest=NONE,
            edition="2",
            edition_digest=NONE,
            renamed={"old.name": "fact.name"},
        ),
        EvidenceWithdrawn(evidence="EV-0001", reason="Out of date."),
        EvidenceWithdrawn(evidence="EV-0002", reason="Out of date."),
        Answer(question="fact.country", value="fr"),
    )
    about = [item.seq for item in records_about(records, "fact.name")]
    assert about == [2, 3, 5, 6]
    assert [item.seq for item in records_about(records, "fact.country")] == [4, 7, 8]
    assert records_about(records, "fact.note") == []


def test_the_history_says_what_was_answered_in_a_table(tmp_path, mini):
    assessment = begin(tmp_path / "a", mini)
    made = record(assessment, TABLE, [{"name": "Fire"}, {"name": "Dust"}])
    text, about = record_text(mini, made)
    assert text == f"{TABLE}:\n1. Risk: Fire\n2. Risk: Dust"
    assert about == (TABLE,)


def test_differences_of_a_table_name_the_entries_that_differ(tmp_path, mini):
    assessment = begin(tmp_path / "a", mini)
    record(assessment, TABLE, [{"name": "Fire"}, {"name": "Dust"}])
    later = AT + datetime.timedelta(days=1)
    answer = build_answer(assessment, TABLE, [{"name": "Fire"}, {"name": "Mould"}])
    record_answer(assessment, answer, by=BEN, at=later)
    found = compare_days(assessment, AT.date(), later.date()).answers
    assert [(item.before, item.after) for item in found] == [
        ("2. Risk: Dust\n(1 entry alike in both)", "2. Risk: Mould\n(1 entry alike in both)")
    ]


def test_a_conflict_over_a_table_shows_what_each_has(tmp_path, mini):
    assessment = begin(tmp_path / "a", mini)
    other = reopen(tmp_path / "a", mini)
    seen = assessment.head
    record(other, TABLE, [{"name": "Fire"}, {"name": "THEIRS"}], by=BEN)
    with pytest.raises(AnswerConflictError) as caught:
        record(assessment, TABLE, [{"name": "Fire"}, {"name": "MINE"}], seen=seen)
    text = str(caught.value)
    assert "2. Risk: THEIRS" in text
    assert "2. Risk: MINE" in text
    assert "Risk: Fire" not in text
