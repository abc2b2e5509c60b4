"""Papers that several roles owe alike, and those for one kind of system or of provider."""

from __future__ import annotations

import pytest

from compliance.checklist.documents import DocumentFile
from tests.documents.test_papers_data_operators import filled, points, text_of, view

WATER = {
    "purpose__areas": ["critical-infrastructure"],
    "purpose__critical_infrastructure_uses": ["water"],
    "purpose__infrastructure_safety_function": "yes",
    "purpose__infrastructure_cybersecurity_only": "no",
}


@pytest.mark.parametrize(
    ("case", "owner"),
    [
        ("cv-screening", "Provider"),
        ("deployer", "Deployer"),
        ("importer", "Importer"),
        ("distributor", "Distributor"),
        ("model", "Provider of a general-purpose AI model"),
    ],
)
def test_whoever_has_a_role_records_scope_role_and_class(shipped, case, owner):
    found = view(shipped, case, "classification-record")
    assert found.owed
    assert found.owner == owner
    document = filled(shipped, case, "classification-record")
    told = [point.title for point in points(document) if '"kind":"concluded"' in text_of(point)]
    assert {"Roles", "General-purpose model"} & set(told)


def test_the_record_of_a_deployer_lacks_nothing_that_only_a_provider_is_asked(shipped):
    assert view(shipped, "deployer", "classification-record").state == "ready"


def test_a_document_is_of_one_role_or_of_several():
    given = {
        "id": "x",
        "title": "X",
        "called": "x",
        "basis": ["art-1"],
        "applies_when": {"always": True},
        "sections": [{"points": [{"provision": "art-1", "title": "One"}]}],
    }
    assert DocumentFile.model_validate({**given, "roles": ["a", "b"]}).whose == ("a", "b")
    assert DocumentFile.model_validate({**given, "role": "a"}).whose == ("a",)
    for more in ({}, {"role": "a", "roles": ["b"]}):
        with pytest.raises(ValueError, match="whose document it is"):
            DocumentFile.model_validate({**given, **more})


def test_critical_infrastructure_is_registered_nationally_and_not_in_the_database(shipped):
    assert view(shipped, "cv-screening", "registration-a", **WATER).state == "not-owed"
    found = view(shipped, "cv-screening", "registration-national", **WATER)
    assert found.owed
    assert "Body of a Member State that keeps a register" in [words for _, words in found.to]
    assert "database" not in dict(found.to)
    document = filled(shipped, "cv-screening", "registration-national", **WATER)
    assert [point.number for point in points(document)] == [str(at) for at in range(1, 11)]
    assert "says nothing of contents, form or body" in document.form
    said = {point.title: text_of(point) for point in points(document)}
    assert "Water supply" in said["Purpose and infrastructure"]
    assert "Spreewehr" in said["Authorised representative"]
    assert "None so far." in said["Registrations made so far"]


def test_who_registers_in_the_database_owes_no_national_sheet(shipped):
    assert view(shipped, "cv-screening", "registration-national").state == "not-owed"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"techdoc__simplified_form": "full"}, "could choose the simplified form"),
        ({"operator__size": "larger"}, "The elements of Annex IV are given in full."),
    ],
)
def test_a_smaller_provider_reads_that_the_simplified_form_was_not_known(shipped, changed, says):
    document = filled(shipped, "cv-screening", "technical-documentation", **changed)
    text = text_of(points(document)[0])
    assert says in text
    assert ("was not known" in text) == ("simplified form" in says)


def test_what_points_lack_is_worked_out_once_and_carried_by_the_view(shipped):
    found = view(shipped, "testing", "classification-record")
    about = {lack.about for lack in found.lacks}
    assert {lack.point.title for lack in found.points} == about
