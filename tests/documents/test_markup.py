"""The markup of every chapter: well-formed whatever people write, and no more than it says."""

from __future__ import annotations

import dataclasses
import enum
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from xml.parsers import expat

import pytest

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.records import Note
from compliance.documents.dossier.compose import compose, gather
from compliance.documents.dossier.parts import Dossier
from compliance.documents.render.glyphs import legible
from compliance.documents.render.html import render_chapter, render_fragments
from tests.documents.build import AS_OF, BEN, Journal, complete, hostile, open_ended
from tests.documents.test_quoted import imported, quoter
from tests.documents.test_sign_off import signed
from tests.documents.test_states import material_of, raw

NASTY = (
    '</p>&amp;&#0;]]>--><!-- <b class=\'x" y="'
    "\x00\x07\x1b\x85\ud800\ufffe\u2028\U0001f600\t\n{{ 7 }}"
)
"""Ends tags and comments, opens others, and has characters that XML forbids."""

TAGS = {
    *("section", "div", "h1", "h2", "h3", "p", "ul", "li", "a", "b", "span", "code", "br"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "blockquote", "svg", "title", "path"),
}
NAMES = {
    *(
        "class",
        "id",
        "href",
        "lang",
        "dir",
        "scope",
        "colspan",
        "data-running",
        "data-sign",
        "title",
    ),
    *("xmlns", "viewBox", "preserveAspectRatio", "style", "d", "fill"),
    *("stroke", "stroke-width", "stroke-dasharray"),
}
"""What templates may use, whatever stands in them."""


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parts: list[Element | str] = field(default_factory=list)

    @property
    def children(self) -> list[Element]:
        return [part for part in self.parts if isinstance(part, Element)]

    @property
    def bare(self) -> str:
        """The text that stands in it beside other elements."""
        return "".join(part for part in self.parts if isinstance(part, str))

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def all(self, *tags: str) -> list[Element]:
        """The elements inside, in order; those of the tags given, or every one."""
        found = []
        for child in self.children:
            if not tags or child.tag in tags:
                found.append(child)
            found += child.all(*tags)
        return found


def parse(markup: str) -> Element:
    """Read markup as XML, which forgives nothing."""
    top = Element("", {})
    open_ = [top]

    def start(tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, attributes)
        open_[-1].parts.append(element)
        open_.append(element)

    def said(text: str) -> None:
        open_[-1].parts.append(text)

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: open_.pop()
    parser.CharacterDataHandler = said
    parser.Parse(markup.encode("utf-8"), True)
    return top


@dataclass(frozen=True)
class Read:
    """A dossier, and its chapters read back."""

    dossier: Dossier

    @cached_property
    def chapters(self) -> dict[str, Element]:
        return {c.id: parse(legible(render_chapter(c))) for c in self.dossier.chapters}

    def all(self, *tags: str) -> list[Element]:
        return [element for one in self.chapters.values() for element in one.all(*tags)]


def dossier_of(journal: Journal, text: Any = None) -> Dossier:
    from compliance.documents.dossier.quoted import quote_shown

    made = Assessment(journal.catalogue, journal.state)
    quoted = None if text is None else quote_shown(made, AS_OF, quoter(journal.catalogue, text))
    return compose(gather(made, AS_OF, (), "0.0.1", quoted))


MADE = {
    "finished": lambda catalogue: dossier_of(complete(catalogue)),
    "open": lambda catalogue: dossier_of(open_ended(catalogue)),
    "empty": lambda catalogue: dossier_of(Journal(catalogue)),
    "signed": lambda catalogue: dossier_of(signed(catalogue)),
    "hostile": lambda catalogue: dossier_of(hostile(catalogue)),
    "quoted": lambda catalogue: dossier_of(open_ended(catalogue), imported()),
}


@pytest.fixture(scope="module", params=sorted(MADE))
def sample(request, catalogue):
    return Read(MADE[request.param](catalogue))


@pytest.fixture(scope="module", params=["example", "a third of it", "nothing"])
def whole(request, shipped):
    """Dossiers over the shipped edition."""
    answers = {known: value for known, value in raw().items() if known in shipped.questions}
    part = {"example": 1, "a third of it": 3}.get(request.param)
    answers = dict(sorted(answers.items())[::part]) if part else {}
    return Read(compose(material_of(shipped, answers)))


def begun(whole):
    """Whether a dossier has the few chapters of an assessment without an answer."""
    return "open" in whole.chapters


# --- Well-formed


def test_the_reader_of_this_test_forgives_nothing():
    for broken in ("<p>a<br></p>", "<p>&nbsp;</p>", "<td x>a</td>", "<p>\x07</p>", "<p>a & b</p>"):
        with pytest.raises(expat.ExpatError):
            parse(broken)


