"""The rows of each collection: those of the export and of the tables, in pages, by ground and by days."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from shapely.geometry import shape
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.export.feature_collections import COLLECTIONS
from geo.export.feature_text import Crs
from geo.geometry.footprints import to_metres
from geo.geometry.search_ground import box_of_degrees
from geo.queries.ground_search import drawn_disc
from geo.snapshot import current as serving
from geo.snapshot.current import point_to
from geo.web.routes import ROUTES
from tests.builders import report, row, write_home

if TYPE_CHECKING:
    from geo.snapshot.opened import Snapshot

Feature = dict[str, Any]
ITEMS = "/ogc/collections/{}/items"
VIEWS = (
    "",
    "from=2024-02-01&to=2024-02-29",
    "area=PS0275&kind=airstrike",
    "q=school&struck=school",
    "src=s051&prec=locality,site",
)
BOXES = {
    "34.2,31.2,34.4,31.4": (34.2, 31.2, 34.4, 31.4),
    "34.3,31.3,34.3,31.3": (34.3, 31.3, 34.3, 31.3),
    "170,-10,34.5,40": (170, -10, 34.5, 40),
    "0,0,9,9": (0, 0, 9, 9),
    "35,33,0,36,34,9": (35, 33, 36, 34),
}
"""As they are asked for, and west, south, east, north of each."""
DAYS = (
    *("2024-02-29", "2024-01-01T12:00:00Z/2024-01-31T00:00:00Z", "../2023-10-31", "2026-01-01/.."),
    *("1950-01-01", "2023-10-01/2023-10-07"),
)
DAYS_OF = {
    "reports": ("event_start", "event_end"),
    "sheltering": ("as_of_date", "as_of_date"),
    "tolls": ("as_of_date", "as_of_date"),
}


def pages(client: TestClient, address: str) -> Iterator[dict[str, Any]]:
    """Each page, as a program finds one after the other."""
    left = address
    while left:
        page = client.get(left).json()
        yield page
        left = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")


def whole(client: TestClient, address: str) -> list[Feature]:
    read = list(pages(client, address))
    features = [feature for page in read for feature in page["features"]]
    assert {page["numberMatched"] for page in read} == {len(features)}
    assert sum(page["numberReturned"] for page in read) == len(features)
    return features


@pytest.fixture(scope="module")
def every(client: TestClient) -> dict[str, list[Feature]]:
    """All rows of each collection."""
    return {name: whole(client, f"{ITEMS.format(name)}?limit=700") for name in COLLECTIONS}


@pytest.mark.parametrize("view", VIEWS)
def test_reports_are_the_rows_of_the_export(client: TestClient, view: str):
    exported = json.loads(client.get(f"/export/reports.geojson?{view}").text)["features"]
    read = whole(client, f"{ITEMS.format('reports')}?limit=999&{view}")
    assert [feature["properties"] for feature in read] == [feature["properties"] for feature in exported]
    assert [feature["id"] for feature in read] == [feature["id"] for feature in exported]
    assert exported


def test_small_pages_are_the_same_rows_as_one(client: TestClient, every: dict[str, list[Feature]]):
    for name in ("reports", "zones"):
        address = f"{ITEMS.format(name)}?from=2023-12-02&to=2023-12-03"
        small, large = whole(client, f"{address}&limit=7"), whole(client, f"{address}&limit=2000")
        assert small == large
        assert 7 < len(large) < len(every[name])


def test_a_page_before_leads_to_the_rows_before(client: TestClient, every: dict[str, list[Feature]]):
    page = client.get(f"{ITEMS.format('zones')}?limit=5&offset=7").json()
    (before,) = (link["href"] for link in page["links"] if link["rel"] == "prev")
    assert page["features"] == every["zones"][7:12]
    assert client.get(before).json()["features"] == every["zones"][2:7]


@pytest.mark.parametrize("name", ["zones", "sheltering", "pauses", "tolls"])
def test_other_rows_are_those_of_the_tables(name: str, bundled: Snapshot, every: dict[str, list[Feature]]):
    table = bundled.tables[name]
    assert sorted(feature["id"] for feature in every[name]) == sorted(table.index)
    for feature in every[name][::20]:
        said = table.loc[feature["id"]]
        assert feature["properties"]["publisher"] == said["publisher"]
        assert feature["properties"]["url"] == said["url"]


@pytest.mark.parametrize("bbox", BOXES)
@pytest.mark.parametrize("name", ["reports", "zones", "sheltering"])
def test_a_box_finds_what_touches_it(
    client: TestClient, every: dict[str, list[Feature]], name: str, bbox: str
):
    west, south, east, north = BOXES[bbox]
    parts = [(west, east)] if west <= east else [(west, 180), (-180, east)]
    corners = [shapely.MultiPoint([(x0, south), (x1, north)]).envelope for x0, x1 in parts]
    ground = shapely.union_all(corners)
    expected = [
        feature["id"]
        for feature in every[name]
        if feature["geometry"] is None or shapely.intersects(shape(feature["geometry"]), ground)
    ]
    found = whole(client, f"{ITEMS.format(name)}?limit=2000&bbox={bbox}")
    assert [feature["id"] for feature in found] == expected


def test_a_box_in_metres_finds_what_touches_it(client: TestClient, every: dict[str, list[Feature]]):
    x, y = to_metres(32_636).transform([34.3, 34.4], [31.3, 31.4])
    address = f"{ITEMS.format('reports')}?limit=2000&bbox-crs={Crs.UTM_36N}&bbox={x[0]},{y[0]},{x[1]},{y[1]}"
    ground = shapely.box(x[0], y[0], x[1], y[1])

    def touches(feature: Feature) -> bool:
        if feature["geometry"] is None:
            return True
        there = shapely.transform(shape(feature["geometry"]), to_metres(32_636).transform, interleaved=False)
        return bool(there.intersects(ground))

    found = [feature["id"] for feature in whole(client, address)]
    assert found == [feature["id"] for feature in every["reports"] if touches(feature)]
    assert found


@pytest.mark.parametrize("said", DAYS)
@pytest.mark.parametrize("name", DAYS_OF)
def test_days_find_what_speaks_of_them(
    client: TestClient, every: dict[str, list[Feature]], name: str, said: str
):
    ends = [end[:10] for end in said.replace("..", "").split("/")]
    first, last = ends[0] or "0000", ends[-1] or "9999"
    begins, until = DAYS_OF[name]

    def speaks(cells: dict[str, Any]) -> bool:
        start, end = cells[begins], cells[until] or cells[begins]
        if cells.get("date_precision") == "month":
            # Of any day of its months, whichever day the row names.
            start, end = f"{start[:7]}-01", f"{end[:7]}-31"
        return start <= last and end >= first

    found = whole(client, f"{ITEMS.format(name)}?limit=2000&datetime={said}")
    assert [each["id"] for each in found] == [
        each["id"] for each in every[name] if speaks(each["properties"])
    ]


@pytest.mark.parametrize(
    ("name", "asked", "keeps"),
    [
        ("tolls", "from=2026-08-01", lambda day: day >= "2026-08-01"),
        ("sheltering", "to=2021-01-01", lambda day: day <= "2021-01-01"),
        ("sheltering", "to=2023-12-31", lambda day: day <= "2023-12-31"),
    ],
)
def test_an_end_that_is_not_asked_for_is_open(
    name: str, asked: str, keeps: Callable[[str], bool], client: TestClient, every: dict[str, list[Feature]]
):
    """Also beyond the first and the last report."""
    expected = [each["id"] for each in every[name] if keeps(each["properties"]["as_of_date"])]
    found = whole(client, f"{ITEMS.format(name)}?limit=2000&{asked}")
    assert expected
    assert [each["id"] for each in found] == expected


def test_hardly_a_disc_is_drawn_for_a_box_that_is_smaller_than_they_are():
    """Of those that reach over all of it nobody has to look."""
    chance = np.random.default_rng(5)
    lat, lon, radius_m = (
        chance.uniform(31, 32, 5_000),
        chance.uniform(34, 35, 5_000),
        np.full(5_000, 25_000.0),
    )
    ground = box_of_degrees(34.45, 31.5, 34.4501, 31.5001)
    sure, doubtful = ground.discs(lat, lon, radius_m)
    assert sure.sum() > 4 * doubtful.sum()
    near_edge = np.flatnonzero(sure)[np.argsort(-np.hypot(lat[sure] - 31.5, lon[sure] - 34.45))][:50]
    discs = [drawn_disc(lat[i], lon[i], radius_m[i]) for i in near_edge]
    assert ground.touched_by(np.array(discs, object)).all()


def test_zones_of_days_are_those_in_force(client: TestClient, bundled: Snapshot):
    day = date(2024, 5, 6)
    found = whole(client, f"{ITEMS.format('zones')}?limit=2000&from={day}&to={day}")
    assert {feature["id"] for feature in found} == set(bundled.zones_then(day, day))


def test_an_item_by_its_id_is_the_one_of_the_list(client: TestClient, every: dict[str, list[Feature]]):
    for name, features in every.items():
        for feature in features[:2]:
            alone = client.get(f"{ITEMS.format(name)}/{feature['id']}").json()
            assert {key: alone[key] for key in feature} == feature


@pytest.fixture
def synthetic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A server of rows without days or ground, and of ids that need escaping."""
    snapshot_id = write_home(
        tmp_path,
        report("r1"),
        report("undated", event_start="", date_precision="unknown"),
        report("nowhere", location_precision="unlocated"),
        report("small", location_precision="site", radius_m=1),
        zones=[row("zones", "z/1 é?"), row("zones", "z2", pcodes="", geometry_basis="")],
        assessments=[row("assessments", "a1")],
        pauses=[row("pauses", "p1", start="2024-01-10", end="2024-01-12")],
    )
    point_to(tmp_path, snapshot_id)
    monkeypatch.setattr(serving, "home", lambda: tmp_path)
    with TestClient(Starlette(routes=ROUTES)) as opened:
        yield opened


