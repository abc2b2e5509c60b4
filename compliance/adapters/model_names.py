"""Whether a file speaks of a model that the assessment names.

Every tool writes the name of one model in its own way: with the maker or the machine before
it, in other case, with the day of its release or how its numbers were shortened after it.
What is only written otherwise is the same; what is a shortened or a dated edition is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_SHORTENED: Final = re.compile(
    r"(?:awq|gptq|gguf|ggml|exl2|mlx|nf4|fp4|fp8|mxfp4|nvfp4|int4|int8|w4a16|w8a8|w8a16|bnb"
    r"|[48]-?bits?|i?q\d(?:-[0-9a-z]+)*|fp16|bf16|fp32|f16|float16|bfloat16)"
)
"""Ways in which the numbers of a model are written shorter, as names of models tell them."""
_AS_TRAINED: Final = frozenset({"fp16", "bf16", "fp32", "f16", "float16", "bfloat16"})
_DAY: Final = re.compile(r"(?:20\d\d-?[01]\d-?[0-3]\d|20\d\d-?[01]\d|[01]\d[0-3]\d|2\d[01]\d)")
_DATED: Final = re.compile(rf"(?P<name>.+?)-(?P<day>{_DAY.pattern})")
_SIGNS: Final = re.compile(r"[\s_:@]+")
_FILE: Final = re.compile(r"\.(?:safetensors|gguf|bin|pt|pth|onnx|sav|pkl|joblib|h5|keras)$")
_NAMELIKE: Final = re.compile(r"(?=.*\d)[\w./:@-]{4,}")


@dataclass(frozen=True)
class Name:
    """A name of a model, taken apart."""

    core: str
    day: str = ""
    """Day of its edition, as the name tells it."""
    shortened: str = ""
    """How its numbers were shortened."""


def take_apart(name: str) -> Name:
    """A name without what differs between tools.

    >>> take_apart("openai/gpt-4o-mini-2024-07-18")
    Name(core='gpt-4o-mini', day='2024-07-18', shortened='')
    >>> take_apart("ollama/qwen2.5:0.5b-instruct-q4_K_M")
    Name(core='qwen2.5-0.5b-instruct', day='', shortened='q4-k-m')
    >>> take_apart("Qwen/Qwen3-235B-A22B-Instruct-2507-FP8").core
    'qwen3-235b-a22b-instruct'
    """
    found = name.strip().casefold().replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    found = _FILE.sub("", found).replace("__", "/").rsplit("/", 1)[-1]
    found = _SIGNS.sub("-", found).strip("-").removesuffix("-latest")
    found, shortened = _without_end(found)
    dated = _DATED.fullmatch(found)
    if dated is None:
        return Name(found, "", shortened)
    return Name(dated["name"], dated["day"], shortened)


def _without_end(name: str) -> tuple[str, str]:
    """The name without the words at its end that tell how it was shortened."""
    parts = name.split("-")
    for begin in range(1, len(parts)):
        end = "-".join(parts[begin:])
        rest = end
        while rest and (found := _SHORTENED.match(rest)):
            rest = rest[found.end() :]
            if rest and not rest.startswith("-"):
                break
            rest = rest.removeprefix("-")
        if not rest:
            return "-".join(parts[:begin]), "" if end in _AS_TRAINED else end
    return name, ""


def names_in(said: str) -> list[str]:
    """What may be the name of a model in what somebody answered: all of it, and single words.

    >>> names_in("Our ranker 3.2 on Qwen3-235B-A22B (unchanged)")[1:]
    ['Qwen3-235B-A22B']
    """
    single = (part.strip("()[]{},;.“”\"'") for part in said.split())
    return [said, *(part for part in single if _NAMELIKE.fullmatch(part))]


@dataclass(frozen=True)
class Match:
    """How a name in a file and one of the assessment belong together."""

    ours: str
    """The name in the assessment."""
    alike: bool
    """Whether they are the same, or name different editions of one model."""
    because: str = ""
    """What differs all the same, as the end of a sentence."""


def match(theirs: str, ours: tuple[str, ...]) -> Match | None:
    """The name of the assessment that a name in a file belongs to; nothing where there is none.

    >>> match("hf/Qwen/Qwen3-8B", ("our ranker", "qwen3 8b"))
    Match(ours='qwen3 8b', alike=True, because='')
    >>> match("Qwen3-8B-AWQ", ("Qwen3-8B",)).alike
    False
    >>> match("Qwen3-8B-Base", ("Qwen3-8B",)) is None
    True
    """
    found = take_apart(theirs)
    nearest: Match | None = None
    for said in ours:
        for name in names_in(said):
            other = take_apart(name)
            if not found.core or found.core != other.core:
                continue
            one = _compared(found, other, said)
            if one.alike and not one.because:
                return one
            if nearest is None or one.alike > nearest.alike:
                nearest = one
    return nearest


def _compared(theirs: Name, ours: Name, said: str) -> Match:
    if theirs.day and ours.day and theirs.day.replace("-", "") != ours.day.replace("-", ""):
        because = f"it is the edition {theirs.day}, not {ours.day}"
        return Match(said, alike=False, because=because)
    if theirs.shortened != ours.shortened:
        which = f"shortened numbers ({theirs.shortened})" if theirs.shortened else "full numbers"
        return Match(said, alike=False, because=f"it was tested with {which}")
    if theirs.day and not ours.day:
        return Match(said, alike=True, because=f"it is the edition {theirs.day}")
    return Match(said, alike=True)
