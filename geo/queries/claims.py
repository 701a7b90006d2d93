"""Incidents with more than one claim: which of them a view finds, and who claims what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_uppercase

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.analysis.claim_spread import UNSTATED, Contest, contest
from geo.filters.view import View
from geo.model.claim_aspects import ClaimAspect
from geo.model.rows import Row, rows
from geo.snapshot.caches import per_snapshot
from geo.snapshot.incident_claims import incident_claims
from geo.snapshot.opened import Snapshot


@dataclass(frozen=True, slots=True)
class Incidents:
    """Every incident of a snapshot with more than one claim, and how far its claims are apart."""

    of_report: np.ndarray
    """Code of the incident of each report, by place in the list; -1 for the only report of an incident."""
    keys: pa.Array
    """Incident keys, by code."""
    ranking: np.ndarray
    """Codes of the incidents, most contested first."""
    contest: Contest


@dataclass(frozen=True, slots=True)
class ClaimComparison:
    """The claims about one incident, side by side."""

    key: str
    claims: tuple[Row, ...]
    """Whole rows, by date of publication."""
    is_in_view: tuple[bool, ...]
    """Whether the view's filters find each of them."""

    def mark(self, position: int) -> str:
        """Return the letter of a claim, the same on the small map and in the table."""
        return ascii_uppercase[position] if position < len(ascii_uppercase) else str(position + 1)


@per_snapshot
def incidents_of(snapshot: Snapshot) -> Incidents:
    """Compute, once, how far the claims of every incident with more than one claim are apart."""
    store = snapshot.store
    claims = incident_claims(store, store.columns.day_first, store.columns.day_last)
    found = contest(claims, len(claims))
    keys = store.column("incident_key").take(pa.array(claims.first))
    # Of incidents that are as contested, the one with more claims first, then by key: an order that stays.
    names = pc.rank(keys).to_numpy(zero_copy_only=False)
    return Incidents(claims.of_report, keys, np.lexsort((names, -found.n, -found.score)), found)


def contested_in(snapshot: Snapshot, view: View) -> list[str]:
    """Return the keys of incidents with several claims of which the view's filters find one or more.

    The most contested come first. Reports that the filters find are listed whether or not they are on the
    map: a claim needs no place.
    """
    every = incidents_of(snapshot)
    codes = every.of_report[snapshot.store.found(view)]
    is_found = np.zeros(len(every.keys), bool)
    is_found[codes[codes >= 0]] = True
    ranked = every.ranking[is_found[every.ranking]]
    return list(every.keys.take(pa.array(ranked)).to_pylist())


@dataclass(frozen=True, slots=True)
class ClaimSummary:
    """In how many incidents of a view the claims differ, and in what."""

    n_incidents: int
    """Incidents of which the filters find a report; one without a key is an incident of its own."""
    n_several: int
    """Those with more than one claim."""
    n_differ: int
    """Those whose claims differ in anything."""
    in_aspects: Mapping[ClaimAspect, int]
    """Those whose claims differ in each aspect; one incident may count in several."""


def claim_summary(snapshot: Snapshot, view: View) -> ClaimSummary:
    """Count the incidents of a view whose claims differ, whether or not the filters find all of these."""
    every = incidents_of(snapshot)
    codes = every.of_report[snapshot.store.found(view)]
    several = np.unique(codes[codes != UNSTATED])
    differ = every.contest.differences
    return ClaimSummary(
        n_incidents=len(several) + int((codes == UNSTATED).sum()),
        n_several=len(several),
        n_differ=int(differ.any[several].sum()),
        in_aspects={aspect: int(differ.of(aspect)[several].sum()) for aspect in ClaimAspect},
    )


def incident_of(snapshot: Snapshot, report_id: str) -> str:
    """Return the key of a report's incident; empty when there is no such report or it has none."""
    found = snapshot.store.by_ids([report_id], ["incident_key"]) if report_id else None
    return "" if found is None or found.empty else str(found["incident_key"].iloc[0])


def comparison_of(snapshot: Snapshot, view: View, key: str) -> ClaimComparison:
    """Return the claims about an incident, and which of them the filters of a view find."""
    every = incidents_of(snapshot)
    code = pc.index(every.keys, pa.scalar(key, every.keys.type)).as_py()
    places = np.flatnonzero(every.of_report == code) if code >= 0 else _only_claim(snapshot, key)
    is_found = dict(zip(snapshot.ids(places), snapshot.store.found(view)[places].tolist(), strict=True))
    found = snapshot.store.by_ids(is_found).sort_values(["published_date", "report_id"])
    return ClaimComparison(key, tuple(rows(found)), tuple(is_found[i] for i in found.index))


def _only_claim(snapshot: Snapshot, key: str) -> np.ndarray:
    ids = list(snapshot.store.where_equal("incident_key", key).index)
    return np.array([*snapshot.store.places(ids).values()], np.int64)
