"""Synthetic snapshots, small enough to read in a test, and views of the bundled one.

Testville lies in XX0101, beside XX0102; both are in XX01, and that in the country XX. YY is elsewhere.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from shapely.geometry import box, mapping

from geo.filters import registry
from geo.filters.choice import ChoiceFilter
from geo.filters.permalink import parameters
from geo.filters.view import ALL_AREAS, DEFAULT_LAYERS, EARLIEST, LATEST, MAX_LAT, MAX_ZOOM, MIN_ZOOM, View
from geo.geometry.gazetteer import Areas
from geo.language import Words, words
from geo.model import ExclusionReason, Kind, Language, Layer, LocationPrecision
from geo.model.rows import Cell
from geo.snapshot.current import current
from geo.snapshot.files import write_snapshot
from geo.snapshot.frames import read_table
from geo.snapshot.ledger_search import LedgerQuery
from geo.snapshot.list_order import ListOrder, SortBy
from geo.snapshot.opened import Snapshot
from geo.snapshot.tables import KEYS, LATER, SCHEMA, csv_name, to_arrow
from tests.geo.plain_inside import DRAWN

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from hypothesis.strategies import SearchStrategy

EN: Words = words(Language.EN)
TESTVILLE = (31.05, 34.05)
"""Latitude and longitude, in degrees."""
Row = dict[str, Cell]
"""Cells by column, of any type that prints as CSV."""
Choices = tuple[tuple[str, tuple[str, ...]], ...]
"""As in `View.choices`."""

_PUBLISHED = {"publisher": "Synthetic Wire", "url": "https://example.org/a"}
_CLAIM = {**_PUBLISHED, "claimant": "Testville council", "published_date": "2024-01-10"}
_DEFAULTS: dict[str, Row] = {
    "reports": {
        **_CLAIM,
        "source_id": "synthetic",
        "event_start": "2024-01-10",
        "date_precision": "day",
        "kind": "airstrike",
        "place_name": "Testville",
        "area_pcode": "XX0101",
        "location_precision": "locality",
        "struck": "unspecified",
        "responsibility": "not_stated",
        "summary": "The council speaks of a strike in Testville.",
    },
    "zones": {
        **_PUBLISHED,
        "published_date": "2024-01-10",
        "zone_key": "testville-zone",
        "name_en": "Testville zone",
        "kind": "humanitarian_zone",
        "status": "labelled_humanitarian",
        "valid_from": "2024-01-10",
        "time_precision": "day",
        "issued_by": "Testville council",
        "pcodes": "XX0101",
        "geometry_basis": "p-codes: XX0101",
    },
    "sheltering": {
        **_CLAIM,
        "as_of_date": "2024-01-10",
        "area_name": "Testville",
        "pcodes": "XX0101",
        "setting": "all_displaced",
        "people_min": 1000,
        "people_max": 1000,
        "is_flow": "false",
    },
    "tolls": {**_CLAIM, "as_of_date": "2024-01-10", "area": "Testville", "measure": "killed"},
    "pauses": {
        **_PUBLISHED,
        "name": "Testville truce",
        "area": "Testville",
        "start_precision": "day",
        "end_precision": "day",
        "kind": "truce",
        "announced_by": "Testville council",
    },
    "assessments": {
        **_CLAIM,
        "source_id": "synthetic",
        "image_from": "2024-01-09",
        "image_to": "2024-01-10",
        "geometry_wkt": "POLYGON ((34.05 31.05, 34.06 31.05, 34.06 31.06, 34.05 31.06, 34.05 31.05))",
        "structures": 7,
    },
    "sources": {"name": "Synthetic Wire", "kind": "media", "home_url": "https://example.org/"},
    "places": {
        "name_en": "Testville",
        "name_ar": "تستفيل",
        "name_he": "טסטוויל",
        "kind": "city",
        "pcode": "XX0101",
    },
}
_OUTLINES = {
    "XX": ("Exland", "country", "", box(34, 31, 35, 32)),
    "XX01": ("Exshire", "territory", "XX", box(34, 31, 34.4, 31.4)),
    "XX0101": ("Testville district", "governorate", "XX01", box(34, 31, 34.2, 31.4)),
    "XX0102": ("Farside district", "governorate", "XX01", box(34.2, 31, 34.4, 31.4)),
    "YY": ("Whyland", "country", "", box(40, 31, 41, 32)),
}


def report(report_id: str = "r1", **said: Cell) -> Row:
    """A report of an airstrike in Testville on 10 January 2024, but for what is said."""
    row = {"incident_key": report_id, **_DEFAULTS["reports"], "report_id": report_id, **said}
    row.setdefault("event_end", row["event_start"])
    is_point = row["location_precision"] in {"site", "neighbourhood", "locality"}
    lat, lon = TESTVILLE if is_point else ("", "")
    return {"lat": lat, "lon": lon, **row}


def row(table: str, key: str, **said: Cell) -> Row:
    """A row of any other table, about Testville but for what is said."""
    return {**_DEFAULTS[table], KEYS[table]: key, **said}


def write(folder: Path, *reports: Row, **tables: Iterable[Row]) -> Path:
    """Write a snapshot's files with the rows; what no row is given for has a plain one or none."""
    for table, text in _texts(reports, tables).items():
        (folder / csv_name(table)).write_text(text, encoding="utf-8", newline="")
    (folder / "outlines.geojson").write_bytes(outlines())
    return folder


