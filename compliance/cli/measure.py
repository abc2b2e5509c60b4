"""``conformity measure fairness|oversight|marking``: figures computed of data, to be archived."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.cli.common import bar, by_option, find_author, heading, printable, wrapped
from compliance.services.clock import now, today

if TYPE_CHECKING:
    from compliance.errors import ConformityError
    from compliance.services.measure.counted import CountColumns
    from compliance.services.measure.run import Result
    from compliance.views.measured import Sheet

PATIENCE = 1.0
"""Seconds after which progress shows."""


@click.group(short_help="Compute figures on groups, oversight and marks.")
def measure() -> None:
    """Compute figures on groups of persons, on human oversight, on marks of content.

    The result is one file of JSON. In place of the rows it holds what was counted, so that
    anybody can compute all figures again: conformity verify does. Nothing is passed or
    failed by a figure; limits are yours, each with its reason.
    """


def _output(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options on what becomes of a measure."""
    options = (
        click.option(
            "--threshold",
            "thresholds",
            multiple=True,
            metavar="LIMIT",
            help="A limit of yours with its reason, “metric<=x: reason”; may be repeated.",
        ),
        click.option(
            "--format",
            "form",
            type=click.Choice(["text", "table", "json"]),
            default="text",
            help="Text, one line a figure, or the archived JSON.",
        ),
        click.option(
            "-o",
            "--output",
            type=click.Path(path_type=Path),
            metavar="RESULT.json",
            help="Write the result to a file.",
        ),
        click.option(
            "--svg", type=click.Path(path_type=Path), metavar="FILE.svg", help="Draw the figures."
        ),
        click.option(
            "--to",
            "folder",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="Archive the result as evidence of the assessment DIR.",
        ),
        click.option(
            "--supports",
            multiple=True,
            metavar="ID",
            help="With --to: requirement or question it supports; may be repeated.",
        ),
        click.option("--kind", default="", help="With --to: kind of evidence."),
        click.option("--encoding", default="", help="Of the text, if it is not UTF-8."),
        by_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


@measure.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--group", required=True, metavar="COL[,COL]", help="Columns of groups of persons.")
@click.option("--decision", default="", metavar="COL", help="Column of the decision.")
@click.option("--label", default="", metavar="COL", help="Column of what was true.")
@click.option("--score", default="", metavar="COL", help="Column of a score.")
@click.option("--stratum", default="", metavar="COL", help="Column of strata: like against like.")
@click.option(
    "--reference", default="", metavar="GROUP[,GROUP]",
    help="Group that others are held against, one a column; the largest otherwise.",
)  # fmt: skip
@click.option(
    "--favourable", multiple=True, metavar="VALUE", help="Decision that is good for the person."
)
@click.option("--positive", multiple=True, metavar="VALUE", help="Label that counts as positive.")
@click.option(
    "--predicted", multiple=True, metavar="VALUE",
    help="Decision that says what a positive label says; the same value otherwise.",
)  # fmt: skip
@click.option("--missing", multiple=True, metavar="VALUE", help="Value that states nothing.")
@click.option("--bins", type=click.IntRange(2, 100), default=10, help="Bins of scores.")
@click.option("--score-range", default="0:1", metavar="LOW:HIGH", help="What scores run from to.")
@click.option("--ll144", is_flag=True, help="Impact ratios of a local law of New York City.")
@click.option(
    "--leave-out-small", default="", metavar="REASON",
    help="With --ll144: leave groups below 2 in 100 out of the ratio.",
)  # fmt: skip
@click.option(
    "--counts", default="", metavar="ALL,SELECTED[,TRUE,BOTH]",
    help="Of a table that is counted: its columns of counts, in place of --decision.",
)  # fmt: skip
@click.option(
    "--shared", type=click.Path(path_type=Path), metavar="COPY.json",
    help="Write a copy for others, without small counts.",
)  # fmt: skip
@click.option("--least", type=click.IntRange(2, 100), default=5, help="Least count in that copy.")
@_output
def fairness(
    file: Path,
    group: str,
    decision: str,
    label: str,
    score: str,
    stratum: str,
    reference: str,
    score_range: str,
    leave_out_small: str,
    counts: str,
    shared: Path | None,
    least: int,
    thresholds: tuple[str, ...],
    encoding: str,
    *,
    ll144: bool,
    **rest: Any,
) -> None:
    """Measure what groups of persons get, and where decisions about them err.

    FILE is a CSV or Parquet file with a row a decision. It is read as a stream; no row of it
    is kept.
    """
    from compliance.measure.table import Chosen
    from compliance.services.measure.run import measure_fairness

    low, high = _range(score_range)
    counted = _count_columns(counts)
    if not decision and not (ll144 and score) and counted is None:
        raise _usage("Name the column of the decision with --decision.")
    chosen = Chosen(
        groups=_names(group),
        decision=decision,
        label="" if ll144 and score else label,
        score=score,
        stratum=stratum,
        reference=_references(reference, _names(group)),
        favourable=rest["favourable"],
        predicted=rest["predicted"],
        positive=rest["positive"],
        missing=rest["missing"],
        bins=rest["bins"],
        low=low,
        high=high,
        bias_audit=ll144,
        left_out=leave_out_small,
    )
    with _later(file.name) as progress:
        result = measure_fairness(
            file, chosen, today=today(), thresholds=thresholds, counts=counted,
            encoding=encoding, progress=progress,
        )  # fmt: skip
    if shared is not None:
        _write_shared(shared, result, least)
    _finish(result, file, rest)


@measure.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--training", type=click.Path(path_type=Path), metavar="FILE",
    help="CSV with reviewer_id, trained_on, valid_until.",
)  # fmt: skip
@click.option(
    "--column", "columns", multiple=True, metavar="NAME=COL",
    help="What the log calls a column; may be repeated.",
)  # fmt: skip
@click.option("--floor", type=click.FloatRange(0), default=5.0, help="Least seconds of a review.")
@click.option(
    "--months", type=click.IntRange(0, 600), default=6, help="Months that the log has to cover."
)
@click.option(
    "--two-persons", multiple=True, metavar="EVENT",
    help="Events that two distinct persons have to confirm.",
)  # fmt: skip
@_output
def oversight(
    file: Path,
    training: Path | None,
    columns: tuple[str, ...],
    floor: float,
    months: int,
    two_persons: tuple[str, ...],
    thresholds: tuple[str, ...],
    encoding: str,
    **rest: Any,
) -> None:
    """Measure what persons did with what a system put to them.

    FILE is a CSV log with a row a review: case_id, ai_output and final_outcome at least;
    ai_output_at, reviewed_at, event, reviewer_id, action, reason, ground_truth, drill,
    second_reviewer_id where there are any.
    """
    from compliance.services.measure.review_log import LogChosen
    from compliance.services.measure.run import measure_oversight

    pairs = [one.partition("=") for one in columns]
    if any(not sign or not name for name, sign, _ in pairs):
        raise _usage("Write --column NAME=COL, for example --column case_id=Fall.")
    named = {name.strip(): column.strip() for name, _, column in pairs}
    chosen = LogChosen(named, floor, months, two_persons, encoding)
    with _later(file.name) as progress:
        result = measure_oversight(
            file, chosen, today=today(), training=training, thresholds=thresholds,
            progress=progress,
        )  # fmt: skip
    _finish(result, file, rest)


