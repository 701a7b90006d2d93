"""What a figure says of itself in words: enough to be checked and found again when it stands alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geo import wording
from geo.export.citation import AUTHOR, citation_of, plain
from geo.export.figure.figure_request import FigureRequest
from geo.filters.view import View
from geo.language import Words, names
from geo.language.names import FIRST_STRONG_ISOLATE, POP_ISOLATE, NameTable
from geo.layers.all_layers import layers_on, statements_of
from geo.layers.map_state import MapState
from geo.model import LocationPrecision
from geo.snapshot.opened import Snapshot

_NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class FigureCaption:
    """All texts of a figure beside its map, in the view's language."""

    title: str
    """The view's sentence."""
    counts: str
    """How many reports are shown, how many are not, and why."""
    lines: tuple[str, ...]
    """Period, precision, sources, what to bear in mind, citation, licence, base map."""
    citation: str
    """The whole one, with the address of the view."""
    licence: str

    @property
    def description(self) -> str:
        """What the figure shows, as one text."""
        return f"{self.counts}. {' '.join(self.lines)}"

    @property
    def text(self) -> str:
        """What stands for the figure where it is not seen."""
        return f"{self.title}. {self.description}"


def caption_of(request: FigureRequest, state: MapState) -> FigureCaption:
    """Write the caption of a figure; `state` is what its map draws."""
    answer, sheet = request.answer, request.sheet
    snapshot, view, words, counts = answer.snapshot, answer.view, answer.words, answer.counts
    cited, shown_by = citation_of(answer), answer.shown_by
    about_the_whole = [
        words("Period: {days}.", days=words.days(view.date_from, view.date_to)),
        words(
            "Every report is its claimant's statement; its symbol marks the ground that the statement "
            "supports, not a verified place."
        ),
    ]
    lines = [
        *([] if sheet.is_short else about_the_whole),
        _precisions(shown_by["location_precision"], words),
        _sources(snapshot, shown_by["source_id"], words, sheet.most_sources),
        *dict.fromkeys(words(layer.note) for layer in layers_on(view.layers) if layer.note),
        *statements_of(state),
        short_citation(view, answer.site, words),
        cited.note,
        words("Base map: {credit}", credit=state.text["base_credit"]),
    ]
    shown = wording.shown_sentence(counts.shown, snapshot.total, words)
    left_out = wording.not_shown_sentence(counts.reasons, words)
    return FigureCaption(
        title=cited.title,
        counts=f"{shown} · {left_out}",
        lines=tuple(line for line in lines if line),
        citation=plain(cited, words),
        licence=cited.note,
    )


def _precisions(found: Mapping[str, int], words: Words) -> str:
    parts = [
        words(
            "{what}: {n}",
            what=words(wording.PRECISIONS[precision]),
            n=words.number(found[precision]),
        )
        for precision in LocationPrecision
        if found.get(precision)
    ]
    return words("Stated location: {what}.", what=words("; ").join(parts)) if parts else ""


def _sources(snapshot: Snapshot, found: Mapping[str, int], words: Words, most: int) -> str:
    if not found:
        return ""
    published = snapshot.tables["sources"]["name"]
    order = sorted(found, key=lambda source: (-found[source], source))
    parts = [f"{_isolated(published.get(s, s), words)} ({words.number(found[s])})" for s in order[:most]]
    if (rest := len(order) - most) > 0:
        parts.append(words.plural("{n} more", "{n} more", rest))
    return words.plural(
        "{n} source, with its reports: {names}.",
        "{n} sources, with their reports: {names}.",
        len(order),
        names=words("; ").join(parts),
    )


def _isolated(name: str, words: Words) -> str:
    """Return a publisher's name, kept together in a sentence that runs from right to left."""
    if words.lang.direction == "ltr":
        return name
    whole = names.of(NameTable.CLAIMANTS, name, words.lang).text.replace(" ", _NO_BREAK)
    return f"{FIRST_STRONG_ISOLATE}{whole}{POP_ISOLATE}"


def short_citation(view: View, site: str, words: Words) -> str:
    """Return how to cite a figure, as short as paper allows."""
    # What has no host is no address for a reader of paper.
    address = site.rstrip("/") if "://" in site else ""
    sentence = words("Cite as: {author}, data set, snapshot {snapshot}.", author=AUTHOR, snapshot=view.snap)
    return f"{sentence} {address}".strip()
