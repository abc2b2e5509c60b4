"""Each paper that the Act names can be handed over once its facts are there: 22 kinds of them.

Where nothing is open it is ready; what cv-screening leaves open on purpose is mended first.
"""

from __future__ import annotations

import functools

import pytest

from compliance.assessment.assessment import Assessment
from compliance.checklist.loader import load_catalogue
from compliance.documents.papers.compose import compose
from compliance.documents.papers.fill import fill
from compliance.services.assess import begin as begin_module
from compliance.services.assess.record_answer import build_answer, record_answer
from compliance.views.document import view_document
from tests.documents.test_papers_data_operators import assessed
from tests.documents.test_papers_data_provider import GATE
from tests.examples import build

DAY = build.DAY
ROWS = {
    "Technical documentation": (("technical-documentation", "mended"),),
    "EU declaration of conformity": (("declaration", "mended"),),
    "Record of internal control": (("internal-control", "mended"),),
    "Application to a notified body": (("notified-body-application", "gate"),),
    "Registration, Section A": (("registration-a", "mended"),),
    "Registration, Section B": (("registration-b", "not-high-risk-sorting"),),
    "Registration, Section C": (("registration-c", "deployer"),),
    "Registration of a test": (("real-world-testing", "testing"),),
    "Not high-risk": (("not-high-risk-assessment", "not-high-risk-sorting"),),
    "Instructions for use": (("instructions-for-use", "mended"),),
    "Quality management": (("quality-management", "cv-screening"),),
    "Post-market monitoring plan": (("monitoring-plan", "cv-screening"),),
    "Mandate of Article 22": (("mandate-22", "cv-screening"),),
    "Mandate of Article 54": (("mandate-54", "model"),),
    "Impact on fundamental rights": (("fria", "deployer"), ("fria-notification", "deployer")),
    "Notices of Article 26": (("notice-workers", "deployer"), ("notice-persons", "deployer")),
    "Explanation of a decision": (("explanation-letter", "deployer"),),
    "Annexes XI and XII": (("model-documentation", "model"), ("model-integrator-pack", "model")),
    "Copyright policy": (("copyright-policy", "model"),),
    "Public summary of training": (("training-summary", "model"),),
    "Request and gap of Article 25(4)": (
        ("component-request", "cv-screening"),
        ("component-gap-record", "cv-screening"),
    ),
}
"""Kind of paper, and where each of its documents is handed over."""
INCIDENT = "Report of a serious incident"
WHOLE = {**GATE, "application.only-one": "yes"}
"""The same case with nothing left open."""
PLACES = [pytest.param(*place, id="-at-".join(place)) for row in ROWS.values() for place in row]


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """An assessment by its name: an example, one of them mended, or an invented one."""
    root = tmp_path_factory.mktemp("table")

    @functools.cache
    def make(name: str) -> Assessment:
        if name in build.NAMES:
            return build.begun(root / name, name)
        if name == "mended":
            return build.mended(root)
        if name == "gate":
            found = build.begun(root / name, "cv-screening")
            for known, value in WHOLE.items():
                record_answer(found, build_answer(found, known, value), by="Ann", at=build.AT)
            return found
        return assessed(load_catalogue(), name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(begin_module, "load_catalogue", functools.cache(load_catalogue))
        yield make


def test_the_table_names_every_kind_and_each_is_a_document_of_the_edition(shipped):
    assert len({*ROWS, INCIDENT}) == 22
    named = {known for row in ROWS.values() for known, _ in row}
    assert named <= shipped.documents.keys()


@pytest.mark.parametrize(("known", "name"), PLACES)
def test_it_is_handed_over_final_where_its_facts_are_there(case, known, name):
    found = view_document(case(name), known, DAY)
    assert (found.state, found.lacks) == ("ready", ()), [lack.text for lack in found.lacks]
    document = fill(case(name), known, DAY, "1")
    assert not document.state
    assert not document.open
    assert compose(document).fragments


@pytest.mark.parametrize(
    "known", [known for row in ROWS.values() for known, name in row if name == "mended"]
)
def test_where_something_is_open_it_is_a_draft_that_names_it(case, known):
    document = fill(case("cv-screening"), known, DAY, "1")
    assert document.state
    assert document.open


def test_a_report_of_a_serious_incident_is_a_document_of_the_edition(shipped):
    found = [one for one in shipped.documents.values() if one.basis[0].startswith("art-73")]
    if not found:
        pytest.skip("comes with the record of incidents")
    assert found
