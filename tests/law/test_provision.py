"""Provisions are written, printed and sorted as lawyers do."""

from __future__ import annotations

import contextlib
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from compliance.checklist.catalogue import Catalogue
from compliance.errors import ConformityError
from compliance.law.outline import Outline, Provision
from compliance.law.provision import (
    Citations,
    Form,
    Grammar,
    from_roman,
    is_within,
    outermost,
    roman,
)


@pytest.fixture(scope="module")
def act(shipped: Catalogue) -> Citations:
    """How the Act is cited."""
    return Citations(shipped.law.citations)


PRINTED = {
    "art-5": "Article 5",
    "art-5.1.ba": "Article 5(1)(ba)",
    "art-4a": "Article 4a",
    "art-4a.1": "Article 4a(1)",
    "art-6.1a": "Article 6(1a)",
    "art-6.3.sub-2.a": "Article 6(3)(a)",
    "art-6.3.sub-3": "Article 6(3), third subparagraph",
    "art-113.sub-3.c.ii": "Article 113(c)(ii)",
    "art-14.4.e": "Article 14(4)(e)",
    "annex-3": "Annex III",
    "annex-3.1": "Annex III, point 1",
    "annex-3.4.a": "Annex III, point 4(a)",
    "annex-1.A": "Annex I, Section A",
    "annex-1.A.1": "Annex I, Section A, point 1",
    "annex-8.A.10": "Annex VIII, Section A, point 10",
    "annex-14": "Annex XIV",
    "rec-53": "Recital 53",
}


@pytest.mark.parametrize(("known", "printed"), PRINTED.items())
def test_provisions_are_printed_as_cited(act: Citations, known: str, printed: str):
    assert act.cite(known) == printed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Article 5",
        "art5",
        "art-0",
        "art-",
        "art-5.",
        "art-5..1",
        "annex-III",
        "art-5/../6",
        "art-5\n",
        "../art-5",
        "art-5." + "a" * 13,
        "art-1.1.1.1.1.1.1.1",
    ],
)
def test_what_is_not_written_like_a_provision_is_refused(act: Citations, text: str):
    assert not act.fits(text)
    with pytest.raises(ConformityError) as caught:
        act.cite(text)
    assert caught.value.code == "law.bad-provision"


def test_every_provision_of_the_outline_has_its_own_way_of_being_printed(shipped: Catalogue):
    printed: dict[str, str] = {}
    for known in shipped.outline.ids():
        text = shipped.outline.printed(known)
        assert text == shipped.outline.get(known).printed
        assert text.startswith(("Article ", "Annex ", "Recital ", "Chapter "))
        # Article 6(3)(a) is how the second subparagraph's point is cited; but no two
        # provisions may be cited alike.
        assert text not in printed, f"{known} and {printed[text]} are both {text}"
        printed[text] = known


def test_points_of_two_subparagraphs_are_told_apart_and_others_cited_as_usual(
    shipped: Catalogue, act: Citations
):
    outline = shipped.outline
    assert outline.printed("art-43.1.a") == "Article 43(1)(a)"
    assert outline.printed("art-43.1.sub-2.a") == ("Article 43(1), second subparagraph, point (a)")
    assert outline.printed("art-43.1.c") == "Article 43(1)(c)"
    assert outline.printed("art-6.3.a") == "Article 6(3)(a)"
    assert act.cite("art-9.1.sub-2.a.i", full=True) == (
        "Article 9(1), second subparagraph, point (a)(i)"
    )


ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def by_hand(known: str) -> str:
    """How the Act is cited, said once more in another way than by its grammar."""
    head, *parts = known.split(".")
    kind, number = head.split("-")
    if kind == "rec":
        return f"Recital {number}"
    if kind == "art":
        return f"Article {number}" + inside(parts)
    text = f"Annex {roman(int(number))}"
    section = re.fullmatch(r"s?([A-Z]|(?<=s)[0-9]+)", parts[0]) if parts else None
    if section:
        text, parts = f"{text}, Section {section[1]}", parts[1:]
    if parts and not parts[0].startswith(("sub-", "-")):
        text, parts = f"{text}, point {parts[0]}", parts[1:]
    return text + inside(parts)


