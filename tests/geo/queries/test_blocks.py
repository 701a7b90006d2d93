"""Evacuation blocks are found by their number, as readers write it, with every statement that names them."""

from __future__ import annotations

import pytest

from geo.language import words
from geo.layers.cards import block_strip
from geo.model import Language
from geo.queries.blocks import block_in, statements_on_block
from tests.builders import EN, report, row, snapshot


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("block 2360", "2360"),
        ("Block 2231.1", "2231.1"),
        ("orders for block no. 47 today", "47"),
        ("بلوك 2360", "2360"),
        ("البلوك رقم 64", "64"),
        ("بلوك ٢٣٦٠", "2360"),
        ("בלוק 2360", "2360"),
        ("2360", ""),
        ("blockade 2024", ""),
        ("", ""),
    ],
)
def test_a_block_is_asked_for_in_the_words_of_each_language(text: str, number: str):
    assert block_in(text) == number


def told() -> list[dict]:
    return [
        row("zones", "z1", valid_from="2024-01-12", blocks="46;47; 2360"),
        row("zones", "z2", valid_from="2024-01-10", valid_from_time="08:21", blocks="2360"),
        row("zones", "z3", valid_from="2024-01-11", blocks="236;23600"),
        row("zones", "z4", valid_from="2024-01-11"),
    ]


def test_a_block_has_the_statements_that_name_it_by_their_beginning():
    opened = snapshot(zones=told())
    assert statements_on_block(opened, "2360") == ("z2", "z1")
    assert statements_on_block(opened, "9") == statements_on_block(opened, "") == ()


@pytest.mark.parametrize("lang", list(Language))
def test_the_strip_says_when_and_by_whom_each_statement_was_made(lang: Language):
    opened = snapshot(zones=told())
    strip = block_strip("2360", opened, opened.default_view(), words(lang))
    assert "08:21" in strip
    assert [strip.count(said) for said in ("<li>", "Testville council", "https://example.org/a")] == [2, 2, 4]
    assert "z3" not in strip


def test_each_statement_says_how_many_reports_of_the_view_lay_inside_while_in_force():
    opened = snapshot(report(location_precision="site", event_start="2024-01-11"), zones=told())
    # The text that asks for a block is in no report.
    strip = block_strip("2360", opened, opened.default_view().but(text="block 2360"), EN)
    assert strip.count("0 certainly, up to 1 possibly") == 1
    assert strip.count("0 certainly, up to 0 possibly") == 1
