"""Vector tiles as a client gets them, held against a plain filter of the raw rows (see `tests.geo.plain`)."""

from __future__ import annotations

import gzip
import hashlib
import math
import urllib.parse
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING

import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.filters.permalink import query_string
from geo.filters.view import MAX_ZOOM, View
from geo.layers.reports import tiles_address
from geo.model import Kind, Language
from geo.model.errors import SnapshotError
from geo.snapshot.derive import GRID_BITS
from geo.snapshot.grid import EVERY_RADIUS, Spot
from geo.snapshot.opened import Snapshot
from geo.tiles import tile as tiles
from geo.tiles.tile import FORM, SINGLE_FROM_ZOOM, Detail, cells_of_tile
from geo.web import view_request as asked
from tests.builders import TESTVILLE, filters, report, snapshot, view_of
from tests.geo.plain import World
from tests.geo.web.mvt_reader import Feature, read_layers

if TYPE_CHECKING:
    from starlette.testclient import TestClient

FOREVER = "public, max-age=31536000, immutable"
PROBLEM = "application/problem+json"
GAZA = (5, 19, 13)
"""A tile with reports."""
Place = tuple[int, int]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Callable[[Snapshot], Snapshot]:
    """Makes a snapshot the one that is served."""

    def now(opened: Snapshot) -> Snapshot:
        monkeypatch.setattr(asked, "current", lambda: opened)
        return opened

    return now


def address(z: int, x: int, y: int, view: View | None = None) -> str:
    return f"/tiles/reports/{z}/{x}/{y}.mvt" + (f"?{query_string(view)}" if view else "")


def in_place(template: str, z: int, x: int, y: int) -> str:
    return template.replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y))


def tile_of(lat: float, lon: float, z: int) -> Place:
    """The tile of a place, by the formula of the OpenStreetMap wiki."""
    n = 1 << z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int((lon + 180) / 360 * n), int(y * n)


def features(client: TestClient, z: int, place: Place, view: View | None = None) -> list[Feature]:
    answer = client.get(address(z, *place, view))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/vnd.mapbox-vector-tile")
    (layer,) = read_layers(answer.content)
    assert layer.name == "reports"
    return layer.features


def at_testville(client: TestClient, z: int = 10, **changes: object) -> list[Feature]:
    opened = asked.current()
    return features(client, z, tile_of(*TESTVILLE, z), view_of(opened, **changes))


