"""Requests over HTTP at little cost: those who ask share the processors with the server."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE_S = 60.0
OK = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    body: bytes
    """As it came, which is gzipped where `is_zipped`."""
    is_zipped: bool = False

    @property
    def text(self) -> str:
        """The body as text."""
        return (gzip.decompress(self.body) if self.is_zipped else self.body).decode()


class Connection:
    """One connection that is kept; it asks one thing after the other."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        """Take the server's origin, and headers that each request has."""
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        lines = {"Host": parts.netloc, "Accept-Encoding": "gzip", **headers}
        self._head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, address: str) -> Answer:
        """Ask for a path with its query.

        Raises:
            OSError: when the server cannot be reached, ends early or takes longer than a minute.

        """
        try:
            return await asyncio.wait_for(self._get(address), PATIENCE_S)
        except asyncio.IncompleteReadError as error:
            raise ConnectionError("the server ended the connection within an answer") from error

    async def _get(self, address: str) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        writer.write(f"GET {address} HTTP/1.1\r\n{self._head}\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        status, headers = head_of(head)
        if "content-length" in headers:
            body = await reader.readexactly(int(headers["content-length"]))
        elif headers.get("transfer-encoding") == "chunked":
            body = await _chunks(reader)
        else:
            body = b""
        if headers.get("connection") == "close":
            self.close()
        return Answer(status, body, headers.get("content-encoding") == "gzip")

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._streams:
            self._streams[1].close()
            self._streams = None


def head_of(head: bytes) -> tuple[int, dict[str, str]]:
    """Return status and headers of an answer, names and values in small letters."""
    first, *lines = head.decode("latin-1").rstrip().split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return int(first.split(" ")[1]), {name.strip(): value.strip() for name, _, value in pairs}


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int((await reader.readline()).split(b";")[0], 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readline()
    return b"".join(parts)
