"""Sentences on the area drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.geometry.area_code import DrawnAreaError
    from geo.language import Words
    from geo.snapshot.view_counts import InsideDrawn


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
