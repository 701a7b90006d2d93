"""The page of one thing: light and without any script. `geo.export.thing_texts` says what it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from geo import wording
from geo.export.citation import STYLES, Citation, key_digits, licence_note, one_line
from geo.export.preview import Preview, preview_html
from geo.export.terms import CREDITS, LICENCE, LICENCE_URL
from geo.export.thing_inputs import ThingInputs, ThingText
from geo.export.thing_texts import THINGS
from geo.export.thing_views import view_around
from geo.filters.permalink import query_string
from geo.language import OWN_NAMES, Words, names
from geo.layers.card_templates import filled
from geo.layers.cards import history
from geo.layers.payload import as_script_data
from geo.model import Change
from geo.model.rows import Row, rows
from geo.model.thing_kinds import ThingKind, thing_address
from geo.queries.thing_history import HistoryStep, ThingDifference, steps_of, thing_difference
from geo.snapshot.differences import FieldDifference
from geo.snapshot.ledger_search import LedgerQuery
from geo.snapshot.lineage import Dated
from geo.snapshot.opened import Snapshot
from geo.wording import thing_sentences
from geo.wording.address_sentences import cited_copy

MOST_BYTES = 30_000
"""Of a page, its style sheet not counted: lists are cut until it holds."""
_MOST_ROWS = (40, 24, 14, 10, 7, 5, 3, 1)
"""Rows of each list, the most first."""
_MOST_CELL = 300
"""Characters of a cell in a history: an outline may have thousands."""
_MOST_DESCRIPTION = 300
_NO_KEY = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Of which snapshot a page is asked for, in which language, where and when."""

    snapshot: Snapshot
    """Without what may not be given to others."""
    dated: Dated
    current: Snapshot | None
    """None when the page shows the current data; else these, without what may not be given to others."""
    words: Words
    site: str
    """Address of the map page, without a query."""
    read_on: date


class Step(NamedTuple):
    """One difference as the template shows it."""

    said: str
    fields: tuple[tuple[str, str, str], ...]
    """Column, before, now."""
    claims: tuple[tuple[str, str, str], ...]
    """What became of a report, its id, and the snapshot that has it."""


def thing_page(kind: ThingKind, key: str, asked: PageRequest) -> bytes | None:
    """Return the page, HTML in UTF-8; None when the snapshot has no such thing."""
    page, steps = b"", None
    for most in _MOST_ROWS:
        inputs = ThingInputs(asked.snapshot, asked.words, asked.site, most)
        made = THINGS[kind](key, inputs)
        if made is None:
            return None
        steps = steps_of(kind, made.key, asked.snapshot) if steps is None else steps
        page = _html(made, inputs, asked, steps).encode()
        if len(page) <= MOST_BYTES:
            break
    return page


def _html(thing: ThingText, inputs: ThingInputs, asked: PageRequest, steps: Sequence[HistoryStep]) -> str:
    words, root = inputs.words, inputs.site.rstrip("/")
    cited = thing_citation(thing, inputs, asked.read_on)
    return filled(
        "thing.html",
        words,
        preview_head=preview_html(_preview(thing, inputs), words),
        canonical=root + thing_address(thing.kind, thing.key, lang=words.lang),
        languages=[(lang, name, _address(thing, inputs, lang)) for lang, name in OWN_NAMES.items()],
        alternates=[(lang, root + thing_address(thing.kind, thing.key, lang=lang)) for lang in OWN_NAMES],
        linked_data=as_script_data({"@context": "https://schema.org", **thing.linked_data}),
        body=thing.body,
        map_address=f"/?{query_string(thing.view)}",
        around_address=_around(thing, inputs),
        since=_since(thing, inputs, asked),
        steps=[_step(step, inputs) for step in steps],
        ledger=_ledger(thing, inputs),
        citations=[(style.label, style.write(cited, words)) for style in STYLES.values()],
        dated=thing_sentences.dated_said(asked.dated, words),
        licence=words("Licence of the compilation: {licence}.", licence=LICENCE),
        licence_url=LICENCE_URL,
        credits=CREDITS,
    )


def _around(thing: ThingText, inputs: ThingInputs) -> str:
    if thing.around is None:
        return ""
    return f"/?{query_string(view_around(thing.view, thing.around, inputs.snapshot))}"


