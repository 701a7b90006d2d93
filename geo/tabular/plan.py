"""The plan of how a foreign file is read: for each subject which column serves, how, and what is still open.

A plan is shown and agreed to before anything is taken in. Its lines come from the mapping alone, put to the
first rows of the file: they show what would come in, and not what somebody meant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.connectors.toolkit.cells import degrees
from geo.model.errors import SourceError
from geo.tabular.apply import apply
from geo.tabular.day_forms import fits
from geo.tabular.guess import guessed
from geo.tabular.questions import Question, Reply, Subject, not_used

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping as Dict

    import pyarrow as pa

    from geo.connectors.toolkit.contract import SourceRows
    from geo.geometry.gazetteer import Areas
    from geo.tabular.mapping import Mapping
    from geo.tabular.opening import Foreign

N_EXAMPLES = 3
_CUT = 60
_UNSAID = {"struck": "unspecified", "responsibility": "not_stated"}
"""Words of columns that say nothing."""
_ENDS = {
    "event_start": "event_end",
    "time_from": "time_to",
    "killed_min": "killed_max",
    "injured_min": "injured_max",
    "strikes_min": "strikes_max",
    "report_id": "incident_key",
}
"""Columns of a range, by the first of them."""

_COLUMNS: Dict[Subject, tuple[str, ...]] = {
    Subject.DAY: ("event_start", "event_end", "date_precision", "time_from", "time_to"),
    Subject.PLACE: (
        *("lat", "lon", "place_name", "area_pcode", "location_precision"),
        *("radius_m", "location_note"),
    ),
    Subject.SOURCE: ("publisher", "claimant", "published_date", "url", "relayed_by", "read_at"),
    Subject.KIND: ("kind", "struck", "direction_claimed", "responsibility", "summary"),
    Subject.HARM: (
        *("killed_min", "killed_max", "injured_min", "injured_max"),
        *("strikes_min", "strikes_max"),
    ),
    Subject.ID: ("report_id", "incident_key", "contained_in"),
}
"""By subject, the documented columns that say it."""


@dataclass(frozen=True, slots=True)
class Example:
    """What stands in a row of the file, and what it is read as."""

    theirs: str
    ours: tuple[tuple[str, str], ...]
    """What is read, as documented columns with their cells."""

    @property
    def told(self) -> str:
        """What is read, in the words of the documented columns."""
        return " · ".join(dict.fromkeys(cell for _, cell in self.ours))


@dataclass(frozen=True, slots=True)
class PlanLine:
    """How one subject is read."""

    subject: Subject
    columns: tuple[str, ...]
    """Of the file; empty where no column serves."""
    examples: tuple[Example, ...]
    """Up to three, each of another cell."""
    n_read: int
    """Rows among the first of the file in which it can be read."""
    n_rows: int
    """How many these are."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is read, with what is open."""

    name: str
    mapping: Mapping
    questions: tuple[Question, ...]
    """What nobody has answered."""
    first: SourceRows
    """The first rows of the file, as they came."""
    areas: Areas | None = None

    def answered(self, question: Question, answer: Reply) -> Plan:
        """Return the plan with an answer to one of its questions."""
        others = tuple(one for one in self.questions if one != question)
        return replace(self, mapping=answer.put_into(self.mapping), questions=others)

    def leaving(self, columns: frozenset[str]) -> Plan:
        """Return the plan with every question answered of which all columns are to stay unread."""
        plan = self
        for question in self.questions:
            if question.columns and set(question.columns) <= columns:
                plan = plan.answered(question, not_used(*question.columns))
        return plan

    @property
    def needed(self) -> tuple[Question, ...]:
        """The questions without whose answer nothing is taken in."""
        return tuple(question for question in self.questions if question.until is None)

    def agreed(self) -> Mapping:
        """Return the mapping for a file of which no needed question is open."""
        plan = self
        for question in self.questions:
            if question.until is not None:
                plan = plan.answered(question, question.until)
        return plan.mapping

    def to_correct(self) -> Mapping:
        """Return the mapping with the questions that are open, to be written down and corrected."""
        asked = tuple(
            f"{question.key}: {question.text} {' / '.join(answer.text for answer in question.answers)}"
            for question in self.needed
        )
        return replace(self.agreed(), open=asked)

    def lines(self) -> tuple[PlanLine, ...]:
        """Return how each subject is read, in the order of `Subject`."""
        rows = apply(self.mapping, self.first, self.areas).texts
        skipped = len(self.first.lines) - rows.num_rows
        texts = self.first.texts.slice(skipped)
        licence = PlanLine(Subject.LICENCE, (), _licence(self.mapping), rows.num_rows, rows.num_rows)
        found = (_line(subject, self.mapping, texts, rows) for subject in _COLUMNS)
        return (*found, licence if licence.examples else replace(licence, n_read=0))


