"""Figures, as a client gets them."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from geo.export.figure import write
from geo.export.figure.sizes import FIGURE_FORMATS, FigureSuffix, Size
from geo.model.errors import SnapshotError
from geo.snapshot.opened import Snapshot
from geo.web import view_request as asked
from geo.web.export_limits import FIGURES

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PROBLEM = "application/problem+json"
BEGINS = {FigureSuffix.PNG: b"\x89PNG", FigureSuffix.PDF: b"%PDF-", FigureSuffix.SVG: b"<?xml"}
every_format = pytest.mark.parametrize("suffix", list(FigureSuffix))


@pytest.mark.usefixtures("with_address")
@every_format
def test_a_view_is_answered_as_a_figure(
    client: TestClient, bundled: Snapshot, query: str, suffix: FigureSuffix
):
    answer = client.get(f"/export/view.{suffix}?{query}&size=social")
    assert (answer.status_code, answer.headers["content-type"]) == (200, FIGURE_FORMATS[suffix].media_type)
    assert answer.content.startswith(BEGINS[suffix])
    named = f'inline; filename="shelterline-{bundled.id}-social.{suffix}"'
    assert answer.headers["content-disposition"] == named
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_without_a_size_it_is_for_print(client: TestClient, query: str):
    picture = Image.open(BytesIO(client.get(f"/export/view.png?{query}").content))
    assert picture.size == (2250, 2962)


def test_a_view_without_its_snapshot_is_asked_for_again(client: TestClient):
    assert client.head("/export/view.png").headers["cache-control"] == "no-cache"


@every_format
def test_what_a_client_has_is_not_drawn_again(
    client: TestClient, query: str, suffix: FigureSuffix, monkeypatch: pytest.MonkeyPatch
):
    path = f"/export/view.{suffix}?{query}"
    monkeypatch.delattr(write, "write_figure")
    etag = client.head(path).headers["etag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)


def test_another_figure_has_another_etag(client: TestClient, query: str):
    paths = [f"{suffix}?{query}&size={size}" for suffix in FigureSuffix for size in Size]
    paths += [f"png?{query.replace('lang=en', 'lang=he')}", f"png?{query.replace('z=10', 'z=11')}"]
    etags = {client.head(f"/export/view.{path}").headers["etag"] for path in paths}
    assert len(etags) == len(paths)


def test_asking_for_the_headers_draws_nothing(
    client: TestClient, query: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delattr(write, "write_figure")
    answer = client.head(f"/export/view.pdf?{query}")
    assert (answer.status_code, "content-length" in answer.headers) == (200, False)


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        ("size=poster", "size='poster' is not a size; expected one of print, slide, social"),
        ("size=", "size=''"),
        ("from=2023-99-01", "from='2023-99-01'"),
        ("z=99", "z='99'"),
    ],
)
def test_a_bad_value_is_named(client: TestClient, bad: str, named: str):
    answer = client.get(f"/export/view.png?{bad}")
    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)
    assert named in answer.json()["detail"]


@pytest.mark.parametrize("ending", ["gif", "PNG", "png.exe", "%00"])
def test_an_unknown_format_names_those_there_are(client: TestClient, ending: str):
    answer = client.get(f"/export/view.{ending}")
    assert (answer.status_code, "png, svg, pdf" in answer.json()["detail"]) == (404, True)


def test_an_unknown_snapshot_is_not_found(client: TestClient):
    answer = client.get("/export/view.png?snap=0123456789ab")
    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)


def test_without_a_snapshot_it_is_503(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    def fail() -> Snapshot:
        raise SnapshotError("reports.parquet of snapshot 0123456789ab is damaged")

    monkeypatch.setattr(asked, "current", fail)
    assert client.get("/export/view.png").status_code == 503


def test_many_at_once_are_sent_away_and_told_when_to_come_back(
    client: TestClient, query: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(FIGURES, "most", 1)
    with FIGURES.place("another client"):
        answer = client.get(f"/export/view.png?{query}")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert answer.headers["content-type"] == PROBLEM


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_written(client: TestClient, method: str):
    assert client.request(method, "/export/view.png").status_code == 405


def test_an_svg_may_run_nothing(client: TestClient, query: str):
    policy = client.head(f"/export/view.svg?{query}").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy


def test_who_serves_no_figure_loads_no_drawing_library():
    program = "import sys, geo.web.routes, geo.cli; print('matplotlib' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 our own interpreter
    assert said.stdout.strip() == "False"
