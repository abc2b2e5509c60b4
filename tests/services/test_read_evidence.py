"""Files are read: what they say waits beside the answers, and what is wrong with them is said."""

from __future__ import annotations

import zipfile

import pytest

from compliance.adapters import registry
from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import EvidenceRead, Proposed
from compliance.assessment.verdict import Status
from compliance.errors import ConformityError
from compliance.services.assess.confirm import confirm, refuse
from compliance.services.assess.read_evidence import read_if_known
from compliance.services.assess.take_back import withdraw_answer
from compliance.views.confirm import view_to_confirm
from compliance.views.evidence_read import view_read
from tests.builders import ANN, AT, BEN, TODAY, begin
from tests.services.helpers import record
from tests.services.reading_pack import attach, read, reading_pack, toy_file, toys

__all__ = ["toys"]
pytestmark = pytest.mark.usefixtures("toys")
CANCELLED = {"check": "finished", "outcome": "failed", "said": "The run was cancelled."}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    return reading_pack(tmp_path_factory.mktemp("packs"))


@pytest.fixture
def assessment(tmp_path, catalogue):
    return begin(tmp_path / "case", catalogue)


def given(assessment, tmp_path, name="run.json", supports="risk.list", **told):
    """Attach a file and read it; its number and what was found."""
    number = attach(assessment, toy_file(tmp_path, name, **told), supports)
    return number, read(assessment, number)


def rows(*names, value=1):
    return [{"metric": name, "value": value} for name in names]


def test_what_a_file_says_waits_with_digest_and_pointer_and_answers_nothing(assessment, tmp_path):
    number, found = given(assessment, tmp_path, said={"model.name": "Loom", "model.version": "2"})
    assert found.proposed == ("fact.name",)
    waiting = assessment.state.unconfirmed["fact.name"].single
    held = assessment.state.evidence[number]
    assert waiting.value == "Loom, 2"
    source = waiting.source
    assert (source.kind, source.title, source.address, source.place) == (
        "file", "run.json (EV-0001)", held.data.sha256, "/model.name; /model.version",
    )  # fmt: skip
    assert source.sure == "as the file writes it"
    assert assessment.state.answers == {}


def test_confirmed_it_is_an_answer_that_keeps_file_and_place(assessment, tmp_path):
    given(assessment, tmp_path, said={"model.name": "Loom"})
    confirm(assessment, ["fact.name"], by=BEN, at=AT, seen=assessment.head)
    answer = assessment.state.answers["fact.name"]
    assert (answer.value, answer.by, answer.source.place) == ("Loom", BEN, "/model.name")


def test_reading_again_records_nothing_new(assessment, tmp_path):
    number, _ = given(assessment, tmp_path, said={"model.name": "Loom"})
    seq = assessment.state.seq
    again = read(assessment, number)
    assert (again.new, again.proposed, again.known) == (False, (), ("fact.name",))
    assert assessment.state.seq == seq


def test_what_was_refused_is_not_put_forward_again_by_reading(assessment, tmp_path):
    number, _ = given(assessment, tmp_path, said={"model.name": "Loom"})
    refuse(assessment, ["fact.name"], source="run.json (EV-0001)", by=BEN, at=AT)
    assert read(assessment, number).proposed == ()
    assert assessment.state.unconfirmed == {}


def test_several_files_for_one_question_stay_apart(assessment, tmp_path):
    given(assessment, tmp_path, "a.json", said={"model.name": "Loom"})
    given(assessment, tmp_path, "b.json", said={"model.name": "Mill"})
    groups = view_to_confirm(assessment, TODAY).groups
    assert [(group.evidence, group.items[0].said[0].answer.words) for group in groups] == [
        ("EV-0001", "Loom"),
        ("EV-0002", "Mill"),
    ]
    assert groups[0].items[0].others == ("b.json (EV-0002)",)
    confirm(assessment, ["fact.name"], by=BEN, at=AT, source="b.json (EV-0002)")
    assert assessment.state.answers["fact.name"].value == "Mill"
    assert assessment.state.unconfirmed == {}


def test_values_that_a_question_does_not_accept_are_said_and_not_lost(assessment, tmp_path):
    _, found = given(assessment, tmp_path, said={"model.country": "Utopia", "model.size": "7 k"})
    assert found.proposed == ("x.any",)
    assert assessment.state.unconfirmed["x.any"].value == 7000
    (left,) = found.left
    assert (left.question, left.said, left.place) == ("fact.country", "Utopia", "/model.country")
    assert "none of the options" in left.why


