"""A part of a page that shows nothing leads to the nearest day on which it shows something."""

from __future__ import annotations

import pytest

from geo.snapshot.current import current
from tests.pages.scripts import healthy, html, opened

BEFORE = {"from": "2019-01-01", "to": "2019-01-01"}


@pytest.mark.parametrize(
    ("page", "key", "nothing"),
    [
        ("shelters.py", "nearest", "No report to show for"),
        ("timeline.py", "nearest", "No report to show for"),
        ("timeline.py", "pause_nearest", "No pause meets the dates shown."),
        ("timeline.py", "toll_nearest", "No toll is as of a day of the dates shown."),
    ],
)
def test_the_nearest_day_is_offered_and_shows_something(page: str, key: str, nothing: str) -> None:
    app = opened(page, **BEFORE)
    assert nothing in html(app)

    healthy(app.button(key=key).click().run())

    assert nothing not in html(app)
    assert key not in [button.key for button in app.button]


def test_a_day_without_a_status_leads_to_one_that_has_some() -> None:
    app = opened("shelters.py", **BEFORE)
    assert "0 statuses may have been in force" in html(app)

    healthy(app.button(key="status_nearest").click().run())

    assert "0 statuses may have been in force" not in html(app)


def test_sources_without_tolls_can_be_lifted() -> None:
    tables, nothing = current().tables, "The filters leave no toll of the dates shown."
    without = tables["sources"].index[~tables["sources"]["name"].isin(tables["tolls"]["publisher"])][0]
    app = opened("timeline.py", src=without)
    assert nothing in html(app)

    healthy(app.button(key="toll_without_other_sources").click().run())

    assert nothing not in html(app)


def test_a_view_that_shows_something_offers_no_way_out() -> None:
    for page in ("shelters.py", "timeline.py", "claims.py"):
        keys = [button.key or "" for button in opened(page).button]
        assert not [key for key in keys if key.endswith("nearest")], page
