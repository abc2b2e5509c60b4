"""From when what binds whom."""

from __future__ import annotations

import datetime

import pytest
from pydantic import ValidationError

from compliance.checklist.catalogue import Catalogue
from compliance.errors import ConformityError
from compliance.law.timeline import Rule, Timeline

BOTH = ()
LITERAL = ("literal",)
FOLLOWS = ("follows-classification",)

# provision, route, readings chosen, days
DATES = [
    # Annex III: Chapter III, Sections 1 to 3
    ("art-9.2.a", "annex-3", BOTH, ["2027-12-02"]),
    ("art-6.2", "annex-3", BOTH, ["2027-12-02"]),
    ("art-6.4", "annex-3", BOTH, ["2027-12-02"]),
    ("art-16.b", "annex-3", BOTH, ["2027-12-02"]),
    ("art-22.1", "annex-3", BOTH, ["2027-12-02"]),
    ("art-27.1", "annex-3", BOTH, ["2027-12-02"]),
    ("annex-4.2.b", "annex-3", BOTH, ["2027-12-02"]),
    # Annex I
    ("art-6.1", "annex-1", BOTH, ["2028-08-02"]),
    ("art-15.1", "annex-1", BOTH, ["2028-08-02"]),
    # the guidelines on classification are not deferred
    ("art-6.5", "annex-3", BOTH, ["2026-08-02"]),
    ("art-6.5", "annex-1", BOTH, ["2026-08-02"]),
    # Section 5 and Articles 71 to 73, where the law can be read in two ways
    ("art-43.2", "annex-3", BOTH, ["2026-08-02", "2027-12-02"]),
    ("art-43.2", "annex-3", LITERAL, ["2026-08-02"]),
    ("art-43.2", "annex-3", FOLLOWS, ["2027-12-02"]),
    ("art-49.1", "annex-3", BOTH, ["2026-08-02", "2027-12-02"]),
    ("art-72.1", "annex-3", FOLLOWS, ["2027-12-02"]),
    ("art-73.1", "annex-3", LITERAL, ["2026-08-02"]),
    ("annex-5.8", "annex-3", BOTH, ["2026-08-02", "2027-12-02"]),
    ("art-43.3", "annex-1", BOTH, ["2026-08-02", "2028-08-02"]),
    ("art-43.3", "annex-1", LITERAL, ["2026-08-02"]),
    ("art-43.3", "annex-1", FOLLOWS, ["2028-08-02"]),
    # other provisions that presuppose a high-risk system follow the same question
    ("art-86.1", "annex-3", BOTH, ["2026-08-02", "2027-12-02"]),
    ("art-86.1", "annex-3", FOLLOWS, ["2027-12-02"]),
    ("art-74.12", "annex-1", FOLLOWS, ["2028-08-02"]),
    ("art-74.12", "annex-1", LITERAL, ["2026-08-02"]),
    ("art-78.3.sub-2", "annex-3", LITERAL, ["2025-08-02"]),
    ("art-78.1", "annex-3", BOTH, ["2025-08-02"]),
    ("art-79.2", "annex-3", BOTH, ["2026-08-02"]),
    # prohibited practices: the two new ones later
    ("art-5.1.ba", "prohibited", BOTH, ["2026-12-02"]),
    ("art-5.1.bb", "prohibited", BOTH, ["2026-12-02"]),
    ("art-5.1.a", "prohibited", BOTH, ["2025-02-02"]),
    ("art-5.1.b", "prohibited", BOTH, ["2025-02-02"]),
    ("art-5.1.h", "prohibited", BOTH, ["2025-02-02"]),
    ("art-5.1.ba", "general", BOTH, ["2026-12-02"]),
    ("art-5.1.c", "general", BOTH, ["2025-02-02"]),
    # transparency
    ("art-50.1", "article-50", BOTH, ["2026-08-02"]),
    ("art-50.2", "article-50", BOTH, ["2026-08-02"]),
    ("art-50.2", "article-50-legacy", BOTH, ["2026-12-02"]),
    ("art-50.1", "article-50-legacy", BOTH, ["2026-08-02"]),
    # general-purpose models
    ("art-53.1.a", "gpai", BOTH, ["2025-08-02"]),
    ("art-53.1.a", "gpai-legacy", BOTH, ["2027-08-02"]),
    ("art-101", "gpai", BOTH, ["2026-08-02"]),
    # older systems: the cut-off moved with the amendment, the year 2030 stayed
    ("art-9.1", "legacy-high-risk", BOTH, ["2027-12-02"]),
    ("art-9.1", "legacy-high-risk-annex-1", BOTH, ["2028-08-02"]),
    ("art-9.1", "legacy-high-risk-public", BOTH, ["2030-08-02"]),
    ("art-43.2", "legacy-high-risk-public", BOTH, ["2030-08-02"]),
    ("art-9.1", "legacy-large-scale-it", BOTH, ["2030-12-31"]),
    ("art-86.1", "legacy-high-risk", BOTH, ["2027-12-02"]),
    ("art-86.1", "legacy-high-risk-public", BOTH, ["2030-08-02"]),
    # everybody
    ("art-4", "general", BOTH, ["2025-02-02"]),
    ("art-4a.1", "annex-3", BOTH, ["2026-07-27"]),
]


