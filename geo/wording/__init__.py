"""Sentences about views, reports and zones: neutral, complete, in the reader's language.

Everything here returns plain text; whoever shows it escapes it.
"""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING

import pandas as pd

from geo.filters.view import ALL_AREAS
from geo.geometry.footprints import AREA, DISC
from geo.language import N_, Words
from geo.model import (
    Change,
    DatePrecision,
    ExclusionReason,
    Kind,
    Language,
    LocationPrecision,
    Range,
    Responsibility,
    SourceKind,
    ZoneKind,
    ZoneStatus,
)
from geo.snapshot.restricted import PRIVATE_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from geo.filters.view import View
    from geo.geometry.gazetteer import Area, Areas
    from geo.model.rows import Cell, Row

KINDS = {
    Kind.AIRSTRIKE: N_("Airstrike"),
    Kind.DRONE: N_("Drone"),
    Kind.MISSILE: N_("Missile"),
    Kind.ROCKET: N_("Rocket"),
    Kind.ARTILLERY: N_("Artillery"),
    Kind.GROUND: N_("Ground operation or gunfire"),
    Kind.EXPLOSION: N_("Explosion"),
    Kind.UNSPECIFIED: N_("Means not specified"),
}
PRECISIONS = {
    LocationPrecision.SITE: N_("Site, within 200 m"),
    LocationPrecision.NEIGHBOURHOOD: N_("Neighbourhood, within 1 km"),
    LocationPrecision.LOCALITY: N_("Locality, within 3 km or as stated"),
    LocationPrecision.GOVERNORATE: N_("Governorate, somewhere inside"),
    LocationPrecision.SUBREGION: N_("Part of a territory, somewhere inside"),
    LocationPrecision.TERRITORY: N_("Whole territory or country"),
    LocationPrecision.UNLOCATED: N_("No location that can be drawn"),
}
SOURCE_KINDS = {
    SourceKind.UN: N_("UN"),
    SourceKind.NGO: N_("NGOs"),
    SourceKind.MEDIA: N_("Media"),
    SourceKind.MILITARY: N_("Military"),
    SourceKind.MINISTRY: N_("Ministries"),
    SourceKind.GOVERNMENT: N_("Governments"),
    SourceKind.DATASET: N_("Datasets"),
}
STATUSES = {
    ZoneStatus.LABELLED_HUMANITARIAN: N_("Labelled humanitarian"),
    ZoneStatus.ORDERED_TO_EVACUATE: N_("Ordered to evacuate"),
    ZoneStatus.ORDER_RESCINDED: N_("Order rescinded"),
    ZoneStatus.REPORTED_SHELTERING: N_("People reported sheltering"),
    ZoneStatus.RESTRICTED: N_("Restricted or no-go"),
    ZoneStatus.OPEN: N_("Said to be open"),
    ZoneStatus.CLOSED: N_("Said to be closed"),
}
ZONE_KINDS = {
    ZoneKind.HUMANITARIAN_ZONE: N_("Areas labelled humanitarian"),
    ZoneKind.EVACUATION_ORDER: N_("Areas under evacuation orders"),
    ZoneKind.EVACUATION_CORRIDOR: N_("Routes announced for leaving"),
    ZoneKind.SHELTER_AREA: N_("Reported places of shelter"),
    ZoneKind.DISPLACEMENT_CAMP: N_("Refugee camps"),
    ZoneKind.CROSSING: N_("Crossings"),
    ZoneKind.NO_GO_BUFFER: N_("Restricted areas and buffers"),
}
TIME_PRECISIONS = {
    "day": N_("stated to the day"),
    "hour": N_("stated with hours of the day"),
}
_STATUS_BY = {
    ZoneStatus.LABELLED_HUMANITARIAN: N_("labelled humanitarian by {who}"),
    ZoneStatus.ORDERED_TO_EVACUATE: N_("ordered to evacuate by {who}"),
    ZoneStatus.ORDER_RESCINDED: N_("order rescinded by {who}"),
    ZoneStatus.REPORTED_SHELTERING: N_("people reported sheltering, by {who}"),
    ZoneStatus.RESTRICTED: N_("restricted, as stated by {who}"),
    ZoneStatus.OPEN: N_("open, as stated by {who}"),
    ZoneStatus.CLOSED: N_("closed, as stated by {who}"),
}
RESPONSIBILITIES = {
    Responsibility.ACCEPTED: N_("The party named acknowledged carrying it out"),
    Responsibility.DENIED: N_("The party named denied carrying it out"),
    Responsibility.DISPUTED: N_("Who carried it out is disputed"),
    Responsibility.NOT_STATED: N_("Whether the party named acknowledged it is not stated"),
}
REASONS = {
    ExclusionReason.OTHER_DATES: N_("other dates"),
    ExclusionReason.UNDATED: N_("undated"),
    ExclusionReason.OTHER_SOURCES: N_("other sources"),
    ExclusionReason.OTHER_KINDS: N_("other kinds"),
    ExclusionReason.OTHER_PRECISION: N_("other precision"),
    ExclusionReason.OTHER_AREAS: N_("other areas"),
    ExclusionReason.TEXT: N_("without the text"),
    ExclusionReason.UNLOCATED: N_("unlocated"),
    ExclusionReason.LAYER_OFF: N_("layer switched off"),
}
CHANGES = {
    Change.ADDED: N_("added"),
    Change.REVISED: N_("revised"),
    Change.WITHDRAWN: N_("withdrawn"),
}
SETTINGS = {
    "unrwa_installation": N_("in UNRWA installations"),
    "collective_shelter": N_("in collective shelters"),
    "makeshift_camp": N_("in makeshift camps"),
    "host_community": N_("with host communities"),
    "all_displaced": N_("displaced people, all settings"),
    "population_estimate": N_("people estimated to be there"),
}
STRUCK = {
    "residential": N_("homes"),
    "school": N_("a school"),
    "hospital": N_("a hospital"),
    "camp": N_("a camp"),
    "shelter": N_("a place of shelter"),
    "market": N_("a market"),
    "vehicle": N_("a vehicle"),
    "place_of_worship": N_("a place of worship"),
    "aid": N_("aid work or aid seekers"),
    "media": N_("media"),
    "infrastructure": N_("infrastructure"),
    "military": N_("a military objective"),
    "crossing": N_("a crossing"),
    "unspecified": N_("not specified"),
}
PAUSE_KINDS = {
    "truce": N_("truce"),
    "cease-fire": N_("cease-fire"),
    "humanitarian pause": N_("humanitarian pause"),
    "tactical pause": N_("tactical pause"),
}

