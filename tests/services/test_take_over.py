"""Answers of an organisation are taken over with their origin, and nothing is lost."""

from __future__ import annotations

import json

import pytest

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.chain import read_lines
from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import JOURNAL, Answer, timestamp
from compliance.assessment.verdict import Status
from compliance.documents.dossier.issue import build_record, prepare
from compliance.errors import ConformityError
from compliance.services.assess.attach_evidence import attach_evidence, withdraw_evidence
from compliance.services.assess.evidence_said import Said
from compliance.services.assess.follow_up import add_note, assign_owner, review_requirement
from compliance.services.assess.link_evidence import (
    link_evidence,
    supersede_evidence,
    unlink_evidence,
)
from compliance.services.assess.record_answer import build_answer
from compliance.services.issue_dossier import issue_dossier
from compliance.services.share import take_over as module
from compliance.services.share.organisation import begin_organisation, open_organisation
from compliance.services.share.record_shared import record_where_it_belongs, spreads
from compliance.services.share.take_over import plan_take_over, take_over
from compliance.storage.locate import workspace_at
from tests.builders import ANN, AT, BEN, MINI, TODAY, begin, entry, reopen, say
from tests.services.helpers import (
    HOUR,
    attach,
    child,
    codes,
    contents,
    journal_of,
    record,
    records_of,
    run_together,
    verified,
)
from tests.services.shared_pack import RISK, SHARED, organisation, shared_pack, system

CARLA = "Carla Compliance"


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    return tmp_path_factory.mktemp("shared")


@pytest.fixture(scope="module")
def catalogue(packs):
    return shared_pack(packs)


@pytest.fixture
def firm(tmp_path, catalogue):
    """An organisation with answers, a file and a review."""
    made = organisation(tmp_path, catalogue)
    record(made, "fact.name", "Mill Ltd")
    record(made, "risk.list", "partly", explanation="Register R-1")
    record(made, "risk.list.how", "kept by two people")
    report = tmp_path / "report.txt"
    report.write_text("the list")
    attach(made, report, "risk.list")
    review_requirement(made, "risk.list", approve=True, comment="Seen", by=BEN, at=AT)
    return made


@pytest.fixture
def mine(tmp_path, catalogue, firm):
    return system(tmp_path, catalogue)


def take(source, target, by=CARLA, **more):
    return take_over(source, target, by=by, at=AT + HOUR, **more)


def test_what_is_taken_over_names_who_said_it_and_who_took_it(firm, mine):
    done = take(firm, mine)
    assert [shared.question for shared in done.answers] == [
        "fact.name",
        "risk.list",
        "risk.list.how",
    ]
    given = mine.state.answers["risk.list"]
    assert (given.value, given.explanation, given.by) == ("partly", "Register R-1", ANN)
    assert given.taken == (CARLA, timestamp(AT + HOUR))
    assert given.origin.journal == "CO-1"
    assert given.origin.head == firm.head
    assert given.origin.record == firm.state.answers["risk.list"].record
    assert [item.by for item in records_of(mine.store.folder)[1:]] == [CARLA] * done.records
    assert mine.state.people[ANN] == 1  # the beginning; the answers are the firm's


def test_evidence_comes_with_a_copy_of_its_file(firm, mine):
    take(firm, mine)
    (held,) = mine.state.evidence.values()
    assert mine.blobs.path(held.data.sha256).read_text() == "the list"
    assert (held.by, held.data.supports) == (ANN, ("risk.list",))
    assert not verified(mine.store.folder).problems


def test_taking_over_again_appends_nothing(firm, mine):
    take(firm, mine)
    before = contents(mine.store.folder)
    again = take(firm, mine)
    assert again.records == 0
    assert not again.kept
    assert contents(mine.store.folder) == before
    record(firm, "tell", "yes")  # only what is new
    assert take(firm, mine).records == 1


def test_a_plan_says_what_would_happen_and_writes_nothing(firm, mine):
    before = contents(mine.store.folder)
    plan = plan_take_over(firm, mine)
    assert contents(mine.store.folder) == before
    assert mine.state.seq == 1
    done = take(firm, mine)
    assert [item.question for item in plan.answers] == [item.question for item in done.answers]
    assert (len(plan.evidence), len(plan.reviews)) == (1, 1)
    assert plan.records == done.records