def test_words_of_files_stand_for_options(assessment, tmp_path):
    given(assessment, tmp_path, said={"model.country": "Paris"})
    assert assessment.state.unconfirmed["fact.country"].value == "fr"


def test_what_the_edition_allows_only_under_a_condition_waits_for_it(assessment, tmp_path):
    number, found = given(assessment, tmp_path, said={"notes": "Beware."})
    assert found.proposed == ()
    record(assessment, "fact.listed", "yes")
    assert read(assessment, number).proposed == ("fact.note",)


def test_only_open_questions_are_proposed_to_where_the_edition_says_so(assessment, tmp_path):
    record(assessment, "fact.listed", "yes")
    record(assessment, "fact.note", "Mine.")
    _, found = given(assessment, tmp_path, said={"notes": "Beware."})
    assert found.proposed == ()


# Rows of tables.


def test_rows_are_added_to_those_that_stand_and_changed_cells_are_shown(assessment, tmp_path):
    record(assessment, "x.table", [{"name": "Recall", "size": 5, "kind": "cn"}, {"name": "own"}])
    given(assessment, tmp_path, said={"results": rows("recall", "f1", value=7)})
    (group,) = view_to_confirm(assessment, TODAY).groups
    (item,) = group.items
    assert item.news == "1 row new, 1 row changed"
    assert [row.how for row in item.rows] == ["changed", "new"]
    assert ("Size", "7", "5") in item.rows[0].cells
    confirm(assessment, ["x.table"], by=BEN, at=AT)
    assert assessment.state.answers["x.table"].value == [
        {"name": "recall", "size": 7, "kind": "cn"},
        {"name": "own"},
        {"name": "f1", "size": 7},
    ]


def test_rows_can_be_taken_singly_and_the_others_go_on_waiting(assessment, tmp_path):
    given(assessment, tmp_path, said={"results": rows("a", "b", "c")})
    confirm(assessment, ["x.table"], by=BEN, at=AT, rows={"x.table": {0, 2}})
    assert [row["name"] for row in assessment.state.answers["x.table"].value] == ["a", "c"]
    (item,) = view_to_confirm(assessment, TODAY).groups[0].items
    assert [row.how for row in item.rows] == ["stands", "new", "stands"]
    refuse(assessment, ["x.table"], by=BEN, at=AT)
    assert assessment.state.unconfirmed == {}


def test_rows_of_two_files_come_together_one_after_the_other(assessment, tmp_path):
    given(assessment, tmp_path, "a.json", said={"results": rows("a")})
    given(assessment, tmp_path, "b.json", said={"results": rows("b")})
    for source in ("a.json (EV-0001)", "b.json (EV-0002)"):
        confirm(assessment, ["x.table"], by=BEN, at=AT, seen=assessment.head, source=source)
    assert [row["name"] for row in assessment.state.answers["x.table"].value] == ["a", "b"]
    assert assessment.state.unconfirmed == {}


def test_rows_go_on_waiting_after_an_answer_of_somebody_else(assessment, tmp_path):
    given(assessment, tmp_path, said={"results": rows("a")})
    record(assessment, "x.table", [{"name": "mine"}])
    assert "x.table" in assessment.state.unconfirmed
    record(assessment, "x.table", [{"name": "mine"}, {"name": "a", "size": 1}])
    assert assessment.state.unconfirmed == {}


def test_cells_that_a_column_refuses_are_said_and_the_row_stays(assessment, tmp_path):
    told = [{"metric": "a", "value": "many", "country": "Paris"}]
    _, found = given(assessment, tmp_path, said={"results": told})
    assert assessment.state.unconfirmed["x.table"].value == [{"name": "a", "kind": "fr"}]
    assert [left.said for left in found.left] == ["Size: many"]


def test_withdrawing_an_answer_leaves_what_waited_beside_it(assessment, tmp_path):
    record(assessment, "fact.name", "Mine")
    given(assessment, tmp_path, said={"model.size": "7"}, model="Mine")
    given(assessment, tmp_path, "b.json", said={"model.name": "Loom"}, model="Mine")
    withdraw_answer(assessment, "fact.name", "", by=ANN, at=AT)
    assert assessment.state.unconfirmed["fact.name"].value == "Loom"


# Checks.


def standing(assessment, known="risk.list"):
    findings = assessment.standing(TODAY).findings
    return next(item for item in findings if item.requirement.id == known)


@pytest.fixture
def met(assessment):
    """The requirement is met but for evidence."""
    record(assessment, "fact.listed", "yes")
    record(assessment, "fact.uses", ["a"])
    record(assessment, "risk.list", "yes")
    record(assessment, "risk.list.how", "In a register, weekly.")
    record(assessment, "risk.list.rows", [{"name": "Fire"}])
    return assessment


