"""The traps of the law: each has a case that holds it, and the page names it rightly."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from compliance.assessment.answers import parse_answer
from compliance.assessment.assessment import Assessment
from compliance.assessment.declaration import DeclarationStanding, state_declaration
from compliance.assessment.journal.state import State
from compliance.assessment.points import as_it_stands
from compliance.assessment.verdict import Status
from compliance.checklist.conditions import Truth
from compliance.documents.declaration import declare
from compliance.views.law import show_provision
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


def test_published_terms_that_were_accepted_are_an_agreement(shipped: Catalogue):
    known = "supply-chain.model-agreement"
    terms = {known: "published-terms", f"{known}.content": " ".join(["four", "subjects"] * 10)}
    found = finding(stand(shipped, **terms), known)
    assert found.gaps == ()
    assert [item.want for item in found.wanted] == ["evidence-missing"]
    options = {item.id: item.means for item in shipped.requirements[known].question.options}
    assert options["published-terms"] == "met"
    assert options["asked"] == "partly-met"


def test_the_missing_agreement_is_one_gap_and_not_two(shipped: Catalogue):
    """The agreement that could not be obtained is not missed again as a document."""
    known = "supply-chain.model-agreement"
    requests = [{"supplier": "X", "asked": "2026-08-01", "subject": "All four", "answer": "None"}]
    asked = {known: "asked", f"{known}.requests": requests}
    found = finding(stand(shipped, **asked), known)
    assert [(gap.severity, gap.ground) for gap in found.gaps] == [("major", "law")]
    assert found.wanted == ()
    assert found.status is Status.PARTLY_MET
    assert [start.on.isoformat() for start in found.starts] == ["2027-12-02"]


def test_the_question_and_this_page_tell_the_missing_agreement_alike(shipped: Catalogue):
    known = "supply-chain.model-agreement"
    guidance = shipped.requirements[known].guidance.good_answer
    page = next(row[1] for row in ROWS if "No written agreement" in row[0])
    for said in (
        "accepted in writing",
        "fine of its own",
        "declaration of conformity",
        "Section 2",
    ):
        assert said in " ".join(page.split())
        assert said.replace("accepted in", "accepted them in") in guidance or said in guidance


BIOMETRIC = {
    "purpose.areas": ["biometrics"],
    "purpose.employment-uses": None,
    "purpose.biometrics-uses": ["identification"],
    "purpose.verification-only": "no",
    "purpose.remote-identification": "yes",
    "purpose.biometrics-security-only": "no",
    "supervision.large-platform": "no",
}
DEVICE = {
    "products.regulated": "yes",
    "products.laws": ["medical-devices"],
    "products.relation": "product",
    "products.third-party-laws": ["medical-devices"],
    "products.health-safety-laws": ["medical-devices"],
    "conformity.sectoral": "yes",
    "conformity.sectoral.third-party": "yes",
}
POINT_7: dict[str, tuple[dict[str, Any], str]] = {
    "internal control": ({}, "internal control under Annex VI"),
    "a notified body": (BIOMETRIC, "under Annex VII, with the notified body"),
    "the Commission": (
        {**BIOMETRIC, "supervision.large-platform": "yes"},
        "applied for at the Commission",
    ),
    "a product law with a body": (DEVICE, "of the product's own law"),
    "a product law without one": (
        {**DEVICE, "conformity.sectoral.third-party": "free"},
        "No notified body took part",
    ),
}
"""Procedure to the answers behind it and to what only its text says."""


@pytest.mark.parametrize("name", POINT_7)
def test_point_7_states_the_one_procedure_that_was_performed(shipped: Catalogue, name: str):
    answers, wanted = POINT_7[name]
    facts = Assessment(shipped, hiring_product(shipped, **answers)).facts
    declaration = shipped.declaration
    assert declaration is not None
    text = as_it_stands(facts, declaration.points[6]).statement
    assert text.startswith("Procedure performed:")
    assert wanted in text
    others = {said for other, (_, said) in POINT_7.items() if other != name}
    apart = {"of the product's own law", "No notified body took part"}
    assert not [said for said in others - apart if said in text]
    assert " or, for a product" not in text


def test_the_fine_for_a_missing_agreement_is_announced_to_operators_only(shipped: Catalogue):
    effect = shipped.conclusions["duty.component-supplier"].effect
    assert "not one that is none of these" in effect


def test_figures_on_reliance_and_information_alone_are_advice(shipped: Catalogue):
    for known in ("oversight.reliance-figures", "oversight.automation-bias"):
        requirement = shipped.requirements[known]
        gaps = [option.gap for option in requirement.question.options if option.gap]
        stated = [*gaps, *requirement.gaps]
        advice = {gap.says for gap in stated if gap.rests_on == "advice"}
        assert advice
        assert {
            gap.says for gap in stated if gap.severity in {"blocker", "major"}
        } & advice == set()


def test_the_right_to_help_from_the_first_provider_is_no_duty_of_the_new_one(shipped: Catalogue):
    options = shipped.requirements["supply-chain.initial-provider-help"].question.options
    assert {gap.rests_on for item in options if (gap := item.gap)} == {"advice"}


def test_all_that_a_distributor_verifies_weighs_the_same(shipped: Catalogue):
    """One sentence of the law: marking, papers, name, quality system."""
    known = (
        "chain.marking-and-papers",
        "distribution.provider-duties",
        "distribution.importer-named",
    )
    severities = {
        option.means: option.gap.severity
        for name in known
        for option in shipped.requirements[name].question.options
        if option.gap
    }
    assert severities == {"partly-met": "major", "not-met": "blocker"}


def test_the_exception_of_article_6_3_is_not_asked_about_where_no_use_is_ticked(shipped: Catalogue):
    none = {"purpose.areas": [], "purpose.employment-uses": None, "system.profiling": "no"}
    for facts in (none, {**none, "purpose.areas": ["employment"], "purpose.employment-uses": []}):
        agenda = Assessment(shipped, hiring_product(shipped, **facts)).agenda
        assert [i.question.id for i in agenda.items if i.section == "article-6-3"] == []
    ticked = {"system.profiling": "no"}
    agenda = Assessment(shipped, hiring_product(shipped, **ticked)).agenda
    assert [i.question.id for i in agenda.items if i.section == "article-6-3"]


def test_the_chief_conclusions_do_not_contradict_the_one_that_decides(shipped: Catalogue):
    """For a product under Section B alone no headline announces what does not apply."""
    machine = {
        **{known: ["machinery"] for known, raw in DEVICE.items() if raw == ["medical-devices"]},
        "products.regulated": "yes",
        "products.relation": "product",
        "purpose.areas": [],
        "purpose.employment-uses": None,
    }
    assessment = Assessment(shipped, hiring_product(shipped, **machine))
    shown = [item for item in assessment.conclusions() if item.conclusion.headline and item.holds]
    assert "scope.annex-1-section-b-only" in {item.conclusion.id for item in shown}
    others = [i.conclusion for i in shown if i.conclusion.id != "scope.annex-1-section-b-only"]
    assert not [item.id for item in others if "to be appointed" in item.effect]


def test_an_entry_of_a_list_shows_what_the_list_decides(shipped: Catalogue):
    shown = show_provision(shipped, "annex-1.A.10")
    assert shown.within == "Annex I, Section A"
    assert "high-risk.annex-1" in dict(shown.conclusions)
    assert show_provision(shipped, "art-12.1").within == ""
    shown = show_provision(shipped, "art-75a.4.sub-2.e")
    assert "supervision.ai-office-requests" in dict(shown.requirements)
    assert shown.within == ""


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
