"""The table of a view is the export of the view, row for row, in any order."""

from __future__ import annotations

import csv
import random
from io import StringIO
from typing import Any

import numpy as np
import pytest

from geo.export import table_window
from geo.export.export_columns import COLUMNS
from geo.export.report_rows import rows_of
from geo.export.table_choice import (
    COLUMN_BITS,
    FIRST_COLUMNS,
    TABLE_COLUMNS,
    RowChoice,
    TableChoice,
    code_of,
    columns_of,
    read_choice,
)
from geo.export.table_copy import copied_rows, positions_of
from geo.export.table_facets import facets_of
from geo.export.table_page import table_page
from geo.export.table_window import table_rows_of, window
from geo.filters.permalink import parse
from geo.filters.view import View
from geo.queries.view_answer import ViewAnswer, answer_view
from geo.snapshot.opened import Snapshot
from geo.snapshot.tables import SCHEMA
from tests.builders import report, snapshot
from tests.geo.plain import World

SITE = "https://maps.example.org/"


def answer_of(opened: Snapshot, view: View | None = None) -> ViewAnswer:
    return answer_view(opened, view or opened.default_view(), SITE)


def some_views(opened: Snapshot, n: int) -> list[View]:
    rng = random.Random(67)  # noqa: S311  # the same views each time
    first, last = opened.span
    days = (last - first).days
    found = []
    for _ in range(n):
        begin, end = sorted(rng.sample(range(days), 2))
        view = opened.default_view().but(
            date_from=first.fromordinal(first.toordinal() + begin),
            date_to=first.fromordinal(first.toordinal() + end),
            kinds=rng.choice([None, ("airstrike", "rocket")]),
            text=rng.choice(["", "", "hospital", "village"]),
            layers=rng.choice([("reports", "areas"), ("reports",)]),
        )
        found.append(view)
    return found


def exported(answer: ViewAnswer) -> list[dict[str, Any]]:
    return [row for batch in rows_of(answer).batches() for row in batch.to_pylist()]


def in_plain_order(rows: list[dict[str, Any]], name: str, *, is_descending: bool) -> list[dict[str, Any]]:
    """The same rows, sorted by Python: by cell, then by id; empty cells last, either way."""

    def is_empty(row: dict[str, Any]) -> bool:
        return row[name] is None or row[name] == ""

    def cell(row: dict[str, Any]) -> object:
        return row[name].encode() if isinstance(row[name], str) else row[name]

    by_id = sorted(rows, key=lambda row: row["report_id"].encode())
    # Python keeps equal rows in their order when it reverses as well.
    stated = sorted((row for row in by_id if not is_empty(row)), key=cell, reverse=is_descending)
    return stated + [row for row in by_id if is_empty(row)]


def test_the_table_is_the_export_in_its_order(world: World):
    for view in some_views(world.opened, 6):
        answer = answer_of(world.opened, view)
        rows = exported(answer)
        choice = TableChoice(chosen=COLUMNS)
        assert len(table_rows_of(answer, choice)) == len(rows)
        begin = len(rows) // 3
        found = window(answer, choice, begin, 150)
        assert found.select(list(COLUMNS)).to_pylist() == rows[begin : begin + 150]


@pytest.mark.parametrize("name", COLUMNS)
def test_any_column_sorts_the_export_both_ways(name: str, bundled: Snapshot):
    (view,) = some_views(bundled, 1)
    answer = answer_of(bundled, view.but(kinds=None, text=""))
    rows = exported(answer)
    assert len(rows) > 20
    for is_descending in (False, True):
        choice = TableChoice(sort=name, is_descending=is_descending, chosen=("report_id", name))
        found = window(answer, choice, 0, len(rows)).to_pylist()
        wanted = in_plain_order(rows, name, is_descending=is_descending)
        assert found == [{"report_id": row["report_id"], name: row[name]} for row in wanted]


def test_windows_put_together_are_the_whole_in_any_order(
    synthetic_world: World, monkeypatch: pytest.MonkeyPatch
):
    # As of a million rows, where those of a window lie far apart.
    monkeypatch.setattr(table_window, "_NEAR", 0)
    opened, columns = synthetic_world.opened, ("report_id", "event_start", "killed_min", "lat", "summary")
    for name in SCHEMA["reports"]:
        opened.store.ranked.column(name)
    answer = answer_of(opened, some_views(opened, 2)[1].but(kinds=None, text=""))
    rows = exported(answer)
    for sort, is_descending in (
        ("summary", False),
        ("killed_min", True),
        ("lat", False),
        ("event_end", True),
    ):
        wanted = in_plain_order(rows, sort, is_descending=is_descending)
        choice = TableChoice(sort=sort, is_descending=is_descending, chosen=columns)
        for begin in (0, 99, len(rows) - 5, len(rows)):
            found = window(answer, choice, begin, 100).to_pylist()
            part = wanted[begin : begin + 100]
            assert [list(row.values()) for row in found] == [[row[c] for c in choice.columns] for row in part]


