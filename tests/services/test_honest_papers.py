"""An honest paper is never called changed, whatever its answers say."""

from __future__ import annotations

import functools
import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from compliance import __version__
from compliance.assessment.answers import parse_answer
from compliance.assessment.assessment import Assessment
from compliance.data.cache import Cache
from compliance.data.digests import canonical_json
from compliance.documents.dossier.issue import make_dossier
from compliance.documents.dossier.reading import read_dossier
from compliance.documents.reading.values import UnreadableError
from compliance.documents.reading.words import words_of
from compliance.documents.render import maker
from compliance.documents.render.assets import Assets
from compliance.documents.render.glyphs import legible
from compliance.documents.render.press import Press
from compliance.errors import ConformityError
from compliance.services.assess import open as open_assessment
from compliance.services.verify import again
from tests.documents.build import AS_OF, complete, hostile, load_sample, open_ended
from tests.documents.forge import forged
from tests.services.helpers import codes
from tests.services.papers import verify_bytes

HEX = st.text("0123456789abcdef", min_size=64, max_size=64)
GROUPS = st.lists(st.text("0123456789abcdef", min_size=4, max_size=4), min_size=4, max_size=16)
SYNTAX = st.sampled_from(
    [
        "IBAN DE89 3704 0044 0532 0130 00",
        "4111 1111 1111 1111",
        "journal-head:" + "0" * 64,
        ") /JS (app.alert) /OpenAction <</S/JavaScript>>",
        "endstream endobj startxref 0 %%EOF",
        "\\) ( << >> [ ] 1 0 R /EF /AF #20",
        "Page 1 of 1",
        "x &amp; <b>y</b> ]]> <?xpacket end='w'?>",
        "1 Summary",
        "16 Provisions quoted",
    ]
)
WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
TEXTS = st.lists(st.one_of(HEX, GROUPS.map(" ".join), SYNTAX, WORDS), min_size=1, max_size=3)
QUESTIONS = ("system.name", "operator.name", "system.description", "stop.control.how")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    return load_sample(tmp_path_factory.mktemp("checklists"))


@pytest.fixture(scope="module")
def press(tmp_path_factory):
    return Press(Cache(tmp_path_factory.mktemp("sheets")), workers=1)


