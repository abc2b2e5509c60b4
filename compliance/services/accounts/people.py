"""Accounts of a workspace: who may sign in, under which name, with which roles.

They stand in ``.conformity/people.json`` of the workspace, readable by its owner only.
Nothing is ever taken out: a disabled account keeps its login and its name, since the
journal names people by them.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal, get_args

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from compliance.data.files import read_beginning, write_atomically
from compliance.data.persons import name_key
from compliance.errors import Problem, ProblemsError, fail

FOLDER: Final = ".conformity"
"""What a workspace keeps beside its assessments."""
FILE: Final = "people.json"
VERSION: Final = 1
LOCK_SECONDS: Final = 10.0
MOST_BYTES: Final = 4 * 1024 * 1024

Role = Literal["officer", "engineer", "reviewer", "signatory", "reader"]
ROLES: Final[dict[str, str]] = {
    "officer": "Compliance officer",
    "engineer": "Engineer",
    "reviewer": "Reviewer",
    "signatory": "Signatory",
    "reader": "Reader",
}
"""Roles of accounts with their names on pages."""

LOGIN: Final = r"[a-z0-9][a-z0-9._@-]{0,63}"
NAME: Final = r"[^,\x00-\x1f\x7f]{1,100}"
"""No comma: it parts the name from the function where the journal names an author."""
FUNCTION: Final = r"[^\x00-\x1f\x7f]{0,90}"
HASH: Final = r"|\$argon2id\$[!-~]{20,300}"


class Account(BaseModel):
    """A person who may use the pages of a workspace."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    login: Annotated[str, StringConstraints(pattern=f"^(?:{LOGIN})$")]
    """What the person signs in with; a proxy may name the person by it."""
    name: Annotated[str, StringConstraints(pattern=f"^(?:{NAME})$")]
    """The name of the person."""
    function: Annotated[str, StringConstraints(pattern=f"^(?:{FUNCTION})$")] = ""
    """What the person does; stands behind the name in the journal."""
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    """What the person may do with assessments."""
    administrator: bool = False
    """Whether the person keeps the accounts."""
    password: Annotated[str, StringConstraints(pattern=f"^(?:{HASH})$")] = ""
    """Hash of the password; empty where only a proxy names the person."""
    must_change: bool = False
    """Whether the password was given once and must be replaced by the person."""
    epoch: Annotated[int, Field(ge=1)] = 1
    """Sessions of an earlier number have ended."""
    disabled: bool = False
    """Whether the person is no longer let in."""

    @property
    def author(self) -> str:
        """Name and function, as written into the journal."""
        return f"{self.name}, {self.function}" if self.function else self.name


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    version: Literal[1]
    people: tuple[Account, ...]


