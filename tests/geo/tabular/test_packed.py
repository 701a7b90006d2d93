"""Packed files: the table inside is read, and what could do harm is not unpacked."""

from __future__ import annotations

import gzip
import json
import zipfile
from io import BytesIO

import pytest

from geo.model.errors import SourceError
from geo.tabular import packed
from tests.geo.tabular.files import opened, rows_of, workbook

CSV = b"date,place\n2024-01-10,Testville\n"
ROW = [["2024-01-10", "Testville"]]


def zipped(members: dict[str, bytes]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


@pytest.mark.parametrize("name", ["t.csv.gz", "t.gz", "t.csv"])
def test_a_table_that_was_packed_is_read(name: str):
    assert rows_of(opened(name, gzip.compress(CSV, mtime=0))) == ROW


def test_features_that_were_packed_are_read():
    point = {"type": "Point", "coordinates": [34.4, 31.5]}
    content = json.dumps({"features": [{"type": "Feature", "properties": {}, "geometry": point}]}).encode()
    assert rows_of(opened("t.geojson.gz", gzip.compress(content))) == [["31.5", "34.4", "Point"]]


@pytest.mark.parametrize("more", [{}, {"readme.md": b"Terms"}, {"__MACOSX/t.csv": b"x", ".t.csv": b""}])
def test_the_one_table_of_a_zip_file_is_read_and_named(more: dict[str, bytes]):
    file = opened("t.zip", zipped({"data/t.csv": CSV, **more}))
    assert (rows_of(file), file.notes) == (ROW, ("Read 't.csv' out of the packed file.",))


def test_a_workbook_is_a_workbook_whatever_it_is_called():
    book = workbook(April=[["date", "place"], *ROW])
    assert rows_of(opened("t.zip", book)) == ROW
    assert rows_of(opened("t.zip", zipped({"t.xlsx": book}))) == ROW


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("t.zip", zipped({"a.csv": CSV, "b.csv": CSV}), "several tables: a.csv, b.csv; unpack it"),
        ("t.zip", zipped({"a.shp": b"x", "a.dbf": b"x"}), "that can be read; it holds a.shp, a.dbf"),
        ("t.zip", zipped({}), "it holds nothing"),
        ("t.zip", zipped({"a.csv": zipped({"b.csv": CSV})}), "a packed file inside a packed file; unpack it"),
        (
            "t.csv.gz",
            gzip.compress(gzip.compress(CSV, mtime=0), mtime=0),
            "a packed file inside a packed file; unpack it",
        ),
        ("t.csv.gz", gzip.compress(CSV, mtime=0)[:20], "is a packed file that is damaged"),
        ("t.zip", zipped({"a.csv": CSV})[:60], "is a packed file that is damaged"),
        (
            "t.tgz",
            gzip.compress(b"\0" * 257 + b"ustar" + b"\0" * 250, mtime=0),
            "is an archive of files; unpack it",
        ),
        ("t.csv.gz", gzip.compress(b"0" * 20_000_000, mtime=0), "unpacks to more than 150 times its size"),
        ("t.zip", zipped({"a.csv": b"0" * 20_000_000}), "unpacks to more than 150 times its size"),
    ],
    ids=[
        "several",
        "shapefile",
        "empty",
        "nested zip",
        "nested gzip",
        "cut",
        "cut zip",
        "tar",
        "bomb",
        "zip bomb",
    ],
)
def test_what_is_not_unpacked_is_a_sentence(name: str, content: bytes, said: str):
    with pytest.raises(SourceError, match=said):
        opened(name, content)


def test_what_would_be_too_large_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(packed, "_LARGEST_BYTES", 10)
    with pytest.raises(SourceError, match="unpacks to more than 10 bytes"):
        opened("t.csv.gz", gzip.compress(CSV, mtime=0))
