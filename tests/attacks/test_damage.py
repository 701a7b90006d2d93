"""Tables that are damaged while they are served: no bit of them reads back as other data without an error."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest

from geo.snapshot.current import write_bundled
from geo.snapshot.folders import sha256_of
from geo.snapshot.home import snapshots_folder
from geo.snapshot.index import INDEX
from geo.snapshot.manifest import MANIFEST, OUTLINES
from tests.geo.opening import bundled_in_memory
from tests.running import Server, running_app

N_FLIPS = 300
"""At least."""
N_ARRAYS = 25
"""In the arrays that are mapped."""
TAIL_BYTES = 8
"""Behind all else of a Parquet file: how long that is which is said of its columns, and the sign again."""
HEADER_BYTES = 8
"""Within the header of a page, whose length differs."""
DEADLINE_S = 60
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the bundled snapshot, in a home of their own."""
    home = tmp_path_factory.mktemp("damaged")
    return snapshots_folder(home) / write_bundled(home)


@pytest.fixture(scope="module")
def server(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("log") / "log.txt"
    with running_app(folder.parents[1], log, settings={"SHELTERLINE_EXPORTS_EACH": "8"}) as running:
        yield running


@contextmanager
def damaged(path: Path, bits: dict[int, int]) -> Iterator[None]:
    """Turn some bits of some bytes of a file over until the block ends."""
    whole = path.read_bytes()
    broken = bytearray(whole)
    for place, bit in bits.items():
        broken[place] ^= 1 << bit
    _overwrite(path, bytes(broken))
    try:
        yield
    finally:
        _overwrite(path, whole)


def _overwrite(path: Path, content: bytes) -> None:
    # In place, as a disk or a careless program would: the file stays the same one.
    path.chmod(0o644)
    with path.open("r+b") as file:
        file.write(content)


def ask(server: Server, path: str) -> tuple[int, str, bytes]:
    """Status, media type and body of an answer that ends cleanly."""
    try:
        with urllib.request.urlopen(f"{server.url}{path}", timeout=DEADLINE_S) as answer:  # noqa: S310 our own
            return answer.status, answer.headers["Content-Type"], answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read()


def parts(path: Path) -> list[range]:
    """The places of each part of a file: of Parquet the sign at its start, its columns, what is said of them.

    A column has its values, those that are repeated in a dictionary before them.
    """
    size = path.stat().st_size
    if path.suffix != ".parquet":
        return [range(size)]
    said = pq.read_metadata(path)
    columns = [
        said.row_group(group).column(n)
        for group in range(said.num_row_groups)
        for n in range(said.num_columns)
    ]
    starts = [column.dictionary_page_offset or column.data_page_offset for column in columns]
    ends = [start + column.total_compressed_size for start, column in zip(starts, columns, strict=True)]
    tail = size - TAIL_BYTES
    return [range(4), *map(range, starts, ends), range(tail - said.serialized_size, tail), range(tail, size)]


def flips(folder: Path) -> list[tuple[Path, int]]:
    """A place in every part of every file, and in the header of each column's first page; then any others."""
    random = Random(15)  # noqa: S311 the same places in every run
    tables = [*sorted(folder.glob("*.parquet")), folder / OUTLINES]
    rows, arrays = folder / INDEX / "reports.parquet", folder / INDEX / "index.arrays"
    found = [(file, random.choice(part)) for file in [*tables, rows] for part in parts(file)]
    found += [(arrays, random.randrange(arrays.stat().st_size)) for _ in range(N_ARRAYS)]
    found += [(file, random.choice(part[:HEADER_BYTES])) for file in tables for part in parts(file)[1:-2]]
    # An index that is damaged is made anew, which takes a hundred times as long as to refuse a table.
    while len(found) < N_FLIPS:
        file = random.choice(tables)
        found.append((file, random.randrange(file.stat().st_size)))
    random.shuffle(found)
    return found


def test_no_single_bit_reads_back_as_other_data(server: Server, folder: Path):
    """Flips in every file of the snapshot and its index, each asked for and put right again."""
    random = Random(16)  # noqa: S311 the same bits in every run
    path = "/export/reports.geojson?q=hospital"
    right = ask(server, path)
    assert right[0] == 200
    for file, place in flips(folder):
        with damaged(file, {place: random.randrange(8)}):
            status, _, body = ask(server, path)
            if (status, body) != (200, right[2]):
                assert (status, json.loads(body)["status"]) == (503, 503)
            status, _, body = ask(server, "/healthz")
            if file.parent == folder:
                assert (status, json.loads(body)["table"]) == (503, file.stem)
            else:
                assert status == 200, "an index is made anew"
    assert ask(server, path) == right


def test_damage_is_named_in_a_problem_document(server: Server, folder: Path):
    with damaged(folder / "reports.parquet", {5_000: 3}):
        status, media_type, body = ask(server, "/export/reports.csv")
        told = json.loads(body)
        assert (status, media_type, told["table"]) == (503, PROBLEM, "reports")
        assert "reports.parquet is not the file that was written" in told["detail"]
        assert str(folder.parent) not in told["detail"]
    assert ask(server, "/export/reports.csv")[0] == 200


def test_a_missing_table_is_named(server: Server, folder: Path):
    moved = (folder / "reports.parquet").rename(folder / "reports.moved")
    try:
        assert "reports.parquet is missing" in json.loads(ask(server, "/healthz")[2])["detail"]
    finally:
        moved.rename(folder / "reports.parquet")
    assert ask(server, "/healthz")[0] == 200


def test_what_is_damaged_without_a_new_date_is_told_by_its_pages(folder: Path, tmp_path: Path):
    """As a disk does it that loses a bit: the checksum of a page says so."""
    path = Path(shutil.copy(folder / "reports.parquet", tmp_path))
    chunk = pq.read_metadata(path).row_group(0).column(27)
    # Behind the page's own header, within its compressed rows.
    place = chunk.data_page_offset + chunk.total_compressed_size // 2
    with damaged(path, {place: 0}), pytest.raises(OSError, match="CRC"):
        pq.read_table(path, page_checksum_verification=True)


def test_the_doctor_finds_it_and_names_the_table(folder: Path):
    command = [sys.executable, "-m", "geo", "doctor"]
    home = {**os.environ, "SHELTERLINE_HOME": str(folder.parents[1])}
    with damaged(folder / "tolls.parquet", {100: 0}):
        said = subprocess.run(command, env=home, capture_output=True, text=True, check=False)  # noqa: S603 our own
    assert said.returncode == 1
    assert "tolls.parquet is not the file that was written" in said.stderr


def test_the_id_of_the_bundled_snapshot_is_not_that_of_its_bytes(folder: Path):
    assert folder.name == bundled_in_memory().id
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["files"]["reports.parquet"] == sha256_of(folder / "reports.parquet")
