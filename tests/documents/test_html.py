"""Lints over the HTML: headings, tables, pictures, anchors, hostile text."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser

import pytest

from compliance.assessment.assessment import Assessment
from compliance.documents.dossier.issue import prepare
from tests.documents.build import AS_OF, hostile, open_ended


class Outline(HTMLParser):
    """Collects what the lints look at."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.tables: list[dict[str, int]] = []
        self.svg_titles: list[str] = []
        self.text: list[str] = []
        self.in_title = False

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append({"caption": 0, "th": 0, "td": 0, "bare": 0})
        elif self.tables and tag in {"caption", "th", "td"}:
            self.tables[-1][tag] += 1
            if tag == "th" and "scope" not in dict(attrs):
                self.tables[-1]["bare"] += 1
        if tag == "svg":
            self.svg_titles.append("")
        self.in_title = tag == "title"

    def handle_data(self, data):
        self.text.append(data)
        if self.in_title and self.svg_titles:
            self.svg_titles[-1] += data

    def handle_endtag(self, tag):
        if tag == "title":
            self.in_title = False


def parse(html: str) -> Outline:
    found = Outline()
    found.feed(html)
    return found


@pytest.fixture(scope="module")
def outline(unfinished_html):
    return parse(unfinished_html)


def test_heading_levels_do_not_jump(outline):
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_tables_have_captions_and_scoped_headings(outline):
    assert len(outline.tables) > 20
    for table in outline.tables:
        assert table["caption"] == 1
        assert table["th"] > 0
        assert table["bare"] == 0


def test_pictures_have_titles(outline):
    assert len(outline.svg_titles) >= 4
    assert all(title.strip() for title in outline.svg_titles)
    assert all(attrs.get("alt") for tag, attrs in outline.tags if tag == "img")


def test_links_lead_to_anchors(outline):
    ids = [attrs["id"] for _, attrs in outline.tags if attrs.get("id")]
    targets = {attrs["href"] for tag, attrs in outline.tags if tag == "a"}
    assert len(ids) == len(set(ids))
    assert targets <= {f"/{way}#{known}" for known in ids for way in ("to", "page")}


def test_no_percentage_and_no_style_attribute_from_people(unfinished_html):
    text = re.sub(r"<[^>]*>", " ", unfinished_html)
    assert "%" not in text
    assert "compliance rate" not in text.lower()


@pytest.fixture(scope="module")
def hostile_html(catalogue):
    journal = hostile(catalogue)
    return prepare(Assessment(catalogue, journal.state), journal.content, AS_OF, "0.0.1").html


def test_hostile_text_is_shown_as_text(hostile_html, unfinished_html):
    found, usual = parse(hostile_html), parse(unfinished_html)
    text = "".join(found.text)
    assert text.count("<script>alert(1)</script>") > 5
    assert text.count("{{ 7*7 }} {% raw %}") > 5
    assert "49" not in re.findall(r"\b49\b", text)
    tags = {tag for tag, _ in found.tags}
    assert tags <= {tag for tag, _ in usual.tags} | {"g", "rect", "path", "circle"}
    assert not tags & {"script", "img", "style", "iframe", "object", "form"}
    for _, attrs in found.tags:
        assert not any(name.startswith("on") for name in attrs)


def test_unprintable_characters_get_a_mark(hostile_html):
    assert "a‹U+202E›cod.exe‹U+200B›" in hostile_html
    assert "南山人才 ‹U+1F600› ‹U+0627›" in hostile_html
    assert "\u202e" not in hostile_html


def test_long_words_and_many_columns(catalogue):
    journal = open_ended(catalogue)
    journal.answer("system.name", "X" * 300)
    html = prepare(Assessment(catalogue, journal.state), journal.content, AS_OF, "0.0.1").html
    assert '<h1 class="small">' in html
    assert "X" * 300 in html, "the chapter on facts holds it in full"
