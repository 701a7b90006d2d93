"""Foreign files, opened without a process of their own, as that takes half a second each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from geo.ingest import inputs, uploads
from geo.tabular.opening import open_file

if TYPE_CHECKING:
    import pytest

    from geo.tabular.opening import Foreign


def open_here(patch: pytest.MonkeyPatch) -> None:
    """Let the command and the page read in this process: what becomes of rows is the same.

    That they read in one with limits is what tests/attacks and tests/geo/ingest/test_foreign_command.py ask.
    """

    @contextmanager
    def opened(name: str, file: object, *part: object, forms: object = (), **_: object) -> Iterator[Foreign]:
        content = BytesIO(file) if isinstance(file, bytes) else file
        yield open_file(name, content, *part, **({"forms": forms} if forms else {}))

    patch.setattr(inputs, "opened_apart", opened)
    patch.setattr(uploads, "opened_apart", opened)
