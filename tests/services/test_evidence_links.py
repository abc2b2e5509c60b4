"""A file is held once: linked to more, taken away, recognised, replaced by a newer version."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from compliance.assessment.deadlines import find_deadlines
from compliance.assessment.findings import review_basis
from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import Evidence, EvidenceLinked, timestamp
from compliance.assessment.journal.store import Entry
from compliance.errors import ConformityError
from compliance.services.assess import attach_many as many_module
from compliance.services.assess.attach_evidence import (
    attach_address,
    attach_file,
    withdraw_evidence,
)
from compliance.services.assess.attach_many import Brought, attach_many, brought_from, files_of
from compliance.services.assess.evidence_said import Said
from compliance.services.assess.follow_up import review_requirement
from compliance.services.assess.keep_evidence import HeldAlreadyError
from compliance.services.assess.link_evidence import (
    link_evidence,
    supersede_evidence,
    unlink_evidence,
)
from compliance.views.evidence import usable_for, view_evidence
from compliance.views.evidence_plan import plan_rows, view_plan
from tests.builders import ANN, AT, BEN, TODAY, begin, load_mini, reopen
from tests.services.helpers import contents, journal_of, record, records_of, verified

REPORT = Said(kind="report", supports=("risk.list",), collected=TODAY)


@pytest.fixture
def assessment(tmp_path, mini):
    opened = begin(tmp_path / "a", mini)
    record(opened, "fact.listed", "yes")
    record(opened, "fact.country", "cn")
    record(opened, "fact.uses", ["a"])
    record(opened, "risk.list", "yes")
    return opened


@pytest.fixture
def source(tmp_path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text("one")
    return path


def attach(assessment, source, said=REPORT, **more):
    return attach_file(assessment, source, said, by=ANN, at=AT, **more)


def finding_of(assessment, known="risk.list"):
    found = assessment.standing(TODAY).findings
    return next(one for one in found if one.requirement.id == known)


def link(assessment, *known, number="EV-0001"):
    return link_evidence(assessment, number, known, by=ANN, at=AT)


def test_a_file_is_linked_and_taken_away_again_and_the_journal_says_so(assessment, source):
    attach(assessment, source)
    assert link(assessment, "tell", "risk.list") == ("tell",)
    assert link(assessment, "tell") == ()
    assert unlink_evidence(assessment, "EV-0001", ["risk.list"], by=ANN, at=AT) == ("risk.list",)
    (held,) = assessment.state.evidence.values()
    assert held.data.supports == ("tell",)
    assert held.unlinked == {"risk.list"}
    links = [
        item.data
        for item in records_of(assessment.store.folder)
        if isinstance(item.data, EvidenceLinked)
    ]
    assert [(item.add, item.remove) for item in links] == [(("tell",), ()), ((), ("risk.list",))]
    assert not verified(assessment.store.folder).problems


def test_what_cannot_be_linked_is_refused_by_name_and_nothing_is_recorded(assessment, source):
    attach(assessment, source)
    before = journal_of(assessment.store.folder)
    for number, known, code in (
        ("EV-0002", "tell", "evidence.missing"),
        ("EV-0001", "nothing", "evidence.unknown-support"),
    ):
        with pytest.raises(ConformityError) as caught:
            link(assessment, known, number=number)
        assert caught.value.code == code
    with pytest.raises(ConformityError) as caught:
        unlink_evidence(assessment, "EV-0001", ["tell"], by=ANN, at=AT)
    assert caught.value.code == "evidence.not-linked"
    assert "“Tell people”" in str(caught.value) or "Are people told" in str(caught.value)
    assert journal_of(assessment.store.folder) == before


def test_a_review_is_void_once_reviewed_evidence_is_taken_away(assessment, source):
    attach(assessment, source)
    review_requirement(assessment, "risk.list", approve=True, comment="", by=BEN, at=AT)
    assert finding_of(assessment).review_state == "approved"
    unlink_evidence(assessment, "EV-0001", ["risk.list"], by=ANN, at=AT)
    assert finding_of(assessment).review_state == "void"


def test_the_same_bytes_are_recognised_and_the_way_to_link_them_is_named(assessment, source):
    attach(assessment, source)
    again = source.with_name("copy.txt")
    again.write_text("one")
    before = journal_of(assessment.store.folder)
    with pytest.raises(HeldAlreadyError) as caught:
        attach(assessment, again, Said(kind="report", supports=("tell",)), on_held="refuse")
    problem = caught.value.problems[0]
    assert problem.message == "You have this as EV-0001 “report.txt” (Report)."
    assert "conformity evidence link DIR EV-0001 tell" in problem.hint
    assert [held.data.evidence for held in caught.value.held] == ["EV-0001"]
    assert journal_of(assessment.store.folder) == before
    kept = attach(assessment, again, Said(kind="report", supports=("tell",)), on_held="link")
    assert (kept.held.data.evidence, kept.how) == ("EV-0001", "linked")
    assert kept.held.data.supports == ("risk.list", "tell")
    other = attach(assessment, again, Said(kind="other", supports=("tell",)), on_held="again")
    assert (other.held.data.evidence, other.how) == ("EV-0002", "new")


def test_a_newer_version_takes_the_links_and_the_older_one_stays_without_counting(
    assessment, source
):
    attach(assessment, source)
    link(assessment, "tell")
    review_requirement(assessment, "risk.list", approve=True, comment="", by=BEN, at=AT)
    newer = source.with_name("report-2.txt")
    newer.write_text("two")
    said = Said(collected=TODAY, version="2.0")
    kept = supersede_evidence(assessment, "EV-0001", newer, said, by=ANN, at=AT)
    assert kept.held.data.supports == ("risk.list", "tell")
    assert (kept.held.data.supersedes, kept.held.data.evidence_kind) == ("EV-0001", "report")
    older = assessment.state.evidence["EV-0001"]
    assert (older.superseded, older.data.supports) == ("EV-0002", ("risk.list", "tell"))
    finding = finding_of(assessment)
    (line,) = finding.evidence
    assert [one.data.evidence for one in line.counting] == ["EV-0002"]
    assert [one.data.evidence for one in line.superseded] == ["EV-0001"]
    assert finding.review_state == "void"
    view = view_evidence(assessment, older, TODAY)
    assert (view.state, view.why) == ("superseded", "EV-0002 report-2.txt is the newer version")
    about = [item.title for item in find_deadlines(assessment, assessment.standing(TODAY))]
    assert not any("EV-0001" in title for title in about)
    with pytest.raises(ConformityError) as caught:
        supersede_evidence(assessment, "EV-0001", newer, Said(), by=ANN, at=AT)
    assert caught.value.code == "evidence.superseded"
    assert not verified(assessment.store.folder).problems


def test_what_a_withdrawn_version_superseded_counts_again(assessment, source):
    attach(assessment, source)
    for text in ("two", "three"):
        newer = source.with_name(f"{text}.txt")
        newer.write_text(text)
        last = f"EV-{len(assessment.state.evidence):04d}"
        supersede_evidence(assessment, last, newer, Said(collected=TODAY), by=ANN, at=AT)
    state = assessment.state
    withdraw_evidence(assessment, "EV-0002", reason="Wrong file", by=ANN, at=AT)
    assert state.evidence["EV-0001"].superseded == "EV-0003"
    withdraw_evidence(assessment, "EV-0003", reason="Wrong file", by=ANN, at=AT)
    assert state.evidence["EV-0001"].is_current
    assert [held.data.evidence for held in state.evidence_for("risk.list")] == ["EV-0001"]


def test_the_same_bytes_are_no_newer_version(assessment, source):
    attach(assessment, source)
    before = contents(assessment.store.folder)
    with pytest.raises(ConformityError) as caught:
        supersede_evidence(assessment, "EV-0001", source, Said(), by=ANN, at=AT)
    assert caught.value.code == "evidence.held"
    assert contents(assessment.store.folder) == before


def test_several_files_come_in_together_or_not_at_all(assessment, tmp_path, source):
    folder = tmp_path / "files"
    (folder / "deep").mkdir(parents=True)
    for at in range(3):
        (folder / "deep" / f"r{at}.txt").write_text(f"text {at}")
    (folder / ".hidden").write_text("x")
    (folder / "empty.txt").touch()
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    found = files_of([folder])
    assert [path.name for path in found] == ["r0.txt", "r1.txt", "r2.txt", "empty.txt"]
    before = contents(assessment.store.folder)
    with pytest.raises(ConformityError) as caught:
        attach_many(assessment, [brought_from(path, REPORT) for path in found], by=ANN, at=AT)
    assert [problem.code for problem in caught.value.problems] == ["evidence.empty"]
    assert "None of the 4 files was taken in." in str(caught.value)
    assert contents(assessment.store.folder) == before
    steps: list[tuple[int, int]] = []
    brought = [brought_from(path, REPORT) for path in found[:3]]
    kept = attach_many(
        assessment, brought, by=ANN, at=AT, progress=lambda done, total: steps.append((done, total))
    )
    assert [one.held.data.name for one in kept] == ["r0.txt", "r1.txt", "r2.txt"]
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_a_program_that_ends_between_two_files_leaves_no_record_and_can_begin_again(
    assessment, tmp_path, monkeypatch
):
    paths = []
    for at in range(3):
        paths.append(tmp_path / f"r{at}.txt")
        paths[-1].write_text(f"text {at}")
    brought = [brought_from(path, REPORT) for path in paths]
    before, put = journal_of(assessment.store.folder), type(assessment.blobs).put
    calls: list[str] = []

    def killed(self, stream, place, progress=None):
        calls.append(place)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return put(self, stream, place, progress)

    with monkeypatch.context() as patch:
        patch.setattr(type(assessment.blobs), "put", killed)
        with pytest.raises(KeyboardInterrupt):
            attach_many(assessment, brought, by=ANN, at=AT)
    assert journal_of(assessment.store.folder) == before
    kept = attach_many(assessment, brought, by=ANN, at=AT)
    assert [one.how for one in kept] == ["new", "new", "new"]
    assert not verified(assessment.store.folder).problems


def test_a_file_that_changes_while_it_is_taken_in_is_refused(assessment, source, monkeypatch):
    brought = brought_from(source, REPORT)
    digest = many_module._digest_of

    def then_changed(one):
        found = digest(one)
        source.write_text("other")
        return found

    monkeypatch.setattr(many_module, "_digest_of", then_changed)
    with pytest.raises(ConformityError) as caught:
        attach_many(assessment, [brought], by=ANN, at=AT)
    assert caught.value.code == "evidence.changed"
    assert not assessment.state.evidence


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd", "passwd"),
        ("C:\\temp\\Prüfbericht.PDF", "Prüfbericht.PDF"),
        ("评估报告.pdf", "评估报告.pdf"),
        ("=cmd|'/c calc'!A1.csv", "c calc'!A1.csv"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("..", "unnamed"),
        ("con.txt", "_con.txt"),
    ],
)
def test_hostile_names_become_names_that_every_system_accepts(assessment, source, name, kept):
    brought = Brought(name, brought_from(source, REPORT).open, REPORT)
    (one,) = attach_many(assessment, [brought], by=ANN, at=AT)
    assert one.held.data.name == kept


def test_a_document_elsewhere_is_named_and_verify_says_that_nobody_compared_it(assessment, source):
    said = Said(kind="report", supports=("risk.list",), collected=TODAY, address="https://d.ex/17")
    kept = attach_address(assessment, "Report in SharePoint", said, by=ANN, at=AT)
    assert (kept.held.data.held, kept.held.data.sha256) == (False, "")
    (line,) = finding_of(assessment).evidence
    assert line.counting
    basis = review_basis(assessment.state, assessment.catalogue.requirements["risk.list"])
    assert basis != review_basis(
        fold(records_of(assessment.store.folder)[:-1]),
        assessment.catalogue.requirements["risk.list"],
    )
    result = verified(assessment.store.folder)
    assert not result.problems
    assert any("was not compared; it lies at https://d.ex/17" in note for note in result.notes)
    for address in ("javascript:alert(1)", "https://u:p@d.ex/", "https://d.ex/ 1", "d.ex"):
        wrong = Said(kind="report", supports=("tell",), address=address)
        with pytest.raises(ConformityError) as caught:
            attach_address(assessment, "x", wrong, by=ANN, at=AT)
        assert caught.value.code == "evidence.address"


def test_records_without_the_new_fields_keep_their_bytes(assessment, source):
    attach(assessment, source)
    last = records_of(assessment.store.folder)[-1].data
    assert isinstance(last, Evidence)
    assert set(last.model_dump(mode="json")) == {
        "kind", "evidence", "sha256", "size", "name", "evidence_kind", "supports", "collected",
        "expires", "note",
    }  # fmt: skip


def test_expired_evidence_is_told_as_such_and_wanted_again(assessment, source):
    later = TODAY + datetime.timedelta(days=30)
    attach(assessment, source, Said(kind="report", supports=("risk.list",), collected=TODAY,
                                    expires=TODAY))  # fmt: skip
    (held,) = assessment.state.evidence.values()
    assert view_evidence(assessment, held, TODAY).state == "soon"
    view = view_evidence(assessment, held, later)
    assert view.told.startswith("expired: its last day was")
    plan = view_plan(assessment, later)
    (kind,) = plan.kinds
    assert (kind.label, [one.id for one in kind.wanted_for]) == ("Report", ["risk.list"])
    assert kind.wanted_for[0].ended == (("EV-0001", "report.txt"),)
    assert plan_rows(plan)[1][:3] == ("Report", "List of risks", "risk.list")
    assert not view_plan(assessment, TODAY).kinds


def test_files_of_a_kind_that_is_asked_for_are_offered_first(assessment, source):
    other = source.with_name("other.txt")
    other.write_text("other")
    attach(assessment, other, Said(kind="other", supports=("tell",)))
    attach(assessment, source, Said(kind="report", supports=("tell",), collected=TODAY))
    offered = usable_for(assessment, "risk.list", TODAY)
    assert [(one.number, one.asked) for one in offered] == [("EV-0002", True), ("EV-0001", False)]
    link(assessment, "risk.list", number="EV-0002")
    assert [one.number for one in usable_for(assessment, "risk.list", TODAY)] == ["EV-0001"]


def test_two_people_who_attach_the_same_file_at_once_have_it_once(assessment, source, mini):
    other = reopen(assessment.store.folder, mini)
    attach(assessment, source)
    kept = attach(other, source, Said(kind="report", supports=("tell",), collected=TODAY))
    assert (kept.held.data.evidence, kept.how) == ("EV-0001", "linked")


def forged(assessment, data):
    """The problems of a journal with a record that the program would not have written."""
    entry = Entry(timestamp(AT), ANN, data)
    assessment.store.append(None, entry)
    return {problem.code for problem in verified(assessment.store.folder).problems}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (EvidenceLinked(evidence="EV-0001", add=("nothing",)), "answer.unknown-question"),
        (EvidenceLinked(evidence="EV-0007", add=("tell",)), "evidence.missing"),
        (
            Evidence(
                evidence="EV-0002",
                sha256="",
                size=0,
                name="x",
                evidence_kind="report",
                supports=("tell",),
                address="javascript:alert(1)",
                held=False,
            ),
            "evidence.address",
        ),
        (
            Evidence(
                evidence="EV-0002",
                sha256="",
                size=0,
                name="x",
                evidence_kind="report",
                supports=("tell",),
                address="https://d.ex/1",
                held=False,
                supersedes="EV-0009",
            ),
            "evidence.missing",
        ),
    ],
)
def test_what_no_program_wrote_about_links_is_named(tmp_path, monkeypatch, source, data, code):
    monkeypatch.setenv("CONFORMITY_CHECKLISTS", str(tmp_path / "packs"))
    assessment = begin(tmp_path / "b", load_mini(tmp_path / "packs"))
    attach(assessment, source)
    assert code in forged(assessment, data)


@pytest.mark.parametrize(
    ("version", "name", "hint"),
    [
        ("2.0", "x.txt", ""),
        ("2", "x.txt", ""),
        ("2.1", "x.txt", "It speaks of version 2.1; version Loom 2.0 is assessed here."),
        ("", "register-v3.2.0.csv", "Its name says 3.2.0; version Loom 2.0 is assessed here."),
        ("", "register-v2.0.0.csv", ""),
        ("", "report 2026.11.csv", ""),
        ("2.0", "register-v3.2.0.csv", ""),
    ],
)
def test_another_version_than_the_one_assessed_is_pointed_out_and_changes_no_finding(
    tmp_path, version, name, hint
):
    words = "version: fact.name\nlanguages: [en]\nkinds: [{kind: report, words: {en: [report]}}]\n"
    opened = begin(tmp_path / "a", load_mini(tmp_path / "p", {"reading/kinds.yaml": words}))
    for known, value in (("fact.name", "Loom 2.0"), ("fact.listed", "yes"), ("fact.uses", ["a"])):
        record(opened, known, value)
    record(opened, "risk.list", "yes")
    path = tmp_path / name
    path.write_text("x")
    said = Said(kind="report", supports=("risk.list",), collected=TODAY, version=version)
    kept = attach(opened, path, said)
    assert view_evidence(opened, kept.held, TODAY).hints == ((hint,) if hint else ())
    assert not finding_of(opened).gaps
