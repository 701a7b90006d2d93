"""The command line: `shelterline`, also `python -m geo`."""

from __future__ import annotations

import json
from contextlib import ExitStack
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn
from urllib.parse import parse_qsl

import typer

from geo import __version__
from geo.connectors.all_connectors import fetching
from geo.export.address import public_site
from geo.export.figure.figure_request import FigureRequest
from geo.export.figure.sizes import FIGURE_FORMATS, FigureSuffix, Size
from geo.export.formats import FORMATS, Suffix, write
from geo.export.report_rows import ReportRows, rows_of
from geo.filters.permalink import parse
from geo.ingest import IngestRequest, ingest
from geo.ingest.link import LEFT_OUT
from geo.ingest.load import link_current
from geo.ingest.rejects import printable, rejects_file, sentences
from geo.ingest.requested_files import fetch, guessing, homes, mapping_of, open_all, wanted
from geo.ingest.terminal import NotAgreedError, agreed, is_watched, shown_progress
from geo.language import DOMAIN, LOCALE_DIR
from geo.layers.assets import assets
from geo.model import Language
from geo.model.errors import ShelterlineError
from geo.queries.view_answer import answer_view
from geo.snapshot.current import current, opened
from geo.snapshot.differences import changed, fields_of
from geo.snapshot.files import (
    damaged_snapshots,
    damaged_tables,
    list_snapshots,
    snapshots_folder,
    verify,
    wrong_with_index,
)
from geo.snapshot.home import cache, home
from geo.snapshot.tables import LEDGERS
from geo.tabular import to_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from geo.ingest import Ingested
    from geo.ingest.load import Progress


HTML = "html"
FORMS = (*FORMATS, *FIGURE_FORMATS, HTML)
"""What `export` writes: rows, the figure, or the view as one page."""
_SHOWN = 20
"""Rejected cells, and names of columns, that are printed; the rest is counted."""
app = typer.Typer(help="Strike reports and shelter zones on a map.", no_args_is_help=True)
snapshot_commands = typer.Typer(help="The data that are shown.", no_args_is_help=True)
app.add_typer(snapshot_commands, name="snapshot")


class Ended(IntEnum):
    """Exit codes of `ingest`; 2 is Typer's own, for a command that cannot be read."""

    ALL_IN = 0
    NOTHING_READ = 1
    WITH_REJECTS = 3
    NOT_AGREED = 4
    REJECTS_UNWRITTEN = 5


_INGEST_HELP = f"""Add files, or what a connector fetches, to the data that are shown.

A name is that of a file or folder, of a connector
({", ".join(fetching())}), or CONNECTOR=PATH. A file is read by the connector that recognises it, else
by its columns: those of data/reports.csv as they are, others by --map, or by a guess that is shown and must
be agreed to.

Exit codes: 0 every row is in (or was there); 1 nothing could be read, and nothing changed; 2 the command
cannot be read; 3 read, with rejected rows; 4 nobody agreed to the guessed mapping, which is printed, and
nothing changed; 5 read, but the file of --rejects could not be written to its end.
"""


@app.command("ingest", help=_INGEST_HELP)
def ingested(  # noqa: PLR0913 one option each
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
    keep: Annotated[
        bool, typer.Option("--keep", help="Withdraw nothing of a source that is fetched.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would come of it; write nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Agree to the guessed mapping.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON, the last.")] = False,
    at: Annotated[Path | None, typer.Option("--home", help="Folder of the snapshots.")] = None,
    rejects: Annotated[Path | None, typer.Option(help="A CSV file to write what is rejected to.")] = None,
) -> None:
    """Take in what is named, and say what became of its rows."""
    folder, is_shown = at or home(), is_watched() and not as_json
    try:
        with ExitStack() as stack, shown_progress(is_shown=is_shown) as told:
            write_rejects = stack.enter_context(rejects_file(rejects))
            into, here = stack.enter_context(homes(folder, is_rehearsal=dry_run))
            asked_for = wanted(names)
            asked = IngestRequest(frozenset(replace or ()), is_rehearsal=dry_run, progress=_reading(told))
            agree = mapping_of(mapping) if mapping else partial(agreed, guessed=guessing(here), is_yes=yes)
            given = [
                fetch(one, into, told, is_rehearsal=dry_run, withdraws=not keep) for one in asked_for.fetched
            ]
            given += open_all(asked_for, agree, here, stack, mapping=mapping)
            result = ingest(given, here, sources, asked)
            unwritten = write_rejects(result.rejects)
    except NotAgreedError as error:
        typer.echo(to_toml(error.mapping))
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


def _reading(told: Callable[[str, int, int | None, str], None]) -> Progress:
    def progress(n_rows: int, n_read: int, n_bytes: int) -> None:
        told("Reading", n_read, n_bytes, f"{n_rows:,} rows")
        if n_bytes and n_read >= n_bytes:
            told("Writing", 0, None, f"{n_rows:,} rows")

    return progress


