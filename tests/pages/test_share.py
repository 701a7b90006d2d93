"""Links as codes for phones."""

from __future__ import annotations

import pytest

from pages.common.share import qr_code

MOST = 2_953
"""Bytes in the largest QR code of the lowest correction (ISO/IEC 18004, table 7)."""


@pytest.mark.parametrize(
    ("length", "has_code"), [(200, True), (MOST, True), (MOST + 1, False), (20_000, False)]
)
def test_a_link_that_fits_has_a_code(length: int, has_code: bool):  # noqa: FBT001 a case
    link = "https://maps.example.org/?q=".ljust(length, "x")
    assert qr_code(link).startswith(b"<?xml") is has_code
