import pytest

from geo.connectors.all_connectors import connectors
from geo.connectors.toolkit.contract import Manners
from geo.model.errors import SchemaError, SourceError
from tests.geo.connectors.events import SEA, ged
from tests.geo.connectors.replay import FEW_TRIES, SECRET, Answer, ignore, publisher
from tests.geo.connectors.rows import read, refused, write_csv, write_json

UCDP = connectors()["ucdp-ged"]


def page(here, rows, n, pages=2, total=None):
    following = f"{here}/api/gedevents/25.1?pagesize=1000&page={n + 1}" if n < pages else ""
    return Answer(
        {
            "TotalCount": total or pages,
            "TotalPages": pages,
            "NextPageUrl": following,
            "Result": rows,
        }
    )


def reports(tmp_path, *rows: object):
    parsed = UCDP.parse([write_csv(tmp_path / "ged.csv", rows)])
    return read(parsed, "reports")


def report(tmp_path, **cells: object):
    (found,), _ = reports(tmp_path, ged(**cells))
    return found


def test_every_code_ends_in_a_form_that_the_format_takes(tmp_path):
    rows = [ged(id=i, where_prec=i, date_prec=min(i, 5)) for i in range(1, 8)]
    assert refused(UCDP, UCDP.parse([write_csv(tmp_path / "ged.csv", rows)])) == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (1, ("site", "PS0275", "31.290000", "")),
        (2, ("locality", "PS0275", "31.290000", "25000")),
        (3, ("governorate", "PS0275", "", "")),
        (4, ("territory", "PS02", "", "")),
        (5, ("subregion", "PS02", "", "")),
        (6, ("territory", "PS02", "", "")),
        (7, ("unlocated", "", "", "")),
    ],
)
def test_a_point_claims_no_more_than_its_precision(tmp_path, code, expected):
    found = report(tmp_path, where_prec=code)
    place = tuple(found[name] for name in ("location_precision", "area_pcode", "lat", "radius_m"))
    assert place == expected
    assert bool(found["location_note"]) == (code != 1)


def test_gaza_is_found_by_its_place_whatever_the_country_says(tmp_path):
    assert report(tmp_path, country="Israel")["area_pcode"] == "PS0275"
    assert "it may be in any of the three" in report(tmp_path, where_prec=6)["location_note"]


def test_what_is_outside_the_region_is_listed_and_not_kept(tmp_path):
    lat, lon = SEA
    found, bad = reports(tmp_path, ged(id=1, latitude=lat, longitude=lon), ged(id=2))
    assert [row["report_id"] for row in found] == ["ucdp-2"]
    assert [(line.line, line.report_id, line.reason) for line in bad] == [
        (2, "ucdp-1", "lies outside the region")
    ]


def test_no_area_is_named_on_the_golan_heights(tmp_path):
    golan = {"latitude": 33.0, "longitude": 35.75}
    assert report(tmp_path, **golan)["area_pcode"] == ""
    assert report(tmp_path, **golan, where_prec=4)["location_precision"] == "unlocated"


def test_a_building_that_may_be_a_shelter_is_coarsened_to_a_kilometre(tmp_path):
    found = report(tmp_path, where_coordinates="Testville school", latitude=31.29123)
    assert [found[name] for name in ("location_precision", "lat", "radius_m")] == [
        "neighbourhood",
        "31.29",
        "1000",
    ]
    assert "coarsened" in found["location_note"]


@pytest.mark.parametrize(
    ("code", "last", "expected"),
    [
        (1, "2024-01-10", "day"),
        (2, "2024-01-12", "range"),
        (4, "2024-01-31", "month"),
        (5, "2024-06-30", "range"),
    ],
)
def test_days_are_as_exact_as_their_code(tmp_path, code, last, expected):
    found = report(tmp_path, date_prec=code, date_end=f"{last} 00:00:00.000")
    assert (found["event_start"], found["event_end"], found["date_precision"]) == (
        "2024-01-10",
        last,
        expected,
    )


