"""A reader's own file: every row is added, revised, unchanged or listed with what is wrong with it."""

from __future__ import annotations

import csv
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from geo import cli
from geo.ingest import Ingested, ingest, load
from geo.ingest import lines as lines_module
from geo.ingest.lines import COLUMNS, Lines, RowBlock
from geo.model.errors import SchemaError, ShelterlineError, SnapshotError, SourceError
from geo.snapshot import files as snapshot
from geo.snapshot.current import current_id, point_to, write_bundled
from geo.snapshot.files import open_snapshot, read_content, verify
from geo.snapshot.home import snapshots_folder
from geo.snapshot.manifest import read_manifest
from geo.snapshot.opened import DATA_DIR
from geo.snapshot.tables import LARGEST_COUNT, SCHEMA
from tests.builders import Row, csv_text, ledger_rows, report, row
from tests.geo.ingest.conftest import home_in
from tests.geo.opening import open_current

OLD = report("r1"), report("r2", kind="drone")


def text_of(*rows: Row, columns: tuple[str, ...] = COLUMNS) -> str:
    return csv_text(columns, rows).replace("\r\n", "\n")


def given_file(home: Path, *rows: Row) -> Path:
    return file_of(home, text_of(*rows))


def file_of(home: Path, text: str | bytes) -> Path:
    path = home / "testville.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def reasons(result: Ingested) -> list[tuple[int, str, str]]:
    """Line, column and reason of every reject."""
    return [(r["line"], r["column"], r["reason"]) for r in result.rejects.to_pylist()]


def counts(result: Ingested) -> tuple[int, int, int, int]:
    return result.added, result.revised, result.unchanged, result.rejected


# What is in order gets in.


def test_new_reports_are_added_to_the_current_ones(home: Path):
    result = ingest(given_file(home, report("r3"), report("r4")), home)
    assert (counts(result), open_current(home).store.all_ids()) == ((2, 0, 0, 0), ["r1", "r2", "r3", "r4"])


def test_the_new_snapshot_is_whole_and_current(home: Path):
    result = ingest(given_file(home, report("r3")), home)
    assert (current_id(home), verify(snapshots_folder(home) / result.snapshot)) == (result.snapshot, [])


def test_a_report_comes_back_as_it_was_written(home: Path):
    said = {"killed_min": 0, "radius_m": 5000, "published_date": "2024-01-11", "summary": "Grüße, تستفيل"}
    ingest(given_file(home, report("r3", **said)), home)
    found = open_current(home).report("r3")
    assert (found.killed_min, found.radius_m, f"{found.published_date:%F}", found.summary) == tuple(
        said.values()
    )


def test_what_is_unknown_stays_unknown(home: Path):
    ingest(given_file(home, report("r3", killed_max="", published_date="")), home)
    unknown = open_current(home).reports.loc["r3", ["killed_min", "killed_max", "published_date", "radius_m"]]
    assert unknown.isna().all()


def test_the_other_tables_are_kept(home: Path):
    before = open_current(home).tables["zones"]
    ingest(given_file(home, report("r3")), home)
    assert open_current(home).tables["zones"].equals(before)


def test_the_manifest_names_the_file_and_the_snapshot_it_was_added_to(home: Path):
    parent = current_id(home)
    path = given_file(home, report("r3"))
    said = read_manifest(snapshots_folder(home) / ingest(path, home).snapshot)
    assert (said.parents, said.inputs[-1]["name"], len(said.inputs[-1]["sha256"])) == (
        (parent,),
        path.name,
        64,
    )


def test_columns_may_stand_in_another_order_and_begin_with_a_mark(home: Path):
    text = text_of(report("r3"), columns=COLUMNS[::-1])
    assert counts(ingest(file_of(home, "\ufeff" + text), home)) == (1, 0, 0, 0)


def test_a_column_that_is_not_documented_is_named_and_not_kept(home: Path):
    text = text_of(report("r3", mood="calm"), columns=(*COLUMNS, "mood"))
    assert ingest(file_of(home, text), home).ignored == ("mood",)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n\n"], ids=repr)
