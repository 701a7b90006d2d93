"""The addresses of two views compared, as the description of the interface tells of them."""

from __future__ import annotations

from collections.abc import Mapping

from geo.filters.view_pair import FORM, PREFIX, MapsForm, filter_parameters
from geo.web.openapi_ogc import FIGURE, OF_FIGURE, PAGE, TEXT, RouteDescription, ViewUse
from geo.web.openapi_parameters import query_parameter

_OF_PAIR = (
    query_parameter(FORM, "How two maps stand.", {"type": "string", "enum": list(MapsForm)}),
    *(
        query_parameter(
            f"{PREFIX}{name}",
            f"`{name}` of the second view, where it is another.",
            # The values that it has in the first view.
            {"$ref": f"#/components/parameters/{name}/schema"},
        )
        for name in filter_parameters()
    ),
)
# What cannot be used is named on the page.
_OF_PAGE = tuple({**each, "schema": TEXT} for each in _OF_PAIR)
OF_PAIRS: Mapping[str, RouteDescription] = {
    "/embed/compare": RouteDescription(
        "Two views compared, as a light page with two maps, or as text",
        PAGE,
        (query_parameter("format", "`text` for the comparison as text.", TEXT), *_OF_PAGE),
        ViewUse.LENIENT,
        problem=PAGE,
    ),
    "/export/compare.csv": RouteDescription(
        "What is counted in two views, in all and by group, certain and possible",
        {"text/csv": TEXT},
        _OF_PAIR,
        ViewUse.STRICT,
    ),
    "/export/compare.{suffix}": RouteDescription(
        "Two views as a captioned figure",
        FIGURE,
        (*OF_FIGURE, *_OF_PAIR),
        ViewUse.STRICT,
    ),
}
"""By the pattern of the route."""
