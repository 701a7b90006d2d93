"""Streamlit's search for components, of which there are none, in every package that is installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner


@contextmanager
def searched_once() -> Iterator[None]:
    """Search once for all scripts that run in the block: it takes as long as most of them."""
    with pytest.MonkeyPatch.context() as patch:
        name = manifest_scanner.scan_component_manifests.__name__
        patch.setattr(manifest_scanner, name, cache(manifest_scanner.scan_component_manifests))
        yield
