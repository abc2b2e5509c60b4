"""Pictures with content credentials, made and signed here."""

from __future__ import annotations

import datetime
import functools
import io
import json
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from PIL import Image

GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
TAKEN = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
_FROM = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def picture() -> bytes:
    """A small picture without credentials."""
    held = io.BytesIO()
    Image.new("RGB", (16, 16), "teal").save(held, "JPEG")
    return held.getvalue()


def marked(source: str = GENERATED, address: str = "") -> bytes:
    """The same with signed credentials that name its source, inside or at an address."""
    import c2pa

    manifest = {
        "claim_generator_info": [{"name": "Lanxi Studio", "version": "2.1"}],
        "format": "image/jpeg",
        "title": "picture",
        "assertions": [
            {
                "label": "c2pa.actions",
                "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": source}]},
            }
        ],
    }
    builder, made = c2pa.Builder(json.dumps(manifest)), io.BytesIO()
    if address:
        builder.set_no_embed()
        builder.set_remote_url(address)
    chain, key = _signer()
    info = c2pa.C2paSignerInfo(alg=b"es256", sign_cert=chain, private_key=key, ta_url=None)
    builder.sign(c2pa.Signer.from_info(info), "image/jpeg", io.BytesIO(picture()), made)
    return made.getvalue()


@functools.cache
def _signer() -> tuple[bytes, bytes]:
    root, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("Root", root, None, root)
    leaf = _certificate("Marks", key, authority, root)
    chain = b"".join(item.public_bytes(serialization.Encoding.PEM) for item in (leaf, authority))
    return chain, key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _certificate(name: str, key: Any, issuer: x509.Certificate | None, by: Any) -> x509.Certificate:
    called = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Lanxi"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    ca = issuer is None
    usage = [False] * 9
    usage[5] = usage[6] = ca
    usage[0] = not ca
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(issuer.subject if issuer else called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_FROM + datetime.timedelta(days=7300))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(*usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False
        )
    )
    if not ca:
        mail = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        made = made.add_extension(mail, critical=True)
    return made.sign(by, hashes.SHA256())
