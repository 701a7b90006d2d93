"""The plan of a reader's own file as a form: questions, then how each subject is read, then other columns."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from geo.filters.kinds import KINDS
from geo.filters.precisions import PRECISIONS
from geo.filters.struck import STRUCK
from geo.ingest import uploads as reading
from geo.language import N_
from geo.layers import cards
from geo.model import DatePrecision
from geo.snapshot.tables import DAY, SCHEMA
from geo.tabular.questions import Subject
from geo.wording.refusals import refusal
from pages.common.widgets import heading, notice, plain

if TYPE_CHECKING:
    from collections.abc import Mapping as Dict

    from geo.ingest.uploads import UploadPreview
    from geo.language import Words
    from geo.tabular.mapping import MappedField, Mapping
    from geo.tabular.plan import Example, Plan, PlanLine
    from geo.tabular.questions import Question, Reply

FIRST = {
    "event_start": N_("First day"),
    "event_end": N_("Last day"),
    "time_from": N_("Time of day"),
    "time_to": N_("Time of day, to"),
    "place_name": N_("Place"),
    "lat": N_("Latitude"),
    "lon": N_("Longitude"),
    "location_precision": N_("Location precision"),
    "radius_m": N_("Radius in metres"),
    "area_pcode": N_("Area (p-code)"),
    "kind": N_("Kind of strike"),
    "killed_min": N_("Killed, lowest figure"),
    "killed_max": N_("Killed, highest figure"),
    "injured_min": N_("Injured, lowest figure"),
    "injured_max": N_("Injured, highest figure"),
    "summary": N_("Summary"),
    "published_date": N_("Date of publication"),
    "report_id": N_("Id of the row"),
}
"""Documented columns that can be changed, by what they are called."""
FIXED = {"claimant": N_("Claimant"), "publisher": N_("Published by"), "url": N_("Address")}
"""Those for which one text may stand for all rows."""
SUBJECTS = {
    Subject.DAY: N_("When"),
    Subject.PLACE: N_("Where"),
    Subject.SOURCE: N_("Who says so"),
    Subject.KIND: N_("What happened"),
    Subject.HARM: N_("Killed and injured"),
    Subject.ID: N_("Id"),
}
_LABELS = {
    "kind": {str(kind): label for kind, label in KINDS.items()},
    "location_precision": {str(precision): label for precision, label in PRECISIONS.items()},
    "struck": STRUCK,
    "date_precision": {
        DatePrecision.DAY: N_("to the day"),
        DatePrecision.RANGE: N_("between two days"),
        DatePrecision.MONTH: N_("to the month"),
        DatePrecision.UNKNOWN: N_("day unknown"),
    },
}
"""By documented column, its words as they are shown."""
_MAX_TEXT = 300
MOST_COLUMNS = 60
"""Columns of a file that its first rows are shown with."""
_PLANNED, _NONE = "\0planned", ""


def draw(looked: UploadPreview, words: Words) -> Mapping | None:
    """Draw the plan of a file; return its mapping in the run in which the reader agrees to it."""
    plan = looked.plan
    if plan.questions:
        plan = _questions(plan, words)
    heading(words("How this file is read"))
    for note in looked.notes:
        notice(refusal(note, words))
    st.html(_table(plan, words))
    with st.expander(words("The first rows of the file")):
        sample = reading.sample(looked)
        st.html(cards.table(words("The first rows of the file"), sample.iloc[:, :MOST_COLUMNS], words))
        if len(sample.columns) > MOST_COLUMNS:
            shown, total = words.number(MOST_COLUMNS), words.number(len(sample.columns))
            st.caption(words("The first {n} of {total} columns.", n=shown, total=total))
    with st.form("own_mapping", border=False):
        columns, constants = _others(looked, plan, words)
        is_agreed = st.form_submit_button(words("Show this file on the map"), type="primary", key="own_agree")
    if not is_agreed:
        return None
    if plan.needed:
        notice(
            words.plural(
                "{n} question is open. Answer it above, so that nothing is misread.",
                "{n} questions are open. Answer them above, so that nothing is misread.",
                len(plan.needed),
            )
        )
        return None
    return reading.agreed(looked, plan, columns, constants)


def _questions(plan: Plan, words: Words) -> Plan:
    """Ask what is open, and return the plan with what has been answered."""
    heading(words("Questions first"))
    said = words("What the file leaves open is not guessed. Each answer changes the plan below.")
    st.html(f"<p class='sl-plain'>{escape(said)}</p>")
    with st.container(key="own_questions", gap="small"):
        for question in plan.questions:
            answer = _asked(question, words)
            if answer is not None:
                plan = plan.answered(question, answer)
    return plan


def _asked(question: Question, words: Words) -> Reply | None:
    key = f"own_question_{question.key}"
    asks = plain(refusal(question.text, words))
    if question.typed:
        text = st.text_input(asks, max_chars=_MAX_TEXT, key=key).strip()
        return question.with_text(text) if text else None
    places = range(len(question.answers))
    # A question that may stay open has an answer already: the one that holds until somebody gives another.
    first = next((n for n in places if question.answers[n] == question.until), None)
    examples = " | ".join(f"\u2068{text[:80]}\u2069" for text in question.examples)
    chosen = st.radio(
        asks,
        places,
        index=first,
        format_func=lambda n: plain(refusal(question.answers[n].text, words)),
        key=key,
    )
    if examples:
        said = words("For example: {examples}", examples=examples)
        st.html(f"<p class='sl-caveat'>{escape(said)}</p>")
    return None if chosen is None else question.answers[chosen]


def _table(plan: Plan, words: Words) -> str:
    heads = (words("Says"), words("Column of the file"), words("In the file → as read"), words("Rows"))
    head = "".join(f"<th scope='col'>{escape(text)}</th>" for text in heads)
    rows = "".join(_row(line, words) for line in plan.lines() if line.subject in SUBJECTS)
    label = escape(words("How each column is read"))
    return (
        f"<div class='sl-plan-part' tabindex='0' role='region' aria-label='{label}'><table class='sl-plan'>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(line: PlanLine, words: Words) -> str:
    columns = ", ".join(f"<bdi>{escape(column)}</bdi>" for column in line.columns)
    nothing = escape(words("nothing"))
    arrow = "←" if words.lang.direction == "rtl" else "→"
    shown = "".join(
        f"<li>{f'<bdi>{escape(one.theirs)}</bdi> {arrow} ' if one.theirs else ''}"
        f"{_told(one, words) or nothing}</li>"
        for one in line.examples
    )
    read = words("{n} of {total}", n=words.number(line.n_read), total=words.number(line.n_rows))
    return (
        f"<tr><th scope='row'>{escape(words(SUBJECTS[line.subject]))}</th>"
        f"<td>{columns or escape(words('no column'))}</td><td><ul>{shown}</ul></td>"
        f"<td>{escape(read)}</td></tr>"
    )


def _told(example: Example, words: Words) -> str:
    """Return what is read of an example as HTML, days and words of lists in the reader's language."""
    texts = dict.fromkeys(_in_words(column, cell, words) for column, cell in example.ours)
    return " · ".join(f"<bdi>{escape(text)}</bdi>" for text in texts)


