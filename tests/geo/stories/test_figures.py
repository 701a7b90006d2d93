"""Figures are found in three languages, and said in one form."""

from __future__ import annotations

import pytest

from geo.stories.figures import FigureKind, figures_in


def values(text: str) -> list[str]:
    return [figure.value for figure in figures_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On 1 December 2023 and December 2, 2023", ["2023-12-01", "2023-12-02"]),
        ("1.8 million, 1,800,000 or 946 thousand", ["1800000", "1800000", "946000"]),
        ("8.5 square kilometres at 4:20, 08:31", ["8.5", "04:20", "08:31"]),
        ("in May 2024, on 6 May, in 2024", ["2024-05", "05-06", "2024"]),
        ("fifteen or dozens; one of two", ["15", "-12"]),
        ("في 1 ديسمبر 2023 نحو 2 مليون و15 قتيلًا وستة", ["2023-12-01", "2000000", "15", "6"]),
        ("٤٠٠ هدف، \u0661\u066b٨ مليون، في أكتوبر 2023", ["400", "1800000", "2023-10"]),
        ("ב-1 בדצמבר 2023, 400 מטרות, וחמישים, בינואר 2025", ["2023-12-01", "400", "50", "2025-01"]),
        ("no figure here, r0054 aside", ["54"]),
        ("", []),
    ],
)
def test_each_figure_has_one_form(text: str, expected: list[str]):
    assert values(text) == expected


def test_a_row_is_read_for_small_numbers_as_well():
    assert [figure.value for figure in figures_in("one of two", with_small=True)] == ["1", "2"]


def test_a_year_is_told_from_a_number():
    kinds = [figure.kind for figure in figures_in("2023 and 400")]
    assert kinds == [FigureKind.YEAR, FigureKind.NUMBER]


def test_a_number_of_hundreds_of_digits_is_a_figure():
    assert [figure.value for figure in figures_in("9" * 400)] == ["9" * 400]
