"""Figures that were measured are drawn on the page of the evidence that holds them."""

from __future__ import annotations

import pytest

from compliance.measure.table import Chosen
from compliance.services.measure.run import measure_fairness
from tests.builders import TODAY
from tests.services.reading_pack import attach, reading_pack
from tests.web.helpers_sign import machine


@pytest.fixture
def room(tmp_path):
    return machine(tmp_path / "w", reading_pack(tmp_path / "packs"))


DECISIONS = "sex,decision\n" + "w,yes\n" * 30 + "w,no\n" * 30 + "m,yes\n" * 45 + "m,no\n" * 15


def measured(room, tmp_path, forge=False):
    """A measure of groups, attached and read; its page."""
    rows = tmp_path / "decisions.csv"
    rows.write_text(DECISIONS)
    chosen = Chosen(groups=("sex",), decision="decision", favourable=("yes",))
    content = measure_fairness(rows, chosen, today=TODAY).content
    if forge:
        content = content.replace(b'"part":30', b'"part":31')
    file = tmp_path / "figures.json"
    file.write_bytes(content)
    page = f"/a/machine/evidence/{attach(room.assessment(), file)}"
    room.post(f"{page}/read", room.fields(page, f"{page}/read"))
    return page


def test_measured_figures_are_drawn_beside_the_table_of_the_picture(room, tmp_path):
    page = measured(room, tmp_path)
    text = room.text(page)
    assert "Differences in selection rate" in text
    assert "The same as a table" in text
    assert f'src="{page}/picture/0.svg"' in room.page(page)
    drawn = room.client.get(f"{page}/picture/0.svg")
    assert drawn.mimetype == "image/svg+xml"
    assert "sandbox" in drawn.headers["Content-Security-Policy"]
    assert room.client.get(f"{page}/picture/9.svg").status_code == 404


def test_figures_that_do_not_follow_from_their_table_are_not_drawn(room, tmp_path):
    page = measured(room, tmp_path, forge=True)
    assert "picture/0.svg" not in room.page(page)
    assert room.client.get(f"{page}/picture/0.svg").status_code == 404
