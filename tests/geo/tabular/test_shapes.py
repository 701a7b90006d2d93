"""A file that is written from known rows comes back as these rows, or asks; it is never read as other rows.

The oracle knows the rows and writes them in one of many ways; it shares nothing with what reads them.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.errors import ShelterlineError
from tests.geo.tabular.corpus_faults import MOST_TRIED, each_answer
from tests.geo.tabular.corpus_readings import Row, as_the_command, in_this_process

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_OF_ARABIC = (
    *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
    *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
)
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True)
class Known:
    """What a row of a file says."""

    day: date
    lat: float
    lon: float
    """Degrees, to four decimals."""
    kind: str
    killed: int | None


def _epoch(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


DAYS: dict[str, Callable[[date], str]] = {
    "ISO": date.isoformat,
    "ISO with midnight": lambda day: f"{day}T00:00:00",
    "PostGIS": lambda day: f"{day:%Y/%m/%d} 00:00:00+00",
    "slashes, day first": lambda day: f"{day:%d/%m/%Y}",
    "slashes, month first": lambda day: f"{day:%m/%d/%Y}",
    "slashes without zeros": lambda day: f"{day.day}/{day.month}/{day.year}",
    "dots": lambda day: f"{day:%d.%m.%Y}",
    "dashes": lambda day: f"{day:%d-%m-%Y}",
    "short year": lambda day: f"{day.day}-{MONTHS[day.month - 1][:3]}-{day:%y}",
    "words": lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    "words, month first": lambda day: f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
    "words without comma": lambda day: f"{MONTHS[day.month - 1]} {day.day} {day.year}",
    "Arabic": lambda day: f"{day.day} {_OF_ARABIC[day.month - 1]} {day.year}",
    "Arabic digits": lambda day: f"{day.day} {_OF_ARABIC[day.month - 1]} {day.year}".translate(
        _ARABIC_DIGITS
    ),
    "seconds": lambda day: str(_epoch(day)),
    "milliseconds": lambda day: f"{_epoch(day)}000",
    "serial": lambda day: str((day - date(1899, 12, 30)).days),
}
"""By name, how a day is written."""


def _dms(degrees: float, letter: str) -> str:
    seconds = round(degrees * 3_600, 2)
    return f"{int(seconds // 3_600)}°{int(seconds % 3_600 // 60):02}'{seconds % 60:05.2f}\"{letter}"


PLACES: dict[str, tuple[tuple[str, ...], Callable[[float, float], tuple[str, ...]]]] = {
    "two columns": (("lat", "lon"), lambda lat, lon: (f"{lat}", f"{lon}")),
    "long names": (("Latitude (deg)", "Longitude (deg)"), lambda lat, lon: (f"{lat}", f"{lon}")),
    "x and y": (("POINT_X", "POINT_Y"), lambda lat, lon: (f"{lon}", f"{lat}")),
    "signs": (("latitude", "longitude"), lambda lat, lon: (f"{lat}° N", f"{lon}° E")),
    "commas": (("lat", "lng"), lambda lat, lon: (f"{lat}".replace(".", ","), f"{lon}".replace(".", ","))),
    "one column": (("coordinates",), lambda lat, lon: (f"{lat}, {lon}",)),
    "brackets": (("location coordinates",), lambda lat, lon: (f"({lat}, {lon})",)),
    "other order": (("coords",), lambda lat, lon: (f"{lon} {lat}",)),
    "ODK": (("gps",), lambda lat, lon: (f"{lat} {lon} 0 5",)),
    "WKT": (("geom",), lambda lat, lon: (f"POINT ({lon} {lat})",)),
    "EWKT": (("geom",), lambda lat, lon: (f"SRID=4326;POINT({lon} {lat})",)),
    "degrees": (("position",), lambda lat, lon: (f"{_dms(lat, 'N')} {_dms(lon, 'E')}",)),
    "degrees in two": (("Latitude", "Longitude"), lambda lat, lon: (_dms(lat, "N"), _dms(lon, "E"))),
}
"""By name: columns, and how a point is written in them."""
_NAMES = {
    "day": ("date", "Date of incident", "event_date", "التاريخ"),
    "kind": ("type", "Weapon", "attack type"),
    "killed": ("killed", "Fatalities", "القتلى"),
    "url": ("url", "Source URL", "link"),
}
_TITLES = ("Strikes in Testville", "Made synthetically for a test", "")
_KINDS = ("airstrike", "drone", "artillery", "rocket")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1256")

known_rows = st.lists(
    st.builds(
        Known,
        st.dates(date(2023, 1, 1), date(2025, 12, 31)),
        st.integers(312_000, 315_999).map(lambda n: n / 10_000),
        st.integers(342_000, 345_999).map(lambda n: n / 10_000),
        st.sampled_from(_KINDS),
        st.none() | st.integers(0, 40),
    ),
    min_size=3,
    max_size=12,
    unique_by=lambda row: (row.lat, row.lon),
)


@dataclass(frozen=True)
class Shape:
    """A way to write rows."""

    day: str
    place: str
    delimiter: str
    encoding: str
    titles: int
    """Rows above the header."""
    names: dict[str, str]
    order: Sequence[int]
    """Places of the columns."""


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    place = draw(st.sampled_from(sorted(PLACES)))
    n_columns = len(PLACES[place][0]) + len(_NAMES) + 3
    return Shape(
        draw(st.sampled_from(sorted(DAYS))),
        place,
        draw(st.sampled_from([",", ";", "\t"])),
        draw(st.sampled_from(ENCODINGS)),
        draw(st.integers(0, 3)),
        {what: draw(st.sampled_from(names)) for what, names in _NAMES.items()},
        draw(st.permutations(range(n_columns))),
    )


def written(rows: Sequence[Known], shape: Shape) -> bytes:
    columns, place = PLACES[shape.place]
    names = [shape.names[what] for what in _NAMES]
    header = [*names, *columns, "place", "publisher", "claimant"]
    lines = [[title] for title in _TITLES[: shape.titles]]
    lines.append([header[at] for at in shape.order])
    for i, row in enumerate(rows):
        killed = "" if row.killed is None else str(row.killed)
        cells = [DAYS[shape.day](row.day), row.kind, killed, f"https://example.org/{i}"]
        cells += [*place(row.lat, row.lon), "Testville", "Synthetic Wire", "Testville council"]
        lines.append([cells[at] for at in shape.order])
    text = StringIO(newline="")
    csv.writer(text, delimiter=shape.delimiter, lineterminator="\n").writerows(lines)
    # Windows-1256 has no Arabic digits.
    is_narrow = shape.encoding == "cp1256" and shape.day == "Arabic digits"
    return text.getvalue().encode("utf-8" if is_narrow else shape.encoding)


def differences(rows: Sequence[Known], came: Sequence[Row]) -> list[str]:
    """Return how rows that came in differ from the known ones; by their addresses."""
    by_url = {row["url"]: row for row in came}
    found = [] if len(came) == len(rows) else [f"{len(came)} rows of {len(rows)}"]
    for i, row in enumerate(rows):
        here = by_url.get(f"https://example.org/{i}")
        if here is None:
            found.append(f"{row} did not come in")
            continue
        killed = "" if row.killed is None else row.killed
        want = (row.day.isoformat(), "", row.kind, killed, killed)
        read = tuple(here[name] for name in ("event_start", "time_from", "kind", "killed_min", "killed_max"))
        is_there = all(
            not isinstance(here[axis], str) and abs(here[axis] - getattr(row, axis)) < 0.00001  # a metre
            for axis in ("lat", "lon")
        )
        if read != want or not is_there:
            found.append(f"{row} came in as {read}, {here['lat']}, {here['lon']}")
    return found


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)


@given(known_rows, shapes())
@settings(max_examples=100)
def test_known_rows_come_back_or_are_asked_about(rows: list[Known], shape: Shape):
    with TemporaryDirectory() as folder:
        result = as_the_command("testville.csv", written(rows, shape), Path(folder))
        assert not result.refusal
        if result.taken:
            assert differences(rows, result.taken.rows) == []
            return
        assert result.plan
        assert result.answered
        nearest: list[str] | None = None
        for plan in islice(each_answer(result.plan), MOST_TRIED):
            try:
                found = differences(rows, result.answered(plan).rows)
            except ShelterlineError as error:
                found = [str(error)]
            if not found:
                return
            nearest = found if nearest is None or len(found) < len(nearest) else nearest
        pytest.fail(f"{[one.text for one in result.plan.needed]}: no answer gives the rows; {nearest}")
