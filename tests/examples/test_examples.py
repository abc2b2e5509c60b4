"""The shipped examples: each begins, all papers due are filled, and what is open is named."""

from __future__ import annotations

import csv
import datetime
import functools
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance.assessment.documents import state_documents
from compliance.checklist.conditions import Truth
from compliance.checklist.loader import load_catalogue
from compliance.documents.papers.compose import compose
from compliance.documents.papers.fill import fill
from compliance.documents.papers.filled import FilledDocument, Open, Said
from compliance.documents.render.press import Press
from compliance.services.assess import begin as begin_module
from compliance.services.assess.answers_file import read_answers
from compliance.services.assess.seed_models import list_models, read_model
from compliance.views.document import view_document
from compliance.views.finding import view_findings
from tests.documents.test_papers_data_operators import OWED
from tests.examples import build

MODEL_PAPERS = tuple(OWED["model"])
INTEGRATORS = ("integrator-deepseek-v3", "integrator-minimax-m2.5")
MODELS = tuple(list_models(build.PACK))
EVIDENCE = build.FOLDER / "cv-screening" / "evidence"
MONTHS = "January February March April May June July August September October November December"
DATE = re.compile(rf"\b\d{{1,2}} (?:{MONTHS.replace(' ', '|')}) 20\d\d\b|\b20\d\d-\d\d-\d\d\b")
AHEAD = re.compile(r"(?i)\b(by|until|planned|expected|next|due)\b[^.|]{0,60}$")
"""Words before a day on which something is still to happen."""


@pytest.fixture(autouse=True, scope="module")
def loaded_once():
    """The shipped checklists take most of the time of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(begin_module, "load_catalogue", functools.cache(load_catalogue))
        yield


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """An example by its name, begun once."""
    root = tmp_path_factory.mktemp("examples")
    return functools.cache(lambda name: build.begun(root / name, name))


def states(assessment) -> dict[str, str]:
    """Each paper that is due, or may be: ready, draft, or open whether it is due."""
    words = {Truth.YES: "draft", Truth.UNKNOWN: "undecided"}
    return {
        one.id: words[one.applies] if one.is_draft else "ready"
        for one in state_documents(assessment, build.DAY)
        if one.owed
    }


def paper(assessment, known: str) -> FilledDocument:
    return fill(assessment, known, build.DAY, "1")


def blocks(document: FilledDocument):
    points = (point for section in document.sections for point in section.points)
    return [block for point in points for block in point.blocks]


def text(document: FilledDocument) -> str:
    return document.model_dump_json()


@pytest.mark.parametrize("name", build.NAMES)
def test_every_paper_due_is_filled_and_a_draft_says_what_is_open(example, name):
    assessment = example(name)
    found = states(assessment)
    assert found
    for known, state in found.items():
        document = paper(assessment, known)
        assert compose(document).fragments
        assert bool(document.open) == (state != "ready"), known
        if state == "ready":
            assert not [one for one in blocks(document) if isinstance(one, Open)], known


@pytest.mark.parametrize("name", INTEGRATORS)
def test_a_line_that_only_names_an_answer_is_open_without_it(example, name):
    document = paper(example(name), "instructions-for-use")
    open_ = [block.text for block in blocks(document) if isinstance(block, Open)]
    assert any("ifetime" in line and line.endswith("not stated.") for line in open_)
    assert "lifetime: none stated" not in text(document)


@pytest.mark.parametrize("name", ["open-weights-provider", "model-router"])
def test_what_a_paper_of_a_model_lacks_is_named_and_no_half_sentence_is_printed(example, name):
    for known in MODEL_PAPERS[:4]:
        for block in blocks(paper(example(name), known)):
            if isinstance(block, Said):
                assert "none stated" not in "".join(piece.text for piece in block.pieces)


@pytest.mark.parametrize("name", build.NAMES)
def test_every_example_says_what_it_shows_and_what_is_invented(name):
    readme = (build.FOLDER / name / "README.md").read_text("utf-8")
    assert re.search(r"(?i)invented|fictional", readme)
    assert f"examples/{name}/answers.yaml" in readme or f"examples/run {name}" in readme


# --- Integrators


@pytest.mark.parametrize("name", INTEGRATORS)
def test_an_integrator_has_a_request_to_send_and_the_gap_on_record(example, name):
    found = states(example(name))
    assert found["component-request"] == "ready"
    supplier = example(name).state.answers["system.model-provider"].value
    assert supplier in text(paper(example(name), "component-request"))
    assert supplier in text(paper(example(name), "component-gap-record"))


def test_the_gap_record_of_whoever_asked_is_ready_and_lists_both_requests(example):
    name = "integrator-deepseek-v3"
    assert states(example(name))["component-gap-record"] == "ready"
    record = text(paper(example(name), "component-gap-record"))
    assert "14 September 2026" in record
    assert "2 November 2026" in record


def test_whoever_did_not_ask_reads_that_in_a_draft(example):
    record = paper(example("integrator-minimax-m2.5"), "component-gap-record")
    assert record.state
    assert any("has not been asked" in line for line in record.open)


def test_a_licence_that_forbids_the_use_blocks_and_stands_in_the_record(example):
    assessment = example("integrator-minimax-m2.5")
    findings = {one.id: one for one in view_findings(assessment, build.DAY)}
    gaps = findings["supply-chain.licence-conflict"].gaps
    assert [gap.mark.word for gap in gaps].count("Blocker") == 2
    record = text(paper(assessment, "component-gap-record"))
    assert "No fully automated decisions" in record
    assert "are refused without a person" in record


def test_a_licence_that_binds_in_the_same_way_is_kept_where_a_person_decides(example):
    findings = {one.id: one for one in view_findings(example("integrator-deepseek-v3"), build.DAY)}
    assert not findings["supply-chain.licence-conflict"].gaps


@pytest.mark.parametrize("name", [*INTEGRATORS, "model-router"])
def test_one_unknown_of_the_terms_leaves_the_papers_of_the_model_undecided(example, name):
    found = states(example(name))
    assert {found[known] for known in MODEL_PAPERS} == {"undecided"}
    assert example(name).state.answers.get("system.model-excludes-union") is None or (
        example(name).state.answers["system.model-excludes-union"].state == "unknown"
    )


# --- Models


def test_a_provider_of_open_weights_owes_the_whole_pack_and_most_of_it_is_open(example):
    found = states(example("open-weights-provider"))
    owed = ("classification-record", *MODEL_PAPERS[:-1])
    assert found == dict.fromkeys(owed, "draft") | {"systemic-risk-notification": "undecided"}
    document = text(paper(example("open-weights-provider"), "model-documentation"))
    assert "671" in document
    assert "14.8" in document
    assert "Address of the organisation: not stated." in document


def test_what_the_developer_has_not_said_is_answered_nowhere(example):
    """The assessment is an outsider's: an address or a policy would be made up."""
    answers = example("open-weights-provider").state.answers
    for known in ("operator.address", "operator.contact", "gpai-copyright.policy"):
        assert answers[known].state == "unknown"
    confirmed = {
        known for known, one in answers.items() if one.source is not None and one.state == "given"
    }
    claimed = {claim.fact for claim in read_model(build.PACK, "deepseek-v3").claims}
    assert len(confirmed & claimed) >= 10


