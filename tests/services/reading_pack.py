"""A pack into whose questions files may propose, and an adapter whose files a test writes."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from compliance.adapters import registry
from compliance.adapters.base import About, Foreign, Reading, Said
from compliance.assessment.journal.records import Check, Figure
from compliance.checklist.catalogue import Catalogue
from compliance.errors import fail
from compliance.services.assess import read_evidence as service
from compliance.services.assess.attach_evidence import attach_evidence
from compliance.services.assess.read_evidence import Found, read_evidence
from compliance.storage.opened import OpenAssessment
from tests.builders import ANN, AT, load_mini
from tests.services.exchange_pack import EXTRA

ITEMS = """
about: {models: [fact.name], beside: [x.line]}
kinds: {evaluation: report}
checks: {finished: "reached its end"}
uses:
  - question: fact.name
    says: "{model.name}[, {model.version}]"
    because: "as the file writes it"
  - question: fact.country
    says: "{model.country}"
    options: {paris: fr}
  - question: x.any
    says: "{model.size}"
    units: {plain: 1, k: 1000}
    needs: []
  - question: fact.note
    says: "{notes}"
    when: {fact: fact.listed, is: "yes"}
    open_only: true
  - question: x.table
    rows: results
    columns:
      name: "[{task}: ]{metric}"
      size: "{value}"
      kind: "{country}"
    cells: {kind: {paris: fr}}
    same: [name]
    lacking: [group]
  - question: risk.list.rows
    rows: risks
    columns: {name: "{risk}", weight: "{weight}"}
    same: [name]
"""


def reading_pack(root: Path) -> Catalogue:
    return load_mini(root, {"facts/extra.yaml": EXTRA, "reading/items.yaml": ITEMS})


class Toy:
    """Reads JSON files that a test wrote: items, checks and figures as they stand in them."""

    id, version, title = "toy", "1", "results of a toy"

    def recognise(self, file: Foreign) -> bool:
        if file.path.is_dir():
            return (file.path / "toy.json").exists()
        return b'"toy"' in file.head

    def read(self, file: Foreign, about: About) -> Reading:
        path = file.path / "toy.json" if file.path.is_dir() else file.path
        try:
            told = json.loads(path.read_bytes())
        except ValueError:
            raise fail(file.name, "adapter.damaged", "It is cut off.", "Fetch it again.") from None
        if told.get("raises"):
            raise KeyError("secret content of the file")
        said = [Said(item, value, f"/{item}") for item, value in told.get("said", {}).items()]
        checks = [Check(**check) for check in told.get("checks", [])]
        if about.models:
            same = told.get("model") in about.models
            outcome = "passed" if same else "failed"
            said_ = f"It is about {told.get('model')}."
            checks.append(Check(check="same-model", outcome=outcome, said=said_))
        figures = tuple(Figure(**figure) for figure in told.get("figures", []))
        day = datetime.date(2030, 5, 1)
        return Reading("results of a toy", tuple(said), tuple(checks), figures, day, "evaluation")


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the toy adapter is there, and reads in this process."""

    def here(adapter: Any, file: Foreign, about: About) -> Reading:
        try:
            return registry.read_here(adapter.id, file, about)
        except KeyError as error:
            raise registry.failed(adapter, file, type(error).__name__) from None

    monkeypatch.setattr(registry, "own_adapters", lambda: (Toy(),))
    monkeypatch.setattr(registry, "offered_adapters", lambda: ((), ()))
    monkeypatch.setattr(service, "read_apart", here)


def toy_file(folder: Path, name: str = "run.json", **told: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps({"toy": True, **told}), encoding="utf-8")
    return path


def attach(assessment: OpenAssessment, path: Path, supports: str = "risk.list") -> str:
    held, _ = attach_evidence(
        assessment, path, kind="report", supports=[supports], by=ANN, at=AT,
        collected=AT.date(),
    )  # fmt: skip
    return held.data.evidence


def read(assessment: OpenAssessment, number: str, **more: Any) -> Found:
    return read_evidence(assessment, number, by=ANN, at=AT, **more)
