"""The container of a seal: a signature with its certificates, perhaps a time stamp.

A signature covers the paper, not the container it lies in. So each byte of the container
is accounted for here in another way: the encoding has one form, each number has the value
it must have, each certificate is bound by the signature or by the certificate of its
issuer, and what is left over is zeros. Whatever is not so is a flaw.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from asn1crypto import cms, core, tsp, x509
from cryptography import x509 as strict_x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from compliance.language.words import quoted
from compliance.services.seal import der
from compliance.services.seal.certificate import fingerprint, holder, issuer

LARGEST: Final = 1 << 18
"""Most bytes of a container."""
MOST_CERTIFICATES: Final = 24
DIGESTS: Final = {
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
    "sha3_256": hashlib.sha3_256,
    "sha3_384": hashlib.sha3_384,
    "sha3_512": hashlib.sha3_512,
}
"""Digests that are safe to sign."""
OF_STAMP: Final = "its time stamp: "
"""How a flaw of a time stamp begins."""
_HEX: Final = re.compile(rb"[0-9A-F]+|[0-9a-f]+")
_STAMP: Final = "signature_time_stamp_token"

Digest = Callable[[str], bytes]
"""Gives the digest of what is signed, by the name of the algorithm."""


class FlawError(Exception):
    """A container is not as its signer made it, or not safe; says why."""


@dataclass(frozen=True)
class Stamp:
    """A time stamp: when an authority saw the signature."""

    at: datetime.datetime
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]


@dataclass(frozen=True)
class Container:
    """A container that was checked."""

    certificate: x509.Certificate
    """Of the signer."""
    others: tuple[x509.Certificate, ...]
    stamp: Stamp | None
    in_order: bool
    """Whether its certificates stand in the order that this program keeps."""
    capital: bool
    """Whether its digits are written in capitals, as this program writes them."""
    loose: tuple[str, ...]
    """Certificates inside that neither the signature binds nor a certificate at hand."""


def check_seal(written: bytes, digest: Digest, known: Sequence[bytes] = ()) -> Container:
    """Check the container of a seal.

    Args:
        written: what stands between the angle brackets in the file.
        digest: gives the digest of the paper.
        known: certificates at hand, in DER, that may have issued those inside.

    Raises:
        FlawError: it is not as it was made, or not safe.
    """
    with _flaws():
        parts = _Parts(_unwrap(written), "data")
        if parts.content.native is not None:
            raise FlawError("it holds a text of its own instead of signing the paper")
        parts.check_signature(digest(parts.digest_name))
        loose, stamp = parts.loose(known), None
        token = _stamp_of(parts.info)
        if token is not None:
            stamp, inner = check_stamp(token.dump(), parts.info["signature"].native, known)
            loose = (*loose, *inner)
        return parts.container(stamp, loose, capital=written == written.upper())


def check_stamp(
    token: bytes, stamped: bytes, known: Sequence[bytes] = ()
) -> tuple[Stamp, tuple[str, ...]]:
    """Check a time stamp; returns it with the certificates in it that nothing binds.

    Args:
        token: the stamp as the authority gave it, in DER.
        stamped: what was stamped: the value of a signature.
        known: certificates at hand.

    Raises:
        FlawError: it is not as it was made, is not of these bytes, or is not safe.
    """
    with _flaws(OF_STAMP):
        der.check(token)
        parts = _Parts(token, "tst_info")
        text = parts.content.native
        if not isinstance(text, dict):
            raise FlawError("it does not say when it was made")
        parts.check_signature(_digest(parts.digest_name, parts.content.contents))
        imprint = parts.content.parsed["message_imprint"]
        name = imprint["hash_algorithm"]["algorithm"].native
        if imprint["hashed_message"].native != _digest(name, stamped):
            raise FlawError("it is the time stamp of something else")
        usage = parts.signer.extended_key_usage_value
        if usage is None or "time_stamping" not in usage.native:
            raise FlawError("it is not made with the certificate of a time-stamp authority")
        if not _is_void(parts.info["unsigned_attrs"]):
            raise FlawError("it holds something that no signature covers")
        stamp = Stamp(text["gen_time"], parts.signer, parts.others)
        return stamp, parts.loose(known)


@contextlib.contextmanager
def _flaws(before: str = "") -> Any:
    """Whatever a library makes of a damaged container is a flaw of it."""
    try:
        yield
    except FlawError as error:
        said = str(error)
        raise FlawError(said if said.startswith(OF_STAMP) else before + said) from None
    except der.NotDerError as error:
        raise FlawError(f"{before}it is not written as it must be ({error})") from None
    except RecursionError:
        raise FlawError(f"{before}it is nested too deeply") from None
    except Exception as error:  # noqa: BLE001 - libraries raise almost anything on damage
        raise FlawError(f"{before}it cannot be read ({type(error).__name__})") from None


def _unwrap(written: bytes) -> bytes:
    """The bytes of the container, without the room that was left over."""
    if len(written) > 2 * LARGEST:
        raise FlawError("it is larger than accepted")
    if len(written) % 2 or not _HEX.fullmatch(written):
        raise FlawError("it is not written in hexadecimal digits of one kind")
    content = bytes.fromhex(written.decode("ascii"))
    length = der.whole_length(content)
    if content[length:].strip(b"\x00"):
        raise FlawError("something stands in the room that was left over")
    der.check(content[:length])
    return content[:length]


def _digest(name: str, content: bytes) -> bytes:
    if name not in DIGESTS:
        raise FlawError(f"it uses the digest {name}, which is not accepted")
    return DIGESTS[name](content).digest()


def _is_void(value: Any) -> bool:
    return isinstance(value, core.Void)


class _Parts:
    """A container taken apart, each part checked where no signature covers it."""

    def __init__(self, content: bytes, kind: str) -> None:
        outer = cms.ContentInfo.load(content, strict=True)
        if outer["content_type"].native != "signed_data":
            raise FlawError("it is no signature")
        self._signed = signed = outer["content"]
        self._kind = kind
        inside = signed["encap_content_info"]
        if inside["content_type"].native != kind:
            raise FlawError("it signs something else")
        self.content: Any = inside["content"]
        if len(signed["signer_infos"]) != 1:
            raise FlawError("it has not exactly one signature")
        self.info = signed["signer_infos"][0]
        if not _is_void(signed["crls"]):
            raise FlawError("it holds something that no signature covers")
        choices = [] if _is_void(signed["certificates"]) else list(signed["certificates"])
        if len(choices) > MOST_CERTIFICATES or {item.name for item in choices} - {"certificate"}:
            raise FlawError("it holds too many certificates, or some of a strange kind")
        self.written = [item.chosen.dump() for item in choices]
        # Some programs write a certificate twice.
        alike = {item.chosen.dump(): item.chosen for item in choices}
        self.certificates: list[x509.Certificate] = list(alike.values())
        self.digest_name: str = self.info["digest_algorithm"]["algorithm"].native
        self.signer = self._find_signer()
        self.others = tuple(one for one in self.certificates if one is not self.signer)
        self._check_numbers()

    def _find_signer(self) -> x509.Certificate:
        """The certificate that the signature names."""
        named = self.info["sid"]
        if named.name != "issuer_and_serial_number":
            raise FlawError("it does not name its certificate by issuer and number")
        wanted = (named.chosen["issuer"].dump(), named.chosen["serial_number"].native)
        found = [
            one for one in self.certificates if (one.issuer.dump(), one.serial_number) == wanted
        ]
        if len(found) != 1:
            raise FlawError("the certificate of its signer is not in it")
        return found[0]

    def _check_numbers(self) -> None:
        """Numbers beside the signature that can have one value only."""
        signed, info = self._signed, self.info
        version = "v1" if self._kind == "data" else "v3"
        if (signed["version"].native, info["version"].native) != (version, "v1"):
            raise FlawError("it has another version than it must have")
        digest, way = info["digest_algorithm"], info["signature_algorithm"]
        named = [item["algorithm"].native for item in signed["digest_algorithms"]]
        if named != [self.digest_name] or self.digest_name not in DIGESTS:
            raise FlawError("it uses a digest that is not accepted, or names several")
        _check_plain(signed["digest_algorithms"][0])
        protected = _attribute(info["signed_attrs"], "cms_algorithm_protection")
        if protected is None:
            _check_plain(digest)
            _check_way(way)
        elif (
            protected["digest_algorithm"].contents != digest.contents
            or protected["signature_algorithm"].contents != way.contents
        ):
            raise FlawError("its algorithms are not those that were signed")

    def check_signature(self, digest: bytes) -> None:
        """Whether the signature is one of the digest, by the certificate it names."""
        intact, valid = validate_sig_integrity(self.info, self.signer, self._kind, digest)
        if not intact:
            raise FlawError("what was signed was changed")
        if not valid:
            raise FlawError("the signature was changed, or its certificate")

    def loose(self, known: Sequence[bytes]) -> tuple[str, ...]:
        """Certificates that nothing binds, by the names of holder and issuer.

        Raises:
            FlawError: a certificate was changed, or does not belong to the signer.
        """
        self._check_chain()
        bound = _bound_by_signature(self.info["signed_attrs"], self.certificates)
        issuers = [_load(one) for one in {*known, *(one.dump() for one in self.certificates)}]
        return tuple(
            f"{quoted(holder(one))} (issued by {quoted(issuer(one))})"
            for one in self.certificates
            if one.dump() not in known
            and fingerprint(one) not in bound
            and not _is_right(_load(one.dump()), issuers)
        )

    def _check_chain(self) -> None:
        """Each certificate has issued the signer's or one that leads to it."""
        loaded = [_load(one.dump()) for one in self.certificates]
        reached = {self.certificates.index(self.signer)}
        grows = True
        while grows:
            more = {
                at
                for at, by in enumerate(loaded)
                if at not in reached and any(is_issued_by(loaded[below], by) for below in reached)
            }
            reached |= more
            grows = bool(more)
        if len(reached) < len(loaded):
            raise FlawError("it holds a certificate that did not issue those below it")

    def container(self, stamp: Stamp | None, loose: tuple[str, ...], *, capital: bool) -> Container:
        """What was checked."""
        in_order = self.written == sorted(set(self.written))
        return Container(self.signer, self.others, stamp, in_order, capital, loose)


