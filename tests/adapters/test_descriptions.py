"""Descriptions of models and data sets: what their makers say, and where it stands."""

from __future__ import annotations

import json

import pytest

from compliance.adapters.base import About
from compliance.errors import ConformityError
from tests.adapters import made
from tests.adapters.made import (
    ABOUT,
    TODAY,
    adapter,
    foreign,
    outcomes,
    read,
    said,
    sentence,
    with_,
    without,
    written,
)  # fmt: skip

MAKE = {"cyclonedx": made.cyclonedx, "spdx3": made.spdx3, "croissant": made.croissant}


def places(found):
    return {one.item: one.place for one in found.said}


def of(name, content, folder, about=ABOUT):
    file = {"hf_card": "README.md"}.get(name, "file.json")
    return read(name, written(folder, file, content), about)


# --- what holds of each of them


@pytest.mark.parametrize("name", MAKE)
def test_a_file_that_breaks_off_is_refused(name, tmp_path):
    whole = json.dumps(MAKE[name]())
    path = tmp_path / "file.json"
    path.write_text(whole[: len(whole) * 2 // 3], encoding="utf-8")
    with pytest.raises(ConformityError) as refused:
        adapter(name).read(foreign(path), ABOUT)
    assert refused.value.code == "adapter.damaged"


@pytest.mark.parametrize(
    ("name", "at", "value"),
    [
        ("cyclonedx", ("components",), {"a": 1}),
        ("cyclonedx", ("components", 0, "modelCard"), "a card"),
        ("spdx3", ("@graph",), {}),
        ("croissant", ("@type",), "sc:Person"),
        ("croissant", ("name",), ""),
    ],
)
def test_the_wrong_type_where_it_counts_is_refused(name, at, value, tmp_path):
    path = written(tmp_path, "file.json", with_(MAKE[name](), at, value))
    with pytest.raises(ConformityError) as refused:
        adapter(name).read(foreign(path), ABOUT)
    assert refused.value.code == "adapter.damaged"


@pytest.mark.parametrize(
    ("name", "at", "value", "note"),
    [
        ("cyclonedx", ("specVersion",), "1.9", "newer"),
        ("croissant", ("conformsTo",), "http://mlcommons.org/croissant/2.0", "newer"),
        ("spdx3", ("@context",), "https://spdx.org/rdf/3.1/spdx-context.jsonld", ""),
    ],
)
def test_a_newer_schema_is_read_and_said_to_be_newer(name, at, value, note, tmp_path):
    found = of(name, {**with_(MAKE[name](), at, value), "new": [1]}, tmp_path)
    assert len(found.said) > 8
    assert not note or any(note in one for one in found.notes)


@pytest.mark.parametrize("name", ["cyclonedx", "spdx3"])
def test_the_description_of_another_model_says_so(name, tmp_path):
    found = of(name, MAKE[name](), tmp_path, About(models=("Qwen3-8B",), today=TODAY))
    assert outcomes(found)["same-model"] == "failed"
    assert outcomes(of(name, MAKE[name](), tmp_path))["same-model"] == "passed"


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("cyclonedx", ("metadata", "timestamp")),
        ("spdx3", ("@graph", 0, "created")),
        ("croissant", ("datePublished",)),
    ],
)
def test_a_day_to_come_and_no_day_are_told_apart(name, at, tmp_path):
    future = of(name, with_(MAKE[name](), at, "2031-01-01T00:00:00Z"), tmp_path)
    assert outcomes(future)["dated"] == "failed"
    assert outcomes(of(name, without(MAKE[name](), *at), tmp_path))["dated"] == "unknown"


# --- cards of Hugging Face


def test_a_card_says_what_stands_in_it_with_line_or_heading(tmp_path):
    found = of("hf_card", made.CARD, tmp_path)
    assert said(found)["model.licence"] == "apache-2.0"
    assert said(found)["model.base"] == ["acme/demo-base"]
    assert said(found)["model.provider"] == "Acme GmbH"
    assert said(found)["model.out-of-scope"] == "Deciding on people."
    assert said(found)["model.intended-use"] == "Sorting letters."
    assert said(found)["training.compute"] == "8 x A100"
    assert places(found)["model.licence"] == "front matter, license (line 2)"
    assert places(found)["model.out-of-scope"] == "heading “Out-of-Scope Use” (line 29)"


def test_what_an_author_left_open_is_not_said(tmp_path):
    found = of("hf_card", made.CARD, tmp_path)
    assert "training.data" not in said(found)
    assert any("“Training Data”" in note for note in found.notes)
    # Neither is a heading inside of an example of code.
    assert said(found)["model.limitations"].startswith("Weak in Welsh.")


def test_a_heading_that_names_two_things_says_that_it_does(tmp_path):
    found = of("hf_card", made.CARD, tmp_path)
    (one,) = [one for one in found.said if one.item == "model.bias-risks"]
    assert one.sure == "the heading names several things"


@pytest.mark.parametrize("value", ["N/A", ".nan", "high", "[0.1]", "null"])
def test_a_result_in_a_card_that_is_no_number_is_left_out(value, tmp_path):
    found = of("hf_card", made.CARD.replace("value: 0.75", f"value: {value}"), tmp_path)
    assert found.figures == ()
    assert any("left out: “accuracy”" in note for note in found.notes)
    assert outcomes(found)["error-stated"] == "unknown"


