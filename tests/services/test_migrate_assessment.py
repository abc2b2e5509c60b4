"""Moving an assessment to a later edition loses nothing and decides nothing."""

from __future__ import annotations

import json
import threading

import pytest

from compliance.assessment.assessment import Assessment
from compliance.assessment.facts import AnswerFacts
from compliance.assessment.journal.records import Migrated, Proposed, Source
from compliance.checklist import loader
from compliance.checklist.conditions import Truth
from compliance.errors import ConformityError
from compliance.services.assess.confirm import propose
from compliance.services.assess.follow_up import add_note, assign_owner, review_requirement
from compliance.services.assess.open import open_assessment
from compliance.services.assess.record_answer import confirmation, record_answer
from compliance.services.editions import migrate as migrate_assessment
from compliance.services.editions.migrate import later_editions, migrate, preview_migration
from compliance.services.issue_dossier import issue_dossier
from tests.builders import ANN, AT, BEN, EDITION, TODAY, begin
from tests.editions import ADDED, EDITS, LINES, SECOND, both, follow, write_two
from tests.services.helpers import (
    answers_of,
    attach,
    contents,
    files_in,
    journal_of,
    record,
    records_of,
    verified,
)

STOP = "requirements/art-2/art-2.2.yaml"
ABOUT = "facts/about.yaml"


@pytest.fixture
def packs(tmp_path, monkeypatch):
    """A folder for packs that the program takes for the shipped one."""
    root = tmp_path / "packs"
    monkeypatch.setattr(loader, "shipped_folder", lambda _name: root)
    return root


def answered(root, folder):
    """An assessment of the first edition with every kind of record."""
    assessment = begin(folder, both(root)[0])
    record(assessment, "fact.name", "Loom")
    record(assessment, "fact.country", "cn")
    record(assessment, "fact.listed", "yes")
    record(assessment, "fact.uses", ["a", "b"])
    record(assessment, "fact.count", None, state="unknown")
    record(assessment, "fact.note", "Blue.")
    record(assessment, "law.reading", "late")
    record(assessment, "risk.list", "yes", explanation="Register R-1.")
    record(assessment, "risk.list.how", "Kept by quality management.")
    record(assessment, "risk.list.rows", [{"name": "Finger", "weight": 3}])
    record(assessment, "stop", "yes", explanation="A red button.")
    record(assessment, "stop.tested", "yes")
    record(assessment, "tell", "yes")
    source = folder.with_name("report.txt")
    source.write_bytes(b"list of risks")
    attach(assessment, source, "risk.list", "fact.note")
    for known in ("risk.list", "stop"):
        review_requirement(assessment, known, approve=True, comment="Seen.", by=BEN, at=AT)
    assign_owner(assessment, "risk.list", "Cy", TODAY, by=ANN, at=AT)
    add_note(assessment, "fact.country", "Moves next year.", by=BEN, at=AT)
    return assessment


@pytest.fixture
def old(packs, tmp_path):
    write_two(packs, added=ADDED)
    return answered(packs, tmp_path / "case")


@pytest.fixture
def new(old):
    return migrate(old.binder, by=BEN, at=AT)[0]


def statuses(assessment):
    standing = Assessment(assessment.catalogue, assessment.state).standing(TODAY)
    return {item.requirement.id: item.status.value for item in standing.findings}


def one_more(root, lines, edits, folder="case"):
    """An answered assessment and the same migrated by other lines."""
    write_two(root, lines, edits)
    old = answered(root, root.parent / folder)
    return old, migrate(old.binder, by=ANN, at=AT)[0]


# The preview.


def test_a_preview_writes_nothing_and_names_everything(old):
    before = contents(old.store.folder)
    found = preview_migration(old, TODAY)
    assert contents(old.store.folder) == before
    (step,) = found.steps
    assert step.plan.record.renamed["fact.country"] == "maker.country"
    assert step.plan.record.renamed["risk.list.how"] == "risk.register.how"
    assert step.plan.record.values == {"fact.uses": ["alpha", "beta"]}
    assert [item.question for item in step.plan.record.reconfirm] == ["stop"]
    assert step.plan.record.dropped == {"fact.note": "Nobody reads it."}
    assert [item.question.id for item in found.new_questions] == ["log"]
    turned = {
        (item.before and item.before.status.value, item.after and item.after.status.value)
        for item in found.turned
    }
    assert turned == {("met", "not-assessed"), (None, "not-assessed")}