@measure.command()
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@_output
def marking(
    files: tuple[Path, ...], thresholds: tuple[str, ...], encoding: str, **rest: Any
) -> None:
    """Measure whether samples of generated content say by machine what they are.

    FILE is a picture, a sound or a video as the system gave it out, or a folder of such.
    Read are content credentials (C2PA) inside the files; watermarks are not tested.
    """
    from compliance.services.measure.marks import measure_marking

    if encoding:
        raise _usage("Samples have no encoding of text.")
    with _later("Samples") as progress:
        result = measure_marking(files, today=today(), thresholds=thresholds, progress=progress)
    _finish(result, Path(files[0].name or "samples"), rest)


def _usage(message: str) -> ConformityError:
    from compliance.errors import fail

    return fail("conformity measure", "usage.arguments", message, "")


def _references(text: str, groups: tuple[str, ...]) -> tuple[str, ...]:
    """One group a column; of a single column the whole text, which may hold commas."""
    if not text:
        return ()
    return (text.strip(),) if len(groups) == 1 else tuple(one.strip() for one in text.split(","))


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for one in text.split(",") if (name := one.strip()))


def _count_columns(text: str) -> CountColumns | None:
    from compliance.services.measure.counted import CountColumns

    named = _names(text)
    if named and len(named) not in {2, 4}:
        raise _usage("Write --counts ALL,SELECTED or --counts ALL,SELECTED,TRUE,BOTH.")
    return CountColumns(*named) if named else None


