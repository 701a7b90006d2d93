"""The product's answers against a second computation that shares no code with it, for 60 drawn views.

Every view is asked for as files and once more: half of them as text twin, a quarter each as timeline and as
exposure, so that the whole takes about a minute of a processor.
"""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.oracle import exposure, pauses, places, views
from tests.oracle.bins import over_time
from tests.oracle.chronicle import read_chronicle
from tests.oracle.product import LEADS, LISTS, certain_to_possible, numbers

if TYPE_CHECKING:
    import pandas as pd

CHRONICLE = read_chronicle()
VIEWS = views.drawn_views(CHRONICLE)
REASONS = {
    "undated": "undated",
    "other dates": "other_dates",
    "other sources": "other_sources",
    "other kinds": "other_kinds",
    "other precision": "other_precision",
    "other areas": "other_areas",
    "without the text": "text",
    "other things struck": "other_struck",
    "said to be carried out by others": "other_party",
    "other claimants": "other_claimant",
    "outside the area drawn": "outside_area_drawn",
    "claims that do not differ so": "claims_do_not_differ",
    "unlocated": "unlocated",
    "layer switched off": "layer_off",
}
"""Words of docs/user-guide.md, and the words of the files."""
PERIODS = {
    "30 days before": ("before", 30),
    "7 days before": ("before", 7),
    "the day before": ("before", 1),
    "in force": exposure.DURING,
    "the day after": ("after", 1),
    "7 days after": ("after", 7),
    "30 days after": ("after", 30),
}
DISTANCES = {"inside": 0, "within 500 m": 500, "within 1 km": 1_000, "within 5 km": 5_000}


def numbered(every: slice) -> pytest.MarkDecorator:
    numbers_of_views = range(len(VIEWS))[every]
    return pytest.mark.parametrize("n", numbers_of_views)


def test_the_oracle_shares_no_code_with_the_product() -> None:
    imported = {name for path in Path(__file__).parent.glob("*.py") for name in imports(path)}

    assert not [name for name in imported if name.split(".")[0] == "geo"]