def test_any_end_of_line_will_do(home: Path, end: str):
    text = text_of(report("r3"), report("r4")).replace("\n", end)
    assert counts(ingest(file_of(home, text), home)) == (2, 0, 0, 0)


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "<b onmouseover=x>", "-5", "'; DROP TABLE slim; --"])
def test_a_text_that_looks_like_code_is_data(home: Path, text: str):
    ingest(given_file(home, report("r3", summary=text)), home)
    assert open_current(home).report("r3").summary == text


def test_a_file_without_rows_changes_nothing(home: Path):
    before = current_id(home)
    result = ingest(given_file(home), home)
    assert (counts(result), result.snapshot, current_id(home)) == ((0, 0, 0, 0), before, before)


# A file that is given again, and one that says otherwise.


def test_the_same_file_twice_adds_nothing(home: Path):
    path = given_file(home, report("r3"), report("r4", kind="laser"))
    first, second = ingest(path, home), ingest(path, home)
    assert (counts(second), second.snapshot) == ((0, 0, 1, 1), first.snapshot)


def test_the_bundled_file_is_there_already(tmp_path: Path):
    path = DATA_DIR / "reports.csv"
    with path.open(encoding="utf-8", newline="") as file:
        total = len(list(csv.DictReader(file)))
    result = ingest(path, tmp_path)
    assert (counts(result), result.snapshot) == ((0, 0, total, 0), write_bundled(tmp_path))


def test_a_home_that_follows_the_bundled_chronicle_still_does_when_nothing_is_new(tmp_path: Path):
    ingest(DATA_DIR / "reports.csv", tmp_path)
    assert not (tmp_path / "current").exists()


def test_another_content_under_the_same_id_is_a_revision(home: Path):
    result = ingest(given_file(home, report("r1", killed_min=3), OLD[1]), home)
    assert (counts(result), open_current(home).report("r1").killed_min) == ((0, 1, 1, 0), 3)


def test_every_changed_cell_is_written_down(home: Path):
    parent = current_id(home)
    ingest(given_file(home, report("r1", killed_min=3, event_end="2024-01-12", date_precision="range")), home)
    told = ledger_rows(open_current(home), "revisions")
    assert told[["report_id", "column", "before", "after"]].values.tolist() == [
        ["r1", "date_precision", "day", "range"],
        ["r1", "event_end", "2024-01-10", "2024-01-12"],
        ["r1", "killed_min", "", "3"],
    ]
    assert set(told["parent"]) == {parent}


def test_a_figure_that_is_withdrawn_is_a_revision_to_unknown(home: Path):
    ingest(given_file(home, report("r1", killed_min=0)), home)
    ingest(given_file(home, report("r1")), home)
    told = ledger_rows(open_current(home), "revisions")
    assert told[["before", "after"]].values.tolist() == [["", "0"], ["0", ""]]


def test_the_snapshot_before_a_revision_still_says_what_it_said(home: Path):
    before = current_id(home)
    ingest(given_file(home, report("r1", kind="rocket")), home)
    assert open_snapshot(snapshots_folder(home) / before).report("r1").kind == "airstrike"


# What is not in order is listed, with the line and what to do.

