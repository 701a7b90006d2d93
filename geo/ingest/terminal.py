"""The command `ingest`: what it shows while it works, what it asks, and what it says at the end.

Bars and questions are for a person at a terminal, never for a pipe.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from geo.connectors.all_connectors import fetching
from geo.ingest.corrections import CorrectionsError
from geo.ingest.ingested import Ingested, IngestRequest
from geo.ingest.ingested import Progress as Reading
from geo.ingest.link import LEFT_OUT
from geo.ingest.load import ingest
from geo.ingest.plan_dialogue import NotAgreedError, agreed, is_watched
from geo.ingest.rejects import printable, rejects_file, sentences
from geo.ingest.requested_files import (
    OpenQuestionsError,
    fetch,
    homes,
    mapping_of,
    open_all,
    planning,
    wanted,
)
from geo.model.errors import ShelterlineError
from geo.snapshot.home import home
from geo.tabular.mapping import to_toml

_SHOWN_AFTER_S = 1.0
_SHOWN = 20
"""Rejected cells, and names of columns, that are printed; the rest is counted."""


@contextmanager
def shown_progress(*, is_shown: bool) -> Iterator[Callable[[str, int, int | None, str], None]]:
    """Return a function that shows progress: a name, how much is done, of how much, and a word about it.

    A bar appears on standard error once the work has taken a second.
    """
    bars = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[note]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    began, tasks, is_started = time.monotonic(), {}, False

    def show(name: str, done: int, whole: int | None, note: str) -> None:
        nonlocal is_started
        if not is_shown:
            return
        if name not in tasks:
            tasks[name] = bars.add_task(name, total=None, note="")
        bars.update(tasks[name], completed=done, total=whole or None, note=note)
        if not is_started and time.monotonic() - began > _SHOWN_AFTER_S:
            bars.start()
            is_started = True

    try:
        yield show
    finally:
        if is_started:
            bars.stop()


class Ended(IntEnum):
    """Exit codes of `ingest`; 2 is Typer's own, for a command that cannot be read."""

    ALL_IN = 0
    NOTHING_READ = 1
    WITH_REJECTS = 3
    NOT_AGREED = 4
    REJECTS_UNWRITTEN = 5


INGEST_HELP = f"""Add files, or what a connector fetches, to the data that are shown.

A name is that of a file or folder, of a connector
({", ".join(fetching())}), or CONNECTOR=PATH. A file is read by the connector that recognises it, else
by its columns: those of data/reports.csv as they are, others by --map, or by a guess that is shown and must
be agreed to.

Exit codes: 0 every row is in (or was there); 1 nothing could be read, and nothing changed; 2 the command
cannot be read; 3 read, with rejected rows; 4 nobody agreed to the plan, or a question of it is open: the
mapping is printed, and nothing changed; 5 read, but the file of --rejects could not be written to its end.
"""


