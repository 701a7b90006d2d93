from __future__ import annotations

import json
from itertools import combinations

import pytest

from geo.layers.assets import symbol_values
from geo.layers.symbols import (
    AREA_HATCHES,
    DISC,
    GROUND,
    KINDS,
    SYMBOL_CONTRAST,
    TEXT_CONTRAST,
    ZONES,
    Colour,
    Theme,
    contrast,
    zone_symbol_key,
)
from geo.model import Kind, ZoneKind, ZoneStatus

THEMES = list(Theme)


def grounds(theme: Theme) -> list[str]:
    return [GROUND.land.on(theme), GROUND.sea.on(theme)]


def washed(below: str, wash: str, alpha: float) -> str:
    """What is seen of a colour under a wash of another."""
    parts = (int(below[i : i + 2], 16) * (1 - alpha) + int(wash[i : i + 2], 16) * alpha for i in (1, 3, 5))
    return "#" + "".join(f"{round(part):02x}" for part in parts)


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["text", "text_muted", "water_text", "sheltering"])
def test_text_reads_on_land_and_sea(theme: Theme, name: str):
    colour: Colour = getattr(GROUND, name)
    assert min(contrast(colour.on(theme), ground) for ground in grounds(theme)) >= TEXT_CONTRAST


@pytest.mark.parametrize("theme", THEMES)
def test_badges_and_neutral_discs_read(theme: Theme):
    paper = GROUND.paper.on(theme)
    assert contrast(GROUND.text.on(theme), paper) >= TEXT_CONTRAST
    assert contrast(GROUND.ink.on(theme), paper) >= TEXT_CONTRAST


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", list(Kind))
def test_number_on_a_disc_of_one_kind_reads(theme: Theme, kind: Kind):
    number = GROUND.text.on(theme)
    for below in (*grounds(theme), GROUND.ink.on(theme), KINDS[kind].fill.on(theme)):
        disc = washed(
            washed(below, GROUND.paper.on(theme), DISC.paper), KINDS[kind].fill.on(theme), DISC.tint
        )
        assert contrast(number, disc) >= TEXT_CONTRAST


def test_the_land_shows_through_a_disc():
    assert DISC.paper < 1
    seen = [washed(below, GROUND.paper.light, DISC.paper) for below in grounds(Theme.LIGHT)]
    assert seen[0] != seen[1]


@pytest.mark.parametrize("theme", THEMES)
def test_outline_lifts_every_symbol_off_the_ground(theme: Theme):
    assert min(contrast(GROUND.outline.on(theme), ground) for ground in grounds(theme)) >= SYMBOL_CONTRAST


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", list(Kind))
def test_ring_of_a_kind_is_seen_on_land(theme: Theme, kind: Kind):
    ring = symbol_values()["kinds"][kind]["ring"][theme]
    assert contrast(ring, GROUND.land.on(theme)) >= SYMBOL_CONTRAST


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("key", list(ZONES))
def test_outline_of_a_status_is_seen_on_land(theme: Theme, key: str):
    assert contrast(ZONES[key].colour.on(theme), GROUND.land.on(theme)) >= SYMBOL_CONTRAST


def test_every_kind_has_a_shape_and_a_colour_of_its_own():
    assert set(KINDS) == set(Kind)
    assert len({symbol.path for symbol in KINDS.values()}) == len(Kind)
    for theme in THEMES:
        assert len({symbol.fill.on(theme) for symbol in KINDS.values()}) == len(Kind)


def test_statuses_differ_by_more_than_colour():
    for one, other in combinations(ZONES.values(), 2):
        assert (
            one.form,
            one.mark,
            one.pattern and (one.pattern.hatch, one.pattern.angle_deg),
            one.outline,
        ) != (
            other.form,
            other.mark,
            other.pattern and (other.pattern.hatch, other.pattern.angle_deg),
            other.outline,
        )


def test_every_zone_has_a_symbol():
    keys = {zone_symbol_key(kind, status) for kind in ZoneKind for status in ZoneStatus}
    assert keys == set(ZONES)


def test_crossing_is_filled_when_open_and_struck_through_when_closed():
    marks = {
        status: ZONES[zone_symbol_key(ZoneKind.CROSSING, status)].mark
        for status in (ZoneStatus.OPEN, ZoneStatus.CLOSED)
    }
    assert marks == {ZoneStatus.OPEN: "filled", ZoneStatus.CLOSED: "struck"}


def test_larger_areas_take_less_ink():
    ink = [hatch.pattern.width_px * hatch.pattern.alpha / hatch.pattern.spacing_px for hatch in AREA_HATCHES]
    assert ink == sorted(ink, reverse=True)


def test_table_is_strict_json():
    assert (
        json.loads(json.dumps(symbol_values(), allow_nan=False))["zone_keys"]["crossing/open"]
        == "crossing_open"
    )
