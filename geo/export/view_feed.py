"""What has changed in a view, snapshot by snapshot, as entries that a feed reader sees once each.

Ids are made of what they name (RFC 9562, version 5): servers that hold the same snapshots give an entry the
same id.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid5

import numpy as np

from geo import wording
from geo.export.citation import AUTHOR
from geo.export.terms import LICENCE, LICENCE_URL
from geo.filters.permalink import query_string
from geo.language import Words, names
from geo.layers.card_templates import filled
from geo.model import Change, Language
from geo.model.rows import Row
from geo.model.thing_kinds import ThingKind, thing_address
from geo.queries.view_answer import ViewAnswer
from geo.queries.view_changes import REPORTS, RowChange, changes_of_view
from geo.snapshot.lineage import Dated
from geo.snapshot.restricted import names_by_id
from geo.wording.toll_sentences import counted, single_toll

MOST_ENTRIES = 100
"""Entries of a feed; of a snapshot that changed more, one entry says how many are left out."""
MOST_SNAPSHOTS = 4
"""Snapshots that a feed compares, the newest among them: as many as a server keeps open."""
_IDS = UUID("5f2f0f0e-5a6e-5d0c-9a55-8d2f6c2f7a10")
"""Ours alone; it never changes, for every id is made with it."""
_MOST_CELL = 500
"""Characters of a cell: an outline may have thousands."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One report or statement that was added, revised or withdrawn."""

    id: str
    """An IRI."""
    title: str
    address: str
    """Of the page of the thing, or of the view where it has none."""
    updated: str
    """When the snapshot that brought it was written, RFC 3339."""
    html: str
    """Every field is escaped."""
    tags: tuple[str, ...]
    """Table and change."""
    data: Mapping[str, Any]
    """The same for programs: texts, numbers and None, by name."""


@dataclass(frozen=True, slots=True)
class ViewFeed:
    """What has changed in a view."""

    id: str
    """An IRI; the same for the same view, whatever the snapshot."""
    title: str
    subtitle: str
    address: str
    """Of the view in the app."""
    updated: str
    language: Language
    rights: str
    entries: tuple[FeedEntry, ...]
    """The newest first, `MOST_ENTRIES` at the most."""


def feed_id(asked: Mapping[str, str]) -> str:
    """Return the id of the feed of a view by the parameters that were asked for."""
    return f"urn:uuid:{uuid5(_IDS, urlencode(sorted(asked.items())))}"


def feed_of(answers: Iterable[tuple[Dated, ViewAnswer]], asked: Mapping[str, str], newest: Dated) -> ViewFeed:
    """Return the feed of a view that is answered for a snapshot and those before it, the newest first.

    The answers are taken one by one, and none that is not needed; `asked` are the parameters of the view.
    """
    source = iter(answers)
    _, first = next(source)
    words = first.words
    view = names.plain(wording.view_sentence(first.view, first.snapshot.areas, words))
    entries = tuple(islice(_entries(first, newest, source), MOST_ENTRIES))
    return ViewFeed(
        id=feed_id(asked),
        title=words("What has changed: {view}", view=view),
        subtitle=words(
            "Reports and statements added, revised or withdrawn, by snapshot. At most {n} are listed.",
            n=words.number(MOST_ENTRIES),
        ),
        address=f"{first.site}?{query_string(first.view)}",
        updated=newest.created,
        language=words.lang,
        rights=f"{LICENCE} {LICENCE_URL}",
        entries=entries,
    )


def _entries(
    newer: ViewAnswer, dated: Dated, earlier: Iterator[tuple[Dated, ViewAnswer]]
) -> Iterator[FeedEntry]:
    restricted = names_by_id(newer.snapshot.tables["sources"])
    for before, older in earlier:
        for change in changes_of_view(older, newer, restricted):
            yield _entry(change, older, newer, dated)
        newer, dated = older, before


