"""The page of the history, and why a question is asked."""

from __future__ import annotations

from compliance.services.assess.attach_evidence import attach_evidence, withdraw_evidence
from compliance.services.assess.open import open_assessment
from tests.builders import ANN, AT
from tests.services.helpers import record
from tests.web.conftest import Browser

TABLE = "risk.list.rows"


def test_the_history_shows_what_a_table_says(workspace, alone: Browser):
    assessment = open_assessment(workspace / "looms")
    record(assessment, TABLE, [{"name": "Fire"}, {"name": "Dust"}])
    page = alone.get("/a/looms/history/").text
    assert "1. Risk: Fire\n2. Risk: Dust" in page
    assert "<details>" not in page
    record(assessment, TABLE, [{"name": f"Risk {at} of many"} for at in range(60)])
    page = alone.get("/a/looms/history/").text
    assert page.count("<details>") == 1
    assert "60. Risk: Risk 59 of many" in page


def test_the_history_of_a_question_tells_that_its_evidence_was_withdrawn(
    workspace, alone: Browser, tmp_path
):
    assessment = open_assessment(workspace / "looms")
    (tmp_path / "x.txt").write_text("x")
    how = {"kind": "report", "by": ANN, "at": AT}
    held, _ = attach_evidence(assessment, tmp_path / "x.txt", supports=["risk.list"], **how)
    number = held.data.evidence
    withdraw_evidence(assessment, number, reason="Out of date.", by=ANN, at=AT)
    page = alone.client.get("/a/looms/history/?question=risk.list").text
    assert f"{number} withdrawn: Out of date." in page


def test_a_page_says_why_as_the_terminal_does(workspace, alone: Browser):
    page = alone.get("/a/looms/q/fact.uses").text
    assert "May not apply; asked because listed use is not answered yet." in page
    record(open_assessment(workspace / "looms"), "fact.listed", "no")
    page = alone.get("/a/looms/q/fact.uses").text
    assert "Does not arise, because listed use is “No”." in page
    assert "Asked because" not in page
