"""The rules of the documented format, each told to the cells that break it.

Every test looks at a whole block at once. What is refused is text that has not the documented form;
a text that looks like a formula or like HTML is data, and is escaped where it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.ingest.rejects import CONTROLS, Findings, of_lines, reject
from geo.model import AREA_PRECISIONS, POINT_PRECISIONS, DatePrecision, LocationPrecision
from geo.store.tables import COUNT, DAY, DEGREES, LARGEST_COUNT, SCHEMA, arrow_schema
from geo.view import EARLIEST, LATEST
from geo.wording import STRUCK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.sources.contract import Rows

COLUMNS = SCHEMA["reports"]
REQUIRED = ("report_id", "incident_key", "source_id", "publisher", "claimant", "url")
ID_FORM = r"^[\p{L}\p{N}][\p{L}\p{M}\p{N}._:~-]*$"
"""Ids travel in addresses, where a comma parts one from the next. Their length is tested apart: counting
repetitions makes RE2 twenty times slower."""
ID_WORDS = "letters, digits and . _ : ~ -, beginning with a letter or digit"
ADDRESS_FORM = r"^https?://[^\s/?#]+([/?#]\S*)?$"
MAX_RADIUS_M = 100_000
SHELTER_RADIUS_M = 1_000
"""Metres. Individual shelter buildings are never given finer."""
MAX_ID = 100
_MAX_LENGTH = {"report_id": MAX_ID, "url": 2_048}
_MAX_TEXT = 10_000
"""Characters of any other text."""
_DAY_LENGTH = len("2024-01-10")
_NUMBER_FORM = r"^[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?$"
_LATITUDE, _LONGITUDE = 90, 180
_NONE = pa.array([""])
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Known:
    """What a report may name."""

    sources: pa.Array
    pcodes: pa.Array
    """Of the areas that have an outline."""
    zones: pa.Array
    """Zone ids; a link selects a report or a zone by its id alone."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows of a block that are in order, and what is wrong with the others."""

    good: pa.Table
    """The documented columns, typed."""
    good_lines: np.ndarray
    """Line number of each good row."""
    all_ids: pa.Array
    """The id of every row, null where it is refused."""
    all_lines: np.ndarray
    """Line number of every row."""
    rejects: pa.Table
    n_bad_lines: int
    """Lines that are no rows."""


def check(rows: Rows, known: Known, file: str) -> Checked:
    """Hold every rule against every row of a block."""
    findings = Findings(rows.texts, rows.lines)
    _check_texts(findings)
    _check_names(findings, known)
    typed = {name: _typed(findings, name) for name in COLUMNS}
    _check_days(findings, typed)
    _check_ranges(findings, typed)
    _check_places(findings, typed)
    _check_shelters(findings, typed)
    good, lines, is_bad = pa.table(typed, arrow_schema("reports")), rows.lines, findings.bad()
    if is_bad.any():
        good, lines = good.filter(pa.array(~is_bad)), lines[~is_bad]
    no_id = pa.array(findings.bad("report_id"))
    return Checked(
        good=good,
        good_lines=lines,
        all_ids=pc.if_else(no_id, pa.scalar(None, pa.string()), rows.texts["report_id"]),
        all_lines=rows.lines,
        rejects=pa.concat_tables([findings.table(file), of_lines(file, rows.bad)]),
        n_bad_lines=len(rows.bad),
    )


