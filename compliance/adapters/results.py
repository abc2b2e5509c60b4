"""What was measured, as every format tells it in its own way, in one form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from compliance.adapters.base import Said
from compliance.adapters.values import line
from compliance.assessment.journal.records import Figure

Better = Literal["higher", "lower", ""]

MOST_FIGURES: Final = 500
"""Most figures of one file that are kept; more stand in the file itself."""
TWO_SIDED: Final = 1.96
"""Standard errors to either side, within which 95 of 100 such intervals hold the true value."""
BY_ERROR: Final = "value ± 1.96 standard errors"

_HIGHER: Final = frozenset({
    "acc", "accuracy", "accuracy_score", "acc_norm", "balanced_accuracy",
    "balanced_accuracy_score", "exact_match", "em", "quasi_exact_match", "prefix_exact_match",
    "quasi_prefix_exact_match", "f1", "f1_score", "precision", "precision_score", "recall",
    "recall_score", "auc", "auroc", "roc_auc", "roc_auc_score", "r2", "r2_score", "bleu", "rouge",
    "rouge1", "rouge2", "rougel", "rougelsum", "chrf", "mcc", "matthews_corrcoef", "map", "ndcg",
    "mrr", "pass@1", "pass@k", "average_precision", "average_precision_score", "specificity",
    "sensitivity", "true_positive_rate", "true_negative_rate", "relax_str_match",
    "exactstrmatch",
})  # fmt: skip
_LOWER: Final = frozenset({
    "wer", "cer", "ter", "perplexity", "word_perplexity", "byte_perplexity", "bits_per_byte",
    "loss", "eval_loss", "log_loss", "mae", "mse", "rmse", "mean_absolute_error",
    "mean_squared_error", "root_mean_squared_error", "brier", "brier_score", "ece",
    "expected_calibration_error", "error", "error_rate", "false_positive_rate",
    "false_negative_rate", "false_discovery_rate", "false_omission_rate", "attack_success_rate",
    "fid",
})  # fmt: skip


def usual_direction(metric: str) -> Better:
    """In which direction a metric gets better, where its name leaves no doubt.

    >>> usual_direction("Accuracy"), usual_direction("training_loss"), usual_direction("score")
    ('higher', 'lower', '')
    """
    name = metric.casefold().strip().replace(" ", "_").replace("-", "_")
    for ends in (name, name.rsplit("/", 1)[-1], name.split("_", 1)[-1]):
        if ends in _HIGHER:
            return "higher"
        if ends in _LOWER:
            return "lower"
    return ""


@dataclass(frozen=True)
class Result:
    """One figure with all that is needed to read it."""

    metric: str
    value: float
    place: str
    task: str = ""
    split: str = ""
    low: float | None = None
    high: float | None = None
    interval: str = ""
    """How its interval was made."""
    n: int | None = None
    better: Better = ""
    unit: str = ""
    group: str = ""
    topic: str = ""
    error_is_nought: bool = False
    """Whether a standard error of nought stands there, of which no interval is made."""

    def row(self) -> dict[str, Any]:
        """As a row of the item ``results``: what is not stated is left out."""
        fields = {
            "metric": self.metric,
            "task": self.task,
            "split": self.split,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "interval": self.interval if self.low is not None else "",
            "n": self.n,
            "direction": self.better,
            "unit": self.unit,
            "group": self.group,
            "topic": self.topic,
        }
        return {name: value for name, value in fields.items() if value not in {None, ""}}

    def figure(self) -> Figure:
        """As it is kept with the evidence."""
        how = f"interval: {self.interval}" if self.low is not None and self.interval else ""
        of = "; ".join(part for part in (self.task, self.split, self.group, how) if part)
        return Figure(
            name=line(self.metric) or "figure",
            of=line(of),
            value=self.value,
            low=self.low,
            high=self.high,
            whole=self.n,
            unit=line(self.unit, 60),
            better=self.better,
            place=self.place[:1_000],
        )


def around(value: float, error: float | None) -> tuple[float | None, float | None]:
    """The interval that a standard error gives; none where the error is none, or nought.

    An error of nought does not say that a figure is certain: it comes of samples that all
    came out alike, or of a single one.

    >>> around(0.5, 0.1)
    (0.304, 0.696)
    >>> around(0.5, None), around(0.0, 0.0), around(0.5, -0.1)
    ((None, None), (None, None), (None, None))
    """
    if error is None or error <= 0:
        return None, None
    low, high = value - TWO_SIDED * error, value + TWO_SIDED * error
    if not (abs(low) < float("inf") and abs(high) < float("inf")):
        return None, None
    return round(low, 12), round(high, 12)


def kept(results: Sequence[Result]) -> tuple[tuple[Result, ...], tuple[str, ...]]:
    """As many results as are kept of one file, and what is to be said of the others."""
    if len(results) <= MOST_FIGURES:
        return tuple(results), ()
    note = f"It holds {len(results)} figures; the first {MOST_FIGURES} were read."
    return tuple(results[:MOST_FIGURES]), (note,)


def said_results(results: Sequence[Result]) -> tuple[Said, ...]:
    """The item ``results``; nothing where there are none."""
    if not results:
        return ()
    rows = [one.row() for one in results]
    places = tuple(one.place for one in results)
    return (Said("results", rows, places[0], places),)
