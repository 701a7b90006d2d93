"""Texts, symbols and controls on the map: nothing lies on anything, and what orients is named."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pytest
import shapely
from playwright.sync_api import expect

from geo.export.single_page import single_page
from geo.filters.view import DEFAULT_LAYERS
from geo.geometry.frame import Frame, frame_around, world
from geo.language import words
from geo.layers.land import land_of, seen
from geo.model import Language
from geo.queries.view_answer import answer_view
from geo.snapshot.current import current
from geo.snapshot.opened import Snapshot
from tests.builders import view_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

ZOOMS = range(5, 16)
GAZA = [(31.2 + 0.05 * row, 34.2 + 0.09 * row + 0.05 * column) for row in range(8) for column in range(2)]
REGION = [
    (31.0, 34.0),
    (31.78, 35.22),
    (32.08, 34.78),
    (32.8, 35.0),
    (33.27, 35.2),
    (33.89, 35.5),
    (33.51, 36.29),
    (34.8, 38.0),
    (30.6, 34.8),
    (29.55, 34.95),
    (30.0, 31.2),
    (35.7, 51.4),
    (15.35, 44.2),
    (25.3, 51.5),
]
PLACES = [*GAZA, *REGION]
TOWNS = {"Gaza City": (31.5016, 34.4667), "Khan Younis": (31.3402, 34.3063), "Rafah": (31.2972, 34.2436)}
SIZE = {"width": 726, "height": 838}
"""Of the window, in which the map is about as large as in the app."""
PHONE = {"width": 390, "height": 844}
PHONE_PLACES = PLACES[::3]
AS_LARGE_AS_ITS_BOX = """() => {
    const { x, y } = map.getSize(), { clientWidth, clientHeight } = map.getContainer();
    return clientWidth <= innerWidth && x === clientWidth && y === clientHeight;
}"""
EDGE_PX = 60
"""A town closer to the edge of the map may have no room for its name."""
LEAST_PART = 0.12
"""Of the map: a country that shows less may have no room for its name among what is reported in it."""
NEIGHBOURS = {"Israel", "Egypt", "Lebanon", "Jordan", "Syria"}
"""Named as well wherever they are whole in the frame, however small."""

# Moves the map to each place and zoom, and says of each what touches, what is named, and its size. At every
# other place the note on what lies outside of the frame stands in it.
LOOK_AROUND = """([places, zooms, note]) => {
    const meet = (a, b) => a.x0 + 0.5 < b.x1 && b.x0 + 0.5 < a.x1 && a.y0 + 0.5 < b.y1 && b.y0 + 0.5 < a.y1;
    const isIn = (a, b) => a.x0 >= b.x0 && a.y0 >= b.y0 && a.x1 <= b.x1 && a.y1 <= b.y1;
    return places.flatMap((place, turn) => zooms.map(zoom => {
        map.shelterline.controls.outside.show(turn % 2 ? note : "");
        map.setView(place, zoom, { animate: false });
        const { texts: others, discs, numbers: all, controls } = map.shelterline.boxes();
        const { x, y } = map.getSize();
        const view = { x0: 0, y0: 0, x1: x, y1: y };
        // Beyond the edge a number waits for the map to be moved.
        const numbers = all.filter(one => meet(one, view));
        const texts = [...others, ...numbers.map(one => ({ ...one, text: `the number ${one.text}` }))];
        const clashes = texts.flatMap((one, i) => [
            ...texts.slice(i + 1).filter(other => meet(one, other))
                .map(({ text }) => `${one.text} on ${text}`),
            ...controls.filter(other => meet(one, other)).map(() => `${one.text} under a control`),
            ...(isIn(one, view) ? [] : [`${one.text} beyond the edge`]),
        ]);
        clashes.push(...others.flatMap(one =>
            discs.filter(other => meet(one, other)).map(() => `${one.text} on a disc`)));
        const middleOf = ({ x0, y0, x1, y1 }) => [(x0 + x1) / 2, (y0 + y1) / 2];
        const holds = ({ x0, y0, x1, y1 }, [px, py]) => x0 < px && px < x1 && y0 < py && py < y1;
        const seen = discs.map(middleOf)
            .filter(at => holds(view, at) && !controls.some(box => holds(box, at)));
        const bare = seen.filter(at => !numbers.some(box => holds(box, at))).length;
        return {
            place, zoom, clashes, size: [x, y], texts: others.map(({ text }) => text), controls,
            discs: seen.length, bare,
        };
    }));
}"""
LEAST_IN_MIDDLE = 0.96
"""Of the discs whose middle is seen: the number of the others stands beside it, off a control or the edge."""


@dataclass(frozen=True)
class Look:
    """What the map showed at one place and zoom."""

    place: tuple[float, float]
    zoom: int
    clashes: list[str]
    size: tuple[float, float]
    texts: list[str]
    controls: list[dict[str, float]]
    discs: int
    """Whose middle is seen."""
    bare: int
    """Of those, with their number elsewhere or nowhere."""

    @property
    def is_of_phone(self) -> bool:
        """Whether the map had the room of a phone's, in which a name may have none."""
        return self.size[0] <= PHONE["width"]

    @property
    def frame(self) -> Frame:
        """The same as a figure would show it."""
        width, height = self.size
        return frame_around(*self.place, self.zoom, width=width, height=height)

    def is_free(self, x: float, y: float) -> bool:
        """Whether a point lies well within the map and under no control."""
        width, height = self.size
        is_in = EDGE_PX < x < width - EDGE_PX and EDGE_PX < y < height - EDGE_PX
        return is_in and not any(
            c["x0"] - EDGE_PX < x < c["x1"] + EDGE_PX and c["y0"] - EDGE_PX < y < c["y1"] + EDGE_PX
            for c in self.controls
        )


