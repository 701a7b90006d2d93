"""Sentences about views, reports and zones: neutral, complete, in the reader's language.

Everything here returns plain text; whoever shows it escapes it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from numbers import Integral

import pandas as pd

from geo.filters.area import area_name as area_name
from geo.filters.kinds import KINDS as KINDS
from geo.filters.precisions import PRECISIONS as PRECISIONS
from geo.filters.registry import in_sentence, reason_labels
from geo.filters.struck import STRUCK as STRUCK
from geo.filters.view import View
from geo.geometry.clocks import clocks_of_pause
from geo.geometry.footprints import AREA, DISC
from geo.geometry.gazetteer import Areas
from geo.geometry.stated_ground import Reach, reach_of
from geo.language import Words, names
from geo.language.names import NameTable
from geo.model import DatePrecision, ExclusionReason, Language, Range
from geo.model.rows import Cell, Row
from geo.snapshot.restricted import PRIVATE_VARIABLE
from geo.wording.code_labels import (
    AREAS_WITHOUT_A_NAME_IN_SOME_LANGUAGE as AREAS_WITHOUT_A_NAME_IN_SOME_LANGUAGE,
)
from geo.wording.code_labels import (
    CHANGES as CHANGES,
)
from geo.wording.code_labels import (
    PAUSE_KINDS as PAUSE_KINDS,
)
from geo.wording.code_labels import (
    RESPONSIBILITIES as RESPONSIBILITIES,
)
from geo.wording.code_labels import (
    SETTINGS as SETTINGS,
)
from geo.wording.code_labels import (
    SOURCE_KINDS as SOURCE_KINDS,
)
from geo.wording.code_labels import (
    STATUSES as STATUSES,
)
from geo.wording.code_labels import (
    TIME_PRECISIONS as TIME_PRECISIONS,
)
from geo.wording.code_labels import (
    ZONE_KINDS as ZONE_KINDS,
)

KM_M = 1_000


def view_sentence(view: View, areas: Areas, words: Words) -> str:
    """Return the sentence that titles the page, the figure, the embed and the citation."""
    return " · ".join(filter(None, (each.phrase(view, areas, words) for each in in_sentence())))


def scale_length(metres: float, words: Words) -> str:
    """Return a length as the scale of a map states it."""
    number, unit = (metres / KM_M, words("km")) if metres >= KM_M else (metres, words("m"))
    return f"{words.number(int(number))} {unit}"


def area_said(text: str, areas: Areas, words: Words) -> str:
    """Return the area that a source names; one of another name than ours as it was published."""
    own = (area for area in areas if area.names[Language.EN] == text)
    return next((area_name(area, words) for area in own), names.place(text, words))


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
    comma, labels = words(", "), reason_labels()
    return comma.join(f"{words(labels[reason])} {words.number(n)}" for reason, n in reasons.items())


def when(report: Row, words: Words, *, with_hours: bool = True) -> str:
    """Return the date of a report with its precision, and with the time of day where that is stated."""
    days = event_days(report, words, with_hours=with_hours)
    if days is None:
        return words("date unknown")
    if report.date_precision == DatePrecision.RANGE:
        return words("{days} (some time in, or all through, these days)", days=days)
    if report.date_precision == DatePrecision.MONTH:
        return words("{days} (known to the month only)", days=days)
    return days


def event_days(report: Row, words: Words, *, with_hours: bool = True) -> str | None:
    """Return the days and hours of a report without their precision; None when it is undated."""
    first, last = day_of(report.event_start), day_of(report.event_end)
    if first is None:
        return None
    # Without an end a report is of its first day, as the filters take it, and of all days of a month.
    last = last or first
    if report.date_precision == DatePrecision.MONTH:
        first, last = first.replace(day=1), last.replace(day=monthrange(last.year, last.month)[1])
        return words.days(first, last)
    if not with_hours or not report.time_from:
        return words.days(first, last)
    time_to = report.time_to or (report.time_from if first == last else "")
    if first == last and time_to == report.time_from:
        return words("{day}, about {time}", day=words.day(first), time=report.time_from)
    return span((first, report.time_from), (last, time_to), words)


def span(begins: tuple[date, str], ends: tuple[date, str], words: Words) -> str:
    """Return an interval of days, each with its time of day (HH:MM) where that is not empty."""
    (first, time_from), (last, time_to) = begins, ends
    if not time_from and not time_to:
        return words.days(first, last)
    if first != last:
        return words("{first} to {last}", first=_moment(*begins, words), last=_moment(*ends, words))
    day = words.day(first)
    if not time_to:
        return words("{day}, from {time}", day=day, time=time_from)
    if not time_from:
        return words("{day}, until {time}", day=day, time=time_to)
    return words("{day}, {first} to {last}", day=day, first=time_from, last=time_to)


def _moment(day: date, time: str, words: Words) -> str:
    return words("{day}, {time}", day=words.day(day), time=time) if time else words.day(day)


def clock_said(clock: str, words: Words) -> str:
    """Return by which clock hours are told; one that is not known is said to be local."""
    if not clock:
        return words("local time; the time zone is not known, and the hours are compared with nothing")
    return words("local time of {zone}", zone=clock)


def where(report: Row, areas: Areas, words: Words) -> str:
    """Return the place of a report in a sentence that claims no more than the report does."""
    if report.footprint == DISC:
        metres = report.footprint_radius_m
        near = (
            words("{km} km", km=f"{metres / KM_M:g}") if metres >= KM_M else words("{m} m", m=f"{metres:g}")
        )
        return _within_about(report, near, areas, words)
    if report.footprint == AREA:
        area = areas[report.footprint_pcode]
        name = area_name(area, words)
        if report.place_name == area.names[Language.EN]:
            return words("Reported somewhere in {area}; no finer place is stated", area=name)
        place = names.place(report.place_name, words)
        return words("{place}: reported somewhere in {area}", place=place, area=name)
    return words("{place}: no location that can be drawn", place=names.place(report.place_name, words))


def _within_about(report: Row, near: str, areas: Areas, words: Words) -> str:
    said, reach = {"place": names.place(report.place_name, words), "distance": near}, reach_of(report, areas)
    if reach is Reach.WHOLE:
        return words("{place}: reported within about {distance} of the point", **said)
    said["area"] = area_name(areas[report.area_pcode], words)
    if reach is Reach.CUT:
        return words("{place}: reported within about {distance} of the point, within {area}", **said)
    return words(
        "{place}: reported within about {distance} of the point, which does not lie in {area}", **said
    )


def title(report: Row, words: Words) -> str:
    """Return one line for a list or a tooltip: when, what, where, who says so."""
    days = event_days(report, words) or words("date unknown")
    return words(
        "{days} · {kind} · {place} — says {claimant}",
        days=days,
        kind=words(KINDS[report.kind]),
        place=names.place(report.place_name, words),
        claimant=names.claimant(report.claimant, words),
    )


def zone_name(zone: Row, words: Words) -> str:
    """Return the title of a zone statement, of a loaded one as its own table names the place."""
    own = getattr(zone, f"name_{words.lang}")
    found = names.of(NameTable.STATEMENTS, zone.name_en, words.lang)
    is_named = found.text != zone.name_en
    return names.isolated(found.text if is_named or not own else own, words.lang)


def zone_status(zone: Row, words: Words) -> str:
    """Return the status with whoever gave it: the publisher when no issuer was named."""
    return words(STATUSES[zone.status], who=names.claimant(zone.issued_by or zone.publisher, words))


def zone_days(zone: Row, words: Words) -> str:
    """Return from when to when a status was stated, as precisely; a missing end is said, not filled in."""
    first, last = day_of(zone.valid_from), day_of(zone.valid_to)
    coarse = {"month": words.month, "year": words.year}.get(zone.time_precision)
    if coarse and first is not None:
        begins, ends = coarse(first), None if last is None else coarse(last)
        if ends is not None:
            return begins if begins == ends else words("{first} to {last}", first=begins, last=ends)
    elif first is not None and last is not None:
        return span((first, zone.valid_from_time), (last, zone.valid_to_time), words)
    else:
        begins = words.day(first) if first is None else _moment(first, zone.valid_from_time, words)
    return words("from {day}, no end stated", day=begins)


def published(row: Row, words: Words) -> str:
    """Return who published a statement and when, and the site where a copy of it was read."""
    day, publisher = day_of(row.published_date), names.claimant(row.publisher, words)
    if day is None:
        said = words("{publisher}; date of publication not stated", publisher=publisher)
    else:
        said = words("{publisher}, {day}", publisher=publisher, day=words.day(day))
    relay = names.claimant(getattr(row, "relayed_by", ""), words)
    return words("{published}; read at {site}", published=said, site=relay) if relay else said


def read_at(row: Row, words: Words) -> tuple[str, str]:
    """Return where a statement was read, or only the editor's note when it was read at its address."""
    if row.read_at.startswith(row.url):
        return words("Editor's note"), row.read_at.removeprefix(row.url).strip()
    return words("Read at"), row.read_at


