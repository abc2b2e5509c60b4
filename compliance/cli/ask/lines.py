"""Lines from the terminal: reading one, and telling commands from answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from compliance.cli.common import wrapped
from compliance.errors import ConformityError
from compliance.services.assess.form_fields import NONE_CHOICE

if TYPE_CHECKING:
    from compliance.views.question import Prompt

BARE_COMMANDS = frozenset(
    {"back", "skip", "quit", "help", "list", "open", "why", "law", "unknown", "save"}
    | {"confirm", "withdraw", "draft", "edit", "exit", "options", "provisions", "?"}
)
SHORT = {
    "b": "back",
    "s": "skip",
    "j": "jump",
    "q": "quit",
    "exit": "quit",
    "h": "help",
    "?": "help",
    "l": "list",
    "a": "attach",
    "n": "note",
    "u": "unknown",
    "e": "edit",
    "not-applicable": "na",
}


@dataclass(frozen=True)
class Command:
    """A command typed instead of an answer."""

    name: str
    argument: str = ""


KEEP = Command("keep")
ZERO = "0"
"""Stands for "none of these" among the numbers of options."""


class Ended(Exception):  # noqa: N818 - the end of the input is not an error
    """The input ended (Ctrl-D, a closed pipe)."""


def read_line(prompt: str) -> str:
    """Read one line; ask again for what is not text.

    Raises:
        Ended: there is no more input.
    """
    while True:
        click.echo(prompt, nl=False)
        try:
            line = input()
            # Where the locale is C, bytes that are not UTF-8 arrive as half surrogates.
            line.encode("utf-8")
        except EOFError:
            click.echo("")
            raise Ended from None
        except UnicodeError:
            click.echo("That was not UTF-8 text; nothing was taken. Type it again.")
        else:
            return line


def as_command(line: str, *, bare: bool) -> Command | None:
    """The command a line stands for, if it is one."""
    text = line.strip()
    if text.startswith("::"):
        return None  # a text that begins with a colon is typed with two
    if text.startswith(":"):
        name, _, argument = text[1:].strip().partition(" ")
    elif bare and text.lower() in BARE_COMMANDS:
        name, argument = text, ""
    elif bare and re.match(r"(?i)(jump|note|attach|na|withdraw) \S", text):
        name, _, argument = text.partition(" ")
    else:
        return None
    name = name.lower()
    return Command(SHORT.get(name, name), argument.strip())


LONG_LIST = 16
"""More options than this are not numbered on the screen."""


def show_error(error: ConformityError, question: Prompt | None = None) -> None:
    """Show what is wrong with what was typed, and what to do.

    Args:
        error: what was refused.
        question: what was asked; its options are named as the screen shows them.
    """
    for problem in error.problems:
        hint = problem.hint
        if question is not None and question.options and problem.code == "answer.not-an-option":
            hint = numbered(question)
        hint = f" {hint}" if hint else ""
        click.echo(wrapped(f"{problem.message}{hint} [{problem.code}]", "  ", ""))


def numbered(question: Prompt) -> str:
    """The options with the numbers that stand for them."""
    if len(question.options) > LONG_LIST:
        return "Type a name or code; :options lists all."
    names = [f"{number} {option.label}" for number, option in enumerate(question.options, 1)]
    names += [f"{ZERO} {NONE_CHOICE.label}"] if question.offers_none else []
    return f"Options: {'; '.join(names)}."


def numbers_to_ids(line: str, question: Prompt) -> str:
    """Replace option numbers by ids, and 0 by "none"; an option id that is a number wins."""
    ids = [option.id for option in question.options]
    if not ids:
        return line
    parts = line.split(",") if question.type == "choices" else [line]
    found = []
    for part in parts:
        text = part.strip()
        if text.isascii() and text.isdigit() and text not in ids:
            number = int(text)
            text = ids[number - 1] if 0 < number <= len(ids) else text
            text = NONE_CHOICE.id if number == 0 and question.offers_none else text
        found.append(text)
    return ",".join(found)
