"""Whether two names are of one model: written otherwise, dated, shortened, or another one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.adapters.base import About
from compliance.adapters.checks import same_model
from compliance.adapters.model_names import match, take_apart


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Qwen/Qwen3-235B-A22B", "Qwen3-235B-A22B (release 2507, July 2025)"),
        ("hf/qwen/qwen3_235b_a22b", "qwen3 235b a22b"),
        ("ollama/qwen2.5:0.5b", "Qwen/Qwen2.5-0.5B"),
        ("openai/gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
        ("models/ranker-3.safetensors", "Ranker 3"),
        ("acme__demo-model-7b", "acme/demo-model-7b"),
        ("demo-model-7b-bf16", "demo-model-7b"),
        ("deepseek-r1:latest", "DeepSeek-R1"),
    ],
)
def test_what_is_only_written_otherwise_is_the_same(theirs, ours):
    found = match(theirs, (ours,))
    assert found is not None
    assert found.alike


@pytest.mark.parametrize(
    ("theirs", "ours", "because"),
    [
        ("qwen3-8b-awq", "Qwen3-8B", "shortened numbers (awq)"),
        ("qwen3:8b-q4_K_M", "Qwen3-8B", "shortened numbers (q4-k-m)"),
        ("Qwen3-8B", "Qwen3-8B-GPTQ-Int4", "full numbers"),
        ("gpt-4o-2024-05-13", "gpt-4o-2024-08-06", "the edition 2024-05-13, not 2024-08-06"),
    ],
)
def test_another_edition_is_neither_the_same_nor_another_model(theirs, ours, because):
    found = match(theirs, (ours,))
    assert found is not None
    assert not found.alike
    assert because in found.because
    check = same_model([theirs], About(models=(ours,)))
    assert check.outcome == "unknown"
    assert because in check.said


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Qwen3-8B-Instruct", "Qwen3-8B"),
        ("Qwen3-8B", "Qwen3-80B"),
        ("Qwen2.5-8B", "Qwen3-8B"),
        ("gpt-4o", "gpt-4o-mini"),
        ("demo", ""),
        ("", "demo"),
    ],
)
def test_another_model_is_another_model(theirs, ours):
    assert match(theirs, (ours,)) is None


@given(st.text(max_size=300))
def test_any_name_can_be_taken_apart_and_is_like_itself(name):
    apart = take_apart(name)
    found = match(name, (name,))
    assert (found is not None and found.alike) or not apart.core