def test_every_answer_is_kept_mapped_waiting_or_retired_and_none_twice(old):
    (step,) = preview_migration(old, TODAY).steps
    names = step.plan.record.renamed
    told = [
        *step.plan.kept,
        *step.plan.record.values,
        *(item.question for item in step.plan.record.reconfirm),
        *step.plan.record.dropped,
    ]
    assert sorted(told) == sorted(names.get(item, item) for item in old.state.answers)


def test_the_assessment_says_that_a_later_edition_is_there(old, new):
    assert [item.id for item in later_editions(old)] == [SECOND]
    assert later_editions(new) == []


# The deed.


def test_answers_keep_value_author_time_and_explanation_under_the_new_id(old, new):
    given, before = new.state.answers["risk.register"], old.state.answers["risk.list"]
    assert (given.value, given.explanation, given.by, given.at, given.seq) == (
        before.value,
        before.explanation,
        before.by,
        before.at,
        before.seq,
    )
    assert new.state.answers["maker.country"].value == "cn"
    assert new.state.answers["fact.uses"].value == ["alpha", "beta"]
    assert "risk.list" not in new.state.answers


def test_the_journal_only_grows(old):
    before = journal_of(old.store.folder)
    migrate(old.binder, by=BEN, at=AT)
    assert journal_of(old.store.folder).startswith(before)
    assert [item.data.kind for item in records_of(old.store.folder)].count("migrated") == 1
    assert answers_of(old.store.folder)["fact.note"] == ["Blue."]


def test_not_known_yet_stays_not_known(new):
    assert new.state.answers["fact.count"].state == "unknown"


def test_evidence_owners_and_notes_follow_a_renamed_id(new):
    (held,) = new.state.evidence.values()
    assert held.data.supports == ("risk.register", "fact.note")
    assert new.state.evidence_for("risk.register")
    assert new.state.owners["risk.register"].owner == "Cy"
    assert [note.question for note in new.state.notes] == ["maker.country"]


def test_an_approval_goes_on_where_only_ids_changed(old, new):
    def counts(assessment, known):
        standing = Assessment(assessment.catalogue, assessment.state).standing(TODAY)
        return {i.requirement.id: i.review_counts for i in standing.findings}[known]

    assert counts(old, "risk.list")
    assert counts(new, "risk.register")


def test_a_retired_answer_is_kept_with_its_reason(new):
    (gone,) = new.state.retired
    assert (gone.given.question, gone.given.value) == ("fact.note", "Blue.")
    assert gone.reason == "Nobody reads it."


# Answers that wait to be confirmed.


def test_an_answer_to_a_changed_question_does_not_count(old, new):
    assert statuses(old)["stop"] == "met"
    assert statuses(new)["stop"] == "not-assessed"
    waiting = new.state.unconfirmed["stop"]
    assert [given.value for given in waiting.answers] == ["yes"]
    assert waiting.reason == "It must stop within a second now."
    facts = AnswerFacts(new.catalogue, new.state.answers)
    assert facts.relevance("stop.tested") is Truth.UNKNOWN


def test_what_is_owed_says_that_the_earlier_answer_waits(new):
    standing = Assessment(new.catalogue, new.state).standing(TODAY)
    assert standing.gaps() == []
    (wanted,) = (w for item in standing.findings for w in item.wanted if w.about == "stop")
    assert wanted.want == "to-confirm"
    assert "It must stop within a second now." in wanted.text


def test_the_same_answer_given_again_confirms(new):
    record(new, "stop", "yes", explanation="A red button.", by=BEN)
    assert new.state.unconfirmed == {}
    assert statuses(new)["stop"] == "met"


