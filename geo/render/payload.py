"""The map's state as a JavaScript literal that survives the way through streamlit-folium."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.render.state import MapState

# branca compiles the rendered script as a Jinja template once more, so text with `{{` would run on the
# server. JSON's own braces are never followed by one of these.
_JINJA = re.compile(r"\{(?=[{%#])")
# streamlit-folium rewrites `_abc123` runs and `{{ 'x' }}` in the script text, and the script may
# stand inside a page's <script>. In JSON these characters occur only inside strings, so each may be
# written as an escape everywhere without changing the value.
_ESCAPES = str.maketrans({character: f"\\u{ord(character):04x}" for character in "_'<>&"})


def as_literal(value: object) -> str:
    """JSON text of a value, ASCII on one line, equally valid as JavaScript and inside HTML.

    Reading it with a JSON parser gives back exactly the value.
    """
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return _JINJA.sub(r"\\u007b", text).translate(_ESCAPES)


def payload(state: MapState) -> str:
    """The state as `Shelterline.update` takes it; field names as in `geo.render.state`."""
    return as_literal(asdict(state))