def inside(parts: list[str]) -> str:
    text = ""
    for at, part in enumerate(parts, 1):
        word, _, number = part.partition("-")
        if part == "tail":
            text += ", closing words"
        elif part.startswith("-"):
            text += f", item {number}"
        elif word != "sub":
            text += f"({part})"
        elif at == len(parts):
            place = int(number)
            ordinal = ORDINALS[place - 1] if place <= len(ORDINALS) else f"{place}th"
            text += f", {ordinal} subparagraph"
    return text


def test_every_provision_of_the_act_is_printed_as_by_hand(shipped: Catalogue, act):
    ids = shipped.outline.ids()
    assert len(ids) > 1700
    assert {known: act.cite(known) for known in ids} == {known: by_hand(known) for known in ids}
    # In full only where two would be alike.
    longer = [known for known in ids if shipped.outline.printed(known) != act.cite(known)]
    assert longer == ["art-43.1.sub-2.a", "art-43.1.sub-2.b"]


def test_provisions_sort_in_the_order_of_the_law(act: Citations):
    ordered = [
        "rec-9",
        "rec-10",
        "art-4",
        "art-4a",
        "art-5",
        "art-5.1",
        "art-5.1.a",
        "art-5.1.b",
        "art-5.1.ba",
        "art-5.1.bb",
        "art-5.1.c",
        "art-5.1a",
        "art-5.2",
        "art-5.10",
        "art-6.3",
        "art-10",
        "art-75",
        "art-75a",
        "annex-1",
        "annex-1.A",
        "annex-1.B",
        "annex-3",
        "annex-10",
    ]
    mixed = ordered.copy()
    random.Random(7).shuffle(mixed)  # noqa: S311 - an order, not a secret
    assert sorted(mixed, key=act.sort_key) == ordered


@given(st.data())
def test_a_part_sorts_after_the_whole_and_before_the_next_whole(shipped, data):
    ids = shipped.outline.ids()
    known = data.draw(st.sampled_from(ids))
    parent = known.rpartition(".")[0]
    sort_key = shipped.outline.order
    if parent:
        assert sort_key(parent) < sort_key(known)
        later = [
            other
            for other in ids
            if not is_within(other, parent) and sort_key(other) > sort_key(parent)
        ]
        if later:
            assert sort_key(known) < sort_key(later[0])


def test_roman_numerals_of_the_annexes():
    assert [roman(n) for n in (1, 3, 4, 8, 9, 11, 14)] == (
        ["I", "III", "IV", "VIII", "IX", "XI", "XIV"]
    )


@given(st.integers(1, 3999))
def test_roman_numerals_are_read_as_they_are_written(number: int):
    assert from_roman(roman(number)) == from_roman(roman(number).lower()) == number


def test_a_number_beyond_roman_numerals_stays_as_it_is():
    assert roman(4000) == "4000"


def test_an_article_does_not_lie_within_another_that_begins_alike():
    assert is_within("art-10.2", "art-10")
    assert not is_within("art-10.2", "art-1")
    assert not is_within("art-5.1.ba", "art-5.1.b")
    assert not is_within("art-5", "art-5.1")


# --- other laws