def _counts_of(result: Ingested) -> dict[str, str | int]:
    return {
        "snapshot": result.snapshot,
        "rows_in": result.rows,
        "accepted": result.accepted,
        "rejected": result.rejected,
        "duplicates": result.duplicates,
        "revised": result.revised,
        "withdrawn": result.withdrawn,
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


@snapshot_commands.command("show")
def show(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON.")] = False,
) -> None:
    """Say what the current snapshot is and holds. Exit code 1 when none opens."""
    try:
        snapshot = current()
    except ShelterlineError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
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
    """List the snapshots on this machine, newest first, and at the end those that are damaged."""
    for manifest in list_snapshots(home()):
        typer.echo(f"{manifest.id}  {manifest.created}  {manifest.rows['reports']} reports")
    for snapshot_id, sentence in damaged_snapshots(home()).items():
        typer.echo(f"{snapshot_id}  damaged: {sentence}")


@snapshot_commands.command("diff")
def differing(
    older: Annotated[str, typer.Argument(help="As `snapshot list` names it.")],
    newer: Annotated[str, typer.Argument(help="The current one when left out.")] = "",
) -> None:
    """Say which reports were added, revised or withdrawn from one snapshot to another, field by field."""
    try:
        before, now = opened(older), opened(newer) if newer else current()
    except ShelterlineError as error:
        _give_up(str(error))
    said = changed(before, now)
    for word, ids in (("added", said.added), ("withdrawn", said.withdrawn)):
        for report_id in ids:
            typer.echo(f"{word:10} {printable(report_id)}")
    for report_id in said.revised:
        for cell in fields_of(before, now, report_id):
            told = f"{cell.name}: {cell.before!r} -> {cell.now!r}"
            typer.echo(f"{'revised':10} {printable(report_id)} {printable(told)}")
    typer.echo(f"{len(said.added)} added, {len(said.revised)} revised, {len(said.withdrawn)} withdrawn.")


@snapshot_commands.command("link")
def linked() -> None:
    """Look for reports of different sources that may speak of one incident; `ingest` does so for fewer."""
    try:
        written, n = link_current(home())
    except ShelterlineError as error:
        _give_up(str(error))
    typer.echo(f"{n} candidates in snapshot {written}. None of them is merged, and no count changes.")


@snapshot_commands.command("verify")
def verified(snapshot_id: Annotated[str, typer.Argument(help="As `snapshot list` names it.")]) -> None:
    """Work out the hash of every file and the id of the content anew. Exit code 1 when one differs.

    The index beside the tables is no part of the snapshot: it is checked as well, and no error.
    """
    try:
        wrong = verify(snapshots_folder(home()) / snapshot_id)
    except ShelterlineError as error:
        wrong = [str(error)]
    for sentence in wrong:
        typer.echo(sentence, err=True)
    if wrong:
        raise typer.Exit(1)
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
        asked_for = f"--format {file_format} is" if file_format else f"{out.name} ends in"
        _give_up(f"{asked_for} none of {', '.join(FORMS)}; say --format")
    try:
        site, query = _parts(view)
        named = dict(parse_qsl(query)).get("snap")
        snapshot = opened(named) if named else current()
        asked = parse(query, snapshot.default_view(), snapshot.known)
        if asked.ignored:
            _give_up(*map(str, asked.ignored))
        answer = answer_view(snapshot, asked.view, site or public_site() or "/")
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
    wrong = [*_without_snapshot(), *_damaged(), *_without_assets(), *_without_catalogues()]
    for sentence in wrong:
        typer.echo(sentence, err=True)
    if wrong:
        raise typer.Exit(1)
    typer.echo("Everything is there.")
    for sentence in _notes_on_index():
        typer.echo(sentence)


def _without_snapshot() -> list[str]:
    try:
        current()
    except ShelterlineError as error:
        return [f"No snapshot opens: {error}"]
    return []


def _damaged() -> list[str]:
    """Return what is wrong with any snapshot: links name earlier ones as well."""
    return [
        f"Snapshot {snapshot_id} is damaged: {sentence}. Restore it from a copy, or remove its folder."
        for snapshot_id, sentence in damaged_tables(home()).items()
    ]


def _notes_on_index() -> list[str]:
    index = current().index
    if index is None or index.is_beside:
        return []
    where = (
        f"is kept in {index.rows.parent.parent}"
        if isinstance(index.rows, Path)
        else f"is made in memory at every start, for neither can {cache()}"
    )
    return [f"Beside the current snapshot, in {home()}, nothing can be written: its index {where}."]


def _without_assets() -> list[str]:
    try:
        assets()
    except OSError as error:
        return [f"A file for the map is missing: {error.filename}. Run `make setup`."]
    return []


def _without_catalogues() -> list[str]:
    compiled = {lang: LOCALE_DIR / lang / "LC_MESSAGES" / f"{DOMAIN}.mo" for lang in Language}
    return [
        f"The words for {lang} are not compiled: {path} is missing. Run `make setup`."
        for lang, path in compiled.items()
        if not path.exists()
    ]
