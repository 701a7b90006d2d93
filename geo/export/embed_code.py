"""How a view stands in somebody else's page: what its address says, and the HTML that an editor pastes.

The frame has a sandbox without an origin: our scripts run in it, and reach neither the page around it nor any
cookie. docs/decisions/0061-embeds-and-short-links.md says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from html import escape
from urllib.parse import urlencode

from geo.filters.permalink import VIEWPORT_PARAMETERS, emit, following_query, query_string
from geo.filters.view import View
from geo.language import Words
from geo.snapshot.restricted import is_private

SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
"""Scripts, and links that open beside the page; no origin, no form, no way to move the page around it."""
LEAST_WIDTH, LEAST_HEIGHT, MOST_PX = 200, 200, 4_000
"""Of a frame, in pixels."""


class Scheme(StrEnum):
    """The colours of an embed."""

    AUTO = "auto"
    """Those of the page around it, where that says which it has; else those of the reader's system."""
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class EmbedOptions:
    """What an embed's address says beside the view."""

    is_live: bool = False
    """Whether it follows the current snapshot; else it stays with the one of the view."""
    scheme: Scheme = Scheme.AUTO
    is_fitted: bool = False
    """Whether the page around it gives the frame the height that it reports."""

    def parameters(self) -> Mapping[str, str]:
        """Return them as parameters of an address; what is as usual has none."""
        live = {"live": "1"} if self.is_live else {}
        scheme = {} if self.scheme is Scheme.AUTO else {"scheme": str(self.scheme)}
        return {**live, **scheme, **({"fit": "1"} if self.is_fitted else {})}


@dataclass(frozen=True, slots=True)
class FrameSize:
    """Of a frame, in pixels."""

    width: int = 720
    height: int = 520


def embed_query(view: View, span: tuple[date, date], options: EmbedOptions) -> str:
    """Return the query string of an embed; a live one names no snapshot, and no end of today's data.

    `span` are the first and the last day of the view's snapshot.
    """
    if options.is_live:
        said = emit(view)
        names = (*VIEWPORT_PARAMETERS, *(("sel",) if view.selected else ()))
        place = urlencode({name: said[name] for name in names})
        query = f"{following_query(view, span)}&{place}"
    else:
        query = query_string(view)
    more = urlencode(options.parameters())
    return f"{query}&{more}" if more else query


def embed_code(address: str, title: str, size: FrameSize, *, is_fitted: bool = False) -> str:
    """Return the HTML of a frame; one that is fitted takes all the width, and the height that it needs."""
    # Of a private server nothing may be read without its origin.
    sandbox = "" if is_private() else f' sandbox="{SANDBOX}"'
    width = "100%" if is_fitted else str(size.width)
    frame = (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="{width}" height="{size.height}" '
        f'style="border:0;max-width:100%;color-scheme:inherit" loading="lazy" allow="fullscreen"{sandbox}>'
        "</iframe>"
    )
    return f"{frame}\n{HEIGHT_SCRIPT}" if is_fitted else frame


HEIGHT_SCRIPT = (
    "<script>addEventListener('message',function(e){"
    "if(!e.data||e.data.shelterline!=='height')return;"
    "document.querySelectorAll('iframe').forEach(function(f){"
    "if(f.contentWindow===e.source)f.height=Math.min(Math.max(+e.data.height||0,200),4000)})})</script>"
)
"""Listens to the height that a frame reports, and gives it to the frame that reported it, within bounds."""


def live_said(words: Words, snapshot: str, day: str) -> str:
    """Return that an embed follows the data, and which it shows now."""
    return words(
        "Live: this follows the current data. Now it shows snapshot {snapshot} of {day}.",
        snapshot=snapshot,
        day=day,
    )
