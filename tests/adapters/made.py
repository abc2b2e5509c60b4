"""Small invented files of every format that adapters read, and what a sound reading is."""

from __future__ import annotations

import copy
import datetime
import importlib
import json
import math
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from compliance.adapters.base import About, Adapter, Foreign, Reading
from compliance.adapters.checks import CHECKS
from compliance.adapters.items import ITEMS, KINDS
from compliance.data.digests import canonical_json
from compliance.data.typed import clean_text
from tests.builders import ROOT

TODAY = datetime.date(2026, 12, 1)
ABOUT = About(models=("Demo Model 7B",), today=TODAY)
SAMPLES = ROOT.parent / "shared" / "evidence" / "samples"
NAMES = (
    "lm_eval", "inspect_ai", "every_eval_ever", "helm", "moonshot", "aiverify", "mlflow",
    "hf_card", "cyclonedx", "spdx3", "croissant",
)  # fmt: skip


def adapter(name: str) -> Adapter:
    """The adapter of a module."""
    found: Adapter = importlib.import_module(f"compliance.adapters.{name}").ADAPTER
    return found


def foreign(path: Path) -> Foreign:
    """A file as it is handed to an adapter."""
    head = b"" if path.is_dir() else path.read_bytes()[: 64 * 1024]
    return Foreign(path, path.name, head)


def read(name: str, path: Path, about: About = ABOUT) -> Reading:
    """Read a file, after it was recognised, and see that what was read is sound."""
    file = foreign(path)
    assert adapter(name).recognise(file)
    found = adapter(name).read(file, about)
    assert_sound(found)
    return found


def outcomes(found: Reading) -> dict[str, str]:
    """Each check with how it came out."""
    return {one.check: one.outcome for one in found.checks}


def sentence(found: Reading, check: str) -> str:
    """What a check says."""
    (said,) = [one.said for one in found.checks if one.check == check]
    return said


def said(found: Reading) -> dict[str, Any]:
    """Item to its value."""
    return {one.item: one.value for one in found.said}


def assert_sound(found: Reading) -> None:
    """What holds of everything that is read, whatever stands in the file."""
    assert found.format
    assert found.kind in {"", *KINDS}
    assert len({one.item for one in found.said}) == len(found.said)
    for one in found.said:
        item = ITEMS[one.item]
        assert 0 < len(one.place) <= 1_000, one
        canonical_json(one.value)
        match item.shape:
            case "text":
                assert_text(one.value)
            case "day":
                datetime.date.fromisoformat(one.value)
            case "words":
                assert one.value
                for word in one.value:
                    assert_text(word)
            case "rows":
                assert len(one.value) == len(one.places) > 0
                for row in one.value:
                    assert row
                    assert row.keys() <= item.fields.keys()
                    for value in row.values():
                        assert isinstance(value, str | int | float)
    assert [one.check for one in found.checks] == list(dict.fromkeys(
        one.check for one in found.checks
    ))  # fmt: skip
    for check in found.checks:
        assert check.check in CHECKS
        assert check.said.endswith("."), check.said
    for figure in found.figures:
        assert math.isfinite(figure.value)
        assert (figure.low is None) == (figure.high is None)
        assert figure.low is None or figure.low <= (figure.high or 0.0)
        assert figure.place
    for note in found.notes:
        assert_text(note)


def assert_text(value: Any) -> None:
    """A text that an answer could be as it stands."""
    assert isinstance(value, str)
    assert value
    assert clean_text("here", value, 20_000) == value.strip()


# --- files


