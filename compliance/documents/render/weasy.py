"""The inside of WeasyPrint: everything that leans on what its manual does not promise.

WeasyPrint lays out and draws. Its own writing of PDF is not used, because it writes one
structure element for each piece of what pages break apart, numbers everything as it
goes, and cannot leave a fragment unnumbered. So its pages are drawn into streams of ours,
and these points of it are leaned on:

============================================  =========================================
What                                          Why
============================================  =========================================
``HTML``: its five attributes                 well-formed markup is read by expat, not by
                                              the parser of HTML: 5 % of all time
``Page._page_box``                            the tree of boxes, from which the structure
                                              tree is built
``pdf.stream.Stream``: arguments, ``tags``    which box was drawn as which marked content
``pdf.fonts.Font``: ``hash``, ``name``,       glyphs drawn, their widths and texts
``family``, ``flags``, ``ascent``,
``descent``, ``file_content``, ``widths``,
``to_unicode``
``FontConfiguration._folder``                 where it puts fonts, to be removed at the end
kinds and attributes of boxes,                where an element stands and what is in it
``AbsolutePlaceholder._box``
``pdf/sRGB2014.icc``                          the profile of the colours
``fontTools``: which names are imported       it writes PDFs and unpacks woff, neither of which
                                              papers need: 0.2 s of every process
============================================  =========================================

``tests/documents/test_weasy.py`` names each of them. How to move on to a newer release
stands in the architecture page of the documentation.
"""

from __future__ import annotations

import contextlib
import ctypes.util
import functools
import importlib
import importlib.util
import io
import shutil
import sys
import warnings
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, Final
from xml.etree import ElementTree as ET  # our own templates, in which all is escaped

from compliance.documents.render.drawn_pages import Drawn, Layout, Link
from compliance.errors import ConformityError, fail

BASE_URL: Final = "https://dossier.invalid"
"""Where addresses of our markup lead; no such host can exist."""
SCALE: Final = 0.75
"""Points in a CSS pixel."""
PRODUCER_HINT: Final = (
    "Install the text libraries WeasyPrint needs. Debian or Ubuntu: apt-get install "
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. macOS: brew install pango. "
    "Windows: install MSYS2 from https://www.msys2.org, type pacman -S "
    "mingw-w64-x86_64-pango in its shell, and set WEASYPRINT_DLL_DIRECTORIES to "
    "C:\\msys64\\mingw64\\bin."
)


def load() -> Any:
    """WeasyPrint, or an error that says what to install.

    Raises:
        ConformityError: ``dossier.renderer``.
    """
    try:
        # It prints a banner where a library is missing.
        with _no_search_for_libraries(), _later(), contextlib.redirect_stdout(io.StringIO()):
            import weasyprint  # noqa: PLC0415 - heavy, and needs system libraries
    except (ImportError, OSError) as error:
        raise renderer_missing(error) from None
    return weasyprint


def renderer_missing(error: Exception) -> ConformityError:
    """The error for a machine on which WeasyPrint cannot start."""
    first = next(iter(str(error).strip().splitlines()), type(error).__name__)
    return fail(
        "dossier", "dossier.renderer", f"The PDF cannot be rendered: {first}", PRODUCER_HINT
    )


@contextlib.contextmanager
def _no_search_for_libraries() -> Iterator[None]:
    """While WeasyPrint is imported, start no compiler, no linker and no ldconfig.

    It tries names of libraries in turn. For each that is wrong, cffi asks
    ``find_library``, which starts three programs on Linux: 54 in all. The right name is
    among those tried, so that nothing has to be searched for.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda _name: None  # type: ignore[assignment]
    try:
        yield
    finally:
        ctypes.util.find_library = search


LATER: Final = {
    "fontTools": ("subset",),
    "fontTools.ttLib": ("TTFont", "TTLibError", "ttFont", "woff2"),
    "fontTools.varLib.instancer": ("instantiateVariableFont",),
}
"""What WeasyPrint imports for what papers never ask of it, by module."""


class Later:
    """Stands for a name of a module that is loaded once somebody uses it."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def _found(self) -> Any:
        with contextlib.suppress(ImportError):  # a name may be a module as well
            importlib.import_module(f"{self._module}.{self._name}")
        return getattr(importlib.import_module(self._module), self._name)

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self._found()(*given, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._found(), name)