def test_confirming_records_the_earlier_answer_under_a_new_name(new):
    built = confirmation(new, "stop")
    record_answer(new, built, by=BEN, at=AT)
    given = new.state.answers["stop"]
    assert (given.value, given.explanation, given.by) == ("yes", "A red button.", BEN)


def test_nothing_is_confirmed_that_was_never_answered(new):
    for known in ("log", "maker.country"):
        with pytest.raises(ConformityError) as refused:
            confirmation(new, known)
        assert refused.value.code == "answer.nothing-to-confirm"


def test_an_old_approval_never_counts_for_a_changed_question(packs, tmp_path):
    edits = {**EDITS, STOP: (*EDITS[STOP], ("review: {required: false}\n", ""))}
    lines = LINES
    write_two(packs, lines, edits)
    old = answered(packs, tmp_path / "case")
    new = migrate(old.binder, by=ANN, at=AT)[0]
    record(new, "stop", "yes", explanation="A red button.")
    standing = Assessment(new.catalogue, new.state).standing(TODAY)
    finding = next(i for i in standing.findings if i.requirement.id == "stop")
    assert finding.review.data.decision == "approved"
    assert not finding.review_counts


def test_a_fact_that_changed_leaves_undetermined_what_rests_on_it(packs):
    line = '  - {change: meaning, id: fact.listed, reason: "Another list."}\n'
    old, new = one_more(packs, LINES + line, EDITS)
    assert statuses(old)["risk.list"] == "met"
    assert statuses(new)["risk.register"] == "undetermined"
    assert new.state.unconfirmed["fact.listed"].answers[0].value == "yes"


def test_a_second_edition_further_keeps_what_waits(packs, tmp_path, monkeypatch):
    write_two(packs)
    folder = follow(packs, "mini", EDITION, "3", "2032-01-01")
    assert folder.is_dir()
    _third(packs)
    old = answered(packs, tmp_path / "case")
    new, taken = migrate(old.binder, by=ANN, at=AT)
    assert (taken, new.state.edition) == (2, "3")
    assert new.state.unconfirmed["halt"].answers[0].value == "yes"
    assert new.state.answers["halt.tested"].value == "yes"
    assert [move.data.edition for move in new.state.moves] == [SECOND, "3"]


def test_what_waits_is_retired_when_its_question_goes(packs, tmp_path):
    write_two(packs)
    follow(packs, "mini", EDITION, "3", "2032-01-01")
    _third(packs, "{change: dropped, id: stop, reason: Repealed.}")
    (packs / "mini" / "3" / STOP).unlink()
    old = answered(packs, tmp_path / "case")
    new, _ = migrate(old.binder, by=ANN, at=AT)
    assert new.state.unconfirmed == {}
    retired = {item.given.question: item for item in new.state.retired}
    assert (retired["stop"].given.value, retired["stop"].reason) == ("yes", "Repealed.")
    assert retired["stop.tested"].given.value == "yes"


def _third(root, line='{change: renamed, id: stop, to: halt, reason: "Shorter."}'):
    """A third edition that renames a requirement of the second."""
    import shutil

    from compliance.services.editions.authoring import freeze_checklists
    from tests.editions import declare, edit

    second, third = root / "mini" / SECOND, root / "mini" / "3"
    freeze_checklists(root, "mini", SECOND)
    shutil.rmtree(third)
    shutil.copytree(second, third)
    (third / "release.json").unlink()
    states = {EDITION: "2030-01-01", SECOND: "2031-01-01", "3": "2032-01-01"}
    declare(root / "mini", states)
    (third / "migrations.yaml").write_text(
        f'from: "{SECOND}"\nchanges: [{line}]\n', encoding="utf-8"
    )
    edit(third / STOP, ("id: stop", "id: halt"), ("fact: stop", "fact: halt"))


# Other lines.


def test_an_option_without_successor_has_to_be_answered_anew(packs):
    lines = LINES.replace("{a: alpha, b: beta}", "{a: alpha, b: null}")
    edits = {**EDITS, ABOUT: (*EDITS[ABOUT], (', {id: beta, label: "Use B"}', ""))}
    _, new = one_more(packs, lines, edits)
    assert new.state.unconfirmed["fact.uses"].answers[0].value == ["a", "b"]
    assert "fact.uses" not in new.state.answers


