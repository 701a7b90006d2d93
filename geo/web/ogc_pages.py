"""OGC API - Features for people: each document as a page without script, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from geo.export.feature_collections import COLLECTIONS, FeatureCollection
from geo.export.feature_query import Feature
from geo.export.terms import LICENCE, LICENCE_URL
from geo.export.thing_page import MOST_BYTES
from geo.language import OWN_NAMES
from geo.layers.card_templates import filled
from geo.model import Language
from geo.snapshot.tables import KEYS
from geo.web.ogc_documents import CONFORMS_TO, Document, ItemsPage, Link, OgcSite

POLICY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
"""No script and no connection: a style sheet of ours, and an icon that is in the page."""
_COLUMNS = (
    *("event_start", "event_end", "as_of_date", "valid_from", "valid_to", "start", "end"),
    *(
        "image_from",
        "image_to",
        "kind",
        "status",
        "measure",
        "name",
        "name_en",
        "place_name",
        "area",
        "area_name",
    ),
    *("location_precision", "strikes_min", "strikes_max", "killed_min", "killed_max", "injured_min"),
    *("injured_max", "people_min", "people_max", "value_min", "value_max", "structures"),
    *("claimant", "issued_by", "announced_by", "publisher", "published_date"),
)
"""Columns that a list shows, where a collection has them; the page of an item has all."""
_MOST_CELL = 300
"""Characters of a cell of a list."""
MOST_ROWS = 100
"""Items of a page at the most, however light they are."""


@dataclass(frozen=True)
class OgcPage:
    """What the template shows; texts are plain, and escaped when shown."""

    title: str
    snapshot: str
    licence: str
    languages: Sequence[tuple[str, str, str]]
    """Language, what it calls itself, and the address of the same page in it."""
    head: Sequence[tuple[str, str, str]]
    """Relation, address and media type of links for programs."""
    sentences: Sequence[str] = ()
    facts: Sequence[tuple[str, str, str]] = ()
    """Name, value, and the language of a value that is not ours: then the name is that of a column."""
    lists: Sequence[tuple[str, Sequence[tuple[str, str, str]]]] = ()
    """Heading, and address, text and note of each link."""
    columns: Sequence[str] = ()
    rows: Sequence[tuple[str, str, Sequence[str]]] = field(default_factory=tuple)
    """Address and id of each item, and its cells."""
    licence_url: str = LICENCE_URL


def listed(document: Document, here: OgcSite) -> str:
    """Return the landing page."""
    w, data = here.words, _links(document)
    ways = [
        (here.address("/collections"), w("Collections"), ""),
        (here.address("/api"), w("Description of the interface"), ""),
        (here.address("/conformance"), w("What it conforms to"), ""),
    ]
    of_each = [(here.address(f"/collections/{c.id}/items"), w(c.title), "") for c in COLLECTIONS.values()]
    return _filled(
        here,
        "",
        str(document["title"]),
        data,
        sentences=[str(document["description"])],
        lists=[("", ways), (w("Items"), of_each)],
    )


def conformance(here: OgcSite) -> str:
    """Return the page of what this conforms to."""
    ways = [(name, name, "") for name in CONFORMS_TO]
    return _filled(here, "/conformance", here.words("What it conforms to"), (), lists=[("", ways)])


def collections(here: OgcSite) -> str:
    """Return the page that lists the collections."""
    w = here.words
    ways = [
        (here.address(f"/collections/{each.id}"), w(each.title), w(each.description))
        for each in COLLECTIONS.values()
    ]
    return _filled(here, "/collections", w("Collections"), (), lists=[("", ways)])


def collection(found: FeatureCollection, document: Document, here: OgcSite) -> str:
    """Return the page of a collection."""
    w, path = here.words, f"/collections/{found.id}"
    ways = [
        (here.address(f"{path}/items"), w("Items as a page"), ""),
        (here.address(f"{path}/items", f="json"), w("Items as GeoJSON"), ""),
        (here.address(f"{path}/queryables"), w("Filters"), ""),
        (here.address("/collections"), w("Collections"), ""),
    ]
    if found.id == "reports":
        ways.append((here.address(f"{path}/tiles"), w("Vector tiles"), ""))
    return _filled(
        here,
        path,
        w(found.title),
        _links(document),
        sentences=[w(found.description)],
        facts=[(w("Geometry"), w(found.geometry), ""), (w("Days"), w(found.time), "")],
        lists=[("", ways)],
    )


def light_items(page: ItemsPage, features: Sequence[Feature]) -> str:
    """Return a page of as many of some items as a light page has room for; the next begins after them."""
    n = len(features)
    while True:
        shown = replace(page.asked, limit=n) if n else page.asked
        made = items(replace(page, asked=shown), features[:n])
        n_bytes = len(made.encode())
        if n_bytes <= MOST_BYTES or n <= 1:
            return made
        n = max(1, min(n - 1, n * MOST_BYTES // n_bytes))


def items(page: ItemsPage, features: Sequence[Feature]) -> str:
    """Return a page of the items of a collection; `features` are those on it."""
    found, asked, here, links, n = page.collection, page.asked, page.site, page.links, page.n
    w, path = here.words, f"/collections/{found.id}"
    columns = [name for name in _COLUMNS if name in found.schema.names]
    first = asked.offset + 1
    said = w(
        "Items {first} to {last} of {n}.",
        first=w.number(first),
        last=w.number(asked.offset + len(features)),
        n=w.number(n),
    )
    ways = [(str(each["href"]), str(each["title"]), "") for each in links if each["rel"] in {"next", "prev"}]
    ways += [
        (_as_json(links), w("This document as JSON"), ""),
        (here.address(path), w(found.title), w(found.description)),
    ]
    rows = [
        (
            here.address(f"{path}/items/{quote(each.id, safe='')}"),
            each.id,
            [_cell(each.properties[name])[:_MOST_CELL] for name in columns],
        )
        for each in features
    ]
    return _filled(
        here,
        f"{path}/items",
        w(found.title),
        links,
        sentences=[said if features else w("There is no such item.")],
        lists=[("", ways)],
        columns=[KEYS[found.id], *columns] if rows else (),
        rows=rows,
        asked=page,
    )


def item(found: FeatureCollection, feature: Feature, links: Sequence[Link], here: OgcSite) -> str:
    """Return the page of one item with all its cells."""
    w, path = here.words, f"/collections/{found.id}"
    page = [
        (str(each["href"]), str(each["title"]), "")
        for each in links
        if each["rel"] == "alternate" and "/ogc/" not in str(each["href"])
    ]
    ways = [
        *page,
        (_as_json(links), w("This document as JSON"), ""),
        (here.address(path), w(found.title), ""),
    ]
    shape = feature.shape.geom_type if feature.shape is not None else w("none")
    cells = [(name, _cell(value), "en") for name, value in feature.properties.items() if _cell(value)]
    return _filled(
        here,
        f"{path}/items/{quote(feature.id, safe='')}",
        f"{w(found.title)} · {feature.id}",
        links,
        facts=[(w("Geometry"), shape, ""), *cells],
        lists=[("", ways)],
    )


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _links(document: Document) -> Sequence[Link]:
    found = document["links"]
    return found if isinstance(found, list) else ()


def _as_json(links: Iterable[Link]) -> str:
    return next(str(each["href"]) for each in links if "f=json" in str(each["href"]))


def _filled(here: OgcSite, path: str, title: str, links: Iterable[Link], **said: object) -> str:
    """Return a page; `asked` gives its address in other languages where it is one of many items."""
    w, asked = here.words, said.pop("asked", None)

    def in_language(lang: Language) -> str:
        return asked.address(lang=lang) if isinstance(asked, ItemsPage) else here.address(path, lang=lang)

    others = [each for each in links if each["rel"] != "self"]
    page = OgcPage(
        title=title,
        snapshot=here.snapshot.id,
        licence=w("Licence of the compilation: {licence}.", licence=LICENCE),
        languages=[(lang, OWN_NAMES[lang], in_language(lang)) for lang in Language],
        head=[(str(each["rel"]), str(each["href"]), str(each["type"])) for each in others],
        **said,  # type: ignore[arg-type]
    )
    return filled("ogc.html", w, page=page)
