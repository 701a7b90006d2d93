"""Two processes behind Debian's nginx: what its readers notice, and what they notice when a process goes."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException, HTTPSConnection, IncompleteRead
from itertools import count
from signal import SIGKILL, SIGTERM

import pytest
from playwright.sync_api import Browser, expect

from geo.layers.assets import map_files
from geo.snapshot.current import current
from tests.browser.conftest import PAINT_DEADLINE_MS, Tab, reader
from tests.browser.test_changes import is_marked, mark
from tests.deploy.conftest import NAME, NUMBERS, SHIPPED, SHIPPED_PORTS, Answer, Site

SOME_MONTHS = "from=2024-01-01&to=2024-03-31"
CONNECTION, CONNECTED = "data-test-connection-state", "CONNECTED"
OTHER = {1: 2, 2: 1}
ENDS_WITHIN_S = 10


def tile(days: int, *, snap: str = "") -> str:
    """The address of a tile of Gaza, in a view of so many days that nobody else asks for."""
    named = f"&snap={snap}" if snap else ""
    return f"/tiles/reports/8/152/104.mvt?v=1&from=2024-01-01&to=2024-02-{days:02}{named}"


@pytest.fixture
def tab(browser: Browser, site: Site) -> Iterator[Tab]:
    context = reader(browser, ignore_https_errors=True)
    yield Tab(context.new_page(), site.url)
    context.close()


def choose_last_day(tab: Tab, day: str) -> None:
    tab.page.get_by_role("textbox", name="To", exact=True).click()
    tab.page.keyboard.type(day)
    tab.page.get_by_role("heading", level=1).click()
    tab.painted_for(to=day)


def process_of(tab: Tab) -> int:
    """Number of the process that has a reader's session, as the reader's cookie says it."""
    cookies = {cookie["name"]: cookie for cookie in tab.page.context.cookies()}
    assert cookies["shelterline"]["secure"]
    assert cookies["shelterline"]["httpOnly"]
    return int(cookies["shelterline"]["value"])


def wait_for_process(tab: Tab, number: int) -> None:
    deadline = time.monotonic() + PAINT_DEADLINE_MS / 1_000
    while process_of(tab) != number and time.monotonic() < deadline:
        tab.page.wait_for_timeout(20)


@contextmanager
def always_answered(site: Site, *addresses: str) -> Iterator[list[Answer]]:
    """Ask for addresses, and for the health, again and again until the block ends; no answer may fail."""
    answers: list[Answer] = []
    failed: list[Exception] = []
    is_over = threading.Event()

    def ask(address: str) -> None:
        for n in count():
            if is_over.wait(0.02):
                return
            try:
                answers.append(site.ask(address, number=NUMBERS[n % 2]))
            except (OSError, HTTPException) as error:
                failed.append(error)

    threads = [threading.Thread(target=ask, args=(address,)) for address in ("/healthz", *addresses)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        is_over.set()
        for thread in threads:
            thread.join(timeout=60)
    assert not failed
    assert {answer.status for answer in answers} == {200}
    assert len(answers) > len(threads)


def test_the_sockets_of_one_reader_reach_one_process(tab: Tab, site: Site):
    painted = tab.open(f"/?{SOME_MONTHS}")
    tab.settled()
    number = process_of(tab)
    choose_last_day(tab, "2024-02-20")

    assert painted["features"]
    assert (tab.errors, tab.foreign) == ([], [])
    tab.page.close()
    # nginx writes a line when a socket is over.
    asked = site.lines_of("/_stcore/stream", "/live/...")
    assert {line["path"] for line in asked} == {"/_stcore/stream", "/live/..."}
    assert {line["process"] for line in asked} == {f"{NAME}:{site.ports[number]}"}


@pytest.mark.parametrize("name", ["tile", "figure", "script"])
def test_what_never_changes_is_asked_of_a_process_once(name: str, site: Site):
    snap = current().id
    address = {
        "tile": tile(1, snap=snap),
        "figure": f"/export/view.svg?v=1&snap={snap}",
        "script": next(address for address, kind in map_files().items() if kind == "script"),
    }[name]
    path = address.partition("?")[0]
    before = site.heard(path)
    first, second = (site.ask(address, number=number) for number in NUMBERS)

    assert (first.status, first.is_kept, second.is_kept) == (200, False, True)
    assert first.body == second.body
    assert site.heard(path, before + 1) == before + 1
    # What caches hand on to others brings nobody's cookie.
    assert "Set-Cookie" not in first.headers


@pytest.mark.parametrize(
    "address",
    ["/", tile(2), "/healthz", "/embed?v=1", "/_stcore/host-config", f"/export/view.svg?{SOME_MONTHS}"],
)
def test_what_may_change_is_asked_of_a_process_each_time(address: str, site: Site):
    path = address.partition("?")[0]
    before = site.heard(path)
    answers = [site.ask(address) for _ in range(2)]

    assert [(answer.status, answer.is_kept) for answer in answers] == [(200, False)] * 2
    assert site.heard(path, before + 2) == before + 2


def test_a_process_that_is_killed_costs_its_reader_nothing(tab: Tab, site: Site):
    tab.open(f"/?{SOME_MONTHS}")
    tab.settled()
    mark(tab)
    seen, number = tab.address, process_of(tab)
    with always_answered(site):
        site.end(number, SIGKILL)
        # The other process may answer before the page has said that the line is lost.
        wait_for_process(tab, OTHER[number])
        app = tab.page.locator(".stApp")
        expect(app).to_have_attribute(CONNECTION, CONNECTED, timeout=PAINT_DEADLINE_MS)
        tab.settled()

    assert process_of(tab) == OTHER[number]
    assert is_marked(tab), "the page was loaded anew"
    assert tab.address == seen
    # What another reader sees who opens this address now.
    fresh = Tab(tab.page.context.new_page(), site.url)
    fresh.open(tab.page.url)
    fresh.settled()
    assert (fresh.address, fresh.counts) == (seen, tab.counts)

    # The first process comes back, and the reader stays where the session is.
    site.start(number)
    choose_last_day(tab, "2024-05-05")
    assert process_of(tab) == OTHER[number]


def test_an_export_whose_process_is_killed_does_not_look_whole(site: Site):
    address = f"/export/reports.csv?v=1&snap={current().id}&hxl=1"
    # Files of rows are kept from the second time on: the one that breaks off would be.
    whole = site.ask(address, number=1)
    site.hold.touch()
    connection = HTTPSConnection(NAME, site.port, timeout=60, context=site.context)
    try:
        connection.request("GET", address, headers={"Cookie": "shelterline=1", "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        assert answer.status == 200
        begun = answer.read(1_000)
        with always_answered(site):
            site.end(1, SIGKILL)
            with pytest.raises((IncompleteRead, ConnectionError)):
                answer.read()
            site.hold.unlink()
            again = site.ask(address, number=1)
    finally:
        connection.close()
        site.hold.unlink(missing_ok=True)
        site.start(1)

    assert (again.status, again.is_kept) == (200, False)
    assert again.body == whole.body
    assert whole.body.startswith(begun)


def test_nothing_fails_while_a_process_is_stopped_and_started_again(site: Site):
    pages = f"/timeline?{SOME_MONTHS}", tile(3), "/embed?v=1", f"/cite.txt?{SOME_MONTHS}"
    with always_answered(site, *pages) as answers:
        assert site.end(1, SIGTERM) < ENDS_WITHIN_S
        while_one = len(answers)
        site.start(1)
        assert len(answers) > while_one


def test_without_any_process_a_sentence_says_so_and_what_is_kept_is_still_there(site: Site):
    address = tile(4, snap=current().id)
    kept = site.ask(address)
    for number in NUMBERS:
        site.end(number, SIGKILL)
    away, health, again = site.ask("/"), site.ask("/healthz"), site.ask(address)
    with ThreadPoolExecutor() as threads:
        list(threads.map(site.start, NUMBERS))

    assert (away.status, health.status) == (503, 503)
    assert away.headers["Retry-After"]
    assert b"Please try again in a minute." in away.body
    assert (again.is_kept, again.body) == (True, kept.body)


def test_no_line_says_who_asked_or_what_for(site: Site):
    site.ask(f"/own/a-secret-name/8/152/104.mvt?{SOME_MONTHS}")
    text = (site.folder / "var/log/nginx/shelterline.log").read_text(encoding="utf-8")

    line = site.lines_of("/own/...")[-1]
    assert NAME not in str({name: value for name, value in line.items() if name != "process"})
    assert "a-secret-name" not in text
    assert "2024-01-01" not in text


def test_the_shipped_processes_are_what_the_script_writes():
    named = [f"127.0.0.1:{port}" for port in SHIPPED_PORTS.values()]
    written = subprocess.check_output([SHIPPED / "write-processes", *named], text=True)  # noqa: S603  # ours
    assert written == (SHIPPED / "conf.d/shelterline-processes.conf").read_text(encoding="utf-8")
