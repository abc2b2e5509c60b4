from __future__ import annotations

import json

import pytest

from compliance.errors import ConformityError
from compliance.law.official.formex import read_formex
from compliance.law.official.text import OfficialText, fit, join
from compliance.law.official.xhtml import read_xhtml
from tests.builders import beside
from tests.law.official_samples import (
    ACT,
    ANNEX_1,
    ANNEX_2,
    CONSOLIDATED,
    DOC,
    OJ_PAGE,
    TEXTS,
    lamp_pack,
)


@pytest.fixture
def lamps(tmp_path):
    return lamp_pack(tmp_path)


def formex_sample():
    parts = {"a": ACT, "b": ANNEX_1, "c": ANNEX_2, "d": DOC}
    return join(read_formex(text.encode(), name) for name, text in parts.items())


def test_formex_gives_every_provision_under_the_id_of_the_outline(lamps):
    found = fit(formex_sample(), lamps.outline)
    assert {known: passage.text for known, passage in found.items()} == TEXTS


def test_the_page_of_the_journal_gives_the_same_as_formex(lamps):
    page = read_xhtml(OJ_PAGE.encode(), "page.html")
    found = fit(page, lamps.outline)
    assert {known: passage.text for known, passage in found.items()} == TEXTS


def test_older_pages_without_the_prefix_are_read_too(lamps):
    page = read_xhtml(OJ_PAGE.replace("oj-", "").encode(), "page.html")
    assert {k: p.text for k, p in fit(page, lamps.outline).items()} == TEXTS


def test_the_consolidated_page_gives_amended_text_without_marks(lamps):
    found = fit(read_xhtml(CONSOLIDATED.encode(), "c.html"), lamps.outline)
    same = {"art-1.1", "art-2.1.b.ii", "art-2.1.tail", "art-2.2.sub-2.b", "art-3.sub-2"}
    assert all(found[known].text == TEXTS[known] for known in same | {"annex-1.A.2"})
    assert found["art-2.3"].text == "The glass is green."
    assert found["art-5.1"].text == "Mirrors are polished."
    assert found["art-2.4"].text == ""
    assert not any("▼" in passage.text or "►" in passage.text for passage in found.values())


def test_titles_and_labels_are_kept_as_printed():
    for parsed in (formex_sample(), read_xhtml(OJ_PAGE.encode(), "p.html")):
        passages = parsed.passages
        assert passages["art-1"].title == "Words"
        assert passages["annex-1"].title == "Kinds of lamps"
        assert passages["annex-1.A"].title == "Small lamps"
        assert passages["annex-1.B"].title == "Large lamps"
        assert passages["annex-2.3"].title == "Report"
        assert passages["art-2.1.b.ii"].label == "(ii)"
        assert passages["art-1.1"].label == "1."


def test_act_day_language_and_footnotes_are_read():
    formex, page = formex_sample(), read_xhtml(OJ_PAGE.encode(), "p.html")
    for parsed in (formex, page):
        assert parsed.act == (2029, 42)
        assert parsed.published == "2029-02-03"
        assert parsed.language == "en"
        assert parsed.footnotes == {"1": "See the almanac."}
    assert formex.date == "2029-01-15"
    consolidated = read_xhtml(CONSOLIDATED.encode(), "c.html")
    assert (consolidated.act, consolidated.date) == ((2029, 42), "2031-05-01")


def test_quoted_articles_of_other_acts_are_no_provisions():
    assert "art-99" not in formex_sample().passages
    page = OJ_PAGE.replace("‘7. Candles", "</p><p class='oj-ti-art'>‘Article 99</p><p>")
    assert "art-99" not in read_xhtml(page.encode(), "p.html").passages


