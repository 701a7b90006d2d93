"""A page for each thing: what it says, in which language, of which snapshot, and what it never holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pytest

from geo.export.citation import STYLES
from geo.export.thing_page import MOST_BYTES
from geo.geometry.area_code import area_of, checked
from geo.language import words
from geo.model import Language
from geo.model.thing_kinds import ThingKind, thing_address
from geo.snapshot import current
from tests.builders import TESTVILLE, report, row, write_home

if TYPE_CHECKING:
    from starlette.testclient import TestClient

ATTACK = "\"'></dd><script>alert(1)</script><img src=x onerror=alert(1)>{{7919*7927}}&lt;b&gt;--></script>"
POLICY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
PAGES = {
    ThingKind.REPORT: "r1",
    ThingKind.INCIDENT: "testville",
    ThingKind.ZONE: "z1",
    ThingKind.SOURCE: "synthetic",
    ThingKind.PLACE: "XX0101",
}
every_page = pytest.mark.parametrize(("kind", "key"), PAGES.items())
every_language = pytest.mark.parametrize("lang", Language)
OLDER = {
    "reports": (
        report("r1", incident_key="testville", killed_min=3, killed_max=3),
        report("r2", incident_key="testville", claimant="Farside council", place_name="Farside"),
        report("gone"),
    ),
    "zones": [row("zones", "z1", issued_by="Farside council"), row("zones", "z0")],
}
NEWER = {
    "reports": (
        report("r1", incident_key="testville", killed_min=4, killed_max=4),
        report("r2", incident_key="testville", claimant="Farside council", place_name="Farside"),
        report("r3", incident_key="testville", location_precision="governorate", event_start="2024-01-11"),
        report(
            "hostile", summary=ATTACK, claimant=ATTACK, place_name=ATTACK, url=ATTACK, location_note=ATTACK
        ),
        report(f"{ATTACK}/x", incident_key=ATTACK),
    ),
    "zones": [
        row("zones", "z1"),
        row("zones", "z2", valid_from="2024-01-12"),
        row("zones", "hostile-z", name_en=ATTACK, issued_by=ATTACK, publisher=ATTACK, zone_key="other"),
    ],
    "sources": [
        row("sources", "synthetic", caveat=ATTACK, home_url=ATTACK),
        row("sources", "synthetic-2", kind="un"),
    ],
    "places": [
        row("places", "testville", alt_names="Test Ville"),
        row(
            "places", "hostile-p", name_en=ATTACK, name_ar=ATTACK, name_he=ATTACK, alt_names=ATTACK, pcode=""
        ),
    ],
}


class Parsed(HTMLParser):
    """What a browser makes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.data, self._in_data = "", False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self._in_data = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._in_data = self._in_data and tag != "script"

    def handle_data(self, data: str) -> None:
        self.data += data if self._in_data else ""

    @property
    def linked_data(self) -> dict[str, Any]:
        """The page's JSON-LD."""
        return json.loads(self.data)


