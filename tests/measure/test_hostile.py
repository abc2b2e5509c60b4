"""Files that are no tables, or made to be trouble, end in one clear sentence."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from compliance.documents.drawings.measured import draw_all
from compliance.errors import ConformityError
from compliance.measure.table import Chosen
from compliance.services.measure.review_log import LogChosen
from compliance.services.measure.run import measure_fairness, measure_oversight
from tests.builders import TODAY
from tests.measure.test_oversight import row, write

CHOSEN = Chosen(("sex",), "ok")


def measure(path: Path, content: bytes, chosen: Chosen = CHOSEN):
    path.write_bytes(content)
    return measure_fairness(path, chosen, today=TODAY)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "measure.file"),
        (b"\n\n", "measure.file"),
        (b"sex,ok\n", "measure.file"),
        (b"sex,sex,ok\nF,M,1\n", "measure.file"),
        (b"PK\x03\x04" + bytes(500), "measure.file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "measure.encoding"),
        (b"sex,ok\nF,1\nM\x00,0\n", "measure.file"),
        (b'sex,ok\n"F,1\n' + b"M,0\n" * 60_000, "measure.file"),
        (b"sex,ok\nF,1\n" + b"x" * (2 << 20), "measure.file"),
        (b"sex,ok\nF,1\r", "measure.values"),
        (b"PAR1" + bytes(40), "measure."),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, content, code):
    with pytest.raises(ConformityError) as caught:
        measure(tmp_path / "x.csv", content, Chosen(("sex",), "ok", favourable=("yes",)))
    assert caught.value.code.startswith(code)
    assert len(str(caught.value)) < 1_000


def test_formulas_markup_and_scripts_in_names_of_groups_stay_text(tmp_path):
    names = ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "\u202egnol", "女", "a" * 5_000]
    rows = [f'"{name}",{at % 2}' for at, name in enumerate(names * 4)]
    result = measure(tmp_path / "x.csv", "\n".join(["sex,ok", *rows]).encode())
    for drawing in draw_all(result.value, result.measured.figures):
        tree = ElementTree.fromstring(drawing.svg)  # noqa: S314 - our own
        assert not [one for one in tree.iter() if one.tag.endswith("script")]
        assert tree.find("{http://www.w3.org/2000/svg}title").text == drawing.title
        assert len(drawing.rows) >= 1
    assert json.loads(result.content)["table"]["cells"]


def test_every_picture_of_oversight_has_its_table_beside_it(tmp_path):
    rows = [
        row(f"c{at}", ai_output_at=f"2026-{month:02d}-01T08:00:00Z",
            reviewed_at=f"2026-{month:02d}-01T08:00:{10 + at}Z",
            final_outcome="reject" if at % 4 == 0 else "accept")
        for month in range(1, 7) for at in range(20)
    ]  # fmt: skip
    result = measure_oversight(write(tmp_path / "log.csv", rows), LogChosen(), today=TODAY)
    shares, months, people = draw_all(result.value, result.measured.figures)
    assert [one[0] for one in months.rows] == [f"2026-{month:02d}" for month in range(1, 7)]
    assert months.rows[0] == ("2026-01", "20", "0.250 (0.112 to 0.469)")
    assert "2026-06: 0.250" in months.desc
    assert [one[0] for one in people.rows] == ["reviewer op-1"]
    assert "under-reliance" in shares.svg


def test_mixed_zones_of_time_are_said_and_not_guessed(tmp_path):
    rows = [row("c1", reviewed_at="2026-09-01T08:00:30")]
    with pytest.raises(ConformityError, match="Some times name a zone and others none"):
        measure_oversight(write(tmp_path / "log.csv", rows), LogChosen(), today=TODAY)


def test_a_parquet_file_gives_what_its_rows_give_as_csv(tmp_path):
    arrow = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    parquet = pytest.importorskip("pyarrow.parquet")
    sexes, marks = ["F", "M", None, "F"] * 50, [True, False, True, False] * 50
    parquet.write_table(arrow.table({"ok": marks, "sex": sexes}), tmp_path / "x.parquet")
    result = measure_fairness(tmp_path / "x.parquet", CHOSEN, today=TODAY)
    rows = "".join(f"{sex or ''},{str(ok).lower()}\n" for sex, ok in zip(sexes, marks, strict=True))
    other = measure(tmp_path / "x.csv", f"sex,ok\n{rows}".encode())
    assert result.value["table"] == other.value["table"]
    assert result.value["figures"] == other.value["figures"]