@pytest.mark.parametrize(
    "front", ["license: a\nlicense: b", "license: &a mit\nx: *a", "license: [", "- license\n- tags"]
)
def test_front_matter_that_cannot_be_trusted_is_refused(front, tmp_path):
    path = written(tmp_path, "README.md", f"---\n{front}\n---\n# Model Card for x\n")
    with pytest.raises(ConformityError) as refused:
        adapter("hf_card").read(foreign(path), ABOUT)
    assert refused.value.code == "adapter.damaged"


def test_a_card_without_front_matter_is_read_by_its_headings(tmp_path):
    found = of("hf_card", "# Model Card for demo-model-7b\n\n## Limitations\n\nSlow.\n", tmp_path)
    assert said(found) == {"model.name": "demo-model-7b", "model.limitations": "Slow."}


def test_a_card_of_data_says_what_stands_in_it(tmp_path):
    found = of("hf_card", made.DATA_CARD, tmp_path)
    assert said(found) == {
        "dataset.name": "Letters",
        "dataset.licence": "cc-by-4.0",
        "dataset.languages": ["de"],
        "dataset.size": "1K<n<10K",
        "dataset.tasks": ["text-classification"],
        "dataset.description": "Letters to an office.",
        "dataset.sensitive": "Names were replaced.",
    }
    assert "same-model" not in outcomes(found)


# --- CycloneDX


def test_a_bill_of_materials_says_what_its_card_says(tmp_path):
    found = of("cyclonedx", made.cyclonedx(), tmp_path)
    assert said(found)["model.name"] == "acme/demo-model-7b"
    assert said(found)["model.contact"] == "ai@example.com"
    assert said(found)["training.datasets"] == [
        {
            "name": "Letters",
            "source": "https://example.com/letters",
            "licence": "CC-BY-4.0",
            "sensitive": "names",
        }
    ]
    assert said(found)["risks"] == [{"name": "Unequal", "mitigation": "Tests by group"}]
    assert said(found)["fairness.assessments"] == [
        {"group": "speakers of Welsh", "harms": "later answers"}
    ]
    (figure,) = found.figures
    assert (figure.value, figure.low, figure.high) == (0.75, 0.7, 0.8)
    assert figure.of == "German; interval: as the file states it"
    assert found.day is not None


def test_of_several_models_the_one_of_the_assessment_is_read(tmp_path):
    bill = made.cyclonedx()
    other = {**bill["components"][0], "name": "other-model", "bom-ref": "other"}
    bill["components"].insert(0, other)
    found = of("cyclonedx", bill, tmp_path)
    assert said(found)["model.name"] == "acme/demo-model-7b"
    assert any("“acme/other-model”" in note for note in found.notes)


def test_an_interval_that_is_upside_down_is_none(tmp_path):
    at = ("components", 0, "modelCard", "quantitativeAnalysis", "performanceMetrics", 0)
    turned = {"lowerBound": "0.9", "upperBound": "0.1"}
    bill = with_(made.cyclonedx(), (*at, "confidenceInterval"), turned)
    assert of("cyclonedx", bill, tmp_path).figures[0].low is None


# --- SPDX


def test_an_spdx_document_says_what_it_says_of_model_and_data(tmp_path):
    found = of("spdx3", made.spdx3(), tmp_path)
    assert said(found)["model.provider"] == "Acme GmbH"
    assert said(found)["model.licence"] == "Apache-2.0"
    assert said(found)["training.energy"] == "training: 12.5 kilowattHour"
    assert said(found)["training.datasets"] == [
        {
            "name": "Letters",
            "size": "5000 bytes",
            "collection": "From one office.",
            "sensitive": "yes",
            "biases": "Few letters from the south.",
            "used-for": "training",
        }
    ]
    assert places(found)["model.limitations"] == "/@graph/2/ai_limitation"


def test_what_an_spdx_document_does_not_assert_is_not_said(tmp_path):
    assert "model.sensitive" not in said(of("spdx3", made.spdx3(), tmp_path))


def test_an_spdx_document_of_data_alone_is_one_of_data(tmp_path):
    document = made.spdx3()
    document["@graph"] = [one for one in document["@graph"] if one["type"] != "ai_AIPackage"]
    found = of("spdx3", document, tmp_path)
    assert found.kind == "dataset-description"
    assert said(found)["dataset.biases"] == "Few letters from the south."


def test_an_spdx_document_of_software_says_that_nothing_is_read(tmp_path):
    document = {**made.spdx3(), "@graph": made.spdx3()["@graph"][:2]}
    found = of("spdx3", document, tmp_path)
    assert found.said == ()
    assert "nothing in it is read" in found.notes[0]


# --- Croissant


def test_a_croissant_says_collection_times_and_who_made_it(tmp_path):
    found = said(of("croissant", made.croissant(), tmp_path))
    assert found["dataset.collected-from"] == "2025-01-01"
    assert found["dataset.collected-to"] == "2025-06-30"
    assert found["dataset.maker"] == "Office"
    assert found["dataset.licence"] == "CC BY 4.0"
    assert found["dataset.size"] == "5 MB"


def test_a_croissant_without_fields_for_responsible_use_says_so(tmp_path):
    plain = {key: value for key, value in made.croissant().items() if not key.startswith("rai:")}
    found = of("croissant", plain, tmp_path)
    assert any("no fields for responsible use" in note for note in found.notes)


def test_a_check_is_a_sentence_that_anybody_understands(tmp_path):
    found = of("cyclonedx", made.cyclonedx(), tmp_path, About(models=("A", "B-2"), today=TODAY))
    assert sentence(found, "same-model") == (
        "It is about “acme/demo-model-7b”; this assessment is about “A”; “B-2”."
    )
