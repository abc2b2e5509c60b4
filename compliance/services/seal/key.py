"""Opening the key that seals: a PKCS#12 file, or a token by its PKCS#11 URI.

The password or PIN comes from a file, from the environment or from a person who is
asked. It never stands on the command line, where other users of the machine and the
history of the shell would see it.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from compliance.data.files import read_bytes
from compliance.errors import ConformityError, fail
from compliance.services.seal.library import require

LARGEST: Final = 1 << 20
"""Most bytes of a file with a key."""
SCHEME: Final = "pkcs11:"

Ask = Callable[[str], str | None]
"""Asks a person for a password; is given what it is for. Nobody there: nothing."""


def nobody(_what: str) -> str | None:
    """Asks nobody."""
    return None


@dataclass(frozen=True)
class Secret:
    """Where the password or PIN of a key comes from."""

    given: str | None = None
    """Read from a file or the environment."""
    ask: Ask = nobody


@dataclass(frozen=True)
class Key:
    """A key that is open, with its certificate and those that vouch for it."""

    signer: Any
    """What signs: the signer of the library."""
    certificate: Any
    chain: tuple[Any, ...]


@contextlib.contextmanager
def open_key(store: str, secret: Secret, at: datetime.datetime) -> Iterator[Key]:
    """Open a key for as long as it is needed.

    Args:
        store: path of a PKCS#12 file, or a PKCS#11 URI (RFC 7512).
        secret: where its password or PIN comes from.
        at: the present moment, at which its certificate must be valid.

    Raises:
        ConformityError: ``seal.not-installed``, ``seal.key``, ``seal.password``,
            ``seal.pin-shown``, ``seal.no-private-key``, ``seal.expired``,
            ``seal.not-for-signing``; ``file.missing``, ``file.unreadable``,
            ``file.too-large``.
    """
    require(store)
    if store.lower().startswith(SCHEME):
        from compliance.services.seal.token import open_token  # noqa: PLC0415 - needs the extra

        with open_token(store, secret) as key:
            _check(store, key, at)
            yield key
        return
    key = _from_file(Path(store), secret)
    _check(store, key, at)
    yield key


def secret_of(path: Path | None, environment: str | None, ask: Ask) -> Secret:
    """Where a password comes from: a file before the environment before a person.

    Args:
        path: file whose first line it is.
        environment: value of the variable that may hold it.
        ask: asks a person.

    Raises:
        ConformityError: ``file.missing``, ``file.unreadable``, ``file.too-large``,
            ``file.not-utf8``.
    """
    if path is None:
        return Secret(environment, ask)
    try:
        text = read_bytes(path, LARGEST).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise fail(
            str(path), "file.not-utf8", "It is not encoded as UTF-8.", "Save it as UTF-8."
        ) from None
    return Secret(text.splitlines()[0] if text else "", ask)


def wrong_password(place: str, message: str) -> ConformityError:
    """The error for a password or PIN that opens nothing."""
    return fail(
        place,
        "seal.password",
        message,
        "Type it when asked, or give --pin-file FILE or CONFORMITY_SEAL_PIN.",
    )


def bad_key(place: str, message: str, hint: str) -> ConformityError:
    """The error for a store that cannot be used."""
    return fail(place, "seal.key", message, hint)


def no_private_key(place: str, message: str, hint: str) -> ConformityError:
    """The error for a store without a key that can sign."""
    return fail(place, "seal.no-private-key", message, hint)


def _from_file(path: Path, secret: Secret) -> Key:
    content = read_bytes(path, LARGEST)
    _check_form(path, content)
    opened = None
    for password in _passwords(path, secret):
        opened = _unlock(path, content, password)
        if opened is not None:
            break
    if opened is None:
        raise wrong_password(str(path), "The password does not open it.")
    private, certificate, others = opened
    if private is None or certificate is None:
        raise no_private_key(
            str(path),
            "It holds no private key with its certificate.",
            "Export both together, as PKCS#12.",
        )
    return _key_in_memory(private, certificate, others)


def _passwords(path: Path, secret: Secret) -> Iterator[str | None]:
    """What to try: what was given; or none, and then what a person types."""
    if secret.given is not None:
        yield secret.given
        return
    yield from (None, "")
    typed = secret.ask(f"Password of {path.name}")
    if typed is None:
        raise wrong_password(str(path), "It needs a password, and nobody can be asked.")
    yield typed


def _check_form(path: Path, content: bytes) -> None:
    """Whether it is PKCS#12 at all, so that nobody looks for another password."""
    from asn1crypto import pkcs12  # noqa: PLC0415 - needs the extra

    try:
        right = pkcs12.Pfx.load(content, strict=True)["version"].native == "v3"
    except (ValueError, TypeError, KeyError):
        right = False
    if not right:
        hint = "Give a PKCS#12 file (.p12 or .pfx), or a token as pkcs11:..."
        raise bad_key(str(path), "It is no PKCS#12 file.", hint)


