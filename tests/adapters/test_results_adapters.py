"""Results of evaluations: whole, broken off, cancelled, limited, renamed, without error."""

from __future__ import annotations

import json
import math

import pytest

from compliance.adapters.base import About
from compliance.errors import ConformityError
from tests.adapters import made
from tests.adapters.made import (
    ABOUT,
    TODAY,
    WHOLE,
    adapter,
    foreign,
    outcomes,
    packed,
    read,
    run_folder,
    said,
    sentence,
    with_,
    without,
    written,
)  # fmt: skip

RESULTS = ("lm_eval", "inspect_ai", "every_eval_ever", "moonshot", "aiverify")


def of(name, content, folder, about=ABOUT):
    (file, _), *_ = WHOLE[name]
    return read(name, written(folder, file, content), about)


# --- what holds of each of them


@pytest.mark.parametrize("name", RESULTS)
def test_a_whole_file_of_the_model_has_no_failed_check_but_for_its_error(name, tmp_path):
    found = of(name, WHOLE[name][0][1](), tmp_path)
    failed = {check for check, outcome in outcomes(found).items() if outcome == "failed"}
    assert failed <= {"error-stated"}
    assert outcomes(found)["same-model"] == "passed"
    assert outcomes(found)["dated"] == "passed"
    assert found.figures
    assert found.day is not None


@pytest.mark.parametrize("name", RESULTS)
def test_a_file_that_breaks_off_is_refused_with_a_way_out(name, tmp_path):
    (file, make), *_ = WHOLE[name]
    whole = json.dumps(make())
    path = tmp_path / file
    path.write_text(whole[: len(whole) // 2], encoding="utf-8")
    with pytest.raises(ConformityError) as refused:
        adapter(name).read(foreign(path), ABOUT)
    assert refused.value.code == "adapter.damaged"
    assert "Export it again" in str(refused.value)


@pytest.mark.parametrize("name", RESULTS)
def test_a_file_of_another_model_says_both_names(name, tmp_path):
    found = of(name, WHOLE[name][0][1](), tmp_path, About(models=("Qwen3-235B-A22B",), today=TODAY))
    assert outcomes(found)["same-model"] == "failed"
    assert "demo-model" in sentence(found, "same-model")
    assert "Qwen3-235B-A22B" in sentence(found, "same-model")


@pytest.mark.parametrize("name", RESULTS)
def test_a_file_is_not_measured_against_a_model_that_nobody_named(name, tmp_path):
    found = of(name, WHOLE[name][0][1](), tmp_path, About(today=TODAY))
    assert outcomes(found)["same-model"] == "unknown"


@pytest.mark.parametrize(
    ("name", "at", "value"),
    [
        ("lm_eval", ("date",), 1_900_000_000),
        ("inspect_ai", ("stats", "completed_at"), "2030-01-01T00:00:00Z"),
        ("every_eval_ever", ("evaluation_timestamp",), "1900000000"),
        ("moonshot", ("metadata", "end_time"), "2030-01-01 00:00:00"),
        ("aiverify", ("start_time",), "2030-01-01T00:00:00"),
    ],
)
def test_a_day_that_is_still_to_come_is_told(name, at, value, tmp_path):
    found = of(name, with_(WHOLE[name][0][1](), at, value), tmp_path)
    assert outcomes(found)["dated"] == "failed"
    assert "still to come" in sentence(found, "dated")


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("lm_eval", ("results", "demo_reading", "acc,none")),
        ("inspect_ai", ("results", "scores", 0, "metrics", "accuracy", "value")),
        ("every_eval_ever", ("evaluation_results", 0, "score_details", "score")),
        ("aiverify", ("output", "results", 1, "True Positive Rate", 0, "metric")),
    ],
)
@pytest.mark.parametrize("value", [math.nan, math.inf, "N/A", None])
def test_what_is_no_number_is_no_figure_and_not_finished(name, at, value, tmp_path):
    whole = WHOLE[name][0][1]()
    before = of(name, whole, tmp_path)
    found = of(name, with_(whole, at, value), tmp_path)
    assert len(found.figures) == len(before.figures) - 1
    assert outcomes(found)["finished"] == "failed"
    assert any("left out" in note for note in found.notes)


