"""A share of the tests that touches every module, for when there is no time for all."""

from __future__ import annotations

from collections import defaultdict
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def share(tests: Iterable[str], one_in: int) -> set[str]:
    """Return one test in so many of each module, at least one; the same on every machine and every Python.

    `tests` are pytest's node ids. Their hashes choose, so that neighbours in a table of parameters are not
    left out together, and a new test moves few others.
    """
    modules: dict[str, list[str]] = defaultdict(list)
    for test in tests:
        modules[test.partition("::")[0]].append(test)
    return {
        test
        for of_module in modules.values()
        for test in sorted(of_module, key=lambda test: sha256(test.encode()).digest())[
            : -(-len(of_module) // one_in)
        ]
    }
