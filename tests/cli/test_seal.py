"""``conformity seal``: what is typed, what is written, what is said."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from compliance.cli import seal as command
from compliance.data.digests import sha256
from compliance.services.clock import now
from compliance.services.seal import check, library
from tests.builders import ROOT
from tests.services import seal_lab as lab


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return lab.keys_of_today(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(lab.bare_paper())
    return path


@pytest.fixture(autouse=True)
def pin(monkeypatch):
    monkeypatch.setenv(command.PIN, lab.PASSWORD)


@pytest.fixture(autouse=True)
def compared(monkeypatch):
    """These papers carry no journal; test_seal_checked.py seals some that do."""
    monkeypatch.setattr(check, "check_paper", lambda *_, **__: check.Compared())


def test_both_sign_in_turn_and_each_gets_a_file_of_its_own(program, paper, keys, tmp_path):
    said = program("seal", paper, "--key", keys[0], "--as", "provider", "--reason", "Declared")
    assert said.status == 0, said.err
    words = " ".join(said.out.split())
    assert "Sealed Sig1 (Signature: provider)" in words
    assert "Signer 李伟 Li Wei, Example Space Ltd Issuer Root of today" in words
    assert f"Unsealed file SHA-256 {sha256(paper.read_bytes())}" in said.out
    assert "Next: Sig2 (Signature: representative)" in said.out
    first = tmp_path / "paper-sealed.pdf"
    said = program("seal", first, "--key", keys[1], "--as", "representative")
    assert said.status == 0, said.err
    assert f"Unsealed file SHA-256 {sha256(paper.read_bytes())}" in said.out
    assert "Nothing may be changed any more" in said.out
    second = tmp_path / "paper-sealed-2.pdf"
    assert second.read_bytes().startswith(first.read_bytes())
    assert first.read_bytes().startswith(paper.read_bytes())
    report = lab.read(second.read_bytes(), at=now())
    assert [seal.signer for seal in report.seals] == ["李伟 Li Wei", "Maria Huber"]


@pytest.mark.parametrize(
    ("given", "becomes"),
    [
        ("a.pdf", "a-sealed.pdf"),
        ("a-sealed.pdf", "a-sealed-2.pdf"),
        ("a-sealed-2.pdf", "a-sealed-3.pdf"),
        ("a-sealed-x.pdf", "a-sealed-x-sealed.pdf"),
        ("-sealed.pdf", "-sealed-sealed.pdf"),
        ("a.b.pdf", "a.b-sealed.pdf"),
    ],
)
def test_names_of_sealed_files_count_on(tmp_path, given, becomes):
    assert command._beside(tmp_path / given) == tmp_path / becomes


def test_no_file_is_replaced(program, paper, keys, tmp_path):
    other = tmp_path / "other.pdf"
    other.write_bytes(b"kept")
    for more in (["-o", other], ["-o", paper]):
        said = program("seal", paper, "--key", keys[0], *more)
        assert (said.status, "[seal.exists]" in said.err) == (2, True)
    assert program("seal", paper, "--key", keys[0]).status == 0
    before = (tmp_path / "paper-sealed.pdf").read_bytes()
    assert program("seal", paper, "--key", keys[0]).status == 2
    assert (tmp_path / "paper-sealed.pdf").read_bytes() == before
    assert other.read_bytes() == b"kept"


def test_what_fails_writes_nothing(program, paper, keys, tmp_path, monkeypatch):
    files = {path.name for path in tmp_path.iterdir()}
    for more, code in (
        (["--key", keys[1], "--as", "representative"], "seal.order"),
        (["--key", keys[0], "--field", "Sig9"], "seal.no-field"),
        (["--key", keys[0], "--as", "provider", "--field", "Sig2"], "seal.no-field"),
        (["--key", tmp_path / "none.p12"], "file.missing"),
        (["--key", keys[0], "--timestamp", "file:///etc/passwd"], "seal.timestamp"),
        (["--key", "pkcs11:token=A?pin-value=1&module-path=x"], "seal.pin-shown"),
    ):
        said = program("seal", paper, *more)
        assert (said.status, f"[{code}]" in said.err) == (2, True), said.err
    monkeypatch.setenv(command.PIN, "wrong")
    assert "[seal.password]" in program("seal", paper, "--key", keys[0]).err
    monkeypatch.delenv(command.PIN)
    assert "nobody can be asked" in program("seal", paper, "--key", keys[0]).err
    assert {path.name for path in tmp_path.iterdir()} - {"settings"} == files


def test_nobody_is_asked_for_a_password_before_the_paper_is_looked_at(program, tmp_path, keys):
    draft = tmp_path / "draft.pdf"
    draft.write_bytes(lab.bare_paper("draft"))
    asked = pytest.MonkeyPatch()
    asked.setattr(command, "_ask", lambda _: pytest.fail("asked"))
    asked.delenv(command.PIN)
    try:
        assert "[seal.draft]" in program("seal", draft, "--key", keys[0]).err
    finally:
        asked.undo()
    said = program("seal", draft, "--key", keys[0], "--draft")
    assert said.status == 0
    assert "as a draft" in said.out


def test_the_password_comes_from_a_file_and_is_never_shown(program, paper, keys, tmp_path):
    file = tmp_path / "pin"
    file.write_text(lab.PASSWORD + "\n", encoding="utf-8")
    said = program("seal", paper, "--key", keys[0], "--pin-file", file, "--lock")
    assert said.status == 0
    assert "Nothing may be changed any more" in said.out
    assert lab.PASSWORD not in said.out + said.err


def test_a_stamp_is_asked_for_and_named(program, paper, keys):
    from_day = (now() - lab.AT).days
    holder = lab.certify(
        "Stamps of today",
        kind="rsa",
        uses=[lab.ExtendedKeyUsageOID.TIME_STAMPING],
        days=(from_day - 2, from_day + 30),
    )
    with lab.stamp_service(made=lab.stamper(now(), holder, [])) as url:
        said = program("seal", paper, "--key", keys[0], "--timestamp", url)
    assert said.status == 0, said.err
    assert "by Stamps of today" in said.out


def test_without_the_extra_it_says_what_to_type(program, paper, keys, monkeypatch):
    monkeypatch.setattr(library, "is_installed", lambda: False)
    said = program("seal", paper, "--key", keys[0])
    assert said.status == 2
    assert "[seal.not-installed]" in said.err
    assert "pip install 'conformity-dossier[sign]'" in said.err


HEAVY = {"pyhanko", "pyhanko_certvalidator", "asn1crypto", "cryptography", "pkcs11", "aiohttp"}


def test_help_and_other_commands_load_nothing_that_signs():
    for line in (["--help"], ["seal", "--help"], ["check", "--help"], ["verify", "--help"]):
        code = (
            "import sys\nfrom compliance.cli.main import run\n"
            f"run({line!r})\nprint(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
        )
        assert done.stderr.strip() == "[]", line


def test_what_signs_is_used_in_its_own_room_only():
    users = set()
    for path in (ROOT / "compliance").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if HEAVY & {name.split(".")[0] for name in names}:
                users.add(path.parent.relative_to(ROOT).as_posix())
    assert users == {"compliance/services/seal"}