POINT = {"location_precision": "site", "lat": 31.05, "lon": 34.05}
AREA = {"location_precision": "governorate"}
UNDATED = {"event_start": "", "event_end": "", "date_precision": "unknown"}
WRONG = [
    ("report_id", {"report_id": ""}, "is empty"),
    ("report_id", {"report_id": "a,b"}, "is no id"),
    ("report_id", {"report_id": "a/b"}, "is no id"),
    ("report_id", {"report_id": "a\tb"}, "holds a control character"),
    ("report_id", {"report_id": "z1"}, "is the id of a zone"),
    ("report_id", {"report_id": "r" * 101}, "is longer than 100 characters"),
    ("incident_key", {"incident_key": ""}, "is empty"),
    ("publisher", {"publisher": ""}, "is empty"),
    ("claimant", {"claimant": ""}, "is empty"),
    ("url", {"url": ""}, "is empty"),
    ("url", {"url": "javascript:alert(1)"}, "is no address"),
    ("url", {"url": "https://"}, "is no address"),
    ("url", {"url": "https://example.invalid/a b"}, "is no address"),
    ("url", {"url": "https://example.invalid/" + "a" * 2_048}, "is longer than 2,048 characters"),
    ("source_id", {"source_id": "nobody"}, "is no known source"),
    ("source_id", {"source_id": ""}, "is empty"),
    ("area_pcode", {"area_pcode": "ZZ99"}, "is no area with an outline"),
    ("area_pcode", {**AREA, "area_pcode": ""}, "is empty where the precision speaks of an area"),
    ("kind", {"kind": "laser"}, "is no known word"),
    ("kind", {"kind": "Drone"}, "is no known word"),
    ("date_precision", {"date_precision": ""}, "is no known word"),
    ("location_precision", {"location_precision": "exact"}, "is no known word"),
    ("responsibility", {"responsibility": "yes"}, "is no known word"),
    ("struck", {"struck": "moon"}, "is no known word"),
    ("published_date", {"published_date": "10/01/2024"}, "is no day"),
    ("event_start", {"event_start": "2024-02-30", "event_end": ""}, "is no day"),
    ("event_start", {"event_start": "1899-12-31", "event_end": ""}, "is no day"),
    ("event_end", {"event_end": "2101-01-01"}, "is no day"),
    ("event_end", {"event_end": "2024-W02-3"}, "is no day"),
    ("event_end", {"event_end": "2024-01-09"}, "is before event_start"),
    ("event_end", {"event_end": "2024-01-12"}, "is not the one day that the precision speaks of"),
    ("event_end", {**UNDATED, "event_end": "2024-01-12"}, "stands without event_start"),
    (
        "event_start",
        {"event_start": "", "event_end": ""},
        "is empty where the precision says that it is known",
    ),
    ("event_start", {"date_precision": "unknown"}, "is a date where the precision says unknown"),
    *(("time_from", {"time_from": said}, "is no time of day") for said in ("25:00", "8.30", "8:30", "24:00")),
    ("time_to", {"time_from": "04:20", "time_to": "05"}, "is no time of day"),
    ("time_to", {"time_to": "05:00"}, "stands without time_from"),
    ("time_to", {"time_from": "05:00", "time_to": "04:20"}, "is before time_from"),
    ("time_from", {**UNDATED, "time_from": "05:00"}, "stands without event_start"),
    (
        "time_from",
        {"date_precision": "month", "time_from": "05:00"},
        "is a time of day where the precision names no day",
    ),
    ("killed_min", {"killed_min": "-1"}, "is no count"),
    ("killed_max", {"killed_max": "1.5"}, "is no count"),
    ("killed_max", {"killed_max": str(LARGEST_COUNT + 1)}, "is no count"),
    ("strikes_min", {"strikes_min": "many"}, "is no count"),
    ("injured_min", {"injured_min": "9" * 30}, "is no count"),
    ("killed_max", {"killed_min": 5, "killed_max": 4}, "is less than killed_min"),
    ("lat", {"lat": "north"}, "is no number"),
    ("lat", {"lat": "nan"}, "is no number"),
    ("lat", {"lat": "91"}, "is off the globe"),
    ("lon", {"lon": "-180.5"}, "is off the globe"),
    ("lon", {"lon": ""}, "is empty where the precision speaks of a point"),
    ("lat", {**AREA, "lat": 31.05}, "is given where the precision speaks of no point"),
    ("radius_m", {"radius_m": "0"}, "is no radius"),
    ("radius_m", {"radius_m": "1e9"}, "is no radius"),
    ("place_name", {"location_precision": "unlocated", "place_name": ""}, "is empty in an unlocated report"),
    ("summary", {"summary": "a\x00b"}, "holds a control character"),
    ("summary", {"summary": "\u202egnp.exe"}, "holds a control character"),
    ("summary", {"summary": "long " * 10_000}, "is longer than 10,000 characters"),
    ("contained_in", {"contained_in": "r3"}, "is the report itself"),
    ("contained_in", {"contained_in": "r99"}, "is no report of the file or of the current snapshot"),
]
FINE_SHELTER = "is finer than one kilometre for a building that may be a shelter"


@pytest.mark.parametrize(
    ("column", "said", "reason"), WRONG, ids=[f"{w[0]} {w[2]} {i}" for i, w in enumerate(WRONG)]
)
def test_a_wrong_cell_is_named_and_its_neighbours_get_in(home: Path, column: str, said: Row, reason: str):
    wrong = report(**{"report_id": "r3", "incident_key": "r3", **said})
    result = ingest(given_file(home, report("r8"), wrong, report("r9")), home)
    assert (counts(result), reasons(result)) == ((2, 0, 0, 1), [(3, column, reason)])


