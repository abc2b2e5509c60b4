"""Templates and addresses compiled once for all applications of a process.

The program has one application in a process; tests have hundreds, and each would compile
every template that it shows again, and the rules of all addresses.
"""

from __future__ import annotations

import copy
from typing import Any, ClassVar

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


class InMemory(BytecodeCache):
    """Keeps what was compiled for as long as the process lives."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


class Once(Rule):
    """A rule that takes what compiling sets from an equal one that was compiled before."""

    _compiled: ClassVar[dict[Any, dict[str, Any]]] = {}

    def compile(self) -> None:
        """Compile, unless an equal rule was."""
        given = {name: copy.copy(value) for name, value in vars(self).items() if name != "map"}
        key = repr(sorted(given.items()))
        if key not in self._compiled:
            super().compile()
            self._compiled[key] = {
                name: value
                for name, value in vars(self).items()
                if name != "map" and (name not in given or given[name] != value)
            }
        vars(self).update(self._compiled[key])


def compile_once() -> None:
    """Let every application that is made from now on share what is compiled."""
    Flask.url_rule_class = Once
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": InMemory()}