@pytest.mark.parametrize(
    ("name", "at", "value"),
    [
        ("lm_eval", ("results",), []),
        ("lm_eval", ("results", "demo_reading"), 5),
        ("inspect_ai", ("eval", "model"), 7),
        ("inspect_ai", ("results", "scores"), "none"),
        ("every_eval_ever", ("model_info",), "Demo"),
        ("moonshot", ("results", "recipes"), {"id": 1}),
        ("aiverify", ("output",), [1]),
    ],
)
def test_the_wrong_type_where_it_counts_is_refused_and_named(name, at, value, tmp_path):
    (file, make), *_ = WHOLE[name]
    path = written(tmp_path, file, with_(make(), at, value))
    with pytest.raises(ConformityError) as refused:
        adapter(name).read(foreign(path), ABOUT)
    assert refused.value.code == "adapter.damaged"
    assert str(at[0]) in str(refused.value)


@pytest.mark.parametrize(
    ("name", "at", "value"),
    [
        ("lm_eval", ("lm_eval_version",), "9.1"),
        ("inspect_ai", ("version",), 12),
        ("every_eval_ever", ("schema_version",), "4.0.0"),
        ("aiverify", ("version",), "7"),
    ],
)
def test_a_newer_schema_with_additions_is_read_all_the_same(name, at, value, tmp_path):
    whole = with_(WHOLE[name][0][1](), at, value)
    found = of(name, {**whole, "a_new_key": {"with": ["anything"]}}, tmp_path)
    assert len(found.figures) == len(of(name, WHOLE[name][0][1](), tmp_path).figures)


# --- lm-evaluation-harness


def test_a_run_with_a_limit_says_how_many_of_how_many(tmp_path):
    limited = with_(made.lm_eval(), ("config", "limit"), 10)
    limited["n-samples"]["demo_reading"]["effective"] = 10
    found = of("lm_eval", limited, tmp_path)
    assert sentence(found, "complete") == (
        "Only 110 of 500 samples were tested. The run was limited to 10 a task."
    )


def test_a_limit_counts_where_no_samples_are_counted(tmp_path):
    found = of(
        "lm_eval", without(with_(made.lm_eval(), ("config", "limit"), 0.1), "n-samples"), tmp_path
    )
    assert outcomes(found)["complete"] == "failed"


def test_an_error_that_is_not_available_leaves_a_figure_without_interval(tmp_path):
    at = ("results", "demo_reading", "acc_stderr,none")
    found = of("lm_eval", with_(made.lm_eval(), at, "N/A"), tmp_path)
    assert outcomes(found)["error-stated"] == "failed"
    assert "1 of 2" in sentence(found, "error-stated")
    assert found.figures[0].low is None
    assert found.figures[1].low == pytest.approx(0.5 - 1.96 * 0.05)


def test_a_changed_checkout_is_told(tmp_path):
    found = of("lm_eval", with_(made.lm_eval(), ("git_hash",), "v0.4.9-3-gabc1234-dirty"), tmp_path)
    assert outcomes(found)["clean-commit"] == "failed"
    found = of("lm_eval", with_(made.lm_eval(), ("git_hash",), None), tmp_path)
    assert outcomes(found)["clean-commit"] == "unknown"


def test_a_metric_without_a_direction_is_not_given_one(tmp_path):
    found = of("lm_eval", without(made.lm_eval(), "higher_is_better", "demo_sums"), tmp_path)
    assert outcomes(found)["direction"] == "unknown"
    assert [one.better for one in found.figures] == ["higher", ""]


