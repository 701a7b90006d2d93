"""Why a foreign file is not read, and what to do; `geo.wording.refusals` tells it in other languages."""

from __future__ import annotations

from geo.language import N_

FILES = (
    N_("{name} is larger than {n} MB; `shelterline ingest` reads it"),
    N_("{name} has more than {n} rows; `shelterline ingest` reads it"),
    N_("{name} is larger than {n} bytes; {advice}"),
    N_("{name} is empty; expected a line that names the columns"),
    N_("{name} line {n} {what}; expected a line that names the columns"),
    N_("{name} has no columns; expected a header and rows"),
    N_("{name} names its columns and has no rows; expected a row for each report"),
    N_("{name} is no text; save its rows as CSV, XLSX or GeoJSON"),
    N_("{name} has several tables with rows: {others}"),
    N_("{name} cannot be read: {what}"),
    N_("{name} cannot be read as {form}: {what}"),
    N_("{name} cannot be read as {form}; save it anew, or as CSV"),
    N_("{name} cannot be read as {form}; save the layer anew, or as CSV"),
    N_("{name} is no JSON: {what}"),
    N_("{name} is no JSON: it holds a number of thousands of digits; write it as a text"),
    N_("{name} is no JSON: it ends before it is whole; fetch or save it again"),
    N_("{name} is no JSON: from line {n} on it holds something more; fetch or save it again"),
    N_("{name} is no JSON: line {n} is not written as JSON is; fetch or save it again"),
    N_("{name} is no JSON: line {n} has bytes that are no text; save the file as UTF-8"),
    N_("{name} names {key} twice in one object; give each value a name of its own"),
    N_("{name} is JSON of a single value; expected a list of objects, or GeoJSON"),
    N_("{name} is JSON without rows; expected a list of objects that is not empty, or GeoJSON"),
    N_("{name} is a list of something else than objects; save it as CSV with a header"),
    N_("{name} is TopoJSON, which is not read; save it as GeoJSON"),
    N_("{name} is a {kind} alone, without a day or a source; expected GeoJSON with a list of features"),
    N_("{name} has no rows: its list is empty"),
    N_("{name} has no features, and so no rows"),
    N_("{name} has no list {part}; it has {others}"),
    N_("{name} has no lists, and the mapping names the list {part}"),
    N_(
        "{name} names EPSG:4326, and its points seem to have latitude first; write longitude first, as "
        "GeoJSON has it"
    ),
    N_(
        "{name} has a time without a day, {text}, which would be read as the first day of it; write first "
        "and last day as begin and end"
    ),
    N_(
        "{name} has no names of columns: row {n} holds the {kind} {text}, as the rows below do; put a row of "
        "names above it"
    ),
    N_("{name} is a PDF, which holds no rows; ask its publisher for the table"),
    N_("{name} has rows only in hidden sheets: {others}; show the sheet that holds the table"),
    N_("{name} is a packed file; unpack it, or give it the ending .xlsx when it is a workbook"),
    N_("{name} is a packed file that is damaged; pack or fetch it again"),
    N_("{name} is a packed file without a table that can be read; it holds {others}"),
    N_("{name} is a packed file with several tables: {others}; unpack it and give one of them"),
    N_("{name} is locked with a password; unpack it, and give what is inside"),
    N_("{name} is an archive of files; unpack it, and give the one with the table"),
    N_("{name} holds a packed file inside a packed file; unpack it"),
    N_("{name} unpacks to more than {n} bytes; unpack it before it is read"),
    N_("{name} unpacks to more than {n} times its size and is not read"),
    N_("{name} is no collection of features; expected GeoJSON with a list of features"),
    N_("{name} is a database and no GeoPackage"),
    N_("{name} declares entities, which no KML needs"),
    N_("{name} has no layer"),
    N_("{name} has no layer {part}; it has {others}"),
    N_("{name} has no layers, and the mapping names the layer {part}"),
    N_("{name} has no sheet with rows"),
    N_("{name} has more than {n} merged cells; take the merging back"),
    N_("{name} has no sheet {part}; it has {others}"),
    N_("{name} has no sheets, and the mapping names the sheet {part}"),
    N_("{name} is a workbook of an old form; save it as .xlsx or as CSV"),
    N_("{name} is XML or HTML; expected one of {forms}"),
    N_("{name} is not what its ending says; save it anew, or as CSV"),
    N_("{name} would unpack to {n} bytes; at most {most} are read"),
    N_("{name}: {part} unpacks to {n} times its size and is not read"),
    N_("{name}: {part} declares entities, which no workbook needs"),
    N_("{name} declares entities, which no workbook needs"),
    N_("{name} has {n} bytes of text; at most {most} are read"),
    N_("{name} unpacks to {n} rows, {size} bytes in one group; at most {most} and {most_bytes} are read"),
    N_("{name} has more than {n} MB of text; `shelterline ingest` reads it"),
    N_("{name} is a file of the form {form}; expected one of {forms}"),
    N_("{name} has {n} columns; at most {most} are read: leave out those that say nothing of a report"),
    N_(
        "{name} has a cell in the column {column} of row {n}; at most {most} columns are read: delete what "
        "stands beside the table"
    ),
    N_("{name} is no JSON of a map: it is nested deeper than {n} levels"),
    N_("{name} has {n} layers; at most {most} are read"),
    N_("{name} has more than {n} tables and indexes"),
    N_("{name} has the view {part}; a view is a program and is not run: save its rows as a table"),
    N_("{name} has the trigger {part}, which is a program; save the layer anew"),
    N_("{name} has the virtual table {part}, which is a program; save its rows as a plain table"),
    N_("{name} has the generated column {column}, which is a program; save the layer {part} anew"),
    N_(
        "{name} takes more than {n} MB of memory to read; make it smaller or save it as CSV; if you trust "
        "whoever made it, `shelterline ingest --trust` reads it"
    ),
    N_(
        "{name} takes more than {n} seconds of processor time to read; make it smaller or save it as CSV; if "
        "you trust whoever made it, `shelterline ingest --trust` reads it"
    ),
    N_(
        "{name} is not read within {n} seconds; make it smaller or save it as CSV; if you trust whoever made "
        "it, `shelterline ingest --trust` reads it"
    ),
    N_("Reading {name} broke off ({what}): it is damaged, or made to do harm; save it anew, or as CSV"),
)
