"""What is sent to a worker and what comes back: the name of a partition, a question, an answer or a refusal.

It runs in a worker of Dask, which has this program installed. An error comes back as a value: an exception
would cross the network with its traceback, and not every one can.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo import __version__
from geo.model.errors import DamagedError, ShelterlineError
from geo.snapshot.cluster.partition import Partition
from geo.snapshot.cluster.partition_files import FORM, PartitionSet, read_partitions
from geo.snapshot.index import FORM as INDEX_FORM
from geo.snapshot.single_flight import SingleFlightCache

SOFTWARE = f"{__version__}, forms {FORM} and {INDEX_FORM}"
"""What a worker must be, too: another version may answer another thing."""
OTHER_VERSION = (
    "a worker runs Shelterline {theirs} and this server {ours}; install one version on all of them"
)
OTHER_FILES = (
    "a worker finds other partitions than this server; give both the same folder under the same path"
)
NOT_READ = (
    "a worker cannot read its partition: {what}; give it the folder of the snapshots under the same path"
)
_KEPT_OPEN = 64
"""Partitions that a worker keeps open; what lies in files costs it little."""


@dataclass(frozen=True, slots=True)
class PartitionName:
    """A partition, as a worker is told of it; what it opens stays in the worker."""

    folder: str
    number: int
    sha256: str
    """Of what the server knows of all partitions."""
    software: str = SOFTWARE
    n_bytes: int = field(default=0, compare=False)
    """Of its files: what another worker would read to take it over."""

    def __sizeof__(self) -> int:
        """Return what Dask is to think of as its size, so that it moves questions rather than partitions."""
        return self.n_bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer."""

    sentence: str
    damaged: tuple[str, str, str, str] | None = None
    """What `DamagedError` takes, when that is why."""


_OPENED: SingleFlightCache[Partition] = SingleFlightCache(_KEPT_OPEN)
QUESTIONS: dict[str, Callable[..., Any]] = {
    name: question
    for name, question in vars(Partition).items()
    if not name.startswith("_") and name != "look"
}
"""What a partition can be asked, by name."""


@dataclass(frozen=True, slots=True)
class ClusterQuestion:
    """What every partition is asked."""

    name: str
    """Of `QUESTIONS`."""
    arguments: tuple[object, ...] = ()
    more: dict[str, object] = field(default_factory=dict)


def hold(name: PartitionName) -> PartitionName:
    """Open a partition in this worker; one that cannot be opened says so when it is asked."""
    answer(name, ClusterQuestion("read_ahead"))
    return name


def answer(name: PartitionName, question: ClusterQuestion) -> object:
    """Return what a partition answers, or a `Refusal`.

    What changed under an open partition is opened anew: its index can be made again, and other partitions
    may have been written in the place of these.
    """
    try:
        try:
            return _answered(name, question)
        except DamagedError:
            return _answered(name, question)
    except DamagedError as error:
        return Refusal(str(error), (error.table, error.file, error.snapshot_id, error.reason))
    except ShelterlineError as error:
        return Refusal(str(error))
    except OSError as error:
        return Refusal(NOT_READ.format(what=error.strerror or type(error).__name__))


def _answered(name: PartitionName, question: ClusterQuestion) -> object:
    partition = _OPENED.get(name, lambda: _open(name))
    try:
        partition.look()
        found = QUESTIONS[question.name](partition, *question.arguments, **question.more)
        partition.look()
    except DamagedError:
        _OPENED.drop(name, partition)
        raise
    return found


def _open(name: PartitionName) -> Partition:
    if name.software != SOFTWARE:
        raise ShelterlineError(OTHER_VERSION.format(theirs=SOFTWARE, ours=name.software))
    partitions = read_partitions(Path(name.folder))
    if partitions.sha256 != name.sha256:
        raise ShelterlineError(OTHER_FILES)
    return Partition(partitions, name.number)


def names_of(partitions: PartitionSet) -> list[PartitionName]:
    """Return every partition of a set, in order."""
    return [
        PartitionName(str(partitions.folder), number, partitions.sha256, n_bytes=part.n_bytes)
        for number, part in enumerate(partitions.parts)
    ]


def names_in(box: tuple[int, int, int, int], partitions: PartitionSet) -> list[PartitionName]:
    """Return the partitions that have points in a box; one of them when none has."""
    west, north, east, south = box
    names = names_of(partitions)
    return [
        name
        for name, part in zip(names, partitions.parts, strict=True)
        if part.box and part.box[0] < east and part.box[2] >= west
        if part.box[1] < south and part.box[3] >= north
    ] or names[:1]
