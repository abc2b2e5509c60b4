from __future__ import annotations

import datetime
import functools
import json
import re

import pytest

from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.state import State
from compliance.checklist.loader import load_catalogue
from compliance.documents.dossier.issue import prepare
from compliance.errors import ConformityError
from compliance.services.official_law.files import MAX_BYTES
from compliance.services.official_law.import_law import import_law
from compliance.services.official_law.quote import (
    data_folder,
    kept_at,
    load_official,
    official_quotes,
)
from tests.builders import ROOT, begin_record, beside
from tests.law.official_samples import (
    ACT,
    ANNEX_1,
    CONSOLIDATED,
    DOC,
    OJ_PAGE,
    TEXTS,
    lamp_pack,
    write_formex,
)

AT = datetime.datetime(2031, 6, 1, 9, 0, tzinfo=datetime.UTC)


@pytest.fixture
def lamps(tmp_path):
    return lamp_pack(tmp_path / "packs")


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("CONFORMITY_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def old(lamps, data, tmp_path):
    return import_law(lamps, write_formex(tmp_path / "formex"), at=AT)


def save(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def codes(imported):
    return [problem.code for problem in imported.warnings]


def test_what_is_imported_is_loaded_again_with_where_it_comes_from(old, lamps, data):
    text = load_official("lamps")
    assert text == old.text
    assert text.provisions == TEXTS
    assert (text.source, text.language) == ("OJ L, 2029/42", "en")
    assert text.date == datetime.date(2029, 2, 3)
    assert text.imported_at == AT
    assert set(text.files) == {"L_1.xml", "L_2.xml", "L_3.xml", "L.doc.xml"}
    assert old.path == data / "law" / "lamps.json" == kept_at("lamps")


def test_missing_added_and_unknown_provisions_are_told_apart(lamps, data, tmp_path):
    act = ACT.replace("(b)</NO.P><TXT>goes", "(z)</NO.P><TXT>goes")
    folder = write_formex(tmp_path / "formex")
    save(folder / "L_1.xml", act)
    done = import_law(lamps, folder, at=AT)
    assert done.added_since == ("art-5", "art-5.1")
    assert done.missing == ("art-2.2.sub-2.b",)
    assert done.unknown == ("art-2.2.sub-2.z",)
    assert len(done.found) == len(lamps.outline) - 3
    assert codes(done) == ["law.import-older"]


def test_the_digest_changes_with_any_byte_and_not_with_the_folder(lamps, data, tmp_path):
    first = import_law(lamps, write_formex(tmp_path / "a"), at=AT).text.digest
    again = import_law(lamps, write_formex(tmp_path / "b"), at=AT).text.digest
    save(tmp_path / "b" / "L_2.xml", ANNEX_1 + " ")
    changed = import_law(lamps, tmp_path / "b", at=AT).text.digest
    assert first == again != changed


def test_source_and_day_can_be_given_and_a_contradiction_is_told(lamps, data, tmp_path):
    page = save(tmp_path / "page.html", OJ_PAGE)
    day = datetime.date(2029, 2, 4)
    done = import_law(lamps, page, at=AT, source="My  copy\x1b", day=day)
    assert (done.text.source, done.text.date) == ("My copy", day)
    assert codes(done) == ["law.import-date", "law.import-older"]


def test_a_text_without_a_day_is_refused_until_it_is_said(lamps, data, tmp_path):
    page = save(tmp_path / "page.html", OJ_PAGE.replace("3.2.2029", ""))
    with pytest.raises(ConformityError) as error:
        import_law(lamps, page, at=AT)
    assert error.value.code == "law.import-date"
    assert "--date" in error.value.problems[0].hint
    day = datetime.date(2029, 2, 3)
    assert import_law(lamps, page, at=AT, day=day).text.date == day


def test_the_current_text_brings_no_warning_and_a_newer_one_says_so(lamps, data, tmp_path):
    page = save(tmp_path / "c.html", CONSOLIDATED)
    assert codes(import_law(lamps, page, at=AT)) == []
    (quote,) = official_quotes(lamps, ["art-2.3"])
    assert quote.warning == ""
    assert quote.lines[0].remark == ""
    save(page, CONSOLIDATED.replace("01.05.2031", "01.06.2031"))
    assert codes(import_law(lamps, page, at=AT)) == ["law.import-newer"]
    assert official_quotes(lamps, ["art-2.3"])[0].warning.startswith("Newer")


def test_an_old_text_said_to_be_current_is_recognised(lamps, data, tmp_path):
    act = ACT.replace("<NO.PARAG>3.</NO.PARAG>", "<NO.PARAG>9.</NO.PARAG>")
    page = save(tmp_path / "act.xml", act)
    done = import_law(lamps, page, at=AT, day=lamps.law.state)
    assert codes(done) == ["law.import-date", "law.import-older"]


def test_an_import_of_less_says_what_it_replaces(old, lamps, tmp_path):
    done = import_law(lamps, save(tmp_path / "annex.xml", ANNEX_1), at=AT)
    assert "law.import-partial" in codes(done)


def test_an_amended_or_deleted_provision_is_never_quoted_without_saying_so(old, lamps):
    article, glass, brass, oil = official_quotes(lamps, ["art-2", "art-2.3", "art-2.4", "art-2.2"])
    assert article.warning.startswith("PARTS AMENDED SINCE")
    remarks = {line.provision: line.remark for line in article.lines}
    assert remarks["art-2.3"] == "amended since"
    assert remarks["art-2.4"] == "deleted since"
    assert set(remarks.values()) == {"", "amended since", "deleted since"}
    assert glass.warning.startswith("AMENDED SINCE")
    assert brass.warning.startswith("DELETED SINCE")
    assert "2029-02-03" in glass.warning
    assert "2031-05-01" in glass.warning
    assert "Lamp Amending Act" in glass.warning
    assert oil.warning == ""


def test_what_lies_inside_an_amended_provision_counts_as_amended(lamps, data, tmp_path):
    more = "The glass is blue.</ALINEA><ALINEA>Or red.</ALINEA>"
    save(tmp_path / "a.xml", ACT.replace("The glass is blue.</ALINEA>", more))
    import_law(lamps, tmp_path / "a.xml", at=AT)
    (quote,) = official_quotes(lamps, ["art-2.3.sub-2"])
    assert quote.warning.startswith("AMENDED SINCE")


def test_an_added_provision_is_named_where_the_text_lacks_it(old, lamps):
    (quote,) = official_quotes(lamps, ["art-5"])
    assert quote.lines == ()
    assert "has no Article 5" in quote.warning
    assert "Lamp Amending Act" in quote.warning


def test_a_quote_carries_all_that_must_stand_beside_it(old, lamps):
    (quote,) = official_quotes(lamps, ["art-2.2.a", "art-2.2.sub-2.a"])
    assert quote.provision == "art-2.2.sub-2.a"
    assert quote.printed == "Article 2(2)(a)"
    assert [line.text for line in quote.lines] == ["asks a neighbour;"]
    assert quote.notice == "Only the printed Journal is authentic."
    assert (quote.source, quote.digest) == (old.text.source, old.text.digest)
    (recital,) = official_quotes(lamps, ["rec-1"])
    assert recital.footnotes == (("1", "See the almanac."),)


def test_lines_are_in_the_order_of_the_law_with_their_depth(old, lamps):
    (quote,) = official_quotes(lamps, ["art-2.1"])
    shown = [(line.label, line.depth) for line in quote.lines]
    assert shown == [("1.", 0), ("(a)", 1), ("(b)", 1), ("(i)", 2), ("(ii)", 2), ("", 1)]


def test_without_an_import_there_is_nothing_to_quote(lamps, data):
    assert official_quotes(lamps, ["art-1"]) == []


def test_the_data_folder_is_the_one_named_or_that_of_the_system(monkeypatch, tmp_path):
    monkeypatch.setenv("CONFORMITY_DATA", str(tmp_path))
    assert data_folder() == tmp_path
    monkeypatch.delenv("CONFORMITY_DATA")
    assert data_folder().name == "conformity-dossier"


OTHER_XML = "<?xml version='1.0'?><RDF><ARTICLE/></RDF>"
LAUGHS = "<!DOCTYPE ACT [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><ACT>&b;</ACT>"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (LAUGHS, "markup.unsafe"),
        ("<!DOCTYPE ACT [<!ENTITY a SYSTEM '/etc/passwd'>]><ACT>&a;</ACT>", "markup.unsafe"),
        ("<ACT>", "markup.syntax"),
        (OTHER_XML, "law.import-format"),
        ("Dear reader", "law.import-format"),
        (b"PK\x03\x04zip", "law.import-format"),
        (b"%PDF-1.7", "law.import-format"),
        (b"", "law.import-format"),
        ("<!DOCTYPE html><html><body><h1>Sign in</h1></body></html>", "law.import-format"),
        (DOC, "law.import-empty"),
        (ACT.replace("<NO.CURRENT>42", "<NO.CURRENT>43"), "law.import-other-act"),
        (b"<ACT>" + b" " * MAX_BYTES + b"</ACT>", "file.too-large"),
    ],
)
def test_unusable_files_are_refused_and_change_nothing(old, lamps, data, tmp_path, content, code):
    before = kept_at("lamps").read_bytes()
    with pytest.raises(ConformityError) as error:
        import_law(lamps, save(tmp_path / "input.xml", content), at=AT)
    assert error.value.code == code
    assert error.value.exit_status == 2
    assert error.value.problems[0].hint
    assert kept_at("lamps").read_bytes() == before


