"""A small pack with a question of every type, and ways to run the program on it."""

from __future__ import annotations

import functools
import re
import signal
import subprocess
import sys
from pathlib import Path

import pexpect

from tests.builders import MINI, ROOT, environment

LAUNCHER = ROOT / "tests" / "cli" / "small_pack.py"

CHANGES = {
    "conclusions/scope.yaml": MINI["conclusions/scope.yaml"].replace(
        '    title: "Listed"\n', '    title: "Listed"\n    headline: true\n'
    ),
    "facts/about.yaml": """
section: {id: about, title: "The machine", order: 10}
facts:
  - id: fact.name
    type: text
    lines: one
    label: "name"
    ask: "What is its name?"
    why: "Every page names it."
    help: "The name on the label."
    provisions: [art-1.1]
    guidance:
      good_answer: "Name and version, as customers see them."
      example: "Loom 3"
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
    unit: "machines"
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
    earliest: 2000-01-01
    ask_when: {fact: fact.listed, is: "yes"}
  - {id: fact.story, type: text, label: "story", ask: "What does it do?"}
  - id: fact.parts
    type: group
    entry: part
    label: "parts"
    ask: "Which parts has it?"
    fields:
      - {id: name, type: text, lines: one, label: "name", ask: "Name"}
      - id: made
        type: choice
        label: "made"
        ask: "Made by"
        options: [{id: self, label: "The maker"}, {id: other, label: "Others"}]
      - {id: weight, type: number, label: "weight", ask: "Weight", optional: true}
  - id: fact.plan
    type: file
    kind: report
    label: "plan"
    ask: "Attach the plan."
    optional: true
  - {id: fact.note, type: text, label: "note", ask: "Anything else?", optional: true}
""",
}
"""What differs from the mini pack of tests/builders.py."""

FIRST = {
    "fact.name": "Loom",
    "fact.country": "cn",
    "fact.listed": "yes",
    "fact.uses": "a",
    "fact.count": "3",
    "fact.since": "2029-05-01",
    "fact.story": "It weaves cloth.",
}
"""Answers to the first questions, in their order."""

EVERYTHING = """
answers:
  fact.name: "Loom"
  fact.country: "fr"
  fact.listed: "yes"
  fact.uses: [a]
  fact.count: 3
  fact.since: 2029-05-01
  fact.story: "It weaves cloth from cotton."
  fact.parts: [{name: "Shuttle", made: self}]
  risk.list: {value: "yes", explanation: "It is register R-1."}
  risk.list.how: "Reviewed every month by Ann."
  risk.list.rows: [{name: "Trapped hand"}]
  tell: {value: "yes", explanation: "On the first screen."}
evidence:
  - {file: plan.pdf, kind: report, supports: [fact.plan, risk.list], collected: 2025-05-01}
"""
"""An answers file with which everything that applies is met."""


class Screen:
    """The program in a terminal of its own."""

    def __init__(
        self,
        packs: Path,
        home: Path,
        *arguments: object,
        terminal: str = "dumb",
        columns: int = 80,
        **more: str,
    ) -> None:
        self.environment = environment(home, TERM=terminal, COLUMNS=str(columns), **more)
        self.child = pexpect.spawn(
            sys.executable,
            [str(LAUNCHER), str(packs), *map(str, arguments)],
            env=self.environment,
            cwd=str(home),
            encoding="utf-8",
            timeout=60,
            dimensions=(40, columns),
            # Tests started in the background inherit that Ctrl-C is ignored.
            preexec_fn=functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
            echo=True,
        )
        self.child.delaybeforesend = None
        self.seen = ""

    def until(self, text: str) -> str:
        """Wait for a text; returns everything shown since the last wait."""
        try:
            self.child.expect(re.escape(text))
        except (pexpect.TIMEOUT, pexpect.EOF) as error:
            end = f"{type(error).__name__}, on the screen:\n{self.child.before}"
            raise AssertionError(f"waited for {text!r}: {end}") from None
        shown = self.child.before + self.child.after
        self.seen += shown
        return shown.replace("\r\n", "\n")

    def type(self, *lines: str) -> None:
        for line in lines:
            self.child.sendline(line)

    def say(self, line: str, then: str) -> str:
        """Type a line and wait for a text."""
        self.type(line)
        return self.until(then)

    def interrupt(self) -> str:
        """Press Ctrl-C, again if nothing happens, until the program has ended.

        Python may overlook one that comes between its prompt and its waiting for a
        line; whoever sees nothing happen presses it again.
        """
        for _ in range(6):
            self.child.sendintr()
            if self.child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=10) == 0:
                return self._ended()
        raise AssertionError("Ctrl-C does not end the program")

    def end(self) -> str:
        """Wait until the program has ended by itself; returns what it said last."""
        self.child.expect(pexpect.EOF)
        return self._ended()

    def _ended(self) -> str:
        shown = self.child.before
        self.seen += shown
        self.child.close()
        assert "Traceback" not in self.seen
        return shown.replace("\r\n", "\n")

    @property
    def status(self) -> int | None:
        return self.child.exitstatus


def small(
    packs: Path, home: Path, *arguments: object, stdin: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the program on the small pack as a process of its own."""
    return subprocess.run(
        [sys.executable, str(LAUNCHER), str(packs), *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
        env=environment(home, **more),
        cwd=home,
        check=False,
        timeout=60,
    )
