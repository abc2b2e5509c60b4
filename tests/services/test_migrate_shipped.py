"""A copy of the shipped pack as a later edition, and a whole assessment migrated."""

from __future__ import annotations

import datetime
import re
import shutil
from collections import Counter

import pytest
import yaml

from compliance.assessment.assessment import Assessment
from compliance.checklist import loader
from compliance.checklist.loader import find_edition, load_catalogue
from compliance.law.provision import outermost
from compliance.services.assess.answers_file import read_answers
from compliance.services.assess.begin import begin_assessment
from compliance.services.assess.import_answers import import_answers
from compliance.services.assess.open import open_assessment
from compliance.services.editions.authoring import freeze_checklists, review_checklists
from compliance.services.editions.migrate import migrate, preview_migration
from compliance.services.verify.dossier import verify
from compliance.storage.locate import binder_at
from tests.builders import ROOT
from tests.editions import edit, follow
from tests.services.helpers import answers_of

PACK, LATER = "eu-ai-act", "later"
AT = datetime.datetime(2026, 11, 24, 9, 0, tzinfo=datetime.UTC)
DAY = AT.date()
ANSWERS = ROOT / "examples" / "cv-screening" / "answers.yaml"


def write(root, folder, catalogue, answers):
    """Rename a requirement, drop one, change one, and rename options of a fourth.

    Ids are chosen from what the example answers, so that the test does not hang on
    single requirements of an edition that is still being written.
    """

    def plain(requirement, below="*.yaml"):
        """Nothing else names it or its follow-ups, so that it can be changed by itself."""
        named = re.compile(rf"(?<![\w.-]){re.escape(requirement.id)}(?![\w-])")
        own = source(requirement)
        others = (
            path.read_text("utf-8")
            for path in folder.rglob(below)
            if path != own and (below != "*.yaml" or path.parent.name != "documents")
        )
        return not any(map(named.search, others))

    def unprinted(requirement):
        """No paper draws on it either."""
        return plain(requirement, "documents/*.yaml")

    def source(requirement):
        place = catalogue.place(requirement.id).split(":")[0]
        return root / place.replace(first, LATER)

    first = catalogue.edition.id
    # The declaration names whole articles; a requirement of one of these can go.
    whole = {one for entry in catalogue.declaration.vouches.attests for one in entry.provisions}
    chosen = [
        item
        for item in catalogue.ordered_requirements
        if item.id in answers and outermost(item.provisions[0]) in whole and plain(item)
    ]
    by_file = {source(item): item for item in sorted(chosen, key=unprinted)}
    free = [item for item in by_file.values() if unprinted(item)]
    articles = Counter(outermost(item.provisions[0]) for item in catalogue.ordered_requirements)
    dropped = next(item for item in free if articles[outermost(item.provisions[0])] > 2)
    renamed = next(item for item in free if item is not dropped)
    changed, options = [one for one in by_file.values() if one not in (dropped, renamed)][:2]
    for requirement in (renamed, dropped):
        path = source(requirement)
        value = yaml.safe_load(path.read_text("utf-8"))
        items = value["requirements"]
        if requirement is dropped:
            items[:] = [item for item in items if item["id"] != requirement.id]
        if not items:
            path.unlink()
            continue
        text = yaml.safe_dump(value, sort_keys=False, allow_unicode=True)
        path.write_text(text, encoding="utf-8")
    edit(source(renamed), (renamed.id, "moved.here"))
    path = source(changed)
    value = yaml.safe_load(path.read_text("utf-8"))
    for item in value["requirements"]:
        if item["id"] == changed.id:
            item["question"]["ask"] = "Is this so in every member state?"
    path.write_text(yaml.safe_dump(value, sort_keys=False), encoding="utf-8")
    path = source(options)
    value = yaml.safe_load(path.read_text("utf-8"))
    text = yaml.safe_dump(_rename_option(value, options.id), sort_keys=False)
    path.write_text(text, encoding="utf-8")
    lines = {
        "from": first,
        "changes": [
            {"change": "renamed", "id": renamed.id, "to": "moved.here", "reason": "x"},
            {"change": "dropped", "id": dropped.id, "reason": "Repealed."},
            {"change": "meaning", "id": changed.id, "reason": "In every state."},
            {"change": "options", "id": options.id, "map": {"yes": "fully"}, "reason": "Clearer."},
        ],
    }
    text = yaml.safe_dump(lines, sort_keys=False)
    (folder / "migrations.yaml").write_text(text, encoding="utf-8")
    return renamed.id, dropped.id, changed.id, options.id


