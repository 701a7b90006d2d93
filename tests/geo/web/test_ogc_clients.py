"""Programs that are not ours read the collections, and make requests from the description of all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from hypothesis.errors import Unsatisfiable
from owslib.ogcapi.features import Features
from schemathesis import GenerationMode
from starlette.applications import Starlette
from uvicorn import Config, Server

from geo.export.feature_collections import COLLECTIONS
from geo.web.feature_request import MOST_FEATURES
from geo.web.openapi_table import MOST_COPIED
from geo.web.routes import ROUTES
from tests.geo.web.gdal_reader import BOX, LEAD
from tests.running import REPOSITORY

if TYPE_CHECKING:
    from starlette.testclient import TestClient

IN_BOX = "bbox=34.2,31.2,34.4,31.4"
IN_MARCH = "datetime=2024-03-01/2024-03-31"
MARCH = "2024-03-01/2024-03-31"
HIGHEST = 90
LONGEST_S = 120
"""How long an answer may take on a busy machine: pictures are drawn for some."""
MADE_FROM = (
    *("/ogc/collections", "/ogc/collections/tolls/items", "/ogc/collections/zones/items/{fid}"),
    *("/cite.{style}", "/sitemap.xml", "/openapi.{form}", "/report/{key}"),
)
"""Addresses of each kind: those of all that are described take minutes."""
N_REQUESTS = int(os.environ.get("SHELTERLINE_REQUESTS", "0"))
"""How often `make described` asks every address; otherwise those of each kind are asked twice."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The routes on a port of their own, without pages."""
    made = Server(Config(Starlette(routes=ROUTES), port=0, log_level="error", lifespan="off"))
    with _running(made):
        (socket,) = made.servers[0].sockets
        yield f"http://127.0.0.1:{socket.getsockname()[1]}/ogc"


@contextmanager
def _running(server: Server) -> Iterator[None]:
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def asked(client: TestClient, name: str, query: str = "") -> list[dict[str, Any]]:
    return client.get(f"/ogc/collections/{name}/items?limit=2000&{query}").json()["features"]


@pytest.fixture(scope="module")
def gdal(server: str) -> dict[str, Any]:
    """What GDAL reads."""
    command = [sys.executable, "-m", "tests.geo.web.gdal_reader", server]
    said = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True, timeout=300)  # noqa: S603
    read = json.loads(said.stdout)
    if read is None:
        pytest.skip("the GDAL of pyogrio is without the driver for OGC API")
    return read


def test_gdal_reads_every_row_in_pages(gdal: dict[str, Any], client: TestClient):
    for name, (ids, publishers) in {**gdal["all"], "reports": gdal["reports"][:2]}.items():
        rows = asked(client, name)
        assert ids == [row["id"] for row in rows]
        assert publishers == [row["properties"]["publisher"] for row in rows]


def test_gdal_reads_what_touches_a_box(gdal: dict[str, Any], client: TestClient):
    for name, ids in gdal["box"].items():
        # It leaves out itself what has no geometry.
        assert ids == [row["id"] for row in asked(client, name, IN_BOX) if row["geometry"]]


def test_gdal_reads_what_is_of_some_days(gdal: dict[str, Any], client: TestClient):
    rows = [row["id"] for row in asked(client, "reports", IN_MARCH)]
    assert gdal["days"] == rows
    assert 20 < len(rows) < len(gdal["reports"][0])


def test_gdal_keeps_decimals(gdal: dict[str, Any], client: TestClient):
    rows = {row["id"]: row["properties"][LEAD] for row in asked(client, "reports")}
    read = dict(zip(*gdal["reports"][::2], strict=True))
    fractions = {key: hours for key, hours in rows.items() if hours is not None and hours % 1}
    assert fractions
    assert {key: float(read[key]) for key in fractions} == fractions


def test_owslib_reads_every_collection(server: str, client: TestClient):
    service = Features(server)
    assert set(service.feature_collections()) == set(COLLECTIONS)
    assert service.api()["openapi"].startswith("3.0")
    for name in COLLECTIONS:
        found = service.collection_items(name, limit=50, bbox=list(BOX), datetime_=MARCH)
        expected = [row["id"] for row in asked(client, name, f"{IN_BOX}&{IN_MARCH}")]
        assert found["numberMatched"] == len(expected)
        assert [row["id"] for row in found["features"]] == expected[:50]
    assert service.collection_item("zones", "z001")["id"] == "z001"