def test_a_shortened_model_is_neither_the_same_nor_another(tmp_path):
    found = of(
        "lm_eval", with_(made.lm_eval(), ("model_name",), "acme/demo-model-7b-AWQ"), tmp_path
    )
    assert outcomes(found)["same-model"] == "unknown"
    assert "awq" in sentence(found, "same-model")


def test_samples_beside_the_results_are_counted(tmp_path):
    lines = "".join(f'{{"doc_id": {number}}}\n' for number in range(399))
    files = {
        "results_2026-09-20T10-00-00.json": json.dumps(made.lm_eval()),
        "samples_demo_reading_2026-09-20T10-00-00.123.jsonl": lines,
    }
    found = read("lm_eval", run_folder(tmp_path / "run", files))
    assert sentence(found, "complete") == (
        "399 samples of “demo_reading” lie beside it; it counts 400."
    )


# --- Inspect


@pytest.mark.parametrize("status", ["cancelled", "error", "started", ""])
def test_a_log_that_was_not_finished_says_its_status(status, tmp_path):
    found = of("inspect_ai", with_(made.inspect_log(), ("status",), status), tmp_path)
    assert outcomes(found)["finished"] == ("failed" if status else "unknown")
    assert status in sentence(found, "finished")


def test_the_error_that_ended_a_log_is_told(tmp_path):
    broken = {**made.inspect_log(), "status": "error", "error": {"message": "rate limit"}}
    assert "rate limit" in sentence(of("inspect_ai", broken, tmp_path), "finished")


def test_a_log_that_somebody_marked_as_invalid_does_not_pass(tmp_path):
    found = of("inspect_ai", {**made.inspect_log(), "invalidated": True}, tmp_path)
    assert outcomes(found)["finished"] == "failed"


def test_samples_that_are_not_in_the_log_are_missed(tmp_path):
    log = made.inspect_log()
    log["samples"] = log["samples"][:3]
    found = of("inspect_ai", log, tmp_path)
    assert sentence(found, "complete") == (
        "Only 3 of 4 samples were tested. Only 3 samples are in the file."
    )


def test_epochs_multiply_what_is_planned(tmp_path):
    found = of("inspect_ai", with_(made.inspect_log(), ("eval", "config", "epochs"), 3), tmp_path)
    assert "4 of 12" in sentence(found, "complete")


def test_uncommitted_changes_are_told(tmp_path):
    found = of(
        "inspect_ai", with_(made.inspect_log(), ("eval", "revision", "dirty"), True), tmp_path
    )
    assert outcomes(found)["clean-commit"] == "failed"


def test_the_requirement_that_a_benchmark_names_stands_with_its_figures(tmp_path):
    found = of("inspect_ai", made.inspect_log(), tmp_path)
    assert said(found)["results"][0]["topic"] == "Fairness"
    assert any("Fairness" in note for note in found.notes)
    assert any("release" in note for note in found.notes)


def test_an_error_beside_two_metrics_belongs_to_neither(tmp_path):
    metrics = {
        "accuracy": {"value": 0.75}, "f1": {"value": 0.7}, "stderr": {"value": 0.1},
    }  # fmt: skip
    log = with_(made.inspect_log(), ("results", "scores", 0, "metrics"), metrics)
    found = of("inspect_ai", log, tmp_path)
    assert [one.low for one in found.figures] == [None, None]


def test_a_packed_log_is_read_like_a_plain_one(tmp_path):
    log = made.inspect_log()
    samples = log.pop("samples")
    files = {f"samples/{one['id']}_epoch_1.json": json.dumps(one) for one in samples}
    path = packed(tmp_path / "log.eval", {**files, "header.json": json.dumps(log)})
    plain = of("inspect_ai", made.inspect_log(), tmp_path)
    assert read("inspect_ai", path) == plain


def test_a_packed_log_that_broke_off_has_not_finished(tmp_path):
    log = made.inspect_log()
    start = {"version": 2, "eval": log["eval"]}
    path = packed(tmp_path / "log.eval", {"_journal/start.json": json.dumps(start)})
    found = read("inspect_ai", path)
    assert sentence(found, "finished") == "It did not run to its end: its status is “started”."


