"""Under which terms the rows of a file may be passed on: whose they are by their cells, and what is stated.

Terms are never guessed. A publisher who forbids passing rows on is recognised by columns or cells; a licence
is known only where the file states one.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.connectors.toolkit.licences import licence_named
from geo.tabular.column_names import plain
from geo.tabular.file_source import contracts

if TYPE_CHECKING:
    from geo.connectors.toolkit.contract import Contract
    from geo.tabular.sample import Sample

_RESERVED = "All rights reserved"
_MOST = 200
"""Cells of a column that are looked at: a file has its marks in its first rows as well."""
_HALF, _FEW = 0.5, 3
_WEAK_NEEDED, _WORDS_NEEDED = 2, 2
"""Marks that prove nothing alone, and words of one codebook, that together tell whose rows they are."""
_NAMES_OF_LICENCE = frozenset(map(plain, (
    "license", "licence", "licenses", "licences", "license title", "license id", "data license",
    "data licence", "terms", "terms of use", "copyright", "rights", "usage rights", "الترخيص", "الرخصة",
    "רישיון",
)))  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatedLicence:
    """A licence that a file states."""

    name: str
    """As licences are written, such as `CC BY-SA 4.0`; the cell as it stands where it is none of these."""
    column: str
    said: str
    """The cell."""
    is_known: bool
    """Whether it is a licence by name, and not only a text in a column called so."""


def keeper_of(sheet: Sample) -> Contract | None:
    """Return the contract of a publisher who forbids passing these rows on; None when they are of no such.

    They are known by columns (`Contract.codebooks`), or by cells whatever the columns are called: addresses
    of its hosts or its name in half of the cells of a column; two words of its codebook; or two marks that
    are less sure, such as the form of its ids and one word.
    """
    said = {plain(column) for column in sheet.columns}
    kept_back = [contract for contract in contracts() if not contract.is_redistributable]
    for contract in kept_back:
        if any({plain(name) for name in codebook} <= said for codebook in contract.codebooks):
            return contract
    columns = [Counter(sheet.texts(column)[:_MOST]) for column in sheet.columns]
    return next((contract for contract in kept_back if _is_marked(columns, contract)), None)


def licence_in(sheet: Sample) -> StatedLicence | None:
    """Return the licence that a column of a file states in its first rows; None when none does.

    Several in one file, such as one a row, are named together.
    """
    columns = sorted(sheet.columns, key=lambda column: plain(column) not in _NAMES_OF_LICENCE)
    for column in columns:
        is_named = plain(column) in _NAMES_OF_LICENCE
        texts = sheet.distinct(column)[:_MOST]
        if not texts or (not is_named and len(texts) > _FEW):
            continue  # prose that mentions a licence somewhere states none for the file
        names = list(map(licence_named, texts))
        found = list(dict.fromkeys(filter(None, names)))
        if found and (is_named or len(found) == len(texts)):
            # One row of which the rights are reserved, or not known, is enough to ask.
            is_known = all(names) and _RESERVED not in found
            return StatedLicence("; ".join(found), column, texts[0], is_known=is_known)
        if is_named:
            return StatedLicence("; ".join(texts[:_FEW]), column, texts[0], is_known=False)
    return None


def _is_marked(columns: list[Counter[str]], contract: Contract) -> bool:
    """Whether some columns, each with its distinct cells counted, have a publisher's marks."""
    marks, weak = contract.marks, set[str]()
    sure = [rf"(https?://)?([\w-]+\.)*{re.escape(host)}([/:?#].*)?" for host in contract.hosts]
    sure += [rf"{re.escape(name)}\b.*" for name in marks.names]
    for cells in columns:
        if any(_share(cells, form, re.IGNORECASE) >= _HALF for form in sure):
            return True
        said = {text.casefold() for text in cells}
        words = len(marks.words & said)
        if words and len(marks.vocabulary & said) >= _HALF * len(said):
            if words >= _WORDS_NEEDED:
                return True
            weak.add("a word")
        weak |= {form for form in marks.forms if _share(cells, form) >= _HALF}
    return len(weak) >= _WEAK_NEEDED


def _share(cells: Counter[str], form: str, flags: int = 0) -> float:
    fits = re.compile(form, flags).fullmatch
    return sum(n for text, n in cells.items() if fits(text)) / max(1, cells.total())