def test_a_split_question_shows_the_earlier_answer_at_each_part(packs):
    two = (
        '  - {id: fact.kind, type: text, label: "kind", ask: "Which kind?"}\n'
        '  - {id: fact.brand, type: text, label: "brand", ask: "Which brand?"}\n'
    )
    name = '  - {id: fact.name, type: text, lines: one, label: "name", ask: "What is its name?"}\n'
    line = (
        '  - {change: split, id: fact.name, to: [fact.kind, fact.brand], reason: "Two things."}\n'
    )
    edits = {**EDITS, ABOUT: (*EDITS[ABOUT], (name, two))}
    _, new = one_more(packs, LINES + line, edits)
    assert {
        known: [given.value for given in item.answers]
        for known, item in new.state.unconfirmed.items()
        if known.startswith("fact.")
    } == {"fact.kind": ["Loom"], "fact.brand": ["Loom"]}
    assert new.state.retired[0].given.question == "fact.note"
    assert len(new.state.retired) == 1


def test_merged_questions_show_every_earlier_answer(packs):
    lines = LINES.replace("dropped, id: fact.note", "merged, id: fact.note, to: fact.name")
    _, new = one_more(packs, lines, EDITS)
    waiting = new.state.unconfirmed["fact.name"]
    assert {given.value for given in waiting.answers} == {"Loom", "Blue."}
    assert "fact.name" not in new.state.answers
    assert not new.state.retired


def test_a_question_a_file_answers_is_confirmed_by_attaching_it_again(packs, tmp_path):
    plan = '  - {id: fact.plan, type: file, kind: report, label: "plan", ask: "Attach the plan."}\n'
    write_two(packs, added={})
    for known in (EDITION, SECOND):
        path = packs / "mini" / known / ABOUT
        path.write_text(path.read_text("utf-8") + plan)
    path.write_text(path.read_text("utf-8").replace("Attach the plan.", "Attach two plans."))
    with (packs / "mini" / SECOND / "migrations.yaml").open("a") as lines:
        lines.write('  - {change: meaning, id: fact.plan, reason: "Both plans."}\n')
    old = answered(packs, tmp_path / "case")
    source = tmp_path / "plan.txt"
    source.write_bytes(b"the plan")
    attach(old, source, "fact.plan", "tell")
    new = migrate(old.binder, by=ANN, at=AT)[0]
    assert new.state.evidence["EV-0002"].data.supports == ("tell",)
    assert "fact.plan" in new.state.unconfirmed
    attach(new, source, "fact.plan")
    assert "fact.plan" not in new.state.unconfirmed
    assert new.state.evidence_for("fact.plan")


def test_kinds_of_evidence_follow_their_vocabulary(packs):
    lines = (
        '  - {change: options, id: "vocabulary:evidence-kinds", map: {report: test-report},'
        ' reason: "Longer."}\n'
    )
    edits = {
        **EDITS,
        "vocabularies/words.yaml": (("id: report", "id: test-report"),),
        "requirements/art-2/art-2.1.yaml": (
            *EDITS["requirements/art-2/art-2.1.yaml"],
            ("kind: report", "kind: test-report"),
        ),
    }
    old, new = one_more(packs, LINES + lines, edits)
    assert statuses(old)["risk.list"] == statuses(new)["risk.register"] == "met"


def test_words_of_a_vocabulary_carry_answers_over(packs):
    lines = '  - {change: options, id: "vocabulary:countries", map: {cn: prc}, reason: "x"}\n'
    edits = {**EDITS, "vocabularies/words.yaml": (("id: cn", "id: prc"),)}
    _, new = one_more(packs, LINES + lines, edits)
    assert new.state.answers["maker.country"].value == "prc"


# Checklists that say too little.


