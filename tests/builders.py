"""Small helpers of the tests: a mini pack, assessments, answers, processes."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from compliance.assessment.facts import AnswerFacts
from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import (
    GENESIS,
    Answer,
    Begin,
    Data,
    Record,
    seal,
    timestamp,
)
from compliance.assessment.journal.state import Given
from compliance.assessment.journal.store import Entry
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import load_catalogue
from compliance.storage.folder.workspace import FolderBinder
from compliance.storage.opened import OpenAssessment

ROOT = Path(__file__).resolve().parent.parent
NO_TEXTS = "the texts of the law are not here"


def beside(*names: str) -> Path:
    """A text that lies beside the repository on some machines only.

    Where it does not, the test is skipped; the end of the run counts and names those
    tests (`tests/conftest.py`).
    """
    path = ROOT.parent.joinpath("shared", *names)
    if not path.exists():
        pytest.skip(NO_TEXTS)
    return path


AT = datetime.datetime(2030, 6, 1, 9, 0, tzinfo=datetime.UTC)
TODAY = AT.date()
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
"""Before whatever the clock of the machine says."""
ANN, BEN = "Ann Author", "Ben Reviewer"
EDITION = "1.2030-01-01"

CITATIONS = """
citations:
  unit: article
  kinds:
    - {written: "rec-{number}", printed: "Recital {number}", explanations: Recitals}
    - {written: "art-{number}[{letter}]", printed: "Article {number}[{letter}]"}
    - {written: "annex-{number}", printed: "Annex {roman}", name: annex}
  parts:
    - {written: "sub-{number}", printed: ", subparagraph {number}", silent: true}
    - {written: "{any}", printed: ", point {any}", after: [annex]}
    - {written: "{any}", printed: "({any})"}
"""
"""How invented laws are cited: in articles, annexes and recitals."""

MINI = {
    "pack.yaml": """
pack: mini
title: "Mini law"
editions:
  - {id: 1.2030-01-01, law_state: 2030-01-01}
""",
    "law/law.yaml": CITATIONS
    + """
name: "Mini Act on machines"
short_name: "Mini Act"
number: "Mini Act No. 1"
published: "Gazette 2029, page 1"
amended_by: ["Mini Act No. 2"]
state: 2030-01-01
entry_into_force: 2029-06-01
authentic: "Only the Gazette is authentic."
importer: eurlex
limits: ["Boats are not covered."]
""",
    "law/timeline.yaml": """
routes:
  - {id: listed, title: "Listed use"}
rules:
  - id: general
    title: "Everything"
    provisions: [art-1, art-2, art-3]
    exceptions: [art-2.3]
    from: 2030-02-01
    basis: [art-3.1]
    source: "Gazette 2029, page 9"
  - id: tell-date
    title: "Telling people"
    provisions: [art-2.3]
    from: 2030-04-01
    basis: [art-3.1]
    source: "Gazette 2029, page 9"
  - id: listed-literal
    title: "Listed use, by the wording"
    provisions: [art-2]
    route: listed
    from: 2030-03-01
    basis: [art-3.1]
    source: "Gazette 2029, page 9"
    reading: literal
  - id: listed-late
    title: "Listed use, by the purpose"
    provisions: [art-2]
    route: listed
    from: 2031-03-01
    basis: [art-3.1]
    source: "Gazette 2029, page 9"
    reading: late
open_questions:
  - id: when
    title: "Does Article 2 wait?"
    provisions: [art-2]
    fact: law.reading
    readings:
      - {id: literal, title: "It does not wait", argument: "The wording."}
      - {id: late, title: "It waits", argument: "The purpose."}
""",
    "law/outline/all.yaml": """
provisions:
  art-1: Words and scope
  art-1.1: What a machine is
  art-2: Duties of makers
  art-2.1: Keep a list of risks
  art-2.2: Let people stop the machine
  art-2.3: {heading: Tell people, amended: true}
  art-2.4: {heading: Nothing any more, deleted: true}
  art-3: Dates
  art-3.1: The general date
  annex-1: A list of machines
  rec-1: Why machines matter
aliases:
  art-2.a: art-2.1
""",
    "vocabularies/words.yaml": """
