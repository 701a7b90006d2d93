"""Incidents with more than one claim: which of them a view finds, and who claims what."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.analysis.claim_spread import UNSTATED, Claims, Contest, contest
from geo.filters.filter_index import NO_DAY
from geo.filters.view import View
from geo.model import Kind, Responsibility
from geo.model.rows import Row, rows
from geo.snapshot.caches import per_snapshot
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
    key = store.encoded("incident_key")
    code = _codes(key, "")
    several = np.flatnonzero(np.bincount(code[code != UNSTATED], minlength=len(key.dictionary)) > 1)
    # Of a million reports most may be the only ones of their incidents: those take no room.
    place = np.full(len(key.dictionary) + 1, UNSTATED, np.int32)
    place[several] = np.arange(len(several))
    of_report = place[code]
    listed = np.flatnonzero(of_report != UNSTATED)

    def codes(name: str, unstated: str = "") -> np.ndarray:
        return _codes(store.encoded(name), unstated)[listed]

    def number(name: str) -> np.ndarray:
        filled = pc.fill_null(store.column(name).cast(pa.int64()), UNSTATED)
        return np.asarray(filled.to_numpy(zero_copy_only=False)[listed])

    first, last = (store.columns.day_first[listed], store.columns.day_last[listed])
    claims = Claims(
        incident=of_report[listed],
        party=codes("direction_claimed"),
        is_contested=_is_one_of(
            store.encoded("responsibility"), Responsibility.DENIED, Responsibility.DISPUTED
        )[listed],
        place=codes("place_name"),
        means=codes("kind", Kind.UNSPECIFIED.value),
        # Days since 1970 stay below 2^24 for as long as dates have four digits.
        days=np.where(first == NO_DAY, UNSTATED, (first.astype(np.int64) << 24) + last),
        killed_min=number("killed_min"),
        killed_max=number("killed_max"),
        injured_min=number("injured_min"),
        injured_max=number("injured_max"),
        is_part=codes("contained_in") >= 0,
    )
    found = contest(claims, len(several))
    keys = key.dictionary.take(pa.array(several))
    # Of incidents that are as contested, the one with more claims first, then by key: an order that stays.
    names = pc.rank(keys).to_numpy(zero_copy_only=False)
    return Incidents(of_report, keys, np.lexsort((names, -found.n, -found.score)), found)


def _codes(encoded: pa.DictionaryArray, unstated: str) -> np.ndarray:
    """Return the code of each cell, `UNSTATED` for one that is null or says that nothing is stated."""
    code = pc.fill_null(encoded.indices, UNSTATED).to_numpy(zero_copy_only=False).astype(np.int32)
    nothing = pc.index(encoded.dictionary, pa.scalar(unstated, encoded.dictionary.type)).as_py()
    if nothing >= 0:
        code[code == nothing] = UNSTATED
    return np.asarray(code)


def _is_one_of(encoded: pa.DictionaryArray, *words: str) -> np.ndarray:
    texts = encoded.dictionary.to_pylist()
    # One more for cells that are null: they look at the last place.
    is_word = np.array([*(text in {str(word) for word in words} for text in texts), False])
    return np.asarray(is_word[_codes(encoded, "")])


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
    responsibility: int
    killed: int
    injured: int
    details: int
    """Those whose claims differ in the place, the means or the days."""


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
        responsibility=int(differ.responsibility[several].sum()),
        killed=int(differ.killed[several].sum()),
        injured=int(differ.injured[several].sum()),
        details=int(differ.details[several].sum()),
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
