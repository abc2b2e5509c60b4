"""Entries after the launch: what they say follows from the journal alone, and nothing is lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import EntryChanged, EntryMade
from tests.builders import begin_record, chain, load_mini, say

FIELDS = ("entry.title", "entry.day", "entry.harm", "entry.told")
NUMBERS = ("IN-0001", "IN-0002", "CA-0001")
VALUES = st.dictionaries(
    st.sampled_from(FIELDS),
    st.one_of(st.none(), st.text(max_size=4), st.lists(st.text(max_size=2))),
)
LINKS = st.one_of(st.none(), st.lists(st.sampled_from(NUMBERS), unique=True).map(tuple))
MADE = st.builds(
    EntryMade,
    entry=st.sampled_from(NUMBERS),
    sort=st.just("incident"),
    values=VALUES,
    linked=st.lists(st.sampled_from(NUMBERS), unique=True).map(tuple),
)
CHANGED = st.builds(EntryChanged, entry=st.sampled_from(NUMBERS), values=VALUES, linked=LINKS)
SEQUENCES = st.lists(st.one_of(MADE, CHANGED), max_size=14)


def plain(records):
    """What the entries say, worked out as simply as can be."""
    said = {}
    for data in records:
        if isinstance(data, EntryMade):
            said.setdefault(data.entry, [dict(data.values), data.linked])
        elif data.entry in said:
            said[data.entry][0] |= data.values
            if data.linked is not None:
                said[data.entry][1] = data.linked
    return {
        number: ({known: one for known, one in values.items() if one is not None}, linked)
        for number, (values, linked) in said.items()
    }


def state_of(mini, records):
    return fold(chain(begin_record(mini), say("fact.name", "Press"), *records))


@settings(max_examples=60)
@given(records=SEQUENCES)
def test_an_entry_says_what_its_last_records_say(mini, records):
    state = state_of(mini, records)
    found = {number: (one.values, one.linked) for number, one in state.entries.items()}
    assert found == plain(records)


@settings(max_examples=60)
@given(records=SEQUENCES)
def test_what_an_entry_said_before_can_be_told_from_its_history(mini, records):
    for number, entry in state_of(mini, records).entries.items():
        values = dict(entry.values)
        for change in reversed(entry.changes):
            values |= change.before
        first = {known: one for known, one in values.items() if one is not None}
        made = {known: one for known, one in entry.made.values.items() if one is not None}
        assert first == made, number
        ours = [one for one in records if isinstance(one, EntryChanged) and one.entry == number]
        assert [one.data for one in entry.changes] == ours[len(ours) - len(entry.changes) :]


@settings(max_examples=30)
@given(records=SEQUENCES)
def test_entries_change_nothing_that_was_answered(mini, records):
    without, with_them = state_of(mini, []), state_of(mini, records)
    assert with_them.answers == without.answers
    assert with_them.evidence == without.evidence
    assert with_them.sign_offs == without.sign_offs


def test_a_change_of_an_entry_that_is_not_there_makes_none(mini):
    state = state_of(mini, [EntryChanged(entry="IN-0009", values={"entry.title": "x"})])
    assert state.entries == {}


def test_an_edition_without_the_file_has_no_entries(mini_packs):
    catalogue = load_mini(mini_packs)
    assert catalogue.after_launch is None
    assert catalogue.with_entries is catalogue
