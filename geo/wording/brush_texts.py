"""What the browser says while the brush is dragged: every form of a sentence, for numbers that it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.filters.registry import reason_labels
from geo.language import words

if TYPE_CHECKING:
    from geo.language import Words
    from geo.model import Language

_FORMS_UP_TO = 102
"""No language of the interface has another form for n above than for its last two digits, but for those that
are 0, 1 and 2, which are as after 100."""


@dataclass(frozen=True, slots=True)
class Forms:
    """A sentence for any number."""

    texts: tuple[str, ...]
    """Each different one, with its fields in braces."""
    of: tuple[int, ...]
    """For 0 to 102, which of them it is. A larger number is as its last two digits, or as 100 to 102."""


@dataclass(frozen=True, slots=True)
class BrushTexts:
    """The words of the counts, in one language."""

    shown: str
    """With {shown}: how many reports are on the map, of how many."""
    not_shown: Forms
    """With {n} and {why}."""
    nothing: str
    """That nothing is left out."""
    reasons: dict[str, str]
    """Each reason in words."""
    separator: str
    area: Forms
    """With {n}: reports of an area."""
    coarser: dict[str, str]
    """By unit, of which days the map is where it cannot follow day by day."""


def brush_texts(lang: Language, total: int) -> BrushTexts:
    """Return the words of the counts for a snapshot of so many reports."""
    w = words(lang)
    return BrushTexts(
        shown=w.plural(
            "Showing {shown} of {n} report", "Showing {shown} of {n} reports", total, shown="{shown}"
        ),
        not_shown=_forms(w, "{n} not shown: {why}", "{n} not shown: {why}"),
        nothing=w("Nothing is left out"),
        reasons={str(reason): w(label) for reason, label in reason_labels().items()},
        separator=w(", "),
        area=_forms(w, "{n} report in this area", "{n} reports in this area"),
        coarser={
            "week": w("Until you let go, the map counts whole weeks, in larger cells."),
            "month": w("Until you let go, the map counts whole months, in larger cells."),
        },
    )


def _forms(w: Words, one: str, many: str) -> Forms:
    each = [w.catalogue.ngettext(one, many, n) for n in range(_FORMS_UP_TO + 1)]
    texts = tuple(dict.fromkeys(each))
    return Forms(texts, tuple(texts.index(text) for text in each))