def test_what_has_no_day_or_no_ground_is_never_left_out_by_one(synthetic: TestClient):
    ids = [feature["id"] for feature in whole(synthetic, f"{ITEMS.format('reports')}?bbox=0,0,1,1")]
    assert ids == ["nowhere"]
    assert synthetic.get(f"{ITEMS.format('reports')}/undated").json()["properties"]["event_start"] is None
    assert "undated" not in synthetic.get(ITEMS.format("reports")).text
    zones = whole(synthetic, f"{ITEMS.format('zones')}?bbox=0,0,1,1")
    assert [(feature["id"], feature["geometry"]) for feature in zones] == [("z2", None)]


def test_an_id_is_escaped_in_its_address(synthetic: TestClient):
    answer = synthetic.get(f"{ITEMS.format('zones')}/z%2F1%20%C3%A9%3F")
    assert answer.json()["id"] == "z/1 é?"
    (own,) = (link["href"] for link in answer.json()["links"] if link["rel"] == "self")
    assert synthetic.get(own).json()["id"] == "z/1 é?"


def test_a_cell_is_ground_and_its_outline_no_property(synthetic: TestClient):
    inside = "bbox=34.055,31.055,34.055,31.055&datetime=2024-01-09"
    (cell,) = whole(synthetic, f"{ITEMS.format('assessments')}?{inside}")
    assert cell["geometry"]["type"] == "Polygon"
    assert "geometry_wkt" not in cell["properties"]
    assert not whole(synthetic, f"{ITEMS.format('assessments')}?bbox=34,31,34.01,31.01")


def test_a_small_disc_keeps_its_form(synthetic: TestClient):
    disc = shape(synthetic.get(f"{ITEMS.format('reports')}/small").json()["geometry"])
    assert disc.is_valid
    x, _ = to_metres(32_636).transform(*disc.exterior.coords.xy)
    assert max(x) - min(x) == pytest.approx(2, rel=0.02)


def test_a_pause_is_of_each_of_its_days_and_of_no_other(synthetic: TestClient):
    address = f"{ITEMS.format('pauses')}?datetime=2024-01-"
    found = {
        day: synthetic.get(f"{address}{day}").json()["numberMatched"] for day in ("09", "10", "12", "13")
    }
    assert found == {"09": 0, "10": 1, "12": 1, "13": 0}
