"""A story as a page with one map: served light, or as one file that needs no network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geo import __version__
from geo.export.citation import Citation, key_digits, licence_note, one_line, plain
from geo.export.embedded_reports import embedded_reports
from geo.export.page import Sign
from geo.export.preview import Preview, preview_html
from geo.export.single_page import as_policy, inlined, state_in_file
from geo.export.terms import CREDITS, LICENCE, LICENCE_URL
from geo.language import OWN_NAMES, Words, names, words
from geo.layers.card_templates import filled
from geo.layers.generalise import own_geography
from geo.layers.here import MOST_CELLS
from geo.layers.leaflet_options import OPTIONS
from geo.layers.payload import as_literal, as_script_data
from geo.model import Language
from geo.stories.story import in_language
from geo.stories.story_steps import ShownStep, anchor, shown_steps
from geo.stories.story_text import story_html

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from geo.stories.story import Story

STYLES = ("leaflet/leaflet.css", "shelterline.css", "page.css", "story.css")
SCRIPTS = ("leaflet/leaflet.js", "story.js")
_MOST_DESCRIPTION = 300


@dataclass(frozen=True, slots=True)
class StoryRequest:
    """A story that is asked for."""

    story: Story
    key: str
    """Its id; empty for one that is not served, but written by its reader."""
    lang: Language
    site: str
    """Address of the map page, without a query."""
    read_on: date | None = None
    """None for a file, which is the same on every day."""


def story_address(key: str, lang: str = "") -> str:
    """Return the address of a story's page, below that of the map page."""
    return f"/story/{key}{f'?lang={lang}' if lang else ''}"


def story_page(request: StoryRequest) -> bytes:
    """Return the page of a story, HTML in UTF-8.

    Raises: as `shown_steps`.
    """
    steps = shown_steps(request.story, request.lang, request.site)
    data = _data(steps, request.lang)
    for step, said in zip(steps, data["steps"], strict=True):
        query = step.answer.query
        said |= {"here": f"/embed/here?{query}", "whole": step.state.geography}
    data["steps"][0]["state"] = replace(
        steps[0].state, geography=f"/embed/geography.json?{steps[0].answer.query}"
    )
    return _html(request, steps, data).encode()


def story_file(request: StoryRequest) -> bytes:
    """Return a story as one file, HTML in UTF-8, that asks no server for anything.

    Raises: as `shown_steps`.
    """
    steps = shown_steps(request.story, request.lang, request.site, in_file=True)
    data = _data(steps, request.lang)
    for step, said in zip(steps, data["steps"], strict=True):
        said |= {
            "state": state_in_file(
                step.state,
                f"embedded/{step.answer.snapshot.id}",
                # Each step has tiles of its own name: the map keeps those that it has.
                f"embedded/{step.number}/{{z}}/{{x}}/{{y}}",
            ),
            "reports": embedded_reports(step.answer.snapshot, step.answer.view, step.state.n_points),
        }
    return _html(request, steps, data, geographies=_geographies(steps)).encode()


def _geographies(steps: Sequence[ShownStep]) -> dict[str, Any]:
    """Return the outlines that all steps of a snapshot draw, by the name that their states give it."""
    found = {}
    for snapshot in {step.answer.snapshot.id: step.answer.snapshot for step in steps}.values():
        states = [step.state for step in steps if step.answer.snapshot is snapshot]
        found[f"embedded/{snapshot.id}"] = own_geography(snapshot, *states)
    return found


def _data(steps: Sequence[ShownStep], lang: Language) -> dict[str, Any]:
    w = words(lang)
    return {
        "options": OPTIONS,
        "most_cells": MOST_CELLS,
        "steps": [{"state": step.state} for step in steps],
        "words": {
            "now": w("Step {n} of {total}: {title}"),
            "failed": w("What lies here could not be loaded. Try again in a moment."),
            "not_in_file": w("What lies here is not in this file. Open this view on the map."),
        },
    }


