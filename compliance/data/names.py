"""Names of files and folders that every system accepts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from compliance.data.letters import normal

MAX_NAME: Final = 120
MAX_FOLDER: Final = 60
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


def safe_name(name: str) -> str:
    r"""A file name that every system accepts and that cannot climb folders.

    >>> safe_name("../../etc/pass\x00wd")
    'passwd'
    >>> safe_name("con.txt")
    '_con.txt'
    """
    base = re.split(r"[/\\]", normal("NFC", name))[-1]
    kept = "".join(
        " " if unicodedata.category(character)[0] == "Z" else character
        for character in base
        if unicodedata.category(character)[0] != "C" and character not in '<>:"|?*'
    ).strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    if len(kept) > MAX_NAME and dot and len(suffix) < MAX_NAME // 4:
        kept = stem[: MAX_NAME - len(suffix) - 1] + dot + suffix
    kept = kept[:MAX_NAME].strip(" .")
    if not kept:
        return "unnamed"
    if _RESERVED.fullmatch(kept):
        kept = f"_{kept}"[:MAX_NAME].strip(" .")
    return kept


def safe_folder(title: str, taken: Collection[str]) -> str:
    """A folder name for what has this title, that every system accepts and is free.

    >>> safe_folder("Lanxi Rank 4 (Lebensläufe)", ())
    'lanxi-rank-4-lebenslaufe'
    >>> safe_folder("CON", ())
    'con-2'
    >>> safe_folder("简历筛选", {"assessment"})
    'assessment-2'

    Args:
        title: as people write it.
        taken: names that are used already, in small letters.
    """
    plain = normal("NFKD", title).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain.lower())[:MAX_FOLDER].strip("-")
    base = base or "assessment"
    number, found = 2, base
    while found in taken or _RESERVED.fullmatch(found):
        found, number = f"{base}-{number}", number + 1
    return found
