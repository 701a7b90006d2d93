"""A first guess of a mapping, from the names of columns, HXL tags and what stands in the cells.

A guess is shown and confirmed before anything is taken in with it; what it rests on is told field by field.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.connectors.toolkit.cells import source_row
from geo.model import Kind
from geo.tabular.column_names import (
    CODEBOOKS,
    NAMES,
    NAMES_BOTH_ENDS,
    OUR_WORD,
    TAGS,
    TAGS_BOTH_ENDS,
    TAGS_SKIPPED,
    is_row_of_tags,
    plain,
    same_tag,
)
from geo.tabular.day_forms import DAY_FORMS, MOVED, fits, is_moved, readings, time_of
from geo.tabular.file_source import keeper_of, own_source
from geo.tabular.mapping import COLUMNS, MappedField, Mapping

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Mapping as Dict

    from geo.connectors.toolkit.contract import Contract, SourceRows

_DAYS = ("event_start", "event_end", "published_date")
_TIMES = ("time_from", "time_to")
_LOOKED_AT = 1_000
"""Cells of a column."""
_ENOUGH = 0.9
"""Share of the cells that must fit."""


def guess(
    columns: Sequence[str],
    sample: SourceRows,
    name: str = "",
    known: Dict[str, Dict[str, str]] | None = None,
) -> Mapping:
    """Return a first mapping of columns, given some rows of the file.

    `name` is that of the file, `known` are the rows of the table `sources` that there are, by id.
    """
    cells = {
        column: [text.strip() for text in sample.texts[column][:_LOOKED_AT].to_pylist() if text.strip()]
        for column in columns
    }
    firsts = {column: sample.texts[column][0].as_py() if len(sample.lines) else "" for column in columns}
    has_tags = is_row_of_tags(firsts.values())
    if has_tags:
        cells = {column: texts[1:] if firsts[column].strip() else texts for column, texts in cells.items()}
    found: dict[str, MappedField] = dict(_by_tag(firsts)) if has_tags else {}
    found = {**dict(_by_name(columns, taken=found)), **found}
    found = {ours: one for ours, one in found.items() if ours not in _TIMES or _has_times(cells[one.column])}
    found = {**dict(_by_content(cells, found)), **found}
    notes: list[str] = [TAGS_SKIPPED] if has_tags else []
    for ours in _DAYS:
        if ours in found:
            found[ours], said = _with_form(found[ours], cells[found[ours].column])
            notes += [f"{found[ours].column!r} {sentence}" for sentence in said]
    found = {**found, **_in_our_words(found, cells)}
    found.setdefault("kind", MappedField(constant=str(Kind.UNSPECIFIED), why="no column says the means"))
    found.setdefault("claimant", MappedField(constant="(unattributed)", why="no column says who asserts it"))
    keeper = keeper_of(columns)
    if keeper:
        found.pop("source_id", None)
        notes.append(f"The columns are those of {keeper.publisher}, whose terms forbid passing its rows on.")
    source = _source(found, keeper, name, known or {})
    if source:
        ids = found.get("report_id", MappedField())
        if ids and (keeper or all(text.strip().isdigit() for text in cells[ids.column])):
            # A bare number is the id of something else in another file.
            found["report_id"] = replace(ids, prefix=f"{source['source_id']}-")
        found.setdefault(
            "publisher", MappedField(constant=name, why="no column names a publisher: the file itself")
        )
    if "lat" in found and "location_precision" not in found:
        notes.append("No column says how fine the points are: each counts as a locality, within 3 km.")
    unused = [column for column in columns if column not in {one.column for one in found.values()}]
    if unused:
        notes.append(f"Not kept: {', '.join(unused)}.")
    ordered = {column: found[column] for column in COLUMNS if column in found}
    mapping = Mapping(
        ordered, source, has_tags=has_tags, notes=tuple(notes), is_guess=bool(source and not keeper)
    )
    if lacking := ", ".join(mapping.missing):
        notes.append(f"No column found for {lacking}: every row needs one.")
    return replace(mapping, notes=tuple(notes))


def _source(
    found: dict[str, MappedField], keeper: Contract | None, name: str, known: Dict[str, Dict[str, str]]
) -> dict[str, str]:
    if keeper:
        return source_row(keeper)
    return own_source(name, known) if name and "source_id" not in found else {}


def _by_tag(firsts: dict[str, str]) -> Iterator[tuple[str, MappedField]]:
    tagged = {column: same_tag(cell) for column, cell in firsts.items()}
    free = {column for column, tag in tagged.items() if tag}
    for ours, tags in TAGS.items():
        column = next((c for tag in tags for c in firsts if c in free and tagged[c] == same_tag(tag)), None)
        if column:
            free.discard(column)
            yield ours, MappedField(column, why=f"tagged {firsts[column].strip()}")
    for stem, tag in TAGS_BOTH_ENDS.items():
        column = next((c for c in firsts if c in free and tagged[c] == same_tag(tag)), None)
        if column:
            yield from _both_ends(stem, column, f"tagged {tag}")


def _by_name(columns: Sequence[str], taken: dict[str, MappedField]) -> Iterator[tuple[str, MappedField]]:
    free = {
        column: plain(column) for column in columns if column not in {one.column for one in taken.values()}
    }
    found = set(taken)
    for ours, names in NAMES.items():
        column = next((c for name in names for c, said in free.items() if said == name), None)
        if column and ours not in taken:
            # A code of how finely a place is known says its radius as well: it stays for that.
            del free[column]
            found.add(ours)
            yield ours, MappedField(column, why="by its name")
    for stem, names in NAMES_BOTH_ENDS.items():
        column = next((c for name in names for c, said in free.items() if said == name), None)
        if column and not {f"{stem}_min", f"{stem}_max"} & found:
            yield from _both_ends(stem, column, "by its name; one figure is both ends")


def _both_ends(stem: str, column: str, why: str) -> Iterator[tuple[str, MappedField]]:
    for end in ("min", "max"):
        yield f"{stem}_{end}", MappedField(column, why=why)


def _by_content(
    cells: dict[str, list[str]], found: dict[str, MappedField]
) -> Iterator[tuple[str, MappedField]]:
    """Map by their cells the columns that names did not tell: addresses, kinds of strike, days."""
    used = {one.column for one in found.values()}
    free = {column: texts for column, texts in cells.items() if column not in used and texts}
    tests = {
        "url": lambda text: re.match(r"https?://\S+$", text) is not None,
        "kind": lambda text: plain(text) in OUR_WORD["kind"],
        "event_start": lambda text: any(fits(text, form) for form in DAY_FORMS),
    }
    for ours, is_such in tests.items():
        such = [column for column, texts in free.items() if _share(texts, is_such) >= _ENOUGH]
        if ours not in found and len(such) == 1:
            del free[such[0]]
            yield ours, MappedField(such[0], why="by what stands in its cells")


def _has_times(texts: list[str]) -> bool:
    """Whether cells say times of day alone: a column called "time" mostly has days as well."""
    return _share(texts, time_of) >= _ENOUGH


def _share(texts: list[str], is_such: object) -> float:
    if not texts or not callable(is_such):
        return 0.0
    return sum(map(bool, map(is_such, texts))) / len(texts)


def _with_form(one: MappedField, texts: list[str]) -> tuple[MappedField, list[str]]:
    """Return the field with the form in which most of its days are written, and what is not sure about it."""
    found = readings(texts)
    form = next(iter(found), "")
    said = []
    if len(found) > 1:
        said.append("may have the day first or the month first: the day is taken to be first.")
    if any(is_moved(text, form) for text in texts):
        said.append(MOVED)
    return replace(one, form=form), said


def _in_our_words(found: dict[str, MappedField], cells: dict[str, list[str]]) -> dict[str, MappedField]:
    """Return the fields of enumerations with their words in ours, and what a codebook says besides."""
    worded: dict[str, MappedField] = {}
    for ours in ("kind", "location_precision", "date_precision"):
        if ours not in found:
            continue
        column = found[ours].column
        texts = list(dict.fromkeys(cells.get(column, ())))
        title, codes = CODEBOOKS.get(plain(column), ("", {}))
        if ours in codes and texts and all(text.strip().isdigit() for text in texts):
            for name, words in codes.items():
                if name == ours or name not in found:
                    other = "" if name != ours else None
                    worded[name] = MappedField(column, words=words, other=other, why=title)
            continue
        known = {text: OUR_WORD[ours][plain(text)] for text in texts if plain(text) in OUR_WORD[ours]}
        words = {theirs: word for theirs, word in known.items() if theirs != word}
        worded[ours] = MappedField(column, words=words, why=found[ours].why)
    return worded
