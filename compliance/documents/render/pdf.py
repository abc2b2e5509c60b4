"""From HTML to a PDF that is PDF/A-3a and PDF/UA-1 at once.

The result depends on nothing but the arguments: no clock, no network, no file
beyond our fonts and style sheets, no font of the machine. Equal input gives equal
bytes.
"""

from __future__ import annotations

import contextlib
import datetime
import gc
import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from compliance.data.shipped import shipped_folder
from compliance.errors import ConformityError, fail

BASE_URL: Final = "https://dossier.invalid/"
"""Where relative addresses of our templates lead; no such host can exist."""
VARIANT: Final = "pdf/a-3a"
FONT_PREFIXES: Final = ("Dossier-",)
"""Families of our style sheets; WeasyPrint names embedded fonts after them."""
PRODUCER_HINT: Final = (
    "Install the text libraries WeasyPrint needs. Debian or Ubuntu: apt-get install "
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. macOS: brew install pango. "
    "Windows: install MSYS2 from https://www.msys2.org, type pacman -S "
    "mingw-w64-x86_64-pango in its shell, and set WEASYPRINT_DLL_DIRECTORIES to "
    "C:\\msys64\\mingw64\\bin."
)
UA_IDENTIFIER: Final = (
    '<rdf:Description rdf:about="" '
    'xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>'
    '<rdf:Description rdf:about="" '
    'xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" '
    'xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/"
    "</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name>"
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of ISO 14289 the document conforms to"
    "</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
).encode("ascii")
"""Says that the file is PDF/UA, and declares that statement to PDF/A."""


@dataclass(frozen=True)
class Embed:
    """A file to put inside the PDF."""

    name: str
    content: bytes
    description: str
    media_type: str
    relationship: str
    """``Data`` for what the pages show, ``Source`` for what they come from."""
    at: datetime.datetime


@dataclass(frozen=True)
class Properties:
    """Properties of the PDF; every date is given, none is taken from a clock."""

    title: str
    author: str
    subject: str
    keywords: tuple[str, ...]
    creator: str
    at: datetime.datetime


def render_pdf(html: str, embeds: Sequence[Embed], properties: Properties) -> bytes:
    """Render HTML to PDF bytes.

    Args:
        html: a whole document whose addresses lead only to our own assets.
        embeds: files to put inside.
        properties: title, author and date of the file.

    Raises:
        ConformityError: ``dossier.renderer`` when the libraries are missing or the
            machine set text in a foreign font.
    """
    weasyprint = _weasyprint()
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    target = io.BytesIO()
    try:
        with _without_gc(), warnings.catch_warnings():
            # It leaves the file of its colour profile for Python to close.
            warnings.simplefilter("ignore", ResourceWarning)
            document = weasyprint.HTML(
                string=html, base_url=BASE_URL, url_fetcher=_fetcher()
            ).render(pdf_variant=VARIANT)
            _set_properties(document.metadata, properties)
            document.metadata.attachments = [_attachment(weasyprint, item) for item in embeds]
            document.write_pdf(target, finisher=_finish, pdf_variant=VARIANT)
    except FatalURLFetchingError as error:
        raise fail(
            "dossier",
            "dossier.renderer",
            f"An asset could not be loaded: {error}.",
            "Install the package again.",
        ) from None
    _refuse_foreign_fonts(font_names(document))
    return target.getvalue()


def _weasyprint() -> Any:
    """WeasyPrint, or an error that says what to install.

    Raises:
        ConformityError: ``dossier.renderer``.
    """
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # it prints a banner
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
def _without_gc() -> Iterator[None]:
    """Rendering builds millions of objects and no garbage worth looking for."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def assets() -> dict[str, Path]:
    """Every address that rendering may fetch, with the file behind it."""
    folder = shipped_folder("templates")
    fonts, styles = folder / "fonts", folder / "dossier" / "css"
    found = {f"{BASE_URL}fonts/{path.name}": path for path in fonts.glob("*.ttf")}
    found.update({f"{BASE_URL}css/{path.name}": path for path in styles.glob("*.css")})
    return found


def _fetcher(*embeds: Embed) -> Any:
    """A fetcher that serves our assets, and the files to put inside, and no more."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    known = assets()
    inside = {f"{BASE_URL}inside/{item.name}": item for item in embeds}

    class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """Serves the style sheets and fonts of the dossier."""

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002
            """The asset behind an address; never a file or a host."""
            if url in inside:
                kind = inside[url].media_type
                return URLFetcherResponse(url, inside[url].content, {"Content-Type": kind})
            path = known.get(url)
            if path is None:
                msg = f"address refused: {url[:80]}"
                raise ValueError(msg)
            if path.suffix == ".css":
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "text/css"})
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/ttf"})

    return Fetcher(allow_redirects=False, fail_on_errors=True)


def _set_properties(metadata: Any, properties: Properties) -> None:
    metadata.title = properties.title
    metadata.authors = [properties.author] if properties.author else []
    metadata.description = properties.subject
    metadata.keywords = list(properties.keywords)
    metadata.generator = properties.creator
    metadata.created = metadata.modified = properties.at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _attachment(weasyprint: Any, item: Embed) -> Any:
    return weasyprint.Attachment(
        url=f"{BASE_URL}inside/{item.name}",
        name=item.name,
        description=item.description,
        created=item.at,
        modified=item.at,
        relationship=item.relationship,
        url_fetcher=_fetcher(item),
    )


def _finish(_document: Any, pdf: Any) -> None:
    """Write the PDF/UA identifier inside the metadata WeasyPrint made."""
    for item in pdf.objects:
        extra = getattr(item, "extra", None)
        if extra and extra.get("Type") == "/Metadata":
            content = item.stream[0]
            end = b"</rdf:RDF>"
            item.stream[0] = content.replace(end, UA_IDENTIFIER + end, 1)
            return
    raise fail("dossier", "dossier.renderer", "The PDF has no metadata block.", "")


def font_names(document: Any) -> tuple[str, ...]:
    """Names of the fonts that a rendered document uses."""
    return tuple(sorted({_plain_name(font.name) for font in document.fonts.values()}))


def _plain_name(name: bytes | str) -> str:
    text = name.decode("ascii", "replace") if isinstance(name, bytes) else name
    return text.lstrip("/").split("+", 1)[-1]


def _refuse_foreign_fonts(names: Iterable[str]) -> None:
    foreign = [name for name in names if not name.startswith(FONT_PREFIXES)]
    if foreign:
        raise fail(
            "dossier",
            "dossier.renderer",
            f"Text was set in fonts of this machine: {', '.join(foreign)}.",
            "Please report this; a dossier must not depend on the machine.",
        )