def test_a_router_is_provider_of_its_window_and_has_no_role_for_the_models(example):
    assessment = example("model-router")
    held = {one.conclusion.id for one in assessment.conclusions() if one.truth is Truth.YES}
    assert {"role.window-provider", "role.model-platform", "duty.component-supplier"} <= held
    assert "role.gpai-provider" not in held
    assert "high-risk" not in held


@pytest.mark.parametrize("name", MODELS)
def test_every_model_with_public_claims_yields_its_two_annexes_with_what_is_open(shipped, name):
    assessment = build.provider_of(shipped, name)
    for known in MODEL_PAPERS[:2]:
        found = view_document(assessment, known, build.DAY)
        assert found.owed
        document = paper(assessment, known)
        assert document.open
        assert compose(document).fragments
    documentation = text(paper(assessment, "model-documentation"))
    for claim in read_model(build.PACK, name).claims:
        if claim.fact == "system.model-name":
            assert claim.value in documentation
        if claim.fact in {"gpai.parameters", "gpai.tokens"}:
            assert str(claim.value) in documentation
    for unknown in read_model(build.PACK, name).unknown:
        assert unknown.fact not in assessment.state.answers


def test_the_annex_of_a_model_is_printed(shipped):
    document = paper(build.provider_of(shipped, "qwen3-235b-a22b"), "model-documentation")
    assert Press().print(compose(document)).startswith(b"%PDF")


# --- A system that is supplied


def about(assessment) -> dict[str, str]:
    """Papers about entries: whether each is ready."""
    found = state_documents(assessment, build.DAY)
    return {one.id: "draft" if one.is_draft else "ready" for one in found if one.entry and one.owed}


