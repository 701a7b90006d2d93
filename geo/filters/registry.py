"""The filters, in the order of their parameters in the address and of the reasons that they give."""

from __future__ import annotations

from geo.filters.area import AREA
from geo.filters.claimant import CLAIMANT
from geo.filters.dates import DATES
from geo.filters.differs import DIFFERS
from geo.filters.drawn import DRAWN
from geo.filters.drawn_area import DRAWN_AREA
from geo.filters.ends import ENDS
from geo.filters.filter import Condition, Filter
from geo.filters.kinds import KIND
from geo.filters.party import PARTY
from geo.filters.precisions import PRECISION
from geo.filters.sources import SOURCES
from geo.filters.struck import WHAT_WAS_STRUCK
from geo.filters.text import TEXT
from geo.model import ExclusionReason

FIRST: tuple[Filter, ...] = (DATES, SOURCES, KIND, PRECISION, AREA, TEXT)
"""Those of old, which have fields of the view. Their parameters come after `snap`."""
ADDED: tuple[Filter, ...] = (WHAT_WAS_STRUCK, PARTY, CLAIMANT, DRAWN_AREA, DIFFERS, ENDS)
"""Those that came later, whose values are in `View.choices`. Their parameters come after `sel`."""


def filters() -> tuple[Filter, ...]:
    """Return every filter, in order."""
    return (*FIRST, *ADDED)


def filter_conditions() -> tuple[Condition, ...]:
    """Return the conditions that the filters set, in order."""
    return tuple(condition for each in filters() for condition in each.conditions)


def conditions() -> tuple[Condition, ...]:
    """Return every condition that a report must meet to be on the map, in order."""
    return (*filter_conditions(), *DRAWN)


def reasons() -> tuple[ExclusionReason, ...]:
    """Return why a report may not be on the map, in the order in which the first one is given."""
    return tuple(condition.reason for condition in conditions())


def reason_labels() -> dict[ExclusionReason, str]:
    """Return the message id of each reason, in order."""
    return {condition.reason: condition.label for condition in conditions()}


def in_sentence() -> tuple[Filter, ...]:
    """Return the filters in the order of their phrases in the view's sentence."""
    return tuple(sorted(filters(), key=lambda each: not each.opens_sentence))
