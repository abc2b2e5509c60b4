"""A key on a token: a smart card, a USB stick, a hardware module, by PKCS#11.

The key never leaves the token. A URI by RFC 7512 says which token and which key; the
module, a library of the maker of the token, is named in it too.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, unquote_to_bytes

import pkcs11
from asn1crypto import x509
from pkcs11 import Attribute, Mechanism, ObjectClass, TokenFlag
from pkcs11 import exceptions as refused
from pyhanko.sign.pkcs11 import PKCS11Signer

from compliance.data.files import read_bytes
from compliance.errors import ConformityError, fail
from compliance.services.seal.key import (
    LARGEST,
    SCHEME,
    Key,
    Secret,
    bad_key,
    chain_of,
    no_private_key,
    wrong_password,
)

SHOWN: Final = 5
_PATH: Final = frozenset(
    {
        "token", "manufacturer", "model", "serial", "object", "id", "type",
        "library-manufacturer", "library-description", "library-version",
        "slot-id", "slot-manufacturer", "slot-description",
    }
)  # fmt: skip
_QUERY: Final = frozenset({"module-path", "module-name", "pin-source", "pin-value"})
_USED: Final = frozenset({"token", "manufacturer", "model", "serial", "object", "id", "slot-id"})
_EXAMPLE: Final = "pkcs11:token=Company;object=seal?module-path=FILE"


@dataclass(frozen=True)
class Uri:
    """What a PKCS#11 URI says."""

    module: str
    wanted: dict[str, bytes]
    pin_source: str
    plain: str
    """The URI without what is secret, for messages."""


def parse_uri(text: str) -> Uri:
    """Read a PKCS#11 URI.

    Raises:
        ConformityError: ``seal.key`` or ``seal.pin-shown``.
    """
    path, _, query = text[len(SCHEME) :].partition("?")
    shown = SCHEME + path[:200]
    wanted = _attributes(path, ";", _PATH, shown)
    asked = _attributes(query, "&", _QUERY, shown)
    if "pin-value" in asked:
        raise fail(
            shown,
            "seal.pin-shown",
            "The PIN stands on the command line, where others can read it.",
            "Leave pin-value out, and change the PIN if others could have seen it.",
        )
    module = asked.get("module-path", b"").decode("utf-8", "replace")
    if not module:
        hint = f"Name the library of the maker: {_EXAMPLE}"
        raise bad_key(shown, "It does not say by which module the token is reached.", hint)
    source = asked.get("pin-source", b"").decode("utf-8", "replace")
    return Uri(module, wanted, source, shown)


