"""Questions sent to Dask's workers; the only place that knows of Dask.

A partition is held as the result of a task, so that the scheduler knows which worker has it and has another
open it when that one is gone. A question is a task that needs that result: it goes to where it is.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from distributed import CancelledError, Client, KilledWorker, wait
from distributed.comm.core import CommClosedError

from geo.model.errors import ClusterError, DamagedError
from geo.snapshot.cluster.partition_questions import ClusterQuestion, PartitionName, Refusal, answer, hold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from distributed import Future

_LOG = logging.getLogger(__name__)
UNREACHABLE = "the scheduler of the cluster that holds the reports cannot be reached; ask again in a moment"
NO_WORKERS = "the cluster that holds the reports has no workers at present; ask again in a moment"
NO_ANSWER = (
    "the cluster that holds the reports has not answered within {seconds} seconds; ask again in a moment"
)
WORKERS_ENDED = (
    "workers of the cluster ended several times while they answered, perhaps for want of memory; "
    "ask for less, or start more workers"
)
_CONNECT_S = 5.0
_PATIENCE_S = 20.0
"""How long a question waits: a worker that is lost is noticed, and another opens its partitions."""
_LOOK_S = 2.0
"""How often is looked whether there is a worker at all."""
_LOOK_FOR_OTHERS_S = 10.0
_LOST = CancelledError, CommClosedError, OSError
"""What comes of a scheduler that went, or came back and knows of nothing."""


class _WorkersChangedError(Exception):
    """There are other workers than those among whom partitions were given out."""


@dataclass(frozen=True, slots=True)
class _Session:
    """One life of a connection: what the scheduler keeps for it ends with it."""

    client: Client
    workers: list[str]
    """Among whom the partitions were given out."""
    held: dict[PartitionName, Future[PartitionName]]


class Connection:
    """Asks the workers of one scheduler; many threads may ask at the same time."""

    def __init__(self, address: str) -> None:
        """Take the address; nothing is sent before somebody asks."""
        self._address = address
        self._lock = Lock()
        self._session: _Session | None = None
        self._looked = 0.0
        self._refused_until = 0.0

    def ask(self, names: Sequence[PartitionName], question: ClusterQuestion) -> list[Any]:
        """Return the answer of each partition.

        Raises DamagedError when a file of one is not what was written, ClusterError when one cannot answer.
        """
        until = time.monotonic() + _PATIENCE_S
        while True:
            session = self._open()
            try:
                self._look_for_others(session)
                found = self._answers(session, names, question, until)
            except _WorkersChangedError:
                try:
                    self._give_out_anew(session)
                except _LOST:
                    self._leave(session)
                continue
            except KilledWorker as error:
                # The scheduler gives up on what was worked out, for good: the next question begins anew.
                self._leave(session)
                raise ClusterError(WORKERS_ENDED) from error
            except _LOST as error:
                self._leave(session)
                if time.monotonic() > until:
                    raise ClusterError(UNREACHABLE) from error
                _LOG.warning("the scheduler at %s was lost: %s", self._address, error)
                continue
            for one in found:
                if isinstance(one, Refusal):
                    raise DamagedError(*one.damaged) if one.damaged else ClusterError(one.sentence)
            return found

    def n_workers(self) -> int:
        """Return how many workers there are.

        Raises ClusterError when the scheduler cannot be reached.
        """
        session = self._open()
        try:
            return len(_workers(session.client))
        except _LOST as error:
            self._leave(session)
            raise ClusterError(UNREACHABLE) from error

    def close(self) -> None:
        """Let go of what the scheduler keeps for this process."""
        with self._lock:
            session, self._session = self._session, None
        if session:
            session.client.close(timeout=_CONNECT_S)

    def _answers(
        self, session: _Session, names: Sequence[PartitionName], question: ClusterQuestion, until: float
    ) -> list[Any]:
        client = session.client
        asked = [client.submit(answer, held, question, pure=False) for held in self._held(session, names)]
        while True:
            left = until - time.monotonic()
            if left <= 0:
                raise ClusterError(NO_ANSWER.format(seconds=round(_PATIENCE_S)))
            try:
                # Which client is meant by `wait` is said for this thread alone.
                with client.as_current():
                    wait(asked, timeout=min(left, _LOOK_S))
                return list(client.gather(asked))
            except TimeoutError:
                workers = _workers(client)
                if workers != session.workers:
                    # Dask looks for another worker when one goes, and not when one comes.
                    raise _WorkersChangedError from None
                if not workers and left < _PATIENCE_S - 2 * _LOOK_S:
                    raise ClusterError(NO_WORKERS) from None

    def _held(self, session: _Session, names: Sequence[PartitionName]) -> list[Future[PartitionName]]:
        with self._lock:
            for name in names:
                if name not in session.held:
                    session.held[name] = _hold(session, name)
            return [session.held[name] for name in names]

    def _look_for_others(self, session: _Session) -> None:
        """Notice now and then that a worker came."""
        if time.monotonic() - self._looked > _LOOK_FOR_OTHERS_S:
            self._looked = time.monotonic()
            if _workers(session.client) != session.workers:
                raise _WorkersChangedError

    def _give_out_anew(self, session: _Session) -> None:
        """Spread the partitions over the workers that there are now."""
        workers = _workers(session.client)
        with self._lock:
            if self._session is session:
                self._session = _Session(session.client, workers, {})

    def _open(self) -> _Session:
        with self._lock:
            if self._session is None:
                # Who waited here while another was refused is told the same.
                if time.monotonic() < self._refused_until:
                    raise ClusterError(UNREACHABLE)
                client = None
                try:
                    client = Client(self._address, timeout=_CONNECT_S, set_as_default=False)
                    self._session = _Session(client, _workers(client), {})
                except (OSError, ValueError) as error:
                    self._refused_until = time.monotonic() + _LOOK_S
                    if client:
                        client.close(timeout=_CONNECT_S)
                    _LOG.warning("the scheduler at %s cannot be reached: %s", self._address, error)
                    raise ClusterError(UNREACHABLE) from error
            return self._session

    def _leave(self, session: _Session) -> None:
        """Let go of a connection that was lost, unless another thread has another by now."""
        with self._lock:
            if self._session and self._session.client is session.client:
                self._session = None
        session.client.close(timeout=_CONNECT_S)


def _hold(session: _Session, name: PartitionName) -> Future[PartitionName]:
    """Have a worker open a partition; where that one is gone, whichever is left."""
    workers = session.workers
    chosen = workers[name.number % len(workers)] if workers else None
    return session.client.submit(
        hold,
        name,
        # Servers share what workers hold for them; a task that waits for a worker that went stays behind.
        key=f"partition-{name.sha256[:12]}-{name.number}-{chosen}",
        workers=[chosen] if chosen else None,
        allow_other_workers=bool(chosen),
    )


def _workers(client: Client) -> list[str]:
    """Return the addresses of the workers that there are.

    Raises CommClosedError when the scheduler was lost.
    """
    said = client.scheduler_info()
    if client.status != "running" or "workers" not in said:
        raise CommClosedError("the scheduler was lost")
    return sorted(said["workers"])


@lru_cache(maxsize=4)
def connection_to(address: str) -> Connection:
    """Return the one connection of this process to a scheduler."""
    return Connection(address)
