"""The stories that come with the program: whole in three languages, and every figure led to a row."""

from __future__ import annotations

import re

import pytest

from geo.model import Language
from geo.snapshot.current import write_bundled
from geo.snapshot.home import home
from geo.stories.pinned import opened_for_story
from geo.stories.shipped import STORIES, shipped_stories
from geo.stories.story_file import read_story, write_story
from geo.stories.story_text import passages, rows_cited
from geo.stories.trace import untraced

MOST_WORDS = 25
every_story = pytest.mark.parametrize("key", [path.stem for path in sorted(STORIES.glob("*.toml"))])


@every_story
def test_each_figure_leads_to_a_row_of_its_view_that_carries_it(key: str):
    assert [str(each) for each in untraced(shipped_stories()[key], opened_for_story)] == []


@every_story
def test_it_is_whole_in_each_language_and_of_few_steps(key: str):
    story = shipped_stories()[key]
    assert story.languages == tuple(Language)
    assert 4 <= len(story.steps) <= 8
    for step in story.steps:
        assert set(step.title) == set(step.text) == set(Language)
        cited = [sorted(rows_cited(text)) for text in step.text.values()]
        assert cited[0] == cited[1] == cited[2], "the languages rest on the same rows"


@every_story
def test_its_sentences_are_short(key: str):
    for step in shipped_stories()[key].steps:
        for lang, text in step.text.items():
            blocks = ("".join(each.text for each in block) for block in passages(text))
            sentences = [said for block in blocks for said in re.split(r"(?<=[.؟?!;؛:])\s+", block)]
            assert max(len(said.split()) for said in sentences) <= MOST_WORDS, (key, lang)


@every_story
def test_it_is_read_back_as_it_was_written(key: str):
    story = shipped_stories()[key]
    assert read_story(write_story(story)) == story


def test_stories_are_no_part_of_the_snapshot():
    pinned = {step.snapshot for story in shipped_stories().values() for step in story.steps}
    assert pinned <= {write_bundled(home()), *(path.stem for path in STORIES.parent.glob("snapshots/*.zip"))}
