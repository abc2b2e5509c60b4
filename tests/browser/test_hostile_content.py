"""Whatever people write is shown as text, and takes nothing else along."""

from __future__ import annotations

import unicodedata

import pytest
from playwright.sync_api import expect

from tests.browser import pack
from tests.browser.people import serving
from tests.browser.test_accessibility import too_wide

SCRIPT = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
LINK = "<a href='https://elsewhere.example/'>x</a><img src='//elsewhere.example/p.png'>"
TEXTS = {
    "markup": f"{SCRIPT}{LINK}</textarea></title><b>b</b>&lt;i&gt; {{{{ 7*7 }}}} "
    "{% raw %} \"'`;--\\ \\u003cscript\\u003e %00 %3Cscript%3E",
    "scripts of the world": "العربية \u202etxt.exe\u202c עברית (1) abc "
    "👩🏽\u200d🔬🇪🇺✅ 𝕏 a\u0301\u0302\u0303\u0304\u0305\u0306",
    "long word": "W" * 900,
}


@pytest.fixture(params=TEXTS)
def text(request):
    return unicodedata.normalize("NFC", TEXTS[request.param])


PAGES = (
    "q/fact.story",
    "q/fact.parts",
    "q/risk.list",
    "section/about",
    "",
    "?by=person",
    "findings/",
    "findings/risk.list",
    "evidence/",
    "evidence/EV-0001",
    "deadlines/",
    "readings/",
    "confirm/",
    "history/",
    "history/differences",
    "issue/",
    "classification/",
    "/",
)


def write_everywhere(visitor, text):
    """The text as answer, cell, explanation, remark, owner, and note of a file."""
    page = visitor.page
    visitor.ask("fact.listed")
    page.get_by_role("radio", name="Yes", exact=True).check()
    visitor.save()
    visitor.ask("fact.story")
    visitor.write("What does it do?", text)
    visitor.write("Remark for colleagues", text)
    visitor.save()
    visitor.told("Saved")
    visitor.ask("fact.parts")
    page.locator("[name='row-0-name']").fill(text)
    page.locator("[name='row-0-made']").select_option("self")
    visitor.save()
    visitor.ask("risk.list")
    page.get_by_role("radio", name="Some of them").check()
    visitor.write("Explanation", text)
    visitor.save()
    visitor.open("findings/risk.list")
    visitor.write("Who mends them", text[:80])
    page.get_by_label("By when").fill("2031-01-31")
    visitor.press("Record the owner")
    visitor.open("evidence/?for=risk.list")
    content = f"{text}\n{SCRIPT}".encode()
    name = f"{text[:60].replace('/', '_')}.txt"
    page.get_by_label("Files (at most").set_input_files(
        {"name": name, "mimeType": "text/html", "buffer": content}
    )
    page.get_by_label("What it shows").fill(text)
    visitor.press("Attach")
    visitor.told("EV-0001 was added.")


def test_what_people_write_is_shown_as_text_on_every_page(come, begun, text):
    visitor = come()
    visitor.name = begun
    write_everywhere(visitor, text)
    page, wide = visitor.page, []
    for place in PAGES:
        assert visitor.open(place).status == 200
        assert "taken" not in page.title()
        assert page.locator("main script, main img:not(.preview), main b").count() == 0
        for width in (360, 1280):
            wide += too_wide(visitor, width)
    assert not wide, "\n".join(wide)
    visitor.ask("fact.story")
    expect(page.locator("[name=value]")).to_have_value(text)
    expect(page.locator(".earlier .said").first).to_have_text(text)
    visitor.open("findings/risk.list")
    visitor.sees(text)
    visitor.open("search/?q=" + "W" * 100)
    assert too_wide(visitor, 360) == []


def test_a_page_as_evidence_is_shown_as_text_and_never_run(come, begun):
    visitor = come()
    visitor.name = begun
    visitor.open("evidence/?for=risk.list")
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    visitor.page.get_by_label("Files (at most").set_input_files(
        {"name": "drawing.svg", "mimeType": "image/svg+xml", "buffer": svg}
    )
    visitor.press("Attach")
    visitor.open("evidence/EV-0001")
    expect(visitor.page.locator("pre.preview")).to_have_text(svg.decode())
    answer = visitor.page.request.get(f"{visitor.base}/a/{begun}/evidence/EV-0001/view")
    assert answer.status == 404


def test_the_name_of_an_author_is_shown_as_text(come, packs, tmp_path):
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    name = pack.begin(workspace, packs)
    author = f"<b>Eve</b> {'E' * 69}"
    with serving(packs, workspace, tmp_path, author) as server:
        visitor = come(server.base)
        visitor.name, wide = name, []
        visitor.ask("fact.story")
        visitor.write("What does it do?", "It weaves.")
        visitor.save()
        for place in ("", "q/fact.story", "section/about", "history/", "/"):
            visitor.open(place)
            wide += too_wide(visitor, 360)
            assert visitor.page.locator("b").count() == 0
        assert not wide, "\n".join(wide)
        visitor.open("history/")
        visitor.sees(author)
