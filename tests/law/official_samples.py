"""An invented law about lamps: a pack, and its text in three layouts.

No sentence here is from any act.
"""

from __future__ import annotations

from pathlib import Path

from compliance.checklist.catalogue import Catalogue
from compliance.checklist.loader import load_catalogue
from tests.builders import CITATIONS

PACK = {
    "pack.yaml": """
pack: lamps
title: "Lamp law"
editions:
  - {id: 1.2031-05-01, law_state: 2031-05-01}
""",
    "law/law.yaml": CITATIONS
    + """
name: "Lamp Act"
short_name: "Lamp Act"
number: "Regulation (EU) 2029/42"
celex: "32029R0042"
importer: eurlex
published: "OJ L, 2029/42, 3.2.2029"
amended_by: ["Lamp Amending Act"]
state: 2031-05-01
entry_into_force: 2029-03-01
authentic: "Only the printed Journal is authentic."
""",
    "law/timeline.yaml": """
routes:
  - {id: all, title: "All lamps"}
rules:
  - id: general
    title: "Everything"
    provisions: [art-1, art-2, art-3, art-4, art-5, annex-1, annex-2]
    from: 2030-01-01
    basis: [art-4]
    source: "OJ L, 2029/42"
""",
    "routes.yaml": "routes:\n  - {route: all, when: {holds: lamp.any}}\n",
    "law/outline/all.yaml": """
provisions:
  rec-1: Why lamps
  art-1: Words
  art-1.1: What a lamp is
  art-1.2: What a wick is
  art-2: Makers
  art-2.1: Trim
  art-2.1.a: By day
  art-2.1.b: By night
  art-2.1.b.i: In rain
  art-2.1.b.ii: In snow
  art-2.1.tail: What both need
  art-2.2: Oil
  art-2.2.sub-2: When oil is short
  art-2.2.sub-2.a: Ask a neighbour
  art-2.2.sub-2.b: Go to bed
  art-2.3: {heading: Glass, amended: true}
  art-2.4: {heading: Brass, amended: true, deleted: true}
  art-3: No paragraphs
  art-3.sub-2: Second thought
  art-4: Another law
  art-4.quote1: What is put there
  art-5: {heading: Mirrors, amended: true}
  art-5.1: {heading: Polish, amended: true}
  annex-1: Kinds of lamps
  annex-1.A: Small
  annex-1.A.1: Candle
  annex-1.A.2: Lantern
  annex-1.B: Large
  annex-1.B.3: Beacon
  annex-2: Steps
  annex-2.-1: Light
  annex-2.-2: Watch
  annex-2.3: Report
  annex-2.3.1: In writing
  annex-2.3.1.a: With ink
aliases:
  art-2.2.a: art-2.2.sub-2.a
  art-2.2.b: art-2.2.sub-2.b
""",
}


def lamp_pack(root: Path) -> Catalogue:
    """Write the pack and load it."""
    for name, content in PACK.items():
        folder = root / "lamps"
        if name != "pack.yaml":
            folder = folder / "1.2031-05-01"
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return load_catalogue("lamps", root=root)


TEXTS = {
    "rec-1": "Nights are long[fn:1].",
    "art-1": "",
    "art-1.1": "A ‘lamp’ is a vessel that glows.",
    "art-1.2": "A wick is a string with patience.",
    "art-2": "",
    "art-2.1": "The maker trims the wick:",
    "art-2.1.a": "at noon, with 10 000 strokes;",
    "art-2.1.b": "at midnight:",
    "art-2.1.b.i": "under a roof in rain;",
    "art-2.1.b.ii": "under a coat in snow.",
    "art-2.1.tail": "Both need scissors.",
    "art-2.2": "The maker stores oil.",
    "art-2.2.sub-2": "Where oil is short, the maker:",
    "art-2.2.sub-2.a": "asks a neighbour;",
    "art-2.2.sub-2.b": "goes to bed.",
    "art-2.3": "The glass is blue.",
    "art-2.4": "The brass is polished.",
    "art-3": "Lamps are equal.",
    "art-3.sub-2": "Some glow more equally.",
    "art-4": "In the Candle Act this is added:",
    "art-4.quote1": "‘7. Candles are lamps.’",
    "annex-1": "The lamps are these:",
    "annex-1.A": "",
    "annex-1.A.1": "candle;",
    "annex-1.A.2": "lantern.",
    "annex-1.B": "",
    "annex-1.B.3": "beacon.",
    "annex-2": "",
    "annex-2.-1": "light it,",
    "annex-2.-2": "watch it.",
    "annex-2.3": "",
    "annex-2.3.1": "The report is written:",
    "annex-2.3.1.a": "with ink.",
}
"""What every layout must give for the text of 3 February 2029."""

