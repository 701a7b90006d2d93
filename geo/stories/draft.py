"""A story as it is being written: texts by language, of which the reader's own is edited."""

from __future__ import annotations

from dataclasses import dataclass, field

from geo.model import Language
from geo.stories.story import Said, Story, StoryStep
from geo.stories.story_file import read_story, write_story
from geo.stories.story_text import passages


@dataclass
class DraftStep:
    """One step as it is being written."""

    number: int
    """Names its fields; stays when steps change places."""
    view: str
    title: dict[Language, str] = field(default_factory=dict)
    text: dict[Language, str] = field(default_factory=dict)


@dataclass
class Draft:
    """A story that may still lack something."""

    title: dict[Language, str] = field(default_factory=dict)
    summary: dict[Language, str] = field(default_factory=dict)
    steps: list[DraftStep] = field(default_factory=list)
    made: int = 0
    """Steps made so far, for their numbers."""

    @classmethod
    def of(cls, story: Story) -> Draft:
        """Return a story to be written on."""
        draft = cls(dict(story.title), dict(story.summary))
        for step in story.steps:
            draft.add(step.view, step.title, step.text)
        return draft

    def add(self, view: str, title: Said | None = None, text: Said | None = None) -> None:
        """Put a step at the end."""
        self.made += 1
        self.steps.append(DraftStep(self.made, view, dict(title or {}), dict(text or {})))

    def story(self) -> Story:
        """Return it as a story that a file can hold.

        Raises SourceError, which says what to do, when it lacks something or holds what no story may.
        """
        steps = tuple(StoryStep(step.view, _said(step.title), _said(step.text)) for step in self.steps)
        # What is written here is held to the rules of what is opened.
        story = read_story(write_story(Story(_said(self.title), _said(self.summary), steps)))
        told = (said for step in story.steps for said in step.text.values())
        for text in (*story.summary.values(), *told):
            passages(text)
        return story


def _said(texts: dict[Language, str]) -> Said:
    return {lang: texts[lang] for lang in Language if texts.get(lang, "").strip()}
