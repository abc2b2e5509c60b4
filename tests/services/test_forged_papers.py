"""Every way in which somebody may forge a paper is named; nothing honest is.

Each forgery is made twice where that can be: by an ordinary tool, which writes the file
anew, and by somebody who knows how the program writes files and makes all of that right
again.
"""

from __future__ import annotations

import io
import json
import re

import pikepdf
import pytest

from compliance.data.digests import canonical_json
from compliance.documents.dossier.issue import RECORD_NAME
from compliance.errors import ConformityError
from compliance.services.assess import open as open_assessment
from tests.builders import BEN, chain
from tests.documents.build import complete, load_sample, open_ended
from tests.documents.forge import Forged, forged
from tests.services.helpers import codes
from tests.services.papers import remembering, verify_bytes


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    return load_sample(tmp_path_factory.mktemp("checklists"))


@pytest.fixture(scope="module")
def maker():
    with remembering() as maker:
        yield maker


@pytest.fixture(scope="module")
def paper(catalogue, maker):
    """A draft with gaps."""
    return maker.paper(catalogue, open_ended(catalogue))


@pytest.fixture(scope="module")
def other(catalogue, maker):
    """Another paper of the same system, with nothing open."""
    return maker.paper(catalogue, complete(catalogue))


@pytest.fixture
def verified(catalogue, maker, monkeypatch, tmp_path):
    monkeypatch.setattr(open_assessment, "load_catalogue", lambda *_: catalogue)
    return lambda content, **more: verify_bytes(tmp_path, maker, content, **more)


def seen(result):
    return " ".join(str(problem) for problem in result.problems)


# --- what is honest


def test_a_paper_as_it_was_issued_is_the_same_to_the_last_byte(verified, paper, other):
    for content in (paper, other):
        result = verified(content)
        assert result.intact, seen(result)
        assert any("the same to the last byte" in line for line in result.checked)
        assert not result.not_compared
        assert result.conclusion == "Nothing was found changed."


def test_the_head_to_compare_is_told_with_what_a_whole_new_file_could_be(verified, paper):
    head = re.search(rb"journal-head:([0-9a-f]{64})", Forged(paper).texts[Forged(paper).info])[1]
    (note,) = verified(paper).notes
    assert "rewrites a file as a whole" in note
    assert note.endswith(head.decode())


def test_the_tool_of_these_tests_changes_nothing_by_itself(paper):
    """Otherwise the tests below could show the tool and not the change."""
    assert Forged(paper).write() == paper


# --- by an ordinary tool


def by_tool(change, **save):
    """A forgery with pikepdf, which writes the file anew."""

    def make(content, other):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            change(pdf, other)
            target = io.BytesIO()
            pdf.save(target, **save)
        return target.getvalue()

    return make


def nothing(pdf, other):
    pass


def without_pages(pdf, other):
    del pdf.pages[3:15]


def overdrawn(text):
    def change(pdf, other):
        page = pdf.pages[0]
        page.Resources.Font["/F9"] = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
        )
        drawn = b"q 1 1 1 rg 0 0 600 900 re f 0 g BT /F9 24 Tf 90 400 Td (%s) Tj ET Q" % text
        page.contents_add(pikepdf.Stream(pdf, drawn))

    return change


def another_association(pdf, other):
    spec = pikepdf.AttachedFileSpec(pdf, b'{"forged":true}', filename=RECORD_NAME)
    pdf.Root.AF[0] = spec.obj


def note_with_a_record(pdf, other):
    spec = pikepdf.AttachedFileSpec(pdf, b'{"forged":true}', filename=RECORD_NAME)
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 20, 20],
        FS=spec.obj,
    )  # fmt: skip
    pdf.pages[2].Annots = pikepdf.Array([pdf.make_indirect(note)])


def other_title(pdf, other):
    pdf.docinfo["/Title"] = "Declaration of conformity - APPROVED / Body 0123"
    pdf.docinfo["/Author"] = "Body 0123"


def pages_of_another(pdf, other):
    with pikepdf.open(io.BytesIO(other)) as source:
        pdf.pages[9] = source.pages[9]


def script(pdf, other):
    pdf.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
    )