_BIB = (
    "<BIB.INSTANCE><DOCUMENT.REF FILE='d.xml'><COLL>L</COLL><NO.DOC><YEAR>2029</YEAR>"
    "<NO.CURRENT>42</NO.CURRENT></NO.DOC></DOCUMENT.REF><DATE ISO='20290115'>x</DATE>"
    "<LG.DOC>EN</LG.DOC></BIB.INSTANCE>"
)


def _np(label: str, text: str, more: str = "") -> str:
    return f"<NP><NO.P>{label}</NO.P><TXT>{text}</TXT>{more}</NP>"


def _item(label: str, text: str, more: str = "") -> str:
    return f"<ITEM>{_np(label, text, more)}</ITEM>"


_Q = "<QUOT.START CODE='2018'/>{}<QUOT.END CODE='2019'/>"
_NIGHT = (
    "<P><LIST TYPE='roman'>"
    + _item("(i)", "under a roof in rain;")
    + "<?PAGE NO='2'?>"
    + _item("(ii)", "under a coat in snow.")
    + "</LIST></P>"
)
ACT = (
    "<?xml version='1.0' encoding='UTF-8'?><ACT>"
    + _BIB
    + "<PREAMBLE><GR.VISA><VISA>Having thought</VISA></GR.VISA><GR.CONSID><CONSID>"
    + _np("(1)", "Nights are long<NOTE><P>See the almanac.</P></NOTE>.")
    + "</CONSID></GR.CONSID></PREAMBLE><ENACTING.TERMS><DIVISION><TITLE><TI><P>CHAPTER I"
    "</P></TI></TITLE><ARTICLE IDENTIFIER='001'><TI.ART>Article\u00a01</TI.ART><STI.ART><P>"
    "Words`</P></STI.ART><PARAG><NO.PARAG>1.</NO.PARAG><ALINEA>A "
    + _Q.format("lamp")
    + " is a vessel\n that glows.</ALINEA></PARAG><PARAG><NO.PARAG>2.</NO.PARAG><ALINEA>"
    "A wick is a string with patience.</ALINEA></PARAG></ARTICLE></DIVISION>"
    "<ARTICLE IDENTIFIER='002'><TI.ART>Article 2</TI.ART><STI.ART>Makers</STI.ART>"
    "<PARAG><NO.PARAG>1.</NO.PARAG><ALINEA><P>The maker trims the wick:</P><LIST>"
    + _item("(a)", "at noon, with <FT TYPE='NUMBER'>10000</FT> strokes;")
    + _item("(b)", "at midnight:", _NIGHT)
    + "</LIST><P>Both need scissors.</P></ALINEA></PARAG><PARAG><NO.PARAG>2.</NO.PARAG>"
    "<ALINEA>The maker stores oil.</ALINEA><ALINEA><P>Where oil is short, the maker:</P>"
    "<LIST>"
    + _item("(a)", "asks a neighbour;")
    + _item("(b)", "goes to bed.")
    + "</LIST></ALINEA></PARAG><PARAG><NO.PARAG>3.</NO.PARAG><ALINEA>The glass is blue."
    "</ALINEA></PARAG><PARAG><NO.PARAG>4.</NO.PARAG><ALINEA>The brass is polished."
    "</ALINEA></PARAG></ARTICLE><ARTICLE IDENTIFIER='003'><TI.ART>Article 3</TI.ART>"
    "<ALINEA>Lamps are equal.</ALINEA><ALINEA>Some glow more equally.</ALINEA></ARTICLE>"
    "<ARTICLE IDENTIFIER='004'><TI.ART>Article 4</TI.ART><ALINEA><P>In the Candle Act this "
    "is added:</P><QUOT.S><PARAG><NO.PARAG><QUOT.START CODE='2018'/>7.</NO.PARAG><ALINEA>"
    "Candles are lamps.<QUOT.END CODE='2019'/></ALINEA></PARAG><ARTICLE IDENTIFIER='099'>"
    "</ARTICLE></QUOT.S></ALINEA></ARTICLE></ENACTING.TERMS></ACT>"
)
ANNEX_1 = (
    "<ANNEX>"
    + _BIB
    + "<TITLE><TI><P>ANNEX I</P></TI><STI><P>Kinds of lamps</P></STI></TITLE><CONTENTS><P>"
    "The lamps are these:</P><GR.SEQ><TITLE><TI><P>Section A. Small lamps</P></TI></TITLE>"
    + _np("1.", "candle;")
    + _np("2.", "lantern.")
    + "</GR.SEQ><GR.SEQ><TITLE><TI><P>Section B</P></TI><STI><P>Large lamps</P></STI>"
    "</TITLE>" + _np("3.", "beacon.") + "</GR.SEQ></CONTENTS></ANNEX>"
)
ANNEX_2 = (
    "<ANNEX>"
    + _BIB
    + "<TITLE><TI><P>ANNEX II</P></TI></TITLE><CONTENTS><LIST TYPE='DASH'><ITEM><P>light it"
    ","
    "</P></ITEM><ITEM><P>watch it.</P></ITEM></LIST><GR.SEQ><TITLE><TI><NP><NO.P>3.</NO.P>"
    "<TXT>Report</TXT></NP></TI></TITLE>"
    + _np("3.1.", "The report is written:", f"<LIST>{_item('(a)', 'with ink.')}</LIST>")
    + "</GR.SEQ></CONTENTS></ANNEX>"
)
DOC = (
    "<DOC><BIB.DOC><NO.DOC><YEAR>2029</YEAR><NO.CURRENT>42</NO.CURRENT></NO.DOC></BIB.DOC>"
    "<PUBLICATION.REF><COLL>L</COLL><DATE ISO='20290203'>x</DATE><LG.OJ>EN</LG.OJ>"
    "</PUBLICATION.REF></DOC>"
)


