"""Two views compared, as a page without Streamlit: with two maps, or as text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from geo import wording
from geo.export.about import restricted_note
from geo.export.citation import Citation, key_digits, licence_note, one_line, plain
from geo.export.figure.sizes import FIGURE_FORMATS
from geo.export.page import Sign, notice
from geo.export.preview import Preview, preview_html
from geo.export.terms import CREDITS, LICENCE, LICENCE_URL
from geo.filters.view_pair import pair_query
from geo.geometry.gazetteer import Areas
from geo.language import Words
from geo.layers.all_layers import statements_of
from geo.layers.card_templates import filled
from geo.layers.legend import joint_entries
from geo.layers.map_state import MapState
from geo.layers.pair_scene import pair_data, pair_states
from geo.layers.payload import as_literal
from geo.model.errors import PermalinkError
from geo.queries.pair_answer import PairAnswer
from geo.queries.view_answer import ViewAnswer
from geo.queries.view_comparison import ViewComparison
from geo.wording import comparison_sentences as said

EMBED_PATH, CSV_PATH, FIGURE_PATH = "/embed/compare", "/export/compare.csv", "/export/compare"


@dataclass(frozen=True, slots=True)
class PairSide:
    """What is said of one of the views; texts are plain."""

    key: str
    letter: str
    title: str
    shown: str
    not_shown: str
    address: str
    way: str
    """Text of the link to the view alone."""


@dataclass(frozen=True, slots=True)
class PairPage:
    """Everything around the maps; texts are plain, in the language of the views."""

    sides: tuple[PairSide, PairSide]
    findings: tuple[str, ...]
    notices: tuple[str, ...]
    signs: tuple[Sign, ...]
    snapshot: str
    licence: str
    licence_url: str
    credits: tuple[str, ...]
    citation: str
    full_address: str
    text_address: str
    csv_address: str
    figures: tuple[tuple[str, str], ...]
    """Label and address of each."""
    preview: Preview


def pair_page(
    answer: PairAnswer, ignored: Iterable[PermalinkError] = (), since: str = "", *, is_text: bool = False
) -> str:
    """Return the page as HTML.

    `ignored` is what its address got wrong, `since` what has changed in newer data; as text it has no map.
    """
    words = answer.words
    states = pair_states(answer.snapshot, (answer.a.view, answer.b.view), words, 1)
    page = _page_of(answer, states, ignored, since)
    data = "" if is_text else as_literal(pair_data(states, answer.pair, words))
    return filled(
        "pair.html",
        words,
        page=page,
        preview_head=preview_html(page.preview, words),
        data=data,
        form=answer.pair.form.value,
        tables=tables_html(answer.comparison, answer.snapshot.areas, words),
    )


def frame_html(words: Words) -> str:
    """Return a page of both maps alone, which is handed what they show: the frame of the app."""
    return filled("pair_frame.html", words, form="beside")


def tables_html(comparison: ViewComparison, areas: Areas, words: Words) -> str:
    """Return everything that is counted in two views as a table."""
    return filled(
        "pair_tables.html",
        words,
        heads=said.heads(words),
        tables=said.tables(comparison, areas, words),
        rules=[words(rule) for rule in said.RULES],
    )


def pair_citation(answer: PairAnswer, accessed: date | None = None) -> Citation:
    """Return the citation of two views compared; the same pair has the same key."""
    digest = key_digits(pair_query(answer.pair))
    return Citation(
        key=f"shelterline-{answer.snapshot.id}-{digest}",
        title=one_line(title_of(answer)),
        snapshot=answer.snapshot.id,
        address=one_line(answer.address),
        language=str(answer.pair.a.lang),
        note=licence_note(answer.words),
        accessed=accessed,
    )


def title_of(answer: PairAnswer) -> str:
    """Return the sentence that titles page, figure and citation."""
    a, b = (
        wording.view_sentence(each.view, answer.snapshot.areas, answer.words) for each in (answer.a, answer.b)
    )
    return said.pair_title(a, b, answer.words)


def _page_of(
    answer: PairAnswer, states: tuple[MapState, MapState], ignored: Iterable[PermalinkError], since: str
) -> PairPage:
    words, query, root = answer.words, answer.query, answer.site.rstrip("/")
    restricted = wording.restricted_sentence(answer.snapshot.restricted, words)
    kept_back = [restricted_note(o, o.restricted_found) for o in (answer.a, answer.b) if o.restricted_found]
    stated = dict.fromkeys(line for state in states for line in statements_of(state))
    letters = said.sides(words)
    ways = words("Open A alone"), words("Open B alone")
    return PairPage(
        sides=(
            _side("a", letters[0], answer.a, ways[0]),
            _side("b", letters[1], answer.b, ways[1]),
        ),
        findings=tuple(said.findings(answer.comparison, words, is_equal=answer.pair.is_equal)),
        notices=(
            *(notice(error, words) for error in ignored),
            *filter(None, (since, restricted)),
            *kept_back,
            *stated,
        ),
        signs=tuple(_signs(states)),
        snapshot=answer.snapshot.id,
        licence=words("Licence of the compilation: {licence}.", licence=LICENCE),
        licence_url=LICENCE_URL,
        credits=CREDITS,
        citation=plain(pair_citation(answer), words),
        full_address=answer.address,
        text_address=f"{root}{EMBED_PATH}?{query}&format=text",
        csv_address=f"{root}{CSV_PATH}?{query}",
        figures=tuple(
            (form.label, f"{root}{FIGURE_PATH}.{suffix}?{query}") for suffix, form in FIGURE_FORMATS.items()
        ),
        preview=pair_preview(answer, EMBED_PATH),
    )


def _side(key: str, letter: str, answer: ViewAnswer, way: str) -> PairSide:
    words, counts = answer.words, answer.counts
    return PairSide(
        key=key,
        letter=letter,
        title=wording.view_sentence(answer.view, answer.snapshot.areas, words),
        shown=wording.shown_sentence(counts.shown, answer.snapshot.total, words),
        not_shown=wording.not_shown_sentence(counts.reasons, words),
        address=f"{answer.site}?{answer.query}",
        way=way,
    )


def _signs(states: tuple[MapState, MapState]) -> list[Sign]:
    """Return the signs of either map, each once."""
    light, dark = (joint_entries(states, dark=is_dark) for is_dark in (False, True))
    return [Sign(one, other.image) for one, other in zip(light, dark, strict=True)]


def pair_preview(answer: PairAnswer, path: str) -> Preview:
    """Return the preview of two views at a path below the map page's address."""
    words, root = answer.words, answer.site.rstrip("/")
    title = title_of(answer)
    return Preview(
        title=title,
        description=" ".join(said.findings(answer.comparison, words, is_equal=answer.pair.is_equal)),
        url=f"{root}{path}?{answer.query}",
        image=f"{root}{FIGURE_PATH}.png?{answer.query}&size=social",
        image_alt=words("Map: {view}", view=title),
        locale=words.locale,
    )
