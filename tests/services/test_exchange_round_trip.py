"""What is exported is read back exactly as it was, whatever it is."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.data.typed import clean_text
from compliance.errors import ConformityError
from compliance.services.assess.record_answer import build_answer
from compliance.services.exchange.formats import read_sheet
from compliance.services.exchange.settle import settle
from tests import builders
from tests.builders import begin
from tests.services.exchange_pack import compared, edited, exported, extra_pack, kinds
from tests.services.helpers import record

TEXTS = 300
NASTY = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "'quoted", "''", "=HYPERLINK(1)", "\t=1"),
    *("_x000D_", "_x005F_x000D_", "_x0041_", "ax005F_b", "a\n\n\nb", "tab\there"),
    *("[withdraw]", "[[withdraw]]", "[WITHDRAW]", "[[withdraw]", "None of these", "-"),
    *("true", "FALSE", "007", "1-2", "3.10", "1E5", "12345678901234567890", "#N/A"),
    *("שלום עולם", "\u202eRTL\u202c", "𝔘𝔫𝔦", "é", "👩‍🔬", "\ufffe\uffff", "\u2028x", "中文"),
    *('"', '""', "a;b,c\td", "&amp;<x>", "]]>", "<!--", "no", "yes", "null", "NaN"),
]
ANY_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), min_size=1
)


@pytest.fixture(scope="module")
def assessment(tmp_path_factory):
    root = tmp_path_factory.mktemp("exchange")
    return begin(root / "a", extra_pack(root / "packs", TEXTS))


def holding(assessment, answers):
    """The assessment with these answers, without a record for each."""
    assessment.state.answers.clear()
    for known, value in answers.items():
        assessment.state.answers[known] = builders.given(known, value)
    return assessment


def returned_values(assessment, form):
    sheet = read_sheet(exported(assessment, form), f"back.{form}")
    returned = settle(assessment, sheet, {}, {})
    assert not returned.stray
    assert not any(said.problems for said in returned.said.values())
    answers = {known: said.answer for known, said in returned.said.items()}
    return {known: answer.value for known, answer in answers.items() if answer}


def cleaned(text):
    text = clean_text("x", text)
    return text or "x"


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
@settings(max_examples=3)
@given(chance=st.randoms(use_true_random=True))
def test_three_hundred_nasty_texts_come_back_as_they_were(assessment, form, chance):
    texts = {
        f"t.{at:03}": cleaned("".join(chance.choices(NASTY, k=chance.randint(1, 4))))
        for at in range(TEXTS)
    }
    holding(assessment, texts)
    assert returned_values(assessment, form) == texts


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
@settings(max_examples=25)
@given(text=st.one_of(ANY_TEXT, st.sampled_from(NASTY)), row=ANY_TEXT)
def test_any_text_comes_back_as_it_was(assessment, form, text, row):
    answers = {"fact.note": cleaned(text), "x.table": [{"name": cleaned(row)}]}
    holding(assessment, answers)
    assert returned_values(assessment, form) == answers


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
@settings(max_examples=25)
@given(
    number=st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers()),
    day=st.dates(),
    odd=st.sets(st.sampled_from(["none-word", "comma", "twice", "again"])),
)
def test_numbers_days_and_choices_come_back_as_they_were(assessment, form, number, day, odd):
    raw = {"x.any": number, "x.day": day.isoformat(), "x.odd": sorted(odd)}
    answers = {known: build_answer(assessment, known, value).value for known, value in raw.items()}
    holding(assessment, answers)
    assert returned_values(assessment, form) == answers


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
def test_an_assessment_that_nobody_touched_has_no_differences(tmp_path, form):
    fresh = begin(tmp_path / "a", extra_pack(tmp_path / "packs"))
    record(fresh, "fact.name", "Mill", explanation="Plate\n=2+2")
    record(fresh, "fact.country", "fr")
    record(fresh, "fact.uses", [])
    record(fresh, "x.table", [{"name": "A", "size": 0.1 + 0.2}, {"name": "B", "kind": "cn"}])
    record(fresh, "fact.listed", None, state="unknown", explanation="asked")
    record(fresh, "stop", None, state="not-applicable", explanation="It cannot move.")
    plan = compared(fresh, exported(fresh, form), form)
    assert set(kinds(plan).values()) == {"unchanged"}
    assert plan.counts["unchanged"] == 6
    assert plan.settled()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_text_longer_than_a_cell_is_refused_with_its_question(assessment, form):
    holding(assessment, {"fact.note": "𝔘" * 16_384, "x.table": [{"name": "𝔘" * 16_383}]})
    with pytest.raises(ConformityError) as raised:
        exported(assessment, form)
    problems = raised.value.problems
    assert [(item.place, item.code) for item in problems] == [
        ("fact.note", "exchange.cell-too-long")
    ]
    assert "--except fact.note" in problems[0].hint
    assert returned_values(assessment, "json")["fact.note"] == "𝔘" * 16_384


def test_the_longest_text_of_a_cell_passes_whole(assessment):
    answers = {"fact.note": "x" * 20_000, "t.000": "𝔘" * 16_383}
    holding(assessment, answers)
    assert returned_values(assessment, "xlsx") == answers


def test_line_ends_of_other_systems_are_line_ends(assessment):
    holding(assessment, {})
    rows = list(csv.reader(io.StringIO(exported(assessment, "csv").decode("utf-8-sig"))))
    column = rows[0].index("Answer")
    next(row for row in rows if row[0] == "fact.note")[column] = "one\r\ntwo\rthree"
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows(rows)
    for codec in ("utf-8", "utf-8-sig", "utf-16"):
        plan = compared(assessment, stream.getvalue().encode(codec), "csv")
        assert [item.answer.value for item in plan.of("new")] == ["one\ntwo\nthree"]


def test_texts_are_composed_when_they_come_back(assessment):
    holding(assessment, {})
    decomposed = unicodedata.normalize("NFD", "Prüfstück")
    assert decomposed != "Prüfstück"
    content = edited(exported(assessment, "json"), "fact.note", answer=decomposed)
    plan = compared(assessment, content, "json")
    assert [item.answer.value for item in plan.of("new")] == ["Prüfstück"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_workbook_that_libreoffice_saved_again_has_no_differences(assessment, tmp_path):
    holding(assessment, {f"t.{at:03}": cleaned(text) for at, text in enumerate(NASTY)})
    path = tmp_path / "in.xlsx"
    path.write_bytes(exported(assessment))
    subprocess.run(
        [
            *("soffice", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"),
            *("--outdir", tmp_path / "out", path),
        ],
        check=True,
        timeout=120,
    )
    again = (tmp_path / "out" / "in.xlsx").read_bytes()
    plan = compared(assessment, again)
    assert set(kinds(plan).values()) == {"unchanged"}
