"""The map's state as a JavaScript literal that survives the way through streamlit-folium."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from geo.layers.map_state import MapState

# branca compiles the rendered script as a Jinja template once more, so text with `{{` would run on the
# server. JSON's own braces are never followed by one of these.
_JINJA = re.compile(r"\{(?=[{%#])")
# streamlit-folium rewrites `_abc123` runs and `{{ 'x' }}` in the script text, and the script may
# stand inside a page's <script>. In JSON these characters occur only inside strings, so each may be
# written as an escape everywhere without changing the value.
_ESCAPES = str.maketrans({character: f"\\u{ord(character):04x}" for character in "_'<>&"})

_MARKUP = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"})
_QUICKLY = 1


def as_literal(value: object) -> str:
    """JSON text of a value, ASCII on one line, equally valid as JavaScript and inside HTML.

    Reading it with a JSON parser gives back exactly the value.
    """
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), default=_fields_of)
    return _JINJA.sub(r"\\u007b", text).translate(_ESCAPES)


def as_script_data(value: object) -> str:
    """JSON text of plain values, for an element of a page that holds data and no script.

    Reading it with a JSON parser gives back exactly the value; nothing in it ends the element.
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_MARKUP)


def message(state: MapState, tiles: Mapping[str, bytes]) -> bytes:
    """The state with tiles at hand, by `z/x/y`, for the map's own line.

    Gzipped as a whole: the length of a JSON text (four bytes, the highest first), that text with the
    state and the length of each tile, then the tiles one after another.
    """
    said = {"state": state, "tiles": {name: len(tile) for name, tile in tiles.items()}}
    text = json.dumps(said, separators=(",", ":"), default=_fields_of).encode()
    whole = b"".join([len(text).to_bytes(4, "big"), text, *tiles.values()])
    return gzip.compress(whole, compresslevel=_QUICKLY, mtime=0)


def payload(state: MapState) -> str:
    """The state as `Shelterline.update` takes it; field names as in `geo.layers.map_state`."""
    return as_literal(state)


def _fields_of(record: object) -> dict[str, object]:
    # One level at a time: `asdict` would copy a thousand strings first.
    if not is_dataclass(record):
        raise TypeError(f"{type(record).__name__} is no record of the map's state")
    sent = (field.name for field in fields(record) if not field.metadata.get("said_once"))
    return {name: getattr(record, name) for name in sent}
