"""No route gives rows of a restricted source to others, not even on the server of who may read them.

The snapshot has such rows in every table, and the server is private: it has opened all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pyarrow as pa
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from geo.export.feature_collections import COLLECTIONS
from geo.export.formats import Suffix
from geo.filters.permalink import query_string
from geo.layers.cards import page_address
from geo.model import Language
from geo.model.thing_kinds import ThingKind
from geo.queries.view_answer import answer_view, shared_snapshot
from geo.snapshot import current as serving
from geo.snapshot.current import point_to
from geo.snapshot.files import write_snapshot
from geo.snapshot.opened import Snapshot
from geo.snapshot.restricted import PRIVATE_VARIABLE
from geo.snapshot.tables import arrow_schema
from geo.stories.story import Story, StoryStep
from geo.stories.story_page import StoryRequest, story_file, story_page
from geo.web.edges import ReadRoute
from geo.web.previews import Previews
from geo.web.routes import ROUTES
from tests.builders import EN, arrow_tables, outlines, report, row
from tests.geo.export.files import ALL, read

REGISTRY = "Synthetic Registry"
THEIRS = "Theirs alone."
LICENCE = "Not redistributable: synthetic terms"
OF_NO_DATA = {"/.well-known/security.txt", "/v/{name}"}
OF_STORIES = {"/stories", "/story/{key:path}", "/export/story.{form}"}
"""Routes of stories that come with the program, on the bundled chronicle; another story is drawn below."""
OF_THE_OWN_MAP = {
    "/assets/{name:path}",
    "/own/{token}/{z}/{x}/{y}.mvt",
    "/tiles/reports.json",
    "/tiles/reports/{z}/{x}/{y}.mvt",
}
"""Routes of the map that the server shows to its own user."""
SPOT = "ids=r1,r2,r3,r4,odd77,closed-1,closed-2,z1,closed-z,closed-s,a1,odd78&areas=XX0101&cells=0.0.0.-1"
GIVEN_AWAY = {
    "/healthz": ["/healthz"],
    "/cite.{style}": [f"/cite.{style}" for style in ("txt", "bib", "ris", "json")],
    "/embed": ["/embed", "/embed?format=text"],
    "/embed/compare": ["/embed/compare?b.src=all", "/embed/compare?format=text&b.to=2023-12-01"],
    "/embed/geography.json": ["/embed/geography.json"],
    "/embed/here": [f"/embed/here?{SPOT}"],
    "/embed/frame": ["/embed/frame?bbox=34.05,31.05,34.15,31.15"],
    "/tiles/brush/reports.json": ["/tiles/brush/reports.json"],
    "/export/addresses.csv": ["/export/addresses.csv"],
    "/export/compare.csv": ["/export/compare.csv?b.src=closed", "/export/compare.csv?b.src=all"],
    "/export/compare.{suffix}": ["/export/compare.svg?size=social&b.src=closed"],
    "/export/not_shown.csv": ["/export/not_shown.csv", "/export/not_shown.csv?reason=other_sources"],
    "/export/view.html": ["/export/view.html"],
    "/export/package.zip": ["/export/package.zip"],
    "/export/reports.{suffix}": [f"/export/reports.{suffix}" for suffix in ALL],
    "/export/view.{suffix}": ["/export/view.svg?size=social"],
    "/export/{ledger}.csv": [
        "/export/revisions.csv",
        "/export/rejects.csv",
        "/export/rejects.csv?text=alone",
    ],
    "/table": ["/table", "/table?rows=not_shown&bare=1", "/table?cols=all&sort=-claimant"],
    "/table/rows.json": [
        "/table/rows.json?cols=all&sort=summary",
        "/table/rows.json?rows=not_shown",
        "/table/rows.json?rows=map&sort=statuses_possible",
    ],
    "/table/rows.tsv": ["/table/rows.tsv?pick=0-99&cols=all", "/table/rows.tsv?pick=0-99&rows=not_shown"],
    "/feed.{form}": ["/feed.atom", "/feed.json"],
    "/catalog.jsonld": ["/catalog.jsonld"],
    "/oembed": [
        f"/oembed?url=http%3A%2F%2Ftestserver%2F{path}" for path in ("", "report%2Fr1", "place%2FXX0101")
    ],
    "/sitemap.xml": ["/sitemap.xml", *(f"/sitemap.xml?of={kind}" for kind in ThingKind)],
    "/ogc": ["/ogc"],
    "/ogc/": ["/ogc/"],
    "/ogc/api": ["/ogc/api"],
    "/ogc/conformance": ["/ogc/conformance"],
    "/ogc/collections": ["/ogc/collections"],
    "/ogc/collections/{collection}": ["/ogc/collections/reports", "/ogc/collections/pauses"],
    "/ogc/collections/{collection}/items": [
        "/ogc/collections/reports/items",
        *(f"/ogc/collections/{name}/items?src=closed,synthetic" for name in COLLECTIONS),
        *(f"/ogc/collections/{name}/items?f=html" for name in COLLECTIONS),
    ],
    "/ogc/collections/{collection}/items/{fid:path}": [
        *(f"/ogc/collections/reports/items/{key}" for key in ("r1", "r2", "r3", "r4")),
        "/ogc/collections/assessments/items/a1",
    ],
    "/ogc/collections/{collection}/queryables": ["/ogc/collections/reports/queryables"],
    "/ogc/collections/{collection}/tiles": ["/ogc/collections/reports/tiles"],
    "/ogc/collections/{collection}/tiles/{scheme}": ["/ogc/collections/reports/tiles/WebMercatorQuad"],
    "/openapi.{form}": ["/openapi.json", "/openapi.html"],
    "/report/{key:path}": ["/report/r1", "/report/r2", "/report/r3", "/report/r4"],
    "/incident/{key:path}": ["/incident/r1", "/incident/r2", "/incident/r4"],
    "/zone/{key:path}": ["/zone/z1"],
    "/source/{key:path}": ["/source/synthetic", "/source/closed"],
    "/place/{key:path}": ["/place/XX0101", "/place/testville"],
}
"""What is asked of every other route, by its path."""
REFUSING = ("/ogc", "/openapi")
"""Addresses that refuse a parameter with which they can do nothing."""
TAKING_VIEWS = {"/ogc/collections/reports/items"}
"""Those of them that take every view."""
VIEWS = (
    "",
    "sel=closed-1",
    "sel=odd77",
    "sel=closed-z",
    "layers=reports,areas,assessments",
    "src=closed",
    "src=closed,synthetic&sel=closed-2",
    "q=alone",
)
ASKED = [
    (path, address, view)
    for path, addresses in GIVEN_AWAY.items()
    for address in addresses
    for view in (VIEWS if not address.startswith(REFUSING) or address in TAKING_VIEWS else VIEWS[:1])
]


def ledger(name: str, *said: dict[str, str]) -> pa.Table:
    schema = arrow_schema(name)
    empty = {field.name: "" if pa.types.is_string(field.type) else 0 for field in schema}
    return pa.Table.from_pylist([{**empty, **cells} for cells in said], schema)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose snapshot has rows of a restricted source in every table."""
    folder = tmp_path_factory.mktemp("home")
    theirs = {"source_id": "closed", "publisher": REGISTRY, "claimant": THEIRS, "summary": THEIRS}
    tables = arrow_tables(
        report("r1"),
        report("closed-1", **theirs),
        report("closed-2", **theirs, location_precision="governorate"),
        report("closed-3", **theirs, event_start="", date_precision="unknown"),
        report("odd77", **theirs),
        # Two that others may have, and that say to which of theirs they belong.
        report("r2", incident_key="closed-1", contained_in="closed-1"),
        report("r3", incident_key="closed-1", contained_in="odd77"),
        report("r4", incident_key="odd77"),
        sources=[row("sources", "synthetic"), row("sources", "closed", name=REGISTRY, licence=LICENCE)],
        zones=[
            row("zones", "z1"),
            row("zones", "closed-z", publisher=REGISTRY, name_en=THEIRS, issued_by=THEIRS),
        ],
        sheltering=[
            row("sheltering", "s1"),
            row("sheltering", "closed-s", publisher=REGISTRY, claimant=THEIRS),
        ],
        pauses=[row("pauses", "closed-p", publisher=REGISTRY, name=THEIRS, start="2024-01-10")],
        tolls=[row("tolls", "closed-t", publisher=REGISTRY, claimant=THEIRS)],
        assessments=[
            row("assessments", "a1"),
            row("assessments", "odd78", source_id="closed", publisher=REGISTRY, claimant=THEIRS),
        ],
    )
    tables["rejects"] = ledger(
        "rejects",
        {"reject_id": "f.csv:1:kind", "source_id": "synthetic", "report_id": "r9", "value": "free"},
        {"reject_id": "f.csv:2:kind", "report_id": "closed-9", "value": THEIRS},
        {"reject_id": "f.csv:3:source_id", "source_id": "clsoed", "report_id": "9", "row": THEIRS},
        {"reject_id": "f.csv:4:source_id", "source_id": "", "report_id": "9", "row": THEIRS},
        {"reject_id": "f.csv:5:kind", "source_id": "synthetic", "report_id": "odd77", "row": THEIRS},
    )
    tables["revisions"] = ledger(
        "revisions",
        {"revision_id": "v1", "report_id": "r1", "after": "free"},
        {"revision_id": "v2", "report_id": "closed-1", "after": THEIRS},
        {"revision_id": "v3", "report_id": "r3", "column": "contained_in", "after": "odd77"},
        {"revision_id": "v4", "report_id": "r2", "column": "contained_in", "before": "closed-1"},
    )
    tables["candidates"] = ledger(
        "candidates",
        {"candidate_id": "c1", "report_id": "r1", "other_id": "odd77"},
        {"candidate_id": "c2", "report_id": "r1", "other_id": "r2"},
    )
    point_to(folder, write_snapshot(tables, outlines(), folder))
    return folder


