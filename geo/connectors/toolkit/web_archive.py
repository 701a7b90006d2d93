"""The Internet Archive: which copy of an address it has, and a request to make one.

Its documentation: https://archive.org/help/wayback_api.php (availability). A copy is asked for as its page
"Save Page Now" does, without an account; whether one came of it is seen at the next look.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Self

from geo.connectors.toolkit.address_visit import host_of
from geo.connectors.toolkit.contract import Contract, Manners, Settings
from geo.connectors.toolkit.network import Web
from geo.connectors.toolkit.pace import Pace
from geo.model import SourceKind
from geo.model.errors import SourceError
from geo.snapshot.address_checks import COPIES_HOST

HOST, SAVING_HOST = "archive.org", COPIES_HOST
SAVING_INTERVAL_S = 10.0
"""Seconds between two requests for a copy: each is work of a minute for the archive."""
_MANNERS = Manners(read_s=120, whole_s=180, tries=3, answer_bytes=20_000_000)
_COPY = re.compile(
    r"https?://web\.archive\.org(?::(?:80|443))?/web/(\d{14})(?:[a-z]{2}_)?/(https?://\S{1,2000})", re.ASCII
)
CONTRACT = Contract(
    id="internet-archive",
    title="Internet Archive, Wayback Machine",
    publisher="Internet Archive",
    kind=SourceKind.NGO,
    home_url="https://archive.org/help/wayback_api.php",
    licence="",
    is_redistributable=True,
    cadence="",
    caveats=(),
    hosts=(HOST, SAVING_HOST),
)


class WebArchive:
    """The archive, as this program may speak to it."""

    def __init__(self, settings: Settings, pace: Pace, now: Callable[[], datetime]) -> None:
        """Take settings, whose turn it is, and what says the time.

        Raises SourceError when the address that the user set is not one to speak to.
        """
        settings = replace(settings, manners=_MANNERS)
        own = settings.get("ARCHIVE_URL")
        self._web = Web(CONTRACT, settings, f"https://{HOST}", own)
        self._saving = self._web.base if own else f"https://{SAVING_HOST}"
        self._pace, self._now = pace, now
        pace.slow(SAVING_HOST, SAVING_INTERVAL_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._web.__exit__()

    def copy_of(self, address: str) -> tuple[str, str]:
        """Return the address of a copy and when it was made, UTC; both empty when there is none.

        Raises SourceError when the archive does not say.
        """
        self._pace.turn(HOST)
        text = self._web.read(f"{self._web.base}/wayback/available", params={"url": address})
        try:
            said = json.loads(text)
            closest = said["archived_snapshots"].get("closest") or {}
            status, copy = str(closest.get("status", "")), str(closest.get("url", ""))
        except (ValueError, LookupError, AttributeError, TypeError, RecursionError) as error:
            raise SourceError("the archive's answer has not the documented form") from error
        # Only what is a copy of the archive's own ever becomes a link.
        found = _COPY.fullmatch(copy)
        is_of_it = found is not None and _host(found[2]) == _host(address)
        if found is None or not is_of_it or not status.startswith("2"):
            return "", ""
        try:
            made = datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            return "", ""
        if made > self._now():
            return "", ""
        return f"https://{SAVING_HOST}/web/{found[1]}/{found[2]}", made.isoformat(timespec="seconds")

    def ask_for_copy(self, address: str) -> None:
        """Ask the archive to make a copy.

        Raises SourceError when it does not take the request.
        """
        self._pace.turn(SAVING_HOST)
        self._web.read(f"{self._saving}/save/{address}")


def _host(address: str) -> str:
    return host_of(address).removeprefix("www.")
