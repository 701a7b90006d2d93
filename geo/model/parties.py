"""Parties to the fighting and to pauses, as sources name them.

A source names a party by its country, its army or itself. Only names that stand for one party are told apart;
any other name is a party of its own.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Party(StrEnum):
    """A party that several names stand for, in the words of `pauses.parties`."""

    ISRAEL = "Israel"
    PALESTINIAN_GROUPS = "Palestinian armed groups"
    HEZBOLLAH = "Hezbollah"
    IRAN = "Iran"
    HOUTHIS = "Houthi movement"
    UNITED_STATES = "United States"
    UNITED_KINGDOM = "United Kingdom"
    IRAQI_GROUPS = "Islamic Resistance in Iraq"
    SYRIA = "Syria"


_NAMES = {
    Party.ISRAEL: r"israel|israeli|idf",
    Party.PALESTINIAN_GROUPS: r"palestinian (?:armed )?groups|palestinian islamic jihad|hamas|qassam",
    Party.HEZBOLLAH: r"hezbollah|hizbullah|hizballah",
    Party.IRAN: r"iran|iranian|irgc",
    Party.HOUTHIS: r"houthi|houthis|ansar allah",
    Party.UNITED_STATES: r"united states|american",
    Party.UNITED_KINGDOM: r"united kingdom|british",
    Party.IRAQI_GROUPS: r"islamic resistance in iraq",
    Party.SYRIA: r"syria|syrian",
}
_FORMS = {party: re.compile(rf"\b(?:{names})\b", re.IGNORECASE) for party, names in _NAMES.items()}


def parties_named(text: str) -> frozenset[str]:
    """Return the parties that a text names; a text that names none that is known is a party itself.

    Of a list with semicolons the parties of each part; empty for an empty text.
    """
    named: set[str] = set()
    for part in filter(None, (part.strip() for part in text.split(";"))):
        known = known_parties_in(part)
        named.update(known or {part})
    return frozenset(named)


def known_parties_in(text: str) -> frozenset[Party]:
    """Return the members of `Party` that a text names."""
    return frozenset(party for party, form in _FORMS.items() if form.search(text))
