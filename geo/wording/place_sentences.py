"""What is noted and asked about the places of a foreign file, for `geo.wording.refusals` to recognise."""

from __future__ import annotations

from geo.language import N_

PLACE_SENTENCES = (
    N_("{n} of {total} rows share {points} points."),
    N_("The points of {columns} and {others} differ in {n} rows; the former are taken."),
    N_("The point is that of {columns}; not read: {others}."),
    N_("Of {column} the first number is the latitude: else no point would be in the region."),
    N_("Of {column} the first number is the longitude: else no point would be in the region."),
    N_(
        "Points of buildings that may be shelters: {n}; each is given to two decimals, and within at least "
        "one kilometre."
    ),
    N_("In {n} rows these points are more than 100 m apart: which one is where it happened?"),
    N_("The point of {columns}: {lat} degrees north, {lon} degrees east."),
    N_("The point of {columns}: no point in the first rows."),
    N_("Is the point of {columns} where it happened?"),
    N_("Yes: {lat} degrees north, {lon} degrees east."),
    N_("Which number of {columns} is the latitude, degrees north?"),
    N_("{lat} degrees north, {lon} degrees east."),
    N_("In which coordinate system are the metres of {columns}?"),
    N_("{system} ({code}): {cells} is {lat}, {lon}."),
    N_("The numbers of {columns} are no degrees, and in no system that is known here: leave them?"),
    N_("{columns} can be read as a point in {n} of {total} rows: take it?"),
    N_("Take it; rows in which it cannot be read are rejected, with the reason."),
    N_("{n} of {total} rows share {points} points: what does a point stand for?"),
    N_("{columns} gives the middle of something: what does a point stand for?"),
    N_("{columns} gives whole degrees: what does a point stand for?"),
    N_("Leave them as they are: a place within 3 km of each point."),
    N_("Each stands for a place within {n} km."),
    N_("Each stands for the governorate that holds it."),
    N_("Each stands for the country or territory that holds it."),
    N_("By their names {columns} do not belong together: which are one point?"),
    N_("{columns} has no other axis beside it: leave it?"),
    N_("{lat} and {lon} are one point."),
    N_("{column} may say where, but in no way that can be read: leave it?"),
    N_("No column gives a point: which one names the place?"),
    N_("The name in {column}."),
    N_("What do the codes of {column} mean?"),
    N_("They are {title}: {codes}."),
    N_("How finely do these words of {column} place a row: {words}?"),
    N_("A town or quarter: within 3 km of the point."),
    N_("A governorate: the area that holds the point, and no point."),
    N_("Not at all: such rows are not on the map."),
    N_("{column} holds numbers: are they a radius within which the place lies?"),
    N_("In which unit does {column} give the radius?"),
    N_("In metres: {cell} is {n} m."),
    N_("In kilometres: {cell} is {n} m."),
)
"""As `geo.tabular` and `geo.ingest` write them in English; fields in braces."""
