"""The texts of a page without Streamlit: the same for embed, text twin and single page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from geo import wording
from geo.export.citation import citation_of, plain
from geo.export.preview import Preview, preview_of
from geo.export.terms import CREDITS, LICENCE, LICENCE_URL
from geo.filters.registry import reason_labels
from geo.filters.view import View
from geo.language import Words, names
from geo.layers.all_layers import statements_of
from geo.layers.legend import LegendEntry, in_key_order, legend_entries
from geo.layers.map_state import MapState
from geo.model.errors import PermalinkError
from geo.queries.view_answer import ViewAnswer


@dataclass(frozen=True, slots=True)
class Sign:
    """One line of the legend, in both themes."""

    entry: LegendEntry
    dark_image: str
    """The swatch for a dark page, as `LegendEntry.image`."""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything around the map; texts are plain, in the language of the view, and escaped when shown."""

    title: str
    """The view's sentence."""
    shown: str
    not_shown: str
    reasons: tuple[tuple[str, str], ...]
    """Why reports are not shown, and how many by each reason."""
    period: str
    snapshot: str
    publishers: tuple[tuple[str, str], ...]
    """Who published the reports shown, and how many each, the most first."""
    publishers_sentence: str
    citation: str
    licence: str
    """In a sentence."""
    licence_url: str
    credits: tuple[str, ...]
    full_address: str
    """Of the view in the app."""
    text_address: str
    """Of the view as text."""
    notices: tuple[str, ...]
    """Ignored values of the address, rows that are kept back, statements of the layers that are on."""
    signs: tuple[tuple[str, tuple[Sign, ...]], ...]
    """The legend by the English msgid of each heading."""
    preview: Preview

    @property
    def key_signs(self) -> list[Sign]:
        """The legend for a line that may have no room for all of it."""
        return in_key_order(lines for _, lines in self.signs)


def page_of(
    answer: ViewAnswer, state: MapState, ignored: Iterable[PermalinkError] = (), since: str = ""
) -> Page:
    """Return what is said of a view.

    `state` is what its map draws, `ignored` what its address got wrong, `since` what has
    changed in newer data.
    """
    snapshot, view, words, counts = answer.snapshot, answer.view, answer.words, answer.counts
    cited, publishers, labels = citation_of(answer), answer.publishers, reason_labels()
    light, dark = (legend_entries(state, dark=is_dark) for is_dark in (False, True))
    signs = [Sign(one, other.image) for one, other in zip(light, dark, strict=True)]
    return Page(
        title=cited.title,
        shown=wording.shown_sentence(counts.shown, snapshot.total, words),
        not_shown=wording.not_shown_sentence(counts.reasons, words),
        reasons=tuple((words(labels[reason]), words.number(n)) for reason, n in counts.reasons.items()),
        period=words.days(view.date_from, view.date_to),
        snapshot=view.snap,
        publishers=tuple((names.claimant(name, words), words.number(n)) for name, n in publishers),
        publishers_sentence=_publishers_sentence(len(publishers), view, words),
        citation=plain(cited, words),
        licence=words("Licence of the compilation: {licence}.", licence=LICENCE),
        licence_url=LICENCE_URL,
        credits=CREDITS,
        full_address=cited.address,
        text_address=f"{answer.site.rstrip('/')}/embed?{answer.query}&format=text",
        notices=(
            *(notice(error, words) for error in ignored),
            *filter(None, [since]),
            *filter(None, [wording.restricted_sentence(snapshot.restricted, words)]),
            *statements_of(state),
        ),
        signs=tuple(
            (head, tuple(lines)) for head, lines in groupby(signs, key=lambda sign: sign.entry.group)
        ),
        preview=preview_of(answer, "/embed"),
    )


def notice(error: PermalinkError, words: Words) -> str:
    """Return which value of an address was ignored."""
    return words(
        "ignored: {parameter}={text} (expected {expected})",
        parameter=error.parameter,
        text=error.text,
        expected=error.expected,
    )


def _publishers_sentence(n: int, view: View, words: Words) -> str:
    if n:
        return words.plural("{n} publisher of the reports shown", "{n} publishers of the reports shown", n)
    if view.sources is None:
        return words("all sources")
    return words.plural("{n} source", "{n} sources", len(view.sources))
