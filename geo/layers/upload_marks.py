"""What the map shows of a reader's own file: marks apart from the snapshot's, counted apart."""

from __future__ import annotations

from geo import wording
from geo.filters.permalink import query_string
from geo.filters.view import View
from geo.language import Words
from geo.layers.map_state import AreaCount, UploadMarks
from geo.snapshot.upload import Upload

TILES = "/own/{token}/{{z}}/{{x}}/{{y}}.mvt"


def upload_marks(upload: Upload, view: View, words: Words) -> UploadMarks:
    """Return what a view shows of a file."""
    counts, areas = upload.counts(view), upload.snapshot.areas
    address = TILES.format(token=upload.token)
    return UploadMarks(
        tiles=f"{address}?{query_string(upload.view(view).filters())}",
        n_points=counts.shown - sum(counts.areas.values()),
        largest_radius_m=counts.largest_radius_m,
        areas=tuple(
            AreaCount(
                pcode,
                n,
                badge := upload_badge(n, words),
                f"{wording.area_name(areas[pcode], words)}: {badge}",
            )
            for pcode, n in sorted(counts.areas.items())
        ),
        text={
            "here": words("Your file: {n}"),
        },
    )


def upload_badge(n: int, words: Words) -> str:
    """Return the text of an area's badge for the rows of a reader's own file."""
    return words.plural(
        "From your file: {n} report in this area", "From your file: {n} reports in this area", n
    )
