"""Opening the key: files and tokens, passwords, what cannot seal."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from compliance.errors import ConformityError
from compliance.services.seal.key import Secret, open_key, secret_of
from compliance.services.seal.paper import read_paper
from compliance.services.seal.sealing import Wish, seal_paper
from tests.services import seal_lab as lab

CHAIN = (lab.middle, lab.root)
MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
MODULE = next((path for path in MODULES if Path(path).exists()), "")
PIN = "5678"
needs_softhsm = pytest.mark.skipif(
    not MODULE or shutil.which("softhsm2-util") is None,
    reason="no SoftHSM (apt-get install softhsm2)",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def path(folder):
    return lab.store(folder / "provider.p12", lab.provider(), [one() for one in CHAIN])


def opened(store, secret, at=lab.AT):
    with open_key(str(store), secret, at) as key:
        return key


def refused(store, secret, at=lab.AT):
    with pytest.raises(ConformityError) as caught:
        opened(store, secret, at)
    return caught.value


def test_a_file_gives_its_key_with_those_that_vouch_for_it(path):
    key = opened(path, Secret(lab.PASSWORD))
    assert key.certificate.dump() == lab.provider().der
    assert [one.dump() for one in key.chain] == [lab.middle().der, lab.root().der]


def test_certificates_that_vouch_for_others_stay_in_the_file(folder):
    mixed = [lab.representative(), lab.root(), lab.middle(), lab.certify("Somebody Else")]
    store = lab.store(folder / "mixed.p12", lab.provider(), mixed)
    chain = opened(store, Secret(lab.PASSWORD)).chain
    assert [one.dump() for one in chain] == [lab.middle().der, lab.root().der]


def test_somebody_is_asked_only_where_a_password_is_needed_and_not_given(folder, path):
    asked = []

    def ask(what):
        asked.append(what)
        return lab.PASSWORD

    opened(path, Secret(None, ask))
    assert asked == ["Password of provider.p12"]
    bare = lab.store(folder / "bare.p12", lab.provider(), password="")
    opened(bare, Secret(None, ask))
    opened(path, Secret(lab.PASSWORD, ask))
    assert len(asked) == 1


@pytest.mark.parametrize(
    "secret", [Secret("wrong"), Secret(""), Secret(None), Secret(None, lambda _: "wrong")]
)
def test_a_wrong_password_is_called_so(path, secret):
    error = refused(path, secret)
    assert error.code == "seal.password"
    assert lab.PASSWORD not in str(error)


def test_a_password_comes_from_a_file_before_the_environment(tmp_path):
    file = tmp_path / "pin"
    file.write_text("from the file\nsecond line\n", encoding="utf-8")
    assert secret_of(file, "from the environment", str).given == "from the file"
    assert secret_of(None, "from the environment", str).given == "from the environment"
    assert secret_of(None, None, str).given is None
    file.write_bytes(b"")
    assert secret_of(file, None, str).given == ""
    for content, code in ((b"\xff\xfe", "file.not-utf8"), (None, "file.missing")):
        if content is None:
            file.unlink()
        else:
            file.write_bytes(content)
        with pytest.raises(ConformityError) as caught:
            secret_of(file, None, str)
        assert caught.value.code == code


def test_a_file_without_a_private_key_is_called_so(folder):
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    only = folder / "only.p12"
    only.write_bytes(
        pkcs12.serialize_key_and_certificates(
            None, None, None, [lab.provider().certificate], NoEncryption()
        )
    )
    assert refused(only, Secret("")).code == "seal.no-private-key"


@pytest.mark.parametrize("content", [b"", b"text", b"\x30\x03\x02\x01\x03", b"\x30\x80" * 90])
def test_what_is_no_key_is_called_so_and_nobody_is_asked(tmp_path, content):
    file = tmp_path / "some.p12"
    file.write_bytes(content)

    def ask(_):
        raise AssertionError

    assert refused(file, Secret(None, ask)).code == "seal.key"


def test_a_file_that_is_not_there_is_called_so(tmp_path):
    assert refused(tmp_path / "none.p12", Secret("")).code == "file.missing"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lab.middle, "certificate of an authority"),
        (lambda: lab.certify("Not signing", lab.middle(), signs=False), "other uses"),
        (
            lambda: lab.certify(
                "A server", lab.middle(), uses=[lab.ExtendedKeyUsageOID.SERVER_AUTH]
            ),
            "other things",
        ),
        (lambda: lab.certify("Short", lab.middle(), kind="small"), "1024 bits"),
        (lambda: lab.certify("Strange", lab.middle(), kind="ed25519"), "of the kind ed25519"),
    ],
    ids=["authority", "usage", "server", "short", "kind"],
)
def test_what_is_not_for_signing_papers_is_refused(folder, make, said):
    store = lab.store(folder / "unfit.p12", make(), [lab.middle()])
    error = refused(store, Secret(lab.PASSWORD))
    assert error.code == "seal.not-for-signing"
    assert said in str(error)


@pytest.fixture(scope="module")
def token(tmp_path_factory):
    """A token with two keys: of RSA with the id 01, and of a curve with the id 02."""
    import os

    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    monkey = pytest.MonkeyPatch()
    # The module reads it once, when it is loaded into this process.
    monkey.setitem(os.environ, "SOFTHSM2_CONF", str(settings))
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", "Company", "--so-pin", "1234",
         "--pin", PIN], check=True, capture_output=True,
    )  # fmt: skip
    fill_token()
    yield f"?module-path={MODULE}"
    monkey.undo()


def fill_token():
    import pkcs11
    from cryptography.hazmat.primitives.serialization import PrivateFormat
    from pkcs11 import Attribute
    from pkcs11.util.ec import decode_ec_private_key
    from pkcs11.util.rsa import decode_rsa_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    def der(holder):
        return holder.key.private_bytes(lab.DER, PrivateFormat.TraditionalOpenSSL, lab.PLAIN)

    rsa, curve = lab.representative(), lab.provider()
    parts = [
        (decode_rsa_private_key(der(rsa)), "seal", b"\x01"),
        (decode_x509_certificate(rsa.der), "seal", b"\x01"),
        (decode_ec_private_key(der(curve)) | {Attribute.SIGN: True}, "curve", b"\x02"),
        (decode_x509_certificate(curve.der), "curve", b"\x02"),
        (decode_x509_certificate(lab.middle().der), "middle", b"\x08"),
        (decode_x509_certificate(lab.root().der), "root", b"\x09"),
        (decode_rsa_private_key(der(lab.stamp_authority())), "alone", b"\x03"),
    ]
    found = pkcs11.lib(MODULE).get_token(token_label="Company")  # noqa: S106 - its name
    with found.open(user_pin=PIN, rw=True) as session:
        for attributes, label, number in parts:
            more = {Attribute.LABEL: label, Attribute.ID: number, Attribute.TOKEN: True}
            session.create_object({**attributes, **more})


@needs_softhsm
@pytest.mark.parametrize(
    ("which", "signer"),
    [
        ("token=Company;object=seal", "Maria Huber"),
        ("token=Company;id=%02", "李伟 Li Wei"),
        ("manufacturer=SoftHSM%20project;object=curve;type=private", "李伟 Li Wei"),
    ],
)
def test_a_key_on_a_token_seals(token, which, signer):
    paper = read_paper(lab.bare_paper(), "paper.pdf", lab.AT)
    with open_key(f"pkcs11:{which}{token}", Secret(PIN), lab.AT) as key:
        sealed = seal_paper(paper, key, Wish(), at=lab.AT)
    assert sealed.seal.signer == signer
    assert lab.read(sealed.content, lab.root()).seals[0].trusted is True


@needs_softhsm
def test_the_pin_of_a_token_comes_from_a_file_or_a_person(token, tmp_path):
    file = tmp_path / "pin"
    file.write_text(f"{PIN}\n")
    opened(f"pkcs11:token=Company;object=seal{token}&pin-source=file:{file}", Secret())
    asked = []

    def ask(what):
        asked.append(what)
        return PIN

    opened(f"pkcs11:token=Company;object=seal{token}", Secret(None, ask))
    assert asked == ["PIN of the token Company"]


@needs_softhsm
@pytest.mark.parametrize(
    ("which", "pin", "code"),
    [
        ("token=Company;object=seal", "0000", "seal.password"),
        ("token=Company;object=seal", None, "seal.password"),
        ("token=Another;object=seal", PIN, "seal.key"),
        ("token=Company;slot-id=99", PIN, "seal.key"),
        ("token=Company;object=none", PIN, "seal.no-private-key"),
        ("token=Company", PIN, "seal.no-private-key"),
        ("token=Company;object=alone", PIN, "seal.no-private-key"),
    ],
)
def test_what_a_token_does_not_give_is_named(token, which, pin, code):
    assert refused(f"pkcs11:{which}{token}", Secret(pin)).code == code


@pytest.mark.parametrize(
    ("uri", "code"),
    [
        ("pkcs11:token=Company", "seal.key"),
        ("pkcs11:token=Company?module-path=/nowhere.so", "seal.key"),
        ("pkcs11:token=A;token=B?module-path=/nowhere.so", "seal.key"),
        ("pkcs11:colour=red?module-path=/nowhere.so", "seal.key"),
        ("pkcs11:token?module-path=/nowhere.so", "seal.key"),
        ("PKCS11:token=A?module-path=/nowhere.so&pin-value=1234", "seal.pin-shown"),
    ],
)
def test_a_uri_that_cannot_be_used_is_refused(uri, code):
    error = refused(uri, Secret(PIN))
    assert error.code == code
    assert "1234" not in str(error)


def test_a_module_that_is_no_library_is_called_so(tmp_path):
    file = tmp_path / "module.so"
    file.write_bytes(b"no library")
    error = refused(f"pkcs11:token=A?module-path={file}", Secret(PIN))
    assert (error.code, "cannot be used" in str(error)) == ("seal.key", True)
