"""Stories as they are served: their list, their pages, and each as a file."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from geo.model import Language
from geo.stories.shipped import shipped_stories
from geo.stories.story_file import read_story

if TYPE_CHECKING:
    from starlette.testclient import TestClient

KEY = "december-2023"


def test_the_list_leads_to_each_story(client: TestClient):
    answer = client.get("/stories?lang=ar")
    assert 'dir="rtl"' in answer.text
    for key, story in shipped_stories().items():
        assert f'href="/story/{key}?lang=ar"' in answer.text
        assert story.title[Language.AR] in answer.text


def test_a_page_says_of_each_step_its_view_its_counts_and_how_to_cite_it(client: TestClient):
    text = unescape(client.get(f"/story/{KEY}").text)
    story = shipped_stories()[KEY]
    steps = text.split('<article class="sl-step"')[1:]
    assert len(steps) == len(story.steps)
    for step, shown in zip(story.steps, steps, strict=True):
        assert step.title[Language.EN] in shown
        assert "Strike reports, " in shown
        assert " not shown: " in shown
        assert re.search(rf'href="/\?v=1&snap={step.snapshot}&', shown)
        assert f"Data set, snapshot {step.snapshot}" in shown
    assert "Highlighted: 400 targets" in re.sub(r"<[^>]*>", "", steps[3])


def test_a_figure_leads_to_the_page_of_its_row_or_to_its_line(client: TestClient):
    text = unescape(client.get(f"/story/{KEY}").text)
    report = re.search(r'<a href="(/report/r0054\?[^"]*)"[^>]*>400 targets', text)
    assert report
    assert client.get(report[1]).status_code == 200
    assert re.search(r'<a href="#step-2-toll-t031"[^>]*>110</a>', text)
    assert 'id="step-2-toll-t031"' in text


def test_a_page_runs_only_scripts_of_ours(client: TestClient):
    answer = client.get(f"/story/{KEY}")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self';")
    assert 'property="og:title" content="The days around 1 December 2023"' in answer.text
    assert "oembed" not in answer.text, "a story is no frame in a page of others"


@pytest.mark.parametrize("key", ["none", "%2E%2E", "%00", "december-2023/x", "a" * 500])
def test_a_story_that_is_not_there_is_said_not_to_be(client: TestClient, key: str):
    answer = client.get(f"/story/{key}")
    assert answer.status_code == 404
    assert "There is no story of this name here." in answer.text


def test_a_story_is_taken_away_as_a_file(client: TestClient):
    answer = client.get(f"/export/story.toml?id={KEY}")
    assert "attachment" in answer.headers["content-disposition"]
    assert read_story(answer.content) == shipped_stories()[KEY]


def test_a_story_is_taken_away_as_one_page_that_asks_for_nothing(client: TestClient):
    text = client.get(f"/export/story.html?id={KEY}&lang=he").text
    assert "default-src 'none'; img-src data:" in unescape(text.partition("</head>")[0])
    assert not re.search(r'<(?:script|link|img)[^>]*(?:src|href)="(?!data:)', text)
    assert '"geography":"embedded/' in text


@pytest.mark.parametrize(
    "address", ["/export/story.exe?id=december-2023", "/export/story.html?id=x", "/export/story.toml"]
)
def test_what_is_no_story_is_not_found(client: TestClient, address: str):
    assert client.get(address).status_code == 404
