"""The documentation is true: its commands run, its links lead somewhere, its
reference pages name everything there is.

Conventions in the Markdown files:

- a block marked ``sh run`` is run; the blocks of one file run in order in one new
  folder, and each must end with status 0 (``sh run exit=1`` says otherwise);
- what a person types into a block stands before it in ``<!-- typed ... -->``;
- a block marked ``text shown`` is an excerpt of what the block before it printed:
  every line must have been printed, in this order. Dates, hashes and numbers of
  assessments may differ; a line with only an ellipsis leaves something out.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

import jsonschema
import pytest
from pydantic import BaseModel

from compliance.assessment.journal import records
from compliance.assessment.verdict import Status
from compliance.checklist import (
    after_launch,
    claims,
    conditions,
    documents,
    gaps,
    letters,
    model,
    questions,
    reading_headings,
    reading_kinds,
    reading_tables,
    supply,
)
from compliance.checklist.editions import migration
from compliance.cli.checklists.command import coverage_json
from compliance.errors import MEANINGS
from compliance.law import provision, timeline
from compliance.services.accounts import people
from compliance.services.assess import answers_file, import_plan
from compliance.views.checklist import show_coverage
from compliance.web.people import identity
from tests.docs import generate

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
FENCE = re.compile(
    r"(?:<!-- typed\n(?P<typed>.*?)-->\n)?^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@dataclass
class Block:
    """A block to run, with the excerpt of its output that is shown."""

    body: str
    typed: str
    status: int
    line: int
    shown: list[str] = field(default_factory=list)


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    found: list[Block] = []
    for match in FENCE.finditer(text):
        words = match["info"].split()
        if words[:2] == ["sh", "run"]:
            status = next((int(w[5:]) for w in words if w.startswith("exit=")), 0)
            line = text.count("\n", 0, match.start("body")) + 1
            found.append(Block(match["body"], match["typed"] or "", status, line))
        elif words == ["text", "shown"]:
            assert found, f"{name_of(page)}: an excerpt without a block before it"
            found[-1].shown.append(match["body"])
    return found


RUNNABLE = [page for page in PAGES if blocks_of(page)]


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment in which ``conformity`` is this checkout."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, arguments in (("conformity", " -m compliance"), ("python3", "")):
        path = tools / name
        path.write_text(f'#!/bin/sh\nexec "{sys.executable}"{arguments} "$@"\n')
        path.chmod(0o755)
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    return {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "CHECKOUT": str(ROOT),
        "HOME": str(tmp_path / "home"),
        # One for all pages: they issue dossiers of the same examples.
        "CONFORMITY_CACHE": os.environ["CONFORMITY_CACHE"],
        "COLUMNS": "80",
        "LC_ALL": "C.UTF-8",
        "CONFORMITY_AUTHOR": "Li Wei, compliance officer",
        "TMPDIR": str(tmp_path),
    }


def same_form(text: str) -> str:
    """Text without what differs from run to run."""
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "TIME", text)
    text = re.sub(r"CA-\d{8}-[0-9A-F]{6}", "CA", text)
    text = re.sub(r"\b[0-9a-f]{16,64}\b", "HASH", text)
    text = re.sub(r"\d{4}-\d\d-\d\d", "DAY", text)
    text = re.sub(r"\b[\d,]+ bytes", "SIZE bytes", text)
    return " ".join(text.split())


@pytest.mark.skipif(os.name == "nt", reason="the commands are for a POSIX shell")
@pytest.mark.parametrize("page", RUNNABLE, ids=name_of)
def test_the_commands_of_a_page_do_what_the_page_says(
    page: Path, tmp_path: Path, shell: dict[str, str]
) -> None:
    for block in blocks_of(page):
        done = subprocess.run(
            ["sh", "-eu", "-c", block.body],
            cwd=tmp_path / "work",
            env=shell,
            input=block.typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        place = f"{name_of(page)}:{block.line}"
        assert done.returncode == block.status, f"{place}\n{done.stdout}"
        check_shown(place, block, done.stdout)


def check_shown(place: str, block: Block, printed: str) -> None:
    lines = [same_form(line) for line in printed.splitlines()]
    for excerpt in block.shown:
        at = 0
        for line in excerpt.splitlines():
            wanted = same_form(line)
            if wanted in {"", "…"}:
                continue
            assert wanted in lines[at:], f"{place}: not printed: {line}\n{printed}"
            at = lines.index(wanted, at) + 1


def anchors(page: Path) -> set[str]:
    text = FENCE.sub("", page.read_text("utf-8"))
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", title.lower()) for title in titles]
    return {title.replace(" ", "-") for title in plain}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_inside_the_documentation_lead_somewhere(page: Path) -> None:
    text = FENCE.sub("", page.read_text("utf-8"))
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        found = (page.parent / name).resolve() if name else page
        assert found.exists(), f"{name_of(page)}: {target}"
        assert found.is_relative_to(ROOT), f"{name_of(page)}: {target}"
        if anchor and found.suffix == ".md":
            assert anchor in anchors(found), f"{name_of(page)}: {target}"


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        targets = LINK.findall(FENCE.sub("", page.read_text("utf-8")))
        waiting += [
            (page.parent / target.partition("#")[0]).resolve()
            for target in targets
            if not re.match(r"[a-z]+:|#", target)
        ]
    assert not [name_of(page) for page in PAGES if page not in reached]


@pytest.mark.parametrize("target", generate.FILES, ids=lambda target: target.name)
def test_what_follows_from_the_code_is_generated_from_it(target: Path) -> None:
    assert target.read_text("utf-8") == generate.FILES[target](), (
        "run: python -m tests.docs.generate"
    )


def rows(page: Path, title: str = "") -> list[list[str]]:
    """Cells of every table on a page, or below one title of it."""
    text = page.read_text("utf-8")
    if title:
        parts = re.split(rf"^#+ {re.escape(title)}$", text, flags=re.MULTILINE)
        assert len(parts) == 2, f"{name_of(page)} needs one title: {title}"
        text = re.split(r"^#+ ", parts[1], flags=re.MULTILINE)[0]
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def keys(page: Path, title: str = "") -> set[str]:
    """What stands in the first column of the tables below a title."""
    return {name for cells in rows(page, title) for name in re.findall("`(.+?)`", cells[0])}


def fields(*models: type[BaseModel]) -> set[str]:
    for one in models:
        one.model_rebuild()  # models are finished when they are first needed
    return {
        known.alias or name for declared in models for name, known in declared.model_fields.items()
    }


def test_the_error_reference_lists_every_code_with_its_meaning() -> None:
    found = {cells[0].strip("`"): cells[1:] for cells in rows(DOCS / "reference/errors.md")}
    assert {code: cells[0] for code, cells in found.items()} == MEANINGS
    for code, cells in found.items():
        assert len(cells) == 2, code
        assert len(cells[1]) > 10, f"{code} has no way out"


questions._Question.model_rebuild()
COMMON = set(questions._Question.model_fields)
CHECKLIST_SECTIONS = {
    "The pack": fields(model.PackFile, model.Edition),
    "Law": fields(timeline.LawState),
    "Citations": fields(provision.Grammar, provision.Kind)
    | {f"{{{slot}}}" for slot in provision.SHOWN},
    "Timeline": fields(timeline.Timeline),
    "Rule": fields(timeline.Rule),
    "Route, open question, reading, milestone": fields(
        timeline.Route, timeline.OpenQuestion, timeline.Reading, timeline.Milestone
    ),
    "Vocabularies": fields(model.VocabularyFile, model.Vocabulary, model.Word),
    "Facts": fields(model.FactFile, model.Section),
    "Questions": COMMON,
    "Question types": {"choice", "choices", "yes-no", "text", "number", "date"}
    | {"group", "file"}
    | (
        fields(
            questions.ChoiceQuestion,
            questions.ChoicesQuestion,
            questions.TextQuestion,
            questions.NumberQuestion,
            questions.DateQuestion,
            questions.FileQuestion,
            questions.GroupQuestion,
        )
        - COMMON
    ),
    "Option": fields(model.MainOption),
    "Guidance": fields(questions.Guidance),
    "Conclusions": fields(model.ConclusionFile, model.Conclusion),
    "Requirements": fields(model.RequirementFile, model.Requirement),
    "Main question": fields(model.MainQuestion, model.NotApplicable),
    "Evidence request": fields(model.EvidenceRequest),
    "Gap": fields(gaps.OptionGap),
    "Gap rule": fields(gaps.GapRule),
    "Demand": fields(model.Demand),
    "Review": fields(model.Review),
    "Routes": fields(model.RouteFile, model.RouteRule, model.WaitRule),
    "Documents": fields(
        documents.DocumentFile,
        documents.About,
        documents.LeftOut,
        documents.Particular,
        documents.Signature,
    )
    - {"provisions", "because"},
    "Section of a document": fields(documents.DocumentSection),
    "Point of a document": fields(documents.Point, documents.Listed),
    "What a declaration vouches for": fields(documents.Vouching),
    "Requirements on one side of the declaration": fields(documents.Attested),
    "Fine": fields(documents.Fined),
    "Stated day": fields(questions.StatedDay),
    "After the launch": fields(
        after_launch.AfterLaunchFile,
        after_launch.EntryKind,
        after_launch.Named,
        after_launch.ToldTable,
        after_launch.InOrder,
        after_launch.Remark,
    ),
    "Duty after the launch": fields(after_launch.AfterDuty, after_launch.Whom, after_launch.Limit),
    "Claims": fields(claims.ClaimsFile, claims.Claim, claims.Names, gaps.StatedGap),
    "First supply": fields(supply.SupplyFile, supply.Step),
    "Tables of others": fields(
        reading_tables.TableFile, reading_tables.TableWords, reading_tables.FieldWords
    ),
    "Words for files of evidence": fields(reading_kinds.EvidenceWords, reading_kinds.KindWords),
    "Headings of documents": fields(
        reading_headings.HeadingFile, reading_headings.HeadingPart, reading_headings.HeadingWords
    ),
    "Letters": fields(letters.LetterFile, letters.Letter),
    "The dossier": fields(model.DossierFile, model.Subject, model.DrawnTable),
    "Migrations": fields(
        migration.MigrationFile, migration.Renamed, migration.Split, migration.OptionsChanged
    ),
    "Kinds of migration lines": {
        kind
        for line in get_args(get_args(migration.Change)[0])
        for kind in get_args(line.model_fields["change"].annotation)
    },
    "Condition": fields(
        conditions.All,
        conditions.AnyOf,
        conditions.Not,
        conditions.Holds,
        conditions.Always,
        conditions.FactTest,
    ),
}


@pytest.mark.parametrize("title", CHECKLIST_SECTIONS)
def test_the_checklist_reference_lists_every_key_of_the_model(title: str) -> None:
    assert keys(DOCS / "reference/checklists.md", title) == CHECKLIST_SECTIONS[title]


ANSWER_SECTIONS = {
    "An answer": set(import_plan._KEYS),
    "A piece of evidence": fields(answers_file.EvidenceEntry),
    "An assignment": fields(answers_file.AssignmentEntry),
    "A review": fields(answers_file.ReviewEntry),
    "Top of the file": fields(answers_file.AnswersFile),
}


@pytest.mark.parametrize("title", ANSWER_SECTIONS)
def test_the_page_on_answers_files_lists_every_key(title: str) -> None:
    assert keys(DOCS / "how-to/answers-file.md", title) == ANSWER_SECTIONS[title]


RECORD_SECTIONS = {
    "The envelope": records.Record,
    "begin": records.Begin,
    "answer": records.Answer,
    "evidence": records.Evidence,
    "evidence-marked": records.EvidenceMarked,
    "evidence-linked": records.EvidenceLinked,
    "evidence-withdrawn": records.EvidenceWithdrawn,
    "note": records.Note,
    "review": records.ReviewGiven,
    "assignment": records.Assignment,
    "migrated": records.Migrated,
    "entry": records.EntryMade,
    "entry-changed": records.EntryChanged,
}


@pytest.mark.parametrize("title", RECORD_SECTIONS)
def test_the_journal_reference_lists_every_key_of_a_record(title: str) -> None:
    wanted = fields(RECORD_SECTIONS[title]) - {"kind"}
    assert keys(DOCS / "reference/journal.md", title) == wanted


def test_the_page_on_roles_lists_every_role_and_every_key_of_an_account() -> None:
    page = DOCS / "reference/roles.md"
    assert keys(page, "Roles") == set(people.ROLES)
    assert keys(page, "The file of accounts") == fields(people.Account)
    said = {cells[0].strip("`"): cells[2] for cells in rows(page, "Roles")}
    words = {
        "begin": "begin assessments",
        "answer": "answer,",
        "attach": "attach and withdraw evidence",
        "discuss": "discuss",
        "assign": "assign owners",
        "issue": "issue dossiers",
        "review": "review,",
        "sign": "sign off",
    }
    for action, word in words.items():
        told = {role for role, text in said.items() if word in text}
        assert told == set(identity.MAY[action]), action


def json_keys(value: object) -> set[str]:
    """Keys at every depth."""
    if isinstance(value, dict):
        return set(value).union(*(json_keys(item) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(json_keys(item) for item in value))
    return set()


@pytest.mark.skipif(os.name == "nt", reason="the commands are for a POSIX shell")
@pytest.mark.parametrize("command", ["check", "classify", "deadlines", "status"])
def test_what_is_printed_for_machines_follows_its_schema(
    command: str, tmp_path: Path, shell: dict[str, str]
) -> None:
    case = tmp_path / "case"
    for line in (
        ["new", str(case)],
        ["answer", str(case), "operator.established-in", "CN"],
        ["answer", str(case), "market.supplied-in-union", "yes"],
        ["answer", str(case), "market.status", "not-yet"],
        ["answer", str(case), "market.planned-date", "2099-12-02"],
        [command, str(case), "--format", "json"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "compliance", *line],
            env=shell,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    schema = json.loads((DOCS / f"reference/json/{command}.schema.json").read_text("utf-8"))
    jsonschema.validate(json.loads(done.stdout), schema)


def test_the_page_on_json_lists_every_key_of_the_coverage(shipped) -> None:
    printed = json_keys(coverage_json(show_coverage(shipped)))
    assert printed == keys(DOCS / "reference/json-output.md", "conformity checklists coverage")


def test_the_pages_on_findings_name_every_status_and_severity() -> None:
    text = (DOCS / "reference/json-output.md").read_text("utf-8")
    words = [status.value for status in Status] + list(get_args(gaps.Severity))
    assert not [word for word in words if f"`{word}`" not in text]


def test_no_page_names_a_path_of_a_machine() -> None:
    pattern = re.compile(r"/(?:work|root|home|opt|Users)/\w+")
    for page in PAGES:
        assert not pattern.search(page.read_text("utf-8")), name_of(page)


def test_the_page_on_the_architecture_names_files_and_floors_that_exist() -> None:
    text = (DOCS / "explanation/architecture.md").read_text("utf-8")
    named = set(re.findall(r"`((?:compliance|tests|templates|checklists)/[^`]*)`", text))
    assert len(named) > 30
    assert not [name for name in sorted(named) if not (ROOT / name).exists()]
    floors = {
        path.name for path in (ROOT / "compliance").iterdir() if (path / "__init__.py").is_file()
    }
    told = {
        name
        for cells in rows(DOCS / "explanation/architecture.md", "Floors")
        for name in re.findall("`(\\w+)`", cells[0])
    }
    assert told == floors
