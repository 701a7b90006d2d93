"""The plan of a foreign file at the terminal: shown, its questions asked, and agreed to or not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import typer

from geo.ingest.rejects import printable
from geo.model.errors import ShelterlineError
from geo.tabular.mapping import Mapping, to_toml
from geo.tabular.opening import Foreign
from geo.tabular.plan import Plan, PlanLine
from geo.tabular.questions import Question

_WIDE = 8
"""Characters of the longest name of a subject, and a space."""


class NotAgreedError(ShelterlineError):
    """Nobody agreed to how a file was to be read, or a question about it is open."""

    def __init__(self, plan: Plan, message: str) -> None:
        super().__init__(message)
        self.plan = plan


def is_watched() -> bool:
    """Whether a person can see a bar and answer a question."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def agreed(
    foreign: Foreign, planned: Callable[[Foreign], Plan], *, is_yes: bool, unread: frozenset[str]
) -> Mapping:
    """Return the mapping of a plan that somebody agreed to, with no question open; it is shown in any case.

    `unread` are columns of which somebody said that nothing is taken from them.

    Raises NotAgreedError when nobody agreed, or a question is open and nobody is there to answer it.
    """
    plan = planned(foreign).leaving(unread)
    for line in told(plan, foreign, has_questions=not is_watched()):
        typer.echo(printable(line), err=True)
    if is_watched():
        for question in plan.questions:
            plan = _asked(plan, question)
    elif plan.needed:
        n = len(plan.needed)
        raise NotAgreedError(
            plan,
            f"{foreign.name} leaves {n} question{'s' if n > 1 else ''} open, and nothing was taken in. "
            "Answer in the mapping that is printed, and give it with --map FILE; or leave a column out with "
            "--accept-unread COLUMN",
        )
    if not is_yes and not is_watched():
        raise NotAgreedError(
            plan,
            f"{foreign.name} has columns of its own, and nobody agreed to the plan of how they are read. "
            "Look at the mapping; give it with --map FILE, corrected where it is wrong, or take it as it is "
            "with --yes",
        )
    mapping = plan.agreed()
    typer.echo(f"{foreign.name} is read so (as a mapping for --map):\n\n{to_toml(mapping)}", err=True)
    if not is_yes and not typer.confirm("Take it in so?", err=True):
        raise NotAgreedError(plan, f"{foreign.name} was not agreed to, and nothing was taken in")
    return mapping


def told(plan: Plan, foreign: Foreign, *, has_questions: bool = True) -> Iterator[str]:
    """Return a plan as lines of text: each subject, what was found out, and the questions."""
    lines = plan.lines()
    n_rows = lines[0].n_rows
    first = "the first row" if n_rows == 1 else f"the first {n_rows:,} rows"
    yield f"{plan.name}: the plan, from {first} of {len(foreign.columns)} columns"
    for line in lines:
        yield from _told_of(line)
    for note in (*foreign.notes, *plan.mapping.notes):
        yield f"  {note}"
    questions = plan.questions if has_questions else ()
    if questions:
        yield "Questions:"
    for number, question in enumerate(questions, 1):
        yield from _told_as_question(number, question)


def _told_of(line: PlanLine) -> Iterator[str]:
    where = ", ".join(line.columns) or "no column"
    yield f"  {line.subject:{_WIDE}} {where}: {line.n_read:,} of {line.n_rows:,} rows can be read"
    for example in line.examples:
        theirs = f"{example.theirs} → " if example.theirs else ""
        yield f"  {'':{_WIDE}}   {theirs}{example.told or 'nothing'}"


def _told_as_question(number: int, question: Question) -> Iterator[str]:
    yield f"  {number}. {question.text}"
    if question.examples:
        yield f"     For example: {' | '.join(question.examples)}"
    for letter, answer in enumerate(question.answers, 1):
        yield f"     {letter}) {answer.text}"
    if question.until:
        yield f"     Until then: {question.until.text}"


def _asked(plan: Plan, question: Question) -> Plan:
    for line in _told_as_question(plan.questions.index(question) + 1, question):
        typer.echo(printable(line), err=True)
    most = len(question.answers)
    if question.typed:
        said = typer.prompt("For all rows", err=True)
        return plan.answered(question, question.with_text(said))
    while True:
        said = typer.prompt(f"1 to {most}", err=True, default="" if question.until else None)
        if not said and question.until:
            return plan.answered(question, question.until)
        if said.isdigit() and 1 <= int(said) <= most:
            return plan.answered(question, question.answers[int(said) - 1])