def test_an_answer_of_the_assessment_is_never_replaced_without_being_named(firm, mine):
    record(mine, "fact.name", "Mill GmbH", by=BEN)
    done = take(firm, mine)
    assert mine.state.answers["fact.name"].value == "Mill GmbH"
    (kept,) = done.kept
    assert (kept.theirs.value, kept.mine.value) == ("Mill Ltd", "Mill GmbH")
    done = take(firm, mine, replace=["fact.name"])
    assert mine.state.answers["fact.name"].value == "Mill Ltd"
    assert done.answers[0].mine.value == "Mill GmbH"
    assert take(firm, mine, replace=["fact.name"]).records == 0


def test_the_same_answer_given_here_stays_the_assessments_own(firm, mine):
    record(mine, "fact.name", "Mill Ltd", by=BEN)
    done = take(firm, mine)
    assert "fact.name" not in [shared.question for shared in done.answers]
    assert not done.kept
    assert mine.state.answers["fact.name"].origin is None


def test_an_answer_taken_over_follows_the_organisation_until_it_is_answered_here(firm, mine):
    take(firm, mine)
    record(firm, "fact.name", "Mill plc")
    done = take(firm, mine)
    assert [(item.mine.value, item.theirs.value) for item in done.answers] == [
        ("Mill Ltd", "Mill plc")
    ]
    record(mine, "fact.name", "Mill Sons", by=BEN)
    record(firm, "fact.name", "Mill SE")
    assert [item.mine.value for item in take(firm, mine).kept] == ["Mill Sons"]
    assert mine.state.answers["fact.name"].value == "Mill Sons"


def test_another_organisation_does_not_replace_what_was_taken_from_the_first(
    firm, mine, tmp_path, catalogue
):
    take(firm, mine)
    other = begin_other(tmp_path, catalogue)
    record(other, "fact.name", "Loom AG")
    assert [item.theirs.value for item in take(other, mine).kept] == ["Loom AG"]
    assert mine.state.answers["fact.name"].value == "Mill Ltd"


def begin_other(tmp_path, catalogue):
    made = organisation(tmp_path / "elsewhere", catalogue)
    made.state.begin = made.state.begin.model_copy(update={"assessment": "CO-2"})
    return made


def test_evidence_withdrawn_by_the_organisation_no_longer_counts(firm, mine):
    take(firm, mine)
    withdraw_evidence(firm, "EV-0001", reason="Replaced", by=ANN, at=AT)
    assert take(firm, mine).withdrawn == ["EV-0001"]
    (held,) = mine.state.evidence.values()
    assert held.withdrawn == "Withdrawn by the organisation: Replaced"
    assert take(firm, mine).records == 0


def test_evidence_withdrawn_in_the_assessment_does_not_come_back(firm, mine):
    take(firm, mine)
    withdraw_evidence(mine, "EV-0001", reason="Not for this one", by=BEN, at=AT)
    assert take(firm, mine).records == 0


def test_evidence_is_not_brought_to_a_requirement_that_is_answered_otherwise(firm, mine):
    record(mine, "risk.list", "no", by=BEN)
    assert take(firm, mine).evidence == []
    assert mine.state.evidence == {}


def test_a_file_that_is_attached_already_is_not_attached_twice(firm, mine, tmp_path):
    attach(mine, tmp_path / "report.txt", "risk.list", by=BEN)
    assert take(firm, mine).evidence == []
    assert len(mine.state.evidence) == 1


def standing_of(assessment, question="risk.list"):
    record(assessment, "fact.listed", "yes")
    record(assessment, "fact.uses", ["a"])
    standing = Assessment(assessment.catalogue, assessment.state).standing(TODAY)
    return next(item for item in standing.findings if item.requirement.id == question)


def test_a_review_counts_here_while_it_was_given_on_the_same_answers_and_evidence(
    firm, mine, tmp_path
):
    take(firm, mine)
    finding = standing_of(mine)
    assert finding.review_counts
    assert (finding.review.by, finding.review.data.comment) == (BEN, "Seen")
    more = tmp_path / "more.txt"
    more.write_text("more")
    attach(mine, more, "risk.list")
    assert not standing_of(mine).review_counts


def test_a_review_of_other_evidence_is_not_taken_over(firm, mine, tmp_path):
    more = tmp_path / "more.txt"
    more.write_text("more")
    attach(mine, more, "risk.list")
    assert take(firm, mine).reviews == []
    assert not standing_of(mine).review_counts


