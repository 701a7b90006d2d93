"""Scripts that stand in the text of a page: their policy names each of them, so that no other runs there."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path

import streamlit

_OF_FRAMEWORK = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# The same letter for letter on every page, for every reader: what differs stands in the element before it.
PAGE_SCRIPT = (
    f"({(Path(__file__).parent / 'page.js').read_text(encoding='utf-8')})"
    "(JSON.parse(document.currentScript.previousElementSibling.dataset.values))"
)


def inline_scripts() -> tuple[str, ...]:
    """Return the texts of all of them: the framework's own and ours."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    return (*_OF_FRAMEWORK.findall(page), PAGE_SCRIPT)


def page_script(**values: object) -> str:
    """Return the element that runs our script with these values, as HTML."""
    return f'<span hidden data-values="{escape(json.dumps(values))}"></span><script>{PAGE_SCRIPT}</script>'
