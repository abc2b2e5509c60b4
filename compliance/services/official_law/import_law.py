"""Importing the official text of a law (``conformity law import``).

The files come from the user's disk, never from the network. They are checked
against the outline of the pack, and kept in the user's own data folder.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from compliance.checklist.catalogue import Catalogue
from compliance.data.digests import sha256
from compliance.data.files import write_atomically
from compliance.errors import ConformityError, Problem, fail
from compliance.law.official.importers import importer_of
from compliance.law.official.pieces import Parsed
from compliance.law.official.text import OfficialText, build, fit, join
from compliance.services.official_law.files import empty, parse_files, read_files
from compliance.services.official_law.quote import is_behind, kept_at, load_official


@dataclass(frozen=True)
class Imported:
    """What an import brought, and what is to be known about it."""

    text: OfficialText
    path: Path
    found: tuple[str, ...]
    """Provisions of the outline that the text has."""
    added_since: tuple[str, ...]
    """Not in the text because amendments added them after its day."""
    missing: tuple[str, ...]
    """Provisions of the outline that the text should have and has not."""
    unknown: tuple[str, ...]
    """Provisions of the text that the outline does not know."""
    warnings: tuple[Problem, ...]


def import_law(
    catalogue: Catalogue,
    path: Path,
    *,
    at: datetime.datetime,
    source: str = "",
    day: datetime.date | None = None,
    folder: Path | None = None,
) -> Imported:
    """Read, check and keep the official text; replaces what was kept before.

    Args:
        catalogue: the pack whose law this is.
        path: a file, or a folder with the files of one version.
        at: the moment of the import.
        source: how the publication is to be named; otherwise as the file says.
        day: the day of the text, where the file does not say it.
        folder: the data folder, if it is not the usual one.

    Raises:
        ConformityError: the input cannot be used; nothing was changed.
    """
    importer = importer_of(catalogue.law)
    contents = read_files(path, importer)
    parsed = join(parse_files(contents, importer))
    if not parsed.passages:
        message = "The files hold particulars only, and no provision."
        raise empty(path, message, importer.where)
    _check_act(catalogue, importer.act_of(catalogue.law), parsed, path)
    passages = fit(parsed, catalogue.outline)
    if not any(known in catalogue.outline for known in passages):
        message = "None of its provisions is in the outline of this law."
        raise empty(path, message, importer.where)
    text = build(
        parsed,
        passages,
        pack=catalogue.pack.pack,
        source=source or parsed.source or path.name,
        date=day or _day(parsed, path),
        files={name: sha256(content) for name, content in contents.items()},
        at=at,
    )
    return _keep(catalogue, text, parsed, kept_at(text.pack, folder), folder)


def _keep(
    catalogue: Catalogue, text: OfficialText, parsed: Parsed, path: Path, folder: Path | None
) -> Imported:
    behind = is_behind(catalogue, text)
    outline = catalogue.outline
    lacking = [
        known for known in outline.ids() if known not in text and not outline.get(known).deleted
    ]
    since = [known for known in lacking if behind and outline.get(known).amended]
    imported = Imported(
        text,
        path,
        tuple(known for known in outline.ids() if known in text),
        tuple(since),
        tuple(known for known in lacking if known not in since),
        tuple(known for known in text.provisions if known not in outline),
        tuple(_warnings(catalogue, text, parsed, behind=behind)) + _fewer(text, path, folder),
    )
    write_atomically(path, text.to_json())
    return imported


def _check_act(
    catalogue: Catalogue, ours: tuple[int, int] | None, parsed: Parsed, path: Path
) -> None:
    """Refuse the text of another act, where the file names its act."""
    if ours is None or parsed.act in {None, ours}:
        return
    year, number = parsed.act or (0, 0)
    raise fail(
        str(path),
        "law.import-other-act",
        f"This is the text of {year}/{number}, not of {catalogue.law.number}.",
        "An amending act is not the text of the law either: take the consolidated text.",
    )


def _day(parsed: Parsed, path: Path) -> datetime.date:
    for said in (parsed.published, parsed.date):
        try:
            return datetime.date.fromisoformat(said)
        except ValueError:
            continue
    raise fail(
        str(path),
        "law.import-date",
        "The file does not say of which day its text is.",
        "Say it with --date YYYY-MM-DD: the day of publication or of the version.",
    )


def _warnings(
    catalogue: Catalogue, text: OfficialText, parsed: Parsed, *, behind: bool
) -> list[Problem]:
    found: list[Problem] = []
    law, place = catalogue.law, text.source
    said = parsed.published or parsed.date
    if said and said != text.date.isoformat():
        message = f"The file says {said}; {text.date} is kept, as given."
        found.append(Problem(place, "law.import-date", message))
    if behind:
        message = (
            f"This text is of {text.date}; the checklists follow the law of "
            f"{law.state}, amended by {'; '.join(law.amended_by)}."
        )
        if text.date >= law.state:
            message = (
                f"It is said to be of {text.date}, but lacks most of the provisions "
                "that amendments changed."
            )
        hint = "Amended provisions are shown as “amended since”; import the current text."
        found.append(Problem(place, "law.import-older", message, hint))
    elif text.date > law.state:
        message = f"This text is of {text.date}, the checklists follow {law.state}."
        hint = "See whether a newer edition of the checklists exists."
        found.append(Problem(place, "law.import-newer", message, hint))
    if parsed.act is None:
        message = f"The file does not name its act; it is taken for {law.number}."
        found.append(Problem(place, "law.import-partial", message, "Check that it is."))
    if parsed.doubles:
        message = f"Stands twice, the first is kept: {', '.join(parsed.doubles[:20])}."
        found.append(Problem(place, "law.import-partial", message))
    return found


def _fewer(text: OfficialText, path: Path, folder: Path | None) -> tuple[Problem, ...]:
    """Say that an import replaces a fuller one."""
    try:
        before = load_official(text.pack, folder)
    except ConformityError:
        return ()
    if before is None or len(before.provisions) <= len(text.provisions):
        return ()
    return (
        Problem(
            str(path),
            "law.import-partial",
            f"It replaces a text of {before.date} with more provisions "
            f"({len(before.provisions)}, now {len(text.provisions)}).",
            "All files of a version are imported together, as a folder.",
        ),
    )