def test_every_chapter_and_the_page_around_them_are_xml(sample):
    assert sample.chapters
    for fragment in render_fragments(sample.dossier.chapters):
        assert parse(f"<body>{fragment.html}</body>").children


def test_every_chapter_over_the_shipped_edition_is_xml(whole):
    rules = "open" if begun(whole) else "applicability"
    assert {"cover", "facts", rules, "verification"} <= set(whole.chapters)


def poisoned(value: Any, name: str = "", *, empty: bool) -> Any:
    """The same value with a nasty end to each text that is not a key of ours.

    Args:
        value: what a template is given, or a part of it.
        name: of its field.
        empty: whether empty texts get one too, by which other branches are taken.
    """
    if isinstance(value, enum.Enum):
        return value
    if isinstance(value, str):
        keep = name in {"key", "state", "template"} or not (value or empty)
        return value if keep else value + NASTY
    if isinstance(value, tuple | list):
        return tuple(poisoned(item, name, empty=empty) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value) if f.init}
        changed = {known: poisoned(part, known, empty=empty) for known, part in fields.items()}
        return dataclasses.replace(value, **changed)
    return value


@pytest.mark.parametrize("empty", [False, True], ids=["said", "empty"])
def test_no_text_of_any_chapter_can_leave_its_place(sample, empty):
    for chapter in sample.dossier.chapters:
        poison = parse(legible(render_chapter(poisoned(chapter, empty=empty))))
        assert {element.tag for element in poison.all()} <= TAGS
        assert {name for element in poison.all() for name in element.attributes} <= NAMES
        assert '</p>&amp;&#0;]]>--><!-- <b class=\'x" y="‹U+0000›‹U+0007›' in poison.text


# --- Semantics


def test_rows_have_a_heading_and_columns_too(whole):
    found = whole.all("table")
    assert len(found) > (4 if begun(whole) else 10)
    for table in found:
        kind = table.attributes.get("class", "")
        assert table.children[0].tag == "caption"
        assert table.children[0].text.strip()
        assert table.all("thead") or "kv" in kind, kind
        for body in table.all("tbody"):
            for row in body.all("tr"):
                (heading,) = row.all("th")
                assert heading.attributes["scope"] in {"row", "colgroup"}


def test_lists_hold_items_and_paragraphs_hold_no_blocks(sample):
    for chapter in sample.chapters.values():
        for element in chapter.all("ul"):
            assert {child.tag for child in element.children} == {"li"}
            assert not element.bare.strip()
        for element in chapter.all("p", "h1", "h2", "h3", "caption"):
            inside = {child.tag for child in element.all()}
            assert inside <= {"a", "b", "i", "span", "code", "br"}, element


# --- Nothing that says nothing


def test_cells_begin_and_end_with_what_they_say(whole):
    """Cells keep line breaks, so that one too many would be an empty line on paper."""
    for cell in whole.all("td", "th"):
        if cell.parts:
            first, last = cell.parts[0], cell.parts[-1]
            assert not isinstance(first, str) or first == first.lstrip("\n"), cell
            assert not isinstance(last, str) or last == last.rstrip("\n"), cell


def test_no_element_stands_alone_in_another_without_saying_anything(whole):
    for chapter in whole.chapters.values():
        for element in chapter.all("td", "th", "li", "div", "p", "span", "b"):
            if len(element.children) == 1 and not element.bare.strip():
                (inside,) = element.children
                assert inside.attributes or inside.tag not in {"p", "div", "span"}, element
            assert element.attributes or element.tag not in {"div", "span"}, element


def test_a_picture_of_many_requirements_is_a_few_paths(whole):
    pictures = whole.all("svg")
    assert pictures
    for picture in pictures:
        title, *paths = picture.children
        assert title.tag == "title"
        assert {path.tag for path in paths} == {"path"}
        assert len(paths) <= 2 * max(1, title.text.count(","), title.text.count(":") * 8)


def test_a_record_that_changes_no_finding_changes_cover_and_verification_alone(catalogue):
    journal = complete(catalogue)
    journal.add(Note(question="tell", text="Before."), BEN)
    before = {c.id: render_chapter(c) for c in dossier_of(journal).chapters}
    journal.add(Note(question="tell", text="Look again in May."), BEN)
    after = {c.id: render_chapter(c) for c in dossier_of(journal).chapters}
    assert before.keys() == after.keys()
    assert {known for known in after if after[known] != before[known]} == {"cover", "verification"}


def test_an_answer_changes_few_chapters(catalogue):
    """What is printed once may not depend on how much was written elsewhere."""
    journal = complete(catalogue)
    before = {c.id: render_chapter(c) for c in dossier_of(journal).chapters}
    journal.answer("tell", "yes", "The first screen, and the manual.")
    after = {c.id: render_chapter(c) for c in dossier_of(journal).chapters}
    changed = {known for known in after if after[known] != before[known]}
    assert changed == {"cover", "findings-art-2", "verification"}
