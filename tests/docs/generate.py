"""Writes the pages and schemas of docs/reference that follow from the code.

Usage: python -m tests.docs.generate
"""

from __future__ import annotations

import functools
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from compliance.cli.main import cli
from compliance.language.words import day
from compliance.views.document import DocumentView, view_documents
from compliance.views.reports import SCHEMAS, schema
from tests.examples import build

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"

INTRO = """\
# Commands

<!-- Written by tests/docs/generate.py; edit the commands, then run it again. -->

Every command with its options. `conformity COMMAND --help` shows the same on the screen.

Exit status of every command: 0 done; 2 the command line or the input cannot be used (errors
name a [code](errors.md)); 130 stopped with Ctrl-C. `conformity check`, `conformity verify`,
`conformity import` and `conformity checklists score` also use 1, as said below. Results go to
standard output; errors, notes and progress go to standard error.

Environment:

| variable | meaning |
|---|---|
| `CONFORMITY_CHECKLISTS` | Folder of packs used instead of the shipped checklists. |
| `CONFORMITY_AUTHOR` | Who is writing ("Name, function"), where `--by` is not given. |
| `CONFORMITY_DATA` | Folder of imported official texts (otherwise the usual one). |
| `CONFORMITY_SEAL_PIN` | Password or PIN of the key of `conformity seal`. |
| `CONFORMITY_CACHE` | Folder of checklists that were read and pages that were laid out before \
(otherwise the cache folder of your account); `off` keeps none. |
| `CONFORMITY_FONTS` | Folder of fonts added for further scripts \
(otherwise `fonts` in the usual folder). |
| `CONFORMITY_DEBUG` | When set, an unexpected error shows where it happened. |
| `VISUAL`, `EDITOR` | Editor for `:edit` in `conformity ask`. |

The cache keeps editions of the checklists as they were read, and pages that were laid out. An
edition is known by a digest of its files, of the program and of the libraries that read it: after
any change it is read again. It is taken from no folder in which somebody else may write; on Windows
from none that was named. The cache may be deleted at any time, and is never needed.
"""


def page() -> str:
    """The page, as it should stand in the file."""
    # With its settings: what a command is called for help is kept from the first asking.
    context = cli.make_context("conformity", [], resilient_parsing=True)
    parts = [INTRO.rstrip()]
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        parts += _sections(command, name, context)
    return "\n\n".join(parts) + "\n"


def _sections(
    command: click.Command, name: str, parent: click.Context, level: int = 2
) -> list[str]:
    context = click.Context(command, info_name=name, parent=parent)
    parts = [f"{'#' * level} {context.command_path}", _help(command)]
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            parts += _sections(found, below, context, level + 1)
        return parts
    options = [item for item in command.params if isinstance(item, click.Option)]
    pieces = [
        piece for piece in command.collect_usage_pieces(context) if options or piece != "[OPTIONS]"
    ]
    usage = " ".join([context.command_path, *pieces])
    parts.append(f"```\n{usage}\n```")
    if options:
        rows = "\n".join(_row(option, context) for option in options)
        parts.append("| option | meaning |\n|---|---|\n" + rows)
    return parts


def _help(command: click.Command) -> str:
    text = (command.help or command.short_help or "").strip()
    return "\n".join(line.strip() for line in text.splitlines())


def _row(option: click.Option, context: click.Context) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    if not option.is_flag:
        names += f" {_value(option, context)}"
    notes = [option.help or DESCRIBED[option.name or ""]]
    if option.required:
        notes.append("Required.")
    if option.multiple and "repeated" not in notes[0]:
        notes.append("May be repeated.")
    if isinstance(option.default, str) and option.default:
        notes.append(f"Default: `{option.default}`.")
    return f"| {names} | {' '.join(notes)} |"


DESCRIBED = {
    "form": "`text` for people, `json` for machines ([keys](json-output.md)).",
    "port": "Where the server listens.",
}
"""Options whose declaration has no help text."""


def _value(option: click.Option, context: click.Context) -> str:
    text = option.make_metavar(context)
    return "`" + text.strip("[]").replace("|", "` or `") + "`"


KEYS = """\
# Keys of the JSON output

<!-- Written by tests/docs/generate.py; edit compliance/views/, then run it again. -->

What [the commands](json-output.md) print and a dossier carries, object by object. The same
object has the same keys wherever it stands. `conformity schema NAME` prints the JSON Schema of
each:
{names}.
"""


