"""Where the map page is to be found, as files and citations name it."""

from __future__ import annotations

import os

SITE_VARIABLE = "SHELTERLINE_ADDRESS"
"""Environment variable: public address of the map page, which a proxy may hide from the server."""


def public_site() -> str:
    """Return the address that the operator gives, without a query; empty when none is given."""
    return os.environ.get(SITE_VARIABLE, "").partition("?")[0]
