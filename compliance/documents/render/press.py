"""The press: a paper becomes a PDF that is PDF/A-3a and PDF/UA-1 at once.

The result depends on nothing but the paper and the versions of what sets it: no clock, no
network, no file beyond our style sheets, our fonts and those that somebody added for
scripts that ours lack; no font of the machine. Equal input gives equal bytes, with any
number of processes, and whether sheets were kept or not.
"""

from __future__ import annotations

from dataclasses import replace

from compliance.data.cache import Cache
from compliance.documents.render.assets import Assets, font_files
from compliance.documents.render.glyphs import extras_in, legible
from compliance.documents.render.maker import with_fonts
from compliance.documents.render.paper import Frame, Paper, Properties
from compliance.documents.render.sheets import Progress, Sheets


class Press:
    """Prints papers; keeps what it loaded for the next one."""

    def __init__(self, cache: Cache | None = None, workers: int = 0) -> None:
        """Set the press up.

        Args:
            cache: where sheets and fonts are kept, ``None`` to keep none.
            workers: processes at the same time; 0 for as many as there are processors.
        """
        self._cache = cache
        self._sheets = Sheets(cache, workers)

    @property
    def laid_out(self) -> list[str]:
        """Fragments of the last paper that had to be laid out; the others were kept."""
        return self._sheets.laid_out

    def print(self, paper: Paper, progress: Progress | None = None) -> bytes:
        """The bytes of a paper.

        Args:
            paper: what is printed.
            progress: told how many fragments are done, of how many.

        Raises:
            ConformityError: ``dossier.renderer``, where the libraries that set text are
                missing, or where text would be set in a font of the machine.
        """
        from compliance.documents.render.binder import bind  # noqa: PLC0415 - heavy
        from compliance.documents.render.typefaces import Typefaces  # noqa: PLC0415 - heavy

        assets = Assets(paper.styles, paper.properties.language, paper.frame.margins)
        sheets = self._sheets.make(paper.fragments, assets, progress)
        frame = _legible_frame(paper.frame)
        readable = replace(paper, frame=frame, properties=_legible(paper.properties))
        added = extras_in(f"{paper.html}{frame.left}{frame.foot}")
        if added:
            creator = with_fonts(paper.properties.creator, [font.digest for font in added])
            properties = replace(readable.properties, creator=creator)
            readable = replace(readable, properties=properties)
        return bind(readable, sheets, Typefaces(font_files(), self._cache))

    def lay_out(self, paper: Paper, progress: Progress | None = None) -> None:
        """Lay out what is not kept yet, so that printing is quick when it is asked for.

        It gives way to other work of the machine. Where ``progress`` raises, what was laid
        out until then is kept.

        Args:
            paper: what may be printed soon.
            progress: told how many fragments are done, of how many.

        Raises:
            ConformityError: as :meth:`print`.
        """
        assets = Assets(paper.styles, paper.properties.language, paper.frame.margins)
        self._sheets.make(paper.fragments, assets, progress, quietly=True)


def _legible_frame(frame: Frame) -> Frame:
    texts = (frame.left, frame.foot, frame.state, frame.state_note)
    left, foot, state, note = (legible(text) for text in texts)
    return replace(frame, left=left, foot=foot, state=state, state_note=note)


def _legible(properties: Properties) -> Properties:
    """Properties without characters that XML or a line of text may not hold."""
    return replace(
        properties,
        title=_line(properties.title),
        author=_line(properties.author),
        subject=_line(properties.subject),
    )


def _line(text: str) -> str:
    return legible(" ".join(text.split()))
