"""A report, a zone or a figure as HTML, for the detail panel and the lists; templates are in `templates/`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo import wording
from geo.filters.differs import aspects_said
from geo.filters.ends import READ_AS
from geo.filters.view import View
from geo.geometry.clocks import clock_at, clock_of, clock_of_statement
from geo.geometry.footprints import DISC
from geo.geometry.gazetteer import Areas
from geo.geometry.zone_outlines import drawn_outline, is_coarse
from geo.language import Words, names
from geo.layers.card_templates import PageLink, filled
from geo.layers.zone_areas import difference_said, outline_said, published_said, zone_areas
from geo.model import EndReading
from geo.model.rows import Row, row_of, rows
from geo.model.thing_kinds import ThingKind, thing_address
from geo.queries.blocks import statements_on_block, without_block
from geo.queries.exposures import StatusAtEvent, statuses_at
from geo.queries.thing_history import is_there
from geo.queries.view_answer import shared_snapshot
from geo.snapshot.opened import Snapshot
from geo.wording import exposure_sentences as orders
from geo.wording.claim_differences import closeness, reasons
from geo.wording.report_lines import report_line

if TYPE_CHECKING:
    import pandas as pd

    from geo.queries.key_figures import KeyFigures, NearestPause


MOST_LETTERS = 500
"""Letters of a cell in a table."""
MOST_STATUSES = 4
"""Statuses that a card shows at once; the others are folded away."""
MOST_KEY_CLAIMS = 2
"""Claims about one incident that stand among the key figures."""


@dataclass(frozen=True, slots=True)
class CardPlace:
    """Where a card stands: beside the map, or as the page of its thing."""

    page: str = ""
    """Address of the page, for a card that leads there; empty when it does not."""
    most: int | None = None
    """Rows of each list of a page; None beside the map, where all are listed."""

    def values(self, snapshot: Snapshot) -> dict[str, object]:
        """Return for a template: the heading's level, and the snapshot to whose pages ids lead."""
        is_page = self.most is not None
        return {"page": self.page, "level": 1 if is_page else 3, "snap": snapshot.id if is_page else ""}


BESIDE_MAP = CardPlace()


def report_card(
    report_id: str,
    snapshot: Snapshot,
    words: Words,
    ends: EndReading = EndReading.UNTIL_NEXT,
    place: CardPlace = BESIDE_MAP,
) -> str:
    """Return all that is known of a report, with the other claims about its incident.

    `ends` says how statements without a stated end are read.
    """
    report = snapshot.report(report_id)
    if report is None:
        raise KeyError(report_id)
    others = snapshot.claims_of(report_id).drop(index=report_id)
    statuses = statuses_at(snapshot, report, ends)
    later = [status for status in statuses or [] if status.is_later]
    in_force = None if statuses is None else [status for status in statuses if not status.is_later]
    more = (in_force or [])[MOST_STATUSES:]
    clock = _clock(report, snapshot.areas)
    return filled(
        "report.html",
        words,
        report=report,
        when=wording.when(report, words),
        clock=wording.clock_said(clock, words) if report.time_from else "",
        clocks=_other_clocks(statuses or [], clock, snapshot.areas, words) if report.time_from else {},
        where=wording.where(report, snapshot.areas, words),
        whole=snapshot.report(report.contained_in) if report.contained_in else None,
        parts=list(rows(snapshot.parts_of(report_id)))[: place.most],
        claims=list(rows(others))[: place.most],
        **place.values(snapshot),
        area=report.area_pcode if report.area_pcode in snapshot.areas else "",
        # Here, because messages with plural forms are not extracted from templates.
        claims_title=words.plural(
            "{n} other claim about the same incident",
            "{n} other claims about the same incident",
            len(others),
        ),
        differ=_differ([report_id], snapshot, words).get(report_id, ""),
        statuses_at_event=in_force[:MOST_STATUSES] if in_force else in_force,
        later_statuses=later,
        more_statuses=more[: place.most],
        more_title=words.plural("{n} more status", "{n} more statuses", len(more)),
        read_as=words("Here {reading}.", reading=words(READ_AS[ends])),
    )


