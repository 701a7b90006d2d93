"""What kind of body a claimant's name says."""

from __future__ import annotations

import pytest

from geo.analysis.claimant_kinds import OF_PUBLISHER, ClaimantKind, stated_kind
from geo.model import SourceKind


@pytest.mark.parametrize(
    ("claimant", "kind"),
    [
        ("OCHA", ClaimantKind.UN),
        ("UN Human Rights Office", ClaimantKind.UN),
        ("WHO Director-General", ClaimantKind.UN),
        ("Iran ambassador to the UN", ClaimantKind.GOVERNMENT),
        ("Human Rights Watch", ClaimantKind.NGO),
        ("International Committee of the Red Cross", ClaimantKind.NGO),
        ("Ministry of Health in Gaza", ClaimantKind.HEALTH),
        ("Houthi-run Health Ministry", ClaimantKind.HEALTH),
        ("Magen David Adom and Israeli military", ClaimantKind.HEALTH),
        ("Israeli military and Magen David Adom", ClaimantKind.MILITARY),
        ("Israeli military official (Kan)", ClaimantKind.MILITARY),
        ("US defence official", ClaimantKind.MILITARY),
        ("Israel defence minister", ClaimantKind.GOVERNMENT),
        ("Government Media Office in Gaza", ClaimantKind.GOVERNMENT),
        ("Palestinian media (via OCHA)", ClaimantKind.MEDIA),
        ("UCDP GED 25.1 (best estimate)", ClaimantKind.DATASET),
        ("Eyewitness to CNN", ClaimantKind.WITNESS),
    ],
)
def test_the_name_says_the_kind(claimant: str, kind: ClaimantKind):
    assert stated_kind(claimant) is kind


@pytest.mark.parametrize("claimant", ["", "(unattributed)", "Testville gazette", "whoever", "Unity (OCHA)"])
def test_a_name_without_a_word_for_it_says_none(claimant: str):
    assert stated_kind(claimant) is None


def test_every_kind_of_publisher_stands_for_a_kind_of_claimant():
    assert set(OF_PUBLISHER) == set(SourceKind)