def _address(thing: ThingText, inputs: ThingInputs, lang: str) -> str:
    return thing_address(thing.kind, thing.key, inputs.snapshot.id, lang)


def thing_citation(thing: ThingText, inputs: ThingInputs, read_on: date | None = None) -> Citation:
    """Return the citation of a page, which names its snapshot."""
    snap = inputs.snapshot.id
    digest = key_digits(f"{thing.kind}/{thing.key}")
    return Citation(
        key=f"shelterline-{snap}-{_NO_KEY.sub('-', str(thing.kind))}-{digest}",
        title=one_line(names.plain(thing.title)),
        snapshot=snap,
        address=inputs.pinned(thing.kind, thing.key),
        language=str(inputs.words.lang),
        note=licence_note(inputs.words),
        accessed=read_on,
        source=one_line(cited_copy(thing.source_address, inputs.words)),
    )


def _preview(thing: ThingText, inputs: ThingInputs) -> Preview:
    root, words = inputs.site.rstrip("/"), inputs.words
    said = one_line(names.plain(thing.description))
    return Preview(
        title=names.plain(thing.title),
        description=said if len(said) <= _MOST_DESCRIPTION else f"{said[: _MOST_DESCRIPTION - 1]}…",
        url=inputs.pinned(thing.kind, thing.key),
        image=f"{root}/export/view.png?{query_string(thing.view)}&size=social",
        image_alt=words("Map: {view}", view=names.plain(thing.title)),
        locale=words.locale,
    )


class Since(NamedTuple):
    """What the current data say otherwise of a thing that is shown as it was."""

    said: str
    step: Step | None
    address: str
    """Of the page with the current data; empty when it has no such thing."""


def _since(thing: ThingText, inputs: ThingInputs, asked: PageRequest) -> Since | None:
    if asked.current is None:
        return None
    words, now = inputs.words, asked.current
    found = thing_difference(thing.kind, thing.key, inputs.snapshot, now)
    said = (
        thing_sentences.shown_snapshot_said(asked.dated, words),
        thing_sentences.since_said(found, words),
    )
    is_gone = found is not None and found.change is Change.WITHDRAWN
    address = "" if is_gone else thing_address(thing.kind, thing.key, lang=words.lang)
    return Since(" ".join(said), _shown(found, "", now.id, inputs) if found else None, address)


def _step(step: HistoryStep, inputs: ThingInputs) -> Step:
    said = thing_sentences.step_said(step, inputs.words)
    return _shown(step.difference, said, inputs.snapshot.id, inputs)


def _shown(difference: ThingDifference, said: str, snap: str, inputs: ThingInputs) -> Step:
    """Return a difference for the template; `snap` names the snapshot to which its reports lead."""
    words = inputs.words
    claims = tuple(
        (words(wording.CHANGES[change]), report_id, "" if change is Change.WITHDRAWN else snap)
        for change, report_id in difference.claims[: inputs.most]
    )
    return Step(said, tuple(_cells(difference.fields, words)), claims)


def _cells(fields: Sequence[FieldDifference], words: Words) -> list[tuple[str, str, str]]:
    return [(field.name, _cell(field.before, words), _cell(field.now, words)) for field in fields]


def _cell(value: object, words: Words) -> str:
    text = words("not stated") if value is None else str(value)
    return text if len(text) <= _MOST_CELL else f"{text[:_MOST_CELL]}…"


def _ledger(thing: ThingText, inputs: ThingInputs) -> str:
    """Return what the intake wrote down of a thing, as HTML; empty when it wrote nothing."""
    if not inputs.snapshot.ledger_rows("revisions"):
        return ""
    ledger, found = inputs.snapshot.ledger_of("revisions"), list[Row]()
    for report_id in thing.revised_ids:
        left = inputs.most - len(found)
        found += rows(ledger.page(LedgerQuery(report_id=report_id), left)) if left > 0 else ()
    total = sum(ledger.count(LedgerQuery(report_id=each)) for each in thing.revised_ids)
    if not total:
        return ""
    words = inputs.words
    capped = words("The first {n} of {total}.", n=words.number(len(found)), total=words.number(total))
    return history(found, words, more=capped if len(found) < total else "")
