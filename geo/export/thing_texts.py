"""What a page says of each kind of thing; `THINGS` is the register of kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from geo import wording
from geo.charts.claim_columns import claim_columns, differences_said, incident_title
from geo.export import linked_data, thing_views
from geo.export.thing_inputs import ThingInputs, ThingText
from geo.filters.view import View
from geo.geometry.area_around import around_place, around_report, around_zone
from geo.geometry.gazetteer import Area
from geo.language import names
from geo.layers.card_templates import filled
from geo.layers.cards import CardPlace, capped, report_card, zone_card
from geo.model import Language
from geo.model.rows import Row, row_of, rows
from geo.model.thing_kinds import ThingKind
from geo.queries.in_area import statements_in
from geo.queries.incident_statuses import statuses_of_claims, whole_incident
from geo.snapshot.list_order import ListOrder
from geo.snapshot.opened import Snapshot
from geo.snapshot.restricted import names_by_id
from geo.wording.claim_differences import claim_differences
from geo.wording.thing_sentences import PLACE_KINDS, published_sentence, rough_point

_MOST_FURTHER = 60
"""Claims about an incident that are named by their ids when there is no room for them."""
_MOST_TITLE = 90
"""Characters of the title of an incident for which its claims name many places."""


def report_text(key: str, inputs: ThingInputs) -> ThingText | None:
    """Return what is said of a report; None when the snapshot has none of that id."""
    snapshot, words = inputs.snapshot, inputs.words
    report = snapshot.report(key)
    if report is None:
        return None
    says = words("{claimant} says:", claimant=names.claimant(report.claimant, words))
    return ThingText(
        kind=ThingKind.REPORT,
        key=key,
        title=wording.title(report, words),
        description=f"{says} {report.summary} {published_sentence(report, words)}",
        body=report_card(key, snapshot, words, place=CardPlace(most=inputs.most)),
        linked_data=linked_data.report_data(report, inputs),
        view=thing_views.view_of_claims([report], snapshot, words),
        around=around_report(report, snapshot.areas),
        revised_ids=(key,),
        source_address=report.url,
    )


def incident_text(key: str, inputs: ThingInputs) -> ThingText | None:
    """Return the claims about an incident side by side; None when there is no claim."""
    snapshot, words = inputs.snapshot, inputs.words
    comparison = whole_incident(snapshot, key)
    if comparison is None:
        return None
    claims = comparison.claims
    title, listed = _short(incident_title(comparison, words)), claims[: inputs.most]
    counted = words.plural("{n} claim", "{n} claims", len(claims))
    differences = claim_differences(claims, words)
    columns = claim_columns(comparison, differences, snapshot, words)[: inputs.most]
    statuses, comma = statuses_of_claims(snapshot, key), words(", ")
    body = filled(
        "thing_incident.html",
        words,
        title=words("Claims side by side: {incident}", incident=title),
        counted=counted,
        further=[claim.report_id for claim in claims[inputs.most : _MOST_FURTHER]],
        capped=capped(len(claims), inputs.most, words),
        differences=differences_said(differences, words),
        differing={cell.label for column in columns for cell in column.cells if cell.differs},
        columns=list(zip(columns, listed, strict=True)),
        statuses=[(status, *map(comma.join, marks)) for status, *marks in statuses[: inputs.most]],
        snap=snapshot.id,
    )
    return ThingText(
        kind=ThingKind.INCIDENT,
        key=key,
        title=words("Claims side by side: {incident}", incident=title),
        description=words(
            "{claims}. Claims stand side by side. Their figures are never added or averaged.", claims=counted
        ),
        body=body,
        linked_data=linked_data.incident_data(title, listed, inputs),
        view=thing_views.view_of_claims(claims, snapshot, words),
        revised_ids=tuple(claim.report_id for claim in listed),
    )


def _short(title: str) -> str:
    """Return a title with as many of the places that claims name as there is room for."""
    cut = title.rfind(" / ", 0, _MOST_TITLE)
    return f"{title[:cut]} / …" if len(title) > _MOST_TITLE and cut > 0 else title


def zone_text(key: str, inputs: ThingInputs) -> ThingText | None:
    """Return what is said of a zone statement; None when the snapshot has none of that id."""
    snapshot, words = inputs.snapshot, inputs.words
    if key not in snapshot.zones.index:
        return None
    zone = row_of(snapshot.zones, key)
    status = f"{wording.zone_status(zone, words)}, {wording.zone_days(zone, words)}"
    return ThingText(
        kind=ThingKind.ZONE,
        key=key,
        title=f"{wording.zone_name(zone, words)} · {status}",
        description=" ".join(
            (
                published_sentence(zone, words),
                words("A status repeats what its issuer said. It is not a finding about the place."),
            )
        ),
        body=zone_card(key, snapshot, words, place=CardPlace(most=inputs.most)),
        linked_data=linked_data.zone_data(zone, inputs),
        view=thing_views.view_of_zone(zone, snapshot, words),
        around=around_zone(zone, snapshot.areas),
        revised_ids=(key,),
        source_address=zone.url,
    )


def source_text(key: str, inputs: ThingInputs) -> ThingText | None:
    """Return who a source is and what the snapshot has of it; None when it has no source of that id."""
    snapshot, words = inputs.snapshot, inputs.words
    sources = snapshot.tables["sources"]
    if key not in sources.index:
        return None
    source, view = row_of(sources, key), thing_views.view_of_source(key, snapshot, words)
    zones = snapshot.zones[snapshot.zones["publisher"] == source.name]
    counted = words.plural("{n} report", "{n} reports", snapshot.facet("source_id").get(key, 0))
    facts = (
        (words("Kind"), words(wording.SOURCE_KINDS[source.kind]), ""),
        (words("Country"), words.country(source.country) if source.country else "", ""),
        (words("Reports"), counted, ""),
        (words("Licence"), source.licence or words("not stated"), "en" if source.licence else ""),
        (words("Caveat"), source.caveat, "en"),
    )
    return ThingText(
        kind=ThingKind.SOURCE,
        key=key,
        title=names.claimant(source.name, words),
        description=" · ".join((words(wording.SOURCE_KINDS[source.kind]), counted)),
        body=_listed(
            _Listing(
                title=names.claimant(source.name, words),
                facts=facts,
                address=source.home_url,
                note=words("This source’s terms do not allow giving its rows to others.")
                if key in names_by_id(sources)
                else "",
                zone_ids=list(zones.index),
            ),
            view,
            inputs,
        ),
        linked_data=linked_data.source_data(source, inputs),
        view=view,
    )


def place_text(key: str, inputs: ThingInputs) -> ThingText | None:
    """Return what an area or a place of the gazetteer is called and which reports are of it."""
    snapshot, places = inputs.snapshot, inputs.snapshot.tables["places"]
    place = row_of(places, key) if key in places.index else None
    # The gazetteer has a row for most areas, for the names: the area's page is one.
    pcode = next((code for code in (key, key.upper()) if code in snapshot.areas), "")
    if pcode and (place is None or place.kind in {"country", "territory", "governorate", "district"}):
        return _area_text(pcode, inputs)
    return None if place is None else _gazetteer_text(place, inputs)


def _area_text(pcode: str, inputs: ThingInputs) -> ThingText:
    snapshot, words = inputs.snapshot, inputs.words
    area = snapshot.areas[pcode]
    title, view = wording.area_name(area, words), thing_views.view_of_area(area, snapshot, words)
    others = [name for name in area.names.values() if name and name != names.plain(title)]
    around = _area(area.parent, snapshot)
    facts = (
        (words("Kind"), words(PLACE_KINDS.get(area.level, area.level)), ""),
        (words("Code"), pcode, ""),
        (words("Also called"), _names_said(others, inputs), ""),
        (words("Outline"), area.basis, "en"),
    )
    return ThingText(
        kind=ThingKind.PLACE,
        key=pcode,
        title=title,
        description=_counted(view, inputs),
        body=_listed(
            _Listing(
                title=title,
                facts=facts,
                around=around,
                zone_ids=[i for i in snapshot.zones.index if i in statements_in(snapshot, pcode)],
            ),
            view,
            inputs,
        ),
        linked_data=linked_data.place_data(pcode, [names.plain(title), *others], None, inputs),
        view=view,
    )


def _gazetteer_text(place: Row, inputs: ThingInputs) -> ThingText:
    snapshot, words = inputs.snapshot, inputs.words
    view = thing_views.view_of_place(place, snapshot, words)
    own = {lang: getattr(place, f"name_{lang}") for lang in Language}
    title = own[words.lang] or place.name_en
    others = [name for name in (*own.values(), *place.alt_names.split(";")) if name and name != title]
    others = list(dict.fromkeys(others))
    is_known = place.lat == place.lat
    around = _area(place.pcode, snapshot)
    facts = (
        (words("Kind"), words(PLACE_KINDS.get(place.kind, place.kind)), ""),
        (words("Also called"), _names_said(others, inputs), ""),
        (words("Where"), rough_point(place.lat, place.lon, words) if is_known else "", ""),
        (words("Read at"), place.read_at, "en"),
    )
    return ThingText(
        kind=ThingKind.PLACE,
        key=place.place_id,
        title=names.isolated(title, words.lang),
        description=_counted(view, inputs),
        body=_listed(
            _Listing(
                title=names.isolated(title, words.lang),
                facts=facts,
                around=around,
                note=words("These are reports whose text names the place, in any of its spellings."),
            ),
            view,
            inputs,
        ),
        linked_data=linked_data.place_data(
            place.place_id, [title, *others], (place.lat, place.lon) if is_known else None, inputs
        ),
        view=view,
        around=around_place(place.lat, place.lon) if is_known else None,
        revised_ids=(),
    )


def _area(pcode: str, snapshot: Snapshot) -> Area | None:
    return snapshot.areas[pcode] if pcode in snapshot.areas else None  # noqa: SIM401 areas are no mapping


def _names_said(said: Sequence[str], inputs: ThingInputs) -> str:
    return inputs.words.listed([names.isolated(name, inputs.words.lang) for name in said[: inputs.most]])


def _counted(view: View, inputs: ThingInputs) -> str:
    shown = inputs.snapshot.counts(view).shown
    return inputs.words.plural("{n} report on the map", "{n} reports on the map", shown)


@dataclass(frozen=True, slots=True)
class _Listing:
    """What stands above the lists of a source or a place."""

    title: str
    facts: Sequence[tuple[str, str, str]]
    """Name, value, and language of a value that is not ours."""
    address: str = ""
    around: Area | None = None
    note: str = ""
    zone_ids: Sequence[str] = ()


def _listed(head: _Listing, view: View, inputs: ThingInputs) -> str:
    """Return a page that lists the newest reports of a view, and the newest of some zone statements."""
    snapshot, words = inputs.snapshot, inputs.words
    ids, shown = snapshot.listed(view, ListOrder(), inputs.most), snapshot.counts(view).shown
    zones = snapshot.zones.loc[list(head.zone_ids)].iloc[::-1].iloc[: inputs.most]
    return filled(
        "thing_listing.html",
        words,
        head=head,
        around=wording.area_name(head.around, words) if head.around else "",
        counted=_counted(view, inputs),
        reports=snapshot.titles(ids),
        reports_capped=capped(shown, inputs.most, words),
        zones=list(rows(zones)),
        zones_capped=capped(len(head.zone_ids), inputs.most, words),
        snap=snapshot.id,
    )


THINGS: Mapping[ThingKind, Callable[[str, ThingInputs], ThingText | None]] = {
    ThingKind.REPORT: report_text,
    ThingKind.INCIDENT: incident_text,
    ThingKind.ZONE: zone_text,
    ThingKind.SOURCE: source_text,
    ThingKind.PLACE: place_text,
}
"""What makes the text of each kind of thing."""
