"""Scripts that stand in the text of a page: their policy names each of them, so that no other runs there."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path

import streamlit

_OF_FRAMEWORK = re.compile(r"<script>(.*?)</script>", re.DOTALL)
SCRIPTS = ("page.js", "reach.js", "scroll.js")
"""Names of our own."""
# The same letter for letter on every page, for every reader: what differs stands in the element before it.
_OURS = {
    name: f"({(Path(__file__).parent / name).read_text(encoding='utf-8')})"
    "(JSON.parse(document.currentScript.previousElementSibling.dataset.values))"
    for name in SCRIPTS
}


def inline_scripts() -> tuple[str, ...]:
    """Return the texts of all of them: the framework's own and ours."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    return (*_OF_FRAMEWORK.findall(page), *_OURS.values())


def script(name: str, **values: object) -> str:
    """Return the element that runs one of our scripts with these values, as HTML."""
    return f'<span hidden data-values="{escape(json.dumps(values))}"></span><script>{_OURS[name]}</script>'
