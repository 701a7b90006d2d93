"""The command line: `shelterline`, also `python -m geo`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn
from urllib.parse import parse_qsl

import typer

from geo import __version__
from geo.export.address import public_site
from geo.export.figure.figure_request import FigureRequest
from geo.export.figure.sizes import FIGURE_FORMATS, FigureSuffix, Size
from geo.export.formats import FORMATS, Suffix, write
from geo.export.report_rows import ReportRows, rows_of
from geo.filters.permalink import parse
from geo.ingest.load import link_current
from geo.ingest.rejects import printable
from geo.ingest.sources_commands import app as sources_commands
from geo.ingest.terminal import INGEST_HELP, ingest_files
from geo.language import DOMAIN, LOCALE_DIR
from geo.layers.assets import assets
from geo.model import Language
from geo.model.errors import ShelterlineError
from geo.queries.view_answer import answer_view
from geo.snapshot.cluster.partition_writer import MOST_PARTS, write_partitions
from geo.snapshot.current import current, is_there, opened
from geo.snapshot.differences import (
    STATEMENT_TABLES,
    Changed,
    FieldDifference,
    cells_of,
    changed,
    fields_of,
    rows_changed,
)
from geo.snapshot.files import verify, wrong_with_index
from geo.snapshot.home import cache, home, snapshots_folder
from geo.snapshot.manifest import damaged_snapshots, damaged_tables, list_snapshots
from geo.snapshot.released import released_ids
from geo.snapshot.tables import LEDGERS
from geo.stories.commands import app as stories_commands

HTML = "html"
FORMS = (*FORMATS, *FIGURE_FORMATS, HTML)
"""What `export` writes: rows, the figure, or the view as one page."""
app = typer.Typer(help="Strike reports and shelter zones on a map.", no_args_is_help=True)
snapshot_commands = typer.Typer(help="The data that are shown.", no_args_is_help=True)
app.add_typer(snapshot_commands, name="snapshot")
app.add_typer(sources_commands, name="sources")
app.add_typer(stories_commands, name="stories")
cluster_commands = typer.Typer(help="Reports in partitions, for Dask's workers.", no_args_is_help=True)
app.add_typer(cluster_commands, name="cluster")
app.command("ingest", help=INGEST_HELP)(ingest_files)


@snapshot_commands.command("show")
def show(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON.")] = False,
) -> None:
    """Say what the current snapshot is and holds. Exit code 1 when none opens."""
    try:
        snapshot = current()
    except ShelterlineError as error:
        _give_up(str(error))
    first, last = snapshot.span
    facts = {
        "snapshot": snapshot.id,
        "software": __version__,
        "first_day": first.isoformat() if snapshot.is_dated else None,
        "last_day": last.isoformat() if snapshot.is_dated else None,
        "reports": snapshot.total,
        **{name: len(table) for name, table in snapshot.tables.items()},
        **{name: snapshot.ledger_rows(name) for name in LEDGERS},
    }
    if as_json:
        typer.echo(json.dumps(facts))
        return
    for name, value in facts.items():
        typer.echo(f"{name:12} {'no report has a date' if value is None else value}")


@snapshot_commands.command("list")
def listed() -> None:
    """List the snapshots on this machine, newest first; then those of earlier releases, and damaged ones."""
    manifests = list_snapshots(home())
    for manifest in manifests:
        typer.echo(f"{manifest.id}  {manifest.created}  {manifest.rows['reports']} reports")
    for snapshot_id in sorted({*released_ids()} - {manifest.id for manifest in manifests}):
        typer.echo(f"{snapshot_id}  of an earlier release; written here when a link or command names it")
    for snapshot_id, sentence in damaged_snapshots(home()).items():
        typer.echo(f"{snapshot_id}  damaged: {sentence}")


@snapshot_commands.command("diff")
def differing(
    older: Annotated[str, typer.Argument(help="As `snapshot list` names it.")],
    newer: Annotated[str, typer.Argument(help="The current one when left out.")] = "",
) -> None:
    """Say which rows were added, revised or withdrawn from one snapshot to another, cell by cell."""
    try:
        before, now = opened(older), opened(newer) if newer else current()
    except ShelterlineError as error:
        _give_up(str(error))
    _say_changes("", changed(before, now), partial(fields_of, before, now))
    for table in STATEMENT_TABLES:
        cells = partial(cells_of, before, now, table)
        _say_changes(f"{table} ", rows_changed(before, now, table), cells)


def _say_changes(table: str, changes: Changed, cells: Callable[[str], list[FieldDifference]]) -> None:
    """Write a line for each row, one for each revised cell, and their numbers; `table` stands before each."""
    for word, ids in (("added", changes.added), ("withdrawn", changes.withdrawn)):
        for row_id in ids:
            typer.echo(f"{word:10} {table}{printable(row_id)}")
    for row_id in changes.revised:
        for cell in cells(row_id):
            values = f"{cell.name}: {cell.before!r} -> {cell.now!r}"
            typer.echo(f"{'revised':10} {table}{printable(row_id)} {printable(values)}")
    # A table of which nothing is said is alike in both.
    if changes or not table:
        numbers = len(changes.added), len(changes.revised), len(changes.withdrawn)
        typer.echo("{}{} added, {} revised, {} withdrawn.".format(table, *numbers))


@snapshot_commands.command("link")
def linked() -> None:
    """Look for reports of different sources that may speak of one incident; `ingest` does so for fewer."""
    try:
        written, n = link_current(home())
    except ShelterlineError as error:
        _give_up(str(error))
    typer.echo(f"{n} candidates in snapshot {written}. None of them is merged, and no count changes.")


@cluster_commands.command("write")
def write_in_partitions(
    snapshot_id: Annotated[str, typer.Argument(help="The current one when left out.")] = "",
    *,
    partitions: Annotated[
        int | None, typer.Option(min=1, max=MOST_PARTS, help="2.5 million reports each when left out.")
    ] = None,
) -> None:
    """Write the reports of a snapshot in partitions beside it, in the place of any others."""
    try:
        snapshot = opened(snapshot_id) if snapshot_id else current()
        if snapshot.stored is None:
            _give_up(f"snapshot {snapshot.id} is not on disk")
        written = write_partitions(snapshot.stored, snapshot.vocabulary, partitions)
    except (ShelterlineError, OSError) as error:
        _give_up(str(error))
    numbers = ", ".join(str(part.n) for part in written.parts)
    typer.echo(f"{written.folder}: {len(written.parts)} partitions of {numbers} reports")


@snapshot_commands.command("verify")
def verified(snapshot_id: Annotated[str, typer.Argument(help="As `snapshot list` names it.")]) -> None:
    """Work out the hash of every file and the id of the content anew. Exit code 1 when one differs.

    The index beside the tables is no part of the snapshot: it is checked as well, and no error.
    """
    try:
        is_there(snapshot_id, home())
        wrong = verify(snapshots_folder(home()) / snapshot_id)
    except ShelterlineError as error:
        wrong = [str(error)]
    if wrong:
        _give_up(*wrong)
    typer.echo(f"{snapshot_id} is whole.")
    wrong_index = wrong_with_index(snapshots_folder(home()) / snapshot_id)
    instead = (
        f"{wrong_index}; it is made anew when the snapshot is next opened" if wrong_index else "is whole"
    )
    typer.echo(f"Its index {instead}.")


@app.command("export")
def exported(
    view: Annotated[str, typer.Argument(help="Address of a view, or its query string; '' for everything.")],
    out: Annotated[Path, typer.Option(help="File to write.")],
    file_format: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="|".join(FORMS), help="Taken from the end of the file's name when not given."
        ),
    ] = None,
    size: Annotated[Size, typer.Option(help="Of a figure: what it is for.")] = Size.PRINT,
    *,
    hxl: Annotated[bool, typer.Option("--hxl", help="Add a row of HXL tags to CSV.")] = False,
) -> None:
    """Write the rows, figure or page of a view to a file. Exit code 1 when the view cannot be read."""
    suffix = file_format or out.suffix.removeprefix(".")
    if suffix not in FORMS:
        stated = f"--format {file_format} is" if file_format else f"{out.name} ends in"
        _give_up(f"{stated} none of {', '.join(FORMS)}; say --format")
    try:
        site, query = _parts(view)
        named = dict(parse_qsl(query)).get("snap")
        snapshot = opened(named) if named else current()
        request = parse(query, snapshot.default_view(), snapshot.known)
        if request.ignored:
            _give_up(*map(str, request.ignored))
        answer = answer_view(snapshot, request.view, site or public_site() or "/")
        if suffix in FORMATS:
            _export_rows(rows_of(answer), out, Suffix(suffix), has_hxl=hxl)
            return
        # What draws takes a second to load: no other command waits for it.
        if suffix == HTML:
            from geo.export.single_page import single_page  # noqa: PLC0415

            _write(out, [single_page(answer)])
        else:
            from geo.export.figure.write import write_figure  # noqa: PLC0415

            _write(out, [write_figure(FigureRequest(answer, size), FigureSuffix(suffix))])
        typer.echo(f"The view of snapshot {snapshot.id} in {out}")
    except ShelterlineError as error:
        _give_up(str(error))
    except OSError as error:
        _give_up(f"{out} cannot be written: {error.strerror}")


def _export_rows(rows: ReportRows, out: Path, suffix: Suffix, *, has_hxl: bool) -> None:
    _write(out, write(rows, suffix, has_hxl=has_hxl))
    typer.echo(f"{len(rows.found)} rows of snapshot {rows.about.snapshot} in {out}")
    if rows.about.rows_withheld:
        typer.echo(
            f"{rows.about.rows_withheld} rows left out: their sources' terms do not allow passing them on."
        )


def _write(out: Path, parts: Iterable[bytes]) -> None:
    # Whoever reads the file meanwhile finds the old one or the whole new one.
    part = out.with_name(f"{out.name}.part")
    with part.open("wb") as file:
        file.writelines(parts)
    part.replace(out)


def _parts(address: str) -> tuple[str, str]:
    """Return the address of the page and the query of what is an address or only a query."""
    page, mark, query = address.partition("?")
    if not mark and "://" not in address:
        page, query = "", address
    return page, query.partition("#")[0]


def _give_up(*sentences: str) -> NoReturn:
    for sentence in sentences:
        typer.echo(sentence, err=True)
    raise typer.Exit(1)


@app.command()
def doctor() -> None:
    """Check that everything a page needs is on this machine. Exit code 1 when something is missing."""
    if missing := list(_missing()):
        _give_up(*missing)
    typer.echo("Everything is there.")
    index = current().index
    if index is None or index.is_beside:
        return
    where = (
        f"is kept in {index.rows.parent.parent}"
        if isinstance(index.rows, Path)
        else f"is made in memory at every start, for neither can {cache()}"
    )
    typer.echo(f"Beside the current snapshot, in {home()}, nothing can be written: its index {where}.")


def _missing() -> Iterator[str]:
    try:
        current()
    except ShelterlineError as error:
        yield f"No snapshot opens: {error}"
    # Links name earlier ones as well.
    for snapshot_id, sentence in damaged_tables(home()).items():
        yield f"Snapshot {snapshot_id} is damaged: {sentence}. Restore it from a copy, or remove its folder."
    try:
        assets()
    except OSError as error:
        yield f"A file for the map is missing: {error.filename}. Run `make setup`."
    for lang in Language:
        path = LOCALE_DIR / lang / "LC_MESSAGES" / f"{DOMAIN}.mo"
        if not path.exists():
            yield f"The words for {lang} are not compiled: {path} is missing. Run `make setup`."