def across_blocks(
    blocks: Sequence[Checked], file: str, current_ids: pa.ChunkedArray
) -> tuple[pa.Table, list[pa.Table]]:
    """Return the good rows of all blocks, less those that break a rule among rows, and their rejects."""
    good = pa.concat_tables([arrow_schema("reports").empty_table(), *(block.good for block in blocks)])
    lines = np.concatenate([np.empty(0, np.int64), *(block.good_lines for block in blocks)])
    all_lines = np.concatenate([np.empty(0, np.int64), *(block.all_lines for block in blocks)])
    ids = pa.chunked_array([block.all_ids for block in blocks], pa.string())
    rejects = []
    if not _is_rising(ids) and pc.count_distinct(ids).as_py() < len(ids) - ids.null_count:
        counted = pc.value_counts(ids.drop_null())
        twice = counted.field("values").filter(pc.greater(counted.field("counts"), 1))
        here = _mask(pc.is_in(ids, twice))
        cells = ids.filter(pa.array(here)).combine_chunks()
        reason = "is the id of several rows of the file"
        advice = "give each row an id of its own, and leave out what is said twice"
        rejects.append(reject(file, pa.array(all_lines[here]), cells, ("report_id", cells), (reason, advice)))
        kept = ~_mask(pc.is_in(good["report_id"], twice))
        good, lines = good.filter(pa.array(kept)), lines[kept]
    # A whole that is itself rejected counts: its parts are not to blame.
    named = good["contained_in"].filter(pc.not_equal(good["contained_in"], "")).combine_chunks()
    found = [known.filter(pc.is_in(known, named)) for known in (ids, current_ids)]
    known_wholes = pa.concat_arrays([*(chunk for ids_found in found for chunk in ids_found.chunks), _NONE])
    dangling = ~_mask(pc.is_in(good["contained_in"], known_wholes))
    if dangling.any():
        bad = good.filter(pa.array(dangling))
        cells = bad["contained_in"].combine_chunks()
        reason = "is no report of the file or of the current snapshot"
        advice = "add the report of the whole to the file, or leave it empty"
        bad_ids = bad["report_id"].combine_chunks()
        at = pa.array(lines[dangling])
        rejects.append(reject(file, at, bad_ids, ("contained_in", cells), (reason, advice)))
        good = good.filter(pa.array(~dangling))
    return good, rejects


def _is_rising(ids: pa.ChunkedArray) -> bool:
    """Whether each id comes after the one before it; then none stands twice, and that is cheap to see."""
    return len(ids) > 1 and bool(pc.all(pc.less(ids[:-1], ids[1:]), skip_nulls=False).as_py())


def _check_texts(findings: Findings) -> None:
    for name in COLUMNS:
        column = findings.texts[name]
        if _may_hide(column):
            hides = _mask(pc.match_substring_regex(column, CONTROLS))
            advice = "take it out; a text is one line without marks that turn its direction"
            findings.refuse(name, hides, "holds a control character", advice)
        longest = _MAX_LENGTH.get(name, _MAX_TEXT)
        if (pc.max(pc.binary_length(column)).as_py() or 0) > longest:
            too_long = _mask(pc.greater(pc.utf8_length(column), longest))
            findings.refuse(name, too_long, f"is longer than {longest:,} characters", "shorten it")
    for name in REQUIRED:
        findings.refuse(name, _is(findings, name, ""), "is empty", _ADVICE_ON_EMPTY[name])


_ADVICE_ON_EMPTY = {
    "report_id": "give the row an id that is never used again",
    "incident_key": "repeat the report_id when no other report speaks of the event",
    "source_id": "name a row of sources",
    "publisher": "say who published it",
    "claimant": "say who asserts it, or (unattributed) when the page names nobody",
    "url": "give the address of the page",
}


def _may_hide(column: pa.StringArray) -> bool:
    """Whether any byte of the texts is not plain printable ASCII; cheap, and mostly enough."""
    _, offsets, data = column.buffers()
    if data is None:
        return False
    ends = np.frombuffer(offsets, "<i4")[column.offset : column.offset + len(column) + 1]
    octets = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]]
    # Below the space the subtraction wraps around to a large number.
    return bool((octets - np.uint8(ord(" ")) > ord("~") - ord(" ")).any())


def _check_names(findings: Findings, known: Known) -> None:
    texts = findings.texts
    is_id = _mask(pc.match_substring_regex(texts["report_id"], ID_FORM))
    findings.refuse("report_id", ~is_id, "is no id", f"use {ID_WORDS}")
    is_zone = _mask(pc.is_in(texts["report_id"], known.zones))
    findings.refuse("report_id", is_zone, "is the id of a zone", "use another id")
    is_address = _mask(pc.match_substring_regex(texts["url"], ADDRESS_FORM))
    findings.refuse("url", ~is_address, "is no address", "give one that begins with https:// or http://")
    has_source = _mask(pc.is_in(texts["source_id"], known.sources))
    advice = "correct it, or add a row to a file of sources and give that with --sources"
    findings.refuse("source_id", ~has_source, "is no known source", advice)
    has_area = _mask(pc.is_in(texts["area_pcode"], known.pcodes)) | _is(findings, "area_pcode", "")
    advice = f"use one of {' '.join(known.pcodes.to_pylist())}, or leave it empty"
    findings.refuse("area_pcode", ~has_area, "is no area with an outline", advice)
    _check_words(findings, "struck", list(STRUCK))
    itself = _mask(pc.equal(texts["contained_in"], texts["report_id"])) & is_id
    advice = "name the report of the whole, or leave it empty"
    findings.refuse("contained_in", itself, "is the report itself", advice)