def keys_page() -> str:
    """The page of keys: each kind of output, then each object in it, once."""
    names = ", ".join(f"[`{name}`](json/{name}.schema.json)" for name in SCHEMAS)
    tops, objects = [], {}
    for name in SCHEMAS:
        if name == "journal":  # journal.md tells it
            continue
        made = schema(name)
        objects |= made.get("$defs", {})
        tops.append(_keys(f"`{name}`", made))
    below = [_keys(name, made) for name, made in sorted(objects.items()) if "properties" in made]
    return "\n\n".join([KEYS.format(names=names).rstrip(), *tops, *below]) + "\n"


def _keys(title: str, made: dict[str, Any]) -> str:
    rows = "\n".join(
        f"| `{key}` | {_kind(part)} | {' '.join(part.get('description', '').split())} |"
        for key, part in made["properties"].items()
    )
    text = " ".join(made["description"].split()).replace("``", "`")
    table = f"| key | type | content |\n|---|---|---|\n{rows}".replace("``", "`")
    return f"## {title}\n\n{text}\n\n{table}"


def _kind(part: dict[str, Any]) -> str:
    """The type of a value, in a few words."""
    if "anyOf" in part:
        return " or ".join(_kind(one) for one in part["anyOf"])
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        return {"Truth": "`yes`, `no` or `unknown`", "Status": "a status"}.get(
            name, f"[{name}](#{name.lower()})"
        )
    if "enum" in part or "const" in part:
        return ", ".join(f"`{one}`" for one in part.get("enum", [part.get("const")]))
    if part.get("type") == "array":
        return f"list of {_kind(part['items'])}"
    if part.get("type") == "object":
        inside = part.get("additionalProperties", True)
        return f"by id: {_kind(inside)}" if isinstance(inside, dict) else "object"
    return part.get("format") or {"null": "`null`"}.get(
        part.get("type", ""), part.get("type", "any")
    )


PAPERS = """\
# The papers

<!-- Written by tests/docs/generate.py; edit the documents of the edition, then run it again. -->

Every paper of the newest edition, in its order: what it rests on, whose it is, who may have it, by
when it is due, and how it stands in [the shipped examples](../../examples/README.md) on {day}.
*Ready* lacks nothing and can be handed over; a *draft* says on its first page what is open;
*undecided* means that an open answer decides whether it is owed. How papers are written:
[Handing over papers](../how-to/papers.md).

Papers that no example owes, such as those of importers, of tests with people or for a notified
body, are shown by invented cases of the tests: `tests/documents/test_table_of_papers.py` hands over
each kind of paper that the Act names as soon as its facts are given.
"""
SAID = {"ready": "ready", "draft": "draft", "unsure": "undecided"}
"""States of a paper in an example, in a word."""


def papers_page() -> str:
    """Every paper of the edition, and how it stands in each example."""
    with tempfile.TemporaryDirectory() as folder:
        cases = {name: build.begun(Path(folder) / name, name) for name in build.NAMES}
        views = {name: view_documents(case, build.DAY) for name, case in cases.items()}
    papers = zip(*views.values(), strict=True)
    parts = [_paper(each[0], dict(zip(views, each, strict=True))) for each in papers]
    return "\n\n".join([PAPERS.rstrip().format(day=day(build.DAY)), *parts]) + "\n"


def _paper(view: DocumentView, examples: dict[str, DocumentView]) -> str:
    states = [f"{name}: {SAID[one.state]}" for name, one in examples.items() if one.owed]
    rows = {
        "basis": view.basis,
        "whose": view.owner,
        "for": "; ".join(words for _, words in view.to),
        "due": view.due,
        "in the examples": "; ".join(states) or "none owes it",
    }
    table = "\n".join(f"| {name} | {said} |" for name, said in rows.items())
    return f"## {view.title}\n\n| `{view.id}` | |\n|---|---|\n{table}"


def _schema_page(name: str) -> str:
    return json.dumps(schema(name), ensure_ascii=False, indent=2) + "\n"


FILES: dict[Path, Callable[[], str]] = {
    REFERENCE / "commands.md": page,
    REFERENCE / "json-keys.md": keys_page,
    REFERENCE / "papers.md": papers_page,
    **{
        REFERENCE / "json" / f"{name}.schema.json": functools.partial(_schema_page, name)
        for name in SCHEMAS
    },
}
"""Every file that follows from the code, with what makes it."""


if __name__ == "__main__":
    for target, make in FILES.items():
        target.write_text(make(), encoding="utf-8", newline="\n")