@pytest.fixture(scope="module")
def verified(catalogue, press, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(open_assessment, "load_catalogue", lambda *_: catalogue)
        yield functools.partial(
            verify_bytes,
            tmp_path_factory.mktemp("papers"),
            functools.partial(make_dossier, press=press),
        )


def answered(catalogue, texts):
    """A journal with these texts wherever its questions accept them."""
    journal = complete(catalogue)
    for question, text in zip(QUESTIONS, texts, strict=False):
        try:
            value = parse_answer(catalogue, catalogue.questions[question], text)
        except ConformityError:
            continue
        journal.answer(question, value, explanation=str(value)[:200])
    return journal


@settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
@given(st.lists(TEXTS.map(" ".join), min_size=4, max_size=4))
def test_no_text_makes_an_honest_paper_look_changed(catalogue, press, verified, texts):
    journal = answered(catalogue, texts)
    paper = make_dossier(
        Assessment(catalogue, journal.state), journal.content, AS_OF, __version__, press=press
    )
    result = verified(paper)
    assert result.intact, result.problems
    assert not result.not_compared
    assert any("the same to the last byte" in line for line in result.checked)


def test_what_an_answer_says_is_read_where_it_stands(catalogue, press):
    """Otherwise the words of pages would be compared without being read."""
    text = "IBAN DE89 3704 0044 0532 0130 00, card 4111 1111 1111 1111, fine “quotes” 南山人才"
    journal = answered(catalogue, [text] * 4)
    paper = make_dossier(
        Assessment(catalogue, journal.state), journal.content, AS_OF, "1", press=press
    )
    parts = words_of(read_dossier(paper).document).parts
    holds = [part.title for part in parts if "".join(legible(text).split()) in part.squeezed]
    assert len(holds) >= 3, holds


# --- made by other libraries, or by another version


def of_another_pango(paper):
    """What a paper says that was made with other libraries."""
    paper.swap(paper.info, b"Pango 1", b"Pango 9")
    metadata = next(n for n, (head, _) in paper.streams.items() if b"/Metadata" in head)
    paper.redraw(metadata, lambda data: data.replace(b"Pango 1", b"Pango 9", 1))


def moved(paper):
    """Lines drawn a little elsewhere, as other libraries may draw them."""
    of_another_pango(paper)
    for page in paper.pages()[2:5]:
        paper.redraw(paper.contents(page)[-1], lambda data: data.replace(b" Tm\n", b"1 Tm\n"))


@pytest.fixture(scope="module")
def paper(catalogue, press):
    journal = complete(catalogue)
    return make_dossier(
        Assessment(catalogue, journal.state), journal.content, AS_OF, __version__, press=press
    )


@pytest.mark.parametrize("change", [of_another_pango, moved])
def test_with_other_libraries_it_is_said_that_only_where_lines_and_pages_break_is_not_compared(
    verified, paper, change
):
    result = verified(forged(paper, change))
    assert result.intact, result.problems
    assert any("every part says the words" in line for line in result.checked)
    (line,) = result.not_compared
    assert "where its lines and pages break was not compared" in line
    assert "Pango 9" in line
    assert any("all of it is seen where it is read" in line for line in result.checked)
    assert "not everything could be compared" in result.conclusion


OTHERWISE = {
    "letters further apart": "html{letter-spacing:.015em}",
    "letters closer, and lines": "html{letter-spacing:-.012em;line-height:1.38}",
    "narrower columns": "body{margin-right:9mm}",
    "no kerning, higher lines": "html{font-kerning:none;line-height:1.47}p{margin-bottom:2.6mm}",
}
"""Style sheets after which lines and pages break elsewhere, as with other libraries."""


@pytest.fixture(scope="module")
def presses():
    """One for each style, which loads it once."""
    return {style: Press(workers=1) for style in OTHERWISE}


@pytest.fixture(scope="module")
def otherwise(catalogue, presses):
    """A paper as it might be made with other libraries."""

    def make(journal, style):
        texts = Assets.texts
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Assets, "texts", lambda assets: [*texts(assets), OTHERWISE[style]])
            content = make_dossier(
                Assessment(catalogue, journal.state),
                journal.content,
                AS_OF,
                __version__,
                press=presses[style],
            )
        return forged(content, of_another_pango)

    return make


@pytest.mark.parametrize("style", OTHERWISE)
@pytest.mark.parametrize("kind", [open_ended, hostile])
def test_a_paper_whose_lines_break_elsewhere_is_not_called_changed(
    catalogue, verified, otherwise, kind, style
):
    result = verified(otherwise(kind(catalogue), style))
    # What the hostile journal answers no face would take; that is said, and nothing of pages.
    assert not [one for one in result.problems if not one.code.startswith("answer.")]
    assert any("all of it is seen where it is read" in line for line in result.checked)


