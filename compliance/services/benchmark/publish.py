"""Publishing legal cases: case files become one set that any tool can be scored on.

Case files are YAML with answers and what follows from them. The set repeats them
with the words of the questions and the provisions of the conclusions, so that it
can be used without this program.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from compliance.assessment.answers import parse_answer
from compliance.checklist.answer_text import value_text
from compliance.checklist.catalogue import Catalogue
from compliance.checklist.texts import fact_label
from compliance.data.digests import sha256
from compliance.data.yaml_file import YamlFile
from compliance.data.yaml_lines import read_yaml
from compliance.errors import ConformityError, Problem, ProblemsError, fail
from compliance.services.benchmark.model import (
    CaseOfSet,
    ChecklistsOfSet,
    Cited,
    Expected,
    FactOfSet,
    FactValue,
    Group,
    LabelMeaning,
    LawOfSet,
    RegressionSet,
    SetAbout,
)

WORDS: Final = {"asked": "yes", "maybe_asked": "unknown", "not_asked": "no"}
"""How case files name whether a requirement on a provision applies."""
UNDETERMINED: Final = "undetermined"
SHORT: Final = 10


@dataclass
class _Reader:
    """Case files of a folder, and everything that is wrong with them."""

    catalogue: Catalogue
    about: SetAbout
    cases: list[CaseOfSet] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def build_set(catalogue: Catalogue, folder: Path) -> RegressionSet:
    """Read every case file below a folder and make the set of it.

    Args:
        catalogue: the edition whose ids the files use.
        folder: holds YAML files with the key ``cases``, and one with the key ``set``.

    Raises:
        ConformityError: every problem of every file at once.
    """
    about, files = _read(folder)
    reader = _Reader(catalogue, about)
    for group, file in files.items():
        for at, entry in enumerate(file.value["cases"]):
            _case(reader, group, file, at, entry)
    reader.problems += _doubles(reader.cases)
    if reader.problems:
        raise ProblemsError(reader.problems)
    return _whole(reader, files)


def _read(folder: Path) -> tuple[SetAbout, dict[str, YamlFile]]:
    """The file about the set, and group id to case file."""
    if not folder.is_dir():
        raise fail(str(folder), "file.missing", "There is no such folder.", _WHERE)
    about: SetAbout | None = None
    files: dict[str, YamlFile] = {}
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder).as_posix()
        file = read_yaml(path, name)
        keys = file.value if isinstance(file.value, dict) else {}
        if isinstance(keys.get("cases"), list):
            files[name.removesuffix(".yaml")] = file
        if "set" in keys:
            about = _about(file)
    if about is None or not files:
        lacking = "file with the key `set`" if files else "case file"
        raise fail(str(folder), "cases.form", f"There is no {lacking} here.", _WHERE)
    return about, files


_WHERE: Final = "Name the folder tests/cases of a source distribution or checkout."


def _about(file: YamlFile) -> SetAbout:
    try:
        return SetAbout.model_validate(file.value["set"])
    except ValidationError as error:
        raise ProblemsError(
            Problem(
                file.place(("set", *item["loc"])),
                "cases.form",
                f"{'.'.join(map(str, item['loc']))}: {item['msg']}.",
                "See docs/reference/regression-set.md.",
            )
            for item in error.errors()
        ) from None


def _case(reader: _Reader, group: str, file: YamlFile, at: int, entry: Any) -> None:
    """Add one case; note what is wrong with its line."""
    try:
        if not isinstance(entry, dict) or not isinstance(entry.get("facts"), dict):
            raise fail("case", "cases.form", "A case needs the key `facts`.", "")
        starts = file.value.get("starts", {})
        start = starts[entry["start"]] if "start" in entry else {}
        start = file.value.get("given", {}) | start  # said once for the whole file
        reader.cases.append(_one(reader, group, start, entry))
    except ConformityError as error:
        place = file.place(("cases", at))
        reader.problems.extend(
            Problem(place, item.code, f"{item.place}: {item.message}", item.hint)
            for item in error.problems
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        place = file.place(("cases", at))
        message = f"The case does not have the expected form ({error})."
        reader.problems.append(Problem(place, "cases.form", message, ""))


def _one(reader: _Reader, group: str, start: dict[str, Any], entry: dict[str, Any]) -> CaseOfSet:
    catalogue, sentence = reader.catalogue, str(entry.get("case", ""))
    facts = {
        known: _fact(catalogue, known, value)
        for known, value in (start | entry["facts"]).items()
        if value is not None
    }
    label = str(entry.get("label", ""))
    expect = _expected(catalogue, entry.get("expect", {}))
    from_label = "expect" not in entry
    if from_label:
        meaning = reader.about.labels.get(label, LabelMeaning())
        expect = Expected(holds=meaning.holds, fails=meaning.fails)
    question, class_ = _class(reader.about, expect)
    reference = str(entry.get("id", ""))
    return CaseOfSet(
        id=f"{group}/{reference or sha256(sentence.encode('utf-8'))[:SHORT]}",
        group=group,
        sentence=sentence,
        reference=reference,
        label=label,
        point=str(entry.get("point", "")),
        question=question,
        class_=class_,
        from_label=from_label,
        facts=facts,
        expect=expect,
        note=str(entry.get("note", "")),
        differs=str(entry.get("differs", "")),
    )


def _fact(catalogue: Catalogue, known: str, raw: Any) -> FactValue:
    value = parse_answer(catalogue, catalogue.question(known), raw)
    return FactValue(value=value, words=value_text(catalogue, known, value))


def _expected(catalogue: Catalogue, entry: dict[str, Any]) -> Expected:
    """What a case file says under ``expect``, in the words of the set."""
    kept = {"holds", "fails", UNDETERMINED, "routes", "routes_include", "dates"}
    known = {*kept, *WORDS, "applies", "derived", "statuses"}
    for key in entry:
        if key not in known:
            raise fail("expect", "cases.form", f"There is no key {key}.", "")
    for conclusion in (*entry.get("holds", ()), *entry.get("fails", ())):
        if conclusion not in catalogue.conclusions:
            message = f"There is no conclusion {conclusion}."
            raise fail("expect", "checklist.unknown-conclusion", message, "")
    provisions = {
        provision: word for key, word in WORDS.items() for provision in entry.get(key, ())
    }
    return Expected.model_validate(
        {
            **{key: value for key, value in entry.items() if key in kept},
            "provisions": provisions,
            "requirements": entry.get("applies", {}),
            "numbers": entry.get("derived", {}),
        }
    )


def _class(about: SetAbout, expect: Expected) -> tuple[str, str]:
    """The first question of classification that the case answers, and its answer."""
    for asked in about.questions:
        if asked.conclusion in expect.holds:
            return asked.id, asked.yes
        if asked.conclusion in expect.fails:
            return asked.id, asked.no
        if asked.conclusion in expect.undetermined:
            return asked.id, UNDETERMINED
    return "", ""


def _doubles(cases: list[CaseOfSet]) -> list[Problem]:
    counts = Counter(case.id for case in cases)
    return [
        Problem(known, "cases.form", f"{number} cases have this id.", "Change an id.")
        for known, number in counts.items()
        if number > 1
    ]


def _whole(reader: _Reader, files: Iterable[str]) -> RegressionSet:
    catalogue, about, cases = reader.catalogue, reader.about, tuple(reader.cases)
    law = catalogue.law
    used = {known for case in cases for known in case.facts}
    conclusions = {asked.conclusion for asked in about.questions}
    for case in cases:
        expect = case.expect
        conclusions |= {*expect.holds, *expect.fails, *expect.undetermined}
    required = {known for case in cases for known in case.expect.requirements}
    return RegressionSet(
        title=about.title,
        notice=about.notice,
        licence=about.licence,
        law=LawOfSet(
            name=law.name,
            number=law.number,
            celex=law.celex,
            state=law.state,
            amended_by=law.amended_by,
        ),
        checklists=ChecklistsOfSet(
            pack=catalogue.pack.pack, edition=catalogue.edition.id, digest=catalogue.digest
        ),
        questions=about.questions,
        groups=tuple(_group(about, group, cases) for group in files),
        sources=about.sources,
        facts={
            known: _fact_of_set(catalogue, known) for known in catalogue.questions if known in used
        },
        conclusions={
            known: _cited(catalogue, item.title, item.provisions)
            for known, item in catalogue.conclusions.items()
            if known in conclusions
        },
        requirements={
            known: _cited(catalogue, item.title, item.provisions)
            for known, item in catalogue.requirements.items()
            if known in required
        },
        routes={route.id: route.title for route in catalogue.timeline.routes},
        cases=cases,
    )


def to_json(cases: RegressionSet) -> bytes:
    """The bytes in which a set is published; equal sets give equal bytes."""
    value = cases.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    value = {"kind": cases.kind, "format": cases.format, **value}
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1)
    return text.encode("utf-8") + b"\n"


def _group(about: SetAbout, group: str, cases: tuple[CaseOfSet, ...]) -> Group:
    """What is said about a group, or about the folder it lies in."""
    said = {item.id: item for item in about.groups}
    found = said.get(group) or said.get(group.partition("/")[0]) or Group(id=group)
    number = sum(case.group == group for case in cases)
    return found.model_copy(update={"id": group, "cases": number})


def _fact_of_set(catalogue: Catalogue, known: str) -> FactOfSet:
    question = catalogue.questions[known]
    return FactOfSet(
        label=fact_label(catalogue, known),
        ask=question.ask,
        type=question.type,
        unit=getattr(question, "unit", "") or "",
        options={option.id: option.label for option in catalogue.options(question)},
    )


def _cited(catalogue: Catalogue, title: str, provisions: tuple[str, ...]) -> Cited:
    printed = tuple(map(catalogue.outline.printed, provisions))
    return Cited(title=title, provisions=provisions, printed=printed)