def write_formex(folder: Path) -> Path:
    """A folder as it comes unpacked from EUR-Lex."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"L_1.xml": ACT, "L_2.xml": ANNEX_1, "L_3.xml": ANNEX_2, "L.doc.xml": DOC}
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    (folder / "L.pdf").write_bytes(b"%PDF-1.7")
    return folder


def _cells(label: str, content: str) -> str:
    return (
        "<table width='100%'><colgroup><col width='4%'/><col/></colgroup><tbody><tr>"
        f"<td valign='top'><p class='oj-normal'>{label}</p></td>"
        f"<td valign='top'>{content}</td></tr></tbody></table>"
    )


def _p(text: str) -> str:
    return f"<p class='oj-normal'>{text}</p>"


OJ_PAGE = (
    "<?xml version='1.0' encoding='UTF-8'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0'"
    " 'xhtml1.dtd'><html xmlns='http://www.w3.org/1999/xhtml' lang='en'><head><title>"
    "L_202900042EN</title><script>var x = '<p class=\"oj-ti-art\">Article 88</p>';</script>"
    "</head><body><table><tr><td><p class='oj-hd-date'>3.2.2029</p></td><td>"
    "<p class='oj-hd-oj'>2029/42</p></td></tr></table><p class='oj-doc-ti'>REGULATION (EU) "
    "2029/42 OF NOBODY</p><div class='eli-subdivision' id='pbl_1'>"
    + _p("HAVE THOUGHT:")
    + "<div class='eli-subdivision' id='rct_1'>"
    + _cells(
        "(1)",
        _p(
            "Nights are long&nbsp;<a id='ntc1-E1' href='#ntr1-E1'>(<span class='oj-super "
            "oj-note-tag'>1</span>)</a>."
        ),
    )
    + "</div></div><div id='enc_1'><div id='cpt_I'><p class='oj-ti-section-1'>CHAPTER I</p>"
    "<div class='eli-subdivision' id='art_1'><p id='d1' class='oj-ti-art'>Article&nbsp;1"
    "</p>"
    "<div class='eli-title' id='art_1.tit_1'><p class='oj-sti-art'>Words</p></div>"
    "<div id='001.001'>"
    + _p("1.&nbsp;&nbsp;&nbsp;A ‘lamp’ is a vessel that glows.")
    + "</div><div id='001.002'>"
    + _p("2.&nbsp;&nbsp;&nbsp;A wick is a string with patience.")
    + "</div></div></div><div class='eli-subdivision' id='art_2'>"
    "<p class='oj-ti-art'>Article 2</p><p class='oj-sti-art'>Makers</p><div id='002.001'>"
    + _p("1.&nbsp;&nbsp;&nbsp;The maker trims the wick:")
    + _cells("(a)", _p("at noon, with 10&nbsp;000 strokes;"))
    + _cells(
        "(b)",
        _p("at midnight:")
        + _cells("(i)", _p("under a roof in rain;"))
        + _cells("(ii)", _p("under a coat in snow.")),
    )
    + _p("Both need scissors.")
    + "</div><div id='002.002'>"
    + _p("2.&nbsp;&nbsp;&nbsp;The maker stores oil.")
    + _p("Where oil is short, the maker:")
    + _cells("(a)", _p("asks a neighbour;"))
    + _cells("(b)", _p("goes to bed."))
    + "</div><div id='002.003'>"
    + _p("3.&nbsp;&nbsp;&nbsp;The glass is blue.")
    + "</div>"
    + _p("4.&nbsp;&nbsp;&nbsp;The brass is polished.")
    + "</div><div id='art_3'><p class='oj-ti-art'>Article 3</p>"
    + _p("Lamps are equal.")
    + _p("Some glow more equally.")
    + "</div><div id='art_4'><p class='oj-ti-art'>Article 4</p>"
    + _p("In the Candle Act this is added:")
    + _p("‘7. Candles are lamps.’")
    + "</div></div><div id='fnp_1'><div class='oj-final'>"
    + _p("Done in the dark.")
    + "</div></div><div class='eli-container' id='anx_I'><p class='oj-doc-ti'>ANNEX I</p>"
    "<p class='oj-doc-ti'>Kinds of lamps</p>"
    + _p("The lamps are these:")
    + "<p class='oj-ti-grseq-1'>Section A. Small lamps</p>"
    + _cells("1.", _p("candle;"))
    + _cells("2.", _p("lantern."))
    + "<p class='oj-ti-grseq-1'>Section B</p><p class='oj-ti-grseq-1'>Large lamps</p>"
    + _cells("3.", _p("beacon."))
    + "</div><div class='eli-container' id='anx_II'><p class='oj-doc-ti'>ANNEX II</p>"
    + _cells("—", _p("light it,"))
    + _cells("—", _p("watch it."))
    + "<p class='oj-ti-grseq-1'>3.&nbsp;&nbsp;&nbsp;Report</p>"
    + _p("3.1.&nbsp;&nbsp;&nbsp;The report is written:")
    + _cells("(a)", _p("with ink."))
    + "</div><p class='oj-note'><a id='ntr1-E1' href='#ntc1-E1'>(<span class='oj-super'>1"
    "</span>)</a>&nbsp;&nbsp;See the almanac.</p></body></html>"
)


def _grid(label: str, content: str) -> str:
    return (
        "<div class='grid-container grid-list'><div class='list grid-list-column-1'><span>"
        f"{label}&nbsp;</span></div><div class='grid-list-column-2'>{content}</div></div>"
    )


def _n(text: str) -> str:
    return f"<p class='norm'>{text}</p>"


def _no(label: str, content: str) -> str:
    return (
        f"<div class='norm'><span class='no-parag'>{label}&nbsp;&nbsp;</span>"
        f"<div class='norm inline-element'>{content}</div></div>"
    )


CONSOLIDATED = (
    "<html lang='en'><body><p class='reference'>02029R0042 — EN — 01.05.2031 — 001.001</p>"
    "<p class='title-doc-first'>REGULATION OF NOBODY</p><p class='title-division-1'>CHAPTER"
    " "
    "I</p><p class='modref'>▼B</p><div class='eli-subdivision' id='art_1'>"
    "<p class='title-article-norm'>Article 1</p><div class='eli-title'>"
    "<p class='stitle-article-norm'>Words</p></div>"
    + _no("1.", "A ‘lamp’ is a ►M1 vessel ◄ that glows.")
    + _no("2.", _n("A wick is a string with patience."))
    + "</div><div id='art_2'><p class='title-article-norm'>Article 2</p>"
    "<p class='stitle-article-norm'>Makers</p>"
    + _no(
        "1.",
        "The maker trims the wick:"
        + _grid("(a)", _n("at noon, with 10 000 strokes;"))
        + _grid(
            "(b)",
            _n("at midnight:")
            + _grid("(i)", _n("under a roof in rain;"))
            + "<p class='modref'>▼M1</p>"
            + _grid("(ii)", _n("under a coat in snow.")),
        )
        + _n("Both need scissors."),
    )
    + _no("2.", "The maker stores oil.")
    + _n("Where oil is short, the maker:")
    + _grid("(a)", _n("asks a neighbour;"))
    + _grid("(b)", _n("goes to bed."))
    + "<p class='modref'>▼M1</p>"
    + _no("3.", "The glass is green.")
    + _no("4.", _n("—————"))
    + "<p class='modref'>▼M1</p><p class='title-article-norm'>Article 5</p>"
    + _no("1.", "Mirrors are polished.")
    + "</div><p class='title-article-norm'>Article 3</p>"
    + _n("Lamps are equal.")
    + _n("Some glow more equally.")
    + "<div id='anx_I'><hr class='separator-annex'/><p class='title-annex-1'>ANNEX I</p>"
    "<p class='title-annex-2'>Kinds of lamps</p>"
    + _n("The lamps are these:")
    + "<p class='title-gr-seq-level-1'>Section A. Small lamps</p>"
    + _grid("1.", _n("candle;"))
    + _grid("2.", _n("lantern."))
    + "</div></body></html>"
)
