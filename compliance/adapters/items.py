"""The vocabulary of adapters: what a file can say, whatever its format.

Adapters name what they read by these items. Which question an item may propose an answer to,
and which column a field of it fills, is data of the pack; so an adapter knows no question and
no law. An item is never guessed: it stands in the file, at the place that is told with it.

=============  =======================================================================
shape          the value
=============  =======================================================================
``text``       a text, lines of it parted by newlines
``number``     a finite number
``day``        a day, ``YYYY-MM-DD``
``words``      a list of short texts, in the order of the file
``rows``       a list of rows, each a mapping of the fields below to a text or a number;
               a field that a file does not state is left out
=============  =======================================================================

Kinds of file (``Reading.kind``) are words of their own too, :data:`KINDS`: the pack says
which kind of evidence each is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Shape = Literal["text", "number", "day", "words", "rows"]

EVALUATION: Final = "evaluation"
FAIRNESS: Final = "fairness-evaluation"
OVERSIGHT: Final = "oversight-evaluation"
MODEL: Final = "model-description"
DATASET: Final = "dataset-description"
DOCUMENT: Final = "document"
MARKED: Final = "marked-content"
KINDS: Final[Mapping[str, str]] = {
    EVALUATION: "Results of a test of a model or system.",
    FAIRNESS: "Results by groups of persons.",
    OVERSIGHT: "What persons did with the outputs of a system.",
    MODEL: "What the maker of a model says of it.",
    DATASET: "What the maker of a data set says of it.",
    DOCUMENT: "A document; only what it says of itself is read.",
    MARKED: "Content that says of itself where it comes from.",
}


@dataclass(frozen=True)
class Item:
    """One thing that files can say."""

    shape: Shape
    holds: str
    """What it holds, in a sentence."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Of rows: field to what it holds."""


_DATA_FIELDS: Final = {
    "name": "Name of the data set.",
    "version": "Its version or revision.",
    "description": "What is in it.",
    "source": "Where it comes from: an address, a maker.",
    "size": "How much there is, with its unit.",
    "licence": "Under which licence it is.",
    "collected-from": "Day on which collecting began.",
    "collected-to": "Day on which collecting ended.",
    "collection": "How it was collected.",
    "sensitive": "What personal or sensitive data is in it.",
    "biases": "Known biases.",
    "used-for": "What it was used for: training, testing.",
}

