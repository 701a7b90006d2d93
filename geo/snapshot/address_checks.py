"""What was observed of the addresses that rows name: a table of its own beside the snapshots of a home.

It says what a server answered on a day, and is no part of any snapshot: no id and no file of one changes with
it. `shelterline sources check` writes it, cards and pages read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq

from geo.model.errors import SnapshotError
from geo.snapshot.folders import sync, temporary_in
from geo.snapshot.home import home

FOLDER, TABLE = "addresses", "checks.parquet"
"""Folder of a home, and the table in it."""


class AddressVerdict(StrEnum):
    """What came of the last look at an address."""

    THERE = "there"
    MOVED = "moved"
    """It sends on for good to another address, which is there."""
    FRONT_PAGE = "front_page"
    """It sends on to the front page of a site: what it named is most likely gone."""
    GONE = "gone"
    """Its server says that there is no such page: 404 or 410."""
    REFUSED = "refused"
    """Its server wants no programs, or an account: whether the page is there is not known."""
    FAILING = "failing"
    """Its server answers with an error of its own, or sends in circles."""
    NO_ANSWER = "no_answer"
    NOT_ASKED = "not_asked"
    """Robots are not to ask for it, or it is no address of the open web."""
    UNCHECKED = "unchecked"
    """Nobody has looked yet."""


SEEN = frozenset({AddressVerdict.THERE, AddressVerdict.MOVED})
DEAD = frozenset({AddressVerdict.GONE, AddressVerdict.FRONT_PAGE})
"""What a server itself says. One that does not answer may answer tomorrow."""


@dataclass(frozen=True, slots=True)
class AddressCheck:
    """What is known of one address. Times are UTC as ISO 8601 texts to the second; empty for never."""

    address: str
    """As rows name it, without what follows a number sign."""
    verdict: AddressVerdict = AddressVerdict.UNCHECKED
    checked_at: str = ""
    last_seen_at: str = ""
    """When it was last there."""
    missed_since: str = ""
    """When it was first not there after that; empty while it is."""
    status: int | None = None
    """Of the last answer, after all redirects; None without one."""
    moved_to: str = ""
    """Where it sends to; empty when it does not."""
    sha256: str = ""
    """Of the bytes that came, 64 hex digits; empty when they were too many."""
    n_bytes: int | None = None
    media_type: str = ""
    note: str = ""
    """Why it was not asked or did not answer, in English."""
    copy_address: str = ""
    """The archived copy that is known; empty without one."""
    copy_at: str = ""
    """When it was made."""
    looked_up_at: str = ""
    """When the archive was last asked whether it has one."""
    copy_asked_at: str = ""
    """When the archive was last asked to make one."""


_SCHEMA = pa.schema(
    [
        pa.field(each.name, pa.int64() if each.name in {"status", "n_bytes"} else pa.string())
        for each in fields(AddressCheck)
    ]
)


COPIES_HOST = "web.archive.org"
"""Where the Internet Archive shows its copies."""


def is_copy(address: str) -> bool:
    """Whether an address is that of a copy of the Internet Archive."""
    try:
        return urlsplit(address).hostname == COPIES_HOST
    except ValueError:
        return False


def key_of(address: str) -> str:
    """Return an address as the table names it: what follows a number sign is a place on the same page."""
    # Not `urldefrag`: it raises for texts that are no address, and a row may hold any.
    return address.strip().partition("#")[0]


def day_of_time(time: str) -> date | None:
    """Return the day of a time of the table; None of none."""
    try:
        return date.fromisoformat(time[:10])
    except ValueError:
        return None


def read_checks(folder: Path) -> dict[str, AddressCheck]:
    """Return the checks that a home folder holds, by address; none when there is no table.

    Raises SnapshotError when the table cannot be read.
    """
    path = folder / FOLDER / TABLE
    if not path.exists():
        return {}
    try:
        table = pq.read_table(path, schema=_SCHEMA)
        checks = (_check(row) for row in table.to_pylist())
        return {check.address: check for check in checks}
    except (OSError, ValueError, LookupError, TypeError, pa.ArrowException) as error:
        raise SnapshotError(
            f"{path} cannot be read: {error}; move it away, and `shelterline sources check` begins anew"
        ) from error


def _check(row: Mapping[str, object]) -> AddressCheck:
    # A column that is missing came later; a cell that is null says nothing.
    said = {name: value for name, value in row.items() if value is not None}
    verdict = AddressVerdict(str(said.pop("verdict", AddressVerdict.UNCHECKED)))
    return AddressCheck(verdict=verdict, **said)  # type: ignore[arg-type]


def write_checks(folder: Path, checks: Iterable[AddressCheck]) -> None:
    """Write all checks of a home folder: a reader finds the old table or the whole new one.

    Raises SnapshotError when it cannot be written.
    """
    into = folder / FOLDER
    rows = [asdict(check) for check in sorted(checks, key=lambda check: check.address)]
    temporary = temporary_in(into)
    try:
        into.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(rows, _SCHEMA), temporary, compression="zstd")
        sync(temporary)
        temporary.replace(into / TABLE)
        sync(into)
    except OSError as error:
        raise SnapshotError(
            f"{into} cannot be written: {error.strerror or error}; run this where the home may be written"
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


_NONE: Mapping[str, AddressCheck] = MappingProxyType({})


def known_checks() -> Mapping[str, AddressCheck]:
    """Return the checks of this process's home, by address; none when they cannot be read.

    A page is about its rows: it is not refused because an observation beside them is damaged.
    """
    try:
        path = home() / FOLDER / TABLE
        found = path.stat()
    except (OSError, SnapshotError):
        return _NONE
    return _kept(path.parent.parent, found.st_ino, found.st_mtime_ns)


@lru_cache(maxsize=2)
def _kept(folder: Path, _file: int, _changed: int) -> Mapping[str, AddressCheck]:
    try:
        return read_checks(folder)
    except SnapshotError:
        return _NONE
