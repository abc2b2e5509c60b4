"""Every page for everybody: axe-core, narrow windows, large text, the keyboard alone."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from compliance.web.app import create_app
from compliance.web.server.settings import Settings
from tests.browser import pack
from tests.browser.people import serving
from tests.browser.test_journey import PNG
from tests.builders import AT, BEN, TODAY, conformity, reopen
from tests.services.helpers import attach, record

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SAMPLES = {
    "known": ["fact.name", "fact.uses", "fact.parts", "fact.plan", "risk.list", "stop"],
    "provision": ["art-2.1"],
    "number": ["EV-0001", "EV-0002", "EV-0003"],
    "heap": ["about"],
    "kind": ["mishap"],
    "entry": ["MI-0001"],
}
MORE = (
    "?by=theme",
    "?by=person",
    "findings/?status=open",
    "classification/?all=yes",
    "deadlines/?past=yes",
    "deadlines/?kind=gap",
    "history/?by=Ann+Author",
    "search/?q=risk",
    "search/?q=nothing+of+this",
    "q/fact.parts?more=yes",
)
FILES = {"board", "calendar.ics", "evidence-plan.csv", "export", "progress", "file", "view"}
"""Ends of addresses that are not pages."""


@pytest.fixture(scope="session")
def filled(server, packs, tmp_path_factory):
    """An assessment with something on every page: the name of its folder."""
    from compliance.assessment.journal.records import Proposed, Source
    from compliance.checklist.loader import load_catalogue
    from compliance.services.assess.confirm import propose
    from compliance.services.assess.follow_up import add_note, assign_owner, review_requirement
    from compliance.services.assess.log_entry import record_entry

    name = pack.begin(server.workspace, packs)
    folder = server.workspace / name
    assessment = reopen(folder, load_catalogue(pack.NAME, "", packs))
    for known, value in {
        "fact.name": "Loom 3",
        "fact.country": "cn",
        "fact.listed": "yes",
        "fact.uses": ["a"],
        "fact.parts": [{"name": "Shuttle", "made": "self", "weight": "1"}],
    }.items():
        record(assessment, known, value)
    record(assessment, "risk.list", "partly", explanation="Register R-1.")
    sources = tmp_path_factory.mktemp("sources")
    for number, (file, content) in enumerate(
        {
            "plan.png": PNG,
            "table.csv": b"group;n;share\nwomen;12;0.4\nmen;18;0.6\n",
            "notes.txt": b"The list of risks.\n",
        }.items()
    ):
        (sources / file).write_bytes(content)
        attach(assessment, sources / file, ("fact.plan", "risk.list", "risk.list")[number])
    card = Source(kind="public", title="Card of the loom", address="example.org/loom", place="3")
    propose(assessment, Proposed(question="fact.count", value=3, source=card), by=BEN, at=AT)
    mishap = {
        "entry.title": "Shuttle flew out",
        "entry.aware": str(TODAY),
        "entry.uses": ["a"],
        "entry.told": [{"whom": "authority", "what": "first", "on": str(TODAY)}],
    }
    record_entry(assessment, "mishap", mishap, by=BEN, at=AT, evidence=["EV-0001"])
    add_note(assessment, "risk.list", "Ask the workshop.", by=BEN, at=AT)
    assign_owner(assessment, "risk.list", BEN, TODAY, by=BEN, at=AT)
    review_requirement(assessment, "risk.list", approve=False, comment="Where?", by=BEN, at=AT)
    return name


@pytest.fixture(scope="session")
def addresses(server, filled):
    """Every page there is, from the routes of the application."""
    app = create_app(Settings(server.workspace, secret=b"x", author="Ann"))
    found = []
    for rule in app.url_map.iter_rules():
        path = rule.rule
        if "GET" not in rule.methods or path.rsplit("/", 1)[-1] in FILES:
            continue
        if rule.endpoint.startswith(("static", "issue.dossier", "documents.file", "people.")):
            continue
        if rule.endpoint.startswith(("people.", "account.")):
            continue  # there are none without accounts
        inside = [item for item in rule.arguments if item != "name"]
        if len(inside) > 1 or any(item not in SAMPLES for item in inside):
            continue
        for value in SAMPLES[inside[0]] if inside else [""]:
            about = rule.endpoint.startswith(("findings.", "review."))
            if about and value.startswith("fact."):
                continue
            with app.test_request_context():
                values = {inside[0]: value} if inside else {}
                if "name" in rule.arguments:
                    values["name"] = filled
                found.append(unquote(app.url_map.bind("").build(rule.endpoint, values)))
    found += [f"/a/{filled}/{path}" for path in MORE]
    assert len(found) > 30
    return sorted(set(found) - {f"/a/{filled}/list"})


def look(visitor, axe):
    """What axe-core finds on the page as it is."""
    only = {"type": "tag", "values": WCAG}
    result = axe.run(visitor.page, options={"runOnly": only, "resultTypes": ["violations"]})
    return [
        f"{visitor.page.url} {item['id']}: {item['nodes'][0]['html'][:200]}"
        for item in result.response["violations"]
    ]


def too_wide(visitor, width):
    """Whether a page scrolls sideways at a width, and what is too wide."""
    visitor.page.set_viewport_size({"width": width, "height": 800})
    wide = visitor.page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
            [...document.querySelectorAll("main *, header *, footer *")]
                .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
                .map((one) => one.outerHTML.slice(0, 120)).slice(-1)"""
    )
    return [f"{visitor.page.url} at {width}: {item}" for item in wide]


