"""The feed of a view as Atom (RFC 4287)."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from geo import __version__
from geo.export.citation import AUTHOR
from geo.export.view_feed import FeedEntry, ViewFeed

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for, not even escaped."""
ET.register_namespace("", NAMESPACE)
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(feed: ViewFeed, own_address: str) -> bytes:
    """Return the feed as an XML document in UTF-8; `own_address` is where it is to be had."""
    root = ET.Element(f"{{{NAMESPACE}}}feed", {_LANG: str(feed.language)})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", feed.updated)
    _link(root, "self", MEDIA_TYPE, own_address)
    _link(root, "alternate", "text/html", feed.address)
    _text(_child(root, "author"), "name", AUTHOR)
    _text(root, "generator", "Shelterline", version=__version__)
    _text(root, "rights", feed.rights)
    for entry in feed.entries:
        _entry(root, entry)
    ET.indent(root, " ")
    document: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return document + b"\n"


def _entry(root: ET.Element, entry: FeedEntry) -> None:
    element = _child(root, "entry")
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _text(element, "updated", entry.updated)
    _link(element, "alternate", "text/html", entry.address)
    for tag in entry.tags:
        _child(element, "category", term=tag)
    _text(element, "content", entry.html, type="html")


def _link(parent: ET.Element, rel: str, media_type: str, address: str) -> None:
    _child(parent, "link", rel=rel, type=media_type, href=address)


def _text(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    _child(parent, name, **attributes).text = NOT_XML.sub("\ufffd", text)


def _child(parent: ET.Element, name: str, **attributes: str) -> ET.Element:
    clean = {key: NOT_XML.sub("\ufffd", value) for key, value in attributes.items()}
    return ET.SubElement(parent, f"{{{NAMESPACE}}}{name}", clean)
