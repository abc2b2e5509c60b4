"""How a language prints its texts: spaces before marks, and the first of a month."""

from __future__ import annotations

import datetime

import pytest

from compliance.language.tongue import tongue, tongues
from compliance.language.typesetting import NO_BREAK, typeset


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Fournisseur: {operator.name}", "Fournisseur~: {operator.name}"),
        ("les nôtres; la suite", "les nôtres~; la suite"),
        ("Lesquels ?", "Lesquels~?"),
        ("déjà~: bien", "déjà~: bien"),
        ("le «système»", "le «~système~»"),
        ("le « système »", "le «~système~»"),
        ("de 08:00 à 18:00", "de 08:00 à 18:00"),
        ("https://example.eu/a?b;c", "https://example.eu/a?b;c"),
        (":", "~:"),
        ("; ", "~; "),
        ("Préavis: ______\nRemise: ______", "Préavis~: ______\nRemise~: ______"),
    ],
)
def test_french_has_a_space_before_double_marks_at_which_no_line_ends(text, printed):
    assert typeset("fr", text.replace("~", NO_BREAK)) == printed.replace("~", NO_BREAK)
    assert typeset("fr", printed.replace("~", NO_BREAK)) == printed.replace("~", NO_BREAK)


@pytest.mark.parametrize("code", [known for known in tongues() if known != "fr"])
def test_texts_of_other_languages_stay_as_they_are(code):
    text = "A: b; «c»? 1 d"
    assert typeset(code, text) == text


def test_the_first_of_a_month_is_an_ordinal_in_french_and_no_other_day_is():
    french = tongue("fr")
    assert french.day(datetime.date(2026, 12, 1)) == "1er décembre 2026"
    assert french.day(datetime.date(2026, 12, 11)) == "11 décembre 2026"
    assert french.day(datetime.date(2026, 12, 2)) == "2 décembre 2026"
    assert tongue("de").day(datetime.date(2026, 12, 1)) == "1. Dezember 2026"


def test_the_words_of_french_papers_are_printed_so():
    french = tongue("fr")
    assert french.say("mark.colon") == f"{NO_BREAK}:"
    assert f"signer{NO_BREAK}:" in french.say("sign.draft")
