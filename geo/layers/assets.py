"""The files that a map needs in the browser, by name: Leaflet, jQuery and our own script and style.

All come from installed packages. Addresses carry a hash of the content, so that they may be cached
for ever and a new release is never mixed with an old one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from xstatic.pkg import jquery, leaflet

from geo.layers.symbols import as_json
from geo.model import Kind

_STATIC = Path(__file__).parents[1] / "static"

SCRIPTS = (
    "core.js",
    "geography.js",
    "ground.js",
    "layers/assessments.js",
    "mvt.js",
    "cluster.js",
    "source.js",
    "points.js",
    "labels.js",
    "controls.js",
    "link.js",
    "view.js",
)
"""Parts of `shelterline.js`, in the order in which they build on each other. The component loads
scripts one after another, each a round trip: they travel as one file."""
PAGE_SCRIPTS = ("inline.js", "page.js")
"""Parts of `page.js`, which puts the map into a page without Streamlit."""

STRIP_SCRIPTS = ("strip_draw.js", "strip_brush.js", "strip_play.js", "strip_save.js", "strip.js")
"""Parts of `strip.js`, the module of the strip under the map."""

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
        _asset("shelterline.js", _script()),
        _asset("shelterline.css", (_STATIC / "css" / "map.css").read_bytes()),
        _asset("page.js", _joined(PAGE_SCRIPTS)),
        _asset("page.css", (_STATIC / "css" / "page.css").read_bytes()),
        _asset("strip.js", _strip_module()),
        *_package_files("leaflet", Path(leaflet.BASE_DIR), ("leaflet.js", "leaflet.css")),
        *_package_files("leaflet", Path(leaflet.BASE_DIR), _images(Path(leaflet.BASE_DIR))),
        *_package_files("jquery", Path(jquery.BASE_DIR), ("jquery.min.js",)),
    ]
    return MappingProxyType({asset.name: asset for asset in found})


def address(name: str, prefix: str = "/assets") -> str:
    """The address of an asset with its version; KeyError when there is no such asset."""
    return f"{prefix}/{name}?v={assets()[name].version}"


def map_files(prefix: str = "/assets") -> dict[str, str]:
    """What the map's frame loads, in that order: `script` or `style` by address."""
    kinds = {".js": "script", ".css": "style"}
    names = ("leaflet/leaflet.js", "shelterline.js", "leaflet/leaflet.css", "shelterline.css")
    return {address(name, prefix): kinds[Path(name).suffix] for name in names}


def _script() -> bytes:
    # Non-breaking of `</script>`: the table is ASCII JSON and holds no markup.
    # Tiles say kinds as bits, counted in the order of the model.
    table = json.dumps(as_json() | {"kind_order": [kind.value for kind in Kind]}, separators=(",", ":"))
    head = f"window.Shelterline={{symbols:{table}}};\n"
    return head.encode() + _joined(SCRIPTS)


def _strip_module() -> bytes:
    # The style comes along: a sheet of its own would be a round trip during which the strip has none.
    css = (_STATIC / "css" / "strip.css").read_text(encoding="utf-8")
    head = f"const T={{symbols:{json.dumps(as_json(), separators=(',', ':'))},css:{json.dumps(css)}}};\n"
    return head.encode() + _joined(STRIP_SCRIPTS) + b"\nexport default T.mount;\n"


def _joined(names: tuple[str, ...]) -> bytes:
    return b"\n".join((_STATIC / "js" / name).read_bytes() for name in names)


def _images(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(f"images/{path.name}" for path in (folder / "images").glob("*.png")))


def _package_files(package: str, folder: Path, names: tuple[str, ...]) -> list[Asset]:
    return [_asset(f"{package}/{name}", (folder / name).read_bytes()) for name in names]


def _asset(name: str, content: bytes) -> Asset:
    media_type = _MEDIA_TYPES[Path(name).suffix]
    return Asset(name, media_type, content, hashlib.sha256(content).hexdigest())
