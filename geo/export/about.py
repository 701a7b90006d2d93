"""The description inside a file of rows: its view, its terms, and how to read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geo import __version__
from geo.export import terms
from geo.export.citation import citation_of, plain
from geo.filters.dates import UNDATED
from geo.filters.ends import ENDS, READ_AS
from geo.geometry.footprints import RADIUS_M
from geo.queries.view_answer import ViewAnswer
from geo.snapshot.matching import MatchingReports
from geo.snapshot.restricted import restricted_sources
from geo.wording.drawn_area_sentences import inside_sentence


@dataclass(frozen=True, slots=True)
class About:
    """The description, the same in every format; texts are in the language of the view, each in one line."""

    title: str
    """The view's sentence."""
    snapshot: str
    address: str
    """Of the view, with every parameter."""
    citation: str
    licence: str
    """Of the compilation."""
    licence_url: str
    terms: str
    """The licence in a sentence, and whom to credit."""
    credits: tuple[str, ...]
    """Who gave points and codes, with the licence of each."""
    source_licences: dict[str, str]
    """By name of the source, for those of the view whose licence was read."""
    rows: int
    rows_on_map: int
    rows_withheld: int
    """Rows of sources that may not be given to others; they are not in the file."""
    notes: tuple[str, ...]
    """What a reader must know before counting, each a sentence."""
    software: str

    def lines(self) -> list[str]:
        """Return everything as lines to read."""
        return [
            self.title,
            self.citation,
            f"{self.terms} {self.licence_url}",
            ", ".join(
                (*self.credits, *(f"{name}: {licence}" for name, licence in self.source_licences.items()))
            ),
            *self.notes,
        ]


def about(answer: ViewAnswer, found: MatchingReports) -> About:
    """Describe the rows found for a view."""
    cited = citation_of(answer)
    sources = answer.snapshot.tables["sources"]
    # The rows of these are in no file: their terms are not those of this one.
    given = sources.drop(restricted_sources(sources).index)
    return About(
        title=cited.title,
        snapshot=cited.snapshot,
        address=cited.address,
        citation=plain(cited, answer.words),
        licence=terms.LICENCE,
        licence_url=terms.LICENCE_URL,
        terms=cited.note,
        credits=terms.CREDITS,
        source_licences=terms.source_licences(given, answer.view.sources),
        rows=len(found),
        rows_on_map=int(found.is_shown.sum()),
        rows_withheld=sum(answer.restricted_found.values()),
        notes=tuple(_notes(answer, found)),
        software=f"Shelterline {__version__}",
    )


def _notes(answer: ViewAnswer, found: MatchingReports) -> list[str]:
    words = answer.words
    off_map = len(found) - int(found.is_shown.sum())
    undated = answer.counts.reasons.get(UNDATED, 0)
    inside = inside_sentence(answer.counts.inside, words)
    notes = [
        *([inside] if inside else []),
        words(
            "Every figure is its claimant's. Figures of different claimants, or of a whole and its part, "
            "must not be added. An empty cell means not stated; 0 means that the claimant said zero."
        ),
        words(
            "A point is the middle of a disc of radius_m metres in which the place lies. Without radius_m: "
            "site {site}, neighbourhood {neighbourhood}, locality {locality}. A report of an area has no "
            "point, but area_pcode.",
            **{str(precision): f"{radius_m:g}" for precision, radius_m in RADIUS_M.items()},
        ),
    ]
    notes.append(
        words(
            "The columns statuses_…, labelled_…, ordered_… and order_lead_… are derived from the zone "
            "statements of the snapshot. Certain is what holds for all of the ground and the days that a "
            "report can mean. Possible is what holds for some; it includes the certain. Outlines are coarse "
            "drawings of ours; that no status is known is no finding that there was none; nothing is said on "
            "intent or lawfulness."
        )
    )
    notes.append(
        words(
            "time_from and time_to are on the clock of the place. order_lead_min_h and order_lead_max_h are "
            "hours, with decimals where the hours of report and order are known. Below zero the order may "
            "have come after the event."
        )
    )
    notes.append(words("In these columns {reading}.", reading=words(READ_AS[ENDS.chosen(answer.view)])))
    if off_map:
        notes.append(
            words.plural(
                "{n} row matches the filters and is not on the map: it has no location that can be drawn, or "
                "its layer is off (shown_on_map is false).",
                "{n} rows match the filters and are not on the map: they have no location that can be drawn, "
                "or their layer is off (shown_on_map is false).",
                off_map,
            )
        )
    if undated:
        notes.append(
            words.plural(
                "{n} report of the snapshot has no date, is therefore in no dates and not in this file.",
                "{n} reports of the snapshot have no date, are therefore in no dates and not in this file.",
                undated,
            )
        )
    if answer.restricted_found:
        notes.append(restricted_note(answer, answer.restricted_found))
    return [" ".join(note.split()) for note in notes]


def restricted_note(answer: ViewAnswer, left_out: Mapping[str, int]) -> str:
    """Return how many rows of which sources are left out, because they may not be given to others.

    `left_out` has their numbers by source id.
    """
    words, names = answer.words, answer.snapshot.tables["sources"].loc[list(left_out), "name"]
    return words.plural(
        "{n} matching row is left out, because its source's terms do not allow passing it on: {sources}.",
        "{n} matching rows are left out, because their sources' terms do not allow passing them on: "
        "{sources}.",
        sum(left_out.values()),
        sources=words.listed(sorted(names)),
    )