def test_whoever_answered_for_the_organisation_cannot_approve_it_here(firm, mine):
    take(firm, mine)
    with pytest.raises(ConformityError) as raised:
        review_requirement(mine, "risk.list", approve=True, comment="", by=ANN, at=AT)
    assert raised.value.code == "review.by-author"
    review_requirement(mine, "risk.list", approve=True, comment="", by=CARLA, at=AT)
    assert standing_of(mine).review_counts


def test_a_review_given_here_is_not_replaced_by_one_of_the_organisation(firm, mine):
    take(firm, mine)
    review_requirement(mine, "risk.list", approve=False, comment="No", by=CARLA, at=AT)
    assert take(firm, mine).reviews == []
    assert mine.state.reviews["risk.list"].data.decision == "returned"


def test_whether_a_requirement_applies_is_decided_in_each_assessment(
    firm, mine, tmp_path, catalogue
):
    other = system(tmp_path, catalogue, "b")
    for assessment, listed in ((mine, "yes"), (other, "no")):
        take(firm, assessment)
        record(assessment, "fact.listed", listed)
        record(assessment, "fact.uses", ["a"])
    found = [
        {item.requirement.id: item.status for item in standing.findings}["risk.list"]
        for standing in (Assessment(catalogue, one.state).standing(TODAY) for one in (mine, other))
    ]
    assert found == [Status.PARTLY_MET, Status.OUT_OF_SCOPE]


def test_the_journal_alone_still_gives_the_record_of_the_dossier(firm, mine, tmp_path):
    take(firm, mine)
    first = build_record(Assessment(mine.catalogue, mine.state), TODAY, "test")
    firm.store.folder.rename(tmp_path / "gone")
    reading = read_lines(journal_of(mine.store.folder), JOURNAL)
    again = build_record(Assessment(mine.catalogue, fold(reading.records)), TODAY, "test")
    assert again == first
    answers = {item["question"]: item for item in json.loads(first)["answers"]}
    assert answers["fact.name"]["origin"]["journal"] == "CO-1"
    assert answers["fact.name"]["taken_over"]["by"] == CARLA


def test_the_pages_of_a_dossier_say_who_answered_and_who_took_it_over(firm, mine):
    record(firm, "tell", "yes")
    take(firm, mine)
    record(mine, "fact.listed", "yes")
    record(mine, "fact.uses", ["a"])
    record(mine, "fact.country", "cn")
    pages = prepare(Assessment(mine.catalogue, mine.state), b"", TODAY, "test").html
    flat = " ".join(pages.split())
    signed = "Ann Author, 1 June 2030, for the organisation; taken over by Carla Compliance"
    assert signed in flat
    assert "Approved by Ben Reviewer, 1 June 2030, for the organisation." in flat
    assert "Maker: 3 requirements; Seller: 1 requirement" in flat
    assert "· Maker, Seller ·" in flat


def test_a_record_without_origin_keeps_the_bytes_it_always_had(mine):
    record(mine, "fact.name", "Mill Ltd")
    assert b"origin" not in journal_of(mine.store.folder)
    assert b"scope" not in journal_of(mine.store.folder)


def test_a_record_that_names_an_empty_origin_is_not_one_of_this_program(mine):
    record(mine, "fact.name", "Mill Ltd")
    path = mine.store.folder / JOURNAL
    changed = path.read_bytes().replace(b'"question"', b'"origin":null,"question"')
    path.write_bytes(changed)
    assert "journal.broken-chain" in codes(verified(mine.store.folder))


# --- The organisation itself


def test_an_organisation_answers_only_what_is_organisation_wide(firm, tmp_path):
    attempts = [
        lambda: build_answer(firm, "fact.listed", "yes"),
        lambda: add_note(firm, "stop", "x", by=ANN, at=AT),
        lambda: assign_owner(firm, "stop", "x", None, by=ANN, at=AT),
        lambda: review_requirement(firm, "stop", approve=True, comment="", by=BEN, at=AT),
        lambda: attach(firm, tmp_path / "report.txt", "risk.list", "stop"),
    ]
    before = contents(firm.store.folder)
    for attempt in attempts:
        with pytest.raises(ConformityError) as raised:
            attempt()
        assert raised.value.code == "organisation.one-system"
    assert contents(firm.store.folder) == before


def test_an_organisation_has_no_findings_and_no_dossier(firm, tmp_path):
    for attempt in (
        lambda: firm.standing(TODAY),
        firm.conclusions,
        lambda: issue_dossier(firm, tmp_path / "x.pdf", as_of=TODAY),
    ):
        with pytest.raises(ConformityError) as raised:
            attempt()
        assert raised.value.code == "organisation.no-findings"


