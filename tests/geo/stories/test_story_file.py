"""A story's file: what is read, and what is refused in a sentence."""

from __future__ import annotations

import pytest

from geo.language import words
from geo.model import Language
from geo.model.errors import SourceError
from geo.stories.story import MOST_STEPS, MOST_TEXT, Story, StoryStep, in_language
from geo.stories.story_file import MOST_BYTES, read_story, write_story
from geo.wording.refusals import refusal

HEAD = 'format = "shelterline-story-1"\n[title]\nen = "Testville"\n'
VIEW = "v=1&snap=0123456789ab&from=2024-01-10"


def step(view: str = VIEW, more: str = "") -> str:
    return f'[[step]]\nview = "{view}"\n{more}\n'


def test_what_is_written_is_read_again():
    odd = 'A "quoted" \\ word\nand <b>a line</b>, """ too'
    story = Story(
        {Language.EN: 'The "title" \\'},
        {Language.AR: "ملخص"},
        (
            StoryStep(VIEW, {Language.EN: "One"}, {Language.EN: odd, Language.HE: "טקסט"}),
            StoryStep(VIEW, {}, {}),
        ),
    )
    assert read_story(write_story(story)) == story


def test_a_whole_link_is_read_as_its_query():
    link = f"https://example.org/timeline?{VIEW}"
    assert read_story((HEAD + step(link)).encode()).steps[0].view == VIEW


def test_a_text_that_a_language_lacks_is_said_in_another():
    assert in_language({Language.HE: "כן"}, Language.EN) == ("כן", Language.HE)


REFUSED = {
    "bytes": b"#" * (MOST_BYTES + 1),
    "no text": b"\xff\xfe",
    "a long line": b"a." * 20_000 + b"=1",
    "a key of many parts": b".".join([b"a"] * 5_000) + b"=1",
    "nested": b"a=" + b"[" * 15_000,
    "a number of thousands of digits": b"a=" + b"9" * 10_000,
    "no TOML": b"PK\x03\x04",
    "another format": b'format = "2"',
    "no step": HEAD.encode(),
    "steps of another kind": (HEAD + "step = [1]").replace("[title]", "step = [1]\n[title]", 1).encode(),
    "too many steps": (HEAD + step() * (MOST_STEPS + 1)).encode(),
    "no title": ('format = "shelterline-story-1"\n' + step()).encode(),
    "an unknown key": (HEAD + step(more="script = 1")).encode(),
    "an unknown language": (HEAD + step(more='text.xx = "a"')).encode(),
    "a text that is none": (HEAD + step(more="text.en = 1")).encode(),
    "a long text": (HEAD + step(more=f'text.en = "{"a" * (MOST_TEXT + 1)}"')).encode(),
    "a control character": (HEAD + step(more='text.en = "a\\u0000b"')).encode(),
    "a mark that turns": (HEAD + step(more='text.en = "a\\u202eb"')).encode(),
    "no view": (HEAD + "[[step]]\n").encode(),
    "a view that is none": (HEAD + step("javascript:alert(1)")).encode(),
    "an unknown parameter": (HEAD + step(VIEW + "&cmd=1")).encode(),
    "a parameter twice": (HEAD + step(VIEW + "&snap=x")).encode(),
    "no snapshot": (HEAD + step("v=1&from=2024-01-10")).encode(),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_what_is_none_is_refused_in_a_sentence(content: bytes):
    with pytest.raises(SourceError) as refused:
        read_story(content)
    said = str(refused.value)
    assert said[0].isupper()
    assert said.endswith(".")
    assert len(said) < 250
    assert refusal(said, words(Language.EN)) == said


def test_each_sentence_is_known_to_the_catalogues():
    from geo.wording.refusals import _forms  # noqa: PLC0415

    for content in REFUSED.values():
        with pytest.raises(SourceError) as refused:
            read_story(content)
        assert any(form.fullmatch(str(refused.value)) for form, _ in _forms()), str(refused.value)


@pytest.mark.parametrize("view", ["http://[x?snap=a", "//[", "http://a\u2100b/?snap=a"])
def test_what_is_nearly_an_address_is_no_link(view: str):
    with pytest.raises(SourceError, match="view is no link"):
        read_story((HEAD + step(view)).encode())


def test_a_character_that_no_text_may_hold_is_named_also_when_it_was_pasted():
    story = Story({Language.EN: "Testville"}, {}, (StoryStep(VIEW, {}, {Language.EN: "one\vtwo"}),))
    with pytest.raises(SourceError, match="the text of step 1, a text holds a control character"):
        read_story(write_story(story))
