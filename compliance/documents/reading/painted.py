"""What the content of a page paints: text with its place and look, shapes, in what order.

Only those operators are followed that this program writes, in the form in which it writes
them. Everything else could hide or show something in a way that is not understood here,
so it is an error.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final, NamedTuple

from compliance.documents.reading.document import Document, Page
from compliance.documents.reading.drawn import MAX_OPEN
from compliance.documents.reading.embedded import Face, Faces
from compliance.documents.reading.geometry import (
    IDENTITY,
    Box,
    Matrix,
    Subpath,
    around,
    inside,
    is_box,
    meet,
    moved,
    times,
)
from compliance.documents.reading.ground import MAX_PAIRS, lay_ground
from compliance.documents.reading.look import Look
from compliance.documents.reading.paint import BLACK, Clip, Ink, Painted, Shape, Text
from compliance.documents.reading.values import UnreadableError, Value

_NUMBER: Final = rb"[-+]?(?:[0-9]{1,9}+(?:\.[0-9]{0,20}+)?|\.[0-9]{1,20}+)"
_STEP: Final = rb"(?:(?:" + _NUMBER + rb"\s++){2,6}+(?:re|[mlc])|h)\s++"
_OPERATOR: Final = re.compile(
    rb"\s*+(?:"
    rb"(?P<path>(?:" + _STEP + rb")++)(?P<paint>f\*?|S|B\*?|(?:W\*?\s++)?n)"
    rb"|"
    rb"(?P<numbers>(?:" + _NUMBER + rb"\s++)*+)(?P<word>[A-Za-z]{1,3}\*?)"
    rb"|\[(?P<shown>(?:<[0-9A-Fa-f]*+>|[-+0-9.]++|\s++)*+)\]\s*+TJ"
    rb"|/(?P<font>[A-Za-z0-9]++)\s++(?P<size>" + _NUMBER + rb")\s++Tf"
    rb"|/(?P<state>[A-Za-z0-9.]++)\s++gs"
    rb"|/[A-Za-z0-9]++\s*+<<(?P<listed>[^<>()%]*+)>>\s*+BDC"
    rb"|/[A-Za-z0-9]++\s++(?P<begun>BMC)"
    rb"|\[(?P<dash>[0-9.\s]*+)\]\s*+(?P<phase>" + _NUMBER + rb")\s++d"
    rb")(?=[\s/\[]|$)"
)
_MARK: Final = re.compile(rb"/MCID\s+([0-9]{1,7})(?![0-9.])")
_OPERANDS: Final = {
    b"q": 0, b"Q": 0, b"cm": 6, b"w": 1, b"J": 1, b"j": 1, b"M": 1, b"rg": 3, b"RG": 3,
    b"BT": 0, b"ET": 0, b"Tm": 6, b"Ts": 1, b"EMC": 0,
}  # fmt: skip
_NUMBERS: Final = {b"m": 2, b"l": 2, b"c": 6, b"re": 4, b"h": 0}
_SPIKE: Final = 10
"""How far lines may reach beyond where they meet, in parts of their width."""
_RESOURCES: Final = {"ExtGState", "Font"}
_FAR: Final = 1e6
_UPRIGHT: Final = 1e-6
_ROUND: Final = 1e-3
MAX_OPERATORS: Final = 2_000_000
"""How many operators a paper may have."""


class _State(NamedTuple):
    """The state of graphics that is kept and taken back."""

    matrix: Matrix
    fill: Ink
    stroke: Ink
    width: float
    dash: str
    clip: Clip
    face: Face | None
    size: float
    rise: float


_ANYWHERE: Final = Clip(Box(-1e9, -1e9, 1e9, 1e9), plain=True)
_OPAQUE_BLACK: Final = Ink(BLACK, 1.0)
_START: Final = _State(IDENTITY, _OPAQUE_BLACK, _OPAQUE_BLACK, 1.0, "", _ANYWHERE, None, 0.0, 0.0)


class Painter:
    """Follows contents of one document; what pages, or two papers, share is followed once."""

    def __init__(self, document: Document, other: Painter | None = None) -> None:
        """Take a document.

        Args:
            document: what is followed.
            other: has followed another paper, of which contents may be the same.
        """
        self._document, self._faces = document, Faces(document)
        self._look = Look(document)
        self.known: dict[tuple[str, str], Painted] = {} if other is None else dict(other.known)
        """What contents paint, by digests of them and of what they may name."""
        self.pages: list[Painted] = []
        """What each page paints."""
        self.spent = [0, 0]
        """Operators that were followed, and pairs of text and shape that were looked at."""
        self._most = (MAX_OPERATORS, MAX_PAIRS)
        if other is not None:
            # A paper draws about as much as one that is right.
            self._most = (4 * other.spent[0] + 200_000, 4 * other.spent[1] + 500_000)
        for at, page in enumerate(document.pages(), 1):
            try:
                self.pages.append(self._page(page))
            except UnreadableError as error:
                raise UnreadableError(f"page {at}: {error}") from None

    @property
    def faces(self) -> list[Face]:
        """Fonts that were shown, but for those that came from the other paper."""
        return list(self._faces.read.values())

    def _page(self, page: Page) -> Painted:
        parts, resources = self._document.array(page.get("Contents")), page.get("Resources")
        data = b"\n".join(self._document.data(part) for part in parts)
        key = sha256(data).hexdigest(), self._look.value(resources)
        if key not in self.known:
            given = self._document.dictionary(resources)
            if not given.keys() <= _RESOURCES:
                raise UnreadableError("its content names what no content of this program names")
            self.known[key] = self._follow(data, given)
        return self.known[key]

    def _follow(self, data: bytes, resources: dict[str, Value]) -> Painted:
        states = {
            name: self._document.dictionary(value)
            for name, value in self._document.dictionary(resources.get("ExtGState")).items()
        }
        fonts = self._document.dictionary(resources.get("Font"))
        run = _Run(states, fonts, self._faces)
        self.spent[0] += run.follow(data, self._most[0] - self.spent[0])
        self.spent[1] += lay_ground(run.found, self._most[1] - self.spent[1])
        return run.found


class _Run:
    """Goes through one content."""

    def __init__(
        self, states: dict[str, dict[str, Value]], fonts: dict[str, Value], faces: Faces
    ) -> None:
        self._states, self._fonts, self._faces = states, fonts, faces
        self.found = Painted()
        self._state, self._kept = _START, list[_State]()
        self._marks: list[int | None] = []
        self._at = 0
        self._place: Matrix | None = None
        self._pen = 0.0
        """How far text has gone from where it was placed."""

    def follow(self, data: bytes, most: int) -> int:
        """Follow a content, and return how many operators it has."""
        at, count, end = 0, 0, len(data.rstrip())
        while at < end:
            found = _OPERATOR.match(data, at)
            if found is None or count > most:
                raise UnreadableError("something is drawn in a way in which this program does not")
            at, count = found.end(), count + 1
            kind = found.lastgroup
            if kind == "paint":
                self._paint(found["path"], found["paint"].split())
            elif kind == "word":
                self._plain(found["word"], found["numbers"])
            else:
                self._named(str(kind), found)
        if self._kept or self._marks or self._place is not None:
            raise UnreadableError("something is opened and not closed")
        return count

    def _named(self, kind: str, found: re.Match[bytes]) -> None:
        """An operator with a name, a list, or a dictionary."""
        match kind:
            case "shown":
                self._show(found["shown"])
            case "size":
                name, size = found["font"].decode("ascii"), float(found["size"])
                face = self._faces.face(self._fonts.get(name))
                self._state = self._state._replace(face=face, size=size)
            case "state":
                self._set(found["state"].decode("ascii"))
            case "listed":
                number = _MARK.findall(found["listed"])
                if len(number) > 1 or (b"MCID" in found["listed"]) != bool(number):
                    raise UnreadableError("a mark is not written as this program writes marks")
                self._open(int(number[0]) if number else None)
            case "begun":
                self._open(None)
            case _:
                dash = b" ".join([*found["dash"].split(), b"/", found["phase"]])
                self._state = self._state._replace(dash=dash.decode("ascii"))

    def _open(self, mark: int | None) -> None:
        self._marks.append(mark)
        if len(self._marks) > MAX_OPEN:
            raise UnreadableError("a page opens more than it closes")

    @property
    def _mark(self) -> int | None:
        return next((mark for mark in reversed(self._marks) if mark is not None), None)

    def _set(self, name: str) -> None:
        """A named state; only how opaque things are may be set by it."""
        values = self._states.get(name)
        state = self._state
        if not values or not values.keys() <= {"ca", "CA", "Type"}:
            raise UnreadableError("something is blended in a way in which this program does not")
        fill, stroke = values.get("ca", state.fill.alpha), values.get("CA", state.stroke.alpha)
        if not isinstance(fill, int | float) or not isinstance(stroke, int | float):
            raise UnreadableError("something is blended in a way in which this program does not")
        self._state = state._replace(
            fill=state.fill._replace(alpha=float(fill)),
            stroke=state.stroke._replace(alpha=float(stroke)),
        )

    def _plain(self, word: bytes, numbers: bytes) -> None:
        """An operator that has nothing but numbers."""
        given = [float(number) for number in numbers.split()]
        if _OPERANDS.get(word) != len(given):
            raise UnreadableError("something is drawn in a way in which this program does not")
        if given:
            self._state = self._changed(word, given)
        else:
            self._turn(word)

    def _turn(self, word: bytes) -> None:
        """Open or close something."""
        match word:
            case b"q" if self._place is None and len(self._kept) < MAX_OPEN:
                self._kept.append(self._state)
            case b"Q" if self._kept and self._place is None:
                self._state = self._kept.pop()
            case b"BT" if self._place is None:
                self._place, self._pen = IDENTITY, 0.0
            case b"ET" if self._place is not None:
                self._place = None
            case b"EMC" if self._marks:
                self._marks.pop()
            case _:
                raise UnreadableError("something is opened or closed where it may not be")

    def _changed(self, word: bytes, given: list[float]) -> _State:
        """The state after something was set."""
        state, first = self._state, given[0]
        match word:
            case b"cm" if self._place is None:
                matrix = times(Matrix(*given), state.matrix)
                if max(map(abs, matrix)) <= _FAR:
                    return state._replace(matrix=matrix)
            case b"Tm" if self._place is not None:
                self._place, self._pen = Matrix(*given), 0.0
                return state
            case b"rg":
                return state._replace(fill=Ink((first, given[1], given[2]), state.fill.alpha))
            case b"RG":
                return state._replace(stroke=Ink((first, given[1], given[2]), state.stroke.alpha))
            case b"w" if first >= 0:
                return state._replace(width=first)
            case b"Ts":
                return state._replace(rise=first)
            case b"J" | b"j" | b"M" if 0 <= first <= _SPIKE:
                return state  # how lines end and meet
        raise UnreadableError("something is set where it may not be, or as it may not be")

    # Paths.

    def _paint(self, drawn: bytes, words: list[bytes]) -> None:
        """Draw a path and do with it what is said."""
        state, word = self._state, words[-1]
        paths = _paths(drawn, state.matrix)
        if word in {b"f", b"f*", b"B", b"B*"}:
            self._shape(paths, state.fill, None, rings=word.endswith(b"*"))
        if word in {b"S", b"B", b"B*"}:
            # Lines are as thick as the mean of both directions; ours are scaled evenly.
            scale = abs(state.matrix.a * state.matrix.d - state.matrix.b * state.matrix.c) ** 0.5
            self._shape(paths, state.stroke, state.width * scale, rings=False)
        if len(words) > 1:
            box = around(point for path in paths for point in path.points)
            plain = len(paths) == 1 and state.clip.plain and is_box(paths[0])
            self._state = state._replace(clip=Clip(meet(state.clip.box, box), plain))

    def _shape(self, paths: list[Subpath], ink: Ink, along: float | None, *, rings: bool) -> None:
        self._at += 1
        state = self._state
        shape = Shape(
            self._at, self._mark, ink, along, "" if along is None else state.dash, paths, rings,
            state.clip,
        )  # fmt: skip
        self.found.shapes.append(shape)

    # Text.

    def _show(self, shown: bytes) -> None:
        state, place = self._state, self._place
        if place is None or state.face is None:
            raise UnreadableError("text is shown outside of text")
        matrix = times(place, state.matrix)
        scale = matrix.a
        if abs(matrix.b) + abs(matrix.c) > _UPRIGHT or scale <= 0 or abs(scale - matrix.d) > _ROUND:
            raise UnreadableError("text is turned, mirrored or stretched")
        size = state.size * scale
        run = state.face.show(shown, started=self._pen > 0, risen=state.rise != 0)
        start, end = (self._pen + part * state.size / 1000 for part in (run.start, run.end))
        self._pen = end
        left, line = moved(matrix, start, 0.0)
        right, _ = moved(matrix, end, 0.0)
        self._at += 1
        text = Text(self._at, self._mark, state.face, size, state.fill, run.text, left, right, line)
        if not (state.clip.plain and inside(text.core, state.clip.box, 0.5)):
            raise UnreadableError(f"text is cut off where it is drawn: “{run.text[:40]}”")
        self.found.texts.append(text)


def _paths(drawn: bytes, matrix: Matrix) -> list[Subpath]:
    """A path, moved to where it lies on the page."""
    a, b, c, d, e, f = matrix
    found: list[Subpath] = []
    given: list[float] = []
    for word in drawn.split():
        if word not in _NUMBERS:
            given.append(float(word))
            continue
        if len(given) != _NUMBERS[word] or (not found and word not in {b"m", b"re"}):
            raise UnreadableError("a path is not written as this program writes paths")
        if word == b"re":
            x, y, wide, high = given
            given = [x, y, x + wide, y, x + wide, y + high, x, y + high]
            found.append(Subpath("mlllh", []))
        elif word == b"m":
            found.append(Subpath("m", []))
        else:
            found[-1].kinds += word.decode("ascii")
        points = zip(given[::2], given[1::2], strict=True)
        found[-1].points.extend([(a * x + c * y + e, b * x + d * y + f) for x, y in points])
        given = []
    return found
