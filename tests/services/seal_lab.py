"""What tests of seals need: an authority, keys, papers, a time-stamp service."""

from __future__ import annotations

import datetime
import functools
import http.server
import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pikepdf import Array, Dictionary, Name, String
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from compliance.documents.render.html import STYLES
from compliance.documents.render.paper import Embed, Fragment, Frame, Paper, Properties
from compliance.documents.render.press import Press
from compliance.services.clock import now
from compliance.services.seal.key import Secret, open_key
from compliance.services.seal.paper import read_paper
from compliance.services.seal.report import read_seals
from compliance.services.seal.sealing import Sealed, Wish, seal_paper

AT = datetime.datetime(2030, 6, 1, 9, 30, tzinfo=datetime.UTC)
PASSWORD = "correct horse"  # noqa: S105 - opens keys that are made here
PLACES = (("Sig1", "Signature: provider"), ("Sig2", "Signature: representative"))
DER = serialization.Encoding.DER
PLAIN = serialization.NoEncryption()


class Holder(NamedTuple):
    """A certificate with its private key."""

    key: Any
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(DER)

    @property
    def pkcs8(self) -> bytes:
        return self.key.private_bytes(DER, serialization.PrivateFormat.PKCS8, PLAIN)


@functools.cache
def new_key(kind: str, number: int = 0) -> Any:
    """A key; keys of RSA take long to make, so each is made once."""
    del number
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    if kind == "small":
        return rsa.generate_private_key(65537, 1024)  # noqa: S505 - to be refused
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key(ec.SECP256R1())


def certify(
    name: str,
    by: Holder | None = None,
    *,
    kind: str = "ec",
    organisation: str = "",
    authority: bool = False,
    signs: bool = True,
    uses: Sequence[x509.ObjectIdentifier] = (),
    days: tuple[int, int] = (-30, 300),
    extra: Sequence[x509.ExtensionType] = (),
) -> Holder:
    """Make a certificate, self-signed where nobody signs it."""
    key = new_key(kind, hash((name, organisation)))
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    subject = x509.Name(parts)
    names = "digital_signature content_commitment key_encipherment data_encipherment key_agreement"
    usage = dict.fromkeys([*names.split(), "key_cert_sign", "crl_sign"], False)
    usage |= {"encipher_only": False, "decipher_only": False}
    for allowed in (
        ["key_cert_sign", "crl_sign"] if authority else names.split()[: 2 if signs else 0]
    ):
        usage[allowed] = True
    usage["key_encipherment"] = not signs
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT + datetime.timedelta(days=days[0]))
        .not_valid_after(AT + datetime.timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
    )
    if uses:
        builder = builder.add_extension(x509.ExtendedKeyUsage(uses), critical=True)
    for extension in extra:
        builder = builder.add_extension(extension, critical=False)
    return Holder(key, builder.sign(by.key if by else key, hashes.SHA256()))


@functools.cache
def root() -> Holder:
    return certify("Test Root", authority=True, days=(-900, 900))


@functools.cache
def middle() -> Holder:
    key = root().certificate.public_key()
    named = x509.AuthorityKeyIdentifier.from_issuer_public_key(key)
    own = x509.SubjectKeyIdentifier.from_public_key(
        new_key("ec", hash(("Test Middle", ""))).public_key()
    )
    return certify("Test Middle", root(), authority=True, days=(-900, 900), extra=[named, own])


@functools.cache
def provider() -> Holder:
    return certify("李伟 Li Wei", middle(), organisation="Example Space Ltd")


@functools.cache
def representative() -> Holder:
    return certify("Maria Huber", middle(), kind="rsa", organisation="Huber Compliance GmbH")


@functools.cache
def stamp_authority() -> Holder:
    return certify("Test Stamps", root(), kind="rsa", uses=[ExtendedKeyUsageOID.TIME_STAMPING])


def store(
    path: Path, holder: Holder, chain: Sequence[Holder] = (), password: str = PASSWORD
) -> Path:
    """Write a PKCS#12 file."""
    protection = serialization.BestAvailableEncryption(password.encode()) if password else PLAIN
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"seal", holder.key, holder.certificate, [one.certificate for one in chain], protection
        )
    )
    return path


def key_files(folder: Path) -> tuple[Path, Path]:
    """The provider's key and the representative's, each with all that vouches for it."""
    chain = [middle(), root()]
    return (
        store(folder / "provider.p12", provider(), chain),
        store(folder / "representative.p12", representative(), chain),
    )


def keys_of_today(folder: Path) -> list[Path]:
    """Keys of both that are valid now, as commands find it by the clock."""
    from_day = (now() - AT).days
    days = (from_day - 2, from_day + 30)
    root = certify("Root of today", authority=True, days=days)
    made = []
    for name, house in (("李伟 Li Wei", "Example Space Ltd"), ("Maria Huber", "Huber GmbH")):
        holder = certify(name, root, organisation=house, days=days)
        made.append(store(folder / f"{house.split()[0]}.p12", holder, [root]))
    return made


