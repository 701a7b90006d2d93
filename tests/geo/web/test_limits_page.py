"""The page about limits says what holds."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from geo.web import limits
from geo.web.limits import Allowance, SocketLimits

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "limits.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("| ").split("|")]
    for line in PAGE.partition("|---|---|---|---|---|\n")[2].partition("\n\n")[0].splitlines()
]


def said(value: float) -> str:
    return f"{value:,.0f}"


# The last is the guard's own book-keeping: no reader meets it.
SOCKET_LIMITS = sorted({field.name for field in fields(SocketLimits)} - {"longest_run_s"})


@pytest.mark.parametrize("name", SOCKET_LIMITS)
def test_every_limit_of_the_sockets_is_in_the_table(name: str):
    value = getattr(SocketLimits(), name)
    wanted = (
        f"{said(value.at_once)} at once, then {said(value.a_second)} a second"
        if isinstance(value, Allowance)
        else said(value)
    )
    assert wanted in [row[2] for row in ROWS]


@pytest.mark.parametrize("name", ["LONGEST_QUESTION", "LONGEST_LINE", "STOP_S", "DEADLINE_S"])
def test_every_other_limit_is_in_the_table(name: str):
    assert said(getattr(limits, name)) in [row[2] for row in ROWS]


def test_the_table_is_sorted_by_part():
    parts = [row[0] for row in ROWS]
    assert parts == sorted(parts)
    assert {len(row) for row in ROWS} == {5}


def test_every_setting_of_the_web_side_is_on_the_page():
    sources = (Path(limits.__file__).parent).rglob("*.py")
    named = {
        name for path in sources for name in re.findall(r'"(SHELTERLINE_[A-Z_]+)"', path.read_text("utf-8"))
    }
    assert named
    assert [name for name in sorted(named) if name not in PAGE] == []