@pytest.mark.parametrize(("provision", "route", "readings", "days"), DATES)
def test_a_provision_applies_from_the_day_the_law_says(
    shipped: Catalogue, provision, route, readings, days
):
    assert provision in shipped.outline
    assert route in {known.id for known in shipped.timeline.routes}
    rules = shipped.timeline.rules_for(provision, [route], readings)
    assert [rule.from_.isoformat() for rule in rules] == days


def test_where_two_routes_are_possible_both_dates_are_given(shipped: Catalogue):
    rules = shipped.timeline.rules_for("art-9.1", ["annex-1", "annex-3"])
    assert [rule.from_.isoformat() for rule in rules] == ["2027-12-02", "2028-08-02"]


def test_every_rule_rests_on_a_provision_that_exists_and_on_a_source(shipped):
    for rule in shipped.timeline.rules:
        assert "OJ L, 202" in rule.source, rule.id
        assert rule.from_ >= shipped.law.entry_into_force, rule.id
        for known in (*rule.basis, *rule.provisions, *rule.exceptions):
            assert known in shipped.outline, (rule.id, known)
    for milestone in shipped.timeline.milestones:
        assert milestone.source
        for known in milestone.basis:
            assert known in shipped.outline, (milestone.id, known)


def test_every_rule_has_its_own_id_and_a_declared_route(shipped: Catalogue):
    rules = shipped.timeline.rules
    assert len({rule.id for rule in rules}) == len(rules)
    routes = {route.id for route in shipped.timeline.routes} | {"any"}
    assert {rule.route for rule in rules} <= routes


def test_every_reading_belongs_to_a_question_that_the_user_can_answer(shipped):
    readings = {rule.reading for rule in shipped.timeline.rules if rule.reading}
    for question in shipped.timeline.open_questions:
        options = shipped.options(shipped.questions[question.fact])
        ids = {reading.id for reading in question.readings}
        assert {option.id for option in options} == ids
        readings -= ids
    assert not readings


def test_every_article_and_annex_has_a_date_on_every_route(shipped: Catalogue):
    routes = [route.id for route in shipped.timeline.routes]
    for known in shipped.outline.ids():
        if not known.startswith("rec-"):
            for route in routes:
                assert shipped.timeline.rules_for(known, [route]), (known, route)


def test_what_applies_on_a_day_is_what_began_until_then(shipped: Catalogue):
    day = datetime.date(2026, 12, 2)
    rows = shipped.timeline.as_of(day, shipped.outline.order)
    assert len(rows) == len(shipped.timeline.rules)
    assert all(applies == (rule.from_ <= day and not rule.event) for rule, applies in rows)
    starts = [rule.from_ for rule, _ in rows]
    assert starts == sorted(starts)
    by_id = {rule.id: applies for rule, applies in rows}
    assert by_id["new-prohibitions"]
    assert not by_id["annex-3-chapter-3"]


def test_the_day_before_a_rule_does_not_apply(shipped: Catalogue):
    order = shipped.outline.order
    rows = shipped.timeline.as_of(datetime.date(2027, 12, 1), order)
    assert not {rule.id: applies for rule, applies in rows}["annex-3-chapter-3"]
    rows = shipped.timeline.as_of(datetime.date(2027, 12, 2), order)
    assert {rule.id: applies for rule, applies in rows}["annex-3-chapter-3"]