def around(places: set[Place], z: int) -> set[Place]:
    """The places and their neighbours."""
    found = {(x + dx, y + dy) for x, y in places for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    return {(x, y) for x, y in found if 0 <= min(x, y) <= max(x, y) < 1 << z}


def counted(opened: Snapshot, view: View, z: int, places: set[Place]) -> Counter[Place]:
    """How many reports each of the tiles shows; tiles that show none are left out."""
    found = {place: int(cells_of_tile(opened, view.filters(), z, *place).n.sum()) for place in places}
    return Counter({place: n for place, n in found.items() if n})


# No report is lost and none is counted twice.


@pytest.mark.parametrize("z", range(5, 15))
@given(st.data())
@settings(max_examples=4)
def test_the_tiles_of_a_zoom_hold_every_point_shown_once(
    client: TestClient, bundled_world: World, z: int, data: st.DataObject
):
    view = data.draw(filters(bundled_world.opened, bundled_world.words))
    expected = bundled_world.tiles(view, z)
    shown = bundled_world.opened.counts(view)
    assert expected.total() == shown.shown - sum(shown.areas.values())
    got = {p: sum(f.properties["n"] for f in features(client, z, p, view)) for p in around(set(expected), z)}
    assert Counter({place: n for place, n in got.items() if n}) == expected


@given(st.data())
@settings(max_examples=2)
def test_all_1024_tiles_of_zoom_5_hold_every_point_shown_once(world: World, data: st.DataObject):
    view = data.draw(filters(world.opened, world.words))
    everywhere = {(x, y) for x in range(32) for y in range(32)}
    assert counted(world.opened, view, 5, everywhere) == world.tiles(view, 5)


@given(st.data(), st.integers(6, 10))
@settings(max_examples=5)
def test_tiles_of_many_reports_agree_with_a_plain_filter(synthetic_world: World, data: st.DataObject, z: int):
    view = data.draw(filters(synthetic_world.opened, synthetic_world.words))
    expected = synthetic_world.tiles(view, z)
    assert counted(synthetic_world.opened, view, z, around(set(expected), z)) == expected


@given(st.data(), st.integers(11, 16))
@settings(max_examples=5)
def test_deep_tiles_of_a_governorate_agree_with_a_plain_filter(
    synthetic_world: World, data: st.DataObject, z: int
):
    view = data.draw(filters(synthetic_world.opened)).but(area="PS0275")
    expected = synthetic_world.tiles(view, z)
    places = set(sorted(expected)[:25])
    shown = counted(synthetic_world.opened, view, z, around(places, z))
    assert shown == {place: expected[place] for place in around(places, z) if expected[place]}


@pytest.mark.parametrize("z", range(MAX_ZOOM + 1))
def test_area_reports_are_in_no_tile(client: TestClient, serve: Callable[[Snapshot], Snapshot], z: int):
    lat, lon = TESTVILLE
    precisions = ("governorate", "subregion", "territory", "unlocated")
    serve(snapshot(*(report(p, location_precision=p, lat=lat, lon=lon) for p in precisions)))
    assert at_testville(client, z) == []


@pytest.mark.parametrize("z", range(MAX_ZOOM + 1))
def test_a_report_is_in_the_tile_of_its_point_and_not_in_those_beside_it(
    client: TestClient, serve: Callable[[Snapshot], Snapshot], z: int
):
    serve(snapshot())
    here = tile_of(*TESTVILLE, z)
    held = {place: len(features(client, z, place)) for place in around({here}, z)}
    assert [place for place, n in held.items() if n] == [here]


@pytest.mark.parametrize("z", [5, 9, 13, 14, 17])
def test_a_feature_stands_where_its_report_says(
    client: TestClient, serve: Callable[[Snapshot], Snapshot], z: int
):
    serve(snapshot())
    (feature,) = at_testville(client, z)
    x, y = tile_of(*TESTVILLE, z)
    step = 1 << 24 - z
    finest = tile_of(*TESTVILLE, 24)
    expected = [(finest[0] - x * step) * 4096 / step, (finest[1] - y * step) * 4096 / step]
    assert [feature.x, feature.y] == pytest.approx(expected, abs=1)


# What a feature says.


def two_reports(**said: object) -> Snapshot:
    return snapshot(
        report("r1", killed_min=10, killed_max=10), report("r2", killed_min=20, killed_max=20, **said)
    )


def test_harm_is_a_range_of_claims_and_never_a_sum(client: TestClient, serve: Callable[[Snapshot], Snapshot]):
    serve(two_reports())
    (feature,) = at_testville(client)
    said = feature.properties
    assert (said["n"], said["killed_min"], said["killed_max"]) == (2, 10, 20)


@pytest.mark.parametrize("z", [5, 13, 14, 17])
def test_no_number_of_a_tile_is_a_sum_of_harm(
    client: TestClient, serve: Callable[[Snapshot], Snapshot], z: int
):
    serve(two_reports())
    assert 30 not in [value for f in at_testville(client, z) for value in f.properties.values()]


def test_harm_that_nobody_stated_is_not_said(client: TestClient, serve: Callable[[Snapshot], Snapshot]):
    serve(snapshot())
    assert not {"killed_min", "killed_max"} & set(at_testville(client)[0].properties)


def test_a_harm_of_zero_is_said(client: TestClient, serve: Callable[[Snapshot], Snapshot]):
    serve(snapshot(report(killed_min=0, killed_max=0)))
    said = at_testville(client)[0].properties
    assert (said["killed_min"], said["killed_max"]) == (0, 0)


@pytest.mark.parametrize(("end", "missing"), [("killed_min", "killed_max"), ("killed_max", "killed_min")])
def test_an_open_range_stays_open(
    client: TestClient, serve: Callable[[Snapshot], Snapshot], end: str, missing: str
):
    serve(snapshot(report(**{end: 50})))
    said = at_testville(client)[0].properties
    assert (said[end], missing in said) == (50, False)


AT_LEAST_50, UP_TO_5 = {"killed_min": 50}, {"killed_max": 5}
TEN_TO_20 = {"killed_min": 10, "killed_max": 20}


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ([AT_LEAST_50, TEN_TO_20], {"killed_min": 10, "killed_open": 2}),
        ([UP_TO_5, TEN_TO_20], {"killed_max": 20, "killed_open": 1}),
        ([AT_LEAST_50, UP_TO_5], {"killed_open": 3}),
        ([TEN_TO_20, {}], TEN_TO_20),
        ([AT_LEAST_50, {}], {"killed_min": 50, "killed_open": 2}),
        ([{}, {}], {}),
    ],
    ids=["at least 50", "up to 5", "both ends open", "one unknown", "open and unknown", "unknown"],
)
def test_an_end_that_one_claim_leaves_open_is_open_for_all(
    client: TestClient,
    serve: Callable[[Snapshot], Snapshot],
    claims: list[dict[str, int]],
    said: dict[str, int],
):
    serve(snapshot(*(report(f"r{i}", **claim) for i, claim in enumerate(claims))))
    (feature,) = at_testville(client)
    assert {name: n for name, n in feature.properties.items() if name.startswith("killed")} == said


