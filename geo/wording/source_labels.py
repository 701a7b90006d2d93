"""What sources and groups of sources are called where a reader chooses among them."""

from __future__ import annotations

from geo.filters.source_groups import SourceGroup, SourceGroups
from geo.language import N_, Words, names, words
from geo.model import Language
from geo.model.rows import rows
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot
from geo.wording import SOURCE_KINDS

_NO_COUNTRY = N_("country not stated")


@per_snapshot
def source_groups(snapshot: Snapshot) -> SourceGroups:
    """Group the sources of a snapshot that have a report."""
    return SourceGroups.of(rows(snapshot.tables["sources"]), snapshot.facet("source_id"))


@per_snapshot
def source_labels(snapshot: Snapshot, lang: Language) -> dict[str, str]:
    """Return what each source and each whole group is called, by id or key, in the order of offering.

    Each says its group, so that a search for a kind or a country finds it, and its number of reports.
    """
    said, groups = words(lang), source_groups(snapshot)
    counts, own = snapshot.facet("source_id"), snapshot.tables["sources"]["name"]
    several = {group.kind for group in groups.groups if group.country}
    labels = {}
    for option, group in groups.options():
        where = _group_name(group, said, has_countries=group.kind in several)
        if option == group.key:
            labels[option] = said.plural(
                "All of {group}: {n} source ({reports})",
                "All of {group}: {n} sources ({reports})",
                len(group.ids),
                group=where,
                reports=said.number(sum(counts[i] for i in group.ids)),
            )
        else:
            labels[option] = f"{names.claimant(own[option], said)} ({said.number(counts[option])}) · {where}"
    return labels


def _group_name(group: SourceGroup, said: Words, *, has_countries: bool) -> str:
    kind = said(SOURCE_KINDS[group.kind])
    if not has_countries:
        return kind
    return f"{kind} · {said.country(group.country) if group.country else said(_NO_COUNTRY)}"
