"""What errors tell strangers."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.model.errors import SnapshotError
from geo.snapshot.home import HOME_VARIABLE
from geo.web.status import NotFoundError, problem, public_reason


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("/srv/maps/snapshots/abc/manifest.json cannot be read", "manifest.json cannot be read"),
        ("[Errno 13] Permission denied: '/srv/maps/x.parquet'", "[Errno 13] Permission denied: 'x.parquet'"),
        (r"C:\maps\data\x.parquet cannot be read", "x.parquet cannot be read"),
        ("/srv/my maps/abc cannot be read", "my maps/abc cannot be read"),
        ("see https://example.org/a/b", "see https://example.org/a/b"),
        ("1/2 of the rows", "1/2 of the rows"),
    ],
)
def test_no_folder_of_this_machine_is_told(said: str, told: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(HOME_VARIABLE, "/srv/my maps")
    assert public_reason(SnapshotError(said)) == told
    assert told.encode() in problem(SnapshotError(said)).body.replace(rb"\\", b"")


def test_a_folder_of_the_program_s_is_not_told():
    here = Path(__file__).parents[3]
    assert str(here) not in public_reason(SnapshotError(f"no file in {here}"))


def test_an_address_that_was_asked_for_is_told():
    assert public_reason(NotFoundError("there is nothing at '/a/b/c'")) == "there is nothing at '/a/b/c'"