def _check_words(findings: Findings, name: str, options: Sequence[str]) -> None:
    is_option = _mask(pc.is_in(findings.texts[name], pa.array(options, pa.string())))
    findings.refuse(name, ~is_option, "is no known word", f"use {' or '.join(options)}")


def _typed(findings: Findings, name: str) -> pa.Array:
    """Return a column in its type, null where it is empty or refused."""
    kind = COLUMNS[name]
    column = findings.texts[name]
    if kind == COUNT:
        counts = _each_distinct(column, _count, pa.int64())
        advice = "write a whole number, zero or more, or leave it empty when it is unknown"
        findings.refuse(name, _unread(column, counts), "is no count", advice)
        return counts
    if kind == DAY:
        days = _each_distinct(column, _day, pa.int32()).cast(pa.date32())
        advice = f"write YYYY-MM-DD, {EARLIEST} to {LATEST}, or leave it empty when it is unknown"
        findings.refuse(name, _unread(column, days), "is no day", advice)
        return days
    if kind == DEGREES:
        numbers = _numbers(column)
        findings.refuse(name, _unread(column, numbers), "is no number", "write one such as 31.5, or nothing")
        return numbers
    if not isinstance(kind, str):
        _check_words(findings, name, [str(word) for word in kind])
    return column


def _each_distinct(column: pa.Array, read: Callable[[str], int | None], of: pa.DataType) -> pa.Array:
    """Read each different text once: the same few days and counts stand in most rows."""
    encoded = column.dictionary_encode()
    return pa.array([read(text) for text in encoded.dictionary.to_pylist()], of).take(encoded.indices)


@lru_cache(maxsize=100_000)
def _day(text: str) -> int | None:
    try:
        day = date.fromisoformat(text) if len(text) == _DAY_LENGTH and text[4] == text[7] == "-" else None
    except ValueError:
        return None
    return (day - _EPOCH).days if day and EARLIEST <= day <= LATEST else None


def _count(text: str) -> int | None:
    whole = text.partition(".")[0] if text.rstrip("0").endswith(".") else text
    is_count = whole.isascii() and whole.isdigit() and len(whole) <= len(str(LARGEST_COUNT))
    return int(whole) if is_count and int(whole) <= LARGEST_COUNT else None


def _numbers(column: pa.Array) -> pa.Array:
    stated = pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
    try:
        numbers = stated.cast(pa.float64())
    except pa.ArrowInvalid:
        is_number = pc.match_substring_regex(column, _NUMBER_FORM)
        numbers = pc.if_else(is_number, column, pa.scalar(None, pa.string())).cast(pa.float64())
    return pc.if_else(pc.is_finite(numbers), numbers, pa.scalar(None, pa.float64()))


def _unread(column: pa.Array, values: pa.Array) -> np.ndarray:
    return _mask(pc.and_(pc.is_null(values), pc.not_equal(column, "")))


def _check_days(findings: Findings, typed: dict[str, pa.Array]) -> None:
    start, end = typed["event_start"], typed["event_end"]
    reversed_days = _mask(pc.less(end, start))
    findings.refuse("event_end", reversed_days, "is before event_start", "correct one of the two")
    is_alone = _mask(pc.is_valid(end)) & _is(findings, "event_start", "")
    findings.refuse("event_end", is_alone, "stands without event_start", "give the first day as well")
    is_undated = _is(findings, "date_precision", DatePrecision.UNKNOWN)
    advice = f"leave it empty, or state another date_precision than {DatePrecision.UNKNOWN}"
    dated = is_undated & ~_is(findings, "event_start", "")
    findings.refuse("event_start", dated, "is a date where the precision says unknown", advice)
    advice = f"give the first day, or state date_precision {DatePrecision.UNKNOWN}"
    undated = ~is_undated & _is(findings, "event_start", "")
    findings.refuse("event_start", undated, "is empty where the precision says that it is known", advice)
    is_longer = _is(findings, "date_precision", DatePrecision.DAY) & _mask(pc.greater(end, start))
    advice = f"state date_precision {DatePrecision.RANGE}, or correct the days"
    findings.refuse("event_end", is_longer, "is not the one day that the precision speaks of", advice)