def _html(
    request: StoryRequest,
    steps: Sequence[ShownStep],
    data: dict[str, Any],
    geographies: dict[str, Any] | None = None,
) -> str:
    w, lang = words(request.lang), request.lang
    in_file = geographies is not None
    styles, scripts = inlined(STYLES, SCRIPTS) if in_file else ([], [])
    title, title_lang = in_language(request.story.title, lang)
    summary, summary_lang = in_language(request.story.summary, lang)
    signs = _all_signs(steps)
    return filled(
        "story.html",
        w,
        in_file=in_file,
        story_key=request.key,
        # A file leads to the server that made it, a page to itself.
        root=request.site.rstrip("/") if in_file else "",
        title=title,
        title_lang=title_lang,
        summary=story_html(summary, lambda _: "") if summary else "",
        summary_lang=summary_lang,
        counted=w.plural("{n} step", "{n} steps", len(steps)),
        steps=steps,
        anchor=anchor,
        key_page=replace(steps[0].page, signs=signs),
        is_translated=lang in request.story.languages,
        languages=[]
        if in_file
        else [(one, OWN_NAMES[one], story_address(request.key, one)) for one in Language],
        preview_head=preview_html(_preview(request, steps, w), w) if request.key and not in_file else "",
        canonical=request.site.rstrip("/") + story_address(request.key, lang) if request.key else "",
        linked_data=as_script_data(_linked(request, title, steps)),
        snapshots=sorted({step.answer.view.snap for step in steps}),
        citation=plain(_citation(request, title, steps, w), w) if request.key else "",
        licence=w("Licence of the compilation: {licence}.", licence=LICENCE),
        licence_url=LICENCE_URL,
        credits=CREDITS,
        data=as_literal(data),
        geographies=as_literal(geographies or {}),
        styles=styles,
        scripts=scripts,
        policy=as_policy(styles, scripts) if in_file else "",
        software=f"Shelterline {__version__}",
        style_names=STYLES,
        script_names=SCRIPTS,
    )


def _all_signs(steps: Sequence[ShownStep]) -> tuple[tuple[str, tuple[Sign, ...]], ...]:
    """Return the key to the signs of all steps: each once, under its heading."""
    found = dict[str, dict[str, Sign]]()
    for step in steps:
        for head, signs in step.page.signs:
            found.setdefault(head, {}).update({sign.entry.text: sign for sign in signs})
    return tuple((head, tuple(signs.values())) for head, signs in found.items())


def _preview(request: StoryRequest, steps: Sequence[ShownStep], w: Words) -> Preview:
    root = request.site.rstrip("/")
    title, _ = in_language(request.story.title, request.lang)
    summary, _ = in_language(request.story.summary, request.lang)
    return Preview(
        title=title,
        description=one_line(names.plain(summary))[:_MOST_DESCRIPTION],
        url=root + story_address(request.key, request.lang),
        image=f"{root}/export/view.png?{steps[0].answer.query}&size=social",
        image_alt=w("Map: {view}", view=names.plain(steps[0].page.title)),
        locale=w.locale,
        has_oembed=False,
    )


def _linked(request: StoryRequest, title: str, steps: Sequence[ShownStep]) -> dict[str, Any]:
    root = request.site.rstrip("/")
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": title,
        "inLanguage": str(request.lang),
        "license": LICENCE_URL,
        "isBasedOn": [f"{root}{step.map_address}" for step in steps],
    }


def _citation(request: StoryRequest, title: str, steps: Sequence[ShownStep], w: Words) -> Citation:
    digest = key_digits(f"{request.key}/{request.lang}")
    return Citation(
        key=f"shelterline-story-{digest}",
        title=one_line(title),
        snapshot=steps[0].answer.view.snap,
        address=request.site.rstrip("/") + story_address(request.key, request.lang),
        language=str(request.lang),
        note=licence_note(w),
        accessed=request.read_on,
    )
