"""Who is writing: asked once and remembered in the user's own settings.

An author is written like ``Li Na, compliance officer``: a name and, behind the first
comma, what the person does.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from compliance.data.files import write_atomically
from compliance.data.persons import name_key, parts_of
from compliance.data.typed import clean_text
from compliance.errors import ConformityError, fail
from compliance.storage.opened import OpenAssessment

FILE = "settings.json"
MAX_NAME: Final = 80
MAX_FUNCTION: Final = 90


def clean_author(by: str) -> str:
    """Name of an author, with the function where one is given, in one printable line.

    Raises:
        ConformityError: ``assessment.no-author``, or a code of texts.
    """
    hint = "Give --by 'Name, function'."
    author = one_line("author", by)
    if not author:
        message = "It is not known who is writing."
        raise fail("author", "assessment.no-author", message, hint)
    message = name_problem(author)
    if message:
        raise fail("author", "assessment.no-author", message, hint)
    return author


def one_line(place: str, text: str) -> str:
    """A name as typed, in one line without needless blanks.

    Raises:
        ConformityError: codes of texts.
    """
    return " ".join(clean_text(place, text, 200).split())


def name_problem(author: str) -> str:
    """Why nobody is called like this, in a sentence; empty where it can be a name.

    A sign is not a name, nor is a number or a whole sentence; letters of every writing
    system count.
    """
    name, *function = parts_of(author)
    if not any(map(str.isalpha, name_key(name))):
        return f"“{author[:MAX_NAME]}” is not a name: it has no letter."
    if len(name) > MAX_NAME:
        return f"The name has {len(name)} characters; {MAX_NAME} are accepted."
    if function and len(function[0]) > MAX_FUNCTION:
        return f"The function has {len(function[0])} characters; {MAX_FUNCTION} are accepted."
    return ""


def suggested_author(assessment: OpenAssessment) -> str:
    """Whom to offer where somebody is asked for a name: who began the assessment.

    It is offered and never taken without a word, since a second person may be writing.
    Empty where the journal names nobody who can be an author.
    """
    begun_by = assessment.state.begun_by
    return "" if name_problem(begun_by) else begun_by


def settings_folder() -> Path:
    """Folder of the user's settings, by the custom of the system."""
    import platformdirs  # noqa: PLC0415 - only when the author is asked for

    return Path(platformdirs.user_config_dir("conformity-dossier", appauthor=False))


def remembered_author(folder: Path) -> str:
    """The author remembered in a settings folder; empty where it cannot be one."""
    try:
        value = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return ""
    author = value.get("author") if isinstance(value, dict) else None
    try:
        return clean_author(author) if isinstance(author, str) else ""
    except ConformityError:
        return ""


def remember_author(folder: Path, author: str) -> None:
    """Remember the author for next time.

    Raises:
        ConformityError: ``file.write-failed``.
    """
    text = json.dumps({"author": author}, ensure_ascii=False, indent=2)
    write_atomically(folder / FILE, (text + "\n").encode("utf-8"))