class People:
    """The accounts of one workspace, read again when the file changes."""

    def __init__(self, workspace: Path) -> None:
        self.folder = workspace / FOLDER
        self.path = self.folder / FILE
        self._seen: tuple[int, ...] = ()
        self._read: tuple[Account, ...] = ()

    def read(self) -> tuple[Account, ...]:
        """All accounts; none where the workspace has no file of them.

        Raises:
            ConformityError: ``people.file``, with everything that is wrong in it.
        """
        try:
            found = self.path.stat()
            seen = (found.st_mtime_ns, found.st_size, found.st_ino)
            if seen != self._seen:
                content = read_beginning(self.path, MOST_BYTES + 1)
                self._read, self._seen = _parse(content), seen
        except FileNotFoundError:
            self._seen, self._read = (), ()
        except OSError as error:
            raise fail(
                str(self.path),
                "people.file",
                f"It cannot be read: {error.strerror}.",
                "Check the rights of the file.",
            ) from None
        return self._read

    def find(self, login: str) -> Account | None:
        """The account with this login, however it is written."""
        wanted = login.strip().casefold()
        return next((item for item in self.read() if item.login == wanted), None)

    def named(self, text: str) -> Account | None:
        """The account that a proxy means by a login or a name."""
        wanted = text.strip()
        by_name = (item for item in self.read() if item.name == wanted)
        return self.find(wanted) or next(by_name, None)

    def get(self, login: str) -> Account:
        """The account with this login.

        Raises:
            ConformityError: ``people.unknown``.
        """
        found = self.find(login)
        if found is None:
            raise fail(
                login[:80] or "login",
                "people.unknown",
                "There is no account with this login.",
                "`conformity people list` shows the accounts.",
            )
        return found

    @contextlib.contextmanager
    def changing(self) -> Iterator[dict[str, Account]]:
        """Accounts by login, to be changed while nobody else changes them.

        Raises:
            ConformityError: ``people.file`` or ``file.write-failed``.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(self.folder / "people.lock", timeout=LOCK_SECONDS):
                known = {item.login: item for item in self.read()}
                yield known
                self._write(tuple(known.values()))
        except Timeout:
            raise _not_written(self.path, "Another program is changing it") from None
        except OSError as error:
            raise _not_written(self.path, str(error.strerror)) from None

    def replace(self, account: Account, **changes: object) -> Account:
        """The account with other values, checked like one that is read.

        Raises:
            ConformityError: ``people.roles`` or another code of accounts.
        """
        return make_account(**{**account.model_dump(), **changes})

    def _write(self, people: tuple[Account, ...]) -> None:
        content = {"version": VERSION, "people": [item.model_dump(mode="json") for item in people]}
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        write_atomically(self.path, text.encode("utf-8"), private=True)


CODES: Final = {"login": "people.login", "name": "people.login", "roles": "people.roles"}
HINTS: Final = {
    "login": (
        "The login has other characters than small letters, digits and . _ @ - signs.",
        "Write it like li.na; at most 64 characters.",
    ),
    "name": (
        "The name is empty, longer than 80 characters, or has a comma.",
        "Write the name alone; what the person does has a field of its own.",
    ),
    "function": ("The function is longer than 90 characters.", "Shorten it."),
    "roles": (
        "A role is missing or does not exist.",
        f"Choose one or several of: {', '.join(get_args(Role))}.",
    ),
}


def make_account(**values: object) -> Account:
    """An account from values that a person gave.

    Raises:
        ConformityError: ``people.login``, ``people.roles``: everything that is wrong.
    """
    values["roles"] = tuple(dict.fromkeys(values.get("roles") or ()))  # type: ignore[call-overload]
    try:
        return Account.model_validate(values)
    except ValidationError as error:
        places = dict.fromkeys(str(item["loc"][0]) for item in error.errors())
        raise ProblemsError(
            Problem(place, CODES.get(place, "people.login"), *HINTS[place]) for place in places
        ) from None


def _parse(content: bytes) -> tuple[Account, ...]:
    """Accounts of a file; every problem of it at once."""
    if len(content) > MOST_BYTES:
        raise _wrong([("file", f"It has more than {MOST_BYTES} bytes.")])
    try:
        people = _File.model_validate_json(content).people
    except ValidationError as error:
        # What stands in the file is not repeated: a hash is nobody's business.
        raise _wrong((_place(item["loc"]), item["msg"]) for item in error.errors()) from None
    problems = []
    for part in ("login", "name"):
        seen: set[str] = set()
        for at, item in enumerate(people):
            value = _key(part, str(getattr(item, part)))
            if value in seen:
                problems.append((f"people[{at}].{part}", "It stands twice."))
            seen.add(value)
    if problems:
        raise _wrong(problems)
    return people


def is_same(part: str, one: str, other: str) -> bool:
    """Whether two logins or two names stand for one account, however they are written.

    Args:
        part: ``login`` or ``name``.
        one: of an account.
        other: of another.
    """
    return _key(part, one) == _key(part, other)


def _key(part: str, text: str) -> str:
    return name_key(text) if part == "name" else text.casefold()


def _place(parts: tuple[int | str, ...]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.lstrip(".") or "file"


def _wrong(problems: object) -> ProblemsError:
    return ProblemsError(
        Problem(
            f"{FILE}: {place}",
            "people.file",
            re.sub(r"[.]?$", ".", text),
            "Correct the file or restore it from a copy.",
        )
        for place, text in problems  # type: ignore[attr-defined]
    )


def _not_written(path: Path, why: str) -> Exception:
    return fail(
        str(path),
        "file.write-failed",
        f"The accounts were not changed: {why}.",
        "Try again, or check the rights of the folder.",
    )
