"""The peers: from a new browser to a drawn map, and from a change of the filter to the next picture."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from xstatic.pkg import leaflet

from tests.benchmarks import server
from tests.benchmarks.chromium import OverdueError, Pilot, new_pilot

HERE = Path(__file__).parent
CUT_OFF_S = 60.0
"""A peer that needs longer for one picture is cut off, and so are its larger sizes."""
FILTERS = ("airstrike", "rocket", "missile")
"""What the peers' one filter is set to, in turn: half of the points, an eighth, a twelfth."""
PEERS = {"st_folium_geojson": "geojson", "fast_marker_cluster": "cluster", "pydeck": "scatter"}
"""Script in `peers/` by the name in the results."""
MARKERCLUSTER = "leaflet.markercluster@1.5.3"
_NOT_LIMITED_MB = "4000"
_LATE_BYTES_S = 0.5
_BYTES = "bench.messageBytes + bench.httpBytes"
_DRAWN_AT = "window.bench?.drawnAt"
_OFFERS_ONE = "document.querySelectorAll('[role=option]').length === 1"

# How many points each peer has on its map; -1 when there is none yet.
_DRAWN = """
    const maps = () => Array.from(document.querySelectorAll("iframe"), f => f.contentWindow)
        .map(w => { try { return w.map } catch { return null } }).filter(map => map && map._layers);
    const layers = () => maps().flatMap(map => Object.values(map._layers));
    const drawn = {
        geojson: () => layers().filter(layer => layer._radius !== undefined).length,
        cluster: () => layers().find(layer => layer._topClusterLevel)?._topClusterLevel.getChildCount() ?? -1,
        scatter: () => bench.instances,
    };
"""
# A picture is whole when the map holds as many points as the page says, two frames later; of WebGL,
# when a pixel of it can be read back.
_WATCH = f"""
;(() => {{
    if (window !== window.top) return;
    {_DRAWN}
    const watch = () => {{
        const shown = Number(document.querySelector(".st-key-shown")?.innerText || NaN);
        if (bench.drawnAt === null && shown > 0 && shown !== bench.before && drawn.PEER() === shown) {{
            requestAnimationFrame(() => requestAnimationFrame(() => {{
                bench.gl?.readPixels(0, 0, 1, 1, bench.gl.RGBA, bench.gl.UNSIGNED_BYTE, new Uint8Array(4));
                bench.before = shown;
                bench.drawnAt ??= performance.timeOrigin + performance.now();
            }}));
        }}
    }};
    setInterval(watch, 20);
}})();
"""


@dataclass(frozen=True)
class PeerResult:
    """What one peer did at one size; None for what was cut off or not tried."""

    first_map_s: float | None = None
    first_bytes: int | None = None
    repaint_p50_ms: float | None = None
    filter_bytes: int | None = None
    """Median over the changes."""
    peak_rss_mb: float | None = None
    note: str = ""
    """Why something is missing."""

    def as_json(self) -> dict[str, Any]:
        """What is known, without what is not."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "")}


@dataclass(frozen=True)
class Scripts:
    """The scripts that the peers would load from foreign hosts."""

    origin: str
    has_clusters: bool
    """Whether leaflet.markercluster could be installed."""


@contextmanager
def serve_scripts(cache: Path) -> Iterator[Scripts]:
    """Serve the peers' scripts, installing marker clusters from the npm registry where they are missing."""
    folder = cache / "static"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("leaflet.js", "leaflet.css"):
        shutil.copy(Path(leaflet.BASE_DIR) / name, folder)
    if not (folder / "leaflet.markercluster.js").exists() and (npm := shutil.which("npm")):
        prefix = cache / "npm"
        command = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(prefix), MARKERCLUSTER]
        done = subprocess.run(command, check=False, capture_output=True)  # noqa: S603 fixed words
        if done.returncode == 0:
            built = prefix / "node_modules" / "leaflet.markercluster" / "dist"
            for name in ("leaflet.markercluster.js", "MarkerCluster.css", "MarkerCluster.Default.css"):
                shutil.copy(built / name, folder)
    with server.files(folder) as origin:
        yield Scripts(origin, has_clusters=(folder / "leaflet.markercluster.js").exists())


def measure(name: str, parquet: Path, scripts: Scripts) -> PeerResult:
    """Measure one peer on one data set."""
    if not is_there(name, scripts):
        return PeerResult(note="not measured: npm could not install leaflet.markercluster")
    with serve(name, parquet, scripts) as running:
        with new_pilot(drawing_watched(name)) as pilot:
            result = _drive(pilot, running.url)
        return replace(result, peak_rss_mb=running.peak_rss_mb())


def is_there(name: str, scripts: Scripts) -> bool:
    """Whether what a peer needs could be installed."""
    return PEERS[name] != "cluster" or scripts.has_clusters


def drawing_watched(name: str) -> str:
    """Return the script that notes when a peer's map is whole, in `bench.drawnAt`."""
    return _WATCH.replace("PEER", PEERS[name])


@contextmanager
def serve(name: str, parquet: Path, scripts: Scripts) -> Iterator[server.Server]:
    """Serve a peer, warm: what its first reader pays for is paid."""
    environment = {"BENCH_PARQUET": str(parquet), "BENCH_STATIC": scripts.origin}
    # Beyond this limit Streamlit refuses the peers' messages.
    limit = ["--server.maxMessageSize", _NOT_LIMITED_MB]
    path = HERE / "peers" / f"{PEERS[name]}.py"
    with server.streamlit(path, "/_stcore/health", environment, *limit) as running:
        with new_pilot() as pilot:
            pilot.go(f"{running.url}/?warm")
            pilot.wait("document.querySelector('[data-testid=stMarkdownContainer]') !== null", CUT_OFF_S)
        yield running


def _drive(pilot: Pilot, url: str) -> PeerResult:
    known: dict[str, Any] = {}
    times, sizes = [], []
    try:
        pilot.go(url)
        drawn_at = pilot.wait(_DRAWN_AT, CUT_OFF_S)
        known["first_map_s"] = (drawn_at - pilot.evaluate("bench.start")) / 1000
        time.sleep(_LATE_BYTES_S)
        known["first_bytes"] = pilot.evaluate(_BYTES)
        for kind in FILTERS:
            times.append(_change(pilot, kind))
            time.sleep(_LATE_BYTES_S)
            sizes.append(pilot.evaluate(_BYTES))
            known["repaint_p50_ms"] = statistics.median(times)
            known["filter_bytes"] = int(statistics.median(sizes))
    except OverdueError:
        what = "a filter change" if "first_map_s" in known else "the first map"
        known["note"] = f"{what} took longer than {CUT_OFF_S:.0f} s"
    return PeerResult(**known)


def _change(pilot: Pilot, kind: str) -> float:
    # Typed and confirmed by Enter: the list opens and is searched before, and Enter is what commits.
    pilot.click(pilot.reach(".st-key-kind input"))
    pilot.insert(kind)
    pilot.wait(_OFFERS_ONE, CUT_OFF_S)
    pilot.evaluate("bench.clear(); bench.drawnAt = null")
    pilot.press("Enter")
    drawn_at = pilot.wait(_DRAWN_AT, CUT_OFF_S)
    return float(drawn_at - pilot.evaluate("bench.inputs[0].t"))