@contextlib.contextmanager
def _later() -> Iterator[None]:
    """While WeasyPrint is imported, put names that load nothing in the place of some modules.

    Whoever imports these modules afterwards gets them, and so does WeasyPrint where it uses
    one of the names.
    """
    if any(name in sys.modules for name in ("fontTools", "weasyprint")):
        yield
        return
    for module, names in LATER.items():
        stand_in = ModuleType(module)
        vars(stand_in).update({name: Later(module, name) for name in names})
        sys.modules[module] = stand_in
    sys.modules["fontTools.varLib"] = ModuleType("fontTools.varLib")
    try:
        yield
    finally:
        for module in (*LATER, "fontTools.varLib"):
            sys.modules.pop(module, None)


def colour_profile() -> bytes:
    """The profile of the colours, which is free of rights and comes with WeasyPrint.

    It is found without loading WeasyPrint.

    Raises:
        ConformityError: ``dossier.renderer``.
    """
    found = importlib.util.find_spec("weasyprint")
    if found is None or found.origin is None:
        raise renderer_missing(ImportError("WeasyPrint is not installed"))
    return (Path(found.origin).parent / "pdf" / "sRGB2014.icc").read_bytes()


def library_version(name: str) -> str:
    """Version of a library of text as WeasyPrint loaded it.

    Raises:
        AttributeError: it does not say.
    """
    from weasyprint.text import ffi  # noqa: PLC0415 - heavy

    if name == "pango":
        number = ffi.pango.pango_version()
        return f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    raise AttributeError(name)


class Compositor:
    """Lays out and draws fragments, with style sheets and fonts that are loaded once."""

    def __init__(self, styles: Sequence[str], fonts: dict[str, bytes], language: str) -> None:
        """Load style sheets and fonts.

        Args:
            styles: texts of the style sheets, in order.
            fonts: font files by the address under which the style sheets name them.
            language: of the text, where an element says nothing else.

        Raises:
            ConformityError: ``dossier.renderer``.
        """
        weasyprint = load()
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

        self._language = language
        self._fetcher = _fetcher(fonts)
        self._fonts = FontConfiguration()
        self._markup = _markup_class(weasyprint)
        with _fetching():
            self._styles = [
                weasyprint.CSS(
                    string=text,
                    base_url=f"{BASE_URL}/",
                    url_fetcher=self._fetcher,
                    font_config=self._fonts,
                )
                for text in styles
            ]
        # It removes the folder when it is taken apart, which a process that ends need not do.
        self._removed = weakref.finalize(self._fonts, _remove, self._fonts._folder)  # noqa: SLF001

    def close(self) -> None:
        """Remove the files of its fonts; it lays out nothing any more."""
        self._removed()

    def lay_out(self, html: str) -> Layout:
        """Lay out the body of a fragment and draw its pages.

        Args:
            html: well-formed; addresses lead nowhere but into the paper.

        Raises:
            ConformityError: ``dossier.renderer``, where it asks for a file or a host.
        """
        text = (
            f'<html lang="{self._language}"><head><title>-</title></head><body>{html}</body></html>'
        )
        with _fetching():
            markup = self._markup(text, self._fetcher)
            document = markup.render(stylesheets=self._styles, font_config=self._fonts)
            return _draw(document, markup.etree_element)


def _remove(folder: Path | None) -> None:
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _fetching() -> Iterator[None]:
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            # It leaves the file of its colour profile for Python to close.
            warnings.simplefilter("ignore", ResourceWarning)
            yield
    except FatalURLFetchingError as error:
        raise fail(
            "dossier",
            "dossier.renderer",
            f"An asset could not be loaded: {error}.",
            "Install the package again.",
        ) from None


