"""Which column is which by its HXL tag or its name alone: a proposal, which its cells may overrule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.tabular.column_names import NAMES, NAMES_BOTH_ENDS, TAGS, TAGS_BOTH_ENDS, same_tag
from geo.tabular.mapping import MappedField

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.tabular.sample import Sample


def proposed(sheet: Sample) -> dict[str, MappedField]:
    """Return, by documented column, what the tags say, and the names where there is no tag."""
    by_tag = dict(_by_tag(sheet))
    return {**dict(_by_name(sheet, taken=by_tag)), **by_tag}


def _by_tag(sheet: Sample) -> Iterator[tuple[str, MappedField]]:
    tagged = {column: same_tag(cell) for column, cell in sheet.tags.items()}
    free = {column for column, tag in tagged.items() if tag}
    for ours, tags in TAGS.items():
        column = next((c for tag in tags for c in tagged if c in free and tagged[c] == same_tag(tag)), None)
        if column:
            free.discard(column)
            yield ours, MappedField(column, why=f"tagged {sheet.tags[column].strip()}")
    for stem, tag in TAGS_BOTH_ENDS.items():
        column = next((c for c in tagged if c in free and tagged[c] == same_tag(tag)), None)
        if column:
            yield from _both_ends(stem, column, f"tagged {tag}")


def _by_name(sheet: Sample, taken: dict[str, MappedField]) -> Iterator[tuple[str, MappedField]]:
    used = {one.column for one in taken.values()}
    free = {column: sheet.named(column) for column in sheet.columns if column not in used}
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