def is_possible(case: schemathesis.Case) -> bool:
    """Whether the values of a request can go together, which no schema says."""
    # Of two views each has its own.
    asked = {name.removeprefix("b."): value for name, value in (case.query or {}).items()}
    said = {name: value for name, value in asked.items() if isinstance(value, str)}
    days = [*(said[name] for name in ("from", "to") if name in said), *said.get("datetime", "").split("/")]
    days = [day[:10] for day in days if day not in {"", ".."}]
    box = (case.query or {}).get("bbox") or (0, 0, 1, 1)
    numbers = [float(number) for number in (box.split(",") if isinstance(box, str) else box)]
    # A day before all data is no end without a beginning; an id must be there; corners are a code.
    is_left_out = {"from", "to", "sel", "bbox-crs"} & said.keys() or said.get("aoi")
    is_told = all(map(_is_day, days)) and days == sorted(days) and _is_box(numbers) and not is_left_out
    is_frame = case.operation.path != "/embed/frame" or (
        numbers[0] < numbers[2] and numbers[1] < numbers[3] < 84
    )
    is_there = _is_tile(case.path_parameters or {}) and _is_pick(said.get("pick", "0"))
    return is_told and is_frame and is_there


def is_wrong(case: schemathesis.Case) -> bool:
    """Whether a request that a schema forbids is one that is refused: of too many features the most come."""
    limit = str((case.query or {}).get("limit", ""))
    return not (limit.isdecimal() and int(limit) > MOST_FEATURES)


def _is_pick(text: str) -> bool:
    """Whether rows are picked from the first to the last, and no more than may be."""
    ranges = [list(map(int, part.split("-"))) for part in text.split(",")]
    return all(part[0] <= part[-1] for part in ranges) and (
        sum(part[-1] - part[0] + 1 for part in ranges) <= MOST_COPIED
    )


def _is_tile(said: dict[str, Any]) -> bool:
    """Whether a tile is within its zoom."""
    if not {"x", "y", "z"} <= said.keys():
        return True
    return max(int(said["x"]), int(said["y"])) < 2 ** int(said["z"])


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_box(numbers: list[float]) -> bool:
    half = len(numbers) // 2
    low, high = numbers[:half], numbers[half:]
    return (
        all(a <= b for a, b in zip(low[1:], high[1:], strict=True)) and max(abs(low[1]), abs(high[1])) <= 90
    )


QUICKLY = settings(
    max_examples=N_REQUESTS or 2,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_answers_are_as_described_to_requests_made_from_the_description():
    schema = schemathesis.openapi.from_asgi("/openapi.json", Starlette(routes=ROUTES))
    paths = tuple(schema) if N_REQUESTS else MADE_FROM
    operations = {(path, method): schema[path][method] for path in paths for method in schema[path]}
    right = {name: times_asked(each, GenerationMode.POSITIVE) for name, each in operations.items()}
    assert all(right.values()), right
    wrong = {name: times_asked(each, GenerationMode.NEGATIVE) for name, each in operations.items()}
    assert sum(wrong.values()) > len(paths), wrong


def times_asked(operation: Any, mode: GenerationMode) -> int:  # noqa: ANN401 the class has no public name
    """Ask right or wrong requests, hold the answers to all that schemathesis knows, and count them."""
    n_asked = 0

    @given(operation.as_strategy(generation_mode=mode))
    @QUICKLY
    def ask(case: schemathesis.Case) -> None:
        nonlocal n_asked
        assume(is_wrong(case) if mode is GenerationMode.NEGATIVE else is_possible(case))
        case.call_and_validate(timeout=LONGEST_S)
        n_asked += 1

    try:
        ask()
    except Unsatisfiable:
        # What takes no parameter cannot be asked wrongly.
        assert mode is GenerationMode.NEGATIVE
    return n_asked
