"""Code of the share panel: run against a server where its program is at hand, else its quotes are."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import duckdb
import pandas as pd
import pytest
from starlette.applications import Starlette
from uvicorn import Config, Server

from geo.export.formats import Suffix, path_of
from geo.export.snippets import SNIPPETS, quoted_for_r, quoted_for_sheets, quoted_for_sql
from geo.filters.permalink import query_string
from geo.model import Language
from geo.queries.view_answer import answer_view
from geo.snapshot.opened import Snapshot
from geo.web.routes import ROUTES
from tests.geo.export.files import read
from tests.running import free_port

HOSTILE = 'O\'Brien "x" \\ $(touch owned) `touch owned` %41 + & # خان יונס 😀 ${y} {{z}} -- ;'
HAS_R = shutil.which("Rscript") is not None
HAS_QGIS = shutil.which("qgis_process") is not None
GDAL_COUNTS = "import pyogrio, sys; print(pyogrio.read_info(sys.argv[1])['features'])"
TEXTS = {"hostile": HOSTILE, "plain": "khan yunis"}
both_texts = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
AddressOf = Callable[[Suffix], str]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """A server of the bundled chronicle, in a thread: its address, without a slash at the end."""
    port = free_port()
    server = Server(
        Config(Starlette(routes=ROUTES), host="127.0.0.1", port=port, lifespan="off", log_level="error")
    )
    thread = Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def addresses(site: str, opened: Snapshot, text: str) -> AddressOf:
    query = query_string(opened.default_view().but(text=text, lang=Language.AR))
    return lambda suffix: f"{site}{path_of(suffix)}?{query}"


def n_rows(opened: Snapshot, text: str) -> int:
    return len(answer_view(opened, opened.default_view().but(text=text), "/").matching())


def code(program: str, address_of: AddressOf) -> str:
    return SNIPPETS[program].write(address_of)


def test_the_views_find_some_rows_and_none(bundled: Snapshot):
    assert (n_rows(bundled, TEXTS["plain"]) > 5, n_rows(bundled, HOSTILE)) == (True, 0)


@pytest.mark.parametrize("program", SNIPPETS)
def test_every_address_names_the_snapshot(bundled: Snapshot, program: str):
    said = code(program, addresses("https://maps.example.invalid", bundled, HOSTILE))
    assert f"snap={bundled.id}&" in said
    assert said.isascii()


@both_texts
def test_python_runs(bundled: Snapshot, site: str, text: str):
    found: dict[str, Any] = {}
    exec(code("python", addresses(site, bundled, text)), found)  # noqa: S102 what the panel offers
    assert (len(found["rows"]), len(found["points"])) == (n_rows(bundled, text),) * 2


@both_texts
def test_curl_runs(bundled: Snapshot, site: str, text: str, tmp_path: Path):
    if shutil.which("curl") is None:
        pytest.skip("curl is not on this machine")
    command = ["sh", "-c", code("curl", addresses(site, bundled, text))]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)  # noqa: S603 what the panel offers
    assert [path.name for path in tmp_path.iterdir()] == ["package.zip"]
    assert len(read((tmp_path / "package.zip").read_bytes(), Suffix.ZIP)) == n_rows(bundled, text)


def test_gdal_reads_what_qgis_and_r_are_given(bundled: Snapshot, site: str):
    """GDAL is what opens the address in both; here it is the one that comes with pyogrio."""
    address_of = addresses(site, bundled, TEXTS["plain"])
    call = next(node for node in ast.walk(ast.parse(code("qgis", address_of))) if is_layer(node))
    source = call.args[0].value
    assert quoted_for_r(source) in code("r", address_of)
    command = [sys.executable, "-c", GDAL_COUNTS, source]
    counted = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 our own
    assert int(counted.stdout) == n_rows(bundled, TEXTS["plain"])


def is_layer(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "QgsVectorLayer"


@both_texts
def test_duckdb_selects_the_rows(bundled: Snapshot, site: str, text: str, tmp_path: Path):
    """Its extension for HTTP is downloaded when it is installed: here the file is fetched beforehand."""
    address_of = addresses(site, bundled, text)
    *before, select = duckdb.extract_statements(code("duckdb", address_of))
    steps = [each.query.strip(" \n;") for each in before]
    assert steps == ["INSTALL httpfs", "LOAD httpfs", "SET force_download = true"]
    quoted = quoted_for_sql(address_of(Suffix.PARQUET))
    file = tmp_path / "reports.parquet"
    pd.read_parquet(address_of(Suffix.PARQUET)).to_parquet(file)
    assert select.query.count(quoted) == 1
    with duckdb.connect() as connection:
        found = connection.execute(select.query.replace(quoted, quoted_for_sql(str(file)))).fetchall()
    assert len(found) == n_rows(bundled, text)


@both_texts
def test_a_sheet_imports_the_rows(bundled: Snapshot, site: str, text: str):
    """Google's machines are out of reach: the formula is taken apart as a spreadsheet does."""
    address_of = addresses(site, bundled, text)
    formula = re.fullmatch(r'=IMPORTDATA\("((?:[^"]|"")*)"\)\n', code("sheets", address_of))
    assert formula is not None
    address = formula[1].replace('""', '"')
    assert (address, urlsplit(address).path) == (address_of(Suffix.CSV), "/export/reports.csv")
    assert len(pd.read_csv(address)) == n_rows(bundled, text)


@pytest.mark.skipif(not HAS_R, reason="Rscript is not on this machine")
def test_r_runs(bundled: Snapshot, site: str):
    script = code("r", addresses(site, bundled, TEXTS["plain"])) + "cat(nrow(reports))"
    assert last_word(["Rscript", "-e", script], "there is no package") == str(n_rows(bundled, TEXTS["plain"]))


@pytest.mark.skipif(not HAS_QGIS, reason="QGIS is not on this machine")
def test_qgis_runs(bundled: Snapshot, site: str):
    start = "from qgis.core import QgsApplication\napp = QgsApplication([], False)\napp.initQgis()\n"
    script = start + code("qgis", addresses(site, bundled, TEXTS["plain"])) + "print(layer.featureCount())\n"
    counted = last_word(["/usr/bin/python3", "-c", script], "ModuleNotFoundError")
    assert counted == str(n_rows(bundled, TEXTS["plain"]))


def last_word(command: list[str], lacks: str) -> str:
    """What a program writes last; a test is skipped where it says that a part of it is missing."""
    environment = {"QT_QPA_PLATFORM": "offscreen", "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    answer = subprocess.run(command, capture_output=True, text=True, env=environment)  # noqa: S603, PLW1510 as offered
    if lacks in answer.stderr:
        pytest.skip(answer.stderr.strip().rpartition("\n")[2])
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.split()[-1]


def test_a_hostile_text_is_one_text_in_every_language():
    text = HOSTILE + "\n\t'\"\\"
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT {quoted_for_sql(text)}").fetchone() == (text,)
    inner = quoted_for_sheets(text)[1:-1]
    assert (inner.replace('""', ""), inner.replace('""', '"')) == (text.replace('"', ""), text)
    # What R reads: no quote or backslash of the text is left alone.
    assert re.fullmatch(r'"(?:[^"\\\x00-\x1f]|\\[\\"]|\\x[0-9a-f]{2})*"', quoted_for_r(text))