def test_a_zip_that_is_no_log_is_refused(tmp_path):
    path = packed(tmp_path / "log.eval", {"notes.txt": "nothing"})
    with pytest.raises(ConformityError) as refused:
        adapter("inspect_ai").read(foreign(path), ABOUT)
    assert refused.value.code == "adapter.damaged"


# --- Every Eval Ever


def test_an_interval_that_stands_there_is_taken_as_it_is(tmp_path):
    first, second = of("every_eval_ever", made.every_eval_ever(), tmp_path).figures
    assert (first.low, first.high) == (pytest.approx(0.7108), pytest.approx(0.7892))
    assert (second.low, second.high, second.better) == (0.05, 0.18, "lower")
    assert "95 % as the file states it" in second.of


# --- Moonshot


@pytest.mark.parametrize("status", ["completed_with_errors", "running", "cancelled"])
def test_a_benchmark_that_was_not_completed_says_so(status, tmp_path):
    found = of("moonshot", with_(made.moonshot(), ("metadata", "status"), status), tmp_path)
    assert outcomes(found)["finished"] == "failed"


def test_a_share_of_the_prompts_is_not_all_of_them(tmp_path):
    at = ("metadata", "prompt_selection_percentage")
    found = of("moonshot", with_(made.moonshot(), at, 20), tmp_path)
    assert sentence(found, "complete").startswith("Only 20 %")


def test_a_file_on_several_models_is_said_to_be_one(tmp_path):
    at = ("metadata", "endpoints")
    found = of("moonshot", with_(made.moonshot(), at, ["demo-model-7b", "other-2"]), tmp_path)
    assert outcomes(found)["same-model"] == "unknown"
    assert "model.name" not in said(found)
    assert any("several models" in note for note in found.notes)


# --- AI Verify


def test_figures_of_groups_and_between_groups_are_told_apart(tmp_path):
    found = of("aiverify", made.aiverify(), tmp_path)
    assert [row["group"] for row in said(found)["groups"]] == ["sex women", "sex men"]
    ratio = found.figures[-1]
    assert (ratio.name, ratio.better) == ("Disparate Impact", "")
    assert ratio.of == "outcome invited; sex: women against men"
    assert ratio.place == "/output/results/1/Disparate Impact/0/metric"


def test_another_algorithm_gives_the_figures_that_it_names(tmp_path):
    output = {"robustness": {"original_accuracy": 0.9, "perturbed_accuracy": 0.7, "curve": [1, 2]}}
    found = of("aiverify", with_(made.aiverify(), ("output",), output), tmp_path)
    assert [(one.name, one.value, one.better) for one in found.figures] == [
        ("original_accuracy", 0.9, "higher"), ("perturbed_accuracy", 0.7, "higher"),
    ]  # fmt: skip


# --- HELM


@pytest.fixture
def helm_files():
    return {
        "run_spec.json": json.dumps(made.helm_spec()),
        "stats.json": json.dumps(made.helm_stats()),
        "scenario_state.json": "{}",
    }


@pytest.mark.parametrize("as_zip", [False, True])
def test_the_folder_of_a_run_is_read_whole(helm_files, as_zip, tmp_path):
    make = packed if as_zip else run_folder
    found = read("helm", make(tmp_path / ("run.zip" if as_zip else "run"), helm_files))
    assert outcomes(found) == {
        "finished": "passed", "complete": "passed", "same-model": "passed",
        "error-stated": "failed", "dated": "unknown", "clean-commit": "unknown",
        "direction": "passed",
    }  # fmt: skip
    assert [(one.value, one.whole) for one in found.figures] == [(0.6, 90), (0.4, 90)]
    assert found.figures[1].of == "demo (subject law); test; changed inputs: robustness, worst"


