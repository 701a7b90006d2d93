"""Figures without a row are named, with their sentence and what to do; those with one are passed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from geo.model import Language
from geo.stories.commands import app
from geo.stories.story import Story, StoryStep
from geo.stories.story_file import write_story
from geo.stories.trace import untraced
from tests.builders import report, row, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from geo.snapshot.opened import Snapshot


@pytest.fixture(scope="module")
def testville() -> Snapshot:
    """Two reports, a statement, a toll, a figure of people sheltering and a pause in Testville."""
    return snapshot(
        report("r1", killed_min=12, killed_max=15, summary="Testville council: seven houses hit at 4:20."),
        report("r2", event_start="2024-03-01", event_end="2024-03-01"),
        zones=[row("zones", "z1", area_km2=8.5, valid_from="2024-01-10")],
        tolls=[row("tolls", "t1", value_min=400, value_max=400, as_of_date="2024-01-10")],
        sheltering=[row("sheltering", "s1", people_min=1_800_000, as_of_date="2024-01-10")],
        pauses=[row("pauses", "p1", start="2024-01-09", end="2024-01-11")],
    )


def said(text: str, testville: Snapshot, title: str = "") -> list[str]:
    view = f"v=1&snap={testville.id}&from=2024-01-01&to=2024-01-31"
    step = StoryStep(view, {Language.EN: title} if title else {}, {Language.EN: text})
    return [str(each) for each in untraced(Story({Language.EN: "T"}, {}, (step,)), lambda _: testville)]


TRACED = (
    "[12 to 15 killed on 10 January 2024](report:r1), in [seven houses at 04:20](report:r1).",
    "[8.5 square kilometres](zone:z1), [400](toll:t1), [1.8 million](sheltering:s1), [9 January](pause:p1).",
    "Nothing is counted here, by one or by two.",
)


@pytest.mark.parametrize("text", TRACED)
def test_what_rows_carry_is_passed(text: str, testville: Snapshot):
    assert said(text, testville) == []


UNTRACED = {
    "Some say 12. [13](report:r1) others": ["'12'", "'13'"],
    "[16 killed](report:r1)": ["does not carry it"],
    "[11 January 2024](report:r1)": ["does not carry it"],
    "[05:20](report:r1)": ["does not carry it"],
    "[eight houses](report:r1)": ["does not carry it"],
    "[words](report:none)": ["has no such row"],
    "[1 March 2024](report:r2)": ["has not this row; widen the view"],
}


@pytest.mark.parametrize(("text", "expected"), UNTRACED.items(), ids=range(len(UNTRACED)))
def test_what_they_do_not_is_named_with_what_to_do(text: str, expected: list[str], testville: Snapshot):
    found = said(text, testville)
    assert len(found) == len(expected)
    for sentence, part in zip(found, expected, strict=True):
        assert part in sentence
        assert sentence.startswith("step 1 (en)")


def test_a_title_holds_only_figures_of_rows_below_it(testville: Snapshot):
    assert said("[12](report:r1)", testville, "12 killed") == []
    assert "no row cited below carries it" in said("[12](report:r1)", testville, "13 killed")[0]


def test_the_command_names_the_sentence_and_fails(tmp_path: Path):
    view = "v=1&snap=000000000000"
    story = Story({Language.EN: "T"}, {}, (StoryStep(view, {}, {Language.EN: "[12](report:r1)"}),))
    path = tmp_path / "own.toml"
    path.write_bytes(write_story(story))
    answer = CliRunner().invoke(app, ["check", str(path)])
    assert answer.exit_code == 1
    assert "000000000000" in answer.output