AREAS_WITHOUT_A_NAME_IN_SOME_LANGUAGE = (
    N_("West Bank"),
    N_("Jenin"),
    N_("Tubas"),
    N_("Tulkarm"),
    N_("Nablus"),
    N_("Qalqilya"),
    N_("Salfit"),
    N_("Ramallah"),
    N_("Jericho"),
    N_("Jerusalem"),
    N_("Bethlehem"),
    N_("Hebron"),
    N_("North Gaza"),
    N_("Gaza"),
    N_("Deir Al-Balah"),
    N_("Khan Younis"),
    N_("Rafah"),
)


def view_sentence(view: View, areas: Areas, words: Words) -> str:
    """Return the sentence that titles the page, the figure, the embed and the citation."""
    parts = [words("Strike reports, {days}", days=words.days(view.date_from, view.date_to))]
    parts.append(
        words("Gaza and the region") if view.area == ALL_AREAS else area_name(areas[view.area], words)
    )
    if view.sources is None:
        parts.append(words("all sources"))
    else:
        parts.append(words.plural("{n} source", "{n} sources", len(view.sources)))
    if view.kinds:
        parts.append(words.listed([words(KINDS[kind]) for kind in view.kinds]))
    if view.precisions:
        parts.append(words("only some location precisions"))
    if view.text:
        parts.append(words("with “{text}”", text=view.text))
    return " · ".join(parts)


def area_name(area: Area, words: Words) -> str:
    """Return an area's name from the gazetteer, or translated where the gazetteer has none."""
    return area.names[words.lang] or words(area.names[Language.EN])


def area_said(text: str, areas: Areas, words: Words) -> str:
    """Return the area that a source names; one of another name than ours as it was published."""
    own = (area for area in areas if area.names[Language.EN] == text)
    return next((area_name(area, words) for area in own), text)


def shown_sentence(shown: int, total: int, words: Words) -> str:
    """Return how many reports are on the map, of how many; the first two numbers say it."""
    return words.plural(
        "Showing {shown} of {n} report",
        "Showing {shown} of {n} reports",
        total,
        shown=words.number(shown),
    )


def restricted_sentence(restricted: Mapping[str, int], words: Words) -> str:
    """Return how many rows of which sources this server may not show; empty when it shows all."""
    if not restricted:
        return ""
    return words.plural(
        "{n} row of the snapshot is not shown here, because its source's terms do not allow giving it to "
        "others: {sources}. Its owner sees it on a server of their own, with {setting}.",
        "{n} rows of the snapshot are not shown here, because their sources' terms do not allow giving them "
        "to others: {sources}. Their owner sees them on a server of their own, with {setting}.",
        sum(restricted.values()),
        sources=words.listed(sorted(restricted)),
        setting=f"{PRIVATE_VARIABLE}=1",
    )


