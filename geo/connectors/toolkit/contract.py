"""What a connector declares, what it is handed, and what it hands over: rows of tables, still as text.

Fetching (network) stands apart from parsing (pure). What is parsed is not yet checked: every rule of the
documented format is held in `geo.ingest`, for every source alike.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from geo.model import SourceKind
from geo.model.errors import SourceError

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa


_PREFIX = "SHELTERLINE_"


@dataclass(frozen=True, slots=True)
class Manners:
    """Limits of one conversation."""

    connect_s: float = 10
    """Seconds to wait for a connection."""
    read_s: float = 60
    """Seconds to wait for the next bytes."""
    whole_s: float = 900
    """Seconds that one answer may take from its first byte to its last."""
    tries: int = 5
    """How often one request is made in all."""
    first_wait_s: float = 1
    """Seconds before the second try; each later wait is up to twice as long as the one before."""
    longest_wait_s: float = 120
    """Seconds; a server that asks for more patience is not asked again."""
    answer_bytes: int = 100_000_000
    """Bytes of one answer, unpacked."""
    pages: int = 5_000
    """Pages of one series."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user set for connectors, their own accounts included."""

    given: Mapping[str, str] = field(repr=False)
    """By name, as in the environment: `SHELTERLINE_UCDP_TOKEN`…"""
    manners: Manners = Manners()
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    """Waits some seconds."""
    say: Callable[[str], None] = field(default=lambda _: None, repr=False)
    """Told what the user should know and did not ask, a sentence each."""
    is_kept: bool = True
    """Whether what was fetched is still there when it breaks off: in a rehearsal it is not."""

    @classmethod
    def from_environment(cls) -> Settings:
        """Take what the environment says."""
        return cls({name: value for name, value in os.environ.items() if name.startswith(_PREFIX)})

    def get(self, name: str, default: str = "") -> str:
        """Return a setting by its name without the prefix."""
        return self.given.get(_PREFIX + name, "").strip() or default

    def need(self, name: str, what: str) -> str:
        """Return a setting that must be there.

        Raises SourceError when it is not, with what it is for.
        """
        value = self.get(name)
        if not value:
            raise SourceError(f"{_PREFIX}{name} is not set; set it to {what}, and run this again")
        return value


@dataclass(frozen=True, slots=True)
class ValueMarks:
    """Cells by which rows are known to be a publisher's, whatever their columns are called."""

    names: tuple[str, ...] = ()
    """How a cell that names the publisher begins; upper and lower case are the same."""
    words: frozenset[str] = frozenset()
    """Words of its codebook that nobody else writes so, in lower case."""
    vocabulary: frozenset[str] = frozenset()
    """All words that stand in the same column as these, in lower case."""
    forms: tuple[str, ...] = ()
    """Regular expressions of whole cells, such as ids, each of which alone proves nothing."""


@dataclass(frozen=True, slots=True)
class Contract:
    """Who publishes, under which terms, and what a reader must know of it."""

    id: str
    """Name on the command line, and `source_id` of its rows."""
    title: str
    publisher: str
    kind: SourceKind
    home_url: str
    licence: str
    """As the publisher states it; what begins with a free licence's name may be passed on."""
    is_redistributable: bool
    """Whether others may be given the rows."""
    cadence: str
    """How often the publisher brings out something new."""
    caveats: tuple[str, ...]
    """A sentence each, shown beside the data."""
    hosts: tuple[str, ...]
    """Hosts that fetching may speak to, no others; empty for files."""
    cadence_days: int = 7
    """The cadence in days: pages that were fetched longer ago are not put together with those of today."""
    codebooks: tuple[frozenset[str], ...] = ()
    """Columns by which a table of any form is known to be this publisher's: all those of one of the sets."""
    marks: ValueMarks = ValueMarks()
    """Cells by which it is known as well; those of the hosts in addresses always are."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a file that is no row."""

    line: int
    report_id: str
    """Empty when it cannot be read."""
    value: str
    reason: str
    advice: str
    is_in_scope: bool = field(default=True, kw_only=True)
    """Whether the source still says what it said before under this id, although this line cannot be read; not
    so where the line says that it is of another place or of another kind of event."""
    is_outside: bool = field(default=False, kw_only=True)
    """Whether it speaks of a place outside the region: such lines of a connector are counted, not listed."""


@dataclass(frozen=True, slots=True)
class SourceRows:
    """Some rows as text, in the columns of a documented table."""

    texts: pa.RecordBatch
    """One string column for each documented column; no cell is null."""
    lines: np.ndarray
    """Number of each row as its file counts them: lines of a text, rows of a sheet, features of a layer."""
    bad: list[BadLine] = field(default_factory=list)
    came: Callable[[np.ndarray], list[str]] | None = None
    """The rows at some positions as they came, each as one text; None when `texts` is how they came."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both inclusive; all days when neither is said."""

    first: date = date.min
    last: date = date.max


ALWAYS = Span()


@dataclass(frozen=True, slots=True)
class SourcePart:
    """A part of a source that is fetched by itself, such as the events of a country."""

    name: str
    """As a reader is told of it."""
    ids: str = ""
    """Regular expression that the ids of its rows begin with; empty for every id."""
    doubt: str = ""
    """Why what came need not be all of it, as the end of a sentence; empty when nothing says so."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What fetching a source left on disk."""

    paths: list[Path]
    whole: Span | None = None
    """The days of which the files hold everything that the publisher now says; None when there are none.

    Only what a source said of these days, and says no more, has been withdrawn.
    """
    parts: tuple[SourcePart, ...] = ()
    """What was fetched by itself: whether something is withdrawn is decided of each alone."""


@dataclass(frozen=True, slots=True)
class ParsedFiles:
    """What a connector read, before it is checked."""

    tables: Mapping[str, Iterator[SourceRows]]
    """By name of the table: `reports`, `tolls`…; each iterator is read once, in order."""
    sources: tuple[Mapping[str, str], ...] = ()
    """Rows of the table `sources` that the rows name."""
    outlines: bytes | None = None
    """GeoJSON that takes the place of the outlines."""
    ignored: tuple[str, ...] = ()
    """Columns of the file for which the documented format has no place."""
    replaced: Mapping[str, Span] = field(default_factory=dict)
    """By id of a source, the days of which the rows are everything that it now says.

    What such a source said of them before and does not say here has been withdrawn. A part of a source — some
    areas, a sample — must not be declared so.
    """
    parts: Mapping[str, tuple[SourcePart, ...]] = field(default_factory=dict)
    """By id of a source that was fetched, its parts: of one that is empty, shrunken or in doubt nothing is
    withdrawn unless that is asked for."""
    notes: tuple[str, ...] = ()
    """What was found out and not asked, in sentences: an encoding, a sheet that was chosen."""
    account: Callable[[], Iterable[str]] = tuple
    """What is to be said once all rows have been read, in sentences."""


Progress = Callable[[int, int | None], None]
"""Told how many rows have been fetched, and of how many where the publisher says so."""


@dataclass(frozen=True, slots=True)
class Connector:
    """One source: its contract, and the functions that fetch and read its files."""

    contract: Contract
    parse: Callable[[Sequence[Path]], ParsedFiles]
    """Reads files that `fetch` wrote or the publisher offers; SourceError when they are something else."""
    recognises: Callable[[str, bytes], bool]
    """Whether a file is this source's, by its name and its first `HEAD_BYTES` bytes."""
    fetch: Callable[[Path, Settings, Progress], Fetched] | None = None
    """Fetches into a folder what there is, as far as it is set; None when there is nothing to fetch."""


HEAD_BYTES = 8_192
