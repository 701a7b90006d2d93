"""Whatever stands in the cells, each row ends as a row or as a line that is none."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.connectors.all_connectors import connectors
from tests.geo.connectors.events import acled, ged, hapi
from tests.geo.connectors.rows import read, write_json

ODD = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.sampled_from(
        ["1", "2", "3", "nan", "-1", "1e999", "٣", "0001-01-01", "9999-12-31", "2024-02-30", [], {}]
    ),
)


def cells_of(row: dict[str, object]) -> st.SearchStrategy[dict[str, object]]:
    """Return rows in which some cells are odd."""
    changed = st.dictionaries(st.sampled_from(sorted(row)), ODD, max_size=6)
    return changed.map(lambda odd: {**row, **odd})


@pytest.mark.parametrize(
    ("name", "row", "wrap", "per_row"),
    [("ucdp-ged", ged(), "Result", 1), ("acled", acled(), "data", 1), ("hdx-hapi", hapi(), "data", 2)],
)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_cell_stops_a_file_or_loses_a_row(name, row, wrap, per_row, data):
    rows = [data.draw(cells_of(row)), row]
    connector = connectors()[name]
    with TemporaryDirectory() as folder:
        parsed = connector.parse([write_json(Path(folder) / "answer.json", {wrap: rows})])
        found, bad = read(parsed, next(iter(parsed.tables)))
    assert 2 <= len(found) + len(bad) <= 2 * per_row
    assert all(isinstance(cell, str) for one in found for cell in one.values())
