"""Why a row or a file was not taken in, and what to do about it, in the reader's language.

A snapshot keeps the sentences in English, as they were when the row was read, and so are errors of damaged
files. Here they are recognised by their form; one that is not known, as of an older version, stays as it is.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from geo.language import N_, Words
from geo.model import Language
from geo.wording.cluster_sentences import CLUSTER
from geo.wording.damage_sentences import DAMAGE
from geo.wording.day_sentences import DAYS, told_day
from geo.wording.file_sentences import FILES
from geo.wording.place_sentences import PLACE_SENTENCES
from geo.wording.plan_texts import ACCOUNT, ANSWERS, QUESTIONS
from geo.wording.story_sentences import STORIES

_REASONS = (
    N_("is empty"),
    N_("is empty, as is the upper end"),
    N_("is no id"),
    N_("is no known word"),
    N_("is no count"),
    N_("is no day"),
    N_("is no number"),
    N_("is no radius"),
    N_("is no address"),
    N_("is no known source"),
    N_("is no area with an outline"),
    N_("is no point"),
    N_("is the id of a zone"),
    N_("is the report itself"),
    N_("is the id of several rows that do not say the same"),
    N_("is no report of the file or of the current snapshot"),
    N_("holds a control character"),
    N_("is longer than {n} characters"),
    N_("is longer than {n} bytes"),
    N_("is less than {column}"),
    N_("is before {column}"),
    N_("stands without event_start"),
    N_("stands without {column}"),
    N_("is no time of day"),
    N_("is a time of day where the precision names no day"),
    N_("is a date where the precision says unknown"),
    N_("is empty where the precision says that it is known"),
    N_("is not the one day that the precision speaks of"),
    N_("is empty where the precision speaks of a point"),
    N_("is given where the precision speaks of no point"),
    N_("is empty where the precision speaks of an area"),
    N_("is empty in an unlocated report"),
    N_("is finer than one kilometre for a building that may be a shelter"),
    N_("is off the globe"),
    N_("is 0, as is lon: the point of no place"),
    N_("looks swapped with lon"),
    N_("is outside the region, {first} to {last} degrees north"),
    N_("is outside the region, {first} to {last} degrees east"),
    N_("lies outside the region"),
    N_("is no cell of the region"),
    N_("has a cell longer than {n} characters in {column}"),
    N_("has a cell longer than {n} characters"),
    N_("has {cells} cells, the header has {columns}"),
    N_("has bytes that are no text"),
    N_("is not UTF-8 text: {what}"),
    N_("opens a quotation mark and does not close it"),
    N_("has a formula in the column {column}: {formula}"),
    N_("is no feature"),
    N_("is no object of JSON, as the other lines are"),
    N_("names {key} twice in one object"),
    N_("is no object"),
    N_("is of a type that is no strike"),
    N_("is no known sub-event type"),
    N_("names no explosive weapon"),
    N_("is displacement of another cause"),
    N_("is no category of this service"),
    N_("states neither events nor fatalities"),
    N_("is no country of the region"),
    N_("is no level that has a place"),
    N_("is in the gazetteer already"),
    N_("has no cumulative figure"),
    N_("cannot be read, and no row after it"),
    N_("cannot be read, and no row after it: {what}"),
    N_("cannot be read: {what}"),
)
_ADVICE = (
    N_("give the row an id that is never used again"),
    N_("repeat the report_id when no other report speaks of the event"),
    N_("name a row of sources"),
    N_("say who published it"),
    N_("say who asserts it, or (unattributed) when the page names nobody"),
    N_("give the address of the page"),
    N_("say the {column}; a row is nothing without it"),
    N_("give the figure, or leave the row out: unknown is not zero"),
    N_("use letters, digits and . _ : ~ -, beginning with a letter or digit"),
    N_("use another id"),
    N_("use one of {words}, or leave it empty"),
    N_("use one of {words}"),
    N_("use {words}"),
    N_("nothing; only events of the type {word} are read"),
    N_("nothing; the gazetteer has the area, with its names in more languages"),
    N_("nothing; figures of one day or one period are not read"),
    N_("write a whole number from 0 to {n}, or leave it empty when it is unknown"),
    N_("write YYYY-MM-DD, {first} to {last}, or leave it empty when it is unknown"),
    N_("write one such as 31.5, or nothing"),
    N_("write metres, more than 0 and at most {n}, or leave it empty"),
    N_("write degrees from -{n} to {same}"),
    N_("give one that begins with https:// or http://"),
    N_("correct it, or add a row to a file of sources and give that with --sources"),
    N_("name the report of the whole, or leave it empty"),
    N_("add the report of the whole to the file, or leave it empty"),
    N_("give each row an id of its own, or leave out what no longer holds"),
    N_("take it out; a text is one line without marks that turn its direction"),
    N_("shorten it"),
    N_("shorten its cells"),
    N_("correct one of the two"),
    N_("correct one of the two; an end that nobody claims stays empty"),
    N_("give the first day as well"),
    N_("give {column} as well, or leave it empty"),
    N_("correct one of the two, or give {column} as well"),
    N_("write HH:MM, 00:00 to 23:59, on the clock of the place, or leave it empty when it is unknown"),
    N_("leave it empty, or state another date_precision than {word}"),
    N_("give the first day, or state date_precision {word}"),
    N_("state date_precision {word}, or correct the days"),
    N_("give the point, or the area alone and a precision of governorate or coarser"),
    N_("leave it empty, as a centre would be a false point, or explain it in location_note"),
    N_("name the area, or state location_precision {word}"),
    N_("say what place it names"),
    N_(
        "give lat and lon to two decimals, radius_m 1000 or more and location_precision neighbourhood, "
        "and say so in location_note"
    ),
    N_("leave lat and lon empty and say unlocated when the place is not known"),
    N_("lat is degrees north and lon degrees east: put each in its column"),
    N_("correct the point, or leave the row out: the map is of this region"),
    N_("leave the row out: the map is of this region; or exchange lat and lon if they are swapped"),
    N_("correct the row, or leave it out"),
    N_("nothing; the row is not about this region"),
    N_("nothing; only incidents with explosive weapons are read"),
    N_("nothing; only displacement by conflict is read"),
    N_("give each column one cell"),
    N_("give each column one cell; put cells with commas in quotation marks"),
    N_("give each column one cell, in quotation marks when it needs them"),
    N_("give each column a name in the first row"),
    N_("write each row on one line, with a quotation mark at both ends of a cell or at none"),
    N_("close it, or leave the mark out"),
    N_("save the file as UTF-8"),
    N_("save the file anew"),
    N_("save it anew, or as CSV"),
    N_("put its value in its place; a formula is not worked out here"),
    N_("write it as RFC 7946 says"),
    N_("write one object on the line"),
    N_("give each value a name of its own"),
    N_("leave it out"),
    N_("give a POLYGON of degrees, longitude first, at most 0.1 degrees across, of at most 32 corners"),
    N_("correct the line"),
)
_NOTES = (
    N_("The file names {what}; GeoJSON is always read as WGS 84."),
    N_("The layer names no coordinate system; it was read as WGS 84."),
    N_("The coordinate system {what} is not known; the layer was read as WGS 84."),
    N_("Points were moved from {what} to WGS 84."),
    N_("Features without a point of their own: {n} of {total}; unlocated unless a column says where."),
    N_("Read the layer {name}; not read: {others}."),
    N_("Read the sheet {name}; not read: {others}."),
    N_("Read the list {name}; not read: {others}."),
    N_("Read the list {name}."),
    N_("Read {name} out of the packed file."),
    N_("Hidden sheets are not read: {names}."),
    N_("Row {n} stands above the names of the columns and is no row of the table: {text}."),
    N_("Rows {first} to {last} stand above the names of the columns and are no rows: {text}."),
    N_("The names of the columns stand in two rows, {first} and {last}."),
    N_("What a merged cell says was read in each of its rows, in the first of its columns."),
    N_("Cells are parted by semicolons."),
    N_("Cells are parted by tabs."),
    N_("Cells are parted by vertical bars."),
    N_("Cells are parted by {what}."),
    N_(
        "The text is no UTF-8 and was read as Windows-1256 (Arabic). Look at the names; save the file as "
        "UTF-8 when they are not what they should be."
    ),
    N_(
        "The text is no UTF-8 and was read as {encoding}. Look at the names; save the file as UTF-8 when "
        "they are not what they should be."
    ),
    N_("The text is UTF-16."),
    N_("The first row holds HXL tags and is no row."),
    N_("{column} may have the day first or the month first: the day is taken to be first."),
    N_("{column} has times of another time zone: each counts as the day that it was in Gaza."),
    N_("No column says how fine the points are: each counts as a locality, within 3 km."),
    N_("Not kept: {columns}."),
    N_("No column found for {columns}: every row needs one."),
    N_("The rows are those of {name}, whose terms forbid passing its rows on."),
)
_FIELD = re.compile(r"\\{(\w+)\\}")


def refusal(text: str, words: Words) -> str:
    """Return a reason or an advice of the table of rejects, or what is said of a file, in their language."""
    return text if words.lang == Language.EN else _said(text, words)


@lru_cache(maxsize=2_000)
def _said(text: str, words: Words) -> str:
    for form, message in _forms():
        found = form.fullmatch(text)
        if found:
            cells = found.groupdict()
            if "day" in cells:
                cells["day"] = told_day(cells["day"], words)
            # Names of columns and words of the format keep their own direction among the others.
            return words(message, **{name: f"\u2068{cell}\u2069" for name, cell in cells.items()})
    return text


@cache
def _forms() -> list[tuple[re.Pattern[str], str]]:
    # Those without a field first, then the longer ones: "use {words}" would take in what says more.
    of_files = (*FILES, *DAMAGE, *CLUSTER, *STORIES)
    messages = sorted(
        dict.fromkeys(
            (*_REASONS, *_ADVICE, *_NOTES, *DAYS, *PLACE_SENTENCES, *of_files, *QUESTIONS, *ANSWERS, *ACCOUNT)
        ),
        key=lambda said: ("{" in said, -len(said)),
    )
    return [
        (re.compile(_FIELD.sub(r"(?P<\1>.+)", re.escape(message)), re.DOTALL), message)
        for message in messages
    ]
