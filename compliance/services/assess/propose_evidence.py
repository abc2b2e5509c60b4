"""What files may be evidence of, where nobody says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from compliance.assessment.kind_proposal import HEAD
from compliance.errors import Problem, ProblemsError
from compliance.services.assess.attach_many import Brought
from compliance.storage.opened import OpenAssessment
from compliance.views.evidence import Proposed, named, propose


@dataclass(frozen=True)
class WithProposal:
    """A file with the kind and the links that are proposed where nothing else is said."""

    brought: Brought
    proposed: Proposed
    supports: tuple[tuple[str, str], ...]
    """What it would support: id and name."""


def with_proposals(assessment: OpenAssessment, brought: Sequence[Brought]) -> list[WithProposal]:
    """Fill in kind and links of files, as far as they are not said.

    Raises:
        ConformityError: ``evidence.no-kind`` for every file of which nothing can be told;
            what is wrong with a file.
    """
    found: list[WithProposal] = []
    problems: list[Problem] = []
    for one in brought:
        with one.open() as stream:
            head = stream.read(HEAD)
        proposed = propose(assessment, _last(one.name), head, kind=one.said.kind)
        supports = one.said.supports or tuple(known for known, _ in proposed.supports)
        if not proposed.kind:
            problems.append(_no_kind(one.name))
        elif not supports:
            problems.append(_unasked(one.name, proposed.label))
        said = replace(one.said, kind=proposed.kind, supports=supports)
        found.append(WithProposal(replace(one, said=said), proposed, named(assessment, supports)))
    if problems:
        raise ProblemsError(problems)
    return found


def _last(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def _no_kind(name: str) -> Problem:
    message = "By its name and content it cannot be told what kind of evidence it is."
    return Problem(name, "evidence.no-kind", message, "Say it with --kind.")


def _unasked(name: str, label: str) -> Problem:
    message = f"Nothing that arises asks for this kind: {label}."
    return Problem(name, "evidence.no-kind", message, "Say what it supports with --supports.")
