"""The XMP packet, which says that a file is PDF/A-3a and PDF/UA-1 at once."""

from __future__ import annotations

from html import escape
from typing import Final

from compliance.documents.render.paper import Properties

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_EXTENSION: Final = "http://www.aiim.org/pdfa/ns/extension/"
_SCHEMA: Final = "http://www.aiim.org/pdfa/ns/schema#"
_PROPERTY: Final = "http://www.aiim.org/pdfa/ns/property#"
_UA: Final = "http://www.aiim.org/pdfua/ns/id/"
_DECLARED: Final = (
    f'<rdf:Description rdf:about="" xmlns:pdfaExtension="{_EXTENSION}" '
    f'xmlns:pdfaSchema="{_SCHEMA}" xmlns:pdfaProperty="{_PROPERTY}">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    f"<pdfaSchema:namespaceURI>{_UA}</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name>"
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of ISO 14289 the document conforms to"
    "</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
"""Declares to PDF/A what says that the file is PDF/UA."""


def packet(properties: Properties, producer: str) -> bytes:
    """The packet of a file with these properties.

    Args:
        properties: the same as in the dictionary of properties.
        producer: what made the PDF.
    """
    at = properties.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    keywords = ", ".join(properties.keywords)
    parts = [
        _about("pdfaid", "http://www.aiim.org/pdfa/ns/id/", part="3", conformance="A"),
        _about("pdfuaid", _UA, part="1"),
        _about("pdf", "http://ns.adobe.com/pdf/1.3/", Producer=producer, Keywords=keywords),
        _dublin_core(properties),
        _about(
            "xmp",
            "http://ns.adobe.com/xap/1.0/",
            CreatorTool=properties.creator,
            CreateDate=at,
            ModifyDate=at,
        ),
        _DECLARED,
    ]
    return "\n".join(
        [
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
            f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">',
            *parts,
            "</rdf:RDF></x:xmpmeta>",
            '<?xpacket end="r"?>',
        ]
    ).encode()


def _about(prefix: str, space: str, **values: str) -> str:
    given = " ".join(f'{prefix}:{name}="{escape(value)}"' for name, value in values.items())
    return f'<rdf:Description rdf:about="" xmlns:{prefix}="{space}" {given}/>'


def _dublin_core(properties: Properties) -> str:
    title = f'<rdf:li xml:lang="x-default">{escape(properties.title)}</rdf:li>'
    subject = f'<rdf:li xml:lang="x-default">{escape(properties.subject)}</rdf:li>'
    author = f"<rdf:li>{escape(properties.author)}</rdf:li>" if properties.author else ""
    creator = f"<dc:creator><rdf:Seq>{author}</rdf:Seq></dc:creator>" if author else ""
    return (
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title><rdf:Alt>{title}</rdf:Alt></dc:title>{creator}"
        f"<dc:description><rdf:Alt>{subject}</rdf:Alt></dc:description></rdf:Description>"
    )
