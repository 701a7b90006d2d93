"""The command line: `shelterline`, also `python -m geo`."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from geo import __version__
from geo.errors import ShelterlineError
from geo.export.address import public_site
from geo.export.formats import Suffix, write
from geo.export.rows import rows_of
from geo.export.standalone import single_page
from geo.i18n import DOMAIN, LOCALE_DIR, words
from geo.ingest import ingest
from geo.ingest.rejects import printable, sentences, write_csv
from geo.model import Language
from geo.permalink import parse
from geo.render.assets import assets
from geo.store.current import current
from geo.store.home import home
from geo.store.snapshot import damaged_snapshots, list_snapshots, snapshots_folder, verify
from geo.store.tables import LEDGERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geo.ingest import Ingested


class FileFormat(StrEnum):
    """What `export` writes: rows in a format of `geo.export.formats`, or the view as a page."""

    CSV = Suffix.CSV.value
    GEOJSON = Suffix.GEOJSON.value
    PARQUET = Suffix.PARQUET.value
    GPKG = Suffix.GPKG.value
    HTML = "html"


_SHOWN = 20
"""Rejected cells, and names of columns, that are printed; the rest is counted."""
app = typer.Typer(help="Strike reports and shelter zones on a map.", no_args_is_help=True)
snapshot = typer.Typer(help="The data that are shown.", no_args_is_help=True)
app.add_typer(snapshot, name="snapshot")


@app.command("ingest")
def ingested(
    file: Annotated[Path, typer.Argument(help="A CSV file with the columns of data/reports.csv.")],
    *,
    sources: Annotated[Path | None, typer.Option(help="A CSV file of sources to add.")] = None,
    at: Annotated[Path | None, typer.Option("--home", help="Folder of the snapshots.")] = None,
    rejects: Annotated[Path | None, typer.Option(help="A CSV file to write what is rejected to.")] = None,
) -> None:
    """Add a file of reports to the data that are shown. Exit code 1 when it cannot be read."""
    try:
        result = ingest(file, at or home(), sources)
        if rejects:
            write_csv(result.rejects, rejects)
    except (ShelterlineError, OSError) as error:
        typer.echo(printable(str(error)), err=True)
        raise typer.Exit(1) from error
    for line in _account_of(result, rejects):
        typer.echo(line)


def _account_of(result: Ingested, rejects: Path | None) -> Iterator[str]:
    for name in ("rows", "added", "revised", "unchanged", "rejected", "snapshot"):
        yield f"{name:12} {getattr(result, name)}"
    if result.ignored:
        yield f"Not kept, as the documented format has no such columns: {_first(result.ignored)}."
    yield from sentences(result.rejects, _SHOWN)
    more = result.rejects.num_rows - _SHOWN
    if more > 0:
        yield f"… and {more} more."
    if result.rejects.num_rows:
        where = (
            f"in {rejects}" if rejects else "in the table rejects of the snapshot; --rejects FILE writes it"
        )
        yield f"The whole list is {where}."


def _first(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return printable(", ".join(names[:_SHOWN])) + more


@snapshot.command("show")
def show(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON.")] = False,
) -> None:
    """Say what the current snapshot is and holds. Exit code 1 when none opens."""
    try:
        chronicle = current()
    except ShelterlineError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    first, last = chronicle.span
    facts = {
        "snapshot": chronicle.id,
        "software": __version__,
        "first_day": first.isoformat() if chronicle.is_dated else None,
        "last_day": last.isoformat() if chronicle.is_dated else None,
        "reports": chronicle.total,
        **{name: len(table) for name, table in chronicle.tables.items()},
        **{name: chronicle.ledger_rows(name) for name in LEDGERS},
    }
    if as_json:
        typer.echo(json.dumps(facts))
        return
    for name, value in facts.items():
        typer.echo(f"{name:12} {'no report has a date' if value is None else value}")


@snapshot.command("list")
def listed() -> None:
    """List the snapshots on this machine, newest first, and at the end those that are damaged."""
    for manifest in list_snapshots(home()):
        typer.echo(f"{manifest.id}  {manifest.created}  {manifest.rows['reports']} reports")
    for snapshot_id, sentence in damaged_snapshots(home()).items():
        typer.echo(f"{snapshot_id}  damaged: {sentence}")


@snapshot.command("verify")
def verified(snapshot_id: Annotated[str, typer.Argument(help="As `snapshot list` names it.")]) -> None:
    """Work out the hash of every file and the id of the content anew. Exit code 1 when one differs."""
    try:
        wrong = verify(snapshots_folder(home()) / snapshot_id)
    except ShelterlineError as error:
        wrong = [str(error)]
    for sentence in wrong:
        typer.echo(sentence, err=True)
    if wrong:
        raise typer.Exit(1)
    typer.echo(f"{snapshot_id} is whole.")


@app.command("export")
def exported(
    view: Annotated[str, typer.Argument(help="Address of a view, or its query string; '' for everything.")],
    out: Annotated[Path, typer.Option(help="File to write.")],
    file_format: Annotated[
        FileFormat | None,
        typer.Option("--format", help="Taken from the end of the file's name when not given."),
    ] = None,
    *,
    hxl: Annotated[bool, typer.Option("--hxl", help="Add a row of HXL tags to CSV.")] = False,
) -> None:
    """Write the rows of a view, or its page, to a file. Exit code 1 when the view cannot be read as it is."""
    suffix = file_format or next((s for s in FileFormat if out.suffix == f".{s}"), None)
    if suffix is None:
        _give_up(f"{out.name} ends in none of {', '.join(FileFormat)}; say --format")
    try:
        chronicle = current()
        site, query = _parts(view)
        asked = parse(query, chronicle.default_view(), chronicle.known)
        if asked.ignored:
            _give_up(*map(str, asked.ignored))
        page, said = site or public_site() or "/", words(asked.view.lang)
        if suffix is FileFormat.HTML:
            _put(out, [single_page(chronicle, asked.view, page, said)])
            typer.echo(f"The view of snapshot {chronicle.id} in {out}")
            return
        rows = rows_of(chronicle, asked.view, page, said)
        _put(out, write(rows, Suffix(suffix), has_hxl=hxl))
    except ShelterlineError as error:
        _give_up(str(error))
    except OSError as error:
        _give_up(f"{out} cannot be written: {error.strerror}")
    typer.echo(f"{len(rows.found)} rows of snapshot {chronicle.id} in {out}")
    if rows.about.rows_withheld:
        typer.echo(
            f"{rows.about.rows_withheld} rows left out: their sources' terms do not allow passing them on."
        )


def _put(out: Path, parts: Iterable[bytes]) -> None:
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
    wrong = [*_without_snapshot(), *_without_assets(), *_without_catalogues()]
    for sentence in wrong:
        typer.echo(sentence, err=True)
    if wrong:
        raise typer.Exit(1)
    typer.echo("Everything is there.")


def _without_snapshot() -> list[str]:
    try:
        current()
    except ShelterlineError as error:
        return [f"No snapshot opens: {error}"]
    return []


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
