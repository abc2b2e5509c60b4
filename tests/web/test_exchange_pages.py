"""The pages that hand questions out and take the answers back."""

from __future__ import annotations

import io
import re

import pytest

from compliance.assessment.journal.store import MOST_WAITING
from compliance.services.exchange import formats as exchange_files
from compliance.web.exchange import page as exchange
from tests.builders import ANN, BEN, reopen
from tests.services.exchange_pack import Book
from tests.services.helpers import contents, record, records_of

FILES = "/a/mill/files/"
PERSON = "Carla Colleague"


def filled(browser, **answers):
    page = browser.get(f"{FILES}export?to=xlsx&for={PERSON}")
    book = Book(page.data)
    for question, answer in answers.items():
        book.write(question.replace("__", "."), answer=answer)
    return book.saved()


def upload(browser, content, name="back.xlsx"):
    browser.get(FILES)
    return browser.post(f"{FILES}import", file=(io.BytesIO(content), name))


def shown(page):
    return dict(re.findall(r'name="(shown-[^"]+)" value="([^"]+)"', page.text))


def test_a_file_goes_out_is_compared_and_recorded(served, mini):
    ann = served()
    answer = upload(ann, filled(ann, fact__name="Loom", fact__country="France"))
    assert answer.status_code == 303
    page = ann.get(answer.location)
    assert "Nothing is recorded yet" in page.text
    assert f"Filled in by {PERSON}" in page.text
    assert len(records_of(served.folder)) == 1
    done = ann.post(answer.location, accept=["fact.name"], action="record", **shown(page))
    assert done.status_code == 303
    assert "1 answer recorded" in ann.get(done.location).text
    state = reopen(served.folder, mini).state
    assert {k: (v.by, v.entered_by) for k, v in state.answers.items()} == {
        "fact.name": (PERSON, ANN)
    }
    assert list((served.folder / "drafts").glob("upload-*")) == []
    ann.get(answer.location, 422)


def test_a_conflict_is_decided_by_hand(served, mini):
    ann = served()
    content = filled(ann, fact__name="Loom")
    record(reopen(served.folder, mini), "fact.name", "Press", by=BEN)
    answer = upload(ann, content)
    page = ann.get(answer.location)
    assert "Which answer counts?" in page.text
    assert "Press" in page.text
    fields = {"action": "record", **shown(page)}
    ann.post(answer.location, **fields, **{"conflict-fact.name": "here"})
    assert reopen(served.folder, mini).state.answers["fact.name"].value == "Press"
    answer = upload(ann, content)
    ann.get(answer.location)
    ann.post(answer.location, **fields, **{"conflict-fact.name": "file"})
    assert reopen(served.folder, mini).state.answers["fact.name"].value == "Loom"


def test_what_changed_after_the_preview_is_not_overwritten(served, mini):
    ann = served()
    answer = upload(ann, filled(ann, fact__name="Loom", fact__country="France"))
    page = ann.get(answer.location)
    record(reopen(served.folder, mini), "fact.name", "Press", by=BEN)
    names = ["fact.name", "fact.country"]
    done = ann.post(answer.location, accept=names, action="record", **shown(page))
    assert done.location == answer.location
    again = ann.get(done.location)
    assert "look again" in again.text
    assert "Which answer counts?" in again.text
    answers = reopen(served.folder, mini).state.answers
    assert (answers["fact.name"].value, answers["fact.country"].value) == ("Press", "fr")


def test_a_waiting_file_belongs_to_who_uploaded_it(served):
    ann, ben = served(), served(BEN)
    answer = upload(ann, filled(ann, fact__name="Loom"))
    page = ben.get(answer.location, 422)
    assert "exchange.kept" in page.text
    ben.get(FILES)
    ben.post(answer.location, action="discard")
    ann.get(answer.location)
    ann.post(answer.location, action="discard")
    ann.get(answer.location, 422)
    assert len(records_of(served.folder)) == 1


@pytest.mark.parametrize("token", ["x", "..%2f..%2fjournal.jsonl", "a" * 43, "%00" * 40])
def test_an_invented_token_finds_nothing(served, token):
    ann = served()
    assert ann.client.get(f"{FILES}import/{token}").status_code in {404, 422}


def test_few_files_wait_at_a_time(served):
    ann = served()
    content = filled(ann, fact__name="Loom")
    for _ in range(MOST_WAITING + 3):
        assert upload(ann, content).status_code == 303
    assert len(list((served.folder / "drafts").glob("upload-*"))) == MOST_WAITING


def test_a_bad_file_is_refused_on_the_page_and_not_kept(served, monkeypatch):
    assert exchange_files.MAX_BYTES == 20 * 1024 * 1024
    for module in (exchange, exchange_files):
        monkeypatch.setattr(module, "MAX_BYTES", 2_000)
    ann = served()
    before = contents(served.folder)
    for content, name, code in (
        (b"hello", "x.txt", "exchange.format"),
        (b"", "", "file.missing"),
        (b"PK\x03\x04", "x.xlsx", "exchange.damaged"),
        (b"x" * 2_001, "x.csv", "file.too-large"),
        (b"{}", "<script>.json", "exchange.damaged"),
    ):
        page = upload(ann, content, name)
        assert page.status_code == 200
        assert f"[{code}]" in page.text
        assert "<script>.json" not in page.text
    assert contents(served.folder) == before


def test_a_form_without_its_token_is_refused(served):
    ann = served()
    answer = upload(ann, filled(ann, fact__name="Loom"))
    for address in (f"{FILES}import", answer.location):
        assert ann.client.post(address, data={"action": "record"}).status_code == 400
    assert len(records_of(served.folder)) == 1


def test_the_name_in_a_file_is_text_on_the_page(served):
    ann = served()
    answer = upload(ann, filled(ann, fact__name="<b>Loom</b>"), "<i>.xlsx")
    page = ann.get(answer.location)
    assert "&lt;b&gt;Loom" in page.text
    assert "<b>Loom" not in page.text
    assert "<i>.xlsx" not in page.text


def test_a_download_is_named_for_the_colleague(served):
    page = served().get(f"{FILES}export?to=docx&for=Chen Yu, safety&pick=section:about")
    assert "mill-questions-chen-yu-safety.docx" in page.headers["Content-Disposition"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"


def test_the_questionnaire_is_printed_with_or_without_answers(served, mini):
    record(reopen(served.folder, mini), "fact.name", "Loom")
    ann = served()
    assert "Loom" in ann.get(f"{FILES}print").text
    blank = ann.get(f"{FILES}print?blank=yes").text
    assert "Loom" not in blank
    assert blank.count('class="room"') > 3
    assert "What is its name?" in blank


def test_a_choice_without_questions_is_said_on_the_page(served):
    for way in ("export", "print"):
        page = served().get(f"{FILES}{way}?ids=no.such")
        assert "[answer.unknown-question]" in page.text
    served().get(f"{FILES}export?scope=some", 404)
    served().get(f"{FILES}export?to=exe", 404)
