"""Look at every address that the rows of a snapshot name, and at what the archive has of it.

What is done is kept as it comes, so that a run that was stopped goes on where it was. Hosts take turns: one
that is slow keeps no other waiting, and each is asked one thing a second.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from pathlib import Path

from geo.connectors.toolkit.address_visit import USER_AGENT, Visit, Visitor, host_of
from geo.connectors.toolkit.contract import Settings
from geo.connectors.toolkit.open_web import OpenWeb, Resolve, WebLimits, is_of_open_web, looked_up
from geo.connectors.toolkit.pace import Pace
from geo.connectors.toolkit.web_archive import HOST, SAVING_HOST, WebArchive
from geo.model.errors import SourceError
from geo.snapshot.address_checks import (
    DEAD,
    FOLDER,
    SEEN,
    AddressCheck,
    AddressVerdict,
    is_copy,
    read_checks,
    write_checks,
)
from geo.snapshot.lock import alone

WORKERS = 8
_SAVED_AFTER = 20
"""Results after which the table is written; of a long list, a hundredth of it."""
_PATIENCE = 5
"""Failures of the archive in a row after which it is left in peace."""
_OFFLINE = 3
"""Hosts of which none answers before it is said that this machine may have no line."""


class _Step(Enum):
    VISIT = auto()
    LOOK_UP = auto()
    SAVE = auto()


_SERVICES = {_Step.LOOK_UP: HOST, _Step.SAVE: SAVING_HOST}


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What is to be done, and by what means; tests bring means of their own."""

    addresses: Iterable[str]
    home: Path
    saves: bool = False
    """Whether the archive is asked to keep what it has no copy of."""
    max_age: timedelta = timedelta(days=7)
    """How old an observation may be before it is made anew."""
    settings: Settings = field(default_factory=Settings.from_environment)
    limits: WebLimits = field(default_factory=WebLimits)
    resolve: Resolve = looked_up
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    executor: Callable[[], Executor] = lambda: ThreadPoolExecutor(WORKERS)
    progress: Callable[[int, int], None] = lambda _done, _whole: None
    say: Callable[[str], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class CheckedAddresses:
    """What came of a run."""

    checks: dict[str, AddressCheck]
    """Of the addresses asked for, by address."""
    n_done: int
    """Requests for an address or for its copies."""


def check_addresses(request: CheckRequest) -> CheckedAddresses:
    """Check the addresses that were not checked of late, and write the table.

    Two runs of one home take turns.

    Raises SourceError when no host answers at all, so that a machine without a line does not write down that
    everything is gone; SnapshotError when the table cannot be read or written.
    """
    _made_writable(request.home)
    with alone(request.home / FOLDER):
        pace = Pace(request.clock, request.sleep)
        web = OpenWeb(USER_AGENT, request.limits, request.resolve, request.clock)
        try:
            with WebArchive(request.settings, pace, request.now) as archive:
                run = _Run(request, Visitor(web, pace), archive, pace)
                with _kept(run), request.executor() as executor:
                    run.work(executor)
        finally:
            web.close()
    return CheckedAddresses({address: run.checks[address] for address in run.wanted}, run.n_done)


def _made_writable(home: Path) -> None:
    try:
        (home / FOLDER).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SourceError(
            f"{home / FOLDER} cannot be written: {error.strerror}; run this where the home may be written"
        ) from error


@contextmanager
def _kept(run: _Run) -> Iterator[None]:
    """Write what is done however the block ends: also when the user stops it."""
    try:
        yield
    finally:
        run.save()


class _Run:
    """One run: what waits for its turn, what is under way, what is known."""

    def __init__(self, request: CheckRequest, visitor: Visitor, archive: WebArchive, pace: Pace) -> None:
        self._request, self._visitor, self._archive, self._pace = request, visitor, archive, pace
        self.checks = read_checks(request.home)
        self.wanted = list(dict.fromkeys(request.addresses))
        self.n_done = 0
        self._waiting: dict[str, deque[tuple[_Step, str]]] = {}
        self._running: dict[Future[AddressCheck], tuple[str, _Step, str]] = {}
        self._unsaved, self._failures, self._has_answer = 0, 0, False
        self._silent: set[str] = set()
        self._oldest = (request.now() - request.max_age).isoformat(timespec="seconds")
        for address in self.wanted:
            check = self.checks.setdefault(address, AddressCheck(address))
            if check.checked_at <= self._oldest:
                self._enqueue(_Step.VISIT, address)
            # What is a copy of the archive's own needs none, and a place inside a network is not told to it.
            is_for_archive = not is_copy(address) and is_of_open_web(address)
            if check.looked_up_at <= self._oldest and is_for_archive:
                self._enqueue(_Step.LOOK_UP, address)
            self._enqueue_save(check)
        self._whole = sum(map(len, self._waiting.values()))

    def _enqueue(self, step: _Step, address: str) -> None:
        self._waiting.setdefault(_SERVICES.get(step) or host_of(address), deque()).append((step, address))

    def _enqueue_save(self, check: AddressCheck) -> None:
        """Ask for a copy of what is there, once both are known: that it is, and that there is no copy."""
        is_known = check.checked_at > self._oldest and check.looked_up_at > self._oldest
        is_wanted = not check.copy_address and check.verdict not in {*DEAD, AddressVerdict.NOT_ASKED}
        if self._request.saves and is_known and is_wanted and check.copy_asked_at <= self._oldest:
            self._enqueue(_Step.SAVE, check.address)

    def work(self, executor: Executor) -> None:
        """Do all that waits."""
        while self._waiting or self._running:
            self._start(executor)
            wait_s = min((self._pace.wait_s(host) for host in self._idle()), default=None)
            if not self._running:
                self._request.sleep(wait_s or 0)
                continue
            has_room = len(self._running) < WORKERS
            done, _ = wait(self._running, wait_s if has_room else None, FIRST_COMPLETED)
            for future in done:
                self._finish(future)

    def _idle(self) -> list[str]:
        busy = {host for host, _, _ in self._running.values()}
        return [host for host in self._waiting if host not in busy]

    def _start(self, executor: Executor) -> None:
        for host in self._idle():
            if len(self._running) >= WORKERS:
                return
            if self._pace.wait_s(host) > 0:
                continue
            queue = self._waiting.pop(host)
            step, address = queue.popleft()
            if queue:
                # Behind all others: who was asked first is not asked first for ever.
                self._waiting[host] = queue
            future = executor.submit(self._do, step, self.checks[address])
            self._running[future] = host, step, address

    def _do(self, step: _Step, check: AddressCheck) -> AddressCheck:
        """Return what is new of a check; runs beside others, and changes nothing."""
        if step is _Step.VISIT:
            return _visited(check, self._visitor.visit(check.address), self._now())
        if step is _Step.LOOK_UP:
            copy, made = self._archive.copy_of(check.address)
            return replace(check, copy_address=copy, copy_at=made, looked_up_at=self._now())
        self._archive.ask_for_copy(check.address)
        return replace(check, copy_asked_at=self._now())

    def _now(self) -> str:
        return self._request.now().astimezone(UTC).isoformat(timespec="seconds")

    def _finish(self, future: Future[AddressCheck]) -> None:
        host, step, address = self._running.pop(future)
        self.n_done += 1
        try:
            found = future.result()
        except SourceError as error:
            self._archive_failed(error)
            return
        if step is not _Step.VISIT:
            self._failures = 0
        elif found.verdict is AddressVerdict.NO_ANSWER:
            self._silent.add(host)
        else:
            self._has_answer = True
        # Another step of the same address may have ended meanwhile: only what this one found is new.
        names = _FIELDS[step]
        self.checks[address] = replace(self.checks[address], **{name: getattr(found, name) for name in names})
        if step is not _Step.SAVE:
            self._enqueue_save(self.checks[address])
        self._unsaved += 1
        self._request.progress(self.n_done, max(self._whole, self.n_done))
        if self._unsaved >= max(_SAVED_AFTER, len(self.wanted) // 100):
            self.save()

    def _archive_failed(self, error: SourceError) -> None:
        self._failures += 1
        if self._failures == _PATIENCE:
            self._request.say(f"The archive is asked no more in this run: {error}.")
        if self._failures >= _PATIENCE:
            for host in _SERVICES.values():
                self._waiting.pop(host, None)

    def save(self) -> None:
        """Write what is new.

        Raises SourceError when several hosts were asked and none has answered.
        """
        if not self._has_answer and len(self._silent) >= _OFFLINE:
            if self._waiting or self._running:
                return
            raise SourceError(
                f"none of {len(self._silent)} hosts answered, and nothing was written down; "
                "see whether this machine is connected, and run this again"
            )
        if self._unsaved:
            write_checks(self._request.home, self.checks.values())
            self._unsaved = 0


def _visited(check: AddressCheck, visit: Visit, now: str) -> AddressCheck:
    """Return a check after a look."""
    found = replace(check, **asdict(visit), checked_at=now)
    if visit.verdict in SEEN:
        return replace(found, last_seen_at=now, missed_since="")
    if visit.verdict is AddressVerdict.NOT_ASKED:
        return found
    return replace(found, missed_since=check.missed_since or now)


_FIELDS: dict[_Step, tuple[str, ...]] = {
    _Step.VISIT: (
        *("verdict", "checked_at", "last_seen_at", "missed_since", "status", "moved_to"),
        *("sha256", "n_bytes", "media_type", "note"),
    ),
    _Step.LOOK_UP: ("copy_address", "copy_at", "looked_up_at"),
    _Step.SAVE: ("copy_asked_at",),
}