def _check_plain(algorithm: Any) -> None:
    """An algorithm that no signature covers is its identifier, with no more than a null."""
    identifier: bytes = algorithm["algorithm"].dump()
    if algorithm.contents not in {identifier, identifier + core.Null().dump()}:
        raise FlawError("it uses an algorithm with settings that no signature covers")


def _check_way(algorithm: Any) -> None:
    """A way of signing that no signature covers says nothing that does not count."""
    if algorithm["algorithm"].native != "rsassa_pss":
        _check_plain(algorithm)
        return
    settings = algorithm["parameters"]
    mask = settings["mask_gen_algorithm"]
    _check_plain(settings["hash_algorithm"])
    _check_plain(mask["parameters"])
    if mask["algorithm"].native != "mgf1" or settings["trailer_field"].native != "trailer_field_bc":
        raise FlawError("it uses an algorithm with strange settings")


def _attribute(attributes: Any, name: str) -> Any:
    """The one value of an attribute; nothing where there is none.

    Raises:
        FlawError: there are several.
    """
    if _is_void(attributes):
        return None
    found = [item["values"] for item in attributes if item["type"].native == name]
    if not found:
        return None
    if len(found) > 1 or len(found[0]) != 1:
        raise FlawError(f"it has several values of {name}")
    return found[0][0]


