"""Rows that may not be given to others: kept in the snapshot, and served to nobody but their owner."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import geopandas
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.filters.permalink import query_string
from geo.model.errors import SnapshotError
from geo.snapshot import current as serving
from geo.snapshot.current import point_to
from geo.snapshot.files import open_snapshot, verify, write_snapshot
from geo.snapshot.home import snapshots_folder
from geo.snapshot.opened import Snapshot
from geo.snapshot.restricted import PRIVATE_VARIABLE, is_private
from geo.snapshot.tables import arrow_schema
from geo.web import health
from geo.web import view_request as asked
from geo.web.routes import ROUTES
from geo.wording import restricted_sentence
from tests.builders import EN, arrow_tables, ledger_rows, outlines, report, row, view_of
from tests.geo.opening import open_current
from tests.geo.snapshot.test_snapshot import age

CLOSED = {"name": "Synthetic Registry", "licence": "Not redistributable: synthetic terms"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A snapshot of one free and two closed reports, one figure of each, and ledgers of both."""
    tables = arrow_tables(
        report("r1", killed_min="2", killed_max="3"),
        report("closed-1", source_id="closed", publisher=CLOSED["name"], summary="Theirs alone."),
        report("closed-2", source_id="closed", publisher=CLOSED["name"], kind="drone"),
        sources=[row("sources", "synthetic"), row("sources", "closed", **CLOSED)],
        tolls=[row("tolls", "t1"), row("tolls", "t2", publisher=CLOSED["name"])],
    )
    tables["rejects"] = ledger(
        "rejects", reject_id="f.csv:000000001:kind", source_id="synthetic", report_id="r9", value="free"
    )
    theirs = ledger("rejects", reject_id="f.csv:000000002:kind", report_id="closed-9", value="Theirs alone.")
    tables["rejects"] = pa.concat_tables([tables["rejects"], theirs])
    tables["revisions"] = ledger("revisions", revision_id="v1", report_id="closed-1", after="Theirs alone.")
    return snapshots_folder(tmp_path) / write_snapshot(tables, outlines(), tmp_path)


def ledger(name: str, **said: str) -> pa.Table:
    schema = arrow_schema(name)
    cells = {field.name: 0 if pa.types.is_integer(field.type) else "" for field in schema}
    return pa.Table.from_pylist([{**cells, **said}], schema)


def everything(opened: Snapshot) -> str:
    return str([opened.reports.to_dict(), *(frame.to_dict() for frame in opened.tables.values())])


def test_a_public_server_opens_a_snapshot_without_them(folder: Path):
    opened = open_snapshot(folder, is_public=True)
    assert (opened.id, opened.total, opened.store.all_ids()) == (folder.name, 1, ["r1"])
    assert list(opened.tables["tolls"].index) == ["t1"]
    assert "Theirs alone." not in everything(opened)
    assert opened.report("closed-1") is None
    assert not opened.known.is_selectable("closed-1")


def test_their_ledgers_are_kept_back_as_well(folder: Path):
    opened = open_snapshot(folder, is_public=True)
    assert list(ledger_rows(opened, "rejects")["report_id"]) == ["r9"]
    assert opened.ledger_rows("revisions") == 0
    assert ledger_rows(opened, "revisions").empty


def test_the_reader_is_told_how_many_are_missing_and_why(folder: Path):
    assert open_snapshot(folder, is_public=True).restricted == {"Synthetic Registry": 3}
    sentence = restricted_sentence({"Synthetic Registry": 3}, EN)
    assert sentence.startswith("3 rows of the snapshot are not shown here, because")
    assert "Synthetic Registry" in sentence
    assert "SHELTERLINE_PRIVATE=1" in sentence
    assert restricted_sentence({}, EN) == ""


def test_their_owner_sees_them(folder: Path):
    opened = open_snapshot(folder)
    assert (opened.total, opened.restricted) == (3, {})
    assert opened.report("closed-1").summary == "Theirs alone."


def test_the_snapshot_itself_stays_whole(folder: Path):
    open_snapshot(folder, is_public=True)
    assert verify(folder) == []
    assert pq.read_metadata(folder / "reports.parquet").num_rows == 3


def test_what_is_left_of_the_zones_are_still_shapes(tmp_path: Path):
    zones = [
        row("zones", "z1", geometry_wkt="POINT (34.05 31.05)"),
        row("zones", "z2", publisher=CLOSED["name"], geometry_wkt="POINT (34.06 31.06)"),
    ]
    tables = arrow_tables(
        sources=[row("sources", "synthetic"), row("sources", "closed", **CLOSED)], zones=zones
    )
    folder = snapshots_folder(tmp_path) / write_snapshot(tables, outlines(), tmp_path)
    assert list(open_snapshot(folder, is_public=True).tables["zones"].index) == ["z1"]
    (left,) = (tmp_path / "public").glob("*/zones.parquet")
    assert list(geopandas.read_parquet(left).geometry) == [shapely.Point(34.05, 31.05)]


def test_a_snapshot_without_such_rows_is_served_from_its_own_files(tmp_path: Path):
    free = snapshots_folder(tmp_path) / write_snapshot(arrow_tables(report("r1")), outlines(), tmp_path)
    assert open_snapshot(free, is_public=True).restricted == {}
    assert not (tmp_path / "public").exists()


@pytest.fixture
def copy(folder: Path) -> Path:
    """What a public server has written of the snapshot."""
    open_snapshot(folder, is_public=True)
    (found,) = (folder.parent.parent / "public").iterdir()
    return found