def test_axe_finds_a_fault_where_there_is_one(come):
    visitor = come()
    visitor.open("/")
    visitor.page.evaluate(
        """() => { const p = document.createElement("p"); p.textContent = "faint";
            p.style.color = "#ccc"; document.querySelector("main").append(p,
            document.createElement("input")); }"""
    )
    found = " ".join(look(visitor, Axe()))
    assert "color-contrast" in found
    assert "label" in found


@pytest.mark.parametrize("part", range(4))
def test_axe_finds_no_fault_on_any_page_and_none_scrolls_sideways(come, addresses, part):
    """Light and wide, dark and narrow; in four parts that can run side by side."""
    axe, visitor, faults = Axe(), come(viewport={"width": 1440, "height": 800}), []
    page = visitor.page
    for address in addresses[part::4]:
        page.set_viewport_size({"width": 1440, "height": 800})
        page.emulate_media(color_scheme="light")
        answer = visitor.open(address)
        if answer.status != 200:
            faults.append(f"{address}: {answer.status}")
            continue
        faults += look(visitor, axe)
        page.emulate_media(color_scheme="dark")
        for width in (320, 360):
            faults += too_wide(visitor, width)
        faults += look(visitor, axe)
    assert not faults, "\n".join(faults)


def test_pages_with_mistakes_conflicts_and_refusals_have_no_fault_either(come, filled):
    axe, visitor, faults = Axe(), come(viewport={"width": 360, "height": 800}), []
    visitor.name = filled
    visitor.expected = ("404", "Failed to load")
    visitor.ask("fact.parts")
    visitor.press("Add another: part")
    visitor.page.locator("[name='row-1-weight']").fill("heavy")
    visitor.save()
    visitor.refused("Part 2")
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme)
        faults += look(visitor, axe)
    faults += too_wide(visitor, 320)
    visitor.open("q/nothing.like.this")
    faults += look(visitor, axe)
    visitor.open("findings/risk.list")
    visitor.page.get_by_label("Who mends them").fill(" ")
    visitor.press("Record the owner")
    faults += look(visitor, axe)
    assert not faults, "\n".join(faults)


def test_the_pages_of_accounts_have_no_fault(come, packs, tmp_path):
    workspace, phrase = tmp_path / "workspace", "copper ladder autumn violet"
    workspace.mkdir()
    made = conformity(
        "people",
        "add",
        workspace,
        "ann",
        "--name",
        "Ann Author",
        "--role",
        "officer",
        "--administrator",
        home=tmp_path,
        stdin=f"{phrase}\n",
    )
    assert made.returncode == 0, made.stderr
    axe, faults = Axe(), []
    with serving(packs, workspace, tmp_path, "") as server:
        visitor = come(server.base)
        visitor.expected = ("Failed to load",)
        visitor.open("/login")
        faults += everywhere(visitor, axe)
        visitor.write("Login", "ann")
        visitor.write("Password", "another phrase altogether")
        visitor.press("Sign in")
        faults += everywhere(visitor, axe)
        visitor.write("Login", "ann")
        visitor.write("Password", phrase)
        visitor.press("Sign in")
        visitor.at("Assessments")
        for place in ("/", "/people/", "/people/ann", "/account/"):
            assert visitor.open(place).status == 200
            faults += everywhere(visitor, axe)
    assert not faults, "\n".join(faults)


def everywhere(visitor, axe):
    """Faults of the page as it is, light and dark, and whether it scrolls sideways."""
    found = []
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme)
        found += look(visitor, axe)
    return found + too_wide(visitor, 320)


@pytest.mark.parametrize("place", ["q/fact.parts", "findings/", "evidence/", "history/"])
def test_nothing_is_cut_off_at_twice_the_text_size(come, filled, place):
    visitor = come(viewport={"width": 640, "height": 512})  # 1280 by 1024 zoomed to 200 %
    visitor.name = filled
    visitor.open(place)
    visitor.page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
    assert too_wide(visitor, 640) == []
    cut = visitor.page.evaluate(
        """() => [...document.querySelectorAll("main *")].filter((one) =>
            one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1 &&
            getComputedStyle(one).overflowX === "hidden").map((one) => one.outerHTML)"""
    )
    assert cut == []