@pytest.mark.parametrize("z", range(SINGLE_FROM_ZOOM))
def test_a_feature_of_one_report_names_it(client: TestClient, serve: Callable[[Snapshot], Snapshot], z: int):
    serve(snapshot(report("only")))
    assert [(f.properties["n"], f.properties["id"]) for f in at_testville(client, z)] == [(1, "only")]


@pytest.mark.parametrize("z", range(5, SINGLE_FROM_ZOOM, 2))
def test_every_feature_of_one_bundled_report_names_a_report_of_its_tile(
    client: TestClient, bundled_world: World, z: int
):
    view = bundled_world.opened.default_view()
    points = bundled_world.points(view)
    tile_by_id = {r.report_id: tile_of(r.lat, r.lon, z) for r in points.itertuples()}
    named = [
        (feature.properties["id"], place)
        for place in sorted(bundled_world.tiles(view, z))
        for feature in features(client, z, place, view)
        if feature.properties["n"] == 1
    ]
    assert [(report_id, tile_by_id.get(report_id)) for report_id, _ in named] == named != []


@pytest.mark.parametrize("z", range(SINGLE_FROM_ZOOM, MAX_ZOOM + 1))
def test_from_zoom_14_each_report_is_a_feature(
    client: TestClient, serve: Callable[[Snapshot], Snapshot], z: int
):
    serve(snapshot(report("r1"), report("r2"), report("r3", kind="drone")))
    said = [(f.properties["id"], f.properties["n"]) for f in at_testville(client, z)]
    assert sorted(said) == [("r1", 1), ("r2", 1), ("r3", 1)]


def test_a_tile_of_too_many_single_reports_counts_them(
    client: TestClient, serve: Callable[[Snapshot], Snapshot], monkeypatch: pytest.MonkeyPatch
):
    serve(snapshot(*(report(f"crowd{i}") for i in range(4))))
    monkeypatch.setattr(tiles, "MAX_SINGLE", 3)
    assert [f.properties["n"] for f in at_testville(client, 14)] == [4]


def test_a_feature_says_every_kind_it_holds(client: TestClient, serve: Callable[[Snapshot], Snapshot]):
    serve(snapshot(report("r1"), report("r2", kind="drone"), report("r3", kind="drone")))
    kinds = at_testville(client)[0].properties["kinds"]
    assert kinds == sum(1 << list(Kind).index(kind) for kind in (Kind.AIRSTRIKE, Kind.DRONE))


