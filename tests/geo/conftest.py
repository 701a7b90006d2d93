from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from geo.snapshot.current import current
from geo.snapshot.files import open_snapshot, write_snapshot
from geo.snapshot.frames import read_table
from geo.snapshot.home import snapshots_folder
from geo.snapshot.opened import DATA_DIR, Snapshot
from geo.snapshot.tables import SCHEMA, to_arrow
from tests.benchmarks import synthetic
from tests.geo.plain import World, geo_frame, other_spellings, raw_reports

HOSTILE = ("%", "_", "'; DROP TABLE slim; --", "?", "\\", "gaza' OR '1'='1")
"""Texts that a search must take as texts."""
SYNTHETIC_REPORTS = 20_000


@pytest.fixture(scope="session")
def bundled() -> Snapshot:
    """The chronicle that comes with the program; it is never changed."""
    return current()


@pytest.fixture(scope="session")
def bundled_world(bundled: Snapshot) -> World:
    """The bundled chronicle and its CSV files."""
    reports = geo_frame(raw_reports(DATA_DIR), other_spellings(DATA_DIR))
    words = ("gaza", "Ḥospital", "khan younis", "خان يونس", "חאן יונס", "israeli military", "r01", *HOSTILE)
    return World(bundled, reports, (DATA_DIR / "outlines.geojson").read_bytes(), words)


@pytest.fixture(scope="session")
def synthetic_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Twenty thousand synthetic reports, written as a snapshot and opened again."""
    return made_up(SYNTHETIC_REPORTS, tmp_path_factory.mktemp("synthetic"))


def made_up(n: int, home: Path) -> World:
    """Any number of synthetic reports, written as a snapshot and opened again."""
    made = pa.Table.from_batches(synthetic.reports(n))
    tables = {
        **{name: to_arrow(read_table(DATA_DIR, name), name) for name in SCHEMA},
        "reports": made.select(list(SCHEMA["reports"])),
        "sources": synthetic.sources().select(list(SCHEMA["sources"])),
    }
    outlines = (DATA_DIR / "outlines.geojson").read_bytes()
    opened = open_snapshot(snapshots_folder(home) / write_snapshot(tables, outlines, home))
    frame = made.to_pandas(date_as_object=False)
    days = {name: pd.to_datetime(frame[name]) for name in ("event_start", "event_end")}
    words = ("house", "Testville 07", "quarter 12", "rocket in", "syn0000012", "nowhere", *HOSTILE)
    return World(opened, geo_frame(frame.assign(**days), lambda _: ""), outlines, words)


@pytest.fixture(scope="session", params=["bundled", "synthetic"])
def world(request: pytest.FixtureRequest) -> World:
    """A snapshot with its raw rows."""
    return request.getfixturevalue(f"{request.param}_world")
