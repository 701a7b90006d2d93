"""The grammar of RFC 4287 (appendix B) as a table, and what its prose adds: what a validator would refuse."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
ANY = 10**9
_META = {
    "author": (0, ANY),
    "category": (0, ANY),
    "contributor": (0, ANY),
    "link": (0, ANY),
    "rights": (0, 1),
}
CHILDREN = {
    "feed": {
        **_META,
        **dict.fromkeys(("id", "title", "updated"), (1, 1)),
        **dict.fromkeys(("generator", "icon", "logo", "subtitle"), (0, 1)),
        "entry": (0, ANY),
    },
    "entry": {
        **_META,
        **dict.fromkeys(("id", "title", "updated"), (1, 1)),
        **dict.fromkeys(("content", "published", "source", "summary"), (0, 1)),
    },
    "author": {"name": (1, 1), "uri": (0, 1), "email": (0, 1)},
}
"""How often each element may stand in another; one that is not named has text alone."""
ATTRIBUTES = {
    "link": {"href", "rel", "type", "hreflang", "title", "length"},
    "category": {"term", "scheme", "label"},
    "content": {"type", "src"},
    "generator": {"uri", "version"},
    **{name: {"type"} for name in ("title", "subtitle", "rights", "summary")},
}
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def faults(document: bytes) -> list[str]:
    """Everything in a document that the standard forbids."""
    root = ET.fromstring(document)  # noqa: S314 a document of the test's own
    found = [] if root.tag == f"{ATOM}feed" else [f"the root is {root.tag}"]
    found += _in_element(root)
    ids = Counter(entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry"))
    found += [f"two entries are {name}" for name, n in ids.items() if n > 1]
    has_author = root.find(f"{ATOM}author") is not None
    for entry in root.iter(f"{ATOM}entry"):
        if not has_author and entry.find(f"{ATOM}author") is None:
            found.append("nobody is the author of an entry")
        if entry.find(f"{ATOM}content") is None and not _links(entry, "alternate"):
            found.append("an entry has neither content nor an address")
    for holder in (root, *root.iter(f"{ATOM}entry")):
        kinds = Counter((link.get("type"), link.get("hreflang")) for link in _links(holder, "alternate"))
        found += [f"two alternates of one kind: {kind}" for kind, n in kinds.items() if n > 1]
    if len(_links(root, "self")) != 1:
        found.append("a feed should name itself once")
    return found


def _links(holder: ET.Element, rel: str) -> list[ET.Element]:
    return [link for link in holder.findall(f"{ATOM}link") if link.get("rel", "alternate") == rel]


def _in_element(element: ET.Element) -> Iterator[str]:
    name = element.tag.removeprefix(ATOM)
    allowed = CHILDREN.get("author" if name == "contributor" else name, {})
    counts = Counter(child.tag.removeprefix(ATOM) for child in element)
    yield from (f"{name} holds {child}" for child in counts if child not in allowed)
    for child, (least, most) in allowed.items():
        if not least <= counts[child] <= most:
            yield f"{name} holds {counts[child]} of {child}"
    known = ATTRIBUTES.get(name, set())
    yield from (
        f"{name} has the attribute {each}"
        for each in element.attrib
        if each not in known and each not in {f"{XML}lang", f"{XML}base"}
    )
    text = element.text or ""
    if name == "id" and not urlsplit(text).scheme:
        yield f"{text!r} is no address"
    if name in {"updated", "published"} and not (_DATE.fullmatch(text) and datetime.fromisoformat(text)):
        yield f"{text!r} is no time of RFC 3339"
    if name == "link" and urlsplit(element.get("href", "")).scheme not in {"http", "https"}:
        yield f"a link leads to {element.get('href')!r}"
    if name == "category" and not element.get("term"):
        yield "a category has no term"
    if element.get("type") not in {None, "text", "html", "xhtml"} and name != "link":
        yield f"{name} is of type {element.get('type')!r}"
    for child in element:
        yield from _in_element(child)
