"""Checklists are reviewed before use: every mistake with file and line, at once."""

from __future__ import annotations

import shutil

import pytest

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.lint.edition import review
from compliance.checklist.loader import find_edition, list_packs, load_catalogue
from compliance.errors import ConformityError
from compliance.services.editions.authoring import review_checklists
from tests.builders import EDITION, MINI, load_mini, write_pack

FACTS = "facts/about.yaml"
SCOPE = "conclusions/scope.yaml"
RISK = "requirements/art-2/art-2.1.yaml"
STOP = "requirements/art-2/art-2.2.yaml"
TELL = "requirements/art-2/art-2.3.yaml"
TIMELINE = "law/timeline.yaml"


def changed(name: str, old: str, new: str) -> dict[str, str]:
    """One file of the mini pack with one text replaced, once."""
    assert MINI[name].count(old) >= 1, old
    return {name: MINI[name].replace(old, new, 1)}


def line_of(files: dict[str, str], name: str, text: str) -> int:
    lines = {**MINI, **files}[name].split("\n")
    return next(at for at, line in enumerate(lines, 1) if text in line)


PARTLY = (
    '          gap: {severity: major, says: "The list is not complete.", remedy: "Complete it."}\n'
)


def gap_rule(condition: str) -> str:
    """A gap rule beside the options of the list of risks."""
    return f'    gaps: [{{when: {condition}, severity: major, says: "X.", remedy: "Y."}}]\n'


def only_by_rule(condition: str) -> tuple[str, str, str]:
    """The option ``partly`` without its gap, and a gap rule in its place."""
    between = MINI[RISK].partition(PARTLY)[2].partition("    guidance:")[0]
    return RISK, PARTLY + between, between + gap_rule(condition)


PERIOD = "    periods: [{title: Kept until, years: 10, after: "

