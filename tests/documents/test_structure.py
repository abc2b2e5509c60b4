"""The structure tree says what the HTML says, element for element, in its order.

The checker of PDF/UA does not see a table that pages cut in two, a table without heads,
or a paragraph that became two: these tests do, on every kind of paper.
"""

from __future__ import annotations

from collections import Counter
from xml.etree import ElementTree as ET

import pytest

from compliance.assessment.assessment import Assessment
from compliance.documents.dossier.issue import prepare
from compliance.documents.render.press import Press
from tests.documents.build import AS_OF, hostile
from tests.documents.printing import printed
from tests.tools import read_aloud
from tests.tools.read_aloud import Element

ROLES = {
    "section": "Sect", "blockquote": "BlockQuote", "p": "P", "h1": "H1", "h2": "H2", "h3": "H3",
    "ul": "L", "ol": "L", "table": "Table", "caption": "Caption", "thead": "THead",
    "tbody": "TBody", "tr": "TR", "th": "TH", "td": "TD", "a": "Link",
    "{http://www.w3.org/2000/svg}svg": "Figure",
}  # fmt: skip
GROUPS = {"Document", "Sect", "BlockQuote", "L", "Table", "TOC"}
SCOPES = {"col": "/Column", "colgroup": "/Column", "row": "/Row"}


def squeezed(text):
    return "".join((text or "").split())


def expected(html):
    """The tree that the HTML of a fragment asks for."""
    root = Element("Document")
    take(ET.fromstring(f"<body>{html}</body>"), root)  # noqa: S314 - our own templates
    drop_empty(root)
    return root


def take(element, around):
    here = enter(element, around)
    if here.role == "Figure":
        here.alt = element.find("{http://www.w3.org/2000/svg}title").text.strip()
        return
    say(here, element.text, element)
    for child in element:
        take(child, here)
        say(here, child.tail, element)


def enter(element, around):
    role = ROLES.get(element.tag)
    if element.tag == "ul" and element.get("class") == "toc":
        role = "TOC"
    if element.tag == "li":
        outer, inner = ("TOCI", "Reference") if around.role == "TOC" else ("LI", "LBody")
        item, body = Element(outer), Element(inner)
        item.kids.append(body)
        around.kids.append(item)
        return body
    if role is None and element.get("lang"):
        role = "Span"
    if role is None:
        return around
    made = Element(role, {"element": element}, lang=element.get("lang") or "")
    around.kids.append(made)
    return made


def say(here, text, element):
    """Text of a group stands in an element of its own."""
    words = squeezed(text)
    if not words:
        return
    if here.role not in GROUPS:
        here.kids.append(words)
        return
    last = here.kids[-1] if here.kids else None
    if not (isinstance(last, Element) and last.attributes.get("of") is element):
        last = Element("P", {"of": element})
        here.kids.append(last)
    last.kids.append(words)


def drop_empty(node):
    node.kids = [kid for kid in node.kids if isinstance(kid, str) or drop_empty(kid)]
    return bool(node.kids) or node.role in {"TD", "TH", "Figure"}


def script(node):
    """The tree as one list: roles that begin and end, and what is said between."""
    if node.role == "Lbl":  # the sign before an item, which the HTML does not write
        return
    yield f"<{node.role}"
    if node.role == "Figure":
        yield squeezed(node.alt)
    else:
        said = ""
        for kid in node.kids:
            if isinstance(kid, str):
                said += squeezed(kid)
                continue
            if said:
                yield said
                said = ""
            yield from script(kid)
        if said:
            yield said
    yield f"{node.role}>"


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
    wanted = [item for one in paper.fragments for item in script(expected(one.html))]
    wanted = [item for item in wanted if item not in {"<Document", "Document>"}]
    heard = [item for item in script(spoken.root) if item not in {"<Document", "Document>"}]
    for at, (want, said) in enumerate(zip(wanted, heard, strict=False)):
        if want == "000":
            assert said.isdigit()
            continue
        assert said == want, heard[max(0, at - 5) : at + 3]
    assert len(heard) == len(wanted)


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