def _unlock(path: Path, content: bytes, password: str | None) -> Any:
    """Key, certificate and further certificates; nothing where the password is wrong."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - needs the extra
    from cryptography.hazmat.primitives.serialization import pkcs12  # noqa: PLC0415

    try:
        return pkcs12.load_key_and_certificates(
            content, None if password is None else password.encode("utf-8")
        )
    except UnsupportedAlgorithm as error:
        hint = "Export it again with AES; openssl does it with -legacy for reading."
        raise bad_key(str(path), f"It is protected in an old way: {error}.", hint) from None
    except (ValueError, TypeError):
        return None


def _key_in_memory(private: Any, certificate: Any, others: Iterable[Any]) -> Key:
    from asn1crypto import keys, x509  # noqa: PLC0415 - needs the extra
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415

    content = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    der = [one.public_bytes(serialization.Encoding.DER) for one in (certificate, *others)]
    own, *rest = [x509.Certificate.load(one) for one in der]
    chain = chain_of(own, rest)
    registry = SimpleCertificateStore()
    registry.register_multiple(chain)
    signer = SimpleSigner(own, keys.PrivateKeyInfo.load(content), registry)
    return Key(signer, own, chain)


def chain_of(certificate: Any, others: Iterable[Any]) -> tuple[Any, ...]:
    """Those certificates of a store that vouch for one of them, the nearest first.

    Others would be no part of the signature; they are left in the store.
    """
    from cryptography import x509  # noqa: PLC0415 - needs the extra

    from compliance.services.seal.container import is_issued_by  # noqa: PLC0415

    left = {one.dump(): one for one in others if one.dump() != certificate.dump()}
    found: list[Any] = []
    below = x509.load_der_x509_certificate(certificate.dump())
    while True:
        above = next(
            (one for one in left if is_issued_by(below, x509.load_der_x509_certificate(one))), None
        )
        if above is None:
            return tuple(found)
        found.append(left.pop(above))
        below = x509.load_der_x509_certificate(above)


def _check(place: str, key: Key, at: datetime.datetime) -> None:
    """Refuse a certificate that is not valid now, or not meant for signing."""
    from compliance.services.seal import certificate as named  # noqa: PLC0415 - needs the extra

    before, after = named.validity(key.certificate)
    holder = named.holder(key.certificate)
    if not before <= at <= after:
        when = f"expired on {after:%Y-%m-%d}" if at > after else f"begins on {before:%Y-%m-%d}"
        raise fail(
            place,
            "seal.expired",
            f"The certificate of {holder} {when}.",
            "Use one that is valid now; check the clock of this computer.",
        )
    if why := named.why_not_for_signing(key.certificate):
        raise fail(
            place,
            "seal.not-for-signing",
            f"The certificate of {holder} cannot seal a paper. {why}",
            "Use a certificate for signatures or seals.",
        )
