"""Foreign XML and HTML, read without trusting them.

Files that a user downloaded are data, never instructions: nothing outside the
file is ever fetched, a file that declares entities or attribute defaults of its
own is refused (that is how a few bytes become gigabytes), and size, depth and
number of elements are bounded.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

# The parser is given handlers that refuse every declaration an attack needs.
from xml.parsers import expat

from compliance.errors import ConformityError, fail

MAX_DEPTH: Final = 120
MAX_ELEMENTS: Final = 400_000
_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
)
_UNREAD: Final = frozenset({"script", "style", "noscript", "template", "svg"})
_CLOSES_P: Final = frozenset({"p", "div", "table", "ul", "ol", "hr"})
MAX_TAG: Final = 8_192
_TAG: Final = re.compile(r"(/?)([A-Za-z][A-Za-z0-9:.-]{0,40}+)")
_ATTRIBUTE: Final = re.compile(
    r"""(?<![^\s"'])(class|id|href|lang|xml:lang)\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'>/]++)""",
    re.IGNORECASE,
)


@dataclass(eq=False)
class Element:
    """One element with its text and elements in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    content: list[Element | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        """The elements directly inside, without the text."""
        return (part for part in self.content if isinstance(part, Element))

    def walk(self) -> Iterator[Element]:
        """This element and all below, in document order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(list(element)))

    def first(self, *tags: str) -> Element | None:
        """The first element below (or this one) with one of the tags."""
        return next((element for element in self.walk() if element.tag in tags), None)

    def text(self) -> str:
        """All text inside, as it stands."""
        parts: list[str] = []
        waiting: list[Element | str] = [self]
        while waiting:
            part = waiting.pop()
            if isinstance(part, str):
                parts.append(part)
            else:
                waiting.extend(reversed(part.content))
        return "".join(parts)


class _Tree:
    """Builds elements and watches the bounds."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.root = Element("")
        self.open = [self.root]
        self.count = 0

    def start(self, tag: str, attributes: dict[str, str], *, empty: bool = False) -> None:
        element = Element(tag, attributes)
        self.open[-1].content.append(element)
        self.count += 1
        if not empty:
            self.open.append(element)
        if len(self.open) > MAX_DEPTH or self.count > MAX_ELEMENTS:
            raise unsafe(self.place, "It is nested more deeply or longer than accepted.")

    def end(self, tag: str) -> None:
        """Close the innermost open element of this name, with all inside it."""
        for at in range(len(self.open) - 1, 0, -1):
            if self.open[at].tag == tag:
                del self.open[at:]
                return

    def text(self, text: str) -> None:
        self.open[-1].content.append(text)


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
    tree = _Tree(place)
    feed_xml(content, place, tree)
    return next(iter(tree.root))


class Handler(Protocol):
    """What takes in the parts of an XML file one by one."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """A piece of text inside the innermost element."""


def feed_xml(content: bytes, place: str, handler: Handler) -> None:
    """Parse XML and hand its parts to a handler, for files too large for a tree.

    Raises:
        ConformityError: as :func:`read_xml`, and what the handler raises.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text

    def refuse(*_: Any) -> Any:
        raise unsafe(place, "It declares or uses entities or attributes of its own.")

    parser.EntityDeclHandler = refuse
    parser.AttlistDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.SkippedEntityHandler = refuse
    try:
        parser.Parse(content, True)  # noqa: FBT003 - the signature of expat
    except (expat.ExpatError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", 1)
        raise fail(
            f"{place}:{line}",
            "markup.syntax",
            f"It is not well-formed XML: {error}.",
            "The download may be incomplete: download it again.",
        ) from None


def _feed(tree: _Tree, text: str) -> None:
    """Feed a page to a tree, tolerant as browsers are, in one pass.

    The parser of the standard library takes time by the square of the length
    for what is left open; here what never closes ends the page.
    """
    at = 0
    while (start := text.find("<", at)) >= 0:
        tree.text(html.unescape(text[at:start]))
        closing = "-->" if text.startswith("<!--", start) else ">"
        end = text.find(closing, start)
        if end < 0:
            return
        at = end + len(closing)
        tag = _TAG.match(text, start + 1, end)
        if tag is None:
            if text[start + 1] not in "!?":  # a sign in the running text
                tree.text("<")
                at = start + 1
        elif tag[1]:
            tree.end(tag[2].lower())
        else:
            at = _start(tree, tag[2].lower(), text[tag.end() : end], text, at)
    tree.text(html.unescape(text[at:]))


def _start(tree: _Tree, tag: str, rest: str, text: str, at: int) -> int:
    """Open an element; returns where to go on (after a script: behind it)."""
    if len(rest) > MAX_TAG:
        raise unsafe(tree.place, "It has a tag that is longer than accepted.")
    alone = rest.endswith("/")
    if tag in _UNREAD:
        if alone:
            return at
        end = re.compile(f"</{tag}", re.IGNORECASE).search(text, at)
        return end.start() if end else len(text)
    if tag in _CLOSES_P and tree.open[-1].tag == "p":
        tree.end("p")
    attributes = {
        found[1].lower(): html.unescape(found[2].strip("\"'"))
        for found in _ATTRIBUTE.finditer(rest)
    }
    tree.start(tag, attributes, empty=alone or tag in _VOID)
    return at


def read_html(content: bytes, place: str) -> Element:
    """Parse HTML or XHTML into a tree, forgiving what browsers forgive.

    Raises:
        ConformityError: ``file.not-utf8``; ``markup.syntax``;
            ``markup.unsafe`` for entity declarations and excesses.
    """
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
    tree = _Tree(place)
    try:
        _feed(tree, text)
    except ValueError:
        raise fail(
            place,
            "markup.syntax",
            "It has a character reference that stands for no character.",
            "Download the page again, and save it as it is.",
        ) from None
    return tree.root
