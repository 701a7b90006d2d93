"""The commands `sources check` and `sources report`: whether what rows name as a source is still there."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, NoReturn

import typer

from geo.export.address_report import AddressRow, address_csv, address_rows, lacks_copy, needs_editor
from geo.ingest.check_addresses import CheckRequest, check_addresses
from geo.ingest.plan_dialogue import is_watched
from geo.ingest.rejects import printable
from geo.ingest.terminal import shown_progress
from geo.model.errors import ShelterlineError
from geo.queries.row_addresses import addresses_of
from geo.queries.view_answer import shared_snapshot
from geo.snapshot.address_checks import DEAD, AddressVerdict, read_checks
from geo.snapshot.current import current, opened
from geo.snapshot.home import home

app = typer.Typer(help="Whether the addresses of sources are still there.", no_args_is_help=True)
_MOST_SHOWN = 100
"""Lines of each part of the table; the CSV has all."""
_MAX_AGE_DAYS = 7
_Snapshot = Annotated[str, typer.Option(help="As `snapshot list` names it; the current one when left out.")]


@app.command("check")
def checked(
    *,
    snapshot: _Snapshot = "",
    archive: Annotated[
        bool, typer.Option("--archive", help="Ask the Internet Archive to keep what it has no copy of.")
    ] = False,
    older_than: Annotated[
        int, typer.Option(metavar="DAYS", min=0, max=3_650, help="Check what was not checked for so long.")
    ] = _MAX_AGE_DAYS,
) -> None:
    """Look at each address that rows name, and whether the Internet Archive has a copy.

    Each host is asked one thing a second, as its robots.txt allows; a run that was stopped goes on where it
    was. What is found is kept beside the snapshots, and changes none. The Archive is told the addresses.
    """
    try:
        named = _named(snapshot)
        with shown_progress(is_shown=is_watched()) as show:
            request = CheckRequest(
                named,
                home(),
                saves=archive,
                max_age=timedelta(days=older_than),
                progress=lambda done, whole: show("Checking", done, whole, f"{done:,} requests"),
                say=lambda sentence: typer.echo(printable(sentence), err=True),
            )
            found = check_addresses(request)
    except ShelterlineError as error:
        _give_up(error)
    typer.echo(f"{found.n_done:,} requests about {len(named):,} addresses.")
    for line in _counts(address_rows(named, found.checks)):
        typer.echo(line)


@app.command("report")
def reported(
    *,
    snapshot: _Snapshot = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="Every address and column, as CSV.")] = False,
) -> None:
    """List for editors what is dead, has moved, does not answer or was never archived."""
    try:
        rows = address_rows(_named(snapshot), read_checks(home()))
    except ShelterlineError as error:
        _give_up(error)
    if as_csv:
        sys.stdout.buffer.write(address_csv(rows))
        return
    for line in (*_counts(rows), *_table([row for row in rows if needs_editor(row)])):
        typer.echo(line)


def _named(snapshot_id: str) -> dict[str, int]:
    """Return the addresses of the rows that may be given to others: of no other row anybody is told."""
    return addresses_of(shared_snapshot(opened(snapshot_id) if snapshot_id else current()))


def _counts(rows: list[AddressRow]) -> Iterator[str]:
    found = Counter(row.verdict for row in rows)
    for verdict in AddressVerdict:
        if n := found[verdict]:
            yield f"{verdict:12} {n:,}"
    yield f"{'no copy':12} {sum(map(lacks_copy, rows)):,}"


def _table(rows: list[AddressRow]) -> Iterator[str]:
    """Return the parts of the table, each with what to do about it."""
    dead = set(map(str, DEAD))
    silent = {str(AddressVerdict.NO_ANSWER), str(AddressVerdict.FAILING)}
    parts = (
        ("Dead: name the archived copy, or find the source elsewhere", lambda row: row.verdict in dead),
        ("Not answering: look again before anything is changed", lambda row: row.verdict in silent),
        ("Moved for good: the row may name the new address", lambda row: row.verdict == AddressVerdict.MOVED),
        ("No archived copy known: `shelterline sources check --archive`", lacks_copy),
    )
    for title, belongs in parts:
        found = [row for row in rows if belongs(row)]
        if not found:
            continue
        yield f"\n{title} ({len(found):,})"
        for row in found[:_MOST_SHOWN]:
            yield printable("  ".join(filter(None, _cells(row))))
        if len(found) > _MOST_SHOWN:
            yield f"… and {len(found) - _MOST_SHOWN:,} more: --csv lists all."


def _cells(row: AddressRow) -> Iterator[str]:
    yield f"{row.verdict:10}"
    yield f"{row.checked_at[:10] or 'never':10}"
    yield f"{row.status or '-':>3}"
    yield row.address
    if row.moved_to:
        yield f"-> {row.moved_to}"
    if row.archived_copy:
        yield f"copy of {row.archived_at[:10]}: {row.archived_copy}"
    if row.missed_since:
        yield f"not there since {row.missed_since[:10]}"
    if row.note:
        yield f"({row.note})"


def _give_up(error: ShelterlineError) -> NoReturn:
    typer.echo(printable(str(error)), err=True)
    raise typer.Exit(1) from error