@pytest.mark.parametrize(
    "said",
    [
        {"event_end": ""},
        {**UNDATED},
        {"event_end": "2024-01-31", "date_precision": "month"},
        {"killed_min": 50},
        {"killed_max": "20"},
        {"time_from": "00:00"},
        {"time_from": "04:20", "time_to": "05:00", "event_end": ""},
        {"event_end": "2024-01-11", "date_precision": "range", "time_from": "21:00", "time_to": "03:30"},
        {"relayed_by": "Testville Mirror"},
        {
            "killed_min": str(LARGEST_COUNT),
            "killed_max": str(LARGEST_COUNT),
            "injured_max": str(LARGEST_COUNT),
        },
        {"killed_min": "3.0"},
        {**AREA},
        {**AREA, "lat": 31.05, "lon": 34.05, "location_note": "The centre that the publisher gives."},
        {"location_precision": "unlocated", "area_pcode": ""},
        {"area_pcode": ""},
        {"contained_in": "r1"},
        {"contained_in": "r9"},
        {"summary": "\u200fתל"},
        {"url": "http://example.invalid"},
        {"url": "https://example.invalid?page=1"},
        {"struck": "school", "location_precision": "neighbourhood"},
        {"struck": "hospital", **POINT},
    ],
    ids=str,
)
def test_a_cell_that_the_format_allows_gets_in(home: Path, said: Row):
    result = ingest(given_file(home, report("r3", **said), report("r9")), home)
    assert (counts(result), reasons(result)) == ((2, 0, 0, 0), [])


@pytest.mark.parametrize(
    "said",
    [
        {**POINT, "struck": "school"},
        {**POINT, "struck": "shelter", "radius_m": 1000},
        {**POINT, "place_name": "Testville Boys School"},
        {"location_precision": "neighbourhood", "struck": "shelter", "radius_m": 300},
    ],
    ids=str,
)
def test_a_shelter_building_is_never_located_finer_than_a_kilometre(home: Path, said: Row):
    result = ingest(given_file(home, report("r3", **said)), home)
    assert reasons(result) == [(2, "location_precision", FINE_SHELTER)]


def test_an_id_that_stands_twice_is_refused_both_times(home: Path):
    result = ingest(given_file(home, report("r3"), report("r4"), report("r3", kind="drone")), home)
    reason = "is the id of several rows that do not say the same"
    assert (counts(result), reasons(result)) == ((1, 0, 0, 2), [(n, "report_id", reason) for n in (2, 4)])


def test_every_wrong_cell_of_a_row_is_listed_and_the_row_counted_once(home: Path):
    result = ingest(given_file(home, report("r3", kind="laser", url="ftp://x", claimant="")), home)
    assert (result.rejected, {column for _, column, _ in reasons(result)}) == (1, {"kind", "url", "claimant"})


def test_the_words_that_are_allowed_are_named(home: Path):
    result = ingest(given_file(home, report("r3", kind="laser")), home)
    assert result.rejects["advice"][0].as_py().startswith("use airstrike or drone or missile")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"r3,too,few", f"has 3 cells, the header has {len(COLUMNS)}"),
        (b"," * 10_000, f"has 10,001 cells, the header has {len(COLUMNS)}"),
        (b'r3,"open', "opens a quotation mark and does not close it"),
        (b"r3,\xe9t\xe9", "is not UTF-8 text: byte 4 is 0xe9"),
        (b"r3," + b"x" * 200_000, "has a cell longer than 131,072 characters"),
        (b"x" * 1_000_001, "is longer than 1,000,000 bytes"),
    ],
    ids=range(6),
)
def test_a_broken_line_is_named_and_its_neighbours_get_in(home: Path, line: bytes, reason: str):
    text = text_of(report("r8"), report("r9")).encode().split(b"\n")
    result = ingest(file_of(home, b"\n".join([*text[:2], line, *text[2:]])), home)
    assert (counts(result), reasons(result)) == ((2, 0, 0, 1), [(3, "", reason)])


