"""Files of rows, as a client gets them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo.export.formats import FORMATS, Suffix
from geo.model.errors import SnapshotError
from geo.snapshot.opened import Snapshot
from geo.snapshot.report_index import ReportIndex
from geo.web import view_request as asked
from tests.geo.export.files import ALL, about, read

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PROBLEM = "application/problem+json"
every_format = pytest.mark.parametrize("suffix", ALL)


@every_format
def test_a_view_is_answered_as_a_file(client: TestClient, bundled: Snapshot, query: str, suffix: Suffix):
    answer = client.get(f"/export/reports.{suffix}?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, FORMATS[suffix].media_type)
    # A file holds what has no place as well; what has no day is in no view of days.
    assert len(read(answer.content, suffix)) == bundled.reports["event_start"].notna().sum()
    named = f'attachment; filename="shelterline-reports-{bundled.id}.{suffix}"'
    assert answer.headers["content-disposition"] == named


@every_format
def test_a_file_names_the_address_under_which_it_was_asked_for(
    client: TestClient, query: str, suffix: Suffix
):
    answer = client.get(f"/export/reports.{suffix}?{query}", headers={"Host": "maps.example.invalid"})
    assert f"http://maps.example.invalid/?{query}" in str(about(answer.content, suffix))


def test_the_operator_may_say_under_which_address(
    client: TestClient, query: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SHELTERLINE_ADDRESS", "https://maps.example.invalid/gaza")
    answer = client.get(f"/export/reports.geojson?{query}")
    assert answer.json()["about"]["address"] == f"https://maps.example.invalid/gaza?{query}"


def test_a_hostile_host_does_not_leave_its_place(client: TestClient):
    answer = client.get("/cite.bib", headers={"Host": 'x"},@misc{evil,<>'})
    assert answer.text.count("@misc") == 1 or "%7B" in answer.text
    assert "@misc{evil" not in answer.text


@pytest.mark.usefixtures("with_address")
@every_format
def test_a_file_of_a_named_snapshot_is_for_ever(client: TestClient, query: str, suffix: Suffix):
    headers = client.get(f"/export/reports.{suffix}?{query}").headers
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get(f"/export/reports.{suffix}").headers["cache-control"] == "no-cache"


@every_format
def test_what_a_client_has_is_not_made_again(
    client: TestClient, query: str, suffix: Suffix, monkeypatch: pytest.MonkeyPatch
):
    path = f"/export/reports.{suffix}?{query}"
    etag = client.get(path).headers["etag"]
    monkeypatch.delattr(ReportIndex, "matching")
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)


def test_another_file_has_another_etag(client: TestClient, query: str):
    paths = [f"{suffix}?{query}" for suffix in ALL]
    paths += [
        f"csv?{query}&hxl=1",
        f"csv?{query.replace('lang=en', 'lang=he')}",
        f"csv?{query.replace('&sel=&', '&sel=r0001&')}",
    ]
    etags = {client.head(f"/export/reports.{path}").headers["etag"] for path in paths}
    assert len(etags) == len(paths)


def test_asking_for_the_headers_writes_no_file(
    client: TestClient, query: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delattr(ReportIndex, "matching")
    answer = client.head(f"/export/reports.gpkg?{query}")
    assert (answer.status_code, "content-length" in answer.headers) == (200, False)


def test_hxl_is_asked_for(client: TestClient, query: str):
    plain, tagged = (client.get(f"/export/reports.csv?{query}{end}").content for end in ("", "&hxl=1"))
    assert (b"#event+report+id" in plain, b"#event+report+id" in tagged) == (False, True)
    assert len(pd.read_csv(BytesIO(tagged), skiprows=[1])) == len(pd.read_csv(BytesIO(plain)))


@every_format
@pytest.mark.parametrize(
    ("bad", "named"),
    [
        ("from=2023-99-01", "from='2023-99-01'"),
        ("kind=magic", "kind='magic'"),
        ("src=nobody", "src='nobody'"),
        ("area=%27%3B--", 'area="\';--"'),
        ("hxl=yes", "hxl='yes'"),
    ],
)
def test_a_bad_value_is_named(client: TestClient, suffix: Suffix, bad: str, named: str):
    answer = client.get(f"/export/reports.{suffix}?{bad}")
    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)
    assert named in answer.json()["detail"]


@every_format
def test_an_unknown_snapshot_is_not_found(client: TestClient, suffix: Suffix):
    answer = client.get(f"/export/reports.{suffix}?snap=0123456789ab")
    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)
    assert "'0123456789ab'" in answer.json()["detail"]


@pytest.mark.parametrize("ending", ["xlsx", "csv.gz", "CSV", "%00"])
def test_an_unknown_format_names_those_there_are(client: TestClient, ending: str):
    answer = client.get(f"/export/reports.{ending}")
    assert (answer.status_code, "csv, geojson, parquet, gpkg" in answer.json()["detail"]) == (404, True)


@pytest.mark.parametrize("path", ["/export/reports.csv", "/cite.txt"])
def test_without_a_snapshot_it_is_503(client: TestClient, path: str, monkeypatch: pytest.MonkeyPatch):
    def fail() -> Snapshot:
        raise SnapshotError("reports.parquet of snapshot 0123456789ab is damaged")

    monkeypatch.setattr(asked, "current", fail)
    answer = client.get(path)
    assert (answer.status_code, "damaged" in answer.json()["detail"]) == (503, True)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/export/reports.csv", "/cite.bib"])
def test_nothing_can_be_written(client: TestClient, method: str, path: str):
    assert client.request(method, path).status_code == 405


def test_a_browser_is_not_to_guess_what_a_file_is(client: TestClient):
    headers = client.get("/export/reports.geojson?q=%3Cscript%3E").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
