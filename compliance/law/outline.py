"""The outline: every provision of the law with a short heading of our own.

The official text is not kept here. The outline lets every citation be checked
and gives a reader a heading beside the number.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from compliance.data.yaml_lines import YamlFile, read_yaml
from compliance.errors import ConformityError, Problem, ProblemsError, fail
from compliance.law.provision import format_provision, is_provision_id, sort_key


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
    clashes: bool = False
    """Whether another provision would be cited alike without its subparagraph."""

    @property
    def printed(self) -> str:
        """As cited, for example "Article 14(4)(e)"."""
        return format_provision(self.id, full=self.clashes)


class Outline:
    """All provisions of one state of the law, in its order."""

    def __init__(
        self,
        provisions: dict[str, Provision],
        aliases: dict[str, str],
        parts: dict[str, str] | None = None,
    ) -> None:
        self._provisions = provisions
        self._aliases = aliases
        self._parts = parts or {}
        self._children: dict[str, list[str]] = {}
        for known in sorted(provisions, key=sort_key):
            self._children.setdefault(self.parent(known), []).append(known)

    def __contains__(self, provision: object) -> bool:
        return provision in self._provisions or provision in self._aliases

    def __len__(self) -> int:
        return len(self._provisions)

    def ids(self) -> list[str]:
        """Every id, in the order of the law."""
        return sorted(self._provisions, key=sort_key)

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
        format_provision(provision)
        found = self._provisions.get(self.canonical(provision))
        if found is not None:
            return found
        raise fail(
            provision,
            "law.unknown-provision",
            f"The outline of the law has no {format_provision(provision)}.",
            self._closest(provision),
        )

    def _closest(self, provision: str) -> str:
        above = self.parent(provision)
        while above and above not in self:
            above = self.parent(above)
        inside = ", ".join(self.children(above)[:12])
        return f"Under {above} there are: {inside}." if above and inside else ""

    def part(self, provision: str) -> str:
        """Title of the chapter, section or annex a provision stands in."""
        return self._parts.get(self.canonical(provision), "")

    def printed(self, provision: str) -> str:
        """A provision as cited, so that no two of the outline are cited alike.

        Raises:
            ConformityError: ``law.bad-provision``.
        """
        found = self._provisions.get(self.canonical(provision))
        return format_provision(provision) if found is None else found.printed

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


def load_outline(folder: Path) -> Outline:
    """Read every ``*.yaml`` of an outline folder.

    Raises:
        ConformityError: all problems of all files at once.
    """
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
        _collect(file, provisions, aliases, problems)
        title = file.value.get("title", "") if isinstance(file.value, dict) else ""
        parts.update(dict.fromkeys(set(provisions) - known, str(title)))
    for file in files:
        problems += _dangling(file, provisions)
    if problems:
        raise ProblemsError(sorted(problems))
    return Outline(_told_apart(provisions), aliases, parts)


def _told_apart(provisions: dict[str, Provision]) -> dict[str, Provision]:
    """Mark points of subparagraphs that would be cited like those of another one."""
    short = Counter(format_provision(known) for known in provisions)
    return {
        known: replace(found, clashes=True)
        if ".sub-" in known and short[format_provision(known)] > 1
        else found
        for known, found in provisions.items()
    }


def _collect(
    file: YamlFile,
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
        if found is None:
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
        not is_provision_id(known)
        or not isinstance(details, dict)
        or not set(details) <= {"heading", "amended", "deleted"}
        or not isinstance(details.get("heading"), str)
    ):
        return None
    flags = [details.get(name, False) for name in ("amended", "deleted")]
    if not all(isinstance(flag, bool) for flag in flags):
        return None
    return Provision(known, details["heading"], flags[0], flags[1])
