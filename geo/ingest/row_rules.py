"""The rules among rows: which say the same twice, contradict each other, or name what is not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.ingest.cell_rules import mask
from geo.ingest.rejects import CellPlace, reject
from geo.ingest.report_rules import Checked
from geo.snapshot.tables import KEYS, arrow_schema

_NONE = pa.array([""])
MOST_REPEATS = 20
"""Repeated rows that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of some rows: `rows_in = accepted + rejected + duplicates`."""

    rows_in: int
    accepted: int
    rejected: int
    duplicates: int


@dataclass(frozen=True, slots=True)
class KeptRows:
    """The rows of all blocks that are in order, each once."""

    good: pa.Table
    all_ids: pa.ChunkedArray
    """The id of every row that has one, taken or rejected."""
    files: np.ndarray
    """Place of each good row's file in `names`."""
    names: tuple[str, ...]
    rejects: list[pa.Table]
    tallies: dict[tuple[str, int], Tally]
    """By file and place of the source in `Known.sources`; -1 for what names none."""
    unread_ids: pa.Array
    """Ids of lines that are no rows and under which their source still says what it said before."""
    outside: dict[str, int]
    """By file, how many lines speak of a place outside the region."""
    repeats: tuple[str, ...] = ()
    """The first rows that repeat another one, each with the row that it repeats; sentences."""

    def total(self) -> Tally:
        """Return what became of all rows."""
        return added_up(self.tallies.values())


def added_up(tallies: Iterable[Tally]) -> Tally:
    """Return tallies of different rows as one."""
    each = [(one.rows_in, one.accepted, one.rejected, one.duplicates) for one in tallies]
    return Tally(*map(sum, zip(*each, strict=True))) if each else Tally(0, 0, 0, 0)


