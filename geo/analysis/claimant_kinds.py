"""What kind of body asserts a report: read from the claimant's name, else the kind of its publisher.

The rule: what stands in brackets is left out; of several claimants the first counts; then the first line of
`_SIGNS` decides of which a word stands in the name. A name without such a word says no kind, and the report
has that of its publisher: a paper that names nobody is the claimant itself.
"""

from __future__ import annotations

import re
from enum import StrEnum

from geo.model import SourceKind


class ClaimantKind(StrEnum):
    """What sort of body a claimant is."""

    UN = "un"
    NGO = "ngo"
    HEALTH = "health"
    MILITARY = "military"
    GOVERNMENT = "government"
    MEDIA = "media"
    DATASET = "dataset"
    WITNESS = "witness"


OF_PUBLISHER = {
    SourceKind.UN: ClaimantKind.UN,
    SourceKind.NGO: ClaimantKind.NGO,
    SourceKind.MEDIA: ClaimantKind.MEDIA,
    SourceKind.MILITARY: ClaimantKind.MILITARY,
    SourceKind.MINISTRY: ClaimantKind.GOVERNMENT,
    SourceKind.GOVERNMENT: ClaimantKind.GOVERNMENT,
    SourceKind.DATASET: ClaimantKind.DATASET,
}
_SIGNS = (
    (ClaimantKind.GOVERNMENT, "ambassador|mission to"),
    (
        ClaimantKind.UN,
        """(?-i:UN|WHO)|united nations|ocha|unrwa|ohchr|unicef|unifil|unops|iaea|world health organi[sz]ation|
        world food programme""",
    ),
    (ClaimantKind.DATASET, "ucdp|acled|wikipedia"),
    (
        ClaimantKind.NGO,
        """insecurity insight|human rights|amnesty|airwars|bellingcat|m[ée]decins sans fronti[èe]res|icrc|fdd|
        international committee|international rescue committee|medical aid for palestinians|anera|
        world central kitchen|foundation|journalists|diocese|patriarch(?:ate)?""",
    ),
    (ClaimantKind.WITNESS, "(?:eye)?witness(?:es)?|residents?|relatives?|father|mother"),
    (
        ClaimantKind.MEDIA,
        """media(?! office)|news|tv|television|broadcaster|channels|reporters?|wafa|irna|irib|reuters|cnn|bbc|
        al jazeera""",
    ),
    (
        ClaimantKind.HEALTH,
        """health|hospitals?|medics?|medical|paramedics?|ambulance|red crescent|red cross|magen david adom|
        zaka|civil defen[cs]e|fire|rescue|rescuers|responders?|emergency services""",
    ),
    (
        ClaimantKind.MILITARY,
        """military|army|armed|brigades|idf|shin bet|navy|air force|pentagon|command|revolutionary guards?|
        defen[cs]e (?:ministry|department|officials?)|hamas|hezbollah|houthis?|islamic jihad|
        islamic resistance|iran-backed""",
    ),
    (
        ClaimantKind.GOVERNMENT,
        """governments?|governor|ministry|minister|authorit(?:y|ies)|officials?|mayor|municipality|council|
        police|media office|adviser|president|presidency|white house|intelligence|security sources?|
        agency|judiciary|disaster management|iran""",
    ),
)
"""From the most telling words to the least: a ministry of health is of health, whoever runs it."""
_LINE = re.compile(r"\n *")
_PATTERNS = tuple(
    (kind, re.compile(rf"\b(?:{_LINE.sub('', signs)})\b", re.IGNORECASE)) for kind, signs in _SIGNS
)
_BRACKET = re.compile(r"\([^)]*\)")
_NEXT_CLAIMANT = re.compile(r"\band\b|[,;/]")


def stated_kind(claimant: str) -> ClaimantKind | None:
    """Return the kind of body that a claimant's name says; None when it says none."""
    name = _NEXT_CLAIMANT.split(_BRACKET.sub("", claimant), maxsplit=1)[0]
    return next((kind for kind, signs in _PATTERNS if signs.search(name)), None)
