"""Two hundred addresses against a web that answers as told: the right verdict for each, resumed, polite."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from geo import cli
from geo.connectors.toolkit import open_web
from geo.connectors.toolkit.contract import Settings
from geo.connectors.toolkit.open_web import NotOpenWebError, checked_address, looked_up
from geo.export.address_report import address_rows
from geo.ingest.check_addresses import CheckedAddresses, CheckRequest, check_addresses
from geo.model.errors import SnapshotError, SourceError
from geo.queries.row_addresses import addresses_of
from geo.snapshot import current
from geo.snapshot.address_checks import (
    AddressVerdict,
    is_copy,
    key_of,
    known_checks,
    read_checks,
    write_checks,
)
from tests.builders import report, row, snapshot, write_home
from tests.geo.ingest.replayed_web import AtOnce, ReplayedWeb, replayed_web

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

HOSTS = [f"h{n}.example" for n in range(20)]
ANSWERS = {
    "/ok": (200, "", AddressVerdict.THERE),
    "/archived": (200, "", AddressVerdict.THERE),
    "/not-found": (404, "", AddressVerdict.GONE),
    "/gone": (410, "", AddressVerdict.GONE),
    "/moved": (301, "/new-place", AddressVerdict.MOVED),
    "/for-now": (302, "/elsewhere", AddressVerdict.THERE),
    "/front": (301, "/", AddressVerdict.FRONT_PAGE),
    "/closed": (403, "", AddressVerdict.REFUSED),
    "/broken": (503, "", AddressVerdict.FAILING),
    "/slow": (200, "slow", AddressVerdict.NO_ANSWER),
}
VERDICTS = {f"http://{host}{path}": verdict for host in HOSTS for path, (*_, verdict) in ANSWERS.items()}
FEWER = {address: verdict for address, verdict in VERDICTS.items() if address[8] in "234"}
COPY = "20240110120000"


@pytest.fixture
def web() -> Iterator[ReplayedWeb]:
    with replayed_web() as served:
        for host in HOSTS:
            root = f"http://{host}"
            served.pages |= {f"{root}{path}": (status, to) for path, (status, to, _) in ANSWERS.items()}
            served.pages |= {f"{root}{path}": (200, "") for path in ("/", "/new-place", "/elsewhere")}
            served.copies |= {f"{root}/archived": COPY, f"{root}/gone": COPY}
        yield served


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, arguments)


def check(web: ReplayedWeb, home: Path, addresses=VERDICTS, **options: object) -> CheckedAddresses:
    return check_addresses(
        CheckRequest(
            addresses,
            home,
            settings=Settings({"SHELTERLINE_ARCHIVE_URL": f"http://127.0.0.1:{web.port}"}, sleep=web.sleep),
            resolve=web.resolve,
            clock=web.clock,
            sleep=web.sleep,
            now=web.now,
            executor=AtOnce,
            **options,
        )
    )


def test_each_of_two_hundred_addresses_gets_its_verdict_politely(web: ReplayedWeb, tmp_path: Path):
    checks = check(web, tmp_path).checks
    assert {address: each.verdict for address, each in checks.items()} == VERDICTS
    assert read_checks(tmp_path) == checks
    ok, moved, gone, slow = (
        checks[f"http://h7.example{path}"] for path in ("/ok", "/moved", "/gone", "/slow")
    )
    assert (ok.sha256, ok.n_bytes) == (sha256(b"page /ok").hexdigest(), 8)
    assert ok.last_seen_at[:10] == "2026-01-10"
    assert moved.moved_to == "http://h7.example/new-place"
    assert (gone.status, gone.last_seen_at, gone.missed_since) == (410, "", gone.checked_at)
    assert gone.copy_address == f"https://web.archive.org/web/{COPY}/http://h7.example/gone"
    assert gone.copy_at == "2024-01-10T12:00:00+00:00"
    assert (slow.status, slow.note) == (None, "it did not answer in time")
    assert len([each for each in checks.values() if each.copy_address]) == 40
    assert not any(path.startswith("/save/") for _, _, path in web.asked)
    times = defaultdict(list)
    for second, host, _ in web.asked:
        times[host].append(second)
    assert len(times["archive"]) == 200
    assert all(later - earlier >= 1 for each in times.values() for earlier, later in pairwise(each))
    # While one host has its second of peace, all others are asked.
    order = [(host, path) for _, host, path in web.asked]
    between = order[order.index(("h5.example", "/ok")) : order.index(("h5.example", "/archived"))]
    assert {host for host, _ in between} == {*HOSTS, "archive"}


def test_a_run_that_was_stopped_goes_on_where_it_was(web: ReplayedWeb, tmp_path: Path):
    def stop(done: int, _whole: int) -> None:
        if done == 25:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(web, tmp_path, FEWER, progress=stop)
    kept = {address for address, each in read_checks(tmp_path).items() if each.checked_at}
    before = len(web.asked)
    checks = check(web, tmp_path, FEWER).checks
    again = {f"http://{host}{path}" for _, host, path in web.asked[before:]}
    assert 0 < len(kept) < len(FEWER)
    assert not again & kept
    assert {address: each.verdict for address, each in checks.items()} == FEWER
    before = len(web.asked)
    assert check(web, tmp_path, FEWER).n_done == 0
    assert len(web.asked) == before


def test_what_was_seen_long_ago_is_looked_at_again(web: ReplayedWeb, tmp_path: Path):
    address = "http://h1.example/ok"
    first = check(web, tmp_path, [address]).checks[address]
    web.sleep(8 * 86_400)
    web.pages[address] = (404, "")
    second = check(web, tmp_path, [address]).checks[address]
    assert (second.verdict, second.last_seen_at) == (AddressVerdict.GONE, first.last_seen_at)
    web.sleep(8 * 86_400)
    third = check(web, tmp_path, [address]).checks[address]
    assert (third.missed_since, third.last_seen_at) == (second.checked_at, first.last_seen_at)
    assert third.checked_at > second.checked_at


def test_the_archive_is_asked_to_keep_what_is_there_and_has_no_copy(web: ReplayedWeb, tmp_path: Path):
    addresses = [address for address in VERDICTS if "h1.example" in address]
    check(web, tmp_path, addresses, saves=True)
    saved = [path.removeprefix("/save/") for _, _, path in web.asked if path.startswith("/save/")]
    assert sorted(saved) == sorted(
        f"http://h1.example{path}" for path in ("/ok", "/moved", "/for-now", "/closed", "/broken", "/slow")
    )
    times = [second for second, _, path in web.asked if path.startswith("/save/")]
    assert all(later - earlier >= 10 for earlier, later in pairwise(times))
    assert check(web, tmp_path, addresses, saves=True).n_done == 0
    checks = check(web, tmp_path, addresses, max_age=timedelta()).checks
    assert checks["http://h1.example/ok"].copy_at[:10] == "2026-01-10"


@pytest.mark.parametrize(
    ("address", "verdict", "note"),
    [
        ("http://h1.example/secret/x", AddressVerdict.NOT_ASKED, "its robots.txt asks programs not to"),
        ("http://10.0.0.1/a", AddressVerdict.NOT_ASKED, "it is no address of the open web"),
        ("http://inside.example/a", AddressVerdict.NOT_ASKED, "inside.example is 10.0.0.1"),
        ("http://h1.example:8501/a", AddressVerdict.NOT_ASKED, "it asks for port 8501"),
        ("http://h1.example/to-inside", AddressVerdict.NOT_ASKED, "it sends elsewhere: it is no address"),
        ("http://h1.example/to-file", AddressVerdict.NOT_ASKED, "it sends elsewhere: it is no address"),
        ("http://unknown.example/a", AddressVerdict.NO_ANSWER, "the name unknown.example is not known"),
        ("http://h1.example/to-nothing", AddressVerdict.NOT_ASKED, "it sends elsewhere: it is no address"),
        ("http://h2.example/ok", AddressVerdict.NOT_ASKED, "its robots.txt cannot be read"),
        ("http://h3.example/ok", AddressVerdict.NOT_ASKED, "its robots.txt cannot be read"),
        ("http://h1.example/round", AddressVerdict.FAILING, "it sends on and on"),
        ("http://h1.example/large", AddressVerdict.THERE, "only its first 10 bytes were read"),
    ],
)
def test_what_is_hostile_or_unwelcome_costs_nothing(
    web: ReplayedWeb, tmp_path: Path, address: str, verdict: AddressVerdict, note: str
):
    web.robots["h1.example"] = "User-agent: *\nDisallow: /secret/\nCrawl-delay: 5\n"
    web.robots |= {
        "h2.example": "User-agent: *\nDisallow: //[",
        "h3.example": "User-agent: *\nCrawl-delay: \u00b2",
    }
    web.pages |= {
        "http://h1.example/to-inside": (302, "http://127.0.0.1/own"),
        "http://h1.example/to-nothing": (302, "http://["),
        "http://h1.example/to-file": (302, "file:///etc/hosts"),
        "http://h1.example/round": (302, "http://h1.example/round"),
        "http://h1.example/large": (200, ""),
    }
    limits = open_web.WebLimits(answer_bytes=10)
    found = check(web, tmp_path, [address], limits=limits).checks[address]
    assert (found.verdict, found.note[: len(note)]) == (verdict, note)
    assert "http://h1.example/secret/x" not in web.visits()
    times = [second for second, host, _ in web.asked if host == "h1.example"]
    assert all(later - earlier >= 5 for earlier, later in pairwise(times))


def test_a_place_inside_a_network_is_not_told_to_the_archive(web: ReplayedWeb, tmp_path: Path):
    web.robots["h1.example"] = "User-agent: *\nDisallow: /\n"
    addresses = ["http://10.0.0.1/a", "http://printer/a", "http://h1.example/ok", "http://h2.example/ok"]
    check(web, tmp_path, addresses, saves=True)
    told = [path for _, host, path in web.asked if host == "archive"]
    assert told == [
        *(f"/wayback/available?url=http%3A%2F%2Fh{n}.example%2Fok" for n in (1, 2)),
        # What its server keeps from programs is looked up, and no copy of it is asked for.
        "/save/http://h2.example/ok",
    ]


@pytest.mark.parametrize(
    ("to", "verdict"),
    [
        # Many servers send the letters of their own language as they are.
        ("/\u062e\u0628\u0631", AddressVerdict.MOVED),
        ("/%D8%AE%D8%A8%D8%B1", AddressVerdict.MOVED),
        ("http://b\u00fccher.example/ok", AddressVerdict.MOVED),
        ("http://www.h1.example/old%20page", AddressVerdict.THERE),
    ],
)
def test_a_page_is_found_where_its_server_sends_in_any_spelling(
    web: ReplayedWeb, tmp_path: Path, to: str, verdict: AddressVerdict
):
    web.pages |= {
        "http://h1.example/%6f%6c%64%20page": (301, to),
        "http://h1.example/%D8%AE%D8%A8%D8%B1": (200, ""),
        "http://xn--bcher-kva.example/ok": (200, ""),
        "http://www.h1.example/old%20page": (200, ""),
    }
    assert check(web, tmp_path, ["http://h1.example/%6f%6c%64%20page"]).checks.popitem()[1].verdict is verdict


def test_a_host_that_asks_for_peace_is_asked_less_often(web: ReplayedWeb, tmp_path: Path):
    addresses = [address for address in VERDICTS if "h1.example" in address]
    web.pages[addresses[0]] = (429, "")
    web.waits[addresses[0]] = "20"
    checks = check(web, tmp_path, addresses).checks
    assert checks[addresses[0]].verdict is AddressVerdict.REFUSED
    times = [second for second, host, _ in web.asked if host == "h1.example"]
    # Its file of rules and the refusal itself came first.
    assert all(later - earlier >= 20 for earlier, later in pairwise(times[1:]))


@pytest.mark.parametrize(
    "private",
    [
        *("10.1.2.3", "127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00::1"),
        *("64:ff9b::a9fe:a9fe", "64:ff9b::a00:1", "::127.0.0.1", "fec0::1"),
    ],
)
def test_a_name_of_this_network_is_no_open_web(monkeypatch: pytest.MonkeyPatch, private: str):
    def found(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (place, 80)) for place in ("93.184.215.14", private)]

    monkeypatch.setattr(open_web.socket, "getaddrinfo", found)
    with pytest.raises(NotOpenWebError) as refused:
        looked_up("trap.example", 80)
    assert private not in str(refused.value)


def test_a_network_that_speaks_to_the_older_web_through_another_reaches_it(monkeypatch: pytest.MonkeyPatch):
    place = "64:ff9b::5db8:d70e"
    monkeypatch.setattr(open_web.socket, "getaddrinfo", lambda *_, **__: [(10, 1, 6, "", (place, 80))])
    assert looked_up("open.example", 80) == [(place, 80)]


@pytest.mark.parametrize("text", ["https://[news.example/2024#a", "https://exa\u2100mple.org/#top", "#", ""])
def test_a_row_may_hold_any_text_as_its_address(text: str):
    opened = snapshot(report("r1", url=text))
    named = addresses_of(opened)
    assert address_rows(named, {})
    assert not is_copy(text)
    assert key_of(text) == text.partition("#")[0]


@pytest.mark.parametrize(
    "address",
    [
        *(
            "http://localhost/",
            "http://printer/",
            "http://nas.local/",
            "http://2130706433/",
            "http://0x7f.1/",
        ),
        *(
            "http://user:pw@h1.example/",
            "ftp://h1.example/",
            "http://[::1]/",
            "http://h1.example:99999/",
            "http://",
        ),
        *("https://", "http://h1.example/" + "x" * 3_000, "javascript:alert(1)", ""),
    ],
)
def test_what_is_no_address_of_the_open_web_is_refused(address: str):
    with pytest.raises(NotOpenWebError):
        checked_address(address)


def test_a_machine_without_a_line_writes_nothing_down(web: ReplayedWeb, tmp_path: Path):
    with pytest.raises(SourceError, match="none of 3 hosts answered"):
        check(web, tmp_path, [f"http://unknown{n}.example/a" for n in range(3)])
    assert read_checks(tmp_path) == {}


def test_an_archive_out_of_order_is_left_in_peace(
    web: ReplayedWeb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    said: list[str] = []
    monkeypatch.setattr(ReplayedWeb, "archive", lambda *_: (400, b"no"))
    checks = check(web, tmp_path, FEWER, say=said.append).checks
    assert {address: each.verdict for address, each in checks.items()} == FEWER
    assert len([host for _, host, _ in web.asked if host == "archive"]) == 5
    assert said == [said[0]]
    assert said[0].startswith("The archive is asked no more in this run: ")


@pytest.mark.parametrize(
    "copy",
    [
        *("javascript:alert(1)", "https://evil.example/web/20240101000000/http://h1.example/ok", "", None, 7),
        *("http://web.archive.org/web/20240101000000/http://h2.example/ok", "http://web.archive.org/web/x/y"),
        "http://web.archive.org/web/29990101000000/http://h1.example/ok",
    ],
)
def test_only_a_copy_of_the_address_itself_is_kept(
    web: ReplayedWeb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copy: object
):
    text = repr({"archived_snapshots": {"closest": {"status": "200", "url": copy}}}).replace("'", '"')
    monkeypatch.setattr(ReplayedWeb, "archive", lambda *_: (200, text.replace("None", "null").encode()))
    found = check(web, tmp_path, ["http://h1.example/ok"]).checks["http://h1.example/ok"]
    assert (found.copy_address, found.copy_at) == ("", "")


def test_a_damaged_table_is_a_sentence_for_the_operator_and_nothing_for_a_reader(
    web: ReplayedWeb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SHELTERLINE_HOME", str(tmp_path))
    address = "http://h1.example/ok"
    checks = check(web, tmp_path, [address]).checks
    assert known_checks() == checks
    (table,) = tmp_path.glob("addresses/*.parquet")
    assert {path.name for path in table.parent.iterdir()} == {table.name, ".lock"}
    table.write_bytes(b"PAR1 and nothing more")
    assert known_checks() == {}
    with pytest.raises(SnapshotError, match="move it away"):
        check(web, tmp_path, [address])


def test_editors_get_a_table(web: ReplayedWeb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SHELTERLINE_HOME", str(tmp_path))
    closed = {"name": "Synthetic Registry", "licence": "Not redistributable: synthetic terms"}
    rows = [
        report("r1", url="http://h1.example/gone", read_at="http://h1.example/ok; copied"),
        report("r2", url="http://h1.example/moved#part"),
        report("r3", source_id="closed", publisher=closed["name"], url="http://h2.example/theirs"),
    ]
    sources = [
        row("sources", "synthetic", home_url="http://h1.example/slow"),
        row("sources", "closed", **closed),
    ]
    name = write_home(tmp_path, *rows, sources=sources)
    current.point_to(tmp_path, name)
    before = {path: path.read_bytes() for path in tmp_path.glob("snapshots/*/*.parquet")}
    write_checks(
        tmp_path, check(web, tmp_path, [each for each in VERDICTS if "h1.e" in each]).checks.values()
    )
    text = run("sources", "report").output
    assert "Dead: name the archived copy" in text
    assert f"copy of 2024-01-10: https://web.archive.org/web/{COPY}/http://h1.example/gone" in text
    assert "theirs" not in text
    found = list(csv.DictReader(StringIO(run("sources", "report", "--csv").stdout.lstrip("\ufeff"))))
    assert {line["address"]: line["verdict"] for line in found if "h1.example" in line["address"]} == {
        "http://h1.example/gone": "gone",
        "http://h1.example/slow": "no_answer",
        "http://h1.example/moved": "moved",
        "http://h1.example/ok": "there",
    }
    assert before == {path: path.read_bytes() for path in tmp_path.glob("snapshots/*/*.parquet")}