def test_a_run_that_reached_its_limit_may_have_left_some_out(helm_files, tmp_path):
    spec = with_(made.helm_spec(), ("adapter_spec", "max_eval_instances"), 90)
    found = read(
        "helm", run_folder(tmp_path / "r", helm_files | {"run_spec.json": json.dumps(spec)})
    )
    assert outcomes(found)["complete"] == "failed"


def test_two_runs_in_one_folder_are_not_mixed(helm_files, tmp_path):
    both = {f"{one}/{name}": text for one in "ab" for name, text in helm_files.items()}
    folder = run_folder(tmp_path / "both", both)
    with pytest.raises(ConformityError, match="several runs"):
        adapter("helm").read(foreign(folder), ABOUT)


# --- MLflow


def test_a_run_of_mlflow_gives_the_last_value_of_each_metric(tmp_path):
    found = read("mlflow", run_folder(tmp_path / "run", made.mlflow()))
    assert [(one.name, one.value, one.better, one.place) for one in found.figures] == [
        ("accuracy", 0.75, "higher", "metrics/accuracy, line 2"),
        ("val/loss", 0.4, "lower", "metrics/val/loss, line 1"),
    ]  # fmt: skip
    assert outcomes(found) == {
        "finished": "passed", "complete": "unknown", "same-model": "passed",
        "error-stated": "failed", "dated": "passed", "clean-commit": "passed",
        "direction": "passed",
    }  # fmt: skip
    assert said(found)["test.by"] == "ann"


def test_the_same_run_packed_says_the_same(tmp_path):
    plain = read("mlflow", run_folder(tmp_path / "run", made.mlflow()))
    zipped = {f"1/abc/{name}": text for name, text in made.mlflow().items()}
    found = read("mlflow", packed(tmp_path / "run.zip", zipped))
    assert [one.value for one in found.figures] == [one.value for one in plain.figures]
    assert found.checks == plain.checks


@pytest.mark.parametrize(
    ("file", "text", "check", "word"),
    [
        ("meta.yaml", "status: 5\nend_time: 1790000000000\n", "finished", "KILLED"),
        ("meta.yaml", "status: FAILED\n", "finished", "FAILED"),
        ("meta.yaml", "status: 3\nlifecycle_stage: deleted\n", "finished", "deleted"),
        ("metrics/accuracy", "1789990000000 nan 0\n", "finished", "accuracy"),
        ("tags/mlflow.source.git.dirty", "true", "clean-commit", "changed"),
        ("params/model_name", "acme/another-model-7b", "same-model", "another"),
        ("meta.yaml", "status: 3\nend_time: 1900000000000\n", "dated", "still to come"),
    ],
)
def test_what_speaks_against_a_run_is_told(file, text, check, word, tmp_path):
    found = read("mlflow", run_folder(tmp_path / "run", {**made.mlflow(), file: text}))
    assert outcomes(found)[check] == "failed"
    assert word in sentence(found, check)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("meta.yaml", "status: 3\nstatus: 4\n"),
        ("meta.yaml", "a: &x 1\nb: *x\n"),
        ("meta.yaml", "- status\n"),
        ("meta.yaml", "status: ["),
        ("metrics/accuracy", "three quarters\n"),
    ],
)
def test_a_damaged_file_of_a_run_is_refused(file, text, tmp_path):
    folder = run_folder(tmp_path / "run", {**made.mlflow(), file: text})
    with pytest.raises(ConformityError) as refused:
        adapter("mlflow").read(foreign(folder), ABOUT)
    assert refused.value.code == "adapter.damaged"


def test_nothing_behind_a_link_is_read(tmp_path):
    folder = run_folder(tmp_path / "run", made.mlflow())
    secret = written(tmp_path, "secret", "1789990000000 0.99 5\n")
    (folder / "metrics" / "hidden").symlink_to(secret)
    assert [one.name for one in read("mlflow", folder).figures] == ["accuracy", "val/loss"]
