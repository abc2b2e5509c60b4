"""Addresses of the pages of an application, with something in the place of each argument."""

from __future__ import annotations

import re
from typing import Any, Final

_NUMBER: Final = re.compile(r"<int:(\w+)>")


def filled(rule: Any, usual: str, **known: str) -> dict[str, Any]:
    """A value for each argument of a rule; a number where the rule takes only numbers.

    Args:
        rule: of the map of addresses.
        usual: what stands for arguments that are not known.
        known: argument to its value.
    """
    numbers = dict.fromkeys(_NUMBER.findall(rule.rule), 1)
    return {name: known.get(name, usual) for name in rule.arguments} | numbers
