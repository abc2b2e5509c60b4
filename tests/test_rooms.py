"""The rooms of the code: who may import whom, and what must not stand where."""

from __future__ import annotations

import ast
import functools
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance.assessment.verdict import Status
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from tests.builders import ROOT

CODE = ROOT / "compliance"
FILES = sorted(path for path in CODE.rglob("*.py") if "_shipped" not in path.parts)
DOMAIN = (
    "errors", "data", "language", "law", "checklist", "assessment",
    "storage", "views", "documents", "services",
)  # fmt: skip


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def test_there_is_code_to_look_at():
    assert len(FILES) > 50
    assert {path.relative_to(CODE).parts[0] for path in FILES} >= set(DOMAIN)


def test_the_contracts_of_imports_hold():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 kept, 0 broken" in done.stdout


NOUNS = {"assessment", "journal", "journal.records", "journal.state", "journal.store"}
"""What faces may know of the assessment."""


def test_the_contract_on_faces_names_all_of_the_assessment_but_its_nouns():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (faces,) = [one for one in contracts["contracts"] if one["name"].startswith("Faces")]
    inside = CODE / "assessment"
    modules = {
        ".".join(path.relative_to(inside).with_suffix("").parts)
        for path in FILES
        if inside in path.parents and path.stem != "__init__"
    }
    named = {name.removeprefix("compliance.assessment.") for name in faces["forbidden_modules"]}
    assert {name for name in modules if name not in NOUNS} <= named


# --- one clock, read by the faces only

CLOCK = "compliance/services/clock.py"
CLOCKS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "strftime"},
}


