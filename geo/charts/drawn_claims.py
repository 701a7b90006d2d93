"""The claims about one incident as a table, with a small map of what each of them says was struck."""

from __future__ import annotations

from base64 import b64encode

from geo import wording
from geo.charts.claim_columns import claim_columns, differences_said, incident_title
from geo.charts.incident_footprints import footprints_svg
from geo.filters.view import View
from geo.language import Words
from geo.layers.card_templates import filled
from geo.layers.cards import page_address
from geo.layers.symbols import Theme
from geo.model.thing_kinds import ThingKind
from geo.queries.claims import ClaimComparison, comparison_of
from geo.snapshot.caches import per_snapshot
from geo.snapshot.opened import Snapshot
from geo.wording.claim_differences import claim_differences


@per_snapshot
def drawn_comparison(
    snapshot: Snapshot, view: View, key: str, words: Words, theme: Theme
) -> tuple[ClaimComparison, str]:
    """Return an incident's claims compared, and their HTML; pass a view's filters alone, for the cache."""
    made = comparison_of(snapshot, view, key)
    return made, comparison_html(made, snapshot, words, theme)


def comparison_html(comparison: ClaimComparison, snapshot: Snapshot, words: Words, theme: Theme) -> str:
    """Return the claims about an incident side by side; every field is escaped."""
    differences = claim_differences(comparison.claims, words)
    columns = claim_columns(comparison, differences, snapshot, words)
    drawn = footprints_svg(comparison, snapshot, words, theme)
    title = incident_title(comparison, words)
    n, found = len(comparison.claims), sum(comparison.is_in_view)
    counted = words.plural("{n} claim", "{n} claims", n)
    if found < n:
        left_out = words.plural(
            "{n} of them is left out by the filters and shown all the same",
            "{n} of them are left out by the filters and shown all the same",
            n - found,
        )
        counted = words("{claims}; {left_out}.", claims=counted, left_out=left_out)
    return filled(
        "claims.html",
        words,
        title=title,
        counted=counted,
        differences=differences_said(differences, words),
        map=b64encode(drawn.encode()).decode("ascii") if drawn else "",
        alt=" · ".join(
            f"{comparison.mark(position)}: {wording.where(claim, snapshot.areas, words)}"
            for position, claim in enumerate(comparison.claims)
        ),
        ledger_label=words("Claims side by side: {incident}", incident=title),
        # A line for the claimant, one for each field and one for notes.
        n_rows=len(columns[0].cells) + 2,
        claims=columns,
        page=page_address(ThingKind.INCIDENT, comparison.key, snapshot, words),
    )
