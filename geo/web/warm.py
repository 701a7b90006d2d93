"""Work that is done at the start, so that the first reader need not wait for it."""

from __future__ import annotations

import gc
import importlib
import logging
import threading
import time

from geo.export.temporary_folder import remove_stale
from geo.export.to_gpkg import TEMPORARY
from geo.filters.drawn_area import DRAWN_AREA
from geo.geometry.area_code import AreaDrawn
from geo.layers.assets import assets
from geo.layers.brush_answer import brush_file
from geo.layers.geography import geography_of
from geo.model.errors import DamagedError, ShelterlineError
from geo.model.parallel import give_back
from geo.snapshot.current import current
from geo.snapshot.file_checks import recheck
from geo.snapshot.opened import Snapshot

_LOG = logging.getLogger(__name__)
_READ_AHEAD = (
    "geo.layers.folium_map",
    "geo.charts.histogram",
    "geo.charts.incident_footprints",
    "geo.ingest.uploads",
)
"""Modules of the map page that the routes have not brought yet, with the libraries behind them."""
_MOST_FOR_DRAWING = 2_000_000
"""Reports of which the ground is made ready for the first area drawn: 0.6 s and 32 MB a million."""
_NEAR_M = 1_000
_RECHECK_S = 3_600
"""How long a disk may lose a bit, without a date that tells of it, before `/healthz` says so."""
_LOOK_S = 5.0
_RESTS_BELOW, _WORKED_S = 0.2, 2.0
"""Share of a processor below which the server rests, and seconds of work that leave memory behind."""
_BUSY_S = 20.0
"""Seconds after which garbage is looked for in a server that does not rest: nobody is answered meanwhile."""
_reading: list[threading.Thread] = []
_imported = threading.Event()
_left_behind = threading.Event()


def warm_up() -> None:
    """Open the snapshot; a failure is logged and left to `/healthz`."""
    remove_stale(TEMPORARY)
    try:
        assets()
        current()
    except ShelterlineError:
        _LOG.exception("no snapshot could be opened")


def read_ahead() -> None:
    """Begin to read what the pages need, while the first reader's browser still loads the front end."""
    if not _reading:
        threading.Thread(target=_recheck, name="recheck", daemon=True).start()
        threading.Thread(target=_tidy, name="tidy", daemon=True).start()
        _reading.append(threading.Thread(target=_read, name="read-ahead", daemon=True))
        _reading[0].start()


def wait_until_read() -> None:
    """Come back when their code is imported: two threads in one circle of imports can see half a module."""
    if _reading:
        _imported.wait()


def tidy_at_rest() -> None:
    """Have memory returned once the server rests: something large was let go of."""
    _left_behind.set()


def _recheck() -> None:
    while True:
        time.sleep(_RECHECK_S)
        try:
            recheck()
        except DamagedError:
            _LOG.exception("a table is damaged")


def _tidy() -> None:
    """Return what work has left free once the server rests: many readers leave as much as large work."""
    tidied = looked = time.process_time()
    collected = time.monotonic()
    while True:
        time.sleep(_LOOK_S)
        now = time.process_time()
        used, looked = now - looked, now
        rests = used < _RESTS_BELOW * _LOOK_S
        worked = looked - tidied > _WORKED_S
        if (rests and (worked or _left_behind.is_set())) or (
            worked and time.monotonic() - collected > _BUSY_S
        ):
            _left_behind.clear()
            # What a session held is often held in a circle.
            gc.collect()
            collected = time.monotonic()
            if rests:
                give_back()
                tidied = looked = time.process_time()


def _ready_for_drawing(snapshot: Snapshot) -> None:
    """Compare the ground of all reports with some area, so that the first one drawn need not wait for it."""
    if snapshot.total <= _MOST_FOR_DRAWING:
        view = snapshot.default_view()
        snapshot.counts(DRAWN_AREA.choose(view, AreaDrawn(((view.lat, view.lon),), _NEAR_M)))


def _read() -> None:
    try:
        for module in _READ_AHEAD:
            importlib.import_module(module)
    finally:
        _imported.set()
    try:
        # The first view and the first strip would wait for it: outlines, the index, and two columns of texts
        # and days. Whoever asks meanwhile waits for the same work.
        geography_of(current())
        current().read_ahead()
        # And the first hand on the strip for the index of what the page opens with.
        brush_file(current(), current().opening_view())
        _ready_for_drawing(current())
    except ShelterlineError:
        _LOG.exception("the snapshot cannot be read ahead")
    # Code and snapshot stay until the end. Streamlit collects garbage after each run of a script, and would
    # go through all of them each time, which costs more than the run and keeps every other reader waiting.
    gc.collect()
    gc.freeze()
    give_back()
