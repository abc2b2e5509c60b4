from __future__ import annotations

import io

import pytest

from compliance.cli.main import run
from tests.builders import beside

# Invented sentences under numbers of the shipped pack.
ACT = """<?xml version="1.0"?><ACT><BIB.INSTANCE><NO.DOC><YEAR>2024</YEAR>
<NO.CURRENT>1689</NO.CURRENT></NO.DOC><DATE ISO="20240101">x</DATE><LG.DOC>EN</LG.DOC>
</BIB.INSTANCE><ENACTING.TERMS>
<ARTICLE><TI.ART>Article 10</TI.ART><STI.ART>Herrings</STI.ART>
<PARAG><NO.PARAG>1.</NO.PARAG><ALINEA>Herrings swim north.</ALINEA></PARAG>
<PARAG><NO.PARAG>2.</NO.PARAG><ALINEA>Herrings \u009b2Jswim south.</ALINEA></PARAG>
<PARAG><NO.PARAG>5.</NO.PARAG><ALINEA>Herrings rest.</ALINEA></PARAG></ARTICLE>
<ARTICLE><TI.ART>Article 3</TI.ART><ALINEA><P>Words:</P><LIST><ITEM><NP><NO.P>(3)</NO.P>
<TXT>‘herring’ is a fish.</TXT></NP></ITEM></LIST></ALINEA></ARTICLE>
</ENACTING.TERMS></ACT>"""


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("CONFORMITY_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def act(tmp_path):
    path = tmp_path / "act.xml"
    path.write_text(ACT, encoding="utf-8")
    return path


def plain(text):
    return " ".join(text.split())


def test_import_prints_counts_what_is_missing_and_unknown_and_the_warnings(act, capsys):
    assert run(["law", "import", str(act)]) == 0
    out, err = map(plain, capsys.readouterr())
    assert "text of 2024-01-01" in out
    assert "6 provisions read from 1 file." in out
    assert "6 of the " in out
    assert "Added or renumbered by amendments since (" in out
    assert "rec-1 to rec-180 (180 recitals)" in out
    assert "art-10.3" in out
    assert "[law.import-older]" in err


@pytest.mark.parametrize(
    "content",
    [
        "<html><body>Sign in</body></html>",
        "<!DOCTYPE ACT [<!ENTITY a 'b'>]><ACT>&a;</ACT>",
        "not a law",
    ],
)
def test_unusable_input_ends_with_2_and_a_sentence(content, tmp_path, capsys):
    path = tmp_path / "input.xml"
    path.write_text(content, encoding="utf-8")
    assert run(["law", "import", str(path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: input.xml")
    assert "Traceback" not in err
    assert not (tmp_path / "data").exists()


def test_a_date_that_is_none_is_refused(act, capsys):
    assert run(["law", "import", str(act), "--date", "yesterday"]) == 2
    assert "usage.date" in capsys.readouterr().err


def test_show_adds_the_official_text_its_source_and_the_notice(act, capsys):
    run(["law", "import", str(act), "--source", "Fish Journal 7"])
    capsys.readouterr()
    assert run(["law", "show", "art-10.1"]) == 0
    text = plain(capsys.readouterr().out)
    assert "Official text, Article 10(1)" in text
    assert "1. [amended since] Herrings swim north." in text
    assert "! AMENDED SINCE: not the wording that applies now." in text
    assert "Source: Fish Journal 7, text of 2024-01-01, EN" in text
    assert "authentic" in text


def test_show_marks_every_changed_part_of_an_article(act, capsys):
    run(["law", "import", str(act)])
    capsys.readouterr()
    run(["law", "show", "art-10"])
    text = capsys.readouterr().out
    assert "Official text, Article 10: Herrings" in text
    assert "! PARTS AMENDED SINCE" in text
    assert "5. [deleted since] Herrings rest." in text
    assert "! Added since, not in this text: art-10.6" in text
    assert "\u009b" not in text


def test_without_an_import_show_is_as_it_was(capsys):
    assert run(["law", "show", "art-10.1"]) == 0
    text = capsys.readouterr().out
    assert "Official text" not in text
    assert text.count("are authentic") == 1


def test_a_damaged_store_does_not_hide_the_rest(act, data, capsys):
    run(["law", "import", str(act)])
    (data / "law" / "eu-ai-act.json").write_text("{", encoding="utf-8")
    capsys.readouterr()
    assert run(["law", "show", "art-10.1"]) == 0
    out, err = capsys.readouterr()
    assert "Article 10(1)" in out
    assert "law.import-kept" in err


def ask(monkeypatch, capsys, folder, typed):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert run(["ask", str(folder), "--by", "Ann", "--at", "system.inference"]) == 0
    return plain(capsys.readouterr().out)


@pytest.fixture
def assessment(tmp_path, capsys):
    folder = tmp_path / "case"
    assert run(["new", str(folder), "--by", "Ann"]) == 0
    capsys.readouterr()
    return folder


def test_ask_shows_the_official_text_of_the_question(act, assessment, monkeypatch, capsys):
    from compliance.checklist.loader import load_catalogue

    catalogue = load_catalogue()
    known, question = next(
        (known, fact) for known, fact in catalogue.facts.items() if fact.provisions
    )
    typed = f":jump {known}\n:law\n:quit\n"
    assert "conformity law import FILE" in ask(monkeypatch, capsys, assessment, typed)
    run(["law", "import", str(act)])
    capsys.readouterr()
    shown = ask(monkeypatch, capsys, assessment, typed)
    assert "Official text, " in shown
    assert "Source: OJ L" in shown or "Source: act.xml" in shown
    assert question.provisions


def test_the_real_act_is_imported_and_shown(capsys):
    assert run(["law", "import", str(beside("law", "formex"))]) == 0
    out, err = map(plain, capsys.readouterr())
    assert "provisions read from 16 files" in out
    assert "Missing" not in out
    assert "law.import-older" in err
    assert run(["law", "show", "art-6.3.a"]) == 0
    assert "Official text, Article 6(3)(a)" in plain(capsys.readouterr().out)