def test_deaths_run_from_the_low_to_the_high_estimate(tmp_path):
    found = report(tmp_path)
    assert (found["killed_min"], found["killed_max"]) == ("2", "5")
    assert "best estimate 3 (side A 0, side B 1, civilians 2, unknown 0)" in found["summary"]
    assert "out of order" not in found["summary"]


def test_estimates_out_of_order_are_kept_and_the_reader_is_told(tmp_path):
    found = report(tmp_path, low=6, best=3, high=5)
    assert (found["killed_min"], found["killed_max"]) == ("3", "6")
    assert "UCDP gives low 6, best 3, high 5, out of order" in found["summary"]


def test_a_count_that_is_none_is_handed_over_to_be_refused(tmp_path):
    parsed = UCDP.parse([write_csv(tmp_path / "ged.csv", [ged(low="many")])])
    assert [(row["column"], row["value"]) for row in refused(UCDP, parsed)] == [("killed_min", "many")]


def test_the_claimant_names_offices_and_no_headline(tmp_path):
    assert report(tmp_path)["claimant"] == "UCDP GED, after Synthetic Wire; Synthetic Post"
    assert report(tmp_path, source_office="")["claimant"] == "UCDP GED, after Synthetic Wire"
    assert "somebody" not in str(report(tmp_path))


def test_only_one_sided_violence_says_who_did_it(tmp_path):
    assert report(tmp_path)["direction_claimed"] == ""
    assert report(tmp_path, type_of_violence=3)["direction_claimed"] == "Government of Testland"


def test_a_sample_without_precision_is_drawn_as_coarsely_as_it_must(tmp_path):
    sample = {
        "id": 7,
        "latitude": 31.29,
        "longitude": 34.25,
        "date": "2024-02-10",
        "type_of_violence": 1,
        "best": 4,
        "civilian_deaths": 4,
        "combatant_deaths": 0,
        "country": "Israel",
    }
    parsed = UCDP.parse([write_csv(tmp_path / "sample.csv", [sample])])
    (found,), _ = read(parsed, "reports")
    names = (
        "location_precision",
        "area_pcode",
        "lat",
        "event_start",
        "event_end",
        "date_precision",
        "killed_max",
    )
    assert [found[name] for name in names] == [
        *("territory", "PS02", "", "2024-02-01", "2024-02-29", "month", "4")
    ]
    assert "does not say how exact its point is" in found["location_note"]


def test_a_file_without_a_needed_column_is_named(tmp_path):
    row = {name: value for name, value in ged().items() if name != "date_end"}
    with pytest.raises(SchemaError, match="date_end"):
        UCDP.parse([write_csv(tmp_path / "ged.csv", [row])])


def test_a_broken_line_costs_only_itself(tmp_path):
    path = write_csv(tmp_path / "ged.csv", [ged(id=1), ged(id=2)])
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + b"\xff\x00,short\r\n" + lines[1] + lines[2])
    found, bad = read(UCDP.parse([path]), "reports")
    assert ([row["report_id"] for row in found], len(bad)) == (["ucdp-1", "ucdp-2"], 1)


def fetched(tmp_path, here, manners=FEW_TRIES):
    return UCDP.fetch(tmp_path, here.settings("UCDP", manners, UCDP_TOKEN=SECRET), ignore).paths


