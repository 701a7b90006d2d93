"""Templates of HTML, filled with values of which each is escaped: the one place that makes HTML of rows."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from geo import wording
from geo.language import Words, names
from geo.layers.assets import address
from geo.model.thing_kinds import thing_address
from geo.wording import exposure_sentences as orders
from geo.wording.address_sentences import address_note


class PageLink(NamedTuple):
    """A text that leads to a page of ours."""

    text: str
    address: str


def is_page_link(cell: object) -> bool:
    """Whether a cell leads to a page of ours."""
    return isinstance(cell, PageLink)


def is_web_address(text: str) -> bool:
    """Whether a text may become a link: http or https with a host, nothing else."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("geo.layers"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["page_link"] = is_page_link
    environment.tests["web_address"] = is_web_address
    environment.filters["named"] = lambda text: Markup(names.html(str(text)))  # noqa: S704 it is escaped
    environment.globals.update(
        link_to=environment.get_template("macros.html").module.link,  # type: ignore[attr-defined]
        asset=address,
        day_of=wording.day_of,
        harm=wording.harm,
        published=wording.published,
        read_at=wording.read_at,
        title=wording.title,
        when=wording.when,
        where=wording.where,
        zone_name=wording.zone_name,
        place=names.place,
        claimant=names.claimant,
        pause_said=names.pause,
        zone_status=wording.zone_status,
        zone_days=wording.zone_days,
        pause_days=wording.pause_days,
        pause_clock=wording.pause_clock,
        kinds=wording.KINDS,
        precisions=wording.PRECISIONS,
        struck=wording.STRUCK,
        responsibilities=wording.RESPONSIBILITIES,
        settings=wording.SETTINGS,
        pause_kinds=wording.PAUSE_KINDS,
        status_title=orders.status_title,
        lead_time=orders.lead_time,
        about_statuses=orders.ABOUT_STATUSES,
        thing_address=thing_address,
        address_note=address_note,
    )
    return environment


_TEMPLATES = _environment()


def filled(template: str, words: Words, **values: object) -> str:
    """Return a template of ours with its values, each escaped; the words are `w` in it."""
    return _TEMPLATES.get_template(template).render(w=words, **values)
