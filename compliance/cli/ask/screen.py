"""What the terminal shows for one question: plain lines, nothing to miss.

No cursor is moved and nothing is redrawn, so the same text works on a dumb
terminal, in a log, and with a screen reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from compliance.assessment.agenda import asked_because
from compliance.checklist.answer_text import entries, full_answer, short_answer
from compliance.checklist.base import EVIDENCE_KINDS
from compliance.checklist.questions import GroupQuestion
from compliance.cli.common import heading, printable, width, wrapped
from compliance.cli.law import HOW, NO_IMPORTER, show_official
from compliance.cli.organisation import origin_line
from compliance.services.official_law.quote import official_text
from compliance.views.law import places

if TYPE_CHECKING:
    from compliance.assessment.agenda import Agenda, Item
    from compliance.assessment.journal.state import Given
    from compliance.checklist.catalogue import Catalogue
    from compliance.storage.opened import OpenAssessment

LONG_LIST = 16
FEW = 4
"""Provisions that are named above a question; the rest is a command away."""

HELP = """\
Answer with the number or the word of an option, or as the question says.
Commands begin with a colon (on choices the bare word works too):
  :back        go back to the question before
  :skip        leave this question open and go on
  :jump ID     go to a question, requirement, provision or section
  :list        show sections and progress
  :open        list the questions that are open
  :why         show everything known about this question again
  :provisions  name all provisions the question rests on
  :law         show their official text, where it is imported
  :unknown     record that the answer is not known yet
  :confirm     keep an earlier answer to a question that changed since
  :na REASON   record that the question does not apply, where that is accepted
  :attach FILE attach a file as evidence (asks for the kind)
  :note TEXT   leave a remark for colleagues
  :edit        write a long text in your editor ($EDITOR)
  :draft       take up a text that was left unfinished
  :save        say where everything is saved (it always is)
  :quit        stop; go on any time with the same command
  :help        this list"""


def show_help() -> None:
    """Show the commands, wrapped to the terminal."""
    for line in HELP.split("\n"):
        click.echo(wrapped(line, " " * 15 if line.startswith(" ") else "", ""))


def show_item(assessment: OpenAssessment, agenda: Agenda, item: Item) -> None:
    """Show one question with all that helps to answer it."""
    catalogue = assessment.catalogue
    click.echo("\n" + "─" * width())
    click.echo(_where(agenda, item))
    _show_law(catalogue, item)
    click.echo("")
    click.echo(heading(item.question.ask))
    _show_why(assessment, item)
    _show_guidance(item)
    _show_scope(assessment, item)
    _show_evidence(assessment, item)
    _show_options(catalogue, item)
    if item.question.not_applicable:
        text = f"Or :na and the reason. {item.question.not_applicable}"
        click.echo(wrapped(text, "     ", "     "))
    given = assessment.state.answers.get(item.question.id)
    show_earlier(catalogue, given, item, organisation=assessment.state.is_organisation)
    _show_unconfirmed(assessment, item)
    _show_notes(assessment, item)


def _where(agenda: Agenda, item: Item) -> str:
    progress = agenda.progress()
    answered = sum(part.answered for part in progress)
    total = sum(part.total for part in progress)
    for number, part in enumerate(progress, 1):
        if part.section == item.section:
            line = f"Part {number} of {len(progress)}: {part.title}"
            counts = f"{part.answered} of {part.total} answered here, "
            line = f"{line} ({counts}{answered} of {total} in all)"
            return wrapped(f"{line} [{item.question.id}]")
    line = f"{agenda.titles[item.section]} ({answered} of {total} answered)"
    return wrapped(f"{line} [{item.question.id}]")


def _provisions(catalogue: Catalogue, item: Item) -> tuple[str, ...]:
    provisions = item.question.provisions
    if item.requirement and not provisions:
        provisions = catalogue.requirements[item.requirement].provisions
    return tuple(provisions)


def show_law(catalogue: Catalogue, item: Item) -> None:
    """Show the official text of the provisions a question rests on."""
    provisions = _provisions(catalogue, item)
    if not provisions:
        click.echo("No provision of the law is named for this question.")
    elif not show_official(official_text(catalogue, provisions)):
        click.echo(HOW if catalogue.law.importer else NO_IMPORTER)


def show_provisions(catalogue: Catalogue, item: Item) -> None:
    """Name every provision a question rests on."""
    click.echo(wrapped(places(catalogue, _provisions(catalogue, item)) or "None."))


def _show_law(catalogue: Catalogue, item: Item) -> None:
    provisions = _provisions(catalogue, item)
    follow_up = item.requirement and item.requirement != item.question.id
    if provisions and not (follow_up and not item.question.provisions):
        more = len(provisions) - FEW
        text = places(catalogue, provisions[:FEW] if more > 1 else provisions)
        text += f"; and {more} more, see :provisions" if more > 1 else ""
        click.echo(wrapped(text))
    if item.requirement == item.question.id:
        requirement = catalogue.requirements[item.requirement]
        click.echo(wrapped(f"The law asks: {requirement.asks}", "  ", ""))
    elif item.requirement:
        title = catalogue.requirements[item.requirement].title
        click.echo(wrapped(f"Follow-up to: {title}", "  ", ""))


def _show_why(assessment: OpenAssessment, item: Item) -> None:
    question = item.question
    if question.why:
        click.echo(wrapped(f"Why: {question.why}", "  ", ""))
    because = asked_because(assessment.facts, assessment.state, question, item)
    if because:
        click.echo(wrapped(printable(because), "  ", ""))


def _show_scope(assessment: OpenAssessment, item: Item) -> None:
    """Say of which systems the answer is meant, where that is not this one alone."""
    known = item.question.id
    if known not in assessment.catalogue.organisation_wide:
        return
    if assessment.state.is_organisation:
        text = "Answer for all systems of the organisation to which it applies. What is "
        text += "otherwise for one of them is answered in its assessment."
    else:
        text = "Organisation-wide: one answer can serve every system of a workspace."
    click.echo(wrapped(text, "  ", ""))


def _show_guidance(item: Item) -> None:
    if item.question.help:
        click.echo(wrapped(f"Note: {item.question.help}", "  ", ""))
    guidance = item.question.guidance
    if guidance is not None:
        click.echo(wrapped(f"A good answer: {guidance.good_answer}", "  ", ""))
        click.echo(wrapped(f"Example: {guidance.example}", "  ", ""))


def _show_evidence(assessment: OpenAssessment, item: Item) -> None:
    catalogue = assessment.catalogue
    if item.requirement != item.question.id:
        return
    requirement = catalogue.requirements[item.requirement]
    for request in requirement.evidence:
        kind = catalogue.label(EVIDENCE_KINDS, request.kind)
        need = "required" if request.required else "welcome"
        age = f", not older than {request.max_age_days} days"
        age = age if request.max_age_days else ""
        text = f"Evidence ({need}{age}): {kind}. {request.note} [{request.kind}]"
        click.echo(wrapped(text, "  ", ""))
    ids = [item.question.id, *(follow.id for follow in requirement.follow_ups)]
    for held in assessment.state.evidence_for(*ids):
        name = printable(held.data.name)
        click.echo(wrapped(f"Attached: {held.data.evidence} {name}", "  ", ""))


def _show_options(catalogue: Catalogue, item: Item) -> None:
    options = catalogue.options(item.question)
    if not options:
        return
    click.echo("")
    if len(options) > LONG_LIST:
        shown = ", ".join(f"{option.label} ({option.id})" for option in options[:2])
        text = f"{len(options)} choices, by name or code, such as {shown}. "
        click.echo(wrapped(f"{text}:options lists all."))
        return
    for number, option in enumerate(options, 1):
        note = f" ({option.note})" if option.note else ""
        click.echo(wrapped(f"{option.label}{note}", "     ", f"{number:>3}. "))


def show_options(catalogue: Catalogue, item: Item) -> None:
    """List all options of a question, also where there are many."""
    options = catalogue.options(item.question)
    names = ", ".join(f"{option.label} ({option.id})" for option in options)
    click.echo(wrapped(names or "There are none to choose from.", "  "))


def show_earlier(
    catalogue: Catalogue, given: Given | None, item: Item, *, organisation: bool = False
) -> None:
    """Show the present answer, who gave it and when."""
    if given is None:
        return
    click.echo("")
    if given.state == "given" and isinstance(item.question, GroupQuestion):
        shown = short_answer(catalogue, given.question, given.state, given.value)
        click.echo(wrapped(f"Present answer: {shown}", "  ", ""))
        lines = entries(catalogue, item.question, given.value)
        for number, line in enumerate(lines, 1):
            click.echo(wrapped(printable(line), "     ", f"{number:>3}. "))
    else:
        shown = full_answer(catalogue, given.question, given.state, given.value)
        click.echo(wrapped(f"Present answer: {printable(shown)}", "  ", ""))
    if given.explanation:
        click.echo(wrapped(f"Explanation: {printable(given.explanation)}", "  ", ""))
    if given.origin is None:
        click.echo(f"Given by {printable(given.by)}, {given.at}. Enter keeps it.")
    else:
        origin = origin_line(given, organisation=organisation)
        click.echo(wrapped(f"{origin} Enter keeps it.", "  ", ""))


def _show_unconfirmed(assessment: OpenAssessment, item: Item) -> None:
    """Show what was answered before the question changed."""
    waiting = assessment.state.unconfirmed.get(item.question.id)
    if waiting is None:
        return
    click.echo("")
    text = f"Changed with edition {waiting.edition}: {waiting.reason}"
    click.echo(wrapped(printable(text), "  ", ""))
    for given in waiting.answers:
        shown = printable(
            full_answer(assessment.catalogue, given.question, given.state, given.value)
        )
        said = f"Earlier answer: {shown} ({printable(given.by)}, {given.at})"
        click.echo(wrapped(said, "  ", ""))
        if given.explanation:
            click.echo(wrapped(f"Explanation: {printable(given.explanation)}", "  ", ""))
    click.echo(wrapped("It does not count yet: answer again, or :confirm keeps it."))


def _show_notes(assessment: OpenAssessment, item: Item) -> None:
    for note in assessment.state.notes:
        if note.question == item.question.id:
            text = f"Note by {printable(note.by)}, {note.at}: {printable(note.text)}"
            click.echo(wrapped(text, "  ", ""))


def show_progress(agenda: Agenda) -> None:
    """Show every section with how far it is."""
    for number, part in enumerate(agenda.progress(), 1):
        line = f"{number:>3}. {part.answered:>3} of {part.total:<3} {part.title}"
        click.echo(wrapped(f"{line} [{part.section}]", " " * 16, ""))


def show_open(agenda: Agenda) -> None:
    """List the questions that are open."""
    for item in agenda.items:
        if not item.answered:
            may = "" if item.certain else " (may not arise)"
            text = f"{item.question.id}{may}: {item.question.ask}"
            click.echo(wrapped(text, "    ", "  "))