def link_out(pdf, other):
    note = pdf.pages[1].Annots[0]
    del note["/Dest"]
    note.A = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.org"))


BY_TOOL = {
    "saved anew, and nothing more": (nothing, {}, "saved it anew"),
    "saved anew without object streams": (
        nothing,
        {"object_stream_mode": pikepdf.ObjectStreamMode.disable},
        "saved it anew",
    ),
    "pages deleted": (without_pages, {}, "It has 3 pages; 15 follow"),
    "the cover overdrawn": (overdrawn(b"ALL REQUIREMENTS MET"), {}, "ALLREQUIREMENTSMET"),
    "another associated file": (another_association, {}, "Some readers show another"),
    "a note with a file": (note_with_a_record, {}, "FileAttachment"),
    "another title": (other_title, {}, "contradict each other"),
    "a page of another paper": (pages_of_another, {}, "is drawn differently"),
    "a script": (script, {}, "OpenAction"),
    "a link out of it": (link_out, {}, "does not lead into the document"),
}


@pytest.mark.parametrize("case", BY_TOOL)
def test_what_an_ordinary_tool_makes_of_a_paper_is_named(verified, paper, other, case):
    change, save, named = BY_TOOL[case]
    result = verified(by_tool(change, **save)(paper, other))
    assert "dossier.not-as-issued" in codes(result)
    assert named in seen(result)


def test_of_a_file_that_was_only_saved_anew_it_is_said_that_all_is_the_same(verified, paper):
    result = verified(by_tool(nothing)(paper, None))
    assert codes(result) == {"dossier.not-as-issued"}
    assert any("every part says the words" in line for line in result.checked)
    assert any("every page is drawn as it follows" in line for line in result.checked)


# --- by somebody who makes the container right again


def fewer_pages(paper, other):
    tree = paper.find(b"/Type/Pages")
    pages = paper.pages()
    kept = b" ".join(b"%d 0 R" % page for page in pages[:6])
    paper.texts[tree] = b"<</Type/Pages/Count 6/Kids[%s]>>" % kept


def pages_in_another_order(paper, other):
    tree, pages = paper.find(b"/Type/Pages"), paper.pages()
    pages[4], pages[5] = pages[5], pages[4]
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    paper.texts[tree] = b"<</Type/Pages/Count 21/Kids[%s]>>" % kids


def a_page_twice(paper, other):
    tree, pages = paper.find(b"/Type/Pages"), paper.pages()
    kids = b" ".join(b"%d 0 R" % page for page in [*pages, pages[3]])
    paper.texts[tree] = b"<</Type/Pages/Count 22/Kids[%s]>>" % kids


def white_over_the_cover(paper, other):
    paper.redraw(paper.contents(paper.pages()[0])[-1], lambda data: data + WHITE)


WHITE = b"\nq 1 1 1 rg 0 0 600 900 re f Q"


def drawn_in_words_of_its_own(paper, other):
    """Glyphs of another word, as its fonts have them."""

    def change(data):
        shown = max(re.findall(rb"\[<[^\]]*\] TJ", data), key=len)
        return data + b"\n/Artifact BMC BT /%s 30 Tf 90 90 Td %s ET EMC" % (FONT(data), shown)

    paper.redraw(paper.contents(paper.pages()[5])[-1], change)


def FONT(data):  # noqa: N802 - what the content names
    return re.search(rb"/(\w+) [\d.]+ Tf", data)[1]


def verdict_swapped(paper, other):
    """One word of a table drawn in the place of another."""
    contents = [part for page in paper.pages() for part in paper.contents(page)]
    rows = (re.findall(rb"\[<[^\]]*\] TJ", paper.streams[number][1]) for number in contents)
    number, shown = next(
        (number, found) for number, found in zip(contents, rows, strict=True) if len(set(found)) > 8
    )
    paper.redraw(number, lambda data: data.replace(shown[-2], shown[-3], 1))


def foot_of_another_journal(paper, other):
    theirs = other
    mine, yours = (
        max(
            re.findall(rb"Tf\[(<[0-9a-f]*>)\]TJ", one.streams[one.contents(one.pages()[7])[-2]][1]),
            key=len,
        )
        for one in (paper, theirs)
    )
    assert mine != yours
    paper.redraw(paper.contents(paper.pages()[7])[-2], lambda data: data.replace(mine, yours))