def test_an_organisation_can_begin_with_the_answers_of_an_assessment(tmp_path, catalogue):
    old = system(tmp_path, catalogue, "old")
    record(old, "fact.listed", "yes")
    record(old, "fact.name", "Mill Ltd")
    record(old, "risk.list", "yes", explanation="Register R-1")
    firm = organisation(tmp_path, catalogue)
    done = take(old, firm)
    assert sorted(firm.state.answers) == ["fact.name", "risk.list"]
    assert done.records == 2
    assert take(firm, old).records == 0  # they say the same already
    new = system(tmp_path, catalogue, "new")
    take(firm, new)
    assert new.state.answers["fact.name"].by == ANN
    assert not verified(firm.store.folder).problems
    assert not verified(new.store.folder).problems


def test_an_organisation_is_found_only_where_it_began(tmp_path):
    with pytest.raises(ConformityError) as raised:
        open_organisation(workspace_at(tmp_path))
    assert raised.value.code == "organisation.missing"
    begin_organisation(
        workspace_at(tmp_path), organisation_id="CO-9", name="Mill", pack="eu-ai-act", by=ANN, at=AT
    )
    assert open_organisation(workspace_at(tmp_path)).state.begin.assessment == "CO-9"
    for place in (tmp_path, tmp_path / "organisation"):
        with pytest.raises(ConformityError) as raised:
            begin_organisation(
                workspace_at(place),
                organisation_id="CO-8",
                name="x",
                pack="eu-ai-act",
                by=ANN,
                at=AT,
            )
        assert raised.value.code == "assessment.exists"


# --- Other editions, damage, hostile journals


def test_another_law_is_refused(firm, mini, tmp_path):
    other = begin(tmp_path / "other", mini)
    other.state.begin = other.state.begin.model_copy(update={"pack": "other"})
    with pytest.raises(ConformityError) as raised:
        take(firm, other)
    assert raised.value.code == "organisation.other-pack"


def edition_with(tmp_path, changes):
    """A catalogue of another edition of the same pack."""
    made = shared_pack(tmp_path / "packs", changes)
    made.edition = made.edition.model_copy(update={"id": "2.2031-01-01"})
    return made


def test_another_edition_takes_over_what_it_asks_alike_and_names_the_rest(firm, tmp_path):
    changes = {
        RISK: SHARED[RISK].replace("- id: risk.list\n", "- id: risk.list\n    revision: 2\n")
    }
    newer = edition_with(tmp_path, changes)
    target = system(tmp_path, newer, "new")
    done = take(firm, target)
    assert [shared.question for shared in done.answers] == ["fact.name"]
    assert sorted(done.refused) == ["risk.list", "risk.list.how"]
    assert "revision 1" in done.refused["risk.list"].message
    assert take(firm, target, replace=["risk.list"]).answers[0].question == "risk.list"


def test_an_option_that_another_edition_lacks_is_named_and_not_taken_over(firm, tmp_path):
    assert "- id: partly" in SHARED[RISK]
    text = SHARED[RISK].replace("- id: partly", "- id: half")
    newer = edition_with(tmp_path, {RISK: text})
    target = system(tmp_path, newer, "new")
    done = take(firm, target)
    assert "risk.list" in done.refused
    assert "risk.list" not in target.state.answers
    assert plan_take_over(firm, target).records == 0


@pytest.mark.parametrize(
    "answer",
    [
        Answer(question="fact.name", value=["not", "a", "text"]),
        Answer(question="fact.name", value="two\nlines"),
        Answer(question="fact.name", value="bell \x07"),
        Answer(question="fact.name", value=" spaced "),
        Answer(question="risk.list", value="perhaps"),
        Answer(question="risk.list", state="not-applicable", explanation="never"),
    ],
    ids=lambda item: str(item.value),
)
def test_an_answer_that_no_program_wrote_is_named_and_not_taken_over(firm, mine, answer):
    firm.store.append(None, entry(answer))
    firm.refresh()
    done = take(firm, mine)
    assert answer.question in done.refused
    assert answer.question not in mine.state.answers
    assert not verified(mine.store.folder).problems


def test_an_author_that_cannot_be_printed_is_named_and_not_taken_over(firm, mine):
    firm.store.append(None, entry(say("tell", "yes"), "Eve \x1b[2J"))
    firm.refresh()
    assert "tell" in take(firm, mine).refused