def page_address(kind: ThingKind, key: str, snapshot: Snapshot, words: Words) -> str:
    """Return the address of the page of a thing; empty when it may not be given to others."""
    is_shared = is_there(kind, key, shared_snapshot(snapshot))
    return thing_address(kind, key, snapshot.id, words.lang) if is_shared else ""


def _clock(report: Row, areas: Areas) -> str:
    has_point = report.footprint == DISC
    return clock_of(report.area_pcode) or (clock_at(report.lon, report.lat, areas) if has_point else "")


def _other_clocks(
    statuses: Sequence[StatusAtEvent], clock: str, areas: Areas, words: Words
) -> dict[str, str]:
    """Return, by zone id, the clock of those hours that stand beside hours of another one."""
    clocks = {
        status.zone.zone_id: clock_of_statement(status.zone, areas)
        for status in statuses
        if status.zone.valid_from_time or status.zone.valid_to_time
    }
    return {zone: wording.clock_said(other, words) for zone, other in clocks.items() if other != clock}


def candidate_card(candidate: Row, snapshot: Snapshot, words: Words) -> str:
    """Return how another report may speak of the same incident, and why."""
    other = snapshot.report(candidate.other_id)
    return filled(
        "candidate.html",
        words,
        title=wording.title(other, words),
        published=wording.published(other, words),
        other_id=candidate.other_id,
        closeness=closeness(candidate.score, words),
        reasons=words.listed(reasons(candidate, words)),
    )


def history(revisions: Iterable[Row], words: Words, *, more: str = "") -> str:
    """Return what changed in a report, cell by cell; `more` is a sentence that not all is here, or empty."""
    return filled("history.html", words, rows=list(revisions), changes=wording.CHANGES, more=more)


def zone_card(zone_id: str, snapshot: Snapshot, words: Words, place: CardPlace = BESIDE_MAP) -> str:
    """Return all that is known of a zone status, with the other statements on the place."""
    zones = snapshot.zones
    zone = row_of(zones, zone_id)
    others = zones[zones["zone_key"] == zone.zone_key].drop(index=zone_id)
    size = row_of(zone_areas(snapshot), zone_id)
    drawn = outline_said(size, words)
    return filled(
        "zone.html",
        words,
        zone=zone,
        clock=wording.clock_said(clock_of_statement(zone, snapshot.areas), words)
        if zone.valid_from_time or zone.valid_to_time
        else "",
        people=wording.harm(zone, "people"),
        area=published_said(size, words),
        drawn=words("; ").join((drawn, difference_said(size, words))) if drawn else "",
        cut=_cut(zone, snapshot.areas, words),
        others=list(rows(others))[: place.most],
        capped=capped(len(others), place.most, words),
        **place.values(snapshot),
    )


def capped(total: int, most: int | None, words: Words) -> str:
    """Return how many of a list are there; empty when all are."""
    if most is None or total <= most:
        return ""
    return words("The first {n} of {total} are listed.", n=words.number(most), total=words.number(total))


def _cut(zone: Row, areas: Areas, words: Words) -> str:
    """Return to which land an outline was cut for drawing; empty when it is drawn as recorded."""
    drawn = drawn_outline(zone, areas) if is_coarse(zone) else None
    if drawn is None or not drawn.lands:
        return ""
    return words(
        "Drawn within {area} only; counts use the whole recorded outline, of which {percent} per cent lies "
        "elsewhere.",
        area=words.listed([wording.area_name(land, words) for land in drawn.lands]),
        percent=words.number(max(1, round(drawn.beyond * 100))),
    )


def block_strip(number: str, snapshot: Snapshot, view: View, words: Words) -> str:
    """Return the zone statements that name an evacuation block, each with the reports of a view inside it."""
    ids = list(statements_on_block(snapshot, number))
    title = words.plural(
        "Block {number}: named in {n} statement",
        "Block {number}: named in {n} statements",
        len(ids),
        number=number,
    )
    # The text that asks for the block is in no report: without it the view has those that lie in the block.
    inside = orders.reports_inside(snapshot, view.but(text=without_block(view.text)), ids, words)
    return filled("block.html", words, title=title, zones=list(rows(snapshot.zones.loc[ids])), inside=inside)


