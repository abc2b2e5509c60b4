"""A cache gives back what was put into it, or nothing at all."""

from __future__ import annotations

import os
import stat
import sys

import pytest

from compliance.data.cache import PLACE, Cache, cache_folder, open_cache


def test_what_was_put_in_comes_back(tmp_path):
    cache = Cache(tmp_path / "c")
    cache.put("k", b"content")
    assert cache.get("k") == b"content"
    assert cache.get("other") is None


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 32 + b"content"])
def test_what_is_damaged_is_as_if_it_were_missing(tmp_path, damage):
    cache = Cache(tmp_path)
    cache.put("k", b"content")
    (tmp_path / "k").write_bytes(damage)
    assert cache.get("k") is None


@pytest.mark.skipif(sys.platform == "win32", reason="rights are others there")
def test_only_the_owner_may_look_into_it(tmp_path):
    Cache(tmp_path / "c").put("k", b"content")
    assert stat.S_IMODE((tmp_path / "c").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "c" / "k").stat().st_mode) == 0o600


def test_what_was_not_used_for_the_longest_time_goes_first(tmp_path):
    cache = Cache(tmp_path, limit=1000)
    for at, key in enumerate("abc"):
        cache.put(key, b"x" * 250)
        os.utime(tmp_path / key, (at, at))
    assert cache.get("a") is not None  # used now
    cache.put("d", b"x" * 250)
    assert {path.name for path in tmp_path.iterdir()} == {"a", "d"}


def test_a_disk_that_refuses_is_as_if_nothing_were_kept(tmp_path):
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "below")
    cache.put("k", b"content")
    assert cache.get("k") is None


def test_the_environment_names_the_place_or_switches_it_off(tmp_path, monkeypatch):
    monkeypatch.setenv(PLACE, str(tmp_path))
    assert cache_folder("sheets") == tmp_path / "sheets"
    monkeypatch.setenv(PLACE, "off")
    assert open_cache("sheets") is None
