"""What the columns of the table are called on the page, and what its coded cells mean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geo import wording
from geo.filters.area import area_name
from geo.filters.differs import CLAIMS_DIFFER, aspects_said
from geo.filters.registry import reason_labels
from geo.language import N_, Words, names
from geo.language import words as in_language
from geo.snapshot.caches import per_snapshot

if TYPE_CHECKING:
    from geo.model import Language
    from geo.snapshot.opened import Snapshot

COLUMN_HEADS: Mapping[str, str] = MappingProxyType(
    {
        "report_id": N_("Report"),
        "not_shown_because": N_("Why not on the map"),
        "incident_key": N_("Incident"),
        "source_id": N_("Source"),
        "publisher": N_("Published by"),
        "relayed_by": N_("Relayed by"),
        "claimant": N_("Claimant"),
        "url": N_("Address"),
        "published_date": N_("Published on"),
        "event_start": N_("First day"),
        "event_end": N_("Last day"),
        "date_precision": N_("Precision of the date"),
        "time_from": N_("From (hour)"),
        "time_to": N_("To (hour)"),
        "kind": N_("Kind"),
        "direction_claimed": N_("Who fired, as claimed"),
        "place_name": N_("Place"),
        "area_pcode": N_("Area"),
        "location_precision": N_("Precision of the place"),
        "lat": N_("Latitude"),
        "lon": N_("Longitude"),
        "radius_m": N_("Radius, metres"),
        "struck": N_("What was struck"),
        "strikes_min": N_("Strikes, at least"),
        "strikes_max": N_("Strikes, up to"),
        "killed_min": N_("Killed, at least"),
        "killed_max": N_("Killed, up to"),
        "injured_min": N_("Injured, at least"),
        "injured_max": N_("Injured, up to"),
        "responsibility": N_("Responsibility"),
        "contained_in": N_("Part of report"),
        "summary": N_("What is said"),
        "read_at": N_("Read at"),
        "location_note": N_("Note on the place"),
        "shown_on_map": N_("On the map"),
        "statuses_certain": N_("Zone statuses, certain"),
        "statuses_possible": N_("Zone statuses, possible"),
        "labelled_humanitarian_certain": N_("Labelled humanitarian by, certain"),
        "labelled_humanitarian_possible": N_("Labelled humanitarian by, possible"),
        "ordered_to_evacuate_certain": N_("Ordered to evacuate by, certain"),
        "ordered_to_evacuate_possible": N_("Ordered to evacuate by, possible"),
        "order_lead_min_h": N_("Hours since the order, at least"),
        "order_lead_max_h": N_("Hours since the order, under"),
        "claims_differ": N_("Claims differ on"),
    }
)
"""Message id of the head of each column, in the order of the table."""
DATE_PRECISIONS: Mapping[str, str] = MappingProxyType(
    {"day": N_("day"), "range": N_("several days"), "month": N_("month"), "unknown": N_("not known")}
)


def cell_words(snapshot: Snapshot, words: Words) -> Mapping[str, Mapping[str, str]]:
    """Return by column what its coded cells mean in a language; a cell without a word stands as it is."""
    return _cell_words(snapshot, words.lang)


@per_snapshot
def _cell_words(snapshot: Snapshot, lang: Language) -> Mapping[str, Mapping[str, str]]:
    words = in_language(lang)

    def said(labels: Mapping[Any, str]) -> dict[str, str]:
        return {str(value): words(label) for value, label in labels.items()}

    sources = snapshot.tables["sources"]["name"]
    speakers = names.every(names.NameTable.CLAIMANTS, lang)
    publishers = {str(name): speakers[name] for name in sources if name in speakers}
    return {
        "kind": said(wording.KINDS),
        "location_precision": said(wording.PRECISIONS),
        "date_precision": said(DATE_PRECISIONS),
        "responsibility": said(wording.RESPONSIBILITIES),
        "struck": said(wording.STRUCK),
        "not_shown_because": said(reason_labels()),
        "shown_on_map": {"true": words("yes"), "false": words("no")},
        CLAIMS_DIFFER: {
            ";".join(each): aspects_said(each, words) for each in snapshot.store.claims_differ.every_set()
        },
        "area_pcode": {area.pcode: area_name(area, words) for area in snapshot.areas},
        "place_name": names.every(names.NameTable.PLACES, lang),
        "claimant": speakers,
        "relayed_by": speakers,
        "direction_claimed": speakers,
        "publisher": publishers,
        "source_id": {str(i): names.claimant(str(name), words) for i, name in sources.items()},
    }
