"""Stories that come with the program: their list, a page for each, and each as a file."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from geo import __version__
from geo.export.preview import Preview, preview_html
from geo.language import N_, OWN_NAMES, words
from geo.layers.card_templates import filled
from geo.model.errors import ShelterlineError
from geo.stories.shipped import shipped_stories
from geo.stories.story import in_language
from geo.stories.story_file import write_story
from geo.stories.story_page import StoryRequest, story_address, story_file, story_page
from geo.stories.story_text import story_html
from geo.web.export_limits import FIGURES
from geo.web.negotiation import Content, as_file, page_content, send, version_of
from geo.web.problem_pages import asked_language, problem_page
from geo.web.status import NotFoundError, public_reason, status_of
from geo.web.view_request import site
from geo.wording.refusals import refusal

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from geo.language import Words
    from geo.stories.story import Story

STORIES_PATH = "/stories"
_FORMS = ("html", "toml")
_FIXED = "base-uri 'none'; form-action 'none'"
_PLAIN = f"default-src 'none'; style-src 'self'; img-src 'self' data:; {_FIXED}"
_WITH_MAP = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    f"img-src 'self' data:; {_FIXED}"
)
"""Scripts and answers of our own only."""
_ABOUT = N_("Pinned views with a text. Each figure in a text leads to the row that carries it.")


def stories(request: Request) -> Response:
    """Answer the list of the stories, in the language of `lang`."""
    w = words(asked_language(request))
    root = site(request).rstrip("/")
    address = f"{STORIES_PATH}?lang={w.lang}"
    title = w("Stories")
    preview = Preview(title, w(_ABOUT), f"{root}{address}", image="", image_alt="", locale=w.locale)
    body = filled(
        "stories.html",
        w,
        title=title,
        about=w(_ABOUT),
        preview_head=preview_html(preview, w),
        canonical=f"{root}{address}",
        languages=[(lang, name, f"{STORIES_PATH}?lang={lang}") for lang, name in OWN_NAMES.items()],
        stories=[_listed(key, story, w) for key, story in shipped_stories().items()],
    )
    return send(request, page_content(body.encode(), _PLAIN))


def _listed(key: str, story: Story, w: Words) -> dict[str, object]:
    title, title_lang = in_language(story.title, w.lang)
    summary, summary_lang = in_language(story.summary, w.lang)
    return {
        "address": story_address(key, w.lang),
        "title": title,
        "title_lang": title_lang,
        "summary": story_html(summary, lambda _: ""),
        "summary_lang": summary_lang,
        "counted": w.plural("{n} step", "{n} steps", len(story.steps)),
    }


def story(request: Request) -> Response:
    """Answer the page of one story, in the language of `lang`; other parameters are ignored."""
    key, lang = str(request.path_params["key"]), asked_language(request)
    found = shipped_stories().get(key)
    if found is None:
        return _unknown(words(lang))
    try:
        made = story_page(StoryRequest(found, key, lang, site(request), datetime.now(UTC).date()))
    except ShelterlineError as error:
        w = words(lang)
        said = (w("This story cannot be shown"), refusal(public_reason(error), w))
        return problem_page(status_of(error), w, _PLAIN, said, [_way(w)])
    return send(request, page_content(made, _WITH_MAP))


def _unknown(w: Words) -> Response:
    said = (w("This story cannot be shown"), w("There is no story of this name here."))
    return problem_page(HTTPStatus.NOT_FOUND, w, _PLAIN, said, [_way(w)])


def _way(w: Words) -> tuple[str, str]:
    return f"{STORIES_PATH}?lang={w.lang}", w("All stories")


def story_as_file(request: Request) -> Response:
    """Answer a story as one page that needs no network, or as the file that it is written in.

    Raises NotFoundError when there is no story of the `id`, or no such form; SnapshotError when a snapshot of
    it does not open.
    """
    form, key = str(request.path_params["form"]), request.query_params.get("id", "")
    if form not in _FORMS:
        raise NotFoundError(f"there is no story .{form[:20]}; expected one of {', '.join(_FORMS)}")
    found = shipped_stories().get(key)
    if found is None:
        raise NotFoundError(f"there is no story id={key[:40]!r}; {STORIES_PATH} lists them")
    asked = StoryRequest(found, key, asked_language(request), site(request))
    written = write_story(found)
    content = Content(
        "text/html" if form == "html" else "application/toml",
        (lambda: story_file(asked)) if form == "html" else written,
        version_of(__version__, form, key, asked.lang, asked.site, hashlib.sha256(written).hexdigest()),
        is_same_bytes=False,
        workers=FIGURES,
        headers={**as_file(f"shelterline-story-{key}.{form}"), "Content-Security-Policy": _PLAIN},
    )
    return send(request, content)


def story_addresses() -> list[str]:
    """Return the addresses of the list and of every story, below that of the map page."""
    return [STORIES_PATH, *map(story_address, shipped_stories())]
