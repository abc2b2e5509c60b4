"""Error codes: each is used, each used one is known, and the reference lists them."""

from __future__ import annotations

import ast
import re

import pytest

from compliance.errors import MEANINGS, ConformityError, Problem, ProblemsError, fail
from tests.builders import ROOT

CODE = ROOT / "compliance"
REFERENCE = ROOT / "docs" / "reference" / "errors.md"
FORM = re.compile(r"[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*")
ROOMS = {code.split(".")[0] for code in MEANINGS}


def used() -> dict[str, list[str]]:
    """Constants in the code that are codes, or stand where a code must stand."""
    found: dict[str, list[str]] = {}
    for path in sorted(CODE.rglob("*.py")):
        if path.name == "codes.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Constant) and node.value in MEANINGS:
                names = [node.value]
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                names = re.findall(r"^\[([a-z]+\.[a-z-]+)\] ", node.value)
            elif isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                second = node.args[1] if len(node.args) > 1 else None
                if called in {"fail", "Problem"} and isinstance(second, ast.Constant):
                    names = [second.value]
            for name in names:
                found.setdefault(name, []).append(f"{path.name}:{node.lineno}")
    return found


def test_every_code_is_used():
    assert set(MEANINGS) - set(used()) == set()


def test_every_code_used_is_known():
    assert {code: at for code, at in used().items() if code not in MEANINGS} == {}


def test_codes_named_in_docstrings_are_known():
    named = re.compile(r"``([a-z]+\.[a-z]+(?:-[a-z]+)*)``")
    for path in CODE.rglob("*.py"):
        for code in named.findall(path.read_text("utf-8")):
            if code.split(".")[0] in ROOMS and not code.endswith((".json", ".py", ".yaml")):
                assert code in MEANINGS or code.split(".")[1] in {"json", "jsonl"}, code


def test_a_code_has_the_form_of_a_code_and_its_meaning_is_a_sentence():
    for code, meaning in MEANINGS.items():
        assert FORM.fullmatch(code)
        assert meaning[0].isupper() or meaning[0] in "'“"
        assert meaning.endswith(".")
    assert len(set(MEANINGS.values())) == len(MEANINGS)


def test_the_reference_lists_the_same_codes_with_the_same_meanings():
    rows = re.findall(
        r"^\| `([^`]+)` \| (.*?) \| (.*?) \|$", REFERENCE.read_text("utf-8"), re.MULTILINE
    )
    assert {code: meaning for code, meaning, _ in rows} == MEANINGS
    assert len(rows) == len(MEANINGS)
    assert [code for code, _, way_out in rows if not way_out.strip()] == []


def test_an_unknown_code_cannot_be_raised():
    with pytest.raises(LookupError):
        fail("here", "no.such-code", "Wrong.")


def test_an_error_says_place_code_cause_and_way_out_in_one_line():
    problem = Problem("x.yaml:3", "yaml.syntax", "It ends early.", "Close the bracket.")
    assert str(problem) == "x.yaml:3: [yaml.syntax] It ends early. Close the bracket."
    several = ProblemsError([problem, Problem("y", "file.missing", "Gone.")])
    assert several.code == "yaml.syntax"
    assert len(str(several).splitlines()) == 2
    assert isinstance(several, ConformityError)
    assert several.exit_status == 2
