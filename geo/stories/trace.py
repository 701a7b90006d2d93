"""Does each figure of a story stand in a row of the view beside it? Checked by tests and command.

The rule, which data/DATA.md says for authors: a number, day, month, year or time of day in the text of a step
stands in a link to a row; the row is in the view of the step; and it carries the figure. A title says only
figures of rows that the text below it cites.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from geo.filters.permalink import parse
from geo.model.errors import ShelterlineError
from geo.stories.cited_rows import carries, figures_of, find_rows, is_in_view
from geo.stories.figures import figures_in
from geo.stories.story_text import Passage, passages, rows_cited

if TYPE_CHECKING:
    from geo.snapshot.opened import Snapshot
    from geo.stories.figures import FigureKind
    from geo.stories.row_names import RowName
    from geo.stories.story import Story, StoryStep

_SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+")


_Carried: TypeAlias = "dict[RowName, frozenset[tuple[FigureKind, str]]]"
"""What each row says that is cited."""


class Untraced(NamedTuple):
    """A figure that no row carries, or a link that leads to none."""

    where: str
    """Which text: the title, or a step, and its language."""
    sentence: str
    """The sentence it stands in."""
    figure: str
    """As it is written; a row's name when the link itself is at fault."""
    advice: str
    """Why it does not hold, and what to do."""

    def __str__(self) -> str:
        """Return all of it as the command says it."""
        return f"{self.where}: {self.figure!r} in “{self.sentence}”: {self.advice}"


def untraced(story: Story, opened: Callable[[str], Snapshot]) -> Iterator[Untraced]:
    """Return what of a story does not lead to a row; `opened` opens a snapshot by its id."""
    cited: _Carried = {}
    for text in story.summary.values():
        passages(text)
    for number, step in enumerate(story.steps, 1):
        where = f"step {number}"
        try:
            snapshot = opened(step.snapshot)
        except ShelterlineError as error:
            yield Untraced(where, step.view[:80], step.snapshot, f"{error}; pin the view to one that is here")
            continue
        parsed = parse(step.view, snapshot.default_view(), snapshot.known)
        for ignored in parsed.ignored:
            yield Untraced(where, step.view[:80], ignored.parameter, str(ignored))
        rows = find_rows((row for text in step.text.values() for row in rows_cited(text)), snapshot)
        carried = {name: frozenset(figures_of(row, name.kind)) for name, row in rows.items()}
        shown = {name for name, row in rows.items() if is_in_view(name, row, snapshot, parsed.view)}
        yield from _of_step(step, where, snapshot.id, carried, shown)
        cited |= carried
    for what, said in (("title", story.title), ("summary", story.summary)):
        for lang, text in said.items():
            yield from _of_title(text, f"the {what} ({lang})", cited)


def _of_step(
    step: StoryStep, where: str, snapshot_id: str, carried: _Carried, shown: set[RowName]
) -> Iterator[Untraced]:
    for lang, text in step.text.items():
        said_in = f"{where} ({lang})"
        for block in passages(text):
            for passage in block:
                sentence = _sentence(block, passage)
                for what, advice in _of_passage(passage, snapshot_id, carried, shown):
                    yield Untraced(said_in, sentence, what, advice)
        below = {name: carried[name] for name in rows_cited(text) if name in carried}
        yield from _of_title(step.title.get(lang, ""), f"the title of {said_in}", below)


def _of_passage(
    passage: Passage, snapshot_id: str, carried: _Carried, shown: set[RowName]
) -> Iterator[tuple[str, str]]:
    """Return what of a passage does not hold, and what to do."""
    name = passage.row
    if name is None:
        for figure in figures_in(passage.text):
            yield figure.written, "put it into a link to the row that carries it"
    elif name not in carried:
        yield str(name), f"snapshot {snapshot_id} has no such row; cite another"
    elif name not in shown:
        yield str(name), "the view of the step has not this row; widen the view"
    else:
        for figure in figures_in(passage.text):
            if not carries(carried[name], figure):
                yield figure.written, f"{name} does not carry it; cite one that does"


def _of_title(text: str, where: str, cited: _Carried) -> Iterator[Untraced]:
    for figure in figures_in(text):
        if not any(carries(said, figure) for said in cited.values()):
            yield Untraced(where, text, figure.written, "no row cited below carries it; cite one")


def _sentence(block: list[Passage], passage: Passage) -> str:
    """Return the sentence of a paragraph in which a passage stands."""
    before = "".join(each.text for each in block[: block.index(passage)])
    whole, start = "".join(each.text for each in block), len(before)
    at = 0
    for sentence in _SENTENCE_END.split(whole):
        at = whole.index(sentence, at) + len(sentence)
        if at > start:
            return sentence.strip()
    return whole.strip()