def text_not_seen(paper, other):
    paper.redraw(
        paper.contents(paper.pages()[6])[-1],
        lambda data: data.replace(b"\nBT\n", b"\nBT\n3 Tr\n", 1),
    )


def text_that_reads_otherwise(paper, other):
    number = paper.find(b"/S/H1", b"/K 0>>")
    paper.texts[number] = paper.texts[number][:-2] + b"/ActualText(All requirements are met)>>"


def mark_that_reads_otherwise(paper, other):
    paper.redraw(
        paper.contents(paper.pages()[6])[-1],
        lambda data: data.replace(b"/MCID 0>>", b"/MCID 0/ActualText(Certified)>>", 1),
    )


def figure_said_to_show_more(paper, other):
    number = paper.find(b"/S/Figure", b"1 not met")
    paper.texts[number] = re.sub(rb"/Alt \([^)]*\)", b"/Alt (5 met.)", paper.texts[number])


def codes_that_mean_other_letters(paper, other):
    for number, (_, data) in paper.streams.items():
        if b"beginbfchar" in data and b"<006e>" in data:
            paper.redraw(number, lambda data: data.replace(b"<006e>", b"<006d>", 1))
            return
    raise AssertionError


def fonts_without_meaning(paper, other):
    for number, text in paper.texts.items():
        if b"/ToUnicode" in text:
            paper.texts[number] = re.sub(rb"/ToUnicode \d+ 0 R", b"", text)
    for number in [n for n, (_, data) in paper.streams.items() if b"beginbfchar" in data]:
        del paper.streams[number]


def glyphs_of_another_font(paper, other):
    fonts = [n for n, (head, _) in paper.streams.items() if b"/Length1" in head]
    (head, _), (_, instead) = paper.streams[fonts[0]], paper.streams[fonts[1]]
    paper.redraw(fonts[0], lambda _: instead)
    paper.streams[fonts[0]] = (re.sub(rb"\d+", b"%d" % len(instead), head), instead)


def page_cut_down(paper, other):
    number = paper.pages()[4]
    paper.swap(number, b"/Tabs/S", b"/CropBox[0 400 595 842]/Tabs/S")


def page_turned(paper, other):
    paper.swap(paper.pages()[4], b"/Tabs/S", b"/Rotate 180/Tabs/S")


def page_smaller(paper, other):
    number = paper.pages()[4]
    paper.texts[number] = re.sub(
        rb"/MediaBox\[[^]]*\]", b"/MediaBox[0 400 595 842]", paper.texts[number]
    )


def hidden_layer(paper, other):
    layer = paper.add(b"<</Type/OCG/Name(x)>>")
    paper.swap(
        paper.root,
        b"/Lang",
        b"/OCProperties<</OCGs[%d 0 R]/D<</OFF[%d 0 R]>>>>/Lang" % (layer, layer),
    )


def bookmark_renamed(paper, other):
    number = paper.find(b"/Title", b"/Dest", b"Gaps")
    paper.texts[number] = re.sub(rb"/Title \([^)]*\)", b"/Title (No gaps)", paper.texts[number])


def other_title_in_both(paper, other):
    paper.texts[paper.info] = re.sub(
        rb"/Title \([^)]*\)", b"/Title (APPROVED by body 0123)", paper.texts[paper.info]
    )
    number = next(n for n, (head, _) in paper.streams.items() if b"/Metadata" in head)
    paper.redraw(
        number,
        lambda data: re.sub(
            rb'(<rdf:li xml:lang="x-default">)Sorter: [^<]*', rb"\1APPROVED by body 0123", data
        ),
    )


def other_title_in_one(paper, other):
    paper.texts[paper.info] = re.sub(
        rb"/Title \([^)]*\)", b"/Title (APPROVED)", paper.texts[paper.info]
    )