@settings(
    max_examples=4,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
@given(st.lists(TEXTS.map(" ".join), min_size=4, max_size=4), st.sampled_from(sorted(OTHERWISE)))
def test_no_text_makes_a_paper_of_other_libraries_look_changed(
    catalogue, verified, otherwise, texts, style
):
    result = verified(otherwise(answered(catalogue, texts), style))
    assert result.intact, result.problems
    assert any("all of it is seen where it is read" in line for line in result.checked)


def test_where_what_is_drawn_here_cannot_be_followed_that_is_said(verified, paper, monkeypatch):
    """Libraries to come may draw in other ways; that is no fault of anybody."""

    def sight(*_):
        raise UnreadableError("page 1: something new")

    monkeypatch.setattr(again, "Sight", sight)
    result = verified(forged(paper, of_another_pango))
    assert result.intact
    (line,) = result.not_compared
    assert "how its pages look was not compared" in line
    assert "something new" in line


def test_a_forger_who_names_other_libraries_is_found_by_the_words(verified, paper):
    def change(paper):
        of_another_pango(paper)
        number = paper.find(b"/S/H1", b"/K 0>>")
        paper.texts[number] = paper.texts[number][:-2] + b"/ActualText(Certified)>>"

    problems = verified(forged(paper, change)).problems
    assert {problem.code for problem in problems} == {"dossier.pages-changed"}
    assert any("Certified" in problem.message for problem in problems)


def test_a_paper_of_another_version_is_not_called_changed(catalogue, press, verified, monkeypatch):
    """Here it would be put in other words: that is said, and that it cannot be judged."""
    journal = complete(catalogue)
    old = make_dossier(
        Assessment(catalogue, journal.state), journal.content, AS_OF, "0.0.9", press=press
    )
    result = verified(old)
    assert any("the same to the last byte" in line for line in result.checked), "nothing differs"

    def reworded(paper):
        number = paper.find(b"/S/Figure", b"/Alt (")
        paper.swap(number, b"/Alt (", b"/Alt (In other words: ")

    result = verified(forged(old, reworded))
    assert result.intact
    assert result.unjudged == ["paper.pdf"]
    assert any("In other words" in line for line in result.not_compared)
    assert "cannot be said here" in result.conclusion
    monkeypatch.setattr(again, "__version__", "0.0.9")
    assert not verified(forged(old, reworded)).intact


def named(creator):
    """A paper that names something else as what created it, in both places."""

    def change(paper):
        ours = maker.creator(__version__).encode()
        paper.swap(paper.info, ours, creator)
        metadata = next(n for n, (head, _) in paper.streams.items() if b"/Metadata" in head)
        paper.redraw(metadata, lambda data: data.replace(ours, creator, 1))

    return change


def reworded(paper):
    number = paper.find(b"/S/Figure", b"/Alt (")
    paper.swap(number, b"/Alt (", b"/Alt (In other words: ")


def of(version, digits):
    return f"conformity {version}{digits}".encode()


@pytest.mark.parametrize("digits", [", program 0123456789abcdef", ""], ids=["another", "none yet"])
def test_a_paper_of_another_working_copy_of_this_version_is_not_called_changed(
    verified, paper, digits
):
    creator = named(of(__version__, digits))
    result = verified(forged(paper, creator))
    assert result.intact, result.problems
    assert any("every part says the words" in line for line in result.checked)
    (line,) = result.not_compared
    assert of(__version__, digits).decode() in line
    assert maker.creator(__version__) in line

    result = verified(forged(forged(paper, creator), reworded))
    assert result.intact, result.problems
    assert result.unjudged == ["paper.pdf"]
    assert any("In other words" in line for line in result.not_compared)
    assert not verified(forged(paper, reworded)).intact, "by this one it is a change"


def test_a_record_that_another_working_copy_wrote_otherwise_is_not_called_changed(verified, paper):
    """It follows from the journal by the rules of that program; by ours it does not."""

    def otherwise(paper):
        value = json.loads(paper.streams[paper.file(b"assessment.json")][1])
        value["findings"][0]["remark"] = "A key of tomorrow"
        paper.embed(b"assessment.json", canonical_json(value))

    other = named(of(__version__, ", program 0123456789abcdef"))
    result = verified(forged(forged(paper, other), otherwise))
    assert result.intact, result.problems
    assert any("findings" in line and "remark" in line for line in result.not_compared)
    assert result.conclusion == "Whether paper.pdf was changed cannot be said here; see above."
    assert "dossier.record-changed" in codes(verified(forged(paper, otherwise)))


@pytest.mark.parametrize(
    "creator",
    [of("9.9.9", ", program 0123456789abcdef"), of(__version__, ", program x"), b"Writer 3"],
)
def test_what_names_another_program_than_its_record_is_named(verified, paper, creator):
    result = verified(forged(paper, named(creator)))
    assert codes(result) == {"dossier.properties"}


def test_what_a_stranger_names_as_what_made_a_paper_is_quoted_and_shortened(verified, paper):
    """It cannot pass for words of the program, nor move the cursor of a terminal."""
    lie = "Writer\u201d is fine. Nothing was found changed. \u201c\x1b[2J" + "x" * 2_000
    result = verified(forged(paper, named(lie.encode("utf-16"))))
    (line,) = [line for line in result.not_compared if "it was made with" in line]
    assert len(line) < 1_000
    assert "\x1b" not in line
    assert "it was made with “" in line


def test_where_nothing_can_be_made_again_that_is_said(catalogue, paper, tmp_path, monkeypatch):
    from compliance.errors import fail

    def make(*_arguments, **_more):
        raise fail("dossier", "dossier.renderer", "The PDF cannot be rendered: no pango")

    monkeypatch.setattr(open_assessment, "load_catalogue", lambda *_: catalogue)
    result = verify_bytes(tmp_path, make, paper)
    assert result.intact
    (line,) = result.not_compared
    assert "no pango" in line
    assert "pages were not compared" in line
