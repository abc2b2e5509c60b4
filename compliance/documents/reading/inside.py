"""What a paper carries beside its pages, looked up by every way that a reader may take.

A reader of PDF may list files by the name tree, by the association of the whole document,
or by a note on a page; it may show properties from one of two places; it may follow
actions. What this program writes says the same on each of these ways, and has no actions
and no notes at all. So whatever else is found was added by somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import md5
from itertools import islice
from typing import Final

from compliance.documents.reading.document import Document, Page
from compliance.documents.reading.values import Ref, Stream, UnreadableError, Value, text_of
from compliance.language.words import plain, quoted

MAX_WAYS: Final = 64
"""Most ways to files; two files are reached by three ways each."""
FOREIGN, FILES = "dossier.foreign-content", "dossier.attachments"
CATALOG: Final = {
    "Type", "Pages", "Lang", "MarkInfo", "ViewerPreferences", "StructTreeRoot", "Metadata",
    "PageMode", "OutputIntents", "Names", "AF", "AcroForm", "Outlines",
}  # fmt: skip
PAGE: Final = {
    "Type", "Parent", "MediaBox", "Resources", "Tabs", "StructParents", "Annots", "Contents",
}  # fmt: skip
LINK: Final = {"Type", "Subtype", "Rect", "BS", "F", "Contents", "Dest", "StructParent", "P"}
WIDGET: Final = {
    "Type", "Subtype", "FT", "T", "TU", "F", "Rect", "P", "StructParent", "AP", "MK", "DA",
}  # fmt: skip
BOOKMARK: Final = {"Title", "Dest", "Parent", "Prev", "Next", "First", "Last", "Count"}
FORM: Final = {"Fields", "SigFlags", "DR", "DA"}
NAMES: Final = {"Dests", "EmbeddedFiles"}
PAGES: Final = {"Type", "Count", "Kids"}
SPEC: Final = {"Type", "F", "UF", "Desc", "AFRelationship", "EF"}
_OUTSIDE: Final = {"F", "FFilter", "FDecodeParms"}
"""Keys by which a stream takes its data from another file, whatever it holds itself."""
_ACTS: Final = {"JS", "JavaScript", "OpenAction", "AA", "URI", "Launch", "RichMedia", "XFA"}
"""Keys by which something would happen, or be fetched, when somebody reads."""
_MOST: Final = 12
"""How many faults of one kind are told one by one."""


@dataclass(frozen=True)
class Fault:
    """Something that this program does not write."""

    code: str
    message: str


@dataclass(frozen=True)
class Attached:
    """A file inside, by one of the ways that lead to it."""

    way: str
    name: str
    content: bytes


def attached_files(document: Document) -> list[Attached]:
    """Files inside, by every way that leads to one.

    Raises:
        UnreadableError: there are too many, or one of them is damaged.
    """
    specs = list(islice(_specs(document), MAX_WAYS + 1))
    if len(specs) > MAX_WAYS:
        raise UnreadableError("it carries too many files")
    found: list[Attached] = []
    contents: dict[Ref, bytes] = {}
    for way, label, value in specs:
        spec = document.dictionary(value)
        inside = document.dictionary(spec.get("EF"))
        names = {text_of(spec[key]) for key in ("F", "UF") if key in spec} | {label} - {""}
        for stream in {ref for ref in inside.values() if isinstance(ref, Ref)}:
            if stream not in contents:
                contents[stream] = document.data(stream)
            found += [Attached(way, name, contents[stream]) for name in sorted(names)]
    return found


def _specs(document: Document) -> Iterator[tuple[str, str, Value]]:
    """Descriptions of files: how they are reached, the name given there, and what is there."""
    root = document.root
    names = document.dictionary(root.get("Names"))
    for label, value in document.names(names.get("EmbeddedFiles")):
        yield "list", text_of(label), value
    for value in document.array(root.get("AF")):
        yield "associated", "", value
    for ref in document.refs(b"EF", b"AF", b"#"):
        item = document.dictionary(ref)
        if "EF" in item:
            yield "anywhere", "", ref
        if "AF" in item and item is not root:
            for value in document.array(item["AF"]):
                yield "elsewhere", "", value


def pick(files: Iterable[Attached], name: str) -> bytes:
    """The content of a file by its name in the list of attachments.

    Raises:
        UnreadableError: it is not there, or not once.
    """
    found = [item.content for item in files if item.way == "list" and item.name == name]
    if not found:
        raise UnreadableError(f"it does not carry {name}")
    if len(set(found)) > 1:
        raise UnreadableError(f"it carries {name} twice")
    return found[0]


def check_files(files: Iterable[Attached], expected: dict[str, bytes]) -> Iterator[Fault]:
    """Whether every way leads to the same files, and to no others.

    Args:
        files: what is reached, by every way.
        expected: what the list of attachments gives for the names that belong there.
    """
    reached: dict[str, set[str]] = {"list": set(), "associated": set()}
    for item in files:
        if item.name not in expected:
            message = f"It carries a file that does not belong to it: {quoted(item.name, 80)}."
            yield Fault(FILES, message)
        elif item.content != expected[item.name]:
            yield Fault(
                FILES,
                f"Some readers show another {item.name} than others: what is {_WAYS[item.way]} "
                "is not what stands in the list of attachments.",
            )
        reached.setdefault(item.way, set()).add(item.name)
    for way in ("list", "associated"):
        for name in sorted(expected.keys() - reached[way]):
            yield Fault(FILES, f"{name} is not {_WAYS[way]}, although it is carried.")
    if "elsewhere" in reached:
        yield Fault(FILES, "A page or another part of it has files of its own attached.")


_WAYS: Final = {
    "list": "listed among the attachments",
    "associated": "associated with the document",
    "anywhere": "embedded somewhere in it",
    "elsewhere": "attached to a part of it",
}


def check_stamps(document: Document) -> Iterator[Fault]:
    """Whether each file inside has the size and the checksum that stand beside it."""
    for ref in document.refs(b"EmbeddedFile", b"#"):
        stream = document.resolve(ref)
        if not isinstance(stream, Stream) or stream.head.get("Type") != "EmbeddedFile":
            continue
        said = document.dictionary(stream.head.get("Params"))
        content = document.data(ref)
        digest = md5(content, usedforsecurity=False).digest()
        if said.get("Size") != len(content) or said.get("CheckSum") != digest:
            yield Fault(FILES, "A file inside has not the size or checksum it is said to have.")


def check_parts(document: Document) -> Iterator[Fault]:
    """Notes, scripts, actions, fields and whatever else this program does not write."""
    root = document.root
    yield from _keys(root, CATALOG, "The document")
    yield from _keys(document.dictionary(root.get("Names")), NAMES, "The list of names")
    form = document.dictionary(root.get("AcroForm"))
    yield from _keys(form, FORM, "The form")
    yield from _keys(document.dictionary(root.get("Pages")), PAGES, "The list of pages")
    yield from _pages(document)
    yield from _fields(document, form)
    yield from _outside(document)
    yield from _bookmarks(document)
    yield from _acts(document)


def _pages(document: Document) -> Iterator[Fault]:
    for at, page in enumerate(document.pages(), 1):
        yield from _keys(page.own, PAGE, f"Page {at}")
        yield from _notes(document, page, at)


def _notes(document: Document, page: Page, at: int) -> Iterator[Fault]:
    for value in document.array(page.own.get("Annots")):
        note = document.dictionary(value)
        kind = str(note.get("Subtype"))
        if kind == "Link" and isinstance(note.get("Dest"), bytes):
            yield from _keys(note, LINK, f"A link on page {at}")
        elif kind == "Link":
            yield Fault(FOREIGN, f"A link on page {at} does not lead into the document.")
        elif kind == "Widget" and note.get("FT") == "Sig" and "V" not in note:
            yield from _keys(note, WIDGET, f"A place to sign on page {at}")
            if not _looks_empty(document, note):
                yield Fault(FOREIGN, f"An empty place to sign on page {at} is drawn over.")
        else:
            yield Fault(
                FOREIGN, f"Page {at} carries a note or another addition ({plain(kind, 40)})."
            )


def _fields(document: Document, form: dict[str, Value]) -> Iterator[Fault]:
    for value in document.array(form.get("Fields")):
        field = document.dictionary(value)
        if field.get("Subtype") != "Widget" or field.get("FT") != "Sig" or "V" in field:
            yield Fault(FOREIGN, "It has a field that is no empty place to sign.")


def _looks_empty(document: Document, field: dict[str, Value]) -> bool:
    """Whether the look of a place to sign is one form on which nothing is drawn."""
    look = document.dictionary(field.get("AP"))
    ref = look.get("N")
    return set(look) == {"N"} and isinstance(ref, Ref) and not document.data(ref).strip()


def _outside(document: Document) -> Iterator[Fault]:
    """Data that a reader would fetch from another file instead of this one."""
    for ref in document.refs(*(f"/{key}".encode("ascii") for key in _OUTSIDE), b"/FS", b"#"):
        value = document.resolve(ref)
        if isinstance(value, Stream) and _OUTSIDE & set(value.head):
            yield Fault(FOREIGN, "A part of it is said to lie in another file.")
        elif isinstance(value, dict) and value.get("Type") == "Filespec":
            yield from _keys(value, SPEC, "A file inside")


def _bookmarks(document: Document) -> Iterator[Fault]:
    waiting = [document.dictionary(document.root.get("Outlines")).get("First")]
    seen: set[Ref] = set()
    while waiting:
        ref = waiting.pop()
        if not isinstance(ref, Ref) or ref in seen:
            continue
        seen.add(ref)
        item = document.dictionary(ref)
        yield from _keys(item, BOOKMARK, "A bookmark")
        waiting += [item.get("Next"), item.get("First")]


def _acts(document: Document) -> Iterator[Fault]:
    """Keys of actions anywhere, also where no reader should look for them."""
    hints = [key.encode("ascii") for key in _ACTS]
    for ref in document.refs(*hints, b"#"):
        value = document.resolve(ref)
        for key in _ACTS & set(_all_keys(value.head if isinstance(value, Stream) else value)):
            yield Fault(FOREIGN, f"It carries a script, an action or a link out of it ({key}).")


def _all_keys(value: Value) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _all_keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from _all_keys(item)


def _keys(found: dict[str, Value], known: set[str], what: str) -> Iterator[Fault]:
    foreign = sorted(found.keys() - known)
    if foreign:
        names = ", ".join(plain(name, 40) for name in foreign[:_MOST])
        yield Fault(FOREIGN, f"{what} has something that this program does not write: {names}.")


def shortened(faults: Iterable[Fault], most: int = _MOST) -> list[Fault]:
    """Each fault once; of very many, the first ones and how many more there are."""
    each = list(dict.fromkeys(faults))
    if len(each) <= most:
        return each
    more = len(each) - most
    found = f"{more} more of the kind {'was' if more == 1 else 'were'} found."
    return [*each[:most], Fault(each[most].code, found)]
