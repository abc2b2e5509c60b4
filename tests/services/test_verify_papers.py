"""Verifying documents that the law asks for, and packs of them."""

from __future__ import annotations

import io
import json
import shutil
import zipfile

import pikepdf
import pytest

from compliance.documents.papers.compose import compose
from compliance.documents.papers.fill import fill
from compliance.documents.papers.filled import NAME, FilledDocument
from compliance.documents.render.press import Press
from compliance.errors import ConformityError
from compliance.services.issue_document import choose_documents, issue_documents
from compliance.services.pack.bag import Part, manifest
from compliance.services.pack.make import make_pack
from tests.builders import TODAY, load_mini, reopen
from tests.papers_pack import DOCUMENTS
from tests.services.helpers import codes, messages, record, sample, verified


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An assessment with its papers and a pack of them, made once."""
    place = tmp_path_factory.mktemp("made")
    catalogue = load_mini(place / "packs", DOCUMENTS)
    assessment = sample(place / "a", catalogue)
    record(assessment, "fact.name", "Loom")
    chosen = choose_documents(assessment, TODAY, ())
    list(issue_documents(assessment, chosen, place / "papers", as_of=TODAY, keep=False))
    make_pack(assessment, "authority", place / "pack.zip", as_of=TODAY, keep=False)
    return place


@pytest.fixture(autouse=True)
def installed(made, monkeypatch):
    """The small pack as if it were shipped."""
    monkeypatch.setenv("CONFORMITY_CHECKLISTS", str(made / "packs"))


@pytest.fixture
def place(made, tmp_path):
    """A copy of all of it."""
    shutil.copytree(made, tmp_path / "made")
    return tmp_path / "made"


def filled_in(path):
    with pikepdf.open(path) as pdf:
        content = bytes(pdf.attachments[NAME].get_file().read_bytes())
    return FilledDocument.model_validate_json(content)


# --- Papers


def test_an_honest_paper_is_made_again_and_follows_from_the_assessment(place):
    result = verified(place / "papers" / "list.pdf", place / "a")
    assert result.intact, messages(result)
    assert result.conclusion == "Nothing was found changed."
    told = " ".join(result.checked)
    assert "the same to the last byte" in told
    assert "all it says follows from the journal of a up to its head" in told


def test_a_paper_stays_right_while_the_assessment_goes_on(place, made):
    assessment = reopen(place / "a", load_mini(made / "packs", DOCUMENTS))
    record(assessment, "fact.name", "Another")
    result = verified(place / "papers" / "notice.pdf", place / "a")
    assert result.intact, messages(result)
    assert "1 record came later" in " ".join(result.checked)


def test_alone_it_is_said_that_it_holds_no_journal(place):
    result = verified(place / "papers" / "list.pdf")
    assert result.intact
    assert "It holds no journal" in " ".join(result.notes)


def test_a_paper_written_as_a_whole_with_other_words_is_seen_beside_the_assessment(place):
    path = place / "papers" / "notice.pdf"
    text = filled_in(path).model_dump_json().replace("Loom", "Boom")
    path.write_bytes(Press().print(compose(FilledDocument.model_validate_json(text))))
    assert verified(path).intact  # alone nobody can know
    result = verified(path, place / "a")
    assert codes(result) == {"dossier.record-changed"}
    assert "It says: “Boom”." in messages(result)
    assert "It leaves out: “Loom”." in messages(result)


def test_a_paper_of_another_assessment_is_told_apart(place, made, tmp_path):
    other = sample(tmp_path / "b", load_mini(made / "packs", DOCUMENTS))
    record(other, "fact.name", "Other")
    result = verified(place / "papers" / "list.pdf", tmp_path / "b")
    assert codes(result) == {"dossier.other-assessment"}


def test_pages_that_do_not_follow_from_what_stands_inside_are_seen(place):
    path = place / "papers" / "notice.pdf"
    document = filled_in(path)
    other = json.loads(document.model_dump_json().replace("Loom", "Boom"))
    paper = compose(FilledDocument.model_validate(other))
    honest = compose(document)
    forged = type(paper)(
        paper.fragments, paper.frame, honest.embeds, honest.properties, paper.styles
    )
    path.write_bytes(Press().print(forged))
    result = verified(path)
    assert "dossier.pages-changed" in codes(result)


@pytest.mark.parametrize("content", [b"{}", b"[", b'{"format":"conformity-paper-1"}', b"\xff"])
def test_what_is_inside_and_is_no_document_is_named_without_a_crash(place, content):
    path = place / "papers" / "notice.pdf"
    honest = compose(filled_in(path))
    (embed,) = honest.embeds
    forged = type(embed)(embed.name, content, embed.description, embed.media_type,
                         embed.relationship, embed.at)  # fmt: skip
    path.write_bytes(
        Press().print(
            type(honest)(
                honest.fragments, honest.frame, (forged,), honest.properties, honest.styles
            )
        )
    )
    assert "dossier.record-changed" in codes(verified(path))


def test_a_draft_that_is_called_final_is_seen_beside_the_assessment(place, made):
    catalogue = load_mini(made / "packs", DOCUMENTS)
    assessment = reopen(place / "a", catalogue)
    record(assessment, "risk.list", "no")
    document = fill(assessment, "list", TODAY, "0.1.0")
    assert document.state == "Draft"
    path = place / "papers" / "list.pdf"
    path.write_bytes(Press().print(compose(document.model_copy(update={"state": "", "open": ()}))))
    result = verified(path, place / "a")
    assert codes(result) == {"dossier.record-changed"}
    assert "state; open" in messages(result)


# --- Packs


def rewritten(path, change):
    """A pack with its parts changed; parts as a mapping from path to content."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def named(parts, ending):
    return next(name for name in parts if name.endswith(ending))