def other_head_in_the_properties(paper, other):
    old = paper.texts[paper.info]
    paper.texts[paper.info] = re.sub(rb"journal-head:....", b"journal-head:0000", old)
    number = next(n for n, (head, _) in paper.streams.items() if b"/Metadata" in head)
    paper.redraw(number, lambda data: re.sub(rb"journal-head:....", b"journal-head:0000", data))


def two_contents_of_one_file(paper, other):
    fake = paper.add_stream(b"/Type/EmbeddedFile", b'{"forged":true}')
    spec = paper.find(b"/Type/Filespec", b"assessment.json")
    paper.texts[spec] = re.sub(rb"/UF \d+ 0 R>>", b"/UF %d 0 R>>" % fake, paper.texts[spec])


def associated_with_another(paper, other):
    fake = paper.add_stream(b"/Type/EmbeddedFile", b'{"forged":true}')
    spec = paper.add(
        b"<</Type/Filespec/F (assessment.json)/UF (assessment.json)"
        b"/AFRelationship/Data/EF<</F %d 0 R/UF %d 0 R>>>>" % (fake, fake)
    )
    paper.texts[paper.root] = re.sub(
        rb"/AF\[\d+ 0 R", b"/AF[%d 0 R" % spec, paper.texts[paper.root]
    )


def a_third_file(paper, other):
    fake = paper.add_stream(b"/Type/EmbeddedFile", b"MZ")
    spec = paper.add(b"<</Type/Filespec/F (run.exe)/EF<</F %d 0 R>>>>" % fake)
    paper.swap(paper.root, b"/AF[", b"/AF[%d 0 R " % spec)


def file_on_a_page(paper, other):
    fake = paper.add_stream(b"/Type/EmbeddedFile", b'{"forged":true}')
    spec = paper.add(b"<</Type/Filespec/F (assessment.json)/EF<</F %d 0 R>>>>" % fake)
    paper.swap(paper.pages()[0], b"/Tabs/S", b"/AF[%d 0 R]/Tabs/S" % spec)


def free_text_on_a_page(paper, other):
    note = paper.add(
        b"<</Type/Annot/Subtype/FreeText/Rect[50 400 550 500]/F 4/Contents(CERTIFIED)/DA(/x 0 Tf)>>"
    )
    paper.swap(paper.pages()[0], b"/Tabs/S", b"/Annots[%d 0 R]/Tabs/S" % note)


def put_field(paper, field):
    assert b"/AcroForm" not in paper.texts[paper.root], "a draft has no places to sign"
    paper.swap(paper.root, b"/Lang", b"/AcroForm<</Fields[%d 0 R]/SigFlags 0>>/Lang" % field)


def field_that_shows_text(paper, other):
    look = paper.add_stream(
        b"/Type/XObject/Subtype/Form/BBox[0 0 500 100]", b"q 1 1 1 rg 0 0 500 100 re f Q"
    )
    field = paper.add(
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(CERTIFIED)/F 4/Rect[50 400 550 500]"
        b"/AP<</N %d 0 R>>>>" % look
    )
    paper.swap(paper.pages()[0], b"/Tabs/S", b"/Annots[%d 0 R]/Tabs/S" % field)
    put_field(paper, field)


def place_to_sign_that_covers(paper, other):
    """A place to sign like those of the program; but it shows something."""
    look = paper.add_stream(b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]", WHITE)
    field = paper.add(
        b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Sig9)/F 4/Rect[0 0 595 842]/AP<</N %d 0 R>>>>"
        % look
    )
    paper.swap(paper.pages()[0], b"/Tabs/S", b"/Annots[%d 0 R]/Tabs/S" % field)
    put_field(paper, field)


def action_on_opening(paper, other):
    act = paper.add(b"<</S/JavaScript/JS(app.beep)>>")
    paper.swap(paper.root, b"/Lang", b"/OpenAction %d 0 R/Lang" % act)


def action_of_a_page(paper, other):
    paper.swap(paper.pages()[0], b"/Tabs/S", b"/AA<</O<</S/URI/URI(https://example.org)>>>>/Tabs/S")


def action_under_another_spelling(paper, other):
    paper.swap(paper.root, b"/Lang", b"/Open#41ction<</S/JavaScript/J#53(app.beep)>>/Lang")


