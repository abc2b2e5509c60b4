"""The ways from pages back into the structure, which must lead where the structure leads.

Whoever selects text or follows a link is taken by these lists to the element that it
belongs to, and from a cell to the heads that it names. The structure itself says the same
in the other direction; where both do not agree, some reader is told something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from compliance.documents.reading.document import MAX_OBJECTS, Document
from compliance.documents.reading.inside import FOREIGN, Fault
from compliance.documents.reading.values import Ref, UnreadableError, Value

Way = tuple[Ref, int]
"""A page and the number of a mark on it; a note or a field, and -1."""
_LINK: Final = -1


def check_ways_back(document: Document) -> Iterator[Fault]:
    """Whether marks, links and names of heads lead to the elements that hold them.

    Raises:
        UnreadableError: a list cannot be followed.
    """
    tree = document.dictionary(document.root.get("StructTreeRoot"))
    owners, names = _by_structure(document, tree.get("K"))
    if _by_lists(document, tree.get("ParentTree")) != owners:
        yield Fault(
            FOREIGN,
            "Text or a link on its pages is said to belong to another part than the one that "
            "holds it: who selects it is read something else.",
        )
    if dict(document.names(tree.get("IDTree"))) != names:
        yield Fault(FOREIGN, "Cells of a table are said to have other heads than theirs.")


def _by_structure(document: Document, top: Value) -> tuple[dict[Way, Ref], dict[bytes, Value]]:
    """What the elements hold, and how they are called, by walking them."""
    owners: dict[Way, Ref] = {}
    names: dict[bytes, Value] = {}
    waiting: list[Value] = document.array(top)
    count = 0
    while waiting:
        ref = waiting.pop()
        node = document.dictionary(ref)
        count += 1
        if not isinstance(ref, Ref) or count > MAX_OBJECTS:
            raise UnreadableError("its structure does not form a tree")
        if isinstance(name := node.get("ID"), bytes):
            names[name] = ref
        for kid in document.array(node.get("K")):
            inner = document.dictionary(kid)
            page = inner.get("Pg", node.get("Pg"))
            if isinstance(kid, int):
                owners |= _way(page, kid, ref)
            elif inner.get("Type") == "MCR":
                owners |= _way(page, inner.get("MCID"), ref)
            elif inner.get("Type") == "OBJR":
                owners |= _way(inner.get("Obj"), _LINK, ref)
            else:
                waiting.append(kid)
    return owners, names


def _way(place: Value, number: Value, owner: Ref) -> dict[Way, Ref]:
    known = isinstance(place, Ref) and isinstance(number, int)
    return {(place, number): owner} if known else {}


def _by_lists(document: Document, tree: Value) -> dict[Way, Value]:
    """What pages, links and fields say by the numbers that they have in the list."""
    rows: dict[Value, Value] = dict(document.numbers(tree))
    found: dict[Way, Value] = {}
    for page in document.pages():
        marks = document.array(rows.pop(page.own.get("StructParents"), None))
        found |= {(page.ref, at): owner for at, owner in enumerate(marks) if owner is not None}
        for note in document.array(page.own.get("Annots")):
            owner = rows.pop(document.dictionary(note).get("StructParent"), None)
            if isinstance(note, Ref) and owner is not None:
                found[note, _LINK] = owner
    return found
