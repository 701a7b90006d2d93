"""The log says what was done, and not for whom."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from geo.web.request_log import ADDRESSES_VARIABLE, LOG_VARIABLE, RequestLog, start_log

LOG = logging.getLogger("geo.web")


@pytest.fixture
def client() -> Iterator[TestClient]:
    routes = [Route("/{path:path}", lambda _: PlainTextResponse("answered"))]
    with TestClient(Starlette(routes=routes, middleware=[Middleware(RequestLog)])) as opened:
        yield opened


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "log.jsonl"
    monkeypatch.setenv(LOG_VARIABLE, str(path))
    yield path
    for handler in list(LOG.handlers):
        LOG.removeHandler(handler)
        handler.close()
    LOG.setLevel(logging.NOTSET)
    LOG.propagate = True


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_an_answer_has_a_line_without_who_asked_and_for_what(client: TestClient, path: Path):
    start_log()
    client.get("/export/reports.csv?q=hospital")
    (line,) = lines(path)
    assert {name: line[name] for name in ("event", "method", "path", "status", "bytes")} == {
        "event": "answered",
        "method": "GET",
        "path": "/export/reports.csv",
        "status": 200,
        "bytes": 8,
    }
    assert line["ms"] >= 0
    assert "testclient" not in path.read_text(encoding="utf-8")
    assert "hospital" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("asked", ["/live/secret", "/own/secret/1/0/0.mvt", "/_stcore/upload_file/secret/x"])
def test_what_only_one_session_knows_is_not_written(client: TestClient, path: Path, asked: str):
    start_log()
    client.get(asked)
    assert "secret" not in path.read_text(encoding="utf-8")


def test_an_address_with_a_line_break_is_one_line(client: TestClient, path: Path):
    start_log()
    client.get("/a%0Ab" + "c" * 1_000)
    (line,) = lines(path)
    assert len(line["path"]) == 200


def test_addresses_are_written_where_the_operator_says_so(
    client: TestClient, path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(ADDRESSES_VARIABLE, "1")
    start_log()
    client.get("/")
    assert lines(path)[0]["client"] == "testclient"


def test_an_error_has_its_trace_in_its_line(path: Path):
    start_log()
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        LOG.exception("failed", extra={"reason": "a test"})
    (line,) = lines(path)
    assert (line["event"], line["reason"], line["level"]) == ("failed", "a test", "error")
    assert "ZeroDivisionError" in line["error"]


@pytest.mark.usefixtures("path")
def test_without_a_setting_nothing_is_written(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(LOG_VARIABLE)
    start_log()
    client.get("/")
    assert LOG.handlers == []