def test_a_requirement_does_not_rest_on_a_result_that_was_cancelled(met, tmp_path):
    number = attach(met, toy_file(tmp_path, checks=[CANCELLED]))
    assert standing(met).status is Status.MET
    read(met, number)
    finding = standing(met)
    assert finding.status is Status.PARTLY_MET
    (wanted,) = finding.wanted
    assert wanted.want == "evidence-missing"
    assert "EV-0001 shows nothing here (The run was cancelled)" in wanted.text
    assert [gap.severity for gap in finding.gaps] == ["observation"]
    attach(met, toy_file(tmp_path, "whole.json"))
    assert standing(met).status is Status.MET
    assert "The run was cancelled." in standing(met).gaps[0].text


def test_what_leaves_a_result_as_evidence_is_an_observation(met, tmp_path):
    check = {"check": "error-stated", "outcome": "failed", "said": "It states no error."}
    given(met, tmp_path, checks=[check])
    finding = standing(met)
    assert finding.status is Status.MET
    assert [(gap.severity, gap.text) for gap in finding.gaps] == [
        ("observation", "EV-0001 (run.json): It states no error.")
    ]


def test_of_another_model_nothing_is_proposed_and_that_is_said(assessment, tmp_path):
    record(assessment, "fact.name", "Loom")
    number, found = given(
        assessment, tmp_path, said={"model.country": "Paris", "model.size": "7"}, model="Mill"
    )
    assert found.withheld == {"same-model": ("fact.country",)}
    assert found.proposed == ("x.any",), "which needs no check"
    view = view_read(assessment, assessment.state.evidence[number])
    assert [check.said for check in view.failed] == ["It is about Mill."]
    assert view.void == "shows nothing here (It is about Mill)"
    assert view.waiting == 1


def test_checks_are_called_as_the_edition_calls_them(assessment, tmp_path):
    number, _ = given(assessment, tmp_path, checks=[CANCELLED])
    (check,) = view_read(assessment, assessment.state.evidence[number]).checks
    assert (check.title, check.mark.word) == ("Reached its end", "Failed")


# Files that cannot be read.


def codes(error):
    return [problem.code for problem in error.value.problems]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"toy": tru', "adapter.damaged"),
        (b'{"toy": true, "raises": true}', "adapter.failed"),
        (b"no JSON at all", "adapter.unknown-format"),
    ],
)
def test_what_cannot_be_read_is_one_clean_error_and_records_nothing(
    assessment, tmp_path, content, code
):
    path = tmp_path / "odd.json"
    path.write_bytes(content)
    number = attach(assessment, path)
    seq = assessment.state.seq
    with pytest.raises(ConformityError) as refused:
        read(assessment, number)
    assert codes(refused) == [code]
    assert "secret" not in str(refused.value)
    assert assessment.state.seq == seq
    found, problems = read_if_known(assessment, number, by=ANN, at=AT)
    assert found is None
    assert bool(problems) is (code != "adapter.unknown-format")


def test_evidence_that_is_not_there_is_not_read(assessment):
    with pytest.raises(ConformityError) as refused:
        read(assessment, "EV-0009")
    assert codes(refused) == ["evidence.missing"]


def test_a_packed_folder_of_a_run_is_read_and_nothing_leaves_the_folder(assessment, tmp_path):
    path = tmp_path / "run.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("run/toy.json", '{"toy": true, "said": {"model.name": "Loom"}}')
        packed.writestr("../outside.txt", "x")
    number = attach(assessment, path)
    assert read(assessment, number).proposed == ("fact.name",)
    assert not (tmp_path / "outside.txt").exists()


def test_the_journal_alone_leads_to_the_same_state(assessment, tmp_path):
    record(assessment, "fact.name", "Mine")
    given(assessment, tmp_path, said={"model.name": "Loom", "results": rows("a")}, model="Mine")
    records = assessment.store.read()
    kinds = [type(item.data) for item in records]
    assert EvidenceRead in kinds
    assert Proposed in kinds
    assert fold(records).unconfirmed == assessment.state.unconfirmed


def test_of_two_adapters_that_know_a_file_the_other_is_named(assessment, tmp_path, monkeypatch):
    toy = registry.own_adapters()[0]
    other = type("Other", (type(toy),), {"id": "other", "title": "results of another"})()
    monkeypatch.setattr(registry, "own_adapters", lambda: (toy, other))
    number = attach(assessment, toy_file(tmp_path))
    assert read(assessment, number).others == ("results of another",)
    assert read(assessment, number, adapter="other").read.reader == "other"
