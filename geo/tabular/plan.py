"""The plan of how a foreign file is read: for each subject which column serves, how, and what is still open.

A plan is shown and agreed to before anything is taken in. Its lines come from the mapping alone, put to the
first rows of the file: they show what would come in, and not what somebody meant.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from geo.tabular.apply import apply
from geo.tabular.guess import guessed
from geo.tabular.questions import Answer, Question, Subject

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

_COLUMNS: Dict[Subject, tuple[str, ...]] = {
    Subject.DAY: ("event_start", "event_end", "date_precision", "time_from", "time_to", "published_date"),
    Subject.PLACE: (
        *("lat", "lon", "place_name", "area_pcode", "location_precision"),
        *("radius_m", "location_note"),
    ),
    Subject.SOURCE: ("source_id", "publisher", "claimant", "url", "relayed_by", "read_at"),
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
    ours: str


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

    def answered(self, question: Question, answer: Answer) -> Plan:
        """Return the plan with an answer to one of its questions."""
        others = tuple(one for one in self.questions if one != question)
        return replace(self, mapping=answer.put_into(self.mapping), questions=others)

    def accepting(self, columns: frozenset[str]) -> Plan:
        """Return the plan with every question answered of which all columns are to stay unread."""
        plan = self
        for question in self.questions:
            if set(question.columns) <= columns:
                plan = plan.answered(question, Answer("", unread=question.columns))
        return plan

    def to_agree(self) -> Mapping:
        """Return the mapping with the questions that are open, to be written and corrected."""
        asked = tuple(_as_line(question) for question in self.questions)
        return replace(self.mapping, open=asked)

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
    """Return the first plan of a file; `known` are the rows of the table `sources`, by id."""
    mapping, questions = guessed(foreign.columns, foreign.first, foreign.name, known)
    if len(foreign.parts) > 1:
        mapping = replace(mapping, part=foreign.part)
    return Plan(foreign.name, mapping, questions, foreign.first, areas)


def _as_line(question: Question) -> str:
    answers = " / ".join(answer.text for answer in question.answers)
    return f"{question.key}: {question.text} {answers}"


def _licence(mapping: Mapping) -> tuple[Example, ...]:
    said = mapping.source.get("licence", "")
    return (Example("", said),) if said else ()


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
            examples[shown] = Example(_cut(shown), _cut(_told(subject, ours)))
    return PlanLine(subject, columns, tuple(examples.values()), n_read, rows.num_rows)


def _cut(text: str) -> str:
    return text if len(text) <= _CUT else text[: _CUT - 1].rstrip() + "…"


def _told(subject: Subject, said: dict[str, str]) -> str:
    """Return what a row says of a subject, in the words of the documented columns."""
    match subject:
        case Subject.DAY:
            start, end = said["event_start"], said["event_end"]
            days = start if end in {"", start} else f"{start} – {end}"
            times = " – ".join(text for text in (said["time_from"], said["time_to"]) if text)
            return ", ".join(text for text in (days, times, said["date_precision"]) if text)
        case Subject.PLACE:
            point = ", ".join(text for text in (said["lat"], said["lon"]) if text)
            radius = said["radius_m"] and f"{said['radius_m']} m"
            parts = (said["place_name"], point, said["area_pcode"], said["location_precision"], radius)
            return " · ".join(text for text in parts if text)
        case _:
            return " · ".join(dict.fromkeys(text for text in said.values() if text))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_place(said: dict[str, str]) -> bool:
    try:
        return bool(said["area_pcode"]) or (abs(float(said["lat"])) <= 90 and abs(float(said["lon"])) <= 180)
    except ValueError:
        return False


_IS_READ: Dict[Subject, Callable[[dict[str, str]], bool]] = {
    Subject.DAY: lambda said: _is_day(said["event_start"]),
    Subject.PLACE: _is_place,
    Subject.SOURCE: lambda said: bool(said["publisher"] and said["claimant"] and said["url"]),
    Subject.KIND: lambda said: said["kind"] not in {"", "unspecified"},
    Subject.HARM: lambda said: any(text.isdigit() for text in said.values()),
    Subject.ID: lambda said: bool(said["report_id"]),
}
"""Whether a row says something of a subject that can be taken in."""
