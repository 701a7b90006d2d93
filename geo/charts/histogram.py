"""What the strip under the map shows: reports over time, pauses, and which days may still be incomplete."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np

from geo import wording
from geo.analysis.bins import Unit, bins_of, unit_for
from geo.filters.view import View
from geo.language import N_, Words, names
from geo.layers.symbols import KINDS
from geo.model import Kind
from geo.model.days import day_number, day_of
from geo.model.rows import rows
from geo.queries.pauses import NO_PAUSE_KINDS
from geo.snapshot.caches import per_snapshot
from geo.snapshot.day_counts import Histogram
from geo.snapshot.opened import Snapshot

MOST_SOURCES = 6
"""Sources told apart by colour; the rest are counted together."""
BY_KIND, BY_SOURCE = "kind", "source"
_QUICKLY = 3
_TITLES = {
    (Unit.DAY, BY_KIND): N_("Reports per day, by kind of strike"),
    (Unit.WEEK, BY_KIND): N_("Reports per week (from Monday), by kind of strike"),
    (Unit.MONTH, BY_KIND): N_("Reports per month, by kind of strike"),
    (Unit.DAY, BY_SOURCE): N_("Reports per day, by source"),
    (Unit.WEEK, BY_SOURCE): N_("Reports per week (from Monday), by source"),
    (Unit.MONTH, BY_SOURCE): N_("Reports per month, by source"),
}


def histogram(
    snapshot: Snapshot,
    view: View,
    words: Words,
    *,
    by: str = BY_KIND,
    closer: tuple[date, date] | None = None,
) -> dict[str, Any]:
    """Return what the strip's script takes: days as numbers since 1970, everything else as it is shown.

    Every filter counts but the dates. `closer` is a part of the chronicle's span to look at more closely.
    """
    first, last = closer or snapshot.span
    unit = unit_for(first, last)
    bins = bins_of(first, last, unit)
    counted = snapshot.histogram(view, bins.edges, "kind" if by == BY_KIND else "source_id")
    series = _by_kind(counted, words) if by == BY_KIND else _by_source(counted, snapshot, words)
    text = _text(words) | {"title": words(_TITLES[unit, by])}
    return {
        "lang": view.lang.value,
        "locale": words.locale.replace("_", "-"),
        "dir": view.lang.direction,
        "by": by,
        "zoomed": closer is not None,
        "unit": unit.value,
        "edges": [day_number(day) for day in bins.edges],
        "first": day_number(first),
        "last": day_number(last),
        "from": day_number(view.date_from),
        "to": day_number(view.date_to),
        "series": list(series),
        "pauses": _pauses(snapshot, words),
        "late": _late(snapshot, view, words),
        "sentence": wording.view_sentence(view, snapshot.areas, words),
        "source": words(
            "Shelterline, snapshot {id}. Each report is its source's claim; pauses as announced or claimed.",
            id=snapshot.id,
        ),
        "file": f"shelterline-timeline-{snapshot.id}",
        "text": text,
    }


def packed(said: Mapping[str, Any]) -> bytes:
    """Return it as gzipped JSON: a quarter of the bytes, and they travel with each change."""
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=_QUICKLY, mtime=0)


def _by_kind(counted: Mapping[str, Histogram], words: Words) -> Iterator[dict[str, Any]]:
    for kind in Kind:
        if kind in counted:
            found = counted[kind]
            yield _series(words(wording.KINDS[kind]), kind, found.certain, found.possible)


def _by_source(
    counted: Mapping[str, Histogram], snapshot: Snapshot, words: Words
) -> Iterator[dict[str, Any]]:
    """Return the sources with the most reports, most first, and the others as one."""
    # By reports: a long one is possible in many bins, and their sum would count it in each.
    ranked = sorted(counted, key=lambda source: (-int(counted[source].total), source))
    colours = [kind for kind in Kind if kind is not Kind.UNSPECIFIED]
    for source, colour in zip(ranked[:MOST_SOURCES], colours, strict=False):
        found = counted[source]
        yield _series(_name(snapshot, source, words), colour, found.certain, found.possible)
    if rest := ranked[MOST_SOURCES:]:
        label = words.plural("{n} other source", "{n} other sources", len(rest))
        certain = np.sum([counted[source].certain for source in rest], axis=0)
        possible = np.sum([counted[source].possible for source in rest], axis=0)
        yield _series(label, Kind.UNSPECIFIED, certain, possible)


def _series(label: str, colour: Kind, certain: np.ndarray, possible: np.ndarray) -> dict[str, Any]:
    fill = KINDS[colour].fill
    return {
        "label": label,
        "light": fill.light,
        "dark": fill.dark,
        "certain": certain.tolist(),
        "possible": possible.tolist(),
    }


@per_snapshot
def _pauses(snapshot: Snapshot, words: Words) -> list[dict[str, Any]]:
    return [
        {
            "name": names.pause(pause.name, words),
            "kind": words(wording.PAUSE_KINDS.get(pause.kind, pause.kind)),
            "days": wording.pause_days(pause, words),
            "disputed": names.pause(pause.disputed, words),
            "announced_by": names.claimant(pause.announced_by, words),
            "publisher": names.claimant(pause.publisher, words),
            "url": pause.url,
            "text": f"{names.pause(pause.name, words)} · {wording.pause_days(pause, words)}",
            "first": _number_or_none(wording.day_of(pause.start)),
            "last": _number_or_none(wording.day_of(pause.end)),
            # The table says that something is disputed, in words; not which of the two ends it concerns.
            "starts_disputed": bool(pause.disputed) or pause.start_precision != "day",
            "ends_disputed": bool(pause.disputed) or pause.end_precision != "day",
        }
        for pause in rows(snapshot.tables["pauses"])
        if pause.kind not in NO_PAUSE_KINDS and (wording.day_of(pause.start) or wording.day_of(pause.end))
    ]


def _number_or_none(day: date | None) -> int | None:
    return None if day is None else day_number(day)


def _late(snapshot: Snapshot, view: View, words: Words) -> dict[str, Any] | None:
    """Return the day from which reports may still be missing, and why; see `geo.analysis.delay`."""
    found, over_time = snapshot.delays, snapshot.store.time_bins
    chosen = view.sources or tuple(snapshot.facet("source_id"))
    delay = found.longest(over_time.source_codes(chosen))
    if delay is None or found.last_published is None:
        return None
    code = delay.source_code
    who = words("all sources together") if code is None else _name(snapshot, over_time.source_of(code), words)
    text = words.plural(
        "Recent days may be incomplete: nine in ten of the {reports} reports of {who} that are dated to the "
        "day were published within {n} day, and the latest publication is of {day}.",
        "Recent days may be incomplete: nine in ten of the {reports} reports of {who} that are dated to the "
        "day were published within {n} days, and the latest publication is of {day}.",
        delay.days,
        reports=words.number(delay.n_reports),
        who=who,
        day=words.day(day_of(found.last_published)),
    )
    return {"from": found.last_published - delay.days + 1, "text": text}


def _name(snapshot: Snapshot, source_id: str, words: Words) -> str:
    return names.claimant(str(snapshot.tables["sources"]["name"].get(source_id, source_id)), words)


def _text(words: Words) -> dict[str, str]:
    return {
        "tools": words("Play through time"),
        "play": words("Play (p)"),
        "play_still": words("One step on: your device asks for reduced motion, so nothing runs by itself"),
        "pause_playing": words("Pause playing (p)"),
        "back": words("One step back (,)"),
        "on": words("One step on (.)"),
        "more": words("Table, pictures and more"),
        "mode_name": words("How the dates move"),
        "sliding": words("Sliding"),
        "cumulative": words("Cumulative"),
        "speed_name": words("Steps a second"),
        "speed": words("{n}/s"),
        "first_day": words("First day"),
        "last_day": words("Last day"),
        "both_days": words("Both days"),
        "certain": words("Certain"),
        "possible": words("Possible"),
        "pause_legend": words("Pause (hatched: disputed or not stated)"),
        "late": words("May be incomplete"),
        "at_end": words("The dates have reached the end."),
        "at_start": words("The dates have reached the beginning."),
        "outside": words("No report is dated to these days: there is nothing to look closer at."),
        "all_seen": words("These dates are the whole time: all of it is shown already."),
        "by_kind": words("By kind of strike"),
        "by_source": words("By source"),
        "closer": words("Look closer at these dates"),
        "whole": words("Show the whole time"),
        "save_png": words("Save as PNG"),
        "save_svg": words("Save as SVG"),
        "close": words("Close"),
        "keys": words(
            "Keys: arrows move a handle to the next edge of a bar, with Shift by a day; Page Up and Page "
            "Down by four bars; Home and End to either end; comma and full stop step, p plays and pauses."
        ),
        "period": words("Days"),
        "all": words("All reports"),
        "both": words(
            "Two figures are certain and possible: a report of several days or of a month is certain only "
            "where all of it lies in the period, and possible in each period that it touches. Possible "
            "figures of several periods must not be added."
        ),
        "pauses": words("Pauses, as announced or claimed"),
        "pause": words("Pause"),
        "stated": words("Stated days"),
        "disputed": words("What is disputed"),
        "announced_by": words("Announced by"),
        "publisher": words("Published by"),
        "url": words("Address"),
    }
