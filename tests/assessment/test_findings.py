"""Findings: from answers and evidence to statuses and gaps, on the mini pack."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

import pytest

from compliance.assessment.assessment import Assessment
from compliance.assessment.evidence_check import why_stale
from compliance.assessment.findings import Finding, Standing, review_basis, without_review
from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import (
    Answer,
    Assignment,
    Data,
    Evidence,
    EvidenceWithdrawn,
    ReviewGiven,
)
from compliance.assessment.journal.state import State
from compliance.assessment.placeholders import looks_like_placeholder
from compliance.assessment.reviews import review_word
from compliance.assessment.verdict import Status
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from tests.builders import ANN, BEN, MINI, TODAY, begin_record, chain, load_mini

MET: dict[str, Any] = {
    "fact.name": "Loom",
    "fact.country": "cn",
    "fact.listed": "yes",
    "fact.uses": ["a"],
    "fact.count": 3,
    "risk.list": "yes",
    "risk.list.how": "In a register, monthly.",
    "risk.list.rows": [{"name": "Wrong bin"}],
    "stop": "yes",
    "stop.tested": "yes",
    "tell": "yes",
}
REPORT = Evidence(
    evidence="EV-0001",
    sha256="ab" * 32,
    size=7,
    name="list.pdf",
    evidence_kind="report",
    supports=("risk.list",),
    collected=datetime.date(2030, 5, 1),
)


def state_of(catalogue: Catalogue, answers: dict[str, Any], *more: Data) -> State:
    """A state after the answers (none where nothing is given) and more records."""
    given = [
        value if isinstance(value, Answer) else Answer(question=known, value=value)
        for known, value in answers.items()
        if value is not None
    ]
    return fold(chain(begin_record(catalogue), *given, *more))


def standing_of(
    catalogue: Catalogue,
    changes: dict[str, Any] | None = None,
    *more: Data,
    on: datetime.date = TODAY,
) -> Standing:
    """How the finished assessment stands after some changes."""
    answers = {**MET, **(changes or {})}
    return Assessment(catalogue, state_of(catalogue, answers, *more)).standing(on)


def finding(standing: Standing, requirement: str) -> Finding:
    return next(item for item in standing.findings if item.requirement.id == requirement)


def gaps_of(standing: Standing, requirement: str) -> list[str]:
    """Severities of its gaps, then the kinds of what is still owed for it."""
    found = finding(standing, requirement)
    return [*(gap.severity for gap in found.gaps), *(item.want for item in found.wanted)]


def test_with_every_answer_and_evidence_everything_is_met(mini: Catalogue):
    standing = standing_of(mini, {}, REPORT)
    assert {item.status for item in standing.findings} == {Status.MET}
    assert standing.gaps() == []
    assert standing.all_met
    assert standing.counts()[Status.MET] == 3
    assert set(standing.counts()) == set(Status)


def test_without_answers_nothing_is_hidden_and_the_open_facts_are_named(mini):
    standing = Assessment(mini, state_of(mini, {})).standing(TODAY)
    assert finding(standing, "risk.list").status is Status.UNDETERMINED
    assert finding(standing, "stop").status is Status.UNDETERMINED
    assert finding(standing, "tell").status is Status.NOT_ASSESSED
    open_ = ("fact.name", "fact.country", "fact.listed")
    assert standing.wanted_facts.to_answer == open_
    assert finding(standing, "risk.list").gaps == finding(standing, "risk.list").wanted == ()
    assert finding(standing, "risk.list").deciding == ("fact.listed",)
    assert standing.deciding() == {"fact.listed": 2, "fact.country": 1}
    assert standing.gaps() == []
    assert standing.wants() == {"to-answer": 4, "to-confirm": 0, "evidence-missing": 0}
    assert not standing.all_met


def test_a_use_that_is_not_listed_puts_the_duties_out_of_scope(mini: Catalogue):
    standing = standing_of(mini, {"fact.listed": "no", "fact.uses": None, "fact.count": None})
    assert finding(standing, "risk.list").status is Status.OUT_OF_SCOPE
    assert finding(standing, "risk.list").gaps == ()
    assert "“Bound” does not hold" in finding(standing, "risk.list").applies_because
    assert standing.all_met


@pytest.mark.parametrize(
    ("changes", "requirement", "status", "gaps"),
    [
        ({"risk.list": None}, "risk.list", Status.NOT_ASSESSED, ["to-answer"]),
        ({"risk.list": "no"}, "risk.list", Status.NOT_MET, ["blocker"]),
        ({"risk.list": "partly"}, "risk.list", Status.PARTLY_MET, ["major"]),
        ({"risk.list.how": None}, "risk.list", Status.PARTLY_MET, ["to-answer"]),
        ({"risk.list.how": "Yes."}, "risk.list", Status.MET, ["observation"]),
        ({"risk.list.how": "In registers."}, "risk.list", Status.MET, []),
        ({"risk.list.how": "登"}, "risk.list", Status.MET, ["observation"]),
        ({"risk.list.how": "每月登记"}, "risk.list", Status.MET, []),
        ({"risk.list.how": "In a register."}, "risk.list", Status.MET, []),
        ({"risk.list.how": "TBD with the team"}, "risk.list", Status.PARTLY_MET,
         ["to-answer"]),
        ({"risk.list.rows": [{"name": "tbd"}]}, "risk.list", Status.PARTLY_MET,
         ["to-answer"]),
        ({"risk.list.rows": [{"name": "–"}, {"name": "x"}]}, "risk.list", Status.MET, []),
        ({"risk.list.extra": None}, "risk.list", Status.MET, []),
        ({"stop": "no"}, "stop", Status.NOT_MET, ["major"]),
        ({"stop.tested": "no"}, "stop", Status.NOT_MET, ["blocker"]),
        ({"tell": "late"}, "tell", Status.MET, ["observation"]),
        ({"tell": Answer(question="tell", state="unknown", explanation="Ask Cleo")},
         "tell", Status.NOT_ASSESSED, ["to-answer"]),
        ({"tell": Answer(question="tell", value="yes", explanation="TODO")}, "tell",
         Status.PARTLY_MET, ["to-answer"]),
        ({"stop": Answer(question="stop", state="not-applicable",
                         explanation="It is bolted down.")},
         "stop", Status.NOT_APPLICABLE, []),
        ({"stop": Answer(question="stop", state="not-applicable", explanation="tbd")},
         "stop", Status.NOT_ASSESSED, ["to-answer"]),
    ],
)  # fmt: skip
def test_an_answer_leads_to_a_status_and_its_gaps(mini, changes, requirement, status, gaps):
    standing = standing_of(mini, changes, REPORT)
    assert finding(standing, requirement).status is status
    assert gaps_of(standing, requirement) == gaps
    assert standing.all_met is (status in {Status.MET, Status.NOT_APPLICABLE})


def test_the_gap_of_the_option_is_found_before_those_of_rules(tmp_path):
    rule = (
        "    gaps: [{when: {all: [{fact: risk.list, is: partly}, {holds: listed}]}, "
        'severity: blocker, says: "Worse.", remedy: "Mend it."}]\n    guidance:'
    )
    path = "requirements/art-2/art-2.1.yaml"
    changes = {path: MINI[path].replace("    guidance:", rule, 1)}
    standing = standing_of(load_mini(tmp_path, changes), {"risk.list": "partly"}, REPORT)
    assert [gap.text for gap in finding(standing, "risk.list").gaps] == [
        "The list is not complete.",
        "Worse.",
    ]


def test_a_reason_that_somebody_does_not_know_yet_is_shown(mini: Catalogue):
    answer = Answer(question="tell", state="unknown", explanation="Ask Cleo")
    (wanted,) = finding(standing_of(mini, {"tell": answer}, REPORT), "tell").wanted
    assert "Ask Cleo" in wanted.text


def test_a_withdrawn_answer_counts_no_more(mini: Catalogue):
    withdrawn = Answer(question="tell", state="withdrawn")
    standing = standing_of(mini, {}, REPORT, withdrawn)
    assert finding(standing, "tell").status is Status.NOT_ASSESSED


def test_an_answer_that_is_no_option_any_more_is_not_assessed(mini: Catalogue):
    standing = standing_of(mini, {"tell": "perhaps"}, REPORT)
    assert finding(standing, "tell").status is Status.NOT_ASSESSED
    assert gaps_of(standing, "tell") == ["to-answer"]


def test_a_follow_up_that_is_not_asked_reveals_nothing(mini: Catalogue):
    """What was answered while the control existed says nothing once it is gone."""
    standing = standing_of(mini, {"stop": "no", "stop.tested": "no"}, REPORT)
    assert gaps_of(standing, "stop") == ["major"]
    assert finding(standing, "stop").follow_ups == ()


# --- evidence -------------------------------------------------------------------------


def changed(**fields: Any) -> Evidence:
    return REPORT.model_copy(update=fields)


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (None, "The list"),
        (changed(expires=datetime.date(2030, 5, 31)), "expired on 2030-05-31"),
        (changed(collected=datetime.date(2029, 5, 31)), "older than 365 days"),
        (changed(collected=None), "no date"),
        (changed(evidence_kind="other"), "The list"),
        (changed(supports=("tell",)), "The list"),
    ],
)
def test_without_evidence_that_counts_nothing_is_more_than_partly_met(mini, evidence, words):
    standing = standing_of(mini, {}, *([evidence] if evidence else []))
    found = finding(standing, "risk.list")
    assert found.status is Status.PARTLY_MET
    assert found.gaps == ()
    (wanted,) = found.wanted
    assert wanted.want == "evidence-missing"
    assert words in wanted.text
    assert wanted.remedy
    assert standing.wants()["evidence-missing"] == 1


@pytest.mark.parametrize(
    "evidence",
    [
        changed(expires=TODAY),
        changed(collected=TODAY - datetime.timedelta(days=365)),
        changed(supports=("risk.list.how",)),
        changed(supports=("tell", "risk.list")),
    ],
)
def test_evidence_counts_up_to_its_last_day_and_for_follow_ups_too(mini, evidence):
    assert finding(standing_of(mini, {}, evidence), "risk.list").status is Status.MET


def test_one_piece_that_counts_is_enough_beside_old_ones(mini: Catalogue):
    old = changed(evidence="EV-0002", expires=datetime.date(2030, 1, 1))
    found = finding(standing_of(mini, {}, old, REPORT), "risk.list")
    assert found.status is Status.MET
    (line,) = found.evidence
    assert [item.data.evidence for item in line.held] == ["EV-0002", "EV-0001"]
    assert [item.data.evidence for item in line.counting] == ["EV-0001"]


def test_withdrawn_evidence_counts_no_more(mini: Catalogue):
    withdrawn = EvidenceWithdrawn(evidence="EV-0001", reason="wrong version")
    found = finding(standing_of(mini, {}, REPORT, withdrawn), "risk.list")
    assert found.status is Status.PARTLY_MET


def test_the_same_evidence_ages_with_the_day_asked_about(mini: Catalogue):
    for day, status in {
        datetime.date(2031, 5, 1): Status.MET,
        datetime.date(2031, 5, 2): Status.PARTLY_MET,
    }.items():
        assert finding(standing_of(mini, {}, REPORT, on=day), "risk.list").status is (status)


def test_evidence_nobody_asked_for_is_listed_and_does_no_harm(mini: Catalogue):
    other = changed(evidence="EV-0002", evidence_kind="other")
    found = finding(standing_of(mini, {}, REPORT, other), "risk.list")
    assert found.status is Status.MET
    assert found.evidence[-1].request is None


def test_where_nothing_is_claimed_no_evidence_is_missed(mini: Catalogue):
    assert gaps_of(standing_of(mini, {"risk.list": "no"}), "risk.list") == ["blocker"]


def test_evidence_without_limits_never_gets_old(mini: Catalogue):
    state = state_of(mini, {}, changed(collected=None))
    (held,) = state.evidence.values()
    assert why_stale(held, None, datetime.date(2099, 1, 1)) == ""


def test_a_fact_that_asks_for_a_file_is_open_until_one_is_attached(tmp_path):
    text = MINI["facts/law.yaml"] + (
        "  - {id: fact.file, type: file, kind: report, label: f, ask: 'Which file?'}\n"
    )
    catalogue = load_mini(tmp_path, {"facts/law.yaml": text})
    assert "fact.file" in standing_of(catalogue, {}).wanted_facts.to_answer
    attached = changed(evidence="EV-0002", supports=("fact.file",))
    assert "fact.file" not in standing_of(catalogue, {}, REPORT, attached).wanted_facts.to_answer
    gone = EvidenceWithdrawn(evidence="EV-0002", reason="Wrong.")
    assert "fact.file" in standing_of(catalogue, {}, REPORT, attached, gone).wanted_facts.to_answer


# --- reviews --------------------------------------------------------------------------


def approval(catalogue: Catalogue, state: State, decision: str = "approved") -> Data:
    requirement = catalogue.requirements["risk.list"]
    return ReviewGiven.model_validate(
        {
            "requirement": "risk.list",
            "decision": decision,
            "basis": review_basis(state, requirement),
        }
    )


def reviewed(catalogue: Catalogue, review: Data, *more: Data, by: str = BEN) -> Finding:
    answers = [Answer(question=known, value=value) for known, value in MET.items()]
    records = chain(begin_record(catalogue), *answers, REPORT, review, *more)
    at = len(answers) + 2
    records[at] = records[at].model_copy(update={"by": by})
    return finding(Assessment(catalogue, fold(records)).standing(TODAY), "risk.list")


def test_an_approval_counts_until_what_was_approved_changes(mini: Catalogue):
    state = state_of(mini, MET, REPORT)
    review = approval(mini, state)
    assert reviewed(mini, review).review_counts
    changes: list[Data] = [
        Answer(question="risk.list", value="partly"),
        Answer(question="risk.list", value="yes", explanation="other words"),
        Answer(question="risk.list.how", value="Otherwise, every second week."),
        Answer(question="risk.list.extra", value="More."),
        Answer(question="risk.list.how", state="withdrawn"),
        changed(evidence="EV-0002", sha256="cd" * 32),
        EvidenceWithdrawn(evidence="EV-0001", reason="old"),
    ]
    for change in changes:
        assert not reviewed(mini, review, change).review_counts, change


def test_what_does_not_concern_the_requirement_leaves_the_approval_valid(mini):
    review = approval(mini, state_of(mini, MET, REPORT))
    for change in (
        Answer(question="tell", value="no"),
        Answer(question="fact.name", value="Other"),
        changed(evidence="EV-0002", sha256="cd" * 32, supports=("stop",)),
    ):
        assert reviewed(mini, review, change).review_counts


def test_nobody_approves_an_own_answer_and_a_returned_one_is_not_approved(mini):
    state = state_of(mini, MET, REPORT)
    assert not reviewed(mini, approval(mini, state), by=ANN).review_counts
    assert not reviewed(mini, approval(mini, state, "returned")).review_counts


def unreviewed(standing):
    return [item.requirement.id for item in standing.waiting_for("reviewer", "author")]


def test_what_is_answered_but_not_reviewed_is_named(mini: Catalogue):
    standing = standing_of(mini, {}, REPORT)
    assert unreviewed(standing) == ["risk.list"]
    assert finding(standing, "tell").review_counts, "no review is required there"


def test_an_answer_with_a_gap_waits_for_a_review_too(mini: Catalogue):
    for changes in ({"risk.list": "no"}, {"risk.list.how": None}):
        standing = standing_of(mini, changes, REPORT)
        assert finding(standing, "risk.list").is_open
        assert unreviewed(standing) == ["risk.list"]


def test_what_is_not_answered_waits_for_its_answer_and_still_lacks_a_review(mini):
    standing = standing_of(mini, {"risk.list": None}, REPORT)
    assert unreviewed(standing) == []
    assert [item.requirement.id for item in without_review(standing.findings)] == ["risk.list"]


def test_the_word_of_a_review_and_whether_it_counts_agree(mini: Catalogue):
    """Lists go by the word, the declaration by whether the approval counts."""
    state = state_of(mini, MET, REPORT)
    words = {}
    for name, decision, by, change in (
        ("approved", "approved", BEN, ()),
        ("own", "approved", ANN, ()),
        ("returned", "returned", BEN, ()),
        ("void", "approved", BEN, (Answer(question="risk.list", value="no"),)),
        ("again", "returned", BEN, (Answer(question="risk.list", value="no"),)),
    ):
        review = approval(mini, state, decision)
        found = reviewed(mini, review, *change, by=by)
        word = review_word(found.requirement, found.answer, found.review, fits=not change)
        words[name] = word
        assert found.review_counts == (word == "approved"), name
    assert list(words) == list(words.values())


# --- the rest -------------------------------------------------------------------------


def test_a_placeholder_among_the_facts_is_named(mini: Catalogue):
    standing = standing_of(mini, {"fact.name": "[name of the machine]"}, REPORT)
    assert standing.wanted_facts.stand_ins == ("fact.name",)
    assert not standing.all_met


@pytest.mark.parametrize(
    "text",
    ["TBD", "tbd.", "to do: ask Cleo", "We write TBD here", "...", "---", "?", "[x]",
     "<insert>", "{name}", "  –  ", ".",
     "。", "、、、", "؟", "।", "…！", "✓",
     "todo", "Todo: ask Cleo", "tbd - Cleo knows",
     "(tbd)", "* todo", "to do next week", "The owner is [NAME].",
     "Signed on <DATE OF SIGNATURE>", "Ask {COMPANY_NAME}"],
)  # fmt: skip
def test_stand_ins_are_recognised(mini: Catalogue, text: str):
    assert looks_like_placeholder(mini, text)


@pytest.mark.parametrize(
    "text",
    ["Loom 3", "We have to do this monthly", "tbdx", "See [1] for the method.",
     "Metodo", "a < b and b > c", "3", "无。", "ไม่มี", "५", "लागू नहीं।", "是",
     "Todo el personal recibe formación.",
     "Todo-terreno", "Todos os operadores", "See [GDPR] and [ISO IEC] for the terms.",
     "Files are kept at <root>/logs.", "RENAME [x] TO [y]"],
)  # fmt: skip
def test_ordinary_texts_are_no_stand_ins(mini: Catalogue, text: str):
    assert not looks_like_placeholder(mini, text)


@pytest.mark.parametrize("text", ["TBD", "tbc", "to be determined", "TODO", "placeholder", "待定"])
def test_the_shipped_checklists_know_the_usual_stand_ins(shipped: Catalogue, text: str):
    assert looks_like_placeholder(shipped, text)


@pytest.mark.parametrize(
    "text",
    ["Todo el personal recibe formación anual en el uso del sistema.",
     "Placeholder images are removed from the training set before labelling."],
)  # fmt: skip
def test_real_answers_that_begin_like_stand_ins_are_answers(shipped: Catalogue, text: str):
    assert not looks_like_placeholder(shipped, text)


def test_no_option_of_the_shipped_checklists_is_a_stand_in(shipped: Catalogue):
    for question in shipped.questions.values():
        for option in shipped.options(question):
            assert not looks_like_placeholder(shipped, option.id), question.id


def test_gaps_are_ordered_by_how_serious_they_are(mini: Catalogue):
    changes = {"risk.list": "partly", "stop.tested": "no", "tell": "late"}
    changes["risk.list.how"] = "Yes."
    severities = [gap.severity for gap in standing_of(mini, changes).gaps()]
    assert severities == ["blocker", "major", "observation", "observation"]


def test_the_owner_of_a_gap_is_shown_with_the_finding(mini: Catalogue):
    owner = Assignment(requirement="tell", owner="Cleo", due=datetime.date(2030, 7, 1))
    found = finding(standing_of(mini, {"tell": "no"}, REPORT, owner), "tell")
    assert found.assignment == owner


def test_the_date_of_application_follows_route_and_reading(mini: Catalogue):
    both = finding(standing_of(mini, {}, REPORT), "risk.list")
    assert [start.rule.id for start in both.starts] == ["listed-literal", "listed-late"]
    assert both.applies_from() == datetime.date(2030, 3, 1)
    late = finding(standing_of(mini, {"law.reading": "late"}, REPORT), "risk.list")
    assert late.applies_from() == datetime.date(2031, 3, 1)


def test_an_alarm_stands_in_the_way_while_it_holds_or_is_open(tmp_path):
    from tests.builders import MINI

    text = MINI["conclusions/scope.yaml"].replace(
        "  - id: abroad\n", "  - id: abroad\n    alert: true\n"
    )
    catalogue = load_mini(tmp_path, {"conclusions/scope.yaml": text})
    for country, truth in {"cn": Truth.YES, None: Truth.UNKNOWN, "fr": Truth.NO}.items():
        standing = standing_of(catalogue, {"fact.country": country}, REPORT)
        assert [item[1] for item in standing.alerts] == ([] if truth is Truth.NO else [truth])
        assert standing.all_met is (truth is Truth.NO)


def test_findings_cannot_be_changed_once_stated(mini: Catalogue):
    found = standing_of(mini, {}, REPORT).findings[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.status = Status.MET  # type: ignore[misc]
