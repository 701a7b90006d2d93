"""The preview of a link in messengers and search engines: title, sentence and picture."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from geo import wording
from geo.filters.permalink import following_query
from geo.language import Words
from geo.layers.card_templates import filled
from geo.queries.view_answer import ViewAnswer

WIDTH_PX, HEIGHT_PX = 1200, 630
"""Size of the picture: that of a figure of size `social`."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Open Graph's words for a view; every text is plain."""

    title: str
    description: str
    url: str
    """Absolute address of the page."""
    image: str
    """Absolute address of the figure of the view; empty when there is no view to show."""
    image_alt: str
    locale: str
    feed: str = ""
    """Address of the feed of the view; empty where there is none."""
    has_oembed: bool = True
    """Whether the page can be put into a page of others."""

    @property
    def oembed(self) -> str:
        """Address of what an editor's program needs to embed the page; empty where it cannot be."""
        root = self.image.rpartition("/export/")[0]
        return f"{root}/oembed?{urlencode({'url': self.url})}" if self.image and self.has_oembed else ""


def preview_of(answer: ViewAnswer, path: str) -> Preview:
    """Return the preview of a view at a path below the map page's address."""
    counts, query, words, root = answer.counts, answer.query, answer.words, answer.site.rstrip("/")
    title = wording.view_sentence(answer.view, answer.snapshot.areas, words)
    sentences = (
        wording.shown_sentence(counts.shown, answer.snapshot.total, words),
        wording.not_shown_sentence(counts.reasons, words),
        words("Every figure is its claimant’s; none is added up."),
    )
    return Preview(
        title=title,
        description=" · ".join(sentences),
        url=f"{root}{path}?{query}",
        image=f"{root}/export/view.png?{query}&size=social",
        image_alt=words("Map: {view}", view=title),
        locale=words.locale,
        feed=f"{root}/feed.atom?{following_query(answer.view, answer.snapshot.span)}",
    )


def preview_without_view(sentence: str, url: str, words: Words) -> Preview:
    """Return the preview of an address whose view cannot be shown, with the reason."""
    return Preview("Shelterline", sentence, url, image="", image_alt="", locale=words.locale)


def preview_html(preview: Preview, words: Words) -> str:
    """Return the preview as elements of a page's head, escaped, title first."""
    return filled("preview.html", words, preview=preview, width=WIDTH_PX, height=HEIGHT_PX)