def keep(table: str, blocks: Sequence[Checked], current_ids: pa.ChunkedArray) -> KeptRows:
    """Put the good rows of blocks together, less those that break a rule among rows.

    Rows that say the same under the same id, to the last cell, are one row and its duplicates, in one file
    or in several. An id under which different things are said is refused wherever it stands.
    """
    key = KEYS[table]
    names = tuple(sorted({block.file for block in blocks}))
    rows = _Rows.of(table, blocks, names)
    rejects = [block.rejects for block in blocks]
    ids = pa.chunked_array([block.all_ids for block in blocks], pa.string())
    kept = np.ones(rows.good.num_rows, bool)
    duplicates = np.zeros(rows.good.num_rows, bool)
    repeats: tuple[str, ...] = ()
    if not _is_rising(ids) and pc.count_distinct(ids).as_py() < len(ids) - ids.null_count:
        counted = pc.value_counts(ids.drop_null())
        several = counted.filter(pc.greater(counted.field("counts"), 1))
        duplicates, same = _said_twice(rows.good, key, several)
        repeats = rows.repeats(key, duplicates)
        twice = several.field("values")
        contradicted = twice.filter(pc.invert(pc.is_in(twice, same)))
        reason = "is the id of several rows that do not say the same"
        advice = "give each row an id of its own, or leave out what no longer holds"
        rejects += _refused_ids(table, blocks, contradicted, (reason, advice))
        kept = ~duplicates & ~mask(pc.is_in(rows.good[key], contradicted))
    if table == "reports":
        dangling = kept & ~_has_whole(rows.good, ids, current_ids)
        if dangling.any():
            rejects += rows.refused("contained_in", dangling)
            kept &= ~dangling
    return KeptRows(
        good=rows.good if kept.all() else rows.good.filter(pa.array(kept)),
        all_ids=ids,
        files=rows.files[kept],
        names=names,
        rejects=rejects,
        tallies=_tallies(blocks, rows, kept, duplicates),
        unread_ids=pa.concat_arrays([_NONE[:0], *(block.unread_ids for block in blocks)]),
        outside=_outside(blocks),
        repeats=repeats,
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows that are valid by themselves."""

    table: str
    good: pa.Table
    names: tuple[str, ...]
    files: np.ndarray
    lines: np.ndarray
    sources: np.ndarray

    @classmethod
    def of(cls, table: str, blocks: Sequence[Checked], names: tuple[str, ...]) -> _Rows:
        none = np.empty(0, np.int64)
        return cls(
            table,
            pa.concat_tables([arrow_schema(table).empty_table(), *(block.good for block in blocks)]),
            names,
            np.concatenate(
                [none, *(np.full(block.good.num_rows, names.index(block.file)) for block in blocks)]
            ),
            np.concatenate([none, *(block.all_lines[block.is_good] for block in blocks)]),
            np.concatenate([none, *(block.all_sources[block.is_good] for block in blocks)]),
        )

    def repeats(self, key: str, duplicates: np.ndarray) -> tuple[str, ...]:
        """Return a sentence for each of the first `MOST_REPEATS` rows that repeat an earlier one."""
        at = np.flatnonzero(duplicates)[:MOST_REPEATS]
        if not len(at):
            return ()
        first = pc.index_in(self.good[key].take(pa.array(at)), value_set=self.good[key].combine_chunks())
        return tuple(
            self._repeat(int(row), int(said)) for row, said in zip(at, first.to_pylist(), strict=True)
        )

    def _repeat(self, row: int, first: int) -> str:
        name, earlier = (self.names[self.files[place]] for place in (row, first))
        of_file = f" of {earlier}" if earlier != name else ""
        return f"{name}: row {self.lines[row]:,} repeats row {self.lines[first]:,}{of_file}."

    def refused(self, column: str, is_bad: np.ndarray) -> list[pa.Table]:
        reason = "is no report of the file or of the current snapshot"
        advice = "add the report of the whole to the file, or leave it empty"
        told = []
        for code, name in enumerate(self.names):
            at = np.flatnonzero(is_bad & (self.files == code))
            if len(at):
                bad = self.good.take(pa.array(at))
                place = CellPlace(self.table, name, pa.array(self.lines[at]), _as_text(bad))
                ids, sources = (bad[c].combine_chunks() for c in (KEYS[self.table], "source_id"))
                told.append(
                    reject(place, ids, (column, bad[column].combine_chunks()), (reason, advice), sources)
                )
        return told


def _as_text(rows: pa.Table) -> pa.Array:
    said = [
        {name: str(cell) for name, cell in row.items() if cell not in {None, ""}} for row in rows.to_pylist()
    ]
    return pa.array([", ".join(f"{name}={cell}" for name, cell in row.items()) for row in said], pa.string())


def _is_rising(ids: pa.ChunkedArray) -> bool:
    """Whether ids ascend, so that none can stand twice: a cheap check before the dear one."""
    return len(ids) > 1 and bool(pc.all(pc.less(ids[:-1], ids[1:]), skip_nulls=False).as_py())


def _said_twice(good: pa.Table, key: str, several: pa.StructArray) -> tuple[np.ndarray, pa.Array]:
    """Return which good rows repeat an earlier one, and the ids under which all rows say the same."""
    at = np.flatnonzero(mask(pc.is_in(good[key], several.field("values"))))
    among = good.take(pa.array(at))
    contents = among.group_by(among.column_names).aggregate([([], "count_all")])
    # One content, said as often as the id stands: none of its rows was refused either.
    found = pc.index_in(contents[key], several.field("values")).combine_chunks()
    is_all = pc.equal(contents["count_all"].combine_chunks(), several.field("counts").take(found))
    same = contents[key].combine_chunks().filter(is_all)
    places = pc.index_in(among[key], same)
    duplicates = np.zeros(good.num_rows, bool)
    is_same = mask(pc.is_valid(places))
    _, first = np.unique(pc.fill_null(places, -1).to_numpy(), return_index=True)
    is_same[first] = False
    duplicates[at[is_same]] = True
    return duplicates, same


def _refused_ids(
    table: str, blocks: Sequence[Checked], ids: pa.Array, why: tuple[str, str]
) -> list[pa.Table]:
    told = []
    for block in blocks if len(ids) else ():
        here = mask(pc.is_in(block.all_ids, ids))
        if not here.any():
            continue
        cells = block.all_ids.filter(pa.array(here))
        # What the row says is told where it is in order; the rejects of the others show them as they came.
        in_order = block.good.filter(pc.is_in(block.good[KEYS[table]], cells))
        texts = pa.array([""] * len(cells), pa.string())
        at = pc.indices_nonzero(pa.array(block.is_good[here]))
        if len(at):
            shown = np.full(len(cells), "", object)
            shown[at.to_numpy()] = _as_text(in_order).to_numpy(zero_copy_only=False)
            texts = pa.array(shown, pa.string())
        place = CellPlace(table, block.file, pa.array(block.all_lines[here]), texts)
        told.append(reject(place, cells, (KEYS[table], cells), why, pa.repeat("", len(cells))))
    return told


def _has_whole(good: pa.Table, ids: pa.ChunkedArray, current_ids: pa.ChunkedArray) -> np.ndarray:
    """Return which reports are a part of nothing or of a known report, be it rejected itself."""
    parts = good["contained_in"]
    named = parts.filter(pc.not_equal(parts, "")).combine_chunks()
    if not len(named):
        return np.ones(good.num_rows, bool)
    found = [known.filter(pc.is_in(known, named)) for known in (ids, current_ids)]
    wholes = pa.concat_arrays([*(chunk for ids_found in found for chunk in ids_found.chunks), _NONE])
    return mask(pc.is_in(parts, wholes))


def _outside(blocks: Sequence[Checked]) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for block in blocks:
        counted[block.file] += block.n_outside
    return dict(+counted)


def _tallies(
    blocks: Sequence[Checked], rows: _Rows, kept: np.ndarray, duplicates: np.ndarray
) -> dict[tuple[str, int], Tally]:
    rows_in: Counter[tuple[str, int]] = Counter()
    for block in blocks:
        codes, n = np.unique(block.all_sources, return_counts=True)
        rows_in.update({(block.file, int(code)): int(count) for code, count in zip(codes, n, strict=True)})
        if block.n_bad_lines:
            rows_in[block.file, -1] += block.n_bad_lines
    accepted, repeated = (_counted(rows, which) for which in (kept, duplicates))
    return {
        at: Tally(n, accepted[at], n - accepted[at] - repeated[at], repeated[at]) for at, n in rows_in.items()
    }


def _counted(rows: _Rows, which: np.ndarray) -> Counter[tuple[str, int]]:
    if not which.any():
        return Counter()
    # A file and a source as one number.
    wide = int(rows.sources.max(initial=0)) + 2
    codes, n = np.unique(rows.files[which] * wide + rows.sources[which] + 1, return_counts=True)
    return Counter(
        {
            (rows.names[code // wide], int(code % wide) - 1): int(count)
            for code, count in zip(codes.tolist(), n.tolist(), strict=True)
        }
    )