def plan_of(
    foreign: Foreign, known: Dict[str, Dict[str, str]] | None = None, areas: Areas | None = None
) -> Plan:
    """Return the first plan of a file; `known` are the rows of the table `sources`, by id.

    Raises SourceError when it has no rows.
    """
    if not len(foreign.first.lines) and not foreign.first.bad:
        raise SourceError(f"{foreign.name} names its columns and has no rows; expected a row for each report")
    mapping, questions = guessed(foreign.columns, foreign.first, foreign.name, known, foreign.licence)
    if len(foreign.parts) > 1:
        mapping = replace(mapping, part=foreign.part)
    return Plan(foreign.name, mapping, questions, foreign.first, areas)


def _licence(mapping: Mapping) -> tuple[Example, ...]:
    said = mapping.source.get("licence", "")
    return (Example("", (("licence", said),)),) if said else ()


def _line(subject: Subject, mapping: Mapping, texts: pa.RecordBatch, rows: pa.RecordBatch) -> PlanLine:
    fields = [mapping.fields[ours] for ours in _COLUMNS[subject] if ours in mapping.fields]
    columns = tuple(dict.fromkeys(c for one in fields for c in one.columns if c in texts.schema.names))
    theirs = texts.select(list(columns)).to_pylist() if columns else [{}] * rows.num_rows
    said = rows.select(list(_COLUMNS[subject])).to_pylist()
    is_read = _IS_READ[subject]
    examples: dict[str, Example] = {}
    n_read = 0
    for cells, ours in zip(theirs, said, strict=True):
        n_read += is_read(ours)
        shown = " · ".join(cell.strip() for cell in cells.values() if cell.strip())
        if len(examples) < N_EXAMPLES and (shown or not columns) and shown not in examples:
            examples[shown] = Example(_cut(shown), _said(subject, ours))
    return PlanLine(subject, columns, tuple(examples.values()), n_read, rows.num_rows)


def _cut(text: str) -> str:
    return text if len(text) <= _CUT else text[: _CUT - 1].rstrip() + "…"


def _said(subject: Subject, said: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what a row says of a subject: no word that says nothing, no second end that is the first."""
    cells = {name: said[name] for name in _COLUMNS[subject] if said[name] not in {"", _UNSAID.get(name)}}
    for first, last in _ENDS.items():
        if cells.get(first) == cells.get(last):
            cells.pop(last, None)
    return tuple((name, _cut(cell)) for name, cell in cells.items())


def _is_place(said: dict[str, str]) -> bool:
    has_point = degrees(said["lat"]) is not None and degrees(said["lon"]) is not None
    return bool(said["area_pcode"]) or has_point


_IS_READ: Dict[Subject, Callable[[dict[str, str]], bool]] = {
    Subject.DAY: lambda said: fits(said["event_start"], ""),
    Subject.PLACE: _is_place,
    Subject.SOURCE: lambda said: bool(said["publisher"] and said["claimant"] and said["url"]),
    Subject.KIND: lambda said: said["kind"] not in {"", "unspecified"},
    Subject.HARM: lambda said: any(text.isdigit() for text in said.values()),
    Subject.ID: lambda said: bool(said["report_id"]),
}
"""Whether a row says something of a subject that can be taken in."""