@pytest.mark.parametrize(("said", "one"), [({}, 1), ({"lat": 31.0501}, 0)], ids=str)
def test_a_feature_says_whether_its_reports_have_one_footprint(
    client: TestClient, serve: Callable[[Snapshot], Snapshot], said: dict[str, object], one: int
):
    serve(two_reports(**said))
    assert [f.properties["one"] for f in at_testville(client)] == [one]


@pytest.mark.parametrize("said", [{"location_precision": "site"}, {"radius_m": 5000}], ids=str)
def test_reports_of_different_radii_are_counted_apart(
    client: TestClient, serve: Callable[[Snapshot], Snapshot], said: dict[str, object]
):
    serve(two_reports(**said))
    assert [(f.properties["n"], f.properties["one"]) for f in at_testville(client)] == [(1, 1), (1, 1)]


@pytest.mark.parametrize(
    ("said", "radius_m"),
    [
        ({"location_precision": "site"}, 200),
        ({"location_precision": "neighbourhood"}, 1000),
        ({}, 3000),
        ({"radius_m": 25_000}, 25_000),
    ],
    ids=str,
)
def test_a_feature_says_the_radius_of_its_footprint(
    client: TestClient, serve: Callable[[Snapshot], Snapshot], said: dict[str, object], radius_m: int
):
    serve(snapshot(report(**said)))
    assert at_testville(client)[0].properties["radius_m"] == radius_m


def test_a_feature_stands_at_a_point_that_a_report_names(
    client: TestClient, serve: Callable[[Snapshot], Snapshot]
):
    serve(snapshot(report("r1", event_start="2024-01-09"), report("r2", lat=31.051, lon=34.051)))
    together, alone = (
        at_testville(client, 8),
        at_testville(client, 8, date_to=view_of(asked.current()).date_from),
    )
    assert [(f.x, f.y, f.properties["n"]) for f in together] == [(alone[0].x, alone[0].y, 2)]


# A GDAL client.


@pytest.mark.parametrize("z", [9, 14])
def test_gdal_reads_a_saved_tile(
    client: TestClient, serve: Callable[[Snapshot], Snapshot], tmp_path: Path, z: int
):
    serve(two_reports(lat=31.0501))
    x, y = tile_of(*TESTVILLE, z)
    path = tmp_path / str(z) / str(x) / f"{y}.mvt"
    path.parent.mkdir(parents=True)
    path.write_bytes(client.get(address(z, x, y)).content)
    read = pyogrio.read_dataframe(path, layer="reports")
    assert (read["n"].sum(), read["killed_max"].max()) == (2, 20)
    # By its folders GDAL knows the tile's place on earth; a unit of the tile is 20 m at zoom 9.
    middle = read.to_crs(4326).geometry.iloc[0]
    assert (middle.y, middle.x) == pytest.approx(TESTVILLE, abs=3e-4)


def test_gdal_reads_a_bundled_tile(client: TestClient, bundled_world: World, tmp_path: Path):
    view = bundled_world.opened.default_view()
    place, n = bundled_world.tiles(view, 8).most_common(1)[0]
    path = tmp_path / "saved.mvt"
    path.write_bytes(client.get(address(8, *place, view)).content)
    read = pyogrio.read_dataframe(path, layer="reports")
    assert (read["n"].sum(), set(read["id"]) <= set(bundled_world.reports["report_id"])) == (n, True)


# Mistakes of the caller.


def problem_of(client: TestClient, path: str) -> tuple[int, str, str]:
    answer = client.get(path)
    said = answer.json()
    assert said["status"] == answer.status_code
    return answer.status_code, answer.headers["content-type"], said["detail"]