def test_what_happened_after_the_launch_gives_both_reports_and_the_notice_ready(example):
    supplied = example("shift-planning-supplied")
    assert about(supplied) == {
        "serious-incident-initial.in-0001": "ready",
        "serious-incident-report.in-0001": "ready",
        "corrective-action-notice.ca-0001": "ready",
    }
    report = text(paper(supplied, "serious-incident-report.in-0001"))
    for said in ("31 of 92", "24 November 2026", "CA-0001", "EV-0002", "Complete report"):
        assert said in report
    plan = text(paper(supplied, "monitoring-plan"))
    assert all(number in plan for number in ("CO-0001", "MR-0001", "IN-0001", "CA-0001"))


def test_a_report_parts_the_version_concerned_from_the_one_that_is_documented(example):
    document = paper(example("shift-planning-supplied"), "serious-incident-report.in-0001")
    lines = ["".join(one.text for one in b.pieces) for b in blocks(document) if b.kind == "said"]
    assert "Version concerned: 5.3.0" in lines
    assert any("5.3.1; its reference: HW-ROTA-531" in line for line in lines)


@pytest.mark.parametrize(
    ("name", "known", "refused"),
    [
        ("cv-screening", "technical-documentation", "3.2.0"),
        ("cv-screening", "risk-management-file", "3.2.0"),
        ("shift-planning-supplied", "internal-control", "5.3.0"),
    ],
)
def test_a_paper_says_of_which_version_it_speaks_and_which_was_refused(
    example, name, known, refused
):
    fields = {field.label: field.value for field in paper(example(name), known).fields}
    version = fields.get("Version") or fields["System and version"]
    assert version.split()[-1] in {"3.2.0", "5.3.1"}
    assert fields["Refused for supply"].startswith(refused)
    assert ("To be supplied" in fields) == (name == "cv-screening")


def test_a_paper_of_whoever_refused_no_version_says_nothing_of_it(example):
    fields = paper(example("integrator-deepseek-v3"), "technical-documentation").fields
    assert "Refused for supply" not in {field.label for field in fields}


# --- The story of cv-screening


def day_of(text: str) -> datetime.date:
    form = "%Y-%m-%d" if text[4] == "-" else "%d %B %Y"
    return datetime.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone


def later_than_itself(path: Path, collected: datetime.date) -> Iterator[str]:
    """Days of the past of which a file tells, although it was collected before them."""
    said = path.read_text("utf-8")
    for match in DATE.finditer(said):
        before = said[max(0, match.start() - 80) : match.start()]
        day = day_of(match[0])
        if collected < day <= build.DAY and not AHEAD.search(before):
            yield f"{path.name}: {match[0]}"


@pytest.mark.parametrize("name", build.NAMES)
def test_no_paper_of_an_example_tells_of_a_day_after_its_own(name):
    answers = read_answers(build.FOLDER / name / "answers.yaml")
    late = []
    for entry in answers.form.evidence:
        path = build.FOLDER / name / entry.file
        if path.suffix in {".md", ".txt", ".csv", ".json"} and entry.collected is not None:
            late += later_than_itself(path, entry.collected)
    assert late == []


def test_a_paper_that_tells_of_the_days_after_it_is_found(tmp_path):
    path = tmp_path / "plan.md"
    path.write_text("Plan of 3 May 2026. Tested on 2026-06-01. Due by 4 August 2026.", "utf-8")
    assert list(later_than_itself(path, datetime.date(2026, 5, 3))) == ["plan.md: 2026-06-01"]


def test_the_counts_by_group_add_up_to_what_the_reports_say():
    rows = list(csv.DictReader(io.StringIO((EVIDENCE / "group-outcomes-3.2.0.csv").read_text())))
    total, cells = rows[-1], rows[:-1]
    for column in ("applications", "suitable_by_two_recruiters", "suitable_in_top_quarter"):
        assert sum(int(row[column]) for row in cells) == int(total[column])
    german = [row for row in cells if row["language"] == "de" and row["age_band"] == "50 and over"]
    found = sum(int(row["suitable_in_top_quarter"]) for row in german)
    suitable = sum(int(row["suitable_by_two_recruiters"]) for row in german)
    assert (found, suitable) == (25, 37)
    assert f"{found} of {suitable}" in (EVIDENCE / "BR-3.2.0-bias-report.md").read_text("utf-8")
    assert f"{found} of {suitable}" in (EVIDENCE / "IFU-3.2.0-en.md").read_text("utf-8")


def test_one_pace_of_review_is_told_everywhere(example):
    assert "60 decisions an hour" in (EVIDENCE / "IFU-3.2.0-en.md").read_text("utf-8")
    assert "60 decisions an hour" in (EVIDENCE / "OD-01-oversight-design.md").read_text("utf-8")
    for known in states(example("cv-screening")):
        assert "40 decisions" not in text(paper(example("cv-screening"), known))
