"""What the first reader would otherwise wait for."""

from __future__ import annotations

import logging

from geo.errors import ShelterlineError
from geo.render.assets import assets
from geo.render.geography import geography_of
from geo.store.current import current

_LOG = logging.getLogger(__name__)


def warm_up() -> None:
    """Open the snapshot and build its geography; a failure is logged and left to `/healthz`."""
    try:
        assets()
        geography_of(current())
        # Read from two columns of texts and days: the first strip would wait for it.
        _ = current().delays
    except ShelterlineError:
        _LOG.exception("no snapshot could be opened")
