"""The outline: every provision of the law with a short heading of our own.

The official text is not kept here. The outline lets every citation be checked
and gives a reader a heading beside the number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from compliance.data.letters import normal
from compliance.data.yaml_file import YamlFile
from compliance.errors import ConformityError, Problem, ProblemsError, fail
from compliance.law.provision import Citations, SortKey

_UNSPOKEN: Final = re.compile(r"[\s,§]+")
_DASHES: Final = re.compile(r"[‐‑‒–—−]")


@dataclass(frozen=True)
class Provision:
    """One place in the law."""

    id: str
    heading: str
    """Short heading in our own words, not the official title."""
    amended: bool = False
    """Whether an amending act changed it since the first publication."""
    deleted: bool = False
    """Whether an amending act deleted it."""
    printed: str = ""
    """As it is cited, so that no two provisions of the outline are cited alike."""


class Outline:
    """All provisions of one state of the law, in its order."""

    def __init__(
        self,
        citations: Citations,
        provisions: dict[str, Provision],
        aliases: dict[str, str],
        parts: dict[str, str],
        *,
        in_order: bool = False,
    ) -> None:
        self._citations = citations
        self._provisions = (
            provisions
            if in_order
            else {known: provisions[known] for known in sorted(provisions, key=self.order)}
        )
        self._aliases = aliases
        self._parts = parts
        self._children: dict[str, list[str]] = {}
        for known in self._provisions:
            self._children.setdefault(self.parent(known), []).append(known)

    @classmethod
    def of_parts(cls, citations: Citations, parts: dict[str, Any]) -> Outline:
        """The outline that :meth:`parts` took apart."""
        provisions = {entry[0]: Provision(*entry) for entry in parts["provisions"]}
        return cls(citations, provisions, parts["aliases"], parts["parts"], in_order=True)

    def parts(self) -> dict[str, Any]:
        """All of it as plain data."""
        provisions = [list(astuple(item)) for item in self._provisions.values()]
        return {"provisions": provisions, "aliases": self._aliases, "parts": self._parts}

    def __contains__(self, provision: object) -> bool:
        return provision in self._provisions or provision in self._aliases

    def __len__(self) -> int:
        return len(self._provisions)

    def ids(self) -> list[str]:
        """Every id, in the order of the law."""
        return list(self._provisions)

    def order(self, provision: str) -> SortKey:
        """Key that sorts ids in the order of the law."""
        return self._citations.sort_key(provision)

    def canonical(self, provision: str) -> str:
        """The id under which the outline keeps a provision.

        ``art-6.3.a``, as everybody cites it, is kept as ``art-6.3.sub-2.a``.
        """
        return self._aliases.get(provision, provision)

    def get(self, provision: str) -> Provision:
        """Look a provision up.

        Raises:
            ConformityError: ``law.bad-provision`` or ``law.unknown-provision``,
                the latter with the closest provision that exists.
        """
        found = self._provisions.get(self.canonical(provision))
        if found is not None:
            return found
        raise fail(
            provision,
            "law.unknown-provision",
            f"The outline of the law has no {self._citations.cite(provision)}.",
            self._closest(provision),
        )

    def read(self, text: str) -> Provision:
        """The provision that a person names, by its id or as it is cited.

        Capitals, spaces and commas do not matter.

        Raises:
            ConformityError: ``law.bad-provision`` or ``law.unknown-provision``.
        """
        known = text if text in self else self._spoken.get(_spoken(text), text)
        if self._citations.fits(known):
            return self.get(known)
        example = max(self._provisions.values(), key=lambda item: item.id.count("."))
        raise fail(
            text or "provision",
            "law.bad-provision",
            "No provision of the law is written or cited like this.",
            f"Write for example {example.id} or {example.printed}.",
        )

    @cached_property
    def _spoken(self) -> dict[str, str]:
        return {_spoken(item.printed): item.id for item in self._provisions.values()}

    def _closest(self, provision: str) -> str:
        above = self.parent(provision)
        while above and above not in self:
            above = self.parent(above)
        inside = ", ".join(self.children(above)[:12])
        return f"Under {above} there are: {inside}." if above and inside else ""

    def cited_by(self, citations: Citations) -> Outline:
        """The same provisions, cited as another language does it.

        What its forms do not fit is cited as before.
        """
        told = _told_apart(self._provisions, citations)
        return Outline(self._citations, told, self._aliases, self._parts, in_order=True)

    def part(self, provision: str) -> str:
        """Title of the chapter, section or annex a provision stands in."""
        return self._parts.get(self.canonical(provision), "")

    def printed(self, *provisions: str) -> str:
        """Provisions as they are cited; what is no provision stays as it is written."""
        return ", ".join(self._printed(provision) for provision in provisions)

    def _printed(self, provision: str) -> str:
        found = self._provisions.get(self.canonical(provision))
        if found is not None:
            return found.printed
        cites = self._citations
        return cites.cite(provision) if cites.fits(provision) else provision

    def title(self, provision: str) -> str:
        """A provision as it is cited, with our heading where the outline has one."""
        found = self._provisions.get(self.canonical(provision))
        printed = self._printed(provision)
        return printed if found is None else f"{printed}: {found.heading}"

    def explanations(self, provision: str) -> str:
        """Heading under which provisions that bind nobody are gathered, or nothing."""
        return self._citations.explanations(provision)

    @staticmethod
    def parent(provision: str) -> str:
        """Id one level up, or an empty text for an article or annex."""
        return provision.rpartition(".")[0]

    def children(self, provision: str) -> list[str]:
        """Ids directly inside a provision, in order."""
        return list(self._children.get(self.canonical(provision), []))

    def path(self, provision: str) -> list[Provision]:
        """The provision with what contains it, outermost first."""
        found = [self.get(provision)]
        above = self.parent(found[0].id)
        while above:
            if above in self._provisions:
                found.insert(0, self._provisions[above])
            above = self.parent(above)
        return found


def _spoken(text: str) -> str:
    """A citation without what people write now so and now so."""
    plain = _DASHES.sub("-", normal("NFKC", text).casefold())
    return _UNSPOKEN.sub("", plain)


def load_outline(folder: Path, citations: Citations) -> Outline:
    """Read every ``*.yaml`` of an outline folder.

    Args:
        folder: the folder.
        citations: how the law is cited.

    Raises:
        ConformityError: all problems of all files at once.
    """
    from compliance.data.yaml_lines import read_yaml  # noqa: PLC0415 - kept editions need none

    provisions: dict[str, Provision] = {}
    aliases: dict[str, str] = {}
    parts: dict[str, str] = {}
    problems: list[Problem] = []
    files: list[YamlFile] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            file = read_yaml(path, f"{folder.name}/{path.name}")
        except ConformityError as error:
            problems.extend(error.problems)
            continue
        files.append(file)
        known = set(provisions)
        _collect(file, citations, provisions, aliases, problems)
        title = file.value.get("title", "") if isinstance(file.value, dict) else ""
        parts.update(dict.fromkeys(set(provisions) - known, str(title)))
    for file in files:
        problems += _dangling(file, provisions)
    if not provisions and not problems:
        problems.append(
            Problem(
                f"{folder.parent.name}/{folder.name}",
                "law.bad-outline",
                "The outline names no provision of the law.",
                "List its provisions in a file of this folder.",
            )
        )
    if problems:
        raise ProblemsError(sorted(problems))
    return Outline(citations, _told_apart(provisions, citations), aliases, parts)


def _told_apart(provisions: dict[str, Provision], citations: Citations) -> dict[str, Provision]:
    """Print every provision; what fits no form stays as it is."""
    printed = cited(provisions, citations)
    return {
        known: Provision(
            known, found.heading, found.amended, found.deleted, printed.get(known, found.printed)
        )
        for known, found in provisions.items()
    }


def cited(provisions: Iterable[str], citations: Citations) -> dict[str, str]:
    """How provisions are cited; in full where another one would be cited alike.

    What fits no form of citations is left out.
    """
    printed = {known: citations.cite(known) for known in provisions if citations.fits(known)}
    number = Counter(printed.values())
    for known, text in printed.items():
        if number[text] > 1:
            printed[known] = citations.cite(known, full=True)
    return printed


def _collect(
    file: YamlFile,
    citations: Citations,
    provisions: dict[str, Provision],
    aliases: dict[str, str],
    problems: list[Problem],
) -> None:
    value = file.value if isinstance(file.value, dict) else {"": file.value}
    parts = {"aliases": value.get("aliases"), "provisions": value.get("provisions")}
    maps = {name: part or {} for name, part in parts.items()}
    wrong = [name for name, part in maps.items() if not isinstance(part, dict)]
    if wrong or "" in value:
        problems.append(
            Problem(
                file.place(tuple(wrong[:1])),
                "law.bad-outline",
                "The file holds `provisions` and `aliases`, each with ids as keys.",
                "See docs/reference/checklists.md.",
            )
        )
        return
    aliases.update((known, str(target)) for known, target in maps["aliases"].items())
    for known, entry in maps["provisions"].items():
        found = _provision(known, entry)
        place = file.place(("provisions", known))
        if not citations.fits(known):
            written = ", ".join(kind.written for kind in citations.grammar.kinds)
            problems.append(
                Problem(
                    place,
                    "law.bad-outline",
                    f"{known} is not written like a provision of this law.",
                    f"law/law.yaml says under citations how ids begin: {written}.",
                )
            )
        elif found is None:
            problems.append(
                Problem(
                    place,
                    "law.bad-outline",
                    f"{known} needs a heading, and amended/deleted as true or false.",
                    "See docs/reference/checklists.md.",
                )
            )
        elif known in provisions:
            problems.append(Problem(place, "law.bad-outline", f"{known} stands twice.", ""))
        else:
            provisions[known] = found


def _dangling(file: YamlFile, provisions: dict[str, Provision]) -> list[Problem]:
    """Aliases that lead nowhere."""
    value = file.value if isinstance(file.value, dict) else {}
    aliases = value.get("aliases")
    return [
        Problem(
            file.place(("aliases", known)),
            "law.bad-outline",
            f"{known} stands for {target}, which the outline does not have.",
            "Correct the alias.",
        )
        for known, target in (aliases.items() if isinstance(aliases, dict) else ())
        if str(target) not in provisions
    ]


def _provision(known: str, entry: Any) -> Provision | None:
    details = {"heading": entry} if isinstance(entry, str) else entry
    if (
        not isinstance(details, dict)
        or not set(details) <= {"heading", "amended", "deleted"}
        or not isinstance(details.get("heading"), str)
    ):
        return None
    flags = [details.get(name, False) for name in ("amended", "deleted")]
    if not all(isinstance(flag, bool) for flag in flags):
        return None
    return Provision(known, details["heading"], flags[0], flags[1])