def test_without_lines_nothing_is_guessed(packs):
    _, new = one_more(packs, f'from: "{EDITION}"\n', EDITS)
    retired = {item.given.question for item in new.state.retired}
    assert {"fact.country", "fact.note", "risk.list", "risk.list.how"} <= retired
    assert {"fact.uses", "law.reading", "stop"} == set(new.state.unconfirmed)
    assert new.state.answers["fact.name"].value == "Loom"
    assert "maker.country" not in new.state.answers


def test_an_answer_that_no_longer_fits_is_to_be_confirmed(packs):
    line = '  - {change: rules, id: fact.name, reason: "Short names only."}\n'
    edits = {
        **EDITS,
        ABOUT: (
            *EDITS[ABOUT],
            ('lines: one, label: "name"', 'lines: one, max_characters: 3, label: "name"'),
        ),
    }
    _, new = one_more(packs, LINES + line, edits)
    assert new.state.unconfirmed["fact.name"].answers[0].value == "Loom"
    with pytest.raises(ConformityError):
        confirmation(new, "fact.name")


# Twice, interrupted, together.


def test_applying_twice_changes_nothing(old, new):
    before = journal_of(old.store.folder)
    again, taken = migrate(old.binder, by=BEN, at=AT)
    assert taken == 0
    assert journal_of(old.store.folder) == before
    assert again.state.edition == SECOND
    assert preview_migration(again, TODAY).steps == ()


def test_an_interruption_between_two_steps_can_be_taken_up(packs, tmp_path, monkeypatch):
    write_two(packs)
    follow(packs, "mini", EDITION, "3", "2032-01-01")
    _third(packs)
    old = answered(packs, tmp_path / "case")
    real = migrate_assessment.load_catalogue

    def fails(pack, edition):
        if edition == "3":
            raise KeyboardInterrupt
        return real(pack, edition)

    monkeypatch.setattr(migrate_assessment, "load_catalogue", fails)
    with pytest.raises(KeyboardInterrupt):
        migrate(old.binder, by=ANN, at=AT)
    assert open_assessment(old.store.folder).state.edition == SECOND
    monkeypatch.setattr(migrate_assessment, "load_catalogue", real)
    new, taken = migrate(old.binder, by=ANN, at=AT)
    assert (taken, new.state.edition) == (1, "3")
    assert [type(i.data) for i in records_of(old.store.folder)].count(Migrated) == 2


def test_a_record_that_was_not_written_completely_is_written_again(old):
    whole = journal_of(old.store.folder)
    migrate(old.binder, by=BEN, at=AT)
    torn = journal_of(old.store.folder)[: len(whole) + 40]
    (old.store.folder / "journal.jsonl").write_bytes(torn)
    (old.store.folder / "head.json").unlink()
    assert open_assessment(old.store.folder).state.edition == EDITION
    new, taken = migrate(old.binder, by=BEN, at=AT)
    assert (taken, new.state.edition) == (1, SECOND)
    assert journal_of(old.store.folder).startswith(whole)


def test_a_writer_who_has_not_seen_it_writes_nothing(old):
    migrate(old.binder, by=BEN, at=AT)
    before = journal_of(old.store.folder)
    for seen in (None, old.head):
        with pytest.raises(ConformityError) as refused:
            record(old, "risk.list", "no", seen=seen)
        assert refused.value.code == "assessment.migrated"
    with pytest.raises(ConformityError):
        add_note(old, "risk.list", "Late.", by=ANN, at=AT)
    assert journal_of(old.store.folder) == before


def test_a_script_is_refused_that_had_looked_just_before(old, monkeypatch):
    append = old.store.append

    def late(*arguments):
        monkeypatch.undo()
        monkeypatch.setattr(loader, "shipped_folder", lambda _name: root)
        migrate(old.binder, by=BEN, at=AT)
        return append(*arguments)

    root = loader.shipped_folder("checklists")
    monkeypatch.setattr(old.store, "append", late)
    with pytest.raises(ConformityError) as refused:
        record(old, "fact.country", "fr")
    assert refused.value.code == "assessment.migrated"
    assert records_of(old.store.folder)[-1].data.kind == "migrated"