def test_a_long_cell_is_named_whatever_limit_the_process_has(home: Path):
    usual = csv.field_size_limit(10_000_000)
    try:
        line, said = b"r3," + b"x" * 200_000, "has a cell longer than 131,072 characters"
        test_a_broken_line_is_named_and_its_neighbours_get_in(home, line, said)
    finally:
        csv.field_size_limit(usual)


def test_a_row_over_two_lines_is_two_broken_lines(home: Path):
    result = ingest(given_file(home, report("r3", summary="one\ntwo"), report("r4")), home)
    assert (counts(result), [line for line, _, _ in reasons(result)]) == ((1, 0, 0, 2), [2, 3])


def test_rejects_belong_to_the_snapshot_until_the_file_is_read_again(home: Path):
    ingest(given_file(home, report("r3", kind="laser")), home)
    assert list(ledger_rows(open_current(home), "rejects")["column"]) == ["kind"]
    ingest(given_file(home, report("r3")), home)
    assert open_current(home).ledger_rows("rejects") == 0


def test_rejects_of_another_file_stay(home: Path):
    ingest(given_file(home, report("r3", kind="laser")), home)
    other = home / "other.csv"
    other.write_text(text_of(report("r4", kind="laser")), encoding="utf-8")
    ingest(other, home)
    assert list(ledger_rows(open_current(home), "rejects")["file"]) == ["other.csv", "testville.csv"]


def test_a_hostile_file_gives_a_table_that_can_be_printed(home: Path):
    hostile = [
        report("r3", kind="=cmd|' /C calc'!A0"),
        report("<script>", kind="<img src=x>"),
        report("r4", summary="\x00\x1b[31m"),
        report("r5", claimant="\u202e\u2066"),
        report("r6", summary="x" * 100_000),
    ]
    result = ingest(given_file(home, *hostile), home)
    texts = [str(cell) for line in result.rejects.to_pylist() for cell in line.values()]
    assert (result.rejected, all(text.isprintable() for text in texts), max(map(len, texts)) < 10_100) == (
        5,
        True,
        True,
    )


# Sources.


def sources_of(home: Path, *rows: Row) -> Path:
    path = home / "sources.csv"
    path.write_text(text_of(*rows, columns=tuple(SCHEMA["sources"])), encoding="utf-8")
    return path


def test_a_file_of_sources_adds_them(home: Path):
    more = sources_of(home, row("sources", "wire"), row("sources", "synthetic"))
    result = ingest(given_file(home, report("r3", source_id="wire")), home, more)
    assert (counts(result), "wire" in open_current(home).known.sources) == ((1, 0, 0, 0), True)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"source_id": "all"}, "every source in a link"),
        ({"source_id": "a,b"}, "letters, digits"),
        ({"kind": "blog"}, "un or ngo"),
        ({"home_url": "javascript:x"}, "an address"),
        ({"source_id": "synthetic", "name": "Another"}, "'Synthetic Wire', as the snapshot says"),
    ],
)
def test_a_source_that_is_not_in_order_is_named_and_nothing_changes(home: Path, said: Row, expected: str):
    before = current_id(home)
    with pytest.raises(SchemaError, match=expected):
        ingest(given_file(home, report("r3")), home, sources_of(home, {**row("sources", "wire"), **said}))
    assert current_id(home) == before


# A file that cannot be read leaves everything as it is.


@pytest.mark.parametrize(
    ("content", "error", "sentence"),
    [
        (b"", SourceError, "does not begin with a header"),
        (b"\xff\xfer\x00", SourceError, "is not UTF-8 text"),
        (b"report_id,kind\n", SchemaError, "also incident_key"),
        (b"report_id;kind\n", SchemaError, "not parted by commas"),
        (",".join((*COLUMNS, "kind")).encode(), SchemaError, "each column stands once"),
        (b"," * 10_000, SchemaError, "and 9996 more"),
    ],
    ids=range(6),
)
def test_a_header_that_cannot_be_read_is_an_error_and_changes_nothing(
    home: Path, content: bytes, error: type[ShelterlineError], sentence: str
):
    before = current_id(home)
    with pytest.raises(error, match=sentence):
        ingest(file_of(home, content), home)
    assert current_id(home) == before


