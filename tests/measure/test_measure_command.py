"""``conformity measure``: from a file of rows to an archived result that is computed again."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from compliance.cli.main import cli, report
from compliance.data.digests import sha256

ROWS = [("F", "yes", "1", 30), ("F", "no", "0", 50), ("F", "no", "1", 20),
        ("M", "yes", "1", 50), ("M", "no", "0", 40), ("M", "yes", "0", 10),
        ("", "yes", "1", 4)]  # fmt: skip


def decisions(path: Path, rows=ROWS) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "sex", "invited", "qualified"])
        at = 0
        for sex, invited, qualified, number in rows:
            for _ in range(number):
                writer.writerow([at, sex, invited, qualified])
                at += 1
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["measure", *map(str, arguments)])


def error_of(result: Result, capsys) -> str:
    assert result.exception is not None
    report(result.exception)
    return capsys.readouterr().err


USUAL = ("--group", "sex", "--decision", "invited", "--label", "qualified")


def test_a_measure_says_rates_differences_and_what_is_missing(tmp_path):
    result = run("fairness", decisions(tmp_path / "d.csv"), *USUAL, "--reference", "M")
    assert result.exit_code == 0, result.output
    assert "held against M" in result.output
    assert "0.300 (0.219 to 0.396)" in result.output
    assert "-0.300 (-0.422 to -0.163)" in result.output
    text = " ".join(result.output.split())
    assert "sex is not stated in 4 of 204 rows, which are counted as “(not stated)”" in text
    assert "PASS" not in result.output.upper()


def test_the_result_holds_the_table_and_no_row(tmp_path):
    path, out = decisions(tmp_path / "d.csv"), tmp_path / "r.json"
    assert run("fairness", path, *USUAL, "-o", out).exit_code == 0
    value = json.loads(out.read_bytes())
    assert value["input"] == {"name": "d.csv", "rows": 204, "sha256": sha256(path.read_bytes())}
    assert sum(cell[-2] for cell in value["table"]["cells"]) == 204
    assert len(value["table"]["cells"]) == len(ROWS)
    assert {"measure", "method", "version", "made", "figures", "notes"} <= value.keys()


def test_the_same_file_gives_the_same_bytes(tmp_path):
    path = decisions(tmp_path / "d.csv")
    one, other = (run("fairness", path, *USUAL, "--format", "json").output for _ in range(2))
    assert one == other
    assert json.loads(one)["measure"] == "fairness"


def test_a_limit_needs_its_reason_and_decides_nothing(tmp_path, capsys):
    path = decisions(tmp_path / "d.csv")
    refused = run("fairness", path, *USUAL, "--threshold", "selection-rate-ratio>=0.8")
    assert "measure.threshold" in error_of(refused, capsys)
    limit = "selection-rate-ratio>=0.8: agreed with the works council"
    result = run("fairness", path, *USUAL, "--threshold", limit, "--reference", "M")
    text = " ".join(result.output.split())
    assert "0.500 (0.356 to 0.702)" in text
    assert "(agreed with the works council): beyond the limit, with all of its interval." in text


def test_a_limit_for_a_figure_that_there_is_not_is_refused(tmp_path, capsys):
    limit = "fairness<=0.1: we say so"
    result = run("fairness", decisions(tmp_path / "d.csv"), *USUAL, "--threshold", limit)
    assert "No figure is called fairness" in error_of(result, capsys)


def test_every_wrong_line_is_named_at_once(tmp_path, capsys):
    path = tmp_path / "d.csv"
    lines = ["sex,invited", "F,1", "M,1,x", "", "F", *["M,0,1"] * 30]
    path.write_text("\n".join(lines) + "\n")
    said = error_of(run("fairness", path, "--group", "sex", "--decision", "invited"), capsys)
    assert "d.csv:3: [measure.rows] The row has 3 cells; the head has 2." in said
    assert "d.csv:5: [measure.rows] The row has 1 cells; the head has 2." in said
    assert "12 more lines are wrong likewise." in said
    assert "d.csv:4" not in said


def test_columns_that_are_missing_are_named_with_those_that_are_there(tmp_path, capsys):
    path = decisions(tmp_path / "d.csv")
    said = error_of(run("fairness", path, "--group", "gender", "--decision", "hired"), capsys)
    assert "There is no column gender. The file has: id, sex, invited, qualified." in said
    assert "There is no column hired." in said


def test_a_column_of_numbers_of_persons_is_no_column_of_groups(tmp_path, capsys):
    path = decisions(tmp_path / "d.csv")
    said = error_of(run("fairness", path, "--group", "id", "--decision", "invited"), capsys)
    assert "measure.too-many" in said


def test_values_that_are_not_plain_have_to_be_named(tmp_path, capsys):
    path = tmp_path / "d.csv"
    path.write_text("sex;result\nF;take\nM;leave\nF;leave\n")
    usual = ("fairness", path, "--group", "sex", "--decision", "result")
    assert "Values: leave, take." in error_of(run(*usual), capsys)
    assert run(*usual, "--favourable", "take").exit_code == 0


@pytest.mark.parametrize(
    "content",
    [
        '\ufeff"sex","invited"\r\n"F","1"\r\n"M, other","0"\r\n',
        "sex\tinvited\nF\t1\nM, other\t0\n",
        "sex;invited\nF;1\nM, other;0",
    ],
)
def test_tables_are_read_as_spreadsheets_save_them(tmp_path, content):
    path = tmp_path / "d.csv"
    path.write_bytes(content.encode("utf-8"))
    usual = ("fairness", path, "--group", "sex", "--decision", "invited", "--format", "json")
    value = json.loads(run(*usual).output)
    assert [cell[0] for cell in value["table"]["cells"]] == ["F", "M, other"]
    assert value["input"]["rows"] == 2


def test_text_that_is_not_utf_8_is_refused_and_read_where_it_is_named(tmp_path, capsys):
    path = tmp_path / "d.csv"
    path.write_bytes("geschlecht;ok\nmännlich;1\nweiblich;0\n".encode("cp1252"))
    usual = ("fairness", path, "--group", "geschlecht", "--decision", "ok")
    assert "--encoding cp1252" in error_of(run(*usual), capsys)
    assert "männlich" in run(*usual, "--encoding", "cp1252").output


def test_a_quoted_line_in_a_later_block_changes_nothing(tmp_path):
    plain, quoted = tmp_path / "plain.csv", tmp_path / "quoted.csv"
    many = [f"{'FM'[at % 2]},{at % 3 % 2},note {at}" for at in range(20_000)]
    plain.write_text("\n".join(["sex,invited,note", *many]) + "\n")
    many[15_000] = many[15_000].replace("note", '"a\nnote') + '"'
    quoted.write_text("\n".join(["sex,invited,note", *many]) + "\n")
    usual = ("--group", "sex", "--decision", "invited", "--format", "json")
    tables = [json.loads(run("fairness", one, *usual).output)["table"] for one in (plain, quoted)]
    assert tables[0] == tables[1]


def test_scores_outside_of_their_range_are_named_by_line(tmp_path, capsys):
    path = tmp_path / "d.csv"
    path.write_text("sex,invited,ok,score\nF,1,1,0.3\nM,0,0,7\nF,0,0,high\nM,1,1,\n")
    usual = ("fairness", path, "--group", "sex", "--decision", "invited", "--label", "ok",
             "--score", "score")  # fmt: skip
    said = error_of(run(*usual), capsys)
    assert "d.csv:3" in said
    assert "d.csv:4" in said
    assert "d.csv:5" not in said


def test_scores_are_compared_with_what_was_true(tmp_path):
    path = tmp_path / "d.csv"
    rows = [
        f"{'FM'[at % 2]},{int(at % 10 > 4)},{int(at % 10 > 5)},0.{at % 10}5" for at in range(400)
    ]
    path.write_text("\n".join(["sex,invited,ok,score", *rows]))
    usual = ("fairness", path, "--group", "sex", "--decision", "invited", "--label", "ok",
             "--score", "score", "--bins", "5", "--format", "json")  # fmt: skip
    figures = json.loads(run(*usual).output)["figures"]
    means = {one["of"]: one["value"] for one in figures if one["id"] == "mean-score"}
    shares = {one["of"]: one["value"] for one in figures if one["id"] == "calibration"}
    assert means["sex: M, score 0.6 to 0.8"] == 0.75
    assert shares["sex: M, score 0.6 to 0.8"] == 1.0
    assert shares["sex: F, score 0 to 0.2"] == 0.0


def test_a_bias_audit_of_scores_counts_what_lies_above_the_median(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text("sex,score\n" + "".join(f"{'FM'[at % 3 == 0]},{at}\n" for at in range(100)))
    result = run("fairness", path, "--group", "sex", "--score", "score", "--ll144")
    text = " ".join(result.output.split())
    assert "score above 49.5, the median of all" in text
    assert "no law of Europe" in text
    assert "impact ratios (local law of New York City)" in text


def test_a_copy_for_others_shows_no_small_count(tmp_path):
    path = decisions(tmp_path / "d.csv", [*ROWS, ("X", "yes", "1", 3), ("X", "no", "0", 40)])
    out, copy = tmp_path / "r.json", tmp_path / "c.json"
    assert run("fairness", path, *USUAL, "-o", out, "--shared", copy).exit_code == 0
    value = json.loads(copy.read_bytes())
    assert value["table"]["cells"] == []
    counts = value["table"]["counts"]["sex"]
    assert counts["X"]["true positive"] is None
    for outcome in next(iter(counts.values())):
        hidden = [one[outcome] is None for one in counts.values()]
        assert sum(hidden) != 1
    assert not [one for one in value["figures"] if one["of"] == "sex: X"]
    assert value["shared"]["of"] == sha256(out.read_bytes())


def test_the_picture_has_a_title_a_description_and_its_numbers(tmp_path):
    out = tmp_path / "f.svg"
    path = decisions(tmp_path / "d.csv")
    assert run("fairness", path, *USUAL, "--reference", "M", "--svg", out).exit_code == 0
    svg = out.read_text("utf-8")
    assert svg.startswith("<svg xmlns=")
    assert "<title" in svg
    assert "sex: F against M: -0.300 (-0.422 to -0.163)" in svg
    assert ">-0.300 (-0.422 to -0.163)</text>" in svg


COUNTED = """sex,dept,all,in,fit,both
F,a,100,30,50,30
M,a,100,60,50,50
F,b,40,20,20,20
X,b,20,10,10,5
total,all,260,120,130,105
"""
COUNTS = ("--group", "sex", "--counts", "all,in,fit,both", "--reference", "M")


def test_a_table_that_is_counted_already_gives_the_same_figures(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text(COUNTED)
    result = run("fairness", path, *COUNTS)
    text = " ".join(result.output.split())
    assert "F 140 0.357 (0.283 to 0.439)" in text
    assert "F 0.714 (0.599 to 0.807) 0.000 (0.000 to 0.052)" in text
    assert "A row that sums up all others was left out." in text
    assert "total" not in text


def test_counts_of_which_a_part_is_larger_than_its_whole_are_refused(tmp_path, capsys):
    path = tmp_path / "counts.csv"
    path.write_text("sex,all,in,fit,both\nF,10,11,5,5\nM,10,5,5,x\nX,10,8,8,1\nY,10,5,5,6\n")
    said = error_of(run("fairness", path, *COUNTS), capsys)
    assert [f"counts.csv:{at}" in said for at in (2, 3, 4, 5)] == [True] * 4
    assert "No whole number: both: 'x'." in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--group", "sex"), "--decision"),
        (("--group", "sex", "--counts", "all"), "ALL,SELECTED"),
        (("--group", "sex", "--decision", "invited", "--score-range", "1-10"), "LOW:HIGH"),
        (("--group", "sex", "--decision", "invited", "--supports", "x"), "--to DIR"),
    ],
)
def test_options_that_do_not_fit_together_are_said(tmp_path, capsys, arguments, says):
    said = error_of(run("fairness", decisions(tmp_path / "d.csv"), *arguments), capsys)
    assert "usage.arguments" in said
    assert says in said


def test_the_only_column_may_have_a_group_with_a_comma_as_reference(tmp_path):
    path = decisions(tmp_path / "d.csv", [("M, other", "yes", "1", 30), ("F", "no", "1", 90)])
    result = run("fairness", path, *USUAL, "--reference", "M, other")
    assert "held against M, other" in result.output