def _entry(change: RowChange, older: ViewAnswer, newer: ViewAnswer, dated: Dated) -> FeedEntry:
    words = newer.words
    said = words(wording.CHANGES[change.change])
    title = names.plain(_titles(newer)[change.table](change.row, words))
    holder = older if change.change is Change.WITHDRAWN else newer
    pair = {"older": older.snapshot.id, "newer": newer.snapshot.id}
    data = {
        "table": change.table,
        "id": change.key,
        "change": str(change.change),
        **pair,
        "fields": [
            {"name": field.name, "before": _plain(field.before), "now": _plain(field.now)}
            for field in change.fields
        ],
    }
    return FeedEntry(
        id=f"urn:uuid:{uuid5(_IDS, '/'.join((*pair.values(), change.table, change.key, change.change)))}",
        title=words("{change}: {title}", change=said[:1].upper() + said[1:], title=title),
        address=_address(change, holder),
        updated=dated.created,
        html=filled(
            "feed_entry.html",
            words,
            row=change.row,
            claim=getattr(change.row, "summary", ""),
            fields=[(f.name, _cell(f.before, words), _cell(f.now, words)) for f in change.fields],
            snapshots=words("Between snapshot {older} and snapshot {newer}.", **pair),
        ),
        tags=(change.table, str(change.change)),
        data=data,
    )


_PAGES = {REPORTS: ThingKind.REPORT, "zones": ThingKind.ZONE}
"""Tables whose rows have pages of their own."""


def _address(change: RowChange, holder: ViewAnswer) -> str:
    """Return the address of the page of a row in the snapshot that has it."""
    kind = _PAGES.get(change.table)
    if kind is None:
        return f"{holder.site}?{query_string(holder.view)}"
    snap, lang = holder.snapshot.id, holder.view.lang
    return holder.site.rstrip("/") + thing_address(kind, change.key, snap, lang)


def _titles(answer: ViewAnswer) -> Mapping[str, Callable[[Row, Words], str]]:
    areas = answer.snapshot.areas
    return {
        REPORTS: wording.title,
        "zones": lambda zone, words: " · ".join(
            (wording.zone_name(zone, words), wording.zone_status(zone, words), wording.zone_days(zone, words))
        ),
        "sheltering": _sheltering_title,
        "tolls": lambda toll, words: " · ".join(
            (counted(toll.population, toll.measure, toll.area, areas, words), single_toll(toll, words))
        ),
        "pauses": lambda pause, words: " · ".join(
            (names.pause(pause.name, words), wording.pause_days(pause, words))
        ),
    }


def _sheltering_title(figure: Row, words: Words) -> str:
    setting = words(wording.SETTINGS.get(figure.setting, figure.setting))
    people = words.range(wording.harm(figure, "people"))
    day = words.day(wording.day_of(figure.as_of_date))
    return " · ".join(
        (
            names.place(figure.area_name, words),
            words("{figure} people {setting}", figure=people, setting=setting),
            words("says {claimant}, as of {day}", claimant=names.claimant(figure.claimant, words), day=day),
        )
    )


def _cell(value: object, words: Words) -> str:
    text = words("not stated") if value is None else str(value)
    return text if len(text) <= _MOST_CELL else f"{text[:_MOST_CELL]}…"


def _plain(value: object) -> str | int | float | bool | None:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, np.generic):
        value = value.item()
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)[:_MOST_CELL]


def json_feed(feed: ViewFeed, own_address: str) -> bytes:
    """Return the feed as JSON Feed 1.1 (jsonfeed.org), with the data of each entry in `_shelterline`."""
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.subtitle,
        "home_page_url": feed.address,
        "feed_url": own_address,
        "language": str(feed.language),
        "authors": [{"name": AUTHOR}],
        "items": [
            {
                "id": entry.id,
                "url": entry.address,
                "title": entry.title,
                "content_html": entry.html,
                "date_modified": entry.updated,
                "tags": list(entry.tags),
                "_shelterline": entry.data,
            }
            for entry in feed.entries
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
