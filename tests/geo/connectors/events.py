"""Rows as publishers write them, of events that never were."""

from __future__ import annotations

RAFAH, SEA = (31.29, 34.25), (33.0, 31.0)
"""Latitude and longitude, degrees: a point in the governorate PS0275, and one far from every outline."""


def ged(**cells: object) -> dict[str, object]:
    """Return one event in the columns of UCDP GED that are read."""
    lat, lon = RAFAH
    return {
        "id": 1,
        "conflict_name": "Testland: Government",
        "type_of_violence": 1,
        "side_a": "Government of Testland",
        "side_b": "Testland Front",
        "source_office": "Synthetic Wire;Synthetic Post",
        "source_article": '"Synthetic Wire,2024-01-11,A headline that names somebody"',
        "where_prec": 1,
        "where_coordinates": "Testville",
        "latitude": lat,
        "longitude": lon,
        "country": "Israel",
        "date_prec": 1,
        "date_start": "2024-01-10 00:00:00.000",
        "date_end": "2024-01-10 00:00:00.000",
        "deaths_a": 0,
        "deaths_b": 1,
        "deaths_civilians": 2,
        "deaths_unknown": 0,
        "best": 3,
        "high": 5,
        "low": 2,
        **cells,
    }


def acled(**cells: object) -> dict[str, object]:
    """Return one event in the fields of ACLED's API that are read."""
    lat, lon = RAFAH
    return {
        "event_id_cnty": "TST1",
        "event_date": "2024-01-10",
        "time_precision": "1",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Air/drone strike",
        "actor1": "Military Forces of Testland",
        "actor2": "",
        "country": "Palestine",
        "location": "Testville",
        "latitude": str(lat),
        "longitude": str(lon),
        "geo_precision": "1",
        "source": "Synthetic Wire",
        "notes": "Notes that name somebody",
        "fatalities": "3",
        **cells,
    }


def hapi(**cells: object) -> dict[str, object]:
    """Return one row of HDX HAPI conflict events."""
    return {
        "location_code": "PSE",
        "location_name": "State of Palestine",
        "admin1_code": "PS02",
        "admin1_name": "Gaza Strip",
        "admin2_code": "PS0275",
        "admin2_name": "Rafah",
        "event_type": "political_violence",
        "events": 4,
        "fatalities": 9,
        "reference_period_start": "2024-01-01T00:00:00",
        "reference_period_end": "2024-01-31T23:59:59",
        **cells,
    }