@pytest.mark.parametrize("how", ["changed", "missing", "link"])
def test_evidence_damaged_in_the_organisation_is_named_and_not_taken_over(
    firm, mine, how, tmp_path
):
    (held,) = firm.state.evidence.values()
    path = firm.blobs.path(held.data.sha256)
    path.unlink()
    if how == "changed":
        path.write_text("other!!!")
    if how == "link":
        path.symlink_to(tmp_path / "report.txt", target_is_directory=False)
        (tmp_path / "report.txt").write_text("a secret")
    done = take(firm, mine)
    (problem,) = done.refused.values()
    wanted = "evidence.changed" if how == "changed" else "evidence.missing"
    assert problem.code == wanted
    assert mine.state.evidence == {}
    assert "risk.list" in mine.state.answers
    assert not verified(mine.store.folder).problems


def test_a_copy_damaged_here_is_mended_by_the_whole_file_there(firm, mine):
    (held,) = firm.state.evidence.values()
    here = mine.blobs.path(held.data.sha256)
    here.parent.mkdir(parents=True)
    here.write_text("half")
    take(firm, mine)
    assert here.read_text() == "the list"


def test_verify_names_a_record_that_the_organisation_never_wrote(firm, mine):
    take(firm, mine)
    result = verified(mine.store.folder)
    assert any("stand in CO-1" in line for line in result.checked)
    given = mine.state.answers["fact.name"]
    forged = Answer(question="fact.name", value="Mill Inc", origin=given.origin)
    mine.store.append(None, entry(forged, BEN))
    assert codes(verified(mine.store.folder)) == {"organisation.unknown-origin"}


def test_verify_claims_nothing_about_an_organisation_that_is_not_there(firm, mine, tmp_path):
    take(firm, mine)
    firm.store.folder.rename(tmp_path / "elsewhere-organisation-gone")
    (tmp_path / "elsewhere-organisation-gone" / JOURNAL).unlink()
    result = verified(mine.store.folder)
    assert not result.problems
    assert any("not compared" in note for note in result.notes)


# --- Interruptions and others at work


class Cut(BaseException):
    """The program ends here, as by a kill signal."""


@pytest.mark.parametrize("after", range(5))
def test_an_interrupted_take_over_goes_on_where_it_stopped(
    firm, mine, after, monkeypatch, tmp_path
):
    whole = system(tmp_path, mine.catalogue, "whole")
    take(firm, whole)
    append, count = module.append_record, [0]

    def counted(*arguments, **named):
        if count[0] == after:
            raise Cut
        count[0] += 1
        return append(*arguments, **named)

    monkeypatch.setattr(module, "append_record", counted)
    with pytest.raises(Cut):
        take(firm, mine)
    monkeypatch.undo()
    again = reopen(mine.store.folder, mine.catalogue)
    assert again.state.seq == after + 1
    take(firm, again)
    assert [item.data for item in records_of(mine.store.folder)[1:]] == [
        item.data for item in records_of(whole.store.folder)[1:]
    ]
    assert not verified(mine.store.folder).problems


def test_an_answer_given_here_in_the_middle_of_a_take_over_is_kept(firm, mine, monkeypatch):
    other = reopen(mine.store.folder, mine.catalogue)
    append, done = module.append_record, []

    def disturbed(assessment, data, **named):
        if not done:
            done.append(record(other, "risk.list", "no", by=BEN))
        return append(assessment, data, **named)

    monkeypatch.setattr(module, "append_record", disturbed)
    result = take(firm, mine)
    assert mine.state.answers["risk.list"].value == "no"
    assert [shared.question for shared in result.kept] == ["risk.list"]
    assert mine.state.answers["fact.name"].value == "Mill Ltd"


def test_two_programs_that_take_over_at_once_record_everything_once(packs, firm, mine, tmp_path):
    arguments = ("take-over", packs, firm.store.folder, mine.store.folder)
    run_together(child(tmp_path, *arguments, ANN), child(tmp_path, *arguments, BEN))
    single = system(tmp_path, mine.catalogue, "single")
    take(firm, single)
    assert [item.data for item in records_of(mine.store.folder)[1:]] == [
        item.data for item in records_of(single.store.folder)[1:]
    ]


