"""What an embed's address says beside the view; what cannot be read is named on the page, as of the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.export.embed_code import EmbedOptions, Scheme
from geo.model.errors import PermalinkError

if TYPE_CHECKING:
    from starlette.requests import Request

_FLAGS = {"1": True, "0": False, "": False}


def embed_options(request: Request) -> tuple[EmbedOptions, tuple[PermalinkError, ...]]:
    """Return the options of an address, and what was ignored. Without a snapshot a view follows the data."""
    said, ignored = request.query_params, list[PermalinkError]()

    def flag(name: str) -> bool:
        text = said.get(name, "")
        if text not in _FLAGS:
            ignored.append(PermalinkError(name, text[:40], "1 or 0"))
        return _FLAGS.get(text, False)

    scheme = said.get("scheme", "") or Scheme.AUTO
    if scheme not in set(Scheme):
        ignored.append(PermalinkError("scheme", scheme[:40], ", ".join(Scheme)))
        scheme = Scheme.AUTO
    is_live = flag("live") or not said.get("snap", "")
    options = EmbedOptions(is_live, Scheme(scheme), flag("fit"))
    return options, tuple(ignored)