def test_a_missing_path_and_an_empty_folder_are_refused(lamps, data, tmp_path):
    for path, code in ((tmp_path / "no", "file.missing"), (tmp_path, "law.import-empty")):
        with pytest.raises(ConformityError) as error:
            import_law(lamps, path, at=AT)
        assert error.value.code == code


def test_all_unusable_files_of_a_folder_are_reported_at_once(lamps, data, tmp_path):
    folder = write_formex(tmp_path / "formex")
    save(folder / "x.xml", "<no")
    save(folder / "y.html", "no")
    with pytest.raises(ConformityError) as error:
        import_law(lamps, folder, at=AT)
    assert [problem.code for problem in error.value.problems] == [
        "markup.syntax",
        "law.import-format",
    ]


@pytest.fixture
def formex():
    """The real act as the Official Journal gives it out."""
    return beside("law", "formex")


def test_the_real_act_is_imported_whole_and_every_amended_part_is_marked(data, formex):
    from compliance.checklist.loader import load_catalogue

    catalogue = load_catalogue()
    done = import_law(catalogue, formex, at=AT)
    assert done.missing == ()
    assert codes(done) == ["law.import-older"]
    unamended = [
        known for known in catalogue.outline.ids() if not catalogue.outline.get(known).amended
    ]
    assert set(unamended) <= set(done.found)
    for quote in official_quotes(catalogue, catalogue.outline.ids()):
        marked = {line.provision for line in quote.lines if line.remark}
        amended = {
            line.provision
            for line in quote.lines
            if line.provision in catalogue.outline and catalogue.outline.get(line.provision).amended
        }
        assert amended <= marked
        assert quote.warning or not (marked or quote.added)