def clocks(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            base = node.value
            name = base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
            if node.attr in CLOCKS.get(name, set()):
                yield f"{node.lineno}: {name}.{node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield f"{node.lineno}: from time import"


def test_the_search_for_clocks_finds_them():
    found = list(clocks(ast.parse("import datetime as d\nx = d.datetime.now()\ny = time.time()")))
    assert len(found) == 2


def test_there_is_one_clock_and_only_the_faces_read_it():
    found = {
        name_of(path): list(clocks(tree_of(path))) for path in FILES if list(clocks(tree_of(path)))
    }
    assert {name: len(lines) for name, lines in found.items()} == {CLOCK: 1}
    readers = {
        name_of(path).split("/")[1]
        for path in FILES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.module == "compliance.services.clock"
    }
    assert readers == {"cli", "web"}


# --- the law stands in the checklists, not in the code

LAW = re.compile(
    r"\b(art|annex|rec|chp)-\d|\b(Articles?|Annex|Annexes|Recitals?) (\d|[IVX]+\b)"
    r"|\b20(2[4-9]|30)-\d\d|\b20(2[4-9]|30)\b|\b2024/1689\b"
)
LAW_ALLOWED = {
    ("compliance/law/official/xhtml.py", "title-annex-"): "class names of the publisher's pages",
    ("compliance/services/pack/bag.py", "datetime.datetime(1980"): "no ZIP file knows earlier days",
    ("compliance/data/typed.py", "Write year-month-day, for example"): (
        "shows how a date is written"
    ),
}


def constants(tree: ast.Module) -> Iterator[ast.Constant]:
    """Constants that are not docstrings."""
    texts = {
        id(part.value)
        for node in ast.walk(tree)
        if isinstance(body := getattr(node, "body", None), list)
        for part in body
        if isinstance(part, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in texts:
            yield node


def law_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in constants(tree):
        if isinstance(node.value, str) and LAW.search(node.value):
            yield node.lineno, node.value
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "attr", getattr(node.func, "id", "")) in {"date", "datetime"}
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield node.lineno, ast.unparse(node)


@pytest.mark.parametrize(
    "code",
    [
        'x = "art-14.4.e"',
        'x = f"see Article 6(3) of {law}"',
        'x = "Annex III"',
        'x = "2027-12-02"',
        'x = "Regulation (EU) 2024/1689"',
        "x = datetime.date(2026, 8, 2)",
    ],
)
def test_the_search_for_law_finds_it(code):
    assert list(law_in(ast.parse(code)))


def test_no_provision_and_no_date_of_the_act_stands_in_the_code():
    found = [
        f"{name_of(path)}:{line}: {text[:70]!r}"
        for path in FILES
        for line, text in law_in(tree_of(path))
        if not any(name == name_of(path) and text.startswith(start) for name, start in LAW_ALLOWED)
    ]
    assert found == []


# --- nor does what one pack says: its ids, its words, its names

PUBLISHER = "compliance/law/official/"
"""Importers of one publisher, who numbers and names things in one way."""
NAMES = re.compile(
    r"\b(Article|Annex|Recital|Regulation|Directive)s?\b|\b(EU|Union|CE|EUR-Lex)\b"
    r"|\b(the|an|EU|AI) Act\b|\beu-ai-act\b|\bnotified bod"
)
NAMES_ALLOWED = {("compliance/errors/codes.py", "The file is the text of another act.")}


def pack_ids(catalogue: Catalogue) -> set[str]:
    """Ids by which only the pack itself may go: of facts, conclusions, requirements,
    and of the words by which conclusions and requirements are gathered."""
    gathered = ("conclusion-groups", "themes", "stages", "roles", "evidence-kinds")
    words = {word.id for name in gathered for word in catalogue.words(name)}
    ids = {*catalogue.questions, *catalogue.conclusions, *words}
    routes = {route.id for route in catalogue.timeline.routes}
    return (ids | routes) - GENERAL


GENERAL = {
    # Words of the program that a pack uses too, each for something of its own.
    "classification",  # a page and a chapter
    "internal",  # the group of words that says so
    "other",  # the kind of evidence of a pack that has no kinds
    "importer",  # a key of law.yaml
    "roles",  # the vocabulary itself
    "scope",  # of a question: for one system or for all
}


def strings(path: Path) -> Iterator[tuple[int, str]]:
    for node in constants(tree_of(path)):
        if isinstance(node.value, str):
            yield node.lineno, node.value


def test_no_id_of_the_shipped_pack_stands_in_the_code(shipped: Catalogue):
    ids = pack_ids(shipped)
    assert {"operator.name", "system.name", "high-risk", "human-oversight"} <= ids
    found = [
        f"{name_of(path)}:{line}: {text!r}"
        for path in FILES
        for line, text in strings(path)
        if text in ids
    ]
    assert found == []


def test_every_word_that_the_code_shares_with_the_pack_is_one_of_both(shipped: Catalogue):
    used = {text for path in FILES for _, text in strings(path)}
    in_the_pack = {
        *(word.id for known in shipped.vocabularies.values() for word in known.words),
        *shipped.vocabularies,
    }
    assert {word for word in GENERAL if word not in used or word not in in_the_pack} == set()


def test_no_name_of_one_law_stands_in_the_code():
    found = [
        f"{name_of(path)}:{line}: {text[:70]!r}"
        for path in FILES
        if not name_of(path).startswith(PUBLISHER)
        for line, text in strings(path)
        if NAMES.search(text) and (name_of(path), text) not in NAMES_ALLOWED
    ]
    assert found == []


def test_no_name_of_one_law_stands_in_the_templates():
    found = [
        f"{name_of(path)}:{at}: {line.strip()[:70]}"
        for path in sorted((ROOT / "templates").rglob("*.j2"))
        for at, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if NAMES.search(line)
    ]
    assert found == []


def test_vocabularies_are_named_in_one_place():
    named = {"label", "word", "words", "words_in"}
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") in named
        and len(node.args) > 1 - (node.func.attr == "words")
        and isinstance(node.args[0], ast.Constant)
    ]
    assert found == []
    for name in ("evidence-kinds", "conclusion-groups"):
        files = [name_of(path) for path in FILES for _, text in strings(path) if text == name]
        assert files == ["compliance/checklist/base.py"]


def test_members_of_enums_are_compared_as_such():
    values = {member.value for kind in (Status, Truth) for member in kind}
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Compare)
        and any(getattr(side, "attr", "") == "value" for side in (node.left, *node.comparators))
        and any(
            isinstance(side, ast.Constant) and side.value in values
            for side in (node.left, *node.comparators)
        )
    ]
    assert found == []


