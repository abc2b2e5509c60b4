"""Writes docs/reference/commands.md from the commands themselves.

Usage: python -m tests.docs.generate
"""

from __future__ import annotations

from pathlib import Path

import click

from compliance.cli.main import cli

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "reference" / "commands.md"

INTRO = """\
# Commands

<!-- Written by tests/docs/generate.py; edit the commands, then run it again. -->

Every command with its options. `conformity COMMAND --help` shows the same on the screen.

Exit status of every command: 0 done; 2 the command line or the input cannot be used (errors
name a [code](errors.md)); 130 stopped with Ctrl-C. `conformity check`, `conformity verify`
and `conformity checklists score` also use 1, as said below. Results go to standard output;
errors, notes and progress go to standard error.

Environment:

| variable | meaning |
|---|---|
| `CONFORMITY_CHECKLISTS` | Folder of packs used instead of the shipped checklists. |
| `CONFORMITY_AUTHOR` | Who is writing ("Name, function"), where `--by` is not given. |
| `CONFORMITY_DATA` | Folder of imported official texts (otherwise the usual one). |
| `CONFORMITY_DEBUG` | When set, an unexpected error shows where it happened. |
| `VISUAL`, `EDITOR` | Editor for `:edit` in `conformity ask`. |
"""


def page() -> str:
    """The page, as it should stand in the file."""
    context = click.Context(cli, info_name="conformity")
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


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8", newline="\n")