def script_by_name(paper, other):
    names = paper.add(b"<</Names[(a)<</S/JavaScript/JS(app.beep)>>]>>")
    paper.swap(paper.root, b"/Names<<", b"/Names<</JavaScript %d 0 R" % names)


def link_to_a_host(paper, other):
    number = paper.find(b"/Subtype/Link", b"/Dest")
    paper.texts[number] = re.sub(
        rb"/Dest \([^)]*\)", b"/A<</S/URI/URI(https://example.org)>>", paper.texts[number]
    )


def link_elsewhere(paper, other):
    number = paper.find(b"/Subtype/Link", b"/Dest")
    paper.texts[number] = re.sub(rb"/Dest \([^)]*\)", b"/Dest (chapter-gaps)", paper.texts[number])


def bookmark_that_acts(paper, other):
    number = paper.find(b"/Title", b"/Dest", b"Gaps")
    paper.texts[number] = re.sub(
        rb"/Dest\[[^]]*\]", b"/A<</S/URI/URI(https://example.org)>>", paper.texts[number]
    )


def object_that_nothing_names(paper, other):
    paper.add(b"<</Type/Anything/Note(hidden)>>")


def part_of_the_structure_dropped(paper, other):
    number = paper.find(b"/S/Document")
    paper.texts[number] = re.sub(rb"(/K\[\d+ 0 R) \d+ 0 R", rb"\1", paper.texts[number])


def rows_of_a_table_dropped(paper, other):
    number = paper.find(b"/S/TBody", b"/K [")
    paper.texts[number] = re.sub(rb"/K \[\d+ 0 R ", b"/K [", paper.texts[number])


def record_embellished(paper, other):
    record = json.loads(paper.streams[paper.file(b"assessment.json")][1])
    record["findings"][0]["status"] = (
        "met" if record["findings"][0]["status"] != "met" else "not-met"
    )
    paper.embed(b"assessment.json", canonical_json(record))


def journal_rewritten(paper, other):
    """Another journal with a chain of its own, and its head in the properties."""
    from compliance.assessment.journal.chain import read_lines

    number = paper.file(b"journal.jsonl")
    records = read_lines(paper.streams[number][1], "x").records
    new = chain(*(item.data for item in records), by=BEN)
    paper.embed(b"journal.jsonl", b"".join(item.line() for item in new))
    old = re.search(rb"journal-head:([0-9a-f]{64})", paper.texts[paper.info])[1]
    head = new[-1].hash.encode()
    paper.swap(paper.info, old, head)
    metadata = next(n for n, (head, _) in paper.streams.items() if b"/Metadata" in head)
    paper.redraw(metadata, lambda data: data.replace(old, head))


def files_of_another_paper(paper, other):
    """Record and journal of a better day behind the pages of this one."""
    theirs = other
    for name in (b"assessment.json", b"journal.jsonl"):
        paper.embed(name, theirs.streams[theirs.file(name)][1])
    old, new = (
        re.search(rb"journal-head:([0-9a-f]{64})", one.texts[one.info])[1]
        for one in (paper, theirs)
    )
    paper.swap(paper.info, old, new)
    metadata = next(n for n, (head, _) in paper.streams.items() if b"/Metadata" in head)
    paper.redraw(metadata, lambda data: data.replace(old, new))


def other_size_beside_a_file(paper, other):
    number = paper.file(b"journal.jsonl")
    head, data = paper.streams[number]
    paper.streams[number] = (re.sub(rb"/Size \d+", b"/Size 1", head), data)


def text_said_to_belong_elsewhere(paper, other):
    """The first two marks of a page lead to the elements of each other."""
    number = paper.find(b"/Limits[0 ", b"/Nums[")
    first, one, two = re.search(
        rb"\[(\d+ 0 R)((?: \d+ 0 R)*?) (?!\1)(\d+ 0 R)", paper.texts[number][8:]
    ).groups()
    paper.swap(number, first + one + b" " + two, two + one + b" " + first)


def heads_of_cells_exchanged(paper, other):
    root = paper.texts[paper.find(b"/Type/StructTreeRoot")]
    number = int(re.search(rb"/IDTree (\d+)", root)[1])
    one, two = re.findall(rb" (\d+) 0 R", paper.texts[number])[:2]
    for old, new in ((one, b"0"), (two, one), (b"0", two)):
        paper.swap(number, b" %s 0 R" % old, b" %s 0 R" % new)


