"""Frozen dataclasses that cost next to nothing until they are used.

The standard decorator writes and compiles six functions for every class, when it is
declared. There are hundreds of them, of which one command uses a few; writing them took a
quarter of what it takes to start. Here equality, hash and the rest are shared by all
classes, and ``__init__`` is written when the first object is made.

They are dataclasses all the same: ``fields``, ``replace`` and ``match`` work as usual.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

AnyClass = TypeVar("AnyClass")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(declared: type[AnyClass]) -> type[AnyClass]:
    """Make a class with annotated fields a frozen dataclass.

    Fields may have defaults and factories of defaults; they are all arguments, in order.

    Raises:
        TypeError: something else is asked for, which the standard decorator has.
    """
    above = any(getattr(base, "__dataclass_fields__", None) for base in declared.__mro__[1:])
    if not declared.__doc__:
        declared.__doc__ = declared.__name__  # otherwise its signature is written out there
    made: type[Any] = dataclass(init=False, repr=False, eq=False, frozen=above)(declared)
    usual = all(item.init and not item.kw_only for item in fields(made))
    if not usual or hasattr(made, "__post_init__"):
        raise TypeError(f"{declared.__name__} needs the dataclass of the standard library")
    vars(made)["__dataclass_params__"].frozen = True
    own = vars(declared)
    for name, method in _methods(made).items():
        if name not in own or name in {"__setattr__", "__delattr__"}:
            setattr(made, name, method)
    return made


def _methods(made: type[Any]) -> dict[str, Callable[..., Any]]:
    """The methods that all these classes have."""
    values = _values([item.name for item in fields(made) if item.compare])
    shown = [item.name for item in fields(made) if item.repr]

    def init(self: Any, *given: Any, **named: Any) -> None:
        made.__init__ = _init(made)  # which takes the place of this one
        made.__init__(self, *given, **named)

    def equal(self: Any, other: object) -> Any:
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    def text(self: Any) -> str:
        parts = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__qualname__}({parts})"

    return {
        "__init__": init,
        "__eq__": equal,
        "__hash__": lambda self: hash(values(self)),
        "__repr__": text,
        "__setattr__": _refusing(made, "__setattr__", "assign to"),
        "__delattr__": _refusing(made, "__delattr__", "delete"),
    }


def _values(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What reads some attributes of an object at once."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda item: tuple(getattr(item, name) for name in names)


def _refusing(made: type[Any], method: str, words: str) -> Callable[..., None]:
    names = frozenset(item.name for item in fields(made))

    def refuse(self: Any, name: str, *value: Any) -> None:
        if type(self) is made or name in names:
            raise FrozenInstanceError(f"cannot {words} field {name!r}")
        getattr(super(made, self), method)(name, *value)

    return refuse


def _init(made: type[Any]) -> Callable[..., None]:
    """The ``__init__`` of a class, as the standard decorator would write it."""
    known: dict[str, Any] = {"__none": _FACTORY}
    arguments, lines = [], []
    for item in fields(made):
        name = item.name
        arguments.append(name + _default(item, known))
        value = name
        if item.default_factory is not MISSING:
            value = f"__factory_{name}() if {name} is __none else {name}"
        lines.append(f"    __to[{name!r}] = {value}")
    head = f"def __init__({', '.join(('__self', *arguments))}):\n    __to = __self.__dict__\n"
    # Names of fields are all that stands in it; they are names of Python already.
    exec(head + "\n".join(lines), known)  # noqa: S102 - as dataclasses themselves are made
    written: Callable[..., None] = known["__init__"]
    written.__qualname__ = f"{made.__qualname__}.__init__"
    return written


class _Factory:
    """Stands for a default that is made anew for each object."""

    def __repr__(self) -> str:
        return "<factory>"


_FACTORY = _Factory()


def _default(item: Field[Any], known: dict[str, Any]) -> str:
    """How an argument says its default; notes what that is."""
    if item.default_factory is not MISSING:
        known[f"__factory_{item.name}"] = item.default_factory
        return "=__none"
    if item.default is MISSING:
        return ""
    known[f"__default_{item.name}"] = item.default
    return f"=__default_{item.name}"
