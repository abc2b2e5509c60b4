"""What a certificate says: whose it is, who issued it, what for, and until when."""

from __future__ import annotations

import datetime
import hashlib
from typing import Any, Final

from asn1crypto import core, x509

QC_STATEMENTS: Final = "1.3.6.1.5.5.7.1.3"
_STATED: Final = {
    "0.4.0.1862.1.1": "qualified certificate",
    "0.4.0.1862.1.4": "private key in a qualified device",
    "0.4.0.1862.1.6.1": "for electronic signatures",
    "0.4.0.1862.1.6.2": "for electronic seals",
}
"""Statements that issuers make in certificates, by their object identifiers."""
SMALLEST_RSA: Final = 2048
OTHER_USES: Final = frozenset({"server_auth", "code_signing", "time_stamping", "ocsp_signing"})
"""Extended uses none of which is signing a paper."""
LONGEST_NAME: Final = 200
"""Characters of a name that are kept."""


class _Statement(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields = [("id", core.ObjectIdentifier), ("info", core.Any, {"optional": True})]  # noqa: RUF012


class _Statements(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Statement


class _Identifiers(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.ObjectIdentifier


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate."""
    return hashlib.sha256(certificate.dump()).hexdigest()


def name_of(name: x509.Name, *kinds: str) -> str:
    """A part of a name, the first of the kinds that it has; empty where it has none."""
    native: dict[str, Any] = name.native
    for kind in kinds:
        value = native.get(kind)
        if isinstance(value, list):
            value = value[0] if value else ""
        if value:
            return str(value)[:LONGEST_NAME]
    return ""


def holder(certificate: x509.Certificate) -> str:
    """Whose certificate it is: the common name, or the best that stands there instead."""
    return name_of(
        certificate.subject, "common_name", "organization_name", "email_address", "serial_number"
    )


def organisation(certificate: x509.Certificate) -> str:
    """The organisation that the certificate names."""
    return name_of(certificate.subject, "organization_name")


def issuer(certificate: x509.Certificate) -> str:
    """Who issued it."""
    return name_of(certificate.issuer, "common_name", "organization_name")


def is_self_signed(certificate: x509.Certificate) -> bool:
    """Whether nobody but its holder vouches for it."""
    return bool(certificate.subject.dump() == certificate.issuer.dump())


def validity(certificate: x509.Certificate) -> tuple[datetime.datetime, datetime.datetime]:
    """From when and until when it is valid."""
    times = certificate["tbs_certificate"]["validity"]
    return times["not_before"].native, times["not_after"].native


def why_not_for_signing(certificate: x509.Certificate) -> str:
    """Why papers cannot be sealed with a certificate; empty where they can."""
    if certificate.ca and not is_self_signed(certificate):
        return "It is the certificate of an authority, which signs certificates."
    usage = certificate.key_usage_value
    if usage is not None and not {"digital_signature", "non_repudiation"} & usage.native:
        return "Its issuer allows other uses than signing."
    extended = certificate.extended_key_usage_value
    if extended is not None and set(extended.native) <= OTHER_USES:
        return "Its issuer allows it for other things than signing papers."
    key = certificate.public_key
    if key.algorithm not in {"rsa", "ec"}:
        return f"Its key is of the kind {key.algorithm}; RSA and elliptic curves can be used."
    if key.algorithm == "rsa" and key.bit_size < SMALLEST_RSA:
        return f"Its key has {key.bit_size} bits; {SMALLEST_RSA} are needed."
    return ""


def stated(certificate: x509.Certificate) -> tuple[str, ...]:
    """What its issuer states in it about its kind, as far as it can be read.

    It is repeated, not checked: whether an issuer may state that, a list of trusted
    issuers says, which is not asked here.
    """
    try:
        value = next(
            item["extn_value"].contents
            for item in certificate["tbs_certificate"]["extensions"]
            if item["extn_id"].dotted == QC_STATEMENTS
        )
        found: list[str] = []
        for statement in _Statements.load(value):
            found.append(statement["id"].dotted)
            if found[-1] == "0.4.0.1862.1.6":
                found += [item.dotted for item in _Identifiers.load(statement["info"].dump())]
    except (StopIteration, ValueError, TypeError, KeyError):
        return ()
    return tuple(_STATED[item] for item in found if item in _STATED)
