"""A view as one file: map, data, legend, table and caption, to be opened without any network."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import replace

from geo import __version__
from geo.export.about import restricted_note
from geo.export.embedded_reports import EmbeddedReports, embedded_reports
from geo.export.page import page_of
from geo.export.page_dates import SCRIPT, dates_in_file, dates_words, in_all_dates
from geo.export.text_twin import twin_of
from geo.language import Words
from geo.layers.all_layers import without_hosts
from geo.layers.assets import assets
from geo.layers.card_templates import filled
from geo.layers.generalise import own_geography
from geo.layers.leaflet_options import OPTIONS
from geo.layers.map_state import MapState
from geo.layers.payload import as_literal
from geo.layers.scene import scene
from geo.queries.view_answer import ViewAnswer

MOST_ROWS = 1_000
"""Reports in the table; the map counts all of them."""
STYLES = ("leaflet/leaflet.css", "shelterline.css", "page.css")
SCRIPTS = ("leaflet/leaflet.js", SCRIPT, "page.js")
_TILES = "embedded/{z}/{x}/{y}"
# Pictures of Leaflet's own markers and layer switch, which our map has not: a file has none beside it.
_PICTURE = re.compile(r"url\(images/[^)]*\)")
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def single_page(answer: ViewAnswer) -> bytes:
    """Return the file, HTML in UTF-8.

    An online base map is left out, for the file asks no server for anything. The file says how many reports
    are left out because their sources may not be given to others.
    """
    words = answer.words
    drawn = without_hosts(scene(answer.snapshot, answer.view, words, viewport_serial=1))
    state = state_in_file(drawn, "embedded", _TILES)
    dates = dates_in_file(answer)
    reports = None if dates else embedded_reports(answer.snapshot, answer.view, drawn.n_points)
    left_out = answer.restricted_found
    notes = (restricted_note(answer, left_out) if left_out else "", _counted(reports, words))
    data = {
        "options": OPTIONS,
        "state": state,
        "reports": reports,
        "dates": {"file": dates} if dates else None,
        "words": {
            "not_in_file": words("What lies here is not in the tables of this file. Open the full view."),
            **dates_words(answer.view, words),
        },
    }
    styles, scripts = inlined(STYLES, SCRIPTS)
    return filled(
        "standalone.html",
        words,
        page=page_of(answer, state),
        twin=twin_of(answer, MOST_ROWS),
        notes=list(filter(None, notes)),
        geography=as_literal(own_geography(answer.snapshot, in_all_dates(drawn, dates) if dates else drawn)),
        has_dates=dates is not None,
        data=as_literal(data),
        styles=styles,
        scripts=scripts,
        policy=as_policy(styles, scripts),
        software=f"Shelterline {__version__}",
    ).encode()


def state_in_file(drawn: MapState, geography: str, tiles: str) -> MapState:
    """Return what a map in a file draws: outlines and tiles by their names there, all shapes in the file."""
    added = {name: replace(shown, shapes="") for name, shown in drawn.added.items()}
    return replace(drawn, geography=geography, tiles=tiles if drawn.tiles else "", added=added)


def inlined(styles: Iterable[str], scripts: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the texts of style sheets and scripts, by their names as assets, as they stand in a file."""
    return (
        [_PICTURE.sub("none", _text(name)) for name in styles],
        [_SOURCE_MAP.sub("", _text(name)) for name in scripts],
    )


def _text(name: str) -> str:
    # Browsers read every line's end as one character, and hash what they have read.
    return assets()[name].content.decode().replace("\r\n", "\n")


def _counted(reports: EmbeddedReports | None, words: Words) -> str:
    if reports is None or not reports.shift:
        return ""
    return words.plural(
        "{n} report is in this file: on the map it is counted in cells, not one by one.",
        "{n} reports are in this file: on the map they are counted in cells, not one by one.",
        sum(reports.n),
    )


def as_policy(styles: list[str], scripts: list[str]) -> str:
    """Return a policy under which nothing runs but what we wrote, and no server is asked for anything."""
    return (
        f"default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"script-src {_hashes(scripts)}; style-src {_hashes(styles)}"
    )


def _hashes(texts: list[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{b64encode(digest).decode()}'" for digest in digests)
