"""The shipped examples, begun the way `examples/run` begins them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from compliance.assessment.answers import parse_answer
from compliance.assessment.assessment import Assessment
from compliance.assessment.declaration import state_declaration
from compliance.assessment.journal.state import State
from compliance.checklist.catalogue import Catalogue
from compliance.services.assess.answers_file import read_answers
from compliance.services.assess.attach_evidence import attach_evidence
from compliance.services.assess.begin import begin_assessment
from compliance.services.assess.confirm import chosen, confirm
from compliance.services.assess.entry_file import read_entry
from compliance.services.assess.import_answers import import_answers
from compliance.services.assess.log_entry import record_entry
from compliance.services.assess.record_answer import build_answer, record_answer
from compliance.services.assess.seed_models import read_model, seed_model
from compliance.services.assess.sign_off import sign_off
from compliance.storage.locate import binder_at
from compliance.storage.opened import OpenAssessment
from tests import builders

PACK = "eu-ai-act"
FOLDER = builders.ROOT / "examples"
NAMES = tuple(sorted(path.parent.name for path in FOLDER.glob("*/answers.yaml")))
AT = datetime.datetime(2026, 12, 1, 9, 0, tzinfo=datetime.UTC)
DAY = AT.date()
MENDED: dict[str, Any] = {
    "risk.residual": "yes",
    "risk.residual.criteria-missed": "no",
    "risk.residual.accepted-on": "2026-11-27",
    "testing.consistency": "yes",
    "testing.thresholds.all-passed": "yes",
    "data.bought-in-model": "yes",
    "data.gaps.blocking": "no",
    "data.representative": "yes",
    "bias.measures": "yes",
    "bias.measures.remaining": "none",
    "accuracy.by-group": "yes",
    "techdoc.discrimination-metrics.judgement": "explained",
    "instructions.understandable": "yes",
    "oversight.stop-control": "yes",
    "oversight.stop-control.tested": "2026-11-25",
    "oversight.stop-control.result": "passed",
    "conformity.internal-control": "yes",
    "conformity.internal-control.date": "2026-11-28",
    "conformity.internal-control.by": "Fang Zhiwei, approved by Gao Renjie",
    "conformity.internal-control.open": 0,
    "content-marking.machine-readable": "yes",
    "declaration.date": "2026-11-30",
    "declaration.drawn-up": "yes",
    "declaration.drawn-up.form": "paper",
}
"""What cv-screening leaves open on purpose, as it would be answered once it is mended."""


def claims_of(name: str) -> tuple[str, ...]:
    """The model that an example begins with, and the sources confirmed; often none."""
    path = FOLDER / name / "model"
    return tuple(path.read_text("utf-8").splitlines()) if path.exists() else ()


def entries_of(name: str) -> list[Path]:
    """What happened after the launch of an example, a file each, in its order."""
    return sorted((FOLDER / name / "entries").glob("*.yaml"))


def begun(folder: Path, name: str) -> OpenAssessment:
    """An example with its evidence, and with what is publicly claimed about its model."""
    found = begin_assessment(
        binder_at(folder), assessment_id="CA-1", name=name, pack=PACK, by="Ann", at=AT
    )
    model, *sources = claims_of(name) or ("",)
    if model:
        seed_model(found, read_model(PACK, model), by="Ann", at=AT)
    import_answers(found, read_answers(FOLDER / name / "answers.yaml"), by="Ann", at=AT)
    for path in entries_of(name):
        typed = read_entry(found, path)
        record_entry(
            found,
            typed.kind,
            typed.values,
            by="Ann",
            at=AT,
            evidence=typed.evidence or (),
            linked=typed.linked or (),
        )
    for source in sources:
        ready = [one.question for one in chosen(found, (), source)]
        done = confirm(found, ready, by="Ann", at=AT, seen=found.head)
        assert not done.problems, done.problems
    return found


def mended(folder: Path) -> OpenAssessment:
    """The example cv-screening with nothing of its papers open, and signed off."""
    found = begun(folder / "a", "cv-screening")
    for known, value in MENDED.items():
        record_answer(found, build_answer(found, known, value), by="Ann", at=AT)
    test = folder / "stop-test-2026-11-25.txt"
    test.write_text("All three modes, 60 of 60 runs stopped. Invented.", "utf-8")
    attach_evidence(
        found,
        test,
        kind="test-report",
        supports=["oversight.stop-control"],
        by="Ann",
        at=AT,
        collected=datetime.date(2026, 11, 25),
    )
    duties = state_declaration(found, DAY).duties_digest
    sign_off(found, function="Director", comment="", by="Gao Renjie", at=AT, duties=duties)
    return found


def provider_of(catalogue: Catalogue, name: str) -> Assessment:
    """Public claims about a model, confirmed by a provider in China who adds nothing to them."""
    state = State(builders.begin_record(catalogue), builders.ANN, "")
    state.head, state.changed_at = "0" * 64, AT.isoformat()
    answers = {claim.fact: claim.value for claim in read_model(PACK, name).claims} | {
        "operator.name": "Invented Model Works Co., Ltd.",
        "operator.established-in": "cn",
        "operator.activities": ["supplies-model-only"],
        "market.supplied-in-union": "yes",
        "system.base-model": "own",
        "system.only-military": "no",
        "system.only-research": "no",
    }
    for known, value in answers.items():
        parsed = parse_answer(catalogue, catalogue.questions[known], value)
        state.answers[known] = builders.given(known, parsed)
    return Assessment(catalogue, state)
