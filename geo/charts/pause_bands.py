"""Pauses over a chart of days: the band or the line of each, and their numbers, which never overlap."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from geo.charts.chart_spec import instant
from geo.model.days import day_of
from geo.model.rows import rows
from geo.queries.pauses import Pause

ROWS, ROW_PX = 3, 13
"""Above the chart, for the numbers of the pauses: side by side, 1 and 2 would read as twelve."""
CHARACTER_PX, _GAP_PX = 7, 4
"""Width of a digit of these numbers and of the room between two of them."""


@dataclass(frozen=True, slots=True)
class PauseLabel:
    """The numbers of pauses, written where the first of them begins."""

    at: pd.Timestamp
    row: int
    numbers: list[int] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The numbers, those that follow each other as a range."""
        runs: list[list[int]] = []
        for n in sorted(self.numbers):
            if runs and n == runs[-1][-1] + 1:
                runs[-1].append(n)
            else:
                runs.append([n])
        return ", ".join("–".join(map(str, dict.fromkeys((run[0], run[-1])))) for run in runs)

    def end(self, pixel: timedelta) -> pd.Timestamp:
        """Return where the next label of the row may begin; `pixel` is the time that one stands for."""
        return self.at + pixel * (CHARACTER_PX * len(self.text) + _GAP_PX)


def pause_labels(bands: pd.DataFrame, pixel: timedelta) -> list[PauseLabel]:
    """Return the numbers of the pauses in rows, so that no two labels overlap.

    Where every row is taken, a number joins the label that stands nearest before it.
    """
    labels: list[PauseLabel] = []
    for band in rows(bands.assign(at=pd.to_datetime(bands["from"])).sort_values("at", kind="stable")):
        taken = {label.row for label in labels if label.end(pixel) > band.at}
        free = [row for row in range(ROWS) if row not in taken]
        if free:
            labels.append(PauseLabel(band.at, free[0]))
        labels[-1].numbers.append(band.number)
    return labels


def pause_band(n: int, pause: Pause, first: date, after: date) -> dict[str, object] | None:
    """Return a pause as far as a chart shows it: its days, or the one day of it that is stated."""
    stated = pause.stated_end
    has_both = pause.has_start and stated is not None
    start = day_of(stated[1] if stated and not pause.has_start else pause.start[0])
    end = day_of(stated[1]) if stated else start
    if end < first or start >= after:
        return None
    return {
        "from": instant(max(start, first)),
        "to": instant(min(end + timedelta(days=1), after)),
        "number": n,
        "form": "band" if has_both else "line",
    }
