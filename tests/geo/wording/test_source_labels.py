"""What sources and their groups are called in the list that a reader searches."""

from __future__ import annotations

from geo.language import words
from geo.model import Language
from geo.wording.source_labels import source_labels
from tests.builders import report, row, snapshot


def test_a_source_says_its_number_of_reports_and_its_kind():
    opened = snapshot(report("r1"), report("r2"), report("r3", source_id="synthetic-2"))
    labels = source_labels(opened, Language.EN)
    name = opened.tables["sources"]["name"]
    assert labels == {
        "synthetic-2": f"{name['synthetic-2']} (1) · UN",
        "synthetic": f"{name['synthetic']} (2) · Media",
    }


def test_a_source_without_a_report_is_not_offered():
    opened = snapshot(report(), sources=[row("sources", "synthetic"), row("sources", "unread")])
    assert list(source_labels(opened, Language.EN)) == ["synthetic"]


def test_countries_have_the_names_of_the_reader_s_language():
    assert [words(lang).country("JOR") for lang in Language] == ["Jordan", "الأردن", "ירדן"]
    assert words(Language.EN).country("XXQ") == "XXQ"


def test_a_part_is_rounded_to_all_or_nothing_only_when_it_is():
    en = words(Language.EN)
    assert [en.percent(n, 1_000) for n in (0, 1, 370, 999, 1_000)] == [
        "0%",
        "under 1%",
        "37%",
        "over 99%",
        "100%",
    ]
    assert en.percent(0, 0) == "0%"
