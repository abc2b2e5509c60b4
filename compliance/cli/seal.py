"""``conformity seal``: an electronic signature or seal on a paper."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compliance.cli.common import printable, wrapped
from compliance.errors import fail
from compliance.services.clock import now

if TYPE_CHECKING:
    from compliance.services.seal.check import Compared
    from compliance.services.seal.paper import Paper
    from compliance.services.seal.sealing import Sealed, Wish

PIN = "CONFORMITY_SEAL_PIN"
"""Variable with the password or PIN of the key."""
SUFFIX = "-sealed"


@click.command(short_help="Seal a paper with a certificate.")
@click.argument("paper", metavar="FILE.pdf", type=click.Path(path_type=Path))
@click.option(
    "--key",
    "store",
    required=True,
    metavar="STORE",
    help="PKCS#12 file with key and certificate, or a token as pkcs11:...",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE.pdf",
    help="Where the sealed paper goes (otherwise beside it, named -sealed).",
)
@click.option(
    "--as",
    "who",
    metavar="WHO",
    help="Seal the place whose label has this word, such as representative (or the next one).",
)
@click.option("--field", metavar="NAME", help="Which place is sealed, by its name: Sig1, Sig2 ...")
@click.option(
    "--timestamp", metavar="URL", help="Have the time attested by this authority (RFC 3161)."
)
@click.option("--reason", default="", metavar="TEXT", help="What the seal says it is for.")
@click.option("--place", default="", metavar="TEXT", help="Where it is sealed.")
@click.option(
    "--pin-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="File whose first line is the password or PIN.",
)
@click.option("--draft", is_flag=True, help="Seal a draft, which then says so.")
@click.option(
    "--unverified",
    is_flag=True,
    help="Seal although not all of it could be compared here; says what was not.",
)
@click.option("--lock", is_flag=True, help="Let nobody seal or change it afterwards.")
def seal(
    paper: Path,
    store: str,
    output: Path | None,
    who: str | None,
    field: str | None,
    timestamp: str | None,
    reason: str,
    place: str,
    pin_file: Path | None,
    *,
    draft: bool,
    unverified: bool,
    lock: bool,
) -> None:
    """Seal FILE.pdf, a paper of this program, as the last thing that is done to it.

    The paper stays byte for byte; the seal is appended, as a PAdES signature in the
    place that the paper has for it. The provider's signatory comes first, then the
    authorised representative. The last seal, or --lock, forbids all later changes.

    Before that the paper is made again from its journal and compared, as `conformity
    verify` does. The first seal needs every byte to be the same: the program that issued
    it, with the same libraries. For later ones its words are enough, and what could not be
    compared is said. What was changed is never sealed.

    The password or PIN is asked for, or read from --pin-file or the variable
    CONFORMITY_SEAL_PIN; never give it on the command line. FILE.pdf is not changed, and
    no file is replaced.
    """
    from compliance.services.seal.library import require

    require(str(paper))
    from compliance.services.seal.paper import Which
    from compliance.services.seal.sealing import Wish
    from compliance.services.seal.timestamp import WebStamper

    stamper = WebStamper(timestamp) if timestamp else None
    wish = Wish(Which(field, who), reason, place, draft=draft, lock=lock, stamper=stamper)
    target = output or _beside(paper)
    if target.exists():
        raise fail(
            str(target),
            "seal.exists",
            "There is a file of this name already.",
            "Name another with -o, or move it away.",
        )
    found, compared = _checked(paper, wish, unverified=unverified)
    sealed = _seal(found, store, pin_file, wish)
    from compliance.data.files import write_atomically

    write_atomically(target, sealed.content)
    _show(sealed, found, compared, target)


def _checked(path: Path, wish: Wish, *, unverified: bool) -> tuple[Paper, Compared]:
    """Whether it can be sealed, which is known before anybody is asked for a password."""
    from compliance.cli.common import bar
    from compliance.data.files import read_bytes
    from compliance.services.seal.check import check_paper
    from compliance.services.seal.paper import LARGEST, choose_place, read_paper

    at = now()
    paper = read_paper(read_bytes(path, LARGEST), str(path), at)
    choose_place(paper, wish.which, draft=wish.draft)
    with bar("Comparing") as progress:
        return paper, check_paper(paper, at, unverified=unverified, progress=progress)


def _seal(paper: Paper, store: str, pin_file: Path | None, wish: Wish) -> Sealed:
    from compliance.services.seal.key import open_key, secret_of
    from compliance.services.seal.sealing import seal_paper

    at = now()
    with open_key(store, secret_of(pin_file, os.environ.get(PIN), _ask), at) as key:
        return seal_paper(paper, key, wish, at=at)


def _ask(what: str) -> str | None:
    """Ask the person at the terminal; nobody where there is none."""
    if not sys.stdin.isatty():
        return None
    typed: str = click.prompt(printable(what), hide_input=True, err=True)
    return typed


def _beside(paper: Path) -> Path:
    """``x.pdf`` becomes ``x-sealed.pdf``, and that ``x-sealed-2.pdf``."""
    stem, _, number = paper.stem.rpartition(SUFFIX)
    if not stem or (number and not number.removeprefix("-").isdecimal()):
        return paper.with_name(f"{paper.stem}{SUFFIX}.pdf")
    count = int(number.removeprefix("-")) if number else 1
    return paper.with_name(f"{stem}{SUFFIX}-{count + 1}.pdf")


def _show(sealed: Sealed, paper: Paper, compared: Compared, target: Path) -> None:
    """Print who sealed what, and what comes next."""
    from compliance.services.seal.paper import shown

    seal = sealed.seal
    names = [seal.signer, seal.organisation if seal.organisation != seal.signer else ""]
    self_signed = "self-signed; nobody else vouches for it"
    rows = [
        ("Sealed", f"{shown(sealed.place)}{', as a draft' if sealed.draft else ''}"),
        ("Signer", ", ".join(filter(None, names))),
        ("Issuer", self_signed if sealed.self_signed else seal.issuer),
        ("Time", _time(seal.at, "by the clock of this computer")),
    ]
    if seal.stamped:
        rows.append(("Time stamp", _time(seal.stamped, f"by {seal.stamped_by}")))
    exact = "made again from its journal, the same to the last byte"
    rows.append(("Compared", "not in full, see below" if compared.left else exact))
    for name, text in rows:
        click.echo(wrapped(printable(f"{name:<12}{text}"), " " * 12, ""))
    click.echo(f"Certificate SHA-256 {seal.fingerprint}")
    click.echo(f"Journal head {paper.head or 'not named'}")
    click.echo(f"Unsealed file SHA-256 {sealed.unsealed}")
    for line in compared.left:
        click.echo(wrapped(printable(f"Not compared: {line}"), "  ", ""))
    click.echo(f"Wrote {target} ({len(sealed.content):,} bytes)")
    if sealed.left:
        click.echo(wrapped(printable(f"Next: {shown(sealed.left[0])}. Send on this file.")))
    else:
        click.echo("Nothing may be changed any more, and no other seal can be added.")


def _time(moment: object, by: str) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC, {by}"