def _in_words(column: str, cell: str, words: Words) -> str:
    labels = _LABELS.get(column, {})
    if cell in labels:
        return words(labels[cell])
    if column == "radius_m":
        return words("{n} m", n=cell)
    if SCHEMA["reports"][column] == DAY:
        with suppress(ValueError):
            return words.day(date.fromisoformat(cell))
    return cell


def _others(looked: UploadPreview, plan: Plan, words: Words) -> tuple[dict[str, str], dict[str, str]]:
    """Offer other columns, and texts for all rows; return what the reader changed."""
    constants: dict[str, str] = {}
    chosen: dict[str, str] = {}
    fields = plan.agreed().fields
    asks = words(
        "A report says who asserts it and where it was published. Choose a column, or write one text for all "
        "rows."
    )
    st.html(f"<p class='sl-plain'>{escape(asks)}</p>")
    boxes = st.columns(len(FIXED))
    for box, (ours, called) in zip(boxes, FIXED.items(), strict=True):
        chosen[ours] = _choice(box, ours, words(called), looked.columns, fields, words)
        constants[ours] = box.text_input(
            words("{column}, for all rows", column=words(called)),
            fields[ours].constant if ours in fields else "",
            max_chars=_MAX_TEXT,
            key=f"own_fixed_{ours}",
        )
    with st.expander(words("Read other columns")):
        boxes = st.columns(4)
        for place, (ours, called) in enumerate(FIRST.items()):
            chosen[ours] = _choice(boxes[place % 4], ours, words(called), looked.columns, fields, words)
    return {ours: theirs for ours, theirs in chosen.items() if theirs != _PLANNED}, constants


def _choice(  # noqa: PLR0913, PLR0917 a box and what stands in it
    box: object,
    ours: str,
    called: str,
    columns: tuple[str, ...],
    fields: Dict[str, MappedField],
    words: Words,
) -> str:
    planned = " + ".join(fields[ours].columns) if ours in fields else ""

    def told(column: str) -> str:
        if column == _PLANNED:
            return words("as planned: {column}", column=planned) if planned else words("no column")
        return column or words("no column")

    options = [_PLANNED, *([_NONE] if planned else []), *columns]
    return box.selectbox(called, options, format_func=told, key=f"own_map_{ours}")