ITEMS: Final[Mapping[str, Item]] = {
    # The model.
    "model.name": Item("text", "Name of the model, as its maker or the tool calls it."),
    "model.version": Item("text", "Version, revision or digest of the model."),
    "model.base": Item("words", "Models that it was made from."),
    "model.provider": Item("text", "Who made or supplies it."),
    "model.contact": Item("text", "How its maker can be reached."),
    "model.licence": Item("text", "Licence of the model, as its maker writes it."),
    "model.released": Item("day", "Day on which it was released."),
    "model.source": Item("text", "Address where it lies."),
    "model.description": Item("text", "What it is, in the words of its maker."),
    "model.parameters": Item("text", "How many parameters it has."),
    "model.architecture": Item("text", "How it is built."),
    "model.modalities": Item("words", "What goes in and comes out: text, images, sound."),
    "model.languages": Item("words", "Languages that it was made for, as the file writes them."),
    "model.context": Item("text", "How much it reads at once."),
    "model.autonomy": Item("text", "How far it acts without a person."),
    "model.domain": Item("words", "Fields in which it is used."),
    "model.intended-use": Item("text", "What it is meant for."),
    "model.users": Item("text", "By whom it is meant to be used."),
    "model.out-of-scope": Item("text", "What it is not meant for."),
    "model.limitations": Item("text", "What it cannot do well, technically."),
    "model.bias-risks": Item("text", "Known biases and risks, to persons in particular."),
    "model.mitigations": Item("text", "What is done or advised against these."),
    "model.instructions": Item("text", "How it is to be used."),
    "model.explainability": Item("text", "How its outputs can be explained."),
    "model.thresholds": Item("text", "Thresholds from which it decides."),
    "model.standards": Item("words", "Standards that its maker says it follows."),
    "model.risk-rating": Item("text", "How its maker rates its risk."),
    "model.sensitive": Item("text", "Whether it was trained on or uses sensitive personal data."),
    # Its training.
    "training.description": Item("text", "How it was trained."),
    "training.preprocessing": Item("text", "How the data was prepared."),
    "training.hyperparameters": Item("text", "Settings of the training."),
    "training.data": Item("text", "On what it was trained, in sentences."),
    "training.datasets": Item("rows", "Data sets that it was made or tested with.", _DATA_FIELDS),
    "training.compute": Item("text", "Hardware, hours and operations of the training."),
    "training.energy": Item("text", "Energy that the training took."),
    "training.emissions": Item("text", "Emissions of the training."),
    # What was measured.
    "results": Item(
        "rows",
        "Figures that were measured.",
        {
            "metric": "What was measured.",
            "task": "Task or data set on which.",
            "split": "Part of the data set.",
            "value": "The figure (number).",
            "low": "Lower end of its interval (number).",
            "high": "Upper end of its interval (number).",
            "interval": "How the interval was made.",
            "n": "Over how many samples (number).",
            "direction": "``higher`` or ``lower``, whichever is better.",
            "unit": "Unit of the figure.",
            "group": "Part of the samples or persons, where it is not all.",
            "topic": "What the makers of the benchmark say it is evidence of.",
        },
    ),
    "groups": Item(
        "rows",
        "Figures by groups of persons.",
        {
            "attribute": "By what persons were grouped: sex, age.",
            "group": "The group.",
            "metric": "What was measured.",
            "outcome": "For which outcome of the system.",
            "reference": "The group that it is compared with.",
            "value": "The figure (number).",
            "low": "Lower end of its interval (number).",
            "high": "Upper end of its interval (number).",
            "n": "How many persons (number).",
        },
    ),
    "oversight": Item(
        "rows",
        "Figures of what persons did with outputs: override, follow, stop.",
        {
            "metric": "What was measured.",
            "people": "Of whom.",
            "value": "The figure (number).",
            "low": "Lower end of its interval (number).",
            "high": "Upper end of its interval (number).",
            "n": "Over how many cases (number).",
            "unit": "Unit of the figure.",
        },
    ),
    "fairness.assessments": Item(
        "rows",
        "Who may be harmed or helped, as the maker sees it.",
        {
            "group": "Group at risk.",
            "benefits": "What the group gains.",
            "harms": "What may harm it.",
            "mitigation": "What is done about it.",
        },
    ),
    "risks": Item(
        "rows",
        "Risks that the maker names.",
        {"name": "The risk.", "mitigation": "What is done about it."},
    ),
    "test.date": Item("day", "Day of the test."),
    "test.tool": Item("text", "Program that tested, with its version."),
    "test.environment": Item("text", "Machine and software of the test."),
    "test.method": Item("text", "Method by which was counted, with its version."),
    "test.settings": Item("text", "Settings that change the outcome: seed, temperature, shots."),
    "test.commit": Item("text", "Revision of the code that tested."),
    "test.by": Item("text", "Who tested."),
    "test.data": Item("words", "Data sets that were tested on."),
    "test.criteria": Item("text", "What counts as passed."),
    # Content that was given out.
    "content.source": Item("text", "By what it was made, in the word of its credentials."),
    # A document.
    "document.title": Item("text", "Its title."),
    "document.version": Item("text", "Its version."),
    "document.date": Item("day", "Its day, as it tells it."),
    "document.author": Item("text", "Who wrote it, by its properties."),
    # A data set.
    "dataset.name": Item("text", "Name of the data set."),
    "dataset.version": Item("text", "Its version."),
    "dataset.description": Item("text", "What is in it."),
    "dataset.source": Item("text", "Where it lies or comes from."),
    "dataset.maker": Item("text", "Who made it."),
    "dataset.contact": Item("text", "How its maker can be reached."),
    "dataset.published": Item("day", "Day on which it was published."),
    "dataset.licence": Item("text", "Its licence."),
    "dataset.size": Item("text", "How much there is."),
    "dataset.formats": Item("words", "Formats of its files."),
    "dataset.modalities": Item("words", "Text, images, sound, tables."),
    "dataset.tasks": Item("words", "Tasks that it is made for."),
    "dataset.languages": Item("words", "Languages in it, as the file writes them."),
    "dataset.collection": Item("text", "How it was collected."),
    "dataset.collected-from": Item("day", "Day on which collecting began."),
    "dataset.collected-to": Item("day", "Day on which collecting ended."),
    "dataset.origin": Item("text", "From which raw data it was made."),
    "dataset.preprocessing": Item("text", "How it was cleaned and prepared."),
    "dataset.missing": Item("text", "What is missing in it, and how gaps were filled."),
    "dataset.annotation": Item("text", "How it was labelled."),
    "dataset.annotators": Item("text", "Who labelled it."),
    "dataset.intended-use": Item("text", "What it is meant for."),
    "dataset.biases": Item("text", "Known biases."),
    "dataset.limitations": Item("text", "Known limits."),
    "dataset.sensitive": Item("text", "Personal or sensitive data in it."),
    "dataset.anonymisation": Item("text", "How persons were made unrecognisable."),
    "dataset.social-impact": Item("text", "What it may do to people."),
    "dataset.maintenance": Item("text", "How it is kept up to date."),
    "dataset.split": Item("text", "Into which parts it is split."),
}
