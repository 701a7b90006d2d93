"""The claims about incidents with more than one, as `geo.analysis.claim_spread` compares them.

Columns are read one at a time, when they are compared, and of reports that are the only ones of their
incidents nothing is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.analysis.claim_spread import OPEN_WORDS, UNSTATED, differences_of
from geo.filters.filter_index import NO_DAY
from geo.model import DatePrecision, Responsibility

_FEW = 20_000
"""Texts that are told apart by their codes; of more a hash of 64 bits takes a tenth of the time."""
_SPAN_BITS = 24
"""Days since 1970 stay below 2^24 for as long as dates have four digits."""


class ReportColumns(Protocol):
    """Whole documented columns of all reports, in the order of the list."""

    def column(self, name: str) -> pa.Array:
        """Return a column."""

    def encoded(self, name: str) -> pa.DictionaryArray:
        """Return a column of texts as codes and the texts that they stand for."""


@dataclass(frozen=True, slots=True)
class IncidentClaims:
    """The claims about every incident with more than one; see `geo.analysis.claim_spread.Claims`.

    Arrays have an element a claim, in the order of the list.
    """

    of_report: np.ndarray
    """Code of the incident of each report of the snapshot; -1 for the only report of an incident."""
    first: np.ndarray
    """Place in the list of the first claim of each incident, by code."""
    incident: np.ndarray
    listed: np.ndarray
    """Places of the claims in the list."""
    _reports: ReportColumns = field(repr=False)
    _first_day: np.ndarray = field(repr=False)
    _last_day: np.ndarray = field(repr=False)

    def __len__(self) -> int:
        """Return how many incidents there are."""
        return len(self.first)

    @property
    def party(self) -> np.ndarray:
        """Who is said to have carried it out."""
        return self._words("direction_claimed")

    @property
    def is_contested(self) -> np.ndarray:
        """Whether the claim says that responsibility is denied or disputed."""
        encoded = self._reports.encoded("responsibility")
        contested = _places(encoded, Responsibility.DENIED, Responsibility.DISPUTED)
        return np.asarray(np.isin(self._codes(encoded), contested))

    @property
    def place(self) -> np.ndarray:
        """The name of the place, as it was recorded."""
        return np.asarray(same_texts(self._reports.column("place_name"))[self.listed])

    @property
    def kind(self) -> np.ndarray:
        """The kind of strike."""
        return self._words("kind")

    @property
    def struck(self) -> np.ndarray:
        """What is said to be struck."""
        return self._words("struck")

    @property
    def days(self) -> np.ndarray:
        """First and last day."""
        first, last = self._first_day[self.listed].astype(np.int64), self._last_day[self.listed]
        return np.where(first == NO_DAY, UNSTATED, (first << _SPAN_BITS) + last)

    @property
    def hours(self) -> np.ndarray:
        """First and last hour, of those dated to days; one hour alone is both ends of one day."""
        begins = _text(self._reports.column("time_from"))
        has_hour = self._of(pc.not_equal(begins, "")) & (self._first_day[self.listed] != NO_DAY)
        codes = np.full(len(self.listed), UNSTATED, np.int64)
        if not has_hour.any():
            return codes
        is_month = self._of(
            pc.equal(_text(self._reports.column("date_precision")), DatePrecision.MONTH.value)
        )
        stated = np.flatnonzero(has_hour & ~is_month)
        rows = self.listed[stated]
        first, last = begins.take(pa.array(rows)), _text(self._reports.column("time_to")).take(pa.array(rows))
        is_one = pa.array(self._first_day[rows] == self._last_day[rows])
        ends = pc.if_else(pc.and_(pc.equal(last, ""), is_one), first, last)
        codes[stated] = same_texts(pc.binary_join_element_wise(first, ends, pa.scalar("–", first.type)))
        return codes

    @property
    def is_part(self) -> np.ndarray:
        """Whether the claim is about a part of what another one claims."""
        return np.asarray(self._words("contained_in") != UNSTATED)

    def figures(self, what: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the lowest and the highest number."""
        low, high = (self._number(f"{what}_{end}") for end in ("min", "max"))
        return low, high

    def _number(self, name: str) -> np.ndarray:
        numbers = self._reports.column(name)
        if numbers.null_count:
            numbers = pc.fill_null(numbers, pa.scalar(UNSTATED, numbers.type))
        return np.asarray(numbers.to_numpy(zero_copy_only=False)[self.listed])

    def _words(self, name: str) -> np.ndarray:
        """Return the codes of a column of few words."""
        encoded = self._reports.encoded(name)
        codes = self._codes(encoded)
        for place in _places(encoded, "", OPEN_WORDS.get(name, "")):
            codes[codes == place] = UNSTATED
        return codes

    def _codes(self, encoded: pa.DictionaryArray) -> np.ndarray:
        codes = encoded.indices
        if codes.null_count:
            codes = pc.fill_null(codes, UNSTATED)
        return np.asarray(codes.to_numpy(zero_copy_only=False)[self.listed])

    def _of(self, flags: pa.BooleanArray) -> np.ndarray:
        found = pc.fill_null(flags, fill_value=False).to_numpy(zero_copy_only=False)
        return np.asarray(found[self.listed], bool)


