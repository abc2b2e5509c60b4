"""The session: which question next, what is left, and nothing that does not arise."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from compliance.assessment.agenda import Agenda, asked_because
from compliance.assessment.assessment import Assessment
from compliance.assessment.journal.fold import fold
from compliance.assessment.journal.records import Answer, Evidence
from compliance.assessment.journal.state import State
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.conditions import Truth
from compliance.checklist.loader import load_catalogue
from tests.builders import MINI, begin_record, chain, facts_of, load_mini, write_pack

LISTED: dict[str, Any] = {
    "fact.name": "Loom",
    "fact.country": "cn",
    "fact.listed": "yes",
    "fact.uses": ["a"],
    "fact.count": 1,
}


def state_of(catalogue: Catalogue, answers: dict[str, Any]) -> State:
    given = [Answer(question=known, value=value) for known, value in answers.items()]
    return fold(chain(begin_record(catalogue), *given))


def agenda_of(catalogue: Catalogue, answers: dict[str, Any]) -> Agenda:
    return Assessment(catalogue, state_of(catalogue, answers)).agenda


def ids(agenda: Agenda, *, certain: bool | None = None) -> list[str]:
    return [item.question.id for item in agenda.items if certain is None or item.certain is certain]


def test_at_the_beginning_only_what_certainly_arises_is_certain(mini: Catalogue):
    agenda = agenda_of(mini, {})
    assert ids(agenda, certain=True) == [
        "fact.name",
        "fact.country",
        "fact.listed",
        "fact.note",
        "law.reading",
        "tell",
    ]
    assert ids(agenda, certain=False) == [
        "fact.uses",
        "fact.count",
        "fact.since",
        "risk.list",
        "stop",
    ]


def test_what_does_not_arise_is_not_asked(mini: Catalogue):
    agenda = agenda_of(mini, {"fact.listed": "no"})
    assert ids(agenda) == [
        "fact.name",
        "fact.country",
        "fact.listed",
        "fact.note",
        "law.reading",
        "tell",
    ]


def test_requirements_come_in_the_order_of_the_law_with_their_follow_ups(mini):
    agenda = agenda_of(mini, {**LISTED, "risk.list": "yes"})
    assert ids(agenda)[-7:] == [
        "law.reading",
        "risk.list",
        "risk.list.how",
        "risk.list.rows",
        "risk.list.extra",
        "stop",
        "tell",
    ]
    assert all(item.certain for item in agenda.items)
    assert agenda.item("risk.list.how").requirement == "risk.list"
    assert agenda.item("fact.name").requirement == ""


def test_follow_ups_wait_for_the_main_answer_and_go_with_it(mini: Catalogue):
    assert "risk.list.how" not in ids(agenda_of(mini, LISTED))
    assert "risk.list.how" not in ids(agenda_of(mini, {**LISTED, "risk.list": "no"}))


def test_a_section_that_only_the_last_step_needs_comes_last(tmp_path):
    text = MINI["facts/law.yaml"].replace("order: 20}", "order: 20, late: true}")
    agenda = agenda_of(load_mini(tmp_path, {"facts/law.yaml": text}), {})
    assert ids(agenda)[-1] == "law.reading"


def test_the_next_question_is_the_next_one_that_certainly_arises(mini: Catalogue):
    agenda = agenda_of(mini, {"fact.name": "Loom"})
    assert agenda.next_open().question.id == "fact.country"
    assert agenda.next_open("fact.country").question.id == "fact.listed"
    back = agenda.next_open("law.reading")
    assert back.question.id == "fact.country", "open facts come before requirements"
    skipped = {"fact.country", "fact.listed", "fact.note", "law.reading"}
    assert agenda.next_open("law.reading", skipped).question.id == "tell"
    assert agenda.next_open("tell").question.id == "fact.country", "then from the top"


def test_skipped_questions_are_not_offered_again_and_uncertain_ones_come_last(mini):
    agenda = agenda_of(mini, {"fact.name": "Loom"})
    skipped = {"fact.country", "fact.listed", "fact.note", "law.reading"}
    assert agenda.next_open("", skipped).question.id == "tell"
    skipped.add("tell")
    assert agenda.next_open("", skipped).question.id == "fact.uses"
    skipped |= {item.question.id for item in agenda.items}
    assert agenda.next_open("", skipped) is None


def test_not_known_counts_as_answered_in_the_session(mini: Catalogue):
    state = fold(chain(begin_record(mini), Answer(question="fact.name", state="unknown")))
    assert Assessment(mini, state).agenda.item("fact.name").answered


def test_a_withdrawn_answer_is_open_again(mini: Catalogue):
    state = fold(
        chain(
            begin_record(mini),
            Answer(question="fact.name", value="Loom"),
            Answer(question="fact.name", state="withdrawn"),
        )
    )
    assert not Assessment(mini, state).agenda.item("fact.name").answered


def test_a_question_for_a_file_is_answered_by_evidence(tmp_path):
    text = MINI["facts/law.yaml"] + (
        "  - {id: fact.file, type: file, kind: report, label: f, ask: 'Which file?'}\n"
    )
    catalogue = load_mini(tmp_path, {"facts/law.yaml": text})
    assert not agenda_of(catalogue, {}).item("fact.file").answered
    evidence = Evidence(
        evidence="EV-0001",
        sha256="ab" * 32,
        size=1,
        name="x",
        evidence_kind="report",
        supports=("fact.file",),
    )
    state = fold(chain(begin_record(catalogue), evidence))
    assert Assessment(catalogue, state).agenda.item("fact.file").answered


def test_progress_counts_only_what_certainly_arises(mini: Catalogue):
    progress = agenda_of(mini, {"fact.name": "Loom"}).progress()
    assert [(part.section, part.answered, part.total) for part in progress] == [
        ("about", 1, 4),
        ("law", 0, 1),
        ("art-2", 0, 1),
    ]
    assert progress[-1].title == "Article 2: Duties of makers"


def test_an_unknown_question_has_no_place(mini: Catalogue):
    agenda = agenda_of(mini, {})
    assert agenda.position("no.such") == -1
    assert agenda.item("no.such") is None


def possible(catalogue: Catalogue, question, rng: random.Random) -> Any:
    options = [option.id for option in catalogue.options(question)]
    match question.type:
        case "choice" | "yes-no":
            return rng.choice(options)
        case "choices":
            return rng.sample(options, min(len(options), 2))
        case "number":
            return 1
        case "date":
            return "2027-01-01"
        case "group":
            return [{"x": "y"}]
        case _:
            return "some words that are long enough to be an answer"


@pytest.mark.parametrize("seed", range(6))
def test_answering_what_is_asked_comes_to_an_end_with_nothing_open(shipped, seed: int):
    """Whatever is answered: every question offered arises, none is offered twice."""
    rng = random.Random(seed)  # noqa: S311
    answers: dict[str, Any] = {}
    agenda = agenda_of(shipped, answers)
    while (item := agenda.next_open()) is not None:
        # Forty questions one by one; then all that certainly arise, to be quick.
        batch = [item] if len(answers) < 40 else agenda.items
        for other in batch:
            if not other.answered and (other.certain or other is item):
                assert other.question.id not in answers
                answers[other.question.id] = possible(shipped, other.question, rng)
        agenda = agenda_of(shipped, answers)
    facts = facts_of(shipped, answers)
    for known in shipped.facts:
        assert facts.relevance(known) is not Truth.YES or known in answers
    for requirement in shipped.requirements.values():
        applies = facts.applies(requirement.id)
        assert applies is not Truth.UNKNOWN, "nothing is left undetermined"
        assert (applies is Truth.YES) == (requirement.id in ids(agenda))
        for follow_up in requirement.follow_ups:
            if applies is Truth.YES and facts.relevance(follow_up.id) is Truth.YES:
                assert follow_up.id in answers or follow_up.type == "file"


def test_the_order_of_files_on_the_disk_makes_no_difference(tmp_path, mini: Catalogue):
    root = write_pack(tmp_path, {"facts/aaa.yaml": MINI["facts/law.yaml"],
                                 "facts/law.yaml": MINI["facts/about.yaml"],
                                 "facts/about.yaml": MINI["facts/law.yaml"]
                                 .replace("id: law,", "id: other,")
                                 .replace("law.reading", "law.other")})  # fmt: skip
    catalogue = load_catalogue("mini", "", root)
    assert [section.order for section in catalogue.sections] == [10, 20, 20]
    assert ids(agenda_of(catalogue, {}))[0] == ids(agenda_of(mini, {}))[0]


def test_why_a_question_is_asked_is_one_sentence_for_every_face(mini: Catalogue):
    def told(known: str, answers: dict[str, Any], *, organisation: bool = False) -> str:
        state = state_of(mini, answers)
        if organisation:
            begun = state.begin.model_copy(update={"scope": "organisation"})
            state = replace(state, begin=begun)
        item = Assessment(mini, state).agenda.item(known)
        return asked_because(Assessment(mini, state).facts, state, mini.question(known), item)

    assert told("fact.name", {}) == ""
    yes, no = {"fact.listed": "yes"}, {"fact.listed": "no"}
    assert told("fact.uses", yes) == "Asked because listed use is “Yes”."
    assert told("fact.uses", {}) == ("May not apply; asked because listed use is not answered yet.")
    assert told("fact.uses", no) == "Does not arise, because listed use is “No”."
    assert told("fact.uses", yes, organisation=True) == (
        "Asked of a system when listed use is “Yes”."
    )


@pytest.mark.parametrize(
    ("known", "answers", "told"),
    [
        ("risk.list", {"fact.listed": "yes", "fact.uses": ["a"]},
         "Asked because “Bound” holds."),
        ("risk.list", {}, "May not apply; asked because “Bound” is not determined yet."),
        ("tell", {"fact.listed": "yes"}, "Does not arise, because “Listed” holds."),
        # That a conclusion does not hold is true of nearly every question.
        ("tell", {"fact.listed": "no"}, ""),
        ("tell", {}, "May not apply; asked because “Listed” is not determined yet."),
        ("stop", {"fact.listed": "no", "fact.country": "cn"},
         "Asked because country of the maker is “China” and “Listed” does not hold."),
        ("fact.note", {}, ""),
    ],
)  # fmt: skip
def test_why_a_question_is_asked_is_told_where_that_says_something(tmp_path, known, answers, told):
    """Something that is given or still open says something."""
    stop, tell = (f"requirements/art-2/art-2.{number}.yaml" for number in (2, 3))
    unlisted = "{not: {holds: listed}}"
    abroad = f"{{all: [{{fact: fact.country, is: cn}}, {unlisted}]}}"
    catalogue = load_mini(
        tmp_path,
        {
            stop: MINI[stop].replace("{all: [{holds: bound}, {holds: abroad}]}", abroad),
            tell: MINI[tell].replace("{always: true}", unlisted),
        },
    )
    state = state_of(catalogue, answers)
    made = Assessment(catalogue, state)
    item = made.agenda.item(known)
    assert asked_because(made.facts, state, catalogue.question(known), item) == told


def test_what_may_arise_and_is_answered_already_is_not_counted_again(mini: Catalogue):
    before, after = agenda_of(mini, {}), agenda_of(mini, {"risk.list": "yes"})
    assert (before.answered, before.total, before.perhaps) == (0, 6, 5)
    assert (after.answered, after.total, after.perhaps) == (0, 6, 7), "its three follow-ups"
