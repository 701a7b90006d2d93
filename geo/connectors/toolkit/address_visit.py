"""One look at an address: robots asked first, redirects followed by hand, the body bounded and hashed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from urllib.parse import unquote, urlsplit
from urllib.robotparser import RobotFileParser

import httpcore2

from geo import __version__
from geo.connectors.toolkit.open_web import NotOpenWebError, OpenWeb, WebAnswer, checked_address
from geo.connectors.toolkit.pace import Pace
from geo.snapshot.address_checks import AddressVerdict

ROBOT = "Shelterline"
USER_AGENT = f"{ROBOT}/{__version__} (checks whether cited addresses are still there)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_MOST_REDIRECTS = 5
_ROBOTS_BYTES = 500_000
_LONGEST_NOTE = 200
_CLIENT_ERROR, _SERVER_ERROR, _OK = 400, 500, 200
_NO_LINE = (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError)


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of it; the fields are those of `geo.snapshot.address_checks.AddressCheck`."""

    verdict: AddressVerdict
    status: int | None = None
    moved_to: str = ""
    sha256: str = ""
    n_bytes: int | None = None
    media_type: str = ""
    note: str = ""


class Visitor:
    """Looks at addresses, one request a host at a time."""

    def __init__(self, web: OpenWeb, pace: Pace) -> None:
        """Take a client, and whose turn it is."""
        self._web, self._pace = web, pace
        self._robots: dict[str, RobotFileParser | str | Exception] = {}
        self._lock = Lock()

    def visit(self, address: str) -> Visit:
        """Look at an address, and return what came of it, whatever it is."""
        url, is_for_good = address, True
        for _ in range(_MOST_REDIRECTS + 1):
            try:
                if why_not := self._why_not(url):
                    return _not_asked(why_not, address, url)
                with self._ask(url) as answer:
                    if answer.status not in _REDIRECTS or not answer.location:
                        return self._judged(answer, address, url, is_for_good=is_for_good)
                    is_for_good &= answer.status in _PERMANENT
                    url = answer.location
            except NotOpenWebError as error:
                return _not_asked(str(error), address, url)
            except _NO_LINE as error:
                return Visit(AddressVerdict.NO_ANSWER, note=_noted(error))
        return Visit(AddressVerdict.FAILING, note="it sends on and on to other addresses")

    @contextmanager
    def _ask(self, url: str) -> Iterator[WebAnswer]:
        """Ask for an address when it is its host's turn. Raises as `OpenWeb.ask`."""
        self._pace.turn(host_of(url))
        with self._web.ask(url) as answer:
            if answer.wait_s:
                # What is refused now is asked again in the next run; the host's other pages, later.
                self._pace.slow(host_of(url), answer.wait_s)
            yield answer

    def _why_not(self, url: str) -> str:
        """Return why robots are not to ask for an address; empty when they may.

        Raises as `OpenWeb.ask`, for the file of rules.
        """
        parts = urlsplit(str(checked_address(url)))
        root = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            rules = self._robots.get(root)
        if rules is None:
            try:
                rules = self._read_rules(root)
            except (NotOpenWebError, *_NO_LINE) as error:
                # A server that does not answer is not asked for each of its pages again.
                rules = error
            with self._lock:
                self._robots[root] = rules
        if isinstance(rules, Exception):
            raise rules
        if isinstance(rules, str):
            return rules
        try:
            may = rules.can_fetch(ROBOT, url)
        except ValueError:
            return "its robots.txt cannot be read"
        return "" if may else "its robots.txt asks programs not to"

    def _read_rules(self, root: str) -> RobotFileParser | str:
        """Return the rules of a server, as RFC 9309 reads what came of asking: a refusal is a sentence."""
        rules, url = RobotFileParser(), f"{root}/robots.txt"
        for _ in range(_MOST_REDIRECTS):
            with self._ask(url) as answer:
                if answer.status in _REDIRECTS and answer.location:
                    url = answer.location
                    continue
                if answer.status >= _SERVER_ERROR:
                    return f"its robots.txt cannot be read (status {answer.status})"
                text = b"" if answer.status >= _CLIENT_ERROR else self._read(answer, _ROBOTS_BYTES)[0]
            try:
                rules.parse(text.decode("utf-8", "replace").splitlines())
            except ValueError:
                # The library's own parser fails on some addresses and digits.
                return "its robots.txt cannot be read"
            if delay := rules.crawl_delay(ROBOT):
                self._pace.slow(host_of(root), float(delay))
            return rules
        rules.parse([])
        return rules

    @staticmethod
    def _read(answer: WebAnswer, most: int) -> tuple[bytes, bool]:
        """Return what comes of a body within the limits, and whether that is all of it."""
        found = bytearray()
        try:
            for chunk in answer.body:
                found += chunk
                if len(found) > most:
                    return bytes(found[:most]), False
        except _NO_LINE:
            return bytes(found), False
        return bytes(found), True

    def _judged(self, answer: WebAnswer, address: str, url: str, *, is_for_good: bool) -> Visit:
        status = answer.status
        moved_to = "" if url == address else url
        if not _OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return Visit(_verdict_of(status), status, moved_to)
        body, is_whole = self._read(answer, self._web.limits.answer_bytes)
        return Visit(
            _verdict_of_redirect(address, url, is_for_good=is_for_good),
            status,
            moved_to,
            hashlib.sha256(body).hexdigest() if is_whole else "",
            len(body) if is_whole else None,
            answer.media_type,
            "" if is_whole else f"only its first {len(body):,} bytes were read",
        )


def host_of(url: str) -> str:
    """Return the host of an address, in lower case; empty when it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _verdict_of(status: int) -> AddressVerdict:
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return AddressVerdict.GONE
    return AddressVerdict.REFUSED if _CLIENT_ERROR <= status < _SERVER_ERROR else AddressVerdict.FAILING


def _verdict_of_redirect(address: str, url: str, *, is_for_good: bool) -> AddressVerdict:
    before, now = urlsplit(address), urlsplit(url)
    if before.path.strip("/") and not now.path.strip("/") and not now.query:
        return AddressVerdict.FRONT_PAGE
    is_same = _place(address) == _place(url)
    return AddressVerdict.MOVED if is_for_good and not is_same else AddressVerdict.THERE


def _place(url: str) -> tuple[str, str, str]:
    """Return what tells two addresses apart: https, www, a last slash and escaped letters do not."""
    parts = urlsplit(url)
    return host_of(url).removeprefix("www."), unquote(parts.path).rstrip("/"), unquote(parts.query)


def _not_asked(why: str, address: str, url: str) -> Visit:
    if url == address:
        return Visit(AddressVerdict.NOT_ASKED, note=why[:_LONGEST_NOTE])
    # Where a server sends is its choice: a place that may not be asked for says nothing of the page.
    return Visit(AddressVerdict.NOT_ASKED, note=f"it sends elsewhere: {why}"[:_LONGEST_NOTE])


def _noted(error: Exception) -> str:
    if isinstance(error, httpcore2.TimeoutException):
        return "it did not answer in time"
    text = " ".join(str(error).split())
    said = text if text.startswith("the name ") else "the connection failed or was cut"
    return said[:_LONGEST_NOTE]
