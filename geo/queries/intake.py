"""A table of the files that were read into a snapshot, for readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from geo.language import Words
from geo.model.rows import rows


def intake_table(
    ingests: pd.DataFrame, inputs: Sequence[Mapping[str, str]], sources: pd.DataFrame, words: Words
) -> pd.DataFrame:
    """Return one line for each source and file, the file last read first, columns titled for reading.

    `inputs` are those of the manifest, in the order in which they came; one that the ledger does not count,
    such as the bundled chronicle or a file of sources, has no numbers here.
    """
    last = {source_file["name"]: (place, source_file) for place, source_file in enumerate(inputs)}
    counted = set(ingests["file"])
    lines = [
        (*_when(last.get(row.file)), row.file, _name(row.source_id, sources), row.table, row)
        for row in rows(ingests)
    ]
    lines += [
        (place, source_file.get("retrieved", ""), source_file.get("sha256", ""), name, "", "", None)
        for name, (place, source_file) in last.items()
        if name not in counted
    ]
    lines.sort(key=lambda line: (-line[0], line[3], line[4], line[5]))

    def count(name: str) -> list[str]:
        return ["" if line[-1] is None else words.number(int(getattr(line[-1], name))) for line in lines]

    return pd.DataFrame(
        {
            words("Source"): [line[4] for line in lines],
            words("File"): [line[3] for line in lines],
            words("Table"): [line[5] for line in lines],
            words("Read on"): [line[1] for line in lines],
            words("Rows in"): count("rows_in"),
            words("Accepted"): count("accepted"),
            words("Rejected"): count("rejected"),
            words("Given twice"): count("duplicates"),
            "SHA-256": [line[2] for line in lines],
        }
    )


def _when(found: tuple[int, Mapping[str, str]] | None) -> tuple[int, str, str]:
    if found is None:
        return -1, "", ""
    place, source_file = found
    return place, source_file.get("retrieved", ""), source_file.get("sha256", "")


def _name(source_id: str, sources: pd.DataFrame) -> str:
    return str(sources["name"].get(source_id, source_id))
