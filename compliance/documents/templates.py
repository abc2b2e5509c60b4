"""Templates of documents, compiled when the program is built.

Jinja2 turns a template into Python before it is used, which for all chapters of a dossier
takes longer than filling them in. So it is done once, when the program is built, and the
Python lies inside the program like all of its code. Nothing is ever taken from a cache
here: that would be code from a folder of data.

What was compiled counts only for the very bytes of a template, by the same Jinja2, with
the same settings. Wherever that is not so, as while somebody edits a template, it is
compiled when it is used.
"""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
from collections.abc import MutableMapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import jinja2

PLACE: Final = "compliance._shipped.compiled"
"""The package in which the compiled templates lie, where there are any."""
OPTIONS: Final[dict[str, Any]] = {
    "autoescape": True,
    "undefined": jinja2.StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "auto_reload": False,
}


def environment(folder: Path) -> jinja2.Environment:
    """What fills in the templates of a folder: everything escaped, nothing left out."""
    return jinja2.Environment(loader=_Loader(folder), **OPTIONS)  # noqa: S701 - it is on


def compile_templates(folder: Path, target: Path) -> None:
    """Write every template of a folder as a module of Python.

    Args:
        folder: where the templates lie.
        target: where the modules go; others that lie there are deleted.
    """
    made = environment(folder)
    target.mkdir(parents=True, exist_ok=True)
    for path in target.glob("*.py"):
        path.unlink()
    for path in sorted(folder.rglob("*.j2")):
        name, content = path.relative_to(folder).as_posix(), path.read_bytes()
        text = made.compile(content.decode("utf-8"), name, name, raw=True, defer_init=True)
        module = f"{text}\nbuilt_from = {_digest(content)!r}\n"
        (target / f"{_module(name)}.py").write_text(module, encoding="utf-8", newline="\n")


class _Loader(jinja2.FileSystemLoader):
    """Takes a template as it was compiled, or compiles it."""

    def load(
        self,
        environment: jinja2.Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - as Jinja2 calls it
    ) -> jinja2.Template:
        module = _built(name, self.searchpath)
        if module is None:
            return super().load(environment, name, globals)
        return environment.template_class.from_module_dict(environment, module, globals or {})


def _built(name: str, folders: list[str]) -> MutableMapping[str, Any] | None:
    """The module of a template, if it was compiled from what lies there now."""
    try:
        module = vars(importlib.import_module(f"{PLACE}.{_module(name)}"))
        content = Path(folders[0], name).read_bytes()
    except (ImportError, OSError):
        return None
    return module if module.get("built_from") == _digest(content) else None


def _module(name: str) -> str:
    return f"t_{sha256(name.encode()).hexdigest()[:24]}"


def _digest(content: bytes) -> str:
    """What a template was compiled from: its text, Jinja2, and the settings."""
    return sha256(sha256(content).digest() + _settings()).hexdigest()


@functools.cache
def _settings() -> bytes:
    said = sorted((name, str(value)) for name, value in OPTIONS.items())
    return f"{importlib.metadata.version('jinja2')} {said}".encode()
