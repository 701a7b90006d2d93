"""Under which terms rows may be given to others, and who is to be credited."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
"""Of the compilation; the exceptions stand in `data/LICENSE-DATA.md`."""
CREDITS = (
    "GeoNames (CC BY 4.0)",
    "OCHA COD-AB and p-codes (CC BY-IGO)",
    "Insecurity Insight (CC BY-SA)",
    "UCDP GED 25.1 (CC BY 4.0)",
    "OpenStreetMap contributors (ODbL 1.0; two points, rounded)",
)
"""Who else must be named beside publisher and claimant: the points and codes of the reports are theirs."""


def source_licences(sources: pd.DataFrame, chosen: Collection[str] | None) -> dict[str, str]:
    """Return the licence of each source, by name, where one was read; None for all sources."""
    among = sources if chosen is None else sources[sources["source_id"].isin(list(chosen))]
    stated = among[among["licence"] != ""].sort_values("name")
    return dict(zip(stated["name"], stated["licence"], strict=True))
