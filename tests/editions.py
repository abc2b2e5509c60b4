"""A second edition of the mini pack, and what one needs to freeze and follow it."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import load_catalogue
from compliance.services.editions.authoring import freeze_checklists
from tests.builders import EDITION, write_pack

SECOND = "2.2031-01-01"

LINES = f"""
from: "{EDITION}"
changes:
  - {{change: renamed, id: fact.country, to: maker.country, reason: "One name for all."}}
  - {{change: renamed, id: risk.list, to: risk.register, reason: "The Act says register."}}
  - {{change: dropped, id: fact.note, reason: "Nobody reads it."}}
  - {{change: meaning, id: stop, reason: "It must stop within a second now."}}
  - change: options
    id: fact.uses
    map: {{a: alpha, b: beta}}
    reason: "Names as in the annex."
  - {{change: reworded, id: law.reading, reason: "Clearer."}}
"""

EDITS: dict[str, tuple[tuple[str, str], ...]] = {
    "facts/about.yaml": (
        ("id: fact.country", "id: maker.country"),
        ('{id: a, label: "Use A"}', '{id: alpha, label: "Use A"}'),
        ('{id: b, label: "Use B"}', '{id: beta, label: "Use B"}'),
        (
            '  - {id: fact.note, type: text, label: "note", ask: "Anything else?", '
            "optional: true}\n",
            "",
        ),
    ),
    "facts/law.yaml": (("Which reading?", "Which reading do you follow?"),),
    "conclusions/scope.yaml": (("fact: fact.country", "fact: maker.country"),),
    "requirements/art-2/art-2.1.yaml": (("risk.list", "risk.register"),),
    "requirements/art-2/art-2.2.yaml": (
        ("Can people stop it?", "Can people stop it within a second?"),
    ),
}
"""What the second edition changes, as texts in files of the first."""

LOG = """
requirements:
  - id: log
    title: "Log of stops"
    asks: "Makers log every stop."
    provisions: [art-2.1]
    roles: [maker]
    stages: [before]
    theme: other
    applies_when: {always: true}
    question:
      ask: "Is every stop logged?"
      options:
        - {id: "yes", label: "Yes", means: met}
        - id: "no"
          label: "No"
          means: not-met
          gap: {severity: major, says: "Stops are not logged.", remedy: "Log them."}
    guidance: {good_answer: "Say where.", example: "Log file."}
    review: {required: false}
"""
ADDED = {"requirements/art-2/log.yaml": LOG}
DATE = {
    "law/timeline.yaml": (
        ("from: 2030-04-01", "from: 2031-06-01"),
        ("from: 2030-03-01", "from: 2030-05-01"),
    )
}


def write_two(
    root: Path,
    lines: str = LINES,
    edits: dict[str, tuple[tuple[str, str], ...]] | None = None,
    added: dict[str, str] | None = None,
) -> Path:
    """Write the mini pack in two editions; the first one is frozen and released."""
    write_pack(root)
    declare(root / "mini", {EDITION: "2030-01-01"}, released=True)
    freeze_checklists(root, "mini", EDITION)
    follow(root, "mini", EDITION, SECOND, "2031-01-01")
    folder = root / "mini" / SECOND
    for name, pairs in (EDITS if edits is None else edits).items():
        edit(folder / name, *pairs)
    for name, text in (added or {}).items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "migrations.yaml").write_text(lines, encoding="utf-8")
    return root


def follow(root: Path, pack: str, first: str, second: str, law_state: str) -> Path:
    """Copy an edition as the next one and list both; returns the new folder."""
    target = root / pack / second
    shutil.copytree(root / pack / first, target)
    (target / "release.json").unlink()
    known = yaml.safe_load((root / pack / "pack.yaml").read_text("utf-8"))["editions"]
    states = {item["id"]: str(item["law_state"]) for item in known}
    declare(root / pack, {**states, second: law_state})
    return target


def declare(folder: Path, editions: dict[str, str], *, released: bool = False) -> None:
    """Write the editions of a pack; all but the last are released."""
    path = folder / "pack.yaml"
    value = yaml.safe_load(path.read_text("utf-8"))
    last = list(editions)[-1]
    value["editions"] = [
        {"id": known, "law_state": state}
        | ({"released": state} if released or known != last else {})
        for known, state in editions.items()
    ]
    text = yaml.safe_dump(value, sort_keys=False)
    for state in editions.values():
        text = text.replace(f"'{state}'", state)
    path.write_text(text, encoding="utf-8")


def edit(path: Path, *pairs: tuple[str, str]) -> None:
    """Replace texts of a file everywhere; each must stand in it."""
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text, f"{path.name}: {old}"
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8", newline="\n")


def both(root: Path) -> tuple[Catalogue, Catalogue]:
    """The two editions."""
    return load_catalogue("mini", EDITION, root), load_catalogue("mini", SECOND, root)
