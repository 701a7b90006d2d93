"""Whose rows they are: publisher, claimant, address, ids and terms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from geo.connectors.toolkit.cells import source_row
from geo.snapshot.restricted import RESTRICTED_LICENCE
from geo.tabular.account import UNATTRIBUTED
from geo.tabular.file_source import own_source
from geo.tabular.file_terms import keeper_of, licence_in
from geo.tabular.mapping import MappedField
from geo.tabular.questions import Question, Reply, SettledFields, Subject, not_used
from geo.tabular.sample import Sample

OURS = ("source_id", "publisher", "claimant", "url", "report_id")
"""The documented columns that are settled here."""
_SOME = 0.3
"""Share of the cells of a column that must be addresses for it to be asked about."""


def find(
    sheet: Sample,
    fields: Mapping[str, MappedField],
    known: Mapping[str, Mapping[str, str]],
    licence: str = "",
) -> tuple[SettledFields, dict[str, str], bool]:
    """Return the fields of `OURS`, the row of the table `sources`, and whether the file's name made it.

    `fields` is what names proposed, `known` the rows of that table that there are, by id, `licence` what
    stands beside the table.
    """
    found = {ours: fields[ours] for ours in OURS if ours in fields}
    notes: list[str] = []
    questions: list[Question] = []
    _find_address(sheet, fields, found)
    # Where a cell is empty, as where there is no column, nobody is named.
    named = found.get("claimant", MappedField(why="no column says who asserts it"))
    found["claimant"] = replace(named, constant=named.constant or UNATTRIBUTED)
    keeper = keeper_of(sheet)
    if keeper:
        found["source_id"] = MappedField()
        notes.append(f"The rows are those of {keeper.publisher}, whose terms forbid passing its rows on.")
    source: dict[str, str] = {}
    if keeper:
        source = source_row(keeper)
    elif sheet.name and not found.get("source_id"):
        source = own_source(sheet.name, known)
    if source:
        no_publisher = "no column names a publisher: the file itself"
        found.setdefault("publisher", MappedField(constant=sheet.name, why=no_publisher))
    questions += _about_ids(sheet, found, source, is_kept_back=keeper is not None)
    if not found.get("url"):
        questions.append(_NO_ADDRESS)
    if source and not keeper and source["source_id"] not in known:
        said = licence_in(sheet)
        if said and said.is_known:
            source["licence"] = said.name
            notes.append(f"{said.column!r} states the licence {said.name}.")
        elif licence:
            source["licence"] = licence
            notes.append(f"A sheet beside the table states the licence {licence}.")
        else:
            questions.append(_licence(sheet.name, said.said if said else ""))
    return SettledFields(found, tuple(questions), tuple(notes)), source, bool(source and not keeper)


def left(sheet: Sample, columns: Sequence[str], fields: Mapping[str, MappedField]) -> tuple[Question, ...]:
    """Return a question for each of the columns that nothing uses and that could say whose rows they are."""
    if fields.get("url", MappedField()).column:
        return ()
    return tuple(
        Question(
            Subject.SOURCE,
            (column,),
            f"Was the report of each row published at the address in {column!r}?",
            (Reply("Yes.", {"url": MappedField(column)}), not_used(column)),
            tuple(sheet.distinct(column)[:3]),
        )
        for column in columns
        if sheet.share(column, _is_address) >= _SOME
    )


def _find_address(sheet: Sample, fields: Mapping[str, MappedField], found: dict[str, MappedField]) -> None:
    """Find the column of addresses; one that is called a source and holds addresses is that."""
    if "url" not in found:
        named = [ours for ours in ("publisher", "claimant") if ours in found]
        for ours in named:
            if sheet.mostly(found[ours].column, _is_address):
                found["url"] = replace(found.pop(ours), why="by what stands in its cells")
                return
        used = {column for one in {**fields, **found}.values() for column in one.columns}
        such = [c for c in sheet.columns if c not in used and sheet.mostly(c, _is_address)]
        if len(such) == 1:
            found["url"] = MappedField(such[0], why="by what stands in its cells")


def _about_ids(
    sheet: Sample, found: dict[str, MappedField], source: Mapping[str, str], *, is_kept_back: bool
) -> list[Question]:
    """Settle the column of ids; return a question when its ids stand in several rows that differ."""
    ids = found.get("report_id", MappedField())
    if not ids:
        return []
    texts = sheet.texts(ids.column)
    prefix = f"{source['source_id']}-" if source else ""
    if source and (is_kept_back or all(text.isdigit() for text in texts)):
        # A bare number is the id of something else in another file.
        found["report_id"] = replace(ids, prefix=prefix)
    if is_kept_back or not _names_several(sheet, ids.column):
        return []
    found["report_id"] = MappedField()
    of_event = {"incident_key": replace(ids, prefix=prefix)}
    unless = not_used(ids.column)
    return [
        Question(
            Subject.ID,
            (ids.column,),
            f"An id in {ids.column!r} stands in several rows that differ. Does it name the event?",
            (Reply("Yes: rows with the same id speak of the same event.", of_event), unless),
            tuple(text for text, n in Counter(texts).most_common(3) if n > 1),
            until=unless,
        )
    ]


def _names_several(sheet: Sample, column: str) -> bool:
    """Whether rows with the same cell in a column differ in another one."""
    rows = zip(*(sheet.cells[name] for name in sheet.columns), strict=True)
    seen: dict[str, tuple[str, ...]] = {}
    ids = iter(sheet.cells[column])
    return any(seen.setdefault(said, row) != row for said, row in zip(ids, rows, strict=True) if said)


def _licence(name: str, said: str) -> Question:
    kept_back = {"licence": RESTRICTED_LICENCE}
    return Question(
        Subject.LICENCE,
        (),
        f"Nothing in {name} says under which terms its rows may be passed on. May they?",
        (
            Reply("No, or nobody knows: they are kept to this server.", source=kept_back),
            Reply("Yes: they are free of rights.", source={"licence": "public domain"}),
            Reply("Yes, if the source is named (CC BY 4.0).", source={"licence": "CC BY 4.0"}),
            Reply("Yes, under the same terms (CC BY-SA 4.0).", source={"licence": "CC BY-SA 4.0"}),
        ),
        (said,) if said else (),
        until=Reply("they are kept to this server.", source=kept_back),
    )


_NO_ADDRESS = Question(
    Subject.SOURCE,
    (),
    "No column gives the address at which the reports were published. What is it?",
    (),
    typed="url",
)


def _is_address(text: str) -> bool:
    return re.match(r"https?://\S+$", text) is not None
