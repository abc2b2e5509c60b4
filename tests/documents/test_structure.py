"""The structure tree says what the HTML says, element for element, in its order.

The checker of PDF/UA does not see a table that pages cut in two, a table without heads,
or a paragraph that became two: these tests do, on every kind of paper.
"""

from __future__ import annotations

from collections import Counter

import pytest

from compliance.assessment.assessment import Assessment
from compliance.documents.dossier.issue import prepare
from compliance.documents.render.press import Press
from tests.documents.build import AS_OF, hostile
from tests.documents.printing import printed
from tests.tools import read_aloud
from tests.tools.html_tree import read_as
from tests.tools.read_aloud import Element


@pytest.fixture(scope="module", params=["finished", "unfinished", "hostile"], ids=lambda name: name)
def made(request, catalogue):
    if request.param == "hostile":
        journal = hostile(catalogue)
    else:
        journal = request.getfixturevalue(request.param)
    paper = prepare(Assessment(catalogue, journal.state), journal.content, AS_OF, "0.0.1")
    return paper, read_aloud.read(Press().print(paper))


def test_what_is_read_aloud_is_what_the_html_says(made):
    paper, spoken = made
    read_as(paper, spoken)


def test_every_mark_is_held_by_one_element(made):
    _, spoken = made
    assert not spoken.unread
    assert not spoken.twice


def test_tables_have_heads_captions_and_scopes(made):
    paper, spoken = made
    tables = spoken.root.below("Table")
    assert len(tables) == sum(one.html.count("<table") for one in paper.fragments)
    for table in tables:
        roles = Counter(item.role for item in table.walk())
        assert roles["Caption"] == 1
        assert roles["TH"] > 0
        assert roles["THead"] <= 1
        assert all("Scope" in head.attributes for head in table.below("TH"))
        widths = {width(row) for row in table.below("TR")}
        assert len(widths) == 1, table.text[:80]


def width(row):
    cells = [kid for kid in row.kids if isinstance(kid, Element)]
    return sum(int(cell.attributes.get("ColSpan", 1)) for cell in cells)


def test_cells_below_a_group_of_rows_name_their_heads(made):
    _, spoken = made
    ids = {head.id: head for head in spoken.root.below("TH") if head.id}
    grouped = [
        table
        for table in spoken.root.below("Table")
        if any(len(row.kids) == 1 and row.below("TH") for row in table.below("TR"))
    ]
    assert grouped
    for table in grouped:
        for cell in table.below("TD"):
            names = [str(name) for name in cell.attributes["Headers"]]
            assert len(names) >= 2
            assert all(ids[name].role == "TH" for name in names)


def test_links_are_owned_and_say_where_they_lead(made):
    _, spoken = made
    notes = [note for link in spoken.root.below("Link") for note in link.notes]
    fields = [note for form in spoken.root.below("Form") for note in form.notes]
    assert len(notes) + len(fields) == spoken.links
    assert all(note.startswith("Page ") for note in notes)


def test_figures_have_words_and_lie_on_their_page(made):
    _, spoken = made
    figures = spoken.root.below("Figure")
    assert figures
    for figure in figures:
        assert figure.alt.strip()
        left, low, right, top = (float(value) for value in figure.attributes["BBox"])
        assert 0 <= left < right <= 596
        assert 0 <= low < top <= 842


def test_lists_hold_items_alone(made):
    _, spoken = made
    for item in spoken.root.below("L"):
        assert {kid.role for kid in item.kids} <= {"LI"}
        assert "ListNumbering" in item.attributes


ROW = '<tr><th scope="row">Row {}</th><td>{}</td></tr>'


def test_what_crosses_pages_is_one_element():
    rows = "".join(ROW.format(at, "words of the row " * 9) for at in range(90))
    head = '<thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
    body = (
        '<section><h1 data-running="x">x</h1>'
        f"<table><caption>c</caption>{head}<tbody>{rows}</tbody></table>"
        f"<p>{'A paragraph that pages break. ' * 500}</p>"
        f"<ul>{'<li>An item of a long list</li>' * 150}</ul></section>"
    )
    spoken = read_aloud.read(printed(body))
    (table,), (text,), (items,) = map(spoken.root.below, ("Table", "P", "L"))
    assert len(set().union(*(one.pages for one in table.walk()))) > 2
    assert len(text.pages) > 1
    assert len(set().union(*(one.pages for one in items.walk()))) > 2
    assert [len(table.below(role)) for role in ("THead", "TBody", "TR")] == [1, 1, 91]
    assert len(items.below("LI")) == 150
    assert not spoken.unread