@pytest.mark.parametrize("name", ["nowhere.csv", "."])
def test_a_file_that_is_not_there_is_an_error_that_names_it(home: Path, name: str):
    with pytest.raises(SourceError, match="cannot be read"):
        ingest(home / name, home)


@pytest.mark.parametrize("failing", ["write_snapshot", "point_to"])
def test_a_load_that_fails_leaves_the_old_snapshot_current(
    home: Path, monkeypatch: pytest.MonkeyPatch, failing: str
):
    before = current_id(home)

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(load, failing, full)
    with pytest.raises(SnapshotError, match="no space left"):
        ingest(given_file(home, report("r3")), home)
    assert open_current(home).id == before


def test_what_no_server_could_open_does_not_become_current(home: Path, monkeypatch: pytest.MonkeyPatch):
    before = current_id(home)

    def too_large(*_: object) -> None:
        raise ValueError("Integer value 3000000000 not in range")

    with monkeypatch.context() as patch:
        patch.setattr(snapshot, "Snapshot", too_large)
        with pytest.raises(SnapshotError, match=f"3000000000 .*; {before} stays the current snapshot"):
            ingest(given_file(home, report("r3")), home)
    assert open_current(home).store.all_ids() == ["r1", "r2"]


def test_two_loads_at_once_do_not_undo_each_other(home: Path, monkeypatch: pytest.MonkeyPatch):
    path, write = given_file(home, report("r3")), load.write_snapshot

    def overtaken(*args: object, **more: object) -> str:
        monkeypatch.setattr(load, "write_snapshot", write)
        other = home / "other.csv"
        other.write_text(text_of(report("r4")), encoding="utf-8")
        ingest(other, home)
        return write(*args, **more)

    monkeypatch.setattr(load, "write_snapshot", overtaken)
    with pytest.raises(SnapshotError, match="read this file again"):
        ingest(path, home)
    assert open_current(home).store.all_ids() == ["r1", "r2", "r4"]


def test_two_loads_that_end_at_once_do_not_undo_each_other(home: Path, monkeypatch: pytest.MonkeyPatch):
    first, second = given_file(home, report("r3")), home / "other.csv"
    second.write_text(text_of(report("r4")), encoding="utf-8")
    point, writes, at_the_end = load.point_to, load.write_snapshot, Event()

    def written(*args: object, **more: object) -> str:
        found = writes(*args, **more)
        at_the_end.set()
        return found

    with ThreadPoolExecutor(1) as pool:
        ended: list[Future[Ingested]] = []

        def overtaken(*args: object) -> None:
            monkeypatch.setattr(load, "point_to", point)
            monkeypatch.setattr(load, "write_snapshot", written)
            ended.append(pool.submit(ingest, second, home))
            at_the_end.wait()
            wait(ended, timeout=0.5)  # it ends in no time when nothing holds it up
            point(*args)

        monkeypatch.setattr(load, "point_to", overtaken)
        ingest(first, home)
        with pytest.raises(SnapshotError, match="read this file again"):
            ended[0].result()
    assert open_current(home).store.all_ids() == ["r1", "r2", "r3"]


# Properties.

CELLS = st.sampled_from(
    ["", "r1", "r3", "x", '"', '""', "\r", "\x00", "é", "=1", "2024-01-10", "drone", ",", "\n"]
)
LINES = st.lists(
    st.one_of(
        st.builds(lambda i: text_of(report(f"r{i}")).split("\n")[1], st.integers(1, 9)),
        st.lists(CELLS, max_size=40).map(",".join),
        st.text(max_size=60),
    ).map(str.encode)
    | st.binary(max_size=60),
    max_size=12,
)


@pytest.fixture(scope="module")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return home_in(tmp_path_factory.mktemp("shared"))


@given(mangled=LINES, cut=st.integers(0, 3))
@settings(max_examples=40)
def test_no_row_of_a_mangled_file_is_lost(shared_home: Path, mangled: list[bytes], cut: int):
    header = text_of().encode().rstrip(b"\n")
    content = b"\n".join([header, *mangled])
    before = current_id(shared_home)
    try:
        result = ingest(file_of(shared_home, content[cut:] if cut == 3 else content), shared_home)
    except ShelterlineError:
        assert cut == 3
    else:
        n_lines = sum(1 for line in content.split(b"\n")[1:] if line.removesuffix(b"\r"))
        assert result.rows == n_lines == sum(counts(result)) + result.duplicates
        rejected = {line for line, _, _ in reasons(result)}
        assert len(rejected) == result.rejected
    finally:
        point_to(shared_home, before)


