"""The bundled facts have the form that ``data/DATA.md`` promises.

These tests read the files as they lie in ``data/``, without the library, so that a wrong row is
found where it was written.
"""

import csv
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import shapely
from shapely import wkt
from shapely.geometry import Point, box, shape

DATA = Path(__file__).parents[2] / "data"
ID_COLUMNS = {
    "reports": "report_id",
    "sources": "source_id",
    "places": "place",
    "zones": "zone_id",
    "sheltering": "sheltering_id",
    "tolls": "toll_id",
    "pauses": "pause_id",
    "gazetteer": "place_id",
}
COMPILED_ROWS = {
    "reports": 273 + 1670,
    "sources": 169,
    "zones": 131 + 279,
    "sheltering": 151 + 92,
    "tolls": 157 + 93,
    "pauses": 14 + 31,
    "gazetteer": 197,
}
REGION = box(28, 10, 62, 40)
GAP_DEGREES = 0.002  # about 200 m at this latitude
POINT_LEVELS = {"site", "neighbourhood", "locality"}
AREA_LEVELS = {"governorate", "subregion", "territory"}
ENUMERATIONS = {
    ("reports", "date_precision"): "day range month unknown",
    ("reports", "kind"): "airstrike artillery drone rocket missile ground explosion unspecified",
    ("reports", "location_precision"): (
        "site neighbourhood locality governorate subregion territory unlocated"
    ),
    ("reports", "struck"): (
        "residential school hospital camp shelter market vehicle place_of_worship aid media "
        "infrastructure military crossing unspecified"
    ),
    ("reports", "responsibility"): "accepted denied disputed not_stated",
    ("sources", "kind"): "un ngo media military ministry dataset government",
    ("zones", "kind"): (
        "humanitarian_zone evacuation_order evacuation_corridor shelter_area displacement_camp "
        "crossing no_go_buffer"
    ),
    ("zones", "status"): (
        "labelled_humanitarian ordered_to_evacuate order_rescinded reported_sheltering open closed restricted"
    ),
    ("zones", "time_precision"): "hour day month year",
    ("sheltering", "setting"): (
        "unrwa_installation collective_shelter makeshift_camp host_community all_displaced "
        "population_estimate"
    ),
    ("sheltering", "is_flow"): "true false",
    ("tolls", "measure"): (
        "killed injured missing hostages_held hostages_released prisoners_released displaced "
        "aid_workers_killed journalists_killed"
    ),
    ("tolls", "qualifier"): "exact over about at_least",
    ("pauses", "start_precision"): "day month unknown",
    ("pauses", "end_precision"): "day month unknown",
    ("gazetteer", "kind"): (
        "governorate city camp neighbourhood village hospital crossing corridor landmark country district"
    ),
}
RANGES = {
    "reports": ("strikes", "killed", "injured"),
    "zones": ("people",),
    "sheltering": ("people",),
    "tolls": ("value",),
}
CLOCKS = {
    "reports": ("time_from", "time_to"),
    "zones": ("valid_from_time", "valid_to_time"),
    "pauses": ("start_time", "end_time"),
}
INTERVALS = {
    "reports": ("event_start", "event_end"),
    "zones": ("valid_from", "valid_to"),
    "pauses": ("start", "end"),
}


def rows(table: str) -> list[dict[str, str]]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def geojson():
    return json.loads((DATA / "outlines.geojson").read_text(encoding="utf-8"))["features"]


def outlines():
    return {f["properties"]["pcode"]: shape(f["geometry"]) for f in geojson()}


def basemap():
    return json.loads((DATA / "basemap.json").read_text(encoding="utf-8"))


def as_date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize("table", ID_COLUMNS)
def test_ids_are_unique_and_in_order(table: str):
    ids = [row[ID_COLUMNS[table]] for row in rows(table)]
    assert all(ids)
    assert len(ids) == len(set(ids))
    if table != "places":
        assert ids == sorted(ids)


