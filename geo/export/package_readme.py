"""README and licence of a package, in the language of its view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from geo.export.citation import one_line
from geo.export.to_csv import HOW_TO_READ
from geo.language import N_

if TYPE_CHECKING:
    from geo.export.about import About
    from geo.language import Words

README, LICENCE = "README.txt", "LICENSE.txt"
FILE_TEXTS: Mapping[str, str] = {
    "reports.csv": N_("The rows, for spreadsheets and programs."),
    "reports.geojson": N_("The same rows for web maps."),
    "reports.parquet": N_("The same rows as GeoParquet, where days and counts have their types."),
    "sources.csv": N_("The outlets that published them, with licence and caveat."),
    "LICENSE.txt": N_("Under which terms the rows may be used, and whom to credit."),
    "citation.*": N_("How to cite this view, as text, BibTeX, RIS and CSL-JSON."),
    "datapackage.json": N_("Each column with its meaning in English, its type and its unit (Frictionless)."),
    "csv-metadata.json": N_("The same for the tables, as CSV on the Web."),
    "ro-crate-metadata.json": N_("Who published, what was read, what software wrote the files (RO-Crate)."),
}
"""What each file holds, by its name; the README itself is not listed."""


def readme(about: About, words: Words) -> str:
    """Return the README as plain text."""
    n_rows = words.plural("{n} row", "{n} rows", about.rows)
    files = "\n".join(f"- {name}: {words(text)}" for name, text in FILE_TEXTS.items())
    notes = "\n".join(f"- {note}" for note in (*about.notes, words(HOW_TO_READ)))
    parts = (
        about.title,
        about.citation,
        f"{n_rows}. " + words("An empty cell is not stated. No figure is added up."),
        words("Files"),
        files,
        words("How to read the rows"),
        notes,
        words("Licence"),
        f"{about.terms} {about.licence_url}",
        about.software,
    )
    return "\n\n".join(parts) + "\n"


def licence(about: About, words: Words) -> str:
    """Return the terms, whom to credit, and the licence of each outlet where one was read."""
    lines = [f"{about.licence} <{about.licence_url}>", "", about.terms, "", words("Credits:")]
    lines += [f"- {credit}" for credit in about.credits]
    lines += [f"- {one_line(f'{name}: {terms}')}" for name, terms in about.source_licences.items()]
    return "\n".join([*lines, ""])
