"""None of these, withdrawing and undoing in a real browser, with and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.services.helpers import records_of


@pytest.fixture
def officer(come, begun, script):
    visitor = come(script=script)
    visitor.name = begun
    visitor.ask("fact.listed")
    visitor.page.get_by_label("Yes").check()
    visitor.save()
    visitor.told("Saved")
    return visitor


def box(visitor, name):
    return visitor.page.get_by_role("checkbox", name=name)


def said(server, begun):
    return [record.data for record in records_of(server.workspace / begun)]


def test_none_of_these_unticks_the_others_or_is_refused(officer, script, server, begun):
    officer.ask("fact.uses")
    box(officer, "Use A").check()
    box(officer, "Use C").check()
    box(officer, "None of these").check()
    if script:
        expect(box(officer, "Use A")).not_to_be_checked()
        expect(box(officer, "Use C")).not_to_be_checked()
        box(officer, "Use B").check()
        expect(box(officer, "None of these")).not_to_be_checked()
        box(officer, "None of these").check()
    else:
        officer.save()
        officer.refused("None of these")
        expect(box(officer, "Use A")).to_be_checked()
        box(officer, "Use A").uncheck()
        box(officer, "Use C").uncheck()
    officer.save()
    officer.told("Saved")
    assert said(server, begun)[-1].value == []


def test_what_was_saved_can_be_undone_and_what_stands_withdrawn(officer, server, begun):
    officer.ask("fact.listed")
    officer.press("Withdraw this answer")
    officer.told("Withdrawn")
    expect(officer.page.locator(".notice-done")).to_contain_text("Open again: Listed")
    assert said(server, begun)[-1].state == "withdrawn"
    officer.press("Undo")
    officer.told("Undone")
    assert said(server, begun)[-1].value == "yes"