def _stamp_of(info: Any) -> Any:
    """The time stamp beside a signature; nothing else may stand there."""
    attributes = info["unsigned_attrs"]
    if _is_void(attributes):
        return None
    if {item["type"].native for item in attributes} != {_STAMP}:
        raise FlawError("it holds something that no signature covers")
    return _attribute(attributes, _STAMP)


def _bound_by_signature(attributes: Any, certificates: Iterable[x509.Certificate]) -> set[str]:
    """Fingerprints of the certificates whose digests were signed."""
    bound = set()
    for name, kind in (
        ("signing_certificate_v2", tsp.SigningCertificateV2),
        ("signing_certificate", tsp.SigningCertificate),
    ):
        value = _attribute(attributes, name)
        if value is None:
            continue
        for reference in kind.load(value.dump())["certs"]:
            digest = "sha1"
            if kind is tsp.SigningCertificateV2:
                digest = reference["hash_algorithm"]["algorithm"].native
            wanted = reference["cert_hash"].native
            bound |= {
                fingerprint(one)
                for one in certificates
                if hashlib.new(digest, one.dump(), usedforsecurity=False).digest() == wanted
            }
    return bound


def _load(certificate: bytes) -> strict_x509.Certificate:
    return strict_x509.load_der_x509_certificate(certificate)


def is_issued_by(certificate: strict_x509.Certificate, by: strict_x509.Certificate) -> bool:
    """Whether a certificate was signed with the key of another one."""
    try:
        certificate.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _is_right(certificate: strict_x509.Certificate, issuers: list[strict_x509.Certificate]) -> bool:
    """Whether a certificate is as its issuer made it; unknown where the issuer is not here.

    Raises:
        FlawError: its issuer is here and did not make it so.
    """
    above = [one for one in issuers if one.subject == certificate.issuer]
    if any(is_issued_by(certificate, one) for one in above):
        return True
    if above or _is_its_own_issuer(certificate):
        raise FlawError("a certificate in it was changed")
    return False


def _is_its_own_issuer(certificate: strict_x509.Certificate) -> bool:
    """Whether a certificate names no other key that signed it, as one at the top does."""
    try:
        names = certificate.extensions.get_extension_for_class(strict_x509.AuthorityKeyIdentifier)
    except strict_x509.ExtensionNotFound:
        return True
    try:
        own = certificate.extensions.get_extension_for_class(strict_x509.SubjectKeyIdentifier)
    except strict_x509.ExtensionNotFound:
        return False
    return names.value.key_identifier == own.value.digest