def lm_eval() -> dict[str, Any]:
    """Two tasks, one of them with its error."""
    return {
        "results": {
            "demo_reading": {"alias": "demo", "acc,none": 0.75, "acc_stderr,none": 0.02},
            "demo_sums": {"exact_match,strict": 0.5, "exact_match_stderr,strict": 0.05},
        },
        "configs": {
            "demo_reading": {"dataset_path": "demo/reading", "test_split": "test"},
            "demo_sums": {"dataset_path": "demo/sums", "num_fewshot": 5},
        },
        "versions": {"demo_reading": 1.0},
        "n-shot": {"demo_reading": 0, "demo_sums": 5},
        "higher_is_better": {"demo_reading": {"acc": True}, "demo_sums": {"exact_match": True}},
        "n-samples": {
            "demo_reading": {"original": 400, "effective": 400},
            "demo_sums": {"original": 100, "effective": 100},
        },
        "config": {
            "model": "hf",
            "model_args": "pretrained=acme/demo-model-7b,dtype=auto",
            "model_num_parameters": 7_000_000_000,
            "model_revision": "main",
            "model_sha": "0" * 40,
            "limit": None,
            "random_seed": 3,
        },
        "git_hash": "abc1234",
        "date": 1_790_000_000.5,
        "lm_eval_version": "0.4.9",
        "model_name": "acme/demo-model-7b",
        "pretty_env_info": "PyTorch version: 2.9\nOS: Some Linux\nIs debug build: False",
    }


def inspect_log() -> dict[str, Any]:
    """One task, tested in full."""
    return {
        "version": 2,
        "status": "success",
        "eval": {
            "eval_id": "e1",
            "task_id": "t1",
            "created": "2026-10-02T09:00:00+02:00",
            "task": "demo/fair_answers",
            "task_attribs": {"technical_requirement": "Fairness"},
            "tags": ["release"],
            "dataset": {"name": "fair-answers", "samples": 4, "sample_ids": [1, 2, 3, 4]},
            "model": "ollama/demo-model:7b",
            "config": {"epochs": 1},
            "revision": {"type": "git", "commit": "abc1234", "dirty": False},
            "packages": {"inspect_ai": "0.3.200"},
        },
        "results": {
            "total_samples": 4,
            "completed_samples": 4,
            "scores": [
                {
                    "name": "match",
                    "scored_samples": 4,
                    "unscored_samples": 0,
                    "metrics": {
                        "accuracy": {"name": "accuracy", "value": 0.75},
                        "stderr": {"name": "stderr", "value": 0.1},
                    },
                }
            ],
        },
        "stats": {"completed_at": "2026-10-02T09:01:00+02:00"},
        "samples": [{"id": n, "epoch": 1, "output": {"model": "demo-model:7b"}} for n in range(4)],
    }


def every_eval_ever() -> dict[str, Any]:
    """One result with its error, one with an interval."""
    return {
        "schema_version": "0.2.2",
        "evaluation_id": "demo/1",
        "evaluation_timestamp": "1790000000",
        "retrieved_timestamp": "1795000000",
        "source_metadata": {
            "source_name": "own tests",
            "source_type": "evaluation_run",
            "source_organization_name": "Acme",
            "evaluator_relationship": "first_party",
        },
        "eval_library": {"name": "lm_eval", "version": "0.4.9"},
        "model_info": {"name": "Demo", "id": "acme/demo-model-7b", "developer": "Acme"},
        "evaluation_results": [
            {
                "evaluation_name": "reading",
                "source_data": {"dataset_name": "reading", "hf_repo": "demo/reading"},
                "metric_config": {"metric_name": "accuracy", "lower_is_better": False},
                "score_details": {
                    "score": 0.75,
                    "uncertainty": {"standard_error": {"value": 0.02}, "num_samples": 400},
                },
            },
            {
                "evaluation_name": "harm",
                "source_data": {"dataset_name": "harm", "url": ["https://example.com"]},
                "metric_config": {"metric_name": "harmful answers", "lower_is_better": True},
                "score_details": {
                    "score": 0.1,
                    "uncertainty": {
                        "confidence_interval": {
                            "lower": 0.05, "upper": 0.18, "confidence_level": 0.95,
                        }
                    },
                },
            },
        ],
        "detailed_evaluation_results": {
            "format": "jsonl", "file_path": "samples.jsonl", "total_rows": 400,
        },
    }  # fmt: skip


def helm_spec() -> dict[str, Any]:
    """What was to be run."""
    return {
        "name": "demo:subject=law,model=acme_demo",
        "scenario_spec": {"class_name": "demo.Scenario", "args": {"subject": "law"}},
        "adapter_spec": {
            "model": "acme/demo-model-7b",
            "model_deployment": "acme/demo",
            "max_eval_instances": 1000,
            "max_train_instances": 5,
            "temperature": 0.0,
        },
        "groups": ["demo"],
    }


