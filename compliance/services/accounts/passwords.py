"""Passwords: which ones are accepted, and how they are kept and compared."""

from __future__ import annotations

import functools
import secrets
import threading
import unicodedata
from typing import Final

from argon2 import PasswordHasher

from compliance.data.letters import normal
from compliance.errors import Problem, ProblemsError

LEAST: Final = 12
MOST: Final = 256
"""Nobody types more; hashing a megabyte would keep the server busy."""
FEWEST_CHARACTERS: Final = 5
LETTERS: Final = "abcdefghjkmnpqrstvwxyz23456789"
"""Letters and digits that are not mistaken for one another."""
COMMON: Final = (
    "password", "passwort", "passw0rd", "p@ssword", "p@ssw0rd", "letmein", "welcome",
    "qwerty", "qwertz", "azerty", "asdfgh", "iloveyou", "administrator", "admin",
    "conformity", "compliance", "changeme", "secret", "monkey", "dragon", "login",
    "abc", "correcthorsebatterystaple", "trustno", "sunshine", "football", "princess",
)  # fmt: skip
RUNS: Final = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm", "1q2w3e4r5t6z7u8i9o0p", "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn",
)  # fmt: skip
_TURNS = threading.BoundedSemaphore(2)
"""Each comparison takes 64 MiB; more at once would let a stranger fill the memory."""


@functools.cache
def hasher() -> PasswordHasher:
    """The way passwords are hashed: argon2id with the library's defaults."""
    from argon2 import PasswordHasher  # noqa: PLC0415 - only where people sign in

    return PasswordHasher()


def hash_password(password: str) -> str:
    """The hash to keep."""
    with _TURNS:
        return hasher().hash(_form(password))


@functools.cache
def _nobody() -> str:
    """Hash of a password that nobody has."""
    return hash_password(secrets.token_hex(32))


def fits(kept: str, password: str) -> bool:
    """Whether a password is the one kept.

    Takes as long where there is none, so that the time does not tell which logins exist.
    """
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415

    against = kept or _nobody()
    with _TURNS:
        try:
            same = hasher().verify(against, _form(password[: MOST + 1]))
        except (VerificationError, InvalidHashError):
            return False
    return same and bool(kept) and len(password) <= MOST


def outdated(kept: str) -> bool:
    """Whether a hash was made with other parameters than those of today."""
    return hasher().check_needs_rehash(kept)


def generate() -> str:
    """A password for one use: about 98 bits, in four groups to read aloud."""
    groups = ["".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4)]
    return "-".join(groups)


def check_password(password: str, *, login: str, name: str) -> None:
    """Refuse a password that is short or trivial. No kinds of characters are demanded.

    Raises:
        ConformityError: ``people.password``, with everything that is wrong.
    """
    found = []
    if len(password) < LEAST:
        found.append(f"The password has fewer than {LEAST} characters.")
    if len(password) > MOST:
        found.append(f"The password has more than {MOST} characters.")
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in password):
        found.append("The password has a character that cannot be typed.")
    if not found and _is_own_name(password, login, name):
        found.append("The password is made of the login or the name.")
    elif not found and _is_trivial(password):
        found.append("The password is one of those that are tried first.")
    if found:
        hint = "Three or four words that do not belong together are easy to keep in mind."
        raise ProblemsError(Problem("password", "people.password", text, hint) for text in found)


def _form(password: str) -> bytes:
    """The same bytes however a keyboard composes a letter."""
    return normal("NFC", password).encode("utf-8", "replace")


def _plain(text: str) -> str:
    return "".join(item for item in text.casefold() if item.isalnum())


def _rest(text: str, part: str) -> str:
    """What remains without a part and without digits at either end."""
    return text.replace(part, "").strip("0123456789") if part else text


def _is_own_name(password: str, login: str, name: str) -> bool:
    plain = rest = _plain(password)
    parts = sorted({_plain(login), _plain(name), *map(_plain, name.split())}, key=len)
    for part in reversed(parts):
        if len(part) > 1:
            rest = rest.replace(part, "")
    return rest != plain and not rest.strip("0123456789")


def _is_trivial(password: str) -> bool:
    plain = _plain(password)
    if len(set(password)) < FEWEST_CHARACTERS:
        return True
    for size in range(1, len(plain) // 2 + 1):
        if (plain[:size] * len(plain))[: len(plain)] == plain and size <= len(plain) // 3:
            return True
    for run in RUNS:
        for line in (run, run[::-1]):
            if plain and plain in line * 2:
                return True
    return any(word in plain and not _rest(plain, word) for word in COMMON)