def _attributes(text: str, between: str, known: frozenset[str], shown: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for part in filter(None, text.split(between)):
        name, equals, value = part.partition("=")
        if not equals or name not in known or name in found:
            message = f"“{unquote(name)[:40]}” cannot stand there, or stands there twice."
            raise bad_key(shown, message, f"Write it like {_EXAMPLE}")
        found[name] = unquote_to_bytes(value)
    return found


@contextlib.contextmanager
def open_token(text: str, secret: Secret) -> Iterator[Key]:
    """Open the key that a URI names, and close the token afterwards.

    Raises:
        ConformityError: ``seal.key``, ``seal.password``, ``seal.pin-shown``,
            ``seal.no-private-key``; ``file.missing`` and the like for a PIN file.
    """
    uri = parse_uri(text)
    token = _find_token(uri)
    session = _log_in(uri, token, secret)
    try:
        yield _find_key(uri, token, session)
    except refused.PKCS11Error as error:
        raise _from_token(uri, error) from None
    finally:
        with contextlib.suppress(refused.PKCS11Error):
            session.close()


def _from_token(uri: Uri, error: Exception) -> ConformityError:
    said = str(error).strip() or _words(type(error).__name__)
    return bad_key(uri.plain, f"The token refused: {said}.", "See what its maker says about that.")


def _words(name: str) -> str:
    return " ".join(re.findall(r"[A-Z][a-z0-9]*", name)).lower() or name


def _find_token(uri: Uri) -> Any:
    if not Path(uri.module).is_file():
        hint = "Check the path; the maker of the token says where its library lies."
        raise bad_key(uri.plain, f"There is no module {uri.module[:200]}.", hint)
    try:
        slots = pkcs11.lib(uri.module).get_slots(token_present=True)
        found = [slot.get_token() for slot in slots if _is_slot(slot, uri)]
        tokens = [token for token in found if TokenFlag.TOKEN_INITIALIZED in token.flags]
    except (refused.PKCS11Error, RuntimeError, OSError) as error:
        hint = "Check that it is a PKCS#11 library for this computer, and that it is set up."
        said = str(error).strip() or _words(type(error).__name__)
        raise bad_key(uri.plain, f"The module cannot be used: {said}.", hint) from None
    fitting = [token for token in tokens if _is_token(token, uri)]
    if len(fitting) == 1:
        return fitting[0]
    labels = ", ".join(sorted(str(token.label) for token in fitting or tokens)[:SHOWN]) or "none"
    message = "Several tokens fit." if fitting else "There is no such token."
    hint = f"Tokens that are there: {labels}. Name one with token= or serial=."
    raise bad_key(uri.plain, message, hint)


def _is_slot(slot: Any, uri: Uri) -> bool:
    wanted = uri.wanted.get("slot-id")
    return wanted is None or wanted.decode("ascii", "replace") == str(slot.slot_id)


def _is_token(token: Any, uri: Uri) -> bool:
    has = {
        "token": token.label,
        "serial": token.serial,
        "manufacturer": token.manufacturer_id,
        "model": token.model,
    }
    return all(
        _plain(value) == uri.wanted[name].decode("utf-8", "replace")
        for name, value in has.items()
        if name in uri.wanted
    )


def _plain(value: Any) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text.rstrip(" \x00")


def _log_in(uri: Uri, token: Any, secret: Secret) -> Any:
    """A session in which the private key can be used."""
    pin = _pin(uri, token, secret)
    try:
        return token.open(user_pin=pin)
    except (refused.PinIncorrect, refused.PinInvalid, refused.PinLenRange):
        raise wrong_password(uri.plain, "The PIN is wrong; too many wrong ones lock it.") from None
    except (refused.PinLocked, refused.PinExpired) as error:
        raise wrong_password(
            uri.plain, f"The token says: {_words(type(error).__name__)}."
        ) from None
    except refused.PKCS11Error as error:
        raise _from_token(uri, error) from None


def _pin(uri: Uri, token: Any, secret: Secret) -> Any:
    if TokenFlag.PROTECTED_AUTHENTICATION_PATH in token.flags:
        return pkcs11.PROTECTED_AUTH  # typed on a pad of its own
    if secret.given is not None:
        return secret.given
    if uri.pin_source:
        path = Path(unquote(uri.pin_source.removeprefix("file://").removeprefix("file:")))
        lines = read_bytes(path, LARGEST).decode("utf-8", "replace").splitlines()
        return lines[0] if lines else ""
    typed = secret.ask(f"PIN of the token {_plain(token.label)}")
    if typed is None:
        raise wrong_password(uri.plain, "The token needs a PIN, and nobody can be asked.")
    return typed


def _find_key(uri: Uri, token: Any, session: Any) -> Key:
    """The private key that is named, or the only one, with its certificate."""
    query: dict[Any, Any] = {}
    if "object" in uri.wanted:
        query[Attribute.LABEL] = uri.wanted["object"].decode("utf-8", "replace")
    if "id" in uri.wanted:
        query[Attribute.ID] = uri.wanted["id"]
    private = list(
        session.get_objects(
            {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.SIGN: True, **query}
        )
    )
    if len(private) != 1:
        message = "Several keys fit." if private else "There is no such private key that signs."
        raise no_private_key(uri.plain, message, "Name one with object= or id=.")
    number = private[0][Attribute.ID]
    certificates = list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}))
    own = [one for one in certificates if one[Attribute.ID] == number]
    if len(own) != 1:
        raise no_private_key(
            uri.plain,
            "The token holds no certificate, or several, under the id of the key.",
            "Put the certificate of the key on the token, under the same id.",
        )
    certificate = x509.Certificate.load(own[0][Attribute.VALUE])
    chain = chain_of(
        certificate, [x509.Certificate.load(one[Attribute.VALUE]) for one in certificates]
    )
    signer = PKCS11Signer(
        session,
        ca_chain=chain,
        key_id=number,
        cert_id=number,
        use_raw_mechanism=_needs_digest(token, certificate),
    )
    return Key(signer, certificate, chain)


def _needs_digest(token: Any, certificate: x509.Certificate) -> bool:
    """Whether the token signs digests only, and cannot make them."""
    able = token.slot.get_mechanisms()
    if certificate.public_key.algorithm == "ec":
        return Mechanism.ECDSA_SHA256 not in able
    return Mechanism.SHA256_RSA_PKCS not in able