def snapshot(*reports: Row, **tables: Iterable[Row]) -> Snapshot:
    """Open a snapshot that holds the reports, or one report, and the rows of other tables."""
    return _chronicle(**_texts(reports or [report()], tables))


# A snapshot is never changed, so tests that begin with the same rows may share it.
@lru_cache(maxsize=32)
def _chronicle(**texts: str) -> Snapshot:
    return Snapshot({table: _frame(table, text) for table, text in texts.items()}, _areas())


def arrow_tables(*reports: Row, **tables: Iterable[Row]) -> dict[str, pa.Table]:
    """The tables of a snapshot that holds the reports, or one report, as `write_snapshot` takes them."""
    return {table: _arrow(table, text) for table, text in _texts(reports or [report()], tables).items()}


def write_home(home: Path, *reports: Row, **tables: Iterable[Row]) -> str:
    """Write a snapshot of the rows into a home and return its id; one that was written before is copied."""
    snapshot_id, files = _home(**_texts(reports or [report()], tables))
    for name, content in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return snapshot_id


@lru_cache(maxsize=32)
def _home(**texts: str) -> tuple[str, dict[Path, bytes]]:
    with TemporaryDirectory() as folder:
        home = Path(folder)
        tables = {table: _arrow(table, text) for table, text in texts.items()}
        snapshot_id = write_snapshot(tables, outlines(), home)
        files = (path for path in home.rglob("*") if path.is_file())
        return snapshot_id, {path.relative_to(home): path.read_bytes() for path in files}


def outlines() -> bytes:
    """The outlines of Exland and Whyland as a GeoJSON file."""
    return json.dumps({"features": [outline(pcode) for pcode in _OUTLINES]}).encode()


def _texts(reports: Iterable[Row], tables: dict[str, Iterable[Row]]) -> dict[str, str]:
    given = {
        "sources": [row("sources", "synthetic"), row("sources", "synthetic-2", kind="un")],
        "places": [row("places", "testville")],
        **tables,
        "reports": reports,
    }
    texts = {table: csv_text(columns, given.get(table, ())) for table, columns in SCHEMA.items()}
    return texts | {name: csv_text(LATER[name], given[name]) for name in LATER if name in given}