def _range(text: str) -> tuple[float, float]:
    low, sign, high = text.partition(":")
    try:
        found = float(low), float(high)
    except ValueError:
        found = (0.0, 0.0)
    if not sign or not found[0] < found[1]:
        raise _usage("Write --score-range LOW:HIGH, for example --score-range 1:10.")
    return found


@contextlib.contextmanager
def _later(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that shows only where somebody has to wait."""
    with contextlib.ExitStack() as stack:
        start, shown = time.monotonic(), None

        def progress(done: int, total: int) -> None:
            nonlocal shown
            if shown is None and time.monotonic() - start > PATIENCE:
                shown = stack.enter_context(bar(label))
            if shown is not None:
                shown(done, total)

        yield progress


def _finish(result: Result, file: Path, rest: dict[str, Any]) -> None:
    """Write, archive and show a measure."""
    from compliance.data.files import write_atomically

    said: list[str] = []
    output, svg, folder = rest["output"], rest["svg"], rest["folder"]
    if output is not None:
        write_atomically(output, result.content)
        said.append(f"Written: {output}")
    if svg is not None:
        from compliance.services.measure.draw import draw_result

        for at, picture in enumerate(draw_result(result), 1):
            path = svg if at == 1 else svg.with_stem(f"{svg.stem}-{at}")
            write_atomically(path, picture)
            said.append(f"Drawn: {path}")
    if folder is not None:
        said += _archive(result, file, folder, rest)
    elif rest["supports"]:
        raise _usage("--supports says what evidence supports: name --to DIR, too.")
    _show(result, rest["form"])
    for line in said:
        click.echo(printable(line), err=rest["form"] == "json")


def _archive(result: Result, file: Path, folder: Path, rest: dict[str, Any]) -> list[str]:
    from compliance.services.assess.open import open_assessment
    from compliance.services.measure.attach import attach_result

    assessment = open_assessment(folder)
    names = [item for value in rest["supports"] for item in value.split(",") if item]
    held, new = attach_result(
        assessment,
        result,
        name=f"{file.stem}-{result.value['measure']}.json",
        kind=rest["kind"],
        supports=names,
        by=find_author(rest["by"], assessment),
        at=now(),
    )
    verb = "Archived as" if new else "Archived already as"
    return [f"{verb} {held.data.evidence} {held.data.name}", f"SHA-256 {held.data.sha256}"]


def _write_shared(path: Path, result: Result, least: int) -> None:
    from compliance.data.digests import canonical_json, sha256
    from compliance.data.files import write_atomically
    from compliance.measure.suppress import shared

    assert result.table is not None  # noqa: S101 - of groups there is always one
    assert result.chosen is not None  # noqa: S101
    copy = shared(result.value, result.table, result.chosen, sha256(result.content), least)
    write_atomically(path, canonical_json(copy))
    click.echo(printable(f"Copy for others: {path}"), err=True)


def _show(result: Result, form: str) -> None:
    from compliance.views.measured import all_figures, view_measure

    if form == "json":
        click.echo(result.content.decode("utf-8"))
        return
    view = view_measure(result.value, result.measured.figures, result.chosen)
    for line in view.counted:
        click.echo(wrapped(printable(line)))
    for sheet in [all_figures(result.measured.figures)] if form == "table" else view.sheets:
        _show_sheet(sheet)
    for title, lines in (("Limits that were set", view.held), ("To be known", view.notes)):
        if lines:
            click.echo()
            click.echo(heading(title))
        for line in lines:
            click.echo(wrapped(printable(line), "  ", "- "))


def _show_sheet(sheet: Sheet) -> None:
    from compliance.cli.table import table

    click.echo()
    click.echo(heading(printable(sheet.title)))
    rows = [[printable(cell) for cell in row] for row in sheet.rows]
    for line in table(sheet.heads, rows):
        click.echo(line)
