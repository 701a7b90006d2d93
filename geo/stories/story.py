"""A story as a record: its words in each language, and its steps, each a pinned view with a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from geo.model import Language

MOST_STEPS = 30
MOST_TITLE = 200
"""Characters of a title, in one language."""
MOST_TEXT = 4_000
"""Characters of a summary or of the text of a step, in one language."""
MOST_VIEW = 4_000
"""Characters of the link of a step."""

Said = Mapping[Language, str]
"""A text by language; a language that has none is missing."""


@dataclass(frozen=True, slots=True)
class StoryStep:
    """One pinned view, and what is said of it."""

    view: str
    """Query string of the view, as a link of the app has it; `sel` highlights a report or a statement, `aoi`
    an area."""
    title: Said
    text: Said
    """Markdown subset, see `geo.stories.story_text`."""

    @property
    def snapshot(self) -> str:
        """Id of the snapshot to which the view is pinned; empty when the link names none."""
        return dict(parse_qsl(self.view)).get("snap", "")


@dataclass(frozen=True, slots=True)
class Story:
    """A title, a summary, and steps in the order in which they are read."""

    title: Said
    summary: Said
    """Markdown subset without rows: it holds no figure."""
    steps: tuple[StoryStep, ...]

    @property
    def languages(self) -> tuple[Language, ...]:
        """Languages in which the whole story can be read, in the order of the interface."""
        said = [self.title, *(step.text for step in self.steps if step.text)]
        return tuple(lang for lang in Language if all(lang in each for each in said))


def in_language(said: Said, lang: Language) -> tuple[str, Language]:
    """Return a text in a language, or in the first one that it has, with the language that it is in."""
    if lang in said:
        return said[lang], lang
    return next(((text, other) for other, text in said.items()), ("", lang))
