"""A file that is written from its beginning to its end, and handed on while it is written."""

from __future__ import annotations

import io


class PartSink(io.RawIOBase):
    """What was written since it was last taken; nothing of it can be read or written again."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._position = 0

    def writable(self) -> bool:
        """Whether it can be written: always."""
        return True

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self._position

    def write(self, part: bytes) -> int:  # type: ignore[override]
        """Take some bytes."""
        self._parts.append(bytes(part))
        self._position += len(part)
        return len(part)

    def taken(self) -> bytes:
        """Return what was written since the last time, and forget it."""
        parts, self._parts = self._parts, []
        return b"".join(parts)
