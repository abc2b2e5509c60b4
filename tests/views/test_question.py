"""A question, an answer and a piece of evidence as every face says them."""

from __future__ import annotations

import datetime

import pytest

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.records import Answer, Evidence, Note, Origin
from compliance.views.answer import cell_text, view_answer
from compliance.views.evidence import asked_kind, supportable, supports_of, view_evidence
from compliance.views.question import find_question, prompt_of, short_name, view_question
from tests.builders import ANN, BEN, TODAY, begin_record, chain, load_mini, say

ROWS = [{"name": "Fire; smoke", "weight": 2, "seen": "2030-01-05"}, {"name": "Noise"}]
FACTS = (
    say("fact.name", "Loom"),
    say("fact.country", "cn"),
    say("fact.listed", "yes"),
    say("fact.uses", ["a"]),
)


@pytest.fixture(scope="module")
def mini(tmp_path_factory):
    return load_mini(tmp_path_factory.mktemp("packs"))


@pytest.fixture
def of(mini):
    """An assessment with records after the first."""

    def make(*data):
        return Assessment.of(mini, chain(begin_record(mini), *data))

    return make


def listed(**more):
    fields = {
        "evidence": "EV-0001", "sha256": "0" * 64, "size": 1, "name": "list.txt",
        "evidence_kind": "report", "supports": ("risk.list",), "collected": TODAY,
    }  # fmt: skip
    return Evidence(**{**fields, **more})


def test_a_main_question_says_what_the_law_asks_and_which_evidence(of):
    q = view_question(
        of(*FACTS, listed(), Note(question="risk.list", text="See R-1.")), "risk.list"
    )
    assert q.arises
    assert q.main
    assert (q.asks, q.follow_up_to) == ("Makers keep a list of risks.", "")
    assert [(law.id, law.printed) for law in q.laws] == [("art-2.1", "Article 2(1)")]
    assert [(one.kind, one.label, one.max_age_days) for one in q.wanted] == [
        ("report", "Report", 365)
    ]
    assert [held.data.name for held in q.attached] == ["list.txt"]
    assert [note.text for note in q.notes] == ["See R-1."]
    assert [option.id for option in q.options] == ["yes", "partly", "no"]
    assert q.because.startswith("Asked because")


def test_a_follow_up_takes_its_law_from_its_requirement(of):
    q = view_question(of(*FACTS, say("risk.list", "yes")), "risk.list.rows")
    assert (q.requirement, q.main, q.follow_up_to) == ("risk.list", False, "List of risks")
    assert q.laws
    assert not q.own_laws
    assert [column.id for column in q.columns] == ["name", "weight", "seen"]
    assert (q.entry, q.at_least, q.columns[1].optional) == ("risk", 1, True)
    assert (q.previous, q.following) == ("risk.list.how", "risk.list.extra")
    assert q.position == "Question 3 of 6 in this part"


def test_a_question_that_does_not_arise_has_no_place(of):
    q = view_question(of(), "fact.uses")
    assert q.arises  # it may arise: what it depends on is open
    q = view_question(of(say("fact.listed", "no")), "fact.uses")
    assert not q.arises
    assert not any((q.section, q.position, q.progress, q.previous, q.following))
    assert q.because.startswith("Does not arise, because")


def test_progress_counts_the_section_and_the_whole(of):
    q = view_question(of(*FACTS), "fact.count")
    assert q.progress.startswith("Part 1 of 3: The machine (4 of 7 answered here, 4 of ")


def test_a_question_is_found_by_its_id_its_section_or_a_provision(of):
    assessment = of(*FACTS)
    assert find_question(assessment, "fact.listed") == "fact.listed"
    assert find_question(assessment, "about") == "fact.count"  # the first that is open
    assert find_question(assessment, "1") == "fact.count"
    assert find_question(assessment, "Article 2(3)") == "risk.list"
    assert not find_question(assessment, "nothing")


def test_a_table_is_said_in_full_in_short_and_as_a_table(of):
    answer = view_answer(
        of(say("risk.list.rows", ROWS)), "risk.list.rows", say("risk.list.rows", ROWS)
    )
    assert answer.short == "2 entries"
    assert answer.entries == (
        "Risk: Fire; smoke; Weight: 2; Seen on: 5 January 2030",
        "Risk: Noise",
    )
    assert answer.words.splitlines()[1] == "2. Risk: Noise"
    assert answer.grids[0].rows[1] == ("Noise", "–", "–")
    assert cell_text(of(), "risk.list.rows", "seen", "2030-01-05") == "5 January 2030"


def test_an_answer_names_who_gave_it_entered_it_and_took_it_over(of):
    entered = of(Answer(question="fact.name", value="Loom", said_by=BEN))
    answer = view_answer(entered, "fact.name", entered.state.answers["fact.name"])
    assert (answer.by, answer.signed) == (BEN, f"{BEN} (entered by {ANN})")
    origin = Origin(
        journal="CO-1", head="1" * 64, record="2" * 64, by=BEN, at="2030-05-01T09:00:00Z"
    )
    taken = of(Answer(question="fact.name", value="Loom", origin=origin))
    answer = view_answer(taken, "fact.name", taken.state.answers["fact.name"])
    assert (answer.origin, answer.journal, answer.by) == ("the organisation", "CO-1", BEN)
    assert answer.taken[0] == ANN


def test_an_answer_to_what_is_not_asked_any_more_is_said_as_it_stands(of):
    answer = view_answer(of(), "fact.gone", say("fact.gone", "Loom"))
    assert (answer.ask, answer.words) == ("fact.gone", "Loom")
    assert not view_answer(of(), "fact.name", None).state


def test_a_question_has_a_short_name(of):
    assert short_name(of(), "fact.country") == "country of the maker"
    assert short_name(of(), "fact.gone") == "fact.gone"
    assert prompt_of(of(), "risk.list.how").name == "How is it kept?"


@pytest.mark.parametrize(
    ("more", "state", "why"),
    [
        ({}, "counts", ""),
        ({"expires": TODAY + datetime.timedelta(days=60)}, "soon", "ends on 31 July 2030"),
        ({"expires": TODAY + datetime.timedelta(days=61)}, "counts", ""),
        (
            {"expires": TODAY - datetime.timedelta(days=1)},
            "expired",
            "its last day was 31 May 2030",
        ),
        (
            {"collected": TODAY - datetime.timedelta(days=305)},
            "soon",
            "ends on 31 July 2030, for List of risks",
        ),
        ({"collected": None}, "stale", "has no date, and its age matters, for List of risks"),
    ],
)
def test_evidence_says_whether_it_counts(of, more, state, why):
    assessment = of(listed(**more))
    held = view_evidence(assessment, assessment.state.evidence["EV-0001"], TODAY)
    assert (held.state, held.why) == (state, why)
    assert (held.kind, held.supports) == ("Report", (("risk.list", "List of risks"),))


def test_evidence_can_be_given_for_requirements_that_arise(of):
    assessment = of(*FACTS)
    (names,) = supportable(assessment).values()
    assert [known for known, _ in names] == ["risk.list", "stop", "tell"]
    assert [
        asked_kind(assessment, known) for known in ("risk.list", "risk.list.how", "stop", "x", "")
    ] == ["report", "report", "other", "", ""], "the last kind is for everything else"


def test_a_file_for_a_follow_up_supports_the_requirement_too(of):
    assessment = of(*FACTS)
    assert supports_of(assessment, "risk.list.how") == ("risk.list.how", "risk.list")
    assert supports_of(assessment, "risk.list") == ("risk.list",)
    assert supports_of(assessment, "fact.name") == ("fact.name",)
