"""A story as it is being written: held to the rules of what is opened, in each of its languages."""

from __future__ import annotations

import pytest

from geo.model import Language
from geo.model.errors import SourceError
from geo.stories.draft import Draft
from geo.stories.story_file import read_story, write_story

VIEW = "v=1&snap=0123456789ab&from=2024-01-10"


def test_what_is_written_is_a_story_that_opens_again():
    draft = Draft({Language.EN: "Testville"})
    draft.add(VIEW)
    draft.add(VIEW, {Language.AR: "عنوان"}, {Language.AR: "نص"})
    draft.steps[0].text[Language.EN] = "[12 houses](report:r1)"
    story = draft.story()
    assert read_story(write_story(story)) == story
    assert [dict(step.text) for step in story.steps] == [
        {Language.EN: "[12 houses](report:r1)"},
        {Language.AR: "نص"},
    ]


@pytest.mark.parametrize(
    ("title", "text"),
    [("", "a"), ("T", "[a](https://example.org)"), ("T", "a\u202eb"), ("T\u0000", "a")],
)
def test_what_no_file_may_hold_is_said_before_it_is_taken_away(title: str, text: str):
    draft = Draft({Language.EN: title})
    draft.add(VIEW, {}, {Language.EN: text})
    with pytest.raises(SourceError):
        draft.story()
