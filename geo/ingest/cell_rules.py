"""The rules of single cells, of any documented table: what a text, a count, a day or a word may be.

Every test looks at a whole block at once. A text that looks like a formula or like HTML is data, and is
escaped where it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from geo.connectors.toolkit.octets import is_plain
from geo.filters.view import EARLIEST, LATEST
from geo.ingest.rejects import CONTROLS, Findings
from geo.model.days import day_number
from geo.snapshot.tables import COUNT, DAY, DEGREES, FLAG, LARGEST_COUNT, TABLES, TIME, TIME_FORM

if TYPE_CHECKING:
    import numpy as np

ID_FORM = r"^[\p{L}\p{N}][\p{L}\p{M}\p{N}._:~-]*$"
"""Ids travel in addresses, where a comma parts one from the next. Their length is tested apart: counting
repetitions makes RE2 twenty times slower."""
ID_WORDS = "letters, digits and . _ : ~ -, beginning with a letter or digit"
ADDRESS_FORM = r"^https?://[^\s/?#]+([/?#]\S*)?$"
MAX_ID = 100
_MAX_LENGTH = {"url": 2_048, "geometry_wkt": 1_000_000}
_MAX_TEXT = 10_000
"""Characters of any other text."""
_DAY_LENGTH = len("2024-01-10")
_NUMBER_FORM = r"^[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?$"


def check_texts(findings: Findings) -> None:
    """Refuse invisible characters, marks that turn the direction of a line, and texts that are too long."""
    for name in TABLES[findings.table]:
        column = findings.texts[name]
        if not is_plain(column):
            hides = mask(pc.match_substring_regex(column, CONTROLS))
            advice = "take it out; a text is one line without marks that turn its direction"
            findings.refuse(name, hides, "holds a control character", advice)
        longest = MAX_ID if name == findings.key else _MAX_LENGTH.get(name, _MAX_TEXT)
        if (pc.max(pc.binary_length(column)).as_py() or 0) > longest:
            too_long = mask(pc.greater(pc.utf8_length(column), longest))
            findings.refuse(name, too_long, f"is longer than {longest:,} characters", "shorten it")


def check_ids(findings: Findings) -> None:
    """Refuse keys that are no ids."""
    is_id = mask(pc.match_substring_regex(findings.texts[findings.key], ID_FORM))
    findings.refuse(findings.key, ~is_id, "is no id", f"use {ID_WORDS}")


def check_words(findings: Findings, name: str, options: Sequence[str]) -> None:
    """Refuse words that are none of an enumeration."""
    is_option = mask(pc.is_in(findings.texts[name], pa.array(options, pa.string())))
    findings.refuse(name, ~is_option, "is no known word", f"use {' or '.join(options)}")


def check_range(findings: Findings, typed: dict[str, pa.Array], name: str) -> None:
    """Refuse a range of which the end called max is less than the one called min."""
    turned = mask(pc.less(typed[f"{name}_max"], typed[f"{name}_min"]))
    advice = "correct one of the two; an end that nobody claims stays empty"
    findings.refuse(f"{name}_max", turned, f"is less than {name}_min", advice)


def check_needs(findings: Findings, needs: Mapping[str, str]) -> None:
    """Refuse cells that say nothing without the cell of another column; `needs` names that, by column."""
    for name, other in needs.items():
        is_alone = ~has(findings, name, "") & has(findings, other, "")
        findings.refuse(name, is_alone, f"stands without {other}", f"give {other} as well, or leave it empty")


def check_times(
    findings: Findings, typed: dict[str, pa.Array], first: tuple[str, str], last: tuple[str, str]
) -> None:
    """Refuse an end that is earlier than its beginning on the same day.

    `first` and `last` name a column of days and that of its times; without a last day there is one day.
    """
    (first_day, first_time), (last_day, last_time) = first, last
    one_day = pc.equal(pc.coalesce(typed[last_day], typed[first_day]), typed[first_day])
    both = ~has(findings, first_time, "") & ~has(findings, last_time, "")
    turned = mask(pc.and_(one_day, pc.less(typed[last_time], typed[first_time]))) & both
    findings.refuse(
        last_time, turned, f"is before {first_time}", f"correct one of the two, or give {last_day} as well"
    )


def typed_column(findings: Findings, name: str) -> pa.Array:
    """Return a column in its type, null where it is empty or refused."""
    kind = TABLES[findings.table][name]
    column = findings.texts[name]
    if kind == COUNT:
        counts = _each_distinct(column, _count, pa.int64())
        advice = f"write a whole number from 0 to {LARGEST_COUNT}, or leave it empty when it is unknown"
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
    if kind == TIME:
        is_time = pc.match_substring_regex(column, f"^$|{TIME_FORM}")
        advice = (
            "write HH:MM, 00:00 to 23:59, on the clock of the place, or leave it empty when it is unknown"
        )
        findings.refuse(name, ~mask(is_time), "is no time of day", advice)
        return pc.if_else(is_time, column, "")
    if kind == FLAG:
        check_words(findings, name, ["true", "false"])
        return pc.equal(column, "true")
    if not isinstance(kind, str):
        check_words(findings, name, [str(word) for word in kind])
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
    return day_number(day) if day and EARLIEST <= day <= LATEST else None


def _count(text: str) -> int | None:
    if text.endswith(".000"):
        # Three thousand to some, and three to others.
        return None
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
    return mask(pc.and_(pc.is_null(values), pc.not_equal(column, "")))


def has(findings: Findings, name: str, word: str) -> np.ndarray:
    """Return where a column says a word."""
    return mask(pc.equal(findings.texts[name], str(word)))


def mask(is_so: pa.Array) -> np.ndarray:
    """Return a mask; what is unknown is not so."""
    known: np.ndarray = pc.fill_null(is_so, fill_value=False).to_numpy(zero_copy_only=False)
    return known
