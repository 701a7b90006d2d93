"""Sentences on the area drawn."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geo.language import N_

if TYPE_CHECKING:
    from geo.geometry.area_code import DrawnAreaError
    from geo.language import Words
    from geo.snapshot.view_counts import InsideDrawn

_STEP_M = 100
"""Outlines are coarse: distances are said to a tenth of a kilometre, the range never too narrow."""


def inside_sentence(inside: InsideDrawn | None, words: Words) -> str:
    """Return how many reports lie inside the area drawn; empty where there is none."""
    if inside is None:
        return ""
    certain, possible = words.number(inside.certain), words.number(inside.possible)
    return words.plural(
        "Of {n} report, {certain} certainly and up to {possible} possibly lies inside the area drawn.",
        "Of {n} reports, {certain} certainly and up to {possible} possibly lie inside the area drawn.",
        inside.asked,
        certain=certain,
        possible=possible,
    )


def area_refusal(error: DrawnAreaError, words: Words) -> str:
    """Return why something is no area that can be used."""
    return words(error.message, **error.values)


def nearest_sentence(nearest_m: tuple[float, float] | None, words: Words) -> str:
    """Return how far places in the area drawn lie from the nearest area labelled humanitarian."""
    if nearest_m is None:
        return words("No area labelled humanitarian in these dates can be drawn.")
    least, most = nearest_m
    low, high = math.floor(least / _STEP_M), math.ceil(most / _STEP_M)
    return words(
        "From places in the area drawn to the nearest area labelled humanitarian: {low} to {high} km.",
        low=f"{low / 10:g}",
        high=f"{high / 10:g}",
    )


SHELTERING = N_("Figures of people sheltering are of whole areas that meet it; no part of one is counted.")
STATEMENTS = N_("Zone statements of these dates with ground in it")
