"""Foreign XML and HTML, read without trusting them.

Files that a user downloaded are data, never instructions: nothing outside the
file is ever fetched, a file that declares entities or attribute defaults of its
own is refused (that is how a few bytes become gigabytes), and size, depth and
number of elements are bounded.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, TypeAlias

from lxml import etree

from compliance.errors import ConformityError, fail

Element: TypeAlias = etree._Element  # noqa: SLF001 - the library has no other name

MAX_DEPTH: Final = 120
MAX_ELEMENTS: Final = 400_000
_SAFE: Final[dict[str, Any]] = {
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_XML: Final[dict[str, Any]] = {**_SAFE, "resolve_entities": False, "load_dtd": False}
_TOO_DEEP: Final = etree.XPath("/*" * (MAX_DEPTH + 1))
_BEGINS: Final = re.compile(rb"<[^/!?<\s]")
_CROWDED: Final = re.compile(rb"<[A-Za-z](?:[^<>\s]*+\s++){2000}")
"""An element with more attributes than any has: each is compared with all before it."""
_NO_TEXT: Final = ("script", "style", "noscript", "template", "svg")
_NO_CHARACTER: Final = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9A-Fa-f]{7,})")


def contents(element: Element) -> Iterator[Element | str]:
    """Texts and elements directly inside an element, in order."""
    if element.text:
        yield element.text
    for part in element:
        yield part
        if part.tail:
            yield part.tail


def text_of(element: Element) -> str:
    """All text inside, as it stands."""
    return "".join(map(str, element.itertext()))


def first(root: Element, *tags: str) -> Element | None:
    """The first element below (or this one) with one of the tags."""
    return next(root.iter(*tags), None)


def unsafe(place: str, message: str) -> ConformityError:
    """The error for a file that is refused for its means, not for its content."""
    return fail(
        place,
        "markup.unsafe",
        message,
        "Files as they are published need nothing of the kind: download it again.",
    )


def read_xml(content: bytes, place: str) -> Element:
    """Parse XML into a tree. Processing instructions and comments are left out.

    Args:
        content: the bytes of the file.
        place: name of the file, for messages.

    Raises:
        ConformityError: ``markup.syntax`` where it is not well-formed;
            ``markup.unsafe`` for entities, attribute defaults, and excesses.
    """
    _check_size(content, place)
    if _declares(content):
        raise unsafe(place, "It declares or uses entities or attributes of its own.")
    try:
        root = etree.fromstring(content, etree.XMLParser(**_XML))
    except etree.XMLSyntaxError as error:
        limit = etree.ErrorTypes.ERR_RESOURCE_LIMIT
        if error.code == limit:  # type: ignore[attr-defined] # the stubs lack it
            raise _excess(place) from None
        raise fail(
            f"{place}:{error.lineno}",
            "markup.syntax",
            f"It is not well-formed XML: {error.msg}.",
            "The download may be incomplete: download it again.",
        ) from None
    if next(root.iter(etree.Entity), None) is not None:
        raise unsafe(place, "It declares or uses entities or attributes of its own.")
    return _bounded(root, place)


def _declares(content: bytes) -> bool:
    """Whether something is declared before the first element.

    The parser stops there: what is declared has been read, and nothing that uses it.
    """
    try:
        for _, root in etree.iterparse(io.BytesIO(content), events=("start",), **_XML):
            return etree.tostring(root.getroottree()).count(b"<!") > 1
    except etree.XMLSyntaxError:
        pass  # the parser of the whole says where
    return False


def read_html(content: bytes, place: str) -> Element:
    """Parse HTML or XHTML into a tree, forgiving what browsers forgive.

    Raises:
        ConformityError: ``file.not-utf8``; ``markup.syntax``;
            ``markup.unsafe`` for entity declarations and excesses.
    """
    _check_size(content, place)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise fail(
            place,
            "file.not-utf8",
            "The page is not encoded as UTF-8.",
            "Download it again, and save it as it is, not by way of an editor.",
        ) from None
    if "<!ENTITY" in text or "<!ATTLIST" in text:
        raise unsafe(place, "It declares entities or attributes of its own.")
    if _NO_CHARACTER.search(text):
        raise fail(
            place,
            "markup.syntax",
            "It has a character reference that stands for no character.",
            "Download the page again, and save it as it is.",
        )
    parser = etree.HTMLParser(encoding="utf-8", **_SAFE)
    root: Element | None = etree.fromstring(text.encode(), parser)
    if root is None:
        return etree.Element("html")
    etree.strip_elements(root, *_NO_TEXT, with_tail=False)
    return _bounded(root, place)


def _check_size(content: bytes, place: str) -> None:
    many = next(islice(_BEGINS.finditer(content), MAX_ELEMENTS, None), None)
    if many or _CROWDED.search(content):
        raise _excess(place)


def _bounded(root: Element, place: str) -> Element:
    if _TOO_DEEP(root.getroottree()):
        raise _excess(place)
    return root


def _excess(place: str) -> ConformityError:
    return unsafe(place, "It is nested more deeply or longer than accepted.")