def test_an_answer_that_comes_in_between_is_taken_over_too(old, monkeypatch):
    other = open_assessment(old.store.folder)
    real = migrate_assessment.load_catalogue

    def meanwhile(pack, edition):
        record(other, "fact.country", "fr", by=BEN)
        return real(pack, edition)

    monkeypatch.setattr(migrate_assessment, "load_catalogue", meanwhile)
    new = migrate(old.binder, by=ANN, at=AT)[0]
    assert new.state.answers["maker.country"].value == "fr"
    assert new.state.answers["maker.country"].by == BEN


def test_two_people_at_once_take_it_over_once(old):
    results = []

    def go(name):
        results.append(migrate(old.binder, by=name, at=AT)[1])

    threads = [threading.Thread(target=go, args=(name,)) for name in (ANN, BEN)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [0, 1]
    assert [item.data.kind for item in records_of(old.store.folder)].count("migrated") == 1


# Only forwards, and only where it is installed.


@pytest.mark.parametrize("to", ["0.1999", EDITION + "x"])
def test_another_edition_than_a_later_one_is_refused(to, old):
    with pytest.raises(ConformityError) as refused:
        preview_migration(old, TODAY, to)
    assert refused.value.code == "usage.arguments"


def test_there_is_no_way_back(new):
    with pytest.raises(ConformityError) as refused:
        migrate(new.binder, by=ANN, at=AT, to=EDITION)
    assert refused.value.code == "usage.arguments"


def test_an_edition_that_is_not_installed_is_named(new, packs):
    text = (packs / "mini" / "pack.yaml").read_text("utf-8")
    (packs / "mini" / "pack.yaml").write_text(text.split(f"- id: {SECOND}")[0])
    with pytest.raises(ConformityError) as refused:
        open_assessment(new.store.folder)
    assert refused.value.code == "assessment.newer"
    assert SECOND in str(refused.value)
    assert EDITION in str(refused.value)


# Verifying.


def test_folder_and_dossiers_of_before_and_after_are_verified(old):
    before, after = (
        old.store.folder.with_name("before.pdf"),
        old.store.folder.with_name("after.pdf"),
    )
    issue_dossier(old, before, as_of=TODAY)
    new = migrate(old.binder, by=BEN, at=AT)[0]
    issue_dossier(new, after, as_of=TODAY)
    for pdf in (before, after):
        result = verified(pdf, old.store.folder)
        assert result.problems == []
        assert any("findings" in line for line in result.checked), result.notes
    claimed = json.loads(files_in(after)["assessment.json"])
    assert claimed["checklists"]["edition"] == SECOND
    assert [item["question"] for item in claimed["unconfirmed"]] == ["stop"]
    assert [item["question"] for item in claimed["retired"]] == ["fact.note"]
    assert [(item["from"], item["to"]) for item in claimed["moves"]] == [(EDITION, SECOND)]
    assert json.loads(files_in(before)["assessment.json"])["moves"] == []


def test_what_waits_beside_an_answer_goes_on_waiting_and_takes_nothing_from_it(packs, tmp_path):
    write_two(packs, added=ADDED)
    before = answered(packs, tmp_path / "case")
    card = Source(kind="file", title="card.md (EV-0001)", address="0" * 64, place="/name")
    for known, value in (("fact.name", "Mill"), ("fact.country", "fr"), ("fact.note", "Red.")):
        propose(before, Proposed(question=known, value=value, source=card), by=ANN, at=AT)
    propose(before, Proposed(question="stop", value="no", source=card), by=ANN, at=AT)
    state = migrate(before.binder, by=BEN, at=AT)[0].state
    assert state.answers["fact.name"].value == "Loom"
    assert state.unconfirmed["fact.name"].value == "Mill"
    assert state.answers["maker.country"].value == "cn"
    assert state.unconfirmed["maker.country"].value == "fr"
    assert [given.value for given in state.unconfirmed["stop"].answers] == ["yes", "no"]
    assert {given.given.value for given in state.retired} >= {"Blue.", "Red."}
    assert "fact.note" not in state.unconfirmed
