"""Deadlines: dates of the law, of evidence and of people, as a list and a calendar."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.assessment.assessment import Assessment
from compliance.assessment.deadlines import Deadline, find_deadlines
from compliance.assessment.journal.records import Answer, Assignment, Data, Evidence
from compliance.checklist.catalogue import Catalogue
from compliance.services.look.deadlines import calendar
from compliance.views.deadline import DeadlineView, deadlines
from tests.builders import MINI, TODAY, begin, begin_record, chain, entry, load_mini

RISK = "requirements/art-2/art-2.1.yaml"

DAY = datetime.date
ANSWERS: dict[str, Any] = {
    "fact.name": "Loom",
    "fact.country": "fr",
    "fact.listed": "yes",
    "fact.uses": ["a"],
    "fact.count": 3,
    "fact.since": "2030-09-01",
    "law.reading": "late",
    "risk.list": "no",
    "tell": "yes",
}


def found(catalogue: Catalogue, changes: dict[str, Any], *more: Data) -> list[Deadline]:
    answers = {**ANSWERS, **changes}
    given_ = [Answer(question=k, value=v) for k, v in answers.items() if v is not None]
    made = Assessment.of(catalogue, chain(begin_record(catalogue), *given_, *more))
    return find_deadlines(made, made.standing(TODAY))


def of_kind(items: list[Deadline], kind: str) -> list[tuple[DAY, tuple[str, ...]]]:
    return [(item.on, item.about) for item in items if item.kind == kind]


def test_the_law_gives_one_deadline_a_rule_with_the_requirements_it_brings(mini):
    assert of_kind(found(mini, {}), "law") == [(DAY(2031, 3, 1), ("risk.list", "tell"))]
    assert of_kind(found(mini, {"law.reading": None}), "law") == [
        (DAY(2030, 3, 1), ("risk.list", "tell")),
        (DAY(2031, 3, 1), ("risk.list", "tell")),
    ]


def test_what_does_not_apply_has_no_deadline(mini: Catalogue):
    changes = {"fact.listed": "no"}
    assert of_kind(found(mini, changes), "law") == [(DAY(2030, 4, 1), ("tell",))]


def test_the_detail_says_how_many_are_open(mini: Catalogue):
    (item,) = [item for item in found(mini, {}) if item.kind == "law"]
    assert item.detail.startswith("2 requirements, 1 of them open. Gazette 2029")
    assert "One reading of the law: It waits." in item.detail


@pytest.mark.parametrize(
    ("collected", "expires", "last"),
    [
        (DAY(2030, 5, 1), None, DAY(2031, 5, 1)),
        (DAY(2030, 5, 1), DAY(2030, 12, 31), DAY(2030, 12, 31)),
        (None, DAY(2030, 12, 31), DAY(2030, 12, 31)),
        (None, None, None),
    ],
)
def test_evidence_has_a_last_day_by_age_or_expiry(mini, collected, expires, last):
    evidence = Evidence(
        evidence="EV-0001",
        sha256="ab" * 32,
        size=1,
        name="list.pdf",
        evidence_kind="report",
        supports=("risk.list",),
        collected=collected,
        expires=expires,
    )
    days = [day for day, _ in of_kind(found(mini, {}, evidence), "evidence")]
    assert days == ([] if last is None else [last])


def test_a_promise_counts_while_there_is_something_to_mend(mini: Catalogue):
    promise = Assignment(requirement="risk.list", owner="Cleo", due=DAY(2030, 7, 1))
    (item,) = [i for i in found(mini, {}, promise) if i.kind == "gap"]
    assert item.on == DAY(2030, 7, 1)
    assert item.title == "Cleo: List of risks"
    assert "There is no list." in item.detail
    done = Assignment(requirement="tell", owner="Cleo", due=DAY(2030, 7, 1))
    assert of_kind(found(mini, {}, done), "gap") == []
    undated = Assignment(requirement="risk.list", owner="Cleo")
    assert of_kind(found(mini, {}, undated), "gap") == []


def test_a_date_somebody_stated_counts_while_its_question_arises(mini: Catalogue):
    assert of_kind(found(mini, {}), "plan") == [(DAY(2030, 9, 1), ("fact.since",))]
    assert of_kind(found(mini, {"fact.listed": "no"}), "plan") == []


def test_deadlines_are_in_order_and_none_stands_twice(mini: Catalogue):
    items = found(mini, {"law.reading": None})
    assert items == sorted(items, key=lambda item: item.order)
    assert len(items) == len(set(items))


@pytest.fixture
def assessment(tmp_path, mini):
    opened = begin(tmp_path / "a", mini)
    for known, value in {**ANSWERS, "fact.name": "Loom; 深圳, 3\\"}.items():
        data = Answer(question=known, value=value)
        opened.store.append(None, entry(data, at=opened.state.changed_at))
    opened.refresh()
    return opened


def test_past_deadlines_are_left_out_unless_asked_for(assessment):
    day = DAY(2030, 9, 2)
    later = deadlines(assessment, day)
    assert [item.on for item in later] == [DAY(2031, 3, 1)]
    everything = deadlines(assessment, day, past=True)
    assert [item.on for item in everything] == [DAY(2030, 9, 1), DAY(2031, 3, 1)]
    assert deadlines(assessment, DAY(2030, 9, 1))[0].on == DAY(2030, 9, 1)


def unfolded(text: str) -> list[str]:
    assert text.endswith("\r\n")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_the_calendar_is_the_same_each_time_and_has_an_event_a_deadline(assessment):
    items = deadlines(assessment, TODAY, past=True)
    text = calendar(assessment, items)
    assert text == calendar(assessment, items)
    lines = unfolded(text)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(items)
    starts = [line for line in lines if line.startswith("DTSTART;VALUE=DATE:")]
    assert starts == [f"DTSTART;VALUE=DATE:{item.on:%Y%m%d}" for item in items]
    ids = [line for line in lines if line.startswith("UID:")]
    assert len(set(ids)) == len(items)


titles = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters="\n"), max_size=200
)


@given(title=titles, detail=titles)
def test_whatever_a_title_holds_lines_stay_short_and_the_text_comes_back(
    mini, tmp_path_factory, title: str, detail: str
):
    folder = tmp_path_factory.mktemp("calendar")
    opened = begin(folder / "a", mini)
    shown = DeadlineView(TODAY, 0, "plan", "after", "Date", title, detail, (), (), 0)
    text = calendar(opened, [shown])
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (summary,) = [line for line in unfolded(text) if line.startswith("SUMMARY:")]
    escaped = summary.removeprefix("SUMMARY:")
    plain, at = "", 0
    while at < len(escaped):
        if escaped[at] == "\\":
            plain += {"n": "\n"}.get(escaped[at + 1], escaped[at + 1])
            at += 2
        else:
            assert escaped[at] not in ",;\n"
            plain += escaped[at]
            at += 1
    assert plain == title


@pytest.mark.parametrize(
    ("since", "period", "day"),
    [
        ("2030-09-01", "years: 10", DAY(2040, 9, 1)),
        ("2028-02-29", "years: 10", DAY(2038, 2, 28)),
        ("2030-09-01", "days: 14", DAY(2030, 9, 15)),
        ("2030-09-01", "", DAY(2030, 9, 1)),
        ("9999-12-31", "years: 10, days: 9", DAY(9999, 12, 31)),
    ],
)
def test_a_time_limit_of_a_duty_is_counted_from_the_day_answered(tmp_path, since, period, day):
    line = ", ".join(filter(None, ["title: Kept until", "after: fact.since", period]))
    head = "  - id: risk.list\n"
    risk = MINI[RISK].replace(head, f"{head}    periods: [{{{line}}}]\n", 1)
    catalogue = load_mini(tmp_path, {RISK: risk})
    items = found(catalogue, {"fact.since": since})
    assert of_kind(items, "period") == [(day, ("risk.list",))]
    unknown = found(catalogue, {"fact.since": None})
    assert of_kind(unknown, "period") == []
    not_bound = found(catalogue, {"fact.since": since, "fact.listed": "no"})
    assert of_kind(not_bound, "period") == []
