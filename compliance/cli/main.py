"""The program ``conformity``: commands are imported when they are called."""

from __future__ import annotations

import atexit
import gc
import importlib
import io
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import click

from compliance import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

PIPE_CLOSED = 141
GARBAGE: Final = (100_000, 50, 50)
"""How many objects are made before Python looks for circles among them. What a command
loads stays to its end: by the usual 700, looking through it takes a tenth of the time."""
PLACE, MESSAGE = 200, 1_000
"""Characters shown of the place and the text of an error."""

# name: (module, attribute, help); a module of cli, unless it names its room. The help
# stands here so that the list of commands needs no import of the commands; a test keeps
# it equal to theirs.
COMMANDS: Final[dict[str, tuple[str, str, str]]] = {
    "new": ("new", "new", "Begin an assessment in a new folder."),
    "organisation": ("organisation", "organisation", "Answer once for all systems of a workspace."),
    "ask": ("cli.ask.talk", "ask", "Answer the questions, one a screen."),
    "serve": ("web.server.command", "serve", "Open the questionnaire in the browser."),
    "people": ("people", "people", "Keep the accounts of a workspace."),
    "answer": ("answer", "answer", "Record one answer, or a file of answers."),
    "withdraw": ("answer", "withdraw", "Withdraw an answer, so that its question is open again."),
    "confirm": ("confirm", "confirm", "List, confirm and refuse what sources propose."),
    "export": ("exchange", "export", "Write questions and answers to an Excel or Word file."),
    "import": ("exchange", "import_", "Take a filled-in file back."),
    "table": ("table_file", "table", "Fill a table question from a spreadsheet."),
    "evidence": ("evidence", "evidence", "Attach, link, list, replace and withdraw evidence."),
    "measure": ("measure", "measure", "Compute figures on groups, oversight and marks."),
    "status": ("status", "status", "Show how far an assessment is."),
    "classify": ("classify", "classify", "Show role, scope and risk class, and why."),
    "readings": ("readings", "readings", "Show open readings of the law, and what each changes."),
    "check": ("check", "check", "Show findings and gaps; exit 0, 1 or 2."),
    "review": ("follow_up", "review", "Approve or return a requirement."),
    "sign": ("sign", "sign", "Sign an assessment off, or take that back."),
    "assign": ("follow_up", "assign", "Say who mends the gaps of a requirement."),
    "note": ("follow_up", "note", "Leave a remark on a question."),
    "history": ("follow_up", "history", "Show who answered what, and when."),
    "migrate": ("migrate", "migrate", "Move an assessment to a later edition."),
    "deadlines": ("deadlines", "deadlines", "Show what must be ready by when."),
    "documents": ("documents", "documents", "List the documents that the law asks for."),
    "issue": ("documents", "issue", "Write the documents that the law asks for."),
    "incident": ("incident", "incident", "Record what happens after the launch."),
    "languages": ("languages", "languages", "List and confirm languages of papers."),
    "dossier": ("dossier", "dossier", "Write the dossier in two volumes."),
    "seal": ("seal", "seal", "Seal a paper with a certificate."),
    "verify": ("dossier", "verify", "Verify a dossier or an assessment folder."),
    "schema": ("schema", "schema", "Print the JSON Schema of an output."),
    "law": ("law", "law", "Show provisions and dates of application."),
    "checklists": ("cli.checklists.command", "checklists", "List, show and review checklists."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported only when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in the order of the work."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        place = module if "." in module else f"cli.{module}"
        found = importlib.import_module(f"compliance.{place}")
        command: click.Command = getattr(found, attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        rows = [(name, text) for name, (_, _, text) in COMMANDS.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with: conformity new DIR, then: conformity ask DIR",
)
@click.version_option(__version__, prog_name="conformity-dossier")
def cli() -> None:
    """Assess an AI system under the law and write its conformity dossier.

    Checklists ask the questions, a journal keeps every answer, findings follow
    from the answers, and the dossier shows it all in one PDF that anyone can
    verify offline. The program decides nothing for you and is not legal advice.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and turn every expected error into a clear message."""
    _use_utf8()
    # No package that happens to be installed beside it has a say in what is checked here,
    # and none is searched for one that would.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.set_threshold(*GARBAGE)
    atexit.register(_leave)
    sys.exit(run(arguments))


def _leave() -> None:
    """Let the system take the memory back as a whole: looking through it takes a quarter second."""
    gc.disable()
    gc.freeze()


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status."""
    output = sys.stdout
    try:
        result: Any = cli.main(
            args=None if arguments is None else list(arguments),
            prog_name="conformity",
            standalone_mode=False,
        )
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        said = io.StringIO()
        error.show(file=said)
        click.echo(_shown(said.getvalue().rstrip("\n"), 2 * MESSAGE), err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. Everything recorded so far is safe.", err=True)
        return 130
    except BrokenPipeError:
        return _leave_pipe()
    except SystemExit as stop:
        # Where a pipe was closed, click replaces the streams and exits with 1, which
        # means gaps here.
        if sys.stdout is not output:
            return _leave_pipe()
        return stop.code if isinstance(stop.code, int) else 0
    except Exception as error:  # noqa: BLE001 - the last net before a traceback
        return report(error)
    return result if isinstance(result, int) else 0


def report(error: Exception) -> int:
    """Show an error and return its exit status; unexpected ones too."""
    from compliance.errors import ConformityError, Problem, fail

    if isinstance(error, ConformityError):
        for problem in error.problems:
            place, message = _shown(problem.place, PLACE), _shown(problem.message)
            shown = replace(problem, place=place, message=message)
            click.echo(_shown(f"error: {shown}", 2 * MESSAGE), err=True)
        if len(error.problems) > 1:
            click.echo(f"{len(error.problems)} problems.", err=True)
        return error.exit_status
    if os.environ.get("CONFORMITY_DEBUG"):
        raise error
    if isinstance(error, OSError) and error.filename is not None:
        cause = f"{error.strerror}."
        return report(fail(str(error.filename), "file.unreadable", cause, "Check the path."))
    problem = Problem(
        "conformity",
        "internal.unexpected",
        _shown(f"{type(error).__name__}: {error}"),
        "Nothing recorded is lost. Set CONFORMITY_DEBUG=1 to see where it happened.",
    )
    click.echo(f"error: {problem}", err=True)
    return ConformityError.exit_status


def _shown(text: str, most: int = MESSAGE) -> str:
    """What was typed, as a message repeats it: harmless, and not a megabyte of it."""
    from compliance.cli.common import printable

    return printable(text if len(text) <= most else f"{text[:most]} ...")


def _use_utf8() -> None:
    """Read and write UTF-8 in files and pipes; what a terminal cannot show becomes ``?``.

    Elsewhere than on Windows both are so anyway. There the code page of the system would
    silently take names out of a redirected list or JSON, and misread a piped answer.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        # Bytes of the input that are not text are refused line by line where they are read.
        errors = "surrogateescape" if stream is sys.stdin else "replace"
        if not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors=errors)
        elif stream is not sys.stdin:
            stream.reconfigure(errors=errors)


def _leave_pipe() -> int:
    """The reader has gone (``| head``): end quietly, with the usual status."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    return PIPE_CLOSED