def _check_ranges(findings: Findings, typed: dict[str, pa.Array]) -> None:
    for name in ("strikes", "killed", "injured"):
        turned = _mask(pc.less(typed[f"{name}_max"], typed[f"{name}_min"]))
        advice = "correct one of the two; an end that nobody claims stays empty"
        findings.refuse(f"{name}_max", turned, f"is less than {name}_min", advice)


def _check_places(findings: Findings, typed: dict[str, pa.Array]) -> None:
    for name, limit in (("lat", _LATITUDE), ("lon", _LONGITUDE)):
        beyond = _mask(pc.greater(pc.abs(typed[name]), limit))
        findings.refuse(name, beyond, "is off the globe", f"write degrees from -{limit} to {limit}")
    radius_m = typed["radius_m"]
    absurd = _mask(pc.or_(pc.less_equal(radius_m, 0), pc.greater(radius_m, MAX_RADIUS_M)))
    advice = f"write metres, more than 0 and at most {MAX_RADIUS_M:,}, or leave it empty"
    findings.refuse("radius_m", absurd, "is no radius", advice)
    is_point, is_area = (_among(findings, words) for words in (POINT_PRECISIONS, AREA_PRECISIONS))
    is_unlocated = _is(findings, "location_precision", LocationPrecision.UNLOCATED)
    unexplained = (is_area | is_unlocated) & _is(findings, "location_note", "")
    for name in ("lat", "lon"):
        empty = _is(findings, name, "")
        advice = "give the point, or the area alone and a precision of governorate or coarser"
        findings.refuse(name, is_point & empty, "is empty where the precision speaks of a point", advice)
        advice = "leave it empty, as a centre would be a false point, or explain it in location_note"
        reason = "is given where the precision speaks of no point"
        findings.refuse(name, unexplained & ~empty, reason, advice)
    no_area = is_area & _is(findings, "area_pcode", "")
    advice = f"name the area, or state location_precision {LocationPrecision.UNLOCATED}"
    findings.refuse("area_pcode", no_area, "is empty where the precision speaks of an area", advice)
    nowhere = is_unlocated & _is(findings, "place_name", "")
    findings.refuse("place_name", nowhere, "is empty in an unlocated report", "say what place it names")


def _check_shelters(findings: Findings, typed: dict[str, pa.Array]) -> None:
    stated = pc.fill_null(typed["radius_m"], float("inf"))
    is_fine = _is(findings, "location_precision", LocationPrecision.SITE)
    is_fine |= _among(findings, POINT_PRECISIONS) & _mask(pc.less(stated, SHELTER_RADIUS_M))
    if is_fine.any():
        is_shelter = _is(findings, "struck", "school") | _is(findings, "struck", "shelter")
        named = pc.match_substring_regex(findings.texts["place_name"], r"\bschool\b", ignore_case=True)
        advice = (
            "give lat and lon to two decimals, radius_m 1000 or more and location_precision neighbourhood, "
            "and say so in location_note"
        )
        reason = "is finer than one kilometre for a building that may be a shelter"
        findings.refuse("location_precision", is_fine & (is_shelter | _mask(named)), reason, advice)


def _is(findings: Findings, name: str, word: str) -> np.ndarray:
    return _mask(pc.equal(findings.texts[name], str(word)))


def _among(findings: Findings, words: frozenset[LocationPrecision]) -> np.ndarray:
    options = pa.array([str(word) for word in words], pa.string())
    return _mask(pc.is_in(findings.texts["location_precision"], options))


def _mask(is_so: pa.Array) -> np.ndarray:
    """Return a mask; what is unknown is not so."""
    known: np.ndarray = pc.fill_null(is_so, fill_value=False).to_numpy(zero_copy_only=False)
    return known