def test_what_is_not_shown_is_listed_with_its_reason(bundled: Snapshot):
    answer = answer_of(bundled, some_views(bundled, 1)[0])
    everything = TableChoice(rows=RowChoice.NOT_SHOWN)
    n_shown = len(table_rows_of(answer, TableChoice(rows=RowChoice.MAP)))
    assert n_shown == answer.counts.shown
    assert len(table_rows_of(answer, everything)) + n_shown == bundled.total
    why = window(answer, everything, 0, bundled.total)["not_shown_because"].to_pylist()
    counted = {str(reason): n for reason, n in answer.counts.reasons.items()}
    assert {reason: why.count(reason) for reason in set(why)} == counted
    for reason, n in counted.items():
        assert len(table_rows_of(answer, everything.but(reason=reason))) == n
    # A row that is found and has no place on the map says why among the others as well.
    found = window(answer, TableChoice(chosen=("shown_on_map", "not_shown_because")), 0, bundled.total)
    assert all(row["shown_on_map"] == (row["not_shown_because"] is None) for row in found.to_pylist())


def test_what_is_copied_names_its_source_and_runs_nowhere():
    opened = snapshot(
        report("r1", summary="=1+1", claimant="@SUM(A1)", place_name='say "=2"\t=cmd'),
        report("r2", summary="plain"),
    )
    answer = answer_of(opened)
    text = copied_rows(answer, TableChoice(), np.array([0, 1, 7])).decode()
    rows = list(csv.DictReader(StringIO(text), dialect="excel-tab"))
    assert [row["report_id"] for row in rows] == ["r1", "r2"]
    cells = [cell.strip(" ") for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell[:1] in {*"=+-@"}]
    for row in rows:
        assert row["publisher"]
        assert row["claimant"]
        assert row["url"].startswith("https://")
        assert row["snapshot"] == opened.id
        assert row["link"].startswith(f"{SITE}report/{row['report_id']}?snap={opened.id}")
    assert text.count("\n") == 3


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("0", [0]),
        ("3,5-7,5", [3, 5, 6, 7]),
        *(
            (odd, None)
            for odd in ("", "-", "1-", "-1", "7-5", "a", "1,", "0-10", "1 ", "٣", "9" * 20, "9" * 30)
        ),
    ],
)
def test_positions_are_numbers_and_ranges(text: str, positions: list[int] | None):
    assert positions_of(text, 10) == positions


def test_every_column_has_a_bit_that_stays():
    assert set(COLUMN_BITS) == set(TABLE_COLUMNS)
    assert len(COLUMN_BITS) == len(set(COLUMN_BITS))
    # Links of old: a bit is never given to another column.
    assert columns_of("2001") == ("report_id", "kind")
    assert columns_of(code_of(FIRST_COLUMNS)) == FIRST_COLUMNS
    assert columns_of("report_id,url,kind") == ("report_id", "kind", "url")
    assert columns_of("all") == TABLE_COLUMNS
    for odd in ("0", "zz", "-1", "0x1", "f" * 99, "report_id,nothing", "٣"):
        assert columns_of(odd) is None


def test_a_choice_that_an_address_cannot_mean_is_named_and_falls_back():
    choice, odd = read_choice({"rows": "x", "sort": "-y", "cols": "?", "reason": "z"})
    assert choice == TableChoice()
    assert [error.parameter for error in odd] == ["rows", "reason", "sort", "cols"]
    asked = TableChoice(
        RowChoice.NOT_SHOWN, "other_dates", "kind", is_descending=True, chosen=("report_id", "url")
    )
    said = dict(part.split("=") for part in asked.query().split("&"))
    assert read_choice(said) == (asked, ())


def test_a_facet_counts_what_its_link_shows(bundled: Snapshot):
    view = some_views(bundled, 1)[0].but(text="")
    answer = answer_of(bundled, view)
    facets = facets_of(answer, lambda query: query)
    assert {"Area", "Kind of strike", "Sources", "Location precision", "Claimant"} <= {
        each.label for each in facets
    }
    for facet in facets:
        for value in facet.values[:2]:
            other = parse(value.address, bundled.default_view(), bundled.known)
            assert not other.ignored
            if not value.is_chosen and facet.label != "Kind of strike":
                assert value.n == answer.words.number(bundled.counts(other.view).shown)


def test_a_page_of_no_rows_says_so(bundled: Snapshot):
    answer = answer_of(bundled, bundled.default_view().but(text="no such word anywhere"))
    page = table_page(answer, TableChoice(), 0)
    assert (page.n, page.rows, page.before, page.after) == (0, (), "", "")
