"""Hours as minutes of UTC: docs/method.md, "To the minute". Minutes are floats: NaN is unknown."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from math import nan
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import shapely

ISRAEL = "Asia/Jerusalem"
CLOCKS = {
    "PS": "Asia/Gaza",
    "ISR": ISRAEL,
    "LB": "Asia/Beirut",
    "IRN": "Asia/Tehran",
    "SYR": "Asia/Damascus",
    "YEM": "Asia/Aden",
    "QAT": "Asia/Qatar",
    "IRQ": "Asia/Baghdad",
    "EGY": "Africa/Cairo",
    "JOR": "Asia/Amman",
    "KWT": "Asia/Kuwait",
    "BHR": "Asia/Bahrain",
    "ARE": "Asia/Dubai",
    "SAU": "Asia/Riyadh",
}
"""By the beginning of a p-code: "of the country with which the p-code begins"."""
ISRAELI_MILITARY = ("Israel Defense Forces", "IDF", "Israeli military", "Israeli army", "COGAT")
UNKNOWN = (nan, nan)


def clock_of(pcodes: str, place: shapely.Point | None, outlines: pd.DataFrame) -> str:
    """The clock of a place, empty where it is not known.

    "Of the country with which the p-code begins, without a p-code that of the outlines that hold the point. …
    Where no clock is known, or the p-codes of a statement do not agree, hours are shown and never compared."
    """
    named = [pcode for pcode in pcodes.split(";") if pcode]
    if not named and place is not None:
        named = [pcode for pcode, outline in outlines.geometry.items() if outline.covers(place)]
    found = {next((zone for begin, zone in CLOCKS.items() if pcode.startswith(begin)), "") for pcode in named}
    return found.pop() if len(found) == 1 else ""


def clock_of_statement(clock: str, issued_by: str) -> str:
    """Method: "What Israel's military said of Gaza … is in Israel time, as its posts are"."""
    is_in_israel_time = clock == CLOCKS["PS"] and issued_by.startswith(ISRAELI_MILITARY)
    return ISRAEL if is_in_israel_time else clock


def minutes(day: str, hour: str, clock: str) -> tuple[float, float]:
    """The minutes of UTC at which a clock may have shown an hour.

    "When clocks are put back an hour exists twice, and when they are put forward one does not exist: such
    a time is the interval of an hour that covers both readings."
    """
    if not (day and hour and clock):
        return UNKNOWN
    shown = datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), ZoneInfo(clock))
    readings = [shown.replace(fold=fold).astimezone(UTC).timestamp() / 60 for fold in (0, 1)]
    return min(readings), max(readings)


def event_minutes(reports: pd.DataFrame, outlines: pd.DataFrame) -> np.ndarray:
    """The first and the last minute of each report.

    "An hour without another, on a single day, is that minute; of several days both hours must be stated."
    """
    found = []
    for row in reports.itertuples():
        first, last = row.time_from or row.time_to, row.time_to or row.time_from
        is_one_day = row.event_end in {"", row.event_start}
        is_known = first and (is_one_day or (row.time_from and row.time_to)) and row.date_precision != "month"
        if not is_known:
            found.append(UNKNOWN)
            continue
        place = None if pd.isna(row.lat) else shapely.Point(row.lon, row.lat)
        clock = clock_of(row.area_pcode, place, outlines)
        begin = minutes(row.event_start, first, clock)
        end = minutes(row.event_end or row.event_start, last, clock)
        found.append((begin[0], end[1]))
    return np.array(found)


def statement_minutes(
    zones: pd.DataFrame, places: dict[str, shapely.Point], outlines: pd.DataFrame
) -> pd.DataFrame:
    """The first and the last minute at which each statement may have begun, and may have ended."""
    found = []
    for row in zones.itertuples():
        clock = clock_of_statement(clock_of(row.pcodes, places.get(row.zone_id), outlines), row.issued_by)
        start = minutes(row.valid_from, row.valid_from_time, clock)
        end = minutes(row.valid_to, row.valid_to_time, clock)
        found.append((*start, *end))
    names = ["start_minute_first", "start_minute_last", "end_minute_first", "end_minute_last"]
    return pd.DataFrame(found, zones.index, names)
