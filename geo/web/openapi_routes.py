"""Every address of this server in one table, as the description of the interface tells of it.

A route without a line here fails a test. `geo.web.openapi` makes the document of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from geo.export.citation import STYLES
from geo.export.formats import FORMATS
from geo.filters.registry import reasons
from geo.filters.view import MAX_ZOOM
from geo.model.thing_kinds import ThingKind
from geo.tiles.tile import Detail
from geo.web.openapi_ogc import (
    BINARY,
    FIGURE,
    OF_DOCUMENT,
    OF_FIGURE,
    OF_OGC,
    PAGE,
    PROBLEM_OR_PAGE,
    SNAP,
    TEXT,
    RouteDescription,
    ViewUse,
    one_of,
)
from geo.web.openapi_pairs import OF_PAIRS
from geo.web.openapi_parameters import Parameter, Schema, path_parameter, query_parameter
from geo.web.openapi_schemas import reference
from geo.web.openapi_table import OF_TABLE

_CELL = r"\d{1,2}\.\d{1,8}\.\d{1,8}\.(-1|\d{1,3})"


def _number(name: str, said: str, most: int) -> Parameter:
    return path_parameter(name, said, {"type": "integer", "minimum": 0, "maximum": most})


def _texts(*names: str) -> tuple[Parameter, ...]:
    return tuple(query_parameter(name, f"Only rows with this in `{name}`.", TEXT) for name in names)


_LANG = query_parameter("lang", "Language of texts: en, ar or he; English when it is another.", TEXT)
_TILE_PLACE = (
    _number("z", "Zoom.", MAX_ZOOM),
    _number("x", "Column, below two to the power of the zoom.", (1 << MAX_ZOOM) - 1),
    _number("y", "Row from the north, below two to the power of the zoom.", (1 << MAX_ZOOM) - 1),
)
_MVT: Mapping[str, Schema] = {"application/vnd.mapbox-vector-tile": BINARY}
_CSV: Mapping[str, Schema] = {"text/csv": TEXT}
_PART = query_parameter("part", "Which part, from 0.", {"type": "integer", "minimum": 0, "maximum": 999_999})
_FORM_OF_TILES = query_parameter("form", "Form of the answer that the caller knows.", TEXT)
_ANY_FILE: Mapping[str, Schema] = {"*/*": {}}


_THINGS = {
    ThingKind.REPORT: "Page of a report, without script",
    ThingKind.INCIDENT: "Page of an incident: its claims side by side",
    ThingKind.ZONE: "Page of a zone statement",
    ThingKind.SOURCE: "Page of a source",
    ThingKind.PLACE: "Page of an area by its p-code, or of a place of the gazetteer",
}
_OF_THINGS = {
    f"/{kind}/{{key:path}}": RouteDescription(
        said,
        PAGE,
        (path_parameter("key", "Id of the thing.", TEXT), SNAP, _LANG),
        problem=PAGE,
    )
    for kind, said in _THINGS.items()
}
_OF_DATA = {
    "/healthz": RouteDescription(
        "Whether the server can show anything; 503 when it cannot",
        {"application/json": reference("health")},
        problem={"application/json": reference("health")},
    ),
    "/cite.{style}": RouteDescription(
        "Citation of a view",
        {style.media_type.partition(";")[0]: {} for style in STYLES.values()},
        (one_of("style", "Text, BibTeX, RIS or CSL-JSON.", *STYLES),),
        ViewUse.STRICT,
    ),
    "/export/not_shown.csv": RouteDescription(
        "Reports that a view leaves out, with the reason",
        _CSV,
        (query_parameter("reason", "Only these.", {"type": "string", "enum": ["all", *reasons()]}),),
        ViewUse.STRICT,
    ),
    "/export/view.html": RouteDescription(
        "A view as one file that needs no network", PAGE, (), ViewUse.STRICT
    ),
    "/export/package.zip": RouteDescription(
        "A view as a data package: rows in three formats, licence, citation and metadata",
        {"application/zip": BINARY},
        (),
        ViewUse.STRICT,
    ),
    "/export/reports.{suffix}": RouteDescription(
        "Every report that the filters of a view find, all columns",
        {each.media_type.partition(";")[0]: {} for each in FORMATS.values()},
        (
            one_of("suffix", "Format of the file.", *FORMATS),
            query_parameter(
                "hxl", "Whether CSV has a row of HXL tags.", {"type": "string", "enum": ["0", "1"]}
            ),
        ),
        ViewUse.STRICT,
    ),
    "/export/view.{suffix}": RouteDescription(
        "A view as a captioned figure",
        FIGURE,
        OF_FIGURE,
        ViewUse.STRICT,
    ),
    "/export/{ledger}.csv": RouteDescription(
        "Rows that were rejected, or what each ingest added, revised and withdrew",
        _CSV,
        (
            one_of("ledger", "Which ledger.", "revisions", "rejects"),
            SNAP,
            *_texts("source_id", "file", "column", "change", "report_id", "text"),
        ),
    ),
    "/tiles/reports.json": RouteDescription(
        "What the vector tiles of reports hold, as TileJSON",
        {"application/json": reference("object")},
        (),
        ViewUse.STRICT,
    ),
    "/tiles/reports/{z}/{x}/{y}.mvt": RouteDescription(
        "A vector tile of the reports of a view",
        _MVT,
        (
            *_TILE_PLACE,
            query_parameter("detail", "How much a tile tells.", {"type": "string", "enum": list(Detail)}),
            _FORM_OF_TILES,
        ),
        ViewUse.STRICT,
    ),
    "/tiles/brush/reports.json": RouteDescription(
        "What the map paints from while its dates are dragged",
        {"application/json": reference("object")},
        (_FORM_OF_TILES,),
        ViewUse.STRICT,
    ),
    "/feed.{form}": RouteDescription(
        "What each snapshot added, revised and withdrew in a view",
        {"application/atom+xml": TEXT, "application/feed+json": reference("object")},
        (one_of("form", "Atom or JSON Feed.", "atom", "json"),),
        ViewUse.FOLLOWED,
    ),
    "/catalog.jsonld": RouteDescription(
        "The snapshots as a catalogue of data sets (DCAT)",
        {"application/ld+json": reference("object")},
        (_PART,),
    ),
}
_OF_PAGES = {
    "/embed": RouteDescription(
        "A view as a light page for a frame, or as text",
        PAGE,
        (
            query_parameter("format", "`text` for the view as text.", TEXT),
            query_parameter("live", "`1` follows the current data.", TEXT),
            query_parameter("scheme", "Colours: auto, light or dark.", TEXT),
            query_parameter("fit", "`1` reports the height that it needs.", TEXT),
        ),
        ViewUse.LENIENT,
        problem=PAGE,
    ),
    "/embed/geography.json": RouteDescription(
        "Outlines that the first picture of an embed needs",
        {"application/json": reference("object")},
        (),
        ViewUse.STRICT,
    ),
    "/embed/here": RouteDescription(
        "What lies under a click on an embed, as a part of a page",
        PAGE,
        (
            query_parameter("ids", "Ids of reports, zones and figures, with commas between.", TEXT),
            query_parameter("areas", "P-codes, with commas between.", TEXT),
            query_parameter(
                "cells",
                "Cells of the grid as zoom.column.row.group, with commas between.",
                {"type": "string", "pattern": f"^({_CELL}(,{_CELL})*)?$"},
            ),
        ),
        ViewUse.STRICT,
    ),
    "/embed/frame": RouteDescription(
        "How many reports of a view lie in a frame of the map, in a sentence",
        {"text/plain": TEXT},
        (
            {
                **query_parameter(
                    "bbox",
                    "West, south, east and north in degrees, the lower end first.",
                    {
                        "type": "array",
                        "minItems": 4,
                        "maxItems": 4,
                        "items": {"type": "number", "minimum": -180, "maximum": 180},
                    },
                ),
                "required": True,
            },
            query_parameter("say", "`outside` counts those that lie elsewhere.", TEXT),
        ),
        ViewUse.STRICT,
    ),
    "/assets/{name:path}": RouteDescription(
        "Scripts, style sheets and outlines of the map",
        _ANY_FILE,
        (path_parameter("name", "Name of the file.", TEXT), SNAP),
    ),
    "/own/{token}/{z}/{x}/{y}.mvt": RouteDescription(
        "A vector tile of a reader’s own file, at an address that their session alone knows",
        _MVT,
        (path_parameter("token", "Secret of the session.", TEXT), *_TILE_PLACE),
        ViewUse.LENIENT,
    ),
    "/.well-known/security.txt": RouteDescription(
        "Whom to tell of a hole in this server (RFC 9116); 404 where the operator names nobody",
        {"text/plain": TEXT},
    ),
    "/sitemap.xml": RouteDescription(
        "The pages of things and stories, for search engines and archives",
        {"application/xml": TEXT},
        (
            query_parameter("of", "What.", {"type": "string", "enum": [*ThingKind, "story"]}),
            _PART,
            SNAP,
        ),
    ),
    "/openapi.{form}": RouteDescription(
        "This description",
        {"application/vnd.oai.openapi+json": reference("object"), **PAGE},
        (one_of("form", "For programs or as a page.", "json", "html"), *OF_DOCUMENT[:2]),
        problem=PROBLEM_OR_PAGE,
    ),
    "/oembed": RouteDescription(
        "How a view or a page of a thing is put into a page of others (oEmbed)",
        {"application/json": reference("object"), "application/json+oembed": {}, "text/xml": TEXT, "*/*": {}},
        (
            {**query_parameter("url", "Address of the view.", TEXT), "required": True},
            query_parameter("format", "Form of the answer.", {"type": "string", "enum": ["json", "xml"]}),
            query_parameter("maxwidth", "Widest frame, pixels.", {"type": "integer", "minimum": 200}),
            query_parameter("maxheight", "Highest frame, pixels.", {"type": "integer", "minimum": 200}),
        ),
    ),
    "/stories": RouteDescription(
        "The stories that come with the program: pinned views with texts", PAGE, (_LANG,)
    ),
    "/story/{key:path}": RouteDescription(
        "Page of a story: its steps beside one map",
        PAGE,
        (path_parameter("key", "Id of the story.", TEXT), _LANG),
        problem=PAGE,
    ),
    "/export/story.{form}": RouteDescription(
        "A story as a page that needs no network, or as the file that it is written in",
        {**PAGE, "application/toml": TEXT},
        (
            one_of("form", "Page or file.", "html", "toml"),
            {**query_parameter("id", "Id of the story.", TEXT), "required": True},
            _LANG,
        ),
    ),
    "/v/{name}": RouteDescription(
        "A short link to a view: leads to its address",
        PAGE,
        (path_parameter("name", "Id of the short link.", TEXT),),
        problem=PROBLEM_OR_PAGE,
    ),
    "/export/addresses.csv": RouteDescription(
        "The addresses that rows name, when each was last seen, and archived copies",
        _CSV,
        (),
        ViewUse.STRICT,
    ),
}
DESCRIPTIONS: Mapping[str, RouteDescription] = {
    **OF_OGC,
    **_OF_DATA,
    **_OF_PAGES,
    **OF_PAIRS,
    **_OF_THINGS,
    **OF_TABLE,
}
"""By the pattern of the route. One of which no route is there is passed over."""
