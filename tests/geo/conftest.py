from __future__ import annotations

import pytest

from geo.store.chronicle import Chronicle
from geo.store.current import current


@pytest.fixture(scope="session")
def bundled() -> Chronicle:
    """The chronicle that comes with the program; it is never changed."""
    return current()
