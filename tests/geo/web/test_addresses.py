"""What was observed of addresses, as a reader meets it: on pages, in citations, in a file of its own."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from geo.language import words
from geo.layers.cards import report_card
from geo.model import Language
from geo.snapshot import current
from geo.snapshot.address_checks import AddressCheck, AddressVerdict, write_checks
from tests.builders import report, row, write_home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

GONE, MOVED, SEEN, FORMULA = (f"https://example.org/{name}" for name in ("gone", "moved", "seen", "odd"))
COPY = f"https://web.archive.org/web/20240111000000/{GONE}"
AT = {"checked_at": "2026-01-10T08:00:00+00:00", "looked_up_at": "2026-01-10T08:00:00+00:00"}
CHECKS = [
    AddressCheck(
        GONE, AddressVerdict.GONE, status=404, copy_address=COPY, copy_at="2024-01-11T00:00:00+00:00", **AT
    ),
    AddressCheck(MOVED, AddressVerdict.MOVED, status=200, moved_to='https://example.org/"><script>new', **AT),
    AddressCheck(SEEN, AddressVerdict.THERE, status=200, **AT),
    AddressCheck(FORMULA, AddressVerdict.NO_ANSWER, note="=1+1", **AT),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder: Path = tmp_path_factory.mktemp("home")
    reports = [report(name, url=url) for name, url in zip("abcd", (GONE, MOVED, SEEN, FORMULA), strict=True)]
    current.point_to(folder, write_home(folder, *reports, zones=[row("zones", "z1", url=f"{GONE}#map")]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHELTERLINE_HOME", str(folder))
        yield folder


@pytest.fixture
def checked(home: Path) -> Iterator[Path]:
    write_checks(home, CHECKS)
    yield home
    (home / "addresses" / "checks.parquet").unlink()


@pytest.mark.usefixtures("checked")
@pytest.mark.parametrize("address", ["/report/a", "/zone/z1", "/incident/a"])
def test_a_page_says_that_an_address_is_dead_and_names_the_copy(client: TestClient, address: str):
    text = client.get(address).text
    assert "On 10 Jan 2026 this address said that it has no such page (status 404)." in text
    assert f'<a href="{COPY}"' in text
    assert "Archived copy of 11 Jan 2024" in text


@pytest.mark.usefixtures("checked")
def test_where_an_address_leads_is_a_link_and_no_element(client: TestClient):
    text = client.get("/report/b").text
    assert "On 10 Jan 2026 this address led to another one:" in text
    assert "<script>new" not in text


@pytest.mark.usefixtures("checked")
def test_of_an_address_that_is_there_nothing_is_said(client: TestClient):
    assert "On 10 Jan 2026" not in client.get("/report/c").text


@pytest.mark.usefixtures("checked")
@pytest.mark.parametrize("lang", Language)
def test_the_card_of_the_map_says_it_too(lang: Language):
    card = report_card("a", current.current(), words(lang))
    assert COPY in card
    assert "404" in card


@pytest.mark.usefixtures("checked")
def test_a_citation_names_the_copy_in_every_form(client: TestClient):
    text = client.get("/report/a").text
    # The sentence, BibTeX, RIS and CSL-JSON.
    assert text.count(f"Source: {GONE} Archived copy of 11 Jan 2024: {COPY}") == 4
    assert "Source: " not in client.get("/report/c").text.partition("Cite this page")[2]


@pytest.mark.usefixtures("checked")
def test_programs_find_the_copy(client: TestClient):
    text = client.get("/report/a").text
    said = json.loads(text.partition('ld+json">')[2].partition("</script>")[0])
    assert said["appearance"] == {"@type": "CreativeWork", "url": GONE, "archivedAt": COPY}


def test_observations_change_no_export_and_no_id(client: TestClient, home: Path):
    query = f"snap={current.current().id}"
    addresses = [f"/export/reports.csv?{query}", f"/export/reports.geojson?{query}", f"/cite.ris?{query}"]
    before = [client.get(address).content for address in addresses]
    write_checks(home, CHECKS)
    assert [client.get(address).content for address in addresses] == before
    assert f"snap={current.current().id}" == query
    (home / "addresses" / "checks.parquet").unlink()


def test_a_file_of_its_own_has_them_and_follows_them(client: TestClient, home: Path):
    address = f"/export/addresses.csv?snap={current.current().id}"
    unchecked = client.get(address)
    write_checks(home, CHECKS)
    answer = client.get(address, headers={"if-none-match": unchecked.headers["etag"]})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    rows = {each["address"]: each for each in csv.DictReader(StringIO(answer.text.lstrip("\ufeff")))}
    assert rows.keys() == {GONE, MOVED, SEEN, FORMULA}
    assert (rows[GONE]["verdict"], rows[GONE]["archived_copy"], rows[GONE]["n_rows"]) == ("gone", COPY, "2")
    assert rows[FORMULA]["note"] == "'=1+1"
    again = client.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    (home / "addresses" / "checks.parquet").unlink()
