"""What lowers no verdict and is said all the same: evidence that ends, limits that are touched."""

from __future__ import annotations

import datetime

import pytest

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.records import Assignment, Evidence
from compliance.assessment.verdict import Status
from compliance.errors import ConformityError
from compliance.views.finding import view_finding, view_findings
from compliance.views.standing import view_standing
from tests.assessment.test_findings import MET, REPORT
from tests.assessment.test_supply import MARKET, SUPPLY
from tests.builders import MINI, TODAY, begin_record, chain, load_mini, say

PLAN = TODAY + datetime.timedelta(days=400)
BEFORE = {"fact.status": "not-yet", "fact.planned": PLAN.isoformat()}
COLUMNS = """          - {id: limit, type: text, lines: one, ask: "Limit", optional: true}
          - {id: result, type: text, lines: one, ask: "Result", optional: true}
        compared: {limit: limit, result: result}
"""
ARTICLE = MINI["requirements/art-2/art-2.1.yaml"]
SEEN = """          - {id: seen, type: date, ask: "Seen on", optional: true}
"""
MEASURED = ARTICLE.replace(SEEN, SEEN + COLUMNS)


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    """The mini pack with a first supply, and a table whose results have limits."""
    changes = {
        "supply.yaml": SUPPLY,
        "facts/market.yaml": MARKET,
        "requirements/art-2/art-2.1.yaml": MEASURED,
    }
    return load_mini(tmp_path_factory.mktemp("observed"), changes)


def finding(catalogue, answers, *records, known="risk.list", on=TODAY):
    said = [say(one, value) for one, value in {**MET, **answers}.items()]
    made = Assessment.of(catalogue, chain(begin_record(catalogue), *said, *records))
    return view_finding(made, on, known)


def texts(found):
    return [gap.text for gap in found.gaps]


def test_evidence_that_ends_before_the_launch_is_observed_and_nothing_is_lowered(market):
    found = finding(market, BEFORE, REPORT)
    (text,) = texts(found)
    assert text.startswith("Evidence ends before the planned first supply on ")
    assert "EV-0001 (The list), last day 1 May 2031" in text
    assert found.gaps[0].mark.key == "observation"
    assert found.gaps[0].ground == "our advice"
    assert found.mark.key == Status.MET.value


@pytest.mark.parametrize(
    "changes",
    [
        {"fact.planned": "2031-05-01"},
        {"fact.planned": None},
        {"fact.status": "there", "fact.planned": None, "fact.first": "2030-01-01"},
    ],
)
def test_evidence_that_lasts_or_counts_for_no_launch_is_not_observed(market, changes):
    answers = {known: v for known, v in {**BEFORE, **changes}.items() if v is not None}
    assert texts(finding(market, answers, REPORT)) == []


def test_a_second_piece_that_lasts_is_enough(market):
    later = datetime.date(2031, 5, 20)
    more = Evidence(**{**dict(REPORT), "evidence": "EV-0002", "collected": later})
    assert texts(finding(market, BEFORE, REPORT, more, on=datetime.date(2031, 4, 1))) == []


def test_on_the_day_itself_what_ended_is_missed(market):
    found = finding(market, BEFORE, REPORT, on=PLAN)
    assert [want.mark.key for want in found.wanted] == ["evidence-missing"]
    assert texts(found) == []


def test_a_limit_within_the_interval_of_a_result_is_observed_with_both(market):
    rows = [
        {"name": "Recall, German", "limit": "0.78", "result": "0.788 (0.719 to 0.843)"},
        {"name": "Recall, all", "limit": "0.80, lower limit 0.78", "result": "0.82 (0.81 to 0.84)"},
        {"name": "Reasons", "limit": "at most 3 percent", "result": "1.8 percent"},
        {"name": "Nothing measured"},
    ]
    found = finding(market, {"risk.list.rows": rows}, REPORT)
    assert texts(found) == [
        "The interval of a result reaches beyond its limit: Recall, German: "
        "0.788 (0.719 to 0.843), limit 0.78."
    ]
    assert found.mark.key == Status.MET.value


def test_a_table_compares_only_columns_that_it_has(tmp_path):
    wrong = MEASURED.replace("limit: limit,", "limit: bound,")
    with pytest.raises(ConformityError, match="compared names no column of this table: bound"):
        load_mini(tmp_path, {"requirements/art-2/art-2.1.yaml": wrong})


def assigned(requirement, cause="German CVs"):
    return Assignment(requirement=requirement, owner="Ann", cause=cause)


def standing(catalogue, *records, **answers):
    said = [say(one, value) for one, value in {**MET, **answers}.items()]
    made = Assessment.of(catalogue, chain(begin_record(catalogue), *said, *records))
    return view_standing(made, TODAY), {one.id: one for one in view_findings(made, TODAY)}


def test_gaps_of_one_declared_cause_are_shown_together_and_name_each_other(mini):
    records = (assigned("tell"), assigned("stop", "german CVs"))
    seen, found = standing(mini, *records, tell="no", stop="no")
    ((cause, together),) = seen.causes
    assert cause.casefold() == "german cvs"
    assert together == (("stop", "Stop control"), ("tell", "Tell people"))
    assert found["tell"].cause == "German CVs"
    assert any("named for this and for Stop control." in text for text in texts(found["tell"]))
    assert found["tell"].mark.key == Status.NOT_MET.value


def test_a_cause_of_one_requirement_or_of_what_is_met_is_no_group(mini):
    seen, found = standing(mini, assigned("tell"), assigned("stop"), tell="no")
    assert seen.causes == ()
    assert texts(found["tell"]) == ["People are not told."]


def test_a_record_without_a_cause_keeps_its_bytes():
    assert "cause" not in Assignment(requirement="tell", owner="Ann").model_dump(mode="json")
