"""What the terminal shows for one question: plain lines, nothing to miss.

No cursor is moved and nothing is redrawn, so the same text works on a dumb
terminal, in a log, and with a screen reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from compliance.cli.ask.lines import LONG_LIST, ZERO
from compliance.cli.common import heading, printable, width, wrapped
from compliance.cli.law import HOW, NO_IMPORTER, show_official
from compliance.cli.organisation import origin_line
from compliance.services.assess.form_fields import NONE_CHOICE
from compliance.services.official_law.quote import official_text

if TYPE_CHECKING:
    from compliance.storage.opened import OpenAssessment
    from compliance.views.answer import AnswerView
    from compliance.views.question import QuestionView

FEW = 4
"""Provisions that are named above a question; the rest is a command away."""

WIDE = (
    "Answer for all systems of the organisation to which it applies. What is otherwise for "
    "one of them is answered in its assessment."
)

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
  :confirm     confirm what a source or an earlier edition says
  :na REASON   record that the question does not apply, where that is accepted
  :withdraw    take the present answer back, so that the question is open
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


def show_question(question: QuestionView, *, organisation: bool) -> None:
    """Show one question with all that helps to answer it.

    Args:
        question: to show.
        organisation: whether it is asked of the organisation.
    """
    click.echo("\n" + "─" * width())
    click.echo(wrapped(f"{question.progress} [{question.id}]".strip()))
    _show_law(question)
    click.echo("")
    click.echo(heading(question.ask))
    _show_help(question)
    if question.wide:
        text = "Organisation-wide: one answer can serve every system of a workspace."
        click.echo(wrapped(WIDE if organisation else text, "  ", ""))
    _show_evidence(question)
    _show_options(question)
    if question.not_applicable:
        text = f"Or :na and the reason. {question.not_applicable}"
        click.echo(wrapped(text, "     ", "     "))
    _show_present(question)
    _show_waiting(question)
    for note in question.notes:
        text = f"Note by {printable(note.by)}, {note.at}: {printable(note.text)}"
        click.echo(wrapped(text, "  ", ""))


def show_law(assessment: OpenAssessment, question: QuestionView) -> None:
    """Show the official text of the provisions a question rests on."""
    catalogue = assessment.catalogue
    if not question.laws:
        click.echo("No provision of the law is named for this question.")
    elif not show_official(official_text(catalogue, [law.id for law in question.laws])):
        click.echo(HOW if catalogue.law.importer else NO_IMPORTER)


def show_provisions(question: QuestionView) -> None:
    """Name every provision a question rests on."""
    click.echo(wrapped("; ".join(map(str, question.laws)) or "None."))


def _show_law(question: QuestionView) -> None:
    laws = question.laws
    if laws and (question.own_laws or not question.follow_up_to):
        more = len(laws) - FEW
        text = "; ".join(map(str, laws[:FEW] if more > 1 else laws))
        text += f"; and {more} more, see :provisions" if more > 1 else ""
        click.echo(wrapped(text))
    if question.main:
        click.echo(wrapped(f"The law asks: {question.asks}", "  ", ""))
    elif question.follow_up_to:
        click.echo(wrapped(f"Follow-up to: {question.follow_up_to}", "  ", ""))


def _show_help(question: QuestionView) -> None:
    """Why it is asked, and how to answer well."""
    for before, text in (
        ("Why: ", question.why),
        ("", printable(question.because)),
        ("Note: ", question.help),
        ("A good answer: ", question.good_answer),
        ("Example: ", question.example),
    ):
        if text:
            click.echo(wrapped(f"{before}{text}", "  ", ""))


def _show_evidence(question: QuestionView) -> None:
    if not question.main:
        return
    for wanted in question.wanted:
        need = "required" if wanted.required else "welcome"
        age = f", not older than {wanted.max_age_days} days" if wanted.max_age_days else ""
        text = f"Evidence ({need}{age}): {wanted.label}. {wanted.note} [{wanted.kind}]"
        click.echo(wrapped(text, "  ", ""))
    for held in question.attached:
        name = printable(held.data.name)
        click.echo(wrapped(f"Attached: {held.data.evidence} {name}", "  ", ""))


def _show_options(question: QuestionView) -> None:
    options = question.options
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
    if question.offers_none:
        click.echo(f"{ZERO:>3}. {NONE_CHOICE.label}")


def show_options(question: QuestionView) -> None:
    """List all options of a question, also where there are many."""
    names = ", ".join(f"{option.label} ({option.id})" for option in question.options)
    click.echo(wrapped(names or "There are none to choose from.", "  "))


def _show_present(question: QuestionView) -> None:
    """Show the present answer, who gave it and when."""
    present = question.present
    if present is None:
        return
    click.echo("")
    table = question.type == "group" and present.state == "given"
    shown = present.short if table else printable(present.words)
    click.echo(wrapped(f"Present answer: {shown}", "  ", ""))
    for number, line in enumerate(present.entries, 1):
        click.echo(wrapped(printable(line), "     ", f"{number:>3}. "))
    _show_explanation(present)
    if present.origin:
        click.echo(wrapped(f"{origin_line(present)} Enter keeps it.", "  ", ""))
    else:
        click.echo(f"Given by {printable(present.by)}, {present.at}. Enter keeps it.")


def _show_explanation(answer: AnswerView) -> None:
    if answer.explanation:
        click.echo(wrapped(f"Explanation: {printable(answer.explanation)}", "  ", ""))


def _show_waiting(question: QuestionView) -> None:
    """Show what a source or an earlier edition says, which is no answer yet."""
    waiting = question.waiting
    if waiting is None:
        return
    click.echo("")
    click.echo(wrapped(printable(f"To be confirmed: {waiting.reason}"), "  ", ""))
    for said in waiting.said:
        click.echo(wrapped(printable(f"It says: {said.answer.told}"), "  ", ""))
        _show_explanation(said.answer)
        if said.source:
            click.echo(wrapped(printable(f"Source: {said.source.said}"), "  ", ""))
    way = "answer, or :confirm makes it one." if waiting.keeps else "answer anew."
    click.echo(wrapped(f"It is no answer yet: {way}"))


def show_progress(assessment: OpenAssessment) -> None:
    """Show every section with how far it is."""
    for number, part in enumerate(assessment.agenda.progress(), 1):
        line = f"{number:>3}. {part.answered:>3} of {part.total:<3} {part.title}"
        click.echo(wrapped(f"{line} [{part.section}]", " " * 16, ""))


def show_open(assessment: OpenAssessment) -> None:
    """List the questions that are open."""
    for item in assessment.agenda.items:
        if not item.answered:
            may = "" if item.certain else " (may not arise)"
            text = f"{item.question.id}{may}: {item.question.ask}"
            click.echo(wrapped(text, "    ", "  "))
