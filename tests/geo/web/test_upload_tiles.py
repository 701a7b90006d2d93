"""Tiles of a reader's own file, and the ledgers as CSV: only under their names, and nothing of it run."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from geo.export.to_csv import write_ledger
from geo.filters.permalink import query_string
from geo.ingest.uploads import look, take_in
from geo.layers.upload_marks import upload_marks
from geo.snapshot.current import current
from geo.snapshot.tables import arrow_schema
from geo.snapshot.upload import Upload
from geo.web.ledger import LEDGERS
from tests.builders import EN
from tests.geo.web.mvt_reader import read_layers

if TYPE_CHECKING:
    from starlette.testclient import TestClient

ROWS = (
    b"date,place,latitude,longitude,link,what\n"
    b"2023-12-02,Testville,31.5,34.45,https://example.org/a,airstrike\n"
    b"2023-12-03,Testville,31.4,34.40,https://example.org/b,drone\n"
    b"2023-12-03,=1+1,99,34.40,https://example.org/b,drone\n"
)


@pytest.fixture
def own() -> Upload:
    return take_in("mine.csv", ROWS, look("mine.csv", ROWS).mapping, current())


def tile_address(own: Upload, **changes: object) -> str:
    view = current().default_view().but(**changes)
    return upload_marks(own, view, EN).tiles.format(z=0, x=0, y=0)


def n_in(answer: bytes) -> int:
    return sum(int(f.properties.get("n", 1)) for layer in read_layers(answer) for f in layer.features)


def test_its_tiles_hold_its_rows_and_nobody_keeps_them(own: Upload, client: TestClient):
    answer = client.get(tile_address(own))

    assert (answer.status_code, n_in(answer.content)) == (200, 2)
    assert answer.headers["cache-control"] == "no-store"


def test_the_map_is_told_from_how_far_its_rings_reach_in():
    rows = ROWS.replace(b"what\n", b"what,radius_m\n").replace(b"strike\n", b"strike,25000\n")
    wide = take_in("mine.csv", rows, look("mine.csv", rows).mapping, current())

    assert upload_marks(wide, current().default_view(), EN).largest_radius_m == 25_000


def test_the_filters_of_the_view_hold(own: Upload, client: TestClient):
    first, _ = current().span

    assert n_in(client.get(tile_address(own, text="no such word")).content) == 0
    assert n_in(client.get(tile_address(own, date_from=first, date_to=first)).content) == 0
    assert n_in(client.get(tile_address(own, sources=("idf",))).content) == 2


def test_another_name_opens_nothing(own: Upload, client: TestClient):
    guessed = tile_address(own).replace(own.token, "guessed")

    assert client.get(guessed).status_code == 404


def test_the_tiles_of_the_snapshot_have_none_of_it(own: Upload, client: TestClient):
    address = f"/tiles/reports/0/0/0.mvt?{query_string(current().default_view())}"
    counted = current().counts(current().default_view())

    assert n_in(client.get(address).content) == counted.shown - sum(counted.areas.values())
    assert own.token not in address


def test_the_snapshot_in_a_tiles_address_cannot_be_another(own: Upload, client: TestClient):
    address = tile_address(own).replace(own.snapshot.id, current().id)

    assert client.get(address).status_code in {200, 400, 404}
    assert n_in(client.get(tile_address(own)).content) == 2


@pytest.mark.parametrize("name", LEDGERS)
def test_a_ledger_without_rows_is_a_header(name: str, client: TestClient):
    answer = client.get(f"/export/{name}.csv?{urlencode({'text': 'Testville', 'source_id': chr(39)})}")

    assert answer.status_code == 200
    assert answer.text.removeprefix("\ufeff").strip().split(",") == arrow_schema(name).names


def test_what_is_no_ledger_is_not_found(client: TestClient):
    assert client.get("/export/candidates.csv").status_code == 404


def test_no_cell_of_a_ledger_is_a_formula(own: Upload):
    text = b"".join(write_ledger(own.rejects.to_batches(), "rejects")).decode("utf-8-sig")

    cells = [cell for row in csv.reader(StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "@", "-"))]
