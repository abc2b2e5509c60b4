"""Every command explains itself, and asking for help costs nothing."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys

import click
import pytest

from compliance.cli.main import COMMANDS, cli, run
from tests.builders import ROOT


def loaded(name: str) -> click.Command:
    module, attribute, _ = COMMANDS[name]
    place = module if "." in module else f"cli.{module}"
    return getattr(importlib.import_module(f"compliance.{place}"), attribute)


def ways(command: click.Command, way: tuple[str, ...]) -> list[tuple[str, ...]]:
    if isinstance(command, click.Group):
        inner = [ways(sub, (*way, name)) for name, sub in command.commands.items()]
        return [way, *(item for part in inner for item in part)]
    return [way]


EVERY_WAY = [way for name in COMMANDS for way in ways(loaded(name), (name,))]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_the_command_says_of_itself(name):
    assert loaded(name).name == name
    assert loaded(name).get_short_help_str(limit=1000) == COMMANDS[name][2]


def test_a_command_is_in_the_list_if_and_only_if_the_package_has_it():
    folder = ROOT / "compliance"
    found = set()
    for path in [*folder.glob("cli/**/*.py"), *folder.glob("web/**/*.py")]:
        place = path.relative_to(ROOT).with_suffix("").parts
        module = importlib.import_module(".".join(place))
        members = vars(module).values()
        found |= {
            item.name
            for item in members
            if isinstance(item, click.Command)
            and item.callback is not None
            and item.callback.__module__ == module.__name__
            and item is not cli
        }
    inner = {way[-1] for way in EVERY_WAY if len(way) > 1}
    assert found - inner == set(COMMANDS) - inner


@pytest.mark.parametrize("way", EVERY_WAY, ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_explains_itself_and_ends_with_0(way, option, capsys):
    assert run([*way, option]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(f"Usage: conformity {' '.join(way)}")
    assert err == ""
    about = out.split("\n\n")[1]
    assert about.strip().rstrip(".")


@pytest.mark.parametrize("way", EVERY_WAY, ids=" ".join)
def test_every_option_of_every_command_says_what_it_is_for(way):
    command: click.Command = cli
    for name in way:
        command = (
            loaded(name) if command is cli else command.commands[name]  # type: ignore[attr-defined]
        )
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help or option.type.name == "choice" or option.show_default


def test_help_names_every_command_in_the_order_of_the_work(capsys):
    assert run(["--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    start = lines.index("Commands:")
    named = [line.split()[0] for line in lines[start + 1 :] if line.startswith("  ")]
    assert named[: len(COMMANDS)] == list(COMMANDS)


def test_no_line_of_help_is_wider_than_80_columns(capsys):
    for way in [(), *EVERY_WAY]:
        run([*way, "--help"])
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


HEAVY = ("pydantic", "yaml", "jinja2", "weasyprint", "filelock", "pypdf", "segno")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["law", "--help"]])
def test_help_imports_none_of_the_heavy_libraries(arguments):
    code = (
        "import sys\nfrom compliance.cli.main import run\n"
        f"assert run({arguments}) == 0\n"
        f"print('LOADED', [name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.splitlines()[-1] == "LOADED []"


def test_the_list_of_commands_imports_no_command():
    code = (
        "import sys\nfrom compliance.cli.main import run\nrun(['--help'])\n"
        "print([n for n in sys.modules if n.startswith('compliance.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    loaded_modules = done.stdout.splitlines()[-1]
    assert loaded_modules == "['compliance.cli', 'compliance.cli.main']"


def test_without_a_command_help_is_shown(capsys):
    assert run([]) == 2
    out, err = capsys.readouterr()
    assert "Usage: conformity" in out + err


def test_the_shell_can_complete_commands():
    done = subprocess.run(
        [sys.executable, "-c", "from compliance.cli.main import main; main()"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={
            **os.environ,
            "COMP_WORDS": "conformity ch",
            "COMP_CWORD": "1",
            "_CONFORMITY_COMPLETE": "bash_complete",
        },
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["plain,check", "plain,checklists"]