def _fetcher(fonts: dict[str, bytes]) -> Any:
    """What serves our fonts, and neither a file nor a host."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """Serves the fonts of papers."""

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002
            """The font behind an address."""
            content = fonts.get(url.removeprefix(BASE_URL))
            if content is None:
                msg = f"address refused: {url[:80]}"
                raise ValueError(msg)
            return URLFetcherResponse(url, content, {"Content-Type": "font/ttf"})

    return Fetcher(allow_redirects=False, fail_on_errors=True)


def _markup_class(weasyprint: Any) -> Any:
    import cssselect2  # noqa: PLC0415 - comes with WeasyPrint

    class Markup(weasyprint.HTML):  # type: ignore[misc]
        """Well-formed markup, read by expat instead of the parser of HTML."""

        def __init__(self, text: str, fetcher: Any) -> None:
            root = ET.fromstring(text)  # noqa: S314 - our own templates
            self.base_url, self.url_fetcher, self.media_type = f"{BASE_URL}/", fetcher, "print"
            self.wrapper_element = cssselect2.ElementWrapper.from_html_root(
                root, content_language=None
            )
            self.etree_element = self.wrapper_element.etree_element

    return Markup


def _draw(document: Any, root: ET.Element) -> Layout:
    import pydyf  # noqa: PLC0415 - comes with WeasyPrint

    names = ("ExtGState", "XObject", "Pattern", "Shading", "ColorSpace")
    resources = pydyf.Dictionary({name: pydyf.Dictionary() for name in names})
    images: dict[str, Any] = {}
    pages = tuple(_draw_page(document, page, resources, images) for page in document.pages)
    if images:
        raise fail("dossier", "dossier.renderer", "A page holds a picture of pixels.", "")
    return Layout(pages, tuple(document.fonts.values()), resources, root)


def _draw_page(document: Any, page: Any, resources: Any, images: dict[str, Any]) -> Drawn:
    from weasyprint.pdf.stream import Stream  # noqa: PLC0415

    marks: dict[Any, Any] = {}
    stream = Stream(
        document.fonts,
        (0, 0, page.width, page.height),
        resources,
        images,
        marks,
        document.color_profiles,
        document.output_intent,
    )
    stream.transform(d=-1, f=page.height * SCALE)  # from the upper left corner, as CSS does
    page.paint(stream, SCALE)
    high = page.height
    return Drawn(
        width=page.width * SCALE,
        height=high * SCALE,
        box=page._page_box,  # noqa: SLF001 - see the head of this module
        items=stream.stream,
        marks={box: mark["mcid"] for box, mark in marks.items()},
        links=tuple(_link(high, *link) for link in page.links),
        anchors={
            name: (x * SCALE, (high - y) * SCALE) for name, (x, y, *_) in page.anchors.items()
        },
        bookmarks=tuple(
            (level, label, x * SCALE, (high - y) * SCALE, state == "open")
            for level, label, (x, y), state in page.bookmarks
        ),
    )


def _link(high: float, _kind: str, target: str, area: Sequence[float], box: Any) -> Link:
    left, top, right, low = area
    place = (left * SCALE, (high - low) * SCALE, right * SCALE, (high - top) * SCALE)
    return Link(target.removeprefix(BASE_URL), place, box)


# The tree of boxes.


@functools.cache
def _kinds() -> Any:
    from weasyprint.formatting_structure import boxes  # noqa: PLC0415
    from weasyprint.layout.absolute import AbsolutePlaceholder  # noqa: PLC0415

    return SimpleNamespace(
        text=boxes.TextBox,
        line=boxes.LineBox,
        figure=boxes.ReplacedBox,
        margin=boxes.MarginBox,
        placeholder=AbsolutePlaceholder,
    )


def is_text(box: Any) -> bool:
    """Whether a box is a run of text."""
    return isinstance(box, _kinds().text)


def is_line(box: Any) -> bool:
    """Whether a box is a line of text."""
    return isinstance(box, _kinds().line)


def is_figure(box: Any) -> bool:
    """Whether a box is drawn as a whole, as figures are."""
    return isinstance(box, _kinds().figure)


def body_boxes(page: Any) -> list[Any]:
    """What a page holds within its margins."""
    return [child for child in page.children if not isinstance(child, _kinds().margin)]


def placed(box: Any) -> Any:
    """The box itself, where what was given stands for one that has its place elsewhere."""
    return box._box if isinstance(box, _kinds().placeholder) else box  # noqa: SLF001


def has_no_marker(box: Any) -> bool:
    """Whether a list has no signs before its items."""
    return bool(box.style["list_style_type"] == "none")


def content_area(box: Any, page_height: float) -> tuple[float, float, float, float]:
    """The content area of a box in points: left, low, right, top."""
    left, top = box.content_box_x() * SCALE, page_height - box.content_box_y() * SCALE
    return left, top - box.height * SCALE, left + box.width * SCALE, top


def top_margin(page: Any) -> float:
    """Height of the upper margin of a page box, in CSS pixels."""
    return float(page.margin_top)


# Pieces of content.


def as_bytes(item: Any) -> bytes:
    """A piece of content as it stands in a stream."""
    import pydyf  # noqa: PLC0415 - comes with WeasyPrint

    if isinstance(item, bytes):
        return item
    return bytes(item.data) if isinstance(item, pydyf.Object) else str(item).encode("ascii")


def mark_of(item: Any) -> int | None:
    """The number of the marked content that a piece of content begins, if it does."""
    if isinstance(item, dict) and "MCID" in item:
        number: int = item["MCID"]
        return number
    return None
