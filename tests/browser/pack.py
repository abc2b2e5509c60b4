"""The pack of the browser tests: a question of every type under the shipped name."""

from __future__ import annotations

from pathlib import Path

from compliance.checklist.loader import load_catalogue
from tests import builders
from tests.after_launch_pack import AFTER
from tests.builders import write_pack
from tests.cli.packs import CHANGES

NAME = "eu-ai-act"


def write(root: Path, many: int = 0) -> Path:
    """Write the pack below ``root``; beginning in the browser takes it as the shipped one.

    It is the small pack of the command line, with ``many`` more facts at its end.
    """
    lines = ['section: {id: many, title: "Many", order: 90, late: true}', "facts:"]
    lines += [
        f'  - {{id: many.{at:03}, type: text, lines: one, label: "m{at}", '
        f'ask: "What is {at}?", optional: true}}'
        for at in range(many)
    ]
    more = {"facts/many.yaml": "\n".join(lines) + "\n"} if many else {}
    folder = write_pack(root, {**CHANGES, **AFTER, **more})
    file = folder / "mini" / "pack.yaml"
    file.write_text(file.read_text("utf-8").replace("pack: mini", f"pack: {NAME}"), "utf-8")
    (folder / "mini").rename(folder / NAME)
    return folder


def begin(workspace: Path, packs: Path) -> str:
    """A new assessment in the workspace: the name of its folder."""
    name = f"a{len(list(workspace.iterdir()))}"
    builders.begin(workspace / name, load_catalogue(NAME, "", packs), builders.LONG_AGO)
    return name
