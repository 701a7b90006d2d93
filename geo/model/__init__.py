"""The words of the field as types: what a report, a zone status or a source may say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType


class Kind(StrEnum):
    """The means of a strike, as the claimant names it."""

    AIRSTRIKE = "airstrike"
    DRONE = "drone"
    MISSILE = "missile"
    ROCKET = "rocket"
    ARTILLERY = "artillery"
    GROUND = "ground"
    EXPLOSION = "explosion"
    UNSPECIFIED = "unspecified"


class LocationPrecision(StrEnum):
    """How finely a report says where; see `geo.geometry.footprints` for the ground each supports."""

    SITE = "site"
    NEIGHBOURHOOD = "neighbourhood"
    LOCALITY = "locality"
    GOVERNORATE = "governorate"
    SUBREGION = "subregion"
    TERRITORY = "territory"
    UNLOCATED = "unlocated"


POINT_PRECISIONS = frozenset(
    {LocationPrecision.SITE, LocationPrecision.NEIGHBOURHOOD, LocationPrecision.LOCALITY}
)
AREA_PRECISIONS = frozenset(
    {LocationPrecision.GOVERNORATE, LocationPrecision.SUBREGION, LocationPrecision.TERRITORY}
)


class DatePrecision(StrEnum):
    """How finely a report says when."""

    DAY = "day"
    RANGE = "range"
    MONTH = "month"
    UNKNOWN = "unknown"


class Responsibility(StrEnum):
    """Whether the party named acknowledged carrying out the event, as the publisher relays it."""

    ACCEPTED = "accepted"
    DENIED = "denied"
    DISPUTED = "disputed"
    NOT_STATED = "not_stated"


class ZoneStatus(StrEnum):
    """A status that an issuer gave a place. It repeats the issuer's word and is no finding."""

    LABELLED_HUMANITARIAN = "labelled_humanitarian"
    ORDERED_TO_EVACUATE = "ordered_to_evacuate"
    ORDER_RESCINDED = "order_rescinded"
    REPORTED_SHELTERING = "reported_sheltering"
    RESTRICTED = "restricted"
    OPEN = "open"
    CLOSED = "closed"


class ZoneKind(StrEnum):
    """The role of a place in people's search for shelter."""

    HUMANITARIAN_ZONE = "humanitarian_zone"
    EVACUATION_ORDER = "evacuation_order"
    EVACUATION_CORRIDOR = "evacuation_corridor"
    SHELTER_AREA = "shelter_area"
    DISPLACEMENT_CAMP = "displacement_camp"
    CROSSING = "crossing"
    NO_GO_BUFFER = "no_go_buffer"


class EndReading(StrEnum):
    """Between which days a statement without a stated end is taken to have ended; see `docs/method.md`."""

    UNTIL_NEXT = "until_next"
    """From its first day to the next statement on the same place; where none follows, any later day."""
    DAY = "day"
    """On its first day."""
    OPEN = "open"
    """On any day from its first on, whatever was stated since."""


class SourceKind(StrEnum):
    """What sort of body a publisher is."""

    UN = "un"
    NGO = "ngo"
    MEDIA = "media"
    MILITARY = "military"
    MINISTRY = "ministry"
    GOVERNMENT = "government"
    DATASET = "dataset"


class Layer(StrEnum):
    """What the map can show; the order is the order in the link."""

    REPORTS = "reports"
    AREAS = "areas"
    ZONES = "zones"
    LATEST_ZONES = "latest_zones"
    SHELTERING = "sheltering"
    ASSESSMENTS = "assessments"
    LABELS = "labels"
    OSM = "osm"


class Language(StrEnum):
    """A language of the interface."""

    EN = "en"
    AR = "ar"
    HE = "he"

    @property
    def direction(self) -> str:
        """Writing direction as HTML names it: `ltr` or `rtl`."""
        return "ltr" if self is Language.EN else "rtl"


ExclusionReason = NewType("ExclusionReason", str)
"""Why a report of the snapshot is not on the map, in one word; `geo.filters.registry` has them in order."""


class Change(StrEnum):
    """What a new version of a source did to a row that the snapshot has or had."""

    ADDED = "added"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Range:
    """A count as claimed. Both ends open means unknown, which is not zero."""

    min: int | None
    """Smallest number claimed; None when no lower end was claimed."""
    max: int | None
    """Largest number claimed; None when the upper end is open."""

    @property
    def is_unknown(self) -> bool:
        """True when the claimant gave no number at all."""
        return self.min is None and self.max is None