@given(mangled=LINES)
@settings(max_examples=100)
def test_a_block_is_read_the_same_at_once_and_line_by_line(mangled: list[bytes]):
    with TemporaryDirectory() as folder:
        path = file_of(Path(folder), text_of().encode() + b"\n".join(mangled))
        with path.open("rb") as file:
            read = Lines("t.csv", file)
            for block in read.blocks():
                at_once, one_by_one = read._rows_at_once(block), read._rows_one_by_one(block)  # noqa: SLF001
                assert at_once is None or at_once.texts.equals(one_by_one.texts)
                assert at_once is None or not one_by_one.bad


def test_a_file_is_cut_at_the_ends_of_lines(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lines_module, "_BLOCK_BYTES", 1_000)
    path = given_file(home, *(report(f"r{i}", kind="laser" if i == 77 else "drone") for i in range(3, 100)))
    result = ingest(path, home)
    assert (counts(result), reasons(result)) == ((96, 0, 0, 1), [(76, "kind", "is no known word")])


def test_a_broken_line_spoils_no_other_part_of_its_block(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lines_module, "_NEIGHBOURHOOD_BYTES", 500)
    lines = text_of(*(report(f"r{i}") for i in range(3, 100))).split("\n")
    result = ingest(file_of(home, "\n".join([*lines[:50], "broken", "", *lines[50:]])), home)
    assert (counts(result), [line for line, _, _ in reasons(result)]) == ((97, 0, 0, 1), [51])


def test_blocks_hold_whole_lines(home: Path):
    with file_of(home, text_of() + "a\nb").open("rb") as file:
        assert list(Lines("t.csv", file).blocks()) == [RowBlock(b"a\n", 2), RowBlock(b"b", 3)]


# The ledgers among the tables of a snapshot.


def test_a_snapshot_without_ledgers_has_the_id_it_always_had(home: Path):
    tables = read_content(snapshots_folder(home) / current_id(home)).tables
    assert ("rejects" in tables, "revisions" in tables) == (False, False)


def test_a_ledger_with_rows_is_part_of_the_id(home: Path):
    before = current_id(home)
    result = ingest(given_file(home, report("r3", kind="laser")), home)
    assert (result.added, result.snapshot != before) == (0, True)


def test_a_snapshot_without_ledgers_has_none_to_show(home: Path):
    opened = open_current(home)
    assert [len(ledger_rows(opened, name)) for name in ("revisions", "rejects")] == [0, 0]


# The command.


def run(*args: object) -> tuple[int, str]:
    answer = CliRunner().invoke(cli.app, ["ingest", *map(str, args)])
    return answer.exit_code, answer.output


def test_the_command_says_what_became_of_the_rows(home: Path):
    code, said = run(given_file(home, report("r3"), report("r4", kind="laser")), "--home", home)
    assert (code, "added        1" in said, "testville.csv line 3 (r4): kind='laser'" in said) == (
        3,
        True,
        True,
    )


def test_the_command_prints_twenty_rejects_and_counts_the_rest(home: Path):
    _, said = run(given_file(home, *(report(f"r{i}", kind="laser") for i in range(3, 33))), "--home", home)
    assert (said.count("is no known word"), "… and 10 more." in said) == (20, True)


def test_the_command_writes_all_rejects_without_formulas(home: Path, tmp_path: Path):
    path = given_file(home, report("r3", kind="=1+1"), report("r4", kind="\uff1d1"))
    run(path, "--home", home, "--rejects", tmp_path / "rejects.csv")
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        assert [line["value"] for line in csv.DictReader(file)] == ["'=1+1", "'\uff1d1"]


def test_a_file_that_cannot_be_read_is_a_sentence_and_a_code(home: Path):
    code, said = run(home / "nowhere.csv", "--home", home)
    assert (code, "cannot be read" in said, "Traceback" in said) == (1, True, False)
