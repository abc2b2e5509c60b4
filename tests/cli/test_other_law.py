"""A law of another country, in some forty lines, runs from the command line as it is.

The pack under ``tests/packs`` brings no timeline, no grammar of citations, no evidence
kinds, no themes and no declaration; the program has nothing of its own to put there.
"""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

from tests.builders import BEN, ROOT, conformity

PACKS = ROOT / "tests" / "packs"
EDITION = PACKS / "co-admt" / "1"
CITED = "6-1-1702(1)(a)"
MOST_LINES = 40
FOREIGN = re.compile(
    r"\b(Acts?|Union|EU|CE|Articles?|Annex(?:es)?|Recitals?|CELEX|EUR-Lex|Regulation|"
    r"Directive|notified body|Member States?|high-risk|general-purpose|GPAI|"
    r"declaration of conformity|Section [A-Z]|provider|deployer|importer|market)\b",
    re.IGNORECASE,
)
"""Words of the law that is shipped; a pack that does not bring them never sees them."""
OWN = ("deployers", "Documents for deployers")


def program(home: Path) -> Callable[..., str]:
    """The program as a process, with the pack of the other law alone."""

    def call(*arguments: object, stdin: str = "", status: int = 0) -> str:
        done = conformity(*arguments, home=home, stdin=stdin, CONFORMITY_CHECKLISTS=str(PACKS))
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    return call


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., str]:
    return program(tmp_path)


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An assessment that was begun and answered in the terminal."""
    home = tmp_path_factory.mktemp("answered")
    call = program(home)
    call("new", "sorter")
    said = call("ask", "sorter", stdin="Sorter 3\nyes\nno\nNobody wrote one.\n")
    assert f"{CITED} (Uses that are meant" in said
    assert "Part 2 of 2: 6-1-1702: What developers hand over" in said
    assert "Every question that arises has an answer." in said
    return home / "sorter"


@pytest.fixture
def begun(answered: Path, tmp_path: Path) -> str:
    """The name of a copy of it."""
    shutil.copytree(answered, tmp_path / "sorter")
    return "sorter"


def pages(path: Path) -> str:
    reader = pypdf.PdfReader(io.BytesIO(path.read_bytes()))
    text = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(text.split())


def foreign(text: str) -> set[str]:
    """Words that the pack did not bring."""
    for own in OWN:
        text = text.replace(own, "")
    return set(FOREIGN.findall(text))


def test_the_pack_is_short_and_passes_the_lint(run):
    files = [*PACKS.rglob("*.yaml")]
    lines = [
        line
        for file in files
        for line in file.read_text("utf-8").splitlines()
        if line.strip() and not line.lstrip().startswith("#")
    ]
    assert len(lines) <= MOST_LINES
    assert run("checklists", "lint", PACKS).splitlines()[-1] == "0 problems."


def test_another_law_is_assessed_from_beginning_to_end(run, begun, tmp_path):
    said = run("check", begun, status=1)
    assert f"× Not met  Documents for deployers ({CITED}, documents)" in said
    assert "6-1-1702: What developers hand over" in said
    said += run("answer", begun, "documents", "yes", "--explain", "Leaflet, page 2.")
    (tmp_path / "leaflet.txt").write_text("What it is for.", "utf-8")
    said += run(
        "evidence", "add", begun, "leaflet.txt", "--kind", "other", "--supports", "documents"
    )
    said += run("review", begun, "documents", "--approve", "--by", BEN)
    said += run("check", begun)
    found = json.loads(run("check", begun, "--format", "json"))
    (finding,) = found["findings"]
    assert (finding["provisions"], finding["status"]) == (["6-1-1702.1.a"], "met")
    for command in ("classify", "status", "deadlines", "history"):
        said += run(command, begun)
    assert "+ Covered tool: holds (6-1-1701)" in said
    said += run("dossier", begun, "-o", "sorter.pdf")
    said += run("verify", "sorter.pdf", begun)
    assert "Nothing was found changed." in said
    assert foreign(said) == set()


def test_the_dossier_speaks_of_that_law_alone(run, begun, tmp_path):
    run("dossier", begun, "-o", "sorter.pdf", "--as-of", "2027-02-01")
    text = pages(tmp_path / "sorter.pdf")
    assert "How the tool stands against the Colorado ADMT law" in text
    assert "Name of the tool Sorter 3" in text
    assert "Classification Covered tool" in text
    assert f"Documents for deployers × Not met · {CITED} · Developer · applies from" in text
    assert f"6-1-1702 What developers hand over: {CITED.removeprefix('6-1-1702')}" in text
    assert "1 January 2027 + Applies The whole law" in text
    assert "Findings by provision" in text
    assert "not a decision of an authority." in text
    assert foreign(text) == set()


@pytest.mark.parametrize("typed", [CITED, "§ 6-1-1702 (1)(A)", "6-1-1702.1.a"])
def test_a_citation_is_read_as_people_write_it(run, begun, typed: str):
    said = run("law", "show", typed)
    assert f"{CITED}: Uses that are meant, and uses that do harm" in said
    assert "2027-01-01  The whole law" in said
    assert foreign(said) == set()
    assert "[documents]" in run("ask", begun, "--at", typed, stdin=":quit\n")
    assert "[documents]" in run("ask", begun, "--at", "tool.name", stdin=f":jump {typed}\n:quit\n")


def test_what_the_law_does_not_have_is_refused(run):
    assert "[law.bad-provision]" in run("law", "show", "6-1-1702(9)", status=2)
    assert "Write for example 6-1-1702.1.a or " in run("law", "show", "§", status=2)
    said = run("law", "show", "6-1-1702.9", status=2)
    assert "The outline of the law has no 6-1-1702(9)." in said
    assert "Under 6-1-1702 there are: 6-1-1702.1." in said


def test_a_law_without_importer_says_so(run, begun, tmp_path):
    (tmp_path / "law.html").write_text("<html><p>6-1-1702</p></html>", "utf-8")
    assert "[law.no-importer]" in run("law", "import", "law.html", status=2)
    said = run("ask", begun, "--at", "documents", stdin=":law\n:quit\n")
    assert "The official text of this law cannot be imported." in said


def test_a_folder_of_packs_that_does_not_exist_is_named(tmp_path):
    done = conformity("checklists", "list", home=tmp_path, CONFORMITY_CHECKLISTS="nowhere")
    assert done.returncode == 2
    assert "nowhere: [file.missing] CONFORMITY_CHECKLISTS names a folder" in done.stderr
