"""Tables of zone statements and people sheltering, worded for reading: each row with who says so."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from geo import wording
from geo.analysis.status_history import EndKnown, history
from geo.language import Words, names
from geo.layers.zone_areas import difference_said, outline_said, published_said, zone_areas
from geo.model.rows import Row, rows
from geo.snapshot.opened import Snapshot


def sheltering_table(figures: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return figures of people sheltering by area, one row a claim; nothing is added up."""
    listed = figures.sort_values(["pcodes", "area_name", "setting", "claimant"])
    return pd.DataFrame(
        {
            words("Area"): names.place(row.area_name, words),
            words("People"): words.range(wording.harm(row, "people")),
            words("Counted"): words(wording.SETTINGS.get(row.setting, row.setting)),
            words("Claimant"): names.claimant(row.claimant, words),
            words("As of"): words.day(wording.day_of(row.as_of_date)),
            words("Published by"): wording.published(row, words),
            words("Address"): row.url,
        }
        for row in rows(listed)
    )


def areas_table(snapshot: Snapshot, ids: Collection[str], words: Words) -> pd.DataFrame:
    """Return the statements with a published area, each beside the area of the outline drawn here."""
    sizes = zone_areas(snapshot)
    zones = {zone.zone_id: zone for zone in rows(snapshot.zones)}
    published = sizes[sizes["published_km2"].notna() & sizes.index.isin(ids)]
    return pd.DataFrame(
        {
            words("Place"): wording.zone_name(zone, words),
            words("Status"): wording.zone_status(zone, words),
            words("When"): wording.zone_days(zone, words),
            words("Area as published"): published_said(size, words),
            words("Area of the outline drawn here"): outline_said(size, words),
            words("Difference"): difference_said(size, words),
            words("Published by"): wording.published(zone, words),
        }
        for size in rows(published)
        for zone in [zones[size.Index]]
    )


def statements_table(snapshot: Snapshot, ids: Collection[str], words: Words) -> pd.DataFrame:
    """Return every zone statement of some ids by place and first day, with how its end is known."""
    sizes = {size.Index: size for size in rows(zone_areas(snapshot))}
    zones = {zone.zone_id: zone for zone in rows(snapshot.zones)}
    held = history(snapshot.zones)
    return pd.DataFrame(
        _statement(zones[row.Index], row, sizes[row.Index], words) for row in rows(held[held.index.isin(ids)])
    )


def _statement(zone: Row, held: Row, size: Row, words: Words) -> dict[str, str]:
    return {
        words("Place"): wording.zone_name(zone, words),
        words("Status"): wording.zone_status(zone, words),
        words("When"): wording.zone_days(zone, words),
        words("Precision"): words(wording.TIME_PRECISIONS.get(zone.time_precision, zone.time_precision)),
        words("After it"): _after(held, words),
        words("Area as published"): published_said(size, words),
        words("Area of the outline drawn here"): outline_said(size, words),
        words("Outline"): zone.geometry_basis,
        words("About the place"): zone.geometry_note,
        words("Published by"): wording.published(zone, words),
        words("Address"): zone.url,
        words("Statement"): zone.zone_id,
    }


def _after(held: Row, words: Words) -> str:
    """Return what is known of the time after a statement: an end, another statement, or nothing."""
    following = wording.day_of(held.next_begins)
    if held.end_known == EndKnown.STATED:
        if following is None:
            return words("no statement known")
        if held.next_begins > held.ends + pd.Timedelta(days=1):
            return words("no statement known until {day}", day=words.day(following))
    if following is None:
        return words("no end stated, no later statement known")
    return words("next statement of {day}", day=words.day(following))