def imports(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    whole = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return whole | {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}


def test_the_drawn_views_ask_for_everything() -> None:
    found = [views.counted(views.reasons(CHRONICLE, view)) for view in VIEWS]

    assert len(set(VIEWS)) == views.N_VIEWS
    asked = set().union(*(left_out for _, _, left_out in found))
    assert asked >= set(REASONS.values()) - reasons_without_reports()
    assert sum(shown > 0 for shown, _, _ in found) > views.N_VIEWS / 2


def reasons_without_reports() -> set[str]:
    """Reasons that no report of the chronicle can have."""
    return set() if CHRONICLE.reports["first"].isna().any() else {"undated"}


@numbered(slice(None))
def test_files_hold_the_rows_of_the_view_and_the_reasons_of_the_others(answers, n) -> None:
    reason = views.reasons(CHRONICLE, VIEWS[n])
    found = reason[views.is_found(reason)]
    exported, others = answers.exported(VIEWS[n]), answers.not_shown(VIEWS[n])
    known = exposure.status_columns(CHRONICLE, VIEWS[n].ends)

    link = answers.link(VIEWS[n])
    shown = {i: row["shown_on_map"] == "true" for i, row in exported.items()}
    agree(link, "row of the file, shown on the map", shown, (found == "").to_dict())
    told = {i: row["not_shown_because"] for i, row in others.items()}
    agree(link, "reason for which a report is not shown", told, reason[reason != ""].to_dict())
    told = {i: told_statuses(row) for i, row in (others | exported).items()}
    differ = [i for i in told | known if told.get(i) != known.get(i)]
    told, known = (cells((i, rows.get(i, {})) for i in differ) for rows in (told, known))
    agree(link, "statuses and lead times of a report", told, known)


def agree(link: str, quantity: str, told: dict[Any, Any], known: dict[Any, Any]) -> None:
    """Compare what the product tells with what the oracle knows, thing by thing."""
    differ = [key for key in told | known if told.get(key, NOTHING) != known.get(key, NOTHING)]
    lines = [
        f"{key}: the product says {told.get(key, NOTHING)!r}, the oracle {known.get(key, NOTHING)!r}"
        for key in differ[:MOST_LINES]
    ]
    if differ:
        pytest.fail("\n".join([f"{quantity}, {len(differ)} differ at {link}", *lines]), pytrace=False)


NOTHING = "nothing"
MOST_LINES = 20


def cells(rows: Iterable[tuple[str, dict[str, object]]]) -> dict[tuple[str, str], object]:
    return {(key, name): value for key, columns in rows for name, value in columns.items()}


def told_statuses(row: dict[str, str | None]) -> dict[str, object]:
    """Statuses in force, who issued them, and lead times."""
    forms = dict.fromkeys(LISTS, ids_in) | dict.fromkeys(LEADS, float)
    return {name: None if row[name] is None else form(row[name]) for name, form in forms.items()}


@lru_cache(maxsize=10_000)
def ids_in(cell: str) -> frozenset[str]:
    return frozenset(filter(None, cell.split(";")))


@numbered(slice(0, None, 2))
def test_the_text_twin_says_the_counts_the_reasons_and_the_reports(answers, n) -> None:
    reason = views.reasons(CHRONICLE, VIEWS[n])
    shown, total, left_out = views.counted(reason)
    page = answers.text_twin(VIEWS[n])

    link = answers.link(VIEWS[n])
    told = numbers(re.search(r'id="sl-shown">([^<]*)', page)[1])[:2]
    agree(link, "reports shown, and in all", dict(enumerate(told)), {0: shown, 1: total})
    agree(link, "reports left out for a reason", told_reasons(page), dict(left_out))
    in_order = CHRONICLE.reports[reason == ""].sort_values(["first", "report_id"]).index
    told = re.findall(r'data-id="(r\d+)"', page)
    agree(link, "report at a place of the list", dict(enumerate(told)), dict(enumerate(in_order[:500])))


def told_reasons(page: str) -> dict[str, int]:
    said = re.findall(r"<li>([^<:]+): ([\d,]+)</li>", page)
    return {REASONS[html.unescape(words)]: numbers(number)[0] for words, number in said}


@numbered(slice(1, None, 4))
def test_the_timeline_counts_reports_in_its_bins_and_beside_its_pauses(answers, page_of, n) -> None:
    files = page_of("timeline.py", VIEWS[n]).files

    table, known = files["over_time_csv"], over_time(CHRONICLE, VIEWS[n])
    link = answers.link(VIEWS[n])
    agree(link, "reports certainly and possibly in a bin", told_days(table, "Bar"), known.bars)
    agree(link, "reports of a longer period", told_days(table, "Longer period"), known.longer)
    sums = table[table["Drawn as"].str.startswith("All ")].set_index("Drawn as")["Reports"]
    agree(link, "sum of reports", sums.map(certain_to_possible).to_dict(), known.sums)
    agree(link, "figure of a stretch of a pause", told_rates(files.get("rates_csv")), known_rates(n))


def told_days(table: pd.DataFrame, form: str) -> dict[tuple[date, date], tuple[int, int] | None]:
    """Reports by the days of the rows that are drawn in one way."""
    return {
        (date.fromisoformat(row["From"]), date.fromisoformat(row["To"])): certain_to_possible(row["Reports"])
        for row in table[table["Drawn as"] == form].to_dict("records")
    }


def told_rates(table: pd.DataFrame | None) -> dict[tuple[str, ...], object]:
    found: dict[tuple[str, ...], object] = {}
    for row in [] if table is None else table.to_dict("records"):
        key = (" / ".join(sorted(row["Pause"].split(" / "))), row["Stretch"])
        found[*key, "Days"] = certain_to_possible(row["Days"])
        for what in ("Reports", "Incidents"):
            found[*key, what] = certain_to_possible(row[what])
            for rate in (f"{what} per day", f"{what} per day, over every possible end"):
                found[*key, rate] = told_limits(row[rate])
    return found


def known_rates(n: int) -> dict[tuple[str, ...], object]:
    found: dict[tuple[str, ...], object] = {}
    for (names, stretch), rates in pauses.rates(CHRONICLE, VIEWS[n]).items():
        key = (" / ".join(sorted(names)), stretch)
        found[*key, "Days"] = rates[0].days if rates[0] else (0, 0)
        for what, read, widest in zip(("Reports", "Incidents"), rates[::2], rates[1::2], strict=True):
            found[*key, what] = read and read.counted
            found[*key, f"{what} per day"] = known_limits(read)
            found[*key, f"{what} per day, over every possible end"] = known_limits(widest)
    return found


def told_limits(said: str) -> tuple[float, float] | None:
    """The limits of a rate as the page words them."""
    if said == "no days to compare":
        return None
    found = [float(number) for number in re.findall(r"[\d.]+", said)] or [0.0]
    return found[0], inf if said == "unknown" or "at least" in said else found[-1]


def known_limits(rate: pauses.Rate | None) -> object:
    """The limits of a rate, equal to what rounds to the same three digits."""
    return None if rate is None else pytest.approx((rate.least, rate.most), rel=0.0051)


@numbered(slice(3, None, 4))
def test_the_shelters_page_counts_every_cell_of_exposure(answers, page_of, n) -> None:
    page = page_of("shelters.py", VIEWS[n])
    shown = CHRONICLE.reports.index[views.reasons(CHRONICLE, VIEWS[n]) == ""]

    told = {
        (row["Statement"], DISTANCES[row["How near"]], PERIODS[row["Period"]]): (
            *(int(row[f"{what}, {sure}"]) for what in ("Reports", "Incidents") for sure in SURE),
        )
        for _, row in page.files["exposure_csv"].iterrows()
    }
    in_area = places.statements_in(CHRONICLE, VIEWS[n].area)
    counted = exposure.exposure_of(CHRONICLE, VIEWS[n].ends).cells(shown)
    known = {cell: n for cell, n in counted.items() if n[1] and cell[0] in in_area}
    link = answers.link(VIEWS[n])
    agree(link, "reports, then incidents, certainly and possibly in a cell of exposure", told, known)
    days = (VIEWS[n].first.toordinal(), VIEWS[n].last.toordinal())
    known = exposure.summary(CHRONICLE, shown, in_area, days, VIEWS[n].ends)
    agree(link, "reports and incidents inside what an issuer stated", told_summary(page.html), known)


SURE = ("certainly", "possibly")
ISSUERS = "|".join(
    map(re.escape, sorted(set(CHRONICLE.zones.apply(exposure.issuer, axis=1)), key=len, reverse=True))
)
SENTENCE = re.compile(
    r"(?:(?:: |An area was )(?P<one>labelled humanitarian|ordered to evacuate) "
    rf"by (?P<by>{ISSUERS})(?: then)?, [^<]*?"
    rf"|statements? by (?P<who>{ISSUERS}) (?P<many>labelled|ordered) (?:an area|areas) [^.<]*)\. "
    r"(?P<there>[^.<]*\binside\b[^.<]*)\."
    # The first one's caveat is folded away, one click from it.
    r"(?: |</p><details [^>]*><summary>[^<]*</summary><p [^>]*>)"
    r"Of the [\d,]+ incidents? that they speak of, (?P<certain>[\d,]+) certainly and "
    r"up to (?P<possible>[\d,]+) possibly\. Compared with: (?P<n>[\d,]+) statement"
)


def told_summary(page: str) -> dict[tuple[str, str], tuple[int, ...]]:
    told = {}
    for found in SENTENCE.finditer(html.unescape(page)):
        role = (
            "labelled_humanitarian"
            if (found["one"] or found["many"]).startswith("labelled")
            else "ordered_to_evacuate"
        )
        figures = numbers(" ".join((found["certain"], found["possible"], found["n"])))
        told[role, found["by"] or found["who"]] = (*told_inside(found["there"]), *figures)
    return told


def told_inside(sentence: str) -> tuple[int, int]:
    """How many reports certainly and possibly lie inside."""
    found = numbers(sentence)
    match sentence.split():
        case ["None" | "No" | "The", *_]:
            return 0, 0
        case ["Up", *_]:
            return 0, found[0]
        case ["Of", *_]:
            return found[1], found[2]
        case _:
            return found[0], found[0]
