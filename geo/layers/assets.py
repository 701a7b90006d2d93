"""The files that a map needs in the browser, by name: Leaflet, jQuery and our own script and style.

All come from installed packages. Addresses carry a hash of the content, so that they may be cached
for ever and a new release is never mixed with an old one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from xstatic.pkg import jquery, leaflet

from geo.filters.view import MAX_ZOOM
from geo.layers import bundle, symbols
from geo.model import Kind, ZoneKind, ZoneStatus
from geo.snapshot.grid import EVERY_RADIUS
from geo.tiles import display, tile

_STATIC = Path(__file__).parents[1] / "static"
_SCRIPTS = _STATIC / "js"

_MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".png": "image/png",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    name: str
    """Path below the assets' address, e.g. `leaflet/leaflet.js`."""
    media_type: str
    content: bytes
    sha256: str
    """Of the content, 64 hex digits."""

    @property
    def version(self) -> str:
        """What `?v=` of the address carries."""
        return self.sha256[:12]


@cache
def assets() -> Mapping[str, Asset]:
    """Every asset by name. Read once: the files belong to installed packages and do not change."""
    found = [
        _asset("shelterline.js", _map_script("map.js")),
        _asset("shelterline.css", (_STATIC / "css" / "map.css").read_bytes()),
        _asset("page.js", _map_script("page.js")),
        _asset("brush_page.js", _map_script("brush_page.js", css=_strip_css())),
        _asset("compare_page.js", _map_script("compare_page.js")),
        _asset("pair.css", (_STATIC / "css" / "pair.css").read_bytes()),
        _asset("table.js", bundle.script(_SCRIPTS, "table.js").encode()),
        _asset("table.css", (_STATIC / "css" / "table.css").read_bytes()),
        _asset("story.js", _map_script("story.js")),
        _asset("story.css", (_STATIC / "css" / "story.css").read_bytes()),
        _asset("page.css", (_STATIC / "css" / "page.css").read_bytes()),
        _asset("histogram.js", _histogram_module()),
        _asset("brush_index.js", bundle.module(_SCRIPTS, "brush_index.js", _values(_rules())).encode()),
        *_package_files("leaflet", Path(leaflet.BASE_DIR), ("leaflet.js", "leaflet.css")),
        *_package_files("leaflet", Path(leaflet.BASE_DIR), _images(Path(leaflet.BASE_DIR))),
        *_package_files("jquery", Path(jquery.BASE_DIR), ("jquery.min.js",)),
    ]
    return MappingProxyType({asset.name: asset for asset in found})


def address(name: str) -> str:
    """The address of an asset with its version; KeyError when there is no such asset."""
    return f"/assets/{name}?v={assets()[name].version}"


def map_files() -> dict[str, str]:
    """What the map's frame loads, in that order: `script` or `style` by address."""
    kinds = {".js": "script", ".css": "style"}
    names = ("leaflet/leaflet.js", "shelterline.js", "leaflet/leaflet.css", "shelterline.css")
    return {address(name): kinds[Path(name).suffix] for name in names}


def _map_script(entry: str, **more: str) -> bytes:
    # The component loads scripts one after another, each a round trip: the modules travel as one.
    values = {
        "symbols": symbol_values(),
        # Tiles say kinds as bits, counted in the order of the model.
        "kind_order": [kind.value for kind in Kind],
        **_rules(),
        **more,
    }
    return bundle.script(_SCRIPTS, entry, _values(values)).encode()


def _rules() -> dict[str, Any]:
    return {
        "tiles": {
            "layer": tile.LAYER,
            "single_from_zoom": tile.SINGLE_FROM_ZOOM,
            "max_zoom": MAX_ZOOM,
            "fine_bits": tile.FINE_BITS,
            "crowd": tile.CROWD,
            "max_single": tile.MAX_SINGLE,
            "every_radius": EVERY_RADIUS,
        },
        "display": {
            "tile_px": display.TILE_PX,
            "place_bits": display.PLACE_BITS,
            "margin": display.MARGIN,
            "ring_from_px": display.RING_FROM_PX,
            "ring_zoom": display.RING_ZOOM,
            "ring_zoom_step": display.RING_ZOOM_STEP,
            "rounds": display.ROUNDS,
            "touch": display.TOUCH,
            "disc_px": display.DISC_PX,
            "disc_power": display.DISC_POWER,
            "most_disc_px": display.MOST_DISC_PX,
            "hatch_seen": display.HATCH_SEEN,
            "hatch_most": display.HATCH_MOST,
            "beyond_px": display.BEYOND_PX,
            "max_rings": display.MAX_RINGS,
        },
    }


def symbol_values() -> dict[str, Any]:
    """The table of symbols as the map's script reads it, keys as in the records."""
    return {
        "ground": asdict(symbols.GROUND),
        "kinds": {kind.value: _kind_json(symbol) for kind, symbol in symbols.KINDS.items()},
        "zones": {key: asdict(symbol) for key, symbol in symbols.ZONES.items()},
        "zone_keys": {
            f"{kind}/{status}": symbols.zone_symbol_key(kind, status)
            for kind in ZoneKind
            for status in ZoneStatus
        },
        "earlier": asdict(symbols.EARLIER),
        # JSON has no infinity: null is read as "any size".
        "area_hatches": [
            asdict(hatch) | {"up_to_km2": None if hatch.up_to_km2 == float("inf") else hatch.up_to_km2}
            for hatch in symbols.AREA_HATCHES
        ],
        "upload_area": asdict(symbols.UPLOAD_AREA),
        "drawn": asdict(symbols.DRAWN_LINE),
        "uncertainty": asdict(symbols.UNCERTAINTY),
        "ring_fill": symbols.RING_FILL,
        "disc": asdict(symbols.DISC),
        "symbol_px": symbols.SYMBOL_PX,
        "borders": {name: asdict(line) for name, line in symbols.BORDERS.items()},
        "damage": {
            "colour": asdict(symbols.DAMAGE),
            "steps": symbols.DAMAGE_STEPS,
            "line": asdict(symbols.DAMAGE_LINE),
        },
        "sheltering": {"min": asdict(symbols.SHELTERING_MIN), "max": asdict(symbols.SHELTERING_MAX)},
    }


def _kind_json(symbol: symbols.KindSymbol) -> dict[str, Any]:
    return {
        "path": symbol.path,
        "fill": asdict(symbol.fill),
        "ring": {theme.value: symbols.ring_colour(symbol, theme) for theme in symbols.Theme},
    }


def _histogram_module() -> bytes:
    values = {"symbols": symbol_values(), "css": _strip_css()}
    return bundle.module(_SCRIPTS, "histogram.js", _values(values)).encode()


def _strip_css() -> str:
    return (_STATIC / "css" / "strip.css").read_text(encoding="utf-8")


def _values(values: Mapping[str, object]) -> str:
    # No `</script>` can stand in it: the values are ASCII JSON and hold no markup.
    return f"const SHELTERLINE={json.dumps(values, separators=(',', ':'))};\n"


def _images(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(f"images/{path.name}" for path in (folder / "images").glob("*.png")))


def _package_files(package: str, folder: Path, names: tuple[str, ...]) -> list[Asset]:
    return [_asset(f"{package}/{name}", (folder / name).read_bytes()) for name in names]


def _asset(name: str, content: bytes) -> Asset:
    media_type = _MEDIA_TYPES[Path(name).suffix]
    return Asset(name, media_type, content, hashlib.sha256(content).hexdigest())