def csv_text(columns: Iterable[str], rows: Iterable[Row]) -> str:
    """Rows as CSV, one line each."""
    text = StringIO(newline="")
    writer = csv.DictWriter(text, list(columns), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


# Most tables are the same from one test to the next, and a frame of a snapshot is never changed.
@cache
def _frame(table: str, text: str) -> pd.DataFrame:
    with TemporaryDirectory() as folder:
        (Path(folder) / csv_name(table)).write_text(text, encoding="utf-8", newline="")
        return read_table(Path(folder), table)


@cache
def _arrow(table: str, text: str) -> pa.Table:
    return to_arrow(_frame(table, text), table)


@cache
def _areas() -> Areas:
    return Areas.parse(outlines())


def outline(pcode: str, **said: Cell) -> dict[str, Cell]:
    """An area of Exland or Whyland as a GeoJSON feature."""
    name, level, parent, shape = _OUTLINES[pcode]
    properties = {
        "pcode": pcode,
        "name_en": name,
        "name_ar": None,
        "name_he": None,
        "level": level,
        "parent": parent,
        "basis": "synthetic",
        "label_lat": shape.centroid.y,
        "label_lon": shape.centroid.x,
    }
    return {"type": "Feature", "properties": {**properties, **said}, "geometry": mapping(shape)}


def day(text: str) -> date:
    """The day of an ISO date."""
    return date.fromisoformat(text)


def view_of(opened: Snapshot, first: str = "", last: str = "", **changes: Cell) -> View:
    """The view of everything, or of the days from first to last, with other changes."""
    view = opened.default_view()
    if first:
        view = view.but(date_from=day(first), date_to=day(last or first))
    return view.but(**changes)


any_text = st.text(st.characters())
"""Text that may hold anything that a Python string can, surrogates as well."""
any_parameters = st.dictionaries(st.sampled_from(parameters()), any_text)


@dataclass(frozen=True)
class Selected:
    """What a view shows of a small snapshot, and why the rest is not shown."""

    shown: pd.DataFrame
    """Whole rows, by event date."""
    not_shown: dict[str, ExclusionReason]
    """By report id."""

    def reasons(self) -> dict[ExclusionReason, int]:
        """How many reports each reason leaves out, in the order of the reasons."""
        counts = Counter(self.not_shown.values())
        return {reason: counts[reason] for reason in registry.reasons() if reason in counts}


def select(opened: Snapshot, view: View) -> Selected:
    """Every report that a view shows, and why the rest is not shown."""
    return Selected(opened.page(view, opened.total), dict(opened.left_out(view, opened.total)))


def shown_ids(opened: Snapshot, view: View, limit: int, offset: int = 0) -> list[str]:
    """Ids that a view shows, by event date."""
    return opened.listed(view, ListOrder(SortBy.OLDEST), limit, offset)


def ledger_rows(opened: Snapshot, name: str) -> pd.DataFrame:
    """Every row of the `revisions`, `rejects` or `ingests`, by key."""
    return opened.ledger_of(name).page(LedgerQuery(), 10_000).sort_index()


def views(opened: Snapshot, span: tuple[date, date] = (EARLIEST, LATEST)) -> SearchStrategy[View]:
    """Every view that a snapshot can show, with every field drawn."""
    ids = [*opened.store.all_ids(), *opened.zones.index]
    return st.builds(
        partial(_view, opened.id),
        st.tuples(st.dates(*span), st.dates(*span)),
        sources=_some(sorted(opened.known.sources)),
        kinds=_some(Kind),
        precisions=_some(LocationPrecision),
        area=st.sampled_from([ALL_AREAS, *sorted(opened.known.areas)]),
        text=st.one_of(any_text, st.sampled_from(["", "gaza", "hospital", "غزة"])),
        layers=st.lists(st.sampled_from(Layer)).map(tuple),
        lat=st.floats(-MAX_LAT, MAX_LAT),
        lon=st.floats(-180, 180),
        z=st.integers(MIN_ZOOM, MAX_ZOOM),
        lang=st.sampled_from(Language),
        selected=st.sampled_from(["", *ids]),
        choices=_choices(opened),
    )


def filters(opened: Snapshot, texts: Iterable[str] = ("",)) -> SearchStrategy[View]:
    """Views that differ in what they show, and mostly show something; `texts` are searched for."""
    days = st.dates(*opened.span)
    return st.builds(
        partial(_view, opened.id),
        st.just(opened.span) | st.tuples(days, days),
        sources=_some(opened.facet("source_id")),
        kinds=_some(Kind),
        precisions=_some(LocationPrecision),
        area=st.just(ALL_AREAS) | st.sampled_from(sorted(opened.known.areas)),
        text=st.just("") | st.sampled_from(list(texts)),
        layers=st.sampled_from([DEFAULT_LAYERS, (Layer.REPORTS,), (Layer.AREAS,), ()]),
        choices=st.just(()) | _choices(opened),
    )


def _view(snap: str, ends: tuple[date, date], **fields: Cell) -> View:
    # Named, so that no strategy holds on to a snapshot until Python ends.
    return View(snap, min(ends), max(ends), **fields)


def _choices(opened: Snapshot) -> SearchStrategy[Choices]:
    """What the filters without a field of their own may choose, of what reports say."""
    drawn = {
        each.parameter: st.just(()) | st.lists(st.sampled_from(list(opened.facet(each.column))), max_size=5)
        for each in registry.ADDED
        if isinstance(each, ChoiceFilter)
    }
    drawn["ends"] = st.sampled_from([(), ("day",), ("open",)])
    areas = st.sampled_from(
        [{}, {}, *({"aoi": (a.aoi,), "aoi_m": (str(a.aoi_m),) * bool(a.aoi_m)} for a in DRAWN)]
    )
    return st.builds(
        lambda chosen, area: tuple((name, tuple(values)) for name, values in {**chosen, **area}.items()),
        st.fixed_dictionaries(drawn),
        areas,
    )


def _some(options: Iterable[str]) -> SearchStrategy[tuple[str, ...] | None]:
    return st.none() | st.lists(st.sampled_from(list(options)), max_size=30).map(tuple)


bundled_views = st.deferred(lambda: views(current()))
"""Views of the bundled chronicle, of any days."""
views_of_its_days = st.deferred(lambda: views(current(), current().span))
"""Views of the bundled chronicle, of days that it speaks of."""
