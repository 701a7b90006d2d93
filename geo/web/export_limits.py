"""How many exports this server writes at once, for all clients and for each, and how long it waits for one.

The settings are read from the environment when the server starts; docs/limits.md lists them.
"""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from geo.web.limits import whole_number
from geo.web.status import BusyError

if TYPE_CHECKING:
    from collections.abc import Iterator

STALLED_S = whole_number("SHELTERLINE_STALLED_S", 30)
"""Seconds without progress after which a reader is dropped."""


class Workers:
    """Threads for one kind of long work, and how much of it may be under way."""

    def __init__(self, what: str, *, threads: int, most: int, most_each: int, retry_after_s: int) -> None:
        """Take what the work is called in a sentence, and how much of it there may be."""
        self.most, self.most_each = most, most_each
        self._what, self._retry_after = what, {"Retry-After": str(retry_after_s)}
        self._under_way: Counter[str] = Counter()
        self._lock = threading.Lock()
        # Not the threads in which tiles are answered, but of the same priority: one that stands back still
        # holds the interpreter when another process is given its core, and all others wait for it.
        self.pool = ThreadPoolExecutor(threads, what.replace(" ", "-"))

    @contextmanager
    def place(self, client: str, n_places: int = 1) -> Iterator[None]:
        """Hold a place for a client's work until the block ends, or several for work that costs as much.

        Work takes no more places than there are, or nobody would ever be given it.

        Raises BusyError when there is no room, for this client or for anybody.
        """
        n_places = min(n_places, self.most, self.most_each)
        with self._lock:
            n_all, n_each = self._under_way.total(), self._under_way[client]
            if n_all + n_places > self.most or n_each + n_places > self.most_each:
                is_own = n_each + n_places > self.most_each
                whose, n = ("for you", n_each) if is_own else ("here", n_all)
                raise BusyError(
                    f"{n} {self._what} are being written {whose}, which is as many as this server writes at "
                    "once; ask again when one of them is done",
                    self._retry_after,
                )
            self._under_way[client] += n_places
        try:
            yield
        finally:
            with self._lock:
                self._under_way[client] -= n_places
                self._under_way += Counter()  # forgets whoever has none


EXPORTS = Workers(
    "exports",
    threads=2,
    most=whole_number("SHELTERLINE_EXPORTS", 8),
    most_each=whole_number("SHELTERLINE_EXPORTS_EACH", 3),
    retry_after_s=30,
)
"""Rows as files."""
FIGURES = Workers(
    "figures",
    # matplotlib draws one at a time anyway.
    threads=1,
    most=whole_number("SHELTERLINE_FIGURES", 6),
    most_each=whole_number("SHELTERLINE_FIGURES_EACH", 4),
    retry_after_s=10,
)
"""Figures, and views as one page."""
FEATURES = Workers(
    "pages of features",
    threads=2,
    most=whole_number("SHELTERLINE_FEATURES", 16),
    most_each=whole_number("SHELTERLINE_FEATURES_EACH", 6),
    retry_after_s=2,
)
"""Pages of rows for programs, which ask for one after the other."""
