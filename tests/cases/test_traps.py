"""The traps of the law: each has a case that holds it, and the page names it rightly."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compliance.assessment.answers import parse_answer
from compliance.assessment.assessment import Assessment
from compliance.assessment.declaration import DeclarationStanding, state_declaration
from compliance.assessment.journal.state import State
from compliance.assessment.verdict import Status
from compliance.checklist.conditions import Truth
from compliance.documents.declaration import declare
from tests.builders import ANN, ROOT, begin_record, given
from tests.cases.test_cases import CONTENT, raw_facts

if TYPE_CHECKING:
    from compliance.assessment.findings import Finding, Standing
    from compliance.checklist.catalogue import Catalogue
    from compliance.documents.declaration import Declaration

PAGE = ROOT / "docs" / "explanation" / "legal-traps.md"
ROWS = [
    [cell.strip() for cell in line.strip("| ").split(" | ")]
    for line in PAGE.read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| trap")
]
DAY = datetime.date(2026, 11, 24)


def test_every_trap_names_cases_or_tests_that_exist():
    names = {case["case"] for content in CONTENT.values() for case in content["cases"]}
    tests = set(re.findall(r"^def (test_\w+)", Path(__file__).read_text("utf-8"), re.MULTILINE))
    assert len(ROWS) > 25
    for trap, _, _, held in ROWS:
        sentences, functions = re.findall("“(.+?)”", held), re.findall("`(.+?)`", held)
        assert sentences or functions, trap
        assert set(sentences) <= names, trap
        assert set(functions) <= tests, trap


def test_every_trap_cites_provisions_that_are_in_force(shipped: Catalogue):
    for trap, _, cited, _ in ROWS:
        provisions = re.findall("`(.+?)`", cited)
        assert provisions, trap
        for provision in provisions:
            assert provision in shipped.outline, f"{trap}: {provision}"
            assert not shipped.outline.get(provision).deleted, f"{trap}: {provision}"


def hiring_product(catalogue: Catalogue, **more: Any) -> State:
    """The hiring product of the cases, with further or other answers."""
    state = State(begin_record(catalogue), ANN, "")
    facts = raw_facts("legal_traps", {"start": "hiring-product", "facts": more})
    for known, raw in facts.items():
        value = parse_answer(catalogue, catalogue.questions[known], raw)
        state.answers[known] = given(known, value)
    return state


def stand(catalogue: Catalogue, **more: Any) -> Standing:
    return Assessment(catalogue, hiring_product(catalogue, **more)).standing(DAY)


def declared(catalogue: Catalogue, **more: Any) -> Declaration:
    state = hiring_product(catalogue, **more)
    return declare(Assessment(catalogue, state), DAY)


def finding(standing: Standing, requirement: str) -> Finding:
    return next(item for item in standing.findings if item.requirement.id == requirement)


def test_the_declaration_has_the_eight_points_of_annex_v(shipped: Catalogue):
    points = [point.provision for point in shipped.declaration.points]
    assert points == [f"annex-5.{number}" for number in range(1, 9)]


def test_words_in_a_description_make_nothing_conform(shipped: Catalogue):
    words = "Bears the CE marking, conforms to the AI Act, certified under ISO/IEC 42001."
    standing = stand(shipped, **{"system.description": words * 3, "system.type": words})
    assert {item.status for item in standing.findings} & {Status.MET, Status.PARTLY_MET} == set()


def test_no_declaration_without_a_high_risk_system(shipped: Catalogue):
    assert declared(shipped).applies is Truth.YES
    other = declared(shipped, **{"purpose.areas": [], "purpose.employment-uses": None})
    assert other.applies is Truth.NO
    assert other.points == ()


def test_a_banned_practice_keeps_the_requirement_from_being_met(shipped: Catalogue):
    banned = {
        "practices.screening": ["face-scraping"],
        "practices.face-scraping.database": "yes",
        "practices.face-scraping.sources": ["internet"],
        "practices.face-scraping.untargeted": "yes",
        "practices.none-prohibited": "yes",
    }
    gaps = finding(stand(shipped, **banned), "practices.none-prohibited").gaps
    assert [gap.severity for gap in gaps][:1] == ["blocker"]


def test_a_ban_on_sexual_material_blocks_its_own_requirement_from_its_day(shipped: Catalogue):
    banned = {
        "practices.screening": ["intimate-imagery"],
        "practices.intimate-imagery.content": "yes",
        "practices.intimate-imagery.covering-only": "no",
        "practices.intimate-imagery.consent": "no",
        "practices.intimate-imagery.intended": "yes",
        "practices.none-prohibited": "yes",
        "practices.sexual-imagery": "yes",
    }
    standing = stand(shipped, **banned)
    first, own = (
        finding(standing, known)
        for known in ("practices.none-prohibited", "practices.sexual-imagery")
    )
    assert "blocker" not in {gap.severity for gap in first.gaps}
    assert [gap.severity for gap in own.gaps][:1] == ["blocker"]
    assert own.applies_from() == datetime.date(2026, 12, 2)
    said = {item.id: item for item, truth in standing.alerts if truth is Truth.YES}
    assert set(said) == {"prohibited.ba", "prohibited.new"}
    assert all("2 December 2026" in item.title for item in said.values())


def test_own_use_for_banned_sexual_material_blocks_the_requirement_on_use(shipped: Catalogue):
    banned = {
        "operator.activities": ["uses"],
        "practices.screening": ["child-abuse-imagery"],
        "practices.child-abuse-imagery.content": "yes",
        "practices.child-abuse-imagery.lawful-right": "no",
        "practices.child-abuse-imagery.own-use": "yes",
        "practices.sexual-imagery-use": "yes",
    }
    own = finding(stand(shipped, **banned), "practices.sexual-imagery-use")
    assert [gap.severity for gap in own.gaps][:1] == ["blocker"]
    assert own.applies_from() == datetime.date(2026, 12, 2)


def test_the_police_are_not_sent_to_the_public_section(shipped: Catalogue):
    options = shipped.requirements["registration.use"].question.options
    text = "The use of the system is not registered."
    (missing,) = [item.gap for item in options if item.gap and item.gap.says == text]
    assert "secure section, with items 1 to 3 and no others" in missing.remedy


def test_marks_on_content_are_a_headline_for_the_provider_alone(shipped: Catalogue):
    held = shipped.conclusions
    assert held["duty.provider-transparency-synthetic"].headline
    assert not held["transparency.synthetic-content"].headline


def test_a_licence_against_automated_decisions_blocks_a_system_that_takes_them(shipped: Catalogue):
    licence = {
        "supply-chain.licence-conflict": "yes",
        "supply-chain.licence-conflict.restrictions": ["automated-decisions"],
        "supply-chain.licence-conflict.person-decides": "not-always",
    }
    found = finding(stand(shipped, **licence), "supply-chain.licence-conflict")
    assert found.status is Status.NOT_MET
    assert found.gaps[0].severity == "blocker"
    kept = {**licence, "supply-chain.licence-conflict.person-decides": "enforced"}
    found = finding(stand(shipped, **kept), "supply-chain.licence-conflict")
    assert "blocker" not in {gap.severity for gap in found.gaps}


def closed_but(catalogue: Catalogue, known: str) -> DeclarationStanding:
    """The hiring product with every requirement met but one."""
    assessment = Assessment(catalogue, hiring_product(catalogue))
    standing = assessment.standing(DAY)
    findings = tuple(
        replace(item, status=Status.NOT_MET if item.requirement.id == known else Status.MET)
        for item in standing.findings
    )
    return state_declaration(assessment, DAY, replace(standing, findings=findings))


def test_what_follows_the_declaration_does_not_keep_it_a_draft(shipped: Catalogue):
    for known in ("declaration.drawn-up", "ce.affixed", "registration.high-risk"):
        found = closed_but(shipped, known)
        assert [item.finding.requirement.id for item in found.following] == [known]
        assert (found.bars, found.duties) == ((), ())


def test_a_missing_agreement_bars_no_declaration_but_missing_information_does(shipped: Catalogue):
    found = closed_but(shipped, "supply-chain.model-agreement")
    assert found.bars == ()
    assert [item.declared.fine for item in found.duties] == ["art-99.4.da"]
    found = closed_but(shipped, "supply-chain.model-information")
    assert [item.finding.requirement.id for item in found.bars] == [
        "supply-chain.model-information"
    ]
