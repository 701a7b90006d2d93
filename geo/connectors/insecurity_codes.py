"""Insecurity Insight's datasets on HDX, and the words of their weapons and of what was hit in ours."""

from __future__ import annotations

from dataclasses import dataclass

from geo.model import Kind


@dataclass(frozen=True, slots=True)
class Dataset:
    """One of the datasets."""

    key: str
    """In ids."""
    title: str
    package: str
    """Its name on HDX."""
    column: str
    """In lower case, one that the datasets after it have not."""


DATASETS = (
    Dataset(
        "explosive",
        "explosive weapons",
        "explosive-weapons-use-affecting-aid-access-education-and-healthcare-services",
        "explosive weapon type",
    ),
    Dataset(
        "education",
        "education",
        "sind-education-in-danger-monthly-news-briefs-dataset",
        "educators killed",
    ),
    Dataset(
        "health",
        "health care",
        "sind-safeguarding-healthcare-monthly-news-briefs-dataset",
        "health workers killed",
    ),
    Dataset("aid", "aid workers", "sind-aid-worker-kka-dataset", "aid workers killed"),
    Dataset(
        "protection",
        "protection",
        "sind-protection-in-danger-monthly-news-briefs-dataset",
        "camp resident killed",
    ),
)
"""In the order in which a file is held to their columns."""
KINDS = {
    "aerial bomb": Kind.AIRSTRIKE,
    "aerial bomb: plane": Kind.AIRSTRIKE,
    "aerial bomb: helicopter": Kind.AIRSTRIKE,
    "aerial bomb: no information on platform type": Kind.AIRSTRIKE,
    "air-launched explosive weapon": Kind.AIRSTRIKE,
    "aerial bomb: drone": Kind.DRONE,
    "aerial bomb: missile": Kind.MISSILE,
    "missile": Kind.MISSILE,
    "rocket": Kind.ROCKET,
    **dict.fromkeys(("artillery", "mortar", "shelling"), Kind.ARTILLERY),
    **dict.fromkeys(
        ("ground-launched explosive weapon", "unspecified explosive", "cluster bomb", "rpg"), Kind.UNSPECIFIED
    ),
    **dict.fromkeys(("mine", "hand grenade", "uxo", "ied", "unspecified ied", "vbied"), Kind.EXPLOSION),
    **dict.fromkeys(("svied", "rcied", "remote-controlled ied"), Kind.EXPLOSION),
}
"""Kind of each explosive weapon; unspecified where a word may be several of our kinds."""
STRUCK = {
    "education infrastructure": "school",
    "education building": "school",
    "health infrastructure": "hospital",
    "aid infrastructure": "aid",
    "protection infrastructure": "camp",
}
"""What was hit, where it is said in one word."""