def incident_claims(reports: ReportColumns, first_day: np.ndarray, last_day: np.ndarray) -> IncidentClaims:
    """Return the claims about incidents with more than one; for the days see `geo.snapshot.columns`."""
    keys = same_texts(reports.column("incident_key"))
    code, known = pd.factorize(keys)
    is_several = (np.bincount(code, minlength=len(known)) > 1) & (known != UNSTATED)
    # Of a million reports most may be the only ones of their incidents: those take no room.
    place = np.full(len(known), UNSTATED, np.int32)
    place[is_several] = np.arange(np.count_nonzero(is_several), dtype=np.int32)
    of_report = place[code]
    listed = np.flatnonzero(of_report != UNSTATED)
    incident = of_report[listed]
    first = np.zeros(np.count_nonzero(is_several), np.int64)
    first[incident[::-1]] = listed[::-1]
    return IncidentClaims(of_report, first, incident, listed, reports, first_day, last_day)


def differing_aspects(reports: ReportColumns, first_day: np.ndarray, last_day: np.ndarray) -> np.ndarray:
    """Return in which aspects the claims about the incident of each report differ.

    It is the sum of the bits of `geo.model.claim_aspects.ClaimAspect`, in a byte a report; 0 for none.
    """
    claims = incident_claims(reports, first_day, last_day)
    found = np.zeros(len(claims.of_report), np.uint8)
    if len(claims):
        found[claims.listed] = differences_of(claims, len(claims)).aspects[claims.incident]
    return found


def same_texts(texts: pa.Array) -> np.ndarray:
    """Return a number that is the same for the same text, `UNSTATED` for one that is null or empty.

    Numbers of one call are not those of another. Of many, two different texts have one number by chance
    once in 2^63 pairs.
    """
    texts = _text(texts)
    if len(texts) <= _FEW:
        codes = np.asarray(texts.dictionary_encode().indices).astype(np.int64)
    else:
        with duckdb.connect() as engine:
            given = pa.table({"said": texts})
            found = engine.from_arrow(given).project("(hash(said) >> 1)::BIGINT AS code").fetchnumpy()
        codes = np.asarray(found["code"])
    codes[np.asarray(pc.equal(pc.binary_length(texts), 0))] = UNSTATED
    return codes


def _text(texts: pa.Array) -> pa.Array:
    """Return texts with an empty one for null."""
    return pc.fill_null(texts, pa.scalar("", texts.type)) if texts.null_count else texts


def _places(encoded: pa.DictionaryArray, *words: str) -> list[int]:
    """Return where in its dictionary words stand, those that do."""
    found = pc.is_in(encoded.dictionary, pa.array([str(word) for word in words], encoded.dictionary.type))
    return np.flatnonzero(np.asarray(found)).tolist()