def listed_anew(parts):
    """Lists of digests that fit what is there, as a forger would write them."""
    import hashlib

    root = next(iter(parts)).partition("/")[0]
    inside = {name.partition("/")[2]: content for name, content in parts.items()}
    payload = [name for name in inside if name.startswith("data/")]

    def of(names):
        return manifest(
            [Part(one, len(inside[one]), hashlib.sha256(inside[one]).hexdigest()) for one in names]
        )

    size = sum(len(inside[name]) for name in payload)
    info = inside["bag-info.txt"].decode().split("Payload-Oxum")[0]
    inside["bag-info.txt"] = f"{info}Payload-Oxum: {size}.{len(payload)}\n".encode()
    inside["manifest-sha256.txt"] = of(payload)
    inside["tagmanifest-sha256.txt"] = of(["bagit.txt", "bag-info.txt", "manifest-sha256.txt"])
    parts.update({f"{root}/{name}": content for name, content in inside.items()})


def test_an_honest_pack_is_whole_and_follows_from_the_assessment(place):
    result = verified(place / "pack.zip", place / "a")
    assert result.intact, messages(result)
    told = " ".join(result.checked)
    assert "all 9 files of the bag have the digests that it lists" in told
    assert "3 papers made again here" in told
    assert "1 file of evidence" in told
    assert told.count("follows from the journal of a") == 2


def change_evidence(parts):
    parts[named(parts, "report.txt")] += b"."


def add(parts):
    root = next(iter(parts)).partition("/")[0]
    parts[f"{root}/data/papers/extra.txt"] = b"extra"


def take_out(parts):
    del parts[named(parts, "notice.pdf")]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (change_evidence, "was changed"),
        (add, "is not listed: it was put in"),
        (take_out, "is listed and missing"),
    ],
)
def test_a_changed_bag_is_seen(place, change, says):
    rewritten(place / "pack.zip", change)
    result = verified(place / "pack.zip", pages=False)
    assert "pack.changed" in codes(result)
    assert says in messages(result)


@pytest.mark.parametrize("change", [change_evidence, take_out])
def test_a_bag_with_lists_that_were_written_anew_is_seen_all_the_same(place, change):
    def forge(parts):
        change(parts)
        listed_anew(parts)

    rewritten(place / "pack.zip", forge)
    result = verified(place / "pack.zip", pages=False)
    assert "pack.changed" in codes(result)


def test_a_paper_exchanged_for_another_of_the_same_name_is_seen(place, made, tmp_path):
    other = sample(tmp_path / "b", load_mini(made / "packs", DOCUMENTS))
    record(other, "fact.name", "Other")
    list(
        issue_documents(
            other, choose_documents(other, TODAY, ["notice"]), tmp_path / "x", as_of=TODAY,
            keep=False,
        )
    )  # fmt: skip
    content = (tmp_path / "x" / "notice.pdf").read_bytes()

    def forge(parts):
        parts[named(parts, "notice.pdf")] = content
        listed_anew(parts)

    rewritten(place / "pack.zip", forge)
    result = verified(place / "pack.zip", pages=False)
    assert "The index does not list notice.pdf as it is." in messages(result)
    assert "several assessments" in messages(result)


def bomb(archive):
    archive.writestr("x/data/papers/a.pdf", b"\0" * 40_000_000)


def climbing(archive):
    archive.writestr("x/data/../../evil", b"x")


def two_roots(archive):
    archive.writestr("x/bagit.txt", b"x")
    archive.writestr("y/bagit.txt", b"x")


def nothing(archive):
    archive.writestr("x/readme.txt", b"x")


def twice(archive):
    archive.writestr("x/bagit.txt", b"one")
    archive.writestr("x/bagit.txt", b"two")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("fill_it", [bomb, climbing, two_roots, nothing, twice])
def test_what_is_no_pack_is_refused_without_a_crash(tmp_path, fill_it):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        fill_it(archive)
    path = tmp_path / "x.zip"
    path.write_bytes(stream.getvalue())
    with pytest.raises(ConformityError) as caught:
        verified(path)
    assert caught.value.code == "pack.not-a-pack"


def test_half_a_pack_is_refused(place):
    path = place / "pack.zip"
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(ConformityError) as caught:
        verified(path)
    assert caught.value.code == "pack.not-a-pack"
