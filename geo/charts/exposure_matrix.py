"""Exposure as a matrix in words: a row for each zone status, a cell for each period, certain to possible."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from geo import wording
from geo.analysis.periods import Period
from geo.language import Words
from geo.layers.card_templates import filled
from geo.model import Range
from geo.model.rows import Row, rows
from geo.queries.exposures import PERIODS, Exposure, ExposureCell
from geo.snapshot.opened import Snapshot
from geo.wording.exposure_sentences import DISTANCES, CellFigures, cell_sentence
from geo.wording.exposure_sentences import PERIODS as PERIOD_WORDS
from geo.wording.pause_sentences import decimal, per_day


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """How many reports, as text; empty when there is none."""

    key: str
    """`zone_id/period`, by which the page asks what is behind it."""
    text: str
    incidents: str
    """Of how many incidents they speak, where that is another number; else empty."""
    a_day: str
    """The same for a day of the period, so that periods of different length can be compared."""
    said: str
    """The same in a sentence, for whoever cannot see where the cell stands."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A zone status."""

    zone_id: str
    place: str
    status: str
    days: str
    cells: tuple[MatrixCell, ...]


def matrix(
    snapshot: Snapshot, exposure: Exposure, ids: Collection[str], distance_m: int, words: Words
) -> list[MatrixRow]:
    """Return the statuses of some ids that a report lies within a distance of, at any time, by first day."""
    found = []
    counted = {zone_id for zone_id in exposure.frame()["zone_id"] if zone_id in ids}
    for zone in rows(snapshot.zones):
        zone_id = zone.zone_id
        if zone_id not in counted:
            continue
        cells = tuple(_cell(zone, period, exposure, distance_m, words) for period in PERIODS)
        if any(cell.text for cell in cells):
            name, status = wording.zone_name(zone, words), wording.zone_status(zone, words)
            found.append(MatrixRow(zone_id, name, status, wording.zone_days(zone, words), cells))
    return found


def _cell(zone: Row, period: Period, exposure: Exposure, distance_m: int, words: Words) -> MatrixCell:
    cells = [ExposureCell(zone.zone_id, distance_m, period, is_certain) for is_certain in (True, False)]
    figures = CellFigures(
        *(exposure[cell] for cell in cells), *(exposure.incidents_in(cell) for cell in cells)
    )
    text = certain_to_possible(figures.certain, figures.possible, words)
    incidents = certain_to_possible(figures.certain_incidents, figures.possible_incidents, words)
    a_day = rate_a_day(exposure, cells[1], words) if text else ""
    sentence = cell_sentence(wording.zone_name(zone, words), period, distance_m, figures, words)
    said = words("{figures}; reports a day: {rate}", figures=sentence, rate=a_day) if a_day else sentence
    key = f"{zone.zone_id}/{period}"
    return MatrixCell(key, text, "" if incidents == text else incidents, a_day, said)


def rate_a_day(exposure: Exposure, cell: ExposureCell, words: Words) -> str:
    """Return how many reports a day one figure is."""
    least, most = exposure.a_day(cell)
    if math.isinf(most):
        return words("at least {n}", n=decimal(least, words)) if least else words("unknown")
    return per_day(least, most, words)


def certain_to_possible(certain: int, possible: int, words: Words) -> str:
    """Return both counts as one text: a range, one number when they agree, nothing when there is none."""
    if not possible:
        return ""
    if certain == possible:
        return words.number(certain)
    return f"{words.number(certain)}–{words.number(possible)}"


def _cell_of(figure: Row) -> ExposureCell:
    """Return the cell of a row of `Exposure.frame`."""
    return ExposureCell(figure.zone_id, figure.distance_m, figure.period, is_certain=False)


def matrix_html(found: list[MatrixRow], distance_m: int, chosen: str, words: Words) -> str:
    """Return the matrix as a table of buttons; `chosen` is the key of the cell whose reports are listed."""
    return filled(
        "matrix.html",
        words,
        rows=found,
        heads=[words(PERIOD_WORDS[period]) for period in PERIODS],
        distance=words(DISTANCES[distance_m]),
        chosen=chosen,
    )


def exposure_table(
    snapshot: Snapshot, exposure: Exposure, ids: Collection[str], words: Words
) -> pd.DataFrame:
    """Return every figure above nothing, at every distance, with who gave the status and its source."""
    counted = exposure.frame()
    zones = {zone.zone_id: zone for zone in rows(snapshot.zones)}
    return pd.DataFrame(
        {
            words("Statement"): figure.zone_id,
            words("Place"): wording.zone_name(zone, words),
            words("Status"): wording.zone_status(zone, words),
            words("When"): wording.zone_days(zone, words),
            words("How near"): words(DISTANCES[figure.distance_m]),
            words("Period"): words(PERIOD_WORDS[figure.period]),
            words("Reports, certainly"): int(figure.certain),
            words("Reports, possibly"): int(figure.possible),
            words("Incidents, certainly"): int(figure.certain_incidents),
            words("Incidents, possibly"): int(figure.possible_incidents),
            words("Days"): words.range(Range(*exposure.days_of(figure.zone_id, figure.period))),
            words("Reports a day"): rate_a_day(exposure, _cell_of(figure), words),
            words("Published by"): wording.published(zone, words),
            words("Address"): zone.url,
        }
        for figure in rows(counted[counted["zone_id"].isin(ids)])
        for zone in [zones[figure.zone_id]]
    )