vocabularies:
  - {id: roles, title: Roles, words: [{id: maker, label: "Maker"}]}
  - {id: stages, title: Stages, words: [{id: before, label: "Before sale"}]}
  - {id: themes, title: Themes, words: [{id: other, label: "Other"}]}
  - {id: conclusion-groups, title: Groups, words: [{id: scope, label: "Scope"}]}
  - id: evidence-kinds
    title: Kinds
    words: [{id: report, label: "Report"}, {id: other, label: "Other document"}]
  - id: placeholders
    title: Stand-ins
    words:
      - {id: tbd, label: "TBD"}
      - {id: to-do, label: "to do"}
      - {id: todo, label: "TODO"}
  - id: countries
    title: Countries
    words:
      - {id: fr, label: "France", groups: [eu]}
      - {id: cn, label: "China"}
""",
    "facts/about.yaml": """
section: {id: about, title: "The machine", order: 10}
facts:
  - {id: fact.name, type: text, lines: one, label: "name", ask: "What is its name?"}
  - id: fact.country
    type: choice
    options_from: countries
    label: "country of the maker"
    ask: "Where is the maker established?"
  - {id: fact.listed, type: yes-no, label: "listed use", ask: "Is the use listed?"}
  - id: fact.uses
    type: choices
    label: "uses"
    ask: "Which uses?"
    options: [{id: a, label: "Use A"}, {id: b, label: "Use B"}, {id: c, label: "Use C"}]
    ask_when: {fact: fact.listed, is: "yes"}
  - id: fact.count
    type: number
    whole: true
    minimum: 0
    maximum: 10
    label: "number of machines"
    ask: "How many?"
    ask_when: {fact: fact.listed, is: "yes"}
  - id: fact.since
    type: date
    label: "first day of use"
    ask: "Since when?"
    optional: true
    ask_when: {fact: fact.listed, is: "yes"}
  - {id: fact.note, type: text, label: "note", ask: "Anything else?", optional: true}
""",
    "facts/law.yaml": """
section: {id: law, title: "Reading of the law", order: 20}
facts:
  - id: law.reading
    type: choice
    label: "reading"
    ask: "Which reading?"
    optional: true
    options:
      - {id: literal, label: "By the wording"}
      - {id: late, label: "By the purpose"}
""",
    "conclusions/scope.yaml": """
conclusions:
  - id: listed
    title: "Listed"
    holds_text: "It is listed."
    fails_text: "It is not listed."
    provisions: [art-1.1]
    group: scope
    when: {fact: fact.listed, is: "yes"}
  - id: abroad
    title: "Maker abroad"
    holds_text: "The maker is abroad."
    fails_text: "The maker is not abroad."
    group: scope
    when: {fact: fact.country, not_in_group: eu}
  - id: bound
    title: "Bound"
    holds_text: "The duties bind."
    fails_text: "The duties do not bind."
    group: scope
    when:
      all:
        - {holds: listed}
        - not: {fact: fact.uses, includes: c}
""",
    "requirements/art-2/art-2.1.yaml": """
requirements:
  - id: risk.list
    title: "List of risks"
    asks: "Makers keep a list of risks."
    provisions: [art-2.1]
    roles: [maker]
    stages: [before]
    theme: other
    applies_when: {holds: bound}
    question:
      ask: "Is there a list of risks?"
      options:
        - {id: "yes", label: "Yes, all of them", means: met}
        - id: partly
          label: "Some of them"
          means: partly-met
          gap: {severity: major, says: "The list is not complete.", remedy: "Complete it."}
        - id: "no"
          label: "No"
          means: not-met
          gap: {severity: blocker, says: "There is no list.", remedy: "Make one."}
    guidance: {good_answer: "Say where it is.", example: "Register R-1."}
    follow_ups:
      - id: risk.list.how
        type: text
        min_words: 3
        ask: "How is it kept?"
      - id: risk.list.rows
        type: group
        entry: risk
        ask: "Which risks?"
        fields:
          - {id: name, type: text, lines: one, ask: "Risk"}
          - {id: weight, type: number, ask: "Weight", optional: true}
          - {id: seen, type: date, ask: "Seen on", optional: true}
      - id: risk.list.extra
        type: text
        ask: "Anything to add?"
        optional: true
    evidence:
      - {kind: report, max_age_days: 365, note: "The list"}
""",
    "requirements/art-2/art-2.2.yaml": """
