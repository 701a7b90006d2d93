"""A view as one zip: its rows in three formats, and all that a reader or a program must know of them.

The rows are the bytes of the single files. Descriptions that name the others' hashes come last.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from geo.export import csv_on_the_web, data_package, package_readme, ro_crate, to_csv, to_geojson, to_parquet
from geo.export.citation import STYLES, citation_of
from geo.export.package_tables import SOURCES_CSV, reports_table, sources_of, sources_table, write_sources
from geo.export.packaged_files import Packer
from geo.export.provenance import provenance_of
from geo.export.report_rows import ReportRows

MEDIA_TYPE = "application/zip"
_ROW_FILES: Mapping[str, tuple[str, Callable[[ReportRows], Iterator[bytes]]]] = {
    "reports.csv": (to_csv.MEDIA_TYPE, to_csv.write_csv),
    "reports.geojson": (to_geojson.MEDIA_TYPE, to_geojson.write_geojson),
    "reports.parquet": (to_parquet.MEDIA_TYPE, to_parquet.write_parquet),
}
_LARGE_ROWS = 100_000
"""From which on a file of them might pass two gigabytes: 20 KB a row, ten times what is usual."""


def write_package(rows: ReportRows) -> Iterator[bytes]:
    """Yield the zip in parts; a part of one file is in memory at a time."""
    about, answer = rows.about, rows.answer
    packer = Packer(is_large=len(rows.found) > _LARGE_ROWS)
    sources, citation = sources_of(rows), citation_of(answer)
    for path, text in _texts(rows).items():
        yield from packer.add(path, "text/plain; charset=utf-8", [text])
    for ending, style in STYLES.items():
        text = style.write(citation, rows.words).encode()
        yield from packer.add(f"citation.{ending}", style.media_type, [text])
    n_about = len(packer.files)
    for path, (media_type, write) in _ROW_FILES.items():
        yield from packer.add(path, media_type, write(rows))
    yield from packer.add(SOURCES_CSV, to_csv.MEDIA_TYPE, write_sources(sources))
    tables = (reports_table(), sources_table())
    described = data_package.data_package(citation.key, about, packer.files[n_about:], tables, sources)
    yield from packer.add(data_package.PATH, "application/json", [_json(described)])
    lang = str(answer.view.lang)
    described = csv_on_the_web.csv_metadata(about, lang, tables)
    yield from packer.add(csv_on_the_web.PATH, "application/csvm+json", [_json(described)])
    crate = ro_crate.ro_crate(about, lang, packer.files, sources, provenance_of(about.snapshot))
    yield from packer.add(ro_crate.PATH, "application/ld+json", [_json(crate)])
    yield packer.end()


def _texts(rows: ReportRows) -> dict[str, bytes]:
    return {
        package_readme.README: package_readme.readme(rows.about, rows.words).encode(),
        package_readme.LICENCE: package_readme.licence(rows.about, rows.words).encode(),
    }


def _json(described: Mapping[str, Any]) -> bytes:
    return (json.dumps(described, ensure_ascii=False, indent=1) + "\n").encode()