@pytest.mark.parametrize("table", COMPILED_ROWS)
def test_every_compiled_row_is_here_or_listed_as_left_out(table: str):
    said = [c["now"] for c in rows("corrections") if c["table"] == table]
    assert len(rows(table)) + said.count("(left out)") - said.count("(added)") == COMPILED_ROWS[table]


@pytest.mark.parametrize("table", [*ID_COLUMNS, "corrections"])
def test_files_are_plain_utf8_with_unix_lines_and_tidy_cells(table: str):
    raw = (DATA / f"{table}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    for row in rows(table):
        assert None not in row
        for column, value in row.items():
            assert value == value.strip(), (row, column)
            assert "\n" not in value
            assert not re.search(r"</?[a-z]+>|&[a-z]+;|\]\(http", value), value


@pytest.mark.parametrize(("table", "column"), ENUMERATIONS)
def test_words_come_from_the_lists(table: str, column: str):
    allowed = set(ENUMERATIONS[table, column].split())
    assert {row[column] for row in rows(table)} <= allowed


@pytest.mark.parametrize("table", RANGES)
def test_ranges_run_upwards_and_are_whole_numbers(table: str):
    for row in rows(table):
        for name in RANGES[table]:
            low, high = row[f"{name}_min"], row[f"{name}_max"]
            assert re.fullmatch(r"\d*", low), row
            assert re.fullmatch(r"\d*", high), row
            assert not (low and high) or int(low) <= int(high), row


@pytest.mark.parametrize("table", INTERVALS)
def test_intervals_run_forwards(table: str):
    first, last = INTERVALS[table]
    for row in rows(table):
        begin, end = as_date(row[first]), as_date(row[last])
        assert begin is None or end is None or begin <= end, row


@pytest.mark.parametrize("table", CLOCKS)
def test_hours_are_hours_and_stand_with_their_day(table: str):
    for row in rows(table):
        for hour, day in zip(CLOCKS[table], INTERVALS[table], strict=True):
            assert re.fullmatch(r"(([01]\d|2[0-3]):[0-5]\d)?", row[hour]), row
            assert row[day] or not row[hour], row


def test_hours_of_one_day_run_forwards():
    for row in rows("reports"):
        assert bool(row["time_from"]) == bool(row["time_to"]), row
        if row["event_start"] == row["event_end"]:
            assert row["time_from"] <= row["time_to"], row


def test_a_statement_with_an_hour_has_the_precision_of_an_hour():
    assert all(row["time_precision"] == "hour" for row in rows("zones") if row["valid_from_time"])


def test_summaries_are_short():
    assert max(len(row["summary"].split()) for row in rows("reports")) <= 25


def test_nothing_is_published_before_it_happens():
    for row in rows("reports"):
        published, begin = as_date(row["published_date"]), as_date(row["event_start"])
        assert published is None or begin is None or begin <= published, row
    for table in ("sheltering", "tolls"):
        for row in rows(table):
            published = as_date(row["published_date"])
            assert published is None or as_date(row["as_of_date"]) <= published, row


def test_a_day_is_one_day_and_an_unknown_date_is_empty():
    for row in rows("reports"):
        if row["date_precision"] == "day":
            assert row["event_start"] == row["event_end"] != ""
        assert (row["date_precision"] == "unknown") == (row["event_start"] == ""), row


@pytest.mark.parametrize("table", ["reports", "zones", "sheltering", "tolls", "pauses"])
def test_every_claim_names_its_publisher_address_and_where_it_was_read(table: str):
    for row in rows(table):
        assert row["publisher"]
        assert row["read_at"]
        assert re.fullmatch(r"https?://[^\s/]+(/\S*)?", row["url"]), row["url"]


@pytest.mark.parametrize("table", ["reports", "sheltering", "tolls"])
def test_every_figure_names_its_claimant(table: str):
    assert all(row["claimant"] for row in rows(table))


def test_every_report_joins_its_source():
    names = {row["source_id"]: row["name"] for row in rows("sources")}
    assert all(names[row["source_id"]] == row["publisher"] for row in rows("reports"))


@pytest.mark.parametrize("table", ["tolls", "pauses"])
def test_every_publisher_of_a_toll_or_a_pause_is_a_source(table: str):
    names = {row["name"] for row in rows("sources")}
    assert {row["publisher"] for row in rows(table)} <= names


def test_every_pause_names_its_parties_and_areas_with_outlines():
    known = outlines().keys()
    for row in rows("pauses"):
        assert all(row["parties"].split(";")), row
        assert set(row["pcodes"].split(";")) <= known, row


def test_every_source_is_used_and_has_a_caveat():
    used = {row["publisher"] for table in ("reports", "tolls", "pauses") for row in rows(table)}
    for row in rows("sources"):
        assert row["name"] in used, row
        assert row["caveat"], row
        assert re.fullmatch(r"[A-Z]{3}|", row["country"]), row


def test_no_outlet_relays_itself():
    assert not [row for row in rows("reports") if row["relayed_by"] == row["publisher"]]


def test_no_report_contains_itself_through_others():
    above = {row["report_id"]: row["contained_in"] for row in rows("reports")}
    for report_id, first in above.items():
        path, at = {report_id}, first
        while at:
            assert at not in path, report_id
            path.add(at)
            at = above[at]


def test_parts_are_contained_in_existing_reports():
    ids = {row["report_id"] for row in rows("reports")}
    for row in rows("reports"):
        assert row["contained_in"] in ids | {""}
        assert row["contained_in"] != row["report_id"]


def test_no_two_reports_repeat_the_same_claim():
    keys = Counter(
        (r["publisher"], r["claimant"], r["url"], r["event_start"], r["place_name"], r["summary"])
        for r in rows("reports")
    )
    assert max(keys.values()) == 1


def test_points_belong_to_point_levels_and_areas_to_area_levels():
    for row in rows("reports"):
        has_point = row["lat"] != "" and row["lon"] != "" and row["radius_m"] != ""
        assert has_point == (row["location_precision"] in POINT_LEVELS), row
        if row["location_precision"] in AREA_LEVELS:
            assert row["area_pcode"], row
        if row["location_precision"] == "unlocated":
            assert row["place_name"], row
            assert row["location_note"], row


def test_every_area_code_of_a_report_has_an_outline():
    known = outlines().keys()
    codes = {row["area_pcode"] for row in rows("reports")} - {""}
    assert codes <= known


def test_points_of_reports_lie_in_or_near_their_area():
    areas = outlines()
    for row in rows("reports"):
        if row["lat"] and row["area_pcode"]:
            point = Point(float(row["lon"]), float(row["lat"]))
            # Outlines are coarse and points are centres of places: 2 km of leeway.
            assert areas[row["area_pcode"]].distance(point) < 0.02, row


@pytest.mark.parametrize("table", ["reports", "places", "gazetteer"])
def test_points_lie_in_the_region_with_at_most_four_decimals(table: str):
    for row in rows(table):
        assert (row["lat"] == "") == (row["lon"] == "")
        if row["lat"]:
            assert REGION.covers(Point(float(row["lon"]), float(row["lat"]))), row
            assert re.fullmatch(r"\d+(\.\d{1,4})?", row["lat"]), row
            assert re.fullmatch(r"\d+(\.\d{1,4})?", row["lon"]), row


def test_shelter_buildings_are_never_located_finer_than_one_kilometre():
    for row in rows("reports"):
        is_shelter = row["struck"] in {"school", "shelter"} or "school" in row["place_name"].lower()
        if is_shelter and row["lat"]:
            assert row["location_precision"] != "site", row
            assert int(row["radius_m"]) >= 1000, row
            assert row["location_note"] or row["place_name"] == _place_at(row), row
    for row in rows("places"):
        if "school" in row["place"].lower():
            assert int(row["radius_m"]) >= 1000
            assert re.fullmatch(r"\d+\.\d\d", row["lat"]), row
            assert re.fullmatch(r"\d+\.\d\d", row["lon"]), row


def _place_at(report: dict[str, str]) -> str | None:
    here = [p["place"] for p in rows("places") if p["lat"] == report["lat"]]
    return report["place_name"] if report["place_name"] in here else None


def test_zones_that_are_shelter_buildings_say_that_they_are_coarse():
    coarse = [
        row
        for row in rows("zones")
        if row["kind"] == "shelter_area" and row["geometry_wkt"].startswith("POINT")
    ]
    assert coarse
    for row in coarse:
        assert not re.search(r"\.\d{3}", row["geometry_wkt"]), row
        assert "never located finer" in row["geometry_note"], row


def test_coarsened_positions_are_not_given_away_by_the_corrections():
    for row in rows("corrections"):
        if "coarsened" in row["reason"] and row["field"] in {"lat", "lon", "geometry_wkt"}:
            assert row["was"] == "(finer, withheld)"


def test_zones_are_drawn_or_say_why_not():
    for row in rows("zones"):
        if row["geometry_wkt"]:
            geometry = wkt.loads(row["geometry_wkt"])
            assert geometry.is_valid, row["zone_id"]
            assert REGION.covers(geometry), row["zone_id"]
        else:
            assert row["geometry_basis"].startswith(("p-codes:", "not drawn:")), row["zone_id"]


def test_outlines_round_blocks_are_coarse_and_name_their_archive():
    drawn = [row for row in rows("zones") if "listed blocks" in row["geometry_basis"]]
    assert drawn
    for row in drawn:
        assert "coarse outline of our own" in row["geometry_basis"], row
        assert "Databases for Palestine" in row["geometry_basis"], row
        assert not re.search(r"\.\d{4}", row["geometry_wkt"]), row
        outline = wkt.loads(row["geometry_wkt"])
        corners = shapely.get_num_coordinates(outline)
        # The archive's own polygons follow streets, with a corner every few dozen metres.
        assert outline.length / corners > 0.002, row["zone_id"]


def test_block_numbers_are_numbers():
    for row in rows("zones"):
        if row["blocks"]:
            assert all(re.fullmatch(r"D?\d+(\.\d)?", block) for block in row["blocks"].split(";")), row


def test_every_point_of_a_report_has_an_origin():
    known = {(row["lat"], row["lon"]) for row in rows("places") if row["coordinate_source"]}
    assert {(row["lat"], row["lon"]) for row in rows("reports") if row["lat"]} <= known


def test_zones_that_equal_areas_name_areas_with_outlines():
    known = outlines().keys()
    for row in rows("zones"):
        if row["geometry_basis"].startswith("p-codes:"):
            assert set(row["pcodes"].split(";")) <= known, row["zone_id"]


def test_movements_are_marked_as_flows():
    words = ("Left ", "Returned ", "Newly displaced", "Displacement movements", "Told to move")
    for row in rows("sheltering"):
        if row["area_name"].startswith(words) or "cumulative" in row["read_at"]:
            assert row["is_flow"] == "true", row


def test_an_exact_toll_has_equal_ends():
    for row in rows("tolls"):
        assert row["value_min"] or row["value_max"]
        if row["qualifier"] == "exact":
            assert row["value_min"] == row["value_max"], row


def test_no_name_or_summary_calls_a_place_safe_or_uses_loaded_words():
    loaded = re.compile(r"\b(safe|martyr\w*|terror\w*|enemy|regime)\b", re.IGNORECASE)
    texts = [row["summary"] for row in rows("reports")]
    texts += [row["name_en"] for row in rows("zones")]
    assert not [text for text in texts if loaded.search(text)]


def test_gazetteer_parents_exist():
    ids = {row["place_id"] for row in rows("gazetteer")}
    assert {row["parent"] for row in rows("gazetteer")} <= ids | {""}


def test_corrections_name_existing_cells():
    columns = {table: rows(table)[0].keys() for table in ID_COLUMNS}
    ids = {table: {r[column] for r in rows(table)} for table, column in ID_COLUMNS.items()}
    for row in rows("corrections"):
        assert row["field"] in columns[row["table"]] or row["field"] == "*", row
        assert row["reason"], row
        if row["now"] != "(left out)" and row["row_id"] != "*":
            assert row["row_id"] in ids[row["table"]], row


def test_corrections_say_what_the_cells_now_hold():
    keyed = {(table, row[column]): row for table, column in ID_COLUMNS.items() for row in rows(table)}
    latest = {}
    for row in rows("corrections"):
        latest.setdefault((row["table"], row["row_id"], row["field"]), []).append(row["now"])
    for (table, row_id, column), values in latest.items():
        if (table, row_id) in keyed and values != ["(added)"]:
            assert keyed[table, row_id][column] in values or "coordinate" in column


def test_outlines_are_valid_and_keyed():
    codes = [f["properties"]["pcode"] for f in geojson()]
    assert len(codes) == len(set(codes))
    assert all(geometry.is_valid for geometry in outlines().values())
    assert {f["properties"]["level"] for f in geojson()} == {"governorate", "territory", "country"}


@pytest.mark.parametrize("territory", ["PS01", "PS02"])
def test_governorates_cover_their_territory_without_gaps(territory: str):
    areas = outlines()
    inside = [g for code, g in areas.items() if re.fullmatch(territory + r"\d\d", code)]
    assert shapely.coverage_is_valid(inside)
    assert shapely.union_all(inside).equals(areas[territory])


def test_neighbours_neither_overlap_the_territories_nor_leave_gaps():
    areas = outlines()
    gaza, west_bank = areas["PS02"], areas["PS01"]
    neighbours = [areas[code] for code in ("ISR", "EGY", "JOR")]
    for neighbour in neighbours:
        assert neighbour.intersection(gaza).area < 1e-9
        assert neighbour.intersection(west_bank).area < 1e-9
    union = shapely.union_all([*neighbours, gaza, west_bank])
    around = gaza.envelope.buffer(0.1)
    closed = union.buffer(GAP_DEGREES).buffer(-GAP_DEGREES)
    assert closed.intersection(around).difference(union).area < 1e-5


def test_the_red_sea_is_water_of_our_own_drawing():
    areas = outlines()
    sea = areas.pop("RED")
    (basis,) = (f["properties"]["basis"] for f in geojson() if f["id"] == "RED")
    assert basis.startswith("Drawn coarsely for this chronicle")
    assert REGION.covers(sea)
    assert all(area.disjoint(sea) for area in areas.values())


def test_label_points_lie_inside_their_areas():
    areas = outlines()
    for feature in geojson():
        p = feature["properties"]
        assert areas[p["pcode"]].contains(Point(p["label_lon"], p["label_lat"])), p["pcode"]


def test_disputed_outlines_say_so():
    basis = {f["properties"]["pcode"]: f["properties"]["basis"] for f in geojson()}
    assert "Golan" in basis["ISR"]
    assert "Golan" in basis["SYR"]


def test_basemap_classes_disputed_lines_and_explains_them():
    base = basemap()
    assert {b["class"] for b in base["borders"]} == {"international", "disputed", "governorate"}
    keys = {b["note_key"] for b in base["borders"] if b["class"] == "disputed"}
    assert keys == base["notes"].keys() - {"wadi_gaza"}
    assert all("note_key" not in b for b in base["borders"] if b["class"] != "disputed")


def test_basemap_labels_are_ranked_and_in_the_region():
    for label in basemap()["labels"]:
        assert REGION.covers(Point(label["lon"], label["lat"])), label
        assert label["name"]["en"]
        assert set(label["name"]) == {"en", "ar", "he"}
        assert 4 <= label["min_zoom"] <= 13
        assert label["rank"] > 0


def test_gaza_coast_is_the_edge_of_the_land():
    base = basemap()
    land = shapely.union_all([shapely.make_valid(shapely.Polygon(p[0], p[1:])) for p in base["land"]])
    gaza = outlines()["PS02"]
    assert gaza.difference(land).area < 1e-6
    coast = shapely.MultiLineString(base["coast"])
    assert gaza.boundary.intersection(coast.buffer(1e-4)).length > 0.35


def test_basemap_and_outlines_stay_small():
    size = sum((DATA / name).stat().st_size for name in ("basemap.json", "outlines.geojson"))
    assert size < 700_000