def test_no_allowance_outlives_its_reason():
    for name, start in LAW_ALLOWED:
        texts = [text for _, text in law_in(tree_of(ROOT / name))]
        assert any(text.startswith(start) for text in texts), name


# --- sizes

LONGEST_MODULE, LONGEST_FUNCTION = 450, 60
"""One subject a module is the rule; beyond this length it holds two."""


def functions(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or 0) - node.lineno + 1


def test_no_module_is_too_long_to_be_read_at_once():
    sizes = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in FILES}
    long = {name for name, size in sizes.items() if size > LONGEST_MODULE}
    assert long == set()


def test_no_function_is_too_long_to_be_read_at_once():
    found = [
        f"{name_of(path)}: {name} has {size} lines"
        for path in FILES
        for name, size in functions(tree_of(path))
        if size > LONGEST_FUNCTION
    ]
    assert found == []


def undocumented(tree: ast.Module) -> Iterator[str]:
    """Functions others call with arguments, without a word on what they mean.

    Pages and commands have a decorator: their address and their help say it.
    """
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            named = node.args.args or node.args.kwonlyargs
            if named and not node.decorator_list and not ast.get_docstring(node):
                yield node.name


def test_the_search_for_functions_without_a_word_finds_them():
    code = "def a(x): pass\ndef b(*, x): pass\ndef c(): pass\ndef d(x):\n  'Says it.'"
    assert list(undocumented(ast.parse(code))) == ["a", "b"]


def test_what_is_called_with_arguments_says_what_it_means():
    found = {name_of(path): list(undocumented(tree_of(path))) for path in FILES}
    assert {name: names for name, names in found.items() if names} == {}


def test_checklists_and_templates_hold_no_code():
    for folder in ("checklists", "templates"):
        assert list((ROOT / folder).rglob("*.py")) == []


# --- what never belongs into the repository


@functools.cache
def tracked() -> tuple[Path, ...]:
    done = subprocess.run(
        ["git", "ls-files", "-z"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    names = [name for name in done.stdout.split("\0") if name]
    if done.returncode or not names:
        pytest.skip("this is not a checkout")
    return tuple(ROOT / name for name in names if (ROOT / name).is_file())


def lines() -> Iterator[tuple[str, int, str]]:
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            yield name_of(path), number, line


# Put together here, so that this file does not hold what it looks for.
MACHINE = re.compile(
    r"(?<![\w.])/" + r"(?:wor" + r"k|ho" + r"me|ro" + r"ot|Use" + r"rs)/\w"
    r"|(?<![\w.])/op" + r"t/venv|[A-Z]:\\Use" + r"rs"
)
LATER = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK|W" + r"IP)\b")


def test_the_searches_find_what_they_look_for():
    assert MACHINE.search("see /" + "work/main")
    assert MACHINE.search("'/" + "home/ann/x'")
    assert not MACHINE.search("https://example.com/" + "home/x")
    assert LATER.search("# TO" + "DO: later")


def test_no_path_of_a_machine_is_in_the_repository():
    found = [f"{n}:{at}: {text.strip()}" for n, at, text in lines() if MACHINE.search(text)]
    assert found == []


QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
"""What stands in quotation marks is a text under test, no remark to oneself."""


def test_nothing_is_left_for_later_in_the_repository():
    found = [
        f"{name}:{at}: {text.strip()}"
        for name, at, text in lines()
        if LATER.search(QUOTED.sub("", text))
    ]
    assert found == []


def test_nothing_that_is_made_is_in_the_repository():
    made = re.compile(r"(^|/)(__pycache__|\.venv|\.pytest_cache|dist|build|out)/|\.pyc$")
    assert [name_of(path) for path in tracked() if made.search(name_of(path))] == []