requirements:
  - id: stop
    title: "Stop control"
    asks: "People can stop the machine."
    provisions: [art-2.2]
    roles: [maker]
    stages: [before]
    theme: other
    applies_when: {all: [{holds: bound}, {holds: abroad}]}
    question:
      ask: "Can people stop it?"
      options:
        - {id: "yes", label: "Yes", means: met}
        - id: "no"
          label: "No"
          means: not-met
          gap: {severity: major, says: "Nobody can stop it.", remedy: "Build a button."}
      not_applicable: {fits: "Where it cannot move."}
    guidance: {good_answer: "Say how.", example: "A red button."}
    follow_ups:
      - id: stop.tested
        type: yes-no
        ask: "Was it tested?"
    gaps:
      - when: {fact: stop.tested, is: "no"}
        severity: blocker
        says: "The control was not tested."
        remedy: "Test it."
    review: {required: false}
""",
    "requirements/art-2/art-2.3.yaml": """
requirements:
  - id: tell
    title: "Tell people"
    asks: "Makers tell people."
    provisions: [art-2.3]
    roles: [maker]
    stages: [before]
    theme: other
    applies_when: {always: true}
    question:
      ask: "Are people told?"
      options:
        - {id: "yes", label: "Yes", means: met}
        - id: late
          label: "Yes, but late"
          means: met
          gap:
            severity: observation
            says: "People are told late."
            remedy: "Tell them earlier."
        - id: "no"
          label: "No"
          means: not-met
          gap: {severity: major, says: "People are not told.", remedy: "Tell them."}
    guidance: {good_answer: "Say where.", example: "First screen."}
    review: {required: false}
""",
    "routes.yaml": """
routes:
  - {route: listed, when: {holds: listed}}
""",
}
"""A small pack of an invented law; paths are those inside the edition."""


def write_pack(root: Path, changes: dict[str, str] | None = None) -> Path:
    """Write the mini pack under ``root``, with some files replaced or added."""
    for name, text in {**MINI, **(changes or {})}.items():
        base = root / "mini" if name == "pack.yaml" else root / "mini" / EDITION
        path = base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return root


def load_mini(root: Path, changes: dict[str, str] | None = None) -> Catalogue:
    return load_catalogue("mini", EDITION, write_pack(root, changes))


def given(question: str, value: Any = None, state: str = "given", **more: Any) -> Given:
    """An answer as the state holds it."""
    fields = {"explanation": "", "by": ANN, "at": timestamp(AT), "seq": 1, **more}
    return Given(question, state, value, **fields)


def facts_of(catalogue: Catalogue, answers: dict[str, Any]) -> AnswerFacts:
    """The answers of a mapping as conditions see them."""
    return AnswerFacts(catalogue, {known: given(known, value) for known, value in answers.items()})


def begin_record(catalogue: Catalogue) -> Begin:
    return Begin(
        assessment="CA-TEST",
        name="Test",
        pack=catalogue.pack.pack,
        edition=catalogue.edition.id,
        edition_digest=catalogue.digest,
    )


def begin(folder: Path, catalogue: Catalogue, at: datetime.datetime = AT) -> OpenAssessment:
    """Begin an assessment with a catalogue at hand (no loading from disk).

    What goes on by the clock of the machine begins ``LONG_AGO``.
    """
    first = entry(begin_record(catalogue), at=timestamp(at))
    FolderBinder(folder, folder.name).create().append(None, first)
    return reopen(folder, catalogue)


def reopen(folder: Path, catalogue: Catalogue) -> OpenAssessment:
    """Open the assessment in a folder as another program would."""
    binder = FolderBinder(folder, folder.name)
    store = binder.store()
    return OpenAssessment(catalogue, fold(store.read()), binder, store)


def entry(data: Data, by: str = ANN, at: str = timestamp(AT)) -> Entry:
    """Something to be recorded."""
    return Entry(at, by, data)


def chain(*data: Data, by: str = ANN) -> list[Record]:
    """Records chained one after the other."""
    found: list[Record] = []
    for number, item in enumerate(data, 1):
        prev = found[-1].hash if found else GENESIS
        found.append(seal(number, timestamp(AT), by, item, prev))
    return found


def say(question: str, value: Any) -> Answer:
    return Answer(question=question, value=value)


def environment(home: Path, **more: str) -> dict[str, str]:
    """Variables for a process that must not touch the settings of the user."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CONFORMITY_", "PYTEST_", "XDG_"))
    }
    return {
        **kept,
        "CONFORMITY_AUTHOR": ANN,
        "CONFORMITY_CACHE": os.environ.get("CONFORMITY_CACHE", str(home / "cache")),
        "XDG_CONFIG_HOME": str(home),
        "PYTHONUTF8": "1",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "80",
        **more,
    }


def conformity(
    *arguments: object, home: Path, stdin: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "compliance", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
        env=environment(home, **more),
        cwd=home,
        check=False,
        timeout=120,
    )
