"""Provisions are written, printed and sorted as lawyers do."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.checklist.catalogue import Catalogue
from compliance.errors import ConformityError
from compliance.law.provision import (
    format_provision,
    is_provision_id,
    is_within,
    roman,
    sort_key,
)

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
def test_provisions_are_printed_as_cited(known: str, printed: str):
    assert format_provision(known) == printed


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
def test_what_is_not_written_like_a_provision_is_refused(text: str):
    assert not is_provision_id(text)
    with pytest.raises(ConformityError) as caught:
        format_provision(text)
    assert caught.value.code == "law.bad-provision"


def test_every_provision_of_the_outline_has_its_own_way_of_being_printed(
    shipped: Catalogue,
):
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
    shipped: Catalogue,
):
    outline = shipped.outline
    assert outline.printed("art-43.1.a") == "Article 43(1)(a)"
    assert outline.printed("art-43.1.sub-2.a") == (
        "Article 43(1), second subparagraph, point (a)"
    )
    assert outline.printed("art-43.1.c") == "Article 43(1)(c)"
    assert outline.printed("art-6.3.a") == "Article 6(3)(a)"
    assert format_provision("art-9.1.sub-2.a.i", full=True) == (
        "Article 9(1), second subparagraph, point (a)(i)"
    )


def test_provisions_sort_in_the_order_of_the_law():
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
    assert sorted(mixed, key=sort_key) == ordered


@given(st.data())
def test_a_part_sorts_after_the_whole_and_before_the_next_whole(shipped, data):
    ids = shipped.outline.ids()
    known = data.draw(st.sampled_from(ids))
    parent = known.rpartition(".")[0]
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


def test_an_article_does_not_lie_within_another_that_begins_alike():
    assert is_within("art-10.2", "art-10")
    assert not is_within("art-10.2", "art-1")
    assert not is_within("art-5.1.ba", "art-5.1.b")
    assert not is_within("art-5", "art-5.1")
