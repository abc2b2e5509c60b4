"""What a YAML file says, and the lines on which it says it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from compliance.errors import ConformityError

Path_ = tuple[str | int, ...]


@dataclass
class YamlFile:
    """The value of one YAML file and the line of each of its parts."""

    name: str
    value: Any
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int:
        """Line (from 1) of the longest known part of ``path``."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1

    def place(self, path: Path_ = ()) -> str:
        """``file:line`` of a part, for a :class:`~compliance.errors.Problem`."""
        return f"{self.name}:{self.line(path)}"


class Placing(Protocol):
    """A file that knows the lines of its parts."""

    @property
    def name(self) -> str:
        """What messages call it."""

    def place(self, path: Path_ = ()) -> str:
        """``file:line`` of a part."""


@dataclass(frozen=True)
class FileOnDisk:
    """A file of which only a message asks a line: it is read when that happens."""

    name: str
    path: Path

    def place(self, path: Path_ = ()) -> str:
        """``file:line`` of a part; its first line where the file is not what it was."""
        return self._file.place(path)

    @cached_property
    def _file(self) -> YamlFile:
        from compliance.data.yaml_lines import read_yaml  # noqa: PLC0415 - as said above

        try:
            return read_yaml(self.path, self.name)
        except ConformityError:
            return YamlFile(self.name, None)