def test_an_old_file_attached_for_more_things_supports_only_what_is_shared(firm, mine, tmp_path):
    extra = tmp_path / "extra.txt"
    extra.write_text("extra")
    attach_evidence(firm, extra, kind="report", supports=["tell", "risk.list"], by=ANN, at=AT)
    record(mine, "tell", "no", by=BEN)
    record(firm, "tell", "yes")
    take(firm, mine)
    supports = {item.data.name: item.data.supports for item in mine.state.evidence.values()}
    assert supports["extra.txt"] == ("risk.list",)
    take(firm, mine, replace=["tell"])
    found = [item.data for item in mine.state.evidence.values()]
    assert [item.supports for item in found if item.name == "extra.txt"] == [("risk.list", "tell")]


def test_the_pack_of_these_tests_differs_from_the_mini_pack_in_its_scopes(catalogue):
    assert catalogue.organisation_wide == {
        "fact.name",
        "risk.list",
        "tell",
        "risk.list.how",
        "risk.list.rows",
        "risk.list.extra",
    }
    assert "scope" not in MINI[RISK]


@pytest.mark.parametrize(
    ("there", "here", "spread"),
    [(False, False, True), (True, False, False), (False, True, False), (True, True, False)],
)
def test_an_answer_is_for_all_systems_only_where_nobody_answered_before(
    firm, mine, there, here, spread
):
    if there:
        record(firm, "tell", "no")
    if here:
        record(mine, "tell", "no")
    assert spreads(firm, mine, "tell") is spread


@pytest.mark.parametrize(
    ("there", "here", "whole", "outcome", "asked"),
    [
        (None, None, False, "here", True),
        (None, None, True, "shared", True),
        ("no", None, False, "here", True),
        ("yes", None, False, "shared", False),
        ("yes", "no", False, "shared", False),
        ("yes", "yes", True, "unchanged", False),
        ("no", "yes", False, "unchanged", True),
        ("no", "yes", True, "shared", True),
    ],
)
def test_an_answer_goes_where_it_belongs(firm, mine, there, here, whole, outcome, asked):
    for assessment, value in ((firm, there), (mine, here)):
        if value:
            record(assessment, "tell", value)
    questions = []

    def choose():
        questions.append("whole?")
        return whole

    built = build_answer(mine, "tell", "yes", explanation="")
    found = record_where_it_belongs(
        firm, mine, built, whole=choose, by=CARLA, at=AT + HOUR, seen=mine.head
    )
    assert (found, bool(questions)) == (outcome, asked)
    assert mine.state.answers["tell"].value == "yes"
    taken = mine.state.answers["tell"].origin is not None
    assert taken is (outcome == "shared" and here != "yes"), "what stood here stays one's own"
    if outcome == "shared":
        assert firm.state.answers["tell"].value == "yes"
    alone = record_where_it_belongs(
        None, mine, built, whole=choose, by=CARLA, at=AT + HOUR, seen=None
    )
    assert alone == "unchanged"


def test_links_that_change_in_the_organisation_change_here_and_own_ones_stay(firm, mine):
    take(firm, mine)
    (number,) = mine.state.evidence
    (there,) = firm.state.evidence
    before = set(mine.state.evidence[number].data.supports)
    record(firm, "tell", "yes")
    link_evidence(firm, there, ["tell"], by=ANN, at=AT)
    done = take(firm, mine)
    assert [item.add for item in done.linked] == [("tell",)]
    assert set(mine.state.evidence[number].data.supports) == before | {"tell"}
    unlink_evidence(firm, there, ["tell"], by=ANN, at=AT)
    assert [item.remove for item in take(firm, mine).linked] == [("tell",)]
    assert take(firm, mine).records == 0
    assert not verified(mine.store.folder).problems


def test_a_newer_version_of_the_organisation_replaces_the_copy_with_its_own_links(
    firm, mine, tmp_path
):
    take(firm, mine)
    (there,) = firm.state.evidence
    link_evidence(mine, "EV-0001", ["stop"], by=BEN, at=AT)
    newer = tmp_path / "newer.txt"
    newer.write_text("newer")
    supersede_evidence(firm, there, newer, Said(collected=TODAY), by=ANN, at=AT)
    take(firm, mine)
    assert mine.state.evidence["EV-0001"].superseded == "EV-0002"
    copy = mine.state.evidence["EV-0002"].data
    assert (copy.supersedes, copy.name) == ("EV-0001", "newer.txt")
    assert "stop" in copy.supports
    assert take(firm, mine).records == 0