def test_a_consolidated_formex_act_is_read_with_its_annexes():
    annex = ANNEX_1.replace("ANNEX>", "CONS.ANNEX>").partition("</BIB.INSTANCE>")[2]
    act = (
        "<CONS.ACT><INFO.CONSLEG CONSLEG.REF='2029R0042' START.DATE='20310501'/><CONS.DOC>"
        "<ENACTING.TERMS><ARTICLE IDENTIFIER='004A'><TI.ART>Article 4a</TI.ART>"
        "<STI.ART>Late lamps'</STI.ART><ALINEA>Late is fine.</ALINEA></ARTICLE>"
        f"</ENACTING.TERMS><CONS.ANNEX>{annex}</CONS.DOC></CONS.ACT>"
    )
    parsed = read_formex(act.encode(), "c.xml")
    assert parsed.passages["art-4a"].text == "Late is fine."
    assert parsed.passages["art-4a"].title == "Late lamps"
    assert parsed.passages["annex-1.B.3"].text == "beacon."
    assert (parsed.act, parsed.date) == ((2029, 42), "2031-05-01")


def test_footnotes_of_several_files_do_not_clash():
    second = ANNEX_1.replace("beacon.", "beacon<NOTE><P>Tall.</P></NOTE>.")
    parsed = join([read_formex(ACT.encode(), "a"), read_formex(second.encode(), "b")])
    assert parsed.passages["rec-1"].text == "Nights are long[fn:1]."
    assert parsed.passages["annex-1.B.3"].text == "beacon[fn:2]."
    assert parsed.footnotes == {"1": "See the almanac.", "2": "Tall."}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("20290115", "20300115"), "date"),
        (("<NO.CURRENT>42", "<NO.CURRENT>43"), "act"),
        (("<LG.DOC>EN", "<LG.DOC>DE"), "language"),
        (("", ""), "annex-1 stands in a too"),
    ],
)
def test_files_that_do_not_belong_together_are_refused(change, says):
    parts = [read_formex(ANNEX_1.encode(), "a")]
    parts.append(read_formex(ANNEX_1.replace(*change).encode(), "b"))
    with pytest.raises(ConformityError) as error:
        join(parts)
    assert error.value.code == "law.import-mixed"
    assert says in str(error.value)


def test_a_damaged_store_is_refused_with_a_way_out():
    for content in (b"", b"{}", b"[1]", b'{"format": 99}', b"\xff"):
        with pytest.raises(ConformityError) as error:
            OfficialText.from_json(content, "kept.json")
        assert error.value.code == "law.import-kept"
        assert "conformity law import" in error.value.problems[0].hint


def reference_nodes():
    whole = json.loads(beside("law", "ai_act_en.json").read_text("utf-8"))
    waiting = [*whole["recitals"], *whole["articles"], *whole["annexes"]]
    for node in waiting:
        waiting.extend(node["children"])
    return [node for node in waiting if not node.get("amended")]


def test_the_real_text_has_the_ids_and_the_wording_of_the_reference(shipped_pack):
    files = sorted(beside("law", "formex").glob("*.xml"))
    parsed = join(read_formex(file.read_bytes(), file.name) for file in files)
    passages = fit(parsed, shipped_pack.outline)
    nodes = reference_nodes()
    found = [node for node in nodes if node["id"] in passages]
    assert len(found) >= 0.995 * len(nodes)

    def equal(node):
        return " ".join(node["text"].split()) == passages[node["id"]].text

    assert sum(map(equal, found)) >= 0.98 * len(nodes)
    # What differs is spacing: after the number of a quoted paragraph, in 35 000 000.
    for node in found:
        wanted, got = node["text"], passages[node["id"]].text
        assert "".join(wanted.split()) == "".join(got.split()), node["id"]
    titled = [node for node in found if node["kind"] == "article"]
    same = [n for n in titled if n["title"].strip("`' ") == passages[n["id"]].title]
    assert len(same) >= 0.98 * len(titled)
    assert not parsed.doubles


@pytest.fixture(scope="session")
def shipped_pack():
    from compliance.checklist.loader import load_catalogue

    return load_catalogue()
