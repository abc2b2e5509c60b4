"""Every adapter on a real file of its format, where the samples lie beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.adapters.base import About
from tests.adapters.made import (
    NAMES,
    SAMPLES,
    TODAY,
    WHOLE,
    adapter,
    foreign,
    outcomes,
    read,
    said,
    sentence,
    written,
)  # fmt: skip


def sample(name: str) -> Path:
    path = SAMPLES / name
    if not path.is_file():
        pytest.skip(f"the sample {name} is not there")
    return path


def about(*models: str) -> About:
    return About(models=models, today=TODAY)


FILES = {
    "lm_eval_results_2026-01-21.json": "lm_eval",
    "inspect_popularity.json": "inspect_ai",
    "inspect_popularity.eval": "inspect_ai",
    "inspect_arc_qwen.json": "inspect_ai",
    "every_eval_ever_record.json": "every_eval_ever",
    "helm_run_spec.json": "helm",
    "helm_stats.json": "helm",
    "moonshot_sample_result.json": "moonshot",
    "aiverify_fairness_output.json": "aiverify",
    "hf_modelcard_model_index.md": "hf_card",
    "hf_datasetcard.md": "hf_card",
    "cdx_mlbom_1.7.json": "cyclonedx",
    "cdx_mlbom_considerations_1.6.json": "cyclonedx",
    "cdx_attestation_1.7.json": "cyclonedx",
    "croissant_rai_dices350.json": "croissant",
}


@pytest.mark.parametrize(("file", "name"), FILES.items())
def test_a_real_file_is_recognised_by_its_adapter_alone(file, name):
    known = [one for one in NAMES if adapter(one).recognise(foreign(sample(file)))]
    assert known == [name]


@pytest.mark.parametrize(
    ("name", "file", "make"), [(name, *one) for name, files in WHOLE.items() for one in files]
)
def test_an_invented_file_is_recognised_by_its_adapter_alone(name, file, make, tmp_path):
    path = written(tmp_path, file, make())
    assert [one for one in NAMES if adapter(one).recognise(foreign(path))] == [name]


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "not JSON", '{"results": {}}', "# Plan\n\ntext\n"]
)
def test_what_is_of_no_format_is_recognised_by_none(text, tmp_path):
    for name in ("a.json", "a.md", "a.csv"):
        path = written(tmp_path, name, text)
        assert [one for one in NAMES if adapter(one).recognise(foreign(path))] == []


def test_the_harness_on_a_small_model():
    found = read("lm_eval", sample("lm_eval_results_2026-01-21.json"), about("Qwen3-93M"))
    assert outcomes(found) == {
        "finished": "passed", "complete": "passed", "same-model": "failed",
        "error-stated": "failed", "dated": "passed", "clean-commit": "passed",
        "direction": "passed",
    }  # fmt: skip
    assert sentence(found, "complete") == "All 10000 samples were tested."
    one = found.figures[1]
    assert (one.value, one.whole, one.place) == (
        0.0004, 5000, "/results/math_rephrased_full/exact_match,none",
    )  # fmt: skip
    assert one.low == pytest.approx(0.0004 - 1.96 * 0.0002828144211304471)
    assert "value ± 1.96 standard errors" in one.of
    # Its first task has an error of nought, of which no interval is made.
    assert found.figures[0].low is None
    assert "error of nought" in sentence(found, "error-stated")


def test_a_cancelled_log_of_three_samples_of_another_model_is_not_quiet():
    found = read("inspect_ai", sample("inspect_popularity.json"), about("Qwen3-235B-A22B"))
    assert sentence(found, "finished") == (
        "It did not run to its end: its status is “cancelled”."
    )  # fmt: skip
    assert sentence(found, "complete") == (
        "Only 3 of 100 samples were tested. The run was limited to 3."
    )
    assert outcomes(found)["same-model"] == "failed"


def test_a_packed_log_without_a_score_says_so():
    found = read("inspect_ai", sample("inspect_popularity.eval"), about("gpt-4o-mini"))
    assert found.figures == ()
    assert outcomes(found) | {"finished": "", "complete": ""} == outcomes(found) | {
        "finished": "", "complete": "", "same-model": "passed", "error-stated": "unknown",
    }  # fmt: skip
    assert "no figure at all" in sentence(found, "finished")
    assert "10 of 100" in sentence(found, "complete")


def test_the_name_that_a_local_server_gives_a_model_is_known_again():
    found = read("inspect_ai", sample("inspect_arc_qwen.json"), about("Qwen/Qwen2.5-0.5B"))
    assert outcomes(found)["same-model"] == "passed"
    assert found.figures[0].value == pytest.approx(1 / 3)


def test_a_leaderboard_that_was_taken_over_is_said_to_be_one():
    found = read("every_eval_ever", sample("every_eval_ever_record.json"), about())
    assert any("taken over" in note for note in found.notes)
    assert [one.value for one in found.figures] == [0.4486, 0.4224, 0.0249, 0.2743, 0.419, 0.1946]
    # The day on which somebody fetched it is not the day of the test.
    assert found.day is None


def test_statistics_of_helm_are_read_without_those_on_tokens():
    found = read("helm", sample("helm_stats.json"), about())
    first = found.figures[0]
    assert (first.name, first.value, first.whole) == ("exact_match", 1 / 9, 9)
    assert not any(one.name.startswith("num_") for one in found.figures)
    assert any("robustness" in one.of for one in found.figures)


def test_a_limit_of_helm_is_said():
    found = read("helm", sample("helm_run_spec.json"), about("GPT2"))
    assert outcomes(found)["complete"] == "failed"
    assert outcomes(found)["same-model"] == "passed"


def test_one_per_cent_of_the_prompts_is_not_all():
    found = read("moonshot", sample("moonshot_sample_result.json"), about())
    assert sentence(found, "complete").startswith("Only 1 % of the prompts")
    assert outcomes(found)["finished"] == "passed"


def test_groups_of_ai_verify_are_rows():
    found = read("aiverify", sample("aiverify_fairness_output.json"), about())
    first = said(found)["groups"][0]
    assert first == {
        "attribute": "gender", "group": "gender 0", "metric": "True Positive Rate",
        "outcome": "0", "value": 0.17026578073089702,
    }  # fmt: skip
    assert any(one.name == "Disparate Impact" and one.better == "" for one in found.figures)
    assert any("numbers" in note for note in found.notes)


def test_a_card_names_the_line_of_each_figure():
    found = read("hf_card", sample("hf_modelcard_model_index.md"), about("My-cool-model"))
    assert [(one.value, one.place.rsplit("(", 1)[-1]) for one in found.figures] == [
        (0.9, "line 22)"), (0.66, "line 35)"),
    ]  # fmt: skip
    assert outcomes(found)["same-model"] == "passed"


def test_a_card_of_data_is_told_from_one_of_a_model():
    found = read("hf_card", sample("hf_datasetcard.md"), about())
    assert said(found)["dataset.name"] == "Sample Segmentation"
    assert said(found)["dataset.licence"] == "bsd-3-clause"


def test_a_bill_with_a_card_is_read_and_one_without_a_model_says_so():
    found = read("cyclonedx", sample("cdx_mlbom_1.7.json"), about("stable-diffusion 1.4"))
    assert said(found)["training.datasets"][0]["name"] == "Training Data"
    assert found.version == "1.4"
    energy = read("cyclonedx", sample("cdx_mlbom_considerations_1.6.json"), about())
    assert said(energy)["training.energy"] == "training: 0.4 kWh"
    none = read("cyclonedx", sample("cdx_attestation_1.7.json"), about())
    assert none.said == ()
    assert "no model" in none.notes[0]


def test_a_data_set_with_fields_for_responsible_use():
    found = said(read("croissant", sample("croissant_rai_dices350.json"), about()))
    assert found["dataset.name"] == "DICES-350_dataset"
    assert found["dataset.annotators"].startswith("DICES-350 was annotated by a pool of 104")
    assert found["dataset.biases"].startswith("Dataset includes")
    assert found["dataset.maker"] == "Lora Aroyo"
