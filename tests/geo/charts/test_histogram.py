"""What the strip under the map is handed: its series, its pauses, and in which order."""

from __future__ import annotations

from geo.charts.histogram import BY_SOURCE, MOST_SOURCES, histogram
from tests.builders import EN, report, row, snapshot, view_of


def test_each_pause_says_who_announced_it_and_where_that_was_published():
    opened = snapshot(report(), pauses=[row("pauses", "p1", start="2024-01-09", end="2024-01-11")])

    said = histogram(opened, view_of(opened), EN)

    assert {name: said["pauses"][0][name] for name in ("announced_by", "publisher", "url")} == {
        "announced_by": "Testville council",
        "publisher": "Synthetic Wire",
        "url": "https://example.org/a",
    }


def test_sources_are_ranked_by_their_reports_and_not_by_the_weeks_that_these_touch():
    many = [f"many-{n}" for n in range(MOST_SOURCES)]
    reports = [report(f"{source}-{n}", source_id=source) for source in many for n in range(2)]
    long = report(
        "long", source_id="long", event_start="2023-01-01", event_end="2024-01-10", date_precision="range"
    )
    names = [row("sources", source, name=source.title()) for source in (*many, "long")]
    opened = snapshot(*reports, long, sources=names)

    said = histogram(opened, view_of(opened), EN, by=BY_SOURCE)

    assert [one["label"] for one in said["series"]] == [
        *(source.title() for source in many),
        "1 other source",
    ]