def stamper(
    at: datetime.datetime = AT, holder: Holder | None = None, chain: Sequence[Holder] | None = None
) -> DummyTimeStamper:
    """A time-stamp authority within this process."""
    holder = holder or stamp_authority()
    registry = SimpleCertificateStore()
    registry.register_multiple(
        [asn1_x509.Certificate.load(one.der) for one in ([root()] if chain is None else chain)]
    )
    return DummyTimeStamper(
        tsa_cert=asn1_x509.Certificate.load(holder.der),
        tsa_key=keys.PrivateKeyInfo.load(holder.pkcs8),
        certs_to_embed=registry,
        fixed_dt=at,
    )


@contextmanager
def stamp_service(answer: Any = None, status: int = 200, made: Any = None) -> Iterator[str]:
    """A time-stamp authority on the web; yields its address."""
    made = made or stamper()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            reply = answer
            if answer is None:
                reply = made.request_tsa_response(tsp.TimeStampReq.load(asked)).dump()
            self.send_response(status)
            kind = "application/timestamp-reply" if answer is None else "text/html"
            self.send_header("Content-Type", kind)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/stamps"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def bare_paper(state: str = "final", places: Sequence[tuple[str, str]] = PLACES) -> bytes:
    """A small paper: tagged, one page, places to sign; of no profile."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    document.Root.MarkInfo = Dictionary(Marked=True)
    document.Root.StructTreeRoot = top = document.make_indirect(
        Dictionary(Type=Name.StructTreeRoot)
    )
    top.K = document.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Document, P=top, K=Array([]))
    )
    top.ParentTree = document.make_indirect(Dictionary(Nums=Array([])))
    document.docinfo["/Title"] = "A paper"
    document.docinfo["/Creator"] = "conformity 0.1.0"
    document.docinfo["/Keywords"] = f"conformity dossier, state:{state}"
    return with_places(document, places)


@functools.cache
def conforming_paper(embeds: tuple[Embed, ...] = ()) -> bytes:
    """A paper as the press makes it, which passes both profiles, with its places to sign."""
    rows = "".join(
        f'<tr><th scope="row">{label}</th><td data-sign="{name}" title="{label}"></td></tr>'
        for name, label in PLACES
    )
    body = (
        '<section><h1 data-running="Declaration">Declaration</h1><p>Signed by:</p>'
        '<table class="sign seals"><caption>Places</caption>'
        f"<tbody>{rows}</tbody></table></section>"
    )
    properties = Properties(
        "A paper",
        "Author",
        "Subject",
        ("conformity dossier", "state:final"),
        "conformity 0.1.0",
        AT,
    )
    fragments = (Fragment("f", body),)
    return Press().print(Paper(fragments, Frame("System", "CA-1"), embeds, properties, STYLES))


def with_places(document: pikepdf.Pdf, places: Sequence[tuple[str, str]]) -> bytes:
    """Put tagged signature fields on the first page."""
    page, top = document.pages[0].obj, document.Root.StructTreeRoot
    above = top.K[0] if isinstance(top.K, Array) else top.K
    numbers, kids, widgets = top.ParentTree.Nums, list(above.K), Array([])
    first = max([-1, *(int(one) for one in list(numbers)[0::2])]) + 1
    for at, (name, label) in enumerate(places):
        picture = document.make_stream(b"")
        picture.Type, picture.Subtype = Name.XObject, Name.Form
        picture.BBox = Array([0, 0, 240, 90])
        box = Array([300, 330 - 120 * at, 540, 420 - 120 * at])
        widget = document.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String(name),
                TU=String(label), Rect=box, F=4, P=page, StructParent=first + at,
                AP=Dictionary(N=picture),
            )
        )  # fmt: skip
        element = document.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Form, P=above, Pg=page, Alt=String(label))
        )
        element.K = Dictionary(Type=Name.OBJR, Obj=widget, Pg=page)
        kids.append(element)
        numbers.append(first + at)
        numbers.append(element)
        widgets.append(widget)
    above.K = Array(kids)
    top.ParentTreeNextKey = first + len(places)
    page.Annots, page.Tabs = widgets, Name.S
    document.Root.AcroForm = Dictionary(Fields=widgets, SigFlags=0)
    target = io.BytesIO()
    document.save(
        target,
        deterministic_id=True,
        min_version="1.7",
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return target.getvalue()


def seal(
    content: bytes, path: Path, wish: Wish | None = None, at: datetime.datetime = AT
) -> Sealed:
    """Seal with a PKCS#12 file."""
    paper = read_paper(content, "paper.pdf", at)
    with open_key(str(path), Secret(PASSWORD), at) as key:
        return seal_paper(paper, key, wish or Wish(), at=at)


def read(content: bytes, *trust: Holder, at: datetime.datetime = AT) -> Any:
    return read_seals(content, [one.der for one in trust], at=at)


def codes(content: bytes, *trust: Holder) -> list[str]:
    """Codes of the problems that reading finds."""
    return [problem.code for problem in read(content, *trust).problems]
