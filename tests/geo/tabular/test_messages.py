"""What is said of a file that cannot be read: plain words, and no parser's."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.connectors.toolkit.reading import json_of
from geo.ingest.requested_files import mapping_of
from geo.model.errors import SourceError
from geo.tabular.mapping import from_toml
from tests.geo.tabular.files import opened, workbook

JARGON = re.compile(
    r"line \d+ column|\bchar \d+|Expecting|Extra data|Invalid|invalid|codec|0x|Traceback|Error|Exception"
    r"|NoneType|<class|object at|magic|footer|thrift|pyarrow|Arrow|GDAL|OGR|openpyxl|expat|zlib|well-formed"
    r"|syntax|token|delimiter|key/value|unpack requires|File is not a zip",
)
BOOK = workbook(April=[["a", "b"], [1, 2]])
BROKEN = {
    "cut JSON": ("t.json", b'[{"a": 1}, {"a"'),
    "wrong JSON": ("t.json", b'[{"a": 1},\n {a: 2}]'),
    "two values": ("t.json", b'{"a": 1} {"b": 2}'),
    "JSON of other letters": ("t.json", '[{"a": "طيبة"}]'.encode("cp1256")),
    "Parquet": ("t.parquet", b"PAR1 nothing PAR1"),
    "cut Parquet": ("t.parquet", b"PAR1"),
    "a database": ("t.gpkg", b"SQLite format 3\x00" + bytes(52) + b"GPKG" + bytes(100)),
    "KML": ("t.kml", b'<?xml version="1.0"?><kml><Document><Placemark>'),
    "a cut workbook": ("t.xlsx", BOOK[: len(BOOK) // 2]),
    "a workbook of nothing": ("t.xlsx", b"PK\x03\x04" + bytes(40)),
    "a damaged workbook": ("t.xlsx", BOOK[:200] + bytes(200) + BOOK[400:]),
    "cut gzip": ("t.csv.gz", b"\x1f\x8b\x08\x00" + bytes(8)),
    "a PDF": ("t.pdf", b"%PDF-1.7\n1 0 obj"),
}


def said_of(act: Callable[[], object]) -> str:
    with pytest.raises(SourceError) as refused:
        act()
    return str(refused.value)


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_told_in_plain_words_with_what_to_do(what: str):
    name, content = BROKEN[what]
    said = said_of(lambda: opened(name, content))
    assert not JARGON.search(said)
    assert len(said.split()) <= 25
    assert re.search(r"save|fetch|unpack|write|put|ask|pack", said)


@pytest.mark.parametrize("content", [b"{", b"[1,]", b"\xff\xfe\x00", b"nothing", b"{} {}", b"\xe9"])
def test_an_answer_that_is_no_json_is_told_in_plain_words(content: bytes):
    said = said_of(lambda: json_of(content, "answer.json"))
    assert said.startswith("answer.json is no JSON: ")
    assert not JARGON.search(said)


@pytest.mark.parametrize("text", ["[columns", 'a = "', "a = b = c", "= 3", "[read]\nsheet = April"])
def test_a_mapping_that_is_no_toml_is_told_in_plain_words(text: str):
    said = said_of(lambda: from_toml(text, "m.toml"))
    assert said.startswith("m.toml is no TOML file: ")
    assert not JARGON.search(said)


def test_a_mapping_in_other_letters_is_told_in_plain_words(tmp_path: Path):
    (tmp_path / "m.toml").write_bytes("# طيبة".encode("cp1256"))
    said = said_of(lambda: mapping_of(tmp_path / "m.toml"))
    assert said.endswith("is not UTF-8 text; save it as UTF-8")