BRACKETS = {"written": "{any}", "printed": "({any})"}
LAWS = {
    "Colorado Revised Statutes": (
        # Nothing is said of its citations: ids as they are, the rest in brackets.
        {},
        {
            "6-1-1702": "6-1-1702",
            "6-1-1702.1.a": "6-1-1702(1)(a)",
            "6-1-1701.2.b.I.A": "6-1-1701(2)(b)(I)(A)",
            "10-3-1104-9.3.e": "10-3-1104-9(3)(e)",
        },
    ),
    "Colorado, with every level named": (
        {
            "unit": "section",
            "kinds": [{"written": "{number}-{number}-{number}[-{number}]",
                       "printed": "§ {number}-{number}-{number}[.{number}]"}],
            "parts": [
                {"name": "one", "written": "{number}", "printed": "({number})"},
                {"name": "two", "written": "{letter}", "printed": "({letter})",
                 "after": ["one"]},
                {"name": "three", "written": "{roman}", "printed": "({roman})",
                 "after": ["two"]},
                {"written": "{capital}", "printed": "({capital})", "after": ["three"]},
            ],
        },
        {
            "6-1-1701.2.b.I.A": "§ 6-1-1701(2)(b)(I)(A)",
            "10-3-1104-9.3.e": "§ 10-3-1104.9(3)(e)",
        },
    ),
    "New York City": (
        {
            "kinds": [
                {"written": "20-{number}", "printed": "20-{number}"},
                {"written": "rcny-{any}", "printed": "6 RCNY {any}"},
            ]
        },
        {
            "20-871.b.1": "20-871(b)(1)",
            "rcny-5-301.b.3": "6 RCNY 5-301(b)(3)",
        },
    ),
    "California": (
        {"kinds": [{"written": "ccr-{number}", "printed": "11 CCR {number}"}]},
        {
            "ccr-7152.a.9": "11 CCR 7152(a)(9)",
            "ccr-7152.a.3.C": "11 CCR 7152(a)(3)(C)",
        },
    ),
    "Texas": (
        {"kinds": [{"written": "sec-{number}-{any}", "printed": "§ {number}.{any}"}]},
        {"sec-552-051.a": "§ 552.051(a)", "sec-552-105.e.2.D": "§ 552.105(e)(2)(D)"},
    ),
    "Illinois": (
        {"kinds": [{"written": "act-{number}-sec-{any}",
                    "printed": "775 ILCS {number}/{any}"}]},
        {"act-5-sec-2-102.L.1": "775 ILCS 5/2-102(L)(1)"},
    ),
    "Korea": (
        {
            "unit": "article",
            "kinds": [{"written": "art-{number}[-{number}]",
                       "printed": "Article {number}[-{number}]"}],
            "parts": [{"written": "sub-{number}", "printed": ", subparagraph {number}"},
                      BRACKETS],
        },
        {
            "art-17-2": "Article 17-2",
            "art-17-2.1": "Article 17-2(1)",
            "art-31.1": "Article 31(1)",
            "art-2.sub-4": "Article 2, subparagraph 4",
        },
    ),
    "Korea, in Korean": (
        {
            "kinds": [{"name": "jo", "written": "art-{number}[-{number}]",
                       "printed": "제{number}조[의{number}]"}],
            "parts": [
                {"name": "hang", "written": "{number}", "printed": "제{number}항",
                 "after": ["jo"]},
                {"written": "{number}", "printed": "제{number}호", "after": ["hang"]},
            ],
        },
        {"art-17-2.1.3": "제17조의2제1항제3호", "art-31": "제31조"},
    ),
    "Vietnam": (
        {
            "unit": "article",
            "kinds": [{"name": "dieu", "written": "art-{number}",
                       "printed": "Article {number}"}],
            "parts": [
                {"name": "khoan", "written": "{number}", "printed": ", clause {number}",
                 "after": ["dieu"]},
                {"written": "{letter}", "printed": ", point {letter}", "after": ["khoan"]},
            ],
        },
        {"art-14.1.a": "Article 14, clause 1, point a"},
    ),
}  # fmt: skip


def outline_of(grammar: dict[str, object], ids: list[str]) -> Outline:
    cites = Citations(Grammar.model_validate(grammar))
    found = {known: Provision(known, "A heading", printed=cites.cite(known)) for known in ids}
    return Outline(cites, found, {}, {})


@pytest.mark.parametrize("law", LAWS)
def test_citations_of_other_laws_are_printed_and_read_back(law: str):
    grammar, printed = LAWS[law]
    outline = outline_of(grammar, list(printed))
    assert {known: outline.printed(known) for known in printed} == printed
    for known, text in printed.items():
        assert outline.read(text).id == outline.read(known).id == known
        assert is_within(known, outermost(known))
        assert outermost(known).count(".") == 0