@pytest.fixture
def client(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A client of a private server with all routes, and with a page that gets a preview."""
    monkeypatch.setenv(PRIVATE_VARIABLE, "1")
    monkeypatch.setattr(serving, "home", lambda: home)
    page = Route("/", lambda _: HTMLResponse('<html lang="en"><title>a page</title></html>'))
    with TestClient(Starlette(routes=[*ROUTES, page], middleware=[Middleware(Previews)])) as opened:
        yield opened


@pytest.fixture
def opened(client: TestClient) -> Snapshot:  # noqa: ARG001 the server's settings hold
    return serving.current()


def text_of(content: bytes, address: str) -> str:
    """A whole answer as text, whatever its format."""
    suffix = address.partition("?")[0].rpartition(".")[2]
    if suffix == Suffix.ZIP:
        with ZipFile(BytesIO(content)) as package:
            return "\n".join(text_of(package.read(name), name) for name in package.namelist())
    if suffix not in {Suffix.PARQUET, Suffix.GPKG}:
        return content.decode()
    with pd.option_context("display.width", None, "display.max_columns", None, "display.max_colwidth", None):
        return read(content, Suffix(suffix)).to_csv()


def test_every_route_is_asked():
    routes = {route.path for route in ROUTES if isinstance(route, ReadRoute)}
    assert routes == OF_NO_DATA | OF_STORIES | OF_THE_OWN_MAP | set(GIVEN_AWAY)


@pytest.mark.parametrize(("path", "address", "view"), ASKED)
def test_no_answer_that_is_given_away_has_them(client: TestClient, path: str, address: str, view: str):
    answer = client.get(f"{address}{'&' if '?' in address else '?'}{view}")
    assert answer.status_code == 200, path
    text = text_of(answer.content, address)
    assert THEIRS not in text
    assert "closed-" not in text
    assert "odd77" not in text
    assert "odd78" not in text


@pytest.mark.parametrize("write", [story_page, story_file])
def test_no_story_has_them(opened: Snapshot, write: Callable[[StoryRequest], bytes]):
    said = "[theirs](report:closed-1) [too](zone:closed-z) [12](toll:closed-t) [free](report:r1)"
    views = [f"v=1&snap={opened.id}&{view}" for view in VIEWS if view]
    steps = tuple(StoryStep(view, {}, {Language.EN: said}) for view in views)
    text = write(StoryRequest(Story({Language.EN: "T"}, {}, steps), "", Language.EN, "http://x/")).decode()
    assert "report-r1" in text
    assert THEIRS not in text
    for name in ("closed-1", "closed-2", "closed-z", "closed-t", "odd77"):
        assert name not in text


@pytest.mark.parametrize("view", VIEWS)
def test_no_preview_of_a_page_has_them(client: TestClient, view: str):
    text = client.get(f"/?{view}").text
    assert "og:title" in text
    assert "closed-" not in text
    assert "odd77" not in text


@pytest.mark.parametrize(
    "address",
    [
        *("/report/closed-1", "/report/odd77", "/incident/closed-1", "/incident/odd77", "/zone/closed-z"),
        *(f"/ogc/collections/reports/items/{key}" for key in ("closed-1", "closed-3", "odd77")),
        *("/ogc/collections/zones/items/closed-z", "/ogc/collections/tolls/items/closed-t"),
    ],
)
def test_what_is_theirs_has_no_page(client: TestClient, address: str):
    assert client.get(address).status_code == 404


def test_a_card_of_theirs_leads_to_no_page(opened: Snapshot):
    assert page_address(ThingKind.REPORT, "r1", opened, EN)
    assert page_address(ThingKind.ZONE, "z1", opened, EN)
    assert not page_address(ThingKind.REPORT, "closed-1", opened, EN)
    assert not page_address(ThingKind.ZONE, "closed-z", opened, EN)


def test_what_others_may_have_is_still_given(client: TestClient):
    assert "r1" in client.get("/export/reports.csv").text
    assert 'data-id="z1"' in client.get("/embed/here?ids=z1,closed-z").text
    assert "free" in client.get("/export/rejects.csv").text
    assert "free" in client.get("/export/revisions.csv").text


def test_their_owner_s_map_shows_them(client: TestClient, opened: Snapshot):
    assert b"closed-1" in client.get("/tiles/reports/14/9741/6704.mvt").content
    whole = client.get("/assets/geography.json").json()
    assert set(whole["zones"]) == {"z1", "closed-z"}
    assert opened.known.is_selectable("closed-z")


def test_an_embed_names_outlines_without_theirs(client: TestClient):
    text = client.get("/embed").text
    (version,) = {part[:12] for part in text.split("/assets/geography.json?")[1].split("v=")[1:2]}
    assert set(client.get(f"/assets/geography.json?v={version}").json()["zones"]) == {"z1"}


def test_an_embed_names_cells_without_theirs(client: TestClient):
    text = client.get("/embed?layers=assessments").text
    (address,) = {f"/assets/shapes/{part.split(chr(34))[0]}" for part in text.split("/assets/shapes/")[1:]}
    answer = client.get(address.replace("\\u0026", "&"))
    assert answer.headers["cache-control"].endswith("immutable")
    assert [cell["id"] for cells in answer.json().values() for cell in cells] == ["a1"]


def test_what_is_left_of_an_incident_of_theirs_is_still_one(opened: Snapshot):
    shared = shared_snapshot(opened)
    keys = {i: shared.report(i).incident_key for i in ("r2", "r3", "r4")}
    assert keys == {"r2": "r2", "r3": "r2", "r4": "r4"}
    assert [shared.report(i).contained_in for i in ("r2", "r3")] == ["", ""]
    assert opened.report("r3").contained_in == "odd77"


def test_a_view_of_free_sources_is_answered_as_it_is(opened: Snapshot):
    view = opened.default_view().but(sources=("synthetic",))
    answer = answer_view(opened, view, "/")
    assert (answer.view, answer.restricted_found) == (view, {})


def test_a_view_names_how_many_of_whose_reports_are_left_out(opened: Snapshot):
    answer = answer_view(opened, opened.default_view(), "/")
    assert (answer.restricted_found, answer.view.sources) == ({"closed": 3}, ("synthetic",))
    assert query_string(answer.requested) == query_string(opened.default_view())
