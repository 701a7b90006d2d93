"""The share panel: the view's link, its embed, its files and its citation."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from urllib.parse import urlencode, urlsplit

import segno
import streamlit as st

from geo import wording
from geo.export.address import public_site
from geo.export.citation import STYLES, Citation, citation_of, plain
from geo.export.embed_code import EmbedOptions, FrameSize, Scheme, embed_code, embed_query
from geo.export.figure.sizes import FIGURE_FORMATS, SHEETS
from geo.export.formats import FORMATS, OF_ROWS, Suffix, path_of
from geo.export.snippets import SNIPPETS
from geo.filters.permalink import following_query, query_string
from geo.language import Words
from geo.queries.view_answer import answer_view
from geo.snapshot.home import home
from geo.snapshot.short_links import NoRoomError, ShortLink, ShortLinkError, can_keep, keep_link
from geo.web.limits import Allowance
from geo.web.token_bucket import TokenBucket
from pages.common import state, story_editor, upload
from pages.common.paths import COMPARE, PAGES

EMBED_SIZES = {"480": (480, 420), "720": (720, 520), "960": (960, 640)}
"""Width and height in pixels, by what the choice is called."""
_SHORTENED = TokenBucket(Allowance(1 / 30, 60))
"""Short links that all readers together may make: 120 in an hour, and 60 at once."""
_PREVIEW_PX = 420
"""The panel is no wider: a larger embed is shown as it looks on a phone."""


def button() -> None:
    """Draw the button; what the panel holds is worked out when the reader opens it."""
    panel(_parts)


Parts = dict[str, tuple[str, Callable[[Words], None]]]
"""What a panel offers: the name of each part, and what draws it."""


def _parts(words: Words) -> Parts:
    return {
        "link": (words("Link"), _link),
        "embed": (words("Embed"), _embed),
        "files": (words("Download"), _files),
        "cite": (words("Cite"), _cite),
        "code": (words("Programs"), _code),
        "story": (words("Story"), _story),
    }


@st.fragment
def panel(offered: Callable[[Words], Parts]) -> None:
    """Draw the button of a panel with other parts."""
    words = state.language()
    panel = st.popover(words("Share"), key="share_button", on_change="rerun")
    if not panel.open:
        return
    parts = offered(words)
    with panel, st.container(key="share"):
        upload.not_shared()
        chosen = st.segmented_control(
            words("What to share"),
            list(parts),
            default="link",
            key="share_part",
            format_func=lambda part: parts[part][0],
            label_visibility="collapsed",
        )
        _, draw = parts[chosen or "link"]
        draw(words)


def address(path: str = "") -> str:
    """Return the address of the view: on this page, or at another path of the site."""
    own = urlsplit(st.context.url or "").path
    return f"{site()}{path or own or '/'}?{urlencode(state.address_parameters())}"


def site() -> str:
    """Return the address of the site, without a slash at its end."""
    parts = urlsplit(st.context.url or "")
    return (public_site() or f"{parts.scheme}://{parts.netloc}/").rstrip("/")


def _title(words: Words) -> str:
    return wording.view_sentence(state.view(), state.snapshot().areas, words)


def link(words: Words, title: str) -> None:
    """Offer the address of the page, as text, in short and as a code; `title` may go before it."""
    st.write(words("This link shows the same view, from the same snapshot."))
    has_title = st.checkbox(words("With a title"), key="share_title")
    whole = address()
    st.code(f"{title}\n{whole}" if has_title else whole, language=None, wrap_lines=True)
    _short_link(words)
    head, alternative = words("QR code"), words("QR code of the link")
    picture = qr_code(whole)
    if not picture:
        st.caption(words("The link is too long for a code that a phone reads. Copy it instead."))
        return
    encoded = base64.b64encode(picture).decode("ascii")
    st.html(
        f"<p class='sl-files'><strong>{escape(head)}</strong><br>"
        f"<img class='sl-qr' alt='{escape(alternative)}' "
        f"src='data:image/svg+xml;base64,{encoded}'></p>"
    )


def _link(words: Words) -> None:
    link(words, _title(words))
    follow = following_query(state.view(), state.snapshot().span)
    forms = {"Atom": f"/feed.atom?{follow}", "JSON Feed": f"/feed.json?{follow}"}
    st.html(links(words("Follow this view: what is added, revised or withdrawn"), forms))
    beside = f"{site()}/{COMPARE}?{query_string(state.view())}"
    st.html(links(words("Beside another view"), {words("Compare"): beside}))


def _short_link(words: Words) -> None:
    """Offer a short link, where this server can keep one; it is kept when the reader asks for it."""
    if not can_keep(home()):
        st.caption(words("This server keeps no short links, for its data may only be read."))
        return
    if not st.button(words("Make a short link"), key="share_short"):
        return
    if not _SHORTENED.take():
        st.caption(words("Too many short links were made in a short time. Copy the whole link instead."))
        return
    page = (urlsplit(st.context.url or "").path).rpartition("/")[2]
    try:
        query = urlencode(state.address_parameters())
        name = keep_link(home(), ShortLink(page if page in PAGES else "", query))
    except NoRoomError:
        st.caption(words("This server has no room for more short links. Copy the whole link instead."))
    except ShortLinkError:
        st.caption(words("This server keeps no short links, for its data may only be read."))
    else:
        st.code(f"{site()}/v/{name}", language=None, wrap_lines=True)


def qr_code(link: str) -> bytes:
    """Return the QR code of a link as SVG; empty when it has more than the 2,953 bytes that go into one."""
    picture = BytesIO()
    try:
        segno.make(link, error="l", micro=False).save(picture, kind="svg", scale=3, border=4, light="white")
    except segno.DataOverflowError:
        return b""
    return picture.getvalue()


def _embed(words: Words) -> None:
    st.write(words("A light page of this view for your own site, with its sources."))
    # The code first, which is what readers came for; what it says is chosen below.
    place = st.container()
    size = st.segmented_control(words("Width in pixels"), list(EMBED_SIZES), default="720", key="share_size")
    width, height = EMBED_SIZES[size or "720"]
    options = _embed_options(words)
    query = embed_query(state.view(), state.snapshot().span, options)
    source, frame = f"{site()}/embed?{query}", FrameSize(width, height)
    code = embed_code(source, _title(words), frame, is_fitted=options.is_fitted)
    place.code(code, language=None, wrap_lines=True)
    if st.toggle(words("Preview"), key="share_preview"):
        st.iframe(f"/embed?{query}", width=min(width, _PREVIEW_PX), height=height)
    st.html(links(words("Without a map"), {words("Text only"): f"/embed?{query}&format=text"}))


def _embed_options(words: Words) -> EmbedOptions:
    data = {"frozen": words("This snapshot, for good"), "live": words("The current data")}
    schemes = {
        Scheme.AUTO: words("As the page around it"),
        Scheme.LIGHT: words("Light"),
        Scheme.DARK: words("Dark"),
    }
    chosen = st.segmented_control(
        words("Data"), list(data), default="frozen", key="share_data", format_func=data.__getitem__
    )
    st.caption(
        words("It follows the data and says so: what readers see will change.")
        if chosen == "live"
        else words("It always shows the same, and says what has changed since.")
    )
    scheme = st.segmented_control(
        words("Colours"),
        list(schemes),
        default=Scheme.AUTO,
        key="share_scheme",
        format_func=schemes.__getitem__,
    )
    is_fitted = st.checkbox(words("Fit its width and height, by a line of script"), key="share_fit")
    return EmbedOptions(chosen == "live", scheme or Scheme.AUTO, is_fitted)


def _files(words: Words) -> None:
    query = query_string(state.view())
    rows = {FORMATS[suffix].label: f"{path_of(suffix)}?{query}" for suffix in OF_ROWS}
    st.html(links(words("Rows of this view"), rows))
    package = {FORMATS[Suffix.ZIP].label: f"{path_of(Suffix.ZIP)}?{query}"}
    st.html(links(words("Package: rows, licence, citation and metadata"), package))
    figures(words, "/export/view", query)
    st.html(
        links(
            words("Addresses of the sources: whether they are there, and archived copies"),
            {"CSV": f"/export/addresses.csv?{query}"},
        )
    )
    page = {"HTML": f"/export/view.html?{query}"}
    st.html(links(words("Offline page (HTML)"), page))


def figures(words: Words, path: str, query: str) -> None:
    """Offer a figure in every size and format; `path` is its address without an ending."""
    for size, sheet in SHEETS.items():
        forms = {
            form.label: f"{path}.{suffix}?{query}&size={size}" for suffix, form in FIGURE_FORMATS.items()
        }
        st.html(links(words("Figure: {size}", size=words(sheet.label)), forms))


def _cite(words: Words) -> None:
    answer = answer_view(state.snapshot(), state.view(), f"{site()}/")
    citation = citation_of(answer, datetime.now(UTC).date())
    cite(words, citation, words("Citation of this view"), query_string(state.view()))


def cite(words: Words, citation: Citation, title: str, query: str) -> None:
    """Offer a citation as text, and as files below a title."""
    st.code(plain(citation, words), language=None, wrap_lines=True)
    st.html(links(title, {style.label: f"/cite.{suffix}?{query}" for suffix, style in STYLES.items()}))


def _story(words: Words) -> None:
    story_editor.draw(words, f"{site()}/")


def _code(words: Words) -> None:
    st.write(words("Code that reads the rows of this view, from the same snapshot on every day."))
    chosen = st.segmented_control(
        words("Program"),
        list(SNIPPETS),
        default="python",
        key="share_program",
        format_func=lambda program: SNIPPETS[program].label,
        label_visibility="collapsed",
    )
    snippet = SNIPPETS[chosen or "python"]
    code = snippet.write(lambda suffix: address(path_of(suffix)))
    # Colours of a language are too pale to be read by all.
    st.code(code, language=None, wrap_lines=True)
    if snippet.is_read_elsewhere:
        st.caption(
            words(
                "Google reads the address from its own machines. A server that only you reach is not found."
            )
        )


def links(title: str, addresses: dict[str, str]) -> str:
    """Return links below a title as HTML; every text escaped."""
    listed = " · ".join(
        f"<a href='{escape(to)}' target='_blank' rel='noopener noreferrer'>{escape(name)}</a>"
        for name, to in addresses.items()
    )
    return f"<p class='sl-files'><strong>{escape(title)}</strong><br>{listed}</p>"