def test_what_people_type_need_not_be_to_the_letter(shipped: Catalogue):
    outline = shipped.outline
    for text in ("Article 14(4)(e)", "article 14 (4) (e)", "ARTICLE 14(4)(E)", "art-14.4.e"):
        assert outline.read(text).id == "art-14.4.e"
    assert outline.read("Annex III point 4(a)").id == "annex-3.4.a"
    assert outline.read("art-6.3.a").id == outline.read("Article 6(3)(a)").id
    assert outline_of({}, ["6-1-1702.1.a"]).read("§ 6\u20111\u20131702 (1)(a)").id == (
        "6-1-1702.1.a"
    )


@pytest.mark.parametrize("text", ["", "Article", "Article 14(4)(z)", "../art-5", "§"])
def test_what_nobody_can_have_meant_is_refused_with_an_example(shipped, text: str):
    with pytest.raises(ConformityError) as caught:
        shipped.outline.read(text)
    assert caught.value.code == "law.bad-provision"
    assert " or Article " in caught.value.problems[0].hint


def test_articles_with_a_branch_number_stand_behind_their_article():
    ids = ["art-9", "art-17", "art-17.1", "art-17-2", "art-17-10", "art-18"]
    mixed = sorted(ids, key=lambda known: known[::-1])
    assert outline_of(LAWS["Korea"][0], mixed).ids() == ids


def test_roman_levels_sort_by_their_number():
    roots = ["6-1-1701.1", "6-1-1701.2.a"]
    ids = [*roots, *(f"6-1-1701.2.b.{roman(number)}" for number in range(1, 21))]
    grammar = LAWS["Colorado, with every level named"][0]
    assert outline_of(grammar, sorted(ids)).ids() == ids


def test_kinds_come_in_the_order_in_which_the_law_names_them():
    ids = ["20-870", "20-871", "20-871.a.2", "20-871.a.10", "rcny-5-300", "rcny-5-301.a"]
    assert outline_of(LAWS["New York City"][0], ids[::-1]).ids() == ids


def test_an_id_that_the_law_does_not_write_like_this_is_none_of_it():
    korea, texas = (Citations(Grammar.model_validate(LAWS[x][0])) for x in ("Korea", "Texas"))
    assert not korea.fits("6-1-1702")
    assert not korea.fits("art-17-2-3")
    assert not texas.fits("sec-552.051")
    assert sorted(["nonsense", "art-9"], key=korea.sort_key) == ["art-9", "nonsense"]


@pytest.mark.parametrize(
    "form",
    [
        {"written": "art-{number", "printed": "Article {number}"},
        {"written": "art-[{number}", "printed": "Article {number}"},
        {"written": "art-[[{number}]]", "printed": "Article {number}"},
        {"written": "art-{numeral}", "printed": "Article {numeral}"},
        {"written": "art-{number}", "printed": "Article {numeral}"},
        {"written": "art-{number}", "printed": "Article"},
        {"written": "art-{number}", "printed": "Article {number}{number}"},
        {"written": "art-{ordinal}", "printed": "Article {ordinal}"},
        {"written": "{any}{any}{any}{any}{any}", "printed": "{any}{any}{any}{any}{any}"},
        {"written": "", "printed": "x"},
        {"written": "art-" + "x" * 60, "printed": "x"},
    ],
)
def test_a_form_that_cannot_work_is_refused(form: dict[str, str]):
    with pytest.raises(ValidationError):
        Form.model_validate(form)


def test_a_part_that_stands_in_something_unnamed_is_refused():
    parts = [{"written": "{any}", "printed": "({any})", "after": ["chapter"]}]
    with pytest.raises(ValidationError, match="chapter, which nothing is called"):
        Grammar.model_validate({"parts": parts})


@given(st.text(alphabet="art-1x.([{é§\x00 ", max_size=40))
def test_no_text_breaks_the_reading_of_citations(shipped: Catalogue, text: str):
    with contextlib.suppress(ConformityError):
        assert shipped.outline.read(text).id in shipped.outline
