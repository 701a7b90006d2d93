"""The claims about one incident, from whole rows of reports, in the form in which they are compared."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from numbers import Integral

import numpy as np

from geo.analysis.claim_spread import OPEN_WORDS, UNSTATED, differences_of
from geo.model import DatePrecision, Responsibility
from geo.model.rows import Cell, Row


def differing_fields(claims: Sequence[Row]) -> frozenset[str]:
    """Return in which fields of `claim_spread.FIELDS` the claims about one incident differ.

    The rows are whole ones, with the days that `geo.snapshot.derive.with_footprints` adds.
    """
    found = differences_of(ClaimsOfRows(claims), 1).fields
    return frozenset(name for name, differs in found.items() if differs[0])


@dataclass(frozen=True)
class ClaimsOfRows:
    """Whole rows as the claims of one incident; see `geo.analysis.claim_spread.Claims`."""

    rows: Sequence[Row]

    @property
    def incident(self) -> np.ndarray:
        """Zeros: there is one incident."""
        return np.zeros(len(self.rows), np.int32)

    @property
    def party(self) -> np.ndarray:
        """Who is said to have carried it out."""
        return self._codes([row.direction_claimed for row in self.rows])

    @property
    def is_contested(self) -> np.ndarray:
        """Whether the claim says that responsibility is denied or disputed."""
        contested = {Responsibility.DENIED, Responsibility.DISPUTED}
        return np.array([row.responsibility in contested for row in self.rows], bool)

    @property
    def place(self) -> np.ndarray:
        """The name of the place, as it was recorded."""
        return self._codes([row.place_name for row in self.rows])

    @property
    def kind(self) -> np.ndarray:
        """The kind of strike."""
        return self._codes([row.kind for row in self.rows], OPEN_WORDS["kind"])

    @property
    def struck(self) -> np.ndarray:
        """What is said to be struck."""
        return self._codes([row.struck for row in self.rows], OPEN_WORDS["struck"])

    @property
    def days(self) -> np.ndarray:
        """First and last day."""
        return self._codes(self._days)

    @property
    def hours(self) -> np.ndarray:
        """First and last hour, of those dated to days; one hour alone is both ends of one day."""
        return self._codes([_hours(row, days) for row, days in zip(self.rows, self._days, strict=True)])

    @property
    def is_part(self) -> np.ndarray:
        """Whether the claim is about a part of what another one claims."""
        return np.array([bool(row.contained_in) for row in self.rows], bool)

    def figures(self, what: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the lowest and the highest number."""
        ends = ([_number(getattr(row, f"{what}_{end}")) for row in self.rows] for end in ("min", "max"))
        low, high = (np.array(numbers, np.int64) for numbers in ends)
        return low, high

    @cached_property
    def _days(self) -> list[tuple[int, int] | None]:
        ends = [(_number(row.day_first), _number(row.day_last)) for row in self.rows]
        return [None if UNSTATED in days else days for days in ends]

    @staticmethod
    def _codes(said: Sequence[Hashable], nothing: str = "") -> np.ndarray:
        codes: dict[Hashable, int] = {"": UNSTATED, None: UNSTATED, nothing: UNSTATED}
        return np.array([codes.setdefault(each, len(codes)) for each in said], np.int64)


def _hours(row: Row, days: tuple[int, int] | None) -> tuple[str, str] | None:
    if days is None or not row.time_from or row.date_precision == DatePrecision.MONTH:
        return None
    return row.time_from, row.time_to or (row.time_from if days[0] == days[1] else "")


def _number(cell: Cell) -> int:
    return int(cell) if isinstance(cell, Integral) else UNSTATED