@pytest.fixture(scope="module")
def ids(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Ids of an older snapshot and of the current one, in a home of their own."""
    home: Path = tmp_path_factory.mktemp("home")
    older, newer = (
        write_home(home, *said["reports"], **{k: v for k, v in said.items() if k != "reports"})
        for said in (OLDER, NEWER)
    )
    current.point_to(home, newer)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHELTERLINE_HOME", str(home))
        yield older, newer


@pytest.fixture
def text(client: TestClient, ids: tuple[str, str]) -> Any:  # noqa: ANN401, ARG001 the home holds
    """Asks for a page and returns its text as a reader sees it."""

    def read(kind: ThingKind, key: str, snap: str = "", lang: str = "en") -> str:
        answer = client.get(thing_address(kind, key, snap, lang))
        assert answer.status_code == 200
        return unescape(re.sub(r"<[^>]*>", "", answer.text))

    return read


@pytest.mark.usefixtures("ids")
@every_page
@every_language
def test_a_page_is_light_and_in_its_language(client: TestClient, kind: ThingKind, key: str, lang: Language):
    answer = client.get(thing_address(kind, key, lang=lang))
    page = Parsed(answer.text)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert len(answer.content) <= MOST_BYTES
    assert f'<html lang="{lang}" dir="{lang.direction}">' in answer.text
    assert page.tags.count("h1") == page.tags.count("main") == page.tags.count("title") == 1
    assert f'rel="canonical" href="http://testserver/{kind}/{key}?lang={lang}"' in answer.text


@pytest.mark.usefixtures("ids")
@every_page
def test_nothing_runs_in_a_page(client: TestClient, kind: ThingKind, key: str):
    answer = client.get(thing_address(kind, key))
    scripts = re.findall(r"<script[^>]*>", answer.text)
    assert scripts == ['<script type="application/ld+json">']
    assert answer.headers["content-security-policy"] == POLICY
    assert " style=" not in answer.text


@pytest.mark.usefixtures("ids")
@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (ThingKind.REPORT, "hostile"),
        (ThingKind.REPORT, f"{ATTACK}/x"),
        (ThingKind.INCIDENT, ATTACK),
        (ThingKind.ZONE, "hostile-z"),
        (ThingKind.SOURCE, "synthetic"),
        (ThingKind.PLACE, "hostile-p"),
    ],
)
@every_language
def test_texts_stay_texts(client: TestClient, kind: ThingKind, key: str, lang: Language):
    answer = client.get(thing_address(kind, key, lang=lang))
    assert answer.status_code == 200
    page = Parsed(answer.text)
    assert page.tags.count("script") == 1
    assert "img" not in page.tags
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert not [v for name, v in page.attributes if name == "href" and v and v.startswith("javascript")]
    assert "alert(1)" in json.dumps(page.linked_data)
    assert str(7919 * 7927) not in answer.text


@pytest.mark.usefixtures("ids")
@every_page
def test_it_is_data_for_programs_too(client: TestClient, ids: tuple[str, str], kind: ThingKind, key: str):
    said = Parsed(client.get(thing_address(kind, key)).text).linked_data
    types = {
        ThingKind.REPORT: "Claim",
        ThingKind.INCIDENT: "Event",
        ThingKind.ZONE: "Claim",
        ThingKind.SOURCE: "Dataset",
        ThingKind.PLACE: "Dataset",
    }
    assert (said["@context"], said["@type"]) == ("https://schema.org", types[kind])
    assert said["@id"] == f"http://testserver/{kind}/{key}?snap={ids[1]}&lang=en"
    assert said["identifier"] == key
    assert "Review" not in json.dumps(said)
    assert f'"version": "{ids[1]}"' in json.dumps(said)


@pytest.mark.usefixtures("ids")
def test_a_report_s_data_say_no_more_than_the_report(client: TestClient):
    of_point, of_area = (
        Parsed(client.get(thing_address(ThingKind.REPORT, key)).text).linked_data for key in ("r1", "r3")
    )
    assert of_point["about"]["location"]["geo"]["geoRadius"] == 3_000
    assert "geo" not in of_area["about"]["location"]
    assert of_area["about"]["location"]["containedInPlace"]["name"] == "Testville district"
    assert (of_point["author"], of_point["publisher"]) == ("Testville council", "Synthetic Wire")
    assert of_point["about"]["startDate"] == "2024-01-10"
    assert "4" not in json.dumps(of_point["about"]["name"])


def test_an_incident_has_its_claims_side_by_side(text: Any):  # noqa: ANN401
    said = text(ThingKind.INCIDENT, "testville")
    assert "3 claims" in said
    assert "Killed, as claimed" in said
    assert all(each in said for each in ("Testville council", "Farside council", "r1", "r2", "r3"))


@every_language
def test_a_report_names_the_statuses_in_force(text: Any, lang: Language):  # noqa: ANN401
    said = text(ThingKind.REPORT, "r1", lang=lang)
    assert words(lang)("Statuses in force at its place and time") in said
    assert "z1" in said


@every_page
def test_it_is_cited_in_four_forms_that_name_the_snapshot(
    text: Any,  # noqa: ANN401
    ids: tuple[str, str],
    kind: ThingKind,
    key: str,
):
    said = text(kind, key)
    assert all(style.label in said for suffix, style in STYLES.items() if suffix != "txt")
    assert said.count(f"http://testserver/{kind}/{key}?snap={ids[1]}&lang=en") == len(STYLES)


@every_page
def test_it_says_what_its_map_shows(client: TestClient, ids: tuple[str, str], kind: ThingKind, key: str):
    page = unescape(client.get(thing_address(kind, key)).text)
    (way,) = re.findall(r'href="(/\?v=1&[^"]*)">See it on the map', page)
    assert f"snap={ids[1]}" in way
    assert (
        f'og:image" content="http://testserver/export/view.png?{way.removeprefix("/?")}&size=social' in page
    )


def test_a_report_leads_to_the_reports_around_it(client: TestClient, ids: tuple[str, str]):
    page = unescape(client.get(thing_address(ThingKind.REPORT, "r1")).text)
    (way,) = re.findall(r'href="/\?(v=1&[^"]*)">Reports around it', page)
    named = dict(parse_qsl(way, keep_blank_values=True))
    assert (named["snap"], area_of(named["aoi"], int(named["aoi_m"]))) == (
        ids[1],
        # A polygon of so much more holds the whole disc, so that the report lies certainly inside.
        checked([TESTVILLE], 3_002),
    )


def test_an_older_page_says_what_the_current_data_say(text: Any, ids: tuple[str, str]):  # noqa: ANN401
    older, newer = ids
    revised = text(ThingKind.REPORT, "r1", older)
    assert "The current data say something else of it." in revised
    assert re.search(r"killed_min\s*3\s*4", revised)
    assert "The current data say the same of it." in text(ThingKind.REPORT, "r2", older)
    assert "It is no longer in the current data." in text(ThingKind.REPORT, "gone", older)
    assert "current data" not in text(ThingKind.REPORT, "r1", newer)
    assert re.search(r"issued_by\s*Farside council\s*Testville council", text(ThingKind.ZONE, "z1", older))


def test_a_page_has_its_history(text: Any, ids: tuple[str, str]):  # noqa: ANN401
    newer = ids[1]
    assert f"revised in snapshot {newer}" in text(ThingKind.REPORT, "r1")
    assert f"added in snapshot {newer}" in text(ThingKind.REPORT, "r3")
    assert "No difference from the snapshots before" in text(ThingKind.REPORT, "r2")
    incident = text(ThingKind.INCIDENT, "testville")
    assert "added: r3" in incident
    assert "revised: r1" in incident


@every_page
@every_language
def test_what_is_unknown_is_said_to_be(
    client: TestClient, ids: tuple[str, str], kind: ThingKind, key: str, lang: Language
):
    answer = client.get(thing_address(kind, f"{key}-{ATTACK}", lang=lang))
    assert (answer.status_code, answer.headers["content-security-policy"]) == (404, POLICY)
    assert f'<html lang="{lang}" dir="{lang.direction}">' in answer.text
    assert ids[1] in answer.text
    assert "script" not in Parsed(answer.text).tags


def test_what_was_withdrawn_leads_to_the_snapshot_that_has_it(client: TestClient, ids: tuple[str, str]):
    answer = client.get(thing_address(ThingKind.REPORT, "gone"))
    assert answer.status_code == 404
    assert f'href="/report/gone?snap={ids[0]}&amp;lang=en"' in answer.text
    assert client.get(f"/report/gone?snap={ids[0]}").status_code == 200


def test_what_came_later_leads_to_the_current_data(client: TestClient, ids: tuple[str, str]):
    answer = client.get(thing_address(ThingKind.REPORT, "r3", ids[0]))
    assert answer.status_code == 404
    assert 'href="/report/r3?lang=en"' in answer.text


@pytest.mark.usefixtures("ids")
def test_an_unknown_snapshot_is_never_replaced(client: TestClient):
    answer = client.get("/report/r1?snap=000000000000&lang=ar")
    assert answer.status_code == 404
    assert 'href="/report/r1?lang=ar"' in answer.text


@pytest.mark.usefixtures("ids")
def test_an_unchanged_page_is_not_sent_twice(client: TestClient):
    first = client.get("/report/r1")
    again = client.get("/report/r1", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_of_much_is_cut_and_says_so(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SHELTERLINE_HOME", str(tmp_path))
    many = (report(f"r{n}", incident_key="i", summary="x" * 900, source_id="synthetic") for n in range(60))
    current.point_to(tmp_path, write_home(tmp_path, *many))
    for address in ("/report/r1", "/incident/i?lang=ar", "/source/synthetic?lang=he", "/place/XX0101"):
        answer = client.get(address)
        assert (answer.status_code, len(answer.content) <= MOST_BYTES) == (200, True), address
    cut = unescape(client.get("/incident/i").text)
    assert re.search(r"The first \d+ of 60 are listed\.", cut)
    assert 'href="/report/r59?' in cut


@pytest.mark.usefixtures("ids")
def test_the_sitemap_leads_to_every_page(client: TestClient):
    def addresses(path: str) -> list[str]:
        answer = client.get(path)
        assert answer.headers["content-type"] == "application/xml"
        return [unescape(found) for found in re.findall(r"<loc>([^<]*)</loc>", answer.text)]

    parts = [part.removeprefix("http://testserver") for part in addresses("/sitemap.xml")]
    assert len(parts) == len(ThingKind) + 1, "one of the stories"
    pages = [page.removeprefix("http://testserver") for part in parts for page in addresses(part)]
    assert set(pages) >= {thing_address(kind, key) for kind, key in PAGES.items()}
    assert {client.get(page).status_code for page in pages} == {200}


@pytest.mark.parametrize("query", ["of=reports", "of=report&part=-1", "part=x"])
@pytest.mark.usefixtures("ids")
def test_a_part_that_cannot_be_is_refused(client: TestClient, query: str):
    assert client.get(f"/sitemap.xml?{query}").status_code == 400
