"""OCHA COD-AB: the boundaries of the State of Palestine in the place of the coarse bundled outlines.

Areas are known by their p-codes. Arabic names are empty in these files, so the names of the bundled outlines
stay. The neighbours' outlines are cut and filled so that they meet the new ones without gap or overlap.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import numpy as np
import shapely
from shapely.geometry import mapping, shape

from geo.connectors.toolkit.cells import text
from geo.connectors.toolkit.contract import Connector, Contract, Fetched, ParsedFiles, Progress, Settings
from geo.connectors.toolkit.network import Web, shown
from geo.connectors.toolkit.paging import Json, parsed
from geo.connectors.toolkit.reading import MAX_JSON_BYTES, json_of
from geo.model import SourceKind
from geo.model.errors import SourceError
from geo.snapshot.opened import DATA_DIR

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

CONTRACT = Contract(
    id="cod-ab-pse",
    title="OCHA COD-AB, State of Palestine",
    publisher="OCHA FISS, through HDX",
    kind=SourceKind.UN,
    home_url="https://data.humdata.org/dataset/cod-ab-pse",
    licence="CC BY-IGO",
    is_redistributable=True,
    cadence="when OCHA revises it; the file says on which day it was valid",
    caveats=(
        "Boundaries are for orientation and state nothing about borders, by us or by OCHA.",
        "Simplified to about 20 metres; the thin lines of the base map stay the coarse ones.",
    ),
    hosts=("data.humdata.org", "s3.us-east-1.amazonaws.com/hdx-production-filestore/"),
)
_BASE, _PACKAGE = "https://data.humdata.org", "cod-ab-pse"
_FORM = "a GeoJSON of admin 2 areas with adm2_pcode, adm2_name and adm1_pcode"
_PCODES = re.compile(rb'"adm[0-4]_pcode"')
_POLYGON = re.compile(rb'"type"\s*:\s*"(Multi)?Polygon"')
_COUNTRY, _TERRITORIES = "PSE", ("PS01", "PS02")
_NEIGHBOURS = ("ISR", "EGY", "JOR")
_TOLERANCE_DEGREES = 0.0002
"""About 20 metres: 40,000 corners would be 1.8 MB for each reader."""
_GRID_DEGREES = 1e-5
_LABEL_TOLERANCE_DEGREES = 1e-3
_DECIMALS = 5


def recognises(name: str, head: bytes) -> bool:
    """Whether a file is a layer of these boundaries, or the archive that HDX offers.

    A layer has polygons with their own p-code and that of the level above; points may have p-codes as well.
    """
    levels = set(_PCODES.findall(head.lower()))
    is_layer = b"FeatureCollection" in head and len(levels) > 1 and _POLYGON.search(head) is not None
    return is_layer or (head.startswith(b"PK") and name.startswith(("pse_adm", "cod-ab-pse")))


def fetch(folder: Path, settings: Settings, progress: Progress) -> Fetched:
    """Fetch the GeoJSON that the package on HDX offers."""
    folder.mkdir(parents=True, exist_ok=True)
    about = folder / f"{_PACKAGE}.json"
    with Web(CONTRACT, settings, _BASE, settings.get("HDX_URL")) as web:
        request = f"{web.base}/api/3/action/package_show"
        web.save(about, request, params={"id": _PACKAGE})
        url = _geojson_of(parsed(about.read_bytes(), request), request)
        path = folder / f"{_PACKAGE}{'.zip' if '.zip' in url.lower() else '.geojson'}"
        web.save(path, urljoin(f"{web.base}/", url))
    progress(1, 1)
    return Fetched([path])


def _geojson_of(answer: Json, request: str) -> str:
    result = answer.get("result") if isinstance(answer, dict) else None
    resources = result.get("resources") if isinstance(result, dict) else None
    if not isinstance(resources, list):
        form = "result.resources[]"
        raise SourceError(f"{shown(request)} did not answer in the documented form: expected {form}")
    offered = [one for one in resources if isinstance(one, dict)]
    found = [one for one in offered if "geojson" in f"{text(one, 'format')} {text(one, 'name')}".lower()]
    if not found or not text(found[0], "url"):
        formats = ", ".join(sorted({text(one, "format") for one in offered})) or "nothing"
        raise SourceError(
            f"{_PACKAGE} on HDX offers {formats} and no GeoJSON; get one by hand from {CONTRACT.home_url}, "
            "save its admin 2 layer as GeoJSON, and ingest that"
        )
    return text(found[0], "url")


def parse(paths: Sequence[Path]) -> ParsedFiles:
    """Read the admin 2 layer as outlines for the whole region.

    Raises SourceError when there is none, or it lacks an area that reports may name.
    """
    layers = [layer for path in paths for layer in _layers(path)]
    found = [layer for layer in layers if _has(layer, "adm2_pcode")]
    if not found:
        raise SourceError(
            f"{', '.join(path.name for path in paths)}: there is no layer of admin 2 areas, of which the "
            f"larger ones are made; expected {_FORM}. Give that file (pse_admin2.geojson)"
        )
    bundled = json.loads((DATA_DIR / "outlines.geojson").read_bytes())
    return ParsedFiles(tables={}, outlines=outlines(found[0], bundled))


def _layers(path: Path) -> list[Json]:
    try:
        if not zipfile.is_zipfile(path):
            return [json_of(path.read_bytes(), path.name)]
        with zipfile.ZipFile(path) as archive:
            inside = [
                one for one in archive.infolist() if one.filename.lower().endswith((".geojson", ".json"))
            ]
            # What an archive says of its sizes may be false: no more is read than is allowed.
            if sum(one.file_size for one in inside) > MAX_JSON_BYTES:
                raise SourceError(f"{path} unpacks to more than {MAX_JSON_BYTES:,} bytes: refused")
            return [json_of(archive.open(one).read(MAX_JSON_BYTES), one.filename) for one in inside]
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}") from error
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise SourceError(f"{path} is a damaged or locked zip file; fetch it again") from error


def _has(layer: Json, name: str) -> bool:
    features = layer.get("features") if isinstance(layer, dict) else None
    if not isinstance(features, list) or not features:
        return False
    return all(isinstance(f, dict) and text(_properties(f), name) for f in features)


def _properties(feature: Json) -> dict[str, object]:
    found = feature.get("properties")
    return {str(name).lower(): value for name, value in found.items()} if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class _Governorate:
    pcode: str
    name: str
    parent: str
    geometry: BaseGeometry


def outlines(layer: Json, bundled: Json) -> bytes:
    """Return the bundled outlines (GeoJSON) with the governorates of a layer in the place of theirs.

    Together with the neighbouring countries the result is a valid coverage: edges match, nothing overlaps.

    Raises SourceError when an area is missing or is no area.
    """
    found = [_governorate(feature) for feature in layer["features"]]
    before = {feature["properties"]["pcode"]: feature for feature in bundled["features"]}
    expected = {code for code, f in before.items() if f["properties"]["parent"] in _TERRITORIES}
    missing = sorted(expected - {one.pcode for one in found})
    if missing:
        raise SourceError(
            f"the file lacks {', '.join(missing)}, which reports may name; give one that has all"
        )
    neighbours = {code: shape(before[code]["geometry"]) for code in _NEIGHBOURS}
    shapes = _coverage(found, neighbours, shape(before[_COUNTRY]["geometry"]))
    lost = sorted(code for code, geometry in shapes.items() if geometry.is_empty)
    if lost:
        raise SourceError(f"{', '.join(lost)} would have no ground beside the others; check the file")
    basis = _basis(_properties(layer["features"][0]))
    features = [
        _feature(before.get(one.pcode), shapes[one.pcode], basis, (one.pcode, one.name, one.parent))
        for one in found
    ]
    for code in (*_TERRITORIES, _COUNTRY):
        parts = [shapes[one.pcode] for one in found if code in {one.parent, _COUNTRY}]
        united = shapely.union_all(parts, grid_size=_GRID_DEGREES)
        features.append(_feature(before[code], united, f"Union of the governorates. {basis}"))
    for code in _NEIGHBOURS:
        basis_here = f"{before[code]['properties']['basis']} Cut and filled to meet the COD-AB boundaries."
        features.append(_feature(before[code], shapes[code], basis_here, keep_label=True))
    replaced = {f["properties"]["pcode"] for f in features}
    features += [feature for code, feature in before.items() if code not in replaced]
    content = {"type": "FeatureCollection", "name": "outlines", "features": features}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _governorate(feature: Json) -> _Governorate:
    properties = _properties(feature)
    pcode = text(properties, "adm2_pcode")
    try:
        parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shape(feature["geometry"]))))
        # Mending may leave lines and points beside the ground.
        geometry = shapely.union_all([part for part in parts if part.area])
    except (LookupError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as error:
        raise SourceError(f"{pcode} has no geometry that can be read; fetch the file again") from error
    if geometry.is_empty or not geometry.area or text(properties, "adm1_pcode") not in _TERRITORIES:
        expected = f"an area in {' or '.join(_TERRITORIES)}"
        raise SourceError(f"{pcode} in {text(properties, 'adm1_pcode') or 'nothing'} is not {expected}")
    name = text(properties, "adm2_name") or text(properties, "adm2_en") or pcode
    return _Governorate(pcode, name, text(properties, "adm1_pcode"), geometry)


def _basis(properties: dict[str, object]) -> str:
    day = text(properties, "valid_on") or text(properties, "validon")
    version = " ".join(filter(None, (text(properties, "version"), day and f"valid on {day}")))
    return (
        f"OCHA COD-AB State of Palestine{' ' + version if version else ''} (CC BY-IGO), simplified to about "
        "20 m; for orientation only, not a statement on borders."
    )


def _coverage(
    found: Sequence[_Governorate], neighbours: Mapping[str, BaseGeometry], before: BaseGeometry
) -> dict[str, BaseGeometry]:
    """Return a shape for each governorate and neighbour: every face of all their lines has one owner."""
    exact = [one.geometry for one in found]
    is_valid = shapely.coverage_is_valid(exact)
    simple = shapely.coverage_simplify(exact, _TOLERANCE_DEGREES) if is_valid else exact
    snapped = shapely.set_precision([*simple, *neighbours.values(), before], _GRID_DEGREES)
    noded = shapely.union_all(shapely.boundary(snapped), grid_size=_GRID_DEGREES)
    faces = np.array(shapely.get_parts(shapely.polygonize([noded])), object)
    names = [one.pcode for one in found] + list(neighbours)
    # A governorate comes before a country, so where the two overlap it is the new boundary that counts.
    owner = np.full(len(faces), -1)
    inside = shapely.point_on_surface(faces)
    for place in range(len(names) - 1, -1, -1):
        owner[shapely.contains(snapped[place], inside)] = place
    _fill(owner, faces, snapped[-1], range(len(found), len(names)))
    return {
        name: shapely.union_all(faces[owner == place], grid_size=_GRID_DEGREES)
        for place, name in enumerate(names)
    }


def _fill(owner: np.ndarray, faces: np.ndarray, before: BaseGeometry, countries: range) -> None:
    """Give ground that only the old outline had to the country with which it shares the longest edge.

    What borders on no country is sea.
    """
    is_left = (owner < 0) & shapely.contains(before, shapely.point_on_surface(faces))
    grounds = {place: shapely.union_all(shapely.boundary(faces[owner == place])) for place in countries}
    for face in np.flatnonzero(is_left):
        edge = shapely.boundary(faces[face])
        shared = {place: edge.intersection(ground).length for place, ground in grounds.items()}
        longest = max(shared, key=shared.__getitem__)
        if shared[longest] > 0:
            owner[face] = longest


def _feature(
    before: Json | None,
    geometry: BaseGeometry,
    basis: str,
    new: tuple[str, str, str] = ("", "", ""),
    *,
    keep_label: bool = False,
) -> Json:
    """Return a feature with the names that it had, and a new outline."""
    if before:
        properties = dict(before["properties"])
    else:
        pcode, name, parent = new
        names = {"name_en": name, "name_ar": None, "name_he": None}
        properties = {"pcode": pcode, **names, "level": "governorate", "parent": parent}
    properties["basis"] = basis
    if not keep_label:
        properties["label_lat"], properties["label_lon"] = _label(geometry)
    rounded = _rounded(mapping(geometry))
    return {"type": "Feature", "id": properties["pcode"], "properties": properties, "geometry": rounded}


def _label(geometry: BaseGeometry) -> tuple[float, float]:
    largest = max(shapely.get_parts(geometry), key=lambda part: part.area)
    lon, lat = shapely.maximum_inscribed_circle(largest, tolerance=_LABEL_TOLERANCE_DEGREES).coords[0]
    return round(lat, _DECIMALS), round(lon, _DECIMALS)


def _rounded(geometry: Json) -> Json:
    def rounded(part: Json) -> Json:
        return round(part, _DECIMALS) if isinstance(part, float) else [rounded(inner) for inner in part]

    return {"type": geometry["type"], "coordinates": rounded(geometry["coordinates"])}


CONNECTOR = Connector(CONTRACT, parse, recognises, fetch)