def key_figures(found: KeyFigures, snapshot: Snapshot, words: Words) -> str:
    """Return what a view says first, each figure with who claims it; empty when it says nothing."""
    if not found.incidents and found.sheltering is None and found.pause is None:
        return ""
    counts = [(place, len(claims) - MOST_KEY_CLAIMS) for place, claims in enumerate(found.incidents)]
    return filled(
        "key_figures.html",
        words,
        incidents=[
            [
                report_line(claim, words, whole=snapshot.report(claim.contained_in))
                for claim in claims[:MOST_KEY_CLAIMS]
            ]
            for claims in found.incidents
        ],
        more={place: words.plural("{n} more claim", "{n} more claims", n) for place, n in counts if n > 0},
        sheltering=found.sheltering,
        pause=found.pause and found.pause.statement,
        pause_title=found.pause and _pause_title(found.pause, words),
        pause_publishers=found.pause and words.listed(_publishers_of(found.pause, words)),
    )


def _publishers_of(nearest: NearestPause, words: Words) -> list[str]:
    """Return who published that a pause began or ended on the day, each once."""
    said = nearest.statement
    others = (row for row in nearest.pause.statements if (row.start, row.end) == (said.start, said.end))
    return list(dict.fromkeys(names.claimant(row.publisher, words) for row in (said, *others)))


def _pause_title(nearest: NearestPause, words: Words) -> str:
    kind = nearest.statement.kind
    named = words(wording.PAUSE_KINDS.get(kind, kind))
    # The first letter alone: what follows may be a name.
    named, day = named[:1].upper() + named[1:], words.day(nearest.day)
    if nearest.has_ended:
        return words("{kind} ended on {day}", kind=named, day=day)
    return words("{kind} began on {day}", kind=named, day=day)


def sheltering_list(figures: pd.DataFrame, words: Words) -> str:
    """Return figures of people sheltering side by side, each with its claimant and source."""
    return filled("sheltering.html", words, rows=list(rows(figures)))


def pauses_list(
    pauses: pd.DataFrame, words: Words, rates: Mapping[str, Sequence[tuple[str, str]]] = MappingProxyType({})
) -> str:
    """Return pauses with their stated days, and what of them is disputed.

    `rates` are reports per day before, during and after, by the id of a statement, to stand with it.
    """
    return filled("pauses.html", words, rows=list(rows(pauses)), rates=rates)


def report_cards(reports: Iterable[Row], snapshot: Snapshot, words: Words) -> str:
    """Return reports in short, for a list of what lies under a click; each leads to its page."""
    listed = list(reports)
    differ = _differ([report.report_id for report in listed], snapshot, words)
    return filled(
        "here_reports.html", words, reports=listed, areas=snapshot.areas, snap=snapshot.id, differ=differ
    )


def _differ(ids: Sequence[str], snapshot: Snapshot, words: Words) -> dict[str, str]:
    """Return on what the claims about the incident of some reports differ, in words, for those that do."""
    found = snapshot.store.claims_differ_of(ids)
    return {
        i: words("Claims about the incident differ on: {what}.", what=aspects_said(aspects, words))
        for i, aspects in found.items()
    }


def zone_cards(zones: Iterable[Row], snapshot: Snapshot, words: Words) -> str:
    """Return zone statuses in short, for a list of what lies under a click; each leads to its page."""
    return filled("here_zones.html", words, zones=list(zones), snap=snapshot.id)


def table(title: str, frame: pd.DataFrame, words: Words) -> str:
    """Return a frame of texts as a table that scrolls in its own box; web addresses become links.

    So does a `PageLink`. Of a long text the beginning stands there: files have all of it.
    """
    return filled(
        "table.html",
        words,
        title=title,
        heads=[_beginning(head) for head in frame.columns],
        rows=([_beginning(cell) for cell in cells] for cells in frame.itertuples(index=False, name=None)),
    )


def _beginning(cell: object) -> object:
    if isinstance(cell, PageLink):
        return cell
    text = "" if cell is None else str(cell)
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"