@pytest.mark.parametrize(
    ("place", "named"),
    [
        ("-1/0/0", "z='-1'"),
        ("5/-1/0", "x='-1'"),
        ("5/0/-3", "y='-3'"),
        ("five/0/0", "z='five'"),
        ("5/1.5/0", "x='1.5'"),
        ("5/0/%D9%A3", "y='٣'"),
        ("5/0/%20", "y=' '"),
        ("5/0x1/0", "x='0x1'"),
        ("5/1e1/0", "x='1e1'"),
        ("5/0/123456789", "y='123456789'"),
        ("18/0/0", "z=18"),
        ("99999999/0/0", "z=99999999"),
        ("5/32/0", "x=32"),
        ("5/0/32", "y=32"),
        ("0/1/0", "x=1"),
    ],
)
def test_a_tile_that_cannot_be_is_a_problem_that_names_the_number(client: TestClient, place: str, named: str):
    status, kind, detail = problem_of(client, f"/tiles/reports/{place}.mvt")
    assert (status, kind, detail.startswith(f"{named} is ")) == (400, PROBLEM, True)


@pytest.mark.parametrize("place", ["0/0/0", "5/31/31", "17/131071/131071"])
def test_the_last_tile_of_a_zoom_is_one(client: TestClient, place: str):
    assert client.get(f"/tiles/reports/{place}.mvt").status_code == 200


BAD_FILTERS = [
    ("from", "2023-99-01"),
    ("to", "yesterday"),
    ("src", "nobody"),
    ("kind", "laser"),
    ("prec", "exact"),
    ("area", "XX99"),
    ("layers", "everything"),
    ("q", "x" * 201),
    ("lat", "north"),
    ("z", "99"),
    ("v", "2"),
    ("sel", "' OR 1=1 --"),
]


@pytest.mark.parametrize("path", [address(*GAZA), "/tiles/reports.json"])
@pytest.mark.parametrize(("name", "value"), BAD_FILTERS, ids=[name for name, _ in BAD_FILTERS])
def test_a_filter_that_cannot_be_read_is_a_problem_that_names_it(
    client: TestClient, path: str, name: str, value: str
):
    status, kind, detail = problem_of(client, f"{path}?{urllib.parse.urlencode({name: value})}")
    assert (status, kind, f"{name}={value!r}"[:60] in detail) == (400, PROBLEM, True)


def test_reversed_dates_are_a_problem(client: TestClient):
    status, _, detail = problem_of(client, address(*GAZA) + "?from=2024-02-01&to=2024-01-01")
    assert (status, "2024-02-01" in detail) == (400, True)


def test_every_filter_that_cannot_be_read_is_named(client: TestClient):
    _, _, detail = problem_of(client, address(*GAZA) + "?kind=laser&area=XX99")
    assert ("laser" in detail, "XX99" in detail) == (True, True)


@pytest.mark.parametrize("path", [address(*GAZA), "/tiles/reports.json"])
@pytest.mark.parametrize("snap", ["0123456789ab", "", "'; --"])
def test_an_unknown_snapshot_is_not_found(client: TestClient, path: str, snap: str):
    status, kind, detail = problem_of(client, f"{path}?{urllib.parse.urlencode({'snap': snap})}")
    assert (status, kind, repr(snap) in detail) == (404, PROBLEM, True)


@pytest.mark.parametrize("path", [address(*GAZA), "/tiles/reports.json"])
def test_without_a_snapshot_the_service_is_not_available(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str
):
    def fail() -> Snapshot:
        message = "reports.parquet of snapshot 0123456789ab is damaged"
        raise SnapshotError(message)

    monkeypatch.setattr(asked, "current", fail)
    assert problem_of(client, path) == (503, PROBLEM, "reports.parquet of snapshot 0123456789ab is damaged")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", [address(*GAZA), "/tiles/reports.json"])
def test_nothing_can_be_written(client: TestClient, method: str, path: str):
    assert client.request(method, path).status_code == 405


# Caches on the way and here.


def test_a_tile_that_names_its_snapshot_is_for_ever(client: TestClient, bundled: Snapshot):
    assert client.get(address(*GAZA) + f"?snap={bundled.id}").headers["cache-control"] == FOREVER


def test_a_tile_of_the_form_that_our_map_reads_is_for_ever(client: TestClient, bundled: Snapshot):
    asked = tiles_address(bundled.default_view())
    assert client.get(in_place(asked, *GAZA)).headers["cache-control"] == FOREVER


