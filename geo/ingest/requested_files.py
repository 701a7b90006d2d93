"""What `shelterline ingest` was asked to take in: paths, folders and names of connectors, opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Dict
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from geo.connectors.all_connectors import connector_of, connectors
from geo.connectors.toolkit.contract import Connector, Settings
from geo.connectors.toolkit.foreign import FIRST
from geo.ingest.inputs import Agree, Input, connected, names_of, opened
from geo.model.errors import ShelterlineError, SnapshotError, SourceError
from geo.snapshot.current import areas_in, current_id, pointed_to
from geo.snapshot.home import snapshots_folder
from geo.tabular.mapping import Mapping, from_toml
from geo.tabular.opening import Foreign
from geo.tabular.plan import Plan, plan_of

_SHOWN = 40


class OpenQuestionsError(ShelterlineError):
    """A mapping has questions that nobody has answered."""


@dataclass(frozen=True, slots=True)
class RequestedFiles:
    """What was named on the command line."""

    files: tuple[tuple[Path, Connector | None], ...] = ()
    """Files and folders, with the connector that was named for each."""
    fetched: tuple[Connector, ...] = ()
    """Connectors whose data are to be fetched."""


@contextmanager
def homes(home: Path, *, is_rehearsal: bool) -> Iterator[tuple[Path, Path]]:
    """Return the home that is fetched into and the one that is read, both gone afterwards in a rehearsal.

    A rehearsal reads a home that points to a snapshot where it is: only in another would it have to write.
    """
    if not is_rehearsal:
        yield home, home
        return
    with TemporaryDirectory(prefix="shelterline-", ignore_cleanup_errors=True) as folder:
        yield Path(folder), home if pointed_to(home) else Path(folder)


def wanted(named: Sequence[str]) -> RequestedFiles:
    """Return what is named: `PATH`, `CONNECTOR`, or `CONNECTOR=PATH`.

    Raises SourceError when it is neither a file nor a connector.
    """
    files: list[tuple[Path, Connector | None]] = []
    fetched: list[Connector] = []
    for text in dict.fromkeys(named):
        name, mark, path = text.partition("=")
        if Path(text).exists():
            files.append((Path(text), None))
        elif mark and name in connectors():
            files.append((Path(path), connectors()[name]))
        elif text in connectors() and connectors()[text].fetch:
            fetched.append(connectors()[text])
        elif text in connectors():
            raise SourceError(f"{text} has nothing to fetch; give its file: {text}=PATH")
        elif Path(text).suffix or "/" in text:
            raise SourceError(f"{text} cannot be read: there is no such file")
        else:
            raise SourceError(f"{text} is neither a file nor one of {', '.join(connectors())}")
    return RequestedFiles(tuple(files), tuple(fetched))


def open_all(  # noqa: PLR0913 what files are read with
    asked: RequestedFiles,
    agree: Agree,
    home: Path,
    stack: ExitStack,
    *,
    mapping: Path | None,
    is_trusted: bool = False,
) -> list[Input]:
    """Open every file; one that a connector recognises is read by it, unless there is a file of a mapping.

    A file that is no connector's is read within limits, unless it is trusted.

    Raises SourceError when one cannot be read.
    """
    names = names_of([path for path, _ in asked.files])
    part = _mapping_in(mapping).part if mapping else FIRST
    areas = cache(partial(areas_in, home))
    given = []
    for (path, named), name in zip(asked.files, names, strict=True):
        paths = _inside(path) if path.is_dir() else [path]
        connector = named or (None if mapping else connector_of(paths[0]))
        if connector is not None:
            given.append(connected(name, connector, paths))
        elif path.is_dir():
            raise SourceError(
                f"{path} is a folder; name its files, or the connector that made it: CONNECTOR={path}"
            )
        else:
            given.append(opened(path, name, agree, areas, stack, part=part, is_trusted=is_trusted))
    return given


def fetch(
    connector: Connector,
    home: Path,
    progress: Callable[[str, int, int | None, str], None],
    *,
    is_rehearsal: bool,
    withdraws: bool,
) -> Input:
    """Fetch what a connector has into a folder of the home, and open it.

    With `withdraws`, what it does not say any more of the days that it has as a whole is withdrawn.

    Raises SourceError when the publisher cannot be reached or answers something else.
    """
    if connector.fetch is None:
        raise SourceError(f"{connector.contract.id} has nothing to fetch")
    name = connector.contract.id

    def told(done: int, whole: int | None) -> None:
        progress(f"Fetching {name}", done, whole, f"{done:,} rows")

    said: list[str] = []
    settings = replace(Settings.from_environment(), say=said.append, is_kept=not is_rehearsal)
    try:
        fetched = connector.fetch(home / "fetched" / name, settings, told)
    except SourceError as error:
        raise SourceError(" ".join([*said, str(error)])) from error
    given = connected(name, connector, fetched.paths)
    doubts = [f"{part.name}: {part.doubt}." for part in fetched.parts if part.doubt]
    parsed = replace(given.parsed, notes=(*said, *doubts, *given.parsed.notes))
    if fetched.whole is not None and withdraws:
        parsed = replace(parsed, replaced={name: fetched.whole}, parts={name: fetched.parts})
    return replace(given, parsed=parsed)


def mapping_of(path: Path) -> Callable[[Foreign], Mapping]:
    """Return what reads every file by the mapping of a TOML file.

    Raises SourceError when it cannot be read.
    """
    mapping = _mapping_in(path)

    def agree(foreign: Foreign) -> Mapping:
        if mapping.open:
            raise OpenQuestionsError(
                f"{path.name} has {len(mapping.open)} open questions: {'; '.join(mapping.open)}. Answer each "
                "by what you change in the mapping, and take its line out of `open`"
            )
        named = {column for one in mapping.fields.values() for column in one.columns}
        lacking = sorted(named - set(foreign.columns))
        if lacking:
            raise SourceError(
                f"{path.name} names {', '.join(lacking)}, but {foreign.name} has the columns "
                f"{', '.join(foreign.columns[:_SHOWN])}"
            )
        if mapping.missing:
            raise SourceError(
                f"{path.name} says nothing of {', '.join(mapping.missing)}, which every row needs: name a "
                'column with from = "…", or one text for all rows with constant = "…"'
            )
        return mapping

    return agree


def _mapping_in(path: Path) -> Mapping:
    try:
        return from_toml(path.read_text(encoding="utf-8"), path.name)
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path} is not UTF-8 text; save it as UTF-8") from error


def planning(home: Path) -> Callable[[Foreign], Plan]:
    """Return what plans how one file after the other is to be read, each as a source of its own."""
    known: dict[str, Dict[str, str]] = {}
    areas = cache(partial(areas_in, home))

    def planned(foreign: Foreign) -> Plan:
        if len(foreign.parts) > 1:
            raise _several(foreign)
        if not known:
            known.update(_sources_in(home))
        plan = plan_of(foreign, known, areas())
        if plan.mapping.is_guess:
            known[plan.mapping.source["source_id"]] = plan.mapping.source
        return plan

    return planned


def _several(foreign: Foreign) -> SourceError:
    """Return the refusal of a file with several tables: nobody said which of them is meant."""
    kind, names = foreign.part.kind, [one.name for one in foreign.parts]
    return SourceError(
        f"{foreign.name} has several {kind}s with rows: {', '.join(names)}. Name one in a mapping, such as "
        f'[read] {kind} = "{names[0]}", or save it as a file of its own'
    )


def _sources_in(home: Path) -> dict[str, Dict[str, str]]:
    path = snapshots_folder(home) / current_id(home) / "sources.parquet"
    try:
        return {row["source_id"]: row for row in pq.read_table(path).to_pylist()}
    except (OSError, pa.ArrowInvalid) as error:
        raise SnapshotError(
            f"{path} cannot be read; `shelterline snapshot verify` says what is damaged"
        ) from error


def _inside(folder: Path) -> list[Path]:
    """Return the files of a folder that a connector fetched; what begins with a dot is none."""
    inside = folder.iterdir()
    paths = sorted(path for path in inside if path.is_file() and not path.name.startswith("."))
    pages = [path for path in paths if path.name.startswith("page-")] or paths
    if not pages:
        raise SourceError(f"{folder} has no files")
    return pages
