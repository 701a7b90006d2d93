"""What the strip under the map shows: reports over time, pauses, and which days may still be incomplete."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np

from geo import wording
from geo.analysis.bins import bins_of, unit_for
from geo.charts.chart_spec import PALETTE
from geo.charts.longer_periods import lanes, longer_label, longest_periods
from geo.charts.reports_over_time import TITLES
from geo.filters.view import View
from geo.language import Words, names
from geo.layers.assets import address
from geo.layers.symbols import Colour
from geo.model.days import day_number, day_of
from geo.model.rows import rows
from geo.queries.pauses import NO_PAUSE_KINDS
from geo.snapshot.caches import per_snapshot
from geo.snapshot.day_counts import Histogram
from geo.snapshot.opened import Snapshot

BAR = Colour("#948f83", "#7f858d")
"""One calm colour, 3:1 against the page: the frame is what stands out."""
_MOST_LANES = 3
_QUICKLY = 3


def histogram(
    snapshot: Snapshot, view: View, words: Words, *, closer: tuple[date, date] | None = None
) -> dict[str, Any]:
    """Return what the strip's script takes: days as numbers since 1970, everything else as it is shown.

    Every filter counts but the dates. `closer` is a part of the chronicle's span to look at more closely.
    """
    first, last = closer or snapshot.span
    unit = unit_for(first, last)
    bins = bins_of(first, last, unit)
    counted = snapshot.histogram(view, bins.edges, "kind").values()
    none = np.zeros(len(bins), np.int64)
    text = _text(words) | {"title": words(TITLES[unit])}
    return {
        "lang": view.lang.value,
        "locale": words.locale.replace("_", "-"),
        "dir": view.lang.direction,
        "zoomed": closer is not None,
        "unit": unit.value,
        "edges": [day_number(day) for day in bins.edges],
        "first": day_number(first),
        "last": day_number(last),
        "from": day_number(view.date_from),
        "to": day_number(view.date_to),
        "bar": {"light": BAR.light, "dark": BAR.dark},
        "frame": {"light": PALETTE[0].light, "dark": PALETTE[0].dark},
        "certain": sum((series.certain for series in counted), start=none).tolist(),
        "possible": sum((series.possible for series in counted), start=none).tolist(),
        "longer": _longer(counted, words),
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


def _longer(counted: Iterable[Histogram], words: Words) -> dict[str, Any]:
    """Return the longer periods that there is room for, with their lanes, and the reports of others."""
    n, shown = longest_periods(counted)
    n_shown = sum(period.n for period in shown)
    return {
        "label": longer_label(n, words) if n else "",
        "periods": [
            {"first": period.first, "last": period.last, "n": period.n, "lane": lane}
            for period, lane in zip(shown, lanes(shown, _MOST_LANES), strict=True)
        ],
        "rest": longer_label(n - n_shown, words) if n > n_shown else "",
    }


def strip_script() -> str:
    """Return the script of a component that is a strip.

    The strip's own script is an asset, kept by the browser for ever: only its name travels with each change.
    """
    return f"""export default async (component) => {{
      const script = await import(new URL({address("histogram.js")!r}, document.baseURI).href);
      return script.default(component);
    }};"""


def packed(said: Mapping[str, Any]) -> bytes:
    """Return it as gzipped JSON: a quarter of the bytes, and they travel with each change."""
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=_QUICKLY, mtime=0)


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
        "Recent days may be incomplete. Nine in ten of the {reports} reports of {who} that are dated to the "
        "day were published within {n} day. The latest publication is of {day}.",
        "Recent days may be incomplete. Nine in ten of the {reports} reports of {who} that are dated to the "
        "day were published within {n} days. The latest publication is of {day}.",
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
        "pause_legend": words("Pause"),
        "late": words("May be incomplete"),
        "at_end": words("The dates have reached the end."),
        "at_start": words("The dates have reached the beginning."),
        "outside": words("No report is dated to these days: there is nothing to look closer at."),
        "all_seen": words("These dates are the whole time: all of it is shown already."),
        "closer": words("Look closer at these dates"),
        "whole": words("Show the whole time"),
        "save_png": words("Save as PNG"),
        "save_svg": words("Save as SVG"),
        "close": words("Close"),
        "keys": words(
            "Keys: arrows move a handle to the next edge of a bar, with Shift by a day. Page Up and Page "
            "Down move it by four bars, Home and End to either end. Comma and full stop step; p plays and "
            "pauses."
        ),
        "follows_later": words("The map follows when you let go."),
        "turn": words("Enter goes to the next handle, with Shift to the one before."),
        "period": words("Days"),
        "all": words("Reports"),
        "both": words(
            "Two figures are certain and possible: a report over the edge of a bar is possible on both "
            "sides. Possible figures of several bars must not be added."
        ),
        "ends": words("The ends of a pause are dashed where they are disputed or not stated."),
        "longer": words("Reports of more days than a bar has, each period once"),
        "pauses": words("Pauses, as announced or claimed"),
        "pause": words("Pause"),
        "stated": words("Stated days"),
        "disputed": words("What is disputed"),
        "announced_by": words("Announced by"),
        "publisher": words("Published by"),
        "url": words("Address"),
    }
