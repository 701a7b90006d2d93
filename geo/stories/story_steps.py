"""Each step of a story as its page shows it: the text, the view's own sentences, and what the map draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.export.page import Page, page_of
from geo.filters.permalink import parse
from geo.language import words
from geo.layers.all_layers import without_hosts
from geo.layers.scene import scene
from geo.model import Language
from geo.queries.view_answer import ViewAnswer, answer_view
from geo.stories.cited_lines import CitedLine, cited_lines
from geo.stories.pinned import opened_for_story
from geo.stories.row_names import RowKind, RowName
from geo.stories.story import in_language
from geo.stories.story_text import rows_cited, story_html

if TYPE_CHECKING:
    from geo.layers.map_state import MapState
    from geo.stories.story import Story, StoryStep


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step of a page."""

    number: int
    """From 1."""
    answer: ViewAnswer
    """Of its view, in the language of the page."""
    state: MapState
    """What the map draws."""
    page: Page
    """What is said of the view."""
    title: str
    title_lang: Language
    html: str
    """The text; escaped."""
    text_lang: Language
    cited: list[CitedLine]
    highlighted: CitedLine | None
    """The report or statement that the view selects."""
    area_code: str
    """Of the area that is drawn; empty without one."""

    @property
    def map_address(self) -> str:
        """Return the address of exactly this view in the app, below that of the map page."""
        return f"/?{self.answer.query}"

    @property
    def picture(self) -> str:
        """Return the address of the view's figure, below that of the map page."""
        return f"/export/view.png?{self.answer.query}&size=slide"


def shown_steps(story: Story, lang: Language, site: str, *, in_file: bool = False) -> list[ShownStep]:
    """Return the steps of a story in a language; `site` is the address of the map page.

    In a file every link to a row leads to the list of rows below the text.

    Raises SnapshotError when a snapshot does not open; SourceError when a link leads to no row.
    """
    return [_shown(number, step, lang, site, in_file=in_file) for number, step in enumerate(story.steps, 1)]


def _shown(number: int, step: StoryStep, lang: Language, site: str, *, in_file: bool) -> ShownStep:
    snapshot = opened_for_story(step.snapshot)
    parsed = parse(step.view, snapshot.default_view(), snapshot.known)
    answer = answer_view(snapshot, parsed.view.but(lang=lang), site)
    state = without_hosts(scene(answer.snapshot, answer.view, answer.words, viewport_serial=1))
    title, title_lang = in_language(step.title, lang)
    text, text_lang = in_language(step.text, lang)
    lines = cited_lines(rows_cited(text), answer.snapshot, words(lang))
    known = {line.name: line for line in lines}

    def address(row: RowName) -> str:
        line = known.get(row)
        if line is None:
            return ""
        return line.address if line.address and not in_file else f"#{anchor(number, row)}"

    return ShownStep(
        number=number,
        answer=answer,
        state=state,
        page=page_of(answer, state, parsed.ignored),
        title=title,
        title_lang=title_lang,
        html=story_html(text, address),
        text_lang=text_lang,
        cited=lines,
        highlighted=_highlighted(answer),
        area_code=",".join(answer.view.choice("aoi") or ()),
    )


def anchor(number: int, row: RowName) -> str:
    """Return the name of a row's place on the page: each step lists the rows that it cites."""
    return f"step-{number}-{row.kind}-{row.key}"


def _highlighted(answer: ViewAnswer) -> CitedLine | None:
    selected = answer.view.selected
    if not selected:
        return None
    kind = RowKind.ZONE if selected in answer.snapshot.zones.index else RowKind.REPORT
    found = cited_lines([RowName(kind, selected)], answer.snapshot, answer.words)
    return found[0] if found else None
