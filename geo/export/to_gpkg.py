"""Rows as a GeoPackage (OGC 12-128r19) for desktop GIS, written by GDAL into a file that does not stay."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, NoReturn

import pyarrow as pa

from geo.export import gpkg_process
from geo.export.export_columns import GEOMETRY, SCHEMA, points
from geo.export.report_rows import ReportRows
from geo.export.temporary_folder import temporary_folder
from geo.model.errors import ShelterlineError

if TYPE_CHECKING:
    from geo.export.about import About

TEMPORARY = "shelterline-gpkg-"
"""What the name of its temporary folder begins with."""
_NAME = "reports.gpkg"
_PART_BYTES = 1 << 20
_SMALL_ROWS = 5_000
"""Up to which a process of its own would take longer to start than the file to write: a tenth of a second."""
_AT_ONCE = BoundedSemaphore(2)
"""Processes that write; each takes a core and 100 MB."""
_PATIENCE_S = 0.2
"""How long nothing is said while the process works."""


def write_gpkg(rows: ReportRows) -> Iterator[bytes]:
    """Yield the file in parts. SQLite writes back and forth, so it is whole on disk before the first.

    Until then empty parts are yielded, so that whoever waits can leave: that ends the writing.
    """
    with temporary_folder(TEMPORARY) as folder:
        yield from _write(rows, folder / _NAME)
        file = (folder / _NAME).open("rb")
    # Without a name now, it is gone when it is closed. Windows keeps an open file: until the next start.
    with file:
        while part := file.read(_PART_BYTES):
            yield part


def _write(rows: ReportRows, path: Path) -> Iterator[bytes]:
    batches = (batch.append_column(GEOMETRY, points(batch)) for batch in rows.batches())
    schema = _schema(rows.about)
    cast = (batch.cast(schema) for batch in batches)
    if len(rows.found) <= _SMALL_ROWS:
        gpkg_process.write(schema, cast, str(path))
        return
    while not _AT_ONCE.acquire(timeout=_PATIENCE_S):
        yield b""
    try:
        with _process(path) as process:
            yield from _feed(process, schema, cast)
            while not _has_ended(process):
                yield b""
    finally:
        _AT_ONCE.release()


def _schema(about: About) -> pa.Schema:
    metadata = {
        name.upper(): value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in asdict(about).items()
    }
    said = {
        gpkg_process.METADATA: json.dumps(metadata),
        gpkg_process.DESCRIPTION: f"{about.citation} {about.terms}",
    }
    return SCHEMA.append(pa.field(GEOMETRY, pa.binary())).with_metadata(said)


@contextmanager
def _process(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Give the process that writes; it is killed when the block ends early."""
    # Run by its path, with the folder of that path not searched for modules: it needs none of ours.
    command = [sys.executable, "-P", gpkg_process.__file__, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603 our own
        try:
            yield process
        finally:
            process.kill()
            # What is still in its buffer goes nowhere.
            with suppress(OSError):
                if process.stdin:
                    process.stdin.close()


def _feed(
    process: subprocess.Popen[bytes], schema: pa.Schema, batches: Iterator[pa.RecordBatch]
) -> Iterator[bytes]:
    try:
        with pa.ipc.new_stream(process.stdin, schema) as stream:
            for batch in batches:
                stream.write_batch(batch)
                yield b""
        if process.stdin:
            process.stdin.close()
    except BrokenPipeError:
        _fail(process)


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        return False
    if process.returncode:
        _fail(process)
    return True


def _fail(process: subprocess.Popen[bytes]) -> NoReturn:
    told = process.stderr.read().decode(errors="replace") if process.stderr else ""
    reason = told.strip().rpartition("\n")[2]
    raise ShelterlineError(f"the GeoPackage could not be written: {reason or 'its process was ended'}")