# The rules of choice, on the mini pack.


def test_the_most_specific_rule_wins(mini: Catalogue):
    (rule,) = mini.timeline.rules_for("art-2.3", [])
    assert rule.id == "tell-date"
    (rule,) = mini.timeline.rules_for("art-2.1", [])
    assert rule.id == "general"


def test_the_rule_of_a_route_goes_before_the_rule_for_all(mini: Catalogue):
    assert {rule.id for rule in mini.timeline.rules_for("art-2.1", ["listed"])} == {
        "listed-literal",
        "listed-late",
    }
    assert [rule.id for rule in mini.timeline.rules_for("art-1", ["listed"])] == ["general"]


def test_choosing_a_reading_narrows_and_an_unknown_one_does_not(mini: Catalogue):
    def ids(*readings: str) -> list[str]:
        rules = mini.timeline.rules_for("art-2.1", ["listed"], readings)
        return [rule.id for rule in rules]

    assert ids() == ["listed-literal", "listed-late"]
    assert ids("late") == ["listed-late"]
    assert ids("literal") == ["listed-literal"]
    assert ids("Missing.UNANSWERED") == ["listed-literal", "listed-late"]


def test_a_provision_without_any_rule_is_an_error(mini: Catalogue):
    with pytest.raises(ConformityError) as caught:
        mini.timeline.rules_for("annex-1", ["listed"])
    assert caught.value.code == "law.no-date"


@pytest.mark.parametrize("missing", ["basis", "source", "provisions", "from"])
def test_a_rule_without_basis_source_provision_or_day_is_refused(missing: str):
    value = {
        "id": "x",
        "title": "X",
        "provisions": ["art-1"],
        "from": "2030-01-01",
        "basis": ["art-1"],
        "source": "Gazette",
    }
    assert Rule.model_validate(value).from_ == datetime.date(2030, 1, 1)
    del value[missing]
    with pytest.raises(ValidationError):
        Rule.model_validate(value)
    if missing != "from":
        with pytest.raises(ValidationError):
            Rule.model_validate({**value, missing: []})


# --- found by scopes, as rule after rule would be asked


def one_by_one(catalogue: Catalogue, provision: str, route: str) -> set[str]:
    """The rules that decide on a route, found by asking every rule."""
    weights = [
        (rule.matches(provision), rule) for rule in catalogue.timeline.rules if rule.route == route
    ]
    best = max((weight for weight, _ in weights), default=0)
    return {rule.id for weight, rule in weights if weight == best and weight}


def test_the_rules_of_every_provision_are_those_that_match_it_best(shipped: Catalogue):
    timeline = shipped.timeline
    routes = sorted({rule.route for rule in timeline.rules})
    for provision in shipped.outline.ids()[::7]:
        for route in routes:
            found = {rule.id for rule in timeline.rules_on(provision, [route])}
            assert found == one_by_one(shipped, provision, route), (provision, route)


def test_what_is_dated_by_the_same_has_the_same_rules(shipped: Catalogue):
    timeline = shipped.timeline
    routes = sorted({rule.route for rule in timeline.rules})
    alike: dict[object, list[str]] = {}
    for provision in shipped.outline.ids():
        alike.setdefault(timeline.dated_by(provision), []).append(provision)
    assert 10 < len(alike) < 100
    for provisions in alike.values():
        rules = {
            tuple(rule.id for route in routes for rule in timeline.rules_on(provision, [route]))
            for provision in provisions
        }
        assert len(rules) == 1


def test_an_exception_inside_a_scope_and_a_scope_inside_an_exception(shipped: Catalogue):
    rule = shipped.timeline.rules[0].model_copy(
        update={"provisions": ("art-1", "art-1.2.a"), "exceptions": ("art-1.2",)}
    )
    timeline = Timeline(routes=(), rules=(rule,))
    found = {
        known: bool(timeline.rules_on(known, [rule.route]))
        for known in ("art-1", "art-1.1", "art-1.2", "art-1.2.a", "art-1.2.a.x", "art-12")
    }
    assert found == {known: bool(rule.matches(known)) for known in found}
    assert found["art-1.1"]
    assert not found["art-1.2.a"]