@pytest.fixture(scope="module", params=list(Language))
def looks(
    request: pytest.FixtureRequest,
    bundled: Snapshot,
    tmp_path_factory: pytest.TempPathFactory,
    browser: Browser,
) -> tuple[Language, list[Look]]:
    """All looks in one language: one page, which moves its map by itself and asks nobody for anything."""
    lang: Language = request.param
    view = view_of(bundled, lang=lang, layers=DEFAULT_LAYERS)
    file: Path = tmp_path_factory.mktemp("labels") / "view.html"
    file.write_bytes(single_page(answer_view(bundled, view, "http://127.0.0.1")))
    page = browser.new_page(viewport=SIZE)
    page.goto(file.as_uri())
    expect(page.locator("#sl-spots button").first).to_be_attached()
    say = words(lang)
    note = say("{n} of {total} lie outside this view", n=say.number(282), total=say.number(1269))
    found = page.evaluate(LOOK_AROUND, [PLACES, list(ZOOMS), note])
    page.set_viewport_size(PHONE)
    page.wait_for_function(AS_LARGE_AS_ITS_BOX)
    found += page.evaluate(LOOK_AROUND, [PHONE_PLACES, list(ZOOMS), note])
    page.close()
    return lang, [Look(**look) for look in found]


def test_no_text_lies_on_another_on_a_disc_or_under_a_control(looks: tuple[Language, list[Look]]) -> None:
    _, every = looks
    assert [look.is_of_phone for look in every].count(False) == len(PLACES) * len(ZOOMS)
    assert [look.is_of_phone for look in every].count(True) == len(PHONE_PLACES) * len(ZOOMS)
    assert sum(len(look.texts) for look in every) > 10 * len(every)
    assert [(look.place, look.zoom, look.size, look.clashes) for look in every if look.clashes] == []

    # The note was there at every other place, beside the three controls that are always there.
    assert {len(look.controls) for look in every} == {3, 4}


def test_a_disc_keeps_its_number_in_its_middle(looks: tuple[Language, list[Look]]) -> None:
    _, every = looks
    seen, bare = sum(look.discs for look in every), sum(look.bare for look in every)
    assert seen > 5 * len(every)
    assert seen - bare > LEAST_IN_MIDDLE * seen


def test_towns_of_gaza_are_named_wherever_they_are_in_the_frame(looks: tuple[Language, list[Look]]) -> None:
    lang, every = looks
    names = names_of(lang)
    missing = [
        (town, look.place, look.zoom)
        for look in every
        for town, (lat, lon) in TOWNS.items()
        if not look.is_of_phone
        and look.is_free(*place_in(look.frame, lat, lon))
        and names[town] not in look.texts
    ]
    assert missing == []


def test_countries_are_named_wherever_they_are_in_the_frame(
    looks: tuple[Language, list[Look]], bundled: Snapshot
) -> None:
    lang, every = looks
    names, land = names_of(lang), land_of(bundled)
    missing = []
    for look in (each for each in every if not each.is_of_phone):
        frame, (width, height) = look.frame, look.size
        edge = shapely.box(0, 0, width, height)
        for area in bundled.areas:
            english = area.names[Language.EN]
            if area.parent or english not in names:
                continue
            ground = seen(land.areas[area.pcode].geometry, frame).intersection(edge)
            is_large = ground.area > LEAST_PART * width * height
            whole = seen(land.areas[area.pcode].geometry, frame).bounds
            is_whole = edge.buffer(-EDGE_PX).covers(shapely.box(*whole)) and english in NEIGHBOURS
            if (is_large or is_whole) and names[english].upper() not in [text.upper() for text in look.texts]:
                missing.append((english, look.place, look.zoom))
    assert missing == []


@cache
def names_of(lang: Language) -> dict[str, str]:
    """Names in a language of what is always named, by their English ones."""

    return {
        name.names["en"]: name.names[lang]
        for name in land_of(current()).names
        if name.is_first and name.kind != "sea"
    }


def place_in(frame: Frame, lat: float, lon: float) -> tuple[float, float]:

    x, y = world(lon, lat)
    return frame.place(float(x), float(y))
