"""The process in which one file is read: `python -m geo.tabular.child`, started by `geo.tabular.sandbox`.

It is given a file as its standard input and what to do with it in its environment, and it writes frames: a
letter, a length, and so many bytes of JSON or of Arrow's stream. It can write no file, has no setting of the
server, and the system ends it when it uses more than it may.
"""

from __future__ import annotations

import importlib
import json
import os
import struct
import sys
import threading
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from geo.connectors.toolkit.foreign import Part
from geo.model.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from geo.connectors.toolkit.contract import SourceRows

JOB = "SHELTERLINE_TO_READ"
"""The variable that says what is to be read, as JSON."""
HEAD = struct.Struct(">cQ")
TABLE, BAD, ROWS, END, REFUSED, OVER = (letter.encode() for letter in "TBREXO")
"""Columns with notes and parts; lines that are no rows; rows; the end; a refusal; no memory is left."""
LINE = ""
"""Name of the column of line numbers, which no column of a file has."""
EXIT_MEMORY = 86
_OPEN_FILES = 64
_NICE = 10
"""Whoever else wants the processor comes first: the server goes on answering."""
_GRACE_S = 2
_LOOK_S = 0.1
_LARGEST_ROWS = 32_000_000
"""Bytes of rows in one frame."""


def _limited(memory_bytes: int, processor_s: int) -> None:
    """Let the system hold the limits; where it cannot, a thread of this process looks at its memory."""
    try:
        import resource  # noqa: PLC0415 there is none on Windows
    except ImportError:
        return

    def most(name: str, soft: int, hard: int | None = None) -> None:
        kind = getattr(resource, name, None)
        if kind is None:
            return
        _, allowed = resource.getrlimit(kind)
        ends = [end for end in (soft if hard is None else hard, allowed) if end != resource.RLIM_INFINITY]
        resource.setrlimit(kind, (min([soft, *ends]), min(ends)))

    os.nice(_NICE)
    most("RLIMIT_CORE", 0)
    most("RLIMIT_FSIZE", 0)
    most("RLIMIT_NOFILE", _OPEN_FILES)
    most("RLIMIT_CPU", processor_s, processor_s + _GRACE_S)
    if sys.platform == "linux":
        # What is written to, not what is only set aside: libraries set aside far more than they use.
        most("RLIMIT_DATA", memory_bytes)
        return

    def watch() -> None:
        unit = 1 if sys.platform == "darwin" else 1024
        while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit < memory_bytes:
            threading.Event().wait(_LOOK_S)
        os._exit(EXIT_MEMORY)

    threading.Thread(target=watch, daemon=True).start()


def _write(kind: bytes, content: bytes, out: BinaryIO) -> None:
    out.write(HEAD.pack(kind, len(content)))
    out.write(content)
    out.flush()


def _in_parts(piece: SourceRows) -> Iterator[pa.RecordBatch]:
    columns = [*piece.texts.columns, pa.array(piece.lines, pa.int64())]
    waiting = [pa.RecordBatch.from_arrays(columns, [*piece.texts.schema.names, LINE])]
    while waiting:
        one = waiting.pop()
        if one.nbytes > _LARGEST_ROWS and one.num_rows > 1:
            half = one.num_rows // 2
            waiting += [one.slice(half), one.slice(0, half)]
        else:
            yield one


def _stream(one: pa.RecordBatch) -> bytes:
    sink = BytesIO()
    with pa.ipc.new_stream(sink, one.schema) as writer:
        writer.write_batch(one)
    return sink.getvalue()


def _read(job: dict[str, Any], file: BinaryIO, out: BinaryIO) -> None:
    from geo.tabular.opening import Form, open_file  # noqa: PLC0415 not before `main` has kept pandas away

    forms = [Form(form) for form in job["forms"]]
    opened = open_file(job["name"], file, Part(*job["part"]), forms)
    parts = [[one.kind, one.name] for one in (opened.part, *opened.parts)]
    table = {
        "columns": opened.columns,
        "notes": opened.notes,
        "parts": parts,
        "licence": opened.licence,
    }
    _write(TABLE, json.dumps(table).encode(), out)
    for piece in opened.pieces():
        if piece.bad:
            bad = [[one.line, one.report_id, one.value, one.reason, one.advice] for one in piece.bad]
            _write(BAD, json.dumps(bad).encode(), out)
        for part in _in_parts(piece):
            _write(ROWS, _stream(part), out)
    _write(END, b"", out)


class _NotHere:
    """Finds that these are not there: Arrow and the reader of layers load them where they can.

    Nothing here uses them, and loading them takes longer than reading most files.
    """

    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> None:
        if name in {"pandas", "geopandas"}:
            raise ModuleNotFoundError(f"{name} is not loaded in this process", name=name)


def main() -> None:
    """Read the file and end, without the tidying up that what was read could draw out."""
    job = json.loads(os.environ.pop(JOB))
    # Before anything else: Arrow looks for pandas as soon as it makes its first column.
    sys.meta_path.insert(0, _NotHere)
    importlib.import_module("geo.tabular.opening")
    _limited(job["memory_bytes"], job["processor_s"])
    out = sys.stdout.buffer
    try:
        file: BinaryIO = sys.stdin.buffer
        if job["is_file"]:
            file.seek(0)  # whoever opened it may have looked at its beginning
        else:
            file = BytesIO(file.read())
        _read(job, file, out)
    except SourceError as error:
        _write(REFUSED, str(error).encode("utf-8", "replace"), out)
    except MemoryError:
        # Arrow's own is one as well.
        _write(OVER, b"", out)
    os._exit(0)


if __name__ == "__main__":
    main()