def helm_stats() -> list[dict[str, Any]]:
    """What came of it."""

    def stat(name: str, mean: float, **more: Any) -> dict[str, Any]:
        return {
            "name": {"name": name, "split": "test", **more},
            "count": 1, "sum": mean, "sum_squared": mean * mean, "mean": mean, "stddev": 0.0,
        }  # fmt: skip

    worst = {"name": "robustness", "computed_on": "worst"}
    return [
        stat("num_instances", 90.0),
        stat("exact_match", 0.6),
        stat("exact_match", 0.4, perturbation=worst),
        stat("num_prompt_tokens", 300.0),
    ]


def moonshot() -> dict[str, Any]:
    """One recipe on all prompts."""
    data = [{"prompt": "p", "predicted_result": "a", "target": "a"} for _ in range(3)]
    return {
        "metadata": {
            "id": "demo",
            "start_time": "2026-09-01 10:00:00",
            "end_time": "2026-09-01 10:05:00",
            "status": "completed",
            "recipes": ["fair"],
            "cookbooks": None,
            "endpoints": ["demo-model-7b"],
            "prompt_selection_percentage": 100,
            "random_seed": 1,
            "system_prompt": "",
        },
        "results": {
            "recipes": [
                {
                    "id": "fair",
                    "details": [
                        {
                            "model_id": "demo-model-7b",
                            "dataset_id": "fair-1",
                            "prompt_template_id": "plain",
                            "data": data,
                            "metrics": [{"accuracy": 66.7, "grading_criteria": {"accuracy": 66.7}}],
                        }
                    ],
                    "evaluation_summary": [
                        {
                            "model_id": "demo-model-7b", "num_of_prompts": 3,
                            "avg_grade_value": 66.7, "grade": "B",
                        }
                    ],
                    "total_num_of_prompts": 3,
                }
            ]
        },
    }  # fmt: skip


def aiverify() -> dict[str, Any]:
    """Fairness in its envelope."""
    return {
        "gid": "demo.stock",
        "cid": "fairness",
        "version": "1.0",
        "start_time": "2026-08-01T10:00:00",
        "time_taken": 3.5,
        "test_arguments": {
            "testDataset": "file:///data/applicants.csv",
            "mode": "upload",
            "modelType": "classification",
            "modelFile": "file:///models/demo-model-7b.sav",
            "groundTruth": "hired",
        },
        "output": {
            "sensitive_feature": ["sex"],
            "output_classes": ["rejected", "invited"],
            "results": [
                {},
                {
                    "True Positive Rate": [
                        {"group": ["women"], "metric": 0.7},
                        {"group": ["men"], "metric": 0.8},
                    ],
                    "Disparate Impact": [{"group": ["women", "men"], "metric": 0.875}],
                },
            ],
        },
    }


def mlflow() -> dict[str, str]:
    """The folder of a run: name of each file and what stands in it."""
    return {
        "meta.yaml": (
            "artifact_uri: file:///runs/1/artifacts\nend_time: 1790000000000\nrun_id: abc\n"
            "lifecycle_stage: active\nrun_name: release\nstart_time: 1789990000000\nstatus: 3\n"
        ),
        "metrics/accuracy": "1789990000000 0.5 0\n1789990001000 0.75 1\n",
        "metrics/val/loss": "1789990000000 0.4 0\n",
        "params/model_name": "acme/demo-model-7b",
        "params/epochs": "2",
        "tags/mlflow.source.git.commit": "abc1234",
        "tags/mlflow.source.git.dirty": "false",
        "tags/mlflow.user": "ann",
    }