PAGES, FOREIGN = "dossier.pages-changed", "dossier.foreign-content"
FILES, PROPERTIES = "dossier.attachments", "dossier.properties"
BY_A_MASTER = {
    fewer_pages: (PAGES, "It has 6 pages; 15 follow"),
    pages_in_another_order: (PAGES, "Pages 5, 6 are drawn differently"),
    a_page_twice: ("dossier.not-a-dossier", "do not form a tree"),
    white_over_the_cover: (PAGES, "Page 1 is drawn differently"),
    drawn_in_words_of_its_own: (PAGES, "Heads or feet of its pages read otherwise"),
    verdict_swapped: (PAGES, "It reads “"),
    foot_of_another_journal: (PAGES, "Heads or feet of its pages read otherwise"),
    text_not_seen: (PAGES, "is not seen"),
    text_that_reads_otherwise: (PAGES, "All requirements are met"),
    mark_that_reads_otherwise: (PAGES, "Certified"),
    figure_said_to_show_more: (PAGES, "5 met."),
    codes_that_mean_other_letters: (PAGES, "It reads “"),
    fonts_without_meaning: (PAGES, "It reads “"),
    glyphs_of_another_font: (PAGES, "are drawn differently"),
    page_cut_down: (FOREIGN, "CropBox"),
    page_turned: (FOREIGN, "Rotate"),
    page_smaller: (PAGES, "Page 5 is drawn differently"),
    hidden_layer: (FOREIGN, "OCProperties"),
    bookmark_renamed: (PAGES, "bookmarks"),
    other_title_in_both: (PROPERTIES, "Title"),
    other_title_in_one: (PROPERTIES, "contradict each other"),
    other_head_in_the_properties: ("journal.truncated", "properties name the head"),
    two_contents_of_one_file: ("dossier.not-a-dossier", "carries assessment.json twice"),
    associated_with_another: (FILES, "Some readers show another assessment.json"),
    a_third_file: (FILES, "run.exe"),
    file_on_a_page: (FILES, "has files of its own attached"),
    free_text_on_a_page: (FOREIGN, "FreeText"),
    field_that_shows_text: (FOREIGN, "no empty place to sign"),
    place_to_sign_that_covers: (PAGES, "drawn differently"),
    action_on_opening: (FOREIGN, "OpenAction"),
    action_of_a_page: (FOREIGN, "AA"),
    action_under_another_spelling: (FOREIGN, "OpenAction"),
    script_by_name: (FOREIGN, "JavaScript"),
    link_to_a_host: (FOREIGN, "does not lead into the document"),
    link_elsewhere: (PAGES, "drawn differently"),
    bookmark_that_acts: (FOREIGN, "A bookmark has something"),
    object_that_nothing_names: ("dossier.not-as-issued", "nothing leads to"),
    part_of_the_structure_dropped: (PAGES, "is missing"),
    rows_of_a_table_dropped: (PAGES, "It reads “"),
    text_said_to_belong_elsewhere: (FOREIGN, "belong to another part"),
    heads_of_cells_exchanged: (FOREIGN, "other heads than theirs"),
    record_embellished: ("dossier.record-changed", "does not follow from the journal"),
    journal_rewritten: (PAGES, "Ben"),
    files_of_another_paper: (PAGES, "It reads “"),
    other_size_beside_a_file: (FILES, "has not the size"),
}


@pytest.mark.parametrize("change", BY_A_MASTER, ids=lambda change: change.__name__)
def test_what_somebody_forges_who_makes_the_container_right_is_named(
    verified, paper, other, change
):
    code, named = BY_A_MASTER[change]
    content = forged(paper, lambda paper: change(paper, Forged(other)))
    if code == "dossier.not-a-dossier":
        with pytest.raises(ConformityError, match=named) as raised:
            verified(content)
        assert raised.value.code == code
        return
    result = verified(content)
    assert code in codes(result), seen(result)
    assert named in seen(result), seen(result)
