"""What a view leaves out, as a file: every reason's rows, and with those shown all there are."""

from __future__ import annotations

from io import BytesIO

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo.export.excluded_rows import not_shown_csv
from geo.export.to_csv import ABOUT
from geo.filters.permalink import query_string
from geo.filters.registry import reasons
from geo.filters.view import View
from geo.queries.view_answer import answer_view
from geo.snapshot.matching import WHY_NOT_SHOWN
from geo.snapshot.opened import Snapshot
from geo.web.routes import ROUTES
from tests.builders import filters, report, shown_ids, snapshot, view_of
from tests.geo.export.files import SITE
from tests.geo.plain import World

a_view = st.data()


def read(opened: Snapshot, view: View, reason: str | None = None) -> pd.DataFrame:
    content = b"".join(not_shown_csv(answer_view(opened, view, SITE), reason))
    return pd.read_csv(BytesIO(content), dtype=str, keep_default_na=False)


@given(a_view)
@settings(max_examples=5)
def test_shown_and_not_shown_are_all_reports(bundled_world: World, data: st.DataObject):
    opened = bundled_world.opened
    view = data.draw(filters(opened, bundled_world.words))
    left_out = read(opened, view)
    shown = shown_ids(opened, view, opened.total)
    assert sorted([*left_out["report_id"], *shown]) == opened.store.all_ids()
    reasons = bundled_world.reasons(view)
    assert (
        dict(zip(left_out["report_id"], left_out[WHY_NOT_SHOWN], strict=True))
        == reasons[reasons != ""].to_dict()
    )


@given(a_view)
@settings(max_examples=5)
def test_the_files_of_the_reasons_are_parts_of_the_whole(bundled_world: World, data: st.DataObject):
    opened = bundled_world.opened
    view = data.draw(filters(opened, bundled_world.words))
    counts = opened.counts(view).reasons
    for reason in reasons():
        part = read(opened, view, reason)
        assert len(part) == counts.get(reason, 0)
        assert set(part[WHY_NOT_SHOWN]) <= {str(reason)}


def test_what_a_spreadsheet_would_run_is_neutral():
    opened = snapshot(report("a"), report("b", event_start="2024-02-01", claimant="=1+1"))
    [cell] = read(opened, view_of(opened, "2019-01-01"), "other_dates")["claimant"].iloc[1:]
    assert cell == "'=1+1"


def test_the_file_says_what_it_is_and_from_where(bundled: Snapshot):
    view = bundled.default_view().but(text="hospital")
    said = read(bundled, view)[ABOUT]
    assert "not_shown_because" in said[0]
    assert f"{SITE}?{query_string(view)}" in said[0]
    assert set(said[1:]) == {f"snapshot {bundled.id}"}


def test_batches_keep_each_reason_with_its_report(synthetic_world: World):
    opened = synthetic_world.opened
    first, _ = opened.span
    found = opened.not_shown(opened.default_view().but(date_to=first, text="rocket"))
    batches = list(found.batches(batch_rows=700))
    ids = [i for batch in batches for i in batch["report_id"].to_pylist()]
    why = [reason for batch in batches for reason in batch[WHY_NOT_SHOWN].to_pylist()]
    assert max(batch.num_rows for batch in batches) <= 700
    assert list(zip(ids, why, strict=True)) == [
        (i, str(r))
        for i, r in opened.left_out(opened.default_view().but(date_to=first, text="rocket"), opened.total)
    ]


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=ROUTES))


def test_each_reason_downloads(client: TestClient, bundled: Snapshot):
    query = query_string(bundled.default_view())
    answer = client.get(f"/export/not_shown.csv?{query}&reason=unlocated")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="shelterline-not-shown-unlocated-{bundled.id}.csv"'
    )
    assert "immutable" in answer.headers["cache-control"]
    assert (
        len(pd.read_csv(BytesIO(answer.content)))
        == bundled.counts(bundled.default_view()).reasons["unlocated"]
    )


def test_a_known_file_is_not_sent_again(client: TestClient, bundled: Snapshot):
    address = f"/export/not_shown.csv?{query_string(bundled.default_view())}"
    etag = client.get(address).headers["etag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(f"{address}&reason=text", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("wrong", ["reason=because", "reason=undated&from=2023-99-01"])
def test_what_cannot_be_answered_is_a_problem(client: TestClient, wrong: str):
    answer = client.get(f"/export/not_shown.csv?{wrong}")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
