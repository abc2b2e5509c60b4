"""The tutorial for the browser tells what is there: its way, its words, its command."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.builders import ROOT, environment

PAGE = ROOT / "docs" / "tutorial" / "in-the-browser.md"
VISITS = (
    "q/operator.name-local",
    "q/risk.system",
    "section/operator",
    "classification/",
    "findings/",
    "deadlines/",
    "history/",
    "search/",
    "evidence/",
    "issue/",
    "/verify/",
)


def test_every_word_in_bold_stands_on_a_page_of_its_way(come, tmp_path):
    text = PAGE.read_text("utf-8")
    (command,) = re.findall(r"```sh serve\n(.+?)\n```", text)
    program, *arguments = command.split()
    assert program == "conformity"
    server = subprocess.Popen(
        [sys.executable, "-m", "compliance", *arguments, "--no-browser", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=environment(tmp_path),
    )
    try:
        officer = come(server.stdout.readline().split()[-1].rstrip("/"))
        seen = walk(officer)
    finally:
        server.terminate()
        server.wait(10)
        server.stdout.close()
    # The one that appears when a dossier has been written is tested by the journey.
    bold = {" ".join(words.split()) for words in re.findall(r"\*\*(.+?)\*\*", text, re.DOTALL)}
    assert len(bold) > 20
    assert {words for words in bold if words not in seen} == {"Download"}
    folders = [path.name for path in Path(tmp_path, "assessments").glob("[!.]*")]
    assert folders == ["lanxi-rank-4-2"], "the tutorial names another folder"


def walk(officer):
    """Go the way of the tutorial; all that the pages say."""
    seen = []

    def note():
        for part in officer.page.locator("details").all():
            part.evaluate("one => { one.open = true }")
        seen.append(officer.page.locator("body").inner_text())

    officer.open("/")
    note()
    officer.follow("Begin an assessment")
    officer.write("Name of the assessment", "Lanxi Rank 4.2")
    note()
    officer.press("Begin")
    officer.name = "lanxi-rank-4-2"
    officer.at("What there is to do")
    note()
    officer.follow("Begin with the next open question")
    note()
    officer.ask("operator.name")
    officer.page.locator("[name=value]").fill("Shenzhen Lanxi Talent Software Co., Ltd.")
    officer.save()
    officer.told("Saved")
    note()
    officer.ask("operator.name-local")
    officer.page.locator("[name=value]").fill("深圳")
    officer.press("Skip for now")
    officer.ask("operator.name-local")
    officer.sees("This is your draft")
    note()
    for place in VISITS:
        assert officer.open(place).status == 200
        note()
    return " ".join(" ".join(seen).split())
