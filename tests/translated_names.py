"""Names that have a translation, as a test looks for them in what a reader of another language is shown."""

from __future__ import annotations

import csv
import re
from functools import cache
from typing import TYPE_CHECKING

from geo.language.names import NAMES_DIR, NameTable

if TYPE_CHECKING:
    from geo.model import Language

_OF_ONE_WORD = frozenset({"OCHA", "UNRWA", "Hamas", "Hezbollah"})
# Whom the compilation credits stands in the terms of its licence, and its makers in English.
_NO_NAMES = re.compile(r"https?://\S+|OCHA COD-AB|UCDP GED 25\.1|OpenStreetMap contributors")


@cache
def _translated(lang: Language) -> re.Pattern[str]:
    found = set()
    for table in NameTable:
        with (NAMES_DIR / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            found |= {row["en"] for row in csv.DictReader(file) if row[lang]}
    # Other names of one word may stand in a longer name of another meaning.
    told = sorted(name for name in found if " " in name or name in _OF_ONE_WORD)
    return re.compile("|".join(rf"(?<![\w/-]){re.escape(name)}(?![\w/-])" for name in told))


def translated_names(text: str, lang: Language) -> list[str]:
    """Return the English names in a text that have a translation into a language."""
    return _translated(lang).findall(_NO_NAMES.sub(" ", text))