def pause_days(pause: Row, words: Words) -> str:
    """Return the stated days of a pause; a missing start or end is said, not filled in."""
    first, last = day_of(pause.start), day_of(pause.end)
    if first is not None and last is not None:
        return span((first, pause.start_time), (last, pause.end_time), words)
    if first is not None:
        return words("from {day}, no end stated", day=_moment(first, pause.start_time, words))
    ends = words.day(last) if last is None else _moment(last, pause.end_time, words)
    return words("until {day}, start not stated", day=ends)


def pause_clock(pause: Row, words: Words) -> str:
    """Return by which clock the hours of a pause are told; empty when it states none."""
    if not pause.start_time and not pause.end_time:
        return ""
    zones = clocks_of_pause(pause)
    return clock_said(words.listed(zones) if zones else "", words)


def harm(row: Row, what: str) -> Range:
    """Return a claimed range, for example `killed` or `people`, from its two columns."""
    return Range(_count(getattr(row, f"{what}_min")), _count(getattr(row, f"{what}_max")))


def area_badge(n: int, words: Words) -> str:
    """Return the text of an area's one badge."""
    return words.plural("{n} report in this area", "{n} reports in this area", n)


def area_title(name: str, badge: str, reports: int, incidents: int, words: Words) -> str:
    """Return an area with its badge, and of how many incidents its reports speak where that is fewer."""
    if incidents == reports:
        return f"{name}: {badge}"
    said = words.plural("of {n} incident", "of {n} incidents", incidents)
    return f"{name}: {badge} ({said})"


def day_of(stamp: Cell) -> date | None:
    """Return the day of a cell, or None when it is empty."""
    return stamp.date() if isinstance(stamp, pd.Timestamp) else None


def _count(cell: Cell) -> int | None:
    return int(cell) if isinstance(cell, Integral) else None
