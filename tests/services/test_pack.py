"""Packs: what somebody may have, as a bag that any tool for bags can check."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.errors import ConformityError
from compliance.services.pack.bag import Bag, escaped, unescaped
from compliance.services.pack.make import make_pack
from tests.builders import TODAY, load_mini
from tests.papers_pack import DOCUMENTS
from tests.services.helpers import sample

DAY = datetime.datetime(2030, 6, 1, 10, 30, tzinfo=datetime.UTC)


@pytest.fixture
def assessment(tmp_path):
    """Every common kind of record, and papers for two addressees."""
    return sample(tmp_path / "a", load_mini(tmp_path / "packs", DOCUMENTS))


def packed(assessment, target, addressee="authority"):
    make_pack(assessment, addressee, target, as_of=TODAY, keep=False)
    with zipfile.ZipFile(target) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def test_a_pack_holds_what_its_addressee_may_have_and_nothing_more(assessment, tmp_path):
    contents = packed(assessment, tmp_path / "authority.zip")
    assert sorted(contents) == [
        "bag-info.txt",
        "bagit.txt",
        "data/evidence/EV-0001 a-report.txt",
        "data/index.json",
        "data/index.pdf",
        "data/papers/list.pdf",
        "data/papers/notice.pdf",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
    ]
    assert contents["data/evidence/EV-0001 a-report.txt"].endswith(b"\xff\x00end")
    people = packed(assessment, tmp_path / "people.zip", "people")
    assert [name for name in people if name.startswith("data/")] == [
        "data/papers/notice.pdf",
        "data/index.pdf",
        "data/index.json",
    ]
    everything = b"".join(people.values())
    assert b"Ask again." not in everything


def test_a_tool_for_bags_finds_it_whole_and_sees_every_change(assessment, tmp_path):
    bagit = pytest.importorskip("bagit")
    packed(assessment, tmp_path / "pack.zip")
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        archive.extractall(tmp_path / "bag")
    (folder,) = (tmp_path / "bag").iterdir()
    bag = bagit.Bag(str(folder))
    assert bag.is_valid()
    assert bag.info["External-Identifier"] == "CA-TEST"
    evidence = next((folder / "data" / "evidence").iterdir())
    evidence.write_bytes(evidence.read_bytes() + b".")
    assert not bagit.Bag(str(folder)).is_valid()


def test_the_same_journal_and_day_give_the_same_bytes(assessment, tmp_path):
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    packed(assessment, one)
    packed(assessment, other)
    assert one.read_bytes() == other.read_bytes()


def test_the_index_names_every_paper_and_file_with_its_digest(assessment, tmp_path):
    contents = packed(assessment, tmp_path / "pack.zip")
    index = json.loads(contents["data/index.json"])
    text = json.dumps(index)
    for name in ("papers/list.pdf", "papers/notice.pdf", "evidence/EV-0001 a-report.txt"):
        assert name in text
        assert hashlib.sha256(contents[f"data/{name}"]).hexdigest()[:16] in text
    assert index["title"] == "Pack for: Authority"


@pytest.mark.parametrize(
    ("addressee", "says"),
    [("somebody", "know no such addressee"), ("nobody", "None of the documents that are owed")],
)
def test_nobody_gets_a_pack_who_may_have_nothing(assessment, tmp_path, addressee, says):
    with pytest.raises(ConformityError, match=says) as caught:
        make_pack(assessment, addressee, tmp_path / "x.zip", as_of=TODAY, keep=False)
    assert caught.value.code == "document.addressee"
    assert not (tmp_path / "x.zip").exists()


def test_evidence_that_is_gone_leaves_an_earlier_pack_as_it_was(assessment, tmp_path):
    target = tmp_path / "pack.zip"
    target.write_bytes(b"earlier")
    for path in (assessment.binder.folder / "evidence").rglob("*"):
        if path.is_file():
            path.chmod(0o600)
            path.unlink()
    with pytest.raises(ConformityError) as caught:
        make_pack(assessment, "authority", target, as_of=TODAY, keep=False)
    assert caught.value.code == "evidence.missing"
    assert target.read_bytes() == b"earlier"
    assert [path.name for path in tmp_path.glob(".new-*")] == []


@given(st.text())
def test_any_name_comes_back_from_a_list_of_digests(name):
    written = escaped(name)
    assert not {"\n", "\r"} & set(written)
    assert unescaped(written) == name


def test_a_bag_has_parts_of_any_size_in_one_form():
    target = io.BytesIO()
    with Bag(target, "bag", DAY) as bag:
        part = bag.add("large.bin", io.BytesIO(b"x" * 3_000_000))
        bag.finish({"Source-Organization": "Line\nbreaks"})
    assert part.size == 3_000_000
    with zipfile.ZipFile(target) as archive:
        assert {item.date_time for item in archive.infolist()} == {(2030, 6, 1, 10, 30, 0)}
        assert archive.read("bag/bag-info.txt").decode() == (
            "Source-Organization: Line breaks\nPayload-Oxum: 3000000.1\n"
        )
