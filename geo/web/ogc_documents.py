"""What OGC API - Features says of itself and of its collections, as plain values; see docs/decisions/0059."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from geo.export.feature_collections import COLLECTIONS, FeatureCollection
from geo.export.feature_text import Crs
from geo.export.terms import LICENCE, LICENCE_URL
from geo.language import N_, Words
from geo.snapshot.opened import Snapshot
from geo.tiles.tile import FORM
from geo.web.feature_request import FeatureRequest
from geo.web.openapi_parameters import filter_parameter

JSON, HTML, GEOJSON = "application/json", "text/html", "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA_TYPE = "application/schema+json"
_TILE = "application/vnd.mapbox-vector-tile"
_PARTS = "http://www.opengis.net/spec/ogcapi-features-{part}/1.0/conf/{name}"
CONFORMS_TO = (
    *(_PARTS.format(part=1, name=name) for name in ("core", "oas30", "html", "geojson")),
    _PARTS.format(part=2, name="crs"),
)
_TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
_SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
_QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
WEB_MERCATOR = "WebMercatorQuad"
_WEB_MERCATOR_URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
_GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
TITLE = N_("Shelterline for programs: OGC API – Features")
DESCRIPTION = N_(
    "Strike reports, zone statements, figures and pauses as features that GIS programs read. "
    "Every figure is its claimant’s; none is added up."
)
Document = dict[str, object]
Link = dict[str, object]


@dataclass(frozen=True)
class OgcSite:
    """Where the addresses of this server are, and to what snapshot and language their links keep."""

    site: str
    """Address of the map page, without a slash at the end."""
    snapshot: Snapshot
    words: Words
    kept: Mapping[str, str]
    """Parameters of every link: the snapshot, and the language where one was asked for."""

    def address(self, path: str, **more: str) -> str:
        """Return an address below `/ogc`."""
        return f"{self.site}/ogc{path}?{urlencode({**self.kept, **more})}"

    def self_and_other(self, path: str, *, is_html: bool, media_type: str = JSON, **more: str) -> list[Link]:
        """Return links to a document as it is given and in its other form."""
        w = self.words
        forms = [
            link(self.address(path, f="json", **more), media_type, w("This document as JSON")),
            link(self.address(path, f="html", **more), HTML, w("This document as a page")),
        ]
        rels = ("alternate", "self") if is_html else ("self", "alternate")
        return [{"rel": rel, **form} for rel, form in zip(rels, forms, strict=True)]


def link(href: str, media_type: str, title: str) -> Link:
    """Return a link without its relation."""
    return {"href": href, "type": media_type, "title": title}


def landing(site: OgcSite, *, is_html: bool) -> Document:
    """Return the landing page."""
    w = site.words
    return {
        "title": w(TITLE),
        "description": w(DESCRIPTION),
        "links": [
            *site.self_and_other("", is_html=is_html),
            {"rel": "service-desc", **link(site.address("/api", f="json"), OPENAPI, _api_title(w))},
            {"rel": "service-doc", **link(site.address("/api", f="html"), HTML, _api_title(w))},
            {"rel": "conformance", **link(site.address("/conformance"), JSON, w("What it conforms to"))},
            {"rel": "data", **link(site.address("/collections"), JSON, w("Collections"))},
            {"rel": _TILESETS, **link(site.address("/collections/reports/tiles"), JSON, w("Vector tiles"))},
            _licence(w),
        ],
    }


def _api_title(w: Words) -> str:
    return w("Description of the interface")


def _licence(w: Words) -> Link:
    said = w("Licence of the compilation: {licence}.", licence=LICENCE)
    return {"rel": "license", **link(LICENCE_URL, HTML, said)}


def collections(site: OgcSite, *, is_html: bool) -> Document:
    """Return the list of collections."""
    return {
        "links": [*site.self_and_other("/collections", is_html=is_html), _licence(site.words)],
        "crs": list(Crs),
        "collections": [described(each, site) for each in COLLECTIONS.values()],
    }


def described(collection: FeatureCollection, site: OgcSite, *, is_html: bool = False) -> Document:
    """Return what is said of one collection."""
    w, path = site.words, f"/collections/{collection.id}"
    items, title = f"{path}/items", w(collection.title)
    links = [
        *site.self_and_other(path, is_html=is_html),
        {"rel": "items", **link(site.address(items, f="json"), GEOJSON, w("Items as GeoJSON"))},
        {"rel": "items", **link(site.address(items, f="html"), HTML, w("Items as a page"))},
        {"rel": _QUERYABLES, **link(site.address(f"{path}/queryables"), SCHEMA_TYPE, w("Filters"))},
        _licence(w),
    ]
    if collection.id == "reports":
        links.append({"rel": _TILESETS, **link(site.address(f"{path}/tiles"), JSON, w("Vector tiles"))})
    return {
        "id": collection.id,
        "title": title,
        "description": " ".join(map(w, (collection.description, collection.geometry, collection.time))),
        "extent": _extent(collection, site.snapshot),
        "itemType": "feature",
        "crs": list(Crs),
        "storageCrs": Crs.CRS84,
        "links": links,
    }


def _extent(collection: FeatureCollection, snapshot: Snapshot) -> Document:
    bounds, days = collection.extent(snapshot)
    found: Document = {}
    if bounds is not None:
        found["spatial"] = {"bbox": [list(bounds)], "crs": Crs.CRS84}
    if days is not None:
        first, last = days
        ends = [f"{first}T00:00:00Z", f"{last}T23:59:59Z" if last else None]
        found["temporal"] = {"interval": [ends], "trs": _GREGORIAN}
    return found


def queryables(collection: FeatureCollection, site: OgcSite) -> Document:
    """Return the parameters that filter a collection, as a JSON Schema."""
    names = [name for each in collection.filters for name in each.parameters]
    said = {name: filter_parameter(name, site.snapshot) for name in names}
    return {
        "$schema": _SCHEMA,
        "$id": site.address(f"/collections/{collection.id}/queryables"),
        "type": "object",
        "title": site.words(collection.title),
        "properties": {
            name: {**parameter["schema"], "description": parameter["description"]}
            for name, parameter in said.items()
        },
        "additionalProperties": False,
    }


def tilesets(site: OgcSite) -> Document:
    """Return the list of the tilesets of reports: there is one."""
    path = "/collections/reports/tiles"
    return {
        "links": [{"rel": "self", **link(site.address(path), JSON, site.words("Vector tiles"))}],
        "tilesets": [tileset(site)],
    }


def tileset(site: OgcSite) -> Document:
    """Return what is said of the tileset of reports."""
    w = site.words
    pinned = urlencode({"snap": site.snapshot.id, "form": FORM})
    tile = f"{site.site}/tiles/reports/{{tileMatrix}}/{{tileCol}}/{{tileRow}}.mvt?{pinned}"
    own = site.address(f"/collections/reports/tiles/{WEB_MERCATOR}")
    described_at = f"{site.site}/tiles/reports.json?{urlencode({'snap': site.snapshot.id})}"
    return {
        "title": w("Strike reports"),
        "dataType": "vector",
        "crs": "http://www.opengis.net/def/crs/EPSG/0/3857",
        "tileMatrixSetURI": _WEB_MERCATOR_URI,
        "links": [
            {"rel": "self", **link(own, JSON, w("Vector tiles"))},
            {"rel": _SCHEME, **link(_WEB_MERCATOR_URI, JSON, WEB_MERCATOR)},
            {"rel": "item", "templated": True, **link(tile, _TILE, w("Vector tiles"))},
            {"rel": "describedby", **link(described_at, JSON, "TileJSON")},
        ],
    }


def item_links(
    collection: FeatureCollection, key: str, site: OgcSite, crs: Crs, *, is_html: bool
) -> list[Link]:
    """Return the links of one feature."""
    w, path = site.words, f"/collections/{collection.id}"
    of_item = f"{path}/items/{quote(key, safe='')}"
    in_crs = {} if crs is Crs.CRS84 else {"crs": str(crs)}
    links = [
        *site.self_and_other(of_item, is_html=is_html, media_type=GEOJSON, **in_crs),
        {"rel": "collection", **link(site.address(path), JSON, w(collection.title))},
    ]
    kind = {"reports": "report", "zones": "zone"}.get(collection.id)
    if kind:
        page = f"{site.site}/{kind}/{quote(key, safe='')}?{urlencode(site.kept)}"
        links.append({"rel": "alternate", **link(page, HTML, w("Its page"))})
    return links


@dataclass(frozen=True)
class ItemsPage:
    """A page of the items of a collection."""

    collection: FeatureCollection
    asked: FeatureRequest
    site: OgcSite
    n: int
    """Items that are found in all."""
    is_html: bool

    def address(self, **changes: str) -> str:
        """Return the address that asks the same but for some parameters."""
        path = f"/collections/{self.collection.id}/items"
        return f"{self.site.site}/ogc{path}?{self.asked.query_string(**changes)}"

    @property
    def links(self) -> list[Link]:
        """To its other form, to the pages before and after it, and to what is said of the collection."""
        w, asked, own = self.site.words, self.asked, HTML if self.is_html else GEOJSON
        rels = ("alternate", "self") if self.is_html else ("self", "alternate")
        found: list[Link] = [
            {"rel": rels[0], **link(self.address(f="json"), GEOJSON, w("This document as JSON"))},
            {"rel": rels[1], **link(self.address(f="html"), HTML, w("This document as a page"))},
        ]
        if asked.offset + asked.limit < self.n:
            following = self.address(offset=str(asked.offset + asked.limit))
            found.append({"rel": "next", **link(following, own, w("Next page"))})
        if asked.offset:
            before = self.address(offset=str(max(0, asked.offset - asked.limit)))
            found.append({"rel": "prev", **link(before, own, w("Previous page"))})
        about = self.site.address(f"/collections/{self.collection.id}")
        return [*found, {"rel": "collection", **link(about, JSON, w(self.collection.title))}, _licence(w)]
