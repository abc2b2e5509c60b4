"""What is said of a finding is the same in the terminal, in the browser and on paper."""

from __future__ import annotations

import datetime

import pytest

from compliance.cli.main import run
from compliance.documents.dossier.issue import prepare
from compliance.services import clock
from compliance.services.assess.follow_up import assign_owner
from compliance.views.board import summarise
from compliance.views.finding import view_finding, view_findings
from compliance.views.marks import SEVERITY, STATUS
from tests.builders import ANN, AT, BEN, MINI, load_mini
from tests.web.helpers_sign import machine

WORDS = "vocabularies/words.yaml"
RISK = "requirements/art-2/art-2.1.yaml"
TODAY = AT.date()
ROLES = {
    WORDS: MINI[WORDS].replace(
        '{id: maker, label: "Maker"}',
        '{id: maker, label: "Maker", conclusion: listed}, '
        '{id: seller, label: "Seller", conclusion: abroad}',
    ),
    RISK: MINI[RISK].replace("roles: [maker]", "roles: [maker, seller]")
    + """    gaps:
      - when: {fact: fact.uses, includes: b}
        severity: blocker
        says: "Use B has no list."
        remedy: "Make one."
""",
}


@pytest.fixture
def said(monkeypatch, capsys):
    """What a command prints, with the checklists of the test."""
    monkeypatch.setenv("CONFORMITY_AUTHOR", ANN)
    monkeypatch.setattr(clock, "now", lambda: AT)

    def call(*arguments: object) -> str:
        capsys.readouterr()
        run([str(item) for item in arguments])
        return capsys.readouterr().out

    return call


@pytest.fixture
def room(tmp_path, monkeypatch):
    monkeypatch.setattr("compliance.checklist.loader.shipped_folder", lambda _: tmp_path / "packs")
    return machine(tmp_path / "w", load_mini(tmp_path / "packs", ROLES))


def test_every_face_calls_the_same_promises_overdue(room, said):
    """An owner whose requirement is met, though something was observed, is not late."""
    room.record("tell", "late", by=ANN)
    yesterday = TODAY - datetime.timedelta(days=1)
    for known in ("tell", "risk.list"):
        assign_owner(room.assessment(), known, BEN, yesterday, by=ANN, at=AT)
    met = view_finding(room.assessment(), TODAY, "tell")
    assert (met.open, met.overdue, [gap.mark.key for gap in met.gaps]) == (
        False, False, ["observation"]
    )  # fmt: skip
    late = [item.id for item in view_findings(room.assessment(), TODAY) if item.overdue]
    assert late == ["risk.list"]
    assert summarise(room.assessment(), TODAY).overdue == 1
    room.as_person(BEN)
    for page in ("/a/machine/findings/", "/a/machine/mine/"):
        assert room.text(page).count("overdue") == 1, page
    for text in (said("deadlines", room.folder), room.text("/a/machine/deadlines/?kind=gap")):
        assert f"{BEN}: List of risks" in text
        assert f"{BEN}: Tell people" not in text
    for day, overdue in ((yesterday, False), (TODAY, True)):
        assert view_finding(room.assessment(), day, "risk.list").overdue is overdue


def test_every_face_names_the_roles_that_are_held(room, said):
    def roles() -> tuple[str, ...]:
        found = room.assessment()
        finding = view_finding(found, TODAY, "risk.list")
        names = ", ".join(finding.roles)
        assert f"{names} · applies from" in prepare(found, b"", TODAY, "1").html
        page = room.text("/a/machine/findings/risk.list")
        assert f"Binds {'; '.join(finding.roles)} Theme" in page
        assert f"\n    as {names}\n" in said("check", room.folder)
        return finding.roles

    assert roles() == ("Maker", "Seller"), "it is open whether the maker is abroad"
    room.record("fact.country", "fr", by=ANN)
    assert roles() == ("Maker",)


def test_the_terminal_shows_the_mark_of_every_status(room, said):
    text = said("check", room.folder, "--all")
    for finding in view_findings(room.assessment(), TODAY):
        assert f"  {finding.mark.glyph} {finding.mark.word}  {finding.title}" in text
    assert len({mark.glyph for mark in STATUS.values()}) == len(STATUS)


def test_the_most_serious_gap_comes_first(room, said):
    gaps = view_finding(room.assessment(), TODAY, "risk.list").gaps
    order = [*SEVERITY.values()]
    places = [order.index(gap.mark) for gap in gaps]
    assert places == sorted(places)
    assert gaps[0].text == "Use B has no list."
    for text in (said("check", room.folder), room.text("/a/machine/findings/risk.list")):
        assert text.index("Use B has no list.") < text.index("The list is not complete.")