CARD = """---
license: apache-2.0
language: [en, de]
library_name: transformers
pipeline_tag: text-generation
base_model: acme/demo-base
datasets:
- demo/texts
model-index:
- name: demo-model-7b
  results:
  - task: {type: text-generation}
    dataset: {name: Reading, type: demo/reading, split: test}
    metrics:
    - {type: accuracy, value: 0.75}
co2_eq_emissions: {emissions: 1200, hardware_used: 8 x A100}
---
# Model Card for demo-model-7b

- **Developed by:** Acme GmbH
- **Funded by [optional]:** [More Information Needed]

## Uses

### Direct Use

Sorting letters.

### Out-of-Scope Use

Deciding on people.

## Bias, Risks, and Limitations

Weak in Welsh.

```
## Training Data
not a heading
```

## Training Data

[More Information Needed]
"""

DATA_CARD = """---
pretty_name: Letters
license: cc-by-4.0
language: de
size_categories: [1K<n<10K]
task_categories: [text-classification]
---
# Dataset Card for Letters

## Dataset Summary

Letters to an office.

## Personal and Sensitive Information

Names were replaced.
"""


def cyclonedx() -> dict[str, Any]:
    """A model with its card, and the data that it points to."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"timestamp": "2026-07-01T00:00:00Z"},
        "components": [
            {
                "type": "machine-learning-model",
                "bom-ref": "model",
                "group": "acme",
                "name": "demo-model-7b",
                "version": "3",
                "supplier": {"name": "Acme GmbH", "contact": [{"email": "ai@example.com"}]},
                "licenses": [{"license": {"id": "Apache-2.0"}}],
                "pedigree": {"ancestors": [{"type": "machine-learning-model", "name": "base"}]},
                "modelCard": {
                    "modelParameters": {
                        "task": "classification",
                        "architectureFamily": "transformer",
                        "datasets": [{"ref": "letters"}],
                        "inputs": [{"format": "text"}],
                    },
                    "quantitativeAnalysis": {
                        "performanceMetrics": [
                            {
                                "type": "accuracy", "value": "0.75", "slice": "German",
                                "confidenceInterval": {"lowerBound": "0.7", "upperBound": "0.8"},
                            }
                        ]
                    },
                    "considerations": {
                        "useCases": ["Sorting letters."],
                        "technicalLimitations": ["Weak in Welsh."],
                        "ethicalConsiderations": [
                            {"name": "Unequal", "mitigationStrategy": "Tests by group"}
                        ],
                        "fairnessAssessments": [
                            {"groupAtRisk": "speakers of Welsh", "harms": "later answers"}
                        ],
                        "environmentalConsiderations": {
                            "energyConsumptions": [
                                {
                                    "activity": "training",
                                    "activityEnergyCost": {"value": 12.5, "unit": "kWh"},
                                }
                            ]
                        },
                    },
                },
            },
            {
                "type": "data",
                "bom-ref": "letters",
                "name": "Letters",
                "licenses": [{"expression": "CC-BY-4.0"}],
                "data": [
                    {
                        "type": "dataset",
                        "contents": {"url": "https://example.com/letters"},
                        "sensitiveData": ["names"],
                    }
                ],
            },
        ],
    }  # fmt: skip


def spdx3() -> dict[str, Any]:
    """A model that was trained on a data set."""
    return {
        "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
        "@graph": [
            {
                "type": "CreationInfo", "@id": "_:made", "created": "2026-06-01T00:00:00Z",
                "specVersion": "3.0.1",
            },
            {"type": "Organization", "spdxId": "urn:acme", "name": "Acme GmbH"},
            {
                "type": "ai_AIPackage",
                "spdxId": "urn:model",
                "name": "demo-model-7b",
                "software_packageVersion": "3",
                "suppliedBy": "urn:acme",
                "releaseTime": "2026-05-01T00:00:00Z",
                "ai_autonomyType": "no",
                "ai_domain": ["letters"],
                "ai_typeOfModel": ["transformer"],
                "ai_standardCompliance": ["ISO/IEC 42001"],
                "ai_informationAboutApplication": "Sorting letters.",
                "ai_limitation": "Weak in Welsh.",
                "ai_safetyRiskAssessment": "low",
                "ai_useSensitivePersonalInformation": "noAssertion",
                "ai_metric": [{"type": "DictionaryEntry", "key": "accuracy", "value": "0.75"}],
                "ai_energyConsumption": {
                    "type": "ai_EnergyConsumption",
                    "ai_inferenceEnergyConsumption": [
                        {"ai_energyQuantity": 0.5, "ai_energyUnit": "kilowattHour"}
                    ],
                    "ai_trainingEnergyConsumption": [
                        {"ai_energyQuantity": 12.5, "ai_energyUnit": "kilowattHour"}
                    ],
                },
            },
            {
                "type": "dataset_DatasetPackage",
                "spdxId": "urn:letters",
                "name": "Letters",
                "dataset_datasetSize": 5000,
                "dataset_datasetType": ["text"],
                "dataset_knownBias": ["Few letters from the south."],
                "dataset_hasSensitivePersonalInformation": "yes",
                "dataset_dataCollectionProcess": "From one office.",
            },
            {
                "type": "simplelicensing_LicenseExpression", "spdxId": "urn:licence",
                "simplelicensing_licenseExpression": "Apache-2.0",
            },
            {
                "type": "Relationship", "spdxId": "urn:r1", "relationshipType": "trainedOn",
                "from": "urn:model", "to": ["urn:letters"],
            },
            {
                "type": "Relationship", "spdxId": "urn:r2", "from": "urn:model",
                "relationshipType": "hasDeclaredLicense", "to": ["urn:licence"],
            },
        ],
    }  # fmt: skip


def croissant() -> dict[str, Any]:
    """A data set with fields for responsible use."""
    return {
        "@context": {"@vocab": "https://schema.org/", "rai": "http://mlcommons.org/croissant/RAI/"},
        "@type": "sc:Dataset",
        "conformsTo": [
            "http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0",
        ],
        "name": "letters",
        "description": "Letters to an office.",
        "license": {"@type": "CreativeWork", "name": "CC BY 4.0"},
        "creator": [{"@type": "Organization", "name": "Office"}],
        "datePublished": "2026-04-01",
        "version": "2.0.0",
        "rai:dataCollection": "From one office.",
        "rai:dataCollectionTimeframe": ["2025-01-01", "2025-06-30"],
        "rai:dataBiases": ["Few letters from the south."],
        "rai:personalSensitiveInformation": "Names were replaced.",
        "distribution": [
            {"@type": "cr:FileObject", "contentSize": "5 MB", "encodingFormat": "text/csv"}
        ],
    }  # fmt: skip


WHOLE: dict[str, tuple[tuple[str, Callable[[], Any]], ...]] = {
    "lm_eval": (("results_demo.json", lm_eval),),
    "inspect_ai": (("log.json", inspect_log),),
    "every_eval_ever": (("record.json", every_eval_ever),),
    "helm": (("run_spec.json", helm_spec), ("stats.json", helm_stats)),
    "moonshot": (("result.json", moonshot),),
    "aiverify": (("output.json", aiverify),),
    "hf_card": (("README.md", lambda: CARD), ("README.md", lambda: DATA_CARD)),
    "cyclonedx": (("bom.json", cyclonedx),),
    "spdx3": (("sbom.spdx3.json", spdx3),),
    "croissant": (("croissant.json", croissant),),
}
"""Of every format in a single file: name of a file and what makes its content."""


def written(folder: Path, name: str, content: Any) -> Path:
    """A file with this content, as JSON where it is no text."""
    path = folder / name
    text = content if isinstance(content, str) else json.dumps(content, indent=1)
    path.write_text(text, encoding="utf-8")
    return path


def run_folder(folder: Path, files: dict[str, str]) -> Path:
    """A folder with these files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def packed(path: Path, files: dict[str, str]) -> Path:
    """A ZIP file with these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def with_(content: Any, at: tuple[str | int, ...], value: Any) -> Any:
    """The same content with one thing in it replaced."""
    changed = copy.deepcopy(content)
    inner = changed
    for part in at[:-1]:
        inner = inner[part]
    inner[at[-1]] = value
    return changed


def without(content: Any, *at: str | int) -> Any:
    """The same content without one thing in it."""
    changed = copy.deepcopy(content)
    inner = changed
    for part in at[:-1]:
        inner = inner[part]
    del inner[at[-1]]
    return changed
