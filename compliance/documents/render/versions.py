"""Versions of everything that decides the bytes of a paper beside the program itself.

They stand in every paper (its producer) and in the key under which a sheet is kept. They
are asked without loading WeasyPrint, which costs more than a paper in which nothing
changed.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import sys
import zlib
from collections.abc import Callable
from importlib.metadata import version
from typing import Final

PACKAGES: Final = {
    "weasyprint": "WeasyPrint",
    "pydyf": "pydyf",
    "cssselect2": "cssselect2",
    "tinycss2": "tinycss2",
    "tinyhtml5": "tinyhtml5",
    "pyphen": "Pyphen",
    "uharfbuzz": "uharfbuzz",
    "jinja2": "Jinja2",
    "segno": "segno",
}
LIBRARIES: Final = {
    "linux": {
        "pango": "libpango-1.0.so.0",
        "fontconfig": "libfontconfig.so.1",
        "harfbuzz": "libharfbuzz.so.0",
    },
    "darwin": {
        "pango": "libpango-1.0.0.dylib",
        "fontconfig": "libfontconfig.1.dylib",
        "harfbuzz": "libharfbuzz.0.dylib",
    },
    "win32": {
        "pango": "libpango-1.0-0.dll",
        "fontconfig": "libfontconfig-1.dll",
        "harfbuzz": "libharfbuzz-0.dll",
    },
}
"""File names of the libraries that set text, by system."""


@functools.cache
def versions() -> dict[str, str]:
    """Versions by name, in a fixed order; ``unknown`` where a library cannot be asked."""
    found = {label: version(name) for name, label in PACKAGES.items()}
    found["Pango"] = _ask("pango", _pango)
    found["fontconfig"] = _ask("fontconfig", _fontconfig)
    found["HarfBuzz"] = _ask("harfbuzz", _harfbuzz)
    found["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    return found


def producer() -> str:
    """What made the PDF, in one line, as its properties say."""
    return ", ".join(f"{name} {number}" for name, number in versions().items())


def _ask(library: str, ask: Callable[[ctypes.CDLL], str]) -> str:
    name = LIBRARIES.get(sys.platform, LIBRARIES["linux"])[library]
    with contextlib.suppress(OSError, AttributeError):
        return ask(ctypes.CDLL(name))
    # Not where libraries usually are: WeasyPrint knows where else to look.
    with contextlib.suppress(OSError, ImportError, AttributeError):
        return _ask_weasyprint(library)
    return "unknown"


def _ask_weasyprint(library: str) -> str:
    from compliance.documents.render import weasy  # noqa: PLC0415 - heavy

    return weasy.library_version(library)


def _dotted(number: int) -> str:
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def _pango(library: ctypes.CDLL) -> str:
    return _dotted(library.pango_version())


def _fontconfig(library: ctypes.CDLL) -> str:
    return _dotted(library.FcGetVersion())


def _harfbuzz(library: ctypes.CDLL) -> str:
    parts = [ctypes.c_uint() for _ in range(3)]
    library.hb_version(*(ctypes.byref(part) for part in parts))
    return ".".join(str(part.value) for part in parts)
