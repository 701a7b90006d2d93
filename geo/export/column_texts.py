"""What each column of an export means, in English, and its unit: the dictionary of what programs read.

`data/DATA.md` and `docs/method.md` say the same at more length.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geo.export.to_csv import ABOUT


@dataclass(frozen=True, slots=True)
class MeasureUnit:
    """What a number counts or measures."""

    name: str
    """In English, for people."""
    symbol: str
    """As UCUM writes it."""
    code: str
    """Of UN/CEFACT Recommendation 20, which schema.org asks for."""


METRES = MeasureUnit("metres", "m", "MTR")
DEGREES = MeasureUnit("degrees, WGS 84", "deg", "DD")
HOURS = MeasureUnit("hours", "h", "HUR")
PEOPLE = MeasureUnit("people", "{people}", "IE")
STRIKES = MeasureUnit("strikes", "{strikes}", "C62")
_AT_LEAST = "Without the other end it reads 'at least'. Empty is not stated, 0 is a stated zero."
_AT_MOST = "Without the other end it reads 'up to'. Empty is not stated, 0 is a stated zero."
_LEAD = "Time from the latest order to evacuate that may have been in force to the event"
_DERIVED = "Derived from the zone statements of the snapshot; null where the report cannot be compared."
_CERTAIN = "Certain holds for all of the ground and the days that the report can mean."
_POSSIBLE = "Possible holds for some of the ground or the days that the report can mean, and has the certain."

REPORT_TEXTS: Mapping[str, str] = {
    "report_id": "Id of the report: one source's statement about a strike or a series of strikes.",
    "incident_key": "Reports believed to speak of one event share it. They are linked and never added.",
    "source_id": "Id of the outlet, a key into the table of sources.",
    "publisher": "Outlet that published the report: the original, not the copy.",
    "relayed_by": "Site whose copy was read, where that is not the publisher.",
    "claimant": "Who asserts it; '(unattributed)' when the page names nobody.",
    "url": "Page of the publisher.",
    "published_date": "Day of publication; empty when none was read.",
    "event_start": "First day on which the event may be, inclusive.",
    "event_end": "Last day on which the event may be, inclusive.",
    "date_precision": "How precisely the days are stated.",
    "time_from": "First hour of the event on the clock of the place; empty when no hour was read.",
    "time_to": "Last hour of the event on the clock of the place; the same as the first for 'about'.",
    "kind": "Means, as the claimant has it; 'unspecified' where none is named.",
    "direction_claimed": "Party that the claimant says fired; empty when none is named.",
    "place_name": "Place as the report names it.",
    "area_pcode": "Code of the area that holds the place: OCHA p-code, or ISO 3166-1 alpha-3 of a country.",
    "location_precision": "How finely the place is stated; it decides which ground a report can mean.",
    "lat": "Latitude of the middle of the disc in which the place lies. It is no point of impact.",
    "lon": "Longitude of the middle of the disc in which the place lies. It is no point of impact.",
    "radius_m": "Radius of the disc in which the place lies; empty is the usual one of the precision.",
    "struck": "What was hit, in the claimant's words.",
    "strikes_min": f"Fewest strikes, munitions or targets claimed. {_AT_LEAST}",
    "strikes_max": f"Most strikes, munitions or targets claimed. {_AT_MOST}",
    "killed_min": f"Fewest people claimed killed. {_AT_LEAST}",
    "killed_max": f"Most people claimed killed. {_AT_MOST}",
    "injured_min": f"Fewest people claimed injured. {_AT_LEAST}",
    "injured_max": f"Most people claimed injured. {_AT_MOST}",
    "responsibility": "Whether the party in direction_claimed acknowledged carrying out the event.",
    "contained_in": "Id of a report that includes this one, where the source makes that clear.",
    "summary": "What the report says, in at most 25 words of the compilers.",
    "read_at": "Where the report was read.",
    "location_note": "What the drawn location stands for, where that is not the place named; and doubts.",
    "shown_on_map": "Whether the map of the view draws the row: its place can be drawn and its layer is on.",
    "statuses_certain": f"Ids of zone statuses in force, separated by semicolons. {_CERTAIN} {_DERIVED}",
    "statuses_possible": f"Ids of zone statuses in force, separated by semicolons. {_POSSIBLE} {_DERIVED}",
    "labelled_humanitarian_certain": f"Who labelled the place humanitarian. {_CERTAIN} {_DERIVED}",
    "labelled_humanitarian_possible": f"Who labelled the place humanitarian. {_POSSIBLE} {_DERIVED}",
    "ordered_to_evacuate_certain": f"Who ordered the place to evacuate. {_CERTAIN} {_DERIVED}",
    "ordered_to_evacuate_possible": f"Who ordered the place to evacuate. {_POSSIBLE} {_DERIVED}",
    "order_lead_min_h": f"{_LEAD}: at least. Below zero the order may have come after. {_DERIVED}",
    "order_lead_max_h": f"{_LEAD}: less than. {_DERIVED}",
    "claims_differ": "On what the claims of the snapshot about its incident differ, separated by semicolons: "
    "number, kind, party, place, time. Empty where they do not, or there is one claim. Derived.",
    ABOUT: "In the first row what the file says of itself, in the others its snapshot.",
}
"""By column of `reports.csv`."""
SOURCE_TEXTS: Mapping[str, str] = {
    "source_id": "Id of the outlet.",
    "name": "Name of the outlet.",
    "kind": "What the outlet is.",
    "home_url": "Host on which pages were read, sometimes a mirror.",
    "licence": "Licence of the outlet's data, where one was read.",
    "language": "Language of what was read, as ISO 639-1.",
    "country": "Country of the outlet, as ISO 3166-1 alpha-3; empty where it has none or none is known.",
    "caveat": "What a reader of its rows should know.",
    "rows": "How many rows of this package are of the outlet.",
}
"""By column of `sources.csv`."""
UNITS: Mapping[str, MeasureUnit] = {
    "lat": DEGREES,
    "lon": DEGREES,
    "radius_m": METRES,
    "strikes_min": STRIKES,
    "strikes_max": STRIKES,
    "killed_min": PEOPLE,
    "killed_max": PEOPLE,
    "injured_min": PEOPLE,
    "injured_max": PEOPLE,
    "order_lead_min_h": HOURS,
    "order_lead_max_h": HOURS,
}
"""By column of `reports.csv`; others have none."""
