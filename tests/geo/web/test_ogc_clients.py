"""Programs that are not ours read the collections, and make requests from the description of all."""

from __future__ import annotations

import json
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
from geo.web.routes import ROUTES
from tests.geo.web.gdal_reader import BOX, LEAD
from tests.running import REPOSITORY

if TYPE_CHECKING:
    from starlette.testclient import TestClient

IN_BOX = "bbox=34.2,31.2,34.4,31.4"
IN_MARCH = "datetime=2024-03-01/2024-03-31"
MARCH = "2024-03-01/2024-03-31"
HIGHEST = 90
MADE_FROM = (
    *("/ogc/collections", "/ogc/collections/tolls/items", "/ogc/collections/zones/items/{fid}"),
    *("/cite.{style}", "/sitemap.xml", "/openapi.{form}", "/report/{key}"),
)
"""Addresses of each kind: those of all that are described take minutes."""


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
    said = {name: value for name, value in (case.query or {}).items() if isinstance(value, str)}
    days = [*(said[name] for name in ("from", "to") if name in said), *said.get("datetime", "").split("/")]
    days = [day[:10] for day in days if day not in {"", ".."}]
    box = case.query.get("bbox") or (0, 0, 0, 0)
    is_box = not isinstance(box, str) and _is_box([float(number) for number in box])
    # A day before all data is no end without a beginning; an id must be there.
    is_left_out = {"from", "to", "sel", "bbox-crs"} & said.keys()
    return all(map(_is_day, days)) and days == sorted(days) and is_box and not is_left_out


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
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_answers_are_as_described_to_requests_made_from_the_description():
    schema = schemathesis.openapi.from_asgi("/openapi.json", Starlette(routes=ROUTES))
    asked_each = {path: times_asked(schema[path]["GET"], GenerationMode.POSITIVE) for path in MADE_FROM}
    assert all(asked_each.values()), asked_each
    assert sum(times_asked(schema[path]["GET"], GenerationMode.NEGATIVE) for path in MADE_FROM) > len(
        MADE_FROM
    )


def times_asked(operation: Any, mode: GenerationMode) -> int:  # noqa: ANN401 the class has no public name
    """Ask right or wrong requests, hold the answers to all that schemathesis knows, and count them."""
    n_asked = 0

    @given(operation.as_strategy(generation_mode=mode))
    @QUICKLY
    def ask(case: schemathesis.Case) -> None:
        nonlocal n_asked
        assume(mode is GenerationMode.NEGATIVE or is_possible(case))
        case.call_and_validate()
        n_asked += 1

    try:
        ask()
    except Unsatisfiable:
        # What takes no parameter cannot be asked wrongly.
        assert mode is GenerationMode.NEGATIVE
    return n_asked