def _rename_option(value, known):
    """The same file with option ``yes`` of a requirement called ``fully``."""

    def tests(part):
        if isinstance(part, list):
            return [tests(item) for item in part]
        if not isinstance(part, dict):
            return part
        if part.get("fact") == known:
            return {
                key: "fully"
                if item == "yes"
                else ["fully" if x == "yes" else x for x in item]
                if isinstance(item, list)
                else item
                for key, item in part.items()
            }
        return {key: tests(item) for key, item in part.items()}

    value = tests(value)
    for item in value["requirements"]:
        if item["id"] == known:
            for option in item["question"]["options"]:
                if option["id"] == "yes":
                    option["id"] = "fully"
    return value


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """The example assessed with the shipped edition, and what a later one does to it."""
    base = tmp_path_factory.mktemp("later")
    root = base / "packs"
    _, edition, shipped = find_edition(PACK)
    shutil.copytree(shipped.parent, root / PACK)
    freeze_checklists(root, PACK, edition.id)
    patch = pytest.MonkeyPatch()
    patch.setattr(loader, "shipped_folder", lambda _name: root)
    case = begin_assessment(
        binder_at(base / "case"), assessment_id="CA-1", name="Case", pack=PACK, by="Ann", at=AT
    )
    import_answers(case, read_answers(ANSWERS), by="Ann", at=AT)
    folder = follow(root, PACK, edition.id, LATER, "2027-07-01")
    said = {
        known: given.value for known, given in case.state.answers.items() if given.value == "yes"
    }
    ids = write(root, folder, load_catalogue(PACK, edition.id), said)
    case = open_assessment(case.store.folder)
    found = preview_migration(case, DAY)
    new, _ = migrate(case.binder, by="Ann", at=AT)
    yield root, case, found, new, ids
    patch.undo()


def test_the_later_edition_passes_the_lint_with_its_four_lines_and_not_without(taken):
    root, *_ = taken
    loaded, problems = review_checklists(root)
    assert problems == []
    assert len(loaded) == 2
    path = root / PACK / LATER / "migrations.yaml"
    lines = path.read_text("utf-8")
    path.write_text(lines.split("changes:")[0] + "changes: []\n")
    codes = {item.code for item in review_checklists(root)[1]}
    path.write_text(lines)
    assert codes == {"checklist.changed-meaning"}


def test_every_old_answer_is_kept_or_marked(taken):
    _, case, _, new, (renamed, dropped, changed, options) = taken
    state = new.state
    retired = {item.given.question for item in state.retired}
    for known, given in case.state.answers.items():
        name = known.replace(renamed, "moved.here") if known.startswith(renamed) else known
        if known == dropped or known.startswith(f"{dropped}."):
            assert known in retired
        elif known == changed:
            assert state.unconfirmed[known].answers[0].value == given.value
            assert known not in state.answers
        elif known == options:
            assert (given.value, state.answers[known].value) == ("yes", "fully")
        else:
            assert state.answers[name].value == given.value
            assert state.answers[name].by == given.by
    counted = len(state.answers) + len(state.unconfirmed) + len(state.retired)
    assert counted == len(case.state.answers)
    assert set(answers_of(case.store.folder)) == set(case.state.answers)


def test_no_finding_is_better_than_before(taken):
    _, case, found, new, (renamed, dropped, changed, options) = taken
    turned = {item.before.requirement.id: item.after for item in found.turned}
    assert turned[dropped] is None
    assert set(turned) <= {dropped, changed}
    after = Assessment(new.catalogue, new.state).standing(DAY)
    later = {item.requirement.id: item.status.value for item in after.findings}
    before = Assessment(case.catalogue, case.state).standing(DAY)
    was = {item.requirement.id: item.status.value for item in before.findings}
    assert later["moved.here"] == was[renamed]
    assert later[options] == was[options]
    assert later[changed] in {"not-assessed", "out-of-scope"}


def test_evidence_follows_and_the_folder_is_verified(taken):
    _, case, _, new, (renamed, *_) = taken
    old = {held.data.evidence for held in case.state.evidence_for(renamed)}
    assert {held.data.evidence for held in new.state.evidence_for("moved.here")} == old
    assert verify([case.store.folder]).problems == []


def test_the_lint_of_two_editions_of_the_whole_pack_is_quick(taken):
    import time

    root, *_ = taken
    start = time.process_time()
    review_checklists(root)
    assert time.process_time() - start < 4
