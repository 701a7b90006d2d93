"""Files compressed once: the best there is at once, the best that is possible later, and kept."""

from __future__ import annotations

import gzip
import hashlib
from typing import TYPE_CHECKING

import brotli
import pytest

from geo.web.compression import Coding, Compressor

if TYPE_CHECKING:
    from pathlib import Path

BODY = b"".join(b"line %d of a script\n" % n for n in range(3_000))
DIGEST = hashlib.sha256(BODY).hexdigest()
DECODED = {Coding.BROTLI: brotli.decompress, Coding.GZIP: gzip.decompress}


def compressor(*folders: Path) -> Compressor:
    return Compressor(lambda: folders)


def body() -> bytes:
    return BODY


def fail() -> bytes:
    message = "the file was read"
    raise AssertionError(message)


def best(made: Compressor, coding: Coding) -> bytes:
    """Wait until the thread has made the best one."""
    made.encoded(DIGEST, coding, body)
    made.wait()
    encoded = made.encoded(DIGEST, coding, fail)
    assert encoded.is_best
    return encoded.body


@pytest.mark.parametrize("coding", list(Coding))
def test_the_first_who_asks_does_not_wait_for_the_best(coding: Coding, tmp_path: Path):
    first = compressor(tmp_path).encoded(DIGEST, coding, body)
    assert (first.is_best, DECODED[coding](first.body) == BODY) == (False, True)


@pytest.mark.parametrize("coding", list(Coding))
def test_the_best_follows_and_is_no_longer(coding: Coding, tmp_path: Path):
    made = compressor(tmp_path)
    quick = made.encoded(DIGEST, coding, body).body
    smallest = best(made, coding)
    assert DECODED[coding](smallest) == BODY
    assert len(smallest) <= len(quick)


@pytest.mark.parametrize("coding", list(Coding))
def test_the_next_start_has_it_at_once(coding: Coding, tmp_path: Path):
    smallest = best(compressor(tmp_path), coding)
    again = compressor(tmp_path).encoded(DIGEST, coding, fail)
    assert (again.body, again.is_best) == (smallest, True)


@pytest.mark.parametrize("damage", [b"", b"nothing", gzip.compress(b"another file", mtime=0)])
@pytest.mark.parametrize("coding", list(Coding))
def test_what_is_damaged_on_disk_is_made_again(coding: Coding, damage: bytes, tmp_path: Path):
    smallest = best(compressor(tmp_path), coding)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(damage)
    assert best(compressor(tmp_path), coding) == smallest
    assert kept.read_bytes() == smallest


def test_where_one_folder_cannot_be_written_the_next_is(tmp_path: Path):
    (tmp_path / "file").touch()
    best(compressor(tmp_path / "file" / "no folder", tmp_path / "cache"), Coding.GZIP)
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [f"{DIGEST}.gzip"]


def test_where_none_can_be_written_memory_does(tmp_path: Path):
    (tmp_path / "file").touch()
    assert gzip.decompress(best(compressor(tmp_path / "file" / "no folder"), Coding.GZIP)) == BODY
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
