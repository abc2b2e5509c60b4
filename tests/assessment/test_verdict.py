"""The verdict is a table, and nothing tunes it."""

from __future__ import annotations

import itertools

import pytest

from compliance.assessment.verdict import OPEN_STATUSES, Status, decide
from compliance.checklist.conditions import Truth

SEVERITIES = ("blocker", "major", "minor", "observation")
SUBSETS = [set(chosen) for size in range(5) for chosen in itertools.combinations(SEVERITIES, size)]
ANSWERED = ("", "given", "unknown", "not-applicable")
MEANINGS = (None, "met", "partly-met", "not-met")


@pytest.mark.parametrize(
    ("answered", "means", "severities"), list(itertools.product(ANSWERED, MEANINGS, SUBSETS))
)
def test_what_does_not_apply_is_out_of_scope_and_what_is_open_is_undetermined(
    answered, means, severities
):
    for truth, status in {
        Truth.NO: Status.OUT_OF_SCOPE,
        Truth.UNKNOWN: Status.UNDETERMINED,
    }.items():
        assert decide(truth, answered, means, severities) is status


def test_what_binds_and_was_not_begun_says_so_whatever_was_answered():
    for answered, means in itertools.product(ANSWERED, MEANINGS):
        assert decide(Truth.YES, answered, means, [], begun=Truth.NO) is Status.NOT_BEGUN
        assert decide(Truth.NO, answered, means, [], begun=Truth.NO) is Status.OUT_OF_SCOPE
        assert decide(Truth.UNKNOWN, answered, means, [], begun=Truth.NO) is Status.UNDETERMINED


@pytest.mark.parametrize("severities", SUBSETS)
def test_what_applies_follows_the_answer_and_the_worst_gap(severities: set[str]):
    def status(means: str | None) -> Status:
        return decide(Truth.YES, "given", means, severities)  # type: ignore[arg-type]

    blocked = "blocker" in severities
    weakened = bool(severities & {"major", "minor"})
    best = Status.NOT_MET if blocked else Status.PARTLY_MET if weakened else Status.MET
    assert status("met") is best
    assert status("partly-met") is (Status.NOT_MET if blocked else Status.PARTLY_MET)
    assert status("not-met") is Status.NOT_MET
    assert status(None) is Status.NOT_ASSESSED


def test_without_a_given_answer_nothing_is_claimed():
    for means in MEANINGS:
        assert decide(Truth.YES, "", means, []) is Status.NOT_ASSESSED
        assert decide(Truth.YES, "unknown", means, []) is Status.NOT_ASSESSED
        assert decide(Truth.YES, "not-applicable", means, []) is Status.NOT_APPLICABLE


def test_a_further_gap_never_makes_a_verdict_better():
    order = [Status.MET, Status.PARTLY_MET, Status.NOT_MET]
    for means, severities, more in itertools.product(MEANINGS[1:], SUBSETS, SEVERITIES):
        before = decide(Truth.YES, "given", means, severities)
        after = decide(Truth.YES, "given", means, {*severities, more})
        assert order.index(after) >= order.index(before)


def test_everything_that_is_not_shown_stands_in_the_way_of_a_declaration():
    assert set(Status) - OPEN_STATUSES == {Status.MET, Status.NOT_APPLICABLE, Status.OUT_OF_SCOPE}
