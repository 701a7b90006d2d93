"""Lines of text with quotation marks anywhere: each is a row, part of one, or listed as none."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.connectors.toolkit.delimited import text_table

MANY = 30
"""Rows in order that stand first, so that nobody has to guess what parts the cells."""
DELIMITERS = (",", ";", "\t", "|")


def read(text: str | bytes) -> tuple[dict[int, list[str]], dict[int, str]]:
    """The cells of each row and the text of each line that is none, by number of the line."""
    pieces = list(text_table("t.csv", BytesIO(text if isinstance(text, bytes) else text.encode())).pieces)
    rows = [list(row.values()) for piece in pieces for row in piece.texts.to_pylist()]
    lines = [int(line) for piece in pieces for line in piece.lines]
    return dict(zip(lines, rows, strict=True)), {bad.line: bad.value for p in pieces for bad in p.bad}


def read_plainly(lines: list[str], delimiter: str) -> list[int]:
    """The places of lines with which a record of two cells, or a line that is none, begins."""
    one = rf'(?:"(?:[^"]|"")*"|[^"{delimiter}\n][^{delimiter}\n]*|)'
    whole = re.compile(rf'{one}{delimiter}{one}(?:{delimiter}(?:"")?)*\n?')
    ended = rf'(?:"(?:[^"]|"")*"(?!")[^{delimiter}]*|[^"{delimiter}][^{delimiter}]*|)'
    left_open = re.compile(rf'(?:{ended}{delimiter})*"(?:[^"]|"")*\n?')
    found, place = [], 0
    while place < len(lines):
        if lines[place] != "\n":
            found.append(place)
        after = place + 1
        if left_open.fullmatch(lines[place]):
            ends = range(place + 2, len(lines) + 1)
            after = next((end for end in ends if whole.fullmatch("".join(lines[place:end]))), after)
        place = after
    return found


@pytest.mark.parametrize("delimiter", DELIMITERS)
@given(tokens=st.lists(st.sampled_from(['"', '"', "D", "D", "\n", "\n", "word"]), max_size=40))
def test_no_line_is_lost_wherever_quotation_marks_stand(delimiter: str, tokens: list[str]):
    n = count()
    text = "".join({"D": delimiter, "word": f"<{next(n)}>"}.get(token, token) for token in tokens)
    before = f"first{delimiter}second\n" * (1 + MANY)

    rows, bad = read(before + text)

    begins = [
        2 + MANY + place for place in read_plainly(text.splitlines(keepends=True), re.escape(delimiter))
    ]
    assert sorted([*rows, *bad])[MANY:] == begins
    told = " ".join([*(cell for cells in rows.values() for cell in cells), *bad.values()])
    assert sorted(re.findall(r"<\d+>", told)) == sorted(re.findall(r"<\d+>", text))


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_a_mark_inside_a_cell_is_a_mark(delimiter: str):
    lines = ["what,n", '5" shell,1', "drone,2", '8" shell,3', "it's a tank,4"]
    rows, bad = read("\n".join(lines).replace(",", delimiter))
    assert list(rows.values()) == [['5" shell', "1"], ["drone", "2"], ['8" shell', "3"], ["it's a tank", "4"]]
    assert bad == {}


def test_marks_that_open_two_cells_and_close_none_cost_their_own_lines():
    rows, bad = read('what,n\n"5 inch,1\ndrone,2\n"8 inch,3\ntank,4\n')
    assert rows == {3: ["drone", "2"], 5: ["tank", "4"]}
    assert bad == {2: '"5 inch,1', 4: '"8 inch,3'}


def test_what_would_be_a_row_of_another_width_is_not_put_together():
    rows, bad = read('what,n\n"5 inch,1\ndrone,2\nshell",3,4\ntank,5\n')
    assert rows == {3: ["drone", "2"], 5: ["tank", "5"]}
    assert sorted(bad) == [2, 4]


@pytest.mark.parametrize(
    "last",
    [b"A", b"\x00\xd8", b"\x00\xd8a\x00\n\x00", b"a\x00\x00\xdc"],
    ids=["cut", "half", "broken", "low"],
)
def test_what_is_broken_in_utf_16_costs_its_line(last: bytes):
    rows, bad = read("what,n\nطيبة,1\n".encode("utf-16") + last)
    assert (rows, list(bad)) == ({2: ["طيبة", "1"]}, [3])


def test_a_quotation_that_is_never_closed_costs_no_row_after_it():
    rows, bad = read('what,n\n"open,0\n' + "".join(f"row,{n}\n" for n in range(1_000)))
    assert (len(rows), bad) == (1_000, {2: '"open,0'})