def ingest_files(  # noqa: PLR0913 one option each
    names: Annotated[
        list[str], typer.Argument(metavar="PATH|CONNECTOR|CONNECTOR=PATH...", show_default=False)
    ],
    *,
    mapping: Annotated[
        Path | None, typer.Option("--map", help="A TOML file: what the columns of the files mean.")
    ] = None,
    sources: Annotated[Path | None, typer.Option(help="A CSV file of sources to add.")] = None,
    replace: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SOURCE_ID", help="The files are all that this source now says: withdraw the rest."
        ),
    ] = None,
    match: Annotated[
        bool | None,
        typer.Option(
            "--match/--no-match",
            help="Rows without ids that differ in one thing from a row of before correct it, or do not.",
        ),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Withdraw nothing of a source that is fetched.")
    ] = False,
    withdraw: Annotated[
        bool,
        typer.Option(
            "--withdraw", help="Withdraw what a source does not say again, however much of it that is."
        ),
    ] = False,
    list_outside: Annotated[
        bool, typer.Option("--list-outside", help="Reject each row outside the region, with its line.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would come of it; write nothing.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Agree to the plan; it answers no question that changes meaning.")
    ] = False,
    accept_unread: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="Take nothing from this column, and ask nothing about it."),
    ] = None,
    trust: Annotated[
        bool, typer.Option("--trust", help="Read the files without limits of memory and time.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON, the last.")] = False,
    at: Annotated[Path | None, typer.Option("--home", help="Folder of the snapshots.")] = None,
    rejects: Annotated[Path | None, typer.Option(help="A CSV file to write what is rejected to.")] = None,
) -> None:
    """Take in what is named, and say what became of its rows."""
    folder, is_shown = at or home(), is_watched() and not as_json
    try:
        with ExitStack() as stack, shown_progress(is_shown=is_shown) as show:
            write_rejects = stack.enter_context(rejects_file(rejects))
            into, here = stack.enter_context(homes(folder, is_rehearsal=dry_run))
            requested = wanted(names)
            request = IngestRequest(
                frozenset(replace or ()),
                withdraws=withdraw,
                lists_outside=list_outside,
                is_rehearsal=dry_run,
                progress=_reading(show),
                is_correction=match,
            )
            unread = frozenset(accept_unread or ())
            agree = (
                mapping_of(mapping)
                if mapping
                else partial(agreed, planned=planning(here), is_yes=yes, unread=unread)
            )
            inputs = [
                fetch(one, into, show, is_rehearsal=dry_run, withdraws=not keep) for one in requested.fetched
            ]
            inputs += open_all(requested, agree, here, stack, mapping=mapping, is_trusted=trust)
            result = ingest(inputs, here, sources, request)
            unwritten = write_rejects(result.rejects)
    except NotAgreedError as error:
        typer.echo(to_toml(error.plan.to_correct()))
        typer.echo(printable(str(error)), err=True)
        raise typer.Exit(Ended.NOT_AGREED) from error
    except (OpenQuestionsError, CorrectionsError) as error:
        typer.echo(printable(str(error)), err=True)
        raise typer.Exit(Ended.NOT_AGREED) from error
    except (ShelterlineError, OSError) as error:
        typer.echo(printable(str(error)), err=True)
        raise typer.Exit(Ended.NOTHING_READ) from error
    for line in _account_of(result, None if unwritten else rejects, is_rehearsal=dry_run):
        typer.echo(line, err=as_json)
    if unwritten:
        typer.echo(printable(unwritten), err=True)
    if as_json:
        typer.echo(json.dumps(_counts_of(result)))
    if unwritten:
        raise typer.Exit(Ended.REJECTS_UNWRITTEN)
    if result.rejected:
        raise typer.Exit(Ended.WITH_REJECTS)


def _reading(show: Callable[[str, int, int | None, str], None]) -> Reading:
    def progress(n_rows: int, n_read: int, n_bytes: int) -> None:
        show("Reading", n_read, n_bytes, f"{n_rows:,} rows")
        if n_bytes and n_read >= n_bytes:
            show("Writing", 0, None, f"{n_rows:,} rows")

    return progress


def _counts_of(result: Ingested) -> dict[str, str | int]:
    counts = ("accepted", "rejected", "duplicates", "revised", "withdrawn")
    return {
        "snapshot": result.snapshot,
        "rows_in": result.rows,
        **{name: getattr(result, name) for name in counts},
        "outside_region": result.outside,
    }


def _account_of(result: Ingested, rejects: Path | None, *, is_rehearsal: bool) -> Iterator[str]:
    if is_rehearsal:
        yield "Nothing was written; this would come of it."
    yield f"{'rows':12} {result.rows}"
    for name in ("added", "revised", "unchanged", "duplicates", "rejected", "withdrawn"):
        yield f"{name:12} {getattr(result, name)}"
    yield f"{'snapshot':12} {result.snapshot}"
    if result.has_outlines:
        yield "The areas have other outlines now."
    if result.ignored:
        yield f"Not kept, as the documented format has no such columns: {_first(result.ignored)}."
    yield from map(printable, result.notes)
    yield from map(printable, result.repeats)
    if result.duplicates > len(result.repeats):
        yield f"… and {result.duplicates - len(result.repeats):,} more rows that repeat another one."
    if not result.is_linked:
        yield LEFT_OUT
    yield from sentences(result.rejects, _SHOWN)
    more = result.rejects.num_rows - _SHOWN
    if more > 0:
        yield f"… and {more} more."
    if result.rejects.num_rows and (rejects or not is_rehearsal):
        where = (
            f"in {rejects}" if rejects else "in the table rejects of the snapshot; --rejects FILE writes it"
        )
        yield f"The whole list is {where}."


def _first(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return printable(", ".join(names[:_SHOWN])) + more