@pytest.mark.parametrize("form", [FORM - 1, FORM + 1, ""])
def test_a_tile_of_another_form_than_is_asked_for_is_not_kept(
    client: TestClient, bundled: Snapshot, form: object
):
    answer = client.get(address(*GAZA) + f"?snap={bundled.id}&form={form}")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


# A cell each at zoom 9, just too many for one tile; at the first of them are more reports.
CROWDED = [(31.05 + n // 18 / 80, 34.05 + n % 18 / 80) for n in range(306)]
PINNED_FORM = "5b6d52298d3b4d8e"


def test_the_form_of_a_tile_changes_with_its_number(serve: Callable[[Snapshot], Snapshot]):
    kinds, harm = list(Kind), [{}, {"killed_min": 3}, {"killed_min": 0, "killed_max": 7}]
    crowd = [
        report(f"r{n}", lat=lat, lon=lon, kind=kinds[n % len(kinds)], **harm[n % len(harm)])
        for n, (lat, lon) in enumerate(CROWDED)
    ]
    place = [report(f"same{n}", kind=kinds[n], location_precision="site") for n in range(3)]
    opened = serve(snapshot(*crowd, *place))
    made = [
        tiles.make_tile(opened, opened.default_view().filters(), (z, *tile_of(*TESTVILLE, z)), detail).body
        for z in (5, 8, 9, 14)
        for detail in tiles.Detail
    ]
    digest = hashlib.sha256(b"".join([str(FORM).encode(), *made])).hexdigest()[:16]
    assert digest == PINNED_FORM, (
        "raise FORM in geo/tiles/tile.py, for browsers keep tiles of the old form under its number; "
        f"then pin {digest!r} with it"
    )


@pytest.mark.parametrize("query", ["", "?kind=drone", "?snapshot=0123456789ab"])
def test_a_tile_that_names_no_snapshot_is_asked_for_again(client: TestClient, query: str):
    assert client.get(address(*GAZA) + query).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("query", ["?snap=0123456789ab", "?kind=laser"])
def test_a_problem_is_not_kept(client: TestClient, query: str):
    assert "immutable" not in client.get(address(*GAZA) + query).headers.get("cache-control", "")


def test_a_tile_that_a_client_has_is_not_sent_again(client: TestClient):
    etag = client.get(address(*GAZA)).headers["etag"]
    again = client.get(address(*GAZA), headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)


def test_a_tile_that_has_changed_is_sent(client: TestClient):
    etag = client.get(address(*GAZA)).headers["etag"]
    other = client.get(address(*GAZA) + "?kind=drone", headers={"If-None-Match": etag})
    assert (other.status_code, other.headers["etag"] != etag) == (200, True)


def raw(client: TestClient, path: str, accepted: str) -> tuple[bytes, str]:
    with client.stream("GET", path, headers={"Accept-Encoding": accepted}) as answer:
        return b"".join(answer.iter_raw()), answer.headers.get("content-encoding", "")


def test_a_tile_is_the_same_with_and_without_gzip(client: TestClient):
    zipped, plain = (raw(client, address(*GAZA), accepted) for accepted in ("gzip, br", "identity"))
    assert (gzip.decompress(zipped[0]), zipped[1], plain[1]) == (plain[0], "gzip", "")


def test_gzip_is_smaller_and_the_same_every_time(client: TestClient):
    zipped, again = (raw(client, address(*GAZA), "gzip")[0] for _ in range(2))
    assert (zipped == again, len(zipped) < len(gzip.decompress(zipped))) == (True, True)


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_caches_keep_the_encodings_apart(client: TestClient, accepted: str):
    answer = client.get(address(*GAZA), headers={"Accept-Encoding": accepted})
    assert answer.headers["vary"] == "Accept-Encoding"


def crowd(n: int) -> list[dict[str, object]]:
    lat, lon = TESTVILLE
    return [report(f"r{i}", lat=lat + i // 30 / 90, lon=lon + i % 30 / 90) for i in range(n)]


@pytest.mark.parametrize(("n", "bits"), [(200, 6), (600, 5)])
def test_a_crowd_is_counted_on_half_as_many_cells_a_side(
    client: TestClient, serve: Callable[[Snapshot], Snapshot], n: int, bits: int
):
    serve(snapshot(*crowd(n)))
    tiles_here = [features(client, 9, place) for place in around({tile_of(*TESTVILLE, 9)}, 9)]
    fullest = max(tiles_here, key=lambda found: sum(f.properties["n"] for f in found))
    assert sum(f.properties["n"] for found in tiles_here for f in found) == n
    assert {f.properties["grid"] for f in fullest} == {9 + bits}


@pytest.mark.parametrize("n", [200, 600])
@pytest.mark.parametrize("detail", Detail)
def test_a_feature_stands_for_the_reports_that_its_cell_lists(
    n: int, detail: Detail, client: TestClient, serve: Callable[[Snapshot], Snapshot]
):
    radii = [10, *range(200, 4_000, 200), 25_000]
    opened = serve(snapshot(*({**row, "radius_m": radii[i % len(radii)]} for i, row in enumerate(crowd(n)))))
    view = opened.default_view()
    seen = 0
    for place in around({tile_of(*TESTVILLE, 7)}, 7):
        (layer,) = read_layers(client.get(f"{address(7, *place)}?detail={detail}").content)
        for feature in layer.features:
            said = feature.properties
            if said["n"] == 1:
                seen += 1
                continue
            coarser = GRID_BITS - said["grid"]
            finest = (place[0] * 4096 + feature.x, place[1] * 4096 + feature.y)
            column, row = (at << GRID_BITS - 7 - 12 >> coarser for at in finest)
            cell = (said["grid"], column, row, said.get("group", EVERY_RADIUS))
            count, ids = opened.here(view, Spot(cells=(cell,)), n)
            assert (count, len(ids)) == (said["n"], said["n"])
            seen += count
    assert seen == n


def test_however_many_radii_there_are_a_tile_has_few_features(
    client: TestClient, serve: Callable[[Snapshot], Snapshot]
):
    serve(snapshot(*({**row, "radius_m": 200 + i} for i, row in enumerate(crowd(2_000)))))
    found = features(client, 6, tile_of(*TESTVILLE, 6))
    assert sum(feature.properties["n"] for feature in found) == 2_000
    assert len(found) <= 1024


def test_a_cell_of_one_place_and_two_radii_has_no_one_ring(
    client: TestClient, serve: Callable[[Snapshot], Snapshot], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tiles, "CROWD", 1)
    serve(snapshot(report("r1"), report("r2", radius_m=900)))
    (feature,) = at_testville(client)
    assert {name: feature.properties[name] for name in ("n", "one", "radius_m")} == {
        "n": 2,
        "one": 0,
        "radius_m": 3000,
    }


def test_a_tile_for_our_map_says_what_the_map_reads_and_nothing_else(
    client: TestClient, serve: Callable[[Snapshot], Snapshot]
):
    serve(snapshot(*crowd(40), report("r0b", lat=TESTVILLE[0], lon=TESTVILLE[1], killed_min=3)))
    place = tile_of(*TESTVILLE, 6)
    bodies = [client.get(f"{address(6, *place)}?detail={detail}").content for detail in ("full", "map")]
    (full,), (slim,) = map(read_layers, bodies)
    for said, short in zip(full.features, slim.features, strict=True):
        expected = {
            key: said.properties[key] for key in ("n", "kinds", "grid", "group") if key in said.properties
        }
        if said.properties["one"]:
            expected["radius_m"] = said.properties["radius_m"]
        if said.properties["n"] == 1:
            expected["id"] = said.properties["id"]
        assert (short.x, short.y, short.properties) == (said.x, said.y, expected)


def test_a_detail_that_is_not_known_is_refused(client: TestClient):
    answer = client.get(address(*GAZA) + "?detail=harm")
    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)
    assert "detail='harm'" in answer.json()["detail"]


def test_two_snapshots_do_not_share_tiles(client: TestClient, serve: Callable[[Snapshot], Snapshot]):
    first, second = snapshot(report("mine")), snapshot(report("yours"))
    ids = []
    for opened in (first, second, first):
        serve(opened)
        ids.append(at_testville(client)[0].properties["id"])
    assert ids == ["mine", "yours", "mine"]


def test_place_and_language_of_the_view_do_not_change_a_tile(client: TestClient, bundled: Snapshot):
    plain = address(*GAZA, view_of(bundled))
    elsewhere = address(*GAZA, view_of(bundled, lat=0, lon=0, z=17, lang=Language.AR, selected="r0054"))
    assert client.get(plain).headers["etag"] == client.get(elsewhere).headers["etag"]


def test_clients_that_ask_for_the_same_at_once_make_the_store_count_once(
    client: TestClient, serve: Callable[[Snapshot], Snapshot], monkeypatch: pytest.MonkeyPatch
):
    opened = serve(snapshot(report("asked by eight")))
    counted_how = []
    count = opened.aggregate
    monkeypatch.setattr(opened, "aggregate", lambda *how: (counted_how.append(how), count(*how))[1])
    together = Barrier(8)

    def ask(_: int) -> bytes:
        together.wait()
        return client.get(address(10, *tile_of(*TESTVILLE, 10))).content

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(ask, range(8)))
    assert (len(answers), len(counted_how)) == (1, 1)


# TileJSON.


@pytest.fixture
def described(client: TestClient) -> dict:
    return client.get("/tiles/reports.json").json()


def test_the_description_is_tilejson_3(described: dict):
    assert (described["tilejson"], described["scheme"]) == ("3.0.0", "xyz")
    assert (described["minzoom"], described["maxzoom"]) == (0, MAX_ZOOM)


def test_the_description_names_every_field_that_a_tile_has(client: TestClient, described: dict):
    (layer,) = described["vector_layers"]
    named = set(layer["fields"])
    said = {key for f in features(client, 5, GAZA[1:]) for key in f.properties}
    assert (layer["id"], said <= named, {"n", "id", "killed_min"} <= said) == ("reports", True, True)


def fetch(client: TestClient, described: dict, z: int, x: int, y: int) -> bytes:
    (template,) = described["tiles"]
    answer = client.get(in_place(template, z, x, y))
    assert answer.status_code == 200
    return answer.content


def test_the_address_in_the_description_gives_tiles(client: TestClient, described: dict):
    assert fetch(client, described, *GAZA) == client.get(address(*GAZA)).content


@pytest.mark.parametrize("text", ["gaza", "خان يونس", "{z}", "%7Bz%7D", "a&b=c", "x#y", "+"])
def test_the_address_in_the_description_keeps_the_filters(client: TestClient, bundled: Snapshot, text: str):
    view = view_of(bundled, text=text)
    described = client.get(f"/tiles/reports.json?{query_string(view)}").json()
    (template,) = described["tiles"]
    asked = template.replace("{z}", "5").replace("{x}", "19").replace("{y}", "13")
    assert urllib.parse.parse_qs(urllib.parse.urlsplit(asked).query)["q"] == [text]
    assert fetch(client, described, *GAZA) == client.get(address(*GAZA, view)).content


def test_the_address_in_the_description_is_the_one_that_the_operator_gives(
    client: TestClient, bundled: Snapshot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SHELTERLINE_ADDRESS", "https://maps.example.invalid/gaza/")
    (template,) = client.get(f"/tiles/reports.json?snap={bundled.id}").json()["tiles"]
    site = "https://maps.example.invalid/gaza"
    assert template == f"{site}/tiles/reports/{{z}}/{{x}}/{{y}}.mvt?snap={bundled.id}&form={FORM}"


def test_the_description_is_asked_for_again(client: TestClient):
    assert client.get("/tiles/reports.json").headers["cache-control"] == "no-cache"