def test_all_pages_are_fetched_and_read(tmp_path):
    told = []
    with publisher(Answer()) as here:
        here.answers = [page(here.address, [ged(id=n)], n) for n in (1, 2)]
        settings = here.settings("UCDP", UCDP_TOKEN=SECRET)
        paths = UCDP.fetch(tmp_path, settings, lambda n, of: told.append((n, of))).paths
    assert here.asked[0].query == {"pagesize": "1000"}
    assert here.asked[0].headers["x-ucdp-access-token"] == SECRET
    assert told == [(1, 2), (2, 2)]
    found, _ = read(UCDP.parse(paths), "reports")
    assert [row["report_id"] for row in found] == ["ucdp-1", "ucdp-2"]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (Answer(status=429), "asks for fewer requests"),
        (Answer(status=500), "is out of order"),
        (Answer("{", cut=True), "failed or was cut"),
        (Answer("<html>busy</html>"), "did not answer with JSON: the answer begins '<html>busy</html>'"),
        (Answer({"rows": []}), "did not answer in the documented form"),
        (Answer(status=302, headers={"Location": "https://example.com/"}), "sends to another address"),
    ],
)
def test_what_was_fetched_is_kept_when_it_breaks_and_the_next_attempt_goes_on(tmp_path, second, said):
    with publisher(Answer()) as here:
        here.answers = [page(here.address, [ged(id=1)], 1), second]
        with pytest.raises(SourceError) as error:
            fetched(tmp_path, here)
        assert said in str(error.value)
        assert "(pages: 1, rows: 1) is kept in" in str(error.value)
        here.answers, here.asked = [page(here.address, [ged(id=2)], 2)], []
        paths = fetched(tmp_path, here)
    assert [asked.query.get("page") for asked in here.asked] == ["2"]
    assert len(read(UCDP.parse(paths), "reports")[0]) == 2


@pytest.mark.parametrize(
    ("following", "said"),
    [
        ("{here}/api/gedevents/25.1?page=2", "is named as the next page and was there before"),
        ("{here}/api/gedevents/25.1?page=3", "is one page more than the 2 that there are said to be"),
        ("https://example.com/steal", "is not on a host that ucdp-ged may speak to"),
    ],
)
def test_paging_that_would_never_end_ends_and_keeps_its_rows(tmp_path, following, said):
    with publisher(Answer()) as here:
        first = page(here.address, [ged(id=1)], 1)
        last = page(here.address, [ged(id=2)], 2)
        last.body["NextPageUrl"] = following.format(here=here.address)
        if "example.com" in following:
            last.body["TotalPages"] = 3
        first.body["NextPageUrl"] = f"{here.address}/api/gedevents/25.1?page=2"
        here.answers = [first, last]
        with pytest.raises(SourceError) as error:
            fetched(tmp_path, here)
    assert said in str(error.value)
    assert "(pages: 2, rows: 2)" in str(error.value)
    kept = sorted(tmp_path.rglob("page-*.json"))
    assert len(read(UCDP.parse(kept), "reports")[0]) == 2
    assert SECRET not in "".join(path.read_text() for path in tmp_path.rglob("*.json"))


def test_no_more_pages_are_fetched_than_allowed(tmp_path):
    with publisher(Answer()) as here:
        here.answers = [page(here.address, [ged(id=n)], n, pages=9) for n in range(1, 10)]
        with pytest.raises(SourceError, match="no more than 3 are fetched"):
            fetched(tmp_path, here, Manners(tries=1, pages=3))
    assert len(here.asked) == 3


def test_fewer_rows_than_promised_are_no_whole(tmp_path):
    with publisher(Answer()) as here:
        here.answers = [page(here.address, [ged()], 1, pages=1, total=5)]
        with pytest.raises(SourceError, match="says that it has 5 rows and gave 1"):
            fetched(tmp_path, here)


def test_a_new_fetch_takes_the_place_of_the_one_before(tmp_path):
    with publisher(Answer()) as here:
        here.answers = [page(here.address, [ged(id=1)], 1), page(here.address, [ged(id=2)], 2)]
        fetched(tmp_path, here)
        here.answers = [page(here.address, [ged(id=3)], 1, pages=1)]
        paths = fetched(tmp_path, here)
    assert [row["report_id"] for row in read(UCDP.parse(paths), "reports")[0]] == ["ucdp-3"]


def test_a_saved_answer_is_recognised(tmp_path):
    path = write_json(tmp_path / "page.json", {"TotalCount": 1, "Result": [ged()]})
    assert UCDP.recognises(path.name, path.read_bytes())
    assert not UCDP.recognises("other.json", b'{"where": 1}')