FOCUS = """
    () => {
        const one = document.activeElement, style = getComputedStyle(one);
        const box = one.getBoundingClientRect();
        const line = parseFloat(style.outlineWidth);
        return {
            tag: one.tagName, type: one.type ?? "", name: one.name ?? "",
            text: (one.textContent ?? "").trim(),
            seen: style.outlineStyle !== "none" && line >= 2 && box.width > 1
                && box.bottom > 0 && box.top < innerHeight,
        };
    }
"""


class Keys:
    """Somebody who has only a keyboard."""

    def __init__(self, visitor):
        self.visitor, self.page = visitor, visitor.page

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def to(self, **wanted):
        """Press Tab until the focus is at something; it is always to be seen."""
        for _ in range(80):
            self.press("Tab")
            focus = self.page.evaluate(FOCUS)
            if focus["tag"] == "BODY":
                continue
            assert focus["seen"], f"the focus is not to be seen: {focus}"
            if all(focus[key] == value for key, value in wanted.items()):
                return
        raise AssertionError(f"no Tab leads to {wanted}")

    def save(self):
        self.to(tag="BUTTON", text="Save and go on")
        self.press("Enter")


def test_an_assessment_is_begun_and_answered_by_keyboard_alone(come):
    visitor = come(reduced_motion="reduce")
    keys = Keys(visitor)
    begin_with(keys)
    choose_with(keys)
    correct_with(keys)
    fill_rows_with(keys)


def begin_with(keys):
    visitor = keys.visitor
    visitor.open("/")
    keys.to(tag="A", text="Begin an assessment")
    keys.press("Enter")
    visitor.at("Begin an assessment")
    keys.to(name="title")
    visitor.page.keyboard.type("By keyboard")
    keys.press("Enter")
    visitor.told("has begun")
    keys.press("Tab")
    assert visitor.page.evaluate(FOCUS)["text"] == "Skip to the content"
    keys.press("Enter")
    expect(visitor.page.locator("main")).to_be_focused()
    keys.to(tag="A", text="Begin with the next open question")
    keys.press("Enter")
    visitor.at("What is its name?")
    keys.to(name="value")
    visitor.page.keyboard.type("Loom")
    keys.press("Enter")


def choose_with(keys):
    visitor = keys.visitor
    visitor.at("Where is the maker established?")
    keys.to(type="radio")
    keys.press("ArrowDown")
    expect(visitor.page.get_by_role("radio", name="China")).to_be_checked()
    keys.save()
    visitor.at("Is the use listed?")
    keys.to(type="radio")
    keys.press("Space")
    keys.save()
    visitor.at("Which uses?")
    keys.to(type="checkbox")
    keys.press("Space")
    keys.save()


def correct_with(keys):
    visitor = keys.visitor
    visitor.at("How many?")
    keys.to(name="value")
    visitor.page.keyboard.type("eleven")
    keys.press("Enter")
    visitor.refused("eleven")
    expect(visitor.page.get_by_role("alert")).to_be_focused()
    keys.press("Tab", "Enter")
    expect(visitor.page.locator("[name=value]")).to_be_focused()
    keys.press("Control+A")
    visitor.page.keyboard.type("3")
    keys.press("Enter")
    visitor.at("Since when?")
    keys.to(tag="SUMMARY")
    keys.press("Enter")
    keys.to(tag="BUTTON", text="Record as not known yet")
    keys.press("Enter")
    visitor.at("What does it do?")
    keys.to(name="value")
    visitor.page.keyboard.type("It weaves.")
    keys.save()


def fill_rows_with(keys):
    visitor = keys.visitor
    visitor.at("Which parts has it?")
    keys.to(name="row-0-name")
    visitor.page.keyboard.type("Shuttle")
    keys.to(name="row-0-made")
    keys.press("ArrowDown")
    keys.to(tag="BUTTON", text="Add another: part")
    keys.press("Enter")
    expect(visitor.page.locator("#entry-2")).to_be_visible()
    visitor.page.wait_for_load_state()
    keys.to(name="remove")
    keys.save()
    visitor.at("Attach the plan.")
    keys.to(tag="BUTTON", text="Skip for now")
    keys.press("Enter")
    visitor.at("Anything else?")


def test_after_adding_a_row_the_next_tab_is_inside_it(come, begun):
    visitor = come()
    visitor.name = begun
    visitor.ask("fact.parts")
    visitor.page.locator("[name='row-0-name']").fill("Shuttle")
    visitor.press("Add another: part")
    expect(visitor.page.locator("#entry-2")).to_be_in_viewport()
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate(FOCUS)["name"] == "row-1-name"