# what is broken: file, text replaced by, code, file reported, text on the line
BROKEN = {
    "a question nobody declares": (
        (SCOPE, "fact: fact.listed, is", "fact: fact.lsited, is"),
        ("checklist.unknown-fact", SCOPE, "fact.lsited"),
    ),
    "a time limit counted from a question nobody declares": (
        (RISK, "  - id: risk.list\n", f"  - id: risk.list\n{PERIOD}fact.snice}}]\n"),
        ("checklist.unknown-fact", RISK, "fact.snice"),
    ),
    "a time limit counted from no day": (
        (RISK, "  - id: risk.list\n", f"  - id: risk.list\n{PERIOD}fact.count}}]\n"),
        ("checklist.impossible-test", RISK, "fact.count"),
    ),
    "evidence required with an answer that nobody can give": (
        (RISK, "{kind: report, max", "{kind: report, only_for: [nein], max"),
        ("checklist.impossible-value", RISK, "only_for: [nein]"),
    ),
    "advice that is called serious": (
        (STOP, "severity: major, says", "severity: major, ground: advice, says"),
        ("checklist.severity", STOP, "ground: advice"),
    ),
    "a conclusion nobody declares": (
        (RISK, "{holds: bound}", "{holds: bond}"),
        ("checklist.unknown-conclusion", RISK, "{holds: bond}"),
    ),
    "a value the question never has": (
        (STOP, '{fact: stop.tested, is: "no"}', "{fact: stop.tested, is: nein}"),
        ("checklist.impossible-value", STOP, "is: nein"),
    ),
    "a group without members": (
        (SCOPE, "not_in_group: eu", "not_in_group: efta"),
        ("checklist.impossible-value", SCOPE, "efta"),
    ),
    "a test that the type lacks": (
        (SCOPE, "{fact: fact.uses, includes: c}", "{fact: fact.uses, is: c}"),
        ("checklist.impossible-test", SCOPE, "fact.uses, is: c"),
    ),
    "a date compared with a number": (
        (SCOPE, "{fact: fact.uses, includes: c}", "{fact: fact.since, at_least: 3}"),
        ("checklist.impossible-test", SCOPE, "fact.since"),
    ),
    "a date compared with a text": (
        (SCOPE, "{fact: fact.uses, includes: c}", '{fact: fact.since, is: "2030"}'),
        ("checklist.impossible-value", SCOPE, "fact.since"),
    ),
    "a number compared with a text": (
        (SCOPE, "{fact: fact.uses, includes: c}", '{fact: fact.count, is: "3"}'),
        ("checklist.impossible-value", SCOPE, "fact.count,"),
    ),
    "a provision that does not exist": (
        (RISK, "provisions: [art-2.1]", "provisions: [art-2.9]"),
        ("law.unknown-provision", RISK, "provisions: [art-2.9]"),
    ),
    "a provision written wrongly": (
        (SCOPE, "provisions: [art-1.1]", "provisions: [Article 1]"),
        ("law.bad-provision", SCOPE, "Article 1"),
    ),
    "a rule of dates on a provision that does not exist": (
        (TIMELINE, "exceptions: [art-2.3]", "exceptions: [art-2.8]"),
        ("law.unknown-provision", TIMELINE, "- id: general"),
    ),
    "a circle": (
        (SCOPE, "when: {fact: fact.listed", "when: {holds: bound} #"),
        ("checklist.cycle", SCOPE, "- id: listed"),
    ),
    "a circle through a question": (
        (FACTS, 'listed use", ask: "Is the use listed?"}', 'listed use", ask: "Is '
         'it?", ask_when: {fact: fact.uses, includes: a}}'),
        ("checklist.cycle", FACTS, "fact.listed, type"),
    ),
    "a question that asks one answer to have two values": (
        (RISK, 'ask: "How is it kept?"', 'ask: "How is it kept?"\n        ask_when: '
         '{all: [{fact: risk.list, is: "yes"}, {fact: risk.list, is: partly}]}'),
        ("checklist.unreachable", RISK, "ask_when: {all"),
    ),
    "a part that is never true": (
        (RISK, "applies_when: {holds: bound}",
         "applies_when: {all: [{holds: bound}, {always: false}]}"),
        ("checklist.unreachable", RISK, "applies_when"),
    ),
    "a failing answer without a remedy": (
        (RISK, PARTLY, ""),
        ("checklist.no-remedy", RISK, "id: partly"),
    ),
    "a remedy for every answer but the failing one": (
        only_by_rule("{fact: risk.list, none_of: [partly]}"),
        ("checklist.no-remedy", RISK, "id: partly"),
    ),
    "a remedy that is denied to the failing answer": (
        only_by_rule("{not: {fact: risk.list, is: partly}}"),
        ("checklist.no-remedy", RISK, "id: partly"),
    ),
    "a remedy that hangs on a question the answer does not bring up": (
        only_by_rule('{all: [{fact: risk.list, is: partly}, '
                     '{fact: risk.list.how, is: "so"}]}'),
        ("checklist.no-remedy", RISK, "id: partly"),
    ),
    "a remedy that hangs on something else alone": (
        only_by_rule(
            '{any: [{fact: risk.list, is: "yes"}, {fact: fact.count, at_least: 3}]}'),
        ("checklist.no-remedy", RISK, "id: partly"),
    ),
    "a remedy that stands apart from its option": (
        only_by_rule("{fact: risk.list, is: partly}"),
        ("checklist.no-remedy", RISK, "id: partly"),
    ),
    "a gap that says what is missing and not what to do": (
        (RISK, ', remedy: "Complete it."', ""),
        ("checklist.schema", RISK, "The list is not complete."),
    ),
    "a gap rule that looks at nothing but the option chosen": (
        (RISK, "    guidance:",
         gap_rule("{fact: risk.list, is: partly}") + "    guidance:"),
        ("checklist.schema", RISK, "gaps:"),
    ),
    "a gap rule that looks at nothing but which option was not chosen": (
        (RISK, "    guidance:",
         gap_rule('{not: {fact: risk.list, is: "yes"}}') + "    guidance:"),
        ("checklist.schema", RISK, "gaps:"),
    ),
    "a gap on the option of a fact": (
        (FACTS, '{id: a, label: "Use A"}',
         '{id: a, label: "Use A", gap: {severity: minor, says: "X.", remedy: "Y."}}'),
        ("checklist.schema", FACTS, 'label: "Use A"'),
    ),
    "an id that is declared twice": (
        (TELL, "- id: tell", "- id: stop"),
        ("checklist.duplicate-id", TELL, "- id: stop"),
    ),
    "a role that is not in the vocabulary": (
        (RISK, "roles: [maker]", "roles: [makr]"),
        ("checklist.unknown-word", RISK, "roles: [makr]"),
    ),
    "a theme that is not in the vocabulary": (
        (RISK, "theme: other", "theme: others"),
        ("checklist.unknown-word", RISK, "theme: others"),
    ),
    "a kind of evidence that is not in the vocabulary": (
        (RISK, "kind: report", "kind: rapport"),
        ("checklist.unknown-word", RISK, "evidence:"),
    ),
    "a group of conclusions that is not in the vocabulary": (
        (SCOPE, "group: scope", "group: scop"),
        ("checklist.unknown-word", SCOPE, "group: scop"),
    ),
    "a vocabulary that does not exist": (
        (FACTS, "options_from: countries", "options_from: lands"),
        ("checklist.unknown-word", FACTS, "- id: fact.country"),
    ),
    "a group that no word of the vocabulary is in": (
        (FACTS, "options_from: countries", "options_from: countries\n    options_group: x"),
        ("checklist.unknown-word", FACTS, "- id: fact.country"),
    ),
    "a route that does not exist": (
        ("routes.yaml", "route: listed", "route: lost"),
        ("checklist.unknown-word", "routes.yaml", "route: lost"),
    ),
    "a provision without a date": (
        (TELL, "provisions: [art-2.3]", "provisions: [annex-1]"),
        ("law.no-date", TELL, "provisions: [annex-1]"),
    ),
    "a yes without quotation marks": (
        (SCOPE, 'is: "yes"', "is: yes"),
        ("yaml.unquoted-boolean", SCOPE, "is: yes"),
    ),
    "a key that nobody knows": (
        (RISK, "theme: other", "theme: other\n    color: red"),
        ("checklist.schema", RISK, "color: red"),
    ),
    "a key that is missing": (
        (RISK, '    asks: "Makers keep a list of risks."\n', ""),
        ("checklist.schema", RISK, "- id: risk.list"),
    ),
    "an id with capitals": (
        (SCOPE, "id: abroad", "id: Abroad"),
        ("checklist.schema", SCOPE, "id: Abroad"),
    ),
    "a follow-up that is not named after its requirement": (
        (RISK, "id: risk.list.extra", "id: risk.extra"),
        ("checklist.schema", RISK, "id: risk.extra"),
    ),
    "an option without meaning": (
        (RISK, '"Some of them"\n          means: partly-met', '"Some of them"'),
        ("checklist.schema", RISK, "id: partly"),
    ),
    "a fact without a label": (
        (FACTS, 'label: "listed use", ', ""),
        ("checklist.schema", FACTS, "section: {id: about"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_a_mistake_is_reported_with_its_file_and_line(tmp_path, what: str):
    (name, old, new), (code, reported, text) = BROKEN[what]
    files = changed(name, old, new)
    _, problems = review_checklists(write_pack(tmp_path, files))
    place = f"mini/{EDITION}/{reported}:{line_of(files, reported, text)}"
    assert (code, place) in [(problem.code, problem.place) for problem in problems]
    assert all(problem.message for problem in problems)


def test_a_key_that_is_missing_is_named(tmp_path):
    files = changed(RISK, ', remedy: "Complete it."', "")
    _, problems = review_checklists(write_pack(tmp_path, files))
    assert any("question.options.1.gap.remedy" in item.message for item in problems)


def test_a_gap_rule_may_look_at_the_answer_and_something_else(tmp_path):
    for condition in (
        "{all: [{fact: risk.list, is: partly}, {fact: fact.count, at_least: 3}]}",
        '{all: [{fact: risk.list, none_of: ["yes"]}, {holds: listed}]}',
        '{any: [{not: {fact: risk.list, is: "yes"}}, {holds: listed}]}',
    ):
        files = changed(RISK, "    guidance:", gap_rule(condition) + "    guidance:")
        assert review(load_mini(tmp_path, files)) == []


def test_the_mini_pack_itself_has_no_problem(mini: Catalogue):
    assert review(mini) == []


def test_problems_of_several_files_are_reported_at_once_and_in_order(tmp_path):
    files = {
        **changed(SCOPE, "not_in_group: eu", "not_in_group: efta"),
        **changed(TELL, "theme: other", "theme: others"),
        **changed(RISK, "{holds: bound}", "{holds: bond}"),
    }
    problems = review(load_mini(tmp_path, files))
    assert [problem.code for problem in problems] == [
        "checklist.impossible-value",
        "checklist.unknown-conclusion",
        "checklist.unknown-word",
    ]


def test_files_that_cannot_be_loaded_are_all_reported_at_once(tmp_path):
    files = {
        FACTS: "section: [\n",
        SCOPE: "conclusions: {}\n",
        RISK: "",
        "vocabularies/more.yaml": "vocabularies:\n  - {id: more, title: yes}\n",
    }
    with pytest.raises(ConformityError) as caught:
        load_mini(tmp_path, files)
    places = {problem.place.split(":")[0] for problem in caught.value.problems}
    assert {f"mini/{EDITION}/{name}" for name in files} <= places


def test_a_file_that_is_no_text_does_not_hide_the_problems_of_others(tmp_path):
    root = write_pack(tmp_path, changed(SCOPE, "group: scope", "group: scope\n    x: 1"))
    (root / "mini" / EDITION / FACTS).write_bytes(b"\xff\xfe\x00")
    _, problems = review_checklists(root)
    assert {"file.not-utf8", "checklist.schema"} <= {item.code for item in problems}


def test_a_missing_file_of_the_law_is_reported(tmp_path):
    root = write_pack(tmp_path)
    (root / "mini" / EDITION / "law" / "law.yaml").unlink()
    _, problems = review_checklists(root)
    assert [problem.code for problem in problems] == ["file.missing"]


LACKING = {
    "law/law.yaml": MINI["law/law.yaml"].replace("importer: eurlex", "importer: gazette"),
    "dossier.yaml": """
subjects: [{fact: fact.nam, word: machine}]
operator: fact.maker
cover:
  - fact.name
  - fact.land
drawn:
  - {question: fact.name, label: name, value: weight}
  - {question: risk.list.rows, label: naem, value: weight}
""",
    "documents/statement.yaml": """
id: statement
title: "Statement"
called: "statement"
basis: [art-2]
annex: annex-9
applies_when: {holds: listed}
role: maker
vouches: {attests: [{because: "Asked of the machine", provisions: [art-2]}]}
sections: [points: [{provision: annex-1, title: "Name"}]]
""",
    "vocabularies/words.yaml": """
vocabularies:
  - {id: themes, title: Themes, words: [{id: other, label: "Other", groups: [sumary]}]}
  - {id: conclusion-groups, title: Groups, words: [{id: rules, label: "Rules"}]}
  - {id: countries, title: Countries, words: [{id: fr, label: "France", groups: [eu]}]}
""",
}


def test_all_that_a_pack_lacks_is_said_at_once_with_file_and_line(tmp_path):
    _, problems = review_checklists(write_pack(tmp_path, LACKING))
    found = {(item.place.removeprefix(f"mini/{EDITION}/"), item.message) for item in problems}
    law = line_of(LACKING, "law/law.yaml", "importer:")
    assert {
        (f"law/law.yaml:{law}", "There is no importer gazette."),
        ("dossier.yaml:2", "There is no fact fact.nam."),
        ("dossier.yaml:3", "There is no fact fact.maker."),
        ("dossier.yaml:6", "There is no fact fact.land."),
        ("dossier.yaml:8", "fact.name asks for no table."),
        ("dossier.yaml:9", "risk.list.rows has no column naem."),
        ("documents/statement.yaml:6", "annex-9: The outline of the law has no Annex IX."),
        ("documents/statement.yaml:8", "maker is not in the vocabulary roles."),
        ("vocabularies/words.yaml:3", "sumary is no group of words of the vocabulary themes."),
        (f"{TELL}:{line_of({}, TELL, 'roles:')}", "maker is not in the vocabulary roles."),
        (f"{TELL}:{line_of({}, TELL, 'stages:')}", "before is not in the vocabulary stages."),
        (
            f"{RISK}:{line_of({}, RISK, 'evidence:')}",
            "report is not in the vocabulary evidence-kinds.",
        ),
        (
            f"{SCOPE}:{line_of({}, SCOPE, 'group: scope')}",
            "scope is not in the vocabulary conclusion-groups.",
        ),
    } <= found
    hints = {item.message: item.hint for item in problems}
    assert hints["maker is not in the vocabulary roles."] == (
        "Declare the vocabulary roles under vocabularies/."
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('written: "art-{number}', 'written: "art-{numeral}', "at most 4 slots, of number"),
        ('written: "rec-{number}"', 'written: "rec-"', "as many slots as rec-"),
        ("after: [annex]", "after: [schedule]", "schedule, which nothing is called"),
        ('printed: "Annex {roman}"', 'printed: "Annex {roman"', "not written well"),
    ],
)
def test_a_grammar_of_citations_that_cannot_work_is_reported(tmp_path, old, new, said):
    files = changed("law/law.yaml", old, new)
    _, problems = review_checklists(write_pack(tmp_path, files))
    place = f"mini/{EDITION}/law/law.yaml"
    (problem,) = [item for item in problems if item.place.startswith(place)]
    assert problem.code == "checklist.schema"
    assert said in problem.message
    within = line_of(files, "law/law.yaml", "citations:")
    assert within <= int(problem.place.rpartition(":")[2]) <= within + 8


def test_the_pack_that_is_meant_is_the_usual_one_or_the_only_one(tmp_path):
    root = write_pack(tmp_path)
    assert load_catalogue(root=root).pack.pack == "mini"
    shutil.copytree(root / "mini", root / "maxi")
    path = root / "maxi" / "pack.yaml"
    text = path.read_text("utf-8").replace("pack: mini", "pack: maxi")
    path.write_text(text, "utf-8")
    with pytest.raises(ConformityError) as caught:
        load_catalogue(root=root)
    assert caught.value.problems[0].hint == "There are: maxi, mini."
    path.write_text(text + "usual: true\n", "utf-8")
    assert load_catalogue(root=root).pack.pack == "maxi"


def test_a_missing_timeline_is_reported_where_something_goes_by_it(tmp_path):
    root = write_pack(tmp_path)
    (root / "mini" / EDITION / "law" / "timeline.yaml").unlink()
    _, problems = review_checklists(root)
    assert [(problem.code, problem.message) for problem in problems] == [
        ("checklist.unknown-word", "There is no route listed.")
    ]


def test_a_folder_without_packs_and_a_broken_pack_file_are_reported(tmp_path):
    _, problems = review_checklists(tmp_path)
    assert [problem.code for problem in problems] == ["checklist.unknown-pack"]
    root = write_pack(tmp_path, {"pack.yaml": "pack: mini\n"})
    _, problems = review_checklists(root)
    assert {problem.code for problem in problems} == {"checklist.schema"}


def test_unknown_packs_and_editions_are_refused_with_what_there_is(tmp_path):
    root = write_pack(tmp_path)
    for pack, edition, hint in [("maxi", "", "mini"), ("mini", "9", EDITION)]:
        with pytest.raises(ConformityError) as caught:
            find_edition(pack, edition, root)
        assert caught.value.code == "checklist.unknown-pack"
        assert hint in caught.value.problems[0].hint


def test_without_an_edition_the_newest_state_of_the_law_is_taken(tmp_path):
    pack = MINI["pack.yaml"] + "  - {id: 0.2029-01-01, law_state: 2029-01-01}\n"
    _, edition, _ = find_edition("mini", "", write_pack(tmp_path, {"pack.yaml": pack}))
    assert edition.id == EDITION


def test_the_digest_names_the_content_and_not_the_line_ends(tmp_path):
    one = load_mini(tmp_path / "a").digest
    root = write_pack(tmp_path / "b")
    path = root / "mini" / EDITION / FACTS
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_catalogue("mini", EDITION, root).digest == one
    path.write_bytes(path.read_bytes() + b"# a remark\n")
    assert load_catalogue("mini", EDITION, root).digest != one


def test_the_shipped_checklists_have_no_problem():
    loaded, problems = review_checklists()
    assert problems == []
    assert len(loaded) == sum(len(pack.editions) for pack in list_packs())


DECLARED = """
id: statement
title: "Statement"
called: "statement"
basis: [art-2]
applies_when: {holds: listed}
role: maker
vouches:
  attests:
    - {because: "Asked of the machine", provisions: [art-2.1], whole: true}
  follows:
    - {because: "Once it is sold", requirements: [tell]}
  outside:
    - {because: "A duty of people", provisions: [art-2.2]}
sections: [points: [{provision: annex-1, title: "Name"}]]
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("", "", 0, ""),
        ("[art-2.2]", "[art-2.2, art-2.1]", 13, "art-2.1 stands in these lists more than once."),
        ("[art-2.2]", "[art-2.2, art-3]", 13, "No requirement of the role maker stands first"),
        ("[tell]", "[tell, tel]", 11, "There is no requirement tel."),
        ("[tell]", "[tell, risk.list]", 9, "risk.list stands in art-2.1, which is vouched for"),
        ("whole: true", "whole: true, from_its_day: true", 9, "risk.list stands in art-2.1, which"),
        ("requirements: [tell]", "provisions: [art-1]", 8, "tell (art-2.3) binds the role maker"),
        ("role: maker", "role: taker", 6, "taker is not in the vocabulary roles."),
        ("[art-2.2]", "[art-2.9]", 13, "art-2.9: The outline of the law has no"),
        (
            "sections:",
            "  fines: [{provisions: [art-2], fine: art-9}]\nsections:",
            14,
            "art-9: The outline",
        ),
    ],
)
def test_each_requirement_stands_on_exactly_one_side_of_the_declaration(
    tmp_path, old, new, line, says
):
    files = {"documents/statement.yaml": DECLARED.lstrip().replace(old, new, 1)}
    _, problems = review_checklists(write_pack(tmp_path, files))
    found = [(item.place, item.message) for item in problems if "statement.yaml" in item.place]
    if not says:
        assert found == []
        return
    place = f"mini/{EDITION}/documents/statement.yaml:{line}"
    assert [text for where, text in found if where == place and text.startswith(says)], found