def not_shown_sentence(reasons: Mapping[ExclusionReason, int], words: Words) -> str:
    """Return how many reports are not on the map, and why."""
    total = sum(reasons.values())
    if total == 0:
        return words("Nothing is left out")
    why = why_left_out(reasons, words)
    return words.plural("{n} not shown: {why}", "{n} not shown: {why}", total, why=why)


def why_left_out(reasons: Mapping[ExclusionReason, int], words: Words) -> str:
    """Return each reason with how many reports it leaves out."""
    comma = words(", ")
    return comma.join(f"{words(REASONS[reason])} {words.number(n)}" for reason, n in reasons.items())


def when(report: Row, words: Words) -> str:
    """Return the date of a report with its precision."""
    days = _days(report, words)
    if days is None:
        return words("date unknown")
    if report.date_precision == DatePrecision.RANGE:
        return words("{days} (some time in, or all through, these days)", days=days)
    if report.date_precision == DatePrecision.MONTH:
        return words("{days} (known to the month only)", days=days)
    return days


def _days(report: Row, words: Words) -> str | None:
    first, last = day_of(report.event_start), day_of(report.event_end)
    # Without an end a report is of its first day, as the filters take it.
    return None if first is None else words.days(first, last or first)


def where(report: Row, areas: Areas, words: Words) -> str:
    """Return the place of a report in a sentence that claims no more than the report does."""
    if report.footprint == DISC:
        metres = report.footprint_radius_m
        near = (
            words("{km} km", km=f"{metres / 1000:g}")
            if metres >= 1000  # noqa: PLR2004 metres to kilometres
            else words("{m} m", m=f"{metres:g}")
        )
        return words(
            "{place}: reported within about {distance} of the point",
            place=report.place_name,
            distance=near,
        )
    if report.footprint == AREA:
        area = areas[report.footprint_pcode]
        name = area_name(area, words)
        if report.place_name == area.names[Language.EN]:
            return words("Reported somewhere in {area}; no finer place is stated", area=name)
        return words("{place}: reported somewhere in {area}", place=report.place_name, area=name)
    return words("{place}: no location that can be drawn", place=report.place_name)


def title(report: Row, words: Words) -> str:
    """Return one line for a list or a tooltip: when, what, where, who says so."""
    days = _days(report, words) or words("date unknown")
    return words(
        "{days} · {kind} · {place} — says {claimant}",
        days=days,
        kind=words(KINDS[report.kind]),
        place=report.place_name,
        claimant=report.claimant,
    )


def zone_name(zone: Row, lang: Language) -> str:
    """Return a zone's name in a language, English where none is known."""
    return str(getattr(zone, f"name_{lang}") or zone.name_en)


def zone_status(zone: Row, words: Words) -> str:
    """Return the status with whoever gave it: the publisher when no issuer was named."""
    return words(_STATUS_BY[zone.status], who=zone.issued_by or zone.publisher)


def zone_days(zone: Row, words: Words) -> str:
    """Return from when to when a status was stated; a missing end is said, not filled in."""
    first, last = day_of(zone.valid_from), day_of(zone.valid_to)
    if first is not None and last is not None:
        return words.days(first, last)
    return words("from {day}, no end stated", day=words.day(first))


def published(row: Row, words: Words) -> str:
    """Return who published a statement and when."""
    day = day_of(row.published_date)
    if day is None:
        return words("{publisher}; date of publication not stated", publisher=row.publisher)
    return words("{publisher}, {day}", publisher=row.publisher, day=words.day(day))


def read_at(row: Row, words: Words) -> tuple[str, str]:
    """Return where a statement was read, or only the editor's note when it was read at its address."""
    if row.read_at.startswith(row.url):
        return words("Editor's note"), row.read_at.removeprefix(row.url).strip()
    return words("Read at"), row.read_at


def pause_days(pause: Row, words: Words) -> str:
    """Return the stated days of a pause; a missing start or end is said, not filled in."""
    first, last = day_of(pause.start), day_of(pause.end)
    if first is not None and last is not None:
        return words.days(first, last)
    if first is not None:
        return words("from {day}, no end stated", day=words.day(first))
    return words("until {day}, start not stated", day=words.day(last))


def harm(row: Row, what: str) -> Range:
    """Return a claimed range, for example `killed` or `people`, from its two columns."""
    return Range(_count(getattr(row, f"{what}_min")), _count(getattr(row, f"{what}_max")))


def area_badge(n: int, words: Words) -> str:
    """Return the text of an area's one badge."""
    return words.plural("{n} report, somewhere here", "{n} reports, somewhere here", n)


def day_of(stamp: Cell) -> date | None:
    """Return the day of a cell, or None when it is empty."""
    return stamp.date() if isinstance(stamp, pd.Timestamp) else None


def _count(cell: Cell) -> int | None:
    return int(cell) if isinstance(cell, Integral) else None