def test_what_is_left_is_written_once(folder: Path, copy: Path):
    before = (copy / "reports.parquet").stat().st_mtime_ns
    open_snapshot(folder, is_public=True)
    assert (copy / "reports.parquet").stat().st_mtime_ns == before
    assert json.loads((copy / "withheld.json").read_text()) == {"Synthetic Registry": 3}


def rewrite(path: Path) -> None:
    found = pq.read_table(path)
    of = found.column_names.index("killed_max")
    pq.write_table(found.set_column(of, "killed_max", pa.array([9_999] * found.num_rows)), path)


def test_a_figure_that_was_rewritten_in_it_is_found_and_never_served(folder: Path, copy: Path):
    rewrite(copy / "reports.parquet")
    (sentence,) = verify(folder)
    assert sentence.startswith(f"{copy / 'reports.parquet'} is not the file that was written; ")

    assert open_snapshot(folder, is_public=True).report("r1").killed_max == 3

    assert (verify(folder), list(copy.parent.iterdir())) == ([], [copy])


@pytest.mark.parametrize("content", [None, b"", b"7", b"\xff"], ids=repr)
@pytest.mark.parametrize("name", ["reports.parquet", "tolls.parquet", "withheld.json", "files.json"])
def test_a_file_of_it_that_is_not_whole_is_written_again(
    folder: Path, copy: Path, name: str, content: bytes | None
):
    (copy / name).unlink() if content is None else (copy / name).write_bytes(content)
    assert [sentence.partition(" is not ")[0] for sentence in verify(folder)] == [str(copy / name)]

    opened = open_snapshot(folder, is_public=True)

    assert (opened.store.all_ids(), list(opened.tables["tolls"].index)) == (["r1"], ["t1"])
    assert (opened.restricted, verify(folder)) == ({"Synthetic Registry": 3}, [])


def test_it_is_on_disk_before_it_has_its_name(folder: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(SnapshotError, match="No space left"):
            open_snapshot(folder, is_public=True)
    assert list((folder.parent.parent / "public").iterdir()) == []


def test_what_a_killed_writer_left_beside_it_is_removed(folder: Path, copy: Path):
    left = copy.with_name(".writing-abcdefgh")
    shutil.copytree(copy, left)
    age(left, hours=2)

    open_snapshot(folder, is_public=True)

    assert list(copy.parent.iterdir()) == [copy]


def test_a_writer_at_work_beside_it_is_left_alone(folder: Path, copy: Path):
    working = copy.with_name(".writing-abcdefgh")
    shutil.copytree(copy, working, copy_function=shutil.copyfile)

    open_snapshot(folder, is_public=True)

    assert sorted(copy.parent.iterdir()) == [working, copy]


def test_a_snapshot_of_nothing_else_is_empty_and_not_broken(tmp_path: Path):
    tables = arrow_tables(
        report("closed-1", source_id="closed"), sources=[row("sources", "closed", **CLOSED)]
    )
    only = snapshots_folder(tmp_path) / write_snapshot(tables, outlines(), tmp_path)
    opened = open_snapshot(only, is_public=True)
    assert (opened.total, opened.counts(opened.default_view()).shown) == (0, 0)


def test_a_home_that_cannot_be_written_is_served_all_the_same(folder: Path):
    (folder.parent.parent / "public").write_text("a file where the folder would be")
    assert open_snapshot(folder, is_public=True).total == 1


@pytest.mark.parametrize(("said", "expected"), [("1", True), ("0", False), ("", False), ("yes", False)])
def test_only_1_makes_a_server_private(monkeypatch: pytest.MonkeyPatch, said: str, expected: bool):  # noqa: FBT001
    monkeypatch.setenv(PRIVATE_VARIABLE, said)
    assert is_private() == expected


def client_of(folder: Path, monkeypatch: pytest.MonkeyPatch, private: str) -> tuple[TestClient, str]:
    home = folder.parent.parent
    point_to(home, folder.name)
    monkeypatch.setenv(PRIVATE_VARIABLE, private)
    monkeypatch.setattr(serving, "home", lambda: home)
    opened = serving.current()
    for module in (asked, health):
        monkeypatch.setattr(module, "current", lambda: opened)
    return TestClient(Starlette(routes=ROUTES)), query_string(view_of(opened))


def test_no_route_of_a_public_server_gives_them(folder: Path, monkeypatch: pytest.MonkeyPatch):
    client, query = client_of(folder, monkeypatch, "")
    assert client.get("/healthz").json()["reports"] == 1
    routes = ["/embed", "/embed/here", "/export/reports.csv", "/export/reports.geojson", "/export/view.html"]
    for route in [*routes, "/cite.json"]:
        answer = client.get(f"{route}?{query}&ids=closed-1,closed-2")
        assert answer.status_code == 200
        assert "Theirs alone." not in answer.text
        assert "closed-1" not in answer.text.replace("ids=closed-1", "")
    assert "3 rows of the snapshot are not shown here" in client.get(f"/embed?{query}").text


def test_a_private_server_shows_them_and_exports_them_not(folder: Path, monkeypatch: pytest.MonkeyPatch):
    client, query = client_of(folder, monkeypatch, "1")
    assert client.get("/healthz").json()["reports"] == 3
    tile = client.get(f"/tiles/reports/0/0/0.mvt?{query}")
    assert tile.headers["cache-control"].startswith("private,")
    exported = client.get(f"/export/reports.csv?{query}").text
    assert "closed-1" not in exported
    assert "2 matching rows are left out" in exported
    embed = client.get(f"/embed?{query}").text
    assert "Theirs alone." not in embed
    assert "src=synthetic&" in embed.replace("&amp;", "&")


def test_the_command_line_of_their_owner_opens_everything(folder: Path):
    point_to(folder.parent.parent, folder.name)
    assert open_current(folder.parent.parent).total == 3