def test_a_dossier_of_the_real_act_quotes_each_provision_once_with_its_marks(data, formex):
    catalogue = load_catalogue("eu-ai-act")
    text = import_law(catalogue, formex, at=AT).text
    quote = functools.partial(official_quotes, catalogue, text=text)
    state = State(begin_record(catalogue), "Ann", "2031-06-01T09:00:00Z")
    state.changed_at = "2031-06-01T09:00:00Z"
    paper = prepare(Assessment(catalogue, state), b"", AT.date(), "0", quote)
    html = paper.html
    quoted = json.loads(paper.embeds[0].content)["quoted_law"]
    assert quoted["digest"] == text.digest
    anchors = re.findall(r' id="(law-[^"]+)"', html)
    assert len(set(anchors)) == len(anchors) > len(quoted["provisions"]) > 100
    assert set(re.findall(r'href="/to#(law-[^"]+)"', html)) <= set(anchors)
    assert html.count("[amended since]") > 10
    assert "Added since, not in this text" in html
    assert catalogue.law.authentic in html


def test_nothing_of_the_real_act_is_written_into_the_repository(data, formex):
    from compliance.checklist.loader import load_catalogue

    text = import_law(load_catalogue(), formex, at=AT).text
    written = [path for path in data.rglob("*") if path.is_file()]
    assert written == [data / "law" / "eu-ai-act.json"]
    longest = sorted(text.provisions.values(), key=len)[-500:]
    openings = [wording[:120] for wording in longest]
    for folder in ("compliance", "checklists", "tests", "docs", "examples", "changelog.d"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".yaml", ".md", ".json", ".xml", ".html"}:
                content = " ".join(path.read_text("utf-8").split())
                assert not [part for part in openings if part in content], path
